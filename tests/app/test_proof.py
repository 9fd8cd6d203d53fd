"""Proof for others: the day's page of the register, the signed report, and what both are worth against a change."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from app.desk import Desk, decode_card
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.proof import Anchor, SignedReport, read_anchor
from app.domain.steps.acceptance import Accept
from app.domain.steps.officers import AddOfficer
from app.security.report_proof import check_claim, check_report
from tests.app.documents.reading import text_of
from tests.helpers import MORNING, PASSPHRASE, FixedClock, Paired, person, registered

READER = Path(__file__).parents[1] / "reference" / "verify_report.py"
FIRST = MORNING.date()


@pytest.fixture
def two_days(desk: Desk, clock: FixedClock) -> tuple[Desk, str]:
    """A desk with one petition on the first day, accepted on the next, when a second one came in."""
    number = registered(desk, person("欧阳建国"))
    clock.pass_by(days=1)
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    registered(desk, person("李四"), title="反映饮水问题", channel="letter", on=FIRST)
    return desk, number


def test_the_page_of_a_day_says_what_was_registered_and_where_the_chain_ended(two_days: tuple[Desk, str]) -> None:
    desk, number = two_days
    first, second = desk.day_register(FIRST), desk.day_register()
    assert [line.number for line in first.lines] == [number]
    assert (first.whole, second.whole) == (True, False)
    assert second.seq == first.seq + second.entries == desk.verify()["lines"][f"{desk.station}/1"]["seq"]
    text = text_of(desk.desk_paper("F36", first))
    assert "欧某某某" in text
    assert "欧阳" not in text
    assert "".join(first.hash[at : at + 4] for at in range(0, 64, 4)) in "".join(text.split())
    assert "03-02收到" in "".join(text_of(desk.desk_paper("F36", second)).split())
    assert first.lines[0].office == ""  # as it stood that evening
    with pytest.raises(RuleBroken, match="还没有到"):
        desk.day_register(desk.today() + dt.timedelta(days=1))
    assert "台账没有记载" in text_of(desk.desk_paper("F36", desk.day_register(FIRST - dt.timedelta(days=1))))


def test_a_printed_hash_is_found_on_its_day_and_on_no_other(two_days: tuple[Desk, str], clock: FixedClock) -> None:
    desk, _number = two_days
    first, earlier = desk.day_register(FIRST), desk.day_register()
    registered(desk)
    typed = read_anchor(f"{FIRST} = {first.hash[:30].upper()} {first.hash[30:]}")
    seen = desk.verify(anchors=[typed, read_anchor(earlier.anchor)])["anchors"]
    assert [one["state"] for one in seen] == ["last", "earlier"]
    clock.pass_by(days=5)
    quiet = desk.day_register()  # nothing was written since: the page of a quiet day ends like the one before
    assert quiet.entries == 0
    assert desk.verify(anchors=[read_anchor(quiet.anchor)])["anchors"][0]["state"] == "last"
    last = desk.day_register()
    for wrong in (Anchor(day=FIRST, hash=last.hash), Anchor(day=FIRST, hash="0" * 64)):
        with pytest.raises(StorageError) as differs:
            desk.verify(anchors=[wrong])
        assert differs.value.code == "anchor-differs"
        assert str(FIRST) in differs.value.message
    for text in ("", "2026-03-02", f"{first.hash}", f"2026-3-2={first.hash}", f"2026-03-02={first.hash[:-1]}"):
        with pytest.raises(RuleBroken, match="不是登记簿页上的"):
            read_anchor(text)


def states(signed: SignedReport) -> dict[str, str]:
    return {check.code: check.state for check in signed.report.checks}


def test_the_report_names_every_check_and_is_proven_by_the_card(paired: Paired, tmp_path: Path) -> None:
    desk = paired.desk
    registered(desk)
    desk.export(paired.stick)
    asked: list[tuple[int, int]] = []
    anchor = read_anchor(desk.day_register().anchor)
    signed = desk.verify_report(anchors=[anchor], progress=lambda done, total: asked.append((done, total)))
    assert states(signed) == dict.fromkeys(
        ("pages", "chain", "witnessed", "anchors", "projections", "looks"), "passed"
    ) | {"attachments": "not_checked"}
    assert asked == [(step * 100, 700) for step in range(1, 8)]
    pdf = desk.verify_paper(signed)
    assert pdf == desk.verify_paper(signed) == desk.desk_paper("F37", signed)
    text = text_of(pdf)
    assert all(word in text for word in ("核验通过", "无附件。", "李明", "尚无县级回执"))
    card = decode_card(desk.card())
    proven = check_report(pdf, card)
    assert (proven.pages_same, proven.claim.passed, proven.claim.entries) == (True, True, anchor_seq(signed))
    assert proven.report["checks"][0]["code"] == "pages"
    (tmp_path / "report.pdf").write_bytes(pdf)
    for what in (str(tmp_path / "report.pdf"), signed.claim):
        assert reader(what, card.sign_key).startswith("genuine")
        assert reader(what, decode_card(paired.county.card()).sign_key).startswith("NOT")


def anchor_seq(signed: SignedReport) -> int:
    return signed.report.anchors[0].seq


def reader(*arguments: str) -> str:
    """What the independent program says."""
    told = subprocess.run([sys.executable, str(READER), *arguments], capture_output=True, text=True, check=False)
    return told.stdout


def test_a_report_that_was_changed_or_is_another_stations_is_refused(paired: Paired) -> None:
    desk = paired.desk
    signed = desk.verify_report()
    pdf, card = desk.verify_paper(signed), decode_card(desk.card())
    forged = (
        (pdf.replace(b'"passed"', b'"Passed"'), "report-forged"),
        (pdf.replace(b"|ok|", b"|no|"), "report-forged"),
        (pdf[: len(pdf) // 3], "report-unreadable"),
        (b"%PDF-1.4 nothing", "report-unreadable"),
    )
    for data, code in forged:
        assert data != pdf
        with pytest.raises(ExchangeError) as refused:
            check_report(data, card)
        assert refused.value.code == code
    assert not check_report(pdf + b"\n", card).pages_same
    for text, holder, code in (
        (signed.claim, decode_card(paired.county.card()), "report-forged"),
        (signed.claim.replace("|ok|", "|failed|"), card, "report-forged"),
        (signed.claim.replace("SWV1", "SWV2"), card, "report-newer"),
        ("SWV1|nothing", card, "report-unreadable"),
    ):
        with pytest.raises(ExchangeError) as refused:
            check_claim(text, holder)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("statement", "failed", "left_out"),
    [
        (
            "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '村道', '村路') AS BLOB)",
            "chain",
            "projections",
        ),
        ("UPDATE petitions SET title = '别的'", "projections", ""),
    ],
)
def test_a_tampered_desk_gets_a_signed_report_that_names_the_place(
    desk: Desk, statement: str, failed: str, left_out: str
) -> None:
    registered(desk)
    raw = desk._db.conn  # noqa: SLF001 - somebody with the key and another program
    raw.set_authorizer(None)
    raw.execute("DROP TRIGGER journal_never_changes")
    raw.execute(statement)
    signed = desk.verify_report()
    told = states(signed)
    assert told[failed] == "failed"
    assert not left_out or told[left_out] == "not_checked"
    check = next(check for check in signed.report.checks if check.code == failed)
    assert check.place
    proven = check_report(desk.verify_paper(signed), decode_card(desk.card()))
    assert not proven.claim.passed
    assert proven.pages_same


def test_only_who_administers_or_sees_the_log_makes_the_report(desk: Desk) -> None:
    desk.add_officer(AddOfficer(officer="赵某", roles=("statistics",)))
    desk.officer = "赵某"
    for ask in (desk.verify_report, desk.day_register):
        with pytest.raises(RuleBroken) as refused:
            ask()
        assert refused.value.code == "no-right"


def test_a_damaged_log_of_looking_is_told_in_the_report(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        desk.petition(registered(desk))
    (desk_folder / "looked.db").write_bytes(b"\0" * 4096)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as again:
        signed = again.verify_report()
        assert states(signed)["looks"] == "failed"
        assert again.verify_paper(signed).startswith(b"%PDF")
