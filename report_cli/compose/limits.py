"""How much work a template may cause: more than any report needs, less than would stall a machine.

A report of 3,000 facts and 30,000 characters takes some 10,000 steps. A step is entering the body of a template, a
loop, a branch or a macro.
"""

from collections.abc import Sequence
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from report_cli.compose.values import Unsayable

MAX_STEPS = 300_000
MAX_PRINTED = 2_000_000  # characters, the marks of lines and figures among them
FIGURE = 32  # characters that a figure counts for beside its own: what is bound is looked at one by one
MAX_JOINED = 100_000  # characters of a text that `~` has made
MAX_INCLUDES = 500
MAX_ASTERISKS = 400  # of one paragraph
MAX_FINDINGS = 200  # of one kind of check in one template
MAX_SOURCE = 1 << 20  # bytes of a template


class Budget:
    """What one rendering has left."""

    def __init__(self) -> None:
        self.steps, self.characters = MAX_STEPS, MAX_PRINTED

    def step(self, printed: int) -> None:
        """Enter a body that prints so many characters of its own."""
        self.steps -= 1
        if self.steps < 0:
            raise TooMuch(f"模板执行的步数超过了{MAX_STEPS}步", "循环或宏套得太多；少套几层，宏不要成倍地调用")
        self.print(printed)

    def print(self, characters: int) -> None:
        self.characters -= characters
        if self.characters < 0:
            raise TooMuch(f"印出的文字超过了{MAX_PRINTED}个字符", "循环或宏把同一段文字印了太多遍；去掉重复的")

    def figure(self, text: str) -> None:
        self.print(FIGURE + len(text))


class TooMuch(Unsayable):
    """A template does more than it may."""

    code = "T206"


def joined(text: str) -> str:
    if len(text) > MAX_JOINED:
        raise TooMuch(f"“~”接出的文字超过了{MAX_JOINED}个字符", "不要把一段文字反复接到它自己后面")
    return text


class CountingCode(CodeGenerator):
    """Jinja's code of a template, in which every body entered counts as a step."""

    def blockvisit(self, nodes: Sequence[nodes.Node], frame: Frame) -> None:  # type: ignore[override]
        self.writeline(f"environment.budget.step({sum(map(_printed, nodes))})")
        super().blockvisit(nodes, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802  # as Jinja calls it
        self.write("environment.joined(")
        super().visit_Concat(node, frame)
        self.write(")")


def _printed(node: nodes.Node) -> int:
    """The characters of prose that stand in a body itself."""
    parts: list[Any] = node.nodes if isinstance(node, nodes.Output) else []
    return sum(len(part.data) for part in parts if isinstance(part, nodes.TemplateData))
