"""Values in braces as people write them: {265, 预计}, {甲, 乙}, “甲: 乙” without quotation marks; what they mean."""

import re
from collections.abc import Iterable

from report_cli.facts.fact import DEFAULTS
from report_cli.files.reader import in_english
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence

STATES = ("预计", "已核", "推算")
LONG_FORM = ("value", *DEFAULTS, "note", "accept")


def with_colon(node: Mapping) -> str:
    """A text that YAML took for an entry, as [“甲: 乙”] has one; empty where a key is ours."""
    said = [(key.text, value.text) for key, value in node.entries if isinstance(value, Scalar)]
    is_text = len(said) == 1 == len(node.entries) and said[0][0] not in LONG_FORM and said[0][1]
    return "：".join(said[0]) if is_text and not in_english(said[0][0], LONG_FORM) else ""


def holds_names(node: Mapping) -> bool:
    """Whether braces hold names alone: {甲, 乙} for a list."""
    return bool(node.entries) and all(
        isinstance(value, Scalar) and value.is_missing and key.text not in LONG_FORM for key, value in node.entries
    )


def said_in(node: Node) -> str:
    """What a text, or braces that hold no values ({甲, 乙}), say in one line."""
    if isinstance(node, Mapping):
        return "，".join(key.text for key, _ in node.entries)
    return node.text if isinstance(node, Scalar) else ""


def long_form(node: Mapping) -> str:
    """How values without `value` are written: {265, 预计}, {值: 265, 状态: 预计}; empty if that is unsure."""
    meant: dict[str, str] = {}
    for key, value in node.entries:
        said = value.text if isinstance(value, Scalar) else ""
        for text in key.text.replace("；", "，").replace("、", "，").split("，") if not said else [key.text]:
            word = in_english(text, LONG_FORM) or text.strip()
            if word in LONG_FORM:
                meant[word] = said
            elif not said:
                name = "state" if word in STATES else "value" if re.search(r"\d", word) else "note"
                meant.setdefault(name, word)
    is_sure = node.get("value") is None and meant.get("value")
    return ", ".join(f"{name}: {text}" for name, text in meant.items()) if is_sure else ""


def single(node: Node, *, is_text: bool) -> str:
    """The cure for a list where one value should stand."""
    items = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    if len(items) == 1:
        return f"写成{items[0]}" + f"；方括号要印出来，就加引号：'[{items[0]}]'" * is_text
    whole = f"，如{enumerated(items)}" if is_text and items else ""
    return f"只写一个值{whole}；要并列几项，在指标目录里写kind: list"


def titles(node: Node) -> str:
    """What a list of titles alone says as one text, [《甲》, 《乙》] as 《甲》《乙》; empty for any other."""
    items = [item.text.strip() for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    is_whole = isinstance(node, Sequence) and 1 < len(items) == len(node.items)
    return enumerated(items) if is_whole and all(re.fullmatch("《[^《》]+》", item) for item in items) else ""


def enumerated(items: Iterable[str]) -> str:
    """Names as a text lists them: no 、 stands between titles, nor between quotations."""
    return re.sub("(?<=[》”])、(?=[《“])", "", "、".join(items))
