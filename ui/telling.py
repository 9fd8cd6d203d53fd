"""A petition told in lines: (role, text) for a Sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from app.domain.codes import CATEGORIES, CHANNELS, RESULTS, STAGES
from app.domain.deadlines import DayNote, Deadline
from app.domain.masking import COVERED, Sight
from app.domain.petition import Petition
from app.domain.records.petitioner import Material, Petitioner
from ui import messages, words
from ui.corrected import corrections
from ui.decided import decided, instead_of_opinion
from ui.handled import handled
from ui.linked import linked
from ui.reviewed import changed, reviews
from ui.sources import sources
from ui.supervised import supervised

if TYPE_CHECKING:
    from app.answers import Event, View

Lines = list[tuple[str, str]]
KINDS_OF_DAY = {"day_zero": "起算日", "counted": "计入", "skipped": "不计", "added": "顺延"}


def heading(view: View, today: date) -> tuple[str, str]:
    """The nearest running clock, and the role of its line."""
    running = [c for c in view.deadlines if c.state in ("running", "missed")]
    ours = [c for c in running if c.whose == "office"] or running
    if not ours:
        return "没有正在计算的期限", "quiet"
    clock = min(ours, key=lambda c: c.effective)
    left = (clock.effective - today).days
    shape, role = ("■", "late") if left < 0 else ("▲", "warn") if left == 0 else ("◆", "strong")
    return f"{shape} {clock.title}：{words.until(clock, today)}", role


def people(petition: Petition, sight: Sight = COVERED) -> str:
    """Everybody in one line."""
    told = "；".join(_person(p, sight) for p in petition.petitioners[:5])
    more = f"；另有{len(petition.petitioners) - 5}人" if len(petition.petitioners) > 5 else ""
    count = f"（共{petition.head_count}人）" if petition.head_count > 1 else ""
    return f"{told}{more}{count}"


def matter(view: View, sight: Sight = COVERED) -> Lines:
    """诉求与结果: what is asked and what came of it, then the story."""
    links: Lines = [("gap", ""), ("strong", "关联事项"), *linked(view.links)] if view.links else []
    lines = told(view.petition, sight, links)
    return [*lines, *(("quiet", f"{one}。") for one in view.places), ("quiet", view.delivery.words)]


def told(petition: Petition, sight: Sight = COVERED, links: Sequence[tuple[str, str]] = ()) -> Lines:
    """What the petition itself says, wherever it is looked at; `links` stand before what was put right."""
    lines: Lines = []
    for number, asked in enumerate(petition.requests, 1):
        lines += [("strong", f"诉求{number}"), ("", asked), _result(petition, number), ("gap", "")]
    lines += [*sources(petition), *decided(petition), *reviews(petition), *handled(petition), *supervised(petition)]
    lines += [("strong", "事实"), ("", petition.facts), ("gap", ""), ("strong", "理由"), ("", petition.reasons)]
    lines += [("gap", ""), ("strong", "信访人")]
    for one in petition.petitioners:
        lines.append(("", f"{_person(one, sight)}，{sight.shown('address', one.address) or '住址不清'}"))
    if petition.denounced:
        about = "、".join((*petition.denounced.people, *petition.denounced.bodies))
        lines += [("gap", ""), ("strong", "被检举控告的人员、单位"), ("", about)]
        lines += [("quiet", "不得将检举、揭发材料以及有关情况透露或者转给他们（第三十条）。")]
    if petition.materials:
        lines += [("gap", ""), ("strong", "提交的材料"), ("", "、".join(map(_material, petition.materials)))]
    lines += links
    if petition.corrections:
        put_right = corrections(petition, sight)
        lines += [("gap", ""), ("strong", "更正"), *(("", one) for one in put_right)]
    lines += [("gap", ""), ("strong", "登记信息"), ("", _registration(petition))]
    filed = (("问题属地", petition.place), ("内容分类", petition.content_class))
    filed_words = "，".join(f"{title}：{words}" for title, words in filed if words)
    return [*lines, ("", filed_words)] if filed_words else lines


def story(events: tuple[Event, ...]) -> Lines:
    """经过: every entry as a sentence, under its day; written later than it happened is said."""
    lines: Lines = []
    for day, of_day in groupby(sorted(events, key=lambda e: e.on), key=lambda e: e.on):
        lines.append(("strong", f"{day} {messages.weekday(day)}"))
        for event in of_day:
            late = f"（{event.at[:10]} 补记）" if event.at[:10] != str(event.on) else ""
            lines.append(("", f"{event.officer}：{event.sentence}{late}"))
        lines.append(("gap", ""))
    return lines


def clock(deadline: Deadline, days: tuple[DayNote, ...]) -> Lines:
    """期限说明: the sentence, then every run of days that count or do not count alike."""
    subject = f"（{deadline.subject}）" if deadline.subject else ""
    lines: Lines = [
        ("lead", f"{deadline.title}{subject}：{words.last_day(deadline)}"),
        ("", f"{words.CLOCK_STATES[deadline.state]}{f'，{deadline.met_on} 办到' if deadline.met_on else ''}"),
        ("", deadline.why),
    ]
    if deadline.state == "not_applicable":
        return [*lines, ("gap", "")]
    return [*lines, *counted(days), ("gap", "")]


def counted(days: tuple[DayNote, ...]) -> Lines:
    """Every run of days that count or do not count alike."""
    return [("quiet", _days(run)) for run in _runs(days)]


def _runs(days: tuple[DayNote, ...]) -> list[list[DayNote]]:
    """Neighbouring days of one kind and reason in one run; only ordinary counted days are folded together."""
    alike = groupby(days, key=lambda d: (d.kind, d.reason if d.kind != "counted" else ""))
    return [list(run) for _key, run in alike]


def _days(run: list[DayNote]) -> str:
    first, last = run[0], run[-1]
    span = f"{first.day}" if first is last else f"{first.day} 至 {last.day}"
    if first.kind == "counted":
        counted = f"第{first.number}日" if first is last else f"第{first.number}至{last.number}日"
        return f"{span}  {KINDS_OF_DAY['counted']}，{counted}（止日为{messages.weekday(last.day)}）"
    return f"{span}  {KINDS_OF_DAY[first.kind]}（{first.reason}）"


def _result(petition: Petition, number: int) -> tuple[str, str]:
    opinion = petition.opinion
    given = next((r for r in opinion.draft.results if r.request == number), None) if opinion else None
    if opinion is None or given is None:
        return "quiet", instead_of_opinion(petition) or "尚无处理结果"
    standing = changed(petition) if opinion.issue else "（尚未签发）"
    return "ok" if opinion.issue else "warn", f"{RESULTS[given.result]}{standing}：{given.opinion}"


def _person(person: Petitioner, sight: Sight) -> str:
    parts = [person.name]
    if person.representative:
        parts.append("（代表）")
    if person.contact_person:
        parts.append(f"（联系人 {person.contact_person}）")
    if person.nationality:
        parts.append(f"（国籍 {person.nationality}）")
    number, phone = sight.shown("id_number", person.id_number), sight.shown("phone", person.phone)
    return "".join(parts) + "".join(f" {part}" for part in (number or person.credit_code, phone) if part)


def _material(paper: Material) -> str:
    return f"{paper.name}{paper.copies}份{paper.pages}页{'（原件）' if paper.original else ''}"


def _registration(petition: Petition) -> str:
    return (
        f"{petition.received_on} {CHANNELS[petition.channel]}，{CATEGORIES[petition.category]}，"
        f"来源：{petition.source}，首问责任人 {petition.first_contact}，现由 {petition.now_responsible} 负责，"
        f"{STAGES[petition.stage]}"
    )
