"""What is gathered to be attached: pages in order and files as they are, read in a thread; nothing of it on a disk."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import scans
from app.domain.errors import DeskError
from app.domain.records.attachment import MOST_AT_ONCE, MOST_TITLE, FileGiven, MaterialKind
from app.scans import Page, Whole
from ui import messages

if TYPE_CHECKING:
    from app.answers import Changes
    from app.desk import Desk
    from ui.runner import Runner
    from ui.working import Work

Given = tuple[tuple[FileGiven, ...], dict[str, bytes]]  # what is attached, and what of it was never a file
ATTACHING = "正在存为附件"
STILL_READING = "图片正在读入，请稍等，读完再办理。"
NAMED = 3  # files of the scanner's folder that are named when their deletion is offered
SCANNED = "扫描件"
HELD = "扫描件.pdf"  # how what was bound is called where it needs the name of a file
PASTED = "粘贴的图片"


@dataclass(eq=False)
class Item:
    """A page or a file in its place; neither while it is being read. `turned` in degrees to the right."""

    name: str
    content: Page | Whole | None = None
    turned: int = 0
    file: Path | None = None  # None for what was pasted
    source: Path | None = None  # the file, where it lies in the folder of the scanner
    siblings: int = 1  # pages that came out of the same file, this one too

    @property
    def page(self) -> Page | None:
        """The page, None for a file that is kept as it is and for what is still being read."""
        return self.content if isinstance(self.content, Page) else None

    @property
    def whole(self) -> Whole | None:
        """The file that is kept as it is."""
        return self.content if isinstance(self.content, Whole) else None


class Gathered(QObject):
    """`changed` after each change; `problems` are the sentences about what could not be taken in."""

    changed = Signal()
    _came = Signal(object, object)  # from the thread: the item, and what was read or why not

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.problems: list[str] = []
        self.title = ""  # of the pages together; "" for the usual one
        self.material: MaterialKind = "petitioner"
        self.apart = False  # each picture on its own, as it is
        self._turns = threading.Lock()  # one is read at a time, or the memory fills
        self._came.connect(self._take_in)

    @property
    def reading(self) -> bool:
        """Whether anything is still being read."""
        return any(item.content is None for item in self.items)

    @property
    def pages(self) -> list[Item]:
        """The pages in their order."""
        return [item for item in self.items if item.page is not None]

    def add_files(self, files: Sequence[Path], *, from_folder: bool = False) -> None:
        """Read files behind those that are there."""
        made = [Item(path.name, file=path, source=path if from_folder else None) for path in files]
        self._read([(item, partial(scans.read, path)) for item, path in zip(made, files, strict=True)])

    def add_picture(self, data: bytes) -> None:
        """Read a picture from the clipboard."""
        self._read([(Item(PASTED), partial(scans.read_picture, data, PASTED))])

    def move(self, item: Item, steps: int) -> None:
        """Forward or back in the order."""
        place = self.items.index(item)
        self.items.insert(min(max(place + steps, 0), len(self.items) - 1), self.items.pop(place))
        self.changed.emit()

    def turn(self, item: Item, degrees: int) -> None:
        """A page to the right."""
        if item.page is not None:
            item.turned = (item.turned + degrees) % 360
            self.changed.emit()

    def remove(self, item: Item) -> None:
        """Out of what is gathered; its file stays where it is."""
        self.items.remove(item)
        self.changed.emit()

    def to_remember(self) -> list[tuple[str, int]]:
        """For a draft: the files in their order, each with how its page is turned. The pages themselves are not kept
        with it, nor what was pasted."""
        told: dict[str, int] = {}
        for item in self.items:
            if item.file is not None:
                told.setdefault(str(item.file), item.turned)
        return list(told.items())

    @property
    def undrafted(self) -> str:
        """What no draft keeps, in words; "" for nothing."""
        pasted = sum(item.file is None for item in self.items)
        return f"粘贴的{pasted}张图片" if pasted else ""

    def recall(self, remembered: Sequence[tuple[str, int]]) -> None:
        """Read the files of a draft again, in the place of what is here; what is not there any more is said."""
        self.items = []
        self.problems = []
        here = [(Path(file), turned) for file, turned in remembered if Path(file).is_file()]
        gone = [Path(file).name for file, _turned in remembered if not Path(file).is_file()]
        if gone:
            self.problems.append(f"草稿中的{'、'.join(gone)}已不在原处，请重新取入。")
        self.add_files([file for file, _turned in here])
        for item, (_file, turned) in zip(self.items, here, strict=False):
            item.turned = turned

    def take_over(self, other: Gathered) -> None:
        """What was gathered elsewhere."""
        self.items.extend(other.items)
        self.title, self.material, self.apart = other.title, other.material, other.apart
        other.items = []
        self.changed.emit()

    def given(self) -> Given:
        """What is attached, and the content of what was never a file. Raises RuleBroken("scan-too-many")."""
        pages = self.pages
        together = not self.apart and not _one_as_it_is(pages)
        given: list[FileGiven] = []
        held: dict[str, bytes] = {}
        if together and pages:
            held[HELD] = _bound(pages)
            given.append(self._file(HELD, self.title or SCANNED))
        for place, item in enumerate(self.items):
            if item.whole is not None:
                given.append(self._file(item.whole.path, Path(item.name).stem))
            elif item.page is not None and not together:
                path = item.page.path
                if not path or item.turned:
                    path = f"扫描件{place + 1}.pdf"
                    held[path] = _bound([item])
                numbered = f"{self.title}{pages.index(item) + 1}" if self.title and len(pages) > 1 else self.title
                given.append(self._file(path, numbered or Path(item.name).stem))
        return tuple(given), held

    def _file(self, path: str, title: str) -> FileGiven:
        return FileGiven(path=path, title=title.strip()[:MOST_TITLE], material=self.material)

    @property
    def from_folder(self) -> tuple[Path, ...]:
        """What the scanner's software saved, as far as all pages of it are here."""
        counts = Counter(item.source for item in self.items if item.source is not None)
        return tuple(dict.fromkeys(i.source for i in self.items if i.source and counts[i.source] == i.siblings))

    def words(self) -> str:
        """3页，另有1个文件; "" for nothing."""
        pages, files = len(self.pages), sum(item.whole is not None for item in self.items)
        if not pages:
            return f"{files}个文件" if files else ""
        return f"{pages}页，另有{files}个文件" if files else f"{pages}页"

    def _read(self, wanted: list[tuple[Item, Callable[[], object]]]) -> None:
        room = max(0, MOST_AT_ONCE * 6 - len(self.items))
        if len(wanted) > room:
            self.problems.append(f"一次最多 {MOST_AT_ONCE * 6} 页（个文件），多出的没有取入。")
        wanted = wanted[:room]
        if not wanted:
            self.changed.emit()
            return
        self.items.extend(item for item, _read in wanted)
        self.changed.emit()
        threading.Thread(target=self._run, args=(wanted,), daemon=True).start()

    def _run(self, wanted: list[tuple[Item, Callable[[], object]]]) -> None:
        for item, read in wanted:
            came: object
            with self._turns:
                try:
                    came = read()
                except DeskError as error:
                    came = error
            with contextlib.suppress(RuntimeError):  # the window is gone
                self._came.emit(item, came)

    def _take_in(self, item: Item, came: object) -> None:
        """In the window's thread. A file with several pages becomes as many items in its place."""
        if item not in self.items:  # removed meanwhile
            return
        place = self.items.index(item)
        if isinstance(came, DeskError):
            self.items.pop(place)
            self.problems.append(messages.refusal(came))
        else:
            contents = came if isinstance(came, tuple) else (came,)
            many = len(contents)
            self.items[place : place + 1] = [
                replace(item, content=content, turned=item.turned if many == 1 else 0, siblings=many)
                for content in contents
            ]
        self.changed.emit()


def attach_gathered(runner: Runner, number: str, gathered: Gathered, parent: QWidget) -> bool:
    """Attach what is gathered to a petition by the step, in a thread; False when it was refused or stopped, which is
    said and keeps it all."""
    if not gathered.items:
        return True

    def attach(desk: Desk, work: Work) -> Changes:
        given, held = gathered.given()
        return desk.attach(number, given, progress=work.tell, held=held)

    told: list[str] = []
    done = runner.work(attach, parent, ATTACHING, lambda e: told.append(messages.refusal(e)), changes=True)
    if done is None:
        kept = f"事项已经登记（{number}），{gathered.words()}还没有存成附件，都还在。接下来请在“添加附件”中再试。"
        runner.ask.warn(parent, "附件没有存成", "\n".join((*told, kept)))
        return False
    offer_deletion(runner, gathered, parent)
    return True


def offer_deletion(runner: Runner, gathered: Gathered, parent: QWidget) -> None:
    """The scanner's files lie readable on the disk: whether they stay is asked, and they stay unless it is wanted."""
    files = [path for path in gathered.from_folder if path.is_file()]
    if not files:
        return
    names = "、".join(path.name for path in files[:NAMED])
    more = f"等{len(files)}个" if len(files) > NAMED else ""
    text = f"材料已经加密存入事项。扫描文件夹中的原文件（{names}{more}）没有加密，要删除吗？不删除的留在原处。"
    if not runner.ask.confirm(parent, "扫描文件夹中的原文件", text, "删除原文件"):
        return
    left = [path.name for path in files if not _deleted(path)]
    if left:
        runner.ask.warn(
            parent, "有的没有删除", f"{'、'.join(left)}正被其他程序使用，没有删除，请关闭该程序后自行删除。"
        )


def _deleted(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _bound(items: Sequence[Item]) -> bytes:
    return scans.bound([(item.page, item.turned) for item in items if item.page is not None])


def _one_as_it_is(pages: Sequence[Item]) -> bool:
    """A single picture from a file that nobody turned keeps its bytes."""
    return len(pages) == 1 and not pages[0].turned and bool(pages[0].page and pages[0].page.path)
