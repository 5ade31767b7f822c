"""The numbers that Word puts before the paragraphs of a file, counted as Word counts them."""

import re

from msgspec import Struct

from report_cli.docx.cascade import Numbering
from report_cli.facts.quantity import chinese


class Numbers(Struct):
    """Each definition of a list counts for itself, and each level: a number of a level begins those below it anew.

    `counts`, `forms`: by the definition and the level. `begun`: the lists of their own that restarted a level.
    """

    counts: dict[tuple[str, int], int] = {}
    forms: dict[tuple[str, int], Numbering] = {}
    begun: set[tuple[str, int]] = set()

    def next(self, form: Numbering) -> str:
        """The number before the next paragraph, of this form; empty where that has none."""
        if form.form in ("bullet", "none"):
            return ""
        place, own = (form.shared, form.level), (form.own, form.level)
        below = [one for one in self.counts if one[0] == form.shared and one[1] > form.level]
        for one in below:
            del self.counts[one]
        is_first = place not in self.counts or (form.restarts and own not in self.begun)
        self.counts[place] = form.start if is_first else self.counts[place] + 1
        self.forms[place] = form
        self.begun.add(own)
        return re.sub("%([1-9])", lambda match: self.shown(form.shared, int(match[1])), form.text)

    def shown(self, shared: str, level: int) -> str:
        form = self.forms.get((shared, level))
        number = self.counts.get((shared, level), form.start if form else 1)
        if form and form.form.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
            return chinese(number).replace("两", "二")
        if form and form.form == "decimalEnclosedCircle" and 0 < number <= 20:
            return chr(0x2460 + number - 1)
        return str(number)
