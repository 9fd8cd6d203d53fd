"""The opinion as a warm PDF against the same runs of text drawn with bare reportlab in the same faces.

Prints one JSON line. Run: python tests/bench/bench_opinion.py
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import ModuleType

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.documents.fonts import Letters  # noqa: E402
from app.documents.ink import Ink, Style  # noqa: E402
from app.documents.opinion import PAPER  # noqa: E402

ROUNDS = 41
Run = tuple[int, float, float, str, float, str]  # page, x, y, face, size, text


class Recording:
    """Notes where every run of text stands while a paper is drawn once."""

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def record(self, draw: Callable[[], bytes]) -> list[Run]:
        original = Ink.put

        def put(ink: Ink, x: float, y: float, text: str, style: Style, spread: float = 0.0) -> None:
            original(ink, x, y, text, style, spread)
            for face, _, run in Letters(style.role).runs(text):
                self.runs.append((ink.page, x, y, face, style.size, run))
                x += ink.width(run, style)

        Ink.put = put  # type: ignore[method-assign]
        try:
            draw()
        finally:
            Ink.put = original  # type: ignore[method-assign]
        return self.runs


def floor(runs: list[Run]) -> bytes:
    """The same text with nothing but canvas, setFont and drawString."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    page = 1
    for number, x, y, face, size, text in runs:
        if number != page:
            canvas.showPage()
            page = number
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)
    canvas.save()
    return out.getvalue()


def milliseconds(work: Callable[[], bytes]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def sample() -> ModuleType:
    """The sample petition of the tests."""
    file = ROOT / "tests" / "app" / "documents" / "sample.py"
    spec = importlib.util.spec_from_file_location("sample_petition", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    made = sample()
    context = made.sample_context()
    ours = lambda: PAPER.render(context)  # noqa: E731
    runs = Recording().record(ours)
    bare = lambda: floor(runs)  # noqa: E731
    bare()
    pairs = [(milliseconds(ours), milliseconds(bare)) for _ in range(ROUNDS)]
    ours_ms, floor_ms = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    print(
        json.dumps(
            {
                "name": "opinion",
                "ours_ms": round(ours_ms, 2),
                "floor_ms": round(floor_ms, 2),
                "ratio": round(ratio, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
