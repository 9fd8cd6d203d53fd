"""测试页: does all of a sheet come out of a printer, to scale, with rare characters? A4 and rolls of 80 mm."""

from __future__ import annotations

from typing import Literal

from app.documents.fonts import Role
from app.documents.ink import MM, Ink, Style

Sheet = Literal["a4", "80mm"]
SIZES: dict[Sheet, tuple[float, float]] = {"a4": (210 * MM, 297 * MM), "80mm": (80 * MM, 190 * MM)}
RARE = "䶮㛃𠅤𬭚𫖯𪩘堃喆犇瞾"
ROLES: tuple[tuple[Role, str], ...] = (
    ("title", "标题"), ("hei", "黑体"), ("fang", "仿宋"), ("kai", "楷体"), ("song", "宋体"),
)  # fmt: skip
FRAMES = (5, 10)  # mm from the edge: what a printer that cannot reach the edge leaves out is seen
QR = "SWT-TEST"
TITLE = "打印测试页"
EDGES = "边框距纸边{edges}毫米。四边完整、四角成直角的，边距正常；缺边的，请在打印机设置中选“实际大小”，不要缩放。"
SAMPLE = "信访事项登记回执 2026年3月2日 〔2026〕1号"
RULER = "下面的横线应长{length}毫米，方框应是边长20毫米的正方形，请用尺子核对。"
GREYS = "深浅应有十级，由黑到白，看得出分别。"


def make(sheet: Sheet, printer: str, day: str) -> bytes:
    """One sheet as PDF; `printer` and `day` stand on it, so that a sheet in a drawer says where it came from."""
    width, height = SIZES[sheet]
    wide = sheet == "a4"
    ink = Ink(TITLE, "首问台", size=(width, height))
    edges = FRAMES if wide else FRAMES[:1]
    for edge in edges:
        ink.frame(edge * MM, edge * MM, width - 2 * edge * MM, height - 2 * edge * MM)
    margin = (edges[-1] + 3) * MM
    y = _head(ink, margin, width, height - margin, printer, day, wide=wide)
    y = _faces(ink, margin, y, width - 2 * margin, wide=wide)
    y = _ruler(ink, margin, y, 150 if wide else 60, wide=wide)
    _greys(ink, margin, y, width - 2 * margin, wide=wide)
    return ink.finish()


def _head(ink: Ink, x: float, width: float, y: float, printer: str, day: str, *, wide: bool) -> float:
    title, small = Style("title", 18 if wide else 13), Style("fang", 11 if wide else 9)
    room = width - 2 * x
    y -= title.size * 1.2
    ink.put_aligned(x, y, ink.legible(TITLE, title), title, room, "centre")
    edges = "、".join(str(edge) for edge in (FRAMES if wide else FRAMES[:1]))
    for text in (f"打印机：{printer}", f"打印日期：{day}", EDGES.format(edges=edges)):
        y = _paragraph(ink, text, x, y, small, room)
    return y


def _faces(ink: Ink, x: float, y: float, room: float, *, wide: bool) -> float:
    """Each face in its own letters, then the rare characters that names are written with."""
    for role, name in ROLES:
        y = _paragraph(ink, f"{name}  {SAMPLE}", x, y, Style(role, 14 if wide else 10), room)
    for role, _name in ROLES:
        y = _paragraph(ink, f"生僻字：{RARE}", x, y, Style(role, 12 if wide else 9), room)
    return y


def _ruler(ink: Ink, x: float, y: float, length: int, *, wide: bool) -> float:
    """A line of so many millimetres with its marks, and a square that must be one."""
    small = Style("fang", 11 if wide else 9)
    y = _paragraph(ink, RULER.format(length=length), x, y, small, length * MM) - 6 * MM
    ink.rule(x, y, x + length * MM, y, 0.6)
    for mark in range(0, length + 1, 5):
        ink.rule(x + mark * MM, y, x + mark * MM, y + (4 if mark % 10 == 0 else 2) * MM, 0.4)
    side = 20 * MM
    ink.frame(x, y - 5 * MM - side, side, side)
    ink.qr(x + side + 8 * MM, y - 5 * MM - side, side, QR)
    return y - 5 * MM - side - 4 * MM


def _greys(ink: Ink, x: float, y: float, room: float, *, wide: bool) -> None:
    small = Style("fang", 11 if wide else 9)
    y = _paragraph(ink, GREYS, x, y, small, room) - 3 * MM
    for place in range(10):
        ink.shade(x + place * room / 10, y - 8 * MM, room / 10, 8 * MM, place / 9)


def _paragraph(ink: Ink, text: str, x: float, y: float, style: Style, room: float) -> float:
    for line in ink.wrap(text, style, room):
        y -= style.size * 1.6
        ink.put(x, y, line, style)
    return y
