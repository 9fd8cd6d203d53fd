"""The commands of a county and of a body that takes in sealed material: their places in the windows, really opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.county.competent import Competent
from app.domain.records.attachment import FileGiven
from tests.app.county.test_store import exported
from tests.helpers import PASSPHRASE, FixedClock, Paired, registered
from tests.ui.helpers import Answers, press, show
from tests.ui.reach import leave, missing
from ui import settings
from ui.competent.window import BodyWindow
from ui.county.runner import CountyRunner
from ui.county.window import CountyWindow
from ui.frame import Frame
from ui.look import Look
from ui.store_runner import StoreRunner
from ui.unlock import UnlockWindow

# Command -> where it is: "unlock", the county's page or entry of 更多, or "body"; then words that are seen there and
# not grey; a word before "→" is pressed first, be it a button, a tab, an entry of a menu or a choice.
COUNTY: dict[str, tuple[str, ...]] = {
    "init-county": ("unlock: 新建县级接收库→ 县级代码、县级单位名称、存放文件夹、存放在上面的文件夹",),
    "county-move": ("unlock: 县级记载存放位置→ 改回存放在文件夹、本库口令",),
    "county-status": ("stations: 查看→ 公钥卡、收到的记载、没有送达的下发件",),
    "county-revoke": ("stations: 停用公钥→ 停用的事由",),
    "county-renew-keys": ("stations: 更换本单位密钥→ 更换的事由",),
    "county-show": ("petitions: 搜索 F3、全部接待台、全部状态、查看→ 诉求与结果、经过、按住显示完整",),
    "county-attachment": ("petitions: 查看→ 附件 1 份→ 写明事由→ 查看人姓名、为什么查看",),
    "county-looks": ("looks: 事项编号、查看的人、日期",),
    "county-dispatch": (
        "sent_down: 下发事项→ 发给、下发方式",
        "sent_down: 督办、建议→ 事项编号",
        "sent_down: 复查（复核）答辩通知→ 事项编号",
        "sent_down: 复查（复核）意见→ 事项编号",
        "sent_down: 异议答复→ 事项编号",
        "sent_down: 数据文件→ 选择文件",
    ),
    "county-dispatches": ("sent_down: 已下发的、全部接待台",),
    "county-receive": ("exchange: 插入U盘后按此键、选择文件夹、本次结果、未收下、手工操作→ 读入数据包",),
    "county-reply": ("exchange: 手工操作→ 给哪个接待台出具回执、出具回执",),
    "county-serve": ("line: 开始接收、本机地址、端口、证书文件、私钥文件、上传的情况",),
    "county-calendar": ("signing: 放假安排→ 选择文件",),
    "county-periods": ("signing: 期限规定→ 选择文件",),
    "county-codes": ("signing: 代码表→ 选择文件",),
    "county-divisions": ("signing: 区划→ 选择文件",),
    "county-sign-update": ("signing: 升级包→ 选择文件夹",),
    "sealed-new": ("unlock: 新建密封材料接收→ 存放文件夹、机关名称、机关代码",),
    "sealed-trust": ("body: 写出公钥卡、登记接待台公钥卡",),
    "sealed-open": ("body: 选择密封材料",),
}


def test_each_place_is_reached(
    paired: Paired, asked: Answers, look: Look, clock: FixedClock, qtbot: QtBot, tmp_path: Path
) -> None:
    number = registered(paired.desk)
    note = tmp_path / "收条.txt"
    note.write_text("收条", "utf-8")
    paired.desk.attach(number, (FileGiven(path=str(note)),))
    paired.county.receive(exported(paired.desk, paired.stick))
    unlock, county = UnlockWindow(look, asked, paired.county.folder), CountyRunner(paired.county, asked, look)
    with Competent.create(
        tmp_path / "body", code="430621JW", name="机关", passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as body:
        body.trust(paired.desk.card())
        kept = settings.open_settings(tmp_path)
        windows = {
            "unlock": unlock,
            "body": BodyWindow(StoreRunner(body, asked, look), kept),
            "county": CountyWindow(county, kept),
        }
        for one in windows.values():
            qtbot.addWidget(one)
            show(one, qtbot)
        window = windows["county"]
        assert isinstance(window, CountyWindow)
        lost = []
        for command, places in COUNTY.items():
            for place in places:
                opened, _colon, wanted = place.partition(": ")
                if opened not in windows:
                    _open(window, opened, qtbot)
                shown = windows.get(opened, window)
                lost += [(command, opened, one) for one in missing(shown, wanted, in_view=True)]
                leave(shown)
        assert lost == []
        for one in windows.values():
            if isinstance(one, Frame):
                one.leave()


def _open(window: CountyWindow, name: str, qtbot: QtBot) -> None:
    """A page by its key, or an entry of 更多."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    key = window.places[name].key
    if key:
        press(Qt.Key[f"Key_{key}"])
    else:
        window.rare[name].trigger()
