"""The steps that the desk takes: each is decided, written and folded in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app import setup
from app.answering import late_notice, warnings_of
from app.answers import Changes
from app.desk.needs import needs
from app.desk.questions import Questions
from app.domain import shape
from app.domain.covering import restored
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.records.officer import active
from app.domain.rights import USUAL, Right
from app.domain.steps import split, split_from, table
from app.domain.steps.denunciation import APART
from app.domain.steps.desk import Described
from app.domain.steps.links import LinkEarlier
from app.domain.steps.register import Register
from app.domain.steps.step import DeskStep, Step, refuse_no_right
from app.writer import Writer


class Steps(Questions):
    """Register, run, describe."""

    @needs()
    def read_step(self, name: str, data: bytes | dict[str, Any]) -> Step:
        """The step behind a name and its JSON. Raises RuleBroken naming every wrong field."""
        return shape.read(table.step_type(name), data)

    @needs()
    def register(self, step: Register, links: Sequence[LinkEarlier] = (), *, arrival: str = "") -> Changes:
        """Register a new petition; the changes carry its number, query code and deadlines.

        Ask for `candidates` first: this writes at once. `links` join it to earlier ones, all together or not at all.
        `arrival` is the matter that came down and is taken up by this.
        """
        if not arrival:
            return self._register(step, links)
        if step.category == APART:  # what was made of it is told to the sender, and stands in the journal for all
            self._typed_only()
            raise RuleBroken(
                "denunciation-linked",
                "下发件不登记为检举控告。请由专门权限人员单独密封登记，再对下发件办理“不另行办理”，不写编号。",
                field="category",
            )
        known = self._people_behind(arrival, step)
        return self._register(known, links, lambda writer: self._take_up(writer, arrival, Register, writer.petition))

    def _register(
        self, step: Register, links: Sequence[LinkEarlier] = (), then: Callable[[Writer], None] | None = None
    ) -> Changes:
        """Register; what `then` writes is in the same transaction."""
        if step.category == APART:
            self._typed_only()  # also where it is refused: nothing of what was typed is kept
        for given in (step, *links):
            shape.check(given)
        step = self._unmasked(step)
        with self._writing() as writer:
            context = self._context(writer.today)
            if step.category == APART and links:
                raise RuleBroken("denunciation-linked", "检举控告单独登记，不与其他事项关联。", field="links")
            for facts in table.decide_new(step, context):
                writer.write(None, step.day(context), facts)
            if then is not None:
                then(writer)
            self._join_split(writer, step)
            for link in links:
                self._take(writer, self._changes(writer).number, link)
        self._typed_only()
        changes = self._changes(writer)
        warnings, late = warnings_of(step, writer.today), late_notice(step, writer.today)
        return msgspec.structs.replace(
            changes,
            query_code=self._query_code(changes.number),
            notices=(*changes.notices, *warnings, *late, *self._gone(step)),
        )

    def _gone(self, step: Register) -> tuple[str, ...]:
        """Villages that are called otherwise now: what was said is registered, and this is said."""
        names = (step.place, step.origin.village if step.origin else "")
        told = (self.divisions.told(name, self.today()) for name in dict.fromkeys(names) if name)
        return tuple(f"{one}，按所填登记。" for one in told if one)

    def _unmasked(self, step: Register) -> Register:
        """A registration that was filled with the masked people of an earlier petition, with what is behind them."""
        if step.split_from is None:
            return step
        known = self._petitions.find(step.split_from.number)
        people = restored(step.petitioners, known.petitioners if known else ())
        return msgspec.structs.replace(step, petitioners=people)

    @needs()
    def run(self, number: str, step: Step, *, arrival: str = "") -> Changes:
        """Take one step on a petition: decide, write, fold, all in one transaction or not at all.

        `arrival` is what came down and is the reason for it; it is taken up by it.
        """
        shape.check(step)
        with self._writing() as writer:
            self._take(writer, number, step)
            self._take_up(writer, arrival, type(step), writer.petition)
        changes = self._changes(writer)
        remains = step.leaves_open(changes.petition) if changes.petition else ()
        return msgspec.structs.replace(changes, remains=remains)

    @needs()
    def read_desk_step(self, name: str, data: bytes | dict[str, Any]) -> DeskStep:
        """The step of the desk itself behind a name and its JSON. Raises RuleBroken as `read_step` does."""
        return shape.read(table.desk_step_type(name), data)

    @needs()
    def run_desk(self, step: DeskStep) -> Changes:
        """Take one step of the desk itself, about no petition (DESK_STEPS)."""
        shape.check(step)
        with self._writing() as writer:
            context = self._context(writer.today)
            for facts in table.decide_desk(step, context):
                writer.write("", step.day(context), facts)
        self._read_anew()
        return self._changes(writer)

    @needs(Right.ADMINISTER)
    def describe(self, office: Office, officers: tuple[str, ...]) -> Changes:
        """Change the office's data; what was printed before keeps what stood on it.

        Who is new among `officers` gets the usual roles. Raises RuleBroken("no-right"), RuleBroken
        ("officer-left-out") when somebody is left out: who leaves is revoked, with the reason.
        """
        shape.check(office)
        setup.check_patterns(office)
        setup.check_region(office, self.regions.titles)
        setup.check_officers(officers)
        if office.station != self.station:
            raise RuleBroken("station-fixed", f"台号 {self.station} 启用后不能更改。")
        with self._writing() as writer:
            writer.write(
                "", writer.today, Described(office=office, officers=officers, roles=self._usual_roles(officers))
            )
        self._read_anew()
        return self._changes(writer)

    def _usual_roles(self, officers: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The roles of who is new; none while no roles are assigned at this desk."""
        here = active(self.staff)
        if not any(one.roles for one in here):
            return {}
        gone = [one.name for one in here if one.name not in officers]
        if gone:
            raise RuleBroken(
                "officer-left-out",
                f"名单中缺少{'、'.join(gone)}。工作人员离岗的，请在“工作人员”中停用并写明事由。",
                officers=gone,
            )
        return {name: USUAL for name in officers if name not in self.officers}

    def _join_split(self, writer: Writer, step: Register) -> None:
        """Where it comes from a contact that was split off: both petitions know of each other."""
        new = writer.petition
        if step.split_from is None or new is None:
            return
        old, contact = split_from.found(step.split_from, self._context(writer.today))
        writer.write(old.id, writer.today, split.of_old(contact, new.number))
        for day, facts in split.of_new(old, step.split_from.contact):
            writer.write(new.id, day or writer.today, facts)

    def _take(self, writer: Writer, number: str, step: Step) -> None:
        context = self._context(writer.today)
        refuse_no_right(type(step), context)  # before anything is said of the petition
        petition = self._seen(number)
        for facts in table.decide(petition, step, context):
            writer.write(petition.id, step.day(context), facts)
