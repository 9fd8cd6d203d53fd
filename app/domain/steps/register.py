"""登记: a new petition, or a further contact on one that is here already (《信访工作条例》第十九至二十三条)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.code_lists import CONTENT_CLASS
from app.domain.codes import CHANNELS, Category, Channel
from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.denunciation import Denounced
from app.domain.records.origin import DIRECT, ORIGINS, Origin
from app.domain.records.petitioner import Contact, Material, Petitioner, SplitFrom
from app.domain.rights import Right
from app.domain.steps import origin as sources
from app.domain.steps import split_from
from app.domain.steps.denunciation import check_new
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import coded, line, must, must_text, named, text

SERIES = "petition"
MOST_REPRESENTATIVES = 5  # 第二十条第三款


class Registered(Facts, frozen=True, kw_only=True):
    """A petition was registered: what the petitioner said, truthfully (第十九条), and who received it first."""

    kind: ClassVar[str] = "registered"

    number: str
    title: str
    channel: Channel
    category: Category
    source: str
    content_class: str
    place: str
    petitioners: tuple[Petitioner, ...]
    head_count: int
    requests: tuple[str, ...]
    facts: str
    reasons: str
    materials: tuple[Material, ...]
    oral: bool
    identity_unclear: bool
    first_contact: str
    query_code_hash: str
    note: str
    origin: Origin | None = None  # None: raised here directly
    denounced: Denounced | None = None  # of a denunciation alone

    def begin(self, entry: Entry) -> Petition:
        return record(
            Petition,
            self,
            entry,
            id=entry.petition,
            received_on=entry.on,
            registered_at=entry.at,
            station=entry.station,
            contacts=(record(Contact, self, entry, by=self.first_contact),),
        )

    def sentence(self, entry: Entry) -> str:
        people = f"，{self.head_count}人" if self.head_count > 1 else ""
        sent = f"（{_sent(self.origin)}）" if self.origin else ""
        return f"登记{CHANNELS[self.channel]}{sent}{people}，首问责任人{self.first_contact}，编号{self.number}"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        _, year, serial = self.number.split("-")
        return ((SERIES, int(year), int(serial)),)


class Contacted(Facts, frozen=True, kw_only=True):
    """The petitioner came, wrote or called again about the same matter."""

    kind: ClassVar[str] = "contacted"

    channel: Channel
    head_count: int
    note: str
    materials: tuple[Material, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, contacts=(*petition.contacts, record(Contact, self, entry)))

    def sentence(self, entry: Entry) -> str:
        people = f"{self.head_count}人" if self.head_count > 1 else ""
        said = f"：{self.note}" if self.note else ""
        brought = "、".join(f"{m.name}{m.copies}份" for m in self.materials)
        handed = f"；提交材料：{brought}" if brought else ""
        return f"信访人再次{CHANNELS[self.channel]}{people}{said}{handed}"


class Register(Step, frozen=True, kw_only=True):
    """登记信访事项. Mandatory are the five contents of art. 19: name, address, requests, facts, reasons."""

    name: ClassVar[str] = "register"
    label: ClassVar[str] = "登记"
    article: ClassVar[str] = f"{REGULATION}第十九条、第二十三条"
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-02",
        "channel": "visit",
        "title": "请求硬化村道",
        "petitioners": [{"name": "张三", "address": "某某镇石桥村三组", "phone": "13800000000"}],
        "requests": ["硬化石桥村三组至村部的道路"],
        "facts": "三组至村部一公里道路为土路，雨天无法通行。",
        "reasons": "去年列入计划，至今没有动工。",
        "materials": [{"name": "照片", "copies": 1, "pages": 3}],
    }

    title: Annotated[str, must("标题", 100)]
    petitioners: Annotated[tuple[Petitioner, ...], msgspec.Meta(title="信访人", min_length=1, max_length=2000)]
    requests: Annotated[
        tuple[Annotated[str, must_text("诉求", 5_000)], ...], msgspec.Meta(title="诉求", min_length=1, max_length=50)
    ]
    facts: Annotated[str, must_text("事实")]
    reasons: Annotated[str, must_text("理由")]
    channel: Annotated[Channel, named("信访形式")] = "visit"
    category: Annotated[Category, named("信访目的")] = "claim"
    source: Annotated[str, line("来源", 100)] = DIRECT
    origin: Annotated[Origin | None, named("来件情况")] = None
    content_class: Annotated[str, coded("内容分类", 100)] = ""
    place: Annotated[str, line("问题属地", 200)] = ""
    head_count: Annotated[int, msgspec.Meta(title="人数", ge=1, le=100_000)] | None = None
    materials: Annotated[tuple[Material, ...], msgspec.Meta(title="材料", max_length=200)] = ()
    oral: Annotated[bool, named("口头提出")] = False
    identity_unclear: Annotated[bool, named("姓名住址不清")] = False
    note: Annotated[str, text("备注", 5_000)] = ""
    split_from: Annotated[SplitFrom | None, named("由哪次来访拆出")] = None
    denounced: Annotated[Denounced | None, named("被检举控告的人员、单位")] = None

    def decide_new(self, context: Context) -> tuple[Facts, ...]:
        """The facts of a new petition."""
        check_new(self.category, self.denounced, self.split_from is not None, context)
        _check_address(self)
        people = self._people()
        day = self.day(context)
        names = tuple(p.name for p in self.petitioners)
        came = split_from.checked(self.split_from, day, context)
        origin = sources.checked(self.origin, day, context.office.name, names)
        context.due("D2" if origin and origin.above else "D1", day)  # refuses a day before the 条例 was in force
        year = day.year
        serial = context.serial(SERIES, year)
        number = f"{context.office.station}-{year}-{serial:06d}"
        return (
            Registered(
                number=number,
                title=self.title.strip(),
                channel=self.channel,
                category=self.category,
                source=ORIGINS[origin.kind] if origin and self.source == DIRECT else self.source,
                content_class=context.coded(CONTENT_CLASS, self.content_class),
                place=self.place,
                petitioners=self.petitioners,
                head_count=people,
                requests=self.requests,
                facts=self.facts,
                reasons=self.reasons,
                materials=self.materials,
                oral=self.oral,
                identity_unclear=self.identity_unclear,
                first_contact=came.by if came else context.officer,
                query_code_hash=context.code_hash(number),
                note=self.note,
                origin=origin,
                denounced=self.denounced,
            ),
        )

    def _people(self) -> int:
        persons = sum(1 for p in self.petitioners if p.kind == "person")
        count = self.head_count if self.head_count is not None else max(1, persons)
        check_head_count(count, persons)
        _check_representatives(self.channel, count, self.petitioners)
        return count


class AddContact(Step, frozen=True, kw_only=True):
    """再次来访（来信、来电）: a further contact on a petition that is here already keeps its number."""

    name: ClassVar[str] = "contact"
    label: ClassVar[str] = "记录再次来访"
    article: ClassVar[str] = f"{REGULATION}第二十一条第二款"
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"channel": "visit", "head_count": 1, "note": "询问办理进度"}

    channel: Annotated[Channel, named("信访形式")] = "visit"
    head_count: Annotated[int, msgspec.Meta(title="人数", ge=1, le=100_000)] = 1
    note: Annotated[str, text("反映情况", 20_000)] = ""
    materials: Annotated[tuple[Material, ...], msgspec.Meta(title="材料", max_length=200)] = ()

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (Contacted(channel=self.channel, head_count=self.head_count, note=self.note, materials=self.materials),)


def _sent(origin: Origin) -> str:
    """Where it came from, for the timeline: 岳阳县信访局转送，岳信转〔2026〕1号."""
    if origin.kind == "agency":
        return f"{origin.village}{origin.agent}代理，委托书{origin.authority_on}"
    what = (f"{origin.body}{origin.done}",) if origin.above else (ORIGINS[origin.kind], origin.body)
    return "，".join(filter(None, (*what, origin.letter)))


def _check_address(step: Register) -> None:
    missing = [p.name for p in step.petitioners if not p.address.strip()]
    if missing and not step.identity_unclear:
        raise RuleBroken(
            "address-missing",
            f"请填写{'、'.join(missing[:5])}的住址；确实不清的，请勾选“姓名住址不清”。",
            article=f"{REGULATION}第十九条第一款",
            petitioners=missing,
        )


def check_head_count(count: int, persons: int, **where: str) -> None:
    """Whether as many people came as are named; `where` is told with it. Raises RuleBroken("head-count-too-small")."""
    if count < persons:
        raise RuleBroken(
            "head-count-too-small",
            f"人数（{count}）少于已填写的信访人（{persons}人），请核对。",
            head_count=count,
            persons=persons,
            **where,
        )


def _check_representatives(channel: Channel, count: int, petitioners: tuple[Petitioner, ...]) -> None:
    chosen = sum(1 for p in petitioners if p.representative)
    if chosen > MOST_REPRESENTATIVES:
        raise RuleBroken(
            "too-many-representatives",
            f"多人走访应当推选代表，代表不得超过5人；现有{chosen}人。其余来访人员仍计入人数。",
            article=f"{REGULATION}第二十条第三款",
            representatives=chosen,
        )
    if channel == "visit" and count > MOST_REPRESENTATIVES and chosen == 0:
        raise RuleBroken(
            "representatives-missing",
            f"来访{count}人，应当推选代表（不超过5人），请在信访人中勾选代表。",
            article=f"{REGULATION}第二十条第三款",
            head_count=count,
        )
