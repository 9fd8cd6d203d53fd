"""What the journal says of sheets that came in: that one was read, and which of its rows nobody registers.

Nothing of a person is in it. A row that is registered says so by its origin.
"""

from __future__ import annotations

from typing import ClassVar

from app.domain.entries import Entry, Facts


class SheetRead(Facts, frozen=True, kw_only=True):
    """A sheet of matters sent down was read and its rows wait for a person."""

    kind: ClassVar[str] = "sheet_read"

    sha256: str
    layout: str
    rows: int  # how many now wait

    def sentence(self, entry: Entry) -> str:
        return f"读入来件表格（校验值{self.sha256[:16]}），{self.rows}行待登记"


class SheetRowSetAside(Facts, frozen=True, kw_only=True):
    """A row is not registered: it was registered already, is not ours to handle, a newer sheet came."""

    kind: ClassVar[str] = "sheet_row_set_aside"

    sha256: str  # of its sheet
    row: int
    sender: str
    letter_number: str
    body_number: str
    reason: str

    def sentence(self, entry: Entry) -> str:
        known = "，".join(filter(None, (self.sender, self.letter_number, self.body_number)))
        told = f"（{known}）" if known else ""
        return f"来件表格（校验值{self.sha256[:16]}）第{self.row}行{told}不登记：{self.reason}"
