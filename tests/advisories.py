"""Are flaws known in the packages that are locked? `make audit`, or `python -m tests.advisories LOCK…`.

Asks the index that pip is set to, package by package, by the JSON of PyPI. Ends with 0 where each was asked and none is
known, with 1 where one is, with 2 where it cannot be told: an index that knows no flaw of a package that is known for
several knows of none.
"""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PYPI = "https://pypi.org/simple"
KNOWN_FOR_FLAWS = ("pycrypto", "2.6.1")  # given up in 2013, its flaws were never mended
PATIENCE = 30  # seconds


def locked(files: Iterable[str]) -> list[tuple[str, str]]:
    """The packages of lock files, name and version."""
    lines = (line for file in files for line in Path(file).read_text("utf-8").splitlines())
    return sorted({(found[1], found[2]) for line in lines if (found := re.match(r"([\w.-]+)==([^\s;\\]+)", line))})


def index() -> str:
    """Where the index that pip is set to gives its JSON: PyPI, too, where there is no pip to be set."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, check=False, text=True
    ).stdout
    set_to = dict(re.findall(r"^(\S+)\.index-url='(.*)'$", listed, re.MULTILINE))
    url = os.environ.get("PIP_INDEX_URL") or set_to.get("install") or set_to.get("global") or PYPI
    return f"{url.rstrip('/').removesuffix('/simple')}/pypi"


def flaws(index: str, name: str, version: str) -> list[str] | None:
    """Those that are known, in a line each; None where the index does not tell."""
    # Some indexes that mirror PyPI know a package but not its versions: what they say is of the newest.
    for url in (f"{index}/{name}/{version}/json", f"{index}/{name}/json"):
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                said = json.load(answer)
        except (OSError, ValueError):
            continue
        if said["info"]["version"] == version and isinstance(said.get("vulnerabilities"), list):
            return [told(each) for each in said["vulnerabilities"] if not each.get("withdrawn")]
    return None


def told(flaw: dict[str, Any]) -> str:
    names = "、".join([flaw["id"], *flaw.get("aliases", ())])
    return f"{names}，{'改好的版本：' + '、'.join(flaw['fixed_in']) if flaw.get('fixed_in') else '还没有改好的版本'}"


def lines(index: str, packages: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """What is to be said, each line with what it means for the end."""
    if not flaws(index, *KNOWN_FOR_FLAWS):
        yield 2, f"{index} 问不到，或者不说漏洞（已知有漏洞的 {' '.join(KNOWN_FOR_FLAWS)}，它没有说有）：没有查成"
        return
    found = {package: flaws(index, *package) for package in packages}
    known = {package: said for package, said in found.items() if said}
    unasked = [" ".join(package) for package, said in found.items() if said is None]
    for (name, version), said in known.items():
        yield from ((1, f"{name} {version}：{each}") for each in said)
    if unasked:
        yield 2, f"没有问到（源里没有这个版本的记录，或没有答）：{'、'.join(unasked)}"
    yield (
        0,
        f"{len(found)}个包，问到{len(found) - len(unasked)}个，{f'{len(known)}个有' if known else '没有'}公布过的漏洞",
    )


def main() -> int:
    said = list(lines(index(), locked(sys.argv[1:])))
    sys.stdout.write("".join(f"{line}\n" for _, line in said))
    ends = {status for status, _ in said}
    return 1 if 1 in ends else max(ends)


if __name__ == "__main__":
    sys.exit(main())
