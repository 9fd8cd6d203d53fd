"""Commands of what is sent down (下发件): the county issues, the desk takes up."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import msgspec

from app.cli import answers, reading
from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken

if TYPE_CHECKING:
    from app.answers import Changes
    from app.desk import Desk


def county_dispatch(options: argparse.Namespace) -> Answer:
    from app.county.dispatching import Order

    order = Order(kind=options.kind, content=reading.read_json(options.json), number=options.number or "")
    with open_county(options) as county:
        return msgspec.to_builtins(county.dispatch(options.station, order, by=options.by or ""))


def county_dispatches(options: argparse.Namespace) -> Answer:
    with open_county(options, write=False) as county:
        return {"dispatches": msgspec.to_builtins(county.dispatches(options.station or ""))}


def dispatch(options: argparse.Namespace) -> Answer:
    from app.county.dispatching import Order

    order = Order(kind=options.kind, content=reading.read_json(options.json), number=options.number or "")
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.dispatch(options.station, order))


def dispatches(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        return {"dispatches": msgspec.to_builtins(desk.dispatches(options.station or ""))}


def arrivals(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        return {"arrivals": [answers.of_arrival(one) for one in desk.arrivals(all_of_them=options.all)]}


def take_up(options: argparse.Namespace) -> Answer:
    given = reading.read_json(options.json) if options.json else {}
    with open_desk(options) as desk:
        return answers_of(_taken(desk, options, given))


def set_aside(options: argparse.Namespace) -> Answer:
    from app.domain.steps.arrival import SetAside

    with open_desk(options) as desk:
        return answers_of(desk.set_aside(options.id, SetAside(reason=options.reason, number=options.number or "")))


def answers_of(changes: Changes) -> Answer:
    """What a step changed, and the query code where it registered a petition."""
    return {"number": changes.number, "query_code": changes.query_code, **answers.of_changes(changes)}


def _taken(desk: Desk, options: argparse.Namespace, given: dict[str, Any]) -> Changes:
    """The arrival as the step it leads to, filled with what it says; what was handed in stands over that."""
    from app.domain import shape
    from app.domain.steps.register import AddContact, Register

    arrival = desk.arrival(options.id)
    of_matter = arrival.step == Register.name
    if of_matter and not options.number:
        filled = msgspec.to_builtins(desk.registration(options.id))
        return desk.register(shape.read(Register, {**filled, **given}), arrival=options.id)
    name = options.step or (AddContact.name if of_matter else arrival.step)
    if not name:
        raise RuleBroken("arrival-no-step", f"{arrival.what}不由步骤办理。{arrival.why}", arrival=options.id)
    number = options.number or arrival.number
    filled = msgspec.to_builtins(desk.suggest(number, name, arrival=options.id))
    return desk.run(number, desk.read_step(name, {**filled, **given}), arrival=options.id)
