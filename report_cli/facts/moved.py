"""Figures that say by their labels how much another one rose or fell: 收到提案比上年增加."""

import re

from report_cli.model import Finding

_SHAPE = "(.{2,}?)(?:[比较](?:上年|去年)(?:同期)?|同比)?(增[加长]|上升|提[高升]|减少|下降|降低|回落)$"


def base_of(label: str) -> str:
    """The label of what rose or fell; empty where a label says nothing so.

    >>> base_of("收到提案比上年增加"), base_of("收到提案")
    ('收到提案', '')
    """
    match = re.match(_SHAPE, label)
    return match[1] if match else ""


def cure(found: Finding, label: str, text: str) -> str:
    """The cure for a value that was found wrong; where there was less, what says how much more is not negative."""
    match = re.match(_SHAPE, label) if found.code == "F109" else None
    if match is None:
        return found.cure
    return (
        f"写成{text.lstrip('-－')}，稿件里的“{match[2]}”换成相反的字（只改今年的：在生成的Word稿里改，再report take）；"
        "要由数据说增还是减，模板里写它那一项的.change"
    )
