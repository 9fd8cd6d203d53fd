"""The pages of the wizard after the township: office, villages, officers, passphrase, places, what was filled in."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain import identity
from app.domain.national import DATED, office_name
from app.domain.office import MOST_SHORT, NATIONAL, Office
from app.domain.rights import FIRST, USUAL, Role
from app.shipped import load_regions, load_roles
from ui.ask import Ask
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Count, Line, Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, card, clear, column, label, row
from ui.widgets.office_form import HOURS
from ui.widgets.secret import CAPITALS, CapitalsWatch, hide_text, show_button
from ui.widgets.sheet import Sheet
from ui.wizard.page import Plan, Proposals, Told, WizardPage, Wrong
from ui.wizard.township import villages_of

SHORTEST = 8
PROPOSED = "名称、机关代字和复查机关由所选乡镇推出，请核对；以后在“设置”中都可以更改。"
REVIEWER = "对本单位处理意见不服的，向上一级机关、单位请求复查（《信访工作条例》第三十五条）；乡镇为县级人民政府。"
REGION_HINT = "本省另有规定的，向当地信访局核实后再选"
AUTHORITY = (
    "以下村和社区来自随程序提供的区划表，只用来提示地名，可以另写。撤并、更名以县级下发的区划数据为准："
    "读入以后，只用县级的名单（“更多—数据文件”）。"
)
NO_VILLAGES = "区划表中没有本乡镇的村和社区。登记时可以直接填写；县级下发区划数据以后由此提示。"
OF_A_VILLAGE = "本台是村级代办点。"
FIRST_OFFICER = "第一位是建台的人，必须有管理员角色。其他人的首次口令在建成以后由管理员设置，各人第一次解锁时更换。"
MOST_OFFICERS = 20
WARNING = "口令不能找回。建成以后请立即制作恢复表并打印封存：所有人都忘记口令时，没有恢复表就谁也打不开。"
ENCRYPTED = "接待台加密保存在本机的这个文件夹中，不要放在U盘上。"
OTHER_DISK = "第二处用U盘或者另一块硬盘，用后拔下，与电脑分开存放。可以先不填，以后在“设置”中指定。"
LAST = "请核对。按“建成接待台”以前什么都没有写入；要改的，退回上一步。"

LINES = ("name", "short", "address", "phone", "hours", "review_body", "review_address")


class OfficePage(WizardPage):
    """What stands at the head and foot of papers, and who reviews."""

    title = "单位资料"

    def build(self) -> None:
        self.proposals = Proposals()
        self.lines = {name: Line() for name in LINES}
        self.lines["hours"].setPlaceholderText(HOURS)
        self.say(PROPOSED)
        self._pair(("name", "单位名称(&N)", "", True), ("short", "机关代字(&S)", "文号用，可不填", False))
        self._pair(
            ("address", "接待地点(&A)", "印在回执上", False),
            ("phone", "查询电话(&T)", "印在回执上", False),
        )
        self._pair(("hours", "接待时间(&H)", "印在回执上，可不填", False))
        self.say(REVIEWER)
        self._pair(("review_body", "复查机关(&R)", "", False), ("review_address", "复查机关地址(&D)", "", False))
        self.region = aside(Choice(load_regions().titles))
        self.region.choose(NATIONAL)
        self.lock_after = aside(Count(1, 60, 10))
        self.fields["region"] = Field("适用期限规定(&L)", self.region, hint=REGION_HINT)
        self.fields["lock_after"] = Field("无人操作几分钟后锁定(&M)", self.lock_after)
        self.inside.addLayout(abreast((self.fields["region"], 3), (self.fields["lock_after"], 2)))

    def arrive(self) -> None:
        plan = self.plan
        town = plan.township
        short = plan.village or (town.name.removesuffix("办事处") if town else "")
        name = f"{town.name}{plan.village}信访代办点" if town and plan.village else office_name(town) if town else ""
        self.proposals.put(
            self.lines,
            {
                "name": name,
                "short": short if len(short) <= MOST_SHORT else "",
                "review_body": identity.county_government(plan.station),
            },
        )

    def answers(self) -> object:
        """What was proposed is no answer of a person's."""
        own = ("address", "phone", "hours", "review_address")
        return tuple(line.value for name, line in self.lines.items() if name in own)

    def wrong(self) -> Wrong | None:
        return None if self.lines["name"].value else ("name", "请填写单位名称。")

    @property
    def office(self) -> Office:
        told = {name: line.value for name, line in self.lines.items()}
        office = Office(
            station=self.plan.station, name="", region=self.region.value, lock_after=self.lock_after.value()
        )
        return msgspec.structs.replace(office, **told)

    def told(self) -> tuple[Told, ...]:
        office = self.office
        return (
            ("单位名称", office.name),
            ("机关代字", office.short or "不填，文号用单位名称"),
            ("接待地点、电话", "，".join(filter(None, (office.address, office.phone))) or "没有填写，回执上留空"),
            ("接待时间", office.hours or "没有填写，回执上不印"),
            ("复查机关", "，".join(filter(None, (office.review_body, office.review_address))) or "没有填写"),
            ("期限规定、锁定", f"{self.region.currentText()}，无人操作{office.lock_after}分钟后锁定"),
        )

    def _pair(self, *parts: tuple[str, str, str, bool]) -> None:
        for name, title, hint, required in parts:
            self.fields[name] = Field(title, self.lines[name], required=required, hint=hint)
        self.inside.addLayout(abreast(*((self.fields[part[0]], 1) for part in parts)))


class VillagesPage(WizardPage):
    """Which villages will be proposed: to be read, because the county's list will take their place."""

    title = "村和社区"

    def build(self) -> None:
        self.about = label("", wrap=True)
        self.inside.addWidget(self.about)
        self.names = Sheet("村和社区")
        self.names.setProperty("role", "paper")
        self.names.setMinimumHeight(self.fontMetrics().lineSpacing() * 9)
        self.inside.addWidget(self.names)
        self.say(DATED, "small")

    @property
    def first(self) -> QWidget | None:
        return None

    def arrive(self) -> None:
        names = self._names()
        told = AUTHORITY if names else NO_VILLAGES
        self.about.setText(f"{OF_A_VILLAGE}{told}" if self.plan.village else told)
        self.names.setVisible(bool(names))
        self.names.show_lines([("lead", f"共{len(names)}个"), ("", "、".join(names))])

    def told(self) -> tuple[Told, ...]:
        return (("村和社区", f"提示{len(self._names())}个，县级下发以后以县级的为准"),)

    def _names(self) -> tuple[str, ...]:
        return tuple(one.name for one in villages_of(self.plan.station[:9])) if self.plan.township else ()


class OfficerRow(QWidget):
    """One officer: the name, and a tick for each role."""

    def __init__(self, roles: dict[str, Role], place: int) -> None:
        super().__init__()
        self.name = Line()
        self.ticks = {code: aside(Tick(role.title)) for code, role in roles.items()}
        held = FIRST if place == 0 else USUAL
        for code, tick in self.ticks.items():
            tick.setChecked(code in held)
        title = "管理员姓名(&N)" if place == 0 else f"第{place + 1}位姓名"
        hint = "记入台账的姓名，同名的加区别字样"
        self.field = Field(title, self.name, required=place == 0, hint=hint if place == 0 else "没有的留空")
        if place == 0:
            self.ticks["administrator"].setEnabled(False)
            self.ticks["administrator"].setToolTip("建台的人是管理员。")
        half = (len(self.ticks) + 1) // 2
        ticks = list(self.ticks.values())
        lines = column(row(*ticks[:half], None, spacing=12), row(*ticks[half:], None, spacing=12), spacing=0)
        self.setLayout(column(card(column(self.field, lines, spacing=4, margin=8))))

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(code for code, tick in self.ticks.items() if tick.isChecked())


class OfficersPage(WizardPage):
    """Who works here, the administrator first."""

    title = "工作人员"

    def build(self) -> None:
        self.roles = load_roles().roles
        self.say(FIRST_OFFICER)
        self.rows: list[OfficerRow] = []
        self._rows = column(spacing=8)
        self.inside.addLayout(self._rows)
        self.more = aside(Button("再加一位(&J)"))
        self.more.clicked.connect(lambda: self.add_row().name.setFocus())
        self.inside.addLayout(row(self.more, None))
        self.note = label("", "refusal", wrap=True)
        self.note.hide()
        for _ in range(2):
            self.add_row()
        self.fields["officers"] = self.rows[0].field

    def add_row(self) -> OfficerRow:
        made = OfficerRow(self.roles, len(self.rows))
        self._rows.addWidget(made)
        made.show()
        self.rows.append(made)
        self.more.setEnabled(len(self.rows) < MOST_OFFICERS)
        return made

    @property
    def named(self) -> dict[str, tuple[str, ...]]:
        """Name -> roles, of everybody who was named, in their order."""
        return {one.name.value: one.roles for one in self.rows if one.name.value}

    def answers(self) -> object:
        return tuple(one.name.value for one in self.rows)

    def wrong(self) -> Wrong | None:
        names = [one.name.value for one in self.rows if one.name.value]
        if not self.rows[0].name.value:
            return ("officers", "请填写管理员姓名。")
        if len(set(names)) < len(names):
            return ("officers", "姓名重复。同名的请加区别字样，如“李某（二）”。")
        without = next((name for name, roles in self.named.items() if not roles), "")
        return ("officers", f"请为{without}至少勾选一个角色。") if without else None

    def told(self) -> tuple[Told, ...]:
        def words(codes: tuple[str, ...]) -> str:
            return "、".join(self.roles[code].title for code in codes)

        return tuple((f"工作人员 {name}", words(codes)) for name, codes in self.named.items())


class PassphrasePage(WizardPage):
    """The administrator's own passphrase, twice."""

    title = "口令"

    def build(self) -> None:
        self.whose = label("", wrap=True)
        self.inside.addWidget(self.whose)
        self.passphrase, self.again = Line(), Line()
        hide_text(self.passphrase, self.again)
        self.fields["passphrase"] = Field(
            "口令(&P)", self.passphrase, required=True, hint=f"至少{SHORTEST}个字符，用几个词连起来最好记"
        )
        self.fields["again"] = Field("再输一次口令(&G)", self.again, required=True)
        self.inside.addLayout(abreast((self.fields["passphrase"], 1), (self.fields["again"], 1)))
        self.inside.addLayout(row(show_button(self.passphrase, self.again), None))
        self.capitals = label(CAPITALS, "warn")
        self.capitals.hide()
        for line in (self.passphrase, self.again):
            CapitalsWatch(line).noticed.connect(self.capitals.setVisible)
        self.inside.addWidget(self.capitals)
        self.say(WARNING, "warn")

    def whose_it_is(self, name: str) -> None:
        self.whose.setText(f"这是{name}（管理员）自己的口令，不要告诉别人。")

    def answers(self) -> object:
        return self.passphrase.text(), self.again.text()

    def wrong(self) -> Wrong | None:
        if len(self.passphrase.text().strip()) < SHORTEST:
            return "passphrase", f"口令太短，至少{SHORTEST}个字符。"
        if self.passphrase.text() != self.again.text():
            return "again", "两次输入的口令不一致。"
        return None

    def told(self) -> tuple[Told, ...]:
        return (("口令", "已填写，两次一致；只有本人知道"),)


class PlacesPage(WizardPage):
    """Where the desk lies, and a second place for its backups."""

    title = "存放和备份"

    def __init__(self, plan: Plan, ask: Ask) -> None:
        self._ask = ask
        super().__init__(plan)

    def build(self) -> None:
        self.folder, self.second = Line(), Line()
        self.folder.setText(str(Path.home() / "接待台"))
        self._place("folder", "存放文件夹(&F)", self.folder, "接待台存放在哪里", required=True)
        self._place("second", "备份的第二处(&S)", self.second, "备份的第二处（U盘或另一块硬盘上的文件夹）")
        self.say(ENCRYPTED)
        self.say(OTHER_DISK)

    def _place(self, name: str, title: str, line: Line, asked: str, *, required: bool = False, hint: str = "") -> None:
        browse = aside(Button(f"选择(&{'O' if required else 'E'})"))
        browse.clicked.connect(lambda: self._choose(line, asked))
        chosen = QWidget()
        chosen.setLayout(row(line, browse))
        chosen.setFocusProxy(line)
        self.add(name, Field(title, chosen, required=required, hint=hint))

    def _choose(self, line: Line, asked: str) -> None:
        chosen = self._ask.folder(self, asked)
        if chosen is not None:
            line.setText(str(chosen))

    def answers(self) -> object:
        return self.second.value

    @property
    def second_place(self) -> Path | None:
        return Path(self.second.value) if self.second.value else None

    def wrong(self) -> Wrong | None:
        if not self.folder.value:
            return "folder", "请选择存放文件夹。"
        folder, second = Path(self.folder.value), self.second_place
        if (folder / "desk.key").exists():
            return "folder", "这个文件夹中已有接待台，不会覆盖。请换一个文件夹。"
        if second is not None and not second.is_dir():
            return "second", "找不到这个文件夹，请插好U盘或者另选一个，也可以先不填。"
        if second is not None and second.resolve().is_relative_to(folder.resolve()):
            return "second", "第二处应在存放文件夹之外，最好是U盘或者另一块硬盘。"
        return None

    def told(self) -> tuple[Told, ...]:
        return (("存放文件夹", self.folder.value), ("备份的第二处", self.second.value or "没有指定，请尽早指定"))


class LastPage(WizardPage):
    """Everything that was filled in, to be read once more."""

    title = "核对"

    def build(self) -> None:
        self.say(LAST)
        self._lines = column(spacing=4)
        self.inside.addLayout(self._lines)

    @property
    def first(self) -> QWidget | None:
        return None

    def show_told(self, told: list[Told]) -> None:
        clear(self._lines)
        for caption, value in told:
            name, words = label(caption, "quiet"), label(value, wrap=True)
            name.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 9)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            line = row(name, words, spacing=12)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
