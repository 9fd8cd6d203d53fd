"""Which clocks run on what came down (下发件) before anybody has taken it up: those of the step that it leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from app.domain.clocks import ARTICLE_RESULT
from app.domain.deadlines import Deadline, Periods, dated, deadline
from app.domain.records.dispatch import (
    LETTERS,
    Arrival,
    DataFile,
    NextKey,
    Reminder,
    ReviewNotice,
    ReviewOpinion,
    SupervisionLetter,
)
from app.domain.records.matter import Matter
from app.domain.records.review import INSTANCES, NO_LIMIT
from app.domain.records.supervision import ARTICLE, ARTICLE_SUGGESTED, BY_LETTER, NO_TERM, SUGGESTIONS
from app.domain.review_clocks import ARTICLE as ARTICLE_REVIEW
from app.domain.review_clocks import ARTICLE_FINAL
from app.domain.workdays import Calendar

FROM_ARRIVAL = ("D3", "D2", "ZJ1")  # of a matter sent down, counted from the day on which it reached us


def clocks_of(arrival: Arrival, periods: Periods, calendar: Calendar, today: dt.date) -> tuple[Deadline, ...]:
    """Every clock that runs, the nearest first; none where neither the law nor the letter sets a day."""
    found = [clock for clock in _clocks(arrival, periods, calendar, today) if clock.state in ("running", "missed")]
    return tuple(sorted(found, key=lambda clock: clock.effective))


def why(arrival: Arrival, clocks: tuple[Deadline, ...]) -> str:
    """Why it is to be done by then, or that nobody has set a day."""
    if clocks:
        return clocks[0].why
    came = f"{arrival.on} 收到{arrival.sender_name}下发的{arrival.words}。"
    told = arrival.told
    if told is None:
        return f"{came}本版程序不认识这种下发件，已原样保存，请升级程序后办理。"
    if isinstance(told, Reminder | SupervisionLetter):
        return f"{came}来文没有定反馈日期，{NO_TERM}。"
    if isinstance(told, ReviewNotice):
        return f"{came}来函未定期限，{NO_LIMIT}。"
    if isinstance(told, DataFile | NextKey):
        return f"{came}{NO_TERM}，请核对后及时采用。"
    return f"{came}记入事项的期限，{NO_TERM}，请及时记入。"


def _clocks(arrival: Arrival, periods: Periods, calendar: Calendar, today: dt.date) -> Iterator[Deadline]:
    told = arrival.told
    if isinstance(told, Matter):
        yield from _of_matter(told, arrival, periods, calendar, today)
    elif isinstance(told, Reminder | SupervisionLetter) and told.due:
        letter = told.supervision if isinstance(told, SupervisionLetter) else ""
        yield _by_letter(
            arrival,
            *("D12", told.due, "书面反馈采纳情况" if letter in SUGGESTIONS else "书面反馈"),
            _article(letter),
            f"{told.body}{LETTERS.get(letter, '催办')}",
            *(told.letter_number, calendar, today),
        )
    elif isinstance(told, ReviewNotice):
        yield from _of_notice(told, arrival, periods, calendar, today)
    elif isinstance(told, ReviewOpinion) and told.due:
        article = ARTICLE_FINAL if told.instance == "final_review" else ARTICLE_REVIEW
        event = f"{told.body}{INSTANCES[told.instance]}意见"
        yield _by_letter(arrival, "D17", told.due, "按意见办到", article, event, told.number, calendar, today)


def _of_matter(
    matter: Matter, arrival: Arrival, periods: Periods, calendar: Calendar, today: dt.date
) -> Iterator[Deadline]:
    """D2 and D3 of 第二十三条第三款 from the day of arrival, D11 by the letter; a right to object lapses."""
    done = "交办" if matter.kind == "assigned" else "转送"
    for code in FROM_ARRIVAL:
        period = periods.find(code, arrival.on)
        if period:
            event = f"收到{matter.sender}{done}的信访事项"
            clock = deadline(period, arrival.on, calendar, today=today, event=event, set_by=arrival.ref)
            lapsed = code == "D3" and clock.state == "missed"
            yield msgspec.structs.replace(clock, state="lapsed") if lapsed else clock
    if matter.result_due:
        letter = f"{matter.sender}交办函"
        yield _by_letter(
            arrival,
            *("D11", matter.result_due, "报送办结报告", ARTICLE_RESULT, letter, matter.letter_number),
            *(calendar, today),
        )


def _of_notice(
    notice: ReviewNotice, arrival: Arrival, periods: Periods, calendar: Calendar, today: dt.date
) -> Iterator[Deadline]:
    """D16: the province's period, else the day that the letter names."""
    period = periods.find("D16", arrival.on)
    if period:
        yield deadline(period, arrival.on, calendar, today=today, event="收到提交答辩的通知", set_by=arrival.ref)
    elif notice.due:
        article = ARTICLE_FINAL if notice.instance == "final_review" else ARTICLE_REVIEW
        event = f"{notice.body}来函"
        yield _by_letter(
            arrival, "D16", notice.due, "提交答辩意见和案卷", article, event, notice.number, calendar, today
        )


def _by_letter(
    arrival: Arrival,
    code: str,
    due: dt.date,
    title: str,
    article: str,
    event: str,
    number: str,
    calendar: Calendar,
    today: dt.date,
) -> Deadline:
    return dated(
        code,
        due,
        arrival.on,
        title=title,
        article=article,
        event=f"{arrival.on}收到{event}{f'（{number}）' if number else ''}，",
        today=today,
        calendar=calendar,
        set_by=arrival.ref,
    )


def _article(letter: str) -> str:
    if not letter:
        return BY_LETTER
    return ARTICLE_SUGGESTED if letter in SUGGESTIONS else ARTICLE
