"""Edited prose taken home: the text of a new build is that of the draft, and stays so whatever changes meanwhile."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

import reworked
from confusion import tens
from dying import killed
from edits import PROSE, prose_edits
from report_cli import compose
from report_cli.audit.returned import Auditor
from report_cli.audit.texts import without_blanks
from report_cli.compose import edits_file, source, values
from report_cli.compose.edits import Work
from report_cli.compose.passages import Passages
from report_cli.document import Document, Paragraph, Role
from report_cli.drafts.record import Wanted
from report_cli.facts.load import Loader
from report_cli.files import editing, journal
from report_cli.files.workspace import Workspace
from report_cli.inward.proposed import ProposedChange, path_of
from report_cli.inward.rivals import Rivals
from report_cli.model import CannotRun
from report_cli.tasks import incoming
from report_cli.tasks import take as task
from report_cli.tasks.watch import Watch
from report_cli.text import shared
from running import ROOT, built, change, paragraphs, report
from taking import Report, Texts, laid
from test_take import DRAFT, draft, take

EDITS, YEAR = "templates/2022/brief.edits.yaml", "data/2022.yaml"
_NUMBER = re.compile("^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")


def text_of(texts: Texts) -> list[str]:
    """The paragraphs without what is no edit: blanks, quotation marks, the numbers of headings."""
    return [text for text in (_NUMBER.sub("", without_blanks(text)) for text in texts) if text]


def copied(folder: Path) -> Path:
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def work_report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(copied(tmp_path_factory.mktemp("prose")), 2022, "work_report")


@pytest.mark.parametrize("kind", PROSE)
def test_a_new_build_says_what_the_draft_says(kind: str, work_report: Report) -> None:
    of = work_report
    edits = (texts for texts in PROSE[kind](of.baseline) if texts != of.baseline.paragraphs)
    # A set phrase is not to be worded otherwise: a build would refuse it.
    texts = next(texts for texts in edits if any("并请列席会议的同志" in "".join(text.split()) for text in texts))
    made = of.taken(texts)
    assert {each.state for each in made.proposals} <= {"ready"}
    assert text_of(of.after(made)) == text_of(texts)


# What one draft did with whole paragraphs is nobody else's wish ------------------------------------------------------


def at(texts: Texts, begins: str) -> int:
    return next(number for number, text in enumerate(texts) if text.startswith(begins))


def without(texts: Texts, *begins: str) -> Texts:
    return tuple(text for text in texts if not text.startswith(begins))


def moved(texts: Texts, begins: str, far: int) -> Texts:
    here = at(texts, begins)
    rest = [*texts[:here], *texts[here + 1 :]]
    return (*rest[: here + far], texts[here], *rest[here + far :])


def put_in(texts: Texts, begins: str, *new: str) -> Texts:
    here = at(texts, begins)
    return (*texts[:here], *new, *texts[here:])


WHOLE: dict[str, Callable[[Texts], Texts]] = {
    "deleted": lambda texts: without(texts, "抓好新一届"),
    "deleted, without a figure": lambda texts: without(texts, "疫情防控的紧要关头"),
    "the first deleted": lambda texts: without(texts, "现在，我代表"),
    "the last deleted": lambda texts: texts[:-1],
    "a heading deleted": lambda texts: without(texts, "（五）注重固本培元"),
    "two neighbours deleted": lambda texts: without(texts, "疫情防控的紧要关头", "聚焦应急管理体系"),
    "a paragraph of names alone deleted": lambda texts: without(texts, "区政协以党的政治建设为统领"),
    "a heading deleted with what follows": lambda texts: without(texts, "（四）坚持以强素质为根本", "发挥政协常委的"),
    "moved up": lambda texts: moved(texts, "抓好新一届", -3),
    "moved far down": lambda texts: moved(texts, "疫情防控的紧要关头", 9),
    "moved beside one that was edited": lambda texts: moved(texts, "以全会协商为", 1),
    "an edited one moved": lambda texts: moved(texts, "以提案办理协商为", 2),
    "added": lambda texts: put_in(texts, "抓好新一届", "这一段是新加的，说明工作做得扎实。"),
    "deleted and added": lambda texts: put_in(without(texts, "抓好新一届"), "聚焦应急管理", "这一段是新加的。"),
}


def reviewers(texts: Texts) -> list[Texts]:
    """What four others made of a report, here and there."""
    edited = [[*texts] for _ in range(4)]
    for number, (begins, old, new) in enumerate(
        (
            ("以提案办理协商为", "稳步实施", "扎实稳步实施"),
            ("以专题议政性协商为", "以发挥", "以充分发挥"),
            ("强化政协党组", "严格落实", "更加严格落实"),
            ("持续开展", "持续开展", "深入持续开展"),
        )
    ):
        here = at(texts, begins)
        assert old in texts[here]
        edited[number][here] = texts[here].replace(old, new, 1)
    edited[1] = [*put_in(tuple(edited[1]), "聚焦“万人助万企”", "另一份稿件也加了一段。")]
    edited[2] = [*without(tuple(edited[2]), "紧盯全面从严治党")]
    return [tuple(each) for each in edited]


@pytest.mark.parametrize("what", WHOLE)
def test_what_one_draft_did_with_a_paragraph_is_no_wish_of_others(what: str, tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    others = reviewers(of.baseline.paragraphs)
    made, before = of.taken(WHOLE[what](of.baseline.paragraphs)), [of.taken(other) for other in others]
    assert {each.state for each in made.proposals} == {"ready"}
    write(of, made.contents)
    now = Report(tmp_path, 2022, "work_report", of)
    assert [wished(now.taken(other).proposals) for other in others] == [wished(each.proposals) for each in before]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("what", WHOLE)
def test_of_drafts_taken_together_what_was_written_keeps_its_number(what: str, count: int, tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = of.baseline.paragraphs
    drafts = [WHOLE[what](texts), *reviewers(texts)[-count:]]
    own, before = len(of.taken(drafts[0]).proposals), of.taken(*drafts)
    assert {each.state for each in before.proposals} == {"ready"}
    write(of, of.taken(drafts[0]).contents)
    after = Report(tmp_path, 2022, "work_report", of).taken(*drafts)
    assert [each[:-1] for each in wished(after.proposals)] == [each[:-1] for each in wished(before.proposals)]
    assert [each.state for each in after.proposals] == ["taken"] * own + ["ready"] * (len(before.proposals) - own)
    write(of, after.contents)
    after = Report(tmp_path, 2022, "work_report", of).taken(*drafts)
    assert {each.state for each in after.proposals} == {"taken"}


def test_a_name_put_into_a_paragraph_that_came_home_deleted_is_asked_about(tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = of.baseline.paragraphs
    write(of, of.taken(without(texts, "抓好新一届")).contents)
    now = Report(tmp_path, 2022, "work_report", of)
    [wish] = now.taken(tuple(text.replace("形势政策等", "形势政策、提案写作等") for text in texts)).proposals
    assert (wish.state, wish.after) == ("conflict", "提案写作")


def test_a_clause_that_became_a_sentence_elsewhere_comes_home_once(tmp_path: Path) -> None:
    of, clause = Report(copied(tmp_path), 2022, "work_report"), "班子成员宣讲5次"
    edited = [text.replace(f"；{clause}", "") for text in of.baseline.paragraphs]
    edited[at(tuple(edited), "紧盯全面从严治党")] += f"{clause}。"
    write(of, of.taken(tuple(edited)).contents)
    now = Report(tmp_path, 2022, "work_report", of)
    assert {each.state for each in now.taken(tuple(edited)).proposals} == {"taken"}


@pytest.mark.parametrize("far", [(-1, 9), (9, -1), (9, 3)])
def test_two_drafts_that_move_a_paragraph_apart_are_a_conflict(far: tuple[int, int], tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    drafts = [moved(of.baseline.paragraphs, "疫情防控的紧要关头", each) for each in far]
    assert [each.state for each in of.taken(*drafts).proposals] == ["conflict", "conflict"]
    assert [each.state for each in of.taken(drafts[0], drafts[0]).proposals] == ["ready"]
    write(of, of.taken(drafts[0]).contents)
    now = Report(tmp_path, 2022, "work_report", of)
    assert [each.state for each in now.taken(drafts[0]).proposals] == ["taken"]
    [second] = [each for each in now.wishes(drafts[1], "乙.docx") if each.is_open]
    assert second.state == "conflict"
    assert "照0.docx的改动已经移过" in second.message


def wished(proposals: Sequence[ProposedChange]) -> list[tuple[object, ...]]:
    return [(each.number, each.change, each.fact, each.before, each.after, each.state) for each in proposals]


# A paragraph that moved, and was changed in the same draft -----------------------------------------------------------

MOVED = (Path(__file__).parent / "cases/moved.txt").read_text(encoding="utf-8").strip().splitlines()[1:]


def moved_and_changed(texts: Texts, case: str) -> Texts:
    """The texts with one moved above another, and some words in it exchanged."""
    where, words = case.split(" : ")
    begins, above = where.split(" ^ ")
    old, new = (part.strip() for part in words.split(">"))
    text = texts[at(texts, begins)]
    assert old in text
    return put_in(without(texts, begins), above, text.replace(old, new, 1))


@pytest.mark.parametrize("case", MOVED)
def test_a_paragraph_that_moved_and_was_changed_comes_home_whole(case: str, tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = moved_and_changed(of.baseline.paragraphs, case)
    before, made = standing(of), of.taken(texts)
    assert {each.state for each in made.proposals} == {"ready"}
    assert "moved" in {each.change for each in made.proposals}
    write(of, made.contents)
    now = Report(tmp_path, 2022, "work_report", of)
    said, wanted = (text_of(each) for each in (now.after(now.taken(texts)), texts))
    assert [text for text in said if len(text) > 20] == [text for text in wanted if len(text) > 20]
    assert standing(now) == before
    assert {each.state for each in now.taken(texts).proposals} == {"taken"}


def standing(of: Report) -> tuple[list[str], Counter[str]]:
    """The headings of a report, and the marks of terms in it."""
    paragraphs = [block for block in of.document(of.ledger).blocks if isinstance(block, Paragraph)]
    marks = Counter(run.text for block in paragraphs for run in block.all_runs if run.superscript)
    return [block.text for block in paragraphs if block.level], marks


def test_two_sections_that_changed_places_come_home_with_their_headings(tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = of.baseline.paragraphs
    starts = [next(n for n, text in enumerate(texts) if text.startswith(head)) for head in ("（四）", "（五）", "二、")]
    fourth, fifth = ([*texts[start:end]] for start, end in pairwise(starts))
    fourth[0], fifth[0] = fourth[0].replace("（四）", "（五）"), fifth[0].replace("（五）", "（四）")
    wanted = (*texts[: starts[0]], *fifth, *fourth, *texts[starts[2] :])
    write(of, of.taken(wanted).contents)
    now = Report(tmp_path, 2022, "work_report", of)
    assert text_of(now.after(now.taken(wanted))) == text_of(wanted)
    heads = [text for text in wanted if text in (fourth[0], fifth[0])]
    assert [text for text in standing(now)[0] if text in heads] == heads
    assert {each.state for each in now.taken(wanted).proposals} == {"taken"}


def test_a_paragraph_is_not_joined_with_the_heading_that_follows_by_now(tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = of.baseline.paragraphs
    start = next(n for n, text in enumerate(texts) if text.startswith("疫情防控的紧要关头"))
    last = next(n for n in range(start, len(texts)) if texts[n + 1].startswith("（四）"))
    joined = (*texts[: last - 1], texts[last - 1] + texts[last], *texts[last + 1 :])
    write(of, of.taken(moved(texts, texts[last], -3)).contents)
    now = Report(tmp_path, 2022, "work_report", of)
    made = now.taken(joined)
    assert {each.state for each in made.proposals} == {"unclear"}
    assert standing(Report(tmp_path, 2022, "work_report", now)) == standing(of)


def test_one_paragraph_moved_to_two_places_is_a_conflict(tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    texts = of.baseline.paragraphs
    one, other = moved(texts, "疫情防控的紧要关头", -2), moved(texts, "疫情防控的紧要关头", 9)
    made = of.taken(one, other).proposals
    assert [(each.state, each.change) for each in made] == [("conflict", "moved")] * 2
    assert "第1条要移到第23段（0.docx）；第2条要移到第34段（1.docx）" in made[0].message
    assert [each.state for each in of.taken(one, one).proposals] == ["ready"]


@pytest.mark.parametrize("more", ["below", "above"])
def test_what_would_take_other_lines_along_is_not_written(
    more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, remove = Report(copied(tmp_path), 2022, "work_report"), Passages.remove

    def too_much(self: Passages, first: int, end: int) -> None:
        remove(self, first - (more == "above"), end + (more == "below"))

    monkeypatch.setattr(Passages, "remove", too_much)
    made = of.taken(without(of.baseline.paragraphs, "疫情防控的紧要关头"))
    assert [each.state for each in made.proposals] == ["unclear"]
    assert "也会跟着变；照稿件自己改模板" in made.proposals[0].message


# Several reviewers, told from the texts by hand -----------------------------------------------------------------------

_STATES = {"ready": "可以写", "conflict": "有冲突"}
REVIEWS = [
    pytest.param(file.stem, case, id=case.partition("\n")[0])
    for file in sorted(Path(__file__).parent.glob("cases/reviewers/*.txt"))
    for case in file.read_text(encoding="utf-8").split("\n\n")[1:]
]


@pytest.mark.parametrize(("kind", "case"), REVIEWS)
def test_conflicts_are_those_that_were_told_by_hand(kind: str, case: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path) if kind == "brief" else copied(tmp_path), 2022, kind)
    names, lines, drafts = reviewed(case, of.baseline.paragraphs)
    made = of.taken(*drafts.values())
    expected = [text.split(" ") for sign, text in lines if sign == "="]
    assert [[_STATES[each.state], _by(each, names)] for each in made.proposals] == [each[:2] for each in expected]
    for each, (*_, part) in zip(made.proposals, expected, strict=True):
        assert part in (each.after or "-")
    # Who wants the same place is found by the place: as many as if each were asked.
    known = Rivals(made.proposals)
    for each in made.proposals:
        assert [*known.of(each)] == [other for other in made.proposals if other.meets(each)]
    said = "\n".join(of.after(made))
    assert [text for sign, text in lines if sign == "文" and text not in said] == []
    write(of, made.contents)
    again = Report(of.workspace.root, 2022, kind, of).taken(*drafts.values())
    assert [each.state == "taken" for each in again.proposals] == [each[0] == "可以写" for each in expected]


APART = [each for each in REVIEWS if "= 有冲突" not in str(each.values[1])]


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize(("kind", "case"), APART)
def test_what_is_no_conflict_comes_home_one_draft_after_the_other(
    kind: str, case: str, way: int, tmp_path: Path
) -> None:
    of = Report(laid(tmp_path) if kind == "brief" else copied(tmp_path), 2022, kind)
    _, lines, drafts = reviewed(case, of.baseline.paragraphs)
    now = of
    for texts in [*drafts.values()][::way]:
        write(of, now.taken(texts).contents)
        now = Report(of.workspace.root, 2022, kind, of)
    assert {each.state for each in now.taken(*drafts.values()).proposals} == {"taken"}
    text = "\n".join(now.after(now.taken(of.baseline.paragraphs)))
    # Who came first is first, where two add in the same place.
    assert way < 0 or [part for sign, part in lines if sign == "文" and part not in text] == []


def reviewed(case: str, texts: Texts) -> tuple[list[str], list[list[str]], dict[str, Texts]]:
    """A case: whose drafts there are, its lines, and what each draft says."""
    lines = [line.split(" ", 1) for line in case.strip().splitlines()[1:]]
    names = sorted({who for who, _ in lines} - {"=", "文"}, key="甲乙丙丁戊".index)
    drafts = dict.fromkeys(names, texts)
    for who, text in lines:
        if who in drafts:
            drafts[who] = retyped(drafts[who], text)
    return names, lines, drafts


def retyped(texts: Texts, wish: str) -> Texts:
    """The texts with some words exchanged; ／ stands for a paragraph's end in these."""
    old, _, new = (part.strip().replace("／", "\n") for part in wish.partition(">"))
    more = old.count("\n") + 1
    groups = ("\n".join(texts[number : number + more]) for number in range(len(texts)))
    number, text = next((number, text) for number, text in enumerate(groups) if old in text)
    text = text.replace(old, new, 1)
    return (*texts[:number], *(text.split("\n") if text else ()), *texts[number + more :])


def _by(wish: ProposedChange, names: Sequence[str]) -> str:
    files = dict.fromkeys(source.file for source in wish.sources if source.line is None)
    return "、".join(names[int(file.partition(".")[0])] for file in files)


# Ten at once, then other data, then other templates ------------------------------------------------------------------


def write(of: Report, changed: dict[str, bytes]) -> None:
    for file, data in changed.items():
        (of.workspace.root / file).parent.mkdir(exist_ok=True)
        (of.workspace.root / file).write_bytes(data)


def composed(of: Report) -> tuple[Document | None, list[str]]:
    ledger = Loader(of.workspace).year(2022).ledger
    document, findings = compose.compose(of.kind, ledger, of.workspace.template)
    for figure in document.figures if document else ():
        assert figure.run.text == values.printed(ledger, figure.run.fact, figure.run.form)
    return document, [each.code for each in findings]


def with_other_data(of: Report) -> bytes:
    """The year file, twenty of its values being others: numbers, and names of lists."""
    given = [part for fact in of.ledger.facts.values() if not fact.is_derived for part in (fact, *fact.parts())]
    known = {part.id: of.raw(part.id) for part in given if "." in part.id and part.place.line}
    counts = {id: str(int(raw) + 1) for id, raw in known.items() if re.fullmatch("[0-9]{1,3}", raw)}
    names = {id: f"新{raw}" for id, raw in known.items() if "[" in id and re.fullmatch("[\u4e00-\u9fff]{4,}", raw)}
    others = [*[*counts.items()][:12], *[*names.items()][:8]]
    assert len(others) == 20
    return editing.edited(of.contents[YEAR], [editing.ValueChange(path_of(id), to) for id, to in others], YEAR)


def template_changes(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Ten sentences of templates: some characters, and the same with another word in them."""
    for path in sorted((root / "templates").rglob("*.j2")):
        text = path.read_text("utf-8")
        prose = re.sub(source.TAG, lambda tag: " " * len(tag.group()), text)
        for found in re.finditer("[\u4e00-\u9fff]{2,4}[，、。](?=[\u4e00-\u9fff\\s])", prose):
            if prose.count(found.group()) == 1 and not path.name.startswith(("press", "feature", "_")):
                yield path, found.group(), f"{found.group()[:-1]}且好{found.group()[-1]}"


@pytest.mark.parametrize("number", range(3))
def test_edits_outlive_other_data_and_other_templates(number: int, tmp_path: Path) -> None:
    of = Report(copied(tmp_path), 2022, "work_report")
    edit = list(tens("十处文字", list(prose_edits(of.baseline)), of.baseline, number + 1))[-1]
    made = of.taken(edit.texts)
    assert {each.state for each in made.proposals} == {"ready"}
    write(of, made.contents)
    assert text_of(Report(tmp_path, 2022, "work_report").content.paragraphs) == text_of(edit.texts)
    write(of, {YEAR: with_other_data(of)})
    document, codes = composed(of)
    assert document is not None
    assert "E204" not in codes
    every = list(template_changes(tmp_path))
    changes = every[:: len(every) // 10][:10]
    assert len(changes) == 10
    told = dict.fromkeys(("kept", "merged", "conflict"), 0)
    for path, old, new in changes:
        before = path.read_text("utf-8")
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        document, codes = composed(of)
        told["conflict" if document is None else "merged" if "E204" in codes else "kept"] += 1
        if document is None:
            assert {"E201", "E205"} & {*codes}
            path.write_text(before, encoding="utf-8")
    document, _ = composed(of)
    assert document is not None
    said = without_blanks("\n".join("".join(run.text for run in runs) for _, runs in document.lines))
    sides = [(each.before or "", _NUMBER.sub("", each.after or "")) for each in made.proposals]
    put_in = [without_blanks(part) for texts in sides for part in _put_in(*texts)]
    assert [part for part in put_in if part not in said] == []
    assert sum(told.values()) == 10


def _put_in(before: str, after: str) -> Iterator[str]:
    """The words that a sentence has and had not, figures left out."""
    for part in re.split(r"\{\{.*?\}\}|[，。；、]", after):
        if part and part not in before:
            yield part


# Through the program -------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    laid(tmp_path)
    built(tmp_path, "2022")
    return tmp_path


CHANGES = (("265件", "268件"), ("共同进步", "一起进步"), ("开会，", "开会以来，"))


def test_what_was_taken_is_built_and_no_edit_any_more(place: Path) -> None:
    edited = draft(place, *CHANGES, name=DRAFT)
    wanted = paragraphs(edited)
    assert report(place, "build", "2022").status == 1
    assert take(place, DRAFT, "--write")[0] == 0
    result = report(place, "build", "2022")
    follow = {"增加25件": "增加28件", "84.5%": "83.6%", "全年收到提案265件": "全年收到提案268件"}
    for old, new in follow.items():
        wanted = [each.replace(old, new) for each in wanted]
    assert (result.status, paragraphs(place / DRAFT)) == (0, wanted)
    assert take(place, DRAFT)[1]["proposals"] == []


def test_heads_and_captions_are_words_where_no_label_of_the_catalogue_is(tmp_path: Path) -> None:
    laid(tmp_path)
    change(tmp_path / "templates/brief.md.j2", 'table("文件")', 'table("主要材料")')
    change(tmp_path / "templates/brief.md.j2", "名称|页数", "题名甲|页数")
    built(tmp_path, "2022")
    wanted = paragraphs(draft(tmp_path, ("主要材料", "全部材料"), ("题名甲", "题名"), ("页数", "篇幅"), name=DRAFT))
    status, content = take(tmp_path, DRAFT, "--write")
    assert (status, [each["state"] for each in content["proposals"]]) == (1, ["ready", "ready", "unclear"])
    assert report(tmp_path, "build", "2022", "--force").status == 0
    assert paragraphs(tmp_path / DRAFT) == [text.replace("篇幅", "页数") for text in wanted]


def test_verify_and_a_refused_build_name_no_edit_that_was_taken(place: Path) -> None:
    draft(place, *CHANGES, ("上年240件", "上年是240件"), name="甲.docx")
    assert take(place, "甲.docx", "--write", "--skip", "3")[0] == 1
    said = report(place, "verify", "甲.docx", "--format", "json").out
    assert "共同进步" not in said
    assert "上年是240件" in said


def test_trace_and_the_review_copy_say_whose_an_edited_sentence_is(place: Path) -> None:
    draft(place, ("开会，", "开会以来，"), name="甲.docx")
    take(place, "甲.docx", "--write")
    assert report(place, "build", "2022", "--review").status == 0
    assert "这句的字改过（甲.docx）" in report(place, "trace", "2022", "proposals.filed").out
    copy = "drafts/2022/brief.review.docx"
    assert [text.endswith("[改]") for text in paragraphs(place / copy)[1:4]] == [False, True, False]
    assert "这句的字改过：甲.docx" in paragraphs(place / copy)
    assert take(place, copy)[1]["proposals"] == []
    draft(place, ("互相帮助", "彼此帮助"), name="核.docx", of=copy)
    status, content = take(place, "核.docx", "--write")
    assert (status, [each["state"] for each in content["proposals"]]) == (0, ["ready"])


def test_a_wish_of_two_drafts_is_one_edit_and_names_both(place: Path) -> None:
    for name in ("甲.docx", "乙.docx"):
        draft(place, ("共同进步", "一起进步"), name=name)
    assert take(place, "甲.docx", "乙.docx", "--write")[0] == 0
    assert "by: '甲.docx、乙.docx'" in (place / EDITS).read_text("utf-8")


def test_overlapping_wishes_are_a_conflict_and_only_chooses(place: Path) -> None:
    draft(place, ("共同进步", "一起进步"), name="甲.docx")
    draft(place, ("大家互相帮助，", ""), name="乙.docx")
    status, content = take(place, "甲.docx", "乙.docx", "--write")
    assert (status, [each["state"] for each in content["proposals"]]) == (1, ["conflict", "conflict"])
    assert not (place / EDITS).exists()
    assert report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "1,2").status == 2
    assert take(place, "甲.docx", "乙.docx", "--write", "--only", "2")[1]["written"]
    built(place, "2022")
    assert paragraphs(place / DRAFT)[-1].endswith("共同进步。")


def test_a_draft_of_an_older_build_is_brought_together_with_what_was_taken_since(place: Path) -> None:
    draft(place, ("共同进步", "一起进步"), name="甲.docx")
    draft(place, ("大家互相", "大家都互相"), name="乙.docx")
    draft(place, ("共同进步", "携手进步"), name="丙.docx")
    take(place, "甲.docx", "--write")
    built(place, "2022")
    assert take(place, "乙.docx", "--write")[0] == 0
    built(place, "2022")
    assert paragraphs(place / DRAFT)[-1].endswith("大家都互相帮助，一起进步。")
    status, content = take(place, "丙.docx", "--write")
    assert (status, [each["state"] for each in content["proposals"]]) == (1, ["conflict"])
    assert len(content["proposals"][0]["sources"]) == 2


def test_what_people_wrote_into_the_file_themselves_stays_to_the_byte(place: Path) -> None:
    own = "# 我们的\r\nedits:\r\n- was: 开会，\r\n  now: 开过会，   # 说明\r\n  by: 办公室"
    (place / EDITS).parent.mkdir(exist_ok=True)
    (place / EDITS).write_bytes(own.encode())
    built(place, "2022")
    draft(place, ("共同进步", "一起进步"))
    assert take(place, "稿.docx", "--write")[0] == 0
    text = (place / EDITS).read_bytes().decode()
    assert text.startswith(own)
    assert text.replace("\r\n", "").count("\n") == 0
    built(place, "2022")
    assert paragraphs(place / DRAFT)[-1].endswith("一起进步。")
    assert report(place, "take", "--undo").status == 0
    assert (place / EDITS).read_bytes().decode() == own


BLOCK = "- was: 开会，\n  now: 开过会，\n"
FORMS = {
    "a list in brackets": "edits: [{was: 开会，, now: 开过会，}]   # 说明\n",
    "brackets over lines": "edits: [\n  {was: 开会，, now: 开过会，},\n]\n",
    "all in brackets": "{edits: [{was: 开会，, now: 开过会，}]}\n",
    "empty brackets": "edits: [ ] # 空\n",
    "a key behind": f"edits:\n{BLOCK}# 版本\nformat: 1\n",
    "an empty list before a key": "edits:\nformat: 1",
    "no list yet": "format: 1\nedits: ~\n",
    "a key in quotes": f'"edits" :\n{BLOCK}',
    "an end of the document": f"---\nedits:\n{BLOCK}...\n",
    "a byte order mark": f"\ufeffedits:\n{BLOCK}",
    "all further in": "  edits:\n      - was: 开会，\n        now: 开过会，\n",
    "a block text": "edits:\n- was: 开会，\n  now: |\n    开过会，",
    "lone carriage returns": f"edits:\n{BLOCK}".replace("\n", "\r"),
    "line ends of Windows": f"edits:\n{BLOCK}".replace("\n", "\r\n"),
    "a comment alone": "# 还没有\n",
    "nothing": "",
}


@pytest.mark.parametrize("form", FORMS)
def test_more_edits_come_into_a_file_however_it_is_written(form: str) -> None:
    own, new = (
        FORMS[form],
        edits_file.Edit(now=("大家好 #。", "再见。"), side="below", beside=("甲: 乙",), by="稿.docx"),
    )
    before, _ = edits_file.read(own.encode(), EDITS, ())
    made = edits_file.with_more(own.encode(), [new], EDITS, ())
    after, wrong = edits_file.read(made, EDITS, ())
    assert (wrong, [each.now for each in after]) == ([], [*(each.now for each in before), new.now])
    start = shared(own, made.decode())
    end = len(own) - shared(own[start:][::-1], made.decode()[::-1])
    assert own[start:end] == "~" * ("~" in own)


def test_a_file_that_takes_no_more_edits_says_how_it_is_to_be_written() -> None:
    with pytest.raises(CannotRun, match="把原有的各条写成一行一行的"):
        edits_file.with_more(b"{format: 1}\n", [edits_file.Edit(was=("甲",), now=("乙",))], EDITS, ())


def test_edits_that_were_taken_back_are_not_missed_but_lost_ones_are(place: Path) -> None:
    draft(place, ("共同进步", "一起进步"))
    for step in ("--undo", "lost"):
        assert take(place, "稿.docx", "--write")[0] == 0
        built(place, "2022")
        assert paragraphs(place / DRAFT)[-1].endswith("一起进步。")
        if step == "--undo":
            assert report(place, "take", step).status == 0
        else:
            (place / EDITS).unlink()
        change(place / YEAR, "received:  265", "received:  266")
        assert (f"{EDITS} 不见了" in built(place, "2022").err) == (step == "lost")
        assert paragraphs(place / DRAFT)[-1].endswith("共同进步。")
        change(place / YEAR, "received:  266", "received:  265")
        assert "不见了" not in built(place, "2022").err


def test_edits_written_in_two_runs_and_taken_back_in_two_are_not_missed(place: Path) -> None:
    draft(place, ("共同进步", "一起进步"), ("各组", "各小组"))
    for number in "12":
        take(place, "稿.docx", "--write", "--only", number)
        built(place, "2022")
    for _ in "12":
        assert report(place, "take", "--undo").status == 0
    change(place / YEAR, "received:  265", "received:  266")
    result = built(place, "2022")
    assert ("不见了" in result.err, (place / EDITS).exists()) == (False, False)


@pytest.mark.posix
def test_killed_at_every_write_all_is_written_or_nothing(place: Path) -> None:
    draft(place, *CHANGES)
    before = (place / YEAR).read_bytes()
    seen = set[bool]()
    for step in range(2000):
        (place / EDITS).unlink(missing_ok=True)
        (place / YEAR).write_bytes(before)
        taking = task.take(Auditor(Workspace(place)), [place / "稿.docx"])
        ready = task.chosen(taking, incoming.Named())
        if not killed(step, partial(incoming.write, taking, ready)):
            break
        journal.settle(place)
        is_written = (place / EDITS).exists()
        assert ("268" in (place / YEAR).read_text("utf-8")) == is_written, step
        seen.add(is_written)
    else:
        pytest.fail("it never came to an end")
    assert seen == {True, False}


def test_each_and_watch_know_the_edits(tmp_path: Path) -> None:
    for name in ("东区", "西区"):
        (tmp_path / name).mkdir()
        built(laid(tmp_path / name), "2022")
    here, there = tmp_path / "东区", tmp_path / "西区"
    draft(here, ("共同进步", "一起进步"))
    assert take(here, "稿.docx", "--write")[0] == 0
    assert report(tmp_path, "build", "2022", "--each", ".").status == 0
    assert [paragraphs(place / DRAFT)[-1][-5:] for place in (here, there)] == ["一起进步。", "共同进步。"]
    watch = Watch(Workspace(here), Wanted(years=(2022,)))
    change(here / EDITS, "一起进步", "携手进步")
    outcome, [changed] = watch.build()
    assert (outcome.ending, "携手进步" in str(changed)) == ("written", True)
    assert paragraphs(here / DRAFT)[-1].endswith("携手进步。")
    change(here / EDITS, "大家互相帮助，共同", "大家从不来往，共同")
    assert watch.build()[0].ending != "written"
    assert paragraphs(here / DRAFT)[-1].endswith("携手进步。")


# Saved by other programs ---------------------------------------------------------------------------------------------

REPORT = "drafts/2022/work_report.docx"
REWORDED = (
    ("主动深入街道", "带头深入街道"),
    ("近300条", "300余条"),
    ("委员提案265件", "委员提案268件"),
    ("推动学习贯彻", "全面推动学习贯彻"),
    ("层层压实党建工作责任。", "层层压实党建工作责任。加强日常监督。"),
    ("走访联系企业15家", "走访联系企业18家"),
    ("各专委会走访委员企业", "各专委会走访联系委员企业"),
    ("参与者、实践者、推进者", "参与者、推进者"),
    ("充分发挥专门协商机构作用，", ""),
    ("汇集发展合力", "汇聚发展合力"),
)
"""Words and figures of ten paragraphs."""


def edited_in_word(place: Path) -> Path:
    """The work report with words and figures changed, a paragraph taken out and one put in."""
    file = draft(place, *REWORDED, name="改.docx", of=REPORT)

    def parted(root: etree._Element) -> None:
        known = {reworked.text_of(each)[:6]: each for each in reworked.paragraphs(root)}
        gone, beside = known["落实全国和省"], known["聚焦应急管理"]
        gone.getparent().remove(gone)
        new = etree.Element(f"{reworked.W}p")
        new.append(reworked.run("各界别活动丰富多彩，群众反映很好。"))
        beside.addnext(new)

    file.write_bytes(reworked.reworked(file.read_bytes(), parted))
    return file


def told(place: Path, name: str) -> list[tuple[str, str, str]]:
    keys = ("state", "fact", "change", "before", "after", "to")
    return [tuple(each.get(key) for key in keys) for each in take(place, name)[1]["proposals"]]


@pytest.mark.office
def test_edited_prose_comes_home_whatever_program_saved_the_draft(tmp_path: Path) -> None:
    place = copied(tmp_path / "place")
    built(place, "2022")
    file, folder = edited_in_word(place), tmp_path / "office"
    folder.mkdir()
    wanted = told(place, "改.docx")
    assert {each[0] for each in wanted} == {"ready"}
    assert len(wanted) == 12
    others = reworked.saved_by_office(file, folder)
    others["bare"] = reworked.reworked(file.read_bytes(), reworked.without_bookmarks)
    others["unsealed"] = reworked.without_seal(file.read_bytes())
    for name, data in others.items():
        (place / f"{name}.docx").write_bytes(data)
    shutil.copy(folder / "by_doc.doc", place / "旧.doc")
    for name in ("docx.docx", "odt.docx", "doc.docx", "旧.doc", "bare.docx", "unsealed.docx"):
        assert told(place, name) == wanted, name
    assert take(place, "odt.docx", "--write")[0] == 0
    built(place, "2022")
    follow = ("立案率84.5%", "立案率83.6%")
    assert paragraphs(place / REPORT) == [text.replace(*follow) for text in paragraphs(file)]


AMONG_OTHERS = """
|疫情|  >
围绕|疫情|  > 围绕|
围绕|疫情|（四） > 围绕|（四）
疫情|（四） > （四）
围绕|疫情 > 围绕
围绕|疫情 > 围绕|新的一段。|疫情
疫情|（四） > 疫情|新的一段。|（四）
""".strip().splitlines()


@pytest.mark.parametrize("case", AMONG_OTHERS)
def test_lines_that_an_edit_only_names_keep_what_is_theirs(case: str, work_report: Report) -> None:
    before = work_report.document(work_report.ledger)
    texts = Passages(before, work_report.ledger)
    here = next(number for number, line in enumerate(texts.lines) if line.signs.startswith("疫情防控的紧要关头"))
    # The last paragraph of its section, between two others here.
    texts.lines[here : here + 2] = texts.lines[here + 1], texts.lines[here]
    known = dict(zip(("围绕", "疫情", "（四）"), texts.lines[here : here + 3], strict=True))

    def written(side: str) -> tuple[str, ...]:
        parts = side.strip(" ").split("|")
        return tuple(texts.spelt(known[part].signs) if part in known else part for part in parts)

    was, now = map(written, case.split(">"))
    work = Work(texts)
    work.apply(edits_file.Edit(was=was, now=now if any(now) else ()))
    assert work.findings == []
    kept = [block.text for block in before.blocks if isinstance(block, Paragraph) and block.level]
    made = [block for block in texts.document().blocks if isinstance(block, Paragraph)]
    assert [block.text for block in made if block.level] == kept
    new = [block.role for block in made if block.text == "新的一段。"]
    assert new == ([Role.BODY] if "新的" in case else [])
