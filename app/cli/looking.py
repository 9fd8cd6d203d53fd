"""Commands about who looked."""

from __future__ import annotations

import argparse

import msgspec

from app.cli.opening import open_desk
from app.cli.options import Answer
from app.domain.looks import Look, masked_words


def looked(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        found = desk.looked(options.number or "", officer=options.by, day=options.on, limit=options.limit)
        return {"looked": [_told(look) for look in found]}


def _told(look: Look) -> Answer:
    told = {name: value for name, value in msgspec.to_builtins(look).items() if name not in ("v", "line", "prev")}
    return {**told, "words": masked_words(look.words), "sentence": look.sentence}
