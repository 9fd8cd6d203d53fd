"""An edited F12 comes back: is it ours, is nothing that the law asks for gone, and which words were changed.

Only the clerk's own words come back. What the desk knows must stand as it was written out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from app.documents.docx_file import MOST_FILE, Document, read_document
from app.documents.opinion import facts
from app.documents.opinion_blocks import BASIS, EVIDENCE, FACTS, OPINION, Block, blocks_of
from app.documents.opinion_docx import DRAFT, PREFIX, draft_mark
from app.documents.paper import PaperContext
from app.documents.wording import Wording
from app.domain.errors import RuleBroken
from app.domain.redraft import Returned, Texts, clean, redraft

__all__ = ["MOST_FILE", "check"]
SHOWN = 40  # characters of a text that a refusal quotes


def check(context: PaperContext, say: Wording, data: bytes) -> Returned:
    """What was changed in the document, and the step that takes it over; nothing is written.

    Raises RuleBroken: not readable (docx_file), not ours, of another petition, a mandatory content deleted
    (《信访工作条例》第三十二条、第三十五条), a fixed text altered, text where none can be taken from.
    """
    opinion = facts(context)
    blocks = blocks_of(opinion, say)
    document = read_document(data, PREFIX, DRAFT)
    found = _by_part(document, blocks)
    _refuse_foreign(found, blocks, opinion.number)
    _refuse_missing(found, blocks)
    _refuse_altered(found, blocks)
    _refuse_stray(document, blocks)
    texts = Texts(
        facts_found="\n".join(found[FACTS]),
        evidence=tuple(found.get(EVIDENCE, ())),
        basis=tuple(found[BASIS]),
        opinions=tuple("\n".join(found[f"{OPINION}{n}"]) for n in range(1, len(opinion.answers) + 1)),
    )
    return redraft(context.petition, texts, (*_left_out(found, blocks), *_older(context, document)))


def _by_part(document: Document, blocks: tuple[Block, ...]) -> dict[str, list[str]]:
    """Tag -> its paragraphs with text, in order; a part whose paragraphs lie apart is refused."""
    known = {block.tag: block for block in blocks}
    found: dict[str, list[str]] = {}
    last = ""
    for paragraph in document.paragraphs:
        if paragraph.tag not in known:
            continue
        if paragraph.tag in found and paragraph.tag != last:
            title = known[paragraph.tag].title
            raise RuleBroken("docx-part-twice", f"文档中“{title}”出现了两次，请删去多余的一处再读回。", part=title)
        last = paragraph.tag
        found.setdefault(paragraph.tag, [])
        if clean(paragraph.text):
            found[paragraph.tag].append(clean(paragraph.text))
    _give_over(found, blocks)
    return found


def _give_over(found: dict[str, list[str]], blocks: tuple[Block, ...]) -> None:
    """What stands below a whole fixed text is the clerk's: whoever retypes a part may take its bookmark away."""
    for before, after in itertools.pairwise(blocks):
        if before.kind != "fixed" or after.kind != "text" or before.tag not in found:
            continue
        lines, wanted = found[before.tag], _squeezed(before.texts)
        end = next((n for n in range(1, len(lines)) if _squeezed(lines[:n]) == wanted), len(lines))
        if end < len(lines):
            found[before.tag], found[after.tag] = lines[:end], lines[end:] + found.get(after.tag, [])


def _refuse_foreign(found: dict[str, list[str]], blocks: Iterable[Block], number: str) -> None:
    if not found:
        raise RuleBroken(
            "docx-not-ours",
            "这不是本程序另存的信访处理意见书，没有读入。请用“另存为可编辑文档”得到文档，在那份文档上修改。",
        )
    note = next(block for block in blocks if block.tag == "number_note")
    written = _squeezed(found.get(note.tag, ()))
    if written and written != _squeezed(note.texts):
        raise RuleBroken(
            "docx-of-another",
            f"文档所写的信访件编号与本事项不符（文档中为“{written[:SHOWN]}”，本事项为 {number}），没有读入。"
            "请核对是否选错了文件。",
        )


def _refuse_missing(found: dict[str, list[str]], blocks: Iterable[Block]) -> None:
    """A part that is gone; the clerk's own words may be emptied where the law does not ask for them."""
    gone = [b for b in blocks if b.kind != "open" and b.tag != EVIDENCE and any(b.texts) and not found.get(b.tag)]
    if gone:
        titles = [block.title for block in gone]
        raise RuleBroken(
            "docx-contents-missing",
            f"文档中缺少：{'、'.join(titles)}。这些内容不能删除，请恢复后再读回，或者重新另存一份再修改。",
            article="、".join(dict.fromkeys(block.article for block in gone if block.article)),
            missing=titles,
        )


def _refuse_altered(found: dict[str, list[str]], blocks: Iterable[Block]) -> None:
    altered = [b for b in blocks if b.kind == "fixed" and _squeezed(found.get(b.tag, ())) != _squeezed(b.texts)]
    if altered:
        titles = [block.title for block in altered]
        raise RuleBroken(
            "docx-fixed-altered",
            f"文档中以下内容与本事项现有记载不一致：{'、'.join(titles)}。这些内容由程序写入，不能在文档中修改；请恢复原样，"
            "或者重新另存一份再修改。记载本身有误或者要改变处理结果的，请在程序中办理。",
            article="、".join(dict.fromkeys(block.article for block in altered if block.article)),
            altered=titles,
        )


def _refuse_stray(document: Document, blocks: Iterable[Block]) -> None:
    """Text that belongs to no part would be lost without a word."""
    known = {block.tag for block in blocks}
    stray = [clean(one.text) for one in document.paragraphs if one.tag not in known and clean(one.text)]
    if stray:
        quoted = stray[0][:SHOWN] + ("…" if len(stray[0]) > SHOWN else "")
        raise RuleBroken(
            "docx-text-outside",
            f"文档中有不属于任何部分的文字：“{quoted}”{f'等 {len(stray)} 处' if len(stray) > 1 else ''}，没有读入。"
            "请移到调查核实的事实、主要证据、法律法规依据或者处理意见之内，或者删去。",
            texts=stray[:10],
        )


def _left_out(found: dict[str, list[str]], blocks: Iterable[Block]) -> tuple[str, ...]:
    """What was filled in by hand where the desk itself fills in at issue."""
    filled = [
        f"文档中填写的{b.title}“{'、'.join(found[b.tag])[:SHOWN]}”没有读入，签发时由程序编定。"
        for b in blocks
        if b.kind == "open" and _squeezed(found.get(b.tag, ())) not in ("", _squeezed(b.texts))
    ]
    return tuple(filled)


def _older(context: PaperContext, document: Document) -> tuple[str, ...]:
    """Whether somebody has drafted anew since the document was written out."""
    drafted = context.petition.opinion
    mark = draft_mark(drafted.draft.ref if drafted else "")
    if mark in document.marks:
        return ()
    if any(name.startswith(DRAFT) for name in document.marks):
        return ("这份文档由较早的一稿另存，此后又拟写过新稿；采用后以文档内容为准，请逐处核对。",)
    return ("看不出这份文档由哪一稿另存，请逐处核对。",)


def _squeezed(texts: Iterable[str]) -> str:
    """Without blanks: programs break and indent lines in their own way."""
    return "".join("".join(map(clean, texts)).split())
