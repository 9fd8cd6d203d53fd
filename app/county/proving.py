"""Every chain and every table of received lines, proven: in a county's store, and in a copy before it is used."""

from __future__ import annotations

from typing import Any

from app.county.carried import attachments_in, check_attached
from app.county.dispatching import Dispatched
from app.county.received import Received
from app.county.tables import Tables


def prove(tables: Tables, *, rebuild: bool) -> dict[str, Any]:
    """Check every chain that came up or goes down, with `rebuild` also what was folded against a replay.

    Raises StorageError: journal-damaged, journal-cut, dispatches-damaged, attachment-damaged, attachment-lost,
    projection-differs.
    """
    received, dispatched = Received(tables), Dispatched(tables)
    chained = received.check_chains()
    compared = received.check_folded() if rebuild else None
    dispatched.check()
    if rebuild:
        dispatched.check_news()
        check_attached(tables)
    attachments = attachments_in(tables)
    attachments.verify()
    return {
        "entries": chained.entries,
        "lines": {name: {"seq": head.seq, "hash": head.hash} for name, head in chained.lines.items()},
        "witnessed": received.check_packages(),
        "attachments": attachments.named()._asdict(),
        "rebuilt": compared,
    }
