"""A denunciation goes to the competent body alone, in a package that nobody else can open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.county.competent import Competent
from app.domain.errors import DeskError, ExchangeError, RuleBroken, StorageError
from app.domain.records.attachment import FileGiven
from app.domain.records.denunciation import Denounced
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.notice import Forward
from app.domain.steps.officers import ChangeOfficer
from app.exchange import format, sealed_material
from tests.app.documents.reading import text_of
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, denounced, person, registered

BODY = "岳阳县纪律检查委员会"


@pytest.fixture
def body(tmp_path: Path, clock: FixedClock) -> Iterator[Competent]:
    """The competent body's key folder."""
    with Competent.create(
        tmp_path / "body", code="430621JW", name=BODY, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as made:
        yield made


@pytest.fixture
def paired_body(paired: Paired, body: Competent) -> Competent:
    """A desk whose officer may see denunciations, and a body that knows the desk's card."""
    paired.desk.change_officer(ChangeOfficer(officer=paired.desk.officer, roles=(*FIRST, GIVEN)))
    body.trust(paired.desk.card())
    return body


def forwarded(paired: Paired, *, to: str = BODY) -> str:
    number = denounced(paired.desk, person("张三"), facts="钱某侵占土路工程款。")
    paired.desk.run(number, Forward(body=to, reason="管理权限"))
    return number


def refused_with(code: str, act: object) -> None:
    with pytest.raises(DeskError) as refused:
        act()  # type: ignore[operator]
    assert code_of(refused) == code


def test_the_body_reads_what_the_desk_sealed_and_the_letter_with_it(
    paired: Paired, paired_body: Competent, tmp_path: Path
) -> None:
    number = forwarded(paired)
    evidence = tmp_path / "账本.txt"
    evidence.write_text("收款二千元。" * 50_000, "utf-8")
    paired.desk.attach(number, (FileGiven(path=str(evidence), title="账本"),))
    sent = paired.desk.seal_denunciation(number, paired_body.card(), paired.stick)
    assert sent.fingerprint == paired_body.fingerprint()
    taken = paired_body.take_out(Path(sent.file), tmp_path / "out")
    folder = Path(taken.folder)
    material = sealed_material.decode((folder / "material.json").read_bytes())
    assert (material.number, material.body, taken.number) == (number, BODY, number)
    assert [person.name for person in material.petitioners] == ["张三"]
    assert material.denounced.people == ("钱某",)
    (listed,) = material.files
    assert (folder / "attachments" / listed.sha256).read_bytes() == evidence.read_bytes()
    assert material.letter_number in text_of((folder / "letter.pdf").read_bytes()).replace("\n", "")


def test_nobody_else_can_open_it_and_its_head_tells_no_more_than_who_writes_to_whom(
    paired: Paired, paired_body: Competent, tmp_path: Path, clock: FixedClock
) -> None:
    number = forwarded(paired)
    file = Path(paired.desk.seal_denunciation(number, paired_body.card(), paired.stick).file)
    head = file.read_bytes()[: format.HEAD_LIMIT].split(b"\n")[1].decode()
    assert "denunciation" not in head
    assert number not in head
    assert b"\xe5\xbc\xa0\xe4\xb8\x89" not in file.read_bytes()
    with pytest.raises(ExchangeError):
        paired.county.receive(file)
    with Competent.create(
        tmp_path / "x", code="430621JW", name=BODY, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as other:
        other.trust(paired.desk.card())
        refused_with("package-for-another", lambda: other.take_out(file, tmp_path / "out"))


def test_it_is_recorded_in_the_closed_compartment_alone(paired: Paired, paired_body: Competent) -> None:
    number = forwarded(paired)
    paired.desk.seal_denunciation(number, paired_body.card(), paired.stick)
    said = [event.sentence for event in paired.desk.view(number).timeline]
    assert any(BODY in sentence and "密封材料" in sentence for sentence in said)
    assert [entry.kind for entry in paired.desk.journal()][-1] == "sealed"
    paired.desk.verify(rebuild=True)


def test_it_goes_to_nobody_but_the_body_it_was_forwarded_to(paired: Paired, paired_body: Competent) -> None:
    desk, card, stick = paired.desk, paired_body.card(), paired.stick
    plain = registered(desk)
    refused_with("transfer-not-denunciation", lambda: desk.seal_denunciation(plain, card, stick))
    waiting = denounced(desk)
    refused_with("transfer-not-forwarded", lambda: desk.seal_denunciation(waiting, card, stick))
    elsewhere = forwarded(paired, to="岳阳县公安局")
    refused_with("transfer-other-body", lambda: desk.seal_denunciation(elsewhere, card, stick))
    about = denounced(desk, denounced=Denounced(bodies=(BODY,)))
    refused_with("denounced-body", lambda: desk.seal_denunciation(about, card, stick))
    assert list(stick.iterdir()) == []


def test_the_card_of_a_county_that_bears_the_name_is_no_card_for_it(paired: Paired, paired_body: Competent) -> None:
    number = forwarded(paired, to=paired.county.name)
    refused_with("card-not-body", lambda: paired.desk.seal_denunciation(number, paired.county.card(), paired.stick))


def test_without_the_right_there_is_no_such_door(paired: Paired, paired_body: Competent) -> None:
    number = forwarded(paired)
    paired.desk.change_officer(ChangeOfficer(officer=paired.desk.officer, roles=FIRST))
    with pytest.raises(RuleBroken):
        paired.desk.seal_denunciation(number, paired_body.card(), paired.stick)


def test_a_stick_that_cannot_be_written_leaves_no_entry(paired: Paired, paired_body: Competent) -> None:
    number = forwarded(paired)
    before = len(list(paired.desk.journal()))
    with pytest.raises(ExchangeError):
        paired.desk.seal_denunciation(number, paired_body.card(), paired.stick / "gone")
    assert len(list(paired.desk.journal())) == before
    assert not list(paired.desk.folder.glob("*.part"))


def test_a_damaged_package_leaves_nothing_and_the_same_one_is_taken_out_once(
    paired: Paired, paired_body: Competent, tmp_path: Path
) -> None:
    number = forwarded(paired)
    file = Path(paired.desk.seal_denunciation(number, paired_body.card(), paired.stick).file)
    data = file.read_bytes()
    out = tmp_path / "out"
    for bad in (data[:-1], data + b"x", data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]):
        (tmp_path / "bad.swt").write_bytes(bad)
        with pytest.raises(ExchangeError):
            paired_body.take_out(tmp_path / "bad.swt", out)
        assert not out.exists()
    paired_body.take_out(file, out)
    with pytest.raises(StorageError, match="已经取出过"):
        paired_body.take_out(file, out)


def test_a_body_opens_no_package_of_a_stranger(paired: Paired, body: Competent, tmp_path: Path) -> None:
    paired.desk.change_officer(ChangeOfficer(officer=paired.desk.officer, roles=(*FIRST, GIVEN)))
    file = Path(paired.desk.seal_denunciation(forwarded(paired), body.card(), paired.stick).file)
    refused_with("package-sender-unknown", lambda: body.take_out(file, tmp_path / "out"))
    refused_with("card-not-desk", lambda: body.trust(paired.county.card()))
    own = paired.desk.export(paired.stick)
    refused_with("package-kind-unknown", lambda: body.take_out(Path(str(own.file)), tmp_path / "out"))
