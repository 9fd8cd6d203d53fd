"""Matters sent down in a sheet: read, looked over, kept until a person registers each row or sets it aside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.answers import Changes, SheetRead, SoundTaken, StagedFilled, StagedSeen
from app.desk.needs import needs
from app.desk.sheets import SheetsOut
from app.domain.covering import covered_people, restored
from app.domain.errors import DeskError, RuleBroken
from app.domain.masking import COVERED, MASKS
from app.domain.records.matter import MATTERS, Matter
from app.domain.rights import Right
from app.domain.sheets.fields import FIELDS
from app.domain.sheets.layout import Layout
from app.domain.sheets.taken import Cell, Finding, Said, Taken, Unreadable, is_denunciation, taken
from app.domain.steps import sheets, table
from app.domain.steps.denunciation import APART
from app.domain.steps.links import LinkEarlier
from app.domain.steps.matter import register_from
from app.domain.steps.register import Register
from app.domain.steps.step import Context
from app.exchange.sheet_guard import MOST_FILE
from app.exchange.sheet_reading import Grid, SheetRow, read_sheet
from app.storage.database import broken_surroundings
from app.storage.files import read_file
from app.storage.staged import Kept, Staged, Waiting
from app.writer import Writer

STAGED_APART = "来件行不登记为检举控告。请由专门权限人员单独密封登记，再搁置这一行，理由中不写编号。"
NO_SAID = Said()
SENT_DOWN = Finding(
    kind="doubt",
    heading=FIELDS["body_number"].title,
    words="来件机关和编号相同的已有下发件，尚未办理；请在“接待—现在要做”中登记那一件，搁置这一行",
)
MOST_REASON = 500
MOST_ALIKE = 20  # petitions that are looked at for the same number
DENUNCIATION = "检举控告事项不在表格中下发，这一行没有读入、没有保存；请来件机关另行密封转送"


class Staging(SheetsOut):
    """Sheets that come in."""

    @needs(Right.REGISTER)
    def stage_sheet(self, file: Path, layout: str, *, sheet: str = "", said: Said = NO_SAID) -> SheetRead:
        """Read a sheet of matters sent down; its rows wait for a person, or none of them when the file is refused.

        `said` holds for every row that says nothing itself; `sheet` names the worksheet where several fit. What is here
        already is not kept twice: it is named. Raises RuleBroken naming what is wrong with the file, StorageError.
        """
        self._require(Right.READ, what="读入来件表格")
        chosen = self._layout_of(layout)
        if not chosen.taken:
            raise RuleBroken("layout-one-way", f"表样“{chosen.title}”没有读入的列，只能用来导出。", layout=layout)
        data = read_file(file, most=MOST_FILE + 1)
        grid = read_sheet(data, chosen, sheet)
        with broken_surroundings():
            return self._stage(file.name, hashlib.sha256(data).hexdigest(), layout, chosen, grid, said)

    @needs(Right.REGISTER)
    @broken_surroundings()
    def staged(self, *, settled: bool = False) -> tuple[StagedSeen, ...]:
        """The rows that wait, or with `settled` what became of the others, the newest first."""
        self._require(Right.READ, what="查看来件行")
        sent = frozenset() if settled else self._sent_down()
        return tuple(_seen(row, sent) for row in self._staged.rows(settled=settled))

    @needs(Right.REGISTER)
    @broken_surroundings()
    def staged_row(self, row: int) -> StagedFilled:
        """One row: its cells, and the registration filled with what could be read; details of persons masked.

        Raises RuleBroken("no-such-row"), RuleBroken("staged-settled").
        """
        self._require(Right.READ, what="查看来件行")
        kept = self._staged.row(row)
        matter = kept.matter
        self._looked("open", what=f"来件表格“{kept.sheet}”第{kept.sheet_row}行")
        step = register_from(matter, self._arrived(kept))
        return StagedFilled(
            row=_seen(kept, self._sent_down()),
            register=msgspec.structs.replace(step, petitioners=covered_people(step.petitioners)),
            cells=_covered_cells(kept),
        )

    @needs(Right.REGISTER)
    @broken_surroundings()
    def take_staged(self, row: int, step: Register | None = None, links: Sequence[LinkEarlier] = ()) -> Changes:
        """Register a row: as it stands, or as a person completed the registration that `staged_row` gave.

        Both happen in one transaction. Raises RuleBroken: staged-settled, staged-problems (a row that has some needs a
        person's registration), denunciation-staged, and what registering raises.
        """
        self._require(Right.READ, what="登记来件行")
        kept = self._staged.row(row)
        matter = kept.matter
        if step is not None and step.category == APART:
            raise RuleBroken("denunciation-staged", STAGED_APART, field="category")
        if step is None:
            _refuse_problems(kept)
            step = register_from(matter, self._arrived(kept))
        whole = msgspec.structs.replace(step, petitioners=restored(step.petitioners, matter.petitioners))

        def settle(writer: Writer) -> None:
            at = writer.moment.isoformat(timespec="seconds")
            number = writer.petition.number if writer.petition else ""
            self._staged.settle(row, at=at, by=self.officer, number=number)

        return self._register(whole, links, settle)

    @needs(Right.REGISTER)
    def take_sound(self) -> SoundTaken:
        """Register every row in which nothing is to be looked at and that resembles no petition, each for itself.

        What is left says why.
        """
        self._require(Right.READ, what="登记来件行")
        done, left = [], []
        for row in self.staged():
            try:
                why = self._why_not(row)
                if why:
                    left.append((row.row, why))
                else:
                    done.append((row.row, self.take_staged(row.row).number))
            except RuleBroken as no:
                left.append((row.row, no.message))
            except DeskError as error:
                if not done:
                    raise
                left.append((row.row, error.message))
                break
        return SoundTaken(taken=tuple(done), left=tuple(left))

    @needs(Right.REGISTER)
    @broken_surroundings()
    def set_aside_staged(self, row: int, reason: str) -> StagedSeen:
        """A row is not registered; the reason stands in the journal. What it said is not kept: the sender has it.

        Raises RuleBroken: no-such-row, staged-settled, reason-missing.
        """
        self._require(Right.READ, what="搁置来件行")
        told = " ".join(reason.split())
        if len(told) < 2 or len(told) > MOST_REASON:
            raise RuleBroken("reason-missing", f"请写明不登记的理由（2至{MOST_REASON}字）。", field="reason")
        kept = self._staged.row(row)
        facts = sheets.SheetRowSetAside(
            sha256=kept.sha256,
            row=kept.sheet_row,
            sender=kept.sender,
            letter_number=kept.matter.letter_number,
            body_number=kept.body_number,
            reason=told,
        )
        with self._writing() as writer:
            writer.write("", writer.today, facts)
            at = writer.moment.isoformat(timespec="seconds")
            self._staged.settle(row, at=at, by=self.officer, reason=told)
        return _seen(self._staged.row(row))

    @property
    def _staged(self) -> Staged:
        return Staged(self._db)

    def _stage(self, name: str, sha256: str, code: str, layout: Layout, grid: Grid, said: Said) -> SheetRead:
        """Everything in one transaction: rows, and the journal's line that they are there."""
        kept: list[int] = []
        skipped: list[str] = []
        with self._writing() as writer:
            context = self._context(writer.today)
            at = writer.moment.isoformat(timespec="seconds")
            for row in grid.rows:
                if is_denunciation(row.cells):
                    skipped.append(f"第{row.row}行：{DENUNCIATION}")
                    continue
                waiting = _waiting(row, taken(row.cells, layout, said, writer.today, grid.zero), layout, context)
                known, doubled = self._like(waiting)
                if known:
                    skipped.append(f"第{row.row}行：{known}")
                    continue
                waiting = msgspec.structs.replace(waiting, findings=(*doubled, *waiting.findings))
                kept.append(self._staged.add(waiting, sheet=name, sha256=sha256, at=at, by=self.officer))
            if kept:
                writer.write("", writer.today, sheets.SheetRead(sha256=sha256, layout=code, rows=len(kept)))
        sent = self._sent_down()
        rows = tuple(_seen(self._staged.row(id_), sent) for id_ in kept)
        notices = (*grid.notices, *writer.notices)
        return SheetRead(
            file=name, rows=rows, skipped=tuple(skipped), notices=notices, words=_read_words(rows, len(skipped))
        )

    def _like(self, row: Waiting) -> tuple[str, tuple[Finding, ...]]:
        """(why the row is here already, "" when it is not; what a person should know of rows like it)."""
        like = self._staged.like(row)
        before = next((one for one in like if one.state == "taken"), None)
        number = before.number if before else self._registered_as(row.matter)
        if number:
            other = "" if before and before.mark == row.mark else "（内容可能不同，请核对）"
            return f"已经登记为 {number}，没有重复读入{other}", ()
        same = next((one for one in like if one.state == "waiting" and one.mark == row.mark), None)
        if same:
            return f"内容与待登记的“{same.sheet}”第{same.sheet_row}行相同，没有重复读入", ()
        found = []
        for one in like:
            where = f"“{one.sheet}”第{one.sheet_row}行"
            if one.state == "waiting":
                told = f"来件机关和编号与待登记的{where}相同，内容不同；请搁置其中一行"
                found.append(Finding(kind="problem", heading=FIELDS["body_number"].title, words=told))
            elif one.mark == row.mark:
                found.append(Finding(kind="doubt", heading="", words=f"同样内容的{where}已搁置：{one.reason}"))
        return "", tuple(found[:3])

    def _registered_as(self, matter: Matter) -> str:
        """The petition that was registered of the same sender's same number, by whatever way it came."""
        if not matter.body_number:
            return ""
        for row in self._search.find(f"{matter.sender} {matter.body_number}", limit=MOST_ALIKE):
            found = self._petitions.find(row.number)
            origin = found.origin if found else None
            if origin and (origin.body, origin.body_number) == (matter.sender, matter.body_number):
                return row.number
        return ""

    def _sent_down(self) -> frozenset[tuple[str, str]]:
        """Sender and number of the matters that came down as dispatches and wait to be taken up."""
        waiting = (one.told for one in self._petitions.arrivals.all())
        return frozenset(
            (one.sender, one.body_number) for one in waiting if isinstance(one, Matter) and one.body_number
        )

    def _why_not(self, row: StagedSeen) -> str:
        """Why a person has to look at a row before it is registered, "" where nobody has to."""
        looked_at = [one for one in row.findings if one.kind != "note"]
        if looked_at:
            return _worded(looked_at[0])
        kept = self._staged.row(row.row)
        found = self._search.candidates(register_from(kept.matter, self._arrived(kept)))
        seen = [one.number for one in found if self._find_seen(one.number)]
        return f"可能与已有事项 {seen[0]} 相同，请逐行登记" if seen else ""

    def _arrived(self, kept: Kept) -> dt.date:
        """The day on which it reached us, as far as anybody knows: when its sheet was read."""
        return dt.datetime.fromisoformat(kept.staged_at).date()


def _waiting(row: SheetRow, told: Taken, layout: Layout, context: Context) -> Waiting:
    """A row with everything that is to be looked at, also what only registering would have said."""
    findings = list(told.findings)
    if row.merged:
        words = f"有合并的单元格（{row.merged}），内容可能不全；请取消合并，每行填写完整后再读入"
        findings.insert(0, Finding(kind="problem", heading="", words=words))
    if not told.problems:
        try:
            table.decide_new(register_from(told.matter, context.today), context)
        except RuleBroken as no:
            findings.append(Finding(kind="problem", heading="", words=no.message))
    cells = tuple(
        (column.field, _shown(row.cells[column.field])) for column in layout.taken if column.field in row.cells
    )
    return Waiting(sheet_row=row.row, matter=told.matter, cells=cells, findings=tuple(findings))


def _shown(cell: Cell) -> str:
    return f"（{cell.words}）" if isinstance(cell, Unreadable) else str("" if cell is None else cell)


def _covered_cells(kept: Kept) -> tuple[tuple[str, str], ...]:
    """(title, text) of the cells as they stood, details of persons masked."""
    cells = kept.content.cells if kept.content else ()
    return tuple((FIELDS[field].title, _masked(field, text)) for field, text in cells)


def _masked(field: str, text: str) -> str:
    return "\n".join(COVERED.shown(field, line) for line in text.split("\n")) if field in MASKS else text


def _seen(row: Kept, sent_down: frozenset[tuple[str, str]] = frozenset()) -> StagedSeen:
    """A row as it is seen; `sent_down` are sender and number of the matters that came in dispatches too."""
    matter = row.matter if row.content else None
    findings = row.content.findings if row.content else ()
    if (row.sender, row.body_number) in sent_down:
        findings = (SENT_DOWN, *findings)
    return StagedSeen(
        row=row.id,
        sheet=row.sheet,
        sheet_row=row.sheet_row,
        state=row.state,
        sender=row.sender,
        body_number=row.body_number,
        kind=MATTERS[matter.kind] if matter else "",
        who="、".join(person.name for person in matter.petitioners[:3]) if matter else "",
        title=matter.title if matter else "",
        result_due=matter.result_due if matter else None,
        findings=findings,
        sound=row.state == "waiting" and all(one.kind == "note" for one in findings),
        words="；".join(_worded(one) for one in findings),
        staged_at=row.staged_at,
        staged_by=row.staged_by,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        number=row.number,
        reason=row.reason,
    )


def _worded(finding: Finding) -> str:
    return f"{finding.heading}：{finding.words}" if finding.heading else finding.words


def _read_words(rows: tuple[StagedSeen, ...], skipped: int) -> str:
    sound = sum(1 for row in rows if row.sound)
    told = f"读入{len(rows)}行，{sound}行没有问题，{len(rows) - sound}行需要先看" if rows else "没有新的行"
    return f"{told}；{skipped}行没有读入。" if skipped else f"{told}。"


def _refuse_problems(kept: Kept) -> None:
    found = [one for one in (kept.content.findings if kept.content else ()) if one.kind == "problem"]
    if found:
        raise RuleBroken(
            "staged-problems",
            f"这一行还有问题：{'；'.join(map(_worded, found))}。请补齐登记内容再登记，或者搁置。",
            problems=[_worded(one) for one in found],
        )
