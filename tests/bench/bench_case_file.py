"""The case file of about 60 pages, warm, against the same papers and records drawn without being bound.

Prints one JSON line. Run: python tests/bench/bench_case_file.py
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.desk import Desk  # noqa: E402
from app.documents import case_file  # noqa: E402
from app.domain.steps.closing import Close  # noqa: E402
from app.domain.steps.investigation import Investigate  # noqa: E402
from app.domain.steps.register import AddContact  # noqa: E402
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, registered, serve_all, to_issue  # noqa: E402

ROUNDS = 7
CONTACTS, INVESTIGATIONS = 19, 19
RECORD = "现场查看道路，听取信访人和村干部陈述，丈量长度和宽度，核对建设计划和资金到账凭证。" * 6


def petition(desk: Desk) -> str:
    """A closed petition with every paper of its way, many contacts and many records of investigation."""
    number = registered(desk)
    for _ in range(CONTACTS):
        desk.run(number, AddContact(channel="phone", note="询问办理进度。" * 10))
    to_issue(desk, number)
    for _ in range(INVESTIGATIONS):
        desk.run(number, Investigate(participants=("赵强",), record=RECORD, evidence=("现场照片", "丈量记录")))
    serve_all(desk, number)
    desk.run(number, Close())
    return number


def unbound(desk: Desk, number: str) -> None:
    """Everything is drawn, nothing is bound: neither cover nor contents list, number, bookmark."""
    bound = case_file.bound
    case_file.bound = lambda _context, items, left_out, _say: case_file.CaseFile(
        pdf=b"", pages=0, items=tuple(items), left_out=tuple(left_out)
    )
    try:
        desk.bind_case(number)
    finally:
        case_file.bound = bound


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "desk"
        with Desk.create(place, office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, unlock_seconds=0.01) as desk:
            number = petition(desk)
            case = desk.bind_case(number)
            pairs = [
                (milliseconds(lambda: desk.case_file(number)), milliseconds(lambda: unbound(desk, number)))
                for _ in range(ROUNDS)
            ]
    ours_ms, floor_ms = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    print(
        json.dumps(
            {
                "name": "case_file",
                "pages": case.pages,
                "megabytes": round(len(case.pdf) / 1e6, 1),
                "ours_ms": round(ours_ms),
                "floor_ms": round(floor_ms),
                "ratio": round(ratio, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
