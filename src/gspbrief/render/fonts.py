"""The house fonts as static files.

Source Serif 4 and Source Sans 3 come from PyPI as variable fonts whose default weight is 200: a program that
does not ask for a weight axis prints ExtraLight. Typst, vl-convert and the browser therefore get static
instances cut from them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.errors import GspBriefError
from gspbrief.language.letters import PRINT, WEB
from gspbrief.project.brand import read_brand
from gspbrief.project.general import home
from gspbrief.project.kept import kept_folder

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

RECIPE = "4"  # raise it when the instances would come out differently: it names the cache folder


@dataclass(frozen=True)
class Instance:
    """One static font cut from a variable one.

    Attributes
    ----------
    name : str
        File name without suffix, also the PostScript name.
    family, subfamily : str
        The names by which programs find the font.
    package, source : str
        The Python package and the variable font file in it.
    axes : mapping of str to float
        Where on the variation axes the instance stands (`wght` 1-1000, `opsz` points).
    """

    name: str
    family: str
    subfamily: str
    package: str
    source: str
    axes: Mapping[str, float]

    @property
    def weight(self) -> int:
        """Weight class: 400 regular, 600 semibold, 700 bold."""
        return int(self.axes["wght"])

    @property
    def italic(self) -> bool:
        """Whether the letters slope."""
        return self.subfamily.endswith("Italic")


_WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700, "Italic": 400}


def _sans(subfamily: str) -> Instance:
    source = "SourceSans3-Italic[wght].ttf" if subfamily == "Italic" else "SourceSans3[wght].ttf"
    axes = {"wght": float(_WEIGHTS[subfamily])}
    return Instance(
        f"SourceSans3-{subfamily}", "Source Sans 3", subfamily, "fontpkg_source_sans_3", source, axes
    )


def _serif(subfamily: str, size: float = 12, cut: str = "") -> Instance:
    slope = "-Italic" if subfamily == "Italic" else ""
    axes = {"wght": float(_WEIGHTS[subfamily]), "opsz": size}
    return Instance(
        f"SourceSerif4{cut}-{subfamily}",
        f"Source Serif 4 {cut}".rstrip(),
        subfamily,
        "fontpkg_source_serif_4",
        f"SourceSerif4{slope}[opsz,wght].ttf",
        axes,
    )


def of_brand(root: Path | None = None) -> tuple[Instance, ...]:
    """The instances of the typefaces that a project's brand has and the house does not.

    Parameters
    ----------
    root : Path, optional
        The project; by default the one around the working directory.

    Raises
    ------
    GspBriefError
        If the package of a typeface is not installed.
    """
    families = dict.fromkeys(read_brand(root or home()).fonts.values())
    ours = {instance.family for instance in INSTANCES}
    return tuple(one for family in families if family not in ours for one in _of_family(family))


def _of_family(name: str) -> Iterator[Instance]:
    import fontpkg

    try:
        family = fontpkg.family(name)
    except fontpkg.FamilyNotInstalled:
        slug = f"fontpkg-{fontpkg.slugify(name)}"
        raise GspBriefError(
            f"the font {name} is not installed",
            where="publication.yaml, brand, fonts",
            todo=f"Install it: pip install {slug}",
        ) from None
    for subfamily, weight in _WEIGHTS.items():
        style = "italic" if subfamily == "Italic" and "italic" in family.styles else "normal"
        chosen = fontpkg.select_file(family, weight, style, nearest=True)
        yield Instance(
            f"{name.replace(' ', '')}-{subfamily}",
            name,
            subfamily,
            f"fontpkg_{family.slug.replace('-', '_')}",
            chosen.path.name,
            {"wght": float(weight)},
        )


INSTANCES: tuple[Instance, ...] = (
    *(_sans(subfamily) for subfamily in _WEIGHTS),
    *(_serif(subfamily) for subfamily in _WEIGHTS),
    _serif("SemiBold", 48, "Display"),
)

_FEATURES = ["ccmp", "frac", "kern", "liga", "lnum", "locl", "mark", "mkmk", "onum", "pnum", "sups", "tnum"]
_NAMES = range(26)  # of OpenType's own: families, licence, makers


def default_cache() -> Path:
    """Return the user's cache folder for gspbrief, where font instances outlive one checkout."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "gspbrief"


def instances(cache: Path | None = None) -> Path:
    """Return a folder of static TTF files, of the house's typefaces and the brand's, making it if need be.

    Parameters
    ----------
    cache : Path, optional
        Folder that may be kept from one run to the next; the user's cache folder by default.

    Raises
    ------
    GspBriefError
        If a font package is not installed.
    """
    return _cached(cache or default_cache(), "fonts", _cut_all)


def web_fonts(cache: Path | None = None) -> Path:
    """Return a folder of WOFF2 files with the characters that briefs use, one for each static font."""
    static = instances(cache)

    def subset_all(folder: Path) -> None:
        for instance in (*INSTANCES, *of_brand()):
            with closing(_subset(static / f"{instance.name}.ttf", WEB)) as font:
                font.flavor = "woff2"
                font.save(folder / f"{instance.name}.woff2")

    return _cached(cache or default_cache(), "webfonts", subset_all)


def _cached(cache: Path, kind: str, make: Callable[[Path], None]) -> Path:
    return kept_folder(cache / f"{kind}-{_fingerprint()}", make)


def _fingerprint() -> str:
    return _hash_of(tuple(sorted({_font_file(instance) for instance in (*INSTANCES, *of_brand())})))


@cache
def _hash_of(sources: tuple[Path, ...]) -> str:
    """A hash of fonts as packages have them, which a process reads once: they are part of the environment."""
    digest = hashlib.sha256(RECIPE.encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _font_file(instance: Instance) -> Path:
    spec = importlib.util.find_spec(instance.package)
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if folder is None or not (folder / instance.source).is_file():
        distribution = instance.package.replace("_", "-")
        raise GspBriefError(
            f"the font {instance.family} is missing",
            where=f"Python package {distribution}",
            todo=f"Install it: pip install {distribution}",
        )
    return folder / instance.source


def _cut_all(folder: Path) -> None:
    for instance in (*INSTANCES, *of_brand()):
        _cut(instance, folder / f"{instance.name}.ttf")


def _cut(instance: Instance, target: Path) -> None:
    with closing(_subset(_font_file(instance), PRINT, instance.axes)) as font:
        _rename(font, instance)
        font.save(target)


def font_faces(instances: Iterable[Instance]) -> str:
    """The rules of CSS by which pages have instances as web fonts."""
    return "".join(
        f'@font-face {{ font-family: "{one.family}"; font-weight: {one.weight}; '
        f"font-style: {'italic' if one.italic else 'normal'}; font-display: swap; "
        f'src: url("fonts/{one.name}.woff2") format("woff2"); }}\n'
        for one in instances
    )


def _rename(font: TTFont, instance: Instance) -> None:
    """Name the instance so that every lookup finds it: among the family's styles, or as its own family."""
    names = font["name"]
    linked = instance.subfamily in {"Regular", "Italic", "Bold"}
    family = instance.family if linked else f"{instance.family} {instance.subfamily}"
    values = {
        1: family,
        2: instance.subfamily if linked else "Regular",
        3: f"gspbrief:{instance.name}",
        4: f"{instance.family} {instance.subfamily}",
        6: instance.name,
        16: instance.family,
        17: instance.subfamily,
    }
    for record in [r for r in names.names if r.nameID in {*values, 21, 22, 25}]:
        names.removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for name_id, value in values.items():
        names.setName(value, name_id, 3, 1, 0x409)
    _mark_style(font, instance)


def _mark_style(font: TTFont, instance: Instance) -> None:
    regular, bold, italic = 1 << 6, 1 << 5, 1 << 0
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = instance.weight
    os2.fsSelection &= ~(regular | bold | italic)
    os2.fsSelection |= italic if instance.italic else bold if instance.subfamily == "Bold" else regular
    head.macStyle = (2 if instance.italic else 0) | (1 if instance.subfamily == "Bold" else 0)


def _subset(
    source: Path, ranges: tuple[tuple[int, int], ...], axes: Mapping[str, float] | None = None
) -> TTFont:
    """The letters of a font in some ranges; of a variable one at a place, as far as its axes go."""
    import uharfbuzz as harfbuzz
    from fontTools.ttLib import TTFont

    face, wanted = harfbuzz.Face(harfbuzz.Blob(source.read_bytes())), harfbuzz.SubsetInput()
    wanted.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    for first, last in ranges:
        wanted.unicode_set.add_range(first, last)
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _FEATURES)
    wanted.name_id_set.update(_NAMES)
    if axes:  # outlines of variable fonts overlap: said, or what fills them may leave holes
        wanted.flags |= harfbuzz.SubsetFlags.SET_OVERLAPS_FLAG
    for axis in face.axis_infos if axes else ():
        place = (axes or {}).get(axis.tag, axis.default_value)
        wanted.pin_axis_location(face, axis.tag, min(max(place, axis.min_value), axis.max_value))
    return TTFont(io.BytesIO(harfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False)
