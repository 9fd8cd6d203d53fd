"""python -m ui.pictures FOLDER: every window as a PNG at 100 % and 150 %, from a small desk made on the spot."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.desk import Desk
from app.domain.office import Office
from app.domain.petition import Basis, Material, Petitioner, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.first_contact import HandOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.register import AddContact, Register
from app.domain.steps.service import Serve
from ui import offscreen
from ui.application import prepare
from ui.ask import Ask
from ui.dialogs.create_desk import CreateDeskDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.next_step import DIALOGS, open_dialog
from ui.runner import Runner
from ui.unlock import UnlockWindow

TODAY = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PASSPHRASE = "石桥镇接待台2026"
OFFICE = Office(
    station="43068210500001",
    name="石桥镇人民政府",
    address="石桥镇政府大院一楼信访接待室",
    phone="0730-3700000",
)


class Clock:
    """A clock that the pictures set."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    def set(self, day: dt.date, hour: int = 9) -> None:
        self.now = TODAY.replace(year=day.year, month=day.month, day=day.day, hour=hour)


def person(name: str, address: str, phone: str = "", **more: object) -> Petitioner:
    return Petitioner(name=name, address=address, phone=phone, **more)  # type: ignore[arg-type]


def make_desk(folder: Path) -> Desk:
    """Matters of every stage: accepted, handled, issued, a joint visit, an organisation, a rare name, a repeat."""
    clock = Clock()
    clock.set(dt.date(2026, 9, 14))
    desk = Desk.create(
        folder,
        office=OFFICE,
        officers=("李敏", "王芳", "陈明"),
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.05,
    )
    road = _road(desk)
    clock.set(dt.date(2026, 9, 15))
    desk.run(road, HandOver(to_office="村镇建设办", to_officer="王芳", reason="属该办职责"))
    clock.set(dt.date(2026, 9, 16))
    _to_draft(desk, road, clock)
    clock.set(dt.date(2026, 11, 5))
    _land(desk)
    clock.set(dt.date(2026, 11, 12))
    _wages(desk, clock)
    clock.set(dt.date(2026, 11, 16))
    _pool(desk)
    clock.set(dt.date(2026, 11, 20))
    desk.run(road, AddContact(note="询问道路何时开工"))
    _water(desk)
    return desk


def _road(desk: Desk) -> str:
    return desk.register(
        Register(
            title="请求硬化石桥村三组道路",
            petitioners=(person("张建国", "石桥镇石桥村三组", "13800001234", id_number="430682197005121234"),),
            requests=("硬化石桥村三组至村部的道路", "雨天先铺碎石保证通行"),
            facts="三组至村部一公里道路为土路，雨天泥泞，学生上学、老人看病出行困难。",
            reasons="去年列入村道硬化计划，至今没有动工，也没有人说明原因。",
            materials=(Material(name="现场照片", pages=3), Material(name="村民联名说明", pages=2, original=True)),
        )
    ).number


def _to_draft(desk: Desk, number: str, clock: Clock) -> None:
    desk.run(number, Accept(office="村镇建设办", handler="王芳"))
    desk.run(number, Serve(paper="F03"))
    clock.set(dt.date(2026, 9, 18))
    desk.run(number, Assign(office="村镇建设办", handler="王芳", co_handlers=("刘强",)))
    clock.set(dt.date(2026, 9, 24))
    record = "现场查看道路，听取张建国陈述，核对2025年村道硬化计划。该路段列入计划，因资金调整未实施。"
    desk.run(
        number,
        Investigate(
            record=record,
            place="石桥村三组",
            participants=("张建国", "村支书李长林"),
            evidence=("现场照片4张", "2025年村道硬化计划表"),
        ),
    )
    clock.set(dt.date(2026, 11, 2))
    desk.run(number, opinion())


def opinion() -> DraftOpinion:
    return DraftOpinion(
        facts_found="经查，该路段列入2025年村道硬化计划，因县级资金调整未实施，所反映雨天出行困难情况属实。",
        basis=(Basis(law="《中华人民共和国公路法》", article="第八条"),),
        results=(
            RequestResult(request=1, result="support", opinion="列入2027年第一批村道硬化计划，2027年6月底前完工。"),
            RequestResult(request=2, result="support", opinion="2026年11月底前铺设碎石，由石桥村村委会负责养护。"),
        ),
        evidence=("现场照片4张", "2025年村道硬化计划表"),
    )


def _land(desk: Desk) -> None:
    names = ("王志强", "刘春生", "赵桂兰", "孙玉梅", "周铁军")
    people = tuple(person(name, "石桥镇长塘村二组", representative=True) for name in names)
    desk.register(
        Register(
            title="反映长塘村土地征收补偿款未发放",
            petitioners=people,
            head_count=12,
            requests=("公布征收补偿分配方案", "发放2025年土地征收补偿款"),
            facts="长塘村二组2025年被征收水田32亩，补偿款至今没有发到户。",
            reasons="村里说款已到账，但是没有公布分配方案。",
        )
    )


def _wages(desk: Desk, clock: Clock) -> None:
    number = desk.register(
        Register(
            title="请求协调拖欠工程款",
            petitioners=(
                person(
                    "岳阳顺达建筑劳务有限公司",
                    "岳阳市临湘市长安路18号",
                    "07303700088",
                    kind="organisation",
                    contact_person="何立新",
                ),
            ),
            requests=("协调支付镇文化站改造工程余款",),
            facts="镇文化站改造工程2025年12月验收，余款18万元未付。",
            reasons="合同约定验收后三个月付清。",
            channel="letter",
        )
    ).number
    clock.set(dt.date(2026, 11, 13))
    desk.run(number, Accept())
    desk.run(number, HandOver(to_office="财政所", to_officer="黄丽"))


def _pool(desk: Desk) -> None:
    desk.register(
        Register(
            title="建议修缮村口堰塘护栏",
            category="suggestion",
            petitioners=(person("周堃", "石桥镇石桥村一组", "13900005678"),),
            requests=("在村口堰塘加装护栏",),
            facts="村口堰塘旁边是小学放学的路，没有护栏。",
            reasons="今年夏天有学生滑倒。",
            channel="phone",
        )
    )


def _water(desk: Desk) -> None:
    desk.register(
        Register(
            title="反映自来水长期水压不足",
            petitioners=(person("欧阳𠅤", "石桥镇新街社区5栋302室", "13700009999"),),
            requests=("解决新街社区高层水压不足的问题",),
            facts="新街社区5栋三楼以上每天傍晚没有水。",
            reasons="向水厂反映三次没有解决。",
        )
    )


def pictures(app: QApplication, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """(name, window) one after the other, each shown and ready."""
    look = Look(app)
    for percent in (100, 150):
        look.set(percent=percent)
        for name, window in _windows(desk, look):
            yield f"{name}-{percent}", window
    look.set(percent=100, high_contrast=True)
    for name, window in _windows(desk, look):
        yield f"{name}-contrast", window


def _windows(desk: Desk, look: Look) -> Iterator[tuple[str, QWidget]]:
    runner = Runner(desk, Ask(), look)
    yield from _before_unlocking(desk, look)
    window = MainWindow(runner, QSettings())
    window.resize(1366, 740)
    window.show()
    for name in window.pages:
        window.go(name)
        yield name, window
    window.search.setText("道路")
    window.petitions.search("道路")
    window.stack.setCurrentWidget(window.petitions)
    yield "search", window
    yield from _petition(window, desk)
    yield from _registration(window, runner)
    yield from _steps(window, runner)
    office = OfficeDialog(runner, window)
    office.open()
    yield "office", office
    office.leave()
    window.runner.changed.disconnect()
    window.deleteLater()


def _before_unlocking(desk: Desk, look: Look) -> Iterator[tuple[str, QWidget]]:
    unlock = UnlockWindow(look, Ask(), desk.folder)
    unlock.show()
    yield "unlock", unlock
    unlock.passphrase.setText("不是这个")
    unlock.refuse("口令不对，请再试一次。")
    yield "unlock-wrong", unlock
    first = UnlockWindow(look, Ask(), None)
    first.show()
    yield "first-run", first
    create = CreateDeskDialog(first, first)
    create.open()
    yield "create", create
    create.leave()
    for shown in (unlock, first):
        shown.close()


def _petition(window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    number = desk.search("道路")[0].number
    window.open_petition(number)
    for place, name in enumerate(("matter", "story", "papers", "clocks")):
        window.petition.tabs.setCurrentIndex(place)
        yield f"petition-{name}", window
    window.petition.tabs.setCurrentIndex(0)
    window.petition.fold.head.setChecked(True)
    yield "petition-refused-steps", window
    window.petition.fold.head.setChecked(False)


def _registration(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    empty = RegisterDialog(runner, window)
    empty.open()
    yield "register-empty", empty
    empty.leave()
    form = RegisterDialog(runner, window)
    form.open()
    first = form.people.rows[0]
    first.name.setText("张建国")
    first.address.setText("石桥镇石桥村三组")
    first.phone.setText("13800001234")
    first.id_number.setText("430682197005121235")
    form.facts.setPlainText("石桥村三组到村部的道路还没有硬化，下雨不能走。")
    form.requests.areas[0].setPlainText("尽快硬化三组道路")
    form.look_up()
    form.reasons.setFocus()
    yield "register", form
    form.act()
    yield "register-refused", form
    form.leave()
    number = runner.desk.search("水压")[0].number
    view = runner.desk.view(number)
    from app.answers import Changes

    done = Changes(
        number=number,
        entries=(),
        petition=view.petition,
        query_code=runner.desk.query_code(number),
        deadlines=view.deadlines,
        notices=("收到日期为 2026-11-18，登记晚于收到 2 天，期限自收到之日起算。",),
    )
    receipt = ReceiptDialog(runner, done, window)
    receipt.open()
    yield "receipt", receipt
    receipt.leave()


def _steps(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    desk = runner.desk
    road = desk.petition(desk.search("道路")[0].number)
    for step in DIALOGS:
        dialog = open_dialog(runner, road, step, window)
        yield f"step-{step}", dialog
        dialog.leave()


def main(arguments: list[str]) -> int:
    """Write the pictures; the folder is made where it is missing."""
    if len(arguments) != 2:
        print("python -m ui.pictures FOLDER", file=sys.stderr)
        return 2
    target = Path(arguments[1])
    target.mkdir(parents=True, exist_ok=True)
    offscreen.choose()
    app = QApplication(arguments[:1])
    prepare(app)
    with tempfile.TemporaryDirectory() as place, make_desk(Path(place) / "接待台") as desk:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, place)
        for name, window in pictures(app, desk):
            window.activateWindow()
            QTest.qWait(30)
            window.grab().save(str(target / f"{name}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
