"""Surveys as institutes deliver them: with names and telephone numbers, codes and labels of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from data.surveys.make_demo import simulate

NAMES = ("Awa", "Moussa", "Fatou", "Ibrahima", "Mariama", "Cheikh", "Khady", "Ousmane")
FAMILIES = ("Diop", "Ndiaye", "Fall", "Sarr", "Gueye", "Sow", "Ba", "Diallo")


def english(folder: Path, persons: int = 400) -> Path:
    """No weights, no center, no age, no dates but one, which differs between waves of some persons."""
    rows = simulate(7, persons)
    rows = rows[rows["answered"] == 1]
    departed = rows["departed"].where((rows["person"] % 9 > 0) | (rows["wave"] < 2), "2024-06")
    known = departed.where(rows["wave"] > 0, "")
    delivered = pd.DataFrame(
        {
            "Graduate ID": [f"KH-{n:04d}" for n in rows["person"]],
            "Name": _names(rows["person"]),
            "Phone": [f"+00 0000 {n:06d}" for n in rows["person"]],
            "Sex": rows["female"].map({1: "f", 0: "m"}),
            "Wave": rows["wave"] + 1,
            "Employed": rows["work"].isin(("home", "abroad")).map({True: "yes", False: "no"}),
            "Salary (EUR/month)": rows["earnings"],
            "Country": rows["work"].map({"abroad": "Germany"}).fillna("India"),
            "Date of departure": [f"{text[5:]}/{text[:4]}" if text else "n/a" for text in known],
            "Group": rows["group"].map({1: "treated", 0: "comparison"}),
        }
    )
    return _written(delivered, folder / "tracer.csv")


def french(folder: Path, persons: int = 900, *, seed: int = 11) -> Path:
    """No weights and no center, odd codes, labels in French, semicolons, Latin letters, decimal commas."""
    rows = simulate(seed, persons)
    random = np.random.default_rng(seed)
    rows = rows[rows["answered"] == 1]
    skipped = random.random(len(rows)) < 0.03  # a question left out
    delivered = pd.DataFrame(
        {
            "N° bénéficiaire": rows["person"] + 40_000,
            "Nom et prénom": _names(rows["person"]),
            "Téléphone": [f"77 {n % 1000:03d} {n // 7 % 100:02d} {n % 89 + 10}" for n in rows["person"]],
            "Date de naissance": [f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/199{n % 9}" for n in rows["person"]],
            "Vague": rows["wave"].map({0: "0", 1: "1", 2: "2"}),
            "Sexe": rows["female"].map({1: "Femme", 0: "Homme"}),
            "Groupe": rows["group"].map({1: "Bénéficiaire", 0: "Témoin"}),
            "Volet": rows["track"].map({"away": "Étranger", "home": "Pays", "none": ""}),
            "Début de formation": rows["enrolled"].map(_slashed),
            "Fin de formation": rows["graduated"].map(_slashed),
            "Date de départ": rows["departed"].map(_slashed),
            "Retour au pays": rows["returned"].map(_slashed),
            "Date entretien": rows["observed"].map(_slashed),
            "Lieu de travail": rows["work"].map(
                {
                    "abroad": "À l'étranger",
                    "home": "Au pays",
                    "training": "En formation",
                    "none": "Sans emploi",
                }
            ),
            "Salaire mensuel": [
                "NSP" if skip else f"{float(pay):.2f}".replace(".", ",")
                for pay, skip in zip(rows["earnings"], skipped, strict=True)
            ],
            "Observations": "",
        }
    )
    return _written(delivered, folder / "enquête.csv", sep=";", encoding="cp1252")


def _names(persons: pd.Series) -> list[str]:
    return [f"{NAMES[n % 8]} {FAMILIES[n // 8 % 8]} {chr(65 + n // 64 % 26)}{n // 1664}" for n in persons]


def _slashed(month: str) -> str:
    return f"{month[5:]}/{month[:4]}" if month else ""


def _written(delivered: pd.DataFrame, path: Path, **form: str) -> Path:
    delivered.to_csv(path, index=False, lineterminator="\n", **form)  # type: ignore[call-overload]
    return path


def answered(description: Path, threshold: int = 10) -> None:
    """Answer what a proposed description is unsure of, as whoever knows the survey would."""
    proposed, _, _ = description.read_text(encoding="utf-8").partition("unsure:")
    said = proposed.replace("currency: ''", "currency: XOF").replace("price_year: null", "price_year: 2024")
    description.write_text(said.replace("threshold: 10", f"threshold: {threshold}"), encoding="utf-8")
