"""Digits in new words that count nothing: a name's (5G), a title's, an ordinal's (第3批), the number of an item (1.).

No fact stands behind them, and words may hold none that the catalogue does not allow. Each is told at once, with the
new numbers of its sentence, and not only when the data know those.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache

from report_cli.audit.findings import Discrepancy
from report_cli.audit.new_figures import is_enumerator
from report_cli.audit.texts import Span
from report_cli.compose import wording
from report_cli.compose.source import stray_digits
from report_cli.document import Paragraph, Role
from report_cli.files.workspace import CATALOGUE
from report_cli.inward import new_numbers
from report_cli.inward.draft import Draft
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import BY_NUMBER
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.raised_marks import RAISED
from report_cli.inward.template_text import DraftLines, by_line, located


def found(draft: Draft, said: DraftLines, told: Sequence[Discrepancy]) -> list[Discrepancy]:
    """Each word with such digits, as a new number. `told`: what is told of the figures, numbers and names."""
    location, known = draft.audit.location, by_line(span for each in told for span in each.at)
    words = list[Discrepancy]()
    for span in _edited(draft, said):
        text = location.lines[span.line].text
        fresh = location.fresh.get(span.line, set()) & set(span.characters)
        fresh -= {at for each in known.get(span.line, ()) for at in each.characters}
        fresh -= {at for each in said.printed(span.line) for at in range(each.start, each.end)}
        fresh -= {*range(location.begin(span.line))}
        fresh -= {at for mark in RAISED.finditer(text) for at in range(*mark.span())}
        fresh -= {*range(_own_number(draft, span.line))}
        places = (Span(span.line, *each) for each in _words(text, fresh))
        words += [location.discrepancy("unbound", [], [at], text[at.start : at.end]) for at in places]
    return words


def is_allowed(draft: Draft, each: Discrepancy) -> bool:
    """Whether the catalogue allows the digits of a word where it stands."""
    span, allow = each.at[0], draft.ledger.catalogue.allow
    strays = _strays(draft.line(span), allow)
    first = bisect_left(strays, span.start)
    return first == len(strays) or strays[first] >= span.end


@lru_cache(16)
def _strays(text: str, allow: tuple[str, ...]) -> list[int]:
    """Where the digits of a line begin that are no number, the catalogue does not allow and no name has."""
    return [digits.start() for digits in stray_digits(text, allow)]


def asked(draft: Draft, words: Sequence[Discrepancy]) -> list[Discrepancy]:
    """Those that are asked about, or were: the report said none of them before, so that nobody had allowed it."""
    built = "\n".join(draft.audit.baseline.paragraphs)
    return [each for each in words if not is_allowed(draft, each) or (each.found or "") not in built]


def _edited(draft: Draft, said: DraftLines) -> list[Span]:
    """Where the edited words of a draft stand."""
    changes = (each for each in draft.audit.prose if each.after and not each.is_margin)
    return [*dict.fromkeys(span for each in changes for span in located(each.after, said.read_lines, each.at))]


def _own_number(draft: Draft, line: int) -> int:
    """How long the number is of a line below the name of an attachment, or what explains a term: the program's own."""
    above, here = (_paragraph(draft, each) for each in (line - 1, line))
    number = re.match(r"\s*[0-9]+", draft.audit.location.lines[line].text)
    explains = any(each.explains_a_term for each in (above, here) if each)
    return number.end() if number and (explains or (above and above.role is Role.ATTACHMENT)) else 0


def _paragraph(draft: Draft, line: int) -> Paragraph | None:
    """The paragraph of today's text that a line of the draft is."""
    at = draft.today_of.get(line)
    return draft.today.lines[at].paragraph if draft.today and at is not None else None


def _words(text: str, fresh: set[int]) -> Iterator[tuple[int, int]]:
    """From where to where the words stand whose digits are among some characters, each once."""
    names, last = deque(sorted(match.span() for match in wording.names(text))), 0
    for digits in stray_digits(wording.without_items(text), ()):
        while names and names[0][1] <= digits.start():
            names.popleft()
        start, end = names[0] if names and names[0][0] <= digits.start() else digits.span()
        if start >= last and not fresh.isdisjoint(range(*digits.span())):
            yield start, end
            last = end


def wish(draft: Draft, each: Discrepancy) -> ProposedChange:
    """The proposal for such a word: what to do so that its sentence comes home."""
    span, word = each.at[0], each.found or ""
    if is_enumerator(draft.line(span), span.start, span.end):
        how = f"“{word}”是序号，不是数：在稿件里写成汉字（一是、二是，或（一）、（二））"
        return new_numbers.proposed(draft, each, f"+{word}", f"{how}；再运行一次，这句话就能带回")
    allow = "" if draft.ledger.catalogue.allow else "（还没有，先顶格写一行 allow:）"
    entry = f"- {{word: {_quoted(word)}, because: 专名}}"
    how = f"“{word}”里的数字不是数目，写进文中要先列明：{CATALOGUE} 的allow{allow}加一行 {entry}"
    line = Line(CATALOGUE, ("allow",), f"{CATALOGUE} 的allow", (("word", word), ("because", "专名")))
    # A word that is nothing but digits is written with quotation marks, which its place does not ask for.
    if line.entry != entry:
        return new_numbers.proposed(draft, each, f"+{word}", f"{how}；再运行一次，这句话就能带回")
    return new_numbers.proposed(draft, each, f"+{word}", f"{how}{BY_NUMBER}", (line,))


def _quoted(word: str) -> str:
    """A word as YAML has it in braces: plain, where nothing in it means anything there.

    >>> _quoted("5G"), _quoted("12345"), _quoted("《A: B》")
    ('5G', '"12345"', '"《A: B》"')
    """
    return word if re.fullmatch(r"[\w《》]*[^\W\d][\w《》]*", word) else f'"{word}"'
