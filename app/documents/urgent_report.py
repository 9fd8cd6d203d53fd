"""F29 重大紧急信访事项报告: to the own party committee and government (第二十五条), of what happened.

Nothing in it is about the conduct or the danger of a person.
"""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, sentence, written_matter
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording

TITLE = "重大紧急信访事项报告"
ARTICLE = "《信访工作条例》第二十五条"
TEXTS: Expected = {
    "title": (),
    "title_follow_up": (),
    "addressee": ("names",),
    "intro": (),
    "intro_follow_up": ("before",),
    "head_what": (),
    "when": ("when",),
    "place": ("place",),
    "people_count": ("people_count",),
    "matter": ("people", "matter", "number"),
    "head_happening": (),
    "happening": ("happening",),
    "head_measures": (),
    "measures": ("measures",),
    "head_asked": (),
    "asked": ("asked",),
    "closing": (),
    "contact": ("first_contact", "phone"),
    "informed": ("informed",),
}


def facts(context: PaperContext) -> Letter:
    """RuleBroken when nothing was reported, or a content is missing."""
    made = context.made("F29")
    reports = context.petition.urgent_reports
    place = next(n for n, one in enumerate(reports) if one.ref == made.ref)
    report = reports[place]
    contents = {
        "文号": report.number,
        "报告单位": report.unit,
        "报告对象": report.reported_to,
        "地点": report.place,
        "事情经过": report.happening,
        "已采取的措施": report.measures,
    }
    refuse_missing("urgent-report-incomplete", TITLE, contents, ARTICLE)
    return Letter(
        document_number=report.number,
        unit=report.unit,
        made_on=report.on,
        paragraphs=(
            ("intro_follow_up" if report.follow_up else "intro",),
            *(("head_what",), ("when",), ("place",)),
            *((("people_count",),) if report.people_count else ()),
            *(("matter",), ("head_happening",), ("happening",), ("head_measures",), ("measures",)),
            *((("head_asked",), ("asked",)) if report.asked.strip() else ()),
            ("closing",),
        ),
        words={
            **written_matter(context.petition),
            "names": "、".join(report.reported_to),
            "before": reports[place - 1].number if place else "",
            "when": f"{chinese_date(report.happened_on)}{report.time}",
            "place": report.place,
            "people_count": str(report.people_count or ""),
            "people": context.petition.who,
            "happening": sentence(report.happening),
            "measures": sentence(report.measures),
            "asked": sentence(report.asked),
            "informed": "、".join(report.informed),
            "phone": report.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        },
        notes=("contact", "informed") if report.informed else ("contact",),
        title="title_follow_up" if report.follow_up else "title",
    )


def draw(letter: Letter, say: Wording) -> bytes:
    paper = begin(letter, say)
    end(paper, letter, say)
    return paper.finish()


PAPER = Paper(code="F29", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
