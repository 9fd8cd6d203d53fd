"""Key cards in the windows: chosen, read, and compared by telephone before anything is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError

if TYPE_CHECKING:
    from app.exchange.keys import KeyCard
    from ui.dialogs.dialog import Hands

CARDS = "公钥卡 (*.swtkey);;所有文件 (*)"


class Chosen(NamedTuple):
    """A card that a person chose: its file's bytes, what it says, its fingerprint. Nothing of it is proven."""

    data: bytes
    card: KeyCard
    fingerprint: str


def choose_card(hands: Hands, parent: QWidget, title: str) -> Chosen | None:
    """Ask for a card's file and read it; None when nobody chose one, or it is none, which has been said then."""
    from app.desk import decode_card, fingerprint

    files = hands.ask.files(parent, title, CARDS)
    if not files:
        return None
    try:
        data = files[0].read_bytes()
        card = decode_card(data)
    except OSError:
        hands.ask.warn(parent, "没有读成", f"读不出文件：{files[0]}\n请检查U盘是否插好，再选一次。")
        return None
    except DeskError as error:
        hands.ask.warn(parent, "没有采用", error.message)
        return None
    return Chosen(data, card, fingerprint(card))


def compared(hands: Hands, parent: QWidget, chosen: Chosen, whom: str, verb: str, more: str = "") -> bool:
    """Whether a person has compared the fingerprint by telephone with `whom` and found it the same."""
    text = (
        f"这张卡写明来自：{chosen.card.name}（{chosen.card.code}）\n指纹：{chosen.fingerprint}\n\n"
        f"请打电话给{whom}，请对方念出指纹，逐组核对。一致才能继续。"
    )
    return hands.ask.confirm(parent, f"核对{whom}公钥指纹", f"{text}\n\n{more}".rstrip(), f"指纹一致，{verb}")


def save_card(hands: Hands, parent: QWidget, title: str, code: str, card: bytes) -> Path | None:
    """Ask where a card is to be written and write it; None when it was not, which has been said then."""
    target = hands.ask.save_as(parent, title, f"SWTKEY-{code}.swtkey", CARDS)
    if target is None:
        return None
    try:
        target.write_bytes(card)
    except OSError:
        hands.ask.warn(parent, "没有写成", f"文件没有写成：{target}\n请检查U盘是否插好、有无空间，再导出一次。")
        return None
    return target
