"""The legal bases of an opinion: law and article, one row each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.articles import Articles
from app.domain.records.opinion import Basis
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Line, aside
from ui.widgets.layout import column, label, row, tab_as_seen

UNCHOSEN = "从条例中选一条"
MOST_SHOWN = 24  # characters of an article in the list


class Offer(Choice):
    """A list to be opened and read: an arrow key on the closed list would take what nobody has read."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class BasisRow(QWidget):
    """One law and the article in it, with its words below where they are quoted."""

    def __init__(self, basis: Basis | None = None) -> None:
        super().__init__()
        self.law, self.article = Line(), Line()
        self.law.setPlaceholderText("法律法规或者政策文件名称，如 《中华人民共和国公路法》")
        self.law.setAccessibleName("法律法规名称")
        self.article.setPlaceholderText("条款，如 第八条")
        self.article.setAccessibleName("条款")
        self._filled = Basis(law="")
        self.words = label("", "small", wrap=True)
        inner = row(self.law, self.article)
        inner.setStretch(0, 3)
        inner.setStretch(1, 1)
        self.setLayout(column(inner, self.words, spacing=4))
        self.fill(basis or Basis(law=""))
        self.law.textChanged.connect(lambda: self._show_words())
        self.article.textChanged.connect(lambda: self._show_words())

    def fill(self, basis: Basis) -> None:
        """Put a basis here; its words hold while law and article stay as they are."""
        self._filled = basis
        self.law.setText(basis.law)
        self.article.setText(basis.article)
        self._show_words()

    def _show_words(self) -> None:
        words = self._words
        self.words.setText(f"条文：“{words}”" if words else "")
        self.words.setVisible(bool(words))

    @property
    def _words(self) -> str:
        same = (self.law.value, self.article.value) == (self._filled.law.strip(), self._filled.article.strip())
        return self._filled.words if same else ""

    @property
    def value(self) -> Basis | None:
        if not self.law.value and not self.article.value:
            return None
        return Basis(law=self.law.value, article=self.article.value, words=self._words)


class BasisList(QWidget):
    """Rows with a button for one more; empty rows do not count. `articles` are offered to be chosen from."""

    def __init__(self, bases: tuple[Basis, ...] = (), articles: Articles | None = None) -> None:
        super().__init__()
        self.rows: list[BasisRow] = []
        self._rows = column()
        self.more = aside(Button("再加一条依据(&K)"))
        self.more.clicked.connect(lambda: self.add().law.setFocus())
        foot = row(self.more)
        if articles:
            foot.addWidget(self._offer(articles), 1)
        else:
            foot.addStretch(1)
        self.setLayout(column(self._rows, foot))
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

    def _offer(self, articles: Articles) -> Offer:
        """A list of the quoted articles: the chosen one fills the first empty row, or a new one."""
        self._offered = {
            one.article: Basis(law=articles.law, article=one.article, words=one.text) for one in articles.articles
        }
        words = {article: f"{article}  {_beginning(basis.words)}" for article, basis in self._offered.items()}
        self.offer = aside(Offer({"": f"{UNCHOSEN}（{articles.law}）", **words}))
        self.offer.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.offer.setMinimumContentsLength(12)
        self.offer.setAccessibleName(UNCHOSEN)
        self.offer.activated.connect(lambda _place: self._take(self.offer.value))
        return self.offer

    def _take(self, article: str) -> None:
        if not article:
            return
        empty = next((found for found in self.rows if found.value is None), None)
        (empty or self.add()).fill(self._offered[article])
        self.offer.choose("")

    @property
    def value(self) -> tuple[Basis, ...]:
        return tuple(basis for r in self.rows if (basis := r.value) is not None)


def _beginning(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
