"""What came down to the desk (下发件): read in, shown as duties, taken up by a person."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from app.answering import arrival_seen
from app.answers import ArrivalSeen, Changes
from app.desk.looking import Looking
from app.desk.needs import needs
from app.domain import arrival_clocks, shape
from app.domain.covering import covered_arrival, covered_people, restored
from app.domain.entries import Entry
from app.domain.errors import ExchangeError
from app.domain.petition import Petition
from app.domain.records.dispatch import KEY, Arrival, NextKey, words_of
from app.domain.rights import Right
from app.domain.steps import arrival as arriving
from app.domain.steps.desk import Paired
from app.domain.steps.register import Register
from app.domain.steps.step import Step, check_day, refuse_no_right
from app.exchange import desk_side, dispatches, superior
from app.exchange.dispatches import Chained, Held
from app.exchange.format import peek
from app.exchange.keys import KeyCard, fingerprint
from app.exchange.medium import read_small
from app.exchange.opening import open_package
from app.exchange.succession import former_of, offered_card, prove_succession
from app.storage.arrivals import no_such_arrival
from app.storage.database import broken_surroundings
from app.writer import Writer

LARGEST = 64 * 1024 * 1024  # bytes of a package of dispatches, and of its part: letters, a few data files, a card


class Arriving(Looking):
    """Reads packages of dispatches in, answers what waits, and writes down what became of each."""

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def arrivals(self, *, all_of_them: bool = False) -> tuple[ArrivalSeen, ...]:
        """What came down and waits to be taken up, with its clocks, the most urgent first; or everything that came."""
        found = self._petitions.arrivals.all(taken_too=all_of_them)
        return self._arrivals_seen(found)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def arrival(self, ref: str) -> ArrivalSeen:
        """One of them, the details of persons masked. Raises RuleBroken("no-such-arrival")."""
        found = self._arrival(ref)
        seen = self._arrivals_seen((found,))[0]
        self._looked("open", seen.number, what=arriving.dispatch_of(found))
        return seen

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def registration(self, ref: str) -> dict[str, Any]:
        """What the registration of a matter that came down is filled with: field -> value. Writes nothing.

        Raises RuleBroken: no-such-arrival, arrival-no-matter, arrival-taken.
        """
        found = self._arrival(ref)
        arriving.refuse_taken(found)
        filled = arriving.registration(found)
        self._looked("open", what=arriving.dispatch_of(found))
        return msgspec.structs.asdict(msgspec.structs.replace(filled, petitioners=covered_people(filled.petitioners)))

    @needs(Right.REGISTER)
    def set_aside(self, ref: str, step: arriving.SetAside) -> Changes:
        """Nothing is to be done about an arrival, and why. Raises RuleBroken: no-such-arrival, arrival-taken."""
        shape.check(step)
        with self._writing() as writer:
            refuse_no_right(type(step), self._context(writer.today))
            found = self._arrival(ref)
            known = self._find_seen(step.number.strip()) if step.number.strip() else None
            day = step.day(self._context(writer.today))
            check_day(day, writer.today, (found.on, "收到下发件之日"))
            self._write_taken(writer, found, arriving.set_aside(found, step, known), day)
        return self._changes(writer)

    # Reading in

    def _receive_dispatches(self, path: Path) -> desk_side.Received:
        """Take in a package of dispatches: every check, then one transaction."""
        peers = self.peers()
        data = read_small(path, LARGEST)
        keys = self._ring.opening(peek(data).keys.seal)
        with broken_surroundings():
            cards = superior.senders(self._db, peers, peek(data))
        package = open_package(data, keys=keys, me=self.station, senders=cards, most=LARGEST)
        header = package.header
        if dispatches.PART not in package.parts:
            raise ExchangeError("dispatch-damaged", "下发包中没有下发件，没有采用。请下发单位重新出具。")
        name = peers[header.sender].name
        found = dispatches.read_part(package.parts[dispatches.PART], header)
        kept = self._petitions.arrivals
        held = Held(*kept.held(header.sender, header.epoch))
        known = kept.hashes(header.sender, header.epoch, header.first, header.last)
        fresh = dispatches.new_ones(found, held, known, name)
        if fresh:
            self._refuse_former_key(cards[header.sender], peers[header.sender])
            with self._writing() as writer:
                self._db.conn.execute(
                    "INSERT OR IGNORE INTO packages_received VALUES (?, ?, ?, ?, ?)",
                    (
                        hashlib.sha256(data).hexdigest(),
                        header.kind,
                        header.sender,
                        writer.moment.isoformat(timespec="seconds"),
                        data,
                    ),
                )
                for one in fresh:
                    entry = self._write_arrived(writer, one, name)
                    if one.dispatch.kind == KEY:
                        self._follow_key(writer, entry)
        return desk_side.Received(
            kind=header.kind, sender=header.sender, last=header.last, new=bool(fresh), words=_words(fresh, name)
        )

    @broken_surroundings()
    def _refuse_former_key(self, signed_by: KeyCard, known: KeyCard) -> None:
        """A superior that has answered with its newest key signs nothing new with one before."""
        if signed_by != known and superior.has_heard(self._db, known):
            raise ExchangeError(
                "package-key-former",
                f"下发包由{known.name}的旧密钥签名，该单位已改用新密钥，没有采用，本台数据没有改动。请该单位重新出具。",
                sender=known.code,
            )

    def _follow_key(self, writer: Writer, entry: Entry) -> None:
        """Take over the superior's next card, for which the card that is known here vouches.

        One that a person has taken in already, or that is older than what is here, changes nothing; one that follows
        from another card than ours (a telephone has overtaken it) is left to a person. Raises
        ExchangeError("dispatch-content") for a damaged one; nothing of the package is kept then.
        """
        found = arriving.arrival_of(entry)
        known, told = self.peers()[found.sender], found.told
        if not isinstance(told, NextKey):  # of a newer version: it waits for that
            return
        before = (known, *self._former_cards(known))
        vouching = next((one for one in before if one.sign_key == former_of(told.succession)), known)
        try:
            card, text = prove_succession(told.succession, vouching)
        except ExchangeError as refused:
            another = offered_card(told.succession) != known
            if another and refused.code == "succession-stranger":
                return  # a duty until a person has compared by telephone; what comes after it is not held up
            if another:
                raise ExchangeError(
                    "dispatch-content",
                    f"第 {found.seq} 号下发件不能采用，整包没有采用，本台数据没有改动。{refused.message}",
                    seq=found.seq,
                    kind=KEY,
                    problem=refused.code,
                ) from None
            card = known
        followed = vouching == known and card != known
        if followed:
            writer.write(
                "",
                writer.today,
                Paired(
                    code=card.code,
                    name=card.name,
                    fingerprint=fingerprint(card),
                    card=text,
                    followed=fingerprint(known),
                ),
            )
        note = f"已采用，新指纹{fingerprint(card)}" if followed else "本台已有此公钥卡或者更新的，没有变化"
        self._write_taken(writer, found, arriving.followed(found, note), writer.today)

    def _write_arrived(self, writer: Writer, one: Chained, name: str) -> Entry:
        told = one.dispatch
        here = bool(told.petition) and self._held(told.petition)
        facts = arriving.Arrived(
            dispatch=told.id,
            sender=told.sender,
            sender_name=name,
            epoch=told.epoch,
            seq=told.seq,
            hash=one.hash,
            brings=told.kind,
            about=told.petition,
            issued_at=told.at,
            issued_by=told.officer,
            content=told.content,
        )
        return writer.write(told.petition if here else "", writer.today, facts)

    # Taking up

    def _take_up(self, writer: Writer, ref: str, step: type[Step], petition: Petition | None) -> None:
        """What became of an arrival, beside the step that it led to."""
        if not ref or petition is None:
            return
        found = self._arrival(ref)
        facts = arriving.taken_up(found, step, petition.number, petition.id)
        if facts is not None:
            self._write_taken(writer, found, facts, writer.today)

    def _take_up_data(self, ref: str, note: str) -> None:
        """A data file that came down was taken in, or is here already."""
        found = self._arrival(ref)
        facts = arriving.taken_in(found, note)
        with self._writing() as writer:
            self._write_taken(writer, found, facts, writer.today)

    def _write_taken(self, writer: Writer, found: Arrival, facts: arriving.TakenUp, day: dt.date) -> None:
        here = found.here and self._held(found.about)
        writer.write(found.about if here else "", day, facts)

    def _held(self, petition: str) -> bool:
        """Whether a petition is with this desk and not on its way: an entry on any other would stand beside."""
        if not self._petitions.has(petition):
            return False
        found = self._petitions.by_id(petition)
        return not found.away_from(self.station) and found.waiting_transfer is None

    def _filled_from(self, ref: str, step: type[Step], petition: Petition) -> dict[str, Any]:
        """What an arrival says for the form of a step, {} without one."""
        return arriving.filled(self._arrival(ref), step, petition) if ref else {}

    def _people_behind(self, ref: str, step: Register) -> Register:
        """A registration that was filled with the masked people of an arrival, with what is behind them."""
        originals = arriving.registration(self._arrival(ref)).petitioners
        return msgspec.structs.replace(step, petitioners=restored(step.petitioners, originals))

    # Seeing

    def _arrival(self, ref: str) -> Arrival:
        """Raises RuleBroken("no-such-arrival") also for one that the officer does not see."""
        found = self._petitions.arrivals.load(ref)
        if not self._sees_arrival(found):
            raise no_such_arrival(ref)
        return found

    def _sees_arrival(self, arrival: Arrival) -> bool:
        """What is about no petition here is for those who see all of them."""
        if not arrival.here:
            return self._only is None
        return self._sees(self._petitions.by_id(arrival.about))

    def _arrivals_seen(self, found: Iterable[Arrival]) -> tuple[ArrivalSeen, ...]:
        today = self.today()
        seen = [self._arrival_seen(one, today) for one in found if self._sees_arrival(one)]
        return tuple(sorted(seen, key=lambda one: one.clocks[0].effective if one.clocks else dt.date.max))

    def _arrival_seen(self, arrival: Arrival, today: dt.date) -> ArrivalSeen:
        waiting = arrival.taken is None
        clocks = arrival_clocks.clocks_of(arrival, self.periods, self.calendar, today) if waiting else ()
        known = arrival.here or (arrival.about and self._petitions.has(arrival.about))
        petition = self._petitions.by_id(arrival.about) if known else None
        return arrival_seen(
            arrival,
            covered_arrival(arrival),
            petition,
            step=arriving.step_for(arrival) if waiting else "",
            before=arriving.before(arrival) if waiting else "",
            clocks=clocks,
            why=arrival_clocks.why(arrival, clocks) if waiting else "",
            today=today,
        )


def _words(fresh: list[Chained], name: str) -> str:
    """What came, for people: 收到某县信访局下发件2件：交办事项1件，催办1件."""
    if not fresh:
        return "此包内容此前已收，没有变化。"
    counted = Counter(words_of(one.dispatch.kind, one.dispatch.content) for one in fresh)
    listed = "，".join(f"{words}{count}件" for words, count in counted.items())
    return f"收到{name}下发件{len(fresh)}件：{listed}。已列入“接待—现在要做”，请逐件办理。"
