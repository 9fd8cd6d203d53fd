"""更多 and the keys of the county's window: a new entry is a line of ENTRIES, a new key one of KEYS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.county.places import PLACES
from ui.parts import CHANGE_PASSPHRASE, HANDBOOK, HELP, LAST_KEYS, LINE, LOOKS, STORE_SHEET, Entry, Key, page_keys

if TYPE_CHECKING:
    from ui.county.window import CountyWindow


def _back_up(window: CountyWindow) -> None:
    from ui.county.backups import CountyBackupsDialog

    CountyBackupsDialog(window.runner, window.backing, window).open()


def _verify(window: CountyWindow) -> None:
    """Whether everything is as it came."""
    from ui.county.verify import VerifyDialog

    VerifyDialog(window.runner, window).open()


ENTRIES: tuple[Entry[CountyWindow] | None, ...] = (
    Entry("line", "联网接收", lambda window: window.go("line")),
    Entry("looks", "查阅记录", lambda window: window.go("looks")),
    Entry("back_up", "备份", _back_up),
    Entry("verify", "校验", _verify),
    CHANGE_PASSPHRASE,
    STORE_SHEET,
    LINE,
    HANDBOOK,
    LINE,
    *LOOKS,
)
KEYS: tuple[Key[CountyWindow], ...] = (HELP, *LAST_KEYS, *page_keys(PLACES))
