"""登记来访 (F2): one page, the form in the order of the visitor's story, earlier petitions beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.codes import CATEGORIES, CHANNELS
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.petitioner import Petitioner
from app.domain.rights import Right
from app.domain.steps.denunciation import APART
from app.domain.steps.links import LinkEarlier
from app.domain.steps.register import AddContact, Register
from ui import addresses, came
from ui.dialogs.dialog import Dialog
from ui.dialogs.join import join_button
from ui.dialogs.name_list import NameListDialog
from ui.dialogs.read_out import KEY as READ_OUT_KEY
from ui.dialogs.read_out import ReadOutDialog
from ui.drafts import Draft, Opens
from ui.runner import Runner
from ui.scanning import STILL_READING
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.candidates import CandidatePanel
from ui.widgets.class_line import class_line
from ui.widgets.completing import CompletingLine, proposed
from ui.widgets.day import Day
from ui.widgets.denounced import DenouncedFields
from ui.widgets.editors import Choice, Count, Line, TextArea, aside
from ui.widgets.field import Field
from ui.widgets.filled import Filled
from ui.widgets.known import Known
from ui.widgets.layout import abreast, label, row
from ui.widgets.material_list import MaterialList
from ui.widgets.origin import OriginFields
from ui.widgets.person import PeopleList
from ui.widgets.scan_button import ScanButton
from ui.widgets.text_list import TextList

if TYPE_CHECKING:
    from app.answers import ArrivalSeen, Changes

PAUSE_MS = 250  # of typing, before earlier petitions are looked up
TITLE_LENGTH = 30
FEW_PEOPLE = 3  # who stand in the form with all their fields open
UNSEEN = ("note",)  # of what came down: the form does not ask for them
NOT_HERE = "第三十条：由专门权限人员登记，请不要录入"


class RegisterDialog(Dialog):
    """Who - what happened - what is asked - papers brought. `registered` carries what the desk answered."""

    verb = "登记"
    characters = 82
    gap = 8
    registered = Signal(object)
    merged = Signal(str)
    unattached = Signal(str, object)  # before either: the number, and pages (Gathered) still to be attached to it

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        given: Mapping[str, Any] | None = None,
        arrival: ArrivalSeen | None = None,
    ) -> None:
        self.runner = runner
        self._given = given or {}  # by a contact that was split off, or by a matter that came down
        self._arrival = arrival
        self.today = runner.desk.today()
        self._own_title = False
        super().__init__(runner, "登记来访", parent)
        self.looking = QTimer(self)
        self.looking.setSingleShot(True)
        self.looking.setInterval(PAUSE_MS)
        self.looking.timeout.connect(self.look_up)
        self.finished.connect(self.looking.stop)
        self.read_out = Button(f"宣读核对  {READ_OUT_KEY}")
        self.read_out.setToolTip("大字显示已填写的内容，向口头提出的信访人宣读，无误再登记")
        self.read_out.clicked.connect(lambda: self.read_back())
        self.buttons.insertWidget(2, self.read_out)
        shortcut(READ_OUT_KEY, self, "宣读核对", self.read_out.click)
        self._watch()

    def beside(self) -> QWidget:
        self.candidates = CandidatePanel(self._petition)
        self.candidates.merge_wanted.connect(self.merge)
        self.suggestion = class_line(self.runner.desk)
        self.suggestion.taken.connect(self._take_class)
        self.known = Known(self.candidates, self.suggestion)
        self.known.turned.connect(lambda: self.known.share(self.middle))
        return self.known

    def turned(self, narrow: bool) -> None:
        self.known.stand_low(narrow)

    def build(self) -> None:
        if self._given:
            told = row(label(self.came(), "quiet", wrap=True), *([join_button(self)] if self._arrival else []))
            told.setStretch(0, 1)
            self.form.addLayout(told)
        self._add_head()
        self.people = PeopleList(addresses.known(self.runner.desk))
        self.fields["petitioners"] = Field("", self.people)
        self.fields["petitioners"].caption.hide()
        self.form.addWidget(self.fields["petitioners"])
        self.facts = self.add("facts", "发生了什么（事实）(&S)", TextArea(3), required=True)
        self.reasons = self.add("reasons", "为什么这样要求（理由）(&L)", TextArea(2), required=True)
        requests, materials = TextList("诉求", "再加一项诉求(&X)"), MaterialList()
        self.requests = self.add("requests", "要求什么（诉求）(&Q)", requests, required=True, more=requests.more)
        self._add_title()
        self.materials = self.add("materials", "提交的材料", materials, more=materials.more)
        self.scanning = ScanButton(self.runner, "拍照、扫描  Ctrl+I")
        self.scanning.take_drops(self)
        self.form.addLayout(row(self.scanning, None))
        shortcut("Ctrl+I", self, "拍照、扫描", self.scanning.open)
        self._fill_in()

    def _add_head(self) -> None:
        self.channel = aside(Choice(CHANNELS))
        self.category = aside(Choice(CATEGORIES))
        self.on = aside(Day(self.today, self.today))
        self.head_count = aside(Count(1, 100_000, 1))
        self.fields["channel"] = Field("信访形式(&C)", self.channel)
        self.fields["on"] = Field("收到日期(&D)", self.on)
        self.fields["category"] = Field("信访目的(&Z)", self.category)
        self.fields["head_count"] = Field("人数(&R)", self.head_count)
        self.origin = OriginFields(proposed(self.runner.desk.villages()))
        self.fields["origin"] = Field("来源(&Y)", self.origin.kind)
        self.fields |= self.origin.fields
        shares = {"channel": 4, "on": 5, "category": 5, "origin": 4, "head_count": 3}
        self.form.addLayout(abreast(*((self.fields[name], share) for name, share in shares.items())))
        self.form.addWidget(self.origin)
        self.denounced = DenouncedFields()
        self.fields |= self.denounced.fields
        self.form.addWidget(self.denounced)

    def _add_title(self) -> None:
        """Title, class and place of the problem: what registers and tables are read by."""
        desk = self.runner.desk
        self.title = aside(Line())
        self.content_class = aside(CompletingLine({one.words: one.words for one in desk.content_classes_now()}))
        self.place = aside(CompletingLine(proposed(desk.villages())))
        self.title.setPlaceholderText("按诉求自动拟写，可改")
        self.fields["title"] = Field("标题(&H)", self.title, required=True)
        self.fields["content_class"] = Field("内容分类(&F)", self.content_class)
        self.fields["place"] = Field("问题属地", self.place)
        shares = {"title": 4, "content_class": 3, "place": 3}
        self.form.addLayout(abreast(*((self.fields[name], share) for name, share in shares.items())))

    def step(self) -> Register:
        """The registration as filled in."""
        return Register(
            on=self.on.value,
            channel=self.channel.value,  # type: ignore[arg-type]
            category=self.category.value,  # type: ignore[arg-type]
            origin=self.origin.value,
            title=self.title.value,
            content_class=self.content_class.value,
            place=self.place.value,
            petitioners=self.people.value,
            head_count=self.head_count.value(),
            requests=self.requests.value,
            facts=self.facts.value,
            reasons=self.reasons.value,
            materials=self.materials.value,
            oral=self.people.oral.isChecked(),
            identity_unclear=self.people.unclear.isChecked(),
            split_from=self._given.get("split_from"),
            denounced=self.denounced.value,
            **{name: self._given[name] for name in UNSEEN if name in self._given},
        )

    def opens(self) -> Opens | None:
        split = self._given.get("split_from")
        if split is not None:
            return Opens(form="register", number=split.number, contact=split.contact)
        return Opens(form="register", arrival=self._arrival.ref if self._arrival else "")

    def who(self) -> str:
        """Of a denunciation nothing but that it is one."""
        return CATEGORIES[APART] if self.category.value == APART else self.people.value[0].name

    def draft(self) -> Draft | None:
        """Of a denunciation that this officer may not register nothing typed is kept."""
        apart = self.category.value == APART and not self.runner.desk.may(Right.DENUNCIATIONS)
        return None if apart else super().draft()

    def undrafted(self) -> str:
        return self.scanning.gathered.undrafted

    def more_filled(self) -> Filled:
        more: Filled = {"links": msgspec.to_builtins(self.candidates.links()), "undrafted": self.undrafted()}
        scans = self.scanning.gathered.to_remember()
        return {**more, "scans": msgspec.to_builtins(scans)} if scans else more

    def recalled(self, more: Filled) -> None:
        title, self._own_title = self.title.value, False
        self._suggest_title()
        if title and title != self.title.value:
            self.title.setText(title)
            self._own_title = True
        if len(self.people.rows) > FEW_PEOPLE:
            for one in self.people.rows:
                one.stand_in_list()
        if more.get("undrafted"):
            self.refusal.setText(f"{more['undrafted']}没有随草稿保存，请重新添加。")
            self.refusal.show()
        self.look_up()
        self.scanning.gathered.recall(msgspec.convert(more.get("scans", ()), list[tuple[str, int]]))
        self.candidates.choose(msgspec.convert(more.get("links", ()), tuple[LinkEarlier, ...]))

    def answers(self) -> object:
        return self.step(), self.origin.typed, self.denounced.value, len(self.scanning.gathered.items)

    def act(self) -> None:
        if self._still_reading():
            return
        unread = self.origin.unread_day()
        if unread:
            self.refuse_at(unread, "不是有效的日期，应如 2026-03-02。")
            return
        lacking = self.candidates.lacking()
        if lacking is not None:
            self.clear_refusals()
            lacking.refuse("请写明关联理由。")
            return
        links = self.candidates.links()
        done = self.runner.run(lambda: self.take(self.step(), links), self, self.refuse)
        if done is not None:
            if self.category.value != APART:
                addresses.learn(self.runner.desk, (one.address for one in self.people.value), self.people.addresses)
            self._attach_scans(done.number)
            self.leave()
            self.registered.emit(done)

    def came(self) -> str:
        """Where what is filled in comes from."""
        return came.down(self._arrival) if self._arrival else came.split(self._given["split_from"])

    def take(self, step: Register, links: Sequence[LinkEarlier]) -> Changes:
        """Register what was filled in."""
        return self.runner.desk.register(step, links, arrival=self._arrival.ref if self._arrival else "")

    def merge(self, number: str, told: str = "") -> None:
        """A further contact on an earlier petition instead of a new one; `told` says more of it than its number."""
        if self._given and not self._arrival:
            self.refuse(RuleBroken("split-merged", "拆出的来访在这里登记为新件，不能再并入其他事项。"))
            return
        if self._still_reading():
            return
        text = f"将本次来访并入事项 {told or number}，沿用原编号，不另立新件。并错了的，可以在该件办理“拆出来访”。"
        if not self.runner.ask.confirm(self, "并入为再次来访", text, "并入"):
            return
        ref = self._arrival.ref if self._arrival else ""
        done = self.runner.run(lambda: self.runner.desk.run(number, self.contact(), arrival=ref), self, self.refuse)
        if done is not None:
            self._attach_scans(number)
            self.leave()
            self.merged.emit(number)

    def _still_reading(self) -> bool:
        """Pages that are still being read would be lost: said, and for a moment nothing is registered."""
        reading = self.scanning.gathered.reading
        if reading:
            self.refuse(RuleBroken("scan-reading", STILL_READING))
        return reading

    def _attach_scans(self, number: str) -> None:
        """The pages that were gathered, to what has its number now; those that cannot be are handed on."""
        left = self.scanning.attach(number, self)
        if left is not None:
            self.unattached.emit(number, left)

    def contact(self) -> AddContact:
        """What was typed, as a further contact."""
        asked = "；".join(text for text in self.requests.value if text)
        said = (("诉求", asked), ("事实", self.facts.value), ("理由", self.reasons.value))
        return AddContact(
            on=self.on.value,
            channel=self.channel.value,  # type: ignore[arg-type]
            head_count=self.head_count.value(),
            note="\n".join(f"{word}：{text}" for word, text in said if text),
            materials=self.materials.value,
        )

    def _fill_in(self) -> None:
        """What is known already: of a contact that was split off its day stays, everything else may be changed."""
        given = self._given
        if not given:
            return
        self.on.put(given["on"])
        self.on.setEnabled(self._arrival is not None)
        self.channel.choose(given["channel"])
        for place, person in enumerate(given["petitioners"]):
            (self.people.rows[place] if place < len(self.people.rows) else self.people.add()).put(person)
        self.facts.setPlainText(given["facts"])
        self.reasons.setPlainText(given["reasons"])
        self.requests.put(given["requests"])
        self.content_class.setText(given.get("content_class", ""))
        self.place.setText(given.get("place", ""))
        for material in given["materials"]:
            self.materials.add().put(material)
        self.head_count.setValue(given["head_count"] or max(1, len(given["petitioners"])))
        self._suggest_title()
        if self._arrival:
            self.category.choose(given["category"])
            self.origin.put(given["origin"])
            self.title.setText(given["title"])
            self._own_title = True

    def read_back(self) -> None:
        """What was filled in, to be read out; it is registered when the petitioner found it right."""
        self.reading = ReadOutDialog(self.runner, self.step(), self)
        self.reading.agreed.connect(self._agreed)
        self.reading.open()

    def _agreed(self, oral: bool) -> None:
        self.people.oral.setChecked(oral)
        self.act()

    def paste_names(self) -> None:
        """The people of a joint visit from a list; the story goes on with what happened."""
        self.names = NameListDialog(self.runner, self.head_count.value(), self.people.addresses, self)
        self.names.taken.connect(self._take_names)
        self.names.open()

    def _take_names(self, people: tuple[Petitioner, ...]) -> None:
        self.people.take_in(people)
        self.facts.setFocus()

    def look_up(self) -> None:
        """Earlier petitions like what has been typed so far."""
        ref = self._arrival.ref if self._arrival else ""
        found = self.runner.read(lambda: self.runner.desk.candidates(self.step(), arrival=ref), self)
        self.candidates.show_candidates(found or ())
        self._suggest_class()

    def _suggest_class(self) -> None:
        told = (self.title.value, *self.requests.value, self.facts.value, self.reasons.value)
        self.suggestion.look(told, self.content_class.value)

    def _take_class(self, content_class: str) -> None:
        """Where somebody types the focus stays."""
        self.content_class.setText(content_class)
        self._suggest_class()

    def field_at(self, path: str) -> Field | None:
        if path.startswith("petitioners["):
            place, _, name = path.removeprefix("petitioners[").partition("].")
            return self.people.filled_rows[int(place)].fields.get(name)
        return super().field_at(path)

    def clear_refusals(self) -> None:
        super().clear_refusals()
        for person in self.people.rows:
            for name in ("name", "address", "phone"):
                person.fields[name].say("")

    def _watch(self) -> None:
        """Look up after a pause of typing; keep count and title in step with what they come from."""
        self.people.changed.connect(self.looking.start)
        self.people.changed.connect(self._count)
        self.people.list_wanted.connect(self.paste_names)
        self.people.filling.connect(self.main.setDisabled)
        self.facts.textChanged.connect(self.looking.start)
        self.reasons.textChanged.connect(self.looking.start)
        self.requests.changed.connect(self.looking.start)
        self.requests.changed.connect(self._suggest_title)
        self.category.currentIndexChanged.connect(lambda _index: self._take_category())
        self.title.textEdited.connect(lambda _text: self._keep_title())

    def _take_category(self) -> None:
        """A denunciation is told at once to who may not register it, and nothing is looked up for it."""
        apart = self.category.value == APART
        may = self.runner.desk.may(Right.DENUNCIATIONS)
        self.denounced.ask(apart and may)
        self.fields["category"].say(NOT_HERE if apart and not may else "", "refusal")
        self.looking.stop()
        self.look_up()
        if self.keeper is not None and apart and not may:
            self.keeper.save()  # at once: what was kept of it goes

    def _count(self) -> None:
        """Never fewer people than are named; a higher number that was typed stays."""
        named = sum(1 for p in self.people.value if p.kind == "person")
        if self.head_count.value() < named:
            self.head_count.setValue(named)

    def _suggest_title(self) -> None:
        if not self._own_title:
            first = self.requests.value[0].splitlines()
            self.title.setText(first[0][:TITLE_LENGTH] if first else "")

    def _keep_title(self) -> None:
        self._own_title = bool(self.title.value)

    def _petition(self, number: str) -> Petition | None:
        return self.runner.read(lambda: self.runner.desk.petition(number), self)
