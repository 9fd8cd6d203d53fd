"""What a built program says of itself, and which of two versions is the newer one."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec

PROGRAM_FILE: Final = "program.json"  # beside the libraries of a built program (build.spec writes it)

Version = Annotated[str, msgspec.Meta(pattern=r"\A(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}\Z")]
"""Three numbers, 0.2.0: also the name of the program's folder."""


class ProgramFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Version, the system it runs on (linux-x86_64), and the version of the tables that it works with."""

    version: Version
    platform: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9_]{1,20}-[a-z0-9_]{1,20}\Z")]
    schema: Annotated[int, msgspec.Meta(ge=1)]


def is_version(text: str) -> bool:
    """Whether a text is a version, as a folder may be called."""
    return re.fullmatch(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}", text, re.ASCII) is not None


def order_of(version: str) -> tuple[int, ...]:
    """Greater for a newer version: 0.10.0 comes after 0.9.0."""
    return tuple(int(part) for part in version.split("."))
