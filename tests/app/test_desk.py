"""The one door: a whole petition, from the first word to the closing."""

from __future__ import annotations

from app.county.store import County
from app.desk import Desk
from app.domain.steps.closing import Close
from tests.helpers import Paired, registered, serve_all, to_issue


def test_a_petition_goes_from_registration_to_closing(desk: Desk) -> None:
    number = registered(desk)
    assert number == "43062110100001-2026-000001"
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close(summary="意见书已送达", settled=True))
    view = desk.view(number)
    assert view.petition.stage == "closed"
    assert [event.kind for event in view.timeline] == [
        "registered",
        "accepted",
        "assigned",
        "investigated",
        "opinion_drafted",
        "opinion_approved",
        "opinion_issued",
        "served",
        "served",
        "closed",
    ]
    assert desk.verify(rebuild=True)["entries"] == 11


def test_a_paired_county_takes_in_what_the_desk_exports(paired: Paired) -> None:
    desk, county = paired.desk, paired.county
    number = registered(desk)
    sent = desk.export(paired.stick)
    assert sent.file is not None
    merged = county.receive(next(paired.stick.iterdir()))
    assert (merged.new, merged.head) == (3, 3)
    assert county.show(number)[0] == desk.petition(number)
    assert isinstance(county, County)
