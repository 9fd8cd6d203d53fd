"""Fixtures of the papers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.documents.paper import PaperContext
from tests.app.documents.sample import sample_context


@pytest.fixture(scope="session")
def make() -> Callable[..., PaperContext]:
    """`make(office={...}, context={...}, **changes)`: the sample petition with some fields changed."""
    return sample_context
