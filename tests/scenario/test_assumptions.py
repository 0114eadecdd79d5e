"""The file of assumptions: complete, in its ranges, in agreement with the evidence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from case_names import case_name
from gspbrief.errors import ArgumentError, EstimationError, EvidenceError
from gspbrief.evidence.sources import read_bibliography
from gspbrief.findings.citation import Citation
from gspbrief.scenario.assumption import DESIGN, RANKED, TAGS, Assumption, Case, Correlation
from gspbrief.scenario.assumptions import DRAWN, Assumptions, parse_assumptions, read_assumptions
from gspbrief.scenario.symbols import BESIDE, COST_KINDS, DOMAINS, PARTIES, UNITS

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


def test_every_assumption_has_its_unit_reason_and_symbol(base: Assumptions) -> None:
    assert set(DOMAINS) <= set(base.entries)
    assert list(base.cases) == ["base", "traditional", "gsp_same_course", "gsp_two_tracks"]
    assert base.entries["CA"].bound == "below"
    assert (base.entries["V"].low, base.entries["V"].high) == (80_000, 100_000)
    assert "V" not in base


def test_whatever_the_partners_do_not_choose_has_a_range(base: Assumptions) -> None:
    chosen = {name for name, entry in base.entries.items() if entry.tag == DESIGN}
    assert chosen == {"N", "alpha"}
    assert set(base.ranges) == set(DRAWN) - chosen
    assert all(low < high for low, high in base.ranges.values())


def test_what_an_assumption_follows_is_a_source_of_the_bibliography(base: Assumptions) -> None:
    known = read_bibliography(FILE.parent / "sources.bib")
    cited = {citation.key for entry in base.entries.values() for citation in entry.sources}
    assert cited
    assert cited <= set(known)


def test_numbers_with_a_row_agree_with_the_evidence(base: Assumptions) -> None:
    for entry in base.entries.values():
        if not entry.row:
            continue
        table, _, row_id = entry.row.partition("#")
        with (FILE.parent / table).open(encoding="utf-8", newline="") as file:
            row = next(row for row in csv.DictReader(file) if row["id"] == row_id)
        printed = [float(row[name]) for name in ("value", "low", "high") if row[name]]
        stated = {entry.value, entry.low, entry.high} - {None}
        assert set(printed) <= stated, entry.name


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "assumptions.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("curency", "currency: USD\n", "currency: USD\ncurency: EUR\n"),
        ("correlation", "correlations:\n", "correlation:\n"),
        ("own_rates.value", "  values: {E: 0.08", "  value: {}\n  values: {E: 0.08"),
        ("share.payer", "  payers:\n", "  payer: {}\n  payers:\n"),
        ("cases.gsp_same_course.value", "values: {CA: 14000, CH: 14000}", "value: {CA: 14000, CH: 14000}"),
        ("correlations.because", "{first: wD, second: thD,", "{first: wD, second: thD, because: x,"),
    ],
)  # fmt: skip
def test_what_nothing_reads_is_a_problem_and_never_left_out_without_a_word(
    tmp_path: Path, place: str, old: str, new: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        read_assumptions(changed(tmp_path, (old, new)))
    (problem,) = caught.value.problems
    assert (problem.column, problem.what) == (place, "there is no such field")
    assert problem.row


def test_every_problem_of_the_file_is_listed_with_its_line(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("value: 0.6, low: 0.02", "value: 0.95, low: 0.02"),
        ("  xi:\n", "  xj:\n"),
        ("CA: {E: 0.3, D: 0.7}", "CA: {E: 0.3, D: 0.6}"),
        ("tag: statistics", "tag: guess"),
        ("unit: persons,", ""),
        ("values: {E: 0.08", "values: {Q: 0.08"),
        ("tau: 1, h: 0.1", "tau: 1.5, hh: 0.1"),
    )
    with pytest.raises(EvidenceError) as caught:
        read_assumptions(path)
    said = str(caught.value)
    for words in (
        "symbols.p.value: 0.95 is outside its range (0.02 to 0.9)",
        "symbols.xj: there is no such symbol",
        "xi is missing",
        "share.payers.CA: the shares sum to 0.9, not to 1",
        "'guess' is not a tag",
        "symbols.N.unit: says nothing",
        "own_rates.values.Q: is not a party",
        "cases.traditional.values.tau: 1.5 is not a whole number",
        "cases.traditional.values.hh: there is no such symbol",
    ):
        assert words in said
    line = FILE.read_text(encoding="utf-8").splitlines().index("  p:") + 2
    assert f"line {line}, symbols.p.value" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 20, low: 10", "value: 2, low: 1", "years end before"),
        ("low: 0.05, high: 0.35", "low: 0.05", "one end only"),
        ("low: 0.05, high: 0.35", "low: 0.35, high: 0.05", "from 0.35 down to 0.05"),
        ("value: 0.15, low: 0.05", "value: , low: 0.05", "there is no value"),
        (
            "value: 40000, low: 25000, high: 60000,",
            "value: 40000,",
            r"symbols.wD: has no range \(low and high",
        ),
        ("value: 0.03, low: 0, high: 0.07,", "value: 0.03,", "symbols.r: has no range"),
        ("  xi:\n", "  p:\n", "a second time"),
        ("rho: 0.6", "rho: 6", "outside -1 to 1"),
        ("cases:\n  base:", "cases:\n  basis:", "the case base is missing"),
        ("currency: USD", "currency: [", "is not YAML"),
        ('why: "Drop-out', 'reason: "Drop-out', "no such field"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        read_assumptions(changed(tmp_path, (old, new)))


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    for name in ("empty.yaml", "none.yaml"):
        with pytest.raises(EvidenceError, match=name):
            read_assumptions(tmp_path / name)


MISSING = object()
WORDS = {"symbols": (*DOMAINS, *BESIDE), "units": UNITS, "parties": PARTIES, "tags": TAGS}
ALLOWED = {name: f"allowed: {', '.join(words)}" for name, words in WORDS.items()}
RANGE = "low and high, or the tag design if the partners choose it"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "said", "problem"),
    [
        ("", [], ("", "the file is not a mapping of sections", "")),
        ("symbols.zz", {}, ("symbols.zz", "there is no such symbol", ALLOWED["symbols"])),
        ("symbols.p", MISSING, ("symbols", "p is missing", "")),
        ("symbols.p", 3, ("symbols.p", "is not a mapping", "")),
        ("symbols.p.unit", "pounds", ("symbols.p.unit", "'pounds' is not a unit", ALLOWED["units"])),
        ("symbols.p.unit", " ", ("symbols.p.unit", "says nothing", "a text")),
        ("symbols.p.why", MISSING, ("symbols.p.why", "says nothing", "a text")),
        ("symbols.p.tag", "guess", ("symbols.p.tag", "'guess' is not a tag", ALLOWED["tags"])),
        ("symbols.p.bound", "above", ("symbols.p.bound", "'above' is not a bound", "allowed: exact, below")),
        ("symbols.p.value", 0.95, ("symbols.p.value", "0.95 is outside its range", "0.02 to 0.9")),
        ("symbols.p.value", MISSING, ("symbols.p.value", "there is no value", "")),
        ("symbols.p.low", MISSING, ("symbols.p", "the range has one end only", "")),
        ("symbols.p.high", MISSING, ("symbols.p", "the range has one end only", "")),
        ("symbols.p.low", 0.95, ("symbols.p", "the range runs from 0.95 down to 0.9", "")),
        ("symbols.N.tag", "assumed", ("symbols.N", "has no range", RANGE)),
        ("symbols.V.low", MISSING, ("symbols.V", "the range has one end only", "")),
        ("symbols.p.sources", 3, ("symbols.p.sources", "is not a mapping", "")),
        ("price_year", "2020", ("price_year", "'2020' is not a year", "a year, or nothing")),
        ("price_year", 1066, ("price_year", "1066 is not a year", "a year, or nothing")),
        ("currency", MISSING, ("currency", "says nothing", "a text")),
        (
            "currency", "dollars",
            (
                "currency", "'dollars' is not a code of three capital letters",
                "such as USD",
            ),
        ),
        ("share.why", "", ("share.why", "says nothing", "a text")),
        ("share.payers.CA", {"E": 0.5}, ("share.payers.CA", "the shares sum to 0.5, not to 1", "")),
        ("own_rates.values.Q", 0.1, ("own_rates.values.Q", "is not a party", ALLOWED["parties"])),
        ("own_rates", MISSING, ("own_rates", "the section is missing", "")),
        ("symbols", 3, ("symbols", "the section is missing", "")),
        ("own_rates.why", "", ("own_rates.why", "says nothing", "a text")),
        ("own_rates.values", 3, ("own_rates.values", "is not a mapping", "")),
        ("own_rates.values.E", -1, ("own_rates.values.E", "-1 is not above -1", "")),
        ("price_note", "", ("price_note", "says nothing", "a text")),
        ("cases.base", 3, ("cases.base", "is not a mapping", "")),
        ("cases.traditional.values", 3, ("cases.traditional.values", "is not a mapping", "")),
        (
            "cases.traditional.values.p", 2,
            ("cases.traditional.values.p", "2 is outside 0 to 1", ""),
        ),
        ("cases.base", MISSING, ("cases", "the case base is missing", "")),
        ("cases.traditional", MISSING, ("cases", "the case traditional is missing", "")),
        ("cases.gsp_two_tracks", MISSING, ("cases", "the case gsp_two_tracks is missing", "")),
        ("cases.base.title", "", ("cases.base.title", "says nothing", "a text")),
        ("cases.base.why", "", ("cases.base.why", "says nothing", "a text")),
        ("cases.traditional.values.zz", 1, ("cases.traditional.values.zz", "there is no such symbol", "")),
        (
            "cases.base.share", {"CA": {"E": 0.5}},
            ("cases.base.share.CA", "the shares sum to 0.5, not to 1", ""),
        ),
        (
            "correlations", {"wD": "thD"},
            ("correlations", "is not a list", "a line for each pair: first, second, rho and why"),
        ),
        ("correlations", ["wD"], ("correlations", "'wD' is not a correlation", "first, second, rho and why")),
        (
            "correlations", [{"first": "wD", "second": "wD", "rho": 0.1, "why": "x"}],
            ("correlations", "wD and wD are not two symbols", ""),
        ),
        (
            "correlations", [{"first": "zz", "second": "wD", "rho": 0.1, "why": "x"}],
            ("correlations", "zz and wD are not two symbols", ""),
        ),
        (
            "correlations", [{"first": "wD", "second": "w0", "rho": 1.5, "why": "x"}],
            ("correlations", "wD and w0: 1.5 is outside -1 to 1", ""),
        ),
        (
            "correlations",
            [
                {"first": first, "second": second, "rho": 0.1, "why": "x"}
                for first, second in (("wD", "w0"), ("w0", "wD"))
            ],
            ("correlations", "w0 and wD stand here a second time", ""),
        ),
        (
            "correlations",
            [
                {"first": first, "second": second, "rho": rho, "why": "x"}
                for first, second, rho in (("wD", "thD", 0.9), ("wD", "cD", 0.9), ("thD", "cD", -0.9))
            ],
            ("correlations", "the correlations contradict one another", "Bring them nearer to zero"),
        ),
        ("cases.traditional.values.p", 0, ("cases.traditional", "nobody is placed abroad: p is 0", "")),
        (
            "cases.traditional.values", {"alpha": 0, "dA": 1},
            ("cases.traditional", "nobody is placed abroad: alpha is 0, dA is 1", ""),
        ),
        (
            "cases.traditional.values.tau", 30,
            ("cases.traditional", "T: 20 years end before the 30 years of training (tau) do", ""),
        ),
        (
            "symbols.T.low", 3,
            ("cases.base", "T: 3 years may end before 4 years of training (tau) do", ""),
        ),
        (
            "cases.traditional.values.T", 3,
            ("cases.traditional", "T: 3 years may end before 4 years of training (tau) do", ""),
        ),
        (
            "cases.traditional.values", dict.fromkeys(COST_KINDS, 0),
            ("cases.traditional", "nothing costs anything: CA, CH, CL, CM, CR, F0, b are all 0", ""),
        ),
        (
            "correlations", [{"first": "wD", "second": "w0", "rho": 0.1}],
            ("correlations.why", "says nothing", "a text"),
        ),
        (
            "symbols.p.also", 1,
            (
                "symbols.p.also", "there is no such field",
                "allowed: bound, high, low, meaning, row, sources, symbol, tag, unit, value, why",
            ),
        ),
    ],
    ids=case_name,
)  # fmt: skip
def test_a_problem_names_its_place_what_is_wrong_and_what_is_allowed(
    place: str, said: object, problem: tuple[str, str, str]
) -> None:
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    here, names = document, place.split(".")
    for name in names[:-1]:
        here = here[name]
    if said is MISSING:
        del here[names[-1]]
    elif place:
        here[names[-1]] = said
    else:
        document = said
    text = yaml.safe_dump(document, sort_keys=False)
    with pytest.raises(EvidenceError) as caught:
        parse_assumptions(text, "assumptions.yaml")
    (told,) = [one for one in caught.value.problems if (one.column, one.what, one.allowed) == problem]
    held, node = "", document
    for name in problem[0].split("."):
        held, node = (name, node[name]) if isinstance(node, dict) and name in node else (held, None)
    assert told.file == "assumptions.yaml"
    assert text.splitlines()[told.row - 1].strip().startswith(f"{held}:") if held else told.row == 0


@pytest.mark.parametrize("kept", range(1, 5))
def test_a_case_in_which_hardly_anything_is_uncertain_is_refused(kept: int) -> None:
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for name in [name for name in document["symbols"] if name != "V"][kept + 2 :]:  # the first two have none
        document["symbols"][name] |= {"tag": DESIGN, "low": None, "high": None}
    document["cases"] = {name: {**case, "values": {}} for name, case in document["cases"].items()}
    document["cases"]["traditional"]["values"] = {"dA": 0.9}  # outside its range, which goes
    told = []
    try:
        parse_assumptions(yaml.safe_dump(document), "assumptions.yaml")
    except EvidenceError as error:
        told = [(one.column, one.what) for one in error.problems]
    left = {"base": kept, "traditional": max(kept - 1, 0)}
    assert told == [
        (f"cases.{case}", f"{count} assumptions have a range here")
        for case, count in left.items()
        if count < RANKED
    ]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_all_that_the_file_says_is_read_as_it_stands() -> None:
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    said["price_year"] = 2020
    said["cases"]["traditional"]["share"] = {"CA": {"O": 1}}
    read = parse_assumptions(yaml.safe_dump(said, sort_keys=False), "assumptions.yaml")
    assert (read.currency, read.price_year, read.price_note) == ("USD", 2020, plain(said["price_note"]))
    assert (read.share, read.share_why) == (said["share"]["payers"], plain(said["share"]["why"]))
    assert (read.own_rate, read.own_rate_why) == ({"E": 0.08, "A": 0.1, "H": 0.1}, said["own_rates"]["why"])
    assert read.cases == {
        name: Case(
            name, case["title"], plain(case["why"]), case.get("values", {}), case.get("share", {})
        )
        for name, case in said["cases"].items()
    }  # fmt: skip
    assert read.correlations == tuple(Correlation(**pair) for pair in said["correlations"])
    assert list(read.entries) == [*DOMAINS, *BESIDE]
    for name, entry in said["symbols"].items():
        cited = tuple(Citation(key, place) for key, place in entry.pop("sources", {}).items())
        assert read.entries[name] == Assumption(name=name, sources=cited, **entry), name
    recruited = read.in_case("traditional")
    assert (recruited.case, recruited.share) == ("traditional", {**read.share, "CA": {"O": 1}})
    assert (recruited["tau"], recruited["psi"]) == (1, 1)
    with pytest.raises(KeyError, match=r"^'V'$"):
        read["V"]


def test_a_case_that_there_is_not_and_a_symbol_that_there_is_not_are_named(base: Assumptions) -> None:
    with pytest.raises(ArgumentError) as no_case:
        base.in_case("nothing")
    cases = "base, traditional, gsp_same_course, gsp_two_tracks"
    assert str(no_case.value) == f"assumptions.yaml: there is no case 'nothing'. Cases: {cases}"
    for name, value, said in (("zz", 1, "zz: there is no such symbol"), ("p", 2, "p: 2 is outside 0 to 1")):
        with pytest.raises(EstimationError) as refusal:
            base.with_values({name: value})
        assert str(refusal.value) == said
    assert len(base) == len(list(base)) == 1 + sum(entry.value is not None for entry in base.entries.values())
    entry = base.with_values({"p": 0.95}).entries["p"]
    assert (entry.value, entry.low, entry.high) == (0.95, None, None)
    for end in (0.02, 0.9):
        entry = base.with_values({"p": end}).entries["p"]
        assert (entry.value, entry.low, entry.high) == (end, 0.02, 0.9)
