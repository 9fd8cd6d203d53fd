"""Opening a store in a thread: after an update, or a schedule, a desk's lists are read anew, with a small window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from ui.stores import Told
from ui.working import Work

T = TypeVar("T")

READYING = "正在整理事项列表（程序升级或者放假安排变更后做一次）：已整理{done}件，共{total}件。"
NOT_READY = "已取消，没有打开。数据完好，已整理的保留，下次解锁接着整理。"


def unlocked(opening: Callable[[Told], T], parent: QWidget) -> T:
    """The store that `opening` opens, given what hears how far it is, a desk with its lists ready. Raises what it
    raises; Stopped where nobody wants to wait: it is closed again then, and what is ready stays so."""

    def do(work: Work) -> T:
        from app.desk import Desk

        store = opening(work.say)
        if isinstance(store, Desk):
            try:
                store.ready_lists(lambda done, total: work.say(READYING.format(done=done, total=total), done, total))
            except BaseException:
                store.close()
                raise
        return store

    return Work().run(do, parent, "正在整理事项列表", when_told=True)
