"""Attachments at the desk: taken in with their bytes, listed, looked at, saved, held against their hashes."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from app.answers import Changes
from app.desk.base import Progress
from app.desk.needs import needs
from app.desk.steps import Steps
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment, FileGiven, FileRead
from app.domain.rights import Right
from app.domain.steps.attachment import Attach, attachment_of, refuse_pageless, refuse_too_large
from app.domain.steps.denunciation import APART
from app.domain.steps.step import Context
from app.storage.attached_file import AttachedFile, HeldFile
from app.storage.attachments import Counted, measured
from app.storage.database import broken_surroundings
from app.storage.denunciations import SALT, Compartment
from app.storage.files import write_pieces


class Attaching(Steps):
    """Each file is read twice: for its hash, then for its bytes; what was written to meanwhile is refused."""

    _read_on: Callable[[int], None] | None = None  # hears of bytes that are being read
    _in_memory: Mapping[str, bytes] | None = None  # by the path that the step names: what was never a file

    @needs()
    def attach(
        self,
        number: str,
        files: Sequence[FileGiven],
        *,
        on: dt.date | None = None,
        progress: Progress | None = None,
        held: Mapping[str, bytes] | None = None,
    ) -> Changes:
        """Add files to a petition, all of them or none: entry and bytes are one transaction. A path that is a key of
        `held` is no file: its content is held in memory (app.scans).

        `progress` hears how many bytes of how many are done. Raises what the step `attach` raises; RuleBroken:
        attachment-no-file, attachment-empty, attachment-too-large, attachment-kind; StorageError: attachment-missing,
        attachment-unreadable, attachment-changed, disk-full.
        """
        step = Attach(files=tuple(files), on=on)
        self._read_on = _telling(progress, 2 * sum(map(_size, step.files))) if progress else None
        self._in_memory = held
        try:
            return self.run(number, step)
        finally:
            self._read_on = self._in_memory = None

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """The attachments of a petition in the order in which they came, those set aside too.

        Raises RuleBroken("no-such-petition").
        """
        petition = self._seen(number)
        self._looked("open", number)
        return petition.attachments

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def attachment(self, number: str, place: int) -> bytes:
        """The content of one attachment, by its place from 1, to be shown; nothing of it is written to a disk.

        Raises RuleBroken: no-such-petition, no-such-attachment, attachment-too-large-to-show;
        StorageError: attachment-lost, attachment-damaged, look-not-recorded.
        """
        chosen = attachment_of(self._seen(number), place)
        refuse_too_large(chosen)
        self._looked("attachment", number, what=str(place), must=True)
        return self._whole(chosen)

    @needs(Right.READ, Right.OWN)
    def attachment_shown(self, number: str, place: int) -> bytes:
        """A PDF or a picture as A4 sheets in one PDF, to be shown as a paper is: drawn anew by this program, so that
        nothing in it does more than be seen.

        Raises what `attachment` raises, RuleBroken: attachment-not-shown (a recording, say), attachment-not-bound (it
        cannot be opened, or is too large).
        """
        from app.documents.attached import sheets

        chosen = attachment_of(self._seen(number), place)
        refuse_pageless(chosen)
        return sheets(chosen.media, self.attachment(number, place))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def save_attachment(self, number: str, place: int, to: Path, *, progress: Progress | None = None) -> Attachment:
        """Write one attachment into a file, whole or not at all, once it is held against its hash.

        Raises RuleBroken: no-such-petition, no-such-attachment; StorageError: attachment-lost, attachment-damaged,
        file-not-written, look-not-recorded.
        """
        chosen = attachment_of(self._seen(number), place)
        self._looked("attachment_saved", number, what=str(place), must=True)
        write_pieces(to, _heard(self._content(chosen), _telling(progress, chosen.size) if progress else None))
        return chosen

    def _context(self, today: dt.date) -> Context:
        return msgspec.structs.replace(super()._context(today), file=self._take_in)

    def _take_in(self, path: str, petition: Petition) -> FileRead:
        """What is in a file, once its bytes are kept; the caller holds the transaction."""
        from app.documents.attached import count_pages  # what opens PDFs is heavy: loaded when the first file comes

        content = (self._in_memory or {}).get(path)
        with HeldFile(path, content) if content is not None else AttachedFile(Path(path)) as file:
            media = file.media()
            seal = self._sealing() if petition.category == APART else None
            first = Watched(_heard(file.pieces(), self._read_on))
            kept = measured(seal(first)) if seal else measured(first)
            if not self._attachments.has(kept.sha256):
                again = _heard(file.pieces(), self._read_on)
                if not self._attachments.keep_as(kept, seal(again) if seal else again):
                    raise file.changed()
            return FileRead(
                file=file.name,
                media=media,
                size=first.size,
                sha256=first.sha256 if seal else kept.sha256,
                pages=count_pages(media, file.handle),
                stored=kept.sha256 if seal else "",
            )

    def _sealing(self) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
        """What seals one content, the same way each time it is read."""
        compartment, salt = Compartment(self._db), os.urandom(SALT)
        return lambda pieces: compartment.sealed_pieces(pieces, salt)

    def _verify_attachments(self, told: Callable[[int, int], None] | None = None) -> Counted:
        """Hold every attachment against its hash; how many there are is told without those of denunciations.

        Raises StorageError: attachment-lost, attachment-damaged.
        """
        self._attachments.verify(told)
        for petition in self._petitions.denunciations.all():
            for one in petition.attachments:
                self._attachments.need(one.kept_as)
        return self._attachments.named()


class Watched:
    """Pieces as they pass by: their hash and length once they have."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _size(given: FileGiven) -> int:
    """For the progress alone: what cannot be asked is found out when it is read."""
    with contextlib.suppress(OSError, ValueError):
        return Path(given.path).stat().st_size
    return 0


def _heard(pieces: Iterable[bytes], told: Callable[[int], None] | None) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        if told:
            told(len(piece))


def _telling(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def told(read: int) -> None:
        nonlocal done
        done += read
        progress(min(done, total), total)

    return told
