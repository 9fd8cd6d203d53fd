"""This program started once more beside itself, for what may never come back or may take its process with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PRINTERS = "--printers"  # FILE: write the printers of this PC into a file (ui/printers_here.py)
PRINT = "--print"  # print what comes by the input (ui/print_here.py)

HERE = Path(__file__).resolve().parent.parent  # the folder in which it is started
FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def this_program(*options: str) -> list[str]:
    """How it is started with these options, from the tree and frozen alike."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ui"]
    return [*program, *options]
