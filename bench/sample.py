"""The sample that every way makes: a work report of some 5,000 characters and 60 figures, as facts and templates."""

from itertools import cycle, islice
from pathlib import Path

import yaml

YEAR = 2022
GROUPS = ("proposals", "consultation", "supervision", "opinions", "unity", "members")
SENTENCES = (
    "坚持党对政协工作的全面领导，把习近平新时代中国特色社会主义思想作为统揽政协工作的总纲，自觉把政协工作放到全区大局中谋划和推动",
    "聚焦高质量发展、民生改善和基层治理，组织委员深入企业、社区和项目一线，察实情、建真言、谋良策，推动协商成果转化运用",
    "健全委员联系界别群众制度，拓宽反映社情民意的渠道，及时把群众的意见和建议送到党政领导和有关部门手中，做到件件有着落",
    "加强专门委员会建设和界别活动，完善学习、履职、考核的制度，委员的责任意识和履职本领有了新的提高，机关服务更加主动",
)
UNIT = "件"
EVERY = 6
"""So many paragraphs stand under one heading."""


def facts(figures: int = 60) -> dict[str, dict[str, int]]:
    """Counts by group and name: as the templates of all ways name them."""
    names = [(group, f"n{number}") for number, group in enumerate(islice(cycle(GROUPS), figures), 1)]
    return {group: {name: 100 + int(name[1:]) for of, name in names if of == group} for group in GROUPS[:figures]}


def paragraphs(count: int = 36, figures: int = 60, characters: int = 4800) -> list[list[str]]:
    """The text: each paragraph as prose and full names of figures, in turn."""
    names = [f"{group}.{name}" for group, of in facts(figures).items() for name in of]
    prose = cycle("".join(f"{sentence}，" for sentence in SENTENCES))
    made = []
    for number in range(count):
        mine = names[number * figures // count : (number + 1) * figures // count]
        text = "".join(islice(prose, max(characters // count - 12 * len(mine), 12))).strip("，")
        made.append([f"{text}。", *(part for name in mine for part in ("共办理", name, "，比计划多。"))])
    return made


def markdown(text: list[list[str]], unit: str = "") -> str:
    """The text as a Markdown template; `unit` is printed after each figure that does not bring its own."""
    blocks = ["# 工作报告"]
    for number, parts in enumerate(text):
        blocks += ["## 工作情况"] * (number % EVERY == 0) + [jinja(parts, unit)]
    return "\n\n".join(blocks) + "\n"


def jinja(parts: list[str], unit: str = "") -> str:
    return "".join(f"{{{{ {part} }}}}{unit}" if "." in part else part for part in parts)


def data(figures: int = 60, first: int = 0) -> str:
    """The facts as a year's file. `first` is added to every figure."""
    given = {group: {name: value + first for name, value in names.items()} for group, names in facts(figures).items()}
    return yaml.safe_dump({"year": YEAR, "source": "统计表", **given}, allow_unicode=True, sort_keys=False)


def copies(folder: Path, count: int) -> None:
    """So many workspaces of two kinds, each with figures of its own."""
    for number in range(count):
        workspace(folder / f"{number:04}", kinds=("work_report", "press_release"), first=number)


def workspace(
    folder: Path,
    count: int = 36,
    figures: int = 60,
    characters: int = 4800,
    *,
    kinds: tuple[str, ...] = ("work_report",),
    first: int = 0,
) -> Path:
    """The sample as a workspace of `report`. `first` is added to every figure."""
    catalogue = {
        group: {
            "label": f"工作{group}",
            "indicators": {name: {"label": f"办理{group}{name}", "unit": UNIT} for name in names},
        }
        for group, names in facts(figures).items()
    }
    files = {
        "data/indicators.yaml": yaml.safe_dump(catalogue, allow_unicode=True, sort_keys=False),
        f"data/{YEAR}.yaml": data(figures, first),
        **{f"templates/{kind}.md.j2": markdown(paragraphs(count, figures, characters)) for kind in kinds},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
