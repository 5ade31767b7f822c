"""A layout shown: all its values, and the file and line of each."""

from collections.abc import Iterator
from itertools import groupby

from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.layout.layout import LABELS, SIZES, Layout
from report_cli.layout.reading import Step
from report_cli.model import Place
from report_cli.views import screen
from report_cli.views.screen import Where

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
    "widow_control": "孤行控制",
    "alternatives": "没有装时依次改用",
    "top": "上边距",
    "right": "右边距",
    "bottom": "下边距",
    "grid": "文档网格",
    "border": "线粗",
    "below_text": "在版心下",
    "from_edge": "离版心边",
    "dashes": "两边的一字线",
}
_SWITCHES = {"true": "是", "false": "否"}


def show(name: str, layout: Layout, steps: list[Step], where: Where) -> None:
    """`steps`: the files that make up the layout, the lowest first."""
    files = [where(Place(file)).file for file, _ in reversed(steps)]
    head = "，沿用 ".join([f"{name}（{layout.label}），{files[0]}", *files[1:]])
    screen.prose(f"{head}\n{_capacity(layout)}")
    node, lines = steps[-1][1], list[list[str]]()
    assert isinstance(node, Mapping), "a layout was made of it"
    settings = (each for key, label in _GROUPS.items() for each in _settings(node.get(key), (key,), label))
    for group, same in groupby(settings, lambda each: each[0]):
        lines += [[""], [group]]
        lines += [[name_of, value, str(where(Place(place.file, place.line)))] for _, name_of, value, place in same]
    screen.table(lines)


def _capacity(layout: Layout) -> str:
    """How much a page holds."""
    page, text = layout.page, layout.text
    sides = (f"{twips * 254 / 14400:.1f}".removesuffix(".0") for twips in (page.text_width, page.text_height))
    width = "版心{}mm × {}mm，每行{}字".format(*sides, page.text_width // (text.em + (text.spacing or 0)))
    return f"{width}，每面{page.text_height // text.line}行" if text.line else width


def _settings(node: Node | None, path: tuple[str, ...], group: str) -> Iterator[tuple[str, str, str, Place]]:
    """The heading, name, value and place of each value below a node, in its order."""
    if isinstance(node, Mapping):
        for key, value in node.entries:
            heading = f"{LABELS.get(key.text, key.text)}（{key.text}）" if path[0] != "fonts" else key.text
            is_style = isinstance(value, Mapping) and path[0] in ("styles", "characters", "fonts")
            yield from _settings(value, (*path, key.text), heading if is_style else group)
        return
    name = _NAMES.get(".".join(path)) or _NAMES.get(path[-1], path[-1])
    if isinstance(node, Sequence):
        yield group, name, "、".join(item.text for item in node.items if isinstance(item, Scalar)), node.place
    elif node is not None and not node.is_empty:
        is_size = path[-1] == "size" and node.text in SIZES
        text = f"{node.text}（{SIZES[node.text]}磅）" if is_size else _SWITCHES.get(node.text, node.text)
        yield group, name, text, node.place
