"""Opens a table in any format: what is in the file decides which, not what the file is called."""

from report_cli.files import archive
from report_cli.sheets.sheet import Book, Unreadable

SUFFIXES = (".csv", ".xlsx", ".ods", ".xls")
NOT_READ = (".xlsm", ".xlsb", ".et", ".numbers", ".tsv")
"""Other formats of tables: refused, with what to do."""
_SAVE = "用Excel、WPS表格打开，另存为XLSX或CSV"


def read(data: bytes, file: str) -> Book:
    """Open a table. Raises Unreadable if its format is not read or not its name's, or it is not safe."""
    book = _opened(data, file)
    if not book.names:
        raise Unreadable("里面没有看得见的工作表", "打开文件，取消工作表的隐藏，再保存")
    return book


def _opened(data: bytes, file: str) -> Book:
    suffix = file[file.rfind(".") :].lower()
    kind = _kind(data)
    if suffix in NOT_READ:
        raise Unreadable(f"{suffix}这种格式不读", _SAVE)
    if kind == "encrypted":
        raise Unreadable("文件加了密码", "用Excel、WPS表格打开，去掉密码，再保存")
    if not data.strip():
        raise Unreadable("文件是空的", "放进表来，第一行是表头；没有这张表就删去文件")
    if kind == "html":
        raise Unreadable("其实是网页改了名，不是表格", _SAVE)
    if kind != suffix:
        raise Unreadable(f"文件名是{suffix}，里面其实是{kind.removeprefix('.').upper()}", f"{_SAVE}；或把文件名改对")
    if kind == ".csv":
        from report_cli.sheets import delimited

        return delimited.Book(data)
    if kind == ".xlsx":
        from report_cli.sheets import xlsx

        return xlsx.Book(data)
    if kind == ".ods":
        from report_cli.sheets import ods

        return ods.Book(data)
    from report_cli.sheets import xls

    return xls.Book(data)


def _kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        return ".ods" if b"opendocument.spreadsheet" in data[:200] else ".xlsx"
    if data.startswith(archive.BEFORE_2007):
        return "encrypted" if archive.is_encrypted(data) else ".xls"
    begins = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "html" if begins.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")) else ".csv"
