"""Takes the faces of the documents out of the packages they come in, into `var/fonts` (scripts/setup.sh, Dockerfile).

Usage: make_fonts.py NOTO_DIRECTORY UNPACKED_DIRECTORY TARGET. The Noto collections hold four languages' faces in one
file of 25 to 100 MB; a document needs one of them, and a Japanese or Korean face must not be there to fall back on.
"""

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

COLLECTIONS = ("NotoSerifCJK-Regular", "NotoSerifCJK-Bold", "NotoSansCJK-Regular", "NotoSansCJK-Bold")
SINGLE = (
    "FandolFang-Regular.otf",
    "FandolKai-Regular.otf",
    "FandolHei-Regular.otf",
    "FandolSong-Regular.otf",
    "BabelStoneHan.ttf",
)
UNUSED = ("BASE", "DSIG", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
_FULL_NAME = 4
SPACE, LAST_LATIN = 0x20, 0x7E
# Nothing but these faces exists for the renderer; `own-fonts` takes the county's licensed files. A role's first face that
# holds the character prints it.
ROLES = {
    "Document Title": (
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "方正小标宋简体",
        "Noto Serif CJK SC",
    ),
    "Document Fangsong": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FZFangSong-Z02",
        "方正仿宋_GBK",
        "FangSong",
        "FandolFang",
        "FandolSong",
    ),
    "Document Kai": ("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03", "方正楷体_GBK", "KaiTi", "FandolKai"),
    "Document Hei": ("SimHei", "黑体", "FZHei-B01", "方正黑体_GBK", "FandolHei"),
    "Document Song": ("SimSun", "宋体", "FZShuSong-Z01", "方正书宋_GBK", "FandolSong"),
}
FALLBACK = ("Noto Serif CJK SC", "Noto Sans CJK SC", "BabelStone Han")


def cut(collection: Path, target: Path) -> None:
    """Save the face for Simplified Chinese of a collection as a file of its own."""
    with TTCollection(collection, lazy=True) as faces:
        for face in faces:
            if (face["name"].getDebugName(_FULL_NAME) or "").startswith(("Noto Serif CJK SC", "Noto Sans CJK SC")):
                save(face, target / f"{collection.stem.replace('CJK', 'SC')}.otf")
                return
    raise LookupError(f"{collection} has no face for Simplified Chinese")


def save(face: TTFont, path: Path) -> None:
    """Save a face without the tables a document has no use for; one keyed by CID gets CID = glyph number.

    Only then can a page's characters, which are glyph numbers, be read with the unused glyphs left out.
    """
    for table in UNUSED:
        if table in face:
            del face[table]
    if "CFF " in face:
        content = bytearray(face.reader["CFF "])
        font = face["CFF "].cff.topDictIndex[0]
        if not hasattr(font, "ROS"):
            raise ValueError(f"{path.name} is not keyed by CID")
        # Format 2 of a charset: one range of CIDs that starts with 1 and holds all glyphs but .notdef.
        place, glyphs = font.rawDict["charset"], len(font.charset)
        content[place : place + 5] = bytes([2]) + (1).to_bytes(2, "big") + (glyphs - 2).to_bytes(2, "big")
        face["CFF "] = table = DefaultTable("CFF ")
        table.data = bytes(content)
    face.recalcBBoxes = face.recalcTimestamp = False
    face.save(path, reorderTables=False)


def leave_out_latin(face: TTFont) -> None:
    """FandolFang's figures and Latin letters are grotesque; FandolSong, next in the chain, has fitting ones of half a width."""
    for table in face["cmap"].tables:
        if table.isUnicode():
            table.cmap = {code: name for code, name in table.cmap.items() if code == SPACE or code > LAST_LATIN}


def configuration(target: Path) -> str:
    """The fontconfig file of the directory."""
    aliases = "".join(
        f"<alias binding='strong'><family>{role}</family><prefer>"
        + "".join(f"<family>{face}</family>" for face in dict.fromkeys((*faces, *FALLBACK)))
        + "</prefer></alias>\n"
        for role, faces in ROLES.items()
    )
    return (
        "<?xml version='1.0'?>\n<!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>\n<fontconfig>\n"
        f"<dir>{target}</dir>\n<dir>{target.parent / 'own-fonts'}</dir>\n"
        f"<cachedir>{target.parent / 'font-cache'}</cachedir>\n<cachedir prefix='xdg'>fontconfig</cachedir>\n"
        f"{aliases}</fontconfig>\n"
    )


def main(noto: Path, unpacked: Path, target: Path) -> None:
    """Fill the target, which takes its final name when it is whole."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name in COLLECTIONS:
        cut(noto / f"{name}.ttc", unfinished)
    for name in SINGLE:
        [found] = unpacked.rglob(name)
        with TTFont(found, lazy=True) as face:
            if name.startswith("FandolFang"):
                leave_out_latin(face)
            save(face, unfinished / name)
    (unfinished / "fonts.conf").write_text(configuration(target), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
