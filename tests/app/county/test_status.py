"""What the county can say of every station at any time, and what reports may read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.county.reports import DONE, VIEWS
from app.county.schema import COUNTY
from app.county.store import County
from app.domain.codes import STAGES
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.steps.acceptance import Accept
from tests.app.county.test_store import exported, hostile, lines
from tests.helpers import BOTH, STATION, FixedClock, Paired, code_of, raw, registered, to_issue
from tests.postgres import Server


def refused(county: County, package: Path) -> str:
    with pytest.raises(ExchangeError) as found:
        county.receive(package)
    return code_of(found)


@BOTH
def test_a_gap_stands_until_its_numbers_have_come(paired: Paired, desk_folder: Path, clock: FixedClock) -> None:
    county, desk = paired.county, paired.desk
    assert county.status().stations[0].words == ("尚未收到数据包。",)
    number = registered(desk)
    first = exported(desk, paired.stick)
    desk.run(number, Accept())
    bodies = [body for (body,) in vars(desk)["_db"].conn.execute("SELECT body FROM journal ORDER BY id")]
    second = hostile(paired, desk_folder, bodies[3], first=4, last=4)
    clock.pass_by(days=2)
    assert refused(county, second) == "package-gap"
    told = county.status()
    (station,) = told.stations
    assert [(gap.epoch, gap.first, gap.last, gap.package) for gap in station.gaps] == [(1, 1, 3, second.name)]
    assert [(held.name, held.station, held.code) for held in told.held] == [(second.name, STATION, "package-gap")]
    assert any("缺第 1 至 3 号记载" in words for words in told.words)
    county.receive(first)
    clock.pass_by(days=5)
    (station,) = county.status().stations
    assert station.gaps == ()
    assert len(county.status().held) == 1  # it still has to be read in
    assert (station.days_since, station.lines[0].last, station.lines[0].packages) == (5, 3, 1)
    county.receive(second)
    told = county.status()
    assert (told.held, told.stations[0].lines[0].last, told.stations[0].days_since) == ((), 4, 0)


@BOTH
def test_a_fork_and_a_broken_package_are_held_with_their_reason(paired: Paired, desk_folder: Path) -> None:
    county = paired.county
    registered(paired.desk)
    whole = exported(paired.desk, paired.stick)
    cut = paired.stick / "cut.swt"
    cut.write_bytes(whole.read_bytes()[:-1])
    assert refused(county, cut) == "package-cut"
    assert refused(county, cut) == "package-cut"
    assert [(held.name, held.code) for held in county.status().held] == [("cut.swt", "package-cut")]
    county.receive(whole)
    assert county.status().held == ()
    forked = hostile(paired, desk_folder, lines({})[0], first=1, last=1)
    assert refused(county, forked) == "package-fork"
    county.receive(whole)
    (station,) = county.status().stations
    assert [fork.name for fork in station.forks] == ["hostile.swt"]
    (paired.stick / "letter.txt").write_text("no package")
    assert refused(county, paired.stick / "letter.txt") == "package-not-ours"
    assert len(county.status().held) == 1


@BOTH
def test_reports_count_petitions_and_name_nobody(paired: Paired, county_folder: Path) -> None:
    county, desk = paired.county, paired.desk
    number = registered(desk)
    to_issue(desk, number)
    registered(desk, category="consultation")
    county.receive(exported(desk, paired.stick))
    found = {view: county.report(view) for view in VIEWS}
    (line,) = found["report_lines"]
    assert (line["station"], line["epoch"], line["packages"]) == (STATION, 1, 1)
    assert line["last_seq"] == county.head(STATION, 1).seq
    assert found["report_petitions"][0] == {
        "number": number,
        "station": STATION,
        "stage": "issued",
        "category": "claim",
        "received_on": "2026-03-02",
        "received_month": "2026-03",
        "done": 0,
    }
    assert [(row["stage"], row["category"], row["petitions"]) for row in found["report_months"]] == [
        ("issued", "claim", 1),
        ("registered", "consultation", 1),
    ]
    assert [row["number"][-1] for row in found["report_open"]] == ["1", "2"]
    assert [(row["station"], row["packages"]) for row in found["report_stations"]] == [(STATION, 1)]
    told = json.dumps(found, ensure_ascii=False)
    assert not any(word in told for word in ("张三", "李明", "赵强", "土路", "石桥村"))
    with pytest.raises(RuleBroken) as wrong:
        county.report("entries")
    assert code_of(wrong) == "no-such-report"


def test_the_stages_that_are_done_are_stages() -> None:
    assert set(DONE) <= set(STAGES)


@pytest.mark.parametrize("county_folder", ["postgresql"], indirect=True)
def test_who_may_read_reports_alone_reads_nothing_else(paired: Paired, server: Server, county_folder: Path) -> None:
    """The grants as docs/county.md has them."""
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    connection = raw(county_folder, COUNTY)
    (url,) = connection.execute("SELECT url FROM elsewhere").fetchone()
    connection.close()
    page = (Path(__file__).parents[3] / "docs/county.md").read_text("utf-8")
    grants = page.split("```sql\n")[1].split("```")[0].replace("shouwentai_reports", "reader")
    with server.session(url.split("/")[3].split("?")[0]) as session:
        session.execute("DROP ROLE IF EXISTS reader")
        session.execute(grants)
        session.execute("SET ROLE reader")
        for view in VIEWS:
            assert session.execute(f"SELECT count(*) FROM shouwentai.{view}").fetchone() == (1,)
        for table in ("entries", "folded", "packages", "stations", "identity", "refusals"):
            with pytest.raises(Exception, match="permission denied"):
                session.execute(f"SELECT * FROM shouwentai.{table}")
        session.execute("RESET ROLE")
        session.execute("DROP OWNED BY reader")
        session.execute("DROP ROLE reader")
