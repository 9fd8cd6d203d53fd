"""Which clocks run on a petition: a pure function of its events, the statutory periods and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from app.domain.codes import CHANNELS
from app.domain.deadlines import Deadline, Pause, Periods, dated, deadline
from app.domain.petition import Petition
from app.domain.records.competence import Acceptance
from app.domain.records.ending import Termination
from app.domain.records.hand_over import HandOver
from app.domain.records.handling import Extension
from app.domain.records.hearing import pauses
from app.domain.records.numbers import Voiding
from app.domain.records.objection import ANSWERS
from app.domain.records.origin import RESULT_DAYS
from app.domain.records.supervision import ARTICLE as ARTICLE_SUPERVISED
from app.domain.records.supervision import BY_US, DEMANDS
from app.domain.records.suspension import suspended
from app.domain.review_case_clocks import ReviewCaseRules, not_first_instance
from app.domain.review_clocks import ReviewRules
from app.domain.workdays import Calendar

ARTICLE_ASSIGNED = "《信访工作条例》第二十三条第一款"
FULFILMENT = "A32"  # no period of the law: a day that the opinion promised or that was set since
ASK_REVIEW = "D7"
ARTICLE_FULFILMENT = "《信访工作条例》第三十二条"
BESIDE_SIXTY = "该办法未见原文，请与县级核对；第三十四条的60日仍然有效。"  # of D13
ARTICLE_RESULT = "《信访工作条例》第二十二条第一款第三项"
ARTICLE_LEADERS = "《信访工作条例》第十八条第二款"
SPLIT_CLOCK = "S1"  # D1 of a visit that was split off, until it is registered as a petition of its own
LEADER_CLOCK = "LD1"  # of this program: the law knows no such period


def clocks_of(petition: Petition, periods: Periods, calendar: Calendar, today: dt.date) -> tuple[Deadline, ...]:
    """Every clock of the petition, in the order of the law. Never stored: an edit can't move them."""
    rules = Rules(periods, calendar, today)
    clocks = (
        *rules.notice(petition),
        *rules.first_handling(petition),
        *rules.split_off(petition),
        *rules.hand_overs(petition),
        *rules.objection(petition),
        *rules.handling(petition),
        *rules.confirmation(petition),
        *rules.report(petition),
        *ReviewRules(periods, calendar, today).clocks(petition),
        *ReviewCaseRules(periods, calendar, today).clocks(petition),
        *rules.supervision(petition),
        *rules.leaders(petition),
        *rules.fulfilment(petition),
        *rules.demands(petition),
    )
    return tuple(_void(clock, petition.voided) for clock in clocks) if petition.voided else clocks


def _void(clock: Deadline, voided: Voiding) -> Deadline:
    """Nobody owes anything for a registration that was a mistake."""
    why = f"本期限不适用：登记已于{voided.on}作废。"
    return msgspec.structs.replace(clock, state="not_applicable", why=why)


class Rules:
    """The clocks of one day: each method reads one rule of the law against a petition's events."""

    def __init__(self, periods: Periods, calendar: Calendar, today: dt.date) -> None:
        self._periods = periods
        self._calendar = calendar
        self._today = today

    def notice(self, petition: Petition) -> Iterator[Deadline]:
        """D1: written notice within 15 days of receipt (第二十三条第二款), met when every addressee has it; D2 in its
        place for what was transferred or assigned from above (第三款), from the day on which it reached us.

        A reply without a notice before it (F14) tells all that the notice would tell.
        """
        ended = petition.termination
        nobody = ended is not None and ended.ground == "gone" and petition.told_on is None
        unclear = "信访人的姓名（名称）、住址不清，依第二十三条第二款可以不告知" if petition.identity_unclear else ""
        sent = petition.from_above
        back = petition.returned
        clock = deadline(
            self._periods.lookup("D2" if sent else "D1", petition.received_on),
            petition.received_on,
            self._calendar,
            today=self._today,
            event=f"收到{sent.body}{sent.done}的信访事项" if sent else "收到信访事项",
            met_on=petition.told_on,
            set_by=petition.contacts[0].ref,
            not_applicable=f"{back.body}已于{back.on}同意异议，材料交还"
            if back
            else not_first_instance(petition.review_case) or unclear,
            stopped=ended.words if ended and nobody else "",
            stopped_on=ended.on if ended and nobody else None,
        )
        yield msgspec.structs.replace(clock, why=f"{clock.why}{_unbroken(petition)}")

    def split_off(self, petition: Petition) -> Iterator[Deadline]:
        """S1: D1 of what was raised on a visit that was joined to this petition by mistake, from the day of that visit.

        It is met by its registration as a petition of its own, which has the D1 of the same day.
        """
        for place, contact in enumerate(petition.contacts, 1):
            if contact.standing or contact.split_other:
                continue
            period = self._periods.lookup("D1", contact.on)
            yield deadline(
                msgspec.structs.replace(period, code=SPLIT_CLOCK, title="登记拆出的来访并书面告知", stops="另行登记"),
                contact.on,
                self._calendar,
                today=self._today,
                met_on=contact.registered_on,
                subject=f"{contact.on}{CHANNELS[contact.channel]}（第{place}次）",
                set_by=contact.ref,
            )

    def first_handling(self, petition: Petition) -> Iterator[Deadline]:
        """ZJ1: where the region's rules know a period for the first handling, it is met by the first decision."""
        period = self._periods.find("ZJ1", petition.received_on)
        if period is None or petition.review_case:
            return
        decided = petition.decision
        yield deadline(
            period,
            petition.received_on,
            self._calendar,
            today=self._today,
            met_on=decided[1] if decided else None,
            set_by=petition.contacts[0].ref,
        )

    def hand_overs(self, petition: Petition) -> Iterator[Deadline]:
        """L1, L2: the office's own limits for the answer to a hand-over (首问责任制), none where it has set none."""
        for handed in petition.hand_overs:
            for code, days in (("L1", handed.confirm_within), ("L2", handed.return_within)):
                if days:
                    yield self._local(code, days, handed, petition)

    def _local(self, code: str, days: int, handed: HandOver, petition: Petition) -> Deadline:
        period = self._periods.lookup(code, handed.on)
        article = f"{handed.rule}（本地规定）" if handed.rule else period.article
        ended = petition.termination
        over = ended is not None and handed.answered_on is None
        return deadline(
            msgspec.structs.replace(period, length=days, article=article),
            handed.on,
            self._calendar,
            today=self._today,
            event="首问移交",
            met_on=handed.answered_on,
            subject="、".join(filter(None, (handed.to_office, handed.to_officer))),
            set_by=handed.ref,
            not_applicable=f"已于{ended.on}终止办理" if ended and over else "",
        )

    def objection(self, petition: Petition) -> Iterator[Deadline]:
        """D3: 5 working days to object to what was sent down (第二十三条第三款), until a decision says that it is ours.

        Nobody must object: without an objection the period lapses, and the matter is handled here.
        """
        if petition.from_above is None or petition.review_case:
            return
        raised = petition.objections[0] if petition.objections else None
        ended = petition.termination
        decided = petition.decision or (("终止办理", ended.on) if ended else None)
        clock = deadline(
            self._periods.lookup("D3", petition.received_on),
            petition.received_on,
            self._calendar,
            today=self._today,
            met_on=raised.on if raised else None,
            set_by=petition.contacts[0].ref,
            not_applicable=f"已于{decided[1]}{decided[0]}，没有提出异议" if decided and not raised else "",
        )
        if clock.state == "missed":
            clock = msgspec.structs.replace(clock, state="lapsed", why=f"{clock.why}期限内没有提出异议。")
        yield clock

    def handling(self, petition: Petition) -> Iterator[Deadline]:
        """D5: 60 days from acceptance to the opinion; D6 in its place once more days were granted (第三十四条).

        Both stop where the handling is ended (终止).
        """
        acceptance = petition.acceptance
        if acceptance is None or petition.review_case:
            return
        issue = petition.first_issue
        extension = petition.extension
        ended = _ended(petition)
        stopped = ended.words if ended else ""
        if extension:
            stopped = f"已于{extension.on}批准延长{extension.days}日"
        ordinary = deadline(
            self._periods.lookup("D5", acceptance.on),
            acceptance.on,
            self._calendar,
            today=self._today,
            event="受理",
            met_on=issue.on if issue else None,
            set_by=acceptance.ref,
            stopped=stopped,
            stopped_on=extension.on if extension else ended.on if ended else None,
            pauses=self._pauses(petition),
        )
        yield ordinary
        if extension:
            yield self._extended(petition, extension, ordinary.nominal)
        if acceptance.simplified:
            yield self._simplified(petition, acceptance)

    def _simplified(self, petition: Petition, acceptance: Acceptance) -> Deadline:
        """D13: 10 working days from acceptance beside D5, until the matter goes on by the ordinary procedure."""
        ordinary, ended = petition.ordinary, _ended(petition)
        issue = petition.first_issue
        stopped = f"已于{ordinary.on}转为普通程序（{ordinary.reason.rstrip('。')}）" if ordinary else ""
        by_end = ended.words if ended else ""
        clock = deadline(
            self._periods.lookup("D13", acceptance.on),
            acceptance.on,
            self._calendar,
            today=self._today,
            event="受理（适用简易办理）",
            met_on=issue.on if issue and not ordinary else None,
            set_by=acceptance.ref,
            stopped=stopped or by_end,
            stopped_on=ordinary.on if ordinary else ended.on if ended else None,
            pauses=self._pauses(petition),
        )
        return msgspec.structs.replace(clock, why=f"{clock.why}{BESIDE_SIXTY}")

    def _pauses(self, petition: Petition) -> tuple[Pause, ...]:
        """The days of hearings: the national periods D5, D6 and D13 count them, a local rule may not; and those of a
        suspension, for the periods that its own rule stops.
        """
        if not (petition.hearings or petition.suspensions):
            return ()
        ends = (petition.first_issue, _ended(petition))
        until = min([self._today, *(end.on for end in ends if end)])
        return (*pauses(petition.hearings, until), *suspended(petition.suspensions, until))

    def _extended(self, petition: Petition, extension: Extension, last: dt.date) -> Deadline:
        """D6: the days granted, counted on from the last day of D5 as that was counted.

        The text is that of the day on which they were granted: the last day of D5 may still lie ahead.
        """
        issue, ended = petition.first_issue, _ended(petition)
        most = self._periods.lookup("D6", extension.on)
        return deadline(
            msgspec.structs.replace(most, length=extension.days),
            last,
            self._calendar,
            today=self._today,
            event="原办理期限届满",
            met_on=issue.on if issue else None,
            set_by=extension.ref,
            stopped=ended.words if ended else "",
            stopped_on=ended.on if ended else None,
            pauses=self._pauses(petition),
        )

    def confirmation(self, petition: Petition) -> Iterator[Deadline]:
        """M1: after a people's mediation both sides have 30 days to ask the court to confirm the agreement.

        It is a right (人民调解法第三十三条): unused, it lapses.
        """
        for mediation in petition.mediations:
            settlement, asked = mediation.settlement, mediation.confirmation
            if settlement is None or settlement.form != "people":
                continue
            yield deadline(
                self._periods.lookup("M1", settlement.on),
                settlement.on,
                self._calendar,
                today=self._today,
                met_on=asked.applied_on if asked else None,
                subject=f"信访人和{mediation.other.name}",
                set_by=settlement.ref,
            )

    def report(self, petition: Petition) -> Iterator[Deadline]:
        """D11: the report by the day that the sender's letter set (第二十二条第一款第三项); no day, no clock."""
        yield from self._report_below(petition)
        sent, back = petition.from_above, petition.returned
        due = petition.result_due
        if sent is None or due is None:
            return
        letter = f"交办函（{sent.letter_number}）" if sent.letter_number else "交办函"
        yield dated(
            "D11",
            due,
            petition.received_on,
            title="报送办结报告",
            article=ARTICLE_RESULT,
            event=_asked_for(petition, f"{petition.received_on}收到{sent.body}{letter}，"),
            today=self._today,
            calendar=self._calendar,
            met_on=petition.report_up.on if petition.report_up else None,
            subject=sent.body,
            set_by=petition.result_days[-1].ref if petition.result_days else petition.contacts[0].ref,
            stopped=f"{back.body}已于{back.on}同意异议，材料交还" if back else "",
        )

    def _report_below(self, petition: Petition) -> Iterator[Deadline]:
        """D11 of a body below: waited for here, until its report is in."""
        notice = petition.notice
        if notice is None or notice.report_due is None:
            return
        yield dated(
            "D11",
            notice.report_due,
            notice.on,
            title="对方报送办结报告",
            article=ARTICLE_ASSIGNED,
            event=f"{notice.on}交办函（{notice.letter_number}）",
            today=self._today,
            calendar=self._calendar,
            whose="other",
            met_on=petition.report.on if petition.report else None,
            subject=notice.body,
            set_by=notice.ref,
        )

    def supervision(self, petition: Petition) -> Iterator[Deadline]:
        """D12: the written answer to a body above by the day that its letter set (第四十条); no day, no clock."""
        for asked in petition.supervisions:
            if asked.due is None:
                continue
            yield dated(
                "D12",
                asked.due,
                asked.on,
                title="书面反馈采纳情况" if asked.suggested else "书面反馈",
                article=asked.article,
                event=f"{asked.on}收到{asked.body}{asked.letter}，",
                today=self._today,
                calendar=self._calendar,
                met_on=asked.answered_on,
                subject=" ".join(filter(None, (asked.body, asked.letter_number))),
                set_by=asked.ref,
            )

    def leaders(self, petition: Petition) -> Iterator[Deadline]:
        """LD1: what a leader wanted by a day when receiving (第十八条第二款), no period of the law."""
        for one in petition.receptions:
            if one.due is not None:
                yield dated(
                    LEADER_CLOCK,
                    one.due,
                    one.on,
                    title="回报接访意见办理情况",
                    article=ARTICLE_LEADERS,
                    event=f"{one.on}{one.leader}接访，",
                    today=self._today,
                    calendar=self._calendar,
                    met_on=one.answered_on,
                    subject=one.leader,
                    set_by=one.ref,
                    source="领导接访时",
                    stopped=f"当次来访已于{one.split_on}拆出" if one.split_on and not one.answered_on else "",
                    stopped_on=one.split_on,
                )

    def fulfilment(self, petition: Petition) -> Iterator[Deadline]:
        """落实 of each supported request by the day that was promised; without a day no clock."""
        issue = petition.opinion.issue if petition.opinion else None
        done = {one.request: one.on for one in petition.followed_up if one.state == "done"}
        for number in petition.supported:
            promised = petition.promised(number)
            if issue is None or promised is None:
                continue
            yield dated(
                FULFILMENT,
                promised[0],
                issue.on,
                title="落实处理意见",
                article=ARTICLE_FULFILMENT,
                event=f"处理意见书（{issue.number}）对第{number}项诉求予以支持，",
                today=self._today,
                calendar=self._calendar,
                met_on=done.get(number),
                subject=f"第{number}项诉求",
                set_by=promised[1],
                source="意见书承诺（或者催办时）",
            )

    def demands(self, petition: Petition) -> Iterator[Deadline]:
        """D12 of an office or body that we reminded, supervised or gave a suggestion: waited for here."""
        for sent in petition.demands:
            if sent.due is None:
                continue
            yield dated(
                "D12",
                sent.due,
                sent.on,
                title=f"{sent.body}书面反馈",
                article=BY_US if sent.demand == "reminder" else ARTICLE_SUPERVISED,
                event=f"{sent.on}{DEMANDS[sent.demand]}（{sent.number}）",
                today=self._today,
                calendar=self._calendar,
                whose="other",
                met_on=sent.answered_on,
                subject=sent.number,
                set_by=sent.ref,
                source="去函",
                stopped="" if sent.answered_on else petition.overtaken(sent),
            )


def _ended(petition: Petition) -> Termination | None:
    """终止 before any opinion was issued: what was met by the first opinion is not stopped afterwards."""
    return petition.termination if petition.first_issue is None else None


def _unbroken(petition: Petition) -> str:
    """That an objection does not stop the period: the law knows no suspension here."""
    if not petition.objections or petition.returned:
        return ""
    last = petition.objections[-1]
    if last.answer is None:
        return f"已于{last.on}提出异议，尚未答复；异议不中止本期限。"
    return f"异议于{last.answer.on}有结果（{ANSWERS[last.answer.outcome]}），期限没有中止，仍自收到之日起计算。"


def _asked_for(petition: Petition, letter: str) -> str:
    """The letter that asked for the report, and the sender's later word on its day."""
    last = petition.result_days[-1] if petition.result_days else None
    return f"{letter}{last.on}{RESULT_DAYS[last.why]}，" if last else letter
