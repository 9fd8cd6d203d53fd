"""A row of a sheet that comes in: what it says of a matter sent down, and what a person has to look at first."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from app.domain import identity, shape
from app.domain.codes import CATEGORIES
from app.domain.errors import RuleBroken
from app.domain.records.matter import Matter, MatterKind
from app.domain.records.petitioner import Petitioner
from app.domain.sheets.days import ZERO_1900, day_of
from app.domain.sheets.fields import FIELDS, Field
from app.domain.sheets.layout import Layout
from app.domain.sheets.several import parted
from app.domain.steps.denunciation import APART

# A problem keeps the row from being registered as it is, a doubt has to be looked at by a person, a note is said.
FindingKind = Literal["problem", "doubt", "note"]
DENUNCIATIONS = (CATEGORIES[APART], "揭发控告")  # what such a matter is called in other systems
LONGEST_NUMBER = 15  # digits that a spreadsheet keeps of a number
SHOWN = 30  # characters of a cell that a sentence quotes
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")


class Unreadable(msgspec.Struct, frozen=True):
    """A cell that holds no content: a formula, an error."""

    words: str


Cell = str | int | float | dt.date | Unreadable | None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at in a row: the heading of the column that it is about, "" for the row as a whole."""

    kind: FindingKind
    heading: str
    words: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the person who takes a sheet in says of all rows that say nothing of it themselves: mostly one letter."""

    sender: str = ""
    kind: MatterKind | Literal[""] = ""
    letter_number: str = ""
    letter_on: dt.date | None = None
    result_due: dt.date | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. With a problem the matter is not whole: what could not be read is empty in it."""

    matter: Matter
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> bool:
        return any(one.kind == "problem" for one in self.findings)


def is_denunciation(cells: Mapping[str, Cell]) -> bool:
    """Whether the row is one of what is never sent down in a sheet."""
    category = cells.get("category")
    return isinstance(category, str) and _plain(category) in DENUNCIATIONS


def taken(cells: Mapping[str, Cell], layout: Layout, said: Said, today: dt.date, zero: dt.date = ZERO_1900) -> Taken:
    """The matter in the cells (by field) of one row; every cell that is wrong is a problem, none of them an error."""
    reading = _Reading(layout, zero)
    values = {code: reading.value(FIELDS[code], cell) for code, cell in cells.items()}
    people = reading.people(values)
    if not values.get("kind") and not said.kind:
        reading.find("problem", "kind", "没有写明是转送还是交办")
    matter = _matter(values, people, said)
    reading.check(matter)
    findings = (*reading.findings, *_remarks(matter, today))
    return Taken(matter=matter, findings=tuple(dict.fromkeys(findings)))


def _matter(values: Mapping[str, Any], people: tuple[Petitioner, ...], said: Said) -> Matter:
    """The matter as far as the row and the person who takes it in have told it; what is missing is empty."""
    own = {name: values[name] for name in Matter.__struct_fields__ if values.get(name) not in (None, "", ())}
    kind = own.get("kind") or said.kind
    shared = {name: getattr(said, name) for name in ("sender", "letter_number", "letter_on") if getattr(said, name)}
    if kind == "assigned" and said.result_due:
        shared["result_due"] = said.result_due
    needed = {"kind": kind or "forwarded", "sender": "", "title": "", "facts": ""}
    return Matter(**{**needed, **shared, **own, "petitioners": people})


class _Reading:
    """Reads the cells of one row and remembers what is wrong with them."""

    def __init__(self, layout: Layout, zero: dt.date) -> None:
        self._layout = layout
        self._zero = zero
        self._headings = {column.field: column.heading for column in layout.taken}
        self.findings: list[Finding] = []

    def find(self, kind: FindingKind, field: str, words: str) -> None:
        self.findings.append(Finding(kind=kind, heading=self._heading(field), words=words))

    def _heading(self, field: str) -> str:
        return self._headings.get(field) or (FIELDS[field].title if field in FIELDS else "")

    def value(self, field: Field, cell: Cell) -> Any:
        """The cell as the field has it; of a field told of each petitioner the lines."""
        if isinstance(cell, Unreadable):
            self.find("problem", field.code, cell.words)
            return None
        if cell is None or cell == "":
            return None
        if field.kind == "day":
            return self._day(field, cell)
        text = self._text(field, cell)
        if text is None or field.each:
            return text
        if field.kind == "number":
            return self._number(field, text)
        if field.words:
            code = self.code(field, text)
            return code == "yes" if field.kind == "yes" and code else code
        return parted(text) if field.code == "requests" else text

    def code(self, field: Field, text: str) -> str | None:
        """The code behind a word: of the layout, else as the program names it."""
        named = (*field.words.items(), *self._layout.words_of(field).items())
        found = {_plain(word): code for code, word in named}.get(_plain(text))
        if found is None and _plain(text):
            allowed = "、".join(self._layout.words_of(field).values())
            self.find("problem", field.code, f"“{text[:SHOWN]}”不是可用的写法，可用：{allowed}")
        return found

    def people(self, values: Mapping[str, Any]) -> tuple[Petitioner, ...]:
        """The petitioners: each on a line of its own in every column that tells of them."""
        names = _lines(values.get("name"))
        if not names:
            self.find("problem", "name", "必填，不能为空")
            return ()
        columns: dict[str, list[str]] = {}
        for code, text in values.items():
            if not FIELDS[code].each or code == "name":
                continue
            lines = _lines(text)
            if len(lines) > len(names):
                told = f"有{len(lines)}行，姓名只有{len(names)}行；多名信访人请在同一格内逐人分行填写"
                self.find("problem", code, told)
            elif lines and len(lines) < len(names):
                lines += [""] * (len(names) - len(lines))
            columns[code] = lines[: len(names)] or [""] * len(names)
        if len(names) == 1 and re.search("[、，,；;]", names[0]):
            self.find("doubt", "name", "像是有几个姓名；多名信访人请在同一格内逐人分行填写")
        return tuple(
            self._person(name, {code: lines[n] for code, lines in columns.items()}) for n, name in enumerate(names)
        )

    def check(self, matter: Matter) -> None:
        """What our own registration would not take, where nothing was found yet."""
        wrong = {one.heading for one in self.findings if one.kind == "problem"}
        try:
            shape.check(matter)
        except RuleBroken as no:
            for told in no.facts.get("problems", ()):
                if self._heading(_column(told["field"])) not in wrong:
                    self.find("problem", _column(told["field"]), told["problem"])

    def _person(self, name: str, told: dict[str, str]) -> Petitioner:
        fields: dict[str, Any] = {code: text for code, text in told.items() if not FIELDS[code].words}
        id_type = self.code(FIELDS["id_type"], told.get("id_type", ""))
        kind = self.code(FIELDS["petitioner_kind"], told.get("petitioner_kind", ""))
        usual = "organisation" if fields.get("credit_code") else "person"
        return Petitioner(name=name, **fields, id_type=id_type or "resident", kind=kind or usual)  # type: ignore[arg-type]

    def _day(self, field: Field, cell: str | int | float | dt.date) -> dt.date | None:
        day = day_of(cell, self._zero)
        if day is None and str(cell).strip():
            self.find("problem", field.code, f"“{str(cell)[:SHOWN]}”不是有效的日期，应如 2026-03-02")
        return day

    def _number(self, field: Field, text: str) -> int | None:
        found = re.fullmatch(r"([0-9]{1,9})\s*[人名个位]?", unicodedata.normalize("NFKC", text))
        if not found:
            self.find("problem", field.code, f"“{text[:SHOWN]}”应为整数")
        return int(found[1]) if found else None

    def _text(self, field: Field, cell: str | int | float | dt.date) -> str | None:
        """The text of a cell; a number as it was typed, where the spreadsheet has kept it."""
        if isinstance(cell, dt.date):
            self.find("problem", field.code, "被表格程序改成了日期，请把这一列的格式改为文本后重新填写")
            return None
        if isinstance(cell, int | float):
            whole = isinstance(cell, int) or cell.is_integer()
            if whole and abs(cell) >= 10**LONGEST_NUMBER:
                self.find(
                    "problem",
                    field.code,
                    f"以数字格式存放，第{LONGEST_NUMBER}位以后已经丢失，请把格式改为文本后重新填写",
                )
                return None
            return str(int(cell)) if whole else repr(cell)
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        if _SCIENTIFIC.fullmatch(text.strip()):
            self.find("problem", field.code, "被表格程序改成了科学记数，原来的数字已经丢失，请把格式改为文本后重新填写")
            return None
        return text if field.each else text.strip()


def _remarks(matter: Matter, today: dt.date) -> list[Finding]:
    found = [Finding(kind="doubt", heading="", words=doubt) for doubt in _doubts(matter, today)]
    if not matter.requests:
        found.append(Finding(kind="note", heading="", words="诉求没有单列，登记时以标题为诉求，可以改"))
    if not matter.reasons:
        found.append(Finding(kind="note", heading="", words="理由没有单列，登记时注明与事实一并叙述"))
    return found


def _doubts(matter: Matter, today: dt.date) -> Iterator[str]:
    for person in matter.petitioners:
        if doubt := identity.doubt(person, today):
            yield doubt


def _column(path: str) -> str:
    """The field behind a path of a matter: "petitioners[0].phone" -> phone."""
    head, _, tail = path.partition(".")
    if head.startswith("petitioners"):
        return {"": "name", "kind": "petitioner_kind"}.get(tail, tail)
    return head.partition("[")[0]


def _lines(text: Any) -> list[str]:
    lines = [line.strip() for line in str(text or "").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
