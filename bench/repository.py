"""This repository's own workspace, copied, and the same documents as templates for docxtpl."""

import shutil
from pathlib import Path

import yaml

from bench import peers, sample
from report_cli.drafts import figures
from report_cli.model import FIGURES_SUFFIX

ROOT = Path(__file__).parent.parent
FACTS = "facts.yaml"


def copies(folder: Path, count: int) -> None:
    """So many workspaces, each with a figure of its own, and with the texts of its figures in a file for docxtpl."""
    facts = yaml.safe_dump({name: text for file in files() for name, text in named(file).items()}, allow_unicode=True)
    for number in range(count):
        place = folder / f"{number:04}"
        for name in ("data", "templates"):
            shutil.copytree(ROOT / name, place / name)
        data = place / f"data/{sample.YEAR}.yaml"
        data.write_text(data.read_text(encoding="utf-8").replace("received: 265", f"received: {265 + number}"), "utf-8")
        (place / FACTS).write_text(facts, encoding="utf-8")


def documents(folder: Path) -> peers.Set:
    """What docxtpl is to make: the drafts of the repository, their figures put in."""
    folder.mkdir()
    return peers.Set([template(folder / f"{file.kind}.docx", file) for file in files()], FACTS)


def files() -> list[figures.FiguresFile]:
    paths = sorted((ROOT / f"drafts/{sample.YEAR}").glob(f"*{FIGURES_SUFFIX}"))
    return [file for path in paths if (file := figures.at(path))]


def named(file: figures.FiguresFile) -> dict[str, str]:
    """The texts of its figures by names of their own, as the template has them."""
    return {f"{file.kind}_{number}": figure.text for number, figure in enumerate(file.figures)}


def template(path: Path, file: figures.FiguresFile) -> Path:
    paragraphs = list(file.paragraphs)
    for number, figure in reversed(list(enumerate(file.figures))):
        text, end = paragraphs[figure.paragraph - 1], figure.offset + len(figure.text)
        mark = f"{{{{ {file.kind}_{number} }}}}"
        paragraphs[figure.paragraph - 1] = text[: figure.offset] + mark + text[end:]
    return peers.of_blocks(path, paragraphs[0], paragraphs[1:])
