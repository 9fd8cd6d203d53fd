"""The new year's schedule comes from the county on the stick, and the county hears back how it was taken in."""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.steps.acceptance import Accept
from tests.helpers import FixedClock, Paired, registered, serve_all, to_issue
from tests.journeys.days import day, it_is, the_clock

# Invented: the State Council's notice of 2027 is not out.
SCHEDULE = {
    "year": 2027,
    "notice": "试验用通知",
    "source": "试验用",
    "off": {f"2027-02-{n:02d}": "春节" for n in range(5, 12)},
    "work": {"2027-02-20": "春节"},
}


def test_the_county_signs_the_desk_loads_and_the_county_reads_it_in_the_journal(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    desk, county, stick = paired.desk, paired.county, paired.stick
    it_is(clock, "2026-11-02")
    done = registered(desk, title="请求修复水渠")
    to_issue(desk, done)
    serve_all(desk, done)
    it_is(clock, "2026-12-07")
    running = registered(desk)
    desk.run(running, Accept())
    assert the_clock(desk, running, "D5").provisional
    before = desk.view(done).deadlines

    # At the county somebody types the notice and signs it for all desks; the stick carries it to the township.
    typed = tmp_path / "2027.json"
    typed.write_text(json.dumps(SCHEDULE, ensure_ascii=False), encoding="utf-8")
    signed = county.sign_schedule(typed, stick)
    it_is(clock, "2026-12-09")
    told = desk.load_schedule(Path(signed.file))
    assert told.signed_by == signed.fingerprint == county.fingerprint()

    # The running clock moved and says why; what was done in November stays as it was.
    assert [(one.number, one.code) for one in told.moved] == [(running, "D5")]
    assert told.moved[0].why == "2027-02-09、2027-02-10、2027-02-11由工作日改为春节假期"
    assert the_clock(desk, running, "D5").effective == day("2027-02-12")
    assert not the_clock(desk, running, "D5").provisional
    met = [clock for clock in before if clock.state == "met"]
    assert met
    assert [clock for clock in desk.view(done).deadlines if clock.state == "met"] == met

    # The next package tells the county which desk counts by its schedule.
    sent = desk.export(stick)
    assert county.receive(Path(str(sent.file))).last == sent.last
    entry = [*desk.journal()][-1]
    assert entry.facts.sentence(entry).endswith(f"由岳阳县信访局于2026-12-07签发，指纹{county.fingerprint()}")
    assert desk.verify(rebuild=True)["entries"] == county.verify(rebuild=True)["entries"]
