"""One key for a stick at the county: what lies on it for us is taken in, and who brought it gets the answer on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from app.county.down import Answered
from app.county.intake import Merged
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.domain.errors import DeskError, ExchangeError, StorageError
from app.exchange import stick, visit
from app.exchange.keys import KeyCard, decode_card
from app.exchange.medium import read_start
from app.exchange.stick import Lying
from app.exchange.visit import StickDone, StickLine, StickSeen

ENTRIES: Final = frozenset({"entries", "relayed"})
Progress = Callable[[int, int], None]


class Visiting:
    """One bad file stops nothing else; what was refused is kept until it is put right (`status`)."""

    code: str
    _tables: Tables
    receive: Callable[[Path], Merged]
    answer: Callable[[str, Path], Answered]
    stations: Callable[[], dict[str, KeyCard]]

    def stick(self, folder: Path) -> StickSeen:
        """What a stick is and holds for us, in words, before anything is written."""
        medium = stick.medium(folder)
        if not medium.there:
            return StickSeen(medium=medium, for_us=0, words=medium.words)
        found = stick.lying(folder)
        return visit.seen(medium, found, sum(map(self._for_us, found)))

    def exchange_stick(
        self, folder: Path, *, progress: Progress | None = None, stop: Callable[[], bool] | None = None
    ) -> StickDone:
        """Take in every package on the stick that is for us, then write for each station that brought one the
        acknowledgement and its dispatches.

        `stop` is asked between files; what was done until then stands. Raises ExchangeError("medium-gone") when there
        is no stick.
        """
        found = stick.lying(folder)
        lines, whole = self._take_in(found, progress, stop)
        if whole:
            brought = {one.sender for one in found if one.kind in ENTRIES and self._for_us(one)}
            lines += self._answers(sorted(brought & self._names(answered=True).keys()), folder)
        return visit.done(lines)

    def take_in(
        self, files: Iterable[Path], *, progress: Progress | None = None, stop: Callable[[], bool] | None = None
    ) -> StickDone:
        """Take in these files, whomever they say that they are for: what is not for us is refused with its reason."""
        lines, _whole = self._take_in([Lying(path=file, kind="chosen") for file in files], progress, stop)
        return visit.done(lines)

    def _take_in(
        self, found: Iterable[Lying], progress: Progress | None, stop: Callable[[], bool] | None
    ) -> tuple[list[StickLine], bool]:
        """What became of each, and whether all of them had their turn."""
        every, lines, names = list(found), list[StickLine](), self._names()
        for n, one in enumerate(every):
            if stop and stop():
                return lines, False
            try:
                line = self._one(one, names)
            except (StorageError, ExchangeError) as at_fault:
                # the store or the stick itself: the other files would fail alike
                gone = [visit.pulled(at_fault.code)] if at_fault.code == "medium-gone" else []
                return [*lines, _held(one, at_fault), *gone], False
            if line is not None:
                lines.append(line)
            if progress:
                progress(n + 1, len(every) + 1)
        return lines, True

    def _one(self, one: Lying, names: dict[str, str]) -> StickLine | None:
        """What becomes of one file; None for what is nobody's business here.

        Raises StorageError, ExchangeError("medium-gone").
        """
        if one.sender == self.code or one.kind in {"half", "data"}:
            return None
        if one.kind == "card":
            return self._card_lying(one)
        if not self._for_us(one):
            return visit.passed(one)
        try:
            merged = self.receive(one.path)
        except ExchangeError as refused:
            if refused.code == "medium-gone":
                raise
            return _held(one, refused)
        whose = names.get(merged.station, merged.station)
        state: visit.State = "taken" if merged.new else "same"
        return StickLine(file=one.path.name, state=state, words=f"{whose}：{merged.words}")

    def _card_lying(self, one: Lying) -> StickLine | None:
        """A card is never taken in without somebody who has compared it."""
        try:
            card = decode_card(read_start(one.path))
        except DeskError:
            return None
        if card.role != "desk" or self.stations().get(card.code) == card:
            return None
        words = f"{card.name}（{card.code}）的公钥卡没有登记。请在“接待台”页登记，并用电话核对指纹。"
        return StickLine(file=one.path.name, state="person", words=words)

    def _answers(self, stations: Iterable[str], folder: Path) -> list[StickLine]:
        lines: list[StickLine] = []
        names = self._names()
        for station in stations:
            whose = names.get(station, station)
            try:
                answered = self.answer(station, folder)
            except DeskError as no:
                lines.append(StickLine(file="", state="unwritten", words=f"{whose}：{no.message}", code=no.code))
                if isinstance(no, ExchangeError | StorageError):  # the stick or the store: the next would fail alike
                    break
                continue
            files = (answered.file, *(one.file for one in answered.dispatches))
            words = f"给{whose}的回执和下发件。"
            lines += [StickLine(file=Path(file).name, state="written", words=words) for file in files if file]
        return lines

    def _for_us(self, one: Lying) -> bool:
        if one.kind in {"half", "card", "data"} or one.sender == self.code:
            return False
        return one.recipient in {self.code, ""}

    @broken_store()
    def _names(self, *, answered: bool = False) -> dict[str, str]:
        """The stations' names by their codes; with `answered` of those that get answers from us."""
        which = " WHERE revoked_at = '' AND through = ''" if answered else ""
        return dict(self._tables.execute(f"SELECT code, name FROM stations{which}").fetchall())


def _held(one: Lying, refused: DeskError) -> StickLine:
    return StickLine(file=one.path.name, state="held", words=refused.message, code=refused.code)
