"""Words before a figure that say that it rose or fell, told by the data from then on: 比上年增加13件, 增长6.0%."""

import re
from collections.abc import Mapping

from report_cli.facts.formula import PREVIOUS
from report_cli.model import TEMPLATE_SUFFIX

_UP = "增加了?|增长了?|上升了?|提高了?|提升了?|净增|增收|多"
_DOWN = "减少了?|下降了?|降低了?|回落了?|净减|减收|少"


def by_data(fact: str, formula: str, base: str, *, is_rate: bool, files: Mapping[str, str]) -> dict[str, str]:
    """The templates in which the words before a change of `base` on last year are told by the data.

    Its own words stay where it moves as it did then; what moved the other way, or not at all, is said so.
    `is_rate`: the change is in percent of the base, which is a count.
    """
    if not re.search(rf"{re.escape(PREVIOUS)}|(?<!\w)上年", formula):
        return {}
    changed = dict[str, str]()
    for name, text in files.items():
        if name.endswith(TEMPLATE_SUFFIX):
            now = _shape(fact).sub(lambda match: _said(match, base, is_rate=is_rate), text)
            changed |= {name: now} if now != text else {}
    return changed


def _shape(fact: str) -> re.Pattern[str]:
    """A change where a template prints it: the mark before, what it is compared with, the words, the fact."""
    return re.compile(
        r"(?P<mark>[，、]?)(?P<than>(?:[比较](?:上年|去年|上一年)(?:同期)?|同比)?)"
        rf"(?P<word>(?P<up>{_UP})|{_DOWN})(?P<printed>\{{\{{ {re.escape(fact)} \}}\}})"
    )


def _said(match: re.Match[str], base: str, *, is_rate: bool) -> str:
    mark, than, own = match["mark"], match["than"], f"{match['word']}{match['printed']}"
    other = f"{{{{ {base}.{'growth' if is_rate else 'change'} }}}}"
    turned = f"{base} is {'falling' if match['up'] else 'rising'}"
    if than:
        return f"{mark}{than}{{% if {turned} %}}{other}{{% elif {base} is level %}}持平{{% else %}}{own}{{% endif %}}"
    return f"{{% if {turned} %}}{mark}{other}{{% elif not {base} is level %}}{mark}{own}{{% endif %}}"
