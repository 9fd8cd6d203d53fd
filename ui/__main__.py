"""python -m ui [DESK_FOLDER]; with --printers FILE nothing but the printers of this PC, written there."""

from __future__ import annotations

import sys
from pathlib import Path

from ui.printers import OPTION

if __name__ == "__main__":
    if sys.argv[1:2] == [OPTION]:
        from ui.printers_here import tell

        tell(Path(sys.argv[2]))
        sys.exit(0)
    from ui.application import main

    sys.exit(main())
