"""Proof for others: the checks, the day's page of the register, and the signed report of what was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from app import __version__
from app.desk.apart import without_apart
from app.desk.attachments import Attaching
from app.desk.base import Progress
from app.desk.needs import needs
from app.domain.errors import RuleBroken, StorageError
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.proof import (
    Anchor,
    AnchorSeen,
    ChainLine,
    Check,
    DayRegister,
    SignedReport,
    VerifyReport,
    day_line,
)
from app.domain.records.attachment import size_words
from app.domain.rights import Right
from app.domain.steps.table import apply
from app.exchange import desk_side
from app.security.report_proof import sign_report
from app.storage.database import broken_surroundings, check_pages
from app.storage.journal import Chained
from app.storage.verify import verify_rebuild


class _Told(NamedTuple):
    """What a check came to: words, numbers, and whether there was anything to check."""

    words: str
    numbers: dict[str, int]
    checked: bool = True


class Proof(Attaching):
    """What is shown to whoever asks whether this desk's records are whole."""

    @needs()
    @broken_surroundings()
    def verify(self, *, rebuild: bool = False, anchors: Sequence[Anchor] = ()) -> dict[str, Any]:
        """Check the chain, with `rebuild` also every table against a replay, and the hashes of printed pages.

        Raises StorageError at the first flaw.
        """
        check_pages(self._db)  # first: a page that the disk spoilt must not read like an entry that somebody changed
        chained = self._journal.verify()
        witnessed = desk_side.check_witnessed(self._db, self.station, self.epoch)
        self._check_below(rebuild=rebuild)
        seen = self._checked_anchors(anchors)
        compared = verify_rebuild(self._db) if rebuild else None
        if rebuild:
            self._check_listing()
        return {
            "entries": chained.entries,
            "lines": {name: {"seq": head.seq, "hash": head.hash} for name, head in chained.lines.items()},
            "witnessed": witnessed,
            "anchors": [{**msgspec.to_builtins(one), "told": one.told} for one in seen],
            "rebuilt": compared and without_apart(compared, told=self.may(Right.DENUNCIATIONS)),
            "looks": self._verify_looks(),
            "attachments": self._verify_attachments()._asdict(),
        }

    @needs(Right.READ)
    @broken_surroundings()
    def day_register(self, day: dt.date | None = None) -> DayRegister:
        """What was registered on a day, today where none is said, and the chain's last hash of that day.

        Each petition is told as it stood at the end of that day. Raises RuleBroken("day-in-future").
        """
        today = self.today()
        wanted = day or today
        if wanted > today:
            raise RuleBroken("day-in-future", f"{wanted}还没有到，不能打印当日登记簿。", day=str(wanted))
        ends = {
            epoch: self._journal.last_on(self.station, epoch, wanted) for epoch in self._journal.epochs(self.station)
        }
        begins = {epoch: self._journal.last_on(self.station, epoch, _day_before(wanted)) for epoch in ends}
        epoch = max((epoch for epoch, seq in ends.items() if seq), default=self.epoch)
        found = [petition for one in ends for petition in self._registered(one, begins[one], ends[one])]
        return DayRegister(
            day=wanted,
            station=self.station,
            epoch=epoch,
            seq=ends.get(epoch, 0),
            hash=self._journal.hash_at(self.station, epoch, ends.get(epoch, 0)) or "",
            entries=sum(ends[one] - begins[one] for one in ends),
            whole=wanted < today,
            lines=tuple(map(day_line, found)),
        )

    @needs(Right.ADMINISTER, Right.LOOKS)
    def verify_report(self, *, anchors: Sequence[Anchor] = (), progress: Progress | None = None) -> SignedReport:
        """Every check with its result, signed by the station; a check that fails is told, not raised.

        `progress` hears how far it is, in hundredths of a check: the replay takes longest and tells of itself.
        """
        checks, chained, seen = self._run_checks(anchors, progress)
        report = VerifyReport(
            station=self.station,
            unit=self._office_to_tell().name,
            epoch=self.epoch,
            at=self._clock().isoformat(timespec="seconds"),
            program=__version__,
            officer=self.officer,
            checks=checks,
            lines=_lines(chained),
            anchors=seen,
        )
        return sign_report(report, self._keys)

    @needs(Right.ADMINISTER, Right.LOOKS)
    def verify_paper(self, signed: SignedReport) -> bytes:
        """The report as PDF (F37). A log of looking that cannot be written does not keep it back: it may tell of it."""
        from app.documents.verify_report import pdf_of

        self._looked("paper", what="F37")
        return pdf_of(signed)

    def _run_checks(
        self, anchors: Sequence[Anchor], progress: Progress | None
    ) -> tuple[tuple[Check, ...], Chained | None, tuple[AnchorSeen, ...]]:
        chained: list[Chained] = []
        seen: list[AnchorSeen] = []
        done: list[Check] = []
        step = 0

        def check(code: str, title: str, ask: Callable[[], _Told], *after: str) -> None:
            nonlocal step
            broken = [one.title for one in done if one.code in after and one.state == "failed"]
            done.append(_skipped(code, title, broken) if broken else _asked(code, title, ask))
            step += 1
            if progress:
                progress(step * 100, 700)

        check("pages", "数据文件", self._pages)
        check("chain", "台账链条", lambda: self._chain(chained), "pages")
        check("witnessed", "上报与县级签收", self._witnessed, "pages")
        check("anchors", "已印登记簿页", lambda: self._anchors(anchors, seen), "pages", "chain")
        check("projections", "各表重算", lambda: self._projections(chained[0].entries, progress), "pages", "chain")
        check("looks", "查阅记录", self._looks, "pages")
        check("attachments", "附件", lambda: self._attachments_told(progress), "pages")
        return tuple(done), (chained[0] if chained else None), tuple(seen)

    def _pages(self) -> _Told:
        check_pages(self._db)
        pages = int(self._db.conn.execute("PRAGMA page_count").fetchone()[0])
        return _Told(f"共 {pages} 页，逐页核对完整，没有损坏。", {"pages": pages})

    def _chain(self, found: list[Chained]) -> _Told:
        chained = self._journal.verify()
        found.append(chained)
        words = f"共 {chained.entries} 条记载，逐条核对摘要和前后衔接：没有缺号，没有改动。"
        below = self._check_below(rebuild=False)
        if not below:
            return _Told(words, {"entries": chained.entries, "lines": len(chained.lines)})
        words += f"另收下级记载 {below} 条，同样逐条核对。"
        return _Told(words, {"entries": chained.entries, "lines": len(chained.lines), "below": below})

    def _witnessed(self) -> _Told:
        count = desk_side.check_witnessed(self._db, self.station, self.epoch)
        if not count:
            return _Told("尚未向县级上报，没有可比对的。", {"compared": 0}, checked=False)
        state = desk_side.state(self._db, self.station, self.epoch, self.peers())
        signed = f"；{state.county}已签收至第 {state.acknowledged} 号记载" if state.acknowledged else "；尚无县级回执"
        words = f"与历次上报和县级回执中留存的 {count} 处链尾一致{signed}。"
        return _Told(words, {"compared": count, "acknowledged": state.acknowledged})

    def _anchors(self, anchors: Sequence[Anchor], found: list[AnchorSeen]) -> _Told:
        if not anchors:
            return _Told("没有提供登记簿页上印的链尾摘要，未比对。", {"compared": 0}, checked=False)
        found.extend(map(self._anchor_seen, anchors))
        _refuse_missing(found)
        return _Told("".join(one.told for one in found), {"compared": len(found)})

    def _projections(self, entries: int, progress: Progress | None) -> _Told:
        def told(done: int) -> None:
            if progress:
                progress(400 + 100 * done // max(entries, 1), 700)

        self._check_below(rebuild=True)
        compared = without_apart(verify_rebuild(self._db, told))
        self._check_listing()
        words = f"从台账重算，{len(compared)} 张表共 {sum(compared.values())} 行，逐行一致。"
        return _Told(words, compared)

    def _looks(self) -> _Told:
        told = self._verify_looks()
        lost = f"；另有 {told['gone']} 条随原文件遗失，台账中只有次数" if told["gone"] else ""
        words = f"共 {told['rows']} 条，逐条核对前后衔接，并与台账中的每日计数一致{lost}。"
        return _Told(words, {"rows": told["rows"], "gone": told["gone"]})

    def _attachments_told(self, progress: Progress | None) -> _Told:
        def told(done: int, total: int) -> None:
            if progress:
                progress(600 + 100 * done // max(total, 1), 700)

        files, size = self._verify_attachments(told)
        if not files:
            return _Told("无附件。", {"attachments": 0}, checked=False)
        words = f"共 {files} 份、{size_words(size)}，逐份核对内容和摘要，没有缺少，没有改动。"
        return _Told(words, {"attachments": files, "bytes": size})

    def _checked_anchors(self, anchors: Sequence[Anchor]) -> list[AnchorSeen]:
        seen = [self._anchor_seen(anchor) for anchor in anchors]
        _refuse_missing(seen)
        return seen

    def _anchor_seen(self, anchor: Anchor) -> AnchorSeen:
        """Whether the chain ended in this hash at some moment of that day."""
        missing = AnchorSeen(day=anchor.day, hash=anchor.hash, state="missing")
        place = self._journal.place_of(self.station, anchor.hash)
        if place is None:
            return missing
        epoch, seq = place
        end = self._journal.last_on(self.station, epoch, anchor.day)
        if not self._journal.last_on(self.station, epoch, _day_before(anchor.day)) <= seq <= end:
            return missing
        return msgspec.structs.replace(missing, state="last" if seq == end else "earlier", epoch=epoch, seq=seq)

    def _registered(self, epoch: int, after: int, last: int) -> list[Petition]:
        """The petitions that the entries of a stretch began, as they stood at its end."""
        numbers = (f"{self.station}.{epoch}.{seq}" for seq in range(after + 1, last + 1))
        found = []
        for id_ in numbers:
            petition: Petition | None = None
            for entry in self._journal.entries(id_):
                if (entry.epoch, entry.seq) <= (epoch, last):
                    petition = apply(petition, entry)
            if petition is not None:
                found.append(petition)
        return found

    def _office_to_tell(self) -> Office:
        """The office, or what stands for it where its row cannot be read: a damaged desk gets its report too."""
        try:
            return self.office
        except StorageError:
            return Office(station=self.station, name=self.station)


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1) if day > dt.date.min else day


def _asked(code: str, title: str, ask: Callable[[], _Told]) -> Check:
    try:
        with broken_surroundings():
            told = ask()
    except StorageError as error:
        return Check(
            code=code, title=title, state="failed", told=error.message, error=error.code, place=_plain(error.facts)
        )
    state: Any = "passed" if told.checked else "not_checked"
    return Check(code=code, title=title, state=state, told=told.words, numbers=told.numbers)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The place of a failure: numbers and short words, nothing of what stands there."""
    wanted = ("page", "pages", "station", "epoch", "seq", "table", "row", "counted", "rows", "day")
    return {name: facts[name] for name in wanted if name in facts}


def _skipped(code: str, title: str, broken: list[str]) -> Check:
    return Check(code=code, title=title, state="not_checked", told=f"{'、'.join(broken)}未通过，没有核对。")


def _refuse_missing(seen: Sequence[AnchorSeen]) -> None:
    missing = [one for one in seen if one.state == "missing"]
    if missing:
        raise StorageError(
            "anchor-differs",
            f"{''.join(one.told for one in missing)}请先核对输入，无误的，保留现状并联系管理员。",
            day=str(missing[0].day),
            hash=missing[0].hash,
        )


def _lines(chained: Chained | None) -> tuple[ChainLine, ...]:
    if chained is None:
        return ()
    return tuple(
        ChainLine(
            station=name.rpartition("/")[0],
            epoch=int(name.rpartition("/")[2]),
            entries=head.seq,
            at=head.at,
            hash=head.hash,
        )
        for name, head in chained.lines.items()
    )
