"""`make audit`: whether flaws are known in the packages that are locked, asked of the index that pip is set to."""

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import advisories
from advisories import lines

NO_KEY = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["2.0"]}
WITHDRAWN = {"id": "PYSEC-2", "withdrawn": "2026-01-01T00:00:00Z"}
UNMENDED = {"id": "PYSEC-3"}


@pytest.fixture
def index() -> Iterator[tuple[str, dict[str, Any]]]:
    """An index, and what it knows by path."""
    known: dict[str, Any] = {}

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = known.get(self.path.removesuffix("/json").strip("/"))
            self.send_response(200 if said else 404)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode() if isinstance(said, dict) else b"not JSON")

        def log_message(self, *_: object) -> None:
            """Into no test's output."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", known
        server.shutdown()


def package(version: str, *flaws: dict[str, Any]) -> dict[str, Any]:
    return {"info": {"version": version}, "vulnerabilities": [*flaws]}


KNOWS = {"pycrypto/2.6.1": package("2.6.1", UNMENDED)}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({**KNOWS, "a/1.0": package("1.0")}, [(0, "1个包，问到1个，没有公布过的漏洞")]),
        # It tells of the newest only, which is the one that is locked, or is not.
        ({**KNOWS, "a": package("1.0")}, [(0, "1个包，问到1个，没有公布过的漏洞")]),
        (
            {**KNOWS, "a": package("1.1")},
            [(2, "没有问到（源里没有这个版本的记录，或没有答）：a 1.0"), (0, "1个包，问到0个，没有公布过的漏洞")],
        ),
        (
            {**KNOWS, "a/1.0": "a page"},
            [(2, "没有问到（源里没有这个版本的记录，或没有答）：a 1.0"), (0, "1个包，问到0个，没有公布过的漏洞")],
        ),
        (
            {**KNOWS, "a/1.0": package("1.0", NO_KEY, WITHDRAWN, UNMENDED)},
            [
                (1, "a 1.0：PYSEC-1、CVE-1，改好的版本：2.0"),
                (1, "a 1.0：PYSEC-3，还没有改好的版本"),
                (0, "1个包，问到1个，1个有公布过的漏洞"),
            ],
        ),
    ],
)
def test_each_package_is_asked_for_and_what_is_known_is_told(
    index: tuple[str, dict[str, Any]], known: dict[str, Any], said: list[tuple[int, str]]
) -> None:
    index[1].update(known)
    assert list(lines(index[0], [("a", "1.0")])) == said


def test_an_index_that_knows_no_flaws_is_not_believed(index: tuple[str, dict[str, Any]]) -> None:
    index[1].update({"pycrypto/2.6.1": package("2.6.1"), "a/1.0": package("1.0")})
    [(status, line)] = lines(index[0], [("a", "1.0")])
    assert (status, "没有查成" in line) == (2, True)


@pytest.mark.parametrize(("set_to", "asked"), [("", "https://pypi.org/pypi"), ("https://a/simple/", "https://a/pypi")])
def test_without_pip_the_index_is_the_one_that_is_named_or_pypi(
    set_to: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pip = tmp_path / "python"
    without_pip.write_text("#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")
    without_pip.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(without_pip))
    monkeypatch.setenv("PIP_INDEX_URL", set_to)
    assert advisories.index() == asked
