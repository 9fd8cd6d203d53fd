"""中止、恢复: refused by the national periods; where a region's file allows it, the days between are not counted."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Held, explain, periods_held
from app.domain.errors import RuleBroken, StorageError
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.ending import Terminate
from app.domain.steps.extension import Extend
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.suspension import Resume, Suspend
from app.shipped import data_folder, load_periods, load_regions
from tests.app.domain.folding import SUSPENSION, Folding, real

ACCEPTED, STOPPED = dt.date(2026, 3, 4), dt.date(2026, 3, 9)
ACCEPT = Accept(on=ACCEPTED, office="村镇建设办", handler="赵强")
SUSPEND = Suspend(on=STOPPED, ground="pending", reason="正在确权。", evidence="受理通知书", approver="陈明")
RESUME = Resume(on=dt.date(2026, 3, 16), reason="已确权。", approver="陈明")
RULE = {
    "article": "《某省信访条例》第四十条",
    "basis": "",
    "grounds": {"pending": "主要事实须待另案认定"},
    "periods": ["D5", "D6"],
}


@pytest.fixture
def folding() -> Folding:
    """Accepted on 4 March where a rule allows it; today is 20 March."""
    made = Folding()
    made.suspension = SUSPENSION
    made.run(ACCEPT)
    return made


def handling(folding: Folding, today: dt.date | None = None) -> Deadline:
    clocks = clocks_of(folding.petition, *real(), today or folding.today)
    return [clock for clock in clocks if clock.code in ("D5", "D6")][-1]


def refused(folding: Folding, step: Any) -> str:
    with pytest.raises(RuleBroken) as no:
        folding.run(step)
    return no.value.code


def test_the_national_periods_know_no_suspension_and_say_so() -> None:
    folding = Folding()
    folding.run(ACCEPT)
    with pytest.raises(RuleBroken) as no:
        folding.run(SUSPEND)
    assert (no.value.code, no.value.article) == ("no-suspension", "《信访工作条例》第三十四条")
    offer = next(one for one in table.offers(folding.petition, folding.context()) if one.step == "suspend")
    assert (offer.possible, offer.reason) == (False, no.value.message)


def test_no_shipped_file_allows_it() -> None:
    regions = [region for region in load_regions().titles if region != "national"]
    assert load_periods(regions).suspensions == ()


@pytest.mark.parametrize(("resumed_on", "days"), [(9, 0), (10, 0), (11, 1), (16, 6), (20, 10)])
def test_the_days_between_are_not_counted_and_those_of_both_acts_are(
    folding: Folding, resumed_on: int, days: int
) -> None:
    before = handling(folding)
    folding.run(SUSPEND, msgspec.structs.replace(RESUME, on=dt.date(2026, 3, resumed_on)))
    clock = handling(folding)
    assert clock.nominal == before.nominal + dt.timedelta(days=days)
    resumed = folding.petition.suspensions[0].resumed
    assert resumed is not None
    assert (resumed.days, resumed.due) == (days, clock.nominal)
    skipped = [note for note in explain(clock, real()[1]) if note.kind == "skipped"]
    assert [note.day.day for note in skipped] == list(range(10, resumed_on))
    assert all("中止办理期间不计" in note.reason and SUSPENSION.article in note.reason for note in skipped)
    assert ("中止办理期间2026-03-10至" in clock.why) is bool(days)


def test_a_suspension_that_goes_on_stops_the_clock_day_by_day(folding: Folding) -> None:
    folding.run(SUSPEND)
    first = handling(folding, dt.date(2026, 3, 20))
    later = handling(folding, dt.date(2026, 7, 20))
    assert (later.nominal - first.nominal).days == 122
    assert later.state == "running"
    notice = next(c for c in clocks_of(folding.petition, *real(), dt.date(2026, 7, 20)) if c.code == "D1")
    assert notice.state == "missed", "no other duty stops"


def test_days_of_an_extension_stop_too(folding: Folding) -> None:
    folding.run(Extend(on=dt.date(2026, 3, 5), reason="需鉴定。", days=20, approver="陈明"))
    before = handling(folding)
    folding.run(SUSPEND, RESUME)
    assert before.code == "D6"
    assert handling(folding).nominal == before.nominal + dt.timedelta(days=6)
    assert folding.petition.suspensions[0].resumed.due == handling(folding).nominal  # type: ignore[union-attr]


def test_handling_waits_for_the_resumption_and_may_still_be_ended(folding: Folding) -> None:
    folding.run(SUSPEND)
    draft = DraftOpinion(facts_found="属实。", basis=(), results=())
    extend = Extend(reason="需鉴定。", days=20, approver="陈明")
    assert [refused(folding, step) for step in (draft, extend, SUSPEND)] == [
        *("suspended", "suspended", "suspended-already")
    ]
    folding.run(
        Terminate(on=dt.date(2026, 3, 12), ground="solved", reason="已修通", evidence="验收单", approver="陈明")
    )
    assert handling(folding).state == "stopped"
    assert handling(folding, dt.date(2026, 9, 1)).nominal == handling(folding).nominal


def test_refusals(folding: Folding) -> None:
    assert refused(folding, RESUME) == "not-suspended"
    assert refused(folding, msgspec.structs.replace(SUSPEND, ground="other")) == "ground-unknown"
    folding.today = dt.date(2026, 6, 1)
    assert refused(folding, msgspec.structs.replace(SUSPEND, on=dt.date(2026, 5, 30))) == "suspension-too-late"
    folding.run(SUSPEND, RESUME)
    assert refused(folding, msgspec.structs.replace(SUSPEND, on=dt.date(2026, 3, 15))) == "on-before-event"


def test_a_file_of_a_region_may_allow_it_from_its_own_day(tmp_path: Path) -> None:
    national = (data_folder() / "periods" / "national.json").read_bytes()
    (tmp_path / "national.json").write_bytes(national)
    head = {"region": "sheng", "title": "某省", "source": "示例", "valid_from": "2024-06-01", "periods": []}
    (tmp_path / "sheng.json").write_text(json.dumps({**head, "suspensions": [RULE]}), "utf-8")
    periods = load_periods(["sheng"], tmp_path)
    assert periods.suspension(dt.date(2024, 5, 31)) is None
    rule = periods.suspension(dt.date(2024, 6, 1))
    assert rule is not None
    assert (rule.article, rule.region, rule.source) == (RULE["article"], "sheng", "示例")
    held = (Held(dt.date.min, "sheng"), Held(dt.date(2026, 3, 10), "national"))
    chosen = periods_held(periods.all, {}, held, {"sheng": [rule]})
    assert [bool(chosen.suspension(dt.date(2026, 3, day))) for day in (9, 10)] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [{"article": " "}, {"grounds": {}}, {"grounds": {"pending": ""}}, {"periods": ["D1"]}, {"periods": []}, {"x": 1}],
)
def test_a_file_with_a_wrong_rule_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (tmp_path / "national.json").write_bytes((data_folder() / "periods" / "national.json").read_bytes())
    head = {"region": "sheng", "title": "某省", "source": "示例", "valid_from": "2024-06-01", "periods": []}
    (tmp_path / "sheng.json").write_text(json.dumps({**head, "suspensions": [{**RULE, **wrong}]}), "utf-8")
    with pytest.raises(StorageError, match="sheng"):
        load_periods(["sheng"], tmp_path)
