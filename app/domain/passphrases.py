"""What the journal knows of passphrases and recovery sheets. It is the authority: the key file has to fit it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.domain.entries import Entry
from app.domain.steps.keys import CommonPassphraseEnded, PassphraseSet, RecoverySheetMade


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The mark of the passphrase last set for each officer, whether the common one is over, the sheet that holds."""

    marks: dict[str, str]
    common_ended: bool
    sheet: int  # 0: none was ever made


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """One officer and what opens the desk for them."""

    officer: str
    own: bool
    first: bool  # chosen by another, to be changed at the first unlock


class Passphrases(msgspec.Struct, frozen=True, kw_only=True):
    """Who can open the desk. `sheet` is the number of the recovery sheet that holds, 0 when there is none."""

    holders: tuple[Holder, ...]
    common: bool
    sheet: int

    @property
    def without(self) -> tuple[str, ...]:
        """The officers who have no passphrase of their own."""
        return tuple(one.officer for one in self.holders if not one.own)


class RecoverySheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed once and kept nowhere else: the number of the sheet, its key in groups, the text of its QR."""

    sheet: int
    groups: tuple[str, ...]
    qr: str
    station: str
    made_by: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a store without officers is, as its recovery sheet says: its name, and its code in a station's place."""

    name: str
    station: str


def known(entries: Iterable[Entry]) -> Known:
    """From the entries of the desk itself in their order."""
    marks: dict[str, str] = {}
    ended, sheet = False, 0
    for entry in entries:
        if isinstance(entry.facts, PassphraseSet):
            marks[entry.facts.officer] = entry.facts.mark
        elif isinstance(entry.facts, CommonPassphraseEnded):
            ended = True
        elif isinstance(entry.facts, RecoverySheetMade):
            sheet = entry.facts.sheet
    return Known(marks=marks, common_ended=ended, sheet=sheet)
