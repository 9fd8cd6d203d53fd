"""工作人员: who works at the desk, in which roles, since when; add, change, revoke, take over other roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import shipped
from app.desk.officers import OWN_ROLES
from app.domain.records.officer import Officer
from app.domain.rights import RIGHTS, Role, Roles, overlaid
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer
from ui.dialogs.act_dialog import ActDialog
from ui.dialogs.dialog import Dialog
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.editors import Line, Tick
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import Changes

LINES = 9  # of the list that are in view
NO_FILE = f"接待台文件夹中没有“{OWN_ROLES}”。县级或者本单位另定角色的，把角色文件放入接待台文件夹后再采用。"
CHANGED_MEANWHILE = "角色文件在核对时被改动，没有采用。请重新核对。"


class OfficersDialog(Dialog):
    """Who left stays in the list, and everything they did stays theirs."""

    verb = "增加"
    hint = "离岗的停用，不删除"
    characters = 56

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.dialog: Dialog | None = None
        super().__init__(runner, "工作人员", parent)

    def build(self) -> None:
        desk = self.runner.desk
        self.rule = label("", "quiet", wrap=True)
        self.form.addWidget(self.rule)
        columns: tuple[Column[Officer], ...] = (
            Column("姓名", lambda one: one.name, 6),
            Column("角色", lambda one: desk.roles.titles(one.roles), why=lambda one: desk.roles.titles(one.roles)),
            Column("到岗", lambda one: str(one.since), 6),
            Column("离岗", lambda one: str(one.until or ""), 6, tone=lambda one: "quiet"),
        )
        model = Table(columns, lambda at, n: self._staff[at : at + n], lambda one: one, self.runner.look.colour)
        self.table = TableView(model, "工作人员")
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.table.opened.connect(lambda _one: self.change())
        self.table.chosen.connect(self._chosen)
        self.form.addWidget(self.table, 100)
        self.told = label("", "quiet", wrap=True)
        self.form.addWidget(self.told)
        self.change_button, self.revoke_button = Button("调整角色(&E)"), Button("停用(&S)")
        self.change_button.clicked.connect(lambda: self.change())
        self.revoke_button.clicked.connect(lambda: self.revoke())
        self.roles_button = Button("采用角色文件(&R)")
        self.roles_button.clicked.connect(lambda: self.take_roles())
        there = (desk.folder / OWN_ROLES).is_file()
        self.roles_button.setEnabled(there)
        self.roles_button.setToolTip("" if there else NO_FILE)
        self.form.addLayout(row(self.change_button, self.revoke_button, None, self.roles_button))
        self._read()

    def act(self) -> None:
        self._open(OfficerDialog(self.runner, None, self))

    def change(self) -> None:
        """Other roles for the chosen officer."""
        chosen = self.table.current
        if chosen is not None and chosen.active:
            self._open(OfficerDialog(self.runner, chosen, self))

    def revoke(self) -> None:
        """Let the chosen officer go, with the reason."""
        from ui.dialogs.form_dialog import DeskFormDialog  # loaded when first opened, as the others

        chosen = self.table.current
        if chosen is not None and chosen.active:
            self._open(DeskFormDialog(self.runner, RevokeOfficer, {"officer": chosen.name}, self))

    def take_roles(self) -> None:
        """Take over the roles of the file in the desk's folder, after what they change was read."""
        desk, ask = self.runner.desk, self.runner.ask
        self.clear_refusals()
        given = self.runner.read(self._of_file, self, self.refuse)
        if given is None:
            return
        changes = differences(desk.roles, given, self._staff)
        if given == desk.roles:
            ask.tell(self, "角色没有变化", "角色文件与现在的角色相同，没有要采用的。")
            return
        told = "\n".join((f"角色文件：{given.title}。{told_of(given)}", "", *changes))
        if not ask.confirm(self, "采用角色文件", told, "采用(&Y)"):
            return
        if self.runner.read(self._of_file, self, self.refuse) != given:
            ask.warn(self, "没有采用", CHANGED_MEANWHILE)
        elif self.runner.run(desk.take_roles, self, self.refuse) is not None:
            self._read()

    def _of_file(self) -> Roles:
        """Every role as it will be once the file was taken over; one that it lacks stays as shipped."""
        return overlaid(shipped.load_roles(), shipped.load_roles(self.runner.desk.folder / OWN_ROLES))

    def _open(self, dialog: ActDialog) -> None:
        self.dialog = dialog
        dialog.taken.connect(lambda _step: self._read())
        dialog.open()

    def _read(self) -> None:
        staff, roles = self.runner.desk.staff, self.runner.desk.roles
        self.rule.setText(f"角色：{roles.title}。{told_of(roles)}")
        self._staff = tuple(sorted(staff, key=lambda one: not one.active))
        self.table.reload()
        self._chosen(self.table.current)

    def _chosen(self, one: Officer | None) -> None:
        here = one is not None and one.active
        self.change_button.setEnabled(here)
        self.revoke_button.setEnabled(here)
        self.told.setText(self._about(one) if one is not None else "")

    def _about(self, one: Officer) -> str:
        """What the chosen officer may do, or why they left; and what waits for them."""
        desk = self.runner.desk
        if one.until:
            return f"{one.name}已于 {one.until} 离岗：{one.reason or '未写事由'}"
        rights = desk.roles.rights_of(one.roles)
        may = "、".join(word for right, word in RIGHTS.items() if right in rights)
        waiting = len(self.runner.read(lambda: desk.handled_by(one.name), self) or ())
        left = f"负责的未办结事项{waiting}件。" if waiting else ""
        return f"{one.name}的权限：{may}。{left}"


class OfficerDialog(ActDialog):
    """A new officer, or other roles for one who is here."""

    verb = "保存"
    characters = 48

    def __init__(self, runner: Runner, officer: Officer | None, parent: QWidget | None = None) -> None:
        self.officer = officer
        self.step_type = ChangeOfficer if officer else AddOfficer
        super().__init__(runner, parent)

    def head(self) -> None:
        if self.officer:
            self.form.addWidget(label(self.officer.name, "title"))

    def fill(self) -> None:
        self.name = Line()
        if self.officer is None:
            self.add("officer", "姓名(&N)", self.name, required=True, hint="记入台账的姓名，同名的加区别字样")
        else:
            self.name.setText(self.officer.name)
        roles = self.runner.desk.roles.roles
        held = self.officer.roles if self.officer else ()
        self.ticks = {code: _tick(place, role, code in held) for place, (code, role) in enumerate(roles.items(), 1)}
        box = QWidget()
        box.setLayout(column(*self.ticks.values(), spacing=4))
        box.setFocusProxy(next(iter(self.ticks.values())))
        self.add("roles", "角色", box, required=True)

    def step(self) -> AddOfficer | ChangeOfficer:
        roles = tuple(code for code, tick in self.ticks.items() if tick.isChecked())
        if self.officer is None:
            return AddOfficer(on=self.on.value, officer=self.name.value, roles=roles)
        return ChangeOfficer(on=self.on.value, officer=self.name.value, roles=roles)

    def act(self) -> None:
        if not self.name.value:
            self.refuse_at("officer", "请填写姓名。")
        elif not any(tick.isChecked() for tick in self.ticks.values()):
            self.refuse_at("roles", "请至少勾选一个角色。")
        else:
            super().act()

    def take(self) -> Changes:
        step, desk = self.step(), self.runner.desk
        return desk.add_officer(step) if isinstance(step, AddOfficer) else desk.change_officer(step)


def _tick(place: int, role: Role, ticked: bool) -> Tick:
    rights = "、".join(RIGHTS[right] for right in role.rights)
    tick = Tick(f"{role.title}(&{place})    {rights}")
    tick.setChecked(ticked)
    return tick


def told_of(roles: Roles) -> str:
    """Whose rule the roles are, without the mark."""
    return f"{roles.source.removeprefix('[own rule]').strip()}。"


def differences(before: Roles, after: Roles, staff: tuple[Officer, ...]) -> list[str]:
    """What taking over other roles changes, role by role in words, with the officers whom it concerns."""
    lines = []
    for code, role in after.roles.items():
        old = before.roles.get(code)
        had, has = old.rights if old else (), role.rights
        more = "、".join(RIGHTS[right] for right in has if right not in had)
        less = "、".join(RIGHTS[right] for right in had if right not in has)
        renamed = f"原称{old.title}" if old and old.title != role.title else ""
        changes = "，".join(filter(None, (renamed, more and f"增加{more}", less and f"取消{less}")))
        if changes:
            who = "、".join(one.name for one in staff if one.active and code in one.roles)
            lines.append(f"{role.title}：{changes}（{who or '现在没有人'}）")
    return lines or ["各角色的名称和权限没有变化。"]
