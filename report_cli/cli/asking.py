"""Proposals gone through one by one on a terminal: which are wanted."""

from msgspec import Struct

from report_cli.inward.proposed import ProposedChange
from report_cli.tasks.incoming import Incoming, Named
from report_cli.views import one_proposal as view
from report_cli.views import screen

_SAID = {"要": "要 是 y yes", "不要": "不要 否 n no", "都要": "都要 全部 a all", "退出": "退出 q quit"}
_ANSWERS = {word: answer for answer, words in _SAID.items() for word in words.split()}
_LEGEND = """\
    要（y）    写这一条；同一处别的写法就不再问
    不要（n）  不写这一条；稿件里还是那样写着，下次还会问
    都要（a）  这一条和后面没有冲突的都写（新的数不算），不再问
    退出（q）  什么也不写，前面答了要的也不写
    答是、否、全部也行"""


class Asked(Struct, frozen=True):
    """Those that were answered yes, and the numbers of all that were asked about or need not be."""

    wanted: list[ProposedChange]
    shown: set[int]


def asked(incoming: Incoming, named: Named) -> Asked | None:
    """What was answered; nothing is wanted where somebody left before the end. None where there is nothing to ask.

    `named`: those that are asked about, or are not.
    """
    wanted, where = list[ProposedChange](), screen.where(incoming.workspace.root)
    left = [each for each in incoming.proposals if each.can_be_written or each.can_be_added]
    left = [each for each in left if named.is_of(each.number)]
    count, shown = len(left), {each.number for each in left}
    if not left:
        return None
    while left:
        each = left.pop(0)
        screen.styled(view.of_one(each, where))
        screen.styled(view.of_words(incoming.spoken.get(each.number, ())))
        answer = _answer(f"第{each.number}条，要问的第{count - len(left)}个，共{count}个")
        if answer == "退出":
            screen.say("退出了，什么也没有写")
            return Asked([], shown)
        if answer != "不要":
            wanted.append(each)
        if answer == "都要":
            wanted += [other for other in left if other.state == "ready" and not any(map(other.meets, wanted))]
            break
        left = [other for other in left if not any(map(other.meets, wanted))]
    if not wanted:
        screen.say("一条也没有要，什么也没有写")
    return Asked(wanted, shown)


def _answer(which: str) -> str:
    """What was typed; what each answer does where it is none."""
    while True:
        try:
            typed = input(f"{which}：要（y）、不要（n）、其余都要（a）、退出不写（q）、说明（?）：").strip().lower()
        except EOFError:
            return "退出"
        if typed in _ANSWERS:
            return _ANSWERS[typed]
        screen.say(_LEGEND)
