"""GB/T 9704-2012 in the words of a DOCX: sheet, typefaces, the style of each kind of paragraph. Plain XML, no library.

Word and WPS know 三号 as 16 pt and 二号 as 22 pt. A fixed pitch and characters set a little tighter bring 22 lines onto
a page and 28 characters into a line all the same; the grids of Word are drawn differently by each program.
"""

from __future__ import annotations

import msgspec

from app.documents.opinion_blocks import Look

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE = f'xmlns:w="{W}"'
TWIP = 20  # to the point
LINE = 579  # twips: 28.95 pt
CHARACTERS = 28  # in a line
BODY_POINTS, TITLE_POINTS, NUMBER_POINTS = 16, 22, 14  # 三号, 二号, 四号
CHARACTER = BODY_POINTS * TWIP
# Face -> the names under which an office may have it, by preference.
FACES = {
    "仿宋_GB2312": "仿宋,FangSong,华文仿宋",
    "方正小标宋简体": "方正小标宋_GBK,小标宋,宋体,SimSun",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体,KaiTi,华文楷体",
    "宋体": "SimSun",
}
BODY_FACE, TITLE_FACE, HEADING_FACE, SUBHEADING_FACE, NUMBER_FACE = FACES
TIGHTER = -4  # twips between characters: 15.8 pt for each, 28 of them fill the line of 156 mm
SECTION = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1469" w:bottom="1984" w:left="1587" w:header="1134" w:footer="1446" w:gutter="0"/>'
)


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How one kind of paragraph looks; indents in characters, space above and below in lines."""

    name: str
    typeface: str = BODY_FACE
    points: int = BODY_POINTS
    align: str = "both"
    first: int = 0
    above: int = 0
    below: int = 0  # not between two of the same kind
    together: bool = False  # stays with what follows
    new_page: bool = False
    tabs: bool = False  # a stop in the middle of the line


STYLES: dict[Look, Style] = {
    "number": Style(name="意见书文号", align="right", below=1),
    "title": Style(name="意见书标题", typeface=TITLE_FACE, points=TITLE_POINTS, align="center", below=1),
    "addressee": Style(name="意见书主送"),
    "body": Style(name="意见书正文", first=2),
    "heading": Style(name="意见书一级标题", typeface=HEADING_FACE, first=2, together=True),
    "subheading": Style(name="意见书二级标题", typeface=SUBHEADING_FACE, first=2, together=True),
    "item": Style(name="意见书列项", first=2),
    "annex_note": Style(name="意见书附件说明", first=2, above=1),
    "unit": Style(name="意见书署名", align="right", above=2, together=True),
    "date": Style(name="意见书成文日期", align="right", together=True),
    "note": Style(name="意见书附注", first=2),
    "annex_label": Style(name="意见书附件序号", typeface=HEADING_FACE, below=1, new_page=True),
    "name": Style(name="意见书名单", align="left", tabs=True),
}
MARK = Style(name="意见书送审标记", typeface=HEADING_FACE, points=NUMBER_POINTS, align="center")
ODD_NUMBER = Style(name="意见书单页页码", typeface=NUMBER_FACE, points=NUMBER_POINTS, align="right")
EVEN_NUMBER = Style(name="意见书双页页码", typeface=NUMBER_FACE, points=NUMBER_POINTS, align="left")


ALL_STYLES = (*STYLES.values(), MARK, ODD_NUMBER, EVEN_NUMBER)
DATE_INDENT = 4  # characters


def style_id(style: Style) -> str:
    """The name under which paragraphs call a style: ASCII, as old readers want it."""
    return f"swt{ALL_STYLES.index(style)}"


def style_xml(style: Style) -> str:
    """A paragraph style."""
    first = f'<w:ind w:firstLineChars="{style.first * 100}" w:firstLine="{style.first * CHARACTER}"/>'
    edge = {
        ODD_NUMBER.name: f'<w:ind w:rightChars="100" w:right="{NUMBER_POINTS * TWIP}"/>',
        EVEN_NUMBER.name: f'<w:ind w:leftChars="100" w:left="{NUMBER_POINTS * TWIP}"/>',
    }.get(style.name, "")
    return (
        f'<w:style {SPACE} w:type="paragraph" w:customStyle="1" w:styleId="{style_id(style)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
        + ("<w:keepNext/>" if style.together else "")
        + ("<w:pageBreakBefore/>" if style.new_page else "")
        + (_TABS if style.tabs else "")
        + f'<w:spacing w:before="{style.above * LINE}" w:after="{style.below * LINE}"/>'
        + (first if style.first else edge)
        + ("<w:contextualSpacing/>" if style.below else "")
        + f'<w:jc w:val="{style.align}"/></w:pPr><w:rPr>{_face(style.typeface)}{_size(style.points)}</w:rPr></w:style>'
    )


def normal_xml() -> str:
    """What every style is based on: 仿宋三号, a fixed line pitch, 28 characters in a line."""
    return (
        f'<w:style {SPACE} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f'<w:rPr>{_face(BODY_FACE)}<w:spacing w:val="{TIGHTER}"/>{_size(BODY_POINTS)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
    )


def faces_xml() -> str:
    """The table of typefaces, each with the names of those that may stand in for it."""
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in FACES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {SPACE}>{faces}</w:fonts>'


def list_xml(abstract: int) -> str:
    """1. 2. 3. with the first line indented like body text; the number is followed by a blank."""
    return (
        f'<w:abstractNum {SPACE} w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="space"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
    )


def numbering_xml(number: int, abstract: int) -> str:
    """A list of its own that begins with 1."""
    return (
        f'<w:num {SPACE} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )


def right_indent(characters: float) -> str:
    """Room on the right, in characters of the body."""
    return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{round(characters * CHARACTER)}"/>'


def rows_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names side by side in reading order, set apart by tabs, two where the longest leaves room."""
    longest = max(map(width_of, names), default=0.0)
    count = 2 if longest <= CHARACTERS / 2 - 1 else 1
    return tuple("\t".join(names[start : start + count]) for start in range(0, len(names), count))


def width_of(text: str) -> float:
    """Width in characters: letters and digits take half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


_BLOCK = 8844  # twips: 156 mm
_TABS = f'<w:tabs><w:tab w:val="left" w:pos="{_BLOCK // 2}"/></w:tabs>'


def _face(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
