"""The legal bases of an opinion: law and article, one row each."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.petition import Basis
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.layout import column, row, tab_as_seen


class BasisRow(QWidget):
    """One law and the article in it."""

    def __init__(self, basis: Basis | None = None) -> None:
        super().__init__()
        self.law, self.article = Line(), Line()
        self.law.setPlaceholderText("法律法规或者政策文件名称，如 《中华人民共和国公路法》")
        self.law.setAccessibleName("法律法规名称")
        self.article.setPlaceholderText("条款，如 第八条")
        self.article.setAccessibleName("条款")
        self._words = basis.words if basis else ""
        if basis:
            self.law.setText(basis.law)
            self.article.setText(basis.article)
        inner = row(self.law, self.article)
        inner.setStretch(0, 3)
        inner.setStretch(1, 1)
        self.setLayout(inner)

    @property
    def value(self) -> Basis | None:
        if not self.law.value and not self.article.value:
            return None
        return Basis(law=self.law.value, article=self.article.value, words=self._words)


class BasisList(QWidget):
    """Rows with a button for one more; empty rows do not count."""

    def __init__(self, bases: tuple[Basis, ...] = ()) -> None:
        super().__init__()
        self.rows: list[BasisRow] = []
        self._rows = column()
        self.more = aside(Button("再加一条依据(&K)"))
        self.more.clicked.connect(lambda: self.add().law.setFocus())
        self.setLayout(column(self._rows, row(self.more, None)))
        for basis in bases or (None,):
            self.add(basis)
        self.setFocusProxy(self.rows[0].law)

    def add(self, basis: Basis | None = None) -> BasisRow:
        """One more row, empty or filled."""
        made = BasisRow(basis)
        self._rows.addWidget(made)
        self.rows.append(made)
        tab_as_seen(self)
        return made

    @property
    def value(self) -> tuple[Basis, ...]:
        return tuple(basis for r in self.rows if (basis := r.value) is not None)
