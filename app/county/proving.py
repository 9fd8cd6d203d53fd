"""Every chain and every table of received lines, proven: in a county's store, and in a copy before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.county.carried import attachments_in, check_attached
from app.county.dispatching import Dispatched
from app.county.received import Received, unheard
from app.county.tables import Tables

Progress = Callable[[int, int], None]
PART = 100  # of the progress: the chains, the replay, the attachments have as much each


def prove(tables: Tables, *, rebuild: bool, progress: Progress = unheard) -> dict[str, Any]:
    """Check every chain that came up or goes down, with `rebuild` also what was folded against a replay.

    `progress` hears how many of how many are done; what it raises ends it.

    Raises StorageError: journal-damaged, journal-cut, dispatches-damaged, attachment-damaged, attachment-lost,
    projection-differs.
    """

    def part(place: int) -> Progress:
        return lambda done, total: progress(place * PART + PART * done // max(total, 1), 3 * PART)

    received, dispatched = Received(tables), Dispatched(tables)
    chained = received.check_chains(part(0))
    compared = received.check_folded(part(1)) if rebuild else None
    dispatched.check()
    if rebuild:
        dispatched.check_news()
        check_attached(tables)
    attachments = attachments_in(tables)
    attachments.verify(part(2))
    return {
        "entries": chained.entries,
        "lines": {name: {"seq": head.seq, "hash": head.hash} for name, head in chained.lines.items()},
        "witnessed": received.check_packages(),
        "attachments": attachments.named()._asdict(),
        "rebuilt": compared,
    }
