"""Atoms: what stands for a fact while the text goes through Jinja and Markdown.

An atom is an opening noncharacter, a number in noncharacters and a closing one. It survives concatenation, macros and
joins, where the fact's text would not, and its number cannot be taken for a figure. The same fact in the same form has
the same atom in every text, so that the prose around it has to be read only once; what reading must know of the printed
text is in the atom's first digit. Marks are made alike: they tell which line of which template the text after them came
from. No input holds noncharacters, so neither can be forged.
"""

import re
from functools import lru_cache
from itertools import count

from msgspec import Struct

from report_cli.model import Place
from report_cli.text import is_chinese

OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARK_OPEN, MARK_CLOSE = "\ufdd2", "\ufdd3"
PART = "\ufdd4"  # between the strings of a head, and before the body
TABLE_OPEN, TABLE_CLOSE = "\ufdd5", "\ufdd6"
NOTE_OPEN, NOTE_CLOSE = "\ufdd7", "\ufdd8"
ATTACHMENT_OPEN, ATTACHMENT_CLOSE = "\ufdd9", "\ufdda"
TURNED = "\ufddb"  # before a caption or an attachment's name: on a sheet turned sideways
SUBJECT = "\ufddd"  # on both sides of a sentence's subject, which is said only where it is another than before
MERGED = "\ufdde"  # before a row of a table that is one cell
TERM = "\ufddf"  # before a term and, on the same line, before what explains it
ITEM = "\uffff"  # on both sides of the number of an item that is a paragraph of its own
BREAK = "\ufddc"  # on the blank lines of a template: these part paragraphs, lines that came out empty do not
_TO_DIGITS = str.maketrans({f"{digit:x}": 0xFDE0 + digit for digit in range(16)})
_FROM_DIGITS = {sign: digit for digit, sign in _TO_DIGITS.items()}

ATOM = re.compile(f"{OPEN}[\ufde0-\ufdef]+{CLOSE}")
MARK = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]*):([0-9]+){MARK_CLOSE}")
NOTE = re.compile(f"{NOTE_OPEN}[^{NOTE_CLOSE}]*{NOTE_CLOSE}")

# Traits of an atom: it stands for a word of the catalogue, not for a fact; its text begins, ends in Latin, ends in 。
WORD, LATIN_FIRST, LATIN_LAST, STOP_LAST = 1, 2, 4, 8


class Atom(Struct, frozen=True, gc=False):
    """What is printed for an atom, and of which fact in which form (no fact: a word of the catalogue)."""

    text: str
    fact: str = ""
    form: str = ""
    is_pending: bool = False


_numbers = count()


_tokens: tuple[dict[str, str], ...] = tuple({} for _ in range(16))
MAX_TOKENS = 8192
"""With the same traits; more are forgotten."""


@lru_cache(maxsize=8192)
def _traits_of(first: str, last: str) -> int:
    latin = LATIN_FIRST * (not is_chinese(first)) | LATIN_LAST * (not is_chinese(last))
    return latin | STOP_LAST * (last == "。")


def token(atom: Atom) -> str:
    """How an atom stands in the text: of a fact in a form, or of a word, with the same traits always the same."""
    text, name = atom.text, atom.fact
    traits = _traits_of(text[:1], text[-1:])
    if not name:
        traits, name = traits | WORD, text
    elif atom.form:
        name = f"{name}\0{atom.form}"
    # A plain dictionary: what is asked for one after the other lies there side by side.
    known = _tokens[traits]
    found = known.get(name)
    if found is None:
        if len(known) >= MAX_TOKENS:
            known.clear()
        found = known[name] = f"{OPEN}{f'{traits:x}{next(_numbers):x}'.translate(_TO_DIGITS)}{CLOSE}"
    return found


def traits(token: str) -> int:
    return ord(token[1]) - 0xFDE0


def is_figure(text: str) -> bool:
    return text.startswith(OPEN) and not traits(text) & WORD


def mark(file: str, line: int) -> str:
    return f"{MARK_OPEN}{file}:{line}{MARK_CLOSE}"


def item(number: str, text: str) -> str:
    """A line that is an item, its number such that no digits of it are taken for a figure."""
    return f"{ITEM}{number.translate(_TO_DIGITS)}{ITEM}{text}"


def number_and_item(line: str) -> tuple[str, str]:
    """The number of an item, and its text, of a line without marks before it."""
    _, number, text = line.split(ITEM)
    return number.translate(_FROM_DIGITS), text


def unmarked(text: str) -> str:
    return (MARK.sub("", text) if MARK_OPEN in text else text).replace(BREAK, "")


def place_of(text: str) -> Place | None:
    """Where the first marked stretch of a text came from."""
    found = MARK.search(text)
    return Place(found[1], int(found[2])) if found else None
