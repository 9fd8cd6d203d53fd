"""What can be set, group by group: a new setting is a line of SETTINGS.

Each tells its present value in words and opens what there is already: an entry of the menu (ui/menu.py) or of ACTS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import __version__
from app.domain.divisions import TOWNSHIP_DIGITS
from app.domain.errors import DeskError
from app.domain.national import SOURCE
from app.domain.office import SERIES
from app.domain.rights import Right
from ui import access, menu
from ui.printers import ALL, LOOKING
from ui.words import joined

if TYPE_CHECKING:
    from app.desk import Desk
    from ui.main_window import MainWindow
    from ui.runner import Runner

NOT_SET = "没有填写"
NOT_SEEN = "由管理员查看"
MOST_NAMED = 6


@dataclass(frozen=True)
class Setting:
    """`now` tells the present value, `opens` is the name of the menu's entry or of the act."""

    group: str
    words: str
    now: Callable[[Runner], str]
    opens: str


def _office(desk: Desk) -> str:
    office = desk.office
    return "，".join(filter(None, (office.name, office.address, office.phone)))


def _review(desk: Desk) -> str:
    return "，".join(filter(None, (desk.office.review_body, desk.office.review_address))) or NOT_SET


def _numbers(desk: Desk) -> str:
    office, year = desk.office, desk.today().year
    own = len(office.patterns)
    sample = office.document_number(office.pattern("F03"), year, 1)
    return f"{SERIES['F03'].title}如 {sample}" + (f"；{own}种另有格式" if own else "")


def _first_contact(desk: Desk) -> str:
    rules = desk.office.first_contact
    if rules is None:
        return "没有规定，移交不计时限"
    days = (("确认", rules.confirm_days), ("退回", rules.return_days))
    return "，".join(f"{word}{count}个工作日" if count else f"{word}不计" for word, count in days)


def _villages(desk: Desk) -> str:
    count = sum(one.open for one in desk.villages())
    if not count:
        return "没有名单，登记时直接填写"
    signed = desk.divisions.on(desk.today(), desk.station[:TOWNSHIP_DIGITS])
    return f"{count}个，" + ("县级下发" if signed else f"{SOURCE}，待县级下发")


def _officers(desk: Desk) -> str:
    names = desk.officers
    more = f"等{len(names)}名" if len(names) > MOST_NAMED else f"，共{len(names)}名"
    return joined(names[:MOST_NAMED]) + more


def _passphrases(desk: Desk) -> str:
    if not desk.may(Right.ADMINISTER):
        return NOT_SEEN
    known = desk.passphrases()
    without = sum(not one.own for one in known.holders)
    told = (
        f"第{known.sheet}号恢复表有效" if known.sheet else "没有恢复表，请尽快制作",
        f"{without}人没有自己的口令" if without else "",
        "共用口令还能打开本台" if known.common else "",
    )
    return "；".join(filter(None, told))


def _alone(desk: Desk) -> str:
    alone = desk.office.one_officer is not False
    return "只有一名工作人员，拟稿人可以记录审批" if alone else "拟稿人不能审批自己拟写的意见"


def _region(desk: Desk) -> str:
    return desk.regions.titles.get(desk.office.region, desk.office.region)


def _calendar(desk: Desk) -> str:
    signed = sum(one.origin == "signed" for one in desk.data_files())
    last = max((one.year for one in desk.calendar.schedules), default=0)
    return f"放假安排到{last}年；县级签发的数据文件{signed}个"


def _wording(desk: Desk) -> str:
    if desk.wording is None:
        return "没有，用随程序提供的用语"
    problems = desk.wording_problems()
    return f"有{len(problems)}处不对，有关文书不能打印" if problems else "有，核对无误"


def _layouts(desk: Desk) -> str:
    own = [one for one in desk.layouts() if one.own]
    wrong = sum(bool(one.problem) for one in own)
    return f"{len(own)}个" + (f"，{wrong}个不能用" if wrong else "，核对无误") if own else "没有，用随程序提供的"


def _county(desk: Desk) -> str:
    above = desk.county()
    return f"{above.name}（{above.code}）" if above else "尚未交换公钥，不能报送"


def _backups(desk: Desk) -> str:
    return desk.backup_state().words


def _second(desk: Desk) -> str:
    state = desk.backup_state()
    there = "" if state.second_there else "（现在找不到）"
    return f"{state.second}{there}" if state.second else "没有指定，电脑损坏时没有备份可用"


def _printers(runner: Runner) -> str:
    found = runner.printing.known()
    if found is None:
        return LOOKING
    if not found.printers:
        return found.none_words
    way = runner.printing.ways.of(ALL)
    return way.words if way else "第一次打印时选择"


def _of_desk(told: Callable[[Desk], str]) -> Callable[[Runner], str]:
    return lambda runner: told(runner.desk)


SETTINGS: tuple[Setting, ...] = (
    Setting("本单位", "单位名称、地点、电话", _of_desk(_office), "office"),
    Setting("本单位", "接待时间", _of_desk(lambda desk: desk.office.hours or NOT_SET), "office"),
    Setting("本单位", "台号", _of_desk(lambda desk: f"{desk.station}，启用后不能更改"), "office"),
    Setting("本单位", "复查机关", _of_desk(_review), "office"),
    Setting("本单位", "文号格式", _of_desk(_numbers), "number_patterns"),
    Setting("本单位", "首问移交时限", _of_desk(_first_contact), "office"),
    Setting("本单位", "村和社区", _of_desk(_villages), "data_files"),
    Setting("人员和口令", "工作人员和角色", _of_desk(_officers), "officers"),
    Setting("人员和口令", "审批", _of_desk(_alone), "office"),
    Setting("人员和口令", "口令和恢复表", _of_desk(_passphrases), "passphrases"),
    Setting("人员和口令", "我的口令", _of_desk(lambda desk: desk.officer), "change_passphrase"),
    Setting("人员和口令", "自动锁定", _of_desk(lambda desk: f"无人操作{desk.office.lock_after}分钟后"), "office"),
    Setting("期限和用语", "适用期限规定", _of_desk(_region), "office"),
    Setting("期限和用语", "简易办理", _of_desk(lambda desk: "适用" if desk.office.simplified else "不适用"), "office"),
    Setting("期限和用语", "放假安排、县级数据", _of_desk(_calendar), "data_files"),
    Setting("期限和用语", "本地文书用语", _of_desk(_wording), "own_files"),
    Setting("期限和用语", "本地表样", _of_desk(_layouts), "own_files"),
    Setting("期限和用语", "常用语", lambda runner: f"{len(runner.snippets.all())}条", "snippets"),
    Setting("备份和上级", "存放文件夹", _of_desk(lambda desk: str(desk.folder)), "back_up"),
    Setting("备份和上级", "备份", _of_desk(_backups), "back_up"),
    Setting("备份和上级", "备份的第二处", _of_desk(_second), "back_up"),
    Setting("备份和上级", "上级", _of_desk(_county), "exchange"),
    Setting("备份和上级", "程序版本", lambda _runner: f"{__version__} 版", "update"),
    Setting("打印", "打印机", _printers, "printers"),
    Setting("显示", "字的大小", lambda runner: f"{runner.look.percent}%", "look"),
    Setting("显示", "高对比显示", lambda runner: "开" if runner.look.high_contrast else "关", "look"),
)


def _show_look(window: MainWindow) -> None:
    from ui.dialogs.look import LookDialog

    LookDialog(window.runner, window).open()


ACTS: dict[str, Callable[[MainWindow], None]] = {
    "look": _show_look,
    "exchange": lambda window: window.go("exchange"),
    **{entry.name: entry.act for entry in menu.ENTRIES if entry is not None},
}


def value_of(setting: Setting, runner: Runner) -> str:
    """The present value; where it can't be read at this moment, why."""
    try:
        return setting.now(runner)
    except DeskError as error:
        return error.message


def why_not(setting: Setting, desk: Desk) -> str:
    """Why it can't be changed by this officer, "" where it can."""
    return access.why_not(desk, setting.opens)
