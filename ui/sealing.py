"""导出密封材料: the material of a denunciation for the competent body, after its fingerprint was compared."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError
from ui.runner import Runner

CARDS = "公钥卡 (*.swtkey);;所有文件 (*)"


def seal_material(runner: Runner, number: str, parent: QWidget) -> None:
    """Ask for the body's card, have a person compare its fingerprint, ask for the folder, write the package."""
    from app.desk import decode_card, fingerprint

    files = runner.ask.files(parent, "接收机关的密封材料公钥卡", CARDS)
    if not files:
        return
    try:
        data = files[0].read_bytes()
        card = decode_card(data)
    except OSError:
        runner.ask.warn(parent, "没有读成", f"读不出文件：{files[0]}\n请检查U盘是否插好，再选一次。")
        return
    except DeskError as error:
        runner.ask.warn(parent, "没有采用", error.message)
        return
    text = (
        f"这张卡写明来自：{card.name}\n指纹：{fingerprint(card)}\n\n"
        "请打电话给接收机关，请对方念出指纹，逐组核对。一致才能导出。"
    )
    if not runner.ask.confirm(parent, "核对接收机关公钥指纹", text, "指纹一致，导出"):
        return
    folder = runner.ask.folder(parent, "密封材料写到哪里（一般为U盘）")
    if folder is None:
        return
    sent = runner.run(lambda: runner.desk.seal_denunciation(number, data, folder), parent)
    if sent is not None:
        runner.ask.tell(parent, "已导出密封材料", f"{sent.words}\n文件：{sent.file}")
