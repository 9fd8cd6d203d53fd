"""Pictures of the first page with people who wait, and of the registration from its first line to the receipt."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import convert
from msgspec.structs import asdict
from PySide6.QtWidgets import QWidget

from app.answers import ArrivalSeen, Changes
from app.domain import shape
from app.domain.steps.register import Register
from ui.dialogs.join import JoinDialog
from ui.dialogs.keys_shown import KeysDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.snippets import SnippetsDialog
from ui.drafts import Draft, Opens
from ui.main_window import MainWindow
from ui.runner import Runner

SAMPLE_NAMES = "徐桂英 青石桥镇枫树村 代表\n向菊英 13800001234 代表\n彭桂香、李春生、王桂兰\n李春生 男"
SAMPLE_SNIPPETS = [
    {"key": "dl", "whose": "shared", "text": "该路段已列入年度硬化计划，资金到位后动工。"},
    {"key": "gz", "whose": "", "text": "请您妥善保管登记回执，凭编号和查询码可以查询办理情况。"},
]
Pictures = Iterator[tuple[str, QWidget]]


def waiting(window: MainWindow, runner: Runner) -> Pictures:
    """Two who wait, the keys of the first page, and its page of the handbook."""
    card = window.reception.waiting
    window.go("reception")
    for name in ("张桂英", ""):
        card.name.setText(name)
        card.note()
    yield "reception-waiting", window
    keys = KeysDialog(runner, window)
    keys.open()
    yield "keys", keys
    keys.leave()
    for one in card.rows:
        card.done(one)
    handbook = runner.ask.handbook.open(runner, window)
    yield "handbook", handbook
    handbook.search.setText("送达")
    yield "handbook-found", handbook
    handbook.print()
    yield "handbook-printed", handbook.paper
    handbook.paper.leave()
    handbook.close()
    handbook.deleteLater()


def registration(window: MainWindow, runner: Runner) -> Pictures:
    """Empty, of each source, filled in, refused, of many, and what is left as a draft."""
    empty = RegisterDialog(runner, window)
    empty.open()
    yield "register-empty", empty
    for source in ("assigned", "forwarded", "agency"):
        empty.origin.kind.choose(source)
        yield f"register-{source}", empty
    empty.leave()
    known = runner.desk.petition(runner.desk.page(limit=1)[0].number)
    form = RegisterDialog(runner, window)
    form.open()
    first = form.people.rows[0]
    first.name.setText(known.petitioners[0].name)
    first.address.setText(known.petitioners[0].address)
    first.id_number.setText("439906197005121234")
    form.facts.setPlainText(known.facts)
    form.requests.put(known.requests[:1])
    form.look_up()
    form.reasons.setFocus()
    yield "register", form
    form.act()
    yield "register-refused", form
    form.people.add().name.setFocus()
    form.people.rows[1].organisation.setChecked(True)
    yield "register-two", form
    yield from _name_list(form)
    form.save_draft()
    form.reject()
    yield from _drafts(window, runner)
    yield from _sent_down(window, runner)


def _name_list(form: RegisterDialog) -> Pictures:
    """The list of a joint visit, and the form with its people."""
    form.paste_names()
    form.names.names.setPlainText(SAMPLE_NAMES)
    yield "name-list", form.names
    form.names.act()
    form.people.rows[3].name.setFocus()
    yield "register-many", form
    form.read_back()
    yield "read-out", form.reading
    form.reading.leave()
    snippets = SnippetsDialog(form.runner, form)
    snippets.rows.put(SAMPLE_SNIPPETS)
    snippets.open()
    yield "snippets", snippets
    snippets.leave()


def _drafts(window: MainWindow, runner: Runner) -> Pictures:
    """The half-filled registration that was left, on the first page and above an empty form."""
    window.go("reception")
    yield "reception-draft", window
    form = RegisterDialog(runner, window)
    form.open()
    yield "register-draft", form
    form.leave()
    number = runner.desk.page(limit=1)[0].number
    of_step = Draft(opens=Opens(form="step", number=number, step="contact"), title="记录再次来访", who=number)
    runner.drafts.keep("second", of_step)
    window.go("reception")
    yield "reception-drafts", window
    for kept in runner.drafts.waiting():
        runner.drafts.drop(kept.name)


def _sent_down(window: MainWindow, runner: Runner) -> Pictures:
    """A matter that came down, and the number of the petition to which it is joined, which is unknown."""
    day = runner.desk.today()
    told = {"on": day, "by": "", "sender": "439906", "sender_name": "望川县信访局", "epoch": 1, "seq": 1, "hash": ""}
    told |= {"brings": "matter", "about": "", "issued_at": "", "issued_by": "", "content": {}}
    seen = dict.fromkeys(("number", "title", "who", "before", "urgency", "why"), "")
    came = {"arrival": told, "what": "交办事项", "step": Register.name, "clocks": (), **seen}
    given = asdict(shape.read(Register, Register.example))
    form = RegisterDialog(runner, window, given=given, arrival=convert(came, ArrivalSeen))
    form.open()
    yield "register-arrival", form
    asked = JoinDialog(runner, form)
    asked.open()
    asked.number.setText("999999")
    asked.act()
    yield "register-join", asked
    asked.leave()
    form.leave()


def receipt(window: MainWindow, runner: Runner) -> Pictures:
    """What is seen after a registration."""
    number = runner.desk.page(limit=1)[0].number
    view = runner.desk.view(number)
    told = Changes(
        number=number,
        entries=(),
        petition=view.petition,
        query_code=runner.desk.query_code(number),
        deadlines=view.deadlines,
        notices=("收到日期为 2026-11-18，登记晚于收到 2 天，期限自收到之日起算。",),
    )
    receipt = ReceiptDialog(runner, told, window)
    receipt.open()
    yield "receipt", receipt
    receipt.leave()
