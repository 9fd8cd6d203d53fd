"""Commands about who works at the desk and in which roles."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from app.cli import answers
from app.cli.opening import open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken

SHOWING = ("list", "roles")


def officers(options: argparse.Namespace) -> Answer:
    """List, add, change, revoke; show the roles or take over the desk's own."""
    if options.action in ("add", "change", "revoke") and not options.who:
        raise RuleBroken("usage", f"请写明姓名：officers DESK {options.action} 姓名。")
    with open_desk(options, write=options.action not in SHOWING) as desk:
        done = None if options.action in SHOWING else answers.of_changes(_act(desk, options))
        return {
            "done": done,
            "officers": [
                {
                    **msgspec.to_builtins(one),
                    "active": one.active,
                    "words": desk.roles.titles(one.roles),
                    "rights": sorted(desk.roles.rights_of(one.roles)) if one.active else [],
                }
                for one in desk.staff
            ],
            "roles": {"title": desk.roles.title, "source": desk.roles.source, "roles": _roles(desk)},
        }


def _act(desk: Any, options: argparse.Namespace) -> Any:
    from app.domain import shape
    from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer

    if options.action == "take-roles":
        return desk.take_roles()
    given = {"officer": options.who, **({"on": options.on.isoformat()} if options.on else {})}
    if options.action == "revoke":
        return desk.revoke_officer(shape.read(RevokeOfficer, {**given, "reason": options.reason or ""}))
    given["roles"] = options.role or []
    if options.action == "add":
        return desk.add_officer(shape.read(AddOfficer, given))
    return desk.change_officer(shape.read(ChangeOfficer, given))


def _roles(desk: Any) -> list[Answer]:
    return [{"code": code, **msgspec.to_builtins(role)} for code, role in desk.roles.roles.items()]
