"""Every operation of desk and county against every kind of fault at every one of its calls to the system.

python tests/bench/fault_matrix.py [OPERATION …]: takes some minutes on all cores; prints a table and what failed, and
ends with 1 when anything that was confirmed was lost, half there, or could not be done again. Linux only.
"""

from __future__ import annotations

import functools
import multiprocessing
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.security import unlock
from tests.app.faults.matrix import FAULTS, Rehearsed, every
from tests.app.faults.operations import OPERATIONS, make_world

KILLED, CUT = "killed", "power cut"


def tried(name: str, template: Path) -> tuple[Counter[str], list[str]]:
    """How many faults of each kind were put in the way of one operation, and what went wrong."""
    unlock.try_slots = functools.cache(unlock.try_slots)  # type: ignore[assignment]  # one key, derived once
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        rehearsed = Rehearsed(OPERATIONS[name], template, Path(scratch))
        for number in every(rehearsed.calls):
            counts[KILLED] += 1
            _note(wrong, f"{name}, killed before call {number}", functools.partial(rehearsed.kill, number))
            for fault in FAULTS.values():
                if number <= len(rehearsed.calls) and fault.hits(rehearsed.calls[number - 1]):
                    counts[fault.name] += 1
                    what = f"{name}, {fault.name} at call {number}"
                    _note(wrong, what, functools.partial(rehearsed.fail, fault, number))
        events = rehearsed.record()
        for image in rehearsed.images(events, chances=4, everywhere=True):
            counts[CUT] += 1
            what = f"{name}, power cut after {image.after} events, {image.how}"
            _note(wrong, what, functools.partial(rehearsed.cut, events, image))
    return counts, wrong


def _note(wrong: list[str], what: str, attempt: functools.partial[object]) -> None:
    try:
        attempt()
    except Exception:
        wrong.append(f"{what}\n{traceback.format_exc()}")


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool() as pool:
        template = make_world(Path(folder))
        jobs = {name: pool.apply_async(tried, (name, template)) for name in names or OPERATIONS}
        kinds = [KILLED, CUT, *FAULTS]
        print(f"{'':32}" + "".join(f"{kind:>26}" for kind in kinds))
        totals: Counter[str] = Counter()
        wrong: list[str] = []
        for name, job in jobs.items():
            counts, failed = job.get()
            totals += counts
            wrong += failed
            print(f"{name:32}" + "".join(f"{counts[kind]:>26}" for kind in kinds), flush=True)
        print(f"{'in all':32}" + "".join(f"{totals[kind]:>26}" for kind in kinds))
    print("\n".join(wrong))
    print(f"{sum(totals.values())} faults; something lost, half there or not to be done again: {len(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
