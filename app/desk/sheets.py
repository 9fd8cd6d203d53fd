"""Sheets for the county systems that exist: petitions out as XLSX or CSV, in a layout that a county can replace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app import shipped
from app.answers import LayoutSeen, SheetMade
from app.desk.base import Progress, passing
from app.desk.needs import needs
from app.desk.own_files import copied
from app.desk.steps import Steps
from app.domain.codes import STAGES
from app.domain.covering import covered
from app.domain.errors import DeskError, RuleBroken, StorageError
from app.domain.listing import COLUMNS, ListTold
from app.domain.looks import purpose_told
from app.domain.masking import COVERED, MASKS, Sight
from app.domain.practice import MARK, is_practice
from app.domain.rights import Right
from app.domain.sheets.layout import Layout
from app.domain.sheets.told import Value, row_of
from app.exchange.sheet_writing import SHEET_KINDS, Head, SheetKind, head_of, write_sheet
from app.storage.database import broken_surroundings

OWN_LAYOUTS = "sheets"  # in the desk's folder: the county's layouts (docs/sheets.md)
SUFFIX = ".json"


class SheetsOut(Steps):
    """Layouts, and sheets that go out."""

    @needs()
    def layouts(self) -> tuple[LayoutSeen, ...]:
        """Every layout by its code: the county's own in the place of the shipped one of the same name.

        One that is wrong says so in its `problem`; it stops what would use it, and nothing else.
        """
        return tuple(self._seen_layout(code, file) for code, file in sorted(self._layout_files().items()))

    @needs()
    def copy_layouts(self, folder: Path) -> tuple[str, ...]:
        """The shipped layouts in a folder, to be edited; their files' names. Raises StorageError: layouts-there,
        file-not-written."""
        files = {file.name: file.read_bytes() for file in shipped.layout_files()}
        return copied(files, folder, "layouts-there")

    @needs(Right.EXPORT)
    @broken_surroundings()
    def export_sheet(
        self,
        folder: Path,
        layout: str,
        kind: SheetKind = "xlsx",
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        stage: str = "",
        full: str = "",
        progress: Progress | None = None,
    ) -> SheetMade:
        """Write petitions into a sheet: those received from `first` to `last`, of one stage or of all.

        Details of persons are masked unless `full` says what they are needed for. Denunciations are in no sheet. The
        look is recorded as an export. Raises RuleBroken: no-right, days-turned-round, no-such-stage, layout-missing,
        layout-invalid, purpose-missing, sheet-too-long; ExchangeError("folder-missing"), StorageError.
        """
        self._require(Right.READ, what="导出表格")
        chosen = self._layout_of(layout)
        if not chosen.told:
            raise RuleBroken("layout-one-way", f"表样“{chosen.title}”没有导出的列，只能用来读入。", layout=layout)
        _check_choice(kind, first, last, stage)
        purpose = self._purpose(full)
        sight = Sight(full=frozenset(MASKS)) if purpose else COVERED
        count = self._petitions.count_selected(first, last, stage)
        masked = "证件号码、电话、住址已遮住" if not purpose else "证件号码、电话、住址写完整"
        what = f"表格“{chosen.title}”（{_period(first, last)}{STAGES.get(stage, '')}{count}件，{masked}）"
        self._vault.check_there()
        self._looked("export", what=what, purpose=purpose, must=True)
        name = f"{MARK if is_practice(self.station) else ''}信访事项-{layout}-{self.station}-{self._now():%Y%m%d-%H%M}"
        petitions = passing(self._petitions.selected(first, last, stage), progress, lambda: count)
        rows: Iterator[tuple[Value, ...]] = (
            row_of(covered(one, sight), chosen, self.content_classes.code_of) for one in petitions
        )
        file, written = write_sheet(folder, name, kind, head_of(chosen), rows)
        cut = tuple(f"第{row}行“{heading}”" for row, heading in written.cut)
        return SheetMade(
            file=str(file),
            rows=written.rows,
            layout=layout,
            kind=kind,
            full=bool(purpose),
            cut=cut,
            words=_told(file, written.rows, masked, cut),
        )

    @needs(Right.EXPORT)
    @broken_surroundings()
    def export_list(self, folder: Path, told: ListTold, kind: SheetKind = "xlsx") -> SheetMade:
        """Write a list as it was seen (`list_told`) into a sheet; it holds no document number, phone or address.

        The look is recorded as an export. Raises RuleBroken: no-right, no-such-kind; ExchangeError("folder-missing"),
        StorageError.
        """
        self._require(Right.READ, what="导出表格")
        _check_choice(kind, None, None, "")
        masked = "不含证件号码、电话、住址"
        self._vault.check_there()
        what = f"列表（{told.words or '全部事项'}，{len(told.lines)}件，{masked}）"
        self._looked("export", what=what, must=True)
        head = Head(
            sheet="信访事项",
            headings=tuple(COLUMNS[name] for name in told.columns),
            kinds=tuple("day" if name == "received" else "text" for name in told.columns),
        )
        name = f"信访事项清单-{self.station}-{self._now():%Y%m%d-%H%M}"
        file, written = write_sheet(folder, name, kind, head, told.lines)
        return SheetMade(
            file=str(file),
            rows=written.rows,
            layout="",
            kind=kind,
            full=False,
            cut=(),
            words=_told(file, written.rows, masked, ()),
        )

    def _purpose(self, full: str) -> str:
        """What the details are needed for, "" where they stay masked. Raises RuleBroken: no-right, purpose-missing."""
        if not full:
            return ""
        self._require(Right.REVEAL, what="导出完整信息")
        return purpose_told(full, "导出完整信息，如“县局核对名册”", field="full")

    def _layout_of(self, code: str) -> Layout:
        file = self._layout_files().get(code)
        if file is None:
            known = "、".join(sorted(self._layout_files()))
            raise RuleBroken("layout-missing", f"没有名为“{code}”的表样，可用：{known}。", layout=code)
        return shipped.load_layout(file)

    def _layout_files(self) -> dict[str, Path]:
        """Code -> file. Raises StorageError when the own folder is none or cannot be read."""
        found = {file.stem: file for file in shipped.layout_files()}
        own = self.folder / OWN_LAYOUTS
        if not own.exists() and not own.is_symlink():
            return found
        try:
            files = sorted(own.iterdir())
        except OSError as error:
            raise StorageError(
                "layouts-no-folder",
                f"“{OWN_LAYOUTS}”应为文件夹，内放本县的表样文件。请改正，或删除该文件。",
                file=str(own),
                problem=str(error),
            ) from None
        return found | {file.stem: file for file in files if file.suffix == SUFFIX}

    def _seen_layout(self, code: str, file: Path) -> LayoutSeen:
        own = file.parent == self.folder / OWN_LAYOUTS
        seen = LayoutSeen(code=code, title=code, file=str(file), own=own)
        try:
            layout = shipped.load_layout(file)
        except DeskError as error:
            return msgspec.structs.replace(seen, problem=error.message)
        return msgspec.structs.replace(
            seen,
            title=layout.title,
            source=layout.source,
            valid_from=layout.valid_from,
            told=tuple(column.heading for column in layout.told),
            taken=tuple(column.heading for column in layout.taken),
        )


def _check_choice(kind: str, first: dt.date | None, last: dt.date | None, stage: str) -> None:
    if kind not in SHEET_KINDS:
        raise RuleBroken("no-such-kind", f"没有“{kind}”这种格式，可用：{'、'.join(SHEET_KINDS)}。", field="kind")
    if stage and stage not in STAGES:
        raise RuleBroken("no-such-stage", f"没有“{stage}”这种办理状态，可用：{'、'.join(STAGES)}。", field="stage")
    if first and last and last < first:
        raise RuleBroken("days-turned-round", f"起始日期 {first} 晚于截止日期 {last}，请核对。", field="first")


def _period(first: dt.date | None, last: dt.date | None) -> str:
    if first is None and last is None:
        return "全部，"
    return f"收到日期{first or '最早'}至{last or '最近'}，"


def _told(file: Path, rows: int, masked: str, cut: tuple[str, ...]) -> str:
    shortened = f"有{len(cut)}个单元格写不下全文，已注明。" if cut else ""
    return f"已导出{rows}件，{masked}。{shortened}文件没有加密，请妥善保管，用后删除：{file.name}"
