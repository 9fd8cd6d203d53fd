"""Thinning: nothing younger than two days goes, the newest never, and thinning often is thinning once."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.domain.thinning import kept
from tests.helpers import MORNING

minutes = st.sets(st.integers(0, 900 * 24 * 60), min_size=1, max_size=60)


def before(*, days: float) -> dt.datetime:
    return MORNING - dt.timedelta(days=days)


def test_all_of_two_days_one_a_day_a_week_a_month() -> None:
    made = {before(days=n / 4) for n in range(4 * 800)}
    staying = sorted(kept(made, MORNING))
    ages = [(MORNING - moment).days for moment in staying]
    assert sum(age < 2 for age in ages) == 8
    assert 12 <= sum(2 <= age < 14 for age in ages) <= 13
    assert 11 <= sum(14 <= age < 92 for age in ages) <= 15  # a week each, and the last of a month within it
    assert 20 <= sum(age >= 92 for age in ages) <= 22
    assert max(ages) < 731


def test_the_only_backup_stays_however_old_it_is() -> None:
    assert kept({before(days=3000)}, MORNING) == {before(days=3000)}
    assert kept((), MORNING) == set()


def test_a_backup_of_a_clock_that_ran_ahead_stays() -> None:
    made = {before(days=-40), before(days=1), before(days=1.1)}
    assert kept(made, MORNING) == made


@given(minutes, st.lists(st.integers(1, 60), max_size=8))
def test_thinning_often_leaves_what_thinning_once_leaves(made: set[int], pauses: list[int]) -> None:
    """At any time what is there is what the rule keeps of everything that was ever made."""
    start = before(days=900)
    moments = sorted(start + dt.timedelta(minutes=minute) for minute in made)
    there: set[dt.datetime] = set()
    for moment in moments:
        there = kept({*there, moment}, moment)
        assert moment in there
    now = max(moments[-1], start)
    for days in pauses:
        now += dt.timedelta(days=days)
        there = kept(there, now)
    assert there == kept(set(moments), now)
