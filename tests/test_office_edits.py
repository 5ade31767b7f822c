"""The audit of edits as offices make them: each finding expected, and no other."""

from __future__ import annotations

import pytest

from confusion import audited, baseline
from office_edits import EDITS


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_an_office_is_told_as_it_is(name: str) -> None:
    replaced, expected = EDITS[name]
    of = baseline("work_report")
    text = "\n".join(of.paragraphs)
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    found = audited(text.split("\n"), of)
    assert sorted((d.kind, d.fact or "", d.found or "") for d in found.discrepancies) == sorted(
        (k, f or "", t or "") for k, f, t in expected
    )
    assert [d.kind for d in found.discrepancies if d.kind != "removed" and d.text not in text] == []
