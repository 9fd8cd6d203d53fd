"""The PC burns down: on another one the stick, the passphrase and the paper in the drawer bring the desk back."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from app import cli
from app.desk import Desk
from app.domain.steps.acceptance import Accept
from tests.helpers import PASSPHRASE, STATION, FixedClock, Paired, person, registered, serve_all, to_issue


def run(*arguments: object) -> dict[str, object]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert cli.main([str(argument) for argument in arguments]) == 0
    return dict(json.loads(out.getvalue()))


@pytest.mark.parametrize("with_sheet", [False, True])
def test_from_the_stick_and_what_is_in_the_safe(
    paired: Paired, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_sheet: bool
) -> None:
    desk, county, stick = paired.desk, paired.county, paired.stick
    sheet = desk.make_recovery_sheet()
    desk.set_second_place(stick)
    first = registered(desk, person("张三"))
    to_issue(desk, first)
    county.receive(Path(str(desk.export(stick).file)))
    desk.receive(county.reply(STATION, stick))
    receipt = desk.query_code(first)
    assert desk.backup(reason="close").second
    clock.pass_by(days=1)
    lost = registered(desk, person("李四"))  # this morning, on paper only
    folder = desk.folder
    desk.close()
    shutil.rmtree(folder)

    # On the new PC there is the program, the stick, and the passphrase or the recovery sheet from the safe.
    (backup,) = stick.glob("*.swtbak")
    new = tmp_path / "new-pc" / "desk"
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", "-".join(sheet.groups) if with_sheet else PASSPHRASE)
    seen = run("restore", backup, new, "--look")
    assert (seen["station"], seen["petitions"]) == (STATION, 1)
    secret = ("--recovery", "--officer", "李明") if with_sheet else ()
    told = run("restore", backup, new, "--reason", "电脑烧毁", "--last-number", lost, *secret)
    assert told["skipped"] == [f"信访件编号{lost}"]

    if with_sheet:
        opened = Desk.recover(
            new, "-".join(sheet.groups), officer="李明", new_passphrase="新口令-2026-春", reason="电脑烧毁", clock=clock
        )
    else:
        opened = Desk.open(new, PASSPHRASE, clock=clock)
    with opened as again:
        assert again.query_code(first) == receipt  # the receipt in the farmer's hand still holds
        serve_all(again, first)
        late = registered(again, person("李四"))
        assert late == f"{STATION}-{clock.now.year}-000003"
        again.run(late, Accept())
        sent = again.export(stick)
        for file in (*sent.earlier, str(sent.file)):
            county.receive(Path(file))
        again.receive(county.reply(STATION, stick))
        assert again.delivery(first).state == again.delivery(late).state == "delivered"
        again.verify(rebuild=True)
        county.verify(rebuild=True)
        assert county.show(first)[0].last_ref == again.petition(first).last_ref
        assert again.backup_state().made_at
