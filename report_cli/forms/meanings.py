"""What the ids and labels of a form mean: what its seal says they meant, else what the catalogue says now."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from report_cli.facts.fact import Catalogue
from report_cli.forms.matching import plain
from report_cli.forms.seal import Sealed


class Meanings(Struct, frozen=True):
    sealed: Sealed
    catalogue: Catalogue

    def label_and_group(self, id: str) -> tuple[str, str]:
        if id in self.sealed.rows:
            return self.sealed.rows[id][:2]
        indicator = self.catalogue.get(id)
        return (indicator.label, self.catalogue.groups[indicator.group].label) if indicator else ("", "")

    def id_meant(self, id: str, group: str, label: str, carried: Iterable[str]) -> str:
        """The id of a row's indicator: the hidden one, unless the label is another's. Empty if it is not known.

        `carried`: the ids of all rows of the sheet.
        """
        if not label or plain(label) == plain(self.label_and_group(id)[0]):
            return id
        others = dict.fromkeys([*self.sealed.rows, *carried, *(each.id for each in self.catalogue.indicators)])
        alike = [other for other in others if self._is_named(other, label, group)]
        return alike[0] if len(alike) == 1 else "" if alike else id

    def _is_named(self, id: str, label: str, group: str) -> bool:
        own_label, own_group = map(plain, self.label_and_group(id))
        return own_label == plain(label) and own_group in ("", plain(group))

    def is_of_items(self, id: str | None) -> bool:
        indicator = self.catalogue.get(id or "")
        return id in self.sealed.tables or (indicator is not None and indicator.kind == "items")

    @property
    def items(self) -> list[str]:
        """The ids of the items that may have a sheet of their own."""
        found = (each.id for each in self.catalogue.indicators if each.kind == "items" and each.table is None)
        return [*self.sealed.tables, *found]

    def fields(self, id: str) -> dict[str, str]:
        """The names of the fields of some items, by their labels without blanks."""
        indicator = self.catalogue.get(id)
        by_catalogue = {each.name: each.label for each in (indicator.fields if indicator else ())}
        labels = self.sealed.tables.get(id) or by_catalogue
        return {plain(label): name for name, label in labels.items()}
