"""The typefaces of the papers: which face draws which character, and what happens when none can.

reportlab keeps the opened faces in its own registry; a face is opened when the first character needs it.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any, ClassVar, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.domain.errors import RuleBroken, StorageError
from app.shipped import resources_folder

Role = Literal["fang", "song", "hei", "kai", "title"]

FACES: dict[Role, str] = {
    "fang": "FandolFang-Regular",  # 仿宋
    "song": "NotoSerifSC-Regular",  # 宋体
    "hei": "NotoSansSC-Regular",  # 黑体
    "kai": "ShouwenKai-Regular",  # 楷体
    "title": "NotoSerifSC-Bold",  # in place of 小标宋
}
RESERVE = ("NotoSerifSC-Regular", "HanaMinB", "NotoSansSC-Regular")  # who draws what a face lacks, in this order
NEAREST: dict[Role, tuple[str, ...]] = {"fang": ("ShouwenKai-Light",)}  # nearer to it than the first of RESERVE
BEYOND_BMP = 0xFFFF
HAN_PLANES = range(0x20000, 0x40000)
VARIATION_OF_NAME = range(0xE0100, 0xE01F0)  # chooses a written form of a Han character: part of a name
VARIATION_OF_SIGN = range(0xFE00, 0xFE10)
LETTERS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Co", "Cs"))  # Unicode
FULL_WIDTH = 1000  # advance of a Chinese character, in thousandths of the type size


class Face(TTFont):
    """A TrueType face whose characters above U+FFFF also copy out of the PDF as what they are.

    reportlab writes them into the map from glyph to text with five hexadecimal digits, which readers take apart
    wrongly (𠅤 becomes ‖); the map is written again with surrogate pairs when the document is finished.
    """

    _one_at_a_time: ClassVar = threading.RLock()  # cutting out the characters moves about in the face's one file

    def __init__(self, name: str, file: str) -> None:
        # Without the "readable" first 128 codes only the characters of the paper are embedded.
        super().__init__(name, file, asciiReadable=False)

    def addObjects(self, doc: Any) -> None:
        with self._one_at_a_time:
            self._add_objects(doc)

    def _add_objects(self, doc: Any) -> None:
        subsets = self.state[doc].subsets
        fonts = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        for subset, name in zip(subsets, fonts, strict=True):
            if max(subset) > BEYOND_BMP:
                written = doc.idToObject["BasicFonts"].dict[name].ToUnicode
                _repair_text_map(doc.idToObject[written.name], subset)


def _repair_text_map(stream: Any, subset: list[int]) -> None:
    for code, character in enumerate(subset):
        if character > BEYOND_BMP:
            pair = chr(character).encode("utf-16-be").hex().upper()
            stream.content = stream.content.replace(f"<{code:02X}> <{character:04X}>", f"<{code:02X}> <{pair}>")


def open_face(name: str) -> Face:
    """The face of this name, opened at its first use; StorageError when its file is missing or damaged."""
    if name not in pdfmetrics.getRegisteredFontNames():
        file = resources_folder() / "fonts" / f"{name}.ttf"
        try:
            pdfmetrics.registerFont(Face(name, str(file)))
        except (TTFError, OSError) as error:
            message = f"字体文件“{file.name}”缺失或已损坏，无法打印。请用安装包重新安装。"
            raise StorageError("font-missing", message, file=str(file), detail=str(error)) from error
    return pdfmetrics.getFont(name)


class Letters:
    """One role's face with those that stand in for it; remembers which face draws which character."""

    def __init__(self, role: Role) -> None:
        own = FACES[role]
        self._names = tuple(dict.fromkeys((own, *NEAREST.get(role, ()), *RESERVE)))
        self._known: dict[str, tuple[str, float] | None] = {}

    def find(self, character: str) -> tuple[str, float] | None:
        """Name of the face that draws a character and its advance in thousandths, None when no face has it."""
        if character not in self._known:
            self._known[character] = self._look_up(character)
        return self._known[character]

    def advance(self, character: str) -> float:
        """Advance of a character in thousandths of the type size; RuleBroken when no face has it."""
        found = self.find(character)
        if found is None:
            raise missing_glyphs([character])
        return found[1]

    def runs(self, text: str) -> Iterator[tuple[str, bool, str]]:
        """Stretches of the text that one face draws: face name, whether full-width, the stretch."""
        for (name, wide), characters in groupby(text, self._kind):
            yield name, wide, "".join(characters)

    def _kind(self, character: str) -> tuple[str, bool]:
        found = self.find(character)
        if found is None:
            raise missing_glyphs([character])
        return found[0], found[1] >= FULL_WIDTH

    def _look_up(self, character: str) -> tuple[str, float] | None:
        code = ord(character)
        for name in self._names:
            face = open_face(name).face
            if code in face.charToGlyph:
                return name, face.charWidths.get(code, face.defaultWidth)
        return None


def legible(text: str, letters: Letters) -> str:
    """The text as it can stand on paper, nothing of it lost unseen.

    Invisible joiners and marks of direction are left out: they have no form of their own. A sign without a glyph
    (an emoji) is written out as 〔U+1F600〕. A letter or Han character without a glyph raises
    RuleBroken("glyph-missing"): a name is printed right or not at all.
    """
    odd: dict[int, str] = {}
    lost: list[str] = []
    for character in dict.fromkeys(text):
        if character == "\t":
            odd[ord(character)] = " "
        elif _is_unseen(character):
            odd[ord(character)] = ""
        elif _is_never_drawn(character) or letters.find(character) is None:
            odd[ord(character)] = f"〔U+{ord(character):04X}〕"
            if _is_letter(character):
                lost.append(character)
    if lost:
        raise missing_glyphs(lost)
    return text.translate(odd) if odd else text


def missing_glyphs(characters: list[str]) -> RuleBroken:
    """The refusal to print characters that no face can draw."""
    shown = "、".join(f"“{_shown(c)}”（U+{ord(c):04X}）" for c in characters[:10])
    more = f"等{len(characters)}个字" if len(characters) > 10 else ""
    return RuleBroken(
        "glyph-missing",
        f"以下文字没有可用的字形，不能打印：{shown}{more}。请核对是否录入有误；确为人名用字的，请改用规范字后再打印。",
        characters=[_shown(c) for c in characters],
    )


def _shown(character: str) -> str:
    """A lone surrogate can't be written anywhere, not even into a refusal."""
    return "\ufffd" if unicodedata.category(character) == "Cs" else character


def _is_unseen(character: str) -> bool:
    if character.isascii():
        return False
    return ord(character) in VARIATION_OF_SIGN or unicodedata.category(character) == "Cf"


def _is_never_drawn(character: str) -> bool:
    """Control characters and private codes: a glyph for one of them would be some font's chance."""
    return ord(character) in VARIATION_OF_NAME or unicodedata.category(character) in ("Cc", "Co", "Cs")


def _is_letter(character: str) -> bool:
    """What may be part of a name: letters, marks, numbers, private codes, planes of Han still unassigned."""
    if ord(character) in VARIATION_OF_NAME:
        return False
    return unicodedata.category(character) in LETTERS or ord(character) in HAN_PLANES
