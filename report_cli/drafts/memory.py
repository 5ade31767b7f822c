"""What a workspace remembers of its builds: digests of what was last written, backups, a lock."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from report_cli.files import disk
from report_cli.files.inputs import name_in
from report_cli.model import CannotRun

FOLDER = ".report"


class Memory(Struct, frozen=True):
    """What a workspace remembers of its builds, in `.report/`: digests of what was last written, backups, a lock.

    `spare`: a folder outside that is written to. Where the workspace itself may not be written, nothing is remembered then,
    and backups go there.
    """

    root: Path
    spare: Path | None = None
    forgets: bool = False

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    def digests(self) -> set[str]:
        return {value for values in self._known().values() for value in values}

    def remember(self, digests: Mapping[Path, str]) -> None:
        """Note what is about to be written, so that a run cut short does not look like an edit by hand."""
        if self.forgets:
            return
        known = self._known()
        for path, digest in digests.items():
            name = name_in(self.root, path)
            known[name] = [digest, *known.get(name, [])][:3]
        if known:
            disk.save(self.folder / "built.json", json.dumps(known, indent=1, sort_keys=True).encode())

    def _known(self) -> dict[str, list[str]]:
        """The digests by file; what is damaged is forgotten."""
        try:
            known = json.loads(disk.read(self.folder / "built.json") or b"{}")
        except (ValueError, RecursionError):
            return {}
        files = known.items() if isinstance(known, dict) else ()
        return {
            name: [value for value in values if isinstance(value, str)]
            for name, values in files
            if isinstance(values, list)
        }

    def back_up(self, path: Path) -> Path:
        """A copy of the file on disk under the time at which people last saved it; no backup replaces another."""
        data = disk.read(path) or b""
        saved = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        stem = f"{path.parent.name}-{path.stem}-{saved:%Y%m%d-%H%M%S}"
        number = 1
        while True:
            backup = self.folder / "backup" / f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}"
            found = disk.read(backup)
            if found == data:
                return backup
            if found is None:
                disk.save(backup, data)
                return backup
            number += 1

    @contextlib.contextmanager
    def locked(self) -> Iterator[Memory]:
        """One build of a workspace at a time; others wait.

        Gives the memory that can be written to.
        """
        try:
            file = disk.lock_file(self.folder / "lock")
        except CannotRun as error:
            if self.spare is None or not disk.is_forbidden(error):
                raise
            file = None
        if file is None:
            assert self.spare is not None, "where there is none, it is raised above"
            yield Memory(self.spare, forgets=True)
            return
        with file:
            disk.lock(file.fileno())
            yield self
