"""Nothing works only from the command line: every command that concerns a desk has its place in the windows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.cli import COMMANDS
from tests.helpers import Paired, registered
from tests.ui.helpers import Answers
from tests.ui.reach import dialogs, leave, missing, words
from tests.ui.test_reach_county import COUNTY
from ui.look import Look
from ui.main_window import MainWindow
from ui.unlock import UnlockWindow

# Command -> where it is: what is opened, then words that are to be found there; a word before "→" is a key that is
# pressed first. What is opened: "unlock", a page or entry of 更多 by its name, "petition", "step NAME" on it.
PLACES: dict[str, tuple[str, ...]] = {
    "init": ("unlock: 新建接待台",),
    "pair": ("exchange: 导出本台公钥卡、导入上级公钥卡",),
    "card": ("exchange: 导出本台公钥卡",),
    "trust": ("exchange: 导入上级公钥卡、登记村级代办点公钥卡",),
    "settings": ("office: 单位名称、接待时间、移交确认（工作日）", "number_patterns: 受理告知书", "settings: 更改"),
    "officers": ("officers: 增加、调整角色、停用、采用角色文件",),
    "passphrases": ("passphrases: 设置首次口令、停用共用口令", "change_passphrase: 原口令"),
    "recovery-sheet": ("passphrases: 制作恢复表",),
    "recover": ("unlock: 用恢复表打开",),
    "unlock-test": ("passphrases: 试口令→ 试一试",),
    "backup": ("back_up: 立即备份、备份到其他位置",),
    "backups": ("back_up: 指定第二处、不用第二处、看其他文件夹、逐字节核对",),
    "restore": ("unlock: 由备份恢复→ 备份文件、这是恢复表上的恢复码、恢复事由、纸上已用出的最后的编号和文号",),
    "verify": ("verify_report: 登记簿页摘要、开始核验、查看并打印报告",),
    "verify-report": ("verify_report: 核对别台的报告→ 或者二维码文字、该台公钥卡", "unlock: 核对核验报告"),
    "update": ("update: 选择升级包、安装、退回上一版、清理更早的版本",),
    "demo": ("unlock: 练习台",),
    "register": ("reception: 登记来访",),
    "candidates": ("reception: 登记来访→ 以往事项",),
    "contact": ("step contact: 记录",),
    "step": ("petition: 现在可以办",),
    "show": ("petition: 诉求与结果、经过、文书、附件",),
    "finality": ("petition: 终结情况",),
    "due": ("deadlines: 期限、按哪一天看、去办",),
    "count": ("report: 统计数、组成该数的事项、自定起止、统计期首日",),
    "search": ("petitions: 搜索 F3",),
    "explain": ("petition: 期限说明",),
    "calendar": ("data_files: 选择文件并导入、看放假安排",),
    "data": ("data_files: 选择文件并导入、先看文件内容",),
    "reception-days": ("reception_days: 年份、接访领导、只看这一天、安排接访日、打印安排表、打印接访记录",),
    "report": ("report: 年份、月份、月报、年度报告",),
    "routes": ("step notify_route: 直接选择途径",),
    "wording": ("own_files: 文书用语、检查、导出以便修改、打开本县文件夹",),
    "sheet-layouts": ("own_files: 表样、检查、导出以便修改",),
    "journal": ("journal: 事项编号、按住显示完整、所选记载", "petition: 台账"),
    "reveal": ("petition: 按住显示完整",),
    "looked": ("looks: 事项编号、查看的人、日期", "petition: 谁看过"),
    "paper": ("petition: 打印、存为PDF、另存为可编辑文档",),
    "case-file": ("petition: 全部案卷（PDF）",),
    "numbers": ("number_register: 文号种类、年份、打印",),
    "check-docx": ("petition: 读回修改稿",),
    "register-page": ("register_page: 哪一天、打印",),
    "attach": ("petition: 添加",),
    "attachments": ("petition: 附件",),
    "attachment-save": ("petition: 另存为",),
    "stick": ("exchange: 插入U盘后按此键、选择文件夹",),
    "exchange": ("exchange: 插入U盘后按此键",),
    "export": ("exchange: 导出上报、重新导出→ 从第几号记载起、每个数据包最多（MB）",),
    "receive": ("exchange: 读入数据包",),
    "reply": ("exchange: 出具回执",),
    "below": ("exchange: 村级代办点", "reception: 现在要做"),
    "revoke-below": ("exchange: 停用其公钥",),
    "renew-keys": ("exchange: 更换本台密钥",),
    "upload": ("exchange: 联网上传、重新上传",),
    "upload-address": ("exchange: 上传地址→ 设定",),
    "sheet-export": ("sheet_out: 表样、格式、收到日期从、办理状态、为什么需要完整信息",),
    "sheet-import": ("sheet_in: 读入表格→ 表样、工作表、来件机关、下发方式、来文文号、要求报送结果的日期",),
    "staged": ("sheet_in: 待登记的来件行、已登记、已搁置的行",),
    "stage-take": ("sheet_in: 登记这一行、登记没有问题的各行",),
    "stage-drop": ("sheet_in: 搁置",),
    "dispatch": ("exchange: 下发事项、下发催办、下发其他",),
    "dispatches": ("exchange: 已下发的",),
    "arrivals": ("reception: 现在要做", "exchange: 收到的下发件→ 知道了"),
    "take-up": ("reception: 去办", "petition: 现在可以办"),
    "set-aside": ("reception: 不另行办理",),
    "sealed-export": ("petition: 导出密封材料",),
}


def test_every_command_has_its_place_in_the_windows_of_a_desk_or_of_a_county() -> None:
    """A new command: give it its row here, or in tests/ui/test_reach_county.py."""
    assert COMMANDS.keys() - PLACES.keys() - COUNTY.keys() == set()
    assert (PLACES.keys() | COUNTY.keys()) - COMMANDS.keys() == set()
    assert PLACES.keys() & COUNTY.keys() == set()


def test_each_place_is_there(window: MainWindow, paired: Paired, asked: Answers, look: Look, qtbot: QtBot) -> None:
    number = registered(paired.desk)
    unlock = UnlockWindow(look, asked, paired.desk.folder)
    qtbot.addWidget(unlock)
    rows = [(command, *place.partition(": ")[::2]) for command, places in PLACES.items() for place in places]
    lost = []
    for opened in dict.fromkeys(place for _command, place, _wanted in rows):
        shown = unlock if opened == "unlock" else _open(window, number, opened)
        there = words(shown)
        for command, place, wanted in rows:
            if place == opened:
                lost += [(command, opened, one) for one in missing(shown, wanted, there)]
        leave(window, unlock)
    assert lost == []


def _open(window: MainWindow, number: str, opened: str) -> QWidget:
    """What a place begins with, in view."""
    if opened in window.rare:
        window.rare[opened].trigger()
    elif opened in window.pages:
        window.go(opened)
    elif opened.startswith("step "):
        window.take_step(number, opened.removeprefix("step "))
    else:
        window.open_petition(number)
    return next(dialogs(window), window)
