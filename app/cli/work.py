"""Commands of the desk's work."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.cli import answers, reading
from app.cli.opening import open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken

if TYPE_CHECKING:
    from app.desk import Desk

OF_DESK = "-"  # in place of a petition's number: a step of the desk itself


def register(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.steps.register import Register

    given = reading.read_json(options.json)
    if "split_from" not in given:
        shape.read(Register, given)  # what is wrong is told before the desk is opened
    with open_desk(options) as desk:
        step = shape.read(Register, _with_split(desk, given))
        candidates = desk.candidates(step)
        changes = desk.register(step)
        return {
            "number": changes.number,
            "query_code": changes.query_code,
            **answers.of_changes(changes),
            "candidates": msgspec.to_builtins(candidates),
        }


def _with_split(desk: Desk, given: dict[str, Any]) -> dict[str, Any]:
    """What was handed in, over what the contact that it is registered from says already."""
    from app.domain import shape
    from app.domain.records.petitioner import SplitFrom

    if "split_from" not in given:
        return given
    wanted = shape.read(SplitFrom, given["split_from"])
    filled = msgspec.to_builtins(desk.split_off(wanted.number, wanted.contact))
    return {**{name: value for name, value in filled.items() if value}, **given}


def candidates(options: argparse.Namespace) -> Answer:
    from app.domain import shape
    from app.domain.steps.register import Register

    step = shape.read(Register, reading.read_json(options.json))
    with open_desk(options, write=False) as desk:
        return {"candidates": msgspec.to_builtins(desk.candidates(step))}


def contact(options: argparse.Namespace) -> Answer:
    options.step = "contact"
    return step(options)


def step(options: argparse.Namespace) -> Answer:
    given = reading.read_json(options.json)
    with open_desk(options) as desk:
        if options.number == OF_DESK:
            done = desk.run_desk(desk.read_desk_step(options.step, given))
            return {"number": "", **answers.of_changes(done)}
        changes = desk.run(options.number, desk.read_step(options.step, given))
        return {"number": changes.number, **answers.of_changes(changes)}


def show(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        view = desk.view(options.number)
        return {
            **answers.of_petition(view.petition),
            "deadlines": answers.of_deadlines(view.deadlines),
            "steps": msgspec.to_builtins(view.steps),
            "timeline": msgspec.to_builtins(view.timeline),
            "delivery": msgspec.to_builtins(view.delivery),
            "papers": list(view.papers),
            "links": msgspec.to_builtins(view.links),
            "notices": list(view.notices),
            "arrivals": [answers.of_arrival(one) for one in view.arrivals],
        }


def finality(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        told: Answer = msgspec.to_builtins(desk.finality(options.number))
        return told


def due(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        day = options.on or desk.today()
        duties = [
            {
                "number": duty.number,
                "title": duty.title,
                "who": duty.who,
                "responsible": duty.responsible,
                "what": duty.what,
                "urgency": duty.urgency,
                "deadline": answers.of_deadlines((duty.deadline,))[0],
            }
            for duty in desk.due(day)
        ]
        return {"on": day.isoformat(), "due": duties}


def count(options: argparse.Namespace) -> Answer:
    from app.domain.counting import business_month

    days = (options.first, options.last)
    if (options.month is None) == (days == (None, None)) or days.count(None) == 1:
        raise RuleBroken("usage", "请写明统计期：--month 2026-10，或者 --from 2026-10-01 --to 2026-10-31。")
    with open_desk(options, write=False) as desk:
        first, last = days if options.month is None else business_month(desk.counting, *options.month)
        return answers.of_counts(desk.counts(first, last), rows=options.rows)


def explain(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        clocks = desk.view(options.number).deadlines
        return {
            "number": options.number,
            "clocks": [
                {
                    **answers.of_deadlines((clock,))[0],
                    "title": clock.title,
                    "subject": clock.subject,
                    "words": list(desk.articles.words(clock.article)),
                    "days": msgspec.to_builtins(desk.explain(clock)),
                }
                for clock in clocks
            ],
        }


def calendar(options: argparse.Namespace) -> Answer:
    if options.action == "load" and options.file is None:
        raise RuleBroken("usage", "请写明放假安排的文件：calendar DESK load FILE。")
    with open_desk(options, write=options.action == "load") as desk:
        loaded = desk.load_schedule(Path(options.file)) if options.action == "load" else None
        years = [
            {**msgspec.to_builtins(known.schedule), "origin": known.origin, "words": known.words}
            for known in desk.schedules()
        ]
        return {"loaded": msgspec.to_builtins(loaded), "years": years}


def routes(options: argparse.Namespace) -> Answer:
    if options.desk is None:
        from app.shipped import load_routes

        return load_routes().answer()
    with open_desk(options, write=False) as desk:
        return desk.routes().answer()


def search(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        return {"results": msgspec.to_builtins(desk.search(options.text, options.limit))}


def journal(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        bodies = desk.written(options.number, purpose=options.full or "")
        return {"entries": [answers.of_body(body, full=options.full is not None) for body in bodies]}
