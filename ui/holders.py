"""Who can be chosen before a desk is unlocked: the holders that its key file names without any passphrase.

Read here with nothing of the desk loaded, because the unlock window is painted first; the file is read properly when
it is opened (app.security.unlock), and a damaged one is refused there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 1_000_000
PRACTICE_FILE = "practice.txt"  # as app.domain.practice.FILE


@dataclass(frozen=True)
class Holders:
    """The officers with a passphrase of their own; whether there is a common one, and a recovery sheet."""

    officers: tuple[str, ...] = ()
    common: bool = True
    recovery: bool = False
    practice: bool = False  # the folder says that it is a practice desk


def read_holders(keyfile: Path) -> Holders:
    """What the key file names; of one that can't be read nothing but the common passphrase."""
    try:
        with keyfile.open("rb") as file:
            slots = json.loads(file.read(MOST_BYTES))["slots"]
        held = [(str(slot.get("use", "common")), str(slot["holder"])) for slot in slots]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Holders(practice=_is_practice(keyfile))
    uses = {use for use, _holder in held}
    officers = tuple(holder for use, holder in held if use == "officer")
    return Holders(
        officers=officers,
        common="common" in uses or not officers,
        recovery="recovery" in uses,
        practice=_is_practice(keyfile),
    )


def _is_practice(keyfile: Path) -> bool:
    return keyfile.with_name(PRACTICE_FILE).is_file()
