"""A report edited by a script and taken home in memory: what is proposed, and what a new build would say then."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from report_cli import compose
from report_cli.audit import baseline
from report_cli.audit.baseline import Baseline
from report_cli.audit.compare import audit
from report_cli.document import Document
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.drafts import figures
from report_cli.drafts.figures import FiguresFile
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import editing
from report_cli.files.workspace import Workspace
from report_cli.inward import figure_wishes, prose_wishes
from report_cli.inward.carried import uncarried
from report_cli.inward.draft import Draft
from report_cli.inward.merging import merged, numbered_behind
from report_cli.inward.proposed import ProposedChange, path_of
from report_cli.inward.rewritten import as_words
from report_cli.inward.untold import untold
from report_cli.inward.weighing import Weighed, library, weighed
from report_cli.model import EDITS_SUFFIX

Texts = tuple[str, ...]


class Report:
    """One report of a workspace: as it is built, and what becomes of it."""

    def __init__(self, root: Path, year: int, kind: str, built: "Report | None" = None) -> None:
        """`built`: the report as it was built, where that is not as it would be built now."""
        self.workspace, self.year, self.kind = Workspace(root), year, kind
        edits = self.workspace.template(f"{kind}{EDITS_SUFFIX}", year)
        self.contents = dict(filter(None, (*map(self.workspace.year_file, (year, year - 1)), edits)))
        self.ledger = Loader(self.workspace).year(year).ledger
        self.library = cache(self.workspace.template)
        self.content: FiguresFile = built.content if built else figures.make(self.document(self.ledger), self.ledger)
        self.baseline: Baseline = baseline.make(self.content, self.ledger, {}).as_built

    def raw(self, fact: str) -> str:
        """What the year file says for a fact, as it is written there."""
        file = f"data/{self.year}.yaml"
        return editing.written(self.contents[file], path_of(fact), file) or ""

    def document(self, ledger: Ledger) -> Document:
        document, findings = compose.compose(self.kind, ledger, self.library)
        assert document is not None, findings
        return document

    def draft(self, texts: Texts, file: str) -> Draft:
        manuscript = Manuscript(tuple(map(Line, texts)))
        audited = audit(file, manuscript, self.baseline, lambda: self.document(self.ledger))
        return Draft(as_words(audited), self.ledger, self.contents)

    def wishes(self, texts: Texts, file: str = "稿.docx") -> Iterator[ProposedChange]:
        return _wishes(self.draft(texts, file))

    def taken(self, *drafts: Texts) -> Weighed:
        read = [self.draft(texts, f"{number}.docx") for number, texts in enumerate(drafts)]
        made = weighed(merged(wish for draft in read for wish in _wishes(draft)), self.workspace, self.contents)
        marks = [mark for draft in read for mark in uncarried(draft.audit, Manuscript(()), draft.document)]
        found = numbered_behind(made.proposals, [*untold(read, made, marks)], {})
        return replace(made, proposals=[*made.proposals, *found])

    def after(self, made: Weighed) -> Texts:
        """The paragraphs of a new build, once what is ready is written."""
        ledger = Loader(self.workspace, made.contents).year(self.year).ledger
        document, findings = compose.compose(self.kind, ledger, library(self.workspace, made.contents))
        assert document is not None, findings
        return figures.make(document, ledger).paragraphs


def _wishes(draft: Draft) -> Iterator[ProposedChange]:
    return iter([*figure_wishes.wishes(draft), *prose_wishes.wishes(draft)])


# A small workspace with a figure of every kind ------------------------------------------------------------------------

FILES = {
    "data/indicators.yaml": """
format: 1
office:
  label: 单位
  indicators:
    name: {label: 简称}
proposals:
  label: 提案
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案提案, unit: 件}
    rate: {label: 立案率, formula: filed / received}
    answered: {label: 办复率, kind: rate}
    session: {label: 会议, kind: text}
    day: {label: 开会日期, kind: date}
    kinds: {label: 类别数, unit: 类}
visits:
  label: 走访
  indicators:
    people: {label: 参加, unit: 人次}
    money: {label: 筹资, unit: 万元, kind: amount}
    letters: {label: 来信, unit: 封}
    places: {label: 街道, kind: list}
    topics: {label: 议题, kind: list}
    papers:
      label: 文件
      kind: items
      fields:
        title: {label: 名称}
        pages: {label: 页数, unit: 页}
""",
    "data/2022.yaml": """
year: 2022
source: 台账
office:
  name: 清河政协
proposals:
  received:  265    # 收到
  filed:     224件
  answered:  100%
  session:   "十届一次会议"   # 名称
  day:       2022-03-05
  kinds:     4
visits:
  people:    2.83万
  money:     {value: 12.50, source: 财务}
  letters:   近300
  places:    [东街, 西巷, 南里]
  topics:
    - “文化产业发展”      # 一
    - 《构建多元养老体系》
    - 等
  papers:
    - {title: 《甲办法》, pages: 12}
    - {title: 《乙办法》, pages: 9}
""",
    "data/2021.yaml": """
year: 2021
status: 仅供比较
source: 台账
proposals:
  received: 240
  filed: 200
""",
    "templates/brief.md.j2": """---
label: 简报
---
# 简报

{{ office.name }}在{{ proposals.session }}期间收到提案{{ proposals.received }}，
上年{{ proposals.received.previous }}，{{ proposals.received.change }}。

{{ proposals.day|short }}开会，立案{{ proposals.filed }}，立案率{{ proposals.rate }}，
办复率{{ proposals.answered }}，分为{{ proposals.kinds|chinese }}类。

走访{{ visits.people }}，筹资{{ visits.money }}，来信{{ visits.letters }}，到过{{ visits.places }}。

围绕{{ visits.topics }}议政，全年收到提案{{ proposals.received }}。

{% call table("文件") %}
名称|页数
{% for paper in visits.papers %}
{{ paper.title }}|{{ paper.pages }}
{% endfor %}
{% endcall %}

各组按时完成任务。大家互相帮助，共同进步。
""",
}


def laid(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")
    return folder
