"""Functions over rows as they stand in formulas. What is in their brackets is read by `tally`."""

import re

FUNCTIONS = ("count", "sum", "distinct", "min", "max", "average")


def call(text: str, start: int) -> str:
    """The brackets that a function's name is followed by, with all that stands in them; empty where there are none.

    Brackets between quotation marks are text. Where one is not closed, all the rest stands in it.
    """
    if not re.match(r"\s*[(（]", text[start:]):
        return ""
    depth = 0
    for match in re.finditer("\"[^\"]*\"|“[^”]*”|'[^']*'|[(（)）]", text[start:]):
        depth += {"(": 1, "（": 1, ")": -1, "）": -1}.get(match.group(), 0)
        if not depth:
            return text[start : start + match.end()]
    return text[start:]


def without_calls(text: str) -> str:
    """A formula without its functions over rows."""
    if "(" not in text and "（" not in text:
        return text
    rest, end = "", 0
    for match in re.finditer(rf"\b(?:{'|'.join(FUNCTIONS)})\b", text):
        if match.start() >= end and (inside := call(text, match.end())):
            rest += text[end : match.start()] + " "
            end = match.end() + len(inside)
    return rest + text[end:]
