"""Mutations of the files that people edit: from a seed, one at a time, each with words for what it did."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

TABLES = ("partnerships", "costs", "migration", "outcomes", "design", "context", "revisions")
CELLS = (
    "", "0", "-1", "1e400", "1e-400", "-0", "nan", "NaN123", "sNaN", "inf", "1_000", "_1", "1__0",
    "１２", "١٢",
    "0x10", "1,5", "1.5", "1.240", "1 000", " 7 ", "7\n", "true", "x" * 200, "=1+1", "\t=1", "\r=1", "@x",
    'a"b', "a;b", "a\nb", "\x00", "\x01", "\ud800", "\ufeff", "\u202e", "é", "💩", "<b>", "../x", "con", ".",
    "/", "DEU", "deu", "XKX", "ZZZ", "SUN", "DEU;DEU", "DEU;", "2020", "2020-13", "2020-02-30", "0000",
    "9999",
    "share", "money", "exact", "aptc", "synthesis", "text", "9" * 400, "1" * 4301, "1e308", "-1e308",
    "9" * 20,
    "0.1.2", "+5", "٪", "½", "Ⅷ", "აბ", "aptc\n",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, 0, -1, 1.5, True, "", [], {}, "x", ["x"], {"x": 1}, "../../etc/passwd", "/etc/passwd",
    "http://127.0.0.1:9/x.csv", "(", "(a+)+$", "number", "integer", "string", "date", "any", "é" * 50, [None],
    [[]], {"": ""}, "partnerships.csv", "costs.csv", 1e308, 10**400, "=x", "\u202e", "2001-02-30",
)  # fmt: skip
BIBTEX = (
    "@", "{", "}", '"', ",", "=", "#", "%", "\\", "@string{a = a}", "@comment{", '@preamble{"x"}', "@misc{",
    "title = {}", "kind = {x}", " and ", "author = { and and }", "author={,,,,}", "year = {}", "\n\n",
    "@misc{x,y,z}", "{{{", "}}}", "month = jan", "\x00", "é", "@misc{mpi_2018, title={dup}}", "\\'", "$x$",
    '@string{b = "x" # b}', "{" * 200,
)  # fmt: skip
YAML = (
    "&a [*a]", '!!python/object/apply:os.system ["id"]', "*x", ": ", "- ", "\t", "{", "}", "[", '"', "'",
    "%YAML 9.9", "---\n", "...\n", "<<: *x", "? ", "!!binary x", "!!set {a}", "!!timestamp 2001", "0o7",
    "1_0",
    "~", "2001-99-01", "1:30", ".inf", ".nan", "\x00", "\u2028", "&a {k: *a}", "[" * 2000, "9" * 5000,
)  # fmt: skip
KINDS = (
    "flip", "cut", "delete", "insert", "nul", "latin", "utf16", "empty", "long", "returns", "again", "quote",
    "mark", "none", "folder",
)  # fmt: skip

Change = Callable[[random.Random, Path], str]


def mutated(chance: random.Random, project: Path) -> str:
    """Change one file of a project; says which and how."""
    change = chance.choices([change for change, _ in CHANGES], [weight for _, weight in CHANGES])[0]
    return change(chance, project)


def _read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def _write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))


def _table(chance: random.Random, project: Path) -> Path:
    return project / "data" / f"{chance.choice(TABLES)}.csv"


def cell(chance: random.Random, project: Path) -> str:
    """Another text in one cell of a table."""
    path = _table(chance, project)
    rows = _read(path)
    row, column, value = chance.randrange(1, len(rows)), chance.randrange(len(rows[0])), chance.choice(CELLS)
    rows[row][column] = value
    _write(path, rows)
    return f"{path.name}, row {row + 1}, {rows[0][column]}: {value[:30]!r}"


def header(chance: random.Random, project: Path) -> str:
    """Another name of a column, or a column more or less."""
    path = _table(chance, project)
    rows = _read(path)
    place = chance.randrange(len(rows[0]))
    kind = chance.choice(["rename", "blank", "capitals", "spaces", "mark", "drop", "twice", "move"])
    name = rows[0][place]
    for number, row in enumerate(rows):
        if kind == "drop":
            del row[place]
        elif kind == "twice":
            row.insert(place, row[place])
        elif kind == "move":
            row.append(row.pop(place))
        elif number == 0:
            names = {"blank": "", "capitals": name.upper(), "spaces": f" {name} ", "mark": f"\ufeff{name}"}
            row[place] = names.get(kind, chance.choice(("x", "id", "value", "\x00", "é")))
    _write(path, rows)
    return f"{path.name}, column {name}: {kind}"


def row(chance: random.Random, project: Path) -> str:
    """A row twice, too short, too long, blank or alone."""
    path = _table(chance, project)
    rows = _read(path)
    place, kind = chance.randrange(1, len(rows)), chance.choice(["twice", "short", "long", "blank", "none"])
    if kind == "twice":
        rows.append(rows[place])
    elif kind == "short":
        rows[place] = rows[place][: chance.randrange(len(rows[place]))]
    elif kind == "long":
        rows[place] = rows[place] + ["x"] * chance.randrange(1, 4)
    elif kind == "blank":
        rows.insert(place, [])
    else:
        rows = rows[:1]
    _write(path, rows)
    return f"{path.name}, row {place + 1}: {kind}"


def content(chance: random.Random, project: Path) -> str:
    """Other bytes in a file, or no file, or a folder in its place."""
    path = chance.choice(sorted(p for p in project.rglob("*") if p.is_file()))
    held = bytearray(path.read_bytes())
    place = chance.randrange(max(1, len(held)))
    kind = chance.choice(
        [
            "flip",
            "cut",
            "delete",
            "insert",
            "nul",
            "latin",
            "utf16",
            "empty",
            "long",
            "returns",
            "again",
            "quote",
            "mark",
            "none",
            "folder",
        ]
    )
    if kind == "flip" and held:
        held[place] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        held = held[:place]
    elif kind == "delete":
        del held[place : place + chance.randrange(1, 40)]
    elif kind == "utf16":
        held = bytearray(held.decode().encode("utf-16"))
    elif kind == "empty":
        held = bytearray()
    elif kind == "returns":
        held = bytearray(bytes(held).replace(b"\n", chance.choice([b"\r", b"\r\n", b"\n\n"])))
    elif kind == "mark":
        held[0:0] = b"\xef\xbb\xbf"
    else:
        added = {"nul": b"\0", "latin": b"\xe9", "long": b"A" * 140_000, "quote": b'"'}
        added["again"] = bytes(held[place : place + 500])
        held[place:place] = added.get(kind, bytes(chance.randrange(256) for _ in range(5)))
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind != "none":
        path.write_bytes(held)
    return f"{path.relative_to(project)}, byte {place}: {kind}"


def _places(value: object, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _places(part, (*above, key))


def _changed(chance: random.Random, document: Any) -> str:
    """Change one value at any depth."""
    place = chance.choice(list(_places(document)))
    above = document
    for key in place[:-1]:
        above = above[key]
    value = chance.choice(VALUES)
    if chance.random() < 0.25:
        del above[place[-1]]
        return f"{'/'.join(map(str, place))}: gone"
    above[place[-1]] = value
    return f"{'/'.join(map(str, place))}: {value!r:.40}"


def as_json(chance: random.Random, project: Path) -> str:
    """Another value in a description of tables, or in a notebook."""
    files = [project / "data" / "datapackage.json", project / "data" / "surveys" / "datapackage.json"]
    path = chance.choice([*files, files[0], *sorted((project / "notebooks").glob("*.ipynb"))[:2]])
    document = json.loads(path.read_text(encoding="utf-8"))
    what = _changed(chance, document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return f"{path.relative_to(project)}, {what}"


def as_yaml(chance: random.Random, project: Path) -> str:
    """Another value in the assumptions or in what the publication says of itself."""
    path = chance.choice([project / "data" / "assumptions.yaml", project / "briefs" / "publication.yaml"])
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    what = _changed(chance, document)
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return f"{path.name}, {what}"


def text(chance: random.Random, project: Path) -> str:
    """Other letters in YAML, BibTeX or a template."""
    template = sorted((project / "briefs").rglob("*.j2"))
    paths = [project / "data" / "assumptions.yaml", project / "briefs" / "publication.yaml", *template]
    path = chance.choice([*paths[:2], *[project / "data" / "sources.bib"] * 2, *template[:1]])
    held = path.read_text(encoding="utf-8")
    place = chance.randrange(len(held))
    kind, new = (
        chance.choice(["insert", "delete", "twice"]),
        chance.choice(BIBTEX if path.suffix == ".bib" else YAML),
    )
    if kind == "insert":
        held = held[:place] + new + held[place:]
    elif kind == "delete":
        held = held[:place] + held[place + chance.randrange(1, 30) :]
    else:
        held = held[:place] + held[place : place + 200] + held[place:]
    path.write_text(held, encoding="utf-8")
    return f"{path.name}, character {place}: {kind} {new[:20]!r}"


def survey(chance: random.Random, project: Path) -> str:
    """Another cell, header or shape of a survey."""
    path = project / "data" / "surveys" / "demo.csv"
    rows = _read(path)
    place, column = chance.randrange(len(rows)), chance.randrange(len(rows[0]))
    kind = chance.choice(["cell", "cell", "cell", "gone", "twice", "short", "long"])
    if kind == "cell":
        rows[place][column] = chance.choice(CELLS)
    elif kind == "gone":
        del rows[place]
    elif kind == "twice":
        rows.insert(place, rows[place])
    else:
        rows[place] = rows[place][:column] if kind == "short" else [*rows[place], "x"]
    _write(path, rows)
    return f"surveys/demo.csv, row {place + 1}, column {column + 1}: {kind}"


CHANGES: tuple[tuple[Change, int], ...] = (
    (cell, 30), (header, 10), (row, 7), (content, 16), (as_json, 14), (as_yaml, 8), (text, 12), (survey, 6),
)  # fmt: skip


def small_project(root: Path, target: Path) -> Path:
    """A project of a few partnerships whose evidence is sound: their rows, their sources, a short survey."""
    data = target / "data"
    (data / "surveys").mkdir(parents=True)
    keys: set[str] = set()
    for table in TABLES:
        (first, *rows) = _read(root / "data" / f"{table}.csv")
        owner = {"partnerships": "id", "context": "country"}.get(table, "partnership")
        wanted = {"", *FEW} if table != "context" else {"", "VNM", "PHL"}
        kept = [row for row in rows if row[first.index(owner)] in wanted]
        if table == "context":
            kept = kept[:12]
        _write(data / f"{table}.csv", [first, *kept])
        keys |= {row[first.index("source")] for row in kept} if "source" in first else set()
    bib = (root / "data" / "sources.bib").read_text(encoding="utf-8").split("\n\n")
    entries = [entry for entry in bib if entry.partition("{")[2].partition(",")[0] in keys]
    (data / "sources.bib").write_text("\n\n".join(entries), encoding="utf-8")
    for name in ("datapackage.json", "assumptions.yaml", "surveys/datapackage.json"):
        shutil.copy(root / "data" / name, data / name)
    lines = (root / "data" / "surveys" / "demo.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "surveys" / "demo.csv").write_text("".join(lines[:40]), encoding="utf-8")
    (target / "notebooks").mkdir()
    for name in ("costs.ipynb", "survey.ipynb"):
        shutil.copy(root / "notebooks" / name, target / "notebooks" / name)
    (target / "briefs").mkdir()
    shutil.copy(root / "briefs" / "publication.yaml", target / "briefs" / "publication.yaml")
    (target / "briefs" / "page.md.j2").write_text(
        "# {{ name }}\n{% for row in rows %}- {{ row }}{% if loop.last %}.{% endif %}\n{% endfor %}\n",
        "utf-8",
    )
    return target


FEW = ("triple_win", "aptc", "deu_vnm_care", "kani", "berne_initiative")
