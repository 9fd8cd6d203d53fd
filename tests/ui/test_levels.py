"""The township's window: stations below, what they hand up, and where a petition is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.office import Office
from app.domain.steps.custody import PassOn
from tests.helpers import OFFICE, PASSPHRASE, FixedClock, person, registered
from tests.ui.helpers import Answers, freed
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.revoke_below import RevokeBelowDialog
from ui.main_window import MainWindow
from ui.todo import todos

VILLAGE = "43062110120001"


@pytest.fixture
def village(tmp_path: Path, clock: FixedClock) -> Desk:
    fields = {name: getattr(OFFICE, name) for name in OFFICE.__struct_fields__}
    office = Office(**{**fields, "station": VILLAGE, "name": "石桥村村级代办点"})
    return Desk.create(
        *(tmp_path / "village",),
        office=office,
        officers=("周村",),
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.01,
    )


def test_a_village_is_paired_its_matter_comes_up_and_is_taken_over(
    window: MainWindow, desk: Desk, village: Desk, asked: Answers, county: County, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    card = tmp_path / "village.swtkey"
    card.write_bytes(village.card())
    window.go("exchange")
    page = window.exchange
    assert "没有登记村级代办点" in page.below.lines.text()
    asked.chosen_files, asked.yes = [card], True
    page.below.take.click()
    assert village.fingerprint() in asked.said[-1]
    assert "尚未收到数据包" in page.below.lines.text()

    village.trust(desk.card())
    number = registered(village, person("张三"))
    village.run(number, PassOn(reason="超出村级权限。"))
    asked.chosen_files = [Path(str(village.export(stick).file))]
    page.refresh()
    assert page.receive.isEnabled()  # also before the township is paired with the county
    page.receive.click()
    assert "石桥村村级代办点：新收" in page.result.text()
    assert "登记 1 件" in page.below.lines.text()

    (todo,) = [one for one in todos(window.runner) if one.number == number]
    assert (todo.what, todo.urgency) == ("接收移交事项", "later")
    window.open_petition(number)
    shown = window.petition
    assert "等待石桥镇人民政府接收" in shown.notice.text()
    assert list(shown.steps) == ["take_over", "pass_back"]
    shown.take("take_over")
    dialog = shown.dialog
    assert isinstance(dialog, FormDialog)
    assert "超出村级权限" in "".join(each.text() for each in dialog.findChildren(type(shown.notice)))
    dialog.main.click()
    assert "accept" in shown.steps
    assert not [one for one in todos(window.runner) if one.what == "接收移交事项"]

    asked.chosen_folder = stick
    window.go("exchange")
    page.below.answer.click()
    assert page.result.text().startswith("已出具")
    files = [*stick.glob("SWTACK-*"), *stick.glob("SWTHANDED-*")]
    told = [village.receive(file).words for file in files]
    assert "石桥镇人民政府已签收" in told[0]
    assert "现由石桥镇人民政府办理" in village.view(number).notices[0]

    page.below.revoke.click()
    (revoking,) = page.below.findChildren(RevokeBelowDialog)
    assert village.fingerprint() in "".join(each.text() for each in revoking.findChildren(type(shown.notice)))
    revoking.main.click()
    assert revoking.fields["reason"].note.text() == "请填写停用公钥的事由。"
    revoking.reason.setText("村里的电脑被盗。")
    revoking.main.click()
    assert freed(revoking)
    assert "停用，不再收其数据包，事由：村里的电脑被盗。" in page.below.lines.text()
    assert (page.below.chosen.currentText(), page.below.revoke.isEnabled()) == ("石桥村村级代办点（已停用）", False)
    assert not page.below.answer.isEnabled()
    page.refresh()
    assert not page.down.matter.isEnabled()
    asked.chosen_files, asked.yes = [card], False
    page.below.take.click()
    assert "这张卡已停用" in asked.said[-1]
    village.close()
