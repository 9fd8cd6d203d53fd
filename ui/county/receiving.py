"""The upload line while the county's window is open: begun and stopped by a person, told in words."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.working import Stopped, Work

if TYPE_CHECKING:
    from app.county.line_thread import LineThread, Where
    from app.county.store import County

STOPPING = "正在停止联网接收，收到一半的由接待台下次接着传"
WAITING = "正在读入联网上传的数据包，读完接着办"
MOST_TOLD = 200  # events that are kept to be read
LOOK_SECONDS = 0.05  # between two looks whether the store is free
# Event of the line -> what is said of it; events of strangers who prove nothing are not told.
WORDS = {
    "begun": "开始上传",
    "taken": "上传的数据包已收下",
    "refused": "没有收下，原因见“交换”页未收下的数据包，该台也会看到",
    "failed": "本机磁盘写不进，没有接收",
    "fault": "程序内部错误，没有接收",
}
STOPPED, LOCKED, FAILED = "停止", "因锁定停止", "没有开启，或者中断"
FULL = "同时连接太多，有的没有接待"


@dataclass
class Story:
    """What the line did since it was begun; `port` is 0 while it does not listen yet."""

    where: Where
    since: dt.datetime
    port: int = 0
    taken: int = 0
    refused: int = 0
    told: list[tuple[dt.datetime, str, str]] = field(default_factory=list)  # when, which station ("" for none), words
    over: str = ""  # when and why it ended, in words


class Receiving(QObject):
    """One line at a time. `changed` tells that there is news, `ended` carries the error that it ended with, or None."""

    changed = Signal()
    ended = Signal(object)
    _heard = Signal(str, object)  # from the threads of the line
    _over = Signal(object, object)

    def __init__(self, county: County) -> None:
        super().__init__()
        self._county = county
        self._line: LineThread | None = None
        self.story: Story | None = None
        self._why = FAILED
        self._heard.connect(self._tell)
        self._over.connect(self._end)

    @property
    def running(self) -> bool:
        """Whether the line has the store open."""
        return self._line is not None and self._line.running

    def begin(self, where: Where) -> None:
        """Listen; whether that worked is told by `changed` or `ended`. Raises StorageError."""
        from app.county.line_thread import LineThread  # loads the server, which most never need

        if self.running:
            return
        twin = self._county.twin()
        self.story, self._why = Story(where, self._county.now()), FAILED
        self._line = LineThread(lambda: twin(None), where, self._heard.emit, self._over.emit)
        self._line.start()
        self.changed.emit()

    def stop(self, why: str = STOPPED) -> None:
        """It is wanted no more; it ends as soon as what is being taken in is finished."""
        if self._line is not None and self._line.running:
            self._why = why
            self._line.stop()

    def finish(self, parent: QWidget) -> None:
        """Stop, and wait until it has let go of the store."""
        line = self._line
        if line is not None and line.running:
            self.stop()
            Work().run(lambda _work: line.join(), parent, STOPPING)

    def wait_until_free(self, parent: QWidget) -> bool:
        """Before something is written: wait while an upload is being taken in. False where nobody wanted to wait."""
        if not self.running or self._county.free():
            return True
        twin = self._county.twin()

        def wait(work: Work) -> None:
            with twin(None) as store:
                while not store.free():
                    if work.stopped():
                        raise Stopped
                    time.sleep(LOOK_SECONDS)

        try:
            Work().run(wait, parent, WAITING)
        except Stopped:
            return False
        return True

    def _tell(self, event: str, facts: dict[str, Any]) -> None:
        story = self.story
        if story is None:
            return
        if event == "listening":
            story.port = facts["port"]
        words = FULL if facts.get("what") == "full" else WORDS.get(event, "")
        if words:
            story.taken += event == "taken"
            story.refused += event == "refused"
            story.told = [(_now(), str(facts.get("station", "")), words), *story.told[: MOST_TOLD - 1]]
        if words or event == "listening":
            self.changed.emit()

    def _end(self, line: LineThread, told: object) -> None:
        line.join()  # it has nothing left to do
        if line is not self._line:  # another one was begun since
            return
        if self.story is not None:
            self.story.over = f"{_now():%H:%M} {self._why}。"
        self.ended.emit(told)
        self.changed.emit()


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
