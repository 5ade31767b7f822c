"""Changes values of a YAML file at their places: text in, text out, and nothing else of it changes, to the byte.

Comments, columns, quotation marks, line ends and the byte-order mark stay. What comes out is read again and has to say
what was meant; where no way of writing it does, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from functools import lru_cache, partial

from msgspec import Struct

from report_cli.files import spans, yaml
from report_cli.files.quoting import Written, in_flow, quoted
from report_cli.files.spans import Edit, Edits, ValueSpan, ends_line, indent_of, line_break, line_end, line_start
from report_cli.model import CannotRun, Finding
from report_cli.text import excerpt

Path = tuple[str | int, ...]
"""The keys that lead to a value; an item of a list is a number, from 1."""


class ValueChange(Struct, frozen=True):
    """What becomes of one value. `to` None: it is taken away, with its line where it has one.

    `is_new`: a key that was not there, at the end of its group; an item, before the one that has its number now. All
    numbers are those before any change.
    """

    path: Path
    to: Written | None
    is_new: bool = False


class Beside(Struct, frozen=True):
    """What stands beside a value in its long form (source, note), which it takes where it has not got it yet."""

    path: Path
    keys: dict[str, str]


def edited(data: bytes, changes: Sequence[ValueChange | Beside], file: str) -> bytes:
    """The content of a file with the changes made. Raises CannotRun where one cannot be made."""
    tree, findings = _tree(data, file)
    if findings:
        raise CannotRun(f"没有改 {file}：{findings[0].place} {findings[0].message}；先改好，再运行一次")
    text = data.decode()
    in_turn = [*in_order([change for change in changes if isinstance(change, ValueChange)])]
    for those in _in_groups(tree, in_turn):
        done = len(those) > 1 and _all_at_once(text, tree, partial(_ways, changes=those), file)
        for change in () if done else those:
            text, tree = _applied(text, tree, change, file)
        text, tree = done or (text, tree)
    noted = [change for change in changes if isinstance(change, Beside)]
    if len(noted) > 1 and (done := _all_at_once(text, tree, partial(_ways_beside, noted=noted), file)):
        (text, tree), noted = done, []
    for each in noted:
        text, tree = _annotated(text, tree, each, file)
    return text.encode()


def _in_groups(tree: _Tree, changes: Sequence[ValueChange]) -> list[list[ValueChange]]:
    """The changes, in turn; first what makes the groups that are not there, one new key of each, then all others."""
    makes = {change.path[:-1]: change for change in changes if change.is_new and not _at(tree, change.path[:-1])}
    firsts = [change for change in changes if makes.get(change.path[:-1]) is change]
    others = [change for change in changes if makes.get(change.path[:-1]) is not change]
    return [firsts, others] if makes and len(others) > 1 else [[*changes]]


def written(data: bytes, path: Path, file: str) -> str | None:
    """What a file says at a place, as it is written there without quotation marks; None where there is no text."""
    tree, _ = _tree(data, file)
    said = _at(tree, _through(tree, ValueChange(path, "")))
    return said if isinstance(said, str) else None


def in_order(changes: Sequence[ValueChange]) -> Iterator[ValueChange]:
    """Values are set first; then items are taken out and put in from the end of each list, so that numbers hold."""
    yield from (change for change in changes if change.to is not None and not change.is_new)
    others = [change for change in reversed(changes) if change.to is None or change.is_new]
    # Sorting keeps the order of those that are alike: of items for one place, the last comes first.
    yield from sorted(others, key=lambda change: (_position(change), change.to is None), reverse=True)


def _position(change: ValueChange) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (0, step) for step in change.path)


_Ways = Iterator[tuple[Path, ValueChange, Iterator[Edit]]]
"""Changes, with the ways to write each."""


def _ways(text: str, tree: _Tree, changes: Sequence[ValueChange]) -> _Ways:
    for change in changes:
        path = _through(tree, change)
        yield path, change, _candidates(text, path, change)


def _ways_beside(text: str, tree: _Tree, noted: Sequence[Beside]) -> _Ways:
    for each in noted:
        said = _at(tree, each.path)
        if isinstance(said, dict) and "value" in said:
            # Of two at one place the later one stands before the other.
            for key, value in reversed(each.keys.items()):
                change = ValueChange((*each.path, key), value, is_new=key not in said)
                yield change.path, change, _candidates(text, change.path, change)
        elif said is None:
            raise KeyError(each.path)
        else:
            yield each.path, _long(each, said), _in_long_form(text, each)


def _long(noted: Beside, said: _Tree) -> ValueChange:
    """A value in its long form, with keys beside it."""
    return ValueChange(noted.path, {"value": said, **noted.keys})  # type: ignore[dict-item]


def _all_at_once(text: str, tree: _Tree, ways: Callable[[str, _Tree], _Ways], file: str) -> tuple[str, _Tree] | None:
    """The text with changes made that each stand on their own; None where that does not say what is meant."""
    edits, meant = Edits(), deepcopy(tree)
    try:
        for path, change, candidates in ways(text, tree):
            meant = _changed(meant, path, change)
            if not any(map(edits.add, candidates)):
                return None
    except (KeyError, IndexError, TypeError):
        return None
    made = edits.made(text)
    said, findings = _tree(made.encode(), file)
    return (made, said) if not findings and said == meant else None


def _applied(text: str, tree: _Tree, change: ValueChange, file: str) -> tuple[str, _Tree]:
    where = ".".join(map(str, change.path))
    said = change.to if isinstance(change.to, str) else next(iter(quoted(change.to or "")))
    what = "删去" if change.to is None else f"写成“{excerpt(said)}”"
    try:
        path = _through(tree, change)
        meant = _meant(tree, path, change)
    except (KeyError, IndexError, TypeError) as error:
        raise CannotRun(f"没有改 {file}：{where}要{what}，文件里现在不是这样了；再运行一次") from error
    return _first_as_meant(text, _candidates(text, path, change), meant, file, f"{where}要{what}")


def _annotated(text: str, tree: _Tree, noted: Beside, file: str) -> tuple[str, _Tree]:
    """With more keys beside a value, each in its place where it has one already."""
    said = _at(tree, noted.path)
    what = f"{'.'.join(map(str, noted.path))}旁边要写{'、'.join(noted.keys)}"
    if isinstance(said, dict) and "value" in said:
        for key, value in noted.keys.items():
            change = ValueChange((*noted.path, key), value, is_new=key not in said)
            meant = _meant(tree, change.path, change)
            text, tree = _first_as_meant(text, _candidates(text, change.path, change), meant, file, what)
        return text, tree
    if said is None:
        raise CannotRun(f"没有改 {file}：{what}，那里还没有值；先填值")
    meant = _meant(tree, noted.path, _long(noted, said))
    return _first_as_meant(text, _in_long_form(text, noted), meant, file, what)


def _first_as_meant(text: str, candidates: Iterable[Edit], meant: _Tree, file: str, what: str) -> tuple[str, _Tree]:
    for start, end, new in candidates:
        candidate = f"{text[:start]}{new}{text[end:]}"
        said, findings = _tree(candidate.encode(), file)
        if not findings and said == meant:
            return candidate, said
    raise CannotRun(f"没有改 {file}：{what}，这里的写法没法只改这一处；自己改")


def _in_long_form(text: str, noted: Beside) -> Iterator[Edit]:
    """A value with keys beside it: in braces on its line; of items below each other, on lines of their own."""
    spot = list(_on_the_way(text, noted.path))[-1]
    own = text[spot.start : spot.end]
    beside = ", ".join(f"{key}: {in_flow(value)}" for key, value in noted.keys.items())
    if spot.style != "block":
        for way in dict.fromkeys((own, in_flow(own))):
            yield spot.start, spot.end, f"{{value: {way}, {beside}}}"
        return
    first, last = line_start(text, spot.start), line_end(text, spot.end)
    indent, mark = indent_of(text, spot.start), line_break(text, first)
    lines = "".join(f"{indent}{key}: {in_flow(value)}{mark}" for key, value in noted.keys.items())
    end = "" if ends_line(text, last) else mark
    yield first, last, f"{indent}value:{mark}{text[first:last]}{end}{lines}"


# What a text says -----------------------------------------------------------------------------------------------------

_Tree = dict[str, "_Tree"] | list["_Tree"] | str | None


@lru_cache(maxsize=4)
def _tree(data: bytes, file: str) -> tuple[_Tree, list[Finding]]:
    node, findings = yaml.parse(data, file)
    return _said(node), findings


def _said(node: yaml.Node | None) -> _Tree:
    """What a node says; None for nothing. What YAML alone takes for a comment is said too."""
    match node:
        case yaml.Scalar():
            return f"{node.text}#{node.comment}" if node.comment else None if node.is_empty else node.text.strip()
        case yaml.Sequence():
            return [_said(item) for item in node.items]
        case yaml.Mapping():
            return {key.text: _said(value) for key, value in node.entries} or None
    return None


def _through(tree: _Tree, change: ValueChange) -> Path:
    """The path, with `value` wherever a value is written in its long form."""
    full = list[str | int]()
    for step in change.path:
        if isinstance(tree, dict) and step not in tree and "value" in tree:
            full.append("value")
            tree = tree["value"]
        full.append(step)
        tree = _inside(tree, step)
    is_long = isinstance(tree, dict) and "value" in tree and change.to is not None and not change.is_new
    return (*full, "value") if is_long else tuple(full)


def _at(tree: _Tree, path: Path) -> _Tree:
    for step in path:
        tree = _inside(tree, step)
    return tree


def _inside(tree: _Tree, step: str | int) -> _Tree:
    if isinstance(tree, list) and isinstance(step, int):
        return tree[step - 1] if 0 < step <= len(tree) else None
    return tree.get(step) if isinstance(tree, dict) and isinstance(step, str) else None


def _meant(tree: _Tree, path: Path, change: ValueChange) -> _Tree:
    """What the text has to say once the change is made. Raises what a wrong key, number or kind raises."""
    return _changed(deepcopy(tree), path, change)


def _changed(tree: _Tree, path: Path, change: ValueChange) -> _Tree:
    """The same tree, changed in place; what stands there then."""
    step, *rest = path
    if isinstance(tree, list) and isinstance(step, int):
        if not rest and change.is_new:
            tree.insert(step - 1, _as_said(change.to))
        elif rest or change.to is not None:
            tree[step - 1] = _changed(tree[step - 1], tuple(rest), change) if rest else _as_said(change.to)
        else:
            del tree[step - 1]
        return tree
    if tree is None and change.is_new:
        tree = {}
    if not isinstance(tree, dict) or not isinstance(step, str):
        raise TypeError
    if change.is_new and len(rest) <= 1 and step not in tree:
        tree[step] = _changed(None, tuple(rest), change) if rest else _as_said(change.to)
        return tree
    if (change.is_new and not rest) or step not in tree:
        raise KeyError(step)
    if rest:
        tree[step] = _changed(tree[step], tuple(rest), change)
    elif change.to is not None:
        tree[step] = _as_said(change.to)
    else:
        del tree[step]
    return tree or None


def _as_said(value: Written | None) -> _Tree:
    """What a value says once it is written."""
    if isinstance(value, (tuple, list)):
        return list(map(_as_said, value))
    return {key: _as_said(each) for key, each in value.items()} if isinstance(value, dict) else value


# Ways to write it -----------------------------------------------------------------------------------------------------


def _candidates(text: str, path: Path, change: ValueChange) -> Iterator[Edit]:
    """The ways to make the change, one after the other; the first with which the text reads as was meant is right."""
    spots = list(_on_the_way(text, path[:-1] if change.is_new else path))
    last = spots[-1]
    if change.is_new:
        yield from _with_entry(text, spots, path[len(spots) - 1 :], change.to or "")
    elif change.to is None:
        yield from _without(text, spots[-2], path[-1])
    elif last.is_block_text and isinstance(change.to, str):
        begins = len(text) - len(text[line_end(text, last.start) :].lstrip())
        yield begins, last.end, change.to
    else:
        lead = " " * (last.start == last.end and not text[last.start - 1].isspace())
        for way in _writings(change.to, last.style, path[-1]):
            yield last.start, last.end, lead + way


def _writings(value: Written, style: str, step: str | int) -> list[str]:
    """The ways to write a value at a key, or as an item of a list: one with 、 in it is one, and not several."""
    is_one = isinstance(step, int) and isinstance(value, str) and "、" in value
    return quoted(value, style or "'" * is_one)


def _on_the_way(text: str, path: Path) -> Iterator[ValueSpan]:
    """The spots that a path leads through, the whole text first, as far as they are there."""
    spot = spans.read(text)
    yield spot
    for step in path:
        if isinstance(step, str) and step not in spot.keys:
            return
        spot = spot.inside(step)
        yield spot


def _without(text: str, spot: ValueSpan, step: str | int) -> Iterator[Edit]:
    number = spot.keys.index(step) if isinstance(step, str) else step - 1
    start, end = spot.entries[number]
    if _has_own_lines(text, spot, number):
        first, last = line_start(text, start), line_end(text, end)
        if last == len(text) and not ends_line(text, last):
            first -= len(line_break(text, first))
        yield first, last, ""
    elif spot.is_flow:
        if number + 1 < len(spot.entries):
            yield start, spot.entries[number + 1][0], ""
        if number:
            yield spot.entries[number - 1][1], end, ""
        yield start, end, ""


def _with_entry(text: str, spots: Sequence[ValueSpan], missing: Path, value: Written) -> Iterator[Edit]:
    """With one more entry in the last of the spots. `missing`: its number or key, perhaps with its group before it."""
    spot, last = spots[-1], missing[-1]
    at = min(last - 1, len(spot.entries)) if isinstance(last, int) else len(spot.entries)
    for way in _writings(value, "", last):
        if not spot.entries and not spot.is_flow:
            indent = indent_of(text, spot.start) + _step(text, spots[0])
            yield _with_line(text, line_end(text, spot.end), f"{indent}{last}: {way}")
        elif not spot.entries:
            yield spot.start + 1, spot.start + 1, _entry(text, spots, missing, way)
        elif _has_own_lines(text, spot, max(at - 1, 0)):
            yield _with_entry_line(text, spot, at, _entry(text, spots, missing, way))
        elif at < len(spot.entries):
            start = spot.entries[at][0]
            yield start, start, f"{_entry(text, spots, missing, way)}, "
        else:
            end = spot.entries[-1][1]
            yield end, end, f", {_entry(text, spots, missing, way)}"


def _entry(text: str, spots: Sequence[ValueSpan], missing: Path, way: str) -> str:
    """An entry as it is written: with its key or dash, or alone."""
    spot, last = spots[-1], missing[-1]
    if isinstance(last, int):
        if spot.is_flow:
            return way
        lead = text[spot.entries[0][0] : spot.values[0].start]
        return f"{lead if not lead[1:].strip(' ') else '- '}{way}"
    if len(missing) == 1:
        return f"{last}: {way}"
    if spot.is_flow:
        return f"{missing[0]}: {{{last}: {way}}}"
    return f"{missing[0]}:{line_break(text, len(text))}{_step(text, spots[0])}{last}: {way}"


def _with_entry_line(text: str, spot: ValueSpan, at: int, entry: str) -> Edit:
    """With an entry on a line of its own, behind the lines of the one before it, or before the first."""
    start, end = spot.entries[max(at - 1, 0)]
    line = f"{indent_of(text, start)}{entry}"
    if not at:
        return _with_line(text, line_start(text, start), line + "," * spot.is_flow)
    after = line_end(text, end)
    if spot.is_flow and text[end:after].lstrip()[:1] == ",":
        line += ","
    elif spot.is_flow:
        _, _, new = _with_line(text, after, line)
        return end, after, f",{text[end:after]}{new}"
    return _with_line(text, after, line)


def _with_line(text: str, at: int, line: str) -> Edit:
    mark = line_break(text, at)
    return at, at, f"{line}{mark}" if not at or ends_line(text, at) else f"{mark}{line}"


def _step(text: str, top: ValueSpan) -> str:
    """By how much the groups of a file are indented."""
    indents = (indent_of(text, value.start) for value in top.values if value.style == "block" and value.keys)
    return next(filter(None, indents), "  ")


# Lines ----------------------------------------------------------------------------------------------------------------


def _has_own_lines(text: str, spot: ValueSpan, number: int) -> bool:
    """Whether nothing but a comma and a comment stands beside an entry on its lines."""
    start, end = spot.entries[number]
    last = line_end(text, end)
    rest = text[end:last].strip().removeprefix("," * spot.is_flow).lstrip()
    is_closed = spot.is_flow and last >= spot.end
    return not text[line_start(text, start) : start].strip(" \t\ufeff") and rest[:1] in ("", "#") and not is_closed
