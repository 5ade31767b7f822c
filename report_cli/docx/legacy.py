"""Word's format before 2007 (DOC) as a DOCX, made by a component that is installed for that alone."""

import tempfile
from pathlib import Path

from report_cli.model import CannotRun

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What such a file begins with; so do others of its time."""
_STREAM = "WordDocument".encode("utf-16-le")
_SAVE_AS_DOCX = "在Word或WPS里另存为DOCX"
_HOW = f"{_SAVE_AS_DOCX}；或安装读它的组件：pip install 'report-cli[doc]'"


def is_doc(data: bytes) -> bool:
    return data.startswith(BEGINNING) and _STREAM in data


def as_docx(data: bytes) -> bytes:
    """Raises CannotRun where it cannot be read, also where the component is not installed."""
    try:
        import doc2docx
        from doc2docx.errors import EncryptedDocumentError
    except ImportError as error:
        raise CannotRun(f"这是旧式的DOC文件，读它需要另装组件；{_HOW}") from error
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "draft.doc"), Path(folder, "draft.docx")
        source.write_bytes(data)
        try:
            doc2docx.convert(source, made)
            return made.read_bytes()
        except EncryptedDocumentError as error:
            raise CannotRun("文件加了密码；在Word或WPS里去掉密码，再保存") from error
        except Exception as error:  # a damaged file may break its reader anywhere
            raise CannotRun(f"旧式的DOC文件，读不出来；{_SAVE_AS_DOCX}") from error
