"""A petition that is registered from a contact which was split off another one (split.py): which contact that is."""

from __future__ import annotations

import datetime as dt

from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.petitioner import Contact, SplitFrom
from app.domain.steps.step import Context


def checked(wanted: SplitFrom | None, day: dt.date, context: Context) -> Contact | None:
    """The contact that a new petition is registered from, None for none.

    Raises RuleBroken when there is no such contact, it was not split off, it is registered already, or on another day.
    """
    if wanted is None:
        return None
    petition, contact = found(wanted, context)
    if not contact.unregistered:
        said = f"已登记为事项 {contact.belongs_to}" if contact.belongs_to else "没有拆出，先在该件办理“拆出来访”"
        raise RuleBroken(
            "not-split", f"{petition.number} 第{wanted.contact}次来访{said}。", field="split_from", on=str(contact.on)
        )
    if day != contact.on:
        raise RuleBroken(
            "split-day", f"收到日期应为该次来访之日 {contact.on}，期限自该日起算。", field="on", on=str(contact.on)
        )
    return contact


def found(wanted: SplitFrom, context: Context) -> tuple[Petition, Contact]:
    """The petition and its contact. Raises RuleBroken("split-unknown")."""
    petition = context.other(wanted.number.strip())
    if petition is None or wanted.contact > len(petition.contacts):
        raise RuleBroken(
            "split-unknown",
            f"没有编号为“{wanted.number}”的事项，或者没有第{wanted.contact}次来访。",
            field="split_from",
        )
    return petition, petition.contacts[wanted.contact - 1]
