"""What an officer may do at the desk: the rights, and the roles as data that say who has which.

No article divides the work of a desk; the roles are the desk's own rule (data/roles/roles.toml) and replaceable.
What the law itself forbids (回避, 第二十八条第三款) no role allows.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import tomllib
from collections.abc import Iterable
from typing import Any

import msgspec

from app.domain.errors import RuleBroken


class Right(enum.StrEnum):
    """One right. Every step and every question of the desk names the one it needs."""

    REGISTER = "register"
    HANDLE = "handle"
    APPROVE = "approve"
    READ = "read"
    OWN = "own"  # sees only what the officer registered
    HANDED = "handed"  # besides: what the desk above handed to this one
    REVEAL = "reveal"
    COUNT = "count"
    EXPORT = "export"
    LOOKS = "looks"
    DENUNCIATIONS = "denunciations"
    ADMINISTER = "administer"


RIGHTS: dict[Right, str] = {
    Right.REGISTER: "登记接待",
    Right.HANDLE: "办理",
    Right.APPROVE: "审批",
    Right.READ: "查看事项和文书",
    Right.OWN: "查看本人登记的事项",
    Right.HANDED: "查看上级交本台办理的事项",
    Right.REVEAL: "显示完整信息",
    Right.COUNT: "统计报表",
    Right.EXPORT: "交换数据",
    Right.LOOKS: "查看查阅记录",
    Right.DENUNCIATIONS: "检举控告",
    Right.ADMINISTER: "管理",
}
EVERY_RIGHT = frozenset(Right)

ADMINISTRATOR = "administrator"
GIVEN = "denunciations"  # had by nobody before it is given by name; a desk's own list of roles may lack it
ROLES = ("reception", "handler", "approver", ADMINISTRATOR, "statistics", "village", GIVEN)
FIRST = tuple(role for role in ROLES if role != GIVEN)  # of the first officer of a new desk
USUAL = ("reception", "handler")  # of who is named beside the first officer and not given roles

MOST_TITLE = 20


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role: what it is called and what it may do; `source` says who made the rule."""

    title: str
    rights: tuple[Right, ...]
    source: str


class Roles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every role of a desk by its code."""

    title: str
    source: str
    valid_from: dt.date
    roles: dict[str, Role]

    def rights_of(self, codes: Iterable[str]) -> frozenset[Right]:
        """What these roles may do together; no code is every role: they are not assigned yet. Denunciations are then
        nobody's."""
        named = tuple(codes)
        given = named or tuple(self.roles)
        found = frozenset(right for code in given if code in self.roles for right in self.roles[code].rights)
        return found if named else found - {Right.DENUNCIATIONS}

    def titles(self, codes: Iterable[str]) -> str:
        """Roles in words: 接访员、承办人."""
        return "、".join(self.roles[code].title if code in self.roles else code for code in codes) or NOT_ASSIGNED


def overlaid(roles: Roles, own: Roles) -> Roles:
    """The own roles in the place of these; a role that the own list does not know stays as it is."""
    return msgspec.structs.replace(own, roles={**roles.roles, **own.roles})


NOT_ASSIGNED = "尚未分配角色"


def read_roles(data: bytes, name: str) -> Roles:
    """The roles of a TOML file; `name` is what it is called in refusals.

    Raises RuleBroken("roles-invalid") naming the line: no TOML, a right or a role that does not exist, a role that is
    missing, no right to administer for 管理员.
    """
    try:
        text = data.decode("utf-8-sig")
        given = tomllib.loads(text)
    except UnicodeDecodeError:
        raise RuleBroken("roles-invalid", f"“{name}”不是 UTF-8 编码的文字，请另存为 UTF-8 编码后再试。") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        where = f"第{found[1]}行" if found else "末尾"
        raise RuleBroken("roles-invalid", f"“{name}”{where}格式不对，请检查引号、逗号和括号。") from None
    problems = [f"第{_line(text, role, word)}行{problem}" for role, word, problem in _problems(given)]
    if problems:
        raise RuleBroken("roles-invalid", f"“{name}”需要改正：{'；'.join(problems[:8])}。", mistakes=problems)
    return msgspec.convert(given, Roles)


def _problems(given: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """(role, the word at fault, what is wrong) of each mistake."""
    roles = given.get("roles")
    yield from (("", word, f"没有“{word}”这一项") for word in given if word not in Roles.__struct_fields__)
    for word in ("title", "source"):
        if not _filled(given.get(word)):
            yield "", word, f"“{word}”应为文字，必填"
    if type(given.get("valid_from")) is not dt.date:
        yield "", "valid_from", "“valid_from”应为日期，如 2026-01-01"
    if not isinstance(roles, dict):
        yield "", "roles", "缺少角色，如 [roles.reception]"
        return
    for code in FIRST:
        if code not in roles:
            yield "", "roles", f"缺少角色“{code}”"
    for code, role in roles.items():
        if code not in ROLES:
            yield code, "", f"没有“{code}”这个角色，可用：{'、'.join(ROLES)}"
        elif not isinstance(role, dict):
            yield code, "", f"“{code}”应为一个角色，如 [roles.{code}]"
        else:
            yield from _role_problems(code, role)


def _role_problems(code: str, role: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield from ((code, word, f"没有“{word}”这一项") for word in role if word not in Role.__struct_fields__)
    for word in ("title", "source"):
        if not _filled(role.get(word)):
            yield code, word, f"“{word}”应为文字，必填"
    if len(str(role.get("title", ""))) > MOST_TITLE:
        yield code, "title", f"名称最多 {MOST_TITLE} 字"
    rights = role.get("rights")
    if not isinstance(rights, list):
        yield code, "rights", "“rights”应为权限代码的列表"
        return
    for right in rights:
        if right not in list(Right):
            yield code, str(right), f"没有“{right}”这种权限，可用：{'、'.join(Right)}"
    if code == ADMINISTRATOR and Right.ADMINISTER not in rights:
        yield code, "rights", f"管理员须有 {Right.ADMINISTER.value} 权限"


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _line(text: str, role: str, word: str) -> int:
    """The line of a word within the table of a role, else that of the table, else the first."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if role and re.match(rf"\s*\[.*\b{re.escape(role)}\b", line)), 0)
    for n in range(start, len(lines)):
        if n > start and lines[n].lstrip().startswith("["):
            break
        if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lines[n].partition("#")[0]):
            return n + 1
    return start + 1
