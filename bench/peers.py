"""The same report by other means, each writing a file as a program would: docxtpl, Jinja and pandoc, python-docx."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench import sample


class Set(Struct, frozen=True):
    """What docxtpl makes of each workspace: a document of each template, with the facts in a file of the workspace."""

    templates: list[Path]
    facts: str

    @property
    def arguments(self) -> list[str]:
        return [self.facts, *map(str, self.templates)]


def template(path: Path, is_slim: bool) -> Path:
    """The sample as a template for docxtpl: on the styles that python-docx brings, or on those alone that are used."""
    blocks: list[str] = []
    for number, parts in enumerate(sample.paragraphs()):
        blocks += ["# 工作情况"] * (number % sample.EVERY == 0) + [sample.jinja(parts, sample.UNIT)]
    return of_blocks(path, "工作报告", blocks, is_slim=is_slim)


def of_blocks(path: Path, title: str, blocks: list[str], *, is_slim: bool = True) -> Path:
    """Paragraphs, and headings after `# `, as a template for docxtpl."""
    import docx

    document = docx.Document()
    if is_slim:
        slim(document)
    document.add_heading(title, 0)
    for block in blocks:
        if block.startswith("# "):
            document.add_heading(block.removeprefix("# "), 1)
        else:
            document.add_paragraph(block)
    document.save(str(path))
    return path


def base(path: Path) -> None:
    """An empty document on the styles alone that are used."""
    import docx

    document = docx.Document()
    slim(document)
    document.save(str(path))


def slim(document: Any) -> None:
    """Take out what nothing uses: styles, latent styles, the theme's and other parts."""
    used = {"Normal", "Title", "Heading 1", "Default Paragraph Font"}
    for style in list(document.styles):
        if style.name not in used:
            style.element.getparent().remove(style.element)
    for latent in document.styles.element.findall(".//{*}latentStyles"):
        latent.getparent().remove(latent)
    for id, relation in list(document.part.rels.items()):
        if relation.reltype.rpartition("/")[2] in (
            "customXml",
            "theme",
            "stylesWithEffects",
            "numbering",
            "webSettings",
        ):
            del document.part.rels[id]


def docxtpl(path: Path, facts: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    document = DocxTemplate(path)
    document.render(facts, autoescape=True)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def python_docx(facts: dict[str, Any], base: Path | None = None) -> bytes:
    """Written paragraph by paragraph, the figures put into the text by Python."""
    import docx

    document = docx.Document(str(base) if base else None)
    document.add_heading("工作报告", 0)
    for number, parts in enumerate(sample.paragraphs()):
        if number % sample.EVERY == 0:
            document.add_heading("工作情况", 1)
        paragraph = document.add_paragraph()
        for part in parts:
            group, dot, name = part.partition(".")
            paragraph.add_run(f"{facts[group][name]}{sample.UNIT}" if dot else part)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pandoc(template: Any, facts: dict[str, Any], program: str) -> bytes:
    """`template`: Jinja's, of Markdown."""
    text: str = template.render(facts)
    command = [program, "-f", "markdown", "-t", "docx", "-o", "-"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


def find_pandoc() -> str:
    """The program's path; empty where it is not installed."""
    import shutil

    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return shutil.which("pandoc") or ""


def each(folder: Path, first: int, count: int, of: Set) -> None:
    """The documents by docxtpl for each of so many workspaces, in a folder of their own, from the facts in its YAML."""
    import yaml

    for place in sorted(folder.iterdir())[first : first + count]:
        facts = yaml.load((place / of.facts).read_bytes(), yaml.CSafeLoader)
        (place / "docxtpl").mkdir()
        for number, base in enumerate(of.templates):
            (place / f"docxtpl/{number}.docx").write_bytes(docxtpl(base, facts))


def main() -> None:
    """One report by one way, as a program of its own: `peers.py WAY FACTS.yaml TEMPLATE OUTPUT`."""
    import typer
    import yaml

    if sys.argv[1] == "--each":
        folder, first, count, facts, *templates = sys.argv[2:]
        each(Path(folder), int(first), int(count), Set([Path(template) for template in templates], facts))
        return

    def run(way: str, data: Path, base: Path, output: Path) -> None:
        facts = yaml.safe_load(data.read_text(encoding="utf-8"))
        if way == "docxtpl":
            made = docxtpl(base, facts)
        elif way == "python-docx":
            made = python_docx(facts)
        else:
            import jinja2

            made = pandoc(jinja2.Template(base.read_text(encoding="utf-8")), facts, find_pandoc())
        output.write_bytes(made)

    typer.run(run)


if __name__ == "__main__":
    main()
