"""Which numbers in the text of a draft the program set: those of terms that are explained, and of a review copy."""

import re

from report_cli.compose.glossary import number_of
from report_cli.document import Document, Paragraph

_OF_REVIEW = r"\[(?:[0-9]+|改)\]"
RAISED = re.compile(rf"[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]|{_OF_REVIEW}")
"""Numbers of terms that are explained, and what a review copy marks."""
_TYPED_ARE_WORDS = re.compile(_OF_REVIEW)


def raised(document: Document | None) -> re.Pattern[str]:
    """What the program set in a report; where it explains no terms, ① is typed, as all its words are."""
    if document is None or any(isinstance(each, Paragraph) and each.explains_a_term for each in document.body):
        return RAISED
    runs = (run for _, line in document.lines for run in line)
    return RAISED if any(run.superscript and number_of(run.text) for run in runs) else _TYPED_ARE_WORDS
