"""Edits as offices make them: the audit finds what is expected and nothing else."""

import pytest

from confusion import audited, baseline
from office_edits import EDITS


@pytest.mark.parametrize("name", EDITS)
def test_a_typical_office_edit_gives_the_expected_findings(name: str) -> None:
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
