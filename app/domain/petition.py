"""A petition (信访事项) as it stands: the fold of its entries. Nothing is edited; an entry makes a new one."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from app.domain.codes import NOTICES, Category, Channel, Stage
from app.domain.papers import PAPERS
from app.domain.records.archiving import Archiving
from app.domain.records.attachment import Attachment
from app.domain.records.competence import Acceptance, Notice
from app.domain.records.correction import Correction
from app.domain.records.custody import BesideDecision, Transfer
from app.domain.records.denunciation import Denounced
from app.domain.records.dispute import CompetenceDispute
from app.domain.records.ending import Closing, Reopening, Termination, Withdrawal
from app.domain.records.follow_up import FollowUp
from app.domain.records.fulfilment import Fulfilment
from app.domain.records.hand_over import HandOver
from app.domain.records.handling import Assignment, Extension, Investigation
from app.domain.records.hearing import Hearing, HearingRight
from app.domain.records.leader import Instruction, LeadCase
from app.domain.records.link import Link
from app.domain.records.mediation import Mediation
from app.domain.records.numbers import Voiding, VoidNumber
from app.domain.records.objection import Objection, ObjectionAnswer
from app.domain.records.opinion import Issue, Opinion, Round
from app.domain.records.origin import Origin, ResultDay
from app.domain.records.petitioner import Contact, Material, Petitioner
from app.domain.records.reception import Reception
from app.domain.records.record import Group, Made, Record, records_in, sequence, station_of
from app.domain.records.recusal import Recusal, plain
from app.domain.records.reply import Reply
from app.domain.records.review import Review
from app.domain.records.review_case import ReviewCase
from app.domain.records.sent_down import BodyReport, ReportUp
from app.domain.records.service import Service
from app.domain.records.simplified import Ordinary
from app.domain.records.supervision import Demand, Feedback, Supervision
from app.domain.records.suspension import Suspension
from app.domain.records.urgent import UrgentReport


class Petition(msgspec.Struct, frozen=True, kw_only=True):
    """One matter (件), with everything that was done about it."""

    id: str
    number: str
    title: str
    channel: Channel
    category: Category
    source: str
    content_class: str
    place: str
    petitioners: tuple[Petitioner, ...]
    head_count: int
    requests: tuple[str, ...]
    facts: str
    reasons: str
    materials: tuple[Material, ...]
    oral: bool
    identity_unclear: bool
    received_on: dt.date
    registered_at: str
    first_contact: str  # 首问责任人: stays for ever
    query_code_hash: str
    station: str
    contacts: tuple[Contact, ...]
    hand_overs: tuple[HandOver, ...] = ()
    acceptance: Acceptance | None = None
    notice: Notice | None = None
    assignments: tuple[Assignment, ...] = ()
    investigations: tuple[Investigation, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    mediations: tuple[Mediation, ...] = ()
    extension: Extension | None = None
    opinion: Opinion | None = None
    reply: Reply | None = None
    supervisions: tuple[Supervision, ...] = ()
    feedbacks: tuple[Feedback, ...] = ()
    demands: tuple[Demand, ...] = ()
    urgent_reports: tuple[UrgentReport, ...] = ()
    services: tuple[Service, ...] = ()
    closing: Closing | None = None
    archive: Archiving | None = None
    corrections: tuple[Correction, ...] = ()
    origin: Origin | None = None  # None: raised here directly
    links: tuple[Link, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    objections: tuple[Objection, ...] = ()
    report_up: ReportUp | None = None
    receptions: tuple[Reception, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    termination: Termination | None = None
    lead_cases: tuple[LeadCase, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    report: BodyReport | None = None  # of the body to which it was assigned
    ordinary: Ordinary | None = None
    reviews: tuple[Review, ...] = ()
    earlier_rounds: tuple[Round, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    void_numbers: tuple[VoidNumber, ...] = ()
    voided: Voiding | None = None
    hearing_rights: tuple[HearingRight, ...] = ()
    disputes: tuple[CompetenceDispute, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    result_days: tuple[ResultDay, ...] = ()
    denounced: Denounced | None = None  # of a denunciation alone
    review_case: ReviewCase | None = None  # a request for review that our office decides
    suspensions: tuple[Suspension, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    transfers: tuple[Transfer, ...] = ()  # from one desk to another
    besides: tuple[BesideDecision, ...] = ()
    entries: int = 1
    last_ref: str = ""

    @property
    def registered_on(self) -> dt.date:
        """The day it was registered: the receipt is made on that day, however late after `received_on`."""
        return dt.datetime.fromisoformat(self.registered_at).date()

    @property
    def from_above(self) -> Origin | None:
        """The origin of a matter that was transferred or assigned from above (第二十三条第三款), else None."""
        return self.origin if self.origin and self.origin.above else None

    @property
    def result_due(self) -> dt.date | None:
        """By which day the sender wants the report, as it said last; None where it set no day."""
        if self.result_days:
            return self.result_days[-1].due
        return self.from_above.result_due if self.from_above else None

    @property
    def open_objection(self) -> Objection | None:
        """The objection that waits for the sender's answer."""
        last = self.objections[-1] if self.objections else None
        return last if last and last.answer is None else None

    @property
    def returned(self) -> ObjectionAnswer | None:
        """The sender's word that the matter goes back (第二十三条第三款)."""
        answer = self.objections[-1].answer if self.objections else None
        return answer if answer and answer.outcome == "agreed" else None

    @property
    def open_dispute(self) -> CompetenceDispute | None:
        """The dispute about who accepts the matter that is not decided yet (第二十四条)."""
        last = self.disputes[-1] if self.disputes else None
        return last if last and last.decision is None else None

    @property
    def competent_elsewhere(self) -> str:
        """The body that is to accept the matter by the last decision of a dispute, "" when it is ours or undisputed."""
        decision = self.disputes[-1].decision if self.disputes else None
        return decision.competent if decision and decision.outcome == "other" else ""

    @property
    def withdrawn(self) -> frozenset[int]:
        """The numbers of the petitioners who took the matter back (撤回)."""
        if any(one.for_all for one in self.withdrawals):
            return frozenset(range(1, len(self.petitioners) + 1))
        return frozenset(number for one in self.withdrawals for number in one.petitioners)

    @property
    def all_withdrawn(self) -> bool:
        """Everybody took it back: each one by name, and whoever was only counted by those who act for all."""
        if any(one.for_all for one in self.withdrawals):
            return True
        return len(self.withdrawn) == len(self.petitioners) >= self.head_count

    @property
    def remaining(self) -> tuple[int, ...]:
        """The numbers of the petitioners whose matter it still is; of all of them once nobody remained."""
        everybody = tuple(range(1, len(self.petitioners) + 1))
        gone = self.withdrawn
        return tuple(n for n in everybody if n not in gone) or everybody

    @property
    def addressee_numbers(self) -> tuple[int, ...]:
        """Whom papers are served on, by number from 1: the representatives, else every petitioner that remained."""
        remaining = self.remaining
        chosen = tuple(n for n in remaining if self.petitioners[n - 1].representative)
        return chosen or remaining

    def as_on(self, day: dt.date) -> Petition:
        """The petition with its petitioners as they were on a day: who took it back later is still one of them."""
        until = tuple(one for one in self.withdrawals if one.on <= day)
        return self if len(until) == len(self.withdrawals) else msgspec.structs.replace(self, withdrawals=until)

    @property
    def addressees(self) -> tuple[Petitioner, ...]:
        """The petitioners behind `addressee_numbers`."""
        return tuple(self.petitioners[n - 1] for n in self.addressee_numbers)

    @property
    def handler(self) -> str:
        """Who handles the matter now, "" when nobody is named yet."""
        if self.assignments:
            return self.assignments[-1].handler
        return self.acceptance.handler if self.acceptance else ""

    @property
    def office(self) -> str:
        """Which office handles the matter now, "" when none is named yet."""
        if self.assignments:
            return self.assignments[-1].office
        return self.acceptance.office if self.acceptance else ""

    @property
    def co_handlers(self) -> tuple[str, ...]:
        """Who helps to handle it now (协办), without those who are kept out."""
        helped = self.assignments[-1].co_handlers if self.assignments else ()
        return tuple(name for name in helped if plain(name) not in self.recused)

    @property
    def recused(self) -> frozenset[str]:
        """The names (without spaces) of those who are kept out of the matter (回避)."""
        return frozenset(plain(one.person) for one in self.recusals if one.granted)

    @property
    def handler_recused(self) -> bool:
        """The handler is kept out, and nobody was named in their place yet."""
        return plain(self.handler) in self.recused

    @property
    def simplified(self) -> bool:
        """It is handled by the simplified procedure (简易办理) now."""
        return self.acceptance is not None and self.acceptance.simplified and self.ordinary is None

    @property
    def supported(self) -> tuple[int, ...]:
        """The numbers of the requests that the issued opinion supports (第三十二条)."""
        opinion = self.opinion
        if opinion is None or opinion.issue is None:
            return ()
        return tuple(sorted(one.request for one in opinion.draft.results if one.result == "support"))

    @property
    def followed_up(self) -> tuple[Fulfilment, ...]:
        """What was recorded of the carrying out of the opinion that holds, not of one before it."""
        issue = self.opinion.issue if self.opinion else None
        if issue is None:
            return ()
        return tuple(one for one in self.fulfilments if self.stands(one.ref) > self.stands(issue.ref))

    @property
    def unfulfilled(self) -> tuple[int, ...]:
        """The supported requests that were not carried out yet (落实)."""
        done = {one.request for one in self.followed_up if one.state == "done"}
        return tuple(number for number in self.supported if number not in done)

    def promised(self, number: int) -> tuple[dt.date, str] | None:
        """By which day a supported request is to be carried out, and the entry that says so; None without a day."""
        for one in reversed(self.followed_up):
            if one.request == number and one.next_on:
                return one.next_on, one.ref
        issue = self.opinion.issue if self.opinion else None
        return (issue.fulfil_by, issue.ref) if issue and issue.fulfil_by else None

    @property
    def standing_contacts(self) -> tuple[Contact, ...]:
        """The contacts that count here: not those that were split off."""
        return tuple(contact for contact in self.contacts if contact.standing)

    @property
    def unregistered(self) -> tuple[tuple[int, Contact], ...]:
        """Place, from 1, and contact of every one that was split off and is registered nowhere yet."""
        return tuple((place, contact) for place, contact in enumerate(self.contacts, 1) if contact.unregistered)

    @property
    def standing_links(self) -> tuple[Link, ...]:
        """The links to earlier petitions that were not undone."""
        return tuple(link for link in self.links if link.undone_on is None)

    @property
    def mediation(self) -> Mediation | None:
        """The last attempt to mediate: agreed to or refused, going on, settled or failed (第三十三条)."""
        return self.mediations[-1] if self.mediations else None

    @property
    def open_hearing(self) -> Hearing | None:
        """The hearing that was announced and is neither concluded nor called off."""
        last = self.hearings[-1] if self.hearings else None
        return last if last is not None and last.ended_on is None else None

    @property
    def suspended(self) -> Suspension | None:
        """The suspension of the handling that was not ended by its resumption."""
        last = self.suspensions[-1] if self.suspensions else None
        return last if last is not None and last.resumed is None else None

    @property
    def at_rest(self) -> bool:
        """Closed, and nothing of it is waited for: no answer to a body above, no review, no promise of the opinion, no
        registration of a contact that was split off.
        """
        if self.closing is None or self.awaits_answer or self.under_review or self.unregistered:
            return False
        return not any(self.promised(number) for number in self.unfulfilled)

    @property
    def waiting_transfer(self) -> Transfer | None:
        """The hand-over to another desk that was not answered yet."""
        last = self.transfers[-1] if self.transfers else None
        return last if last and not last.taken_ref else None

    @property
    def holder(self) -> str:
        """The code of the desk that holds the petition: the one that took it over last, else where it was registered.

        While it is on its way that is the one that gave it.
        """
        taken = [one.to for one in self.transfers if one.taken_ref and not self._sent_back(one)]
        return taken[-1] if taken else self.station

    @property
    def holder_name(self) -> str:
        """The name of that desk as the hand-overs say it, "" where there was none."""
        return self.desk_name(self.holder)

    def desk_name(self, code: str) -> str:
        """The name of a desk as the hand-overs say it, "" where none names it."""
        named = {
            code: name for one in self.transfers for code, name in ((one.giver, one.giver_name), (one.to, one.to_name))
        }
        return named.get(code, "")

    def away_from(self, desk: str) -> bool:
        """Whether another desk than this one holds it."""
        return bool(self.transfers) and self.holder != desk

    def held_on(self, day: dt.date) -> str:
        """The desk that held the petition at the end of a day, as far as is known here."""
        holder = self.station
        for one in self.transfers:
            if one.taken_on and one.taken_on <= day and not self._sent_back(one):
                holder = one.to
        return holder

    def was_held_by(self, desk: str) -> bool:
        """Whether this desk holds it or held it once."""
        return desk == self.station or any(
            one.to == desk and one.taken_ref and not self._sent_back(one) for one in self.transfers
        )

    def _sent_back(self, transfer: Transfer) -> bool:
        """Whether a hand-over was answered by sending the petition back."""
        return any(one.returned and one.ref == transfer.taken_ref for one in self.transfers)

    def stands(self, ref: str) -> tuple[int, int, int]:
        """Where an entry of this petition stands among the others: which desk's turn, epoch, place in its line."""
        if not self.transfers:
            return (0, *sequence(ref))
        at, written = 0, sequence(ref)
        for turn, one in enumerate(self.transfers, 1):
            if one.taken_ref and one.to == station_of(ref) and sequence(one.taken_ref) <= written:
                at = turn
        return (at, *written)

    @property
    def awaits_answer(self) -> bool:
        """Whether an answer is owed by a day that somebody set: also of a petition that is closed."""
        owed = any(one.open for one in self.supervisions) or any(one.open for one in self.receptions)
        return owed or any(one.open for one in self.demands if not self.overtaken(one))

    def overtaken(self, demand: Demand) -> str:
        """Why the day of a demand no longer counts: it was repeated, or the matter was closed since; else ""."""
        if demand.demand != "improve":
            same = [one for one in self.demands if one.body == demand.body and one.demand != "improve"]
            if same[-1].ref != demand.ref:
                return f"已于{same[-1].on}再次发函（{same[-1].number}）"
        closing = self.closing
        return f"已于{closing.on}办结" if closing and self.stands(closing.ref) > self.stands(demand.ref) else ""

    @property
    def open_hand_over(self) -> HandOver | None:
        """The hand-over that waits for its receiver's answer."""
        last = self.hand_overs[-1] if self.hand_overs else None
        return last if last is not None and last.answered_on is None else None

    @property
    def now_responsible(self) -> str:
        """Who answers for the matter today: the handler, else the confirmed receiver, else the first contact."""
        confirmed = [h.confirmed_by for h in self.hand_overs if h.confirmed_on is not None]
        return self.handler or (confirmed[-1] if confirmed else self.first_contact)

    @property
    def decision(self) -> tuple[str, dt.date] | None:
        """The first decision on the petition (第二十三条): its Chinese name and its day, None while there is none."""
        if self.acceptance:
            return "受理", self.acceptance.on
        if self.notice:
            return NOTICES[self.notice.kind], self.notice.on
        if self.reply:
            return "答复", self.reply.on
        back = self.returned
        return ("经核实同意退回", back.on) if back else None

    @property
    def made(self) -> tuple[Made, ...]:
        """Every paper that was made, in the order of making."""
        records = sorted(self._records(), key=lambda record: (record.on, self.stands(record.ref)))
        places: Counter[str] = Counter()
        void = {one.number for one in self.void_numbers}
        found = []
        for record in records:
            for code, number in record.papers():
                places[code] += 1
                key = code if places[code] == 1 else f"{code}.{places[code]}"
                unit = getattr(record, "unit", "")
                found.append(Made(key, number, record.on, unit, record.ref, bool(number) and number in void))
        return tuple(found)

    def _records(self) -> Iterator[Record]:
        """Every record that made a paper."""
        for name in RECORDED:
            value = getattr(self, name)
            if value:
                yield from (one for one in records_in(value) if one.papers())

    @property
    def outgoing(self) -> dict[str, tuple[str, dt.date]]:
        """Key -> number and day of every paper made for the petitioners so far, in the order of making.

        A paper with a void number is not there until it has a new one, and counts from the day on which it got it.
        """
        again = {one.replaced_by: one.replaced_on for one in self.void_numbers}
        return {
            paper.key: (paper.number, again.get(paper.number) or paper.on)
            for paper in self.made
            if PAPERS[paper.code].to == "petitioner" and not paper.void
        }

    @property
    def told_on(self) -> dt.date | None:
        """The day on which the last addressee was told in writing (第二十三条第二款), None before: by the first paper
        that tells, or by the notice that the handling was ended.
        """
        if not self.services:
            return None
        first = next((paper.key for paper in self.made if PAPERS[paper.code].tells and not paper.void), "")
        told = (self.served_on_all(key) for key in (first, "F25"))
        return min(filter(None, told), default=None)

    @property
    def last_paper(self) -> str:
        """F-code of the paper that ends the matter for its petitioners once they have it, "" while it is not made.

        An application to act (第三十一条第五项) is ended by its reply, not by the notice of the route.
        """
        if self.termination:
            return "F25"
        if self.reply:
            return self.reply.paper
        if self.notice:
            return "" if self.notice.route == "31-5" else self.notice.paper
        return self.opinion_key if self.opinion and self.opinion.issue else ""

    @property
    def round(self) -> int:
        """Which opinion is in the making or in force: 1, and one more each time a review annulled one."""
        return len(self.earlier_rounds) + 1

    @property
    def opinion_key(self) -> str:
        """Key of the opinion of this round: F12, or F12.2 once the first was annulled; F17 or F18 of a review."""
        if self.review_case:
            return self.review_case.opinion_code
        return "F12" if self.round == 1 else f"F12.{self.round}"

    def with_opinion(self, key: str) -> Petition:
        """The petition with the opinion of this key in force, as it was before a review annulled it."""
        for place, ended in enumerate(self.earlier_rounds, 1):
            if key == ("F12" if place == 1 else f"F12.{place}"):
                return msgspec.structs.replace(self, opinion=ended.opinion)
        return self

    @property
    def first_issue(self) -> Issue | None:
        """The first opinion that was issued: it met the period for handling, whatever became of it."""
        first = self.earlier_rounds[0].opinion if self.earlier_rounds else self.opinion
        return first.issue if first else None

    @property
    def superseded(self) -> frozenset[str]:
        """Keys of the opinions that a review annulled: nobody is served with them any more."""
        places = range(1, self.round)
        return frozenset("F12" if place == 1 else f"F12.{place}" for place in places)

    @property
    def under_review(self) -> tuple[Review, ...]:
        """The reviews of the opinion in force that are not decided yet."""
        return tuple(one for one in self.reviews if one.open and one.round == self.round)

    def served(self, paper: str) -> dict[int, dt.date]:
        """Number of the petitioner -> day on which this paper (by its key) was served on them."""
        return {s.to: s.on for s in self.standing_services if s.paper == paper}

    @property
    def standing_services(self) -> tuple[Service, ...]:
        """The services that count: not those of a number that became void."""
        if not self.void_numbers:
            return self.services
        void = {one.number for one in self.void_numbers}
        return tuple(service for service in self.services if service.number not in void)

    def renumbered(self, void: str, number: str) -> Petition:
        """The same with a new 文号 on the paper whose number became void; services keep the number they had."""
        changed = {name: _renumbered(getattr(self, name), void, number) for name in self.__struct_fields__}
        return msgspec.structs.replace(self, **changed)

    def served_on_all(self, paper: str) -> dt.date | None:
        """The day on which the last addressee had this paper, None while one is missing."""
        days = self.served(paper)
        wanted = set(self.addressee_numbers)
        return max(days[number] for number in wanted) if wanted and wanted <= days.keys() else None

    @property
    def stage(self) -> Stage:
        """The stage, computed from what is there."""
        if self.under_review:
            return "under_review"
        if self.voided:
            return "voided"
        if self.archive:
            return "archived"
        if self.closing:
            return "closed"
        if self.termination:
            return "terminated"
        if self.reply:
            return "replied"
        if self.opinion:
            return self._opinion_stage(self.opinion)
        if self.assignments or self.earlier_rounds:
            return "handling"
        if self.acceptance:
            return "accepted"
        if self.notice:
            return "notified"
        return "returned" if self.returned else "registered"

    def _opinion_stage(self, opinion: Opinion) -> Stage:
        if opinion.issue:
            return "served" if self.served_on_all(self.opinion_key) else "issued"
        return "approved" if opinion.approval and opinion.approval.agreed else "drafted"

    @property
    def who(self) -> str:
        """The petitioners in short: "张三", "张三等12人"."""
        first = self.addressees[0].name
        several = max(self.head_count, len(self.petitioners))
        return f"{first}等{several}人" if several > 1 and self.addressees[0].kind == "person" else first


def _holds_records(annotation: str) -> bool:
    """Whether a field's type names a record, alone or in a tuple."""
    kinds = (globals().get(name) for name in re.findall(r"\w+", annotation))
    return any(isinstance(kind, type) and issubclass(kind, Record | Group) for kind in kinds)


# The fields in which papers are looked for: whoever goes through many petitions asks each what was made.
RECORDED = tuple(name for name, kind in Petition.__annotations__.items() if _holds_records(kind))


def _renumbered(value: Any, void: str, number: str) -> Any:
    """A record that made the paper with the void number bears the new one, wherever it lies; all else stays."""
    if isinstance(value, tuple):
        return tuple(_renumbered(one, void, number) for one in value)
    if not isinstance(value, msgspec.Struct):
        return value
    inside = {name: _renumbered(getattr(value, name), void, number) for name in value.__struct_fields__}
    value = msgspec.structs.replace(value, **inside)
    if isinstance(value, Record) and any(void == bears for _code, bears in value.papers()):
        return value.renumbered(void, number)
    return value
