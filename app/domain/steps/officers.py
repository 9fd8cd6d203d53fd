"""工作人员: who joins the desk, who gets other roles, who leaves. Each is an entry; who left stays known."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.records.officer import Officer, Staff, changed, officer_of, refuse_without_administrator
from app.domain.rights import ROLES, Right, Role, Roles
from app.domain.steps.step import Context, DeskStep
from app.domain.words import must, must_text

RoleCodes = Annotated[
    tuple[Annotated[str, must("角色", 40)], ...], msgspec.Meta(title="角色", min_length=1, max_length=len(ROLES))
]
Name = Annotated[str, must("姓名", 100)]


class OfficerAdded(Facts, frozen=True, kw_only=True):
    """Somebody became an officer of the desk."""

    kind: ClassVar[str] = "officer_added"

    officer: str
    roles: tuple[str, ...]
    words: str  # the roles as they were called then

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        return (*staff, Officer(name=self.officer, roles=self.roles, since=entry.on))

    def sentence(self, entry: Entry) -> str:
        return f"增加工作人员：{self.officer}（{self.words}）"


class OfficerChanged(Facts, frozen=True, kw_only=True):
    """An officer got other roles."""

    kind: ClassVar[str] = "officer_changed"

    officer: str
    roles: tuple[str, ...]
    former: tuple[str, ...]
    words: str

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        return changed(staff, self.officer, roles=self.roles)

    def sentence(self, entry: Entry) -> str:
        return f"调整{self.officer}的角色：{self.words}"


class OfficerRevoked(Facts, frozen=True, kw_only=True):
    """An officer left the desk; what they did stays theirs."""

    kind: ClassVar[str] = "officer_revoked"

    officer: str
    reason: str

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        return changed(staff, self.officer, until=entry.on, reason=self.reason)

    def sentence(self, entry: Entry) -> str:
        return f"停用工作人员：{self.officer}，事由：{self.reason}"


class RolesTaken(Facts, frozen=True, kw_only=True):
    """The desk took over roles of its own: which rights each has. They hold until others are taken over."""

    kind: ClassVar[str] = "roles_taken"

    title: str
    source: str
    valid_from: dt.date
    titles: dict[str, str]  # role -> what it is called
    rights: dict[str, tuple[str, ...]]  # role -> rights
    sources: dict[str, str]

    @classmethod
    def of(cls, roles: Roles) -> RolesTaken:
        """The facts of taking over these roles."""
        return cls(
            title=roles.title,
            source=roles.source,
            valid_from=roles.valid_from,
            titles={code: role.title for code, role in roles.roles.items()},
            rights={code: tuple(right.value for right in role.rights) for code, role in roles.roles.items()},
            sources={code: role.source for code, role in roles.roles.items()},
        )

    @property
    def roles(self) -> Roles:
        """The roles; a right that this program does not know gives nothing."""
        known = {right.value: right for right in Right}
        return Roles(
            title=self.title,
            source=self.source,
            valid_from=self.valid_from,
            roles={
                code: Role(
                    title=self.titles[code],
                    rights=tuple(known[right] for right in rights if right in known),
                    source=self.sources[code],
                )
                for code, rights in self.rights.items()
            },
        )

    def sentence(self, entry: Entry) -> str:
        return f"采用本台自定的角色权限：{self.title}"


class AddOfficer(DeskStep, frozen=True, kw_only=True):
    """增加工作人员. The name is who the journal says it was: no two who are here bear the same."""

    name: ClassVar[str] = "add_officer"
    label: ClassVar[str] = "增加工作人员"
    example: ClassVar[dict[str, object]] = {"officer": "孙丽", "roles": ["reception", "handler"]}
    day_title: ClassVar[str] = "到岗日期"

    officer: Name
    roles: RoleCodes

    def decide(self, context: Context) -> tuple[Facts, ...]:
        _check_roles(self.roles, context)
        name = self.officer.strip()
        if officer_of(context.staff, name):
            raise RuleBroken(
                "officer-twice", f"已有名为“{name}”的工作人员。同名的请加区别字样，如“李某（二）”。", field="officer"
            )
        return (OfficerAdded(officer=name, roles=self.roles, words=context.roles.titles(self.roles)),)


class ChangeOfficer(DeskStep, frozen=True, kw_only=True):
    """调整角色: the roles given replace those the officer had."""

    name: ClassVar[str] = "change_officer"
    label: ClassVar[str] = "调整工作人员角色"
    example: ClassVar[dict[str, object]] = {"officer": "王芳", "roles": ["approver"]}

    officer: Name
    roles: RoleCodes

    def decide(self, context: Context) -> tuple[Facts, ...]:
        _check_roles(self.roles, context)
        found = _here(context, self.officer, self.day(context))
        if found.roles == self.roles:
            raise RuleBroken("roles-same", f"{found.name}的角色没有变化。", field="roles")
        refuse_without_administrator(changed(context.staff, found.name, roles=self.roles))
        words = context.roles.titles(self.roles)
        return (OfficerChanged(officer=found.name, roles=self.roles, former=found.roles, words=words),)


class RevokeOfficer(DeskStep, frozen=True, kw_only=True):
    """停用工作人员: from then on they open nothing here; what they did and signed stays theirs."""

    name: ClassVar[str] = "revoke_officer"
    label: ClassVar[str] = "停用工作人员"
    example: ClassVar[dict[str, object]] = {"officer": "王芳", "reason": "调离。"}
    day_title: ClassVar[str] = "离岗日期"

    officer: Name
    reason: Annotated[str, must_text("事由", 2_000)]

    def decide(self, context: Context) -> tuple[Facts, ...]:
        found = _here(context, self.officer, self.day(context))
        refuse_without_administrator(changed(context.staff, found.name, until=self.day(context)))
        return (OfficerRevoked(officer=found.name, reason=self.reason),)


def _check_roles(roles: tuple[str, ...], context: Context) -> None:
    unknown = [code for code in roles if code not in context.roles.roles]
    if unknown or len(set(roles)) < len(roles):
        wrong = f"没有“{'、'.join(unknown)}”这种角色" if unknown else "同一角色重复填写"
        known = "、".join(f"{code}（{role.title}）" for code, role in context.roles.roles.items())
        raise RuleBroken("role-unknown", f"{wrong}，可用：{known}。", field="roles", known=list(context.roles.roles))


def _here(context: Context, name: str, day: dt.date) -> Officer:
    """The officer of this name. Raises RuleBroken without one, or for a day before they came."""
    found = officer_of(context.staff, name)
    if found is None:
        raise no_such_officer(name, context.staff)
    if day < found.since:
        raise RuleBroken("on-before-event", f"日期 {day} 早于{found.name}到岗之日（{found.since}），请核对日期。")
    return found


def no_such_officer(name: str, staff: Staff) -> RuleBroken:
    """The refusal of a name that is no officer here: unknown, or left."""
    left = next((one for one in reversed(staff) if one.name == name and one.until), None)
    here = "、".join(one.name for one in staff if one.active)
    if left:
        return RuleBroken(
            "officer-left", f"{name}已于 {left.until} 离岗，不再是本台工作人员。现有：{here}。", officer=name
        )
    return RuleBroken(
        "no-such-officer", f"“{name}”不是本台工作人员。现有：{here}。可由管理员在“工作人员”中添加。", officer=name
    )
