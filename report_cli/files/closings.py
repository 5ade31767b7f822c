"""What stands after the quotation mark or bracket that closes a value: `"三标"活动`, `[甲, 乙]等`."""

import re

from report_cli.files.quoting import quoted
from report_cli.model import Finding, unplaced
from report_cli.text import excerpt

QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?>(?:[^']++|'')*)'"
"""A text in quotation marks, as YAML takes it."""
_FRONT = r"(?P<front>\s*(?:- +)?(?:[^\s:#'\"\[{][^:#'\"]*: +)?)"
_CLOSED = (
    rf"{_FRONT}(?P<inner>{QUOTED}|\[[^\[\]]*\]|\{{[^{{}}]*\}})(?P<more>\s*[^\s,#\]}}:].*?)"
    r"(?<!\s)(?P<comment>\s+#.*|\s*)$"
)
_CLOSED_WITHIN = rf"(?P<front>.*[\[{{,:]\s*)(?P<inner>{QUOTED})(?P<more>\s*[^\s,\]}}:#'\"][^,\]}}#]*)(?P<comment>.*)"
_WITH_COMMA = rf"{_FRONT}(?P<inner>{QUOTED}|\[.*\]|\{{.*\}})(?P<more>\s*,+)(?P<comment>\s*(?:#.*)?)$"
_NUMBER = r"-?\d[\d.,]*[万亿]?[^\d\s]{0,4}"
_COUNTED = "[等共计]+ ?(?:[0-9]+|[一二两三四五六七八九十]+) ?[^\\d\\s]{0,2}"
_MARKS = "、，,；;。"


def in_line(line: str) -> tuple[int, Finding, str] | None:
    """The column (from 1) where a text goes on after the mark that closes it, what is wrong, and the line as meant."""
    match = re.match(_CLOSED, line) or re.match(_CLOSED_WITHIN, line)
    return _found(match) if match else None


def with_comma(line: str) -> tuple[int, Finding, str] | None:
    """The same of a comma at the end of a line, as JSON has it between its entries."""
    match = re.match(_WITH_COMMA, line)
    return _found(match) if match else None


def _found(match: re.Match[str]) -> tuple[int, Finding, str]:
    inner, more = match["inner"], match["more"].rstrip()
    meant, cure = {"[": _after_list, "{": _after_braces}.get(inner[0], _after_text)(inner, more)
    what = "引号" if inner[0] in "\"'" else "括号"
    message = f"“{excerpt(inner, 20)}”的{what}关上以后，还有“{excerpt(more.strip(), 20)}”"
    return match.end("inner") + 1, unplaced("025", message, cure), match["front"] + meant + match["comment"]


def _without(inner: str, more: str) -> tuple[str, str]:
    return inner, f"删去“{more.strip()}”，写成{excerpt(inner, 40)}"


def _after_text(inner: str, more: str) -> tuple[str, str]:
    text, rest = inner[1:-1], more.strip()
    if not rest.strip(_MARKS):
        is_plain = re.fullmatch(_NUMBER, text)
        return (text, f"去掉引号和“{rest}”，写成{text}") if is_plain else _without(inner, more)
    if re.fullmatch(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", text):
        return text, f"去掉引号，写成{text}；“{excerpt(rest, 20)}”写在note里"
    if re.fullmatch(_NUMBER, text) and not rest.startswith("#"):
        return text + rest, f"去掉引号，写成{text}{rest}"
    if re.match(r"\s*[、，,；;]\s*[\"']", more):
        meant = re.sub(r"(?<=[\"'])\s*[、，,；;]\s*(?=[\"'])", ", ", f"[{inner}{more}]")
        texts = re.sub(QUOTED, lambda text: f"“{text[0][1:-1]}”", inner + more)
        return meant, f"是几项，写成 {excerpt(meant, 40)}；是一段文字，写成{excerpt(texts, 40)}"
    return _in_quotes(inner + more, "；或把里面的引号改成“”")


def _after_list(inner: str, more: str) -> tuple[str, str]:
    items, rest = inner[1:-1].strip(), more.strip()
    if re.fullmatch("[、，,]? ?(?:等等?|[…⋯.。]{2,}|省略)", rest):
        meant = f"{inner[:-1]}, 等]"
        return meant, f"没有列全，“等”写在方括号里，作最后一项：{excerpt(meant)}"
    if not rest.strip(_MARKS):
        return _without(inner, more)
    if re.fullmatch(_COUNTED, rest):
        open_list = f"；没有列全，写成{excerpt(f'{inner[:-1]}, 等]', 40)}" if rest.startswith("等") else ""
        return inner, f"“{rest}”不写在这里：列全了，写成{excerpt(inner, 40)}{open_list}"
    if re.fullmatch(rf"(?:[{_MARKS}]?\s*\[[^\[\]]*\]\s*)+", rest):
        others = re.findall(r"[^\[\]]+(?=\])", rest)
        meant = f"[{', '.join([items, *map(str.strip, others)])}]"
        text = excerpt(_quoted(inner + more), 40)
        return meant, f"写在一对方括号里：{excerpt(meant, 40)}；是一段文字，就加引号：{text}"
    if listed := re.match("[、，,；;#＃]|以及|[和及与]", rest):
        return as_items(inner, rest.removeprefix(listed[0]) if listed[0] not in tuple("#＃") else more)
    if re.fullmatch(_NUMBER, items) and re.fullmatch(r"[^\d\s]{1,4}", rest):
        return items + rest, f"去掉括号，写成{items}{rest}"
    return _in_quotes(inner + more)


def _after_braces(inner: str, more: str) -> tuple[str, str]:
    text, rest = inner[1:-1].strip(), more.strip()
    if not rest.strip(_MARKS):
        return _without(inner, more)
    if re.fullmatch(_NUMBER, text):
        return text + rest, f"去掉括号，写成{text}{rest}"
    if value := re.match(rf"value: *(?P<number>{_NUMBER})(?=\s*(?:,|$))", text):
        meant = f"{{{text[: value.end()]}{rest}{text[value.end() :]}}}"
        return meant, f"“{excerpt(rest, 20)}”写在括号里：{excerpt(meant, 40)}"
    return _in_quotes(inner + more)


def _in_quotes(text: str, more: str = "") -> tuple[str, str]:
    meant = _quoted(text)
    return meant, f"给整个值加一层引号：{excerpt(meant, 40)}{more}"


def _quoted(text: str) -> str:
    return quoted(text, "'")[0]


def as_items(inner: str, more: str) -> tuple[str, str]:
    """A list with what stands after it, and the cure that says so."""
    items = [item for item in re.split("[、，,；;#＃\\s]+", more) if item]
    meant = f"{inner[:-1]}, {', '.join(items)}]"
    note = excerpt(" ".join(items), 20)
    return meant, f"也是一项，就写在方括号里：{excerpt(meant, 40)}；是说明，就在“#”前后各空一格：# {note}"
