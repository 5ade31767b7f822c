"""PDF by LibreOffice, where that is installed, and what such a file says of where it came from.

LibreOffice puts the time of day and ids of chance into a PDF: those are taken out again, so that the same draft on the
same machine gives the same bytes. Another version of LibreOffice, other fonts give others; so whether a PDF is up to
date is told by the DOCX that it was printed from, whose digest stands in it, in a comment before its end.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from report_cli.docx import parts
from report_cli.drafts.files import Draft, Seal, digest, seal_of, state
from report_cli.drafts.record import Record
from report_cli.files import archive, disk
from report_cli.layout import fonts as layout_fonts
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun, Finding, Place

GET_IT = (
    "要转PDF，请先装LibreOffice（免费，https://zh-cn.libreoffice.org/download/ ；"
    "Debian、Ubuntu：sudo apt install libreoffice-writer），或先生成Word稿，在Word、WPS里另存为PDF"
)
# How long LibreOffice may take for the first file, and for each more.
SECONDS, SECONDS_EACH = 120, 10

_PLACES = {
    "win32": (
        "${ProgramFiles}/LibreOffice/program/soffice.com",
        "${ProgramFiles(x86)}/LibreOffice/program/soffice.com",
        "${LOCALAPPDATA}/Programs/LibreOffice/program/soffice.com",
    ),
    "darwin": (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "${HOME}/Applications/LibreOffice.app/Contents/MacOS/soffice",
    ),
    "linux": (
        "/usr/lib/libreoffice/program/soffice",
        "/usr/lib64/libreoffice/program/soffice",
        "/opt/libreoffice*/program/soffice",
        "/snap/bin/libreoffice",
    ),
}
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf:writer_pdf_Export")
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Common/AsianLayout/StartEndCharacters">'
    '<node oor:name="zh-CN" oor:op="replace"><prop oor:name="StartCharacters"><value>{first}</value></prop>'
    '<prop oor:name="EndCharacters"><value>{last}</value></prop>'
    "</node></item></oor:items>"
)

_MISREAD = re.compile(r"<w:(?:overflowPunct/|bookmark(?:Start|End) [^<>]*/)>")
# A mark right before a Latin letter or a digit, of the same run or the next.
_LOST = re.compile(r"[。，、](?=(?:</w:t></w:r><w:r>(?:<w:rPr>(?:<w:[^<>]*/>)*</w:rPr>)?<w:t[^<>]*>)?[!-%'-;=-~])")
_NO_SPACE = "\u200b"
_OF_CHANCE = (
    rb"/(?:CreationDate|ModDate)\s*\(D:[0-9Z+'-]+\)",
    rb"/DocChecksum\s*/[0-9A-F]{32}",
    rb"/ID\s*\[\s*(?:<[0-9A-Fa-f]{32}>\s*){2}\]",
)


def find() -> Path:
    """LibreOffice on this machine. Raises CannotRun where there is none."""
    found = [path for name in ("soffice", "libreoffice") if (path := shutil.which(name))]
    for pattern in _PLACES.get(sys.platform, _PLACES["linux"]):
        found += sorted(glob(os.path.expandvars(pattern)))  # noqa: PTH207  # the pattern is of a whole path
    if not found:
        raise CannotRun(f"没有找到LibreOffice。{GET_IT}")
    return Path(found[0])


class LibreOffice(Struct, frozen=True):
    """LibreOffice. `kept`: what, beside the usual marks, must not begin a line: units stay with their numbers."""

    program: Path
    kept: str = ""
    seconds: int = SECONDS

    def print(self, documents: Sequence[bytes]) -> list[bytes]:
        """Each DOCX as PDF; all in one call. Raises CannotRun."""
        with TemporaryDirectory(prefix="report-pdf-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            settings = folder / "profile/user/registrymodifications.xcu"
            first, last = parts.text(parts.NOT_FIRST + self.kept), parts.text(parts.NOT_LAST)
            disk.save(settings, _SETTINGS.format(first=first, last=last).encode(), folder, is_durable=False)
            files = [folder / f"{number}.docx" for number in range(len(documents))]
            for file, data in zip(files, documents, strict=True):
                disk.save(file, for_office(data), folder, is_durable=False)
            self._run(files, folder)
            made = [folder / "pdf" / f"{file.stem}.pdf" for file in files]
            if not all(file.is_file() and file.stat().st_size for file in made):
                cure = "打开它试一试，打不开就重装。什么也没有写"
                raise CannotRun(f"LibreOffice（{self.program.as_posix()}）没有转出PDF；{cure}")
            return [file.read_bytes() for file in made]

    def _run(self, files: Sequence[Path], folder: Path) -> None:
        profile, target = (folder / "profile").as_uri(), str(folder / "pdf")
        command = [str(self.program), f"-env:UserInstallation={profile}", *_OPTIONS, "--outdir", target]
        seconds, silent = self.seconds + SECONDS_EACH * (len(files) - 1), subprocess.DEVNULL
        try:
            process = subprocess.Popen(
                [*command, *map(str, files)], stdin=silent, stdout=silent, stderr=silent, start_new_session=True
            )
        except OSError as error:
            raise CannotRun(f"LibreOffice（{self.program.as_posix()}）运行不了：{error.strerror}。{GET_IT}") from error
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise CannotRun(f"LibreOffice转PDF超过{seconds}秒，已停止，什么也没有写；关掉别的程序再试") from error
        finally:
            _end(process)


def for_office(docx: bytes) -> bytes:
    """A copy of a DOCX of ours for LibreOffice (7.4 and 25.2), without what it sets otherwise than Word does.

    A line that a bookmark stands in it breaks too early or too late, and marks hang over the edge unless told to. Where
    they must not, 7.4 prints no mark at all that ends a full line before a digit; a space of no width keeps it.
    """
    written = archive.read(docx)
    assert written is not None, "we wrote it"
    return archive.write({name: _as_it_sets(name, content) for name, content in written.items()})


def _as_it_sets(name: str, content: bytes) -> bytes:
    if not name.endswith(".xml"):
        return content
    text = _MISREAD.sub("", content.decode())
    return _LOST.sub(rf"\g<0>{_NO_SPACE}", text).encode() if name == "word/document.xml" else text.encode()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and all that it started; it has mostly ended by itself."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def sealed(data: bytes, seal: Seal) -> bytes:
    """A PDF of LibreOffice's without what chance put into it, and with the seal before its end."""
    for pattern in _OF_CHANCE:
        data = re.sub(pattern, lambda found: _blank(found[0], seal.source), data)
    body, end, rest = data.rpartition(b"startxref")
    said = {"source": seal.source, "missing": list(seal.missing), "content": hashlib.sha256(data).hexdigest()}
    return body + b"%report " + json.dumps(said).encode() + b"\n" + end + rest


def _blank(found: bytes, source: str) -> bytes:
    """As long as it was: the file tells where its parts stand. Its ids are made of the source."""
    ids = re.sub(rb"<.{32}>", f"<{source[:32].upper()}>".encode(), found)
    return ids if found.startswith(b"/ID") else b" " * len(found)


def fonts(data: bytes) -> list[str]:
    name = rb"/(?:BaseFont|FontName)\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)"
    names = {found for text in (data, *_unpacked(data)) for found in re.findall(name, text)}
    plain = (re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), name) for name in names)
    return sorted({name.decode("utf-8", "replace") for name in plain})


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Newer versions keep such names in packed streams of objects."""
    for stream in re.finditer(rb"/ObjStm\b.{0,300}?stream\r?\n(.*?)endstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(stream[1])


# Drafts as PDF: printed where they are not up to date, never passed off as right where fonts are missing --------------


def with_missing_fonts(made: Sequence[Draft], layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them with the fonts of the layout that are missing here."""
    missing = tuple(layout_fonts.missing(layout_fonts.used(layout), layout_fonts.installed() or {}))
    return [replace(draft, missing=missing) if draft.format == "pdf" else draft for draft in made]


def complete(made: Sequence[Draft], record: Record, layout: Layout) -> list[Draft]:
    """The drafts, the PDFs among them with their bytes: as on disk where they are up to date, else printed now."""
    stale = [draft for draft in made if draft.format == "pdf" and state(draft, record) != "current"]
    printed = LibreOffice(find(), layout.keep_with_number).print([draft.source for draft in stale]) if stale else []
    data = {draft.path: draft.data or draft.path.read_bytes() for draft in made if draft not in stale}
    for draft, file in zip(stale, printed, strict=True):
        data[draft.path] = sealed(file, Seal(digest(draft.source), draft.missing))
    return [replace(draft, data=data[draft.path]) for draft in made]


def old(paths: Iterable[Path]) -> list[Path]:
    """The PDFs beside such Word files that were not printed from them."""
    pairs = [(path, path.with_suffix(".pdf")) for path in paths if path.suffix == ".docx" and path.is_file()]
    seals = [(path, beside, seal_of(beside.read_bytes())) for path, beside in pairs if beside.is_file()]
    return [beside for path, beside, seal in seals if not (seal and seal.source == digest(path.read_bytes()))]


def findings(made: Sequence[Draft], layout: Layout, file: str) -> list[Finding]:
    """A warning where the PDFs have other fonts than the layout (in `file`) names."""
    pdfs = [draft for draft in made if draft.format == "pdf"]
    names, installed = layout_fonts.used(layout), layout_fonts.installed()
    right = tuple(layout_fonts.names_in_pdf(names, installed or {}))
    other = sorted({name for draft in pdfs for name in fonts(draft.data) if not name.startswith(right)})
    missing = dict.fromkeys(name for draft in pdfs for name in draft.missing)
    if not (missing or other):
        return []
    if installed is None or not (missing or right):
        message = f"查不出这台电脑装了哪些字体；PDF里用的是{'、'.join(other)}，版式要的是{'、'.join(names)}"
        cure = "打开PDF看一看字体（文档属性），不对就不要付印"
    else:
        lacking = f"这台电脑没有装版式用的{'、'.join(missing)}；" if missing else ""
        message = f"{lacking}PDF里有{'、'.join(other)}代替的字，换行、分页可能和定稿不同"
        cure = "装上字体再生成一次；不装，这份PDF只供看内容，不要付印"
    return [Finding("P401", Place(file), message, cure, severity="warning")]
