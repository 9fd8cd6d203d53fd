"""Who looked at a petition's persons in full at the county, when and what for: recorded before anything is shown.

The store has one passphrase and no officers, so whoever looks says who it is; nobody checks the name. The log lies
among the received lines, in whichever database they are, and nothing in it changes or goes (app/storage/look_log.py).
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from app.county.carried import attachments_in
from app.county.listing import Progress
from app.county.received import unheard
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.domain.entries import GENESIS
from app.domain.errors import RuleBroken, StorageError
from app.domain.looks import DETAILS, Act, Look, Looker, looker_told
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment
from app.domain.steps.attachment import attachment_of, refuse_pageless, refuse_too_large
from app.storage.files import write_pieces
from app.storage.look_log import LookLog
from app.storage.petitions import read_state


class Seeing:
    """What shows more of a person than the masks leave."""

    code: str
    _tables: Tables
    _clock: Callable[[], dt.datetime]
    _check_writable: Callable[[], None]
    all_of: Callable[[str], list[tuple[Petition, list[bytes]]]]

    def reveal(self, number: str, looker: Looker) -> list[tuple[Petition, list[bytes]]]:
        """Every petition of a number in full, as `all_of`, once it is recorded who looks and what for.

        Raises RuleBroken: no-such-petition, looker-missing, purpose-missing; StorageError("look-not-recorded").
        """
        found = self.all_of(number)
        self._looked(looker, "reveal", number, "、".join(DETAILS))
        return found

    @broken_store()
    def attachment_shown(self, petition: str, place: int, looker: Looker) -> bytes:
        """An attachment of the petition with this id, by its place from 1: a PDF or a picture as A4 sheets in one PDF,
        drawn anew, so that nothing in it does more than be seen; nothing of it is written to a disk.

        Raises RuleBroken: no-such-petition, no-such-attachment, attachment-not-shown, attachment-too-large-to-show,
        attachment-not-bound, looker-missing, purpose-missing; StorageError: attachment-lost, attachment-damaged,
        look-not-recorded.
        """
        from app.documents.attached import sheets

        of = self._petition(petition)
        chosen = attachment_of(of, place)
        refuse_pageless(chosen)
        refuse_too_large(chosen)
        self._looked(looker, "attachment", of.number, str(place))
        return sheets(chosen.media, b"".join(attachments_in(self._tables).read(chosen.sha256)))

    def save_attachment(self, number: str, place: int, to: Path, looker: Looker) -> Attachment:
        """Write an attachment of the newest petition of a number into a file, as `save_attachment_of`."""
        return self.save_attachment_of(self.all_of(number)[0][0].id, place, to, looker)

    @broken_store()
    def save_attachment_of(
        self, petition: str, place: int, to: Path, looker: Looker, progress: Progress = unheard
    ) -> Attachment:
        """Write an attachment of the petition with this id, by its place from 1, into a file, once it is held against
        its hash.

        Raises RuleBroken: no-such-petition, no-such-attachment, looker-missing, purpose-missing; StorageError:
        attachment-lost, attachment-damaged, file-not-written, look-not-recorded.
        """
        of = self._petition(petition)
        chosen = attachment_of(of, place)
        self._looked(looker, "attachment_saved", of.number, str(place))
        write_pieces(to, _told(attachments_in(self._tables).read(chosen.sha256), chosen.size, progress))
        return chosen

    @broken_store()
    def looked(
        self,
        number: str = "",
        *,
        officer: str = "",
        day: dt.date | None = None,
        limit: int = 500,
        offset: int = 0,
    ) -> tuple[Look, ...]:
        """Who looked, the newest first; of one petition, by one name, on one day where that is said."""
        return self._look_log().read(petition=number, officer=officer, day=day, limit=limit, offset=offset)

    @broken_store()
    def looked_by(self) -> tuple[str, ...]:
        """Every name that was given by whoever looked."""
        return self._look_log().officers()

    def _verify_looks(self) -> dict[str, Any]:
        """Check the chain of looks. Raises StorageError("looks-damaged")."""
        head = self._look_log().verify()
        return {"rows": head.rows, "hash": head.hash, "gone": 0}

    def _looked(self, looker: Looker, act: Act, number: str, what: str) -> None:
        """Record it, or nothing is shown. Raises RuleBroken as `looker_told`, StorageError("look-not-recorded")."""
        told = looker_told(looker)
        at = self._clock().isoformat(timespec="seconds")
        given: dict[str, Any] = {
            "officer": told.name,
            "act": act,
            "petition": number,
            "what": what,
            "purpose": told.purpose,
        }
        try:
            with broken_store():
                self._look_log().append(Look(line="", seq=0, prev=GENESIS, at=at, **given))
        except StorageError as error:
            raise StorageError(
                "look-not-recorded",
                f"查阅记录没有写成：{error.message}没有留下记录的，不能显示完整信息，也不能查看、另存附件。",
                cause=error.code,
            ) from error

    def _look_log(self) -> LookLog:
        return LookLog(self.code, self._tables.execute, self._last)

    @contextlib.contextmanager
    def _last(self) -> Iterator[None]:
        """Nobody else writes a look meanwhile."""
        self._check_writable()
        with self._tables.alone("looks"):
            yield

    def _petition(self, id_: str) -> Petition:
        found = self._tables.execute("SELECT state FROM folded WHERE id = ?", (id_,)).fetchone()
        if found is None:
            raise RuleBroken("no-such-petition", f"没有内部编号为“{id_}”的事项，或尚未收到该台数据包。", number=id_)
        return read_state(found[0])


def _told(pieces: Iterable[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        yield piece
        done += len(piece)
        progress(done, total)
