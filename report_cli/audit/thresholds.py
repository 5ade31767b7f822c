"""The thresholds of the audit in one table: what each decides, and how it was found.

Measured: it was made smaller and larger, on an earlier state of the audit, and what then goes wrong is said: on 1,281
edits of the two reports of 2022 (a sample of `tests.confusion`), the edits of `tests.office_edits`, the cases of
`test_pairing`, reports cut into short lines, and bookmarked figures in garbled prose. Chosen: nothing there goes wrong
between the values named; it only looks right. JUNK_SIZE, REPORT_ALIKE and the TELLING ones were not tried.
"""

# Which paragraph is which (`pairing`) --------------------------------------------------------------------------------

# Two paragraphs are one if each has so much of its words in the other. Measured: from 0.4 on a heading that was
# reworded in its place is taken for a new one; nothing changes down to 0.1.
PARAGRAPHS_ALIKE = 0.25
# A paragraph is part of another if that has so much of it. Measured: at 0.3 a heading is joined to what only has like
# words, at 0.9 one that runs into its paragraph now is not found; 0.45 to 0.75 do as well.
PARAGRAPH_CONTAINED = 0.6
# One that has less than so much of its share of a paragraph that no other part of it has is a copy. Chosen.
COPY = 0.5
# Two characters side by side that more paragraphs than this have tell nothing of any of them. Chosen (5 to 200).
COMMON_WORD = 40
# How many rare words a bookmark counts for that stands in both. Chosen (0 to 10): only garbled prose needs it at all.
BOOKMARK_WEIGHT = 3.0
# How much likelier a paragraph is the one between the same neighbours. Chosen (1 to 1.5).
SAME_GAP = 1.15
# What stands alone between the same neighbours is the same if it is no longer than this, or so much alike. Measured: at
# 0 characters a short paragraph that was written anew is one gone and one new; 8 to 32 do as well. The share: chosen
# (0.1 to 0.5).
FEW_WORDS = 16
SAME_PLACE_ALIKE = 0.3
# Where more stand there than before, one of the first so many is the same if it is so much alike. Chosen (1 to 50; 0.3
# to 1).
CANDIDATES = 8
MOST_ALIKE = 0.5
# So many lines for each paragraph that is left are no paragraphs, but a page cut into lines. Measured: without it,
# lines of nine characters are not put together again; 1 to 6 do as well.
SCRAPS = 3

# Where so many of the paragraphs are several lines each, no line's end tears a number apart. Chosen.
PAGE = 0.2

# What two texts have in common (`match`) -----------------------------------------------------------------------------

# From so many comparisons on, runs of so many elements that stand once in each text part it first. Measured on
# `test_audit_growth`: without them the time grows with the square of the text. From so many on, what is frequent is not
# compared at all. Chosen, for the time that it takes.
DIFFLIB_SIZE = 200_000
WINDOWS = (12, 5)
WINDOWS_OF_LINES = (12, 5, 1)
JUNK_SIZE = 4_000_000

# Where a figure stands now (`align`, `replacement`, `locate`) --------------------------------------------------------

# So many characters of prose can be found again elsewhere. Measured: at 0 every exchange of two figures is a sentence
# that moved, at 16 sentences in another order are lost; 2 to 8 do as well.
PHRASE = 4
# Text that was lost is what was found if so much of it is there, or one stretch so long. The share: chosen (0.2 to 1).
# The length: measured, without it sentences in another order and edited are lost; 5 to 20 do as well.
KNOWN_AGAIN = 0.5
UNMISTAKABLE = 20
# What characters laid against each other count: equal ones; one left out; in a figure one for another; in prose the
# same. Chosen: nothing changes at half or double of any.
EQUAL, SKIP, FOR_ANOTHER, NEVER = 2.0, -1.0, -0.5, -4.0
# In a gap with more pairs of characters than this, the longest common stretches are taken instead. Measured: always to
# do so loses numerals in words; 6,000 does as well. Chosen for the time that it takes.
PATH_SIZE = 60_000
# So much longer than a number may be what was written in its place, if that holds no number. Measured: at 20 a clause
# is taken for a figure; 0 to 6 do as well.
LONGER = 6
# What stands in a figure's place is that figure if so much of it is alike. Measured: at 0 any text is, at 0.7 figures
# with several characters wrong are lost; 0.15 to 0.5 do as well.
FIGURE_ALIKE = 0.3

# Which figures changed places (`moves`) ------------------------------------------------------------------------------

# So many of its neighbours a figure takes along if only the prose moved. Measured: at 4 clauses that changed places are
# figures that did; 1 to 3 do as well.
CONTEXT = 2
# A sentence with so much of its words is the same, turned about. Chosen (0 to 0.7).
SAME_SENTENCE = 0.5

# What is new (`new_figures`, `baseline`) -----------------------------------------------------------------------------

# So many characters before a number tell what it counts; a label tells if it is so long and ends so near. Chosen (2 to
# 6, 1 to 4, 0 to 40): they decide between *contradictory* and *unbound*, which the tables take as one.
LEADING_WORDS = 4
LABEL = 2
LABEL_NEAR = 12
# A name is worth a word where it is said once more if it is so long (an item of a list: so long, then one character
# wrong is the same name misspelt) and the report does not say it so often that it is a word like any other. Measured:
# with long names from 3 or 4 on set phrases are called repeated, from 8 on misspelt names are missed; without an
# everyday limit prose that was copied or moved is. A name's 3: chosen (2 to 4).
NAME = 3
LONG_NAME = 6
EVERYDAY = 3

# So many new numbers of one paragraph are told apart, then the rest of it is one finding. Chosen: no report has them.
NEW_NUMBERS = 200

# Which report it is (`returned`), whether a paragraph is the one built (`page`) --------------------------------------

# A text without a seal is the report that has so much of its paragraphs, those longer than so many characters. Chosen.
REPORT_ALIKE = 0.3
TELLING_LINE = 8
# A paragraph can be known by half of its words if it has so many. Chosen.
TELLING_PARAGRAPH = 8
