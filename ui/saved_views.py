"""Saved views of the list: a selection with its order and columns under a name, each officer's own."""

from __future__ import annotations

import msgspec

from app.desk import Desk
from app.domain.listing import COLUMNS, USUAL, Selection

KIND = "view"
LAST = "columns"  # kind and name under which the columns that were shown last are remembered
MOST_KEYS = 9  # views that a key recalls
LONGEST = 20  # characters of a name


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown, and in which columns."""

    selection: Selection
    columns: tuple[str, ...] = USUAL


def saved_views(desk: Desk) -> dict[str, SavedView]:
    """Name -> view, in the order of their names; one that a later version wrote is left out."""
    found = {one.name: _read(one.body) for one in desk.remembered(KIND)}
    return {name: view for name, view in sorted(found.items()) if view is not None}


def save(desk: Desk, name: str, view: SavedView) -> None:
    """Keep a view, in the place of what had the name."""
    desk.remember(KIND, name, msgspec.json.encode(view).decode("utf-8"))


def forget(desk: Desk, name: str) -> None:
    desk.forget(KIND, name)


def last_columns(desk: Desk) -> tuple[str, ...]:
    """The columns that the officer showed last."""
    kept = next((one.body for one in desk.remembered(LAST)), "")
    return tuple(name for name in kept.split() if name in COLUMNS) or USUAL


def remember_columns(desk: Desk, columns: tuple[str, ...]) -> None:
    desk.remember(LAST, LAST, " ".join(columns))


def _read(body: str) -> SavedView | None:
    try:
        return msgspec.json.decode(body, type=SavedView)
    except msgspec.DecodeError:
        return None
