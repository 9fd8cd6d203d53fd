"""归档: the case file of a closed petition is bound, counted, numbered and put in its place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.archiving import RETENTIONS, Archiving, Retention
from app.domain.steps.step import Context, Step
from app.domain.words import line, named, text

SERIES = "archive"
SOME_YEAR, SOME_SERIAL = 9753, 8642  # figures that no pattern has of its own
ARTICLE = "《中华人民共和国档案法实施条例》第十九条"


class Archived(Facts, frozen=True, kw_only=True):
    """The case file went to the archive; `number_serial` is 0 where the number (档号) was typed."""

    kind: ClassVar[str] = "archived"

    number: str
    year: int
    number_serial: int
    unit: str
    retention: Retention
    volumes: int
    pages: int
    place: str
    archivist: str
    checker: str
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, archive=record(Archiving, self, entry))

    def sentence(self, entry: Entry) -> str:
        kept = f"，存放于{self.place}" if self.place else ""
        return (
            f"归档，档号{self.number}，保管期限{RETENTIONS[self.retention]}，共{self.volumes}卷{self.pages}页{kept}，"
            f"立卷人{self.archivist}"
        )

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((SERIES, self.year, self.number_serial),) if self.number_serial else ()


class Archive(Step, frozen=True, kw_only=True):
    """归档, after the petition was closed. How long the file is kept is the unit's own approved table (第十九条): the
    shipped rules only suggest, a person chooses.
    """

    name: ClassVar[str] = "archive"
    label: ClassVar[str] = "归档"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-10",
        "retention": "30_years",
        "pages": 16,
        "place": "档案室3号柜第2盒",
    }
    hint: ClassVar[str] = "先打印全部案卷，与签名盖章的原件一并装订、清点。保管期限按本单位经批准的保管期限表确定。"
    hints: ClassVar[dict[str, str]] = {"number": "不填的，按档号格式自动编号", "pages": "含随卷装订的纸质材料"}
    day_title: ClassVar[str] = "归档日期"

    retention: Annotated[Retention, named("保管期限", RETENTIONS)]
    pages: Annotated[int, msgspec.Meta(title="页数", ge=1, le=100_000)]
    volumes: Annotated[int, msgspec.Meta(title="卷数", ge=1, le=1_000)] = 1
    number: Annotated[str, line("档号", 60)] = ""
    place: Annotated[str, line("存放位置", 120)] = ""
    archivist: Annotated[str, line("立卷人", 100)] = ""
    checker: Annotated[str, line("检查人", 100)] = ""
    note: Annotated[str, text("本卷情况说明", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if petition.archive:
            raise RuleBroken(
                "archived-already",
                f"该事项已于 {petition.archive.on} 归档，档号 {petition.archive.number}。",
                on=str(petition.archive.on),
            )
        if petition.closing is None:
            raise RuleBroken("not-closed", "尚未办结，先办理“办结”，再归档。")
        return petition.closing.on, "办结之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        earlier = _earlier(petition)
        return {"archivist": context.officer, **({"number": earlier[-1]} if earlier else {})}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        year = (
            petition.closing.on if petition.closing else self.day(context)
        )  # a volume belongs to the year it ended in
        taken = context.take(SERIES, year)
        typed = self.number.strip()
        own = bool(typed) and typed != taken.number
        if own and typed not in _earlier(petition) and _of_series(typed, context):
            raise RuleBroken(
                "number-of-series",
                f"档号“{typed}”与自动编号的格式相同，下一个应为“{taken.number}”。请留空，或者填写其他档号。",
                number=typed,
            )
        return (
            Archived(
                number=typed if own else taken.number,
                year=taken.year,
                number_serial=0 if own else taken.serial,
                unit=context.office.name,
                retention=self.retention,
                volumes=self.volumes,
                pages=self.pages,
                place=self.place,
                archivist=self.archivist.strip() or context.officer,
                checker=self.checker,
                note=self.note,
            ),
        )


def _earlier(petition: Petition) -> list[str]:
    """The numbers under which the file was in the archive before its closing was undone: they are its own still."""
    return [one.archive.number for one in petition.reopenings if one.archive]


def _of_series(number: str, context: Context) -> bool:
    """Whether the series itself could give this number, now or later: two volumes would then bear the same."""
    sample = context.office.document_number(context.office.pattern(SERIES), SOME_YEAR, SOME_SERIAL)
    shape = re.escape(sample).replace(str(SOME_YEAR), r"\d{4}").replace(str(SOME_SERIAL), r"\d+")
    return re.fullmatch(shape, number) is not None
