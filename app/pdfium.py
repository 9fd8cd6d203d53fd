"""The library that draws PDFs works for one thread at a time, in the whole process: whoever uses it holds this."""

from __future__ import annotations

import threading
from typing import Final

ALONE: Final = threading.RLock()
