"""Who works at the desk: since when, until when, in which roles. Kept from entries, who left stays known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from app.domain.errors import RuleBroken
from app.domain.records.recusal import plain
from app.domain.rights import ADMINISTRATOR, Right, Roles


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """One officer for as long as they were here: from `since` to `until`, None while they are.

    No roles means that none were assigned yet: the officer then may do what every role may (a desk of an older version
    named its officers without roles and goes on working).
    """

    name: str
    roles: tuple[str, ...] = ()
    since: dt.date
    until: dt.date | None = None
    reason: str = ""  # why they left

    @property
    def active(self) -> bool:
        """Whether the officer is here."""
        return self.until is None

    @property
    def administers(self) -> bool:
        """Whether the officer may change the desk and its officers."""
        return self.active and (not self.roles or ADMINISTRATOR in self.roles)


Staff = tuple[Officer, ...]  # everybody who ever was an officer of the desk; those who are here, the usual one first


def active(staff: Staff) -> Staff:
    """Who is here."""
    return tuple(one for one in staff if one.active)


def officer_of(staff: Staff, name: str) -> Officer | None:
    """The officer of this name who is here; None when there is none."""
    return next((one for one in staff if one.active and plain(one.name) == plain(name)), None)


def holders(staff: Staff, roles: Roles, right: Right) -> tuple[str, ...]:
    """The names of the officers who have a right."""
    return tuple(one.name for one in active(staff) if right in roles.rights_of(one.roles))


def after_naming(staff: Staff, names: Iterable[str], roles: Mapping[str, tuple[str, ...]], on: dt.date) -> Staff:
    """After an entry that names all officers, the usual one first: who is new comes, who is missing leaves."""
    wanted = tuple(names)
    here = {one.name: one for one in active(staff)}
    gone = (one if not one.active else msgspec.structs.replace(one, until=on) for one in staff if _gone(one, wanted))
    come = (
        Officer(name=name, roles=roles.get(name, ()), since=on) if name not in here else here[name] for name in wanted
    )
    return (*gone, *come)


def _gone(officer: Officer, wanted: tuple[str, ...]) -> bool:
    return not officer.active or officer.name not in wanted


def changed(staff: Staff, name: str, **given: object) -> Staff:
    """The same with other facts about the officer of this name who is here."""
    return tuple(msgspec.structs.replace(one, **given) if one.active and one.name == name else one for one in staff)


def refuse_without_administrator(after: Staff) -> None:
    """Raise RuleBroken("administrator-missing") when nobody could change the desk's officers any more."""
    if not any(one.administers for one in after):
        raise RuleBroken(
            "administrator-missing",
            "本台至少要有一名在岗的管理员。请先把管理员角色分配给另一名工作人员。",
            field="roles",
        )
