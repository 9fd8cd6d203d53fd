"""What is tested here is the turning of passphrases into keys itself."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def keys_derived_once() -> None:
    """Nothing is remembered: every key is derived anew."""
