"""Files of Word before 2007 (.doc), which LibreOffice makes DOCX of, where it is installed."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from report_cli.drafts import pdf
from report_cli.model import CannotRun

_SECONDS = 120


def as_docx(path: Path, data: bytes) -> bytes:
    """The file as DOCX. Raises CannotRun where LibreOffice is not there, or cannot."""
    cure = "在Word或WPS里另存为DOCX，再运行一次"
    try:
        office = pdf.find()
    except CannotRun as error:
        raise CannotRun(f"{path.as_posix()} 是旧的Word格式（.doc），要有LibreOffice才能读；或者{cure}") from error
    with TemporaryDirectory(prefix="report-doc-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        old, made = folder / "old.doc", folder / "made/old.docx"
        old.write_bytes(data)
        profile, target = f"-env:UserInstallation={(folder / 'profile').as_uri()}", str(made.parent)
        command = [str(office), profile, "--headless", "--convert-to", "docx", "--outdir", target, str(old)]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotRun(f"{path.as_posix()}：LibreOffice没有转成DOCX；{cure}") from error
        if not made.is_file():
            raise CannotRun(f"{path.as_posix()}：LibreOffice没有转成DOCX；{cure}")
        return made.read_bytes()
