"""Thirty desks, their villages and a county over weeks of random work, with everything that can happen to sticks.

python tests/bench/simulate.py [DAYS [SEED …]]: prints what was done, which incidents were injected and how each was
named, and ends with 1 when anything was lost, came twice, differs, or was not named.
"""

from __future__ import annotations

import functools
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.security import unlock
from tests.journeys.simulated_proof import heal, prove
from tests.journeys.simulation import Size, World

DAYS, SEEDS = 21, (1, 2)


def simulated(size: Size, seed: int, done: Counter[str], injected: Counter[str], named: Counter[str]) -> bool:
    """One seed to its end; adds to what is counted."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as scratch:
        world = World(Path(scratch) / "world", size, seed)
        try:
            world.run()
            proven = prove(world, heal(world))
        except Exception:
            traceback.print_exc()
            return False
        finally:
            world.close()
            done += world.done
            injected += world.injected
            named += Counter({f"{what}: {how}": times for (what, how), times in world.named.items()})
    told = ", ".join(f"{name} {getattr(proven, name)}" for name in proven.__struct_fields__)
    print(f"seed {seed}: {told}; {time.process_time() - began:.0f} s of CPU", flush=True)
    return True


def main() -> int:
    """All seeds; prints the tables."""
    unlock.try_slots = functools.cache(unlock.try_slots)  # type: ignore[assignment]  # one key, derived once
    days, *seeds = map(int, sys.argv[1:] or (DAYS, *SEEDS))
    size = Size(townships=30, villages=15, days=days, acts=150)
    done, injected, named = Counter[str](), Counter[str](), Counter[str]()
    good = [simulated(size, seed, done, injected, named) for seed in seeds or SEEDS]
    for title, table in (("done", done), ("injected", injected), ("named", named)):
        print(f"\n{title}")
        for what, times in sorted(table.items()):
            print(f"  {what:60} {times:7}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
