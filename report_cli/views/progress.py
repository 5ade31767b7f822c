"""How far a long run is: on a terminal one line that renews itself, in a log a plain line now and then."""

import os
import sys
import time

_OFTEN, _SELDOM = 0.1, 10.0


class Progress:
    """Counts what is done of `total`; says how many a second, and how long the rest takes."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.started = self.said = time.monotonic()

    def step(self) -> None:
        self.done += 1
        now = time.monotonic()
        if now - self.said >= (_OFTEN if self.is_terminal else _SELDOM) and self.done < self.total:
            self.said = now
            self._write(f"\r\x1b[K{self._text()}" if self.is_terminal else f"{self._text()}\n")

    def clear(self) -> None:
        if self.is_terminal:
            self._write("\r\x1b[K")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def rate(self) -> str:
        """How many a second: 85个, 0.4个."""
        rate = self.done / max(self.seconds, 1e-6)
        return f"{rate:.0f}个" if rate >= 10 else f"{rate:.1f}个"

    def _text(self) -> str:
        left = self.seconds / self.done * (self.total - self.done)
        return f"已完成{self.done}/{self.total}，每秒{self.rate}，还要{duration(left)}"

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def duration(seconds: float) -> str:
    """34秒, 2分05秒, 1小时07分."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}秒"
    return f"{whole // 60}分{whole % 60:02}秒" if whole < 3600 else f"{whole // 3600}小时{whole % 3600 // 60:02}分"
