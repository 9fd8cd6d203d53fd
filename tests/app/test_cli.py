"""The command line: what docs/cli.md and --help say is what comes out, and every refusal is one JSON document."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from app import cli
from app.desk import Desk
from app.domain import shape
from app.domain.codes import DECLINE_REASONS, FINAL_REASONS, OUTCOMES, ROUTES
from app.domain.office import Office
from app.domain.papers import SERVED
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.petitioner import Material, Petitioner
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.notice import Forward
from app.domain.steps.officers import ChangeOfficer
from app.domain.steps.register import Register
from app.domain.steps.table import DESK_STEPS, STEPS
from app.setup import machine_clock
from tests.app.documents.reading import text_of
from tests.app.domain.test_code_lists import LIST as CODES
from tests.app.domain.test_divisions import FILE as DIVISIONS
from tests.app.domain.test_regional import FILE as PERIODS
from tests.app.test_updates import built
from tests.helpers import PASSPHRASE, STATION, denounced

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
# Told in words, run by tests/app/test_demo.py; needs a server, run by tests/app/county/test_postgres.py.
OWN_SHAPE = {"demo", "county-move"}


SCHEDULE = {"year": 2027, "notice": "试验用", "source": "试验用", "off": {"2027-01-01": "元旦"}}


def example(kind: Any) -> dict[str, Any]:
    """The example of --help on today's date, so that it holds in any year."""
    return {key: value for key, value in kind.example.items() if key != "on"}


def run(*arguments: object) -> Any:
    """The answer of a command that must succeed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(argument) for argument in arguments])
    assert (code, err.getvalue()) == (0, "")
    return json.loads(out.getvalue())


def refused(*arguments: object) -> tuple[int, dict[str, Any]]:
    """(exit code, refusal) of a command that must be refused."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(argument) for argument in arguments])
    assert out.getvalue() == ""
    assert "Traceback" not in err.getvalue()
    answer = json.loads(err.getvalue())
    assert answer.keys() == {"error", "message", "facts"}
    assert re.search("[一-鿿]", answer["message"])
    return code, answer


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def number(desk_folder: Path, register_json: Path) -> str:
    """The number of one registered petition."""
    return str(run("register", desk_folder, "--json", register_json)["number"])


@pytest.fixture
def register_json(tmp_path: Path) -> Path:
    return written(tmp_path / "register.json", example(Register))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


# The documented shapes


def sections() -> dict[str, str]:
    """Command -> its section of docs/cli.md."""
    found = re.split(r"^### (\S+)$", DOCS.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def shapes() -> dict[str, Any]:
    """Name -> the shape that many answers share."""
    told = re.findall(r"^#### (\w+)$.*?```json\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return {name: json.loads(block) for name, block in told}


def documented(command: str) -> Any:
    block = re.search(r"```json\n(.*?)```", sections()[command], re.DOTALL)
    assert block, f"docs/cli.md shows no answer of {command}"
    return json.loads(block[1])


def assert_shape(told: Any, real: Any, place: str) -> None:
    """Same keys, same kinds of value; "<name>" stands for a shared shape, null for a value that may be absent."""
    if told == "<anything>" or told is None or real is None:
        return
    if isinstance(told, str) and told.startswith("<"):
        assert_shape(shapes()[told.strip("<>")], real, place)
    elif isinstance(told, dict):
        assert isinstance(real, dict), place
        open_key = next((key for key in told if key.startswith("<")), None)
        assert open_key or told.keys() == real.keys(), f"{place}: {told.keys() ^ real.keys()}"
        for key, value in real.items():
            expected = told[open_key or key]
            if open_key is None or isinstance(expected, dict):
                assert_shape(expected, value, f"{place}.{key}")
    elif isinstance(told, list):
        assert isinstance(real, list), place
        for value in real:
            assert_shape(told[0], value, f"{place}[]")
    else:
        assert type(told) is type(real), f"{place}: {told!r} and {real!r}"


def of_keys(folder: Path, desk: Path) -> Iterator[tuple[str, Any]]:
    """The answers about who can open a desk; at the end 李明 opens it as before."""
    first, new = folder / "first", folder / "new"
    first.write_text("首次口令 12345", "utf-8")
    new.write_text("自己的口令 12345", "utf-8")
    run("settings", desk, "--json", written(folder / "o.json", {"officers": ["李明", "王芳"]}))
    yield "officers", run("officers", desk, "add", "孙丽", "--role", "reception", "--role", "handler")
    yield "officers", run("officers", desk, "change", "孙丽", "--role", "approver")
    yield "officers", run("officers", desk, "revoke", "孙丽", "--reason", "调离")
    yield "officers", run("officers", desk, "list")
    yield "passphrases", run("passphrases", desk, "give", "--for", "王芳", "--new-passphrase-file", first)
    files = ("--passphrase-file", first, "--new-passphrase-file", new)
    yield "passphrases", run("passphrases", desk, "change", *files)
    yield "passphrases", run("passphrases", desk, "show")
    yield "unlock-test", run("unlock-test", desk)
    yield "recovery-sheet", run("recovery-sheet", desk, "--out", folder / "F35.pdf")
    printed = re.findall(r"(?<![0-9A-Z])[2-9A-Z]{5}(?![0-9A-Z])", text_of((folder / "F35.pdf").read_bytes()))
    (folder / "key").write_text("\n".join(printed[-8:]), "utf-8")
    new.write_text(f"{PASSPHRASE}。", "utf-8")
    how = ("--officer", "李明", "--reason", "试", "--key-file", folder / "key", "--new-passphrase-file", new)
    yield "recover", run("recover", desk, *how)
    first.write_text(PASSPHRASE, "utf-8")
    run("passphrases", desk, "change", "--passphrase-file", new, "--new-passphrase-file", first)


def of_sheets(folder: Path, desk: Path) -> Iterator[tuple[str, Any]]:
    """The answers about a sheet that came in."""
    rows = ("姓名,住址,标题,事实", "张三丰,甲村,请求甲,甲事", "李四,,请求乙,乙事", "王五,丙村,请求丙,丙事")
    (folder / "in.csv").write_text("\n".join(rows), "utf-8")
    yield "sheet-import", run("sheet-import", desk, folder / "in.csv", "--sender", "某县信访局", "--kind", "forwarded")
    yield "staged", run("staged", desk)
    yield "staged", run("staged", desk, 1)
    completed = written(folder / "row.json", {"reasons": "来件所附材料写明。"})
    yield "stage-take", run("stage-take", desk, 1, "--json", completed)
    yield "stage-drop", run("stage-drop", desk, 2, "--reason", "来件机关已收回。")
    yield "stage-take", run("stage-take", desk, "--all")
    yield "staged", run("staged", desk, "--settled")


PERSON = {"name": "周某"}


def of_dispatches(folder: Path, desk: Path, store: Path, stick: Path) -> Iterator[tuple[str, Any]]:
    """What the county sends down, and what becomes of it."""
    sent = {"kind": "forwarded", "sender": "岳阳县", "title": "水渠", "facts": "垮塌。", "petitioners": [PERSON]}
    for _time in range(2):
        order = ("county-dispatch", store, STATION, "matter", "--json", written(folder / "d.json", sent))
        yield "county-dispatch", run(*order)
    reply = run("county-reply", store, "--station", STATION, "--to", stick)
    yield "county-reply", reply
    yield "receive", run("receive", desk, reply["dispatches"][0]["file"])
    waiting = run("arrivals", desk)
    yield "arrivals", waiting
    first, second = (one["id"] for one in waiting["arrivals"])
    added = written(folder / "t.json", {"petitioners": [{"name": "周某", "address": "五组"}]})
    yield "take-up", run("take-up", desk, first, "--json", added)
    yield "set-aside", run("set-aside", desk, second, "--reason", "重复下发")
    yield "arrivals", run("arrivals", desk, "--all")
    run("county-receive", store, run("export", desk, "--to", stick)["file"])
    listed = run("county-dispatches", store, "--station", STATION)
    assert [one["state"] for one in listed["dispatches"]] == ["taken_up", "set_aside"]
    yield "county-dispatches", listed


def of_sealed(folder: Path, desk: Path, stick: Path) -> Iterator[tuple[str, Any]]:
    """The answers about the material of a denunciation."""
    body, out = folder / "body", folder / "out"
    named = ("--code", "430621JW", "--name", "岳阳县纪律检查委员会", "--unlock-seconds", 0.01)
    yield "sealed-new", run("sealed-new", body, *named, "--to", stick)
    with Desk.open(desk, PASSPHRASE, clock=machine_clock) as opened:
        opened.change_officer(ChangeOfficer(officer="李明", roles=(*FIRST, GIVEN)))
        number = denounced(opened)
        opened.run(number, Forward(body="岳阳县纪律检查委员会", reason="管理权限"))
    run("card", desk, "--to", stick)
    yield "sealed-trust", run("sealed-trust", body, stick / f"SWTKEY-{STATION}.swtkey")
    sent = run("sealed-export", desk, number, stick / "SWTKEY-430621JW.swtkey", "--to", stick)
    yield "sealed-export", sent
    yield "sealed-open", run("sealed-open", body, sent["file"], "--to", out)


def of_levels(folder: Path, desk: Path, stick: Path) -> Iterator[tuple[str, Any]]:
    """A village desk below hands a petition up."""
    village, code = folder / "village", "43062110120001"
    office = ("--station", code, "--name", "石桥村村级代办点", "--officer", "周村")
    run("init", village, *office, "--unlock-seconds", 0.01)
    run("card", village, "--to", stick)
    run("card", desk, "--to", stick)
    run("trust", village, stick / f"SWTKEY-{STATION}.swtkey")
    yield "trust", run("trust", desk, stick / f"SWTKEY-{code}.swtkey", "--below")
    number = run("register", village, "--json", folder / "register.json")["number"]
    up = written(folder / "up.json", {"reason": "超出村级权限。"})
    yield "step", run("step", village, number, "pass_on", "--json", up)
    yield "receive", run("receive", desk, run("export", village, "--to", stick)["file"])
    yield "dispatch", run("dispatch", desk, code, "matter", "--json", folder / "d.json")
    answer = run("reply", desk, code, "--to", stick)
    yield "reply", answer
    yield "dispatches", run("dispatches", desk)
    yield "receive", run("receive", village, *answer["files"])
    yield "below", run("below", desk)
    yield "revoke-below", run("revoke-below", desk, code, "--reason", "电脑被盗")


def of_the_line(desk: Path, store: Path) -> Iterator[tuple[str, Any]]:
    """The answers of both ends of the upload line, the county's in a process of its own that is told to stop."""
    command = [sys.executable, "-m", "app", "county-serve", str(store), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=DOCS.parents[1]) as server:
        assert server.stdout
        assert server.stderr
        try:
            listening = json.loads(server.stderr.readline())
            yield "upload-address", run("upload-address", desk, f"http://127.0.0.1:{listening['port']}")
            yield "upload", run("upload", desk)
        finally:
            server.terminate()
        yield "county-serve", json.loads(server.stdout.read())
        assert server.wait() == 0
    yield "upload-address", run("upload-address", desk, "--none")


def one_of_each(folder: Path, stick: Path) -> Iterator[tuple[str, Any]]:
    """The answer of every command, on a desk that is set up, used and exchanges with its county."""
    desk, store, office = folder / "desk", folder / "county", ("--station", STATION, "--name", "石桥镇人民政府")
    data = written(folder / "register.json", example(Register))
    yield "init", run("init", desk, *office, "--officer", "李明", "--unlock-seconds", 0.01)
    yield "init-county", run("init-county", store, "--code", "430621", "--name", "岳阳县", "--unlock-seconds", 0.01)
    yield "card", run("card", store, "--to", stick)
    yield "trust", run("trust", desk, stick / "SWTKEY-430621.swtkey")
    yield "pair", run("pair", desk, store)
    yield "settings", run("settings", desk, "--json", written(folder / "s.json", {"phone": "1", "address": "一楼"}))
    yield from of_keys(folder, desk)
    answer = run("register", desk, "--json", data)
    yield "register", answer
    yield "register", run("register", desk, "--json", data)  # the second finds the first
    yield "candidates", run("candidates", desk, "--json", data)
    number = answer["number"]
    yield "contact", run("contact", desk, number, "--json", written(folder / "c.json", {"note": "询问"}))
    yield "step", run("step", desk, number, "accept", "--json", written(folder / "a.json", example(STEPS["accept"])))
    yield "show", run("show", desk, number)
    yield "finality", run("finality", desk, number)
    yield "due", run("due", desk)
    yield "count", run("count", desk, "--from", "2026-01-01", "--to", "2099-12-31", "--rows")
    yield "explain", run("explain", desk, number)
    yield "calendar", run("calendar", desk, "show")
    yield "calendar", run("calendar", desk, "load", written(folder / "2027.json", SCHEDULE))
    signed = run("county-calendar", store, folder / "2027.json", "--to", stick)
    yield "county-calendar", signed
    yield "calendar", run("calendar", desk, "load", signed["file"])
    signed = run("county-periods", store, written(folder / "mou.json", PERIODS), "--to", stick)
    yield "county-periods", signed
    yield "data", run("data", desk, "show", signed["file"])
    yield "data", run("data", desk, "load", signed["file"], "--confirm")
    yield "data", run("data", desk, "show")
    for kind, told in (("codes", CODES), ("divisions", DIVISIONS)):
        signed = run(f"county-{kind}", store, written(folder / f"{kind}.json", told), "--to", stick)
        yield f"county-{kind}", signed
        yield "data", run("data", desk, "load", signed["file"])
    today = answer["deadlines"][0]["day_zero"]
    plan = {**example(DESK_STEPS["plan_reception_day"]), "held_on": today}
    yield "step", run("step", desk, "-", "plan_reception_day", "--json", written(folder / "p.json", plan))
    reception = example(STEPS["receive_by_leader"])
    yield "step", run("step", desk, number, "receive_by_leader", "--json", written(folder / "r.json", reception))
    yield "routes", run("routes")
    yield "routes", run("routes", "--desk", desk)
    held = ("--on", today, "--plan", folder / "F33.pdf", "--record", folder / "F34.pdf")
    yield "reception-days", run("reception-days", desk, *held)
    yield "report", run("report", desk, "--year", today[:4], "--out", folder / "F31.pdf")
    for action in (("list",), ("check",), ("export", folder / "texts")):
        yield "wording", run("wording", desk, *action)
    yield "search", run("search", desk, "张三", "--limit", 5)
    yield "looked", run("looked", desk, number)
    yield "reveal", run("reveal", desk, number, "phone", "address", "--for", "电话联系信访人")
    yield "reveal", run("reveal", desk, number, "--for", "核对证件")
    yield "journal", run("journal", desk, number, "--full", "核对台账")
    yield "journal", run("journal", desk, number)
    yield "journal", run("journal", desk)
    yield "paper", run("paper", desk, number, "F02", "--out", folder / "F02.pdf")
    (folder / "合同.txt").write_text("承包地二亩。", "utf-8")
    yield "attach", run("attach", desk, number, folder / "合同.txt", "--title", "承包合同", "--material", "petitioner")
    yield "attachments", run("attachments", desk, number)
    yield "attachment-save", run("attachment-save", desk, number, "1", "--to", folder / "saved.txt")
    yield "case-file", run("case-file", desk, number, "--out", folder / "case.pdf")
    for name in ("investigate", "draft_opinion"):
        run("step", desk, number, name, "--json", written(folder / "step.json", example(STEPS[name])))
    yield "paper", run("paper", desk, number, "F12", "--docx", "--out", folder / "F12.docx")
    yield "check-docx", run("check-docx", desk, number, folder / "F12.docx")
    yield "numbers", run("numbers", desk, "--out", folder / "numbers.pdf")
    yield "numbers", run("numbers", desk, "--series", "petition", "--year", "2026")
    for action in (("list",), ("check",), ("export", folder / "layouts")):
        yield "sheet-layouts", run("sheet-layouts", desk, *action)
    yield "sheet-export", run("sheet-export", desk, "--to", stick, "--full", "县局核对")
    yield from of_sheets(folder, desk)
    sent = run("export", desk, "--to", stick)
    yield "export", sent
    yield "county-receive", run("county-receive", store, sent["file"])
    yield "county-status", run("county-status", store)
    reply = run("county-reply", store, "--station", STATION, "--to", stick)
    yield "county-reply", reply
    yield "receive", run("receive", desk, reply["file"])
    yield "export", run("export", desk, "--to", stick)  # nothing is left to send
    yield from of_dispatches(folder, desk, store, stick)
    yield "stick", run("stick", desk, stick)
    yield "exchange", run("exchange", desk, stick)
    yield from of_sealed(folder, desk, stick)
    yield from of_levels(folder, desk, stick)
    yield from of_the_line(desk, store)
    yield "renew-keys", run("renew-keys", desk, "--reason", "电脑更换")
    built(folder / "program", "9.0.0")
    update = run("county-sign-update", store, folder / "program", "--to", stick)
    yield "county-sign-update", update
    yield "update", run("update", "check", update["file"], desk)
    yield "county-renew-keys", run("county-renew-keys", store, "--reason", "例行更换")
    yield "county-revoke", run("county-revoke", store, "--station", STATION, "--reason", "撤台")
    yield "update", run("update", "install", update["file"], desk, "--program-folder", folder / "programs")
    yield "update", run("update", "tidy", "--program-folder", folder / "programs")
    yield "county-show", run("county-show", store, number)
    who = ("--by", "赵敏", "--for", "电话联系信访人")
    yield "county-show", run("county-show", store, number, *who)
    yield "county-attachment", run("county-attachment", store, number, "1", "--to", folder / "county.txt", *who)
    yield "county-looks", run("county-looks", store)
    (folder / "county-new").write_text("县级新口令二〇二六", "utf-8")
    files = ("--passphrase-file", folder / "county-new", "--new-passphrase-file", folder / "county-old")
    (folder / "county-old").write_text(PASSPHRASE, "utf-8")
    yield "passphrases", run("passphrases", store, "change", "--new-passphrase-file", folder / "county-new")
    yield "passphrases", run("passphrases", store, "change", *files)
    yield "recovery-sheet", run("recovery-sheet", store, "--out", folder / "F35b.pdf")
    printed = re.findall(r"(?<![0-9A-Z])[2-9A-Z]{5}(?![0-9A-Z])", text_of((folder / "F35b.pdf").read_bytes()))
    (folder / "key").write_text(" ".join(printed), "utf-8")
    how = ("--key-file", folder / "key", "--new-passphrase-file", folder / "county-old")
    yield "recover", run("recover", store, *how)
    yield "verify", run("verify", desk, "--rebuild")
    yield "verify", run("verify", store)
    yield "backups", run("backups", desk, "--second", stick)
    made = run("backup", desk)
    yield "backup", made
    yield "backups", run("backups", desk, "--check")
    assert_shape("<backup_file>", run("restore", made["file"], folder / "restored", "--look"), "look")
    last = ("--last-number", f"{STATION}-{today[:4]}-000009")
    yield "restore", run("restore", made["second"], folder / "restored", "--reason", "电脑损坏", *last)
    made = run("backup", store, "--to", stick)
    yield "backup", made
    yield "backups", run("backups", store, "--folder", stick, "--check")
    yield "backups", run("backups", store, "--second", stick)
    assert_shape("<backup_file>", run("restore", made["file"], folder / "again", "--look"), "look")
    assert_shape("<restored_county>", run("restore", made["file"], folder / "again"), "restore")
    assert run("verify", folder / "again")["entries"] == run("verify", store)["entries"]
    page = run("register-page", desk, today, "--out", folder / "F36.pdf")
    yield "register-page", page
    yield "verify", run("verify", desk, "--anchor", page["anchor"], "--report", folder / "F37.pdf")
    run("card", desk, "--to", stick)
    yield "verify-report", run("verify-report", folder / "F37.pdf", stick / f"SWTKEY-{STATION}.swtkey")


def test_every_answer_has_the_documented_shape(tmp_path: Path, stick: Path) -> None:
    seen = set()
    for command, answer in one_of_each(tmp_path, stick):
        assert_shape(documented(command), answer, command)
        seen.add(command)
    assert seen == cli.COMMANDS.keys() - OWN_SHAPE


def test_wrong_passphrases_make_the_command_line_wait_too(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", "不是这个口令")
    for _try in range(5):
        assert run("unlock-test", desk_folder)["opens"] is False
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    code, answer = refused("due", desk_folder)
    assert (code, answer["error"]) == (3, "passphrase-wait")
    assert 1 <= answer["facts"]["seconds"] <= 30


def test_documentation_names_every_command_and_step_and_no_other() -> None:
    assert sections().keys() == cli.COMMANDS.keys()
    told = re.search(r"STEP one of `([^`]*)`", sections()["step"])
    assert told
    assert set(told[1].split()) == STEPS.keys()
    of_desk = re.search(r"of the desk itself: `([^`]*)`", sections()["step"])
    assert of_desk
    assert set(of_desk[1].split()) == DESK_STEPS.keys()


def test_registration_answers_with_what_scripts_rely_on(desk_folder: Path, register_json: Path) -> None:
    answer = run("register", desk_folder, "--json", register_json)
    assert {"number", "query_code", "deadlines", "candidates"} <= answer.keys()
    assert answer["number"].startswith(f"{STATION}-")
    for deadline in answer["deadlines"]:
        assert list(deadline) == [
            *("code", "article", "day_zero", "length", "unit", "nominal", "effective", "provisional", "state", "why")
        ]


def test_main_path_runs_on_the_examples_of_help(desk_folder: Path, number: str, tmp_path: Path) -> None:
    order = ["hand_over", "confirm", "accept", "assign", "investigate", "draft_opinion", "approve_opinion"]
    for name in [*order, "issue_opinion", "serve", "close", "contact"]:
        run("step", desk_folder, number, name, "--json", written(tmp_path / "step.json", example(STEPS[name])))
    assert run("show", desk_folder, number)["stage"] == "closed"


def test_count_gives_every_figure_its_caliber_and_its_rows_when_asked(desk_folder: Path, number: str) -> None:
    day = run("show", desk_folder, number)["petition"]["received_on"]
    plain, full = run("count", desk_folder, "--month", day[:7]), run("count", desk_folder, "--month", day[:7], "--rows")
    assert (plain["from"], plain["from"] <= day <= plain["to"]) == (f"{day[:7]}-01", True)
    for figure in full["figures"]:
        assert figure["caliber"]
        assert figure["value"] == sum(row["head_count"] if figure["unit"] == "人次" else 1 for row in figure["rows"])
    assert full["figures"][0]["rows"][0]["number"] == number
    assert "张三" not in json.dumps(full, ensure_ascii=False)
    assert "rows" not in json.dumps(plain)


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_wrong_day_of_a_period_is_named_by_its_option(desk_folder: Path, option: str) -> None:
    _code, answer = refused("count", desk_folder, option, "1.3.2026")
    assert answer["facts"]["problems"][0]["field"] == option


def test_an_opinion_edited_elsewhere_is_taken_over_as_a_new_draft(
    desk_folder: Path, number: str, tmp_path: Path
) -> None:
    for name in ("accept", "investigate", "draft_opinion"):
        run("step", desk_folder, number, name, "--json", written(tmp_path / "step.json", example(STEPS[name])))
    file = tmp_path / "F12.docx"
    run("paper", desk_folder, number, "F12", "--docx", "--out", file)
    rewrite(file, "10月底前完工", "9月底前完工")
    told = run("check-docx", desk_folder, number, file)
    assert [change["block"] for change in told["changes"]] == ["results[0].opinion"]
    assert told["taken"] is None
    assert "9月底" not in str(run("journal", desk_folder, number))
    taken = run("check-docx", desk_folder, number, file, "--take")["taken"]
    assert [entry["kind"] for entry in taken["entries"]] == ["opinion_drafted"]
    assert "9月底前完工" in str(taken["entries"])
    again = run("check-docx", desk_folder, number, file, "--take")  # the same once more is no new draft
    assert (again["changes"], again["taken"]) == ([], None)
    assert "较早的一稿" in again["notices"][0]


def rewrite(file: Path, old: str, new: str) -> None:
    """Change a text in a document as an editor does."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(old.encode(), new.encode()))


# Help


@functools.cache
def helped(*arguments: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.main([*arguments, "--help"]) == 0
    return out.getvalue()


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_is_chinese_and_tells_the_arguments(command: str) -> None:
    told = helped(command)
    assert told.startswith("用法：python -m app")
    assert "选项:" in told
    assert not re.search("usage|optional|positional|show this", told)


def test_help_tells_every_code_of_law_in_words() -> None:
    told = helped("step")
    for code, words in (ROUTES | DECLINE_REASONS | FINAL_REASONS | OUTCOMES | SERVED).items():
        assert f"{code}（{words}）" in told


def test_help_names_all_commands() -> None:
    assert set(re.findall(r"^    ([a-z-]+)", helped(), re.MULTILINE)) == cli.COMMANDS.keys()


def structs() -> list[tuple[str, Any, tuple[Any, ...]]]:
    """(command, what it reads, what is nested in that)."""
    nested = {"register": (Petitioner, Material), "draft_opinion": (Basis, RequestResult), "contact": (Material,)}
    nested["reply"] = (Basis,)
    found = [("register", Register, nested["register"]), ("settings", Office, ())]
    return found + [("step", step, nested.get(name, ())) for name, step in (STEPS | DESK_STEPS).items()]


@pytest.mark.parametrize(("command", "kind", "nested"), structs())
def test_help_names_every_field_with_title_limit_and_whether_it_must_be_there(
    command: str, kind: Any, nested: tuple[Any, ...]
) -> None:
    told = helped(command)
    if command == "step":
        told = re.search(rf"^{kind.name}：.*?(?=^[a-z_]+：|\Z)", told, re.S | re.M)[0]  # type: ignore[index]
    for struct in (kind, *nested):
        for name, field in msgspec.json.schema(struct)["$defs"][struct.__name__]["properties"].items():
            title = field.get("title") or field["anyOf"][0]["title"]
            lines = re.findall(rf"^  (?:\w+\[\]\.)?{name}  ({title}，.*)$", told, re.MULTILINE)
            assert len(lines) == 1, name
            for limit in {field.get(key) for key in ("maxLength", "maxItems", "maximum")} - {None}:
                assert str(limit) in lines[0]
            must = name in msgspec.json.schema(struct)["$defs"][struct.__name__].get("required", ())
            assert ("必填" in lines[0]) == (must and command != "settings")


@pytest.mark.parametrize("kind", [Register, *STEPS.values(), *DESK_STEPS.values()])
def test_example_of_help_is_valid_and_filled(kind: Any) -> None:
    assert kind.example
    assert shape.read(kind, kind.example)
    assert all(value not in ("", [], {}) for value in kind.example.values())


# Refusals


@pytest.mark.parametrize(
    ("arguments", "exit_code", "error"),
    [
        ([], 2, "usage"),
        (["nothing"], 2, "usage"),
        (["show"], 2, "usage"),
        (["show", "DESK"], 2, "usage"),
        (["show", "DESK", "1", "2"], 2, "usage"),
        (["show", "DESK", ""], 2, "usage"),
        (["show", "DESK", "1"], 2, "no-such-petition"),
        (["show", "DESK", "１'; DROP TABLE petitions;--"], 2, "no-such-petition"),
        (["show", "DESK", "\udcff"], 2, "argument-not-text"),
        (["show", "DESK", "a\0b"], 2, "argument-not-text"),
        (["show", "nowhere", "1"], 3, "no-desk"),
        (["show", "FILE", "1"], 3, "no-desk"),
        (["show", "n" * 5000, "1"], 3, "system-refused"),
        (["show", "DESK", "1", "--officer", "赵高"], 2, "no-such-officer"),
        (["show", "DESK", "1", "--passphrase-file", "nowhere"], 3, "passphrase-file"),
        (["show", "DESK", "1", "--passphrase-file", "FOLDER"], 3, "passphrase-file"),
        (["show", "DESK", "1", "--passphrase-file", "FILE"], 3, "passphrase-wrong"),
        (["show", "DESK", "1", "--passphrase-fil", "FILE"], 2, "usage"),
        (["journal", "DESK", ""], 2, "usage"),
        (["search", "DESK", "路", "--limit", "-1"], 2, "input-invalid"),
        (["search", "DESK", "路", "--limit", "0"], 2, "input-invalid"),
        (["search", "DESK", "路", "--limit", "９"], 2, "input-invalid"),
        (["search", "DESK", "路", "--limit", "9" * 30], 2, "input-invalid"),
        (["search", "DESK", "路", "--limit", "1e3"], 2, "input-invalid"),
        (["due", "DESK", "--on", "20260302"], 2, "input-invalid"),
        (["due", "DESK", "--on", "2026-W10-1"], 2, "input-invalid"),
        (["due", "DESK", "--on", "2026-02-30"], 2, "input-invalid"),
        (["due", "DESK", "--on"], 2, "usage"),
        (["count", "DESK"], 2, "usage"),
        (["count", "DESK", "--from", "2026-03-01"], 2, "usage"),
        (["count", "DESK", "--month", "2026-03", "--from", "2026-03-01", "--to", "2026-03-31"], 2, "usage"),
        (["count", "DESK", "--month", "2026-13"], 2, "input-invalid"),
        (["count", "DESK", "--month", "２０２６-03"], 2, "input-invalid"),
        (["count", "DESK", "--from", "2026-03-01", "--to", "2026-02-29"], 2, "input-invalid"),
        (["count", "DESK", "--from", "2026-03-02", "--to", "2026-03-01"], 2, "days-turned-round"),
        (["register", "DESK", "--json", "nowhere"], 3, "input-not-read"),
        (["register", "DESK", "--json", "FOLDER"], 3, "input-not-read"),
        (["register", "DESK", "--json", "FILE"], 2, "input-not-json"),
        (["register", "DESK", "--json", "LARGE"], 2, "input-too-large"),
        (["step", "DESK", "1", "jump", "--json", "EMPTY"], 2, "no-such-step"),
        (["step", "DESK", "1", "accept", "--json", "EMPTY"], 2, "no-such-petition"),
        (["settings", "DESK", "--json", "BAD"], 2, "input-invalid"),
        (["paper", "DESK", "1", "F02", "--out", "new.pdf"], 2, "no-such-petition"),
        (["paper", "DESK", "1", "F02", "--out", "new.docx", "--docx"], 2, "usage"),
        (["paper", "DESK", "1", "F12", "--out", "new.docx", "--docx"], 2, "no-such-petition"),
        (["numbers", "DESK", "--series", "F99"], 2, "series-unknown"),
        (["numbers", "DESK", "--year", "26"], 2, "input-invalid"),
        (["check-docx", "DESK", "1", "nowhere"], 2, "no-such-petition"),
        (["attach", "DESK", "1", "FILE", "FILE", "--title", "甲"], 2, "usage"),
        (["attach", "DESK", "1", "nowhere"], 2, "no-such-petition"),
        (["attachment-save", "DESK", "1", "0", "--to", "new.pdf"], 2, "input-invalid"),
        (["attachment-save", "DESK", "1", "1", "--to", "DESK/desk.db"], 3, "file-not-written"),
        (["paper", "DESK", "1", "F02", "--out", "FOLDER"], 3, "file-not-written"),
        (["case-file", "DESK", "1", "--out", "new.pdf"], 2, "no-such-petition"),
        (["case-file", "DESK", "1", "--out", "FOLDER"], 3, "file-not-written"),
        (["paper", "DESK", "1", "F02", "--out", "/"], 3, "file-not-written"),
        (["paper", "DESK", "1", "F02", "--out", "DESK/desk.db"], 3, "file-not-written"),
        (["export", "DESK", "--to", "FOLDER"], 2, "not-paired"),
        (["card", "DESK", "--to", "FOLDER/none"], 3, "medium-gone"),
        (["trust", "DESK", "FILE"], 3, "card-not-ours"),
        (["receive", "DESK", "FILE"], 3, "package-not-ours"),
        (["init", "DESK", "--station", STATION, "--name", "镇", "--officer", "甲"], 3, "database-exists"),
        (["init", "FILE", "--station", STATION, "--name", "镇", "--officer", "甲"], 3, "folder-not-writable"),
        (["init", "new", "--station", "1" * 13, "--name", "镇", "--officer", "甲"], 2, "station-wrong"),
        (["init", "new", "--station", "４" * 14, "--name", "镇", "--officer", "甲"], 2, "station-wrong"),
        (["init", "new", "--station", STATION, "--name", "", "--officer", "甲"], 2, "input-invalid"),
        (["init", "new", "--station", STATION, "--name", "镇" * 99, "--officer", "甲"], 2, "input-invalid"),
        (["init", "new", "--station", STATION, "--name", "镇", "--officer", "甲\n乙"], 2, "input-invalid"),
        (
            ["init", "new", "--station", STATION, "--name", "镇", "--officer", "甲", "--officer", "甲"],
            2,
            "officer-twice",
        ),
        (
            ["init", "new", "--station", STATION, "--name", "镇", "--officer", "甲", "--unlock-seconds", "nan"],
            2,
            "input-invalid",
        ),
        (["init-county", "new", "--code", "43", "--name", "县"], 2, "county-code-wrong"),
        (["init-county", "postgresql://host/db", "--code", "430621", "--name", "县"], 2, "store-not-a-folder"),
        (["pair", "DESK", "DESK"], 3, "no-desk"),
        (["verify", "FOLDER"], 3, "no-desk"),
    ],
)
def test_refusal_is_one_json_document_with_the_right_exit_code(
    desk_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], exit_code: int, error: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    Path("FOLDER").mkdir()
    Path("FILE").write_text("口令不对", "utf-8")
    Path("EMPTY").write_text("{}", "utf-8")
    Path("BAD").write_text('{"phone": 5, "officers": "甲", "keyperson": true}', "utf-8")
    with Path("LARGE").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    desk_folder.rename("DESK")
    code, answer = refused(*arguments)
    assert (code, answer["error"]) == (exit_code, error), answer
    assert_shape(shapes()["refusal"], answer, error)
    assert not Path("new").exists()
    assert not list(Path("DESK").glob("*.part"))
    assert len(before) == 1


def test_missing_and_unknown_fields_are_named(desk_folder: Path, tmp_path: Path) -> None:
    data = written(tmp_path / "r.json", {"titel": "路", "petitioners": [{"name": "张三", "age": 40}]})
    code, answer = refused("register", desk_folder, "--json", data)
    named = {problem["field"] for problem in answer["facts"]["problems"]}
    assert code == 2
    assert named == {"titel", "title", "petitioners[0].age", "requests", "facts", "reasons"}


def test_passphrase_is_asked_for(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOUWEN_PASSPHRASE")
    code, answer = refused("show", desk_folder, "1")
    assert (code, answer["error"]) == (2, "passphrase-missing")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_passphrase_file_may_come_from_any_editor(
    desk_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, encoding: str
) -> None:
    monkeypatch.delenv("SHOUWEN_PASSPHRASE")
    file = tmp_path / "passphrase"
    file.write_bytes((PASSPHRASE + ending).encode(encoding))
    assert run("verify", desk_folder, "--passphrase-file", file)["ok"]


def test_paper_replaces_a_paper_and_nothing_else(desk_folder: Path, number: str, tmp_path: Path) -> None:
    out = tmp_path / "F02.pdf"
    out.write_bytes(b"old")
    code, _answer = refused("paper", desk_folder, number, "F99", "--out", out)
    assert (code, out.read_bytes()) == (2, b"old")
    run("paper", desk_folder, number, "F02", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.glob("F02*")) == ["F02.pdf"]


def test_pairing_again_leaves_no_second_entry(desk_folder: Path, county_folder: Path) -> None:
    assert run("pair", desk_folder, county_folder) == run("pair", desk_folder, county_folder)
    assert [entry["kind"] for entry in run("journal", desk_folder)["entries"]] == ["opened", "paired"]


# Several files at once


@pytest.fixture
def packages(desk_folder: Path, county_folder: Path, register_json: Path, tmp_path: Path) -> list[Path]:
    """Three packages in order: each needs the ones before it."""
    run("pair", desk_folder, county_folder)
    found = []
    for n in range(3):
        stick = tmp_path / f"stick{n}"
        stick.mkdir()
        run("register", desk_folder, "--json", register_json)
        found.append(Path(run("export", desk_folder, "--to", stick)["file"]))
        spare = Path(shutil.copytree(county_folder, tmp_path / f"spare{n}"))
        for path in found:
            run("county-receive", spare, path)
        reply = run("county-reply", spare, "--station", STATION, "--to", stick)
        run("receive", desk_folder, reply["file"])
    return found


def test_files_are_taken_in_whatever_order_they_are_given(county_folder: Path, packages: list[Path]) -> None:
    taken = run("county-receive", county_folder, *reversed(packages))["received"]
    assert {one["file"] for one in taken} == {str(path) for path in packages}
    assert run("verify", county_folder, "--rebuild")["entries"] == taken[-1]["head"]


def test_bad_file_keeps_no_good_one_out_and_is_named(county_folder: Path, packages: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.swt"
    bad.write_bytes(packages[1].read_bytes()[:-1])
    code, answer = refused("county-receive", county_folder, packages[0], bad, tmp_path / "none.swt", packages[1])
    assert (code, answer["error"]) == (3, "package-cut")
    assert "2 个文件没有收下，2 个文件已收下" in answer["message"]
    assert "bad.swt" in answer["message"]
    assert [one["file"] for one in answer["facts"]["taken"]] == [str(packages[0]), str(packages[1])]
    assert [one["error"] for one in answer["facts"]["refused"]] == ["package-cut", "medium-gone"]
    assert run("county-receive", county_folder, packages[1])["received"][0]["new"] == 0


def test_missing_package_is_named_by_its_numbers(county_folder: Path, packages: list[Path]) -> None:
    code, answer = refused("county-receive", county_folder, packages[2], packages[0])
    assert (code, answer["error"]) == (3, "package-gap")
    assert len(answer["facts"]["taken"]) == 1
    assert answer["facts"]["missing"]


WORKING = """
register DESK --json JSON
candidates DESK --json JSON
contact DESK NUMBER --json EMPTY
step DESK NUMBER accept --json EMPTY
step DESK NUMBER serve --json JSON
settings DESK --json JSON
show DESK NUMBER
due DESK --on 2026-03-02
search DESK 路 --limit 5
journal DESK NUMBER
paper DESK NUMBER F02 --out x.pdf
card COUNTY --to .
trust DESK JSON
pair DESK COUNTY
export DESK --to .
receive DESK JSON
county-receive COUNTY JSON EMPTY
county-reply COUNTY --station 43062110100001 --to .
county-status COUNTY
county-status COUNTY --report report_open
county-revoke COUNTY --station 43062110100001 --reason 撤台
county-renew-keys COUNTY --reason 例行更换
renew-keys DESK --reason 更换
county-calendar COUNTY JSON --to .
county-show COUNTY NUMBER
county-show COUNTY NUMBER --by 赵敏 --for 核对
county-looks COUNTY
county-dispatch COUNTY 43062110100001 matter --json JSON
county-dispatches COUNTY --station 43062110100001
arrivals DESK --all
take-up DESK 43062110100001.1.2 --json EMPTY
set-aside DESK 43062110100001.1.2 --reason 重复 --number NUMBER
verify DESK --rebuild
verify DESK --report x.pdf
verify-report x.pdf JSON
register-page DESK 2026-03-02
"""
WORDS = st.sampled_from(
    ["DESK", "COUNTY", "JSON", "NUMBER", "NULL", "F12", "--rebuild", "--", "-", "", ".", "％", "-1"]
)
TEXT = st.text(st.characters(exclude_characters="/~"), max_size=9)  # no path that leads out of the test's folder


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command line that works, with one word of it replaced by something."""
    words = draw(st.sampled_from(WORKING.strip().splitlines())).split()
    words[draw(st.integers(1, len(words) - 1))] = draw(WORDS | TEXT)
    return words


@hypothesis.given(command_lines())
@hypothesis.settings(max_examples=120)
def test_any_arguments_end_in_an_answer_or_a_refusal(
    desk_folder: Path,
    county_folder: Path,
    register_json: Path,
    number: str,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    places = {"DESK": desk_folder, "COUNTY": county_folder, "NULL": os.devnull, "JSON": register_json, "NUMBER": number}
    places["EMPTY"] = written(register_json.with_name("empty.json"), {})
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.chdir(desk_folder.parent)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(places.get(argument, argument)) for argument in arguments])
    assert code in (0, 2, 3), err.getvalue()
    assert (code == 0) == (err.getvalue() == "")
    if code:
        assert json.loads(err.getvalue())["message"]
