"""The two names of Chinese fonts: 宋体 is SimSun."""

from __future__ import annotations

_ENGLISH = {
    "宋体": "SimSun",
    "黑体": "SimHei",
    "仿宋": "FangSong",
    "楷体": "KaiTi",
    "仿宋_GB2312": "FangSong_GB2312",
    "楷体_GB2312": "KaiTi_GB2312",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S",
    "方正小标宋_GBK": "FZXiaoBiaoSong-B05",
    "华文仿宋": "STFangsong",
    "华文楷体": "STKaiti",
    "华文中宋": "STZhongsong",
    "新宋体": "NSimSun",
    "微软雅黑": "Microsoft YaHei",
    "等线": "DengXian",
    "方正仿宋_GBK": "FZFangSong-Z02",
    "方正楷体_GBK": "FZKai-Z03",
    "方正黑体_GBK": "FZHei-B01",
}
"""The same fonts as systems and files with English names have them."""


def is_same(name: str, other: str) -> bool:
    """Whether two names are one font's."""
    return bool(families(name) & families(other))


def families(name: str) -> set[str]:
    """All names of a font, in small letters."""
    return {name.lower(), _ENGLISH.get(name, name).lower()}
