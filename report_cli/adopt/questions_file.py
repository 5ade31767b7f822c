"""`adopt.yaml`: the questions of an adopted report, written for people to answer and read with their answers."""

from collections.abc import Iterator, Sequence
from typing import cast

from report_cli.adopt.asked import FILE, Question, QuestionType
from report_cli.adopt.reckoning import NAMES
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping as Entries
from report_cli.files.yaml import Node, Scalar, parse, quoted
from report_cli.files.yaml import Sequence as Items
from report_cli.model import CannotRun

_LISTS = ("inputs", "also", "otherwise")
_KEYS = ("number", "type", "fact", "formula", *_LISTS, "text", "message", "year", "kind", "answer")
_HEAD = """\
# 读旧报告时拿不准的，一条一条请人定。answer后面写 是 或 否，问名称的写名称，问数的写数；
# 写好后运行 report adopt（不用再写文件）。全不答，也可以照样生成报告。
"""
_INSTEAD = " | "
"""What parts the message of a question that is asked after a 否 from its formulas."""
_WAITING = "# 以下的还没有问：答完上面的，再运行 report adopt，就接着问。\n"


def as_yaml(asked: Sequence[Question], later: Sequence[Question] = ()) -> str:
    """The questions; those for `later` as comments, numbered on."""
    for number, question in enumerate(later, max((one.number for one in asked), default=0) + 1):
        question.number = number
    rows = ["\n".join(_entry(question)) for question in asked]
    waiting = "".join(f"# {row}\n" for question in later for row in _entry(question))
    return _HEAD + ("\n\n".join(rows) + "\n" if rows else "[]\n") + (f"\n{_WAITING}{waiting}" if waiting else "")


def _entry(question: Question) -> Iterator[str]:
    yield f"- number: {question.number}"
    for key in ("type", "fact", "formula", "inputs", "text", "message"):
        value = getattr(question, key)
        if key == "inputs":
            yield f"  inputs: [{', '.join(map(quoted, value))}]"
            also = [quoted(f"{fact} = {formula}") for fact, formula in question.also]
            yield from [f"  also: [{', '.join(also)}]"] if also else []
            instead = [quoted(_as_text(each)) for each in question.otherwise]
            yield from [f"  otherwise: [{', '.join(instead)}]"] if instead else []
        else:
            yield f"  {key}: {quoted(value) if value else ''}".rstrip()
    yield f"  year: {question.year}"
    yield f"  kind: {quoted(question.kind)}"
    yield f"  answer: {quoted(question.answer) if question.answer else ''}".rstrip()


def _as_text(question: Question) -> str:
    return _INSTEAD.join([question.message, *(f"{fact} = {formula}" for fact, formula in question.formulas)])


def read(data: bytes) -> list[Question]:
    """The questions with their answers. Raises CannotRun where the file is not as it was written."""
    node, findings = parse(data, FILE)
    reader = Reader("F", findings)
    if node is not None and not isinstance(node, Items) and not findings:
        raise CannotRun(f"{FILE} 不是一题一题的清单；照原来的样子改回去，或删去它")
    made = []
    for item in node.items if isinstance(node, Items) else ():
        given = reader.entries(item if isinstance(item, Entries) else None, _KEYS, "一个问题")
        said = {key: each.text.strip() for key, each in given.items() if isinstance(each, Scalar)}
        inputs, also, otherwise = (_texts(given.get(key)) for key in _LISTS)
        made.append(
            Question(
                type=cast(QuestionType, said.get("type", "")),
                fact=said.get("fact", ""),
                message=said.get("message", ""),
                text=said.get("text", ""),
                formula=said.get("formula", ""),
                inputs=inputs,
                also=_formulas(also),
                otherwise=[*map(_instead, otherwise)],
                number=_number(said.get("number", "")),
                answer=said.get("answer", ""),
                year=_number(said.get("year", "")),
                kind=said.get("kind", ""),
            )
        )
    if reader.findings:
        first = reader.findings[0]
        raise CannotRun(f"{first.place}：{first.message}；{first.cure}")
    return made


def _formulas(said: Sequence[str]) -> list[tuple[str, str]]:
    return [(fact, formula) for fact, _, formula in (each.partition(" = ") for each in said)]


def _instead(said: str) -> Question:
    """What is asked after a 否, as it was written: the message and its formulas."""
    message, *formulas = said.split(_INSTEAD)
    (fact, formula), *also = _formulas(formulas) or [("", "")]
    group = fact.partition(".")[0]
    names = (name for _, each in [(fact, formula), *also] for name in NAMES.findall(each))
    inputs = dict.fromkeys(name if "." in name else f"{group}.{name}" for name in names)
    return Question(type="formula", fact=fact, formula=formula, also=also, message=message, inputs=[*inputs])


def waiting(data: bytes) -> list[Question]:
    """The questions that were one too many for the time being: they stand as comments below the others."""
    rows = data.decode("utf-8-sig", errors="replace").partition(_WAITING.rstrip())[2].splitlines()
    waiting = "\n".join(row.removeprefix("# ") for row in rows if row.startswith("# "))
    return read(waiting.encode()) if waiting else []


def _texts(node: Node | None) -> list[str]:
    return [each.text for each in node.items if isinstance(each, Scalar)] if isinstance(node, Items) else []


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
