"""A new version on the stick: signed by the county, checked whole, laid beside the old one, and the way back."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import Desk
from app.desk.updates import go_back, own_platform
from app.domain.errors import DeskError, ExchangeError, RuleBroken, StorageError
from app.domain.steps.officers import AddOfficer
from app.exchange import update_package
from app.exchange.keys import StationKeys, make_card
from app.storage.program_folder import ProgramFolder, mark_opened
from tests.app.faults.calls import GO, KILL, Call, NotPossible, Verdict, supervise
from tests.app.faults.killing import needs_fork
from tests.helpers import MORNING, PASSPHRASE, FixedClock, Paired

LATER = MORNING + dt.timedelta(days=1)


def built(folder: Path, version: str, schema: int = 3, platform: str = "") -> Path:
    """A folder as build.spec makes one, with a program that says its version."""
    libraries = folder / "_internal" / "libs"
    libraries.mkdir(parents=True)
    facts = {"version": version, "platform": platform or own_platform(), "schema": schema}
    (folder / "_internal" / "program.json").write_text(json.dumps(facts), "utf-8")
    (folder / "shouwentai").write_text(f"#!/bin/sh\necho {version} $1\n", "utf-8")
    (folder / "shouwentai").chmod(0o755)
    (libraries / "librarie.so.1").write_bytes(os.urandom(3000))
    (folder / "_internal" / "librarie.so").symlink_to("libs/librarie.so.1")
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> ProgramFolder:
    """A folder with version 0.1.0, which is the current one and has opened a desk."""
    found = ProgramFolder(tmp_path / "programs")
    shutil.copytree(built(tmp_path / "old", "0.1.0"), found.begin("0.1.0"), symlinks=True, dirs_exist_ok=True)
    found.finish("0.1.0")
    mark_opened(MORNING, found.root / "0.1.0" / "shouwentai")
    return found


@pytest.fixture
def update(paired: Paired, tmp_path: Path) -> Path:
    """Version 0.2.0 with tables of its own, signed by the county."""
    return Path(paired.county.sign_update(built(tmp_path / "new", "0.2.0", schema=4), paired.stick).file)


def refusal(ask: Callable[[], object]) -> DeskError:
    with pytest.raises(DeskError) as refused:
        ask()
    return refused.value


@pytest.mark.skipif(sys.platform == "win32", reason="start.sh and links")
def test_a_signed_update_is_laid_beside_the_old_program_and_started(
    paired: Paired, programs: ProgramFolder, update: Path, tmp_path: Path
) -> None:
    seen = paired.desk.check_update(update)
    assert (seen.version, seen.files, seen.newer) == ("0.2.0", 3, True)
    assert seen.signer == "岳阳县信访局"
    paired.desk.install_update(update, programs)
    assert (programs.current, programs.previous, programs.versions) == ("0.2.0", "0.1.0", ("0.1.0", "0.2.0"))
    laid = programs.root / "0.2.0"
    assert (laid / "_internal" / "librarie.so").readlink() == Path("libs/librarie.so.1")
    told = subprocess.run([programs.root / "start.sh", "desk"], capture_output=True, text=True, check=True)
    assert told.stdout == "0.2.0 desk\n"
    assert refusal(lambda: paired.desk.install_update(update, programs)).code == "update-not-newer"
    assert update.read_bytes() == Path(paired.county.sign_update(tmp_path / "new", tmp_path).file).read_bytes()


def test_the_old_program_stays_until_the_new_one_has_opened_a_desk(
    paired: Paired, programs: ProgramFolder, update: Path, tmp_path: Path
) -> None:
    paired.desk.install_update(update, programs)
    assert programs.removable == ()
    third = Path(paired.county.sign_update(built(tmp_path / "third", "0.10.0", schema=4), paired.stick).file)
    paired.desk.install_update(third, programs)
    assert (programs.current, programs.previous) == ("0.10.0", "0.2.0")
    assert programs.remove() == ()
    mark_opened(LATER, programs.root / "0.10.0" / "shouwentai")
    opened = programs.opened("0.10.0")
    assert opened is not None
    assert opened.at == LATER.isoformat()
    assert programs.removable == programs.remove() == ("0.1.0",)
    assert programs.versions == ("0.2.0", "0.10.0")


def test_going_back_is_the_pointer_unless_the_desk_was_migrated(
    paired: Paired, programs: ProgramFolder, update: Path
) -> None:
    desk = paired.desk
    assert refusal(lambda: go_back(programs, desk.folder)).code == "program-no-previous"
    desk.install_update(update, programs)
    assert go_back(programs, desk.folder) == programs.current == "0.1.0"  # the new one has opened nothing yet
    left = programs.root / "0.2.0" / "shouwentai"  # which is still running
    assert refusal(lambda: desk.install_update(update, programs, executable=left)).code == "update-running"
    assert left.exists()
    desk.install_update(update, programs, executable=programs.root / "0.1.0" / "shouwentai")
    mark_opened(LATER, programs.root / "0.2.0" / "shouwentai")
    refused = refusal(lambda: go_back(programs, desk.folder))
    assert (refused.code, refused.facts["backup"]) == ("program-desk-migrated", "")
    assert programs.current == "0.2.0"


def test_the_backup_from_before_the_migration_is_named(programs: ProgramFolder, tmp_path: Path) -> None:
    kept = Path(__file__).parents[1] / "reference" / "desks" / "schema-1"
    desk = Path(shutil.copytree(kept, tmp_path / "migrated"))
    Desk.open(desk, PASSPHRASE, clock=FixedClock()).close()
    facts = programs.root / "0.1.0" / "_internal" / "program.json"
    facts.write_text(facts.read_text("utf-8").replace('"schema": 3', '"schema": 1'), "utf-8")
    shutil.copytree(built(tmp_path / "next", "0.2.0"), programs.begin("0.2.0"), symlinks=True, dirs_exist_ok=True)
    programs.finish("0.2.0")
    mark_opened(LATER, programs.root / "0.2.0" / "shouwentai")
    refused = refusal(lambda: go_back(programs, desk))
    assert Path(refused.facts["backup"]).parent.parent == desk
    assert Path(refused.facts["backup"]).name in refused.message


def changed(update: Path, name: str, data: bytes | None, more: str = "") -> None:
    """The package with one part changed or left out, or with one more."""
    with zipfile.ZipFile(update) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts[name] = data if data is not None else b""
    if data is None:
        del parts[name]
    if more:
        parts[more] = b"more"
    with zipfile.ZipFile(update, "w") as packed:
        for one, content in parts.items():
            packed.writestr(one, content)


@pytest.mark.parametrize(
    ("name", "data", "more", "code"),
    [
        ("program/shouwentai", b"#!/bin/sh\necho evil\n", "", "update-damaged"),
        ("program/shouwentai", None, "", "update-damaged"),
        ("program/shouwentai", b"", "program/../../evil", "update-damaged"),
        ("update.swtdata", b"{}", "", "data-not-ours"),
        ("update.swtdata", None, "", "update-not-ours"),
    ],
)
def test_a_changed_update_is_refused_and_nothing_is_started(
    paired: Paired, programs: ProgramFolder, update: Path, name: str, data: bytes | None, more: str, code: str
) -> None:
    changed(update, name, data, more)
    for ask in (lambda: paired.desk.check_update(update), lambda: paired.desk.install_update(update, programs)):
        assert refusal(ask).code == code
    assert (programs.current, programs.versions) == ("0.1.0", ("0.1.0",))


def test_signer_system_and_right_are_checked(
    paired: Paired, programs: ProgramFolder, tmp_path: Path, update: Path
) -> None:
    keys = StationKeys.generate()
    card = make_card(keys, role="county", code="430621", name="岳阳县信访局", made_on=MORNING.date())
    stranger, _told = update_package.sign(tmp_path / "new", tmp_path, keys=keys, card=card, made_on=MORNING.date())
    assert refusal(lambda: paired.desk.check_update(stranger)).code == "data-signer-unknown"
    other = paired.county.sign_update(built(tmp_path / "w", "0.3.0", platform="win32-amd64x"), paired.stick)
    assert refusal(lambda: paired.desk.check_update(Path(other.file))).code == "update-other-system"
    (tmp_path / "empty").mkdir()
    assert refusal(lambda: paired.county.sign_update(tmp_path / "empty", paired.stick)).code == "program-unreadable"
    (tmp_path / "not.zip").write_bytes(b"PK nothing")
    assert refusal(lambda: paired.desk.check_update(tmp_path / "not.zip")).code == "update-damaged"
    (programs.root / "current").write_text("../evil\n", "utf-8")
    assert refusal(lambda: paired.desk.install_update(update, programs)).code == "program-pointer"
    paired.desk.add_officer(AddOfficer(officer="赵某", roles=("reception",)))
    paired.desk.officer = "赵某"
    assert refusal(lambda: paired.desk.check_update(update)).code == "no-right"


@pytest.mark.parametrize(
    ("place", "to"), [("../out", ""), ("/out", ""), ("a\\b", ""), ("c:d", ""), ("in", "../../out"), ("in", "/out")]
)
def test_no_signed_name_leads_out_of_the_programs_folder(place: str, to: str) -> None:
    part = update_package.ProgramPart(path="x" if to else place, sha256="0" * 64, size=0)
    links = (update_package.ProgramLink(path=place, to=to),) if to else ()
    update = update_package.ProgramUpdate(
        version="1.0.0", platform="linux-x86_64", schema=1, files=(part,), links=links
    )
    with pytest.raises(ExchangeError) as refused:
        update_package.check_places(update)
    assert refused.value.code == "update-path"


@needs_fork
def test_an_installation_that_is_killed_left_a_whole_program_to_start(
    paired: Paired, programs: ProgramFolder, update: Path, tmp_path: Path
) -> None:
    signed = update_package.read(update, paired.desk.county()).update

    def lay(root: Path) -> None:
        found = ProgramFolder(root)
        update_package.unpack(update, signed, found.begin("0.2.0"))
        found.finish("0.2.0")

    calls: list[Call] = []

    def killed_before(number: int) -> ProgramFolder:
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(programs.root, copy, symlinks=True)
        calls.clear()

        def decide(call: Call) -> Verdict:
            calls.append(call)
            return KILL if len(calls) == number else GO

        supervise(copy, lambda _child: lay(copy), decide)
        return ProgramFolder(copy)

    try:
        assert killed_before(0).current == "0.2.0"
    except NotPossible as error:
        pytest.skip(str(error))
    for number in range(1, len(calls) + 1):
        left = killed_before(number)
        current = left.current
        assert current in ("0.1.0", "0.2.0")
        assert left.facts(current).version == current
        same = [path.relative_to(left.root / "0.2.0") for path in (left.root / "0.2.0").rglob("*") if path.is_file()]
        assert "0.2.0" not in left.versions or len(same) == len(signed.files) + len(signed.links)
        lay(left.root)
        assert left.current == "0.2.0"


def test_a_full_or_locked_disk_is_told_and_leaves_the_old_version(paired: Paired, update: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    refused = refusal(lambda: paired.desk.install_update(update, ProgramFolder(tmp_path / "file")))
    assert isinstance(refused, StorageError)
    assert isinstance(refusal(lambda: paired.desk.check_update(tmp_path / "nowhere")), StorageError)
    assert not isinstance(refused, RuleBroken)
