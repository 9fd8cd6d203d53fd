"""The short papers to petitioners: number, title, address, a few paragraphs, signature. What differs is data.

A letter says which texts stand in which order and what their placeholders stand for; the texts are wording.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.page import OfficialPaper
from app.documents.paper import PHONE_BLANK, PaperContext
from app.documents.people import line_of_address, name_list, names_of, raised, you
from app.documents.wording import Expected, Wording
from app.domain.petition import Petition

HEAD = "head_"  # in front of the key of a heading
ENDS = "。！？…"
COMMON: Expected = {
    "title": (),
    "addressee": ("names",),
    "closing": (),
    "number_note": ("number",),
    "annex_note": (),
    "annex_label": (),
    "annex_title": (),
}
CONTACT: Expected = {"contact": ("first_contact", "phone")}
MATTER = ("you", "received", "channel", "matter")  # placeholders of the sentence that says what was raised


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a short paper says: each paragraph is one or more texts by key, `words` fills their placeholders."""

    document_number: str
    unit: str
    made_on: dt.date
    paragraphs: tuple[tuple[str, ...], ...]
    words: dict[str, str]
    notes: tuple[str, ...]
    annex: tuple[str, ...] = ()
    title: str = "title"  # the key of it


def written_matter(petition: Petition) -> dict[str, str]:
    """The words for what was raised, by whom and when, as every paper to the petitioners begins."""
    received, channel = raised(petition)
    return {
        "names": line_of_address(names_of(petition), len(petition.remaining)),
        "you": you(petition),
        "number": petition.number,
        "matter": petition.title,
        "channel": channel,
        "received": received,
        "first_contact": petition.first_contact,
    }


def to_petitioners(
    context: PaperContext,
    *,
    number: str,
    unit: str,
    on: dt.date,
    phone: str,
    paragraphs: tuple[tuple[str, ...], ...],
    words: dict[str, str],
    title: str = "title",
    notes: tuple[str, ...] = ("number_note", "contact"),
) -> Letter:
    """A letter to the petitioners. A phone not known when it was made is the office's of today, or written in."""
    petition = context.petition.as_on(on)
    known = phone.strip() or context.office.phone.strip() or PHONE_BLANK
    return Letter(
        document_number=number,
        unit=unit,
        made_on=on,
        paragraphs=paragraphs,
        words={**written_matter(petition), "phone": known, **words},
        annex=name_list(petition),
        title=title,
        notes=notes,
    )


def draw(letter: Letter, say: Wording) -> bytes:
    paper = begin(letter, say)
    if letter.annex:
        paper.annex_note(say("annex_note"))
    end(paper, letter, say)
    if letter.annex:
        paper.annex(say("annex_label"), say("annex_title"))
        paper.columns(letter.annex)
    return paper.finish()


def begin(letter: Letter, say: Wording) -> OfficialPaper:
    """The paper down to its last paragraph."""
    paper = OfficialPaper(say(letter.title), letter.unit)
    paper.number(letter.document_number)
    paper.title(letter.unit, say(letter.title))
    paper.addressee(say("addressee", **letter.words))
    write(paper, letter.paragraphs, letter.words, say)
    return paper


def write(paper: OfficialPaper, paragraphs: tuple[tuple[str, ...], ...], words: dict[str, str], say: Wording) -> None:
    """Paragraphs and headings by their keys; an empty key says nothing."""
    for keys in paragraphs:
        text = "".join(say(key, **words) for key in keys if key)
        if keys[0].startswith(HEAD):
            paper.heading(text)
        else:
            paper.paragraph(text)


def end(paper: OfficialPaper, letter: Letter, say: Wording) -> None:
    """Signature and notes."""
    paper.signature(letter.unit, letter.made_on)
    for note in letter.notes:
        paper.note(say(note, **letter.words))


def sentence(text: str) -> str:
    """A clerk's text closed as a sentence."""
    written = text.strip().rstrip("，、；：,;:")
    closed = written.rstrip("”』）)")
    return written if closed == "" or closed[-1] in ENDS else f"{written}。"


def numbered(texts: tuple[str, ...]) -> str:
    """One text alone, several as 1. 2. 3., a line each."""
    if len(texts) == 1:
        return texts[0].strip()
    return "\n".join(f"{number}. {text.strip()}" for number, text in enumerate(texts, 1))
