"""Faults of format, one each, to be planted into a draft that is otherwise right: as replacements in its XML.

`old` is a pattern; it must be there, and is replaced where it stands first, or `everywhere`. `codes`: what is to be
found, and nothing else. `is_healed`: what LibreOffice puts right by itself when it saves the draft.
"""

import re
from dataclasses import dataclass

from report_cli.document import Document, Paragraph, Role, Run, Table
from report_cli.files import archive
from test_docx import report as plain_report

BODY, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
ODD, EVEN = "word/footer1.xml", "word/footer2.xml"
TEXT = '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t xml:space="preserve">'


@dataclass(frozen=True)
class Planted:
    part: str
    old: str
    new: str
    codes: str
    everywhere: bool = False
    is_healed: bool = False

    def into(self, data: bytes) -> bytes:
        parts = archive.read(data)
        assert parts
        text, count = re.subn(self.old, self.new, parts[self.part].decode(), count=0 if self.everywhere else 1)
        assert count, self.old
        return archive.write({**parts, self.part: text.encode()})


def style(identifier: str, old: str, new: str, codes: str, *, is_healed: bool = False) -> Planted:
    """A fault in one style."""
    return Planted(
        STYLES, rf'(w:styleId="{identifier}">(?:(?!</w:style>).)*?){old}', rf"\g<1>{new}", codes, is_healed=is_healed
    )


def run(properties: str, codes: str, words: str = "重点", *, is_healed: bool = False) -> Planted:
    """Looks that one run has of itself."""
    old = rf"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?(<w:t xml:space=\"preserve\">{words}</w:t>)"
    return Planted(BODY, old, rf"<w:r><w:rPr>{properties}</w:rPr>\g<1>", codes, is_healed=is_healed)


def paragraph(properties: str, codes: str, *, is_healed: bool = False) -> Planted:
    """What one paragraph of the text has of itself."""
    old = r'(<w:pStyle w:val="BodyText"/>)(</w:pPr><w:r><w:t xml:space="preserve">我代表政协)'
    return Planted(BODY, old, rf"\g<1>{properties}\g<2>", codes, is_healed=is_healed)


def section(properties: str, codes: str, *, is_healed: bool = False) -> Planted:
    """What the section has beside paper, margins and grid."""
    return Planted(BODY, "<w:docGrid", f"{properties}<w:docGrid", codes, is_healed=is_healed)


FAULTS = {
    "上边距2.54厘米": Planted(BODY, 'w:top="2098"', 'w:top="1440"', "P101", everywhere=True),
    "左右边距3.17厘米": Planted(
        BODY, 'w:right="1474"( w:bottom="1984") w:left="1588"', r'w:right="1797"\1 w:left="1797"', "P101"
    ),
    "装订线": Planted(BODY, 'w:gutter="0"', 'w:gutter="567"', "P101"),
    "信纸": Planted(BODY, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"', "P101"),
    "没有网格": Planted(BODY, '<w:docGrid w:type="lines" w:linePitch="579"/>', "", "P102"),
    "Word的网格": Planted(BODY, 'w:linePitch="579"', 'w:linePitch="312"', "P102"),
    "网格按字": Planted(
        BODY, '<w:docGrid w:type="lines"', '<w:docGrid w:type="linesAndChars" w:charSpace="-849"', "P102"
    ),
    "题名对齐网格": style("Title", '<w:snapToGrid w:val="0"/>', '<w:snapToGrid w:val="1"/>', "P102"),
    "正文行距28磅": style("BodyText", 'w:line="579"', 'w:line="560"', "P103"),
    "一段1.5倍行距": paragraph('<w:spacing w:line="360" w:lineRule="auto"/>', "P103"),
    "最小值行距": paragraph('<w:spacing w:line="579" w:lineRule="atLeast"/>', "P103"),
    "段后8磅": paragraph('<w:spacing w:after="160"/>', "P103"),
    "文首下没有空行": Planted(BODY, '<w:spacing w:afterLines="100" w:after="579"/>', "", "P103"),
    "标题段前半行": style("Heading1", 'w:before="0"', 'w:before="290"', "P103"),
    "一段不缩进": paragraph('<w:ind w:firstLineChars="0" w:firstLine="0"/>', "P104"),
    "按五号字缩进": style("BodyText", 'w:firstLineChars="200" w:firstLine="640"', 'w:firstLine="420"', "P104"),
    "右缩进": paragraph('<w:ind w:right="420"/>', "P104"),
    "正文左对齐": style("BodyText", '<w:jc w:val="both"/>', '<w:jc w:val="left"/>', "P104"),
    "题名不居中": style("Title", '<w:jc w:val="center"/>', '<w:jc w:val="left"/>', "P104"),
    "一级标题宋体": style("Heading1", 'w:eastAsia="黑体"', 'w:eastAsia="宋体"', "P105"),
    "题名黑体": style("Title", 'w:eastAsia="方正小标宋简体"', 'w:eastAsia="黑体"', "P105"),
    "贴来的宋体": run(
        '<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="宋体" w:cs="仿宋_GB2312"/><w:b/>', "P105"
    ),
    "数字另用字体": run('<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:noProof/>', "P105", "265件"),
    "引号在西文字体里": Planted(
        BODY, '<w:rFonts w:hint="eastAsia"/>', '<w:rFonts w:hAnsi="Times New Roman"/>', "P105", is_healed=True
    ),
    "段首标题没有楷体": Planted(BODY, '<w:rStyle w:val="Lead2"/>', "", "P105", everywhere=True),
    "正文四号": style(
        "BodyText", '<w:sz w:val="32"/><w:szCs w:val="32"/>', '<w:sz w:val="28"/><w:szCs w:val="28"/>', "P106"
    ),
    "几个字五号": run('<w:b/><w:sz w:val="21"/>', "P106"),
    "二级标题小三": style("Heading2", '<w:sz w:val="32"/>', '<w:sz w:val="30"/>', "P106"),
    "字距没有收紧": style("BodyText", '<w:spacing w:val="-5"/>', '<w:spacing w:val="0"/>', "P106"),
    "字压窄": run('<w:b/><w:w w:val="90"/>', "P106"),
    "一段加粗": run("<w:b/>", "P107", "我代表政协常务委员会，向大会报告工作，请予审议。"),
    "三级标题不加粗": style("Heading3", '<w:b w:val="1"/>', '<w:b w:val="0"/>', "P107"),
    "倾斜": run("<w:b/><w:i/>", "P107"),
    "下划线": run('<w:b/><w:u w:val="single"/>', "P107"),
    "红字": run('<w:b/><w:color w:val="FF0000"/>', "P107"),
    "网页的底色": run('<w:b/><w:shd w:val="clear" w:color="auto" w:fill="F5F5F5"/>', "P107"),
    "删除线": run("<w:b/><w:strike/>", "P107"),
    "双删除线": run("<w:b/><w:dstrike/>", "P107"),
    "样式里有删除线": style("BodyText", '<w:sz w:val="32"/>', '<w:strike/><w:sz w:val="32"/>', "P107"),
    "标题隐藏": style("Heading1", '<w:sz w:val="32"/>', '<w:vanish/><w:sz w:val="32"/>', "P107", is_healed=True),
    "提升6磅": run('<w:b/><w:position w:val="12"/>', "P106"),
    "上标": run('<w:b/><w:vertAlign w:val="superscript"/>', "P107"),
    "下标": run('<w:b/><w:vertAlign w:val="subscript"/>', "P107"),
    "着重号": run('<w:b/><w:em w:val="dot"/>', "P107"),
    "突出显示": run('<w:b/><w:highlight w:val="yellow"/>', "P107"),
    "文字边框": run('<w:b/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>', "P107"),
    "空心字": run("<w:b/><w:outline/>", "P107"),
    "阴影": run("<w:b/><w:shadow/>", "P107"),
    "阳文": run("<w:b/><w:emboss/>", "P107"),
    "阴文": run("<w:b/><w:imprint/>", "P107"),
    "段落边框": paragraph('<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>', "P107"),
    "段落底色": paragraph('<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>', "P107"),
    "段落在图文框里": paragraph(
        '<w:framePr w:w="4000" w:hSpace="180" w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:y="1"/>', "P104"
    ),
    "正文另起一页": paragraph("<w:pageBreakBefore/>", "P110", is_healed=True),
    "段前段后自动": paragraph('<w:spacing w:beforeAutospacing="1" w:afterAutospacing="1"/>', "P103"),
    "段首空两字": Planted(BODY, "我代表政协", "　　我代表政协", "P104"),
    "段首半角空格": Planted(BODY, "我代表政协", "    我代表政协", "P104"),
    "段首制表符": Planted(BODY, '(<w:t xml:space="preserve">我代表政协)', r"<w:tab/>\1", "P104"),
    "段首空格代替缩进": Planted(
        BODY,
        '<w:pStyle w:val="BodyText"/>(</w:pPr><w:r><w:t xml:space="preserve">)我代表',
        r'<w:pStyle w:val="BodyText"/><w:ind w:firstLineChars="0" w:firstLine="0"/>\1　　我代表',
        "P104",
    ),
    "题名前有空格": Planted(BODY, "中国人民政治协商会议<", "　中国人民政治协商会议<", "P104"),
    "段首标题前有空格": Planted(
        BODY, '(<w:rStyle w:val="Lead2"/></w:rPr><w:t xml:space="preserve">)（', r"\1　　（", "P104"
    ),
    "分栏": section('<w:cols w:num="2" w:space="425"/>', "P101"),
    "页面边框": Planted(
        BODY,
        "(<w:pgMar [^>]*/>)",
        r'\1<w:pgBorders><w:top w:val="single" w:sz="4" w:space="24" w:color="auto"/></w:pgBorders>',
        "P101",
    ),
    "行号": section('<w:lnNumType w:countBy="1"/>', "P101"),
    "竖排": section('<w:textDirection w:val="tbRl"/>', "P101"),
    "垂直居中": section('<w:vAlign w:val="center"/>', "P101", is_healed=True),
    "对称页边距": Planted(SETTINGS, "<w:evenAndOddHeaders/>", "<w:mirrorMargins/><w:evenAndOddHeaders/>", "P101"),
    "正文横排": Planted(BODY, 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"', "P101"),
    "从第5页编起": section('<w:pgNumType w:start="5"/>', "P108"),
    "页码域写成罗马数字": Planted(ODD, " PAGE ", r" PAGE \\* ROMAN ", "P108"),
    "页码倾斜": Planted(ODD, "<w:r><w:t>1</w:t>", "<w:r><w:rPr><w:i/></w:rPr><w:t>1</w:t>", "P108", is_healed=True),
    "页码下划线": Planted(
        ODD, "<w:r><w:t>1</w:t>", '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>1</w:t>', "P108", is_healed=True
    ),
    "页码上有线": Planted(
        ODD,
        '<w:pStyle w:val="Footer"/>',
        '<w:pStyle w:val="Footer"/><w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>',
        "P108",
    ),
    "页码不空格": Planted(ODD, "— | —", "—", "P108", everywhere=True),
    "页码首行缩进": Planted(ODD, '<w:ind w:rightChars="100"', '<w:ind w:firstLine="640" w:rightChars="100"', "P108"),
    "页码居中": Planted(
        ODD, '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>', '<w:jc w:val="center"/>', "P108"
    ),
    "页码顶着边": Planted(EVEN, '<w:ind w:leftChars="100" w:left="280"/>', "", "P108"),
    "页码没有一字线": Planted(ODD, "— | —", "", "P108", everywhere=True),
    "页码域不全": Planted(
        ODD,
        r'<w:r><w:fldChar w:fldCharType="begin"/>.*fldCharType="end"/></w:r>',
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>',
        "P108",
        is_healed=True,
    ),
    "单双页不分": Planted(SETTINGS, "<w:evenAndOddHeaders/>", "", "P108"),
    "首页不同": Planted(BODY, "<w:docGrid", "<w:titlePg/><w:docGrid", "P108"),
    "页码五号": style("Footer", '<w:sz w:val="28"/>', '<w:sz w:val="21"/>', "P108"),
    "页码仿宋": style("Footer", 'w:ascii="宋体"', 'w:ascii="仿宋_GB2312"', "P108"),
    "页码太低": Planted(BODY, 'w:footer="1447"', 'w:footer="850"', "P108"),
    "双页没有页码": Planted(EVEN, "<w:r>.*</w:r>", "", "P108"),
    "罗马数字": Planted(BODY, "<w:docGrid", '<w:pgNumType w:fmt="upperRoman"/><w:docGrid', "P108"),
    "一级标题没有级别": style("Heading1", '<w:outlineLvl w:val="0"/>', "", "P109"),
    "二级标题排成三级": style("Heading2", '<w:outlineLvl w:val="1"/>', '<w:outlineLvl w:val="2"/>', "P109"),
    "正文进了大纲": paragraph('<w:outlineLvl w:val="0"/>', "P109"),
    "不避头尾": style("Normal", "<w:kinsoku/>", '<w:kinsoku w:val="0"/>', "P110", is_healed=True),
    "孤行控制": style("BodyText", "<w:pPr>", '<w:pPr><w:widowControl w:val="0"/>', "P110"),
    "自动间距": style("Normal", '<w:autoSpaceDN w:val="0"/>', '<w:autoSpaceDN w:val="1"/>', "P110", is_healed=True),
    "标题落在页尾": style("Heading2", "<w:keepNext/>", "", "P110"),
    "附件不另起一面": style("AttachmentLabel", "<w:pageBreakBefore/>", "", "P110"),
    "主题字体": run(
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/><w:b/>', "P111", is_healed=True
    ),
    "样式用主题字体": style(
        "Heading1", "<w:rFonts ", '<w:rFonts w:eastAsiaTheme="majorEastAsia" ', "P111", is_healed=True
    ),
    "列宽为零": Planted(
        BODY, r'<w:gridCol w:w="\d+"/>', '<w:gridCol w:w="0"/>', "P112", everywhere=True, is_healed=True
    ),
    "表头不重复": Planted(BODY, "<w:tblHeader/>", "", "P112"),
    "表格什么也没有写明": Planted(BODY, "<w:tblPr>.*?</w:tblGrid>", "", "P112", is_healed=True),
    "内容控件里的表格": Planted(
        BODY,
        r"(<w:tbl><w:tblPr>.*?</w:tblPr>)<w:tblGrid>.*?</w:tblGrid>(.*?</w:tbl>)",
        r"<w:sdt><w:sdtContent>\1\2</w:sdtContent></w:sdt>",
        "P112",
        is_healed=True,
    ),
    "脚注三号": style("FootnoteText", '<w:sz w:val="18"/>', '<w:sz w:val="32"/>', "P106"),
    "表格文字宋体": style("TableBody", 'w:eastAsia="仿宋_GB2312"', 'w:eastAsia="宋体"', "P105"),
    "标题用了正文样式": Planted(BODY, '<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="BodyText"/>', "P105 P109 P110"),
    "贴来的一段": Planted(
        BODY,
        '<w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t xml:space="preserve">我代表',
        '<w:spacing w:before="150" w:after="150" w:line="360" w:lineRule="auto"/>'
        '<w:jc w:val="left"/></w:pPr><w:r><w:rPr>'
        '<w:rFonts w:ascii="微软雅黑" w:hAnsi="微软雅黑" w:eastAsia="微软雅黑"/>'
        '<w:color w:val="333333"/><w:spacing w:val="0"/><w:sz w:val="24"/>'
        '</w:rPr><w:t xml:space="preserve">我代表',
        "P103 P104 P105 P106 P107",
    ),
}


# What is as it should be, though it looks like a fault: nothing is to be found.
RIGHT = {
    "字体写英文名": Planted(STYLES, '"仿宋_GB2312"', '"FangSong_GB2312"', "", everywhere=True),
    "页码字体写英文名": style("Footer", 'w:ascii="宋体"', 'w:ascii="SimSun"', ""),
    "页码行距最小值14磅": style("Footer", 'w:line="280" w:lineRule="exact"', 'w:line="280" w:lineRule="atLeast"', ""),
    "正文以数字开头": Planted(BODY, "我代表政协", "1.我代表政协", ""),
    "正文以括号里的数字开头": Planted(BODY, "我代表政协", "（一）我代表政协", ""),
    "讲话中间的同志们": Planted(BODY, "会议指出，", "同志们：</w:t></w:r></w:p>" + TEXT + "会议指出，", ""),
    "平方米的2": Planted(
        BODY,
        "(?<=请予审议。</w:t></w:r>)",
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>',
        "",
    ),
    "段首标题改了字": Planted(BODY, "突出政治引领。", "更加突出政治引领。", ""),
    "段首标题改了序号": Planted(
        BODY, r'(<w:rStyle w:val="Lead2"/></w:rPr><w:t xml:space="preserve">（)二', r"\1九", ""
    ),
}


def with_words(data: bytes, margins: dict[str, str], *, section: str = "", is_parted: bool = True) -> bytes:
    """A draft with other headers and footers, by part and pages (`header first`); more properties of its section.

    `is_parted`: even pages are made otherwise than odd ones.
    """
    parts = archive.read(data) or {}
    body, types, relations = (
        parts[name].decode() for name in (BODY, "[Content_Types].xml", "word/_rels/document.xml.rels")
    )
    settings = parts[SETTINGS].decode()
    for number, (name, content) in enumerate(margins.items(), 20):
        kind, side = name.split()
        root = re.search("<w:ftr [^>]*>", parts[ODD].decode())
        assert root
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        parts[f"word/{kind}{number}.xml"] = f"{root[0].replace('ftr', tag)}{content}</w:{tag}>".encode()
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relation = f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{kind}{number}.xml"/>'
        relations = relations.replace("</Relationships>", f"{relation}</Relationships>")
        word = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        types = types.replace(
            "</Types>", f'<Override PartName="/word/{kind}{number}.xml" ContentType="{word}"/></Types>'
        )
        body = re.sub(f'<w:{kind}Reference w:type="{side}" r:id="[^"]*"/>', "", body)
        body = body.replace("<w:sectPr>", f'<w:sectPr><w:{kind}Reference w:type="{side}" r:id="rId{number}"/>')
    body = body.replace("<w:docGrid", f"{section}<w:docGrid")
    settings = settings if is_parted else settings.replace("<w:evenAndOddHeaders/>", "")
    made = {BODY: body, "[Content_Types].xml": types, "word/_rels/document.xml.rels": relations, SETTINGS: settings}
    return archive.write({**parts, **{name: text.encode() for name, text in made.items()}})


def document() -> Document:
    """Every kind of block and run that there is, an attachment on pages of its own and a footnote."""
    base = plain_report()
    noted = Paragraph(
        Role.BODY,
        (Run("会议指出，2022年任务已经完成"), Run("", note=(Run("按提案委员会的台账，截至2022年底。"),)), Run("。")),
    )
    rows = tuple(
        tuple((Run(cell),) for cell in row)
        for row in (("序号", "案由", "承办单位"), ("1", "“老城区停车难”提案", "城管局"))
    )
    attachment = (
        Paragraph(Role.ATTACHMENT_LABEL, (Run("附件1"),)),
        Paragraph(Role.ATTACHMENT_TITLE, (Run("提案办理情况一览表"),)),
        Table(rows, shares=(1, 4, 2)),
    )
    return Document(base.kind, base.year, (*base.blocks[:-2], noted, *base.blocks[-2:], *attachment), base.properties)
