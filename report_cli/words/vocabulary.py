"""Reads `data/words.yaml`: an office's set formulas, terms, names, orders, forbidden words, and what it lets stand."""

from functools import lru_cache

from msgspec import Struct

from report_cli.files import pasted_lists
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Sequence, parse
from report_cli.model import Finding, Place
from report_cli.text import excerpt, one_line

_KEYS = ("format", "formulas", "terms", "names", "orders", "forbidden", "allow")


class Term(Struct, frozen=True):
    right: str
    wrong: tuple[str, ...]
    because: str


class Name(Struct, frozen=True):
    full: str
    short: tuple[str, ...] = ()


class Forbidden(Struct, frozen=True):
    word: str
    because: str


class Allowed(Struct, frozen=True):
    """What somebody lets stand: a rule's code, and the words. Why stands in the file, for those who read that."""

    rule: str
    text: str
    place: Place


class Vocabulary(Struct, frozen=True):
    """`names`: of the file, and of the facts. `is_own`: it is the workspace's, so that its errors stop a build."""

    formulas: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    names: tuple[Name, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    allow: tuple[Allowed, ...] = ()
    is_own: bool = False


def read(data: bytes, file: str, *, is_own: bool = False) -> tuple[Vocabulary, list[Finding]]:
    vocabulary, findings = _read(data, file, is_own)
    return vocabulary, list(findings)


@lru_cache(maxsize=8)
def _read(data: bytes, file: str, is_own: bool) -> tuple[Vocabulary, list[Finding]]:
    node, findings = parse(data, file, "W")
    return _VocabularyReader("W", findings).vocabulary(node, is_own), findings


class _VocabularyReader(Reader):
    def vocabulary(self, node: Node | None, is_own: bool) -> Vocabulary:
        top = self.mapping(node, "用语表", "顶层写“formulas:”“terms:”等，下面写列表")
        given = self.entries(top, _KEYS, "用语表")
        self.version(given.get("format"), "137")
        formulas = self.strings(given.get("formulas"), "formulas")
        terms = self.each(given.get("terms"), ("right", "wrong", "because"), "terms")
        names = (self.name(each) for _, each in self.each(given.get("names"), ("full", "short"), "names"))
        orders = self.orders(given.get("orders"))
        forbidden = self.each(given.get("forbidden"), ("word", "because"), "forbidden")
        allow = self.each(given.get("allow"), ("rule", "text", "because"), "allow")
        allowed = (self.allowed(node, each) for node, each in allow)
        return Vocabulary(
            formulas=tuple(filter(None, formulas)),
            terms=tuple(self.term(each) for _, each in terms),
            names=tuple(names),
            orders=tuple(orders),
            forbidden=tuple(self.forbidden(each) for _, each in forbidden),
            allow=tuple(filter(None, allowed)),
            is_own=is_own,
        )

    def name(self, given: dict[str, Node]) -> Name:
        return Name(self.text(given, "full"), self.names(given.get("short"), "short"))

    def term(self, given: dict[str, Node]) -> Term:
        return Term(self.text(given, "right"), self.strings(given.get("wrong"), "wrong"), self.text(given, "because"))

    def forbidden(self, given: dict[str, Node]) -> Forbidden:
        return Forbidden(self.text(given, "word"), self.text(given, "because"))

    def each(self, node: Node | None, keys: tuple[str, ...], what: str) -> list[tuple[Mapping, dict[str, Node]]]:
        """The entries of a list, each a group of some of these keys."""
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, f"{what}应是列表", f"写成 [{{{keys[0]}: …}}]，每项一组")
            return []
        maps = [self.mapping(item, f"{what}的一项", f"写成 {{{keys[0]}: …}}") for item in node.items] if node else []
        return [(each, self.entries(each, keys, f"{what}的一项")) for each in maps if each is not None]

    def strings(self, node: Node | None, what: str) -> tuple[str, ...]:
        return tuple(text for scalar in self.texts(node, what) if (text := one_line(scalar.text)))

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Words of which none holds a mark between names: [省委，市委] is no order of one."""
        scalars = self.texts(node, what)
        for scalar in scalars:
            if scalar.plain and (several := pasted_lists.several(scalar.text)) and several.mark:
                message = f"{what}里“{excerpt(scalar.text)}”写成了一项，中间是“{several.mark}”"
                apart = excerpt(", ".join(several.meant), 60)
                cure = f"是几项，用半角逗号分开：{apart}；确是一项就加半角引号：'{excerpt(scalar.text, 40)}'"
                self.find("015", scalar.place, message, cure)
        return tuple(text for scalar in scalars if (text := one_line(scalar.text)))

    def orders(self, node: Node | None) -> list[tuple[str, ...]]:
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "orders应是列表，每项又是一个列表", "写成 [[省委, 市委, 区委]]")
            return []
        return [self.names(item, "orders的一项") for item in node.items] if node else []

    def allowed(self, node: Mapping, given: dict[str, Node]) -> Allowed | None:
        said = {key: self.text(given, key) for key in ("rule", "text", "because")}
        lacking = [key for key, text in said.items() if not text]
        if lacking:
            cure = "写成 {rule: W220, text: 原话, because: 为什么这样写是对的}"
            self.find("138", node.place, f"allow的一项没有写{'、'.join(lacking)}", cure)
            return None
        from report_cli.words import of_a_year
        from report_cli.words.rule import codes

        rule, known = said["rule"], [*codes(), of_a_year.CODE]
        if rule not in known:
            near = self.nearest(rule, known)
            cure = f"是不是“{near}”？" if near else "编号照报出来的写，如W220"
            place = given["rule"].place
            self.find("138", place, f"allow里的rule“{rule}”不是用语的规则", cure)
            return None
        return Allowed(rule, said["text"], node.place)


def idle(allowed: Allowed) -> Finding:
    """The warning about words that are allowed and stand nowhere."""
    message = f"allow里的“{allowed.text}”（{allowed.rule}）什么也没有放过"
    cure = "删去这一项；还要用，核对编号和原话是不是和报出来的一样"
    return Finding("W139", allowed.place, message, cure, severity="warning")
