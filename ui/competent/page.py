"""密封材料接收: what a competent body does with what desks seal to it. Nothing of the content is shown or kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame

from app.county.competent import Competent, TakenOut
from ui.cards import choose_card, compared
from ui.pages.page import AnyPage
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import card, column, label, row, scrolled

PACKAGES = "密封材料 (SWTSEALED-*.swt);;所有文件 (*)"
HOW = "选择接待台转来的密封材料（也可以把文件拖到这里），再选择取出到哪个文件夹。取出的内容没有加密。"
NO_DESK = "还没有登记接待台，取不出材料。请先把本机关公钥卡交给接待台，再登记对方的公钥卡。"
CARD = "把公钥卡交给接待台，对方用电话核对指纹后，才能密封材料给本机关。"
TAKING = "正在取出密封材料"


class BodyPage(AnyPage):
    """Works on an unlocked key folder."""

    def __init__(self, runner: StoreRunner[Competent]) -> None:
        super().__init__()
        self.runner = runner
        self.setAcceptDrops(True)
        inside = column(self._taking(), self._own_card(), self._known_desks(), None, spacing=16, margin=16)
        self.setLayout(column(scrolled(inside)))

    def refresh(self) -> None:
        """Read the desks anew."""
        desks = self.runner.store.desks()
        self.desks.setText("\n".join(f"{one.name}（{one.code}）\n指纹 {one.fingerprint}" for one in desks) or NO_DESK)
        self.choose.setEnabled(bool(desks))
        self.choose.setToolTip("" if desks else NO_DESK)

    def arrive(self) -> None:
        (self.choose if self.choose.isEnabled() else self.write).setFocus()

    def take_out(self, file: Path) -> None:
        """One package, into a folder that the person names."""
        folder = self.runner.ask.folder(self, "取出到哪个文件夹（不要用U盘，内容没有加密）")
        if folder is None:
            return
        done = self.runner.work(lambda body, work: body.take_out(file, folder, work.tell), self, TAKING, changes=True)
        if done is not None:
            self.tell_taken_out(done)

    def tell_taken_out(self, done: TakenOut) -> None:
        """Where it lies, and that it is not encrypted there."""
        files = f"，附件 {done.files} 份" if done.files else "，没有附件"
        self._tell(f"{done.words}\n事项编号 {done.number}{files}\n存放在 {done.folder}")

    def write_card(self) -> None:
        """The body's card, for the desks."""
        folder = self.runner.ask.folder(self, "公钥卡写到哪里（一般为U盘）")
        if folder is None:
            return
        file = self.runner.work(lambda body, _work: body.write_card(folder), self, "正在写公钥卡")
        if file is not None:
            self._tell(f"已写出本机关公钥卡：{file}\n请交给接待台，并在对方来电时念出指纹。")

    def trust(self) -> None:
        """A desk's card, once its fingerprint was compared by telephone."""
        chosen = choose_card(self.runner, self, "登记接待台公钥卡")
        if chosen is None:
            return
        before = next((one.fingerprint for one in self.runner.store.desks() if one.code == chosen.card.code), "")
        differs = before not in ("", chosen.fingerprint)
        more = f"已登记该台另一张公钥卡（指纹 {before}），采用后改用这张卡。" if differs else ""
        if not compared(self.runner, self, chosen, "接待台", "登记", more):
            return
        if self.runner.run(lambda: self.runner.store.trust(chosen.data), self) is not None:
            self.refresh()
            self._tell(f"已登记{chosen.card.name}，可以取出该台转来的密封材料。")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.choose.isEnabled() and len(_files(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_out(_files(event)[0])

    def _taking(self) -> QFrame:
        self.choose = Button("选择密封材料(&X)", "main")
        self.choose.clicked.connect(lambda: self._choose())
        self.told = label("", wrap=True, select=True)
        self.told.hide()
        return card(
            column(
                label("取出密封材料", "title"),
                label(HOW, "quiet", wrap=True),
                row(self.choose, None),
                self.told,
                margin=16,
            )
        )

    def _own_card(self) -> QFrame:
        self.fingerprint = label(f"指纹 {self.runner.store.fingerprint()}", "strong", wrap=True, select=True)
        self.write = Button("写出公钥卡(&K)")
        self.write.clicked.connect(lambda: self.write_card())
        return card(
            column(
                label(f"本机关公钥卡（{self.runner.store.code}）", "lead"),
                self.fingerprint,
                label(CARD, "quiet", wrap=True),
                row(self.write, None),
                margin=16,
            )
        )

    def _known_desks(self) -> QFrame:
        self.desks = label("", wrap=True, select=True)
        self.take = Button("登记接待台公钥卡(&D)")
        self.take.clicked.connect(lambda: self.trust())
        return card(column(label("已登记的接待台", "lead"), self.desks, row(self.take, None), margin=16))

    def _choose(self) -> None:
        files = self.runner.ask.files(self, "选择密封材料", PACKAGES)
        if files:
            self.take_out(files[0])

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.show()


def _files(event: QDropEvent) -> list[Path]:
    """The files that are dragged here."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
