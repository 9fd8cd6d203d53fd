"""The papers that the petitioner handed in: name, copies, pages, original or not."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.records.petitioner import Material
from ui.widgets.button import Button
from ui.widgets.editors import Count, Line, Tick, aside
from ui.widgets.layout import column, row, tab_as_seen


class MaterialRow(QWidget):
    """One paper."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Line()
        self.name.setPlaceholderText("材料名称，如 身份证复印件")
        self.name.setAccessibleName("材料名称")
        self.copies, self.pages = Count(1, 1000, 1), Count(1, 10_000, 1)
        self.copies.setAccessibleName("份数")
        self.pages.setAccessibleName("页数")
        self.original = aside(Tick("原件"))
        inner = row(self.name, self.copies, QLabel("份"), self.pages, QLabel("页"), self.original)
        inner.setStretch(0, 1)
        self.setLayout(inner)

    def put(self, material: Material) -> None:
        """This paper in place of what stands there."""
        self.name.setText(material.name)
        self.copies.setValue(material.copies)
        self.pages.setValue(material.pages)
        self.original.setChecked(material.original)

    @property
    def value(self) -> Material:
        return Material(
            name=self.name.value,
            copies=self.copies.value(),
            pages=self.pages.value(),
            original=self.original.isChecked(),
        )


class MaterialList(QWidget):
    """No rows at first; `more`, for the head of its field, adds one. Rows without a name do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[MaterialRow] = []
        self._rows = column()
        self.more = aside(Button("加一份材料(&M)"))
        self.more.clicked.connect(lambda: self.add().name.setFocus())
        self.setLayout(self._rows)

    def add(self) -> MaterialRow:
        """One more paper."""
        made = MaterialRow()
        self._rows.addWidget(made)
        tab_as_seen(self)
        self.rows.append(made)
        return made

    @property
    def value(self) -> tuple[Material, ...]:
        return tuple(r.value for r in self.rows if r.name.value)
