"""What is wrong with the words of files: as text, as JSON, as annotations of GitHub."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from msgspec.structs import replace

from report_cli.model import Finding
from report_cli.tasks.words import Told
from report_cli.views import screen
from report_cli.views.findings import entry, show_findings


def show(told: Sequence[Told], form: str, stream: TextIO) -> None:
    if form == "json":
        screen.write(screen.json_text([as_json(each) for each in told]), stream)
    else:
        show_findings([_with_paragraph(each) for each in told], Path(), form, stream)


def as_json(told: Told) -> dict[str, Any]:
    return {**entry(told.finding), **({"paragraph": told.paragraph} if told.paragraph else {})}


def _with_paragraph(told: Told) -> Finding:
    finding = told.finding
    return replace(finding, message=f"第{told.paragraph}段：{finding.message}") if told.paragraph else finding
