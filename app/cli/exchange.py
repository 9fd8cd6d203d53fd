"""Commands of the exchange and the county store."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli import answers
from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.domain.rights import Right


def export(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.export(Path(options.to), first=options.first, volume=options.volume))


def receive(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        return {"received": answers.take_in(desk.receive, options.file)}


def reply(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        files = desk.reply(options.station, Path(options.to))
        return {"files": [str(file) for file in files], "station": options.station}


def below(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        handed = desk.handed() if desk.may(Right.READ) or desk.may(Right.OWN) else ()
        return {"below": msgspec.to_builtins(desk.below()), "handed": msgspec.to_builtins(handed)}


def revoke_below(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        desk.revoke_below(options.station, options.reason)
        words = "已停用该村级代办点的公钥，此后不再收其数据包；已收的内容不变。其新公钥卡经电话核对指纹后另行登记。"
        return {"station": options.station, "words": words}


def stick(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        return msgspec.to_builtins(desk.stick(Path(options.folder)))


def exchange(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        done = desk.exchange_stick(Path(options.folder))
        return {**msgspec.to_builtins(done), "refused": msgspec.to_builtins(desk.refused())}


def county_receive(options: argparse.Namespace) -> Answer:
    with open_county(options) as county:
        return {"received": answers.take_in(county.receive, options.file)}


def county_status(options: argparse.Namespace) -> Answer:
    with open_county(options, write=False) as county:
        if options.report:
            return {"report": options.report, "rows": county.report(options.report)}
        told = msgspec.to_builtins(county.status())
        return {"code": county.code, "name": county.name, "kept_in": county.kept_in, **told}


def county_reply(options: argparse.Namespace) -> Answer:
    with open_county(options) as county:
        return msgspec.to_builtins(county.answer(options.station, Path(options.to)))


def renew_keys(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        desk.renew_keys(options.reason)
        return {
            "station": desk.station,
            "fingerprint": desk.fingerprint(),
            "words": "已更换本台密钥。照常导出上报即可：县级签收后，新密钥自动生效，不必再核对指纹。",
        }


def county_renew_keys(options: argparse.Namespace) -> Answer:
    from app.county.new_keys import late_words

    with open_county(options, alone=True) as county:
        late = county.renew_keys(options.reason)
        told = "此后出具回执、写入下发件时告知各台；各台收到前仍用原密钥与其往来，不必再核对指纹。"
        return {
            "code": county.code,
            "fingerprint": county.fingerprint(),
            "late": msgspec.to_builtins(late),
            "words": f"已更换本单位密钥。{late_words(late)}{told if late else ''}",
        }


def county_revoke(options: argparse.Namespace) -> Answer:
    with open_county(options) as county:
        county.revoke(options.station, options.reason)
        return {"station": options.station, "words": "已停用该台公钥，此后不再收其数据包；已收的内容不变。"}


def county_calendar(options: argparse.Namespace) -> Answer:
    with open_county(options, write=False) as county:
        return msgspec.to_builtins(county.sign_schedule(Path(options.schedule), Path(options.to)))


def county_show(options: argparse.Namespace) -> Answer:
    from app.domain.covering import covered
    from app.domain.looks import Looker

    full = bool(options.by or options.purpose)  # what is missing of the two is refused by name
    with open_county(options, write=full) as county:
        looker = Looker(name=options.by or "", purpose=options.purpose or "")
        found = county.reveal(options.number, looker) if full else county.all_of(options.number)
        told = [
            {
                **answers.of_petition(petition if full else covered(petition)),
                "entries": [answers.of_body(body, full=full) for body in bodies],
            }
            for petition, bodies in found
        ]
        return {**told[0], "others": told[1:]}


def demo(options: argparse.Namespace) -> Answer:
    from app.demo import run

    return run(Path(options.folder) if options.folder else None)
