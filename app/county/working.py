"""A county's store at work in windows: locked and gone on with, and opened a second time by the thread that works."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from app.county.schema import PROGRAM
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.security.vault import Vault
from app.storage.database import is_free
from app.storage.lock import WriterLock

if TYPE_CHECKING:
    import datetime as dt

    from app.county.store import County

STEPS_BETWEEN = 10_000  # of the database's machine, until it is asked again whether the work is wanted no more
LEFT = frozenset({"folder", "code", "name", "_vault", "_tables", "_write", "_wrote", "_clock"})


class Working:
    """What a window does with the store besides asking it."""

    folder: Path
    _vault: Vault
    _tables: Tables
    _write: bool
    _wrote: bool
    _clock: Callable[[], dt.datetime]
    close: Callable[[], None]

    @property
    def locked(self) -> bool:
        """Whether it was locked up and not opened again."""
        return self._vault.closed

    def lock_up(self) -> None:
        """Close it and forget what was read from it; whoever holds it goes on with `go_on`."""
        self.close()
        for name in vars(self).keys() - LEFT:
            vars(self).pop(name)

    def go_on(self, opened: Self) -> None:
        """Take over what was opened anew: whoever holds this store works on with it."""
        vars(self).update(vars(opened))

    def twin(self) -> Callable[[Callable[[], bool] | None], County]:
        """What opens the second store: call it in the thread that works with it, and close that store there.

        It is given the question whether the work is wanted no more, asked in the midst of long statements on our own
        file; None: nothing is cut short. Lines in PostgreSQL are reached by a connection of its own. Raises
        StorageError.
        """
        self._vault.check_there()
        opened = self._vault.twin()

        def made(stopped: Callable[[], bool] | None = None) -> County:
            vault = opened()
            try:
                if stopped is not None:
                    vault.db.conn.set_progress_handler(stopped, STEPS_BETWEEN)
                kind: Any = type(self)
                return cast("County", kind(self.folder, vault, self._clock, write=self._write))
            except BaseException:
                vault.close()
                raise

        return made

    @contextlib.contextmanager
    def alone(self, program: str = PROGRAM) -> Iterator[County]:
        """This store as one that writes its own file too: itself, or where any number of programs write at once into
        PostgreSQL, opened a second time with the lock of the folder. Raises StorageError("desk-in-use")."""
        if self._vault.writable:
            yield cast("County", self)
            return
        lock = WriterLock(self.folder, program)
        with contextlib.ExitStack() as held:
            held.callback(lock.release)
            kind: Any = type(self)
            yield held.enter_context(kind(self.folder, self._vault.twin(lock)(), self._clock, write=True))

    def free(self) -> bool:
        """Whether nobody else is writing into our own file at this moment: who writes then would have to wait. Always
        where the lines lie in PostgreSQL. Raises StorageError."""
        if self._tables.engine != "sqlite":
            return True
        with broken_store():
            return is_free(self._vault.db)

    def heed_twin(self) -> None:
        """A twin has written: nothing is kept of the store but that, and what is held against it each time."""
        self._wrote = True

    def rest(self) -> None:
        """Everything into the main file, because people copy it alone."""
        self._vault.rest()
