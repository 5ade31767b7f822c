"""Keys of a year file that the catalogue does not know: what each may be meant for, and the cure."""

from collections.abc import Collection

from report_cli.facts.fact import COLLECTING, DEFAULTS, FOR_COMPARISON, YEAR_FILE_KEYS, Catalogue, Group
from report_cli.files.reader import Reader, in_english
from report_cli.files.yaml import Node, Scalar
from report_cli.text import excerpt


class UnknownKeys:
    def __init__(self, reader: Reader, catalogue: Catalogue) -> None:
        self.reader, self.catalogue = reader, catalogue

    def group(self, key: Scalar) -> None:
        groups = self.catalogue.groups
        labels = {group.label: name for name, group in groups.items()}
        if meant := labels.get(key.text) or in_english(key.text, YEAR_FILE_KEYS):
            self.reader.find("131", key.place, f"“{excerpt(key.text)}”是名称，不是id", f"这里写id：{meant}:")
            return
        near = self.reader.nearest(key.text, [*groups, *labels, *YEAR_FILE_KEYS])
        near = labels.get(near, near)
        label = f"（{groups[near].label}）" if near in groups else ""
        guess = f"是不是“{near}”{label}？" if near else "核对组名；"
        new = f"{excerpt(key.text)}: {{label: 中文名, indicators: {{名称: {{label: 中文名, unit: 件}}}}}}"
        cure = f"{guess}要新加一组，先在{self.catalogue.file}里写 {new}"
        self.reader.find("131", key.place, f"指标目录里没有组“{excerpt(key.text)}”", cure)

    def indicator(self, group: Group, key: Scalar, value: Node) -> None:
        names = {indicator.name: indicator.label for indicator in group.indicators}
        labels = {label: name for name, label in names.items()}
        if meant := labels.get(key.text) or in_english(key.text, DEFAULTS):
            said = excerpt(value.text, 20) if isinstance(value, Scalar) else "…"
            is_status = said in (COLLECTING, FOR_COMPARISON)
            cure = f"写成 status: {said}，顶格放在最前面" if is_status else f"这里写id：{meant}: {said}"
            self.reader.find("132", key.place, f"{group.named}里的“{excerpt(key.text)}”是名称，不是id", cure)
            return
        near = self.reader.nearest(key.text, [*names, *labels])
        near = labels.get(near, near)
        elsewhere = [indicator.id for indicator in self.catalogue.indicators if indicator.name == key.text]
        if ":" in key.text:
            cure = f"冒号后缺一个空格？写成“{key.text.replace(':', ': ', 1)}”"
        elif elsewhere:
            cure = f"它在别的组里：{elsewhere[0]}"
        else:
            guess = f"是不是“{near}”（{names[near]}）？" if near else "核对名称；"
            new = f"{excerpt(key.text)}: {{label: 中文名, unit: 件}}"
            cure = f"{guess}要新加一项，先在{self.catalogue.file}的{group.name}下写 {new}"
        self.reader.find("132", key.place, f"{group.named}里没有指标“{excerpt(key.text)}”", cure)

    def lost_group(self, keys: list[Scalar], given: Collection[str]) -> bool:
        """Find that the line of a group is lost: several names in the group above it are all of one that is not there.

        What both groups have is then no name that stands twice. `given`: the groups that are there.
        """
        twice = {finding.place.line: finding for finding in self.reader.findings if finding.code == "F009"}
        line = keys[0].place.line
        while (line - 1) in twice:
            line -= 1
        own = [finding for at, finding in twice.items() if line <= at <= keys[-1].place.line]
        lost = [
            group
            for name, group in self.catalogue.groups.items()
            if name not in given and len(keys) + len(own) > 1 and all(group.get(key.text) for key in keys)
        ]
        if len(lost) != 1:
            return False
        group, first = lost[0], min([keys[0].place, *(finding.place for finding in own)])
        self.reader.findings[:] = [finding for finding in self.reader.findings if finding not in own]
        listed = "、".join(key.text for key in keys[:3]) + ("等" if len(keys) > 3 else "")
        message = f"这里的{listed}是{group.named}的，前面少了“{group.name}:”这一行"
        self.reader.find("132", first, message, f"在这一行前面加一行顶格的 {group.name}:")
        return True
