"""Backups as they are told: one in a folder, one that was made, how things stand."""

from __future__ import annotations

import msgspec


class BackupSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A backup as its head tells it, without any key. `problem` says why it cannot be used."""

    file: str
    problem: str = ""
    kind: str = ""  # desk, county
    station: str = ""
    epoch: int = 0
    seq: int = 0
    made_at: str = ""
    reason: str = ""
    reason_words: str = ""
    program: str = ""
    petitions: int = 0
    entries: int = 0
    bytes: int = 0


class BackupMade(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made and checked. `new` is False when the last one holds all there is."""

    file: str
    second: str  # the copy in the second place, "" where there is none
    new: bool
    seen: BackupSeen
    problems: tuple[str, ...] = ()


class BackupState(msgspec.Struct, frozen=True, kw_only=True):
    """How things stand with the backups of a store."""

    words: str
    problems: tuple[str, ...]
    urgent: bool  # something should be done about it
    made_at: str
    second: str
    second_made_at: str
    second_there: bool  # the second place can be reached now
