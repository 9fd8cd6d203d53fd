"""Commands of the upload line: a desk's and the county's."""

from __future__ import annotations

import argparse
import functools
import sys
from pathlib import Path

import msgspec

from app.cli import reading
from app.cli.opening import open_desk, refuse_url
from app.cli.parser import Answer
from app.domain.errors import RuleBroken


def upload(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        done = desk.upload(first=options.first)
        return {"sent": done.sent, "answers": list(done.answers), "words": done.words}


def upload_address(options: argparse.Namespace) -> Answer:
    from app.domain.steps.upload import SetUploadAddress

    if options.url and options.none:
        raise RuleBroken("usage", "URL 和 --none 只能给出一个。")
    setting = bool(options.url or options.none)
    with open_desk(options, write=setting) as desk:
        if setting:
            step = SetUploadAddress(url=options.url or "", certificate_sha256=options.certificate_sha256 or "")
            desk.run_desk(step)
        holds = desk.upload_address()
        told = msgspec.to_builtins(holds) if holds else {"url": "", "certificate_sha256": ""}
        return {**told, "warning": holds.warning if holds else ""}


def county_serve(options: argparse.Namespace) -> Answer:
    from app.county.serve import serve
    from app.county.store import County
    from app.setup import machine_clock

    refuse_url(options.store)
    passphrase = reading.read_passphrase(options.passphrase_file)
    opening = functools.partial(
        County.open, Path(options.store), passphrase, clock=machine_clock, program="命令行 county-serve"
    )
    served = serve(
        opening,
        host=options.host,
        port=options.port,
        certificate=Path(options.certificate) if options.certificate else None,
        key=Path(options.key) if options.key else None,
        out=sys.stderr,
    )
    return msgspec.to_builtins(served)
