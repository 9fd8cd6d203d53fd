"""Makes the committed faces of this folder from the unpacked original packages named in SOURCES.md.

    python make_fonts.py --noto-sans DIR --noto-serif DIR --fandol DIR --wenkai DIR --hanazono DIR
                         --unihan DIR [--out DIR]

Each DIR is the folder into which one original package was unpacked. The result is the same bytes for
the same originals and the same fontTools. Only a developer who renews the faces needs this script.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

MAX_ERROR = 1.0  # units of a 1000-unit em by which a converted curve may miss the original
FULL_WIDTH = 1000
PUNCTUATION = range(0x2000, 0x2070)
SYMBOLS = (*range(0x2100, 0x2190), *range(0x2460, 0x2500), *range(0x25A0, 0x2610))
CJK_PUNCTUATION = (*range(0x3000, 0x3040), *range(0xFF00, 0xFFF0))
LATIN = range(0x20, 0x180)
HAN = 0x3400  # the first code of a Han character
COUNTED_ON_SAVING = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
)


def main() -> None:
    args = _arguments()
    common = common_characters(args.unihan)
    args.out.mkdir(parents=True, exist_ok=True)
    for work in (_noto_sans, _noto_serif, _fandol, _wenkai, _hanazono):
        work(args, common)


def common_characters(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (Unihan kTGH), GB 2312, and the signs that papers use."""
    wanted = _named_by(unihan, "Unihan_OtherMappings.txt.bz2", "kTGH")
    if len(wanted) != 8105:
        raise SystemExit(f"kTGH names {len(wanted)} characters, not 8105: wrong edition of Unihan")
    codes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    for code in codes:
        wanted.update(map(ord, code.decode("gb2312", "ignore")))
    return wanted | {*LATIN, *PUNCTUATION, *SYMBOLS, *CJK_PUNCTUATION}


def dictionary_characters(unihan: Path) -> set[int]:
    """The characters of 现代汉语词典 (Unihan kXHC1983): what an older name may be written with."""
    return _named_by(unihan, "Unihan_Readings.txt.bz2", "kXHC1983")


def _named_by(unihan: Path, file: str, field: str) -> set[int]:
    table = bz2.decompress(_one(unihan, file).read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {int(row[0][2:], 16) for row in rows if len(row) == 3 and row[1] == field}


def subset(source: Path, target: Path, wanted: Iterable[int], change: Callable[[TTFont], None]) -> None:
    """Keep the wanted characters of a TrueType face, without layout features and hints."""
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += ["BASE", "GDEF", "GSUB", "GPOS", "vhea", "vmtx", "gasp"]
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    change(font)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)


def to_truetype(source: Path, target: Path) -> None:
    """Convert PostScript (CFF) outlines into TrueType ones: reportlab embeds no other kind."""
    font = TTFont(source, recalcTimestamp=False)
    order, drawn = font.getGlyphOrder(), font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    for tag in ("CFF ", "VORG", "BASE", "GPOS", "GSUB", "vhea", "vmtx", "DSIG"):
        if tag in font:
            del font[tag]
    font["loca"], font["glyf"] = newTable("loca"), glyf
    _profile_of_truetype(font, glyf)
    _say_version(font, "converted to TrueType outlines")
    font.sfntVersion = "\000\001\000\000"
    font.save(target)


def _profile_of_truetype(font: TTFont, glyf: Any) -> None:
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        glyf[name].recalcBounds(glyf)
        font["hmtx"].metrics[name] = (advance, getattr(glyf[name], "xMin", 0))
    maxp, post = font["maxp"], font["post"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in COUNTED_ON_SAVING:
        setattr(maxp, field, 0)
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}


def _say_version(font: TTFont, what: str) -> None:
    for record in font["name"].names:
        if record.nameID == 5:
            record.string = f"{record.toUnicode()}; {what}"


def _rename(font: TTFont, family: str) -> None:
    """The licence keeps the original's names for the original: a changed face needs its own."""
    names = {1: family, 3: f"{family} Regular", 4: family, 6: family.replace(" ", ""), 16: family}
    for record in list(font["name"].names):
        if record.nameID in names and record.platformID == 3 and record.langID == 0x409:
            record.string = names[record.nameID]
        elif record.nameID in names or record.nameID in (7, 17, 21, 22):
            font["name"].names.remove(record)


def widen_punctuation(font: TTFont) -> None:
    """Give quotation marks and the name dot the full width that Chinese text sets them in."""
    cmap, drawn = font.getBestCmap(), font.getGlyphSet()
    made = {}
    for sign in "“‘”’·":
        name = cmap[ord(sign)]
        room = FULL_WIDTH - drawn[name].width
        shift = {"“": room, "‘": room, "·": room // 2}.get(sign, 0)
        pen = TTGlyphPen(None)
        drawn[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        made[name] = pen.glyph()
    for name, glyph in made.items():
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (FULL_WIDTH, glyph.xMin)


def _noto_sans(args: argparse.Namespace, common: set[int]) -> None:
    shutil.copyfile(_one(args.noto_sans, "NotoSansSC_400Regular.ttf"), args.out / "NotoSansSC-Regular.ttf")
    shutil.copyfile(_one(args.noto_sans, "LICENSE_FONT"), args.out / "LICENSE-NotoSansSC.txt")


def _noto_serif(args: argparse.Namespace, common: set[int]) -> None:
    regular = _one(args.noto_serif, "NotoSerifSC_400Regular.ttf")
    shutil.copyfile(regular, args.out / "NotoSerifSC-Regular.ttf")
    bold = _one(args.noto_serif, "NotoSerifSC_700Bold.ttf")
    subset(bold, args.out / "NotoSerifSC-Bold.ttf", common, lambda font: _say_version(font, "subset"))
    shutil.copyfile(_one(args.noto_serif, "LICENSE_FONT"), args.out / "LICENSE-NotoSerifSC.txt")


def _fandol(args: argparse.Namespace, common: set[int]) -> None:
    to_truetype(_one(args.fandol, "FandolFang-Regular.otf"), args.out / "FandolFang-Regular.ttf")
    licence = next(path for path in sorted(args.fandol.rglob("COPYING.gz")) if path.parent.name == "fandol")
    (args.out / "LICENSE-FandolFang.txt").write_bytes(gzip.decompress(licence.read_bytes()))


def _wenkai(args: argparse.Namespace, common: set[int]) -> None:
    """Regular for headings; Light, as thin as 仿宋, for the characters of names that 仿宋 lacks."""

    def change(weight: str) -> Callable[[TTFont], None]:
        def changed(font: TTFont) -> None:
            widen_punctuation(font)
            _rename(font, f"Shouwen Kai{weight}")
            _say_version(font, "subset, quotation marks at full width")

        return changed

    regular, light = (_one(args.wenkai, f"LXGWWenKai-{weight}.ttf") for weight in ("Regular", "Light"))
    fang = TTFont(args.out / "FandolFang-Regular.ttf", lazy=True).getBestCmap()
    han = {code for code in common | dictionary_characters(args.unihan) if code >= HAN and code not in fang}
    subset(regular, args.out / "ShouwenKai-Regular.ttf", common, change(""))
    subset(light, args.out / "ShouwenKai-Light.ttf", han - set(CJK_PUNCTUATION), change(" Light"))
    shutil.copyfile(_one(args.wenkai, "copyright"), args.out / "LICENSE-ShouwenKai.txt")


def _hanazono(args: argparse.Namespace, common: set[int]) -> None:
    shutil.copyfile(_one(args.hanazono, "HanaMinB.ttf"), args.out / "HanaMinB.ttf")
    shutil.copyfile(_one(args.hanazono, "copyright"), args.out / "LICENSE-HanaMinB.txt")


def _one(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name))
    if not found:
        raise SystemExit(f"{name} is not below {folder}")
    return found[0]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("noto-sans", "noto-serif", "fandol", "wenkai", "hanazono", "unihan"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
