"""The form of every step without a dialog of its own: made from the step's fields, it gives back what was filled in,
refuses beside the field, and can be used by keys."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Annotated, ClassVar, Literal, cast

import msgspec
import pytest
from msgspec import Meta, inspect
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain import shape
from app.domain.asked import fields_asked
from app.domain.records.petitioner import Material
from app.domain.steps.step import Step
from app.domain.steps.table import STEPS
from app.domain.words import line, must, must_text, named, text
from tests.helpers import PASSPHRASE, FixedClock, person, registered
from tests.ui.clipping import clipped
from tests.ui.helpers import Answers, commit, freed, press, show
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.look import Look
from ui.next_step import DIALOGS
from ui.runner import Runner
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice, Count, Line, TextArea, Tick
from ui.widgets.row_list import RowList
from ui.widgets.text_list import TextList
from ui.widgets.ways import Ways

FORMS = [step for step in STEPS if step not in DIALOGS]
KINDS = {"a": "甲类", "b": "乙类"}
BLANK = {inspect.VarTupleType: [], inspect.StrType: "", inspect.LiteralType: ""}
EMPTY = ("", None, ())
MANY = {str(n): f"第{n}种" for n in range(1, 9)}


class Everything(Step, frozen=True, kw_only=True):
    """A step with one field of every kind that a form can ask for."""

    name: ClassVar[str] = "everything"
    label: ClassVar[str] = "样样都问"
    article: ClassVar[str] = "《信访工作条例》第一条"
    hint: ClassVar[str] = "每一种填写项各一个。"
    hints: ClassVar[dict[str, str]] = {"title": "写一句话"}
    verb: ClassVar[str] = "办理一次"
    day_title: ClassVar[str] = "办理日期"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "title": "标题",
        "story": "第一行\n第二行",
        "kind": "b",
        "second_kind": "a",
        "sort": "7",
        "maybe": "3",
        "agreed": False,
        "settled": True,
        "oral": True,
        "days": 12,
        "people_count": 3,
        "happened_on": "2026-02-01",
        "meets_on": "2027-01-05",
        "helpers": ["刘强", "孙梅"],
        "findings": ["照片、录像各一份", "计划表"],
        "asked": ["第一项\n分两行", "第二项"],
        "papers": [{"name": "照片", "copies": 2, "pages": 3, "original": True}, {"name": "合同"}],
        "to": [1, 3],
        "whom": 2,
    }

    title: Annotated[str, must("标题", 100)]
    story: Annotated[str, must_text("经过")]
    kind: Annotated[Literal["a", "b"], named("种类", words=KINDS)]
    second_kind: Annotated[Literal["a", "b"], named("另一种类", words=KINDS)]
    sort: Annotated[Literal["1", "2", "3", "4", "5", "6", "7", "8"], named("类别", words=MANY)]
    maybe: Annotated[Literal["", "1", "2", "3", "4", "5", "6", "7", "8"], named("可选类别", words=MANY)] = ""
    agreed: Annotated[bool, named("是否同意")]
    settled: Annotated[bool | None, named("是否化解")] = None
    oral: Annotated[bool, named("口头提出")] = False
    days: Annotated[int, Meta(title="天数", ge=1, le=30)]
    people_count: Annotated[int, Meta(title="人数", ge=1, le=100)] | None = None
    happened_on: Annotated[dt.date, named("发生日期")]
    meets_on: Annotated[dt.date, Meta(title="开会日期", extra={"future": True})] | None = None
    helpers: Annotated[tuple[Annotated[str, must("协办人", 100)], ...], Meta(title="协办人", max_length=20)] = ()
    findings: Annotated[tuple[Annotated[str, must("证据", 300)], ...], Meta(title="证据", max_length=20)] = ()
    asked: Annotated[tuple[Annotated[str, must_text("要求", 500)], ...], Meta(title="要求", min_length=1)]
    papers: Annotated[tuple[Material, ...], Meta(title="材料", max_length=3)] = ()
    to: Annotated[tuple[int, ...], Meta(title="哪些信访人", min_length=1, extra={"petitioners": True})]
    whom: Annotated[int, Meta(title="哪位信访人", ge=1, extra={"petitioners": True})]
    place: Annotated[str, line("地点", 60)] = ""
    note: Annotated[str, text("备注", 500)] = "没有"


@pytest.fixture(scope="module")
def made(desk_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed desk with a petition of three people, to be copied and never opened, and the petition's number."""
    folder = Path(shutil.copytree(desk_template, tmp_path_factory.mktemp("templates") / "desk"))
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        return folder, registered(desk, person("张三", representative=True), person("李四"), person("王五"))


@pytest.fixture
def desk_folder(made: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "desk"))


@pytest.fixture
def number(desk: Desk, made: tuple[Path, str], clock: FixedClock) -> str:
    """The petition, registered half a year ago: the days of the examples have passed."""
    clock.pass_by(days=200)
    return made[1]


def form_of(runner: Runner, number: str, step: type[Step], qtbot: QtBot) -> FormDialog:
    made = FormDialog(runner, runner.desk.petition(number), step)
    made.open()
    show(made, qtbot)
    return made


def act(dialog: Dialog) -> None:
    """Press the main button by its key."""
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def editor(dialog: FormDialog, name: str) -> QWidget:
    return dialog.fields[name].editor


def note(dialog: FormDialog, path: str) -> str:
    """What stands beside a field."""
    field = dialog.field_at(path)
    assert field is not None
    return field.note.text() if field.note.isVisible() else ""


def filled(dialog: FormDialog, step: type[Step]) -> Step:
    """The step as the form gives it back, its day given only where the example gives one."""
    dialog.fill_in(step.example)
    return dialog.step() if "on" in step.example else msgspec.structs.replace(dialog.step(), on=None)


@pytest.mark.parametrize("step", [*(STEPS[name] for name in FORMS), Everything], ids=lambda step: step.name)
def test_form_gives_back_exactly_what_was_filled_in(
    runner: Runner, number: str, step: type[Step], qtbot: QtBot
) -> None:
    dialog = form_of(runner, number, step, qtbot)
    example = {**cast("dict[str, object]", step.example)}
    defaults = {f.name: f.default for f in msgspec.structs.fields(step) if f.name not in example and not f.required}
    dialog.fill_in({name: value for name, value in defaults.items() if name != "on"})
    assert filled(dialog, step) == shape.read(step, example)
    dialog.leave()


@pytest.mark.parametrize("step", [*(STEPS[name] for name in FORMS), Everything], ids=lambda step: step.name)
def test_what_must_be_filled_in_is_refused_beside_its_field(
    runner: Runner, desk: Desk, number: str, step: type[Step], qtbot: QtBot
) -> None:
    before = len(list(desk.journal()))
    dialog = form_of(runner, number, step, qtbot)
    for one in fields_asked(step):
        if one.required and not isinstance(editor(dialog, one.name), Ways | Count):
            dialog.fill_in({one.name: BLANK.get(type(one.kind))})
    wanted = [one.name for one in fields_asked(step) if one.required and dialog.editors[one.name].get() in EMPTY]
    act(dialog)
    if wanted:
        assert all(note(dialog, name) for name in wanted), {name: note(dialog, name) for name in wanted}
        assert len(list(desk.journal())) == before
        dialog.leave()
    elif not freed(dialog):
        assert dialog.refusal.isVisible() or any(field.note.text() for field in dialog.fields.values())
        dialog.leave()


@pytest.mark.parametrize("step", [*(STEPS[name] for name in FORMS), Everything], ids=lambda step: step.name)
def test_every_letter_behind_alt_stands_for_one_thing(
    runner: Runner, number: str, step: type[Step], qtbot: QtBot
) -> None:
    dialog = form_of(runner, number, step, qtbot)
    texts = [str(shown.text()) for shown in dialog.findChildren(QWidget) if hasattr(shown, "text")]
    keys = [shown[shown.index("(&") + 2] for shown in texts if "(&" in shown]
    assert len(keys) == len(set(keys)), keys
    assert "D" in keys
    dialog.leave()


@pytest.mark.parametrize("step", FORMS)
def test_every_code_of_a_choice_has_its_chinese_word(step: str) -> None:
    for asked in fields_asked(STEPS[step]):
        if isinstance(asked.kind, inspect.LiteralType):
            assert {str(code) for code in asked.kind.values if code} <= asked.words.keys(), asked.name


def test_untouched_form_asks_nothing_and_a_typed_one_does(
    runner: Runner, number: str, asked: Answers, qtbot: QtBot
) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    press(Qt.Key.Key_Escape)
    assert asked.said == []
    assert freed(dialog)
    again = form_of(runner, number, Everything, qtbot)
    commit(cast("RowList", editor(again, "papers")).add().fields["name"].editor, "照片")
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert again.isVisible()
    asked.yes = True
    press(Qt.Key.Key_Escape)
    assert freed(again)


def test_each_kind_of_value_has_its_editor(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    kinds = {name: type(editor(dialog, name)) for name in dialog.editors}
    assert kinds["title"] is Line
    assert kinds["story"] is TextArea
    assert (kinds["kind"], kinds["second_kind"], kinds["sort"]) == (Ways, Choice, Choice)
    assert (kinds["agreed"], kinds["settled"], kinds["oral"]) == (Choice, Choice, Tick)
    assert (kinds["days"], kinds["people_count"]) == (Count, Count)
    assert (kinds["happened_on"], kinds["meets_on"]) == (DayEntry, DayEntry)
    assert (kinds["helpers"], kinds["findings"], kinds["asked"]) == (Line, TextList, TextList)
    assert kinds["papers"] is RowList
    assert kinds["whom"] is Choice
    assert dialog.main.text().startswith("办理一次")
    assert dialog.fields["on"].caption.text() == "办理日期(&D)"
    dialog.leave()


def test_enter_keeps_what_was_chosen_and_the_arrows_change_it(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    dialog.fill_in({"kind": "b"})
    ways = cast("Ways", editor(dialog, "kind"))
    editor(dialog, "story").setFocus()
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is ways.radios["b"]
    press(Qt.Key.Key_Return)
    assert ways.value == "b"
    assert QApplication.focusWidget() is editor(dialog, "second_kind")
    ways.setFocus()
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Space)
    assert ways.value == "a"
    dialog.leave()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_of_a_form_is_cut_off_at_any_size(
    runner: Runner, number: str, look: Look, percent: int, qtbot: QtBot
) -> None:
    look.set(percent=percent)
    dialog = form_of(runner, number, Everything, qtbot)
    dialog.fill_in(Everything.example)
    QApplication.processEvents()
    assert clipped(dialog) == []
    dialog.fill_in({"title": "", "to": [], "papers": [{"name": "", "pages": 3}]})
    act(dialog)
    QApplication.processEvents()
    assert clipped(dialog) == []
    dialog.leave()


def test_refusals_of_a_row_stand_in_the_row(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    dialog.fill_in(Everything.example)
    papers = cast("RowList", editor(dialog, "papers"))
    papers.take_away(papers.rows[0])
    cast("Line", papers.rows[0].fields["name"].editor).setText("")
    cast("Count", papers.rows[0].fields["pages"].editor).setValue(4)
    act(dialog)
    assert "必填" in note(dialog, "papers[0].name")
    assert QApplication.focusWidget() is papers.rows[0].fields["name"].editor
    dialog.clear_refusals()
    assert note(dialog, "papers[0].name") == ""
    dialog.leave()


def test_no_more_rows_than_the_step_takes(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    papers = cast("RowList", editor(dialog, "papers"))
    for _ in range(3):
        papers.more.click()
    assert not papers.more.isEnabled()
    papers.rows[1].remove.click()
    assert [one.place.text() for one in papers.rows] == ["材料1", "材料2"]
    assert papers.value == ()
    dialog.leave()


def test_a_day_to_come_is_refused_where_it_must_have_been(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    dialog.fill_in({**Everything.example, "happened_on": "2027-01-01"})
    act(dialog)
    assert "不能晚于今天" in note(dialog, "happened_on")
    assert note(dialog, "meets_on") == ""
    dialog.leave()


@pytest.mark.qt_log_ignore("does not support")  # the screen of the tests knows no popups
def test_a_day_is_taken_from_the_calendar(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    entry = cast("DayEntry", editor(dialog, "happened_on"))
    calendar = entry.open_calendar()
    calendar.activated.emit(QDate(2026, 3, 9))
    assert entry.value == dt.date(2026, 3, 9)
    assert freed(calendar)
    dialog.leave()


def test_words_that_are_no_day_are_refused_and_not_lost(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = form_of(runner, number, Everything, qtbot)
    dialog.fill_in({**Everything.example, "meets_on": "下个月"})
    act(dialog)
    assert "不是有效的日期" in note(dialog, "meets_on")
    assert cast("DayEntry", editor(dialog, "meets_on")).line.value == "下个月"
    dialog.leave()
