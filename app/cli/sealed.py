"""Commands about the sealed material of denunciations: the desk's, and the competent body's own."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli import reading
from app.cli.opening import open_body, open_desk
from app.cli.parser import Answer


def export(options: argparse.Namespace) -> Answer:
    from app.exchange.keys import CARD_LIMIT
    from app.exchange.medium import read_small

    with open_desk(options) as desk:
        card = read_small(Path(options.card), CARD_LIMIT)
        return msgspec.to_builtins(desk.seal_denunciation(options.number, card, Path(options.to)))


def new(options: argparse.Namespace) -> Answer:
    from app.county.competent import Competent
    from app.setup import machine_clock

    with Competent.create(
        Path(options.folder),
        code=options.code,
        name=options.name,
        passphrase=reading.read_passphrase(options.passphrase_file),
        clock=machine_clock,
        unlock_seconds=options.unlock_seconds,
    ) as body:
        return {
            "file": str(body.write_card(Path(options.to))),
            "code": body.code,
            "name": body.name,
            "fingerprint": body.fingerprint(),
        }


def trust(options: argparse.Namespace) -> Answer:
    from app.exchange.keys import CARD_LIMIT, fingerprint
    from app.exchange.medium import read_small

    with open_body(options) as body:
        desk = body.trust(read_small(Path(options.card), CARD_LIMIT))
        return {"code": desk.code, "name": desk.name, "fingerprint": fingerprint(desk), "words": "请用电话核对指纹。"}


def take_out(options: argparse.Namespace) -> Answer:
    with open_body(options) as body:
        return msgspec.to_builtins(body.take_out(Path(options.file), Path(options.to)))
