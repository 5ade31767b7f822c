"""How changes of words, and the marks that editing left in a Word file, are called; what else is told of a mark."""

from report_cli.audit.changes import ChangeKind, ProseChange
from report_cli.docx.manuscript import UNREAD, Mark, MarkKind
from report_cli.text import quoted

CHANGES: dict[ChangeKind, str] = {
    "changed": "文字改了",
    "added": "加了文字",
    "removed": "删了文字",
    "moved": "文字移了位置",
}
MARKS: dict[str, str] = {
    "tracked": "修订",
    "comment": "批注",
    "hidden": "看不见的文字",
    "highlight": "突出显示",
    "pending": "待补",
    "struck": "删除线",
    "raised": "升高或降低的数字",
    "numbering": "自动编号",
    "field": "域",
    "turned": "倒着显示的字",
    **UNREAD,
}
_UNCHECKED = "里面的数没有核对"
NOTES: dict[MarkKind, str] = {
    "field": "打开或打印时会变",
    "numbering": "不在文字里，会和正文的数连着读",
    "symbol": "换一种字体就是别的字，没有核对",
    "shape": "有没有遮住、划掉字，没有核对",
    **dict.fromkeys(("picture", "chart", "diagram", "object", "file", "lettering", "formula", "drawn"), _UNCHECKED),
}
"""What is to be known of a mark, whoever made it."""


def by(signed: ProseChange | Mark) -> str:
    """Who, and on which day; empty where that is not known."""
    known = [part for part in (signed.author, signed.date[:10]) if part]
    return f"（{'，'.join(known)}）" if known else ""


def marked(mark: Mark) -> str:
    """An editing mark, who made it, its text, and what is to be known of it."""
    text = mark.text if mark.kind == "tracked" else quoted(mark.text)
    note = f"，{NOTES[mark.kind]}" if mark.kind in NOTES else ""
    return f"{MARKS[mark.kind]}{by(mark)}{f'：{text}' if mark.text else ''}{note}"
