"""python -m ui [DESK_FOLDER]; with one of the options of ui/child.py no window, but that one thing."""

from __future__ import annotations

import sys
from pathlib import Path

from ui import child

if __name__ == "__main__":
    if sys.argv[1:2] == [child.PRINTERS]:
        from ui.printers_here import tell

        tell(Path(sys.argv[2]))
    elif sys.argv[1:] == [child.PRINT]:
        from ui.print_here import run

        run()
    else:
        from ui.application import main

        sys.exit(main())
