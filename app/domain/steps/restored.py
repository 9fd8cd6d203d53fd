"""The desk was restored from a backup: the first entry of its new line (epoch), and the numbers that it skips.

What was written after the backup is not in this journal any more, but papers with numbers may have been handed out in
that time: no number is given out twice, so the highest ones are said and the next follow after them.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.numbering import PETITIONS, TITLES
from app.domain.office import SERIES, Office

MOST_SKIPPED = 10_000  # numbers of one series and year: above it a number was mistyped
_PLACE = "{serial}"
_PETITION_PLACE = "{serial:06d}"


class SkippedNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers `first` to `last` of a series and year: they may be on papers whose entries are lost."""

    series: str
    year: int
    first: int
    last: int
    form: str  # the number with {serial} in the place of its serial

    def number(self, serial: int) -> str:
        """One of them as it is written."""
        return self.form.replace(_PETITION_PLACE, f"{serial:06d}").replace(_PLACE, str(serial))

    @property
    def words(self) -> str:
        """Which series, from which number to which."""
        span = self.number(self.first)
        span += f"至{self.number(self.last)}" if self.last > self.first else ""
        return f"{TITLES.get(self.series, self.series)}{span}"


class Restored(Facts, frozen=True, kw_only=True):
    """A backup was put back. `from_epoch` to `from_hash` are the end of the line that the backup holds."""

    kind: ClassVar[str] = "restored"

    from_epoch: int
    from_seq: int
    from_hash: str
    made_at: str  # when the backup was made
    reason: str
    program: str
    skipped: tuple[SkippedNumbers, ...] = ()

    def sentence(self, entry: Entry) -> str:
        told = f"由备份恢复：备份作于{self.made_at[:16].replace('T', ' ')}，止于原第{self.from_seq}号记载，"
        told += f"事由：{self.reason}"
        for one in self.skipped:
            told += f"；跳过{one.words}"
        return told

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return tuple((one.series, one.year, n) for one in self.skipped for n in range(one.first, one.last + 1))

    def numbers(self) -> tuple[str, ...]:
        return tuple(one.number(n) for one in self.skipped for n in range(one.first, one.last + 1))


def place_of(office: Office, number: str) -> tuple[str, int, int, str] | None:
    """(series, year, serial, form) of a number as this office writes it, None when it is none of its numbers."""
    text = number.strip()
    found = re.fullmatch(rf"{office.station}-([0-9]{{4}})-([0-9]{{6,9}})", text)
    if found:
        return PETITIONS, int(found[1]), int(found[2]), f"{office.station}-{found[1]}-{_PETITION_PLACE}"
    for series in SERIES:
        mark_year, mark_serial = "\x01", "\x02"
        bare = office.pattern(series).format(short=office.short or office.name, year=mark_year, serial=mark_serial)
        pattern = re.escape(bare).replace(mark_year, "(?P<year>[0-9]{4})", 1).replace(mark_year, "[0-9]{4}")
        pattern = pattern.replace(mark_serial, "(?P<serial>[0-9]{1,9})", 1).replace(mark_serial, "[0-9]{1,9}")
        found = re.fullmatch(pattern, text)
        if found and text == bare.replace(mark_year, found["year"]).replace(mark_serial, found["serial"]):
            return (
                series,
                int(found["year"]),
                int(found["serial"]),
                bare.replace(mark_year, found["year"]).replace(mark_serial, _PLACE),
            )
    return None


def skipped(office: Office, numbers: tuple[str, ...], known: dict[tuple[str, int], int]) -> tuple[SkippedNumbers, ...]:
    """What has to be skipped so that nothing up to `numbers`, the last ones given out, is given out again.

    `known`: the last serial of each series and year that the backup holds. Raises RuleBroken("number-not-ours"),
    RuleBroken("number-too-far").
    """
    last: dict[tuple[str, int], tuple[int, str]] = {}
    for number in numbers:
        place = place_of(office, number)
        if place is None:
            raise RuleBroken(
                "number-not-ours",
                f"“{number}”不是本台的编号或者文号，请照纸上原样填写，"
                f"如 {office.station}-2026-000012 或者 {office.document_number(office.pattern('F03'), 2026, 12)}。",
                field="last_numbers",
                number=number,
            )
        series, year, serial, form = place
        last[series, year] = max(last.get((series, year), (0, form)), (serial, form))
    found = []
    for (series, year), (serial, form) in sorted(last.items()):
        before = known.get((series, year), 0)
        if serial - before > MOST_SKIPPED:
            raise RuleBroken(
                "number-too-far",
                f"{TITLES[series]}{year}年在备份中的最后一号是第{before}号，所填的是第{serial}号，相差过大，请核对。",
                field="last_numbers",
                known=before,
                given=serial,
            )
        if serial > before:
            found.append(SkippedNumbers(series=series, year=year, first=before + 1, last=serial, form=form))
    return tuple(found)
