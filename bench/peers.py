"""The same report by other means, each writing a file as a program would: docxtpl, Jinja and pandoc, python-docx."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import sample


def template(path: Path, is_slim: bool) -> Path:
    """A template for docxtpl: on the styles that python-docx brings, or on those alone that are used."""
    import docx

    document = docx.Document()
    if is_slim:
        slim(document)
    document.add_heading("工作报告", 0)
    for number, parts in enumerate(sample.paragraphs()):
        if number % sample.EVERY == 0:
            document.add_heading("工作情况", 1)
        document.add_paragraph(sample.jinja(parts, sample.UNIT))
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


def each(folder: Path, base: Path, first: int, count: int) -> None:
    """Two documents by docxtpl for each of so many workspaces, from the facts in its YAML."""
    import yaml

    for place in sorted(folder.iterdir())[first : first + count]:
        facts = yaml.load((place / f"data/{sample.YEAR}.yaml").read_bytes(), yaml.CSafeLoader)
        for name in ("first", "second"):
            (place / f"{name}.docx").write_bytes(docxtpl(base, facts))


def main() -> None:
    """One report by one way, as a program of its own: `peers.py WAY FACTS.yaml TEMPLATE OUTPUT`."""
    import typer
    import yaml

    if sys.argv[1] == "--each":
        each(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
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
