"""One key for a stick: everything on it for us is taken in, everything that waits is written, and each is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.desk.data import Data
from app.desk.needs import needs
from app.domain.errors import DeskError
from app.domain.rights import Right
from app.exchange import stick, visit
from app.exchange.history import Exchanged, history
from app.exchange.stick import Lying
from app.exchange.visit import StickDone, StickLine, StickSeen
from app.storage.database import broken_surroundings
from app.storage.refusals import Refusals, Refused, digest

AT_FAULT = ("medium-gone",)  # the stick is not there any more: the other files would fail alike


class Sticks(Data):
    """One bad file stops nothing else; what was refused is kept until it is put right."""

    @needs(Right.EXPORT)
    def stick(self, folder: Path) -> StickSeen:
        """What a stick is and holds for us, in words, before anything is written."""
        medium = stick.medium(folder)
        if not medium.there:
            return StickSeen(medium=medium, for_us=0, words=medium.words)
        found = stick.lying(folder)
        return visit.seen(medium, found, sum(map(self._for_us, found)))

    @needs(Right.EXPORT)
    def exchange_stick(
        self,
        folder: Path,
        *,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> StickDone:
        """Take in what is on the stick for us, in the order in which it belongs, then write what waits.

        `stop` is asked between files; what was done until then stands. A file that is refused is told, kept in
        `refused` and stops nothing else. Raises ExchangeError("medium-gone") when there is no stick.
        """
        found = stick.lying(folder)
        lines: list[StickLine] = []
        seen: set[str] = set()
        senders: dict[str, bool] = {}  # who sent entries, and whether some were refused: what is missing comes again
        for n, one in enumerate(found):
            if stop and stop():
                break
            line = self._one(one, seen)
            if line is not None:
                lines.append(line)
                if line.code in AT_FAULT:
                    return visit.done([*lines, visit.pulled(line.code)])
                if one.kind in {"entries", "relayed"} and line.state in {"taken", "same", "held"}:
                    senders[one.sender] = senders.get(one.sender, False) or line.state == "held"
            if progress:
                progress(n + 1, len(found) + 1)
        else:
            lines += self._write(folder, senders)
        if progress:
            progress(len(found) + 1, len(found) + 1)
        return visit.done(lines)

    @needs(Right.EXPORT, Right.ADMINISTER)
    @broken_surroundings()
    def refused(self) -> tuple[Refused, ...]:
        """Files that were refused and are not put right, the newest first."""
        return Refusals(self._db).standing()

    @needs(Right.EXPORT, Right.ADMINISTER)
    @broken_surroundings()
    def exchange_history(self) -> tuple[Exchanged, ...]:
        """The packages that went out and came in, the newest first; none names a person."""
        return history(self._db, self.county())

    @needs(Right.EXPORT, Right.ADMINISTER)
    def settle_refused(self, sha256: str) -> None:
        """A person has read why this file was refused: it is told no more."""
        with self._writing():
            Refusals(self._db).settle(sha256, self._now().isoformat(timespec="seconds"))

    def _for_us(self, one: Lying) -> bool:
        return one.kind == "data" or (one.kind not in {"half", "card"} and one.recipient in {self.station, ""})

    def _one(self, one: Lying, seen: set[str]) -> StickLine | None:
        """What becomes of one file; None for what is nobody's business here: our own packages, cards, half files."""
        if one.sender == self.station or one.kind in {"half", "card"}:
            return None
        name = one.path.name
        if not self._for_us(one):
            return visit.passed(one)
        sha256 = digest(one.path)
        if sha256 and sha256 in seen:
            return visit.twice(one)
        seen.add(sha256)
        try:
            line = self._data(one) if one.kind == "data" else self._package(one)
        except DeskError as refused:
            if refused.code not in AT_FAULT:  # of the file nothing is known then
                with self._writing():
                    Refusals(self._db).keep(
                        sha256, name, refused.code, refused.message, self._now().isoformat(timespec="seconds")
                    )
            return StickLine(file=name, state="held", words=refused.message, code=refused.code)
        if line.state in {"taken", "same"}:
            with self._writing():
                Refusals(self._db).settle(sha256, self._now().isoformat(timespec="seconds"))
        return line

    def _package(self, one: Lying) -> StickLine:
        received = self.receive(one.path)
        return StickLine(file=one.path.name, state="taken" if received.new else "same", words=received.words)

    def _data(self, one: Lying) -> StickLine:
        """A data file is taken in only where nobody has to read it first."""
        if not self.may(Right.ADMINISTER):
            return StickLine(file=one.path.name, state="person", words="县级数据文件由管理员打开，没有读入。")
        told = self.look_at_data(one.path)
        if not told.new:
            return StickLine(file=one.path.name, state="same", words=f"{told.title}此前已采用，没有变化。")
        words = f"{told.title}需要核对后采用，请在“更多—数据文件”中打开。"
        return StickLine(file=one.path.name, state="person", words=words)

    def _write(self, folder: Path, senders: dict[str, bool]) -> list[StickLine]:
        """What waits for the superior, and the answers for the stations below: those whose packages were
        here, and those for which dispatches or handed petitions wait."""
        lines: list[StickLine] = []
        if self.county() is not None:
            try:
                sent = self.export(folder)
            except DeskError as refused:
                return [StickLine(file="", state="unwritten", words=refused.message, code=refused.code)]
            files = [one for one in (sent.file, *sent.earlier, *sent.volumes, *sent.relayed) if one]
            lines += [StickLine(file=Path(one).name, state="written", words=sent.words) for one in files]
        below = self._below()
        for station in sorted((senders.keys() & below.keys()).union(self._waiting_below())):
            lines += self._answer(station, folder, refused=senders.get(station, False))
        return lines

    def _answer(self, station: str, folder: Path, *, refused: bool) -> list[StickLine]:
        try:
            files = self.reply(station, folder, refused=refused)
        except DeskError as no:
            return [StickLine(file="", state="unwritten", words=no.message, code=no.code)]
        return [StickLine(file=one.name, state="written", words=f"给 {station} 的回执和下发件。") for one in files]
