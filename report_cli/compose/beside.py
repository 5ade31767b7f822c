"""A unit that the prose repeats after a figure, which is printed with its unit already (224件件)."""

from collections.abc import Iterator

from report_cli.document import Document, Run, place_at
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding

# Words that begin with a unit's character: after 15家 may stand 家庭医生, after 20名 名师. The unit, and what goes on
# with it.
_WORDS = """
    人 大 民 员 才 口 均 士 人 家 社 力 物 数 事 居 文 工 生 身 机 间 道 选 行 防;
    家 庭 长 属 具 电 政 乡 园 风 教 家 国 畜 禽 访 校 门 装 用 纺; 项 目; 条 例 款 件 约 文 目;
    场 所 馆 地 景 次 外 内 均 场; 个 人 体 别 性 税 案 私 个 中 股; 次 日 年 次 要 品 数 生 区域 月 干;
    名 师 人 医 家 牌 城 镇 村 优 单 录 称 著 校 企 品 胜 老 厨 匠 特 额 誉 中医 义 为 叫 茶;
    期 间 刊 满 末 货 望 限 待 盼 初 中 内 权; 件 件 均; 位 于 置 次 居 列 处 移; 户 外 籍 主 均 口 数 型 厕 用 内;
    年 度 均 初 底 末 内 轻 龄 终 会 报 产 老 货 画 年 青 味 级 检 审 金 薪 中;
    天 然 气 津 台 天 府 河 山 文 空 水 下;
    所 有 属 在 长 谓 需 反 提 得 涉 辖 列 作 做 办 收 立 取 形 承 占 见 急 思 想 盼 能;
    处 理 置 长 级 室 罚 分 于 在 事 境 方; 点 评 位 赞 对点 上 面 线 题 亮 击 状 滴;
    本 地 级 届 土 科 职 市 区 县 省 会 人 年 月 次 季 辖 村 乡 镇 单位 系统 着 次 行业 领域 报告 专科; 篇 章 幅 目;
    组 织 长 成 员 合 建 团 稿; 类 似 型 别 案; 级 别 差; 台 湾 胞 商 账 企 资 属 风 联 盟 海 青 州 阶 地;
    支 持 部 出 撑 付 队 援 教 边 农 柱 流 线 行 招 委; 批 示 准 复 评 次 量 发 改 注 驳 阅 办 而; 份 额 内;
    元 旦 宵 素 月; 座 谈 位; 套 餐 路 种 用 改; 轮 训 流 岗 椅 换 值 候 胎 作;
    种 植 类 子 业 养 粮 种 苗 质 群 族 田 猪; 幅 员 度; 亩 均; 间 接 隔 断 作;
    周 年 边 期 末 一 二 三 四 五 六 日 到 全 密 转 报; 栋 梁; 吨 粮 位; 辑 录; 倍 增 受 加 感 数 道;
    岁 末 月 岁 初 数
"""
_GOES_ON = {unit: words for unit, *words in map(str.split, _WORDS.split(";"))}


def check(document: Document, ledger: Ledger) -> Iterator[Finding]:
    """A warning for each figure whose unit stands twice."""
    for _, runs in document.lines:
        for number, run in enumerate(runs[:-1], 1):
            after = runs[number].text
            # Most prose goes on with a character that no figure holds. (A footnote between the two has no text.)
            if run.fact and (after[:1] in run.text or after[:1] == "％"):
                yield from _repeated(runs, number, ledger)


def _repeated(runs: tuple[Run, ...], number: int, ledger: Ledger) -> Iterator[Finding]:
    """The finding for the figure before the run of this number (from 0), if what comes next repeats its unit."""
    figure, prose = runs[number - 1], next((run for run in runs[number:] if run.text), None)
    if prose is None or prose.fact or figure.pending:
        return
    fact = ledger.get(figure.fact)
    unit = next((sign for sign in ("个百分点", "百分点", "%") if figure.text.endswith(sign)), "")
    if not unit and fact is not None and fact.quantity is not None:
        unit = fact.indicator.unit
    signs = ("%", "％") if unit == "%" else (unit,)
    # 224件 and 件件有回音: a unit that stands twice in the prose is a word.
    words = () if unit == "%" else tuple(unit + word for word in (unit, *_GOES_ON.get(unit, ())))
    is_repeated = prose.text.startswith(signs) and not prose.text.startswith(words)
    if unit and figure.text.endswith(unit) and is_repeated:
        at = place_at(runs, sum(len(run.text) for run in runs[:number])) or NOWHERE
        named = f"{fact.label}（{figure.fact}）" if fact else figure.fact
        message = f"单位“{unit}”写了两次：“{figure.text}{prose.text[: len(unit) + 8]}”，{named}印出来已带单位"
        cure = f"去掉后面的“{unit}”；只要数、不带单位，就在名称后面加 .number"
        yield Finding("W106", at, message, cure, figure.fact, "warning")
