"""Damaged and malicious files of every kind that is read, each given to the commands that read it."""

import io
import random
import re
import time
import zipfile
from pathlib import Path

import inbox
from drafts_of_2022 import ARTICLE, DATA, REPORT
from report_cli.docx import seal
from report_cli.files import archive
from running import Result, contents, report

PROCESSOR = 20  # seconds that one command may take: a hang, not slowness, is what is looked for

_ASKING, _ADOPTED, _COUNTING = (("--workspace", name) for name in (inbox.ASKING, inbox.ADOPTED, inbox.COUNTING))
_COLLECT = [*("collect", "", "--year", "2022", "--write"), *_ASKING]
_ADOPT = ["adopt", "", "--year", "2021", "--into", "新的"]
READERS: dict[str, list[list[str]]] = {
    f"{REPORT}.docx": [
        ["verify", f"{REPORT}.docx", "--layout", "printed", "--fix"],
        ["layout", "from", f"{REPORT}.docx"],
        ["build", "2022"],
    ],
    f"{ARTICLE}.md": [["verify", f"{ARTICLE}.md"], ["build", "2022"]],
    f"{REPORT}.figures.json": [["verify", f"{REPORT}.docx"], ["build", "2022"]],
    ".report/builds.json": [["build", "2022"], ["verify", f"{REPORT}.docx"], ["take", inbox.RETURNED, "--write"]],
    ".report/journal-1.json": [["take", "--undo"], ["build", "2022"]],
    DATA: [["check"], ["build", "2022", "--output", "out"], ["take", inbox.RETURNED, "--write"], ["new", "2023"]],
    "data/indicators.yaml": [["check"], ["stats", "--year", "2022"], ["form", "2022"], ["new", "2023"]],
    "data/words.yaml": [["check", "2022"], ["words", inbox.RETURNED], ["verify", inbox.RETURNED]],
    "templates/work_report.md.j2": [
        ["check", "2022"],
        ["build", "2022", "--output", "out"],
        ["take", inbox.RETURNED, "--write"],
    ],
    inbox.EDITS: [["check", "2022"], ["build", "2022"], ["take", inbox.RETURNED, "--write"]],
    "templates/layouts/printed.yaml": [["check", "2022"], ["layout", "show", "printed"]],
    inbox.RETURNED: [
        ["words", inbox.RETURNED],
        ["take", inbox.RETURNED, "--write"],
        ["renew", inbox.RETURNED],
        ["verify", inbox.RETURNED, "--table", "修改.docx"],
    ],
    inbox.RETURNED_TEXT: [["words", inbox.RETURNED_TEXT], ["take", inbox.RETURNED_TEXT, "--write"]],
    inbox.FORM: [["collect", inbox.FORM, "--write", *_ASKING], ["form", "2022", *_ASKING]],
    inbox.FORM_IN_WORD: [
        ["collect", inbox.FORM_IN_WORD, "--write", *_ASKING],
        ["form", "2022", "--to", "docx", *_ASKING],
    ],
    inbox.FILLED: [["collect", inbox.FILLED, "--write", *_ASKING], ["collect", inbox.FILLED]],
    inbox.FILLED_IN_WORD: [["collect", inbox.FILLED_IN_WORD, "--write", *_ASKING]],
    f"{inbox.ASKING}/data/2022.yaml": [
        ["form", "2022", *_ASKING],
        ["collect", inbox.FILLED, "--write", *_ASKING],
        ["check", "2022", "--owed", "--output", "尚缺.xlsx", *_ASKING],
    ],
    f"{inbox.ASKING}/data/indicators.yaml": [["form", "2022", *_ASKING], ["collect", inbox.FILLED, *_ASKING]],
    **{
        f"{inbox.TABLE}.{suffix}": [[part or f"{inbox.TABLE}.{suffix}" for part in _COLLECT]]
        for suffix in ("csv", "xls", "ods")
    },
    **{
        f"{inbox.OLD}.{suffix}": [[part or f"{inbox.OLD}.{suffix}" for part in _ADOPT]]
        for suffix in ("docx", "doc", "txt")
    },
    inbox.QUESTIONS: [["adopt", *_ADOPTED], ["check", *_ADOPTED]],
    f"{inbox.ADOPTED}/data/indicators.yaml": [["adopt", *_ADOPTED], ["build", "2022", *_ADOPTED]],
    f"{inbox.ADOPTED}/data/2022.yaml": [["adopt", *_ADOPTED], ["build", "2022", *_ADOPTED]],
    f"{inbox.ADOPTED}/templates/work_report.md.j2": [
        ["adopt", *_ADOPTED],
        ["adopt", f"{inbox.OLD}.txt", "--year", "2021", "--kind", "简报", *_ADOPTED],
    ],
    f"{inbox.COUNTING}/data/2022/登记.csv": [["check", *_COUNTING], ["trace", "2022", "--rows", "csv", *_COUNTING]],
}
TOKENS = (
    rb"&a *a <<: !!python/object:os.system {{ }} {% %} {# #} {%- for x in y %} [ ] { } : - # > | ' --- ... 1e999 "
    rb"9999999999999999999 -0 .inf 0x10 <w:p> <!DOCTYPE ]]> &#0; %s %n ../../ \ "
    b"\x00 \xff\xfe \xef\xbb\xbf \t \r\n \x1b[31m"
).split(b" ")
PACKED = (".docx", ".xlsx", ".ods")


def tried(place: Path, *command: str) -> str:
    """What is wrong with how a command ends."""
    try:
        return said(report(place, *command))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # whatever comes through is what is looked for
        return f"{type(error).__name__}: …{str(error)[-200:]}"


def said(result: Result) -> str:
    if result.status not in (0, 1, 2):
        return f"status {result.status}"
    return "a traceback" if "Traceback" in result.err else ""


def mangled(data: bytes, chance: random.Random) -> bytes:
    """Bytes with something flipped, cut, doubled or put in; or a number or a word of a text exchanged."""
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    match chance.randrange(8):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:end] + data[at:end] * chance.randrange(1, 4) + data[end:]
        case 3:
            return data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 40))) + data[at:]
        case 4:
            return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 50, 5000)) + data[at:]
        case 5:
            return _exchanged(data, rb"\d+", chance, [b"0", b"-1", b"1e999", b"9" * 30, b"9" * 5000, b"\xc2\xb2", b""])
        case 6:
            words = re.findall(rb"(?:[\xe0-\xef]..|[A-Za-z_]){2,}", data, re.DOTALL) or [b""]
            return _exchanged(data, rb"(?s)(?:[\xe0-\xef]..|[A-Za-z_]){2,}", chance, [*words, b"", b"a" * 5000])
        case _:
            return data[:at] + bytes(byte ^ 1 << chance.randrange(8) for byte in data[at : at + 8]) + data[at + 8 :]


def _exchanged(data: bytes, pattern: bytes, chance: random.Random, by: list[bytes]) -> bytes:
    found = [match.span() for match in re.finditer(pattern, data)] or [(0, 0)]
    start, end = chance.choice(found)
    return data[:start] + chance.choice(by) + data[end:]


def mangled_parts(data: bytes, chance: random.Random) -> bytes:
    """A Word file or workbook with parts mangled, gone or doubled, or of something else altogether."""
    parts = archive.read(data)
    assert parts
    chosen = chance.choice(sorted(parts))
    match chance.randrange(6):
        case 0:
            return mangled(data, chance)
        case 1:
            del parts[chosen]
        case 2:
            parts[chosen] = parts[chance.choice(sorted(parts))]
        case 3:
            tags = re.findall(rb"<[a-z]+:?[A-Za-z]+[^>]*>", parts[chosen]) or [b"<"]
            parts[chosen] = parts[chosen].replace(
                chance.choice(tags), chance.choice([*tags, b""]), chance.randrange(1, 9)
            )
        case 4:
            numbers = re.findall(rb'"-?[0-9]+"', parts[chosen]) or [b'"1"']
            value = chance.choice([b'"-1"', b'"0"', b'"99999999999999999999"', b'"1.5"', b'"x"', b'""', b'"\xc2\xb2"'])
            parts[chosen] = parts[chosen].replace(chance.choice(numbers), value)
        case _:
            parts[chosen] = mangled(parts[chosen], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def _content(data: bytes) -> dict[str, bytes] | None:
    """The parts of a file but for our seal, in which nobody writes."""
    parts = archive.read(data)
    return parts and {name: part for name, part in parts.items() if name != seal.PART}


def hostile(place: Path, chance: random.Random) -> str:
    """One file of a workspace damaged, then read by what reads it: words, no traceback, nothing lost beside it."""
    name = chance.choice(sorted(READERS))
    file, whole = place / name, (place / name).read_bytes()
    damaged = (mangled_parts if name.endswith(PACKED) else mangled)(whole, chance)
    file.write_bytes(damaged)
    for command in READERS[name]:
        # Processor time is what it takes itself, however busy the machine is.
        before = time.process_time()
        wrong = tried(place, *command)
        if wrong or time.process_time() - before > PROCESSOR:
            return f"{name}, {' '.join(command)}: {wrong or 'it hangs'}"
    is_of_ours = "/." in f"/{name}" or name.endswith(".figures.json")
    is_same = name.endswith(PACKED) and _content(damaged) == _content(whole)
    if not is_of_ours and not is_same and damaged not in contents(place).values():
        return f"{name}: what was in it is gone"
    return ""
