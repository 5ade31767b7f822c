"""Random walks of a report: people edit it, it is built, their edits are taken, template and data change meanwhile.

Each edit puts in a word that stands nowhere else. Whatever comes, that word stands in the text once, or the build is
refused and says why: no edited word is lost, none is doubled.
"""

import random
import re
from collections import Counter
from pathlib import Path

from report_cli import compose
from report_cli.compose import values
from report_cli.document import Document
from report_cli.facts.load import Loader
from report_cli.files import editing
from taking import Report, Texts, laid

TEMPLATE, YEAR = "templates/brief.md.j2", "data/2022.yaml"
_SIGNS = "琭珏琲琮琯琰琱琳琴琵琶琼瑀瑁瑂瑃瑄瑅瑆瑇瑈瑉瑊瑋瑌瑍瑎瑏瑐瑑瑒瑓瑔瑕瑖瑗瑘瑙瑚瑛瑜瑝瑞瑟瑠瑡"
_FIGURE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


class Walk:
    """`words`: the words that edits put in, that are to stand in the text. `told`: what became of each change."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.chance, self.told = laid(root), random.Random(seed), Counter[str]()
        self.words: set[str] = set()
        self.fresh = iter(f"{one}{other}" for one in _SIGNS for other in _SIGNS if one != other)
        self.built = Report(root, 2022, "brief")
        """The build that drafts come from."""

    def run(self, steps: int) -> Counter[str]:
        for _ in range(steps):
            self.chance.choice([self.edit, self.edit, self.build, self.change_template, self.change_data])()
            self.check()
        return self.told

    def composed(self) -> tuple[Document | None, list[str]]:
        now = Report(self.root, 2022, "brief", built=self.built)
        document, findings = compose.compose("brief", now.ledger, now.library)
        return document, [each.code for each in findings]

    def build(self) -> None:
        if self.composed()[0] is not None:
            self.built = Report(self.root, 2022, "brief")

    def check(self) -> None:
        """Every word stands once, and every figure says what the data say."""
        document, codes = self.composed()
        assert document is not None, codes
        text = "\n".join("".join(run.text for run in runs) for _, runs in document.lines)
        assert {word: text.count(word) for word in self.words} == dict.fromkeys(self.words, 1)
        ledger = Loader(self.built.workspace).year(2022).ledger
        for figure in document.figures:
            assert figure.run.text == values.printed(ledger, figure.run.fact, figure.run.form)

    # What people do

    def edit(self) -> None:
        """A draft of the last build with a few edits, taken home."""
        texts, words, gone = self.built.baseline.paragraphs, set[str](), set[str]()
        for _ in range(self.chance.randint(1, 3)):
            word = next(self.fresh)
            edited = self.edited(texts, word)
            words |= {word} if word in "\n".join(edited) else set()
            texts = edited
        gone = {word for word in self.words if word in "\n".join(self.built.baseline.paragraphs)}
        gone -= {word for word in gone if word in "\n".join(texts)}
        now = Report(self.root, 2022, "brief", built=self.built)
        is_current = Report(self.root, 2022, "brief").content.paragraphs == self.built.content.paragraphs
        before = {path: path.read_bytes() for path in (self.root / "templates").rglob("*.yaml")}
        made = now.taken(texts)
        states = {each.state for each in made.proposals}
        if states <= {"ready", "taken"} and not [each for each in made.findings if each.is_error]:
            for file, data in made.contents.items():
                (self.root / file).parent.mkdir(exist_ok=True)
                (self.root / file).write_bytes(data)
            self.words = (self.words | {word for word in words if word in "\n".join(texts)}) - gone
            self.told["kept"] += len(words)
            if is_current:
                said = Report(self.root, 2022, "brief").content.paragraphs
                assert [text for text in said if text] == [text for text in texts if text]
        else:
            self.told["conflict"] += 1
            assert {path: path.read_bytes() for path in (self.root / "templates").rglob("*.yaml")} == before

    def edited(self, texts: Texts, word: str) -> Texts:
        number = self.chance.choice([number for number, text in enumerate(texts) if len(text) > 6])
        text, how = texts[number], self.chance.randrange(7)
        figures_at = [at for at in range(1, len(text)) if not _torn(self.built, text, at)]
        at = self.chance.choice(figures_at)
        parts = [part for part in re.split("(?<=。)", text) if part]
        if how == 0:
            return (*texts[:number], f"另起一段说{word}的事。", *texts[number:])
        if how == 1:
            return (*texts[:number], f"{text}还要{word}。" if text.endswith("。") else text, *texts[number + 1 :])
        if how == 2 and len(parts) > 1:
            kept = [part for part in parts if part is not self.chance.choice(parts)]
            return (*texts[:number], "".join(kept), *texts[number + 1 :])
        changed, rest = f"{text[:at]}{word}{text[at:]}", (*texts[:number], *texts[number + 1 :])
        if how == 6 and text.endswith("。"):
            goal = self.chance.choice([n for n, other in enumerate(rest) if other.endswith("。")])
            return (*rest[:goal], changed, *rest[goal:])
        return (*texts[:number], changed, *texts[number + 1 :])

    # What happens meanwhile

    def change_template(self) -> None:
        """Another word somewhere in the prose of the template; taken back where that is refused."""
        file = self.root / TEMPLATE
        before = file.read_text("utf-8")
        lines = before.split("\n")
        wanted = [number for number, line in enumerate(lines) if "。" in line and number > 4]
        number = self.chance.choice(wanted)
        at = self.chance.choice(
            [at for at, sign in enumerate(lines[number]) if sign in "，。" and not _inside(lines[number], at)]
        )
        lines[number] = f"{lines[number][:at]}且好{lines[number][at:]}"
        file.write_text("\n".join(lines), encoding="utf-8")
        document, codes = self.composed()
        self.told["merged" if "E204" in codes and document else "kept" if document else "conflict"] += 1
        if document is None:
            assert {"E201", "E202", "E205"} & {*codes}, codes
            file.write_text(before, encoding="utf-8")

    def change_data(self) -> None:
        file = self.root / YEAR
        change = editing.ValueChange(("proposals", "received"), str(self.chance.randint(230, 400)))
        file.write_bytes(editing.edited(file.read_bytes(), [change], YEAR))


def _torn(of: Report, text: str, at: int) -> bool:
    """Whether a place of a paragraph touches a figure, so that a word there is no mere edit of prose."""
    return any(
        at in range(start, start + len(figure.text) + 1)
        for figure in of.baseline.figures
        for start in [match.start() for match in re.finditer(re.escape(figure.text), text)]
    )


def _inside(line: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in _FIGURE.finditer(line))


def walk(root: Path, seed: int, steps: int = 8) -> Counter[str]:
    return Walk(root, seed).run(steps)
