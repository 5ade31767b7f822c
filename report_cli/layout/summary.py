"""A layout in words: every value that holds, and the file and line in which it stands."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.layout.layout import Layout
from report_cli.layout.measure import SIZES
from report_cli.model import Place

_GROUPS = {
    "page": "页面",
    "fonts": "字体",
    "text": "正文（以下没有写明的，一律照此）",
    "styles": "段落",
    "characters": "段落里的文字",
    "head": "文首",
    "table": "表格",
    "page_number": "页码的位置",
}
STYLES = {
    "title": "题名",
    "stage": "稿次",
    "subtitle": "副题",
    "date": "日期",
    "speaker": "报告人",
    "byline": "署名",
    "salutation": "称谓",
    "heading_1": "一级标题",
    "heading_2": "二级标题",
    "heading_3": "三级标题",
    "body": "正文段落",
    "attachments": "附件说明",
    "attachment_label": "附件标识",
    "attachment_title": "附件标题",
    "table_caption": "表题",
    "table_head": "表头",
    "table_body": "表格文字",
    "footnote": "脚注",
    "page_number": "页码",
    "lead_1": "一级段首标题",
    "lead_2": "二级段首标题",
    "lead_3": "三级段首标题",
    "emphasis": "着重",
    "pending": "待补",
}
VALUES = {
    "size": "字号",
    "font": "字体",
    "latin": "字母、数字的字体",
    "spacing": "字距",
    "line": "行距",
    "bold": "加粗",
    "color": "颜色",
    "shade": "底色",
    "align": "对齐",
    "first_line": "首行缩进",
    "left": "左缩进",
    "before": "段前",
    "after": "段后",
    "keep_with_next": "与下段同页",
    "keep_with_number": "不离开数字的字",
    "alternatives": "没有装时依次改用",
    "top": "上边距",
    "right": "右边距",
    "bottom": "下边距",
    "left_margin": "左边距",
    "grid": "文档网格",
    "border": "线粗",
    "below_text": "一字线在版心下",
    "from_edge": "离版心边",
}
_SWITCHES = {"true": "是", "false": "否"}


class Row(Struct, frozen=True):
    """One value: the heading that it stands under, its name, itself, and where it was said."""

    group: str
    name: str
    value: str
    place: Place


def summary(layout: Layout) -> str:
    """How much a page holds."""
    page, letters = layout.page, layout.text.letters
    height = page.height - page.top - page.bottom
    pitch = (letters.size or 0) * 10 + (letters.spacing or 0)
    sides = f"版心{_millimetres(page.text_width)}mm × {_millimetres(height)}mm，每行{page.text_width // pitch}字"
    return f"{sides}，每面{height // layout.text.line}行" if layout.text.line else sides


def rows(steps: list[tuple[str, Node]]) -> list[Row]:
    """All values of a layout that was read from such files (see `extends.steps`), in the order of the lowest one."""
    node = steps[-1][1]
    return (
        [row for key, label in _GROUPS.items() for row in _rows(node.get(key), (key,), label)]
        if isinstance(node, Mapping)
        else []
    )


def _rows(node: Node | None, path: tuple[str, ...], group: str) -> Iterator[Row]:
    if isinstance(node, Mapping):
        for key, value in node.entries:
            is_style = isinstance(value, Mapping) and path[0] in ("styles", "characters", "fonts")
            heading = f"{STYLES.get(key.text, key.text)}（{key.text}）" if path[0] != "fonts" else key.text
            yield from _rows(value, (*path, key.text), heading if is_style else group)
    elif isinstance(node, Scalar) and not node.is_empty:
        yield Row(group, _name(path), _value(path, node.text), node.place)
    elif isinstance(node, Sequence):
        texts = "、".join(item.text for item in node.items if isinstance(item, Scalar))
        yield Row(group, _name(path), texts, node.place)


def _name(path: tuple[str, ...]) -> str:
    if path == ("page", "size"):
        return "纸张"
    if path[-1] == "left" and path[0] == "page":
        return VALUES["left_margin"]
    return "其下空" if path == ("head", "after") else VALUES.get(path[-1], path[-1])


def _value(path: tuple[str, ...], text: str) -> str:
    if path[-1] == "size" and text in SIZES:
        return f"{text}（{SIZES[text]}磅）"
    return _SWITCHES.get(text, text)


def _millimetres(twips: int) -> str:
    return f"{twips * 254 / 14400:.1f}".removesuffix(".0")
