"""One petition with 60 entries: the next step decided and folded, and all 60 folded anew. Prints one JSON line.

The step is a contact, the lightest there is, so what is measured is what a long history costs. The floor decodes the
same petition from its stored state, which the desk has to do before it can decide anything.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.petition import Petition
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from app.storage.petitions import read_state
from tests.app.domain.folding import Folding

ENTRIES, ROUNDS = 60, 200


def main() -> None:
    desk = Folding(today=dt.date(2026, 4, 20))
    desk.run(Accept(), Serve(paper="F03"), Assign(office="村镇建设办", handler="赵强"))
    while desk.petition.entries < ENTRIES - 1:
        desk.run(AddContact(note="询问办理进度，补充说明情况。" * 5))
        desk.run(Investigate(record="现场查看，核对台账，听取双方陈述。" * 10, evidence=("照片", "台账")))
    desk.run(DraftOpinion(facts_found="经查属实。" * 20))
    petition, context = desk.petition, desk.context()
    state = msgspec.json.Encoder(order="sorted").encode(petition)
    ours = median(lambda: step(desk, petition))
    print(
        json.dumps(
            {
                "name": f"one step on a petition of {petition.entries} entries",
                "decide_and_fold_ms": round(ours, 3),
                "offers_ms": round(median(lambda: table.offers(petition)), 3),
                "decide_ms": round(median(lambda: table.decide(petition, AddContact(), context)), 3),
                "made_ms": round(median(lambda: petition.made), 3),
                "decode_floor_ms": round(median(lambda: read_state(state)), 3),
            }
        )
    )


def step(desk: Folding, petition: Petition) -> None:
    """Decide on the long petition and fold what the decision leaves."""
    desk.petition = petition
    desk.run(AddContact(note="再次来访"))


def median(work: Callable[[], object]) -> float:
    """Milliseconds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found) * 1000


if __name__ == "__main__":
    main()
