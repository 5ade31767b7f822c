"""The short form of `make torture`: damaged files, races with a build, random edits, edits taken home."""

import pytest

from torture import survived


@pytest.mark.posix
@pytest.mark.parametrize(
    ("name", "count"), [("hostile", 60), ("races", 4), ("edits", 100), ("walks", 40), ("pairs", 30)]
)
def test_whatever_happens_nothing_is_lost_and_no_trace_is_shown(name: str, count: int) -> None:
    assert survived(name, count) == []
