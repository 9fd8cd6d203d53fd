"""Commands that set up desks and counties and exchange their keys."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli import reading
from app.cli.opening import open_county, open_desk, open_either, refuse_url
from app.cli.parser import Answer
from app.domain.errors import RuleBroken


def init(options: argparse.Namespace) -> Answer:
    from app.desk import Desk
    from app.domain import shape
    from app.domain.office import Office

    given = {
        name: getattr(options, name)
        for name in ("station", "name", "short", "address", "phone", "hours", "review_body", "review_address", "region")
        if getattr(options, name)
    }
    desk = Desk.create(
        Path(options.desk),
        office=shape.read(Office, given),
        officers=tuple(options.officer),
        passphrase=reading.read_passphrase(options.passphrase_file),
        unlock_seconds=options.unlock_seconds,
        program="命令行",
    )
    with desk:
        return {
            "desk": str(desk.folder),
            "office": msgspec.to_builtins(desk.office),
            "officers": list(desk.officers),
            "fingerprint": desk.fingerprint(),
        }


def init_county(options: argparse.Namespace) -> Answer:
    from app.county.store import County
    from app.setup import machine_clock

    refuse_url(options.store)
    county = County.create(
        Path(options.store),
        code=options.code,
        name=options.name,
        passphrase=reading.read_passphrase(options.passphrase_file),
        clock=machine_clock,
        unlock_seconds=options.unlock_seconds,
        program="命令行",
        url=options.url,
    )
    with county:
        return {
            "store": str(county.folder),
            "code": county.code,
            "name": county.name,
            "kept_in": county.kept_in,
            "fingerprint": county.fingerprint(),
        }


def county_move(options: argparse.Namespace) -> Answer:
    from app.county import moving
    from app.setup import machine_clock

    refuse_url(options.store)
    given = (Path(options.store), reading.read_passphrase(options.passphrase_file))
    if options.back:
        words = moving.move_back(*given, clock=machine_clock, program="命令行")
    else:
        words = moving.move(*given, options.url, clock=machine_clock, program="命令行")
    with open_county(options, write=False) as county:
        return {"store": str(county.folder), "code": county.code, "kept_in": county.kept_in, "words": words}


def pair(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk, open_county(options) as county:
        county.trust(desk.card())  # may refuse; the desk's journal keeps only what both sides took
        desk.trust(county.card())
        return {
            "station": desk.station,
            "county": county.code,
            "desk_fingerprint": desk.fingerprint(),
            "county_fingerprint": county.fingerprint(),
        }


def card(options: argparse.Namespace) -> Answer:
    from app.exchange.keys import card_name, decode_card, fingerprint
    from app.exchange.medium import write_package

    with open_either(options, write=False) as place:
        data = place.card()
    card = decode_card(data)
    path = write_package(Path(options.to), card_name(card), data)
    return {"file": str(path), "code": card.code, "name": card.name, "fingerprint": fingerprint(card)}


def trust(options: argparse.Namespace) -> Answer:
    from app.exchange.keys import decode_card, fingerprint
    from app.exchange.medium import read_start

    data = read_start(Path(options.card))  # more than the largest card
    card = decode_card(data)
    with open_either(options) as place:
        if options.below and not hasattr(place, "station"):
            raise RuleBroken("usage", "--below 只用于在镇级接待台登记村级代办点。")
        place.trust(
            data, **({"below": True} if options.below else {}), **({"replace": True} if options.replace else {})
        )
    return {"code": card.code, "name": card.name, "fingerprint": fingerprint(card), "words": "请用电话核对指纹。"}


def settings(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.office import Office, Officers

    with open_desk(options, write=bool(options.json)) as desk:
        if options.json:
            given = reading.read_json(options.json)
            officers = shape.read(Officers, {"officers": given.pop("officers", list(desk.officers))})
            merged = {**msgspec.to_builtins(desk.office), **given}
            desk.describe(shape.read(Office, merged), officers.officers)
        return {"office": msgspec.to_builtins(desk.office), "officers": list(desk.officers)}
