"""The short form of `make confusion`: edits of figures taken home, some of each kind."""

from itertools import groupby
from pathlib import Path

import pytest

from confusion import KINDS
from edits import Edit, figure_edits
from taken_home import copied, table


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_edit_of_a_figure_comes_home_or_is_listed(kind: str, tmp_path: Path) -> None:
    of = copied(tmp_path, kind)
    assert table(of, sample(list(figure_edits(of.baseline))))[1] == []


def sample(edits: list[Edit]) -> list[Edit]:
    """Two or three edits of each kind, from the whole of the report."""
    by_kind = [list(group) for _, group in groupby(sorted(edits, key=_name), key=_name)]
    return [edit for group in by_kind for edit in group[:: len(group) // 3 + 1]]


def _name(edit: Edit) -> str:
    return edit.name
