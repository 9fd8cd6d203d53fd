"""What commands answer: plain JSON values for what the desk and the county give back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.answers import ArrivalSeen, Changes
from app.cli.parser import Answer
from app.domain.codes import STAGES
from app.domain.counted import Cell, Counts
from app.domain.covering import covered_facts
from app.domain.deadlines import Deadline, to_output
from app.domain.entries import Entry, body_of, hash_of
from app.domain.errors import DeskError, StorageError
from app.domain.petition import Petition
from app.domain.steps.arrival import dispatch_of
from app.domain.steps.table import read_entry


def of_changes(changes: Changes) -> Answer:
    """What a step changed. The query code and the candidates are added by the registration alone."""
    return {
        "stage": changes.petition.stage if changes.petition else "",
        "entries": [of_entry(entry) for entry in changes.entries],
        "deadlines": of_deadlines(changes.deadlines),
        "notices": [*changes.notices, *changes.remains],
    }


def of_deadlines(deadlines: tuple[Deadline, ...]) -> list[Answer]:
    """Each deadline with its ten fixed keys."""
    return [to_output(deadline) for deadline in deadlines]


def of_arrival(seen: ArrivalSeen) -> Answer:
    """What came down, with its clocks; `taken` is null while it waits."""
    arrival = seen.arrival
    return {
        "id": seen.ref,
        "dispatch": dispatch_of(arrival),
        "sender": arrival.sender,
        "sender_name": arrival.sender_name,
        "kind": arrival.brings,
        "what": seen.what,
        "number": seen.number,
        "title": seen.title,
        "who": seen.who,
        "arrived_on": arrival.on.isoformat(),
        "step": seen.step,
        "urgency": seen.urgency,
        "clocks": of_deadlines(seen.clocks),
        "why": seen.why,
        "content": arrival.content,
        "taken": msgspec.to_builtins(arrival.taken),
    }


def of_petition(petition: Petition) -> Answer:
    """What a reader asks first, then the whole petition."""
    return {
        "number": petition.number,
        "stage": petition.stage,
        "stage_words": STAGES[petition.stage],
        "who": petition.who,
        "responsible": petition.now_responsible,
        "petition": msgspec.to_builtins(petition),
    }


def of_entry(entry: Entry) -> Answer:
    """An entry that was written just now, with its hash and its sentence, details of persons masked."""
    return of_body(body_of(entry))


def of_body(body: bytes, *, full: bool = False) -> Answer:
    """An entry with its hash and its sentence; only in `full` is it what the hash is of."""
    entry, told = read_entry(body), json.loads(body)
    if not full:
        told["facts"] = covered_facts(entry.kind, told["facts"])
    return {**told, "hash": hash_of(body), "sentence": entry.facts.sentence(entry)}


def of_counts(counts: Counts, *, rows: bool) -> Answer:
    """Every figure with its caliber; with `rows` also the contacts and matters it is made of."""

    def cell(told: Cell) -> Answer:
        return {"value": told.value, **({"rows": msgspec.to_builtins(told.rows)} if rows else {})}

    def told(one: msgspec.Struct, *without: str) -> Answer:
        left_out = {*without, *(() if rows else ("rows",))}
        return {key: value for key, value in msgspec.to_builtins(one).items() if key not in left_out}

    return {
        "from": counts.first.isoformat(),
        "to": counts.last.isoformat(),
        "as_of": counts.as_of.isoformat(),
        "region": counts.region,
        "figures": [{**msgspec.to_builtins(figure.column), **cell(figure.cell)} for figure in counts.figures],
        "rates": [told(rate) for rate in counts.rates],
        "tables": [
            {
                "code": table.code,
                "title": table.title,
                "caliber": table.caliber,
                "columns": [{"code": one.code, "title": one.title, "unit": one.unit} for one in table.columns],
                "lines": [
                    {"key": line.key, "title": line.title, "cells": [cell(one) for one in line.cells]}
                    for line in table.lines
                ],
            }
            for table in counts.tables
        ],
        "groups": [
            {**told(group, "tallies"), "tallies": [told(one) for one in group.tallies]} for group in counts.groups
        ],
        "shares": [told(share) for share in counts.shares],
    }


def of_item(item: Any) -> Answer:
    """One paper of a case file, without the PDF itself."""
    told: Answer = {name: getattr(item, name) for name in ("code", "title", "number", "author", "pages")}
    return {**told, "day": item.day.isoformat() if item.day else ""}


def take_in(receive: Callable[[Path], Any], files: list[str]) -> list[Answer]:
    """Every file on its own: a bad one keeps no good one out, and is told when all have been tried.

    A file that lacks an earlier one is tried again after the others: a folder lists them as 1-9, 10-12, 5-8.
    """
    taken: list[Answer] = []
    refused: dict[str, DeskError] = {}
    waiting = files
    while waiting:
        before = len(taken)
        for file in waiting:
            try:
                taken.append({"file": file, **msgspec.to_builtins(receive(Path(file)))})
                refused.pop(file, None)
            except DeskError as error:
                refused[file] = error
            except OSError as error:
                refused[file] = StorageError("file-not-read", "文件读不出来，没有收下。", problem=str(error))
        gaps = [file for file, error in refused.items() if error.code == "package-gap"]
        waiting = gaps if len(taken) > before else []
    if refused:
        raise _refusal_of(refused, taken, alone=len(files) == 1)
    return taken


def _refusal_of(refused: dict[str, DeskError], taken: list[Answer], *, alone: bool) -> DeskError:
    """The first refusal, with what was taken in all the same and every refusal beside it."""
    file, error = next(iter(refused.items()))
    told = error.message
    if not alone:
        told = f"{len(refused)} 个文件没有收下，{len(taken)} 个文件已收下。“{Path(file).name}”：{error.message}"
    answers = [{"file": name, "error": one.code, "message": one.message} for name, one in refused.items()]
    facts = {**error.facts, "file": file, "taken": taken, "refused": answers}
    return type(error)(error.code, told, **facts)
