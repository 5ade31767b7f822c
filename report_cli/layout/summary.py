"""A layout in words: all its values, with the file and line of each."""

from collections.abc import Iterator

from msgspec import Struct

from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.layout.extends import Step
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
_NAMES = {
    "page.size": "纸张",
    "page.margins.left": "左边距",
    "head.after": "其下空",
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
    "grid": "文档网格",
    "border": "线粗",
    "below_text": "一字线在版心下",
    "from_edge": "离版心边",
}
_SWITCHES = {"true": "是", "false": "否"}


class Setting(Struct, frozen=True):
    """One value, its heading and name, and its place."""

    group: str
    name: str
    value: str
    place: Place


def capacity(layout: Layout) -> str:
    """How much a page holds."""
    page, text = layout.page, layout.text
    area = f"版心{_millimetres(page.text_width)}mm × {_millimetres(page.text_height)}mm"
    width = f"{area}，每行{page.text_width // (text.em + (text.spacing or 0))}字"
    return f"{width}，每面{page.text_height // text.line}行" if text.line else width


def settings(steps: list[Step]) -> list[Setting]:
    """All values of a layout made up of these files, in the order of the lowest one."""
    node = steps[-1][1]
    sections = [(node.get(key), key, label) for key, label in _GROUPS.items()] if isinstance(node, Mapping) else []
    return [setting for section, key, label in sections for setting in _settings(section, (key,), label)]


def _settings(node: Node | None, path: tuple[str, ...], group: str) -> Iterator[Setting]:
    if isinstance(node, Mapping):
        for key, value in node.entries:
            heading = f"{STYLES.get(key.text, key.text)}（{key.text}）" if path[0] != "fonts" else key.text
            is_style = isinstance(value, Mapping) and path[0] in ("styles", "characters", "fonts")
            yield from _settings(value, (*path, key.text), heading if is_style else group)
        return
    name = _NAMES.get(".".join(path)) or _NAMES.get(path[-1], path[-1])
    if isinstance(node, Sequence):
        texts = "、".join(item.text for item in node.items if isinstance(item, Scalar))
        yield Setting(group, name, texts, node.place)
    elif node is not None and not node.is_empty:
        is_size = path[-1] == "size" and node.text in SIZES
        text = f"{node.text}（{SIZES[node.text]}磅）" if is_size else _SWITCHES.get(node.text, node.text)
        yield Setting(group, name, text, node.place)


def _millimetres(twips: int) -> str:
    return f"{twips * 254 / 14400:.1f}".removesuffix(".0")
