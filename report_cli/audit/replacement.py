"""What stands in a figure's place where the text round it was edited too: characters laid against characters.

All positions are counted from where the text begins that is looked at.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from report_cli.audit import thresholds
from report_cli.audit.tokens import Token, number_parts

Offsets = tuple[int, int]
"""From one character to before another."""


def replacements(built: str, figures: Sequence[Token], read: Sequence[Token]) -> dict[int, Offsets]:
    """The part of the read text that stands for each figure now; none for a figure that is gone."""
    text = "".join(token.text for token in read)
    if not text or not figures:
        return {}
    partners = _partners(built, text, figures)
    found: dict[int, Offsets] = {}
    taken = 0
    for figure in figures:
        part = _partner(figure, partners, built, read)
        if len(figure.text) == len(built):
            part = _in_its_stead(figure, part, read)
        elif part and not _may_be(figure, text[slice(*part)], _overlapping(read, part)):
            part = None
        if part and taken <= part[0] < part[1]:
            found[figure.figure] = part
            taken = part[1]
    return found


def _partner(figure: Token, partners: Sequence[int], built: str, read: Sequence[Token]) -> Offsets | None:
    """What the figure's characters were laid against; of a number, the whole of it."""
    laid = [at for at in partners[figure.start : figure.end] if at >= 0]
    if not laid:
        return None
    start, end = min(laid), max(laid) + 1
    if figure.is_number:
        for token in _overlapping(read, (start, end)):
            if token.is_number:
                start, end = min(start, token.start), max(end, token.end)
        if figure.text.isalpha():
            # A numeral in words; what it counts stands after it, and may still.
            text = "".join(token.text for token in read)
            end = next((at for at in range(start + 1, end) if built.startswith(text[at:end], figure.end)), end)
    return start, end


def _overlapping(tokens: Sequence[Token], part: Offsets) -> list[Token]:
    return [token for token in tokens if token.start < part[1] and part[0] < token.end]


def _in_its_stead(figure: Token, part: Offsets | None, read: Sequence[Token]) -> Offsets | None:
    """Where nothing but the figure was edited, what is there now stands for it, if it can."""
    whole = (0, read[-1].end)
    numbers = [token for token in read if token.is_number]
    if len(read) == 1:
        # A single character of a name's length and make may stand for it; one of a word that runs on does not.
        text = read[0].text
        return whole if figure.is_number or 2 * len(text) >= len(figure.text) or _share(figure.text, text) else None
    if figure.is_number and numbers:
        best = max(
            numbers,
            key=lambda token: (
                number_parts(figure.text)[2] == number_parts(token.text)[2],
                _share(figure.text, token.text),
            ),
        )
        start, end = _run(best, numbers)
        # A word that belongs to the number, as in 增加25件, was laid against itself.
        return (min(start, part[0]), max(end, part[1])) if part and part[0] < end and start < part[1] else (start, end)
    if part and _share(figure.text, "".join(token.text for token in read)[slice(*part)]) >= thresholds.FIGURE_ALIKE:
        return part
    return (
        whole
        if whole[1] <= (len(figure.text) + thresholds.LONGER if figure.is_number else 2 * len(figure.text) + 2)
        else None
    )


def _run(number: Token, numbers: Sequence[Token]) -> Offsets:
    """A number with those that touch it: a date in words is several."""
    start, end = number.start, number.end
    for token in numbers:
        end = token.end if token.start == end else end
    for token in reversed(numbers):
        start = token.start if token.end == start else start
    return start, end


def _may_be(figure: Token, text: str, tokens: Sequence[Token]) -> bool:
    return (figure.is_number and any(token.is_number for token in tokens)) or _share(
        figure.text, text
    ) >= thresholds.FIGURE_ALIKE


def _share(ours: str, theirs: str) -> float:
    common = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return common / max(len(ours), len(theirs), 1)


def _partners(built: str, read: str, figures: Sequence[Token]) -> list[int]:
    """For each character as built the one that it is laid against, or -1."""
    if len(built) * len(read) <= thresholds.PATH_SIZE:
        return _best_path(built, read, {at for figure in figures for at in range(figure.start, figure.end)})
    partners = [-1] * len(built)
    for a, b, length in SequenceMatcher(None, built, read, autojunk=False).get_matching_blocks():
        partners[a : a + length] = range(b, b + length)
    return partners


def _best_path(built: str, read: str, in_figures: set[int]) -> list[int]:
    """The alignment of highest score (Needleman and Wunsch), characters being laid as far to the left as they can."""
    rows = [[thresholds.SKIP * at for at in range(len(read) + 1)]]
    for i, ours in enumerate(built):
        above, row = rows[-1], [thresholds.SKIP * (i + 1)]
        # A figure's characters may stand for others; those of prose are the same or they are gone.
        other = thresholds.FOR_ANOTHER if i in in_figures else thresholds.NEVER
        for j, theirs in enumerate(read):
            laid = thresholds.EQUAL if ours == theirs else other
            row.append(max(above[j] + laid, above[j + 1] + thresholds.SKIP, row[j] + thresholds.SKIP))
        rows.append(row)
    partners = [-1] * len(built)
    i, j = len(built), len(read)
    while i and j:
        if rows[i][j] == rows[i][j - 1] + thresholds.SKIP:
            j -= 1
        elif rows[i][j] == rows[i - 1][j] + thresholds.SKIP:
            i -= 1
        else:
            i, j = i - 1, j - 1
            partners[i] = j
    return partners
