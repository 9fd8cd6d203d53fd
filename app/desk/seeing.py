"""Who is at the desk, and what they see of it: officers, roles, rights, whose petitions."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from app import shipped
from app.desk.needs import needs
from app.domain.entries import Entry
from app.domain.errors import StorageError
from app.domain.petition import Petition
from app.domain.records.officer import Staff, active, holders, officer_of
from app.domain.rights import Right, Roles, overlaid
from app.domain.steps import denunciation
from app.domain.steps.county_data import CodesLoaded, DivisionsLoaded, PeriodsLoaded
from app.domain.steps.desk import CalendarLoaded, Described, Opened
from app.domain.steps.keys import CommonPassphraseEnded, PassphraseSet, RecoverySheetMade
from app.domain.steps.officers import OfficerAdded, OfficerChanged, OfficerRevoked, RolesTaken, no_such_officer
from app.domain.steps.station_keys import KeysRenewed
from app.domain.steps.step import no_right
from app.domain.steps.upload import UploadAddressSet
from app.storage.database import broken_surroundings
from app.storage.journal import Journal
from app.storage.petitions import DeskState, Petitions, no_such, sound
from app.storage.rows import Whose

OWN = (
    *(Opened, Described, CalendarLoaded, OfficerAdded, OfficerChanged, OfficerRevoked, RolesTaken),
    *(PassphraseSet, CommonPassphraseEnded, RecoverySheetMade, UploadAddressSet),
    *(PeriodsLoaded, CodesLoaded, DivisionsLoaded, KeysRenewed),
)


class Seeing:
    """The officers of an open desk and the rights of the one who acts."""

    _journal: Journal
    _petitions: Petitions
    _officer: str
    station: str

    @property
    @needs()
    def officer(self) -> str:
        """Who acts. Raises RuleBroken when set to somebody in whose name must not be acted."""
        return self._officer

    @officer.setter
    def officer(self, name: str) -> None:
        self._may_act_as(name)
        self._officer = name

    @property
    @needs()
    def officers(self) -> tuple[str, ...]:
        """The names of the officers who are here, the usual one first."""
        return tuple(one.name for one in active(self.staff))

    @functools.cached_property
    @needs()
    @broken_surroundings()
    def staff(self) -> Staff:
        """Everybody who is or was an officer of this desk, with roles and days."""
        staff: Staff = ()
        for entry in self._own:
            staff = entry.facts.staff_after(staff, entry)
        return staff

    @functools.cached_property
    @needs()
    def roles(self) -> Roles:
        """Which role has which rights: as shipped, or as the desk took them over last."""
        taken = next((entry.facts for entry in reversed(self._own) if isinstance(entry.facts, RolesTaken)), None)
        return overlaid(shipped.load_roles(), taken.roles) if taken else shipped.load_roles()

    @needs()
    def may(self, right: Right) -> bool:
        """Whether the officer has a right."""
        return right in self._rights

    @property
    def _rights(self) -> frozenset[Right]:
        found = officer_of(self.staff, self.officer)
        return self.roles.rights_of(found.roles) if found else frozenset()

    def _require(self, *rights: Right, what: str = "") -> None:
        """Raise RuleBroken("no-right") when the officer has none of these rights; `what` is what needs one."""
        if self._rights.isdisjoint(rights):
            raise no_right(what, rights[0], self.officer, holders(self.staff, self.roles, rights[0]))

    @property
    @broken_surroundings()
    def _only(self) -> Whose | None:
        """Whose petitions alone the officer sees: their own, and with the right those that were handed down to this
        desk; None for whoever sees all of them."""
        if self.may(Right.READ):
            return None
        handed = self._petitions.custody.handed_down(self.station) if self.may(Right.HANDED) else {}
        return Whose(self.officer, handed)

    def _sees(self, petition: Petition) -> bool:
        if petition.category == denunciation.APART:
            return denunciation.sees(petition, self.officer, self._rights)
        only = self._only
        return only is None or only.has(petition.number, petition.first_contact)

    def _all_seen(self, petitions: Iterable[Petition]) -> Iterator[Petition]:
        """Those of them that the officer sees."""
        only = self._only
        return (one for one in petitions if only is None or only.has(one.number, one.first_contact))

    @broken_surroundings()
    def _seen(self, number: str) -> Petition:
        """The petition of this number. Raises RuleBroken("no-such-petition") also for one that the officer does not
        see: that it exists is not told."""
        self._require(Right.READ, Right.OWN)
        petition = self._petitions.find(number) or self._petitions.denunciations.find(sound(number))
        petition = petition or self._handed_here(sound(number))
        if petition is None or not self._sees(petition):
            raise no_such(sound(number))
        return petition

    def _handed_here(self, number: str) -> Petition | None:
        """A petition that another desk handed to this one and nobody has taken over yet."""
        found = self._petitions.custody.handed(number, self.station)
        return self._petitions.custody.told(found).petition if found else None

    def _find_seen(self, number: str) -> Petition | None:
        """The petition of this number that another may name. Never a denunciation: nothing is joined to one."""
        found = self._petitions.find(number)
        return found if found and self._sees(found) else None

    @functools.cached_property
    @broken_surroundings()
    def _own(self) -> tuple[Entry, ...]:
        """The entries of the desk itself that say by what is counted, who works here and what opens it."""
        return tuple(entry for entry in self._journal.entries("") if isinstance(entry.facts, OWN))

    def _may_act_as(self, officer: str) -> None:
        """Refuse who is not an officer here."""
        self._who(officer)

    def _who(self, officer: str | None) -> str:
        """Who acts after unlocking: the first officer when none is named."""
        named = self._described().officers  # refuses a desk that was never opened
        if officer is None:
            return (self.officers or named)[0]  # a journal robbed of its opening can still be verified
        return self._known_officer(officer)

    def _known_officer(self, officer: str) -> str:
        if officer not in self.officers:
            raise no_such_officer(officer, self.staff)
        return officer

    @broken_surroundings()
    def _described(self) -> DeskState:
        found = self._petitions.desk()
        if found is None:
            raise StorageError("desk-not-opened", "数据文件中没有启用记载，请从备份恢复。")
        return found
