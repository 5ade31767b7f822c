"""Changes on last year that are stated, and how a template lets the data say which way they went."""

from report_cli.facts import moved
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger


def stated_base(fact: Fact, ledger: Ledger) -> str:
    """The id of the fact that a stated one says the change of by its label: 收到提案比上年增加. Empty for none."""
    of, group = moved.base_of(fact.label), ledger.catalogue.groups.get(fact.indicator.group)
    same = [each.id for each in group.indicators if each.label == of] if of and group and not fact.is_derived else []
    return same[0] if len(same) == 1 else ""


def by_data(fact: Fact, base: str, word: str, *, is_up: bool) -> str:
    """The cure for a word that the data contradict, so that the words of another year stay as they are."""
    if not base:
        return "写成 {{ 指标.change }} 或 {{ 指标.growth }}，由数据说增还是减"
    form, turned = "growth" if fact.indicator.kind == "rate" else "change", "falling" if is_up else "rising"
    was = f"{word}{{{{ {fact.id} }}}}"
    now = f"{{% if {base} is {turned} %}}{{{{ {base}.{form} }}}}{{% else %}}{was}{{% endif %}}"
    return f"模板里的“{was}”写成 {now}，由数据说增还是减，别的年份的字不变"
