"""How a value is written in YAML: the quotation marks it needs, lists and mappings on one line."""

from __future__ import annotations

import re

Written = str | tuple["Written", ...] | dict[str, "Written"]
"""What can be written in the place of a value: a text, a list, a mapping."""


_MISREAD = re.compile(
    r"(?i:y|n|yes|no|true|false|on|off|null|~|[-+]?\.inf|\.nan)|[-+]?0[0-9_xob].*|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+"
)
"""What other readers of YAML take for something else than the text that it is."""


def quoted(value: Written, style: str = "") -> list[str]:
    """The ways to write a value, that of the text in its place first; what is no text: in brackets."""
    if not isinstance(value, str):
        return [in_flow(value)]
    ways = {"": value, "'": "'" + value.replace("'", "''") + "'"}
    ways['"'] = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if _MISREAD.fullmatch(value) or not value:
        del ways[""]
    first = [ways.pop(style)] if style in ways else []
    return [*first, *ways.values()]


_PLAIN_IN_FLOW = re.compile(r"(?![-?!&*|>%@`'\"#\s])[^,\[\]{}:#\n\r\"'\\]+(?<!\s)")


def in_flow(value: Written) -> str:
    """A value as it is written between brackets."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {in_flow(each)}' for key, each in value.items())}}}"
    if not isinstance(value, str):
        return f"[{', '.join(map(in_flow, value))}]"
    is_plain = _PLAIN_IN_FLOW.fullmatch(value) and not _MISREAD.fullmatch(value)
    return value if is_plain else quoted(value, '"')[0]
