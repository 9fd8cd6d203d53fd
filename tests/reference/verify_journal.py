"""Checks a line of journal entries with nothing but Python's own library: docs/journal.md.

    python verify_journal.py entries.jsonl

One entry per line, as they lie in the package part `entries.jsonl`, from the first one on.
"""

import hashlib
import json
import sys
from pathlib import Path


def verify(lines: list[bytes]) -> tuple[int, str]:
    """(how many entries, hash of the last). Raises ValueError naming the first line that does not hold."""
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        entry = json.loads(line)
        again = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if again != line or entry["v"] != 1 or entry["seq"] != number or entry["prev"] != previous:
            raise ValueError(f"line {number} does not hold")
        previous = hashlib.sha256(line).hexdigest()
    return len(lines), previous


if __name__ == "__main__":
    print(*verify(Path(sys.argv[1]).read_bytes().split(b"\n")))
