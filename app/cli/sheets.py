"""Commands of the sheets (XLSX, CSV) for the county systems that exist."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli.opening import open_desk
from app.cli.parser import Answer
from app.domain.errors import RuleBroken, StorageError


def sheet_layouts(options: argparse.Namespace) -> Answer:
    if (options.action == "export") != (options.folder is not None):
        raise RuleBroken("usage", "写法：sheet-layouts DESK list、sheet-layouts DESK check 或 … export FOLDER。")
    with open_desk(options, write=False) as desk:
        known = desk.layouts()
        files = desk.copy_layouts(Path(options.folder)) if options.action == "export" else ()
    wrong = [one.problem for one in known if one.problem]
    if options.action == "check" and wrong:
        raise StorageError("layout-invalid", "".join(wrong), problems=wrong)
    return {"layouts": msgspec.to_builtins(known), "files": list(files)}


def sheet_export(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        made = desk.export_sheet(
            Path(options.to),
            options.layout,
            options.format,
            first=options.first,
            last=options.last,
            stage=options.stage,
            full=options.full,
        )
    return msgspec.to_builtins(made)


def sheet_import(options: argparse.Namespace) -> Answer:
    from app.domain.sheets.taken import Said

    said = Said(
        sender=options.sender,
        kind=options.kind,
        letter_number=options.letter,
        letter_on=options.letter_on,
        result_due=options.due,
    )
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.stage_sheet(Path(options.file), options.layout, sheet=options.sheet, said=said))


def staged(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        if options.row is not None:
            filled = desk.staged_row(options.row)
            return {
                "rows": [msgspec.to_builtins(filled.row)],
                "register": msgspec.to_builtins(filled.register),
                "cells": msgspec.to_builtins(filled.cells),
            }
        rows = desk.staged(settled=options.settled)
    return {"rows": msgspec.to_builtins(rows), "register": None, "cells": []}


def stage_take(options: argparse.Namespace) -> Answer:
    """Rows are registered as they stand, or one as a person completed it."""
    from app.cli import answers, reading
    from app.domain import shape
    from app.domain.steps.register import Register

    if (options.row is None) != options.all or (options.all and options.json):
        raise RuleBroken(
            "usage", "写法：stage-take DESK 行号、stage-take DESK 行号 --json FILE 或者 stage-take DESK --all。"
        )
    given = reading.read_json(options.json) if options.json else None
    with open_desk(options) as desk:
        if options.all:
            done = desk.take_sound()
            return {"taken": _numbered(done.taken), "left": _why(done.left), "changes": None}
        step = None
        if given is not None:
            filled = msgspec.to_builtins(desk.staged_row(options.row).register)
            step = shape.read(Register, {**filled, **given})
        changes = desk.take_staged(options.row, step)
        told = {"number": changes.number, "query_code": changes.query_code, **answers.of_changes(changes)}
        return {"taken": _numbered(((options.row, changes.number),)), "left": [], "changes": told}


def stage_drop(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.set_aside_staged(options.row, options.reason))


def _numbered(taken: tuple[tuple[int, str], ...]) -> list[Answer]:
    return [{"row": row, "number": number} for row, number in taken]


def _why(left: tuple[tuple[int, str], ...]) -> list[Answer]:
    return [{"row": row, "why": why} for row, why in left]
