"""Commands about who looked."""

from __future__ import annotations

import argparse

import msgspec

from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.domain.looks import DETAILS, Look, masked_words


def looked(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        found = desk.looked(options.number or "", officer=options.by, day=options.on, limit=options.limit)
        return {"looked": [_told(look) for look in found]}


def county_looks(options: argparse.Namespace) -> Answer:
    with open_county(options, write=False) as county:
        found = county.looked(options.number or "", officer=options.by, day=options.on, limit=options.limit)
        return {"looked": [_told(look) for look in found]}


def reveal(options: argparse.Namespace) -> Answer:
    fields = tuple(options.field) or tuple(DETAILS)
    with open_desk(options, write=False) as desk:
        petition = desk.reveal(options.number, fields, options.purpose)
        people = [_details(person, fields) for person in petition.petitioners]
        others = [_details(one.other, fields) for one in petition.mediations]
        return {"number": petition.number, "petitioners": people, "others": others}


def _details(holder: msgspec.Struct, fields: tuple[str, ...]) -> Answer:
    return {name: getattr(holder, name, "") for name in ("name", *fields)}


def _told(look: Look) -> Answer:
    told = {name: value for name, value in msgspec.to_builtins(look).items() if name not in ("v", "line", "prev")}
    return {**told, "words": masked_words(look.words), "sentence": look.sentence}
