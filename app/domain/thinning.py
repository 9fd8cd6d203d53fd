"""Which backups are kept: all of two days, one a day of two weeks, one a week of three months, one a month of two
years.

The newest of a day, week or month is the one that is kept of it, so that thinning again later, or more often, leaves
the same ones. Pure: moments in, moments out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

ALL = dt.timedelta(days=2)
RULES: tuple[tuple[dt.timedelta, Callable[[dt.datetime], tuple[int, ...]]], ...] = (
    (dt.timedelta(days=14), lambda made: (made.year, made.month, made.day)),
    (dt.timedelta(days=92), lambda made: made.isocalendar()[:2]),
    (dt.timedelta(days=731), lambda made: (made.year, made.month)),
)


def kept(made: Collection[dt.datetime], now: dt.datetime) -> set[dt.datetime]:
    """The moments whose backups stay. One from a clock that ran ahead stays, and so does the newest of all."""
    staying = {moment for moment in made if now - moment < ALL}
    for age, group in RULES:
        newest: dict[tuple[int, ...], dt.datetime] = {}
        for moment in sorted(moment for moment in made if now - moment < age):
            newest[group(moment)] = moment
        staying |= set(newest.values())
    return staying | ({max(made)} if made else set())
