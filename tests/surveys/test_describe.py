"""A survey of one's own: what it is taken for, what of it comes into the project, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from delivered_surveys import english
from gspbrief.commands.check import own_surveys
from gspbrief.commands.cli import app
from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.surveys.description import read_description
from gspbrief.surveys.identifiers import identifier
from gspbrief.surveys.meanings import MEANINGS
from gspbrief.surveys.microdata import read_microdata
from gspbrief.surveys.proposal import Delivered, describe, propose
from gspbrief.surveys.survey import _columns

ROOT = Path(__file__).parents[2]

# what columns are called, and what may stand in them, by what they mean
COLUMNS = {
    "person": ("Graduate ID", "N° bénéficiaire", "ID encuestado"),
    "wave": ("Wave", "Vague", "Ronda", "Welle"),
    "female": ("Sex", "Sexe", "Sexo", "Geschlecht"),
    "age": ("Age", "Âge", "Edad", "Alter"),
    "group": ("Group", "Groupe", "Grupo", "Gruppe"),
    "departed": ("Date of departure", "Date de départ", "Fecha de salida", "Ausreise"),
    "earnings": ("Salary (EUR/month)", "Salaire mensuel", "Salario", "Gehalt"),
    "weight": ("weight", "Pondération", "peso", "Gewicht"),
}
IDENTIFYING = {
    "Full name": ("Anna Schmidt", "Ben Okafor"),
    "Prénom": ("Awa", "Moussa"),
    "Apellidos": ("García", "Pérez"),
    "Telefonnummer": ("0171 2345678", "0160 99887766"),
    "Téléphone portable": ("+221 77 123 45 67", "+221 76 111 22 33"),
    "Courriel": ("a@b.org", "c@d.org"),
    "GPS": ("14.7167, -17.4677", "6.5244, 3.3792"),
    "Date de naissance": ("1990-01-02", "1991-03-04"),
    "Geburtsdatum": ("02.01.1990", "04.03.1991"),
    "DNI": ("12345678Z", "87654321X"),
    "contact": ("a.b@example.org", "c.d@example.org"),
    "remarks 1": ("+33 6 12 34 56 78", "+33 6 98 76 54 32"),
    "q17": ("Anna Schmidt", "Ben Okafor"),
    "doc": ("123456789012", "210987654321"),
    "ubicacion": ("14.7167,-17.4677", "6.5244,3.3792"),
}
ANSWERS = {
    "person": "p{0}", "wave": "1", "female": "fm", "age": "2{1}", "group": ("Témoin", "Bénéficiaire"),
    "departed": "0{1}/2019", "earnings": "1{1}50,5", "weight": "1.{1}",
}  # fmt: skip


def column_of(meaning: str, persons: int) -> list[str]:
    form = ANSWERS[meaning]
    if meaning in ("female", "group"):
        return [form[i % 2] for i in range(persons)]
    return [str(form).format(i, 1 + i % 8) for i in range(persons)]


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.integers(0, 2), min_size=1),
    st.sets(st.sampled_from(sorted(IDENTIFYING))),
    st.integers(6, 14),
)
def test_every_meaning_is_known_in_its_languages_and_no_identifier_passes(
    meanings: dict[str, int], identifying: set[str], persons: int
) -> None:
    held = {COLUMNS[name][which]: column_of(name, persons) for name, which in meanings.items()}
    telling = {name: [f"{IDENTIFYING[name][i % 2]}" for i in range(persons)] for name in identifying}
    found = propose(Delivered(pd.DataFrame({**held, **telling}, dtype=object)))
    assert {name: own.column for name, own in found.columns.items()} == {
        name: COLUMNS[name][which] for name, which in meanings.items()
    }
    called = {name for name in identifying if identifier(name, (), persons)}
    assert called <= set(found.dropped) <= identifying
    assert set(found.left_out) | set(found.dropped) == identifying  # whatever it is, it does not come in


@pytest.mark.parametrize("name", sorted(IDENTIFYING))
def test_each_identifier_is_known_by_its_name_or_by_what_stands_in_it(name: str) -> None:
    assert identifier(name, IDENTIFYING[name], 2)


def test_what_describes_people_without_telling_who_they_are_is_no_identifier() -> None:
    for name, entries in {
        "Employer name": [], "Nombre del empleador": [], "Trade": ["Welder", "Nurse"] * 9,
        "Age": ["21", "22"], "Satisfaction": ["Very good", "Good"] * 9, "Region": ["Thies", "Dakar"] * 9,
        "Salary": ["1250", "990"], "Pay": ["1250.75", "990.25"], "Nominal wage": ["1", "2"],
    }.items():  # fmt: skip
        assert identifier(name, entries, 18) == "", name


def test_the_shipped_survey_has_the_columns_that_descriptions_name() -> None:
    shipped = _columns(read_package(ROOT / "data" / "surveys" / DESCRIPTOR)["demo"].resource)
    for name in set(shipped) - {"simulated"}:
        ours, theirs = MEANINGS[name], shipped[name]
        for part in ("kind", "allowed", "constant", "unit", "lowest", "highest"):
            assert getattr(ours, part) == getattr(theirs, part), f"{name}: {part}"


def test_describe_writes_what_is_missing_and_nothing_over_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "surveys"
    delivered = english(tmp_path)
    done = describe(delivered, "kerala", folder)
    assert set(done.dropped) == {"Name", "Phone"}
    assert done.left_out == {"Country": "not recognised"}
    rows = (folder / "kerala.csv").read_text(encoding="utf-8")
    assert rows.startswith("Graduate ID,Wave,Group,Sex,")
    assert not [word for word in ("Awa", "+00", "KH-") if word in rows]
    with pytest.raises(EvidenceError, match="unsure"):  # until a person has answered
        read_description(folder / "kerala.yaml")
    (folder / "kerala.yaml").write_text("columns: {age: Wave}\n", encoding="utf-8")
    again = describe(delivered, "kerala", folder)
    assert again.written == ()
    assert (folder / "kerala.yaml").read_text(encoding="utf-8") == "columns: {age: Wave}\n"
    with pytest.raises(ArgumentError, match="among the surveys"):
        describe(folder / "kerala.csv", "kerala", folder)


WHOLE = """\
design: comparison
currency: EUR
price_year: 2023
columns:
  person: Graduate ID
  wave: Wave
  female: {column: Sex, codes: {f: 1, m: 0}}
  employed: {column: Employed, codes: {"yes": 1, "no": 0}}
  earnings: Salary (EUR/month)
  departed: {column: Date of departure, date: "%m/%Y", blank: [n/a], take: first}
  group: {column: Group, codes: {treated: 1, comparison: 0}}
"""


def test_a_described_survey_is_read_as_estimators_take_it(tmp_path: Path) -> None:
    folder = tmp_path / "surveys"
    folder.mkdir()
    (folder / "kerala.yaml").write_text(WHOLE, encoding="utf-8")
    describe(english(tmp_path), "kerala", folder)
    frame = read_microdata(folder / "kerala.csv", read_description(folder / "kerala.yaml"))
    assert len(frame) == 400 * 3  # everybody in every wave; who is not in the file did not answer
    assert 400 < frame["answered"].sum() < 1200
    assert frame.groupby("person")["departed"].nunique().max() == 1
    assert frame.attrs["units"]["earnings"] == "money"
    assert frame.attrs["simulated"] is False


def test_every_problem_of_a_description_is_listed_at_once(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        "desing: lottery\ndesign: chance\nwindow: soon\nthreshold: 1\nprimary_outcome: joy\n"
        "columns:\n  agee: Age\n  female: {column: Sex, codes: {f: woman}}\n  earnings: Pay\n"
        "  age: {colum: Age}\n  cohort: Pay\nunsure: [Is it so?]\n",
        encoding="utf-8",
    )
    with pytest.raises(EvidenceError) as refused:
        read_description(tmp_path / "x.yaml")
    told = str(refused.value)
    for expected in (
        "did you mean design?", "'chance' is not known", "window", "threshold", "'joy'", "did you mean age?",
        "cannot mean 'woman'", "did you mean column?", "is earnings already", "Is it so?", "currency",
    ):  # fmt: skip
        assert expected in told, expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9,1,treated,x,n/a,yes,1", "'x' is not understood as female"),
        ("9,1,treated,f,2019-07,yes,1", "'2019-07' is not understood as departed"),
        ("9,1,treated,f,n/a,perhaps,1", "'perhaps' is not understood as employed"),
        ("9,1,treated,f,n/a,yes,much", "'much' is not understood as earnings"),
        ("9,one,treated,f,n/a,yes,1", "'one' is not understood as wave"),
        ("9,1,treated,f,n/a,yes,1\n9,1,treated,f,n/a,yes,1", "stand twice"),
        ("9,1,treated,f,n/a,yes,-5", "-5 is not allowed"),
        ("9,1,treated,f,n/a,yes,1\n9,2,comparison,f,n/a,yes,1", "differs between waves of 1 persons"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_number(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(WHOLE, encoding="utf-8")
    header = "Graduate ID,Wave,Group,Sex,Date of departure,Employed,Salary (EUR/month)\n"
    (tmp_path / "x.csv").write_text(f"{header}1,1,treated,f,n/a,yes,1\n{row}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"row [34]") as refused:
        read_microdata(tmp_path / "x.csv", read_description(tmp_path / "x.yaml"))
    assert said in str(refused.value)


def test_check_reads_surveys_and_refuses_a_file_that_tells_who_people_are(
    evidence: Path, tmp_path: Path
) -> None:
    surveys = evidence / "surveys"
    (surveys / "triple_win.csv").write_bytes(english(tmp_path).read_bytes())
    (told,) = map(str, own_surveys(evidence))
    assert "gspbrief survey describe" in told
    (surveys / "triple_win.yaml").write_text(
        "columns: {wave: Wave}\nleft_out: {Name: no}\n", encoding="utf-8"
    )
    told = "\n".join(map(str, own_surveys(evidence)))
    assert "column Sex: is not described" in told
    (surveys / "nobody.yaml").write_text("columns: {age: age}\n", encoding="utf-8")
    assert "there is no such partnership" in "\n".join(map(str, own_surveys(evidence)))


def test_the_command_says_what_was_dropped_and_what_to_answer(evidence: Path, tmp_path: Path) -> None:
    asked = ["survey", "describe", str(english(tmp_path)), "--partnership", "triple_win"]
    done = CliRunner().invoke(app, [*asked, "--data", str(evidence)])
    assert done.exit_code == 0, done.output
    assert "Dropped, would tell who somebody is: Phone (called as a telephone number)" in done.output
    assert "Unsure: Date of departure: differs between waves of " in done.output
