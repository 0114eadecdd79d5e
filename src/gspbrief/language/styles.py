"""The house styles that there are, read from ``_extensions/gspbrief/styles.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from gspbrief.errors import ArgumentError, RenderError
from gspbrief.language.contrast import tinted, too_faint
from gspbrief.language.style import Style
from gspbrief.project.brand import read_brand
from gspbrief.project.general import general, home
from gspbrief.project.kept import kept_folder

FILE = "styles.yaml"
LOOK = "_extensions/gspbrief"
SANS, SERIFS = "system-ui, sans-serif", "Georgia, serif"  # what stands in for a brand's typeface


def extension() -> Path:
    """The folder of the look: the package's, with the files that the project has of its own in their places.

    Where a project has some of them, all are put together in its ``build/``.

    Raises
    ------
    RenderError
        If the package's is not there.
    """
    common, root = _common(), home()
    own = root / LOOK if root else common
    mine, theirs = _names(own), _names(common)
    branded = read_brand(root).has_look
    if root is None or not (mine or branded):
        return common
    if theirs.keys() <= mine.keys() and not branded:
        return own
    contents = {name: path.read_bytes() for name, path in (theirs | mine).items()}
    return _together(root / "build", contents | {FILE: _said().encode("utf-8")})


def _common() -> Path:
    """The folder of the look that comes with the package."""
    folder = general() / LOOK
    if (folder / "_extension.yml").is_file() and (folder / FILE).is_file():
        return folder
    raise RenderError(
        f"the house style {LOOK} was not found",
        where=str(general()),
        todo="Install gspbrief again, or run it from a checkout",
    )


def _names(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.glob("[!.]*")) if path.is_file()}


def _together(work: Path, contents: Mapping[str, bytes]) -> Path:
    """A folder with these files, kept by their content."""
    stamp = sha256(b"".join(name.encode() + content for name, content in contents.items())).hexdigest()[:12]

    def fill(folder: Path) -> None:
        for name, content in contents.items():
            (folder / name).write_bytes(content)

    return kept_folder(work / f"look-{stamp}", fill)


def _said() -> str:
    """What the styles are: the project's own file, else the package's, in the project's brand."""
    common, root = _common(), home()
    own = root / LOOK / FILE if root else common / FILE
    text = (own if own.is_file() else common / FILE).read_text(encoding="utf-8")
    brand = read_brand(root)
    if not brand.has_look:
        return text
    said = tuple(sorted(brand.colours.items())), brand.series, tuple(sorted(brand.fonts.items()))
    return _branded(text, *said)


@cache
def _branded(
    text: str,
    colours: tuple[tuple[str, str], ...],
    series: tuple[str, ...],
    fonts: tuple[tuple[str, str], ...],
) -> str:
    """The styles with the colours and typefaces of a brand in place of their own."""
    import yaml

    said = yaml.load(text, Loader=yaml.CSafeLoader)
    own = dict(colours)
    if "accent" in own:
        own.setdefault("tint", tinted(own["accent"]))
    faces = said["house"]["typefaces"]
    for role, family in fonts:
        faces.setdefault(family, SERIFS if role == "body" and "serif" in family.casefold() else SANS)
    for style in said["styles"].values():
        style["colours"] = {**style.get("colours", {}), **own}
        style["fonts"] = {**style.get("fonts", {}), **dict(fonts)}
        charts = style.setdefault("charts", {})
        usual = charts.get("series", said["house"]["charts"]["series"])
        first = series or tuple(own[name] for name in ("accent",) if name in own)
        charts["series"] = [*first, *(one for one in usual if one not in first)][: len(usual)]
    written: str = yaml.dump(said, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    return written


def known() -> dict[str, Style]:
    """Every style by its name, the one that is taken where none is asked for first.

    Raises
    ------
    ArgumentError
        If the file does not say what a style must, with the place and what would be right.
    """
    return _known(_said())


def find(name: str = "") -> Style:
    """A style by its name; without one, the style that is taken where none is asked for.

    Raises
    ------
    ArgumentError
        If there is none of that name.
    """
    styles = known()
    chosen = name or next(iter(styles))
    if chosen not in styles:
        raise ArgumentError(f"unknown style {chosen}", todo=f"Known: {', '.join(styles)}")
    return styles[chosen]


@cache
def _known(text: str) -> dict[str, Style]:
    import yaml

    try:
        said = yaml.load(text, Loader=yaml.CSafeLoader)
        house, own, default = said["house"], said["styles"], said["default"]
        names = sorted(own, key=lambda name: name != default)
        whole = {name: _merged(house, own[name]) for name in names}
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise ArgumentError(
            f"this is not what styles are said in: {error}", where=FILE, todo="Correct it"
        ) from error
    if default not in whole:
        raise ArgumentError(f"the default {default} is no style", where=FILE, todo=f"Known: {', '.join(own)}")
    return {name: _style(name, values) for name, values in whole.items()}


def _merged(house: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a style says of itself over what all have."""
    return {
        **house,
        **{
            name: _merged(house[name], value) if isinstance(house.get(name), Mapping) else value
            for name, value in own.items()
        },
    }


def _style(name: str, values: Mapping[str, Any]) -> Style:
    style: Style = _made(Style, {"name": name, **values}, f"{FILE}, {name}")
    faces = dict(style.typefaces)
    for role, face in asdict(style.fonts).items():
        if face not in faces:
            raise ArgumentError(
                f"no typeface {face}",
                where=f"{FILE}, {name}, fonts, {role}",
                todo=f"Known: {', '.join(faces)}",
            )
    if faint := list(too_faint(style)):
        raise ArgumentError(
            f"colours that cannot be told apart: {'; '.join(faint)}",
            where=f"{FILE}, {name}, with the brand of publication.yaml",
            todo="Make them darker or lighter",
        )
    return style


def _made(kind: Any, value: Any, where: str) -> Any:
    """A value of a kind from what YAML gave, or the error that says what is wrong with it."""
    if is_dataclass(kind):
        return _record(kind, value, where)
    if get_origin(kind) is tuple:
        return _several(get_args(kind), value, where)
    if not _fits(kind, value):
        raise ArgumentError(f"{value!r} is not {_wanted(kind)}", where=where, todo="Correct it")
    return value


def _record(kind: Any, values: Any, where: str) -> Any:
    if not isinstance(values, Mapping):
        raise ArgumentError(f"{values!r} is not a list of names with values", where=where, todo="Correct it")
    given = {str(name).replace("-", "_"): value for name, value in values.items()}
    names = [field.name for field in fields(kind)]
    wrong = [f"{name} is missing" for name in names if name not in given]
    wrong += [f"{name} is unknown" for name in given if name not in names]
    if wrong:
        said = "; ".join(text.replace("_", "-") for text in wrong)
        raise ArgumentError(said, where=where, todo=f"It has {', '.join(names).replace('_', '-')}")
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{name: _made(hints[name], given[name], f"{where}, {name}") for name in names})


def _several(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    """A list of one kind, or of as many as there are kinds; a mapping is a list of pairs."""
    if isinstance(value, Mapping):
        return tuple(value.items())
    many = kinds[-1] is Ellipsis
    if not isinstance(value, list) or (not many and len(value) != len(kinds)):
        wanted = "a list" if many else f"a list of {len(kinds)}"
        raise ArgumentError(f"{value!r} is not {wanted}", where=where, todo="Correct it")
    return tuple(_made(kinds[0], one, where) for one in value)


def _fits(kind: Any, value: object) -> bool:
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if get_origin(kind) is Annotated:
        return isinstance(value, str) and re.fullmatch(kind.__metadata__[0], value) is not None
    return isinstance(value, kind)


def _wanted(kind: Any) -> str:
    """What a value should be, in words."""
    if get_origin(kind) is Literal:
        return " or ".join(get_args(kind))
    if get_origin(kind) is Annotated:
        return f"of the form {kind.__metadata__[0]}"
    return "a whole number" if kind is int else "a text"
