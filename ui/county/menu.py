"""更多 and the keys of the county's window: a new entry is a line of ENTRIES, a new key one of KEYS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.county.places import PLACES
from ui.parts import HANDBOOK, HELP, LAST_KEYS, LINE, LOOKS, Entry, Key, page_keys

if TYPE_CHECKING:
    from ui.county.window import CountyWindow

ENTRIES: tuple[Entry[CountyWindow] | None, ...] = (
    HANDBOOK,
    LINE,
    *LOOKS,
)
KEYS: tuple[Key[CountyWindow], ...] = (HELP, *LAST_KEYS, *page_keys(PLACES))
