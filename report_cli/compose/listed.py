"""Whether things that are named one by one are as many as is said behind them: “水利”“人才”“乡村”3个议题."""

import re
from collections.abc import Iterator
from functools import cache

from report_cli.compose.memory import Memory
from report_cli.compose.wording import with_marks
from report_cli.document import FIGURE, Document, Run, Runs
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding
from report_cli.sentences import CLAUSE_MARKS
from report_cli.text import excerpt
from report_cli.words import of_a_year

# Not of events: of a name there may be several (举办“委员讲堂”“读书会”12场).
_THINGS = frozenset("个 件 项 条 份 篇 部 本 家 类 种 名 位 册 款 首 幅 处 所 支 方面".split())
_NEAR = 2_000
"""Characters in which names are looked for: a line of many figures would take the square of its length."""
_OF_TOPICS = ("个", "项", "类", "方面")
_PERSONS = ("名", "位", "人")
_INNER = str.maketrans("“”", "‘’")
_TOPIC = "议题|课题|专题|主题|话题|选题|方面|领域|界别|环节|维度"
_OTHERS = "(?:等|其他|其它|以及|一批|系列|地|[两三四五六七八九十]\\w{1,2}|领域|方面|系统|行业|工作|的|类)$"
_DEEDS = ("监督", "协商", "调研", "视察", "询问", "评议")
_DONE = "开展|确定|提出|召开|举办|组织|形成|选择|选定|安排|完成|设立|设置|梳理|提炼|联合|共同|分别|深入|各"


_SOCIETIES = "商会|协会|学会|分会|促进会|联合会|联谊会|片区|党?支部"
_GENERIC = "行业|街镇|镇街|乡镇|基层|异地|直属|园区|区级|综合性?|企业|机关|农村|社区|学校|高校|委员|会员|商会|协会|学会"
"""What a society is of that is the name of none: 行业、街镇商会28个."""
_BUSY = (
    "指导|走访|推动|支持|帮助|服务|联系|引导|成立|组建|组织|督导|培育|评选|表彰|深入|调研|所属|其中|全区|对接|牵头|开展"
)

_BODIES = {
    "商会|协会|学会": "商会 协会 学会 分会 促进会 联合会",
    "部门|单位": "局 委 办 院 部 室 厅 处 中心 公司 集团 支队 大队",
    "委员会|专委会|工委": "委 委员会",
    "公园": "公园",
    "河流|河道|河湖": "江 河 溪 湖 渠 水库",
    "乡镇|镇街|镇|乡|街道": "镇 乡 街道",
    "村|社区": "村 社区",
    "学校|中小学|小学|中学|幼儿园": "学校 小学 中学 幼儿园",
    "企业|公司": "公司 集团 企业 厂",
    "县|区|市": "县 区 市 旗",
}
"""What places and bodies are called that are counted, and how their names end: 农业农村局、教育局、水利局3个部门."""


@cache
def _called(what: str) -> re.Pattern[str]:
    """How bodies or places stand behind their count."""
    kinds = "(?:主要|重点|成员|有关|相关|县直|市直|区直|承办|责任|牵头)?"
    return re.compile(f"(?:[个家条所座]?){kinds}(?:{what})(?![长道委干级镇]|社区)")


@cache
def _quoted() -> re.Pattern[str]:
    """Quoted names and titles that touch one another, or with 、和 between them, at the end of a text."""
    one = "(?:“(?:[^“”]|“[^“”]*”)*”|《(?:[^《》]|《[^《》]*》)*》)"
    return re.compile(f"(?P<names>{one}(?:[、和与及]?{one})+)(?:[，：]?(?:共|这))?$")


@cache
def _done() -> re.Pattern[str]:
    """Subjects without 等, and what was done about each: 围绕食品安全、河长制落实、校园整治开展专项监督3项."""
    one = "[^，。；：、“”等\\d]{4,12}"
    kinds = f"(?:专题|专项|重点)(?:民主)?(?:{'|'.join(_DEEDS)})"
    return re.compile(f"(?:围绕|聚焦|针对|就)(?P<names>{one}(?:、{one})+?)(?:开展|组织|举办)(?:了)?{kinds}$")


def check(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    for (_, runs), prose in zip(document.lines, document.prose, strict=True):
        if FIGURE in prose and memory.find("listed", with_marks(runs, prose), _behind_names, int):
            yield from _in_line(runs, ledger)


def _behind_names(words: str) -> tuple[int, ...]:
    """Where in the words of a line a figure stands behind names, whatever it counts: so few lines are looked at."""
    figures = (at for at, sign in enumerate(words) if sign == FIGURE)
    units = (*_OF_TOPICS, *_PERSONS)
    return tuple([at for at in figures if any(_names(words, at, at + 1, unit) for unit in units)])


def _in_line(runs: Runs, ledger: Ledger) -> Iterator[Finding]:
    text, at = "".join(run.text for run in runs), 0
    for run in runs:
        start, at = at, at + len(run.text)
        fact = ledger.get(run.fact) if run.fact and not run.pending and run.form in ("", "number", "chinese") else None
        number = fact.quantity if fact else None
        if fact is None or number is None or number.is_approximate or number.kind != "count":
            continue
        names = _names(text, start, at, number.unit)
        if names and number.number not in range(names[0], names[1] + 1):
            yield _finding(fact, run, names, text[max(start - 40, 0) : at])


def _names(text: str, start: int, end: int, unit: str) -> tuple[int, int] | None:
    """How many names stand in front of a count of them: at least and at most, as 和 may be in a name. None for none."""
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + 10]
    is_cut = start > _NEAR
    ends = before.endswith(("”", "》", "，", "：", "共", "这"))
    if unit in _THINGS and ends and (found := _quoted().search(before)):
        names = _parted(found["names"])
        is_open = before[: found.start()].endswith(("、", "和", "与", "及", "”", "》"))
        return None if is_open or (is_cut and not found.start()) else (names, names)
    if unit in _PERSONS and not is_cut and "、" in before and (few := of_a_year.persons(before)):
        return few, few
    is_done = unit in ("项", "个") and before.endswith(_DEEDS) and not is_cut
    if is_done and (found := _done().search(before)):
        few = found["names"].count("、") + 1
        return few, few + len(re.findall("[和与及]", found["names"].rpartition("、")[2]))
    if not is_cut and (bodies := _bodies(before, after) or _societies(before, after.removeprefix(unit), unit)):
        return bodies
    if unit not in _OF_TOPICS or not (re.match(_TOPIC, after.removeprefix(unit)) or unit == "方面"):
        return None
    hidden = re.sub("“[^“”]*”|《[^《》]*》|（[^（）]*）", lambda found: FIGURE * len(found.group()), before)
    clause = re.split(f"[{CLAUSE_MARKS}]", hidden)[-1]
    if is_cut and len(clause) == len(hidden):
        return None
    last = clause.rpartition("、")[2]
    if "、" not in clause or re.search(_OTHERS, clause) or re.search(_DONE, last) or re.search(r"\d", clause):
        return None
    few = clause.count("、") + 1
    return few, few + len(re.findall("[和与及]", last))


def _bodies(before: str, after: str) -> tuple[int, int] | None:
    """How many places or bodies are named in front of their count, at least and at most; None for none."""
    # First what is cheap: of most figures no body is counted, however much stands before them.
    may_be = [what for what in _BODIES if any(word in after for word in what.split("|"))] if "、" in before else []
    called = [tuple(_BODIES[what].split()) for what in may_be if _called(what).match(after)]
    clause = re.split(f"[{CLAUSE_MARKS}]", before)[-1] if called else ""
    if "、" not in clause or re.search(rf"[\d“”《》{FIGURE}]|等", clause):
        return None
    names = [name.removesuffix("共") for name in clause.split("、")]
    if any(all(name.endswith(ends) for name in names) for ends in called):
        return len(names), len(names) + len(re.findall("[和与及]", clause))
    return None


@cache
def _society() -> re.Pattern[str]:
    return re.compile(f"(?:行业|专业|基层|异地|所属)?(?:{_SOCIETIES})(?![长员界家])")


def _societies(before: str, after: str, unit: str) -> tuple[int, int] | None:
    """How many societies are named that say once what they are: 汽车配件、石桥镇3个商会, 银发经济、跨境电商商会3个."""
    if unit not in ("个", "家") or "、" not in before:
        return None
    clause = re.split(f"[{CLAUSE_MARKS}]", before)[-1].removesuffix("共")
    if not _society().match(after):
        ends = re.search(f"(?:{_SOCIETIES})$", clause)
        clause = clause[: ends.start()] if ends else ""
    first, *others = clause.split("、")
    is_one = all(2 <= len(name) <= 10 and not re.search(_BUSY, name) for name in others)
    is_generic = any(re.fullmatch(f"(?:{_GENERIC})(?:[和与及]\\w+)?", name) for name in others)
    if not others or len(first) < 2 or not is_one or is_generic or re.search(rf"[\d“”《》{FIGURE}]|等", clause):
        return None
    return len(others) + 1, len(others) + 1 + len(re.findall("[和与及]", clause))


def _parted(names: str) -> int:
    """How many names, each with its marks on both sides, a text is."""
    depth = count = 0
    for sign in names:
        depth += (sign in "“《") - (sign in "”》")
        count += sign in "”》" and depth == 0
    return count


def _finding(fact: Fact, run: Run, names: tuple[int, int], near: str) -> Finding:
    message = f"{fact.named}是{fact.text}，前面列出来的是{names[0]}个：“…{excerpt(near.translate(_INNER), 60)}”"
    cure = "核对：少列的补上，没有列全的末尾加“等”；数错了，改数"
    return Finding("W114", fact.place if fact.place.line else run.origin or NOWHERE, message, cure, fact.id, "warning")
