"""Who works at the desk: officers come, get roles, leave."""

from __future__ import annotations

import msgspec

from app import shipped
from app.answers import Changes
from app.desk.needs import needs
from app.desk.steps import Steps
from app.domain.errors import RuleBroken
from app.domain.records.officer import officer_of
from app.domain.records.recusal import plain
from app.domain.rights import Right
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer, RolesTaken, no_such_officer
from app.domain.steps.step import DeskStep
from app.storage.database import broken_surroundings
from app.storage.remembered import Memory
from app.writer import transaction

OWN_ROLES = "roles.toml"  # in the desk's folder: the county's or the office's roles, held once they are taken over
MOST_NAMED = 20  # petitions in a notice


class Officers(Steps):
    """Add, change, revoke."""

    @needs()
    def add_officer(self, step: AddOfficer) -> Changes:
        """Take somebody in as an officer of the desk, with roles."""
        return self.run_desk(step)

    @needs()
    def change_officer(self, step: ChangeOfficer) -> Changes:
        """Give an officer other roles."""
        return self.run_desk(step)

    @needs()
    def revoke_officer(self, step: RevokeOfficer) -> Changes:
        """Let an officer go; the notices name the open petitions that need another handler."""
        return self.run_desk(step)

    @needs(Right.ADMINISTER)
    def take_roles(self) -> Changes:
        """Take over the file `roles.toml` in the desk's folder; the same ones again change nothing.

        The file alone gives nobody a right: anyone who uses the PC could write it. Raises RuleBroken("roles-invalid")
        naming the line, RuleBroken("roles-not-there"), StorageError.
        """
        file = self.folder / OWN_ROLES
        if not file.exists():
            raise RuleBroken("roles-not-there", f"接待台文件夹中没有“{OWN_ROLES}”，请把本单位的角色文件放入后再采用。")
        facts = RolesTaken.of(shipped.load_roles(file))
        if facts == RolesTaken.of(self.roles):
            return Changes(number="", entries=())
        with self._writing() as writer:
            writer.write("", writer.today, facts)
        self._read_anew()
        return self._changes(writer)

    @needs()
    def run_desk(self, step: DeskStep) -> Changes:
        changes = super().run_desk(step)
        if not isinstance(step, RevokeOfficer):
            return changes
        with transaction(self._db):
            Memory(self._db).drop_all(step.officer)
        left = self._handled_by(step.officer)
        if not left:
            return changes
        more = f"等{len(left)}件" if len(left) > MOST_NAMED else f"，共{len(left)}件"
        told = f"{step.officer}负责的未办结事项请另行确定承办人：{'、'.join(left[:MOST_NAMED])}{more}。"
        return msgspec.structs.replace(changes, notices=(*changes.notices, told))

    @needs(Right.ADMINISTER, Right.READ)
    def handled_by(self, name: str) -> tuple[str, ...]:
        """The numbers of the open petitions that an officer handles. Raises RuleBroken("no-such-officer")."""
        if officer_of(self.staff, name) is None:
            raise no_such_officer(name, self.staff)
        return self._handled_by(name)

    @broken_surroundings()
    def _handled_by(self, name: str) -> tuple[str, ...]:
        return tuple(
            petition.number
            for petition in self._petitions.open()
            if plain(name) in {plain(petition.handler), plain(petition.now_responsible)}
        )
