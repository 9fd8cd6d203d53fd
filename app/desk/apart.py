"""Denunciations (检举控告) at the desk: what an officer with the right sees of them, and nobody else."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator

import msgspec

from app.answers import Visit
from app.desk.seeing import Seeing
from app.domain.codes import CATEGORIES
from app.domain.entries import Entry
from app.domain.looks import Look
from app.domain.petition import Petition
from app.domain.phones import typed_phones
from app.domain.steps.denunciation import APART, sees
from app.storage.found_by import people_terms, searched
from app.storage.pinyin import typed
from app.storage.rows import Row

MARK = f"〔{CATEGORIES[APART]}〕"
CLOSED_WORDS = "（密封）"  # in place of what a log says of one


class Apart(Seeing):
    """Each answer is empty for who has not the right."""

    def _apart(self) -> Iterator[Petition]:
        """The denunciations that the officer sees, the newest first."""
        rights = self._rights
        return (one for one in self._petitions.denunciations.all() if sees(one, self.officer, rights))

    def _apart_open(self) -> Iterator[Petition]:
        return (one for one in self._apart() if one.voided is None and not one.at_rest)

    def _rows_apart(self, text: str = "") -> list[Row]:
        """Their lines; with a text those in which every word of it occurs."""
        return [_row(one) for one in self._apart_with(text)]

    def _apart_with(self, text: str) -> list[Petition]:
        """Those in which every word of a text occurs."""
        words = unicodedata.normalize("NFKC", text).casefold().split()
        return [one for one in self._apart() if all(_says(_said(one), word) for word in words)]

    def _visits_apart(self, day: dt.date) -> tuple[Visit, ...]:
        return tuple(
            Visit(
                number=one.number,
                title=f"{MARK}{one.title}",
                who=one.who,
                channel=contact.channel,
                head_count=contact.head_count,
                officer=contact.by,
            )
            for one in self._apart()
            for contact in one.standing_contacts
            if contact.on == day
        )

    def _entries(self, petition: Petition) -> Iterator[Entry]:
        """The entries of a petition that the officer sees, opened; those of other desks where it went there."""
        if petition.transfers:
            return iter(self._petitions.custody.told(petition.id).entries)
        return map(self._petitions.opened, self._journal.entries(petition.id))

    def _looks_seen(self, looks: tuple[Look, ...]) -> tuple[Look, ...]:
        """Looks as the officer may read them: of a denunciation only that somebody looked."""
        closed = self._petitions.denunciations.numbers() - {one.number for one in self._apart()}
        return tuple(_closed(look, closed) for look in looks) if closed else looks


def without_apart(compared: dict[str, int], *, told: bool = False) -> dict[str, int]:
    """How many rows of each table were compared; how many denunciations there are is told to who may see them."""
    return {table: rows for table, rows in compared.items() if told or table != "denunciations"}


def _row(petition: Petition) -> Row:
    return Row(
        number=petition.number,
        title=f"{MARK}{petition.title}",
        who=petition.who,
        channel=petition.channel,
        stage=petition.stage,
        received_on=petition.received_on,
        first_contact=petition.first_contact,
        office=petition.office,
        handler=petition.handler,
    )


def _said(petition: Petition) -> str:
    about = petition.denounced
    names = (*about.people, *about.bodies) if about else ()
    return "\n".join((petition.number, searched(petition), *people_terms(petition), *names)).casefold()


def _says(said: str, word: str) -> bool:
    """Whether a word occurs, or the telephone numbers that it means."""
    numbers = typed_phones(word)
    return word in said or (bool(numbers) and all(number in said for number in numbers)) or typed(word) in said


def _closed(look: Look, closed: frozenset[str]) -> Look:
    if look.petition in closed:
        look = msgspec.structs.replace(look, petition=CLOSED_WORDS, what="", purpose="", copies=0)
    if look.words == CLOSED_WORDS or closed.intersection(look.found):
        found = tuple(one for one in look.found if one not in closed)
        look = msgspec.structs.replace(look, found=found, purpose="", hits=len(found))
    return look
