"""F12 as an editable document for offices that finish it in WPS: the same facts as the PDF, part by part.

Each part begins with a bookmark, by which `opinion_return` finds it again. Content controls would lock what must not
be changed, but LibreOffice doubles their text when it saves; so everything can be edited, and is checked on return.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.documents import docx_looks as looks
from app.documents.opinion import TITLE, OpinionPaper, facts
from app.documents.opinion_blocks import Block, blocks_of
from app.documents.paper import PaperContext
from app.documents.wording import Wording
from app.domain.practice import TOLD, is_practice
from app.domain.redraft import clean

PREFIX = "swt_"  # of every bookmark of ours
DRAFT = f"{PREFIX}draft_"  # bookmark that says which draft was written out
LIST, FIRST_LIST = 90, 100  # numbers that the template leaves free
KEPT_STYLES = {"DefaultParagraphFont", "TableNormal", "NoList"}
DROPPED_PARTS = ("thumbnail", "customXml", "stylesWithEffects", "webSettings")  # of the library's template
SIGNED_BELOW = ("review", "annex_note")  # stay with the signature: it may not stand alone on a page
DATELESS = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can say
PAGE_NUMBER = (
    '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
)


def make(context: PaperContext, say: Wording) -> bytes:
    """The document; refuses what the PDF refuses. The same petition gives the same bytes."""
    opinion = facts(context)
    drafted = context.petition.opinion
    practised = TOLD if is_practice(context.office.station) else ""
    return draw(opinion, say, drafted.draft.ref if drafted else "", practised)


def draft_mark(ref: str) -> str:
    """The bookmark that names a draft, in the characters that a bookmark may have."""
    return DRAFT + "".join(character if character.isalnum() else "_" for character in ref)


def draw(opinion: OpinionPaper, say: Wording, ref: str, above: str = "") -> bytes:
    """`above` stands over every page, beside 送审稿."""
    from docx import Document  # lxml and the template are heavy: loaded when the first document is written
    from docx.oxml import parse_xml

    document = Document()
    blocks = blocks_of(opinion, say)
    _set_styles(document)
    _set_lists(document, [place for place, block in enumerate(blocks) if is_list(block)])
    date_width = next(looks.width_of(block.texts[0]) for block in blocks if block.look == "date")
    body = document.element.body
    for place, block in enumerate(blocks):
        marks = (PREFIX + block.tag, draft_mark(ref)) if block.tag == "title" else (PREFIX + block.tag,)
        for written in list(parse_xml(_block_xml(block, place, marks, date_width))):
            body.insert(len(body) - 1, written)
    _set_page(document, "　".join(filter(None, (say("draft_mark") if opinion.is_draft else "", above))))
    _set_properties(document, opinion)
    _drop_parts(document)
    made = io.BytesIO()
    document.save(made)
    return _dateless(made.getvalue())


def is_list(block: Block) -> bool:
    """Several items are numbered, one stands alone."""
    return block.look == "item" and len(block.texts) > 1


def _block_xml(block: Block, place: int, marks: tuple[str, ...], date_width: float) -> str:
    """The paragraphs of a part in a body of their own, the bookmarks in the first one."""
    rows = looks.rows_of(block.texts) if block.look == "name" else block.texts
    paragraphs = [_paragraph_xml(block, place, row, date_width) for row in rows or ("",)]
    first = "".join(
        f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(mark)}/><w:bookmarkEnd w:id="{number}"/>'
        for number, mark in enumerate(marks, 2 * place)
    )
    paragraphs[0] = paragraphs[0].replace("</w:pPr>", f"</w:pPr>{first}", 1)
    return f"<w:body {looks.SPACE}>{''.join(paragraphs)}</w:body>"


def _paragraph_xml(block: Block, place: int, text: str, date_width: float) -> str:
    numbered = (
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{FIRST_LIST + place}"/></w:numPr>' if is_list(block) else ""
    )
    together = "<w:keepNext/>" if block.tag in SIGNED_BELOW else ""
    indent = ""
    if block.look in ("unit", "date"):  # 右空四字, the name centred over the date
        indent = looks.right_indent(max(0.0, looks.DATE_INDENT + (date_width - looks.width_of(text)) / 2))
    lines = "<w:br/>".join(map(_line_xml, clean(text).splitlines() or [""]))
    look = f'<w:pStyle w:val="{looks.style_id(looks.STYLES[block.look])}"/>{together}{numbered}{indent}'
    return f"<w:p><w:pPr>{look}</w:pPr><w:r>{lines}</w:r></w:p>"


def _line_xml(line: str) -> str:
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))


def _set_styles(document: Any) -> None:
    """Our styles instead of the template's, and the typefaces with those that may stand in for them."""
    from docx.oxml import parse_xml

    sheet = document.styles.element
    for style in list(sheet.style_lst):
        if style.styleId not in KEPT_STYLES:
            sheet.remove(style)
    for written in (looks.normal_xml(), *map(looks.style_xml, looks.ALL_STYLES)):
        sheet.append(parse_xml(written))
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = looks.faces_xml().encode("utf-8")  # noqa: SLF001 - the library has no setter


def _set_lists(document: Any, places: list[int]) -> None:
    """One numbering for each list, so that each begins with 1."""
    from docx.oxml import parse_xml

    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    numbering.append(parse_xml(looks.list_xml(LIST)))
    for place in places:
        numbering.append(parse_xml(looks.numbering_xml(FIRST_LIST + place, LIST)))


def _set_page(document: Any, mark: str) -> None:
    """Sheet, grid, page numbers at the outer edge, and 送审稿 above every page of a draft."""
    from docx.oxml import parse_xml

    document.settings.odd_and_even_pages_header_footer = True
    for compatible in document.settings.element.iterchildren(f"{{{looks.W}}}compat"):
        compatible.insert(0, parse_xml(f"<w:doNotExpandShiftReturn {looks.SPACE}/>"))  # a torn line stays as it is
    section = document.sections[0]
    edges = (
        (section.footer, looks.ODD_NUMBER, PAGE_NUMBER),
        (section.even_page_footer, looks.EVEN_NUMBER, PAGE_NUMBER),
        (section.header, looks.MARK, f"<w:r><w:t>{escape(mark)}</w:t></w:r>"),
        (section.even_page_header, looks.MARK, f"<w:r><w:t>{escape(mark)}</w:t></w:r>"),
    )
    for edge, style, content in edges:
        edge.is_linked_to_previous = False
        part = edge._element  # noqa: SLF001 - a field cannot be added otherwise
        for old in list(part):
            part.remove(old)
        style_name = f'<w:pPr><w:pStyle w:val="{looks.style_id(style)}"/></w:pPr>'
        part.append(parse_xml(f"<w:p {looks.SPACE}>{style_name}{content}</w:p>"))
    properties = document.element.body.sectPr
    for old in list(properties):
        if not old.tag.endswith(("headerReference", "footerReference")):
            properties.remove(old)
    for found in parse_xml(f"<w:sectPr {looks.SPACE}>{looks.SECTION}</w:sectPr>"):
        properties.append(found)


def _set_properties(document: Any, opinion: OpinionPaper) -> None:
    """Who and when by the opinion itself: neither the library nor the day of writing out shows."""
    properties = document.core_properties
    day = dt.datetime.combine(opinion.issued_on or opinion.accepted_on, dt.time())
    properties.author = properties.last_modified_by = clean(opinion.unit)
    properties.title, properties.comments, properties.language = TITLE, "", "zh-CN"
    properties.created = properties.modified = day
    properties.revision = 1


def _drop_parts(document: Any) -> None:
    """What the template brings along and no opinion needs."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if any(name in relation.reltype or name in relation.target_ref for name in DROPPED_PARTS):
                del relations[key]


def _dateless(data: bytes) -> bytes:
    """The same parts without the time of writing."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w") as target:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, DATELESS)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, given.read(name))
    return made.getvalue()
