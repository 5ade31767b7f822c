"""The signs that numerals are written with, and lists of words."""

from pathlib import Path

ONES = "一二三四五六七八九"
ARABIC = "0-9０-９"
SIGNS = f"〇零○{ONES}两十百千万亿兆廿卅卌"


def words(name: str) -> list[str]:
    """The words of a file beside this one."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
