"""The runs of a text taken apart into characters, and put together again."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from report_cli.document import Run, place_at


def characters(run: Run) -> Iterator[Run]:
    if run.note or len(run.text) < 2:
        yield run
        return
    for number, character in enumerate(run.text):
        yield replace(run, text=character, origin=place_at([run], number), turns=())


def joined(runs: Iterable[Run]) -> list[Run]:
    """The runs, with neighbours joined that are prose of one look."""
    made = list[Run]()
    for run in runs:
        last = made[-1] if made else None
        if last is None or not _looks_alike(last, run):
            made.append(run)
            continue
        last_origin = last.turns[-1][1] if last.turns else last.origin
        is_same = run.origin is None or run.origin == last_origin
        turns = last.turns if is_same else (*last.turns, (len(last.text), run.origin))
        made[-1] = replace(last, text=last.text + run.text, turns=turns)
    return made


def _looks_alike(one: Run, other: Run) -> bool:
    is_prose = not any(run.fact or run.note or run.superscript for run in (one, other))
    return is_prose and (one.strong, one.emphasis) == (other.strong, other.emphasis)
