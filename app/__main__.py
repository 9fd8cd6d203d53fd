"""`python -m app`."""

from __future__ import annotations

import sys


def start() -> int:
    """Run the command line; a key pressed while Python is still loading it ends in a sentence as well."""
    try:
        from app.cli import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write('{"error": "interrupted", "message": "\\u5df2\\u4e2d\\u65ad\\u3002", "facts": {}}\n')
        return 3


if __name__ == "__main__":
    sys.exit(start())
