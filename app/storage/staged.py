"""The rows of sheets that came in, as they wait for a person: in the encrypted file, no projection of the journal."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Literal

import msgspec

from app.domain.errors import RuleBroken, StorageError
from app.domain.records.matter import Matter
from app.domain.records.petitioner import Petitioner
from app.domain.sheets.taken import Finding
from app.storage.driver import Database

StagedState = Literal["waiting", "taken", "set_aside"]
DAYS = ("letter_on", "raised_on", "result_due")


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a row said: the matter as far as it could be read, the cells as they stood, what is to be looked at."""

    matter: dict[str, Any]
    cells: tuple[tuple[str, str], ...]  # heading or field of the column, text
    findings: tuple[Finding, ...]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A row before it is kept."""

    sheet_row: int
    matter: Matter
    cells: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def mark(self) -> str:
        """By what the same content is known again."""
        return hashlib.sha256(msgspec.json.encode(self.matter, order="sorted")).hexdigest()


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is kept. Of one that was settled the content is gone: a petition has it, or the sender's sheet."""

    id: int
    sheet: str
    sha256: str
    sheet_row: int
    sender: str
    body_number: str
    mark: str
    state: StagedState
    staged_at: str
    staged_by: str
    settled_at: str
    settled_by: str
    number: str
    reason: str
    content: Content | None

    @property
    def matter(self) -> Matter:
        """The matter as far as it could be read. Raises RuleBroken("staged-settled")."""
        if self.content is None:
            what = f"已登记为 {self.number}" if self.number else f"已搁置：{self.reason}"
            raise RuleBroken("staged-settled", f"这一行{what}。", number=self.number)
        told = dict(self.content.matter)
        people = tuple(Petitioner(**person) for person in told.pop("petitioners"))
        days = {name: dt.date.fromisoformat(told[name]) for name in DAYS if told.get(name)}
        told["requests"] = tuple(told.get("requests", ()))
        told.pop("materials", None)  # no column has any
        return Matter(**{**told, **days, "petitioners": people})


_COLUMNS = (
    "id, sheet, sha256, sheet_row, sender, body_number, mark, state, staged_at, staged_by, settled_at, settled_by,"
    " number, reason, content"
)


class Staged:
    """The rows that wait, and those that were settled."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, row: Waiting, *, sheet: str, sha256: str, at: str, by: str) -> int:
        """Keep a row until a person settles it; the caller holds the transaction."""
        content = Content(matter=msgspec.to_builtins(row.matter), cells=row.cells, findings=row.findings)
        cursor = self._db.conn.execute(
            "INSERT INTO staged_matters (sheet, sha256, sheet_row, sender, body_number, mark, state, staged_at,"
            " staged_by, settled_at, settled_by, number, reason, content)"
            " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, '', '', '', '', ?)",
            (
                *(sheet, sha256, row.sheet_row, row.matter.sender, row.matter.body_number, row.mark, at, by),
                msgspec.json.encode(content),
            ),
        )
        return int(cursor.lastrowid or 0)

    def rows(self, *, settled: bool = False) -> list[Kept]:
        """Those that wait, in the order of their sheets; with `settled` the others, the newest first."""
        where = "state <> 'waiting' ORDER BY settled_at DESC, id DESC" if settled else "state = 'waiting' ORDER BY id"
        return [_kept(row) for row in self._db.conn.execute(f"SELECT {_COLUMNS} FROM staged_matters WHERE {where}")]

    def row(self, id_: int) -> Kept:
        """One row. Raises RuleBroken("no-such-row")."""
        found = self._db.conn.execute(f"SELECT {_COLUMNS} FROM staged_matters WHERE id = ?", (id_,)).fetchone()
        if found is None:
            raise RuleBroken("no-such-row", f"没有序号为 {id_} 的来件行，请核对。", row=id_)
        return _kept(found)

    def like(self, row: Waiting) -> list[Kept]:
        """Rows that say the same, or that bear the same sender's same number, the newest first."""
        found = self._db.conn.execute(
            f"SELECT {_COLUMNS} FROM staged_matters"
            " WHERE mark = ? OR (body_number <> '' AND sender = ? AND body_number = ?) ORDER BY id DESC",
            (row.mark, row.matter.sender, row.matter.body_number),
        )
        return [_kept(one) for one in found]

    def settle(self, id_: int, *, at: str, by: str, number: str = "", reason: str = "") -> None:
        """It was registered under `number`, or set aside for `reason`; the caller holds the transaction."""
        self._db.conn.execute(
            "UPDATE staged_matters SET state = ?, settled_at = ?, settled_by = ?, number = ?, reason = ?,"
            " content = NULL WHERE id = ?",
            ("taken" if number else "set_aside", at, by, number, reason, id_),
        )


def _kept(row: tuple[Any, ...]) -> Kept:
    *told, content = row
    try:
        said = msgspec.json.decode(content, type=Content) if content is not None else None
    except msgspec.DecodeError as error:
        raise StorageError(
            "state-damaged", "来件行在数据文件中已损坏，无法读取。请不要改动该文件，从备份恢复。", problem=str(error)
        ) from None
    return Kept(**dict(zip(Kept.__struct_fields__, (*told, said), strict=True)))
