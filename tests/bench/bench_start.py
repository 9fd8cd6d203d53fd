"""Start to the first painted unlock window, against a bare PySide6 window with the same font.

python tests/bench/bench_start.py [RUNS]: pairs of fresh processes, medians, one JSON line.
Each child prints the clock (shared by all processes) at its first paint.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf"

PAINTED = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.done)
        return False
    def done(self):
        sys.stdout.write(repr(time.monotonic()))
        sys.stdout.flush()
        os._exit(0)
"""

FLOOR = """
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
app = QApplication(sys.argv[:1])
QFontDatabase.addApplicationFont(sys.argv[1])
app.setFont(QFont("Noto Sans SC", 11))
window = QWidget()
box = QVBoxLayout(window)
for part in (QLabel("首问台"), QLabel("口令"), QLineEdit(), QPushButton("解锁"), QPushButton("新建接待台")):
    box.addWidget(part)
painted = Painted()
window.installEventFilter(painted)
window.show()
app.exec()
"""

OURS = """
from ui.application import start
app, program = start(["ui", sys.argv[1]])
painted = Painted()
program.unlock.installEventFilter(painted)
app.exec()
"""


def measure(code: str, argument: str, environment: dict[str, str]) -> float:
    """Milliseconds from the start of the process to its first paint."""
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", PAINTED + code, argument],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    return (float(ran.stdout) - began) * 1000


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place) / "desk"
        desk.mkdir()
        for name in ("desk.key", "desk.db"):  # never opened before the passphrase is typed
            (desk / name).touch()
        environment = {**os.environ, "XDG_CONFIG_HOME": place, "APPDATA": place}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles a program that starts for the second time
        measure(FLOOR, str(FONT), environment)
        measure(OURS, str(desk), environment)
        floor, ours = [], []
        for _ in range(runs):
            floor.append(measure(FLOOR, str(FONT), environment))
            ours.append(measure(OURS, str(desk), environment))
    ours_ms, floor_ms = statistics.median(ours), statistics.median(floor)
    result = {
        "name": "start to unlock window",
        "ours_ms": round(ours_ms, 1),
        "floor_ms": round(floor_ms, 1),
        "ratio": round(ours_ms / floor_ms, 2),
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
