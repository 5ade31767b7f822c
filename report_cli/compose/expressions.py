"""How a template prints a fact in a form, and which fact and form it prints so."""

from report_cli.compose.values import ATTRIBUTES
from report_cli.facts.formula import PREVIOUS


def expression(fact: str, form: str) -> str:
    """How a template prints a fact in a form.

    >>> expression("previous.proposals.received", ""), expression("proposals.received", "signed_change")
    ('{{ proposals.received.previous }}', '{{ proposals.received.change|signed }}')
    """
    name = f"{fact.removeprefix(PREVIOUS)}{'.previous' if fact.startswith(PREVIOUS) else ''}"
    is_signed, form = form.startswith("signed_"), form.removeprefix("signed_")
    said = f"{'.' if form in ATTRIBUTES else '|'}{form}" if form else ""
    return f"{{{{ {name}{said}{'|signed' * is_signed} }}}}"


def of_expression(text: str) -> tuple[str, str]:
    """The fact, and the form, that a template prints so.

    >>> of_expression("{{ proposals.received.previous }}"), of_expression("{{ proposals.received.change|signed }}")
    (('previous.proposals.received', ''), ('proposals.received', 'signed_change'))
    """
    is_signed, said = "|signed" in text, text.strip("{} ").replace("|signed", "")
    name, _, form = said.partition("|")
    head, _, last = name.rpartition(".")
    if not form and last in ATTRIBUTES and last != "previous":
        name, form = head, last
    fact = f"{PREVIOUS}{name.removesuffix('.previous')}" if name.endswith(".previous") else name
    return fact, f"{'signed_' * is_signed}{form}"
