"""Search as you type over 100,000 petitions (or the number given), against a LIKE scan of the same texts.

Queries are what clerks type: two characters, a name, initials, a phone's beginning, a phrase, a number's tail, nothing
that is there. Then the earlier petitions that are looked up while a new one is registered. Prints one JSON line; times
in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.loaded import loaded_desk
from tests.bench.synthetic import petitions

CHINESE = (
    "道路 补偿 低保 水渠 土地征收 承包地四至 饮用水管网 养猪场臭气 石桥 大湾 王建国 李梅 张伟 王 外星人 没有的词语"
)
OTHER = "wjg lm zh sxm w xyzxyz 1380000 13800001 138000012 12 2026-512 19999999"
QUERIES = [*CHINESE.split(), *OTHER.split(), "道路 王", "石桥 低保 zh"]


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, loaded_desk(Path(folder) / "desk", count) as desk:
        db = vars(desk)["_db"]
        found = [_time(lambda q=q: desk.search(q)) for q in QUERIES * 20]
        scans = [_time(lambda q=q: _scan(db, q)) for q in QUERIES[:8]]
        alike = sorted(_time(lambda f=form: desk.candidates(f)) for form in petitions(200, seed=8))
    found.sort()
    print(
        json.dumps(
            {
                "name": f"search among {count} petitions",
                "p50_ms": round(statistics.median(found), 2),
                "p95_ms": round(found[int(len(found) * 0.95)], 2),
                "worst_ms": round(found[-1], 2),
                "candidates_p50_ms": round(statistics.median(alike), 1),
                "candidates_p95_ms": round(alike[int(len(alike) * 0.95)], 1),
                "floor_ms": round(statistics.median(scans), 1),
            },
            ensure_ascii=False,
        )
    )


def _scan(db: object, text: str) -> None:
    statement = "SELECT number FROM petitions WHERE CAST(state AS TEXT) LIKE ? ORDER BY row DESC"
    db.conn.execute(statement, (f"%{text}%",)).fetchall()  # type: ignore[attr-defined]


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
