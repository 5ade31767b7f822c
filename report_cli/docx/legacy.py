"""Word's format before 2007 (DOC) as a DOCX, made by a component that is installed for that alone."""

import tempfile
from pathlib import Path

from report_cli.docx.package import ENCRYPTED, SAVE_AS_DOCX
from report_cli.files import archive
from report_cli.model import CannotRun

_STREAM = "WordDocument".encode("utf-16-le")
_HOW = f"{SAVE_AS_DOCX}；或安装读它的组件：pip install 'report-cli[doc]'"


def as_docx(data: bytes) -> bytes:
    """A DOC as a DOCX; anything else as it is.

    Raises CannotRun where a DOC cannot be read, also where the component is not installed.
    """
    if not (data.startswith(archive.BEFORE_2007) and _STREAM in data):
        return data
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
            raise CannotRun(ENCRYPTED) from error
        except Exception as error:  # a damaged file may break its reader anywhere
            raise CannotRun(f"旧式的DOC文件，读不出来；{SAVE_AS_DOCX}") from error
