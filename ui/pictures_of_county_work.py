"""The pictures of the competent body's window and of the county's work (ui/pictures.py)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.county.competent import Competent, TakenOut
from app.exchange.keys import StationKeys, encode_card, make_card
from app.setup import machine_clock
from ui import settings
from ui.ask import Ask
from ui.competent.new_folder import NewBodyDialog
from ui.competent.page import BodyPage
from ui.competent.window import BodyWindow
from ui.look import Look
from ui.store_runner import StoreRunner

DESK, DESK_CODE = "某某镇人民政府信访接待台", "43062110200001"
BODY, BODY_CODE = "某某县纪律检查委员会", "430621JW"
PASSPHRASE = "某某县纪律检查委员会 样件"
UNLOCK_SECONDS = 0.01
SAMPLE = TakenOut(
    folder=f"/材料/{DESK_CODE}-e1-3",
    number=f"{DESK_CODE}20260012",
    sender=DESK,
    files=2,
    words="已取出某某镇人民政府信访接待台的密封材料，内容未加密，请按本机关规定保管。",
)
Pictures = Iterator[tuple[str, QWidget]]


def of_a_body(look: Look, place: Path) -> Pictures:
    """A key folder that is made, empty, with a desk registered, and after something was taken out."""
    folder = place / "body"
    shutil.rmtree(folder, ignore_errors=True)
    with Competent.create(
        folder, code=BODY_CODE, name=BODY, passphrase=PASSPHRASE, clock=machine_clock, unlock_seconds=UNLOCK_SECONDS
    ) as body:
        runner = StoreRunner(body, Ask(), look)
        window = BodyWindow(runner, settings.open_settings(place))
        window.show()
        yield "body", window
        body.trust(_card_of_a_desk())
        window.go("sealed")
        window.page(BodyPage).tell_taken_out(SAMPLE)
        yield "body-taken-out", window
        dialog = NewBodyDialog(runner, window)
        dialog.open()
        yield "body-new", dialog
        dialog.leave()
        window.leave()
        window.deleteLater()


def _card_of_a_desk() -> bytes:
    """Nobody may speak with the practice desk."""
    keys = StationKeys.generate()
    return encode_card(make_card(keys, role="desk", code=DESK_CODE, name=DESK, made_on=machine_clock().date()), keys)
