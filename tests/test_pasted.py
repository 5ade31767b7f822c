"""Values as people paste them: what would be lost or misread is a finding; what is right stays silent."""

import csv
import json
import re
from pathlib import Path

import pytest

from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.model import Finding
from report_cli.views import tables
from running import report

CATALOGUE = """\
g:
  label: 组
  indicators:
    n: {label: 收到, unit: 件}
    a: {label: 投入, unit: 万元}
    y: {label: 支出, unit: 元}
    r: {label: 办复率, kind: rate}
    d: {label: 会议日期, kind: date}
    t: {label: 主题, kind: text}
    l: {label: 名单, kind: list}
    i: {label: 条目, fields: {title: {label: 题目}, m: {label: 数, unit: 件}}}
"""


def read(lines: str) -> tuple[list[Finding], dict[str, str]]:
    """What is found in a group of a year file, and what is read."""
    catalogue, findings = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    assert findings == []
    text = "year: 2022\ng:\n" + "".join(f"  {line}\n" for line in lines.split("\n"))
    read, found = yearfile.read(text.encode(), "data/2022.yaml", 2022, catalogue)
    resolved, more = ledger.resolve(catalogue, read)
    return [*found, *more], {fact.indicator.name: fact.text for fact in resolved.facts.values() if fact.indicator.group}


WRONG = [
    # What YAML takes for a comment.
    ("t: 提质 #3工程", "F023", "只剩“提质”", "给整个值加引号：'提质 #3工程'"),
    ("t: 第一批 #A类项目", "F023", "只剩“第一批”", "'第一批 #A类项目'"),
    ("t: #3工程", "F023", "值就空了", "'#3工程'"),
    ("l:\n  - 甲\n  - 乙 #2号楼", "F023", "只剩“乙”", "'乙 #2号楼'"),
    ("l: [提质 #3工程, 乙]", "F023", "“提质 #3工程”", "给这一项加引号：'提质 #3工程'"),
    ("n: {value: 265, note: 见表 #3}", "F023", "见表 #3", "'见表 #3'"),
    ("n:\n  value: 265\n  source: 台账 #3册", "F023", "只剩“台账”", "'台账 #3册'"),
    ("t: 提质 ##3工程", "F023", "只剩“提质”", "'提质 ##3工程'"),
    ('t: "三标"#3工程', "F025", "还有“#3工程”", "'\"三标\"#3工程'"),
    ('t: "D:\\new\\table.xlsx"', "F026", "双引号里的“\\”", "'D:\\new\\table.xlsx'"),
    ('t: "D:\\新建\\表.xlsx"', "F026", "双引号里的“\\”", "改用单引号"),
    # What a spreadsheet shows in place of a value.
    ("n: #REF!", "F124", "“#REF!”", "到原表里看清这一格的数"),
    ('n: "#REF!"', "F124", "“#REF!”", "到原表里看清这一格的数"),
    ("t: #DIV/0!", "F124", "“#DIV/0!”", "到原表里看清这一格的数"),
    ("d: #N/A", "F124", "“#N/A”", "到原表里看清这一格的数"),
    ("r: #VALUE!", "F124", "“#VALUE!”", "到原表里看清这一格的数"),
    ("n: ######", "F124", "单元格太窄", "到原表里看清这一格的数"),
    ("l:\n  - 甲\n  - #NAME?", "F124", "“#NAME?”", "到原表里看清这一格的数"),
    ("l: [#REF!, 乙]", "F023", "“#REF!”是电子表格的错误值", "到原表里看清这一格"),
    ("n: {value: 265, source: '#N/A'}", "F023", "“#N/A”是电子表格的错误值", "到原表里看清这一格"),
    ('t: 见"#REF!"表', "F124", "“#REF!”", "到原表里看清这一格的数"),
    # Binary tails.
    ("a: 12.299999999999999", "F125", "小数有15位", "若是12.3万元"),
    ("a: 0.30000000000000004", "F125", "小数有17位", "若是0.3万元"),
    ("r: 84.50000000000001%", "F125", "小数有14位", "若是84.5%"),
    ("n: 265.00000000001", "F125", "小数有11位", "若是265件"),
    ("r: 33.3333333333333%", "F125", "小数有13位", "如33.33%"),
    ("y: 近1234.5999999999999元", "F125", "小数有13位", "若是近1234.6元"),
    # Text after a closing quote or bracket.
    ('t: "三标"活动', "F025", '“"三标"”的引号关上以后，还有“活动”', "'\"三标\"活动'"),
    ("t: '三标'活动", "F025", "还有“活动”", "'''三标''活动'"),
    ("t: [2022]15号文件", "F025", "“[2022]”的括号关上以后，还有“15号文件”", "'[2022]15号文件'"),
    ("t: {甲}类项目", "F025", "还有“类项目”", "'{甲}类项目'"),
    ("l: [老街, 养老]等", "F025", "还有“等”", "[老街, 养老, 等]"),
    ('n: "265" 件', "F025", "还有“件”", "写成265件"),
    ('l:\n  - "三标"活动\n  - 乙', "F025", "还有“活动”", "'\"三标\"活动'"),
    ('l: ["三标"活动, 乙]', "F025", "还有“活动”", "'\"三标\"活动'"),
    ('n: {value: "265"件}', "F025", "还有“件”", "写成265件"),
    # A comma within a text between braces.
    ("n: {value: 265, note: 比上年多, 因为合并}", "F130", "“因为合并”成了另一项", "note: '比上年多, 因为合并'"),
    ("n: { value: 265, source: 台账, 表三 }", "F130", "“表三”成了另一项", "source: '台账, 表三'"),
    ("n: {note: 另有两件}", "F119", "没有value", "{value: …, note: …}"),
    # Blanks and marks of other programs.
    ("l:\n  -\t甲\n  - 乙", "F012", "“-”后面用了制表符", "改成一个半角空格：- 甲"),
    ("l:\n  - \t甲\n  - 乙", "F012", "“-”后面用了制表符", "- 甲"),
    # Numbers.
    ("n: 265 224", "F103", "是一个数，还是粘了两个数？", "是一个数，写成265224；是两个数，这里只写一个"),
    ("n: 5 8", "F103", "是一个数，还是粘了两个数？", "是一个数，写成58；是两个数，这里只写一个"),
    ("n: 265\t224\t1", "F103", "里不止一格", "像是从表格里粘来的3格：265、224、1；只留这一项的"),
    ("n: 12 345 678", "F103", "还是粘了两个数", "12345678"),
    ("n: 265、224", "F101", "里有两个数", "265或224"),
    ("n: 265/224", "F101", "里有两个数", "265或224"),
    ("n: 300+", "F111", "“300+”的“+”不是概数标记", "写成300以上"),
    ("n: 300+件", "F111", "“300+件”的“+”不是概数标记", "写成300件以上"),
    ("a: 2.8万+", "F106", "", ""),
    ("n: 300几", "F111", "“300几”的“几”不是概数标记", "写成300多"),
    ("n: 300来件", "F111", "“300来件”的“来”不是概数标记", "写成300件左右"),
    ("n: 将近300+件", "F111", "“将近300+件”的“+”不是概数标记", "写成300件以上"),
    (
        "n: 大约300多",
        "F111",
        "“大约300多”的概数标记不认识",
        "用近、约、不足、逾、超（数前），余、多、左右、以上、以下、以内（数后）",
    ),
    ("n: 12:30", "F105", "“12:30”是时间的写法，不是数", "写整数（单位“件”可以不写）"),
    ("n: 近三百", "F112", "是汉字数目", "写成近300"),
    ("n: 三百多件", "F112", "是汉字数目", "写成300多件"),
    ("n: 1万2", "F112", "是汉字数目", "写成1.2万"),
    ("n: 1万2千件", "F112", "是汉字数目", "写成1.2万件"),
    ("n: 三亿五千万", "F112", "是汉字数目", "写成3.5亿"),
    ("n: 两千余件", "F112", "是汉字数目", "写成2000余件"),
    ("n: 3千件", "F108", "“千”连用", "写成3000件"),
    ("n: “265”", "F101", "带了引号", "写成265"),
    ("n: 「265件」", "F101", "带了引号", "写成265件"),
    ("n: 200-300", "F101", "是一段范围", "写成200以上或300以内"),
    ("n: 200～300件", "F101", "是一段范围", "写成200件以上或300件以内"),
    ("n: 200至300", "F101", "是一段范围", "写成200以上或300以内"),
    ("r: 80%-85%", "F101", "是一段范围", "写成80%以上或85%以内"),
    ("n: 1.2E+05", "F115", "不是报告里数的写法", "写成120000"),
    ("n: +265", "F115", "不是报告里数的写法", "写成265"),
    ("n: 无", "F101", "不是数", "还不知道，就把冒号后面空着；没有这件事，就删去这一行；确实是零，写成0"),
    ("n: /", "F101", "不是数", "还不知道，就把冒号后面空着"),
    ("r: 全部办复", "F101", "不是数", "若是全部，写成100%"),
    ("r: 一半", "F101", "不是数", "若是一半，写成50%"),
    ("r: 八成五", "F112", "是汉字数目", "写成85%"),
    ("r: 百分之八十四点五", "F112", "是汉字数目", "写成84.5%"),
    ("r: 9成", "F112", "是汉字数目", "写成90%"),
    ("r: 三分之二", "F115", "不是报告里数的写法", "写成约66.7%"),
    ("r: 4/5", "F115", "不是报告里数的写法", "写成80%"),
    ("n: 1.2w", "F106", "“w”不是“万”", "若是万，写成1.2万"),
    ("n: 3k", "F115", "不是报告里数的写法", "写成3000"),
    ("n: 2.5个亿", "F106", "“亿”要紧跟着数", "写成2.5亿"),
    ("n: 300↑", "F111", "“300↑”的“↑”不是概数标记", "写成300以上"),
    ("n: 300？", "F101", "带了问号", "没有核实，写成 {value: 300, state: 预计}"),
    ("n: 预计265件", "F101", "前面有“预计”", "写成 {value: 265件, state: 预计}"),
    ("n: 共265件", "F101", "前面有“共”", "写成265件"),
    ("n: =A1+B1", "F101", "是电子表格的公式", "写它算出的数"),
    ("n: 二百六", "F112", "是汉字数目", "写成260"),
    ("n: 二百零六", "F112", "是汉字数目", "写成206"),
    ("n: 十几", "F112", "是汉字数目", "写成10多"),
    ("n: 2,83万", "F101", "小数点写成了逗号", "写成2.83万"),
    ("n: 3×10^4", "F115", "不是报告里数的写法", "写成30000"),
    ("n: 265或224", "F101", "里有两个数", "265或224"),
    ("n: {value: 1,265, source: 台账}", "F130", "value的数里有分节的逗号", "写成value: 1265"),
    ("n: #REF! # 说明", "F124", "“#REF!”", "到原表里看清这一格的数"),
    ("n: NaN", "F124", "“NaN”", "到原表里看清这一格的数"),
    ("l: ［老街，养老］", "F121", "应是列表", "写成 [老街, 养老]"),
    ("l: 老街、养老", "F121", "应是列表", "写成 [老街, 养老]"),
    ("d: 2022、9、12", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022年9月12日前", "F120", "里不只有日期", "只写一天，如2022-09-12"),
    # Dates.
    ("d: 2022/9/12", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022.9.12", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 20220912", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022年9月12号", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022年9月12日（星期一）", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022-09-12 00:00:00", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 2022-9-12T09:00", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 12-Sep-22", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: ２０２２年9月12日", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 二〇二二年九月十二日", "F120", "是日期，但不是这里的写法", "写成2022-09-12"),
    ("d: 22.9.12", "F120", "是日期，但不是这里的写法", "写成2022-09-12，年份写四位"),
    ("d: 44927", "F120", "像是电子表格里日期的序号", "若是2023-01-01"),
    ("d: 9月12日", "F120", "没有年份", "2022-09-12，在次年就写2023-09-12"),
    ("d: 二月二十一日", "F120", "没有年份", "2022-02-21，在次年就写2023-02-21"),
    ("d: 2022年9月", "F120", "不是完整的日期", "在2022年9月后面补上是几日"),
    ("d: 二〇二二年", "F120", "不是完整的日期", "在2022年后面补上几月几日"),
    ("d: 12/9/2022", "F120", "分不清哪个是月", "2022-12-09或2022-09-12"),
    ("d: 30/9/2022", "F120", "是日期，但不是这里的写法", "写成2022-09-30"),
    ("d: 2022年9月12日至14日", "F120", "是一段时间", "如2022-09-12"),
    ("d: 2022/2/30", "F116", "这一天不存在", ""),
    ("n: 5件（含1件并案）", "F106", "后面有“含1件并案”", "写成5件；“含1件并案”写在note里"),
    ("n: 5件，其中并案1件", "F106", "后面有“其中并案1件”", "写成5件"),
    ("n: 16、", "F106", "后面多了“、”", "写成16"),
    ("n: 410。", "F106", "后面多了“。”", "写成410"),
    ("n: 377*", "F106", "后面多了“*”", "写成377；注写在note里"),
    ("n: 377①", "F106", "后面多了“①”", "写成377；注写在note里"),
    ("n: 377[1]", "F106", "后面多了“[1]”", "写成377；注写在note里"),
    ("n: 、377", "F101", "前面多了“、”", "写成377"),
    ("n: ②377", "F101", "前面多了“②”", "写成377"),
    ("n: （377）", "F101", "带了括号", "写成377"),
    ("n: 第377件", "F101", "是第几的序数", "若是个数，写成377件"),
    ("n: 377（预计）", "F106", "后面有“预计”", "写成 {value: 377, state: 预计}"),
    ("n: 377 推算", "F106", "后面有“推算”", "写成 {value: 377, state: 推算}"),
    ("n: 一共约377", "F101", "前面有“一共”", "写成约377"),
    ("n: 37O", "F101", "里有字母", "写成370"),
    ("n: 37*2", "F115", "不是报告里数的写法", "写成74"),
    ("n: 件", "F101", "里没有数", "写整数（单位“件”可以不写）"),
    ("n: 同上", "F101", "“同上”里没有数", "就把冒号后面空着"),
    ("n: 同上年一样多", "F101", "“同上年一样多”里没有数", "就把冒号后面空着"),
    ("n: {377, 预计}", "F119", "没有value", "写成 {value: 377, state: 预计}"),
    ("n: {值: 377, 状态: 预计, 出处: 台账}", "F119", "没有value", "写成 {value: 377, state: 预计, source: 台账}"),
    ("n: {value: 377, 状态: 预计}", "F130", "没有“状态”这一项", "写成 state: 预计"),
    ("收到: 377", "F132", "“收到”是名称，不是id", "n: 377"),
    ("状态: 已核", "F132", "“状态”是名称，不是id", "state: 已核"),
    ("状态: 征集中", "F132", "“状态”是名称，不是id", "写成 status: 征集中，顶格"),
    ("l: [提质, 乙] #丙", "F023", "括号后面的“#丙”会当成注释丢掉", "写在方括号里：[提质, 乙, 丙]"),
    ("l: [提质, 乙]#丙", "F023", "括号后面的“#丙”会当成注释丢掉", "是说明，就在“#”前后各空一格：# 丙"),
    ("i: [{title: 甲, m: 5}] #丙", "F023", "括号后面的“#丙”会当成注释丢掉", "# 丙"),
    ("l: [提质, 乙]……", "F025", "还有“……”", "“等”写在方括号里，作最后一项：[提质, 乙, 等]"),
    ("l: [提质, 乙] ...", "F025", "还有“...”", "[提质, 乙, 等]"),
    ("l: [提质, 乙]。", "F025", "还有“。”", "删去“。”，写成[提质, 乙]"),
    ("l: [提质, 乙]、丙", "F025", "还有“、丙”", "写在方括号里：[提质, 乙, 丙]"),
    ("l: [提质, 乙、丙]", "F117", "“乙、丙”里有“、”，是一项还是几项？", "用半角逗号分开：乙, 丙"),
    ("l:\n  - 提质\n  - 乙；丙", "F117", "里有“；”", "一行一项：- 乙，- 丙"),
    ("l: [提质, ……]", "F127", "“……”不是一项", "最后一项写成等"),
    ("l: [提质, 乙……]", "F127", "“……”不是一项", "“乙”和“等”"),
    ("l: [提质, 乙。]", "F126", "两头有“。”", "写成乙"),
    ("t: 张 三", "F126", "“张”和“三”之间有空格", "写成张三"),
    ("t: 王　小明", "F126", "“王”和“小明”之间有全角空格", "写成王小明"),
    ("t: “能力建设年", "F126", "有前引号，没有后引号", "补上后引号"),
    ("t: 、提质", "F126", "两头有“、”", "写成提质"),
    ("d: 明天", "F120", "不是日期", "如“2022年×月×日”"),
    # Names.
    ("l: [方  远, 乙]", "F126", "个空格", "写成方远"),
    ("l: [李 四, 乙]", "F126", "之间有空格", "写成李四"),
    ("l: [王　五, 乙]", "F126", "之间有全角空格（U+3000）", "写成王五"),
    ("l: [李\u00a0四, 乙]", "F126", "之间有不换行空格（U+00A0）", "写成李四"),
    ("l: [买买提•艾山, 乙]", "F126", "“•”不是间隔号“·”", "写成买买提·艾山"),
    ("l: [买买提.艾山, 乙]", "F126", "“.”不是间隔号“·”", "写成买买提·艾山"),
    ("l: [买买提・艾山, 乙]", "F126", "“・”不是间隔号“·”", "写成买买提·艾山"),
    ("l: [方远、, 乙]", "F126", "两头有“、”", "写成方远"),
    ("l:\n  - • 方远\n  - 乙", "F126", "两头有“•”", "写成方远"),
    ("l: [Ａ座, 乙]", "F126", "“Ａ”是全角的", "写成A座"),
    ("t: ５Ｇ基站", "F126", "“５Ｇ”是全角的", "写成5G基站"),
    ("t: 主任 方  远", "F126", "共2处空格", "方远"),
    ("i: [{title: 买买提•艾山, m: 5}]", "F126", "“•”不是间隔号", "买买提·艾山"),
    ("l: [老街, 养老等]", "F127", "把“等”写在了名称里", "“养老”和“等”；“等”作最后一项"),
    ("l: [老街, 等等]", "F127", "把“等”写在了名称里", "最后一项写成等"),
    # Lists with the marks of a Chinese keyboard.
    ('l: ["甲"，"乙"]', "F015", "这里是“，”", '写成 ["甲", "乙"]'),
    ('l: ["甲"、"乙"，等]', "F015", "这里是“、”", '写成 ["甲", "乙", 等]'),
    ("l: ['甲'；'乙']", "F015", "这里是“；”", "写成 ['甲', '乙']"),
    ('l: ["甲", "乙"，"丙"]', "F015", "这里是“，”", '写成 ["甲", "乙", "丙"]'),
    ('l: ["甲"， 乙, 丙]  # 三项', "F015", "这里是“，”", '写成 ["甲", 乙, 丙]'),
    ('l: {value: ["甲"、"乙"], source: 报纸}', "F015", "方括号里", '写成 {value: ["甲", "乙"], source: 报纸}'),
    ("l: {value: [甲, 乙]；source: 报纸}", "F015", "花括号里", "写成 {value: [甲, 乙], source: 报纸}"),
    ('l: ["甲" "乙"]', "F017", '"甲"后面缺半角逗号', '写成 ["甲", "乙"]'),
    ('l: ["甲”, "乙"]', "F016", '"甲”的引号一边是半角的', '写成 ["甲", "乙"]'),
    ("l: [甲, 乙】", "F017", "这里是“】”", "写成 [甲, 乙]"),
    ("l: [甲, 乙）", "F017", "这里是“）”", "写成 [甲, 乙]"),
    ("l: ｛value: [甲, 乙]｝", "F017", "这里是“｛”", "写成 {value: [甲, 乙]}"),
    ("l: {value： [甲, 乙]}", "F010", "“value”后面的冒号是全角的", "写成 {value: [甲, 乙]}"),
    ("l: [甲, 乙", "F017", "方括号没有成对", "写成 [甲, 乙]"),
    ("n: {value: 265, source: 报纸", "F017", "花括号没有成对", "写成 {value: 265, source: 报纸}"),
    ("l: [“甲”，“乙”]", "F117", "里有“，”，写成了一项", "是几项，写成 [“甲”, “乙”]"),
    ("l: [“甲”， “乙”, 丙]", "F117", "里有“，”，写成了一项", "用半角逗号分开：“甲”, “乙”"),
    ("l: [《甲》、《乙》, 等]", "F117", "里有“、”，写成了一项", "用半角逗号分开：《甲》, 《乙》"),
    ("l: [“甲、子”；“乙”]", "F117", "里有“；”，写成了一项", "是几项，写成 [“甲、子”, “乙”]"),
    ("l: [“甲”“乙”]", "F117", "““甲”“乙””是一项还是几项？", "分开：“甲”, “乙”"),
    ("l: [《甲（子，丑）》，乙]", "F117", "里有“，”", "是几项，写成 [《甲（子，丑）》, 乙]"),
    ("l: [甲，乙, 丙]", "F117", "里有“，”，是一项还是几项？", "分开：甲, 乙"),
    ('l: "甲"，"乙"', "F025", '关上以后，还有“，"乙"”', '是几项，写成 ["甲", "乙"]'),
    ("l: “甲、子”，“乙”", "F121", "应是列表", "写成 [“甲、子”, “乙”]"),
    ("l: （老街，养老等）", "F121", "应是列表", "写成 [老街, 养老, 等]"),
    ("l: {甲, 乙}", "F121", "应是列表", "写成 [甲, 乙]"),
    ("l: [“甲: 子”, 乙]", "F119", "写成了一组“名称: 值”", "写成“甲：子”"),
    ("l: [等]", "F122", "里只有“等”，没有名称", ""),
    ("l:\n  - 等", "F122", "里只有“等”，没有名称", ""),
    ("l: [甲, 乙, 甲]", "F128", "“甲”写了两次", "只留一个"),
    ("i: [{title: 甲, m: 5}, {title: 甲, m: 5}]", "F128", "“甲，5件”写了两次", "只留一个"),
]


def of_file(name: str) -> list[list[str]]:
    """Rows of a file in cases/pasted: ｜ between what is told, \\n and \\u200b for what a line cannot show."""
    text = (Path(__file__).parent / "cases/pasted" / name).read_text("utf-8")
    shown = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return [[cell.replace("\\n", "\n").replace("\\t", "\t") for cell in row.split("｜")] for row in shown.splitlines()]


@pytest.mark.parametrize(("lines", "code", "message", "cure"), of_file("wrong.txt"))
def test_what_else_is_pasted_wrong_is_told_to_the_letter(lines: str, code: str, message: str, cure: str) -> None:
    findings, _ = read(lines)
    assert [(found.code, found.message, found.cure) for found in findings] == [(code, message, cure)]


@pytest.mark.parametrize(("lines", "text"), of_file("right.txt"))
def test_what_else_looks_pasted_and_is_right_is_silent(lines: str, text: str) -> None:
    findings, values = read(lines)
    assert (findings, values[lines[0]]) == ([], text)


@pytest.mark.parametrize(("lines", "code", "message", "cure"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_pasted_wrong_is_named_with_a_cure_for_that_value(
    lines: str, code: str, message: str, cure: str
) -> None:
    findings, _ = read(lines)
    assert [finding.code for finding in findings] == [code]
    assert message in findings[0].message
    assert cure in findings[0].cure


_PROPOSED = re.compile(
    "(?:(?<!文字，)写成|引号：|分开：|方括号里：|半角：)('[^']*'|[^；]*?)(?=，(?:就|只有|年份|只留)|或(?:\\d|在)|；|$)"
)


def mended(lines: str, finding: Finding, instead: str) -> str:
    """A group's lines, what is proposed put where the finding stands: for the whole value, or an item of it."""
    split = lines.split("\n")
    before, line, after = (
        split[: finding.place.line - 3],
        split[finding.place.line - 3],
        split[finding.place.line - 2 :],
    )
    whole = re.fullmatch(r"(\s*(?:- +)?(?:\w+:\s*)?)(.*)", line)
    assert whole
    new = whole[1] + instead
    if whole[2][0] in "[{" and whole[2][-1] in "]}" and instead[0] not in "[{":
        at = finding.place.column - 3
        start = max(line.rfind(sign, 0, at) for sign in "[{:,") + 1
        end = re.compile(r"[,\]}]").search(line, at)
        new = f"{line[:start]} {instead}{line[end.start() if end else len(line) :]}"
    return "\n".join([*before, new, *after])


@pytest.mark.parametrize("lines", [row[0] for row in WRONG])
def test_what_a_cure_proposes_mends_what_is_pasted(lines: str) -> None:
    [finding], _ = read(lines)
    for instead in (match[1].strip() for match in _PROPOSED.finditer(finding.cure)):
        if not re.match("[a-z]+: ", instead):  # entries stand elsewhere
            assert read(mended(lines, finding, instead))[0] == [], (finding.cure, mended(lines, finding, instead))


RIGHT = [
    # A comment stays one.
    ("n: 265 #核实过", "265件"),
    ("n: 265  #3月核", "265件"),
    ("n: 265 # 3月核", "265件"),
    ("n: 近300 #约数", "近300件"),
    ("t: 提质 # 核实过", "提质"),
    ("t: 提质 #核实过", "提质"),
    ("t: 提质 #待核", "提质"),
    ("t: 提质 #见台账", "提质"),
    ("t: 提质    #三月核", "提质"),
    ("t: 提质\t# 说明", "提质"),
    ("t: 提质#3工程", "提质#3工程"),
    ("t: 'D:\\new\\table.xlsx'", "D:\\new\\table.xlsx"),
    ("t: D:\\new\\table.xlsx", "D:\\new\\table.xlsx"),
    ('t: "D:\\\\new"', "D:\\new"),
    ('t: "说\\"好\\"" # 说明', '说"好"'),
    ("t: '甲''乙'", "甲'乙"),
    ("t: C#语言", "C#语言"),
    ("t: '提质 #3工程'", "提质 #3工程"),
    ('t: "提质 #3工程" # 说明', "提质 #3工程"),
    ('t: "三标" # 说明', "三标"),
    ("t: |\n    提质 #3工程", "提质 #3工程"),
    ("t: '#3工程'", "#3工程"),
    ("l: [提质, 乙] #待核", "提质、乙"),
    ("l: [提质, 乙]#待核", "提质、乙"),
    ("l: [提质, '学习、培训']", "提质、学习、培训"),
    ("l: [提质, “学习、培训”]", "提质、“学习、培训”"),
    ("t: 中国人民政治协商会议 青芦县委员会", "中国人民政治协商会议 青芦县委员会"),
    ("t: 圆满完成了任务。", "圆满完成了任务。"),
    ("t: 学习 培训", "学习 培训"),
    ("l: [提质, 乙] # 说明", "提质、乙"),
    ("l:\n  - 甲 # 说明\n  - 乙", "甲、乙"),
    ("l: [甲#1, 乙]", "甲#1、乙"),
    ("l: ['甲 #1', 乙]", "甲 #1、乙"),
    ("t: 'N/A'", "N/A"),
    ("t: 话题#数字政协#", "话题#数字政协#"),
    ("t: 'REF!'", "REF!"),
    # Numbers.
    ("n: 265", "265件"),
    ("n: 265件", "265件"),
    ("n: 265 件", "265件"),
    ("n: '265'", "265件"),
    ('n: "265件"', "265件"),
    ("n: 近300", "近300件"),
    ("n: 300多", "300多件"),
    ("n: 300余件", "300余件"),
    ("n: 300件以上", "300件以上"),
    ("n: 300左右", "300件左右"),
    ("n: 1.2万", "1.2万件"),
    ("n: 2万余件", "2万余件"),
    ("n: 3.5亿", "3.5亿件"),
    ("n: 0", "0件"),
    ("a: 12.3", "12.3万元"),
    ("a: 12.345678", "12.345678万元"),
    ("a: 12.34567891", "12.34567891万元"),
    ("a: 12.30", "12.30万元"),
    ("a: 0.00000001", "0.00000001万元"),
    ("a: 12.99999", "12.99999万元"),
    ("a: 99999.99", "99999.99万元"),
    ("a: -5", "-5万元"),
    ("a: 12.3万元", "12.3万元"),
    ("a: 1000000", "1000000万元"),
    ("y: 3.5亿元", "3.5亿元"),
    ("r: 84.5%", "84.5%"),
    ("r: 100%", "100%"),
    ("r: 33.333333%", "33.333333%"),
    ("r: 99.99%", "99.99%"),
    ("r: 近90%", "近90%"),
    # Long forms.
    ("n: {value: 265, note: 比上年多，因为合并}", "265件"),
    ("n: {value: 265, note: '比上年多, 因为合并'}", "265件"),
    ("n: {value: 265, source: 台账, note: 说明}", "265件"),
    ('n: {value: 265, source: "台账", note: "甲"}', "265件"),
    ("n: {value: 265, note: }", "265件"),
    ("n: {value: 265, source}", "265件"),
    ("n:\n    value: 265\n    note: 比上年多, 因为合并", "265件"),
    ("n: {value: 265, source: '[2022]15号'}", "265件"),
    # Texts with quotes and brackets.
    ("t: “三标”活动", "“三标”活动"),
    ('t: 开展"三标"活动', '开展"三标"活动'),
    ("t: '\"三标\"活动'", '"三标"活动'),
    ('t: "三标活动"', "三标活动"),
    ("t: '[2022]15号文件'", "[2022]15号文件"),
    ("t: 〔2022〕15号文件", "〔2022〕15号文件"),
    ("t: 政协[2022]15号文件", "政协[2022]15号文件"),
    ("t: （2022）15号", "（2022）15号"),
    ("t: 5+1工程", "5+1工程"),
    ("t: 2022/9/12", "2022/9/12"),
    ("t: 44927", "44927"),
    ("t: 265 224", "265 224"),
    ("t: 300+", "300+"),
    ("t: <<<<<<< 不是记号", "<<<<<<< 不是记号"),
    ("t: |\n    =======\n    甲", "======= 甲"),
    ("t: 第一章　总则", "第一章\u3000总则"),
    ("t: 十届 二次会议", "十届 二次会议"),
    ("t: 5G 基站 建设", "5G 基站 建设"),
    ("t: 平均每件3.5天", "平均每件3.5天"),
    ("t: 买买提·艾山", "买买提·艾山"),
    ("t: 一等奖等", "一等奖等"),
    # Dates.
    ("d: 2022-09-12", "2022年9月12日"),
    ("d: 2022-9-12", "2022年9月12日"),
    ("d: 2022年9月12日", "2022年9月12日"),
    ("d: '2022年9月12日'", "2022年9月12日"),
    ("d: 2022年09月12日", "2022年9月12日"),
    ("d: 2024-02-29", "2024年2月29日"),
    ("d: 2022年9月12日 # 周一", "2022年9月12日"),
    # Names.
    ("l: [方远, 李四]", "方远、李四"),
    ("l: [买买提·艾山, 李四]", "买买提·艾山、李四"),
    ("l: [Li Ming, 李四]", "Li Ming、李四"),
    ("l: [5G 基站, AI 应用]", "5G 基站、AI 应用"),
    ("l: [V2.0 平台, 李四]", "V2.0 平台、李四"),
    ("l: [第3.5节, 李四]", "第3.5节、李四"),
    ("l: [甲 A 座, 乙]", "甲 A 座、乙"),
    ("l: [老街, 养老, 等]", "老街、养老等"),
    ("l: [高等教育, 等]", "高等教育等"),
    ("l: [教育平等, 男女平等]", "教育平等、男女平等"),
    ("l: [一等, 二等]", "一等、二等"),
    ("l: [特等, 优等]", "特等、优等"),
    ("l: [《甲》, 《乙》]", "《甲》《乙》"),
    ("l: [甲, 乙, 丙]", "甲、乙、丙"),
    ("l: [甲（一）, 甲（二）]", "甲（一）、甲（二）"),
    ("l:\n  - 甲\n  - 乙", "甲、乙"),
    ("l:\n  -   甲\n  -   乙", "甲、乙"),
    ("l: [甲,\t乙]", "甲、乙"),
    ("i: [{title: 甲, m: 5}, {title: 甲, m: 6}]", "甲，5件；甲，6件"),
    ("i: [{title: 甲, m: 5}, {title: 乙, m: 5}]", "甲，5件；乙，5件"),
    ("i:\n  - title: 甲\n    m: 5", "甲，5件"),
    ("i: [{title: 已办结，延长到新村。, m: 5}]", "已办结，延长到新村。，5件"),
    ("i: [{title: 主任 方远, m: 5}]", "主任 方远，5件"),
    ("t: 已办结。", "已办结。"),
    ("l: [“三标”, 乙]", "“三标”、乙"),
    ("l: [“甲、子”, 乙]", "“甲、子”、乙"),
    ("l: [《甲，乙》, 丙]", "《甲，乙》、丙"),
    ("l: [甲（子、丑）, 乙]", "甲（子、丑）、乙"),
    ('l: ["甲，乙", "丙；丁"]', "甲，乙、丙；丁"),
    ("l: [‘甲’, “乙”]", "‘甲’、“乙”"),
    ("l: [“两高”“四化”建设, 乙]", "“两高”“四化”建设、乙"),
    ("l: [\n    甲,\n    乙,\n  ]", "甲、乙"),
    ("l: {value: [甲, 乙], source: 报纸（二版）}", "甲、乙"),
    ("l: [怎么办？, 乙]", "怎么办？、乙"),
]


@pytest.mark.parametrize(("lines", "text"), RIGHT, ids=[row[0] for row in RIGHT])
def test_what_only_looks_like_a_mistake_is_read_in_silence(lines: str, text: str) -> None:
    findings, read_as = read(lines)
    assert findings == []
    assert read_as[lines.partition(":")[0]] == text


def test_there_are_a_hundred_right_variants() -> None:
    assert len(RIGHT) >= 100


# Whole files ----------------------------------------------------------------------------------------------------------

UNMERGED = """\
year: 2022
g:
<<<<<<< HEAD
  n: 265
=======
  n: 266
>>>>>>> branch
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (UNMERGED, 3),
        (UNMERGED.replace("=======\n", "||||||| merged common ancestors\n  n: 260\n=======\n"), 3),
        (UNMERGED.replace("<<<<<<< HEAD\n", "").replace(">>>>>>> branch\n", ""), 4),
    ],
)
def test_an_unfinished_merge_is_called_so(text: str, line: int) -> None:
    catalogue, _ = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    _, findings = yearfile.read(text.encode(), "data/2022.yaml", 2022, catalogue)
    assert (findings[0].code, findings[0].place.line) == ("F024", line)
    assert "合并没有做完" in findings[0].message


@pytest.mark.parametrize(
    ("indicators", "found"),
    [
        ("n: {label: 收到, unit: 100件}", [("C111", "填5，会印成“5100件”", "单位只写“件”")]),
        ("n: {label: 收到, unit: 1.5万元}", [("C111", "里有数目", "单位只写“万元”")]),
        ("n: {label: 收到, unit: 十件}", [("C111", "里有数目", "单位只写“件”")]),
        ("n: {label: 收到, unit: 百人次}", [("C111", "里有数目", "单位只写“人次”")]),
        ("n: {label: 收到, unit: 两家}", [("C111", "里有数目", "单位只写“家”")]),
        ("n: {label: 收到, unit: 半天}", [("C111", "里有数目", "单位只写“天”")]),
        ("n: {label: 收到, unit: 百万元}", [("C111", "里有数目", "单位只写“万元”")]),
        ("n: {label: 收到, unit: 数十家}", [("C111", "里有数目", "单位只写“家”")]),
        ("n: {label: 收到, unit: 近件}", [("C111", "里有概数标记", "单位只写“件”，概数标记写在数上")]),
        ("n: {label: 收到, unit: 余人}", [("C111", "里有概数标记", "单位只写“人”")]),
        ("n: {label: 收到, unit: 人次以上}", [("C111", "填5，会印成“5人次以上”", "单位只写“人次”")]),
        ("n: {label: 收到, unit: （件）}", [("C111", "里有括号或引号", "单位只写“件”")]),
        ("n: {label: 收到, unit: 单位：件}", [("C111", "里有标点", "单位只写“件”")]),
        ("n: {label: 收到, unit: 万}", [("C111", "里有数目", "“万”写在数里")]),
        ("n: {label: 收到, unit: 无}", [("C111", "里有符号", "去掉unit")]),
        ("n: {label: 收到, unit: 成}", [("C108", "“成”不是单位", "kind: rate")]),
        ("n: {label: 收到, unit: ‰}", [("C108", "“‰”不是单位", "百分数")]),
        ("a: {label: '收到 #1', unit: 件}", []),
        ("a: {label: 收到 #1}", [("C023", "“收到 #1”", "'收到 #1'")]),
        ("a:\n      label: 收到 #1\n      unit: 件", [("C023", "只剩“收到”", "'收到 #1'")]),
        ("a:\n      label: 收到\n      unit: #REF!", [("C023", "“#REF!”是电子表格的错误值", "看清这一格")]),
        (
            "a: {label: 收到, definition: 全会以来, 不含撤回}",
            [("C130", "“不含撤回”成了另一项", "'全会以来, 不含撤回'")],
        ),
        ("a: {label: 收到, unit: 万件}", []),
        ("a: {label: 浓度, unit: PM2.5微克}", []),
        ("a: {label: 收到, unit: 件}\n    b: {label: 收到数, unit: 件}", []),
    ],
)
def test_units_and_labels_that_print_something_else(indicators: str, found: list[tuple[str, str, str]]) -> None:
    text = f"g:\n  label: 组\n  indicators:\n    {indicators}\n"
    _, findings = catalogue_file.read(text.encode(), "data/indicators.yaml")
    assert [finding.code for finding in findings] == [code for code, _, _ in found]
    for finding, (_, message, cure) in zip(findings, found, strict=True):
        assert message in finding.message
        assert cure in finding.cure


@pytest.mark.parametrize(
    ("label", "codes"),
    [("收到", ["C112"]), ("收到数", []), ("立案", []), ("乙, fields: {x: {label: 题}, y: {label: 题}}", ["C112"])],
    ids=["the same", "another", "of another group", "fields"],
)
def test_two_indicators_of_a_group_have_two_labels(label: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    indicators = (
        f"g:\n  label: 组\n  indicators:\n    a: {{label: 收到, unit: 件}}\n    b: {{label: {label}, unit: 件}}\n"
    )
    other = "h:\n  label: 另一组\n  indicators:\n    c: {label: 立案, unit: 件}\n"
    (tmp_path / "data/indicators.yaml").write_text(indicators + other, encoding="utf-8")
    (tmp_path / "data/2022.yaml").write_text("year: 2022\ng: {a: 265}\n", encoding="utf-8")
    found = json.loads(report(tmp_path, "check", "--format", "json").out)
    assert [each["code"] for each in found] == codes


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("indicators (1).yaml", "指标目录只读indicators.yaml"),
        ("indicators的副本.yaml", "指标目录只读indicators.yaml"),
        ("indicators - 副本.yaml", "指标目录只读indicators.yaml"),
        ("indicators.yml", "指标目录只读indicators.yaml"),
        ("Indicators.yaml", "指标目录只读indicators.yaml"),
        ("indicators.yaml.txt", "指标目录只读indicators.yaml"),
        ("指标目录.yaml", "指标目录只读indicators.yaml"),
        ("2022 - 副本.yaml", "年度数据的文件名是年份，如2022.yaml"),
        ("2022(1).yaml", "年度数据的文件名是年份，如2022.yaml"),
        ("2022.yml", "年度数据的文件名是年份，如2022.yaml"),
        ("数据的副本.yaml", "年度数据的文件名是年份"),
        ("２０２２.yaml", "年度数据的文件名是年份，如2022.yaml"),
        ("二〇二二年.yaml", "年度数据的文件名是年份，如2022.yaml"),
        ("~$2022.yaml", "打开着时的临时文件"),
        ("~$indicators.yaml", "打开着时的临时文件"),
        (".~lock.2022.yaml#", "打开着时的临时文件"),
        ("说明.yaml", ""),
        (".2022.yaml.swp", ""),
        ("2022.yaml.bak", ""),
        ("台账.xlsx", ""),
        ("2022.csv", ""),
    ],
)
def test_copies_and_lock_files_in_data_are_named(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "data/2022.yaml").write_text("year: 2022\ng: {n: 265}\n", encoding="utf-8")
    (tmp_path / "data" / name).write_text("year: 2022\n", encoding="utf-8")
    found = json.loads(report(tmp_path, "check", "--format", "json").out)
    assert [(each["code"], each["file"]) for each in found] == ([("F140", f"data/{name}")] if message else [])
    assert not found or message in found[0]["message"]


def test_a_catalogue_of_another_ending_is_named_where_none_is_found(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yml").write_text(CATALOGUE, encoding="utf-8")
    result = report(tmp_path, "check")
    assert result.status == 2
    assert "有indicators.yml，若是指标目录，改名为indicators.yaml" in result.err


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 0", "'+86 0"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("-提案", "'-提案"),
        ("-5", "-5"),
        ("-5件", "-5件"),
        ("-11.7%", "-11.7%"),
        ("+1.2个百分点", "+1.2个百分点"),
        ("-3.5亿元", "-3.5亿元"),
        ("265件", "265件"),
        ("—", "—"),
        ("增加25件，增长10.4%", "增加25件，增长10.4%"),
        ("＝立案÷收到", "＝立案÷收到"),
    ],
)
def test_a_spreadsheet_works_nothing_out_of_a_csv(cell: str, written: str) -> None:
    [row] = csv.reader([tables.as_csv([["甲", cell]]).lstrip("\ufeff")])
    assert row == ["甲", written]
