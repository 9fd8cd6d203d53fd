"""A desk with 2 GB of attachments (or the MiB given) exports them as one package, and a county takes it in.

The peak of memory of each side in a process of its own, their databases included, as the system says it. Prints JSON
lines; Linux only. Needs about five times the size in the folder for temporary files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.county.store import County
from app.desk import Desk
from app.domain.records.attachment import FileGiven
from app.storage.attached_file import CHUNK
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, registered

EACH = 256  # MiB of one recording


def prepare(place: Path, mebibytes: int) -> None:
    """A desk and a county that know each other; recordings of random bytes are attached to one petition."""
    with (
        Desk.create(
            place / "desk", office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, unlock_seconds=0.01
        ) as desk,
        County.create(
            place / "county",
            code="430621",
            name="某县信访局",
            passphrase=PASSPHRASE,
            clock=FixedClock(),
            unlock_seconds=0.01,
        ) as county,
    ):
        desk.trust(county.card())
        county.trust(desk.card())
        number = registered(desk)
        file = place / "recording.mp3"
        for _ in range(max(1, mebibytes // EACH)):
            with file.open("wb") as out:
                out.write(b"ID3\x03" + os.urandom(CHUNK - 4))
                for _ in range(min(EACH, mebibytes) - 1):
                    out.write(os.urandom(CHUNK))
            desk.attach(number, (FileGiven(path=str(file)),))
        file.unlink()


def side(place: Path, which: str) -> None:
    """One side's work; prints its peak."""
    start = time.perf_counter()
    if which == "export":
        with Desk.open(place / "desk", PASSPHRASE) as desk:
            told = desk.export(place).words
    else:
        with County.open(place / "county", PASSPHRASE, clock=FixedClock()) as county:
            (file,) = place.glob("SWT-*.swt")
            told = county.receive(file).words
    print(json.dumps({"name": which, "peak_mb": _peak(), "s": round(time.perf_counter() - start, 1), "told": told}))


def _peak() -> int:
    """The most megabytes of memory since this program began; getrusage would count the process that started it."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def main(mebibytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place, mebibytes)
        for which in ("export", "county takes in"):
            subprocess.run([sys.executable, __file__, which, folder], check=True)
            if which == "export":
                (file,) = place.glob("SWT-*.swt")
                print(json.dumps({"name": "package", "mb": file.stat().st_size >> 20}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        side(Path(sys.argv[2]), sys.argv[1])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 2048)
