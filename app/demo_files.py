"""The files that the practice desk attaches: drawn when they are needed, invented as everything there."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from app.documents.ink import MM, Ink, Style
from app.documents.page import LEFT, WIDTH

PLACE = "{演示文件}"  # in the script: the folder in which they lie
UNIT = "青石桥镇人民政府（演示）"
HEAD, TEXT = Style("title", 20), Style("fang", 14)


def make(folder: Path) -> None:
    """Draw them into a folder."""
    (folder / "三组村民联名说明.pdf").write_bytes(_letter())
    (folder / "现场路线示意图.png").write_bytes(_sketch())
    (folder / "误加的示意图.pdf").write_bytes(_wrong())


def _letter() -> bytes:
    """What the villagers wrote."""
    return _page(
        "三组村民联名说明（演示）",
        "我们是石桥村三组村民，组到村部的路雨天不能走，请镇里按去年的计划硬化。路肩占用的菜地我们已经让出。",
        "本文件为演示而编写，人物、事项均为虚构。",
    )


def _wrong() -> bytes:
    return _page("另一处道路的示意图（演示）", "本页属于另一事项，添加时选错。", "本文件为演示而编写。")


def _page(title: str, *texts: str) -> bytes:
    ink = Ink(title, UNIT)
    ink.put_aligned(LEFT, 240 * MM, title, HEAD, WIDTH, "centre")
    y = 220 * MM
    for text in texts:
        for line in ink.wrap(text, TEXT, WIDTH):
            ink.put(LEFT, y, line, TEXT)
            y -= 9 * MM
        y -= 4 * MM
    return ink.finish()


def _sketch() -> bytes:
    """A road with two places where it gave way, seen from above."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (900, 600), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    draw.line([(40, 520), (220, 430), (430, 400), (640, 250), (860, 90)], fill="#b08d57", width=34, joint="curve")
    draw.line([(0, 160), (300, 200), (900, 420)], fill="#7fa7c9", width=18, joint="curve")
    for x, y in ((250, 425), (560, 308)):
        draw.ellipse((x - 34, y - 34, x + 34, y + 34), outline="#b3261e", width=6)
    for x in range(60, 360, 60):
        draw.rectangle((x, 250, x + 38, 288), fill="#8a8f98")
    draw.rectangle((790, 130, 860, 190), fill="#5b6b8c")
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
