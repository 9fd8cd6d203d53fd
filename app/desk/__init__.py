"""Desk: the one door. It takes a step or answers a question; windows, scripts and tests use nothing deeper."""

from __future__ import annotations

from app.desk.backups import Backups
from app.desk.entries import Entries
from app.desk.keys import Keys
from app.desk.memory import Remembering
from app.desk.officers import Officers
from app.desk.papers import OWN_WORDING
from app.desk.proof import Proof
from app.desk.questions import OWN_ROUTES
from app.desk.sealed import SealedMaterials
from app.desk.staging import Staging
from app.desk.sticks import Sticks
from app.desk.updates import Updates
from app.desk.working import Working
from app.exchange.keys import decode_card, fingerprint
from app.exchange.levels import spoken
from app.storage.pinyin import initials
from app.storage.remembered import Remembered
from app.storage.rows import Row
from app.storage.search import Candidate

__all__ = [
    "OWN_ROUTES",
    "OWN_WORDING",
    "Candidate",
    "Desk",
    "Remembered",
    "Row",
    "decode_card",
    "fingerprint",
    "initials",
    "spoken",
]


class Desk(Keys, Officers, Remembering, Working, Backups, Entries, Proof, Updates, Staging, Sticks, SealedMaterials):
    """One desk folder, unlocked. Use `create` or `open`, and close it; it is a context manager.

    Its rooms are classes of their own: base, opening, keys, papers, exchange, listings, questions, steps, officers,
    memory, backups, entries, proof, updates, sheets, staging, data, sealed, surroundings, working.
    """
