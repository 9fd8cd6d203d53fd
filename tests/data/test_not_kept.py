"""What this product does not keep (design, section 5), held against every field, column and part there is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import app
from app.county.schema import migrations as county_migrations
from app.domain.entries import read_body
from app.domain.steps.register import Register
from app.domain.steps.table import DESK_STEPS, KINDS, STEPS
from app.storage.driver import Database
from app.storage.look_log import migrations as looks_migrations
from app.storage.schema import migrations as desk_migrations
from tests.helpers import Paired, registered

# Parts of English names (between underscores) and of Chinese titles. A new one is added when a new way is
# found to write down what must not be kept; none is ever taken out.
FORBIDDEN_WORDS = {
    "risk", "danger", "dangerous", "threat", "level", "grade", "rating", "score", "rank", "credit_score",
    "blacklist", "watchlist", "watch", "watched", "flag", "flagged", "suspect", "troublemaker", "extremist",
    "key_person", "key_persons", "keyperson", "control", "controlled", "stability", "stabilise", "stabilize",
    "surveillance", "monitor", "monitored", "monitoring", "intercept", "interception", "escort", "guard",
    "whereabouts", "location", "track", "trajectory", "movement", "movements", "travel", "travelled", "trip",
    "beijing", "capital", "itinerary", "gps", "latitude", "longitude",
    "relative", "relatives", "associate", "associates", "family", "spouse", "parent", "parents", "child",
    "children", "sibling", "network_of", "friend", "friends", "employer_of",
    "photo", "photograph", "portrait", "face", "fingerprint_of", "biometric", "dna", "voiceprint", "avatar",
    "predict", "prediction", "predicted", "forecast", "probability", "likelihood", "tendency", "profile",
    "mood", "emotion", "attitude", "character", "temper", "mental", "psychiatric", "political", "religion",
    "ethnic", "ethnicity", "party_member", "stubborn", "litigious", "vexatious", "unreasonable", "abnormal",
    "duration_of_stay", "detained", "detention", "training_session", "punished", "warned",
}  # fmt: skip
FORBIDDEN_CHINESE = {
    "风险", "危险", "等级", "重点人", "重点人员", "稳控", "管控", "维稳", "监控", "布控", "盯防", "包保", "劝返",
    "截访", "拦截", "行踪", "轨迹", "去向", "进京", "赴京", "赴省", "越级", "非访", "缠访", "闹访", "异常",
    "亲属", "家属", "配偶", "子女", "社会关系", "关系人", "照片采集", "人脸", "画像", "预测", "预警", "倾向",
    "情绪", "精神", "政治面貌", "民族", "宗教", "黑名单", "失信", "老户", "训诫", "拘留", "在控", "失联",
}  # fmt: skip
# Words that mean something harmless here, each with where.
HARMLESS = {
    ("Served", "relation"), ("Service", "relation"), ("Serve", "relation"),  # of who signed to the addressee
}  # fmt: skip


def structs() -> Iterator[type[msgspec.Struct]]:
    """Every struct of the program."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.rpartition(".")[2] != "__main__":
            importlib.import_module(module.name)
    waiting = [msgspec.Struct]
    seen: set[type] = set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in seen and kind.__module__.startswith("app."):
                seen.add(kind)
                yield kind
            waiting.append(kind)


def columns(migrations: object) -> Iterator[tuple[str, str]]:
    """(table, column) of a schema, the tables themselves as ("", table)."""
    db = Database(memory=True, execute_plugins=False)
    migrations.apply(db)  # type: ignore[attr-defined]
    tables = db.conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    for (table,) in tables:
        yield "", table
        for row in db.conn.execute(f'PRAGMA table_info("{table}")').fetchall():
            yield table, row[1]
    db.close()


def wrong(name: str) -> set[str]:
    """Which forbidden words a name holds."""
    words = name.lower().split("_")
    runs = {"_".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
    return runs & FORBIDDEN_WORDS | {word for word in FORBIDDEN_CHINESE if word in name}


def test_no_struct_has_a_field_for_it() -> None:
    found = [kind for kind in structs() if issubclass(kind, msgspec.Struct)]
    assert len(found) > 60
    assert [
        f"{kind.__module__}.{kind.__name__}.{field}"
        for kind in found
        for field in kind.__struct_fields__
        if wrong(field) and (kind.__name__, field) not in HARMLESS
    ] == []
    assert [kind.__name__ for kind in found if wrong(kind.__name__)] == []


@pytest.mark.parametrize(
    "migrations", [desk_migrations, county_migrations, looks_migrations], ids=["desk", "county", "looks"]
)
def test_no_table_has_a_column_for_it(migrations: object) -> None:
    found = list(columns(migrations))
    assert len(found) > 15
    assert [(table, column) for table, column in found if wrong(column)] == []


def test_no_step_asks_for_it_under_a_chinese_name() -> None:
    for step in (*STEPS.values(), *DESK_STEPS.values(), Register):
        titles = list(titled(msgspec.json.schema(step)))
        assert titles, step.name
        assert [text for text in (step.label, *titles) if wrong(text)] == []


def titled(schema: object) -> Iterator[str]:
    """The title of everything in a JSON schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            yield schema["title"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for value in schema:
            yield from titled(value)


def test_no_kind_of_entry_records_it() -> None:
    assert [kind for kind in KINDS if wrong(kind)] == []


def test_the_county_is_sent_entries_of_known_kinds_and_nothing_else(paired: Paired) -> None:
    number = registered(paired.desk)
    sent = paired.desk.export(paired.stick)
    assert paired.county.receive(Path(str(sent.file))).new == sent.entries == 3
    assert [read_body(body).kind for body in paired.county.show(number)[1]] == ["registered"]


def test_the_list_itself_works() -> None:
    assert wrong("risk_level")
    assert wrong("petitioner_key_person")
    assert wrong("是否重点人员")
    assert wrong("capital_travel")
    assert not wrong("head_count")
    assert not wrong("first_contact")
