"""A desk with many petitions, made through the real entries and projections, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.desk import Desk
from app.domain.entries import Facts
from app.domain.office import Office
from app.domain.steps import table
from app.domain.steps.register import Register
from app.setup import machine_clock
from app.writer import Writer, transaction
from tests.bench.synthetic import petitions


def loaded_desk(folder: Path, count: int, steps: Iterable[Register] | None = None) -> Desk:
    """A desk of `count` petitions, just registered (or of the `steps` given). About a millisecond each."""
    desk = Desk.create(
        folder,
        office=Office(station="43068210500001", name="某某镇人民政府"),
        officers=("李某",),
        passphrase="bench",
        unlock_seconds=0.01,
    )
    inside = vars(desk)
    with transaction(inside["_db"]):
        writer = Writer(inside["_db"], desk.station, desk.epoch, desk.officer, machine_clock())
        for step in steps if steps is not None else petitions(count):
            context = Desk._context(desk, writer.today)  # noqa: SLF001 - the bench fills a desk faster than a step may
            facts: tuple[Facts, ...] = table.decide_new(step, context)
            writer.write(None, step.day(context), facts[0])
            writer.entries.clear()
    desk.rest()
    return desk
