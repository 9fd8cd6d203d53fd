"""检举控告: no call, in whatever order and role, shows a denunciation's words to somebody without the right."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import cli
from app.county.dispatching import Order
from app.county.schema import COUNTY
from app.desk import Desk
from app.desk.upload import Fetched
from app.domain.entries import Unknown, read_body
from app.domain.entries import read_entry as read_plain
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.listing import USUAL, Selection
from app.domain.records.attachment import FileGiven
from app.domain.records.denunciation import Denounced
from app.domain.records.petitioner import Material, SplitFrom
from app.domain.rights import FIRST, GIVEN, ROLES, Right
from app.domain.sheets.taken import Said
from app.domain.steps.arrival import SetAside
from app.domain.steps.denunciation import OPEN_TO, Sealed
from app.domain.steps.links import LinkEarlier
from app.domain.steps.notice import Forward, NotifyElsewhere
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer
from app.domain.steps.reception import PlanReceptionDay
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from app.domain.steps.table import STEPS
from app.security.vault import open_vault
from app.setup import DESK
from app.storage.denunciations import Compartment
from app.storage.program_folder import ProgramFolder
from tests.app.documents.reading import text_of
from tests.app.domain.test_rights_of_the_desk import doors
from tests.helpers import (
    MORNING,
    OFFICE,
    OFFICERS,
    PASSPHRASE,
    FixedClock,
    Paired,
    code_of,
    denounced,
    person,
    raw,
    registered,
    registration,
)

MARK, PHONE, ID = "鼋鼍", "13912345999", "430621199001011234"  # in no other petition
ABOUT = Denounced(people=(f"{MARK}甲",), bodies=(f"{MARK}村民委员会",))
COMPETENT = f"{MARK}县纪律检查委员会"
DAY = MORNING.date()
REFUSALS = (RuleBroken, StorageError, ExchangeError)
Call = Callable[[Desk, str], Any]


@pytest.fixture
def closed(paired: Paired) -> tuple[Desk, str, str]:
    """A desk whose 王芳 alone has the right, with one denunciation and one other petition; both numbers."""
    desk = paired.desk
    desk.change_officer(ChangeOfficer(officer="王芳", roles=(*FIRST[:2], GIVEN)))
    desk.add_officer(AddOfficer(officer="赵某", roles=("statistics",)))
    desk.officer = "王芳"
    number = denounced(
        desk,
        person(f"{MARK}某", address=f"{MARK}街1号", phone=PHONE, id_number=ID),
        title=f"{MARK}侵占集体资金",
        requests=(f"查处{MARK}甲",),
        facts=f"{MARK}甲侵占土路工程款。",
        reasons=f"{MARK}账目不清。",
        place=f"{MARK}村",
        content_class=f"{MARK}类",
        source=f"{MARK}来源",
        note=f"{MARK}备注",
        materials=(Material(name=f"{MARK}账本"),),
        denounced=ABOUT,
    )
    desk.run(number, AddContact(note=f"{MARK}再次来访"))
    desk.run(number, Forward(body=COMPETENT, reason=f"{MARK}管理权限"))
    desk.run(number, Serve(paper="F05", receiver=f"{MARK}某"))
    evidence = desk.folder.parent / f"{MARK}账本.txt"
    evidence.write_text(f"{MARK}甲收款二千元。", "utf-8")
    desk.attach(number, (FileGiven(path=str(evidence), title=f"{MARK}账本", note=f"{MARK}复印"),))
    evidence.unlink()
    desk.place = f"{MARK}页"
    desk.search(MARK)
    desk.view(number)
    desk.take_out("print", f"{MARK}F05", number)
    desk.place = ""
    desk.officer = "李明"
    return desk, number, registered(desk)


SHUTS = {"lock_up", "go_on"}  # they shut the desk and take it up again
# The calls that a door needs arguments for; a new door without any is called as it is.
CALLS: dict[str, tuple[Call, ...]] = {
    "add_officer": (lambda d, n: d.add_officer(AddOfficer(officer="赵某", roles=("handler",))),),
    "change_officer": (lambda d, n: d.change_officer(ChangeOfficer(officer=f"{n}", roles=("handler",))),),
    "revoke_officer": (lambda d, n: d.revoke_officer(RevokeOfficer(officer=n, reason="调离。")),),
    "attach": (lambda d, n: d.attach(n, (FileGiven(path=str(d.folder / "desk.key")),)),),
    "attachment": (lambda d, n: d.attachment(n, 1),),
    "attachments": (lambda d, n: d.attachments(n),),
    "attachment_shown": (lambda d, n: d.attachment_shown(n, 1),),
    "save_attachment": (lambda d, n: d.save_attachment(n, 1, d.folder.parent / "saved.txt"),),
    "arrival": (lambda d, n: d.arrival(n), lambda d, n: d.arrival(f"{n.partition('-')[0]}.1.2")),
    "dispatch": (lambda d, n: d.dispatch("43062110120001", Order(kind="reminder", content={}, number=n)),),
    "dispatches": (lambda d, n: d.dispatches(),),
    "revoke_below": (lambda d, n: d.revoke_below("43062110120001", n),),
    "arrived_data": (lambda d, n: d.arrived_data(n),),
    "registration": (lambda d, n: d.registration(n),),
    "set_aside": (lambda d, n: d.set_aside(n, SetAside(reason="重复。", number=n)),),
    "alike": (lambda d, n: d.alike(n),),
    "backup_job": (lambda d, n: d.backup_job("hand"),),
    "beside": (lambda d, n: d.beside(n),),
    "remember": (lambda d, n: d.remember("draft", "登记", "张某"),),
    "remembered": (lambda d, n: d.remembered("draft"),),
    "forget": (lambda d, n: d.forget("draft", "登记"),),
    "reply": (lambda d, n: d.reply("43062110120001", d.folder.parent / "stick"),),
    "bind_case": (lambda d, n: d.bind_case(n),),
    "case_file": (lambda d, n: d.case_file(n),),
    "candidates": (
        lambda d, n: d.candidates(registration(person(f"{n[:2]}某", phone=PHONE[:7]), facts="侵占土路工程款。")),
        lambda d, n: d.candidates(registration(category="denunciation")),
    ),
    "check_update": (lambda d, n: d.check_update(d.folder / "desk.key"),),
    "install_update": (lambda d, n: d.install_update(d.folder / "desk.key", ProgramFolder(d.folder.parent)),),
    "copy_layouts": (lambda d, n: d.copy_layouts(d.folder.parent / "layouts"),),
    "copy_wording": (lambda d, n: d.copy_wording(d.folder.parent / "wording"),),
    "change_passphrase": (lambda d, n: d.change_passphrase(n, n),),
    "check_docx": (lambda d, n: d.check_docx(n, d.folder / "desk.key"),),
    "counts": (lambda d, n: d.counts(DAY, DAY),),
    "delivery": (lambda d, n: d.delivery(n),),
    "describe": (lambda d, n: d.describe(d.office, d.officers),),
    "desk_paper": (
        lambda d, n: d.desk_paper("F31", d.report(DAY.year)),
        lambda d, n: d.desk_paper("F32", d.document_numbers()),
        lambda d, n: d.desk_paper("F33", d.document_numbers()),
    ),
    "docx": (lambda d, n: d.docx(n),),
    "document_numbers": (lambda d, n: d.document_numbers(), lambda d, n: d.document_numbers("petition")),
    "reckon": (lambda d, n: d.reckon("D1", d.today()),),
    "explain": (lambda d, n: [d.explain(duty.deadline) for duty in d.due()],),
    "seal_denunciation": (lambda d, n: d.seal_denunciation(n, d.card(), d.folder.parent / "stick"),),
    "stick": (lambda d, n: d.stick(d.folder.parent / "stick"),),
    "exchange_stick": (lambda d, n: d.exchange_stick(d.folder.parent / "stick"),),
    "settle_refused": (lambda d, n: d.settle_refused(n),),
    "renew_keys": (lambda d, n: d.renew_keys("电脑更换"),),
    "export": (lambda d, n: d.export(d.folder.parent / "stick", first=1),),
    "export_sheet": (lambda d, n: _sheet(d, n),),
    "stage_sheet": (lambda d, n: _staged(d),),
    "staged_row": (lambda d, n: d.staged_row(1),),
    "take_staged": (lambda d, n: d.take_staged(1),),
    "set_aside_staged": (lambda d, n: d.set_aside_staged(1, "重复。"),),
    "finality": (lambda d, n: d.finality(n),),
    "give_passphrase": (lambda d, n: d.give_passphrase(n, n),),
    "handled_by": (lambda d, n: d.handled_by("王芳"),),
    "journal_count": (lambda d, n: d.journal_count(), lambda d, n: d.journal_count(n)),
    "journal_lines": (lambda d, n: d.journal_lines(), lambda d, n: d.journal_lines(n)),
    "journal_entry": (
        lambda d, n: _each_entry(d, ""),
        lambda d, n: _each_entry(d, n),
        lambda d, n: _each_entry(d, "", "核对台账"),
    ),
    "journal": (lambda d, n: list(d.journal()), lambda d, n: list(d.journal(n))),
    "listed": (
        lambda d, n: d.listed(Selection()),
        lambda d, n: d.listed(Selection(words=MARK[0])),
        lambda d, n: d.listed(Selection(words="侵占")),
    ),
    "list_rows": (
        lambda d, n: d.list_rows(Selection()),
        lambda d, n: d.list_rows(Selection(words="侵占", order="due")),
        lambda d, n: d.list_rows(Selection(first=DAY, last=DAY, order="place")),
    ),
    "list_told": (lambda d, n: d.list_told(Selection(), USUAL, most=9),),
    "export_list": (lambda d, n: _list(d),),
    "load_data": (lambda d, n: d.load_data(d.folder / "desk.key"), lambda d, n: d.load_data(b"SHOUWENTAI DATA\n")),
    "look_at_data": (lambda d, n: d.look_at_data(d.folder / "desk.key"),),
    "load_schedule": (lambda d, n: d.load_schedule(d.folder / "desk.key"),),
    "looked": (lambda d, n: d.looked(), lambda d, n: d.looked(n)),
    "may": (lambda d, n: d.may(Right.READ),),
    "paper": (lambda d, n: d.paper(n, "F01"), lambda d, n: d.paper(n, "F05"), lambda d, n: d.paper(n, "F24-F05")),
    "papers": (lambda d, n: d.papers(d.petition(n)),),
    "petition": (lambda d, n: d.petition(n),),
    "query_code": (lambda d, n: d.query_code(n),),
    "test_page": (lambda d, _n: d.test_page("a4", "打印机"),),
    "quick_sheet": (lambda d, _n: d.quick_sheet(),),
    "printed": (lambda d, n: d.printed(n),),
    "read_step": (lambda d, n: d.read_step("forward", {"bodies": "县信访局"}),),
    "read_desk_step": (lambda d, n: d.read_desk_step("revoke_officer", {}),),
    "receive": (lambda d, n: d.receive(d.folder / "desk.key"),),
    "reception_days": (lambda d, n: d.reception_days(DAY.year),),
    "register": (
        lambda d, n: d.register(registration(category="denunciation", denounced=Denounced(people=("钱某",)))),
        lambda d, n: d.register(registration(split_from=SplitFrom(number=n, contact=1))),
        lambda d, n: d.register(registration(), (LinkEarlier(other=n, reason="同一件事。"),)),
    ),
    "report": (lambda d, n: d.report(DAY.year), lambda d, n: d.report(DAY.year, DAY.month)),
    "reveal": (lambda d, n: d.reveal(n, ("phone",), "核对"),),
    "run": (lambda d, n: d.run(n, AddContact()), lambda d, n: d.run(n, Forward(body="县信访局"))),
    "run_desk": (
        lambda d, n: d.run_desk(
            PlanReceptionDay(held_on=DAY, leader="陈明", post="镇长", hours="上午", place="接待室")
        ),
    ),
    "search": (
        lambda d, n: [d.search(text) for text in (MARK[0], PHONE[:7], ID[:14], "侵占", "土路", "13", "000001", "-")],
        lambda d, n: d.search(n[-6:]),
    ),
    "set_second_place": (lambda d, n: d.set_second_place(None),),
    "split_off": (lambda d, n: d.split_off(n, 1),),
    "suggest": (lambda d, n: d.suggest(n, "forward"),),
    "take_out": (lambda d, n: d.take_out("save", "F05", n),),
    "trust": (lambda d, n: d.trust(b""),),
    "upload_done": (lambda d, n: d.upload_done(Fetched(outcomes=(), replies=(), again=False)),),
    "view": (lambda d, n: d.view(n),),
    "verify_paper": (lambda d, n: d.verify_paper(d.verify_report()),),
    "written": (lambda d, n: list(d.written()), lambda d, n: list(d.written(n))),
    "verify": (lambda d, n: d.verify(rebuild=True),),
    "visits": (lambda d, n: d.visits(), lambda d, n: d.visits(DAY)),
}


def calls() -> Iterator[tuple[str, Call]]:
    """Every door of the desk with every way in which it is called here."""
    for name, method in doors():
        if name in SHUTS:
            continue
        given_ = [one for one in inspect.signature(method).parameters.values() if one.default is one.empty][1:]
        assert not given_ or name in CALLS, f"say in CALLS how Desk.{name} is asked about a denunciation"
        plain = (lambda d, n, name=name: _ask(d, name),)  # type: ignore[misc]
        yield from ((name, call) for call in CALLS.get(name, plain))


def _sheet(desk: Desk, number: str) -> str:
    """What is told of a sheet, and what stands in it."""
    folder = desk.folder.parent / "sheet"
    folder.mkdir(exist_ok=True)
    made = desk.export_sheet(folder, "plain", "csv", full="核对" if desk.may(Right.REVEAL) else "")
    return f"{made} {Path(made.file).read_text('utf-8-sig')}"


def _each_entry(desk: Desk, number: str, purpose: str = "") -> list[object]:
    """Every entry, one after the other, with its facts."""
    lines = desk.journal_lines(number, limit=1000)
    return [desk.journal_entry(one.station, one.epoch, one.seq, number=number, purpose=purpose) for one in lines]


def _list(desk: Desk) -> str:
    """What is told of a list that is exported, and what stands in it."""
    folder = desk.folder.parent / "list"
    folder.mkdir(exist_ok=True)
    made = desk.export_list(folder, desk.list_told(Selection(), USUAL, most=9), "csv")
    return f"{made} {Path(made.file).read_text('utf-8-sig')}"


def _staged(desk: Desk) -> Any:
    """A matter much like a denunciation, sent down in a sheet."""
    file = desk.folder.parent / "in.csv"
    file.write_text("姓名,住址,电话,标题,事实\n某某,某街,,侵占集体资金,侵占土路工程款\n", "utf-8")
    return desk.stage_sheet(file, "plain", said=Said(sender="某县信访局", kind="forwarded"))


def _ask(desk: Desk, name: str) -> Any:
    found = getattr(desk, name)
    return found() if callable(found) else found


ALL = list(calls())


def told(desk: Desk, call: Call, number: str) -> str:
    """All words of an answer or of its refusal, but for the number that was asked about."""
    try:
        answer = call(desk, number)
    except REFUSALS as no:
        return f"{no.message} {no.facts}".replace(number, "")
    if isinstance(answer, bytes) and answer.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer)).pages)
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else repr(answer)


def betrays(words: str, number: str) -> list[str]:
    return [mark for mark in (MARK, PHONE, ID, number) if mark in words]


def test_every_door_is_closed_in_every_role_whatever_was_asked_before(closed: tuple[Desk, str, str]) -> None:
    desk, number, _other = closed
    desk.run_desk(PlanReceptionDay(held_on=DAY, leader="陈明", post="镇长", hours="上午", place="接待室"))
    assert betrays(told(holding(desk), lambda d, n: d.view(n), number), number)  # the net holds what it should

    def tried(roles: tuple[str, ...], asked: list[tuple[str, Call]]) -> None:
        desk.officer = "李明"
        if next(one for one in desk.staff if one.name == "赵某" and one.active).roles != roles:
            desk.change_officer(ChangeOfficer(officer="赵某", roles=roles))
        desk.officer = "赵某"
        for name, call in asked:
            assert betrays(told(desk, call, number), number) == [], (roles, name)

    for roles in (FIRST, ("village",), ("administrator",)):
        tried(roles, ALL)

    @settings(max_examples=20)
    @given(st.sets(st.sampled_from(FIRST), min_size=1), st.lists(st.sampled_from(ALL), max_size=8))
    def held(roles: set[str], asked: list[tuple[str, Call]]) -> None:
        tried(tuple(sorted(roles)), asked)

    held()


def holding(desk: Desk) -> Desk:
    desk.officer = "王芳"
    return desk


def test_a_number_of_a_denunciation_is_answered_as_one_that_does_not_exist(closed: tuple[Desk, str, str]) -> None:
    desk, number, other = closed
    never = f"{number[:-6]}999999"
    about = [(name, call) for name, call in ALL if "number" in inspect.signature(dict(doors())[name]).parameters]
    for name, call in about:
        if name not in ("take_out", "written", "journal", "looked"):
            assert told(desk, call, number) == told(desk, call, never), name
    assert len(about) > 12
    for call in (lambda d, n: list(d.written(n)), lambda d, n: list(d.journal(n)), lambda d, n: d.looked(n)):
        assert told(desk, call, number) == told(desk, call, never)
    for step in (AddContact(), LinkEarlier(other=other, reason="同一件事。")):
        words = [told(desk, lambda d, n, step=step: d.run(n, step), one) for one in (number, never)]  # type: ignore[misc]
        assert words[0] == words[1]
    with pytest.raises(RuleBroken) as refused:
        desk.run(other, LinkEarlier(other=number, reason="同一件事。"))
    assert code_of(refused) == "link-unknown"


def test_who_has_the_right_sees_and_handles_it_and_nothing_lies_outside_the_compartment(
    closed: tuple[Desk, str, str],
) -> None:
    desk, number, other = closed
    assert [row.number for row in desk.page()] == [other]
    assert "denunciations" not in desk.verify(rebuild=True)["rebuilt"]
    holding(desk)
    assert desk.verify(rebuild=True)["rebuilt"]["denunciations"] == 1
    assert [row.number for row in desk.page()] == [number, other]
    assert [row.number for row in desk.page(offset=1)] == [other]
    assert desk.count() == 2
    assert [row.number for row in desk.list_rows(Selection())] == [number, other]
    assert [row.number for row in desk.list_rows(Selection(words=f"{MARK}甲", order="due"))] == [number]
    assert desk.duties() == desk.due()
    assert [line[0] for line in desk.list_told(Selection(), USUAL, most=9).lines] == [other]
    assert [row.number for row in desk.search(f"{MARK}甲 侵占")] == [number]
    assert {visit.number for visit in desk.visits()} == {number, other}
    view = desk.view(number)
    assert [event.kind for event in view.timeline] == ["registered", "contacted", "notified", "served", "attached"]
    assert {offer.step for offer in view.steps if offer.possible} <= OPEN_TO <= STEPS.keys()
    assert desk.paper(number, "F08").startswith(b"%PDF")
    assert desk.case_file(number).startswith(b"%PDF")
    looks = [look for look in desk.looked() if look.petition == number] if desk.may(Right.LOOKS) else []
    assert not looks
    assert desk.document_numbers().unseen == "告知书第1号；转送函第1号"
    assert desk.document_numbers("petition").unseen == "信访件编号第1号"


def test_the_county_takes_in_what_it_cannot_open(closed: tuple[Desk, str, str], paired: Paired) -> None:
    desk, number, other = closed
    sent = desk.export(paired.stick)
    merged = paired.county.receive(paired.stick / str(sent.file))
    with contextlib.closing(raw(paired.county.folder, COUNTY)) as read:
        bodies = [body for (body,) in read.execute("SELECT body FROM entries ORDER BY seq")]
    assert bodies == list(desk.written())
    assert betrays(b"".join(bodies).decode(), number) == []
    sealed = [body for body in bodies if read_body(body).kind == "sealed"]
    assert len(sealed) == 5
    assert isinstance(read_plain(sealed[0], {}).facts, Unknown)  # an older county keeps it as it came
    assert merged.petitions == 1
    assert paired.county.show(other)[0].number == other
    with pytest.raises(RuleBroken):
        paired.county.show(number)
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 1}


@pytest.mark.parametrize(
    "step",
    [
        Forward(body=f" {MARK} 村民委员会"),
        Forward(body=f"{MARK}甲"),
        NotifyElsewhere(body=f"{MARK}村民委员会", reason="属其职责。"),
    ],
)
def test_nothing_goes_to_whom_it_complains_of(desk: Desk, step: Forward) -> None:
    desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))
    number = denounced(desk, denounced=ABOUT)
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, step)
    assert (code_of(refused), refused.value.article) == ("denounced-body", "《信访工作条例》第三十条")


@pytest.mark.parametrize("name", sorted(STEPS.keys() - OPEN_TO))
def test_every_other_step_is_not_for_a_denunciation(denunciation_offers: dict[str, str], name: str) -> None:
    assert denunciation_offers[name] == "denunciation-apart"


@pytest.fixture(scope="module")
def denunciation_offers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Step -> the code of the reason why it is not possible, for an officer with every right."""
    with Desk.create(
        tmp_path_factory.mktemp("apart") / "desk",
        office=OFFICE,
        officers=OFFICERS,
        passphrase=PASSPHRASE,
        common=True,
        clock=FixedClock(),
        unlock_seconds=0.01,
    ) as desk:
        desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))
        return {offer.step: offer.code for offer in desk.view(denounced(desk)).steps}


@pytest.mark.parametrize(
    ("officer", "about", "code", "words"),
    [
        ("李明", ABOUT, "denunciation-apart", "本台请王芳接待登记"),
        ("李明", Denounced(people=("王 芳",)), "denunciation-apart", "本台没有人可以登记"),
        ("王芳", Denounced(people=("王芳",)), "denunciation-apart", "有管理权限的纪检监察机关"),
        ("王芳", Denounced(bodies=(OFFICE.name,)), "denunciation-apart", "被检举控告的是本单位"),
        ("王芳", None, "denounced-missing", "被检举控告的人员或者单位"),
    ],
)
def test_who_may_register_one_and_of_whom(
    desk: Desk, officer: str, about: Denounced | None, code: str, words: str
) -> None:
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("reception", GIVEN)))
    written = len(list(desk.written()))
    desk.officer = officer
    desk.candidates(registration(person(f"{MARK}某")))
    with pytest.raises(RuleBroken) as refused:
        denounced(desk, person(f"{MARK}某"), denounced=about)
    assert code_of(refused) == code
    assert words in refused.value.message
    desk.officer = "李明"
    assert MARK not in repr(desk.looked())  # nor what was searched for while it was typed
    kept = [body for body in desk.written() if b"looks_counted" not in body]
    assert len(kept) == written


def test_who_is_complained_of_does_not_see_it_and_nobody_has_the_right_unasked(desk: Desk) -> None:
    assert not desk.may(Right.DENUNCIATIONS)  # the first officer gives it by name
    for name in ("李明", "王芳"):
        desk.change_officer(ChangeOfficer(officer=name, roles=ROLES))
    number = denounced(desk, denounced=Denounced(people=("王芳",)))
    desk.officer = "王芳"
    assert not desk.page()
    with pytest.raises(RuleBroken) as refused:
        desk.petition(number)
    assert code_of(refused) == "no-such-petition"


def test_an_entry_opens_only_at_its_own_place(desk: Desk, desk_folder: Path) -> None:
    desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))
    number = denounced(desk)
    desk.run(number, AddContact(note="再来"))
    first, second = (entry for entry in desk.journal() if isinstance(entry.facts, Sealed))
    desk.close()
    vault = open_vault(desk_folder, DESK, PASSPHRASE, write=False, program="首问台")
    with contextlib.closing(vault):
        compartment = Compartment(vault.db)
        opened = compartment.opened(second)
        assert opened.facts.sentence(opened) == "信访人再次来访：再来"
        with pytest.raises(StorageError) as refused:
            compartment.opened(msgspec.structs.replace(second, facts=first.facts))
    assert code_of(refused) == "sealed-damaged"


def test_a_figure_below_five_is_hidden_and_none_shows_its_rows(desk: Desk) -> None:
    desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))

    def shown() -> str:
        return repr(desk.counts(DAY, DAY).tables)

    numbers = [denounced(desk) for _n in range(4)]
    hidden = shown()
    numbers.append(denounced(desk))
    assert shown() != hidden
    assert not any(number in shown() for number in numbers)


def test_the_command_line_shows_nothing_of_it(closed: tuple[Desk, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk, number, _other = closed
    folder = desk.folder
    desk.close()
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("SHOUWEN_OFFICER", "李明")
    given_ = folder.parent / "given.json"
    given_.write_text(json.dumps({"note": "询问"}), "utf-8")
    out_file = folder.parent / "out.pdf"
    doors: tuple[list[object], ...] = (
        *([name, folder, number] for name in ("show", "finality", "explain", "journal", "looked")),
        *([name, folder] for name in ("due", "journal", "looked", "numbers", "verify", "reception-days", "backups")),
        ["reveal", folder, number, "--for", "核对"],
        ["officers", folder, "list"],
        ["search", folder, MARK[0]],
        ["search", folder, "侵占"],
        ["step", folder, number, "contact", "--json", given_],
        ["contact", folder, number, "--json", given_],
        ["paper", folder, number, "F05", "--out", out_file],
        ["case-file", folder, number, "--out", out_file],
        ["count", folder, "--month", f"{DAY.year}-{DAY.month:02d}"],
        ["report", folder, "--month", f"{DAY.year}-{DAY.month:02d}"],
        ["register-page", folder, DAY.isoformat(), "--out", folder.parent / "day.pdf"],
    )
    for command in doors:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
            cli.main([str(argument) for argument in command])
        assert json.loads(out.getvalue()).get("error") != "usage", f"{command}: {out.getvalue()}"
        words = out.getvalue().replace(number, "") if number in command else out.getvalue()
        assert betrays(words, number) == [], command
    assert not out_file.exists()
    assert betrays(text_of((folder.parent / "day.pdf").read_bytes()), number) == []
