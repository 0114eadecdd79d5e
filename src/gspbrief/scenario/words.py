"""What the partnership model's parties, symbols and units are called in the vocabularies."""

from __future__ import annotations

from collections.abc import Mapping

PARTY_WORDS: Mapping[str, str] = {
    "E": "destination_employers",
    "D": "destination_government",
    "O": "origin_government",
    "A": "away_households",
    "H": "home_households",
    "F": "origin_employers",
    "X": "donor",
    "Z": "displaced_residents",
}
"""Words of the vocabulary ``party``."""

SYMBOL_MEASURES: Mapping[str, str] = {
    "N": "entrants",
    "alpha": "away_share",
    "dA": "drop_out_away",
    "dH": "drop_out_home",
    "chi": "cost_before_drop_out",
    "p": "placement_rate",
    "xi": "would_have_left",
    "psi": "would_have_trained",
    "tau": "training_years",
    "T": "years_counted",
    "J": "junior_years",
    "omega": "junior_pay",
    "l": "licensed_share",
    "h": "return_hazard",
    "q": "sponsor_leaving_hazard",
    "wD": "pay_destination",
    "wS": "pay_skilled_origin",
    "w0": "pay_unskilled_origin",
    "e0": "employment_untrained",
    "eH": "employment_trained",
    "eR": "employment_returned",
    "uH": "skill_use_home",
    "uR": "skill_use_returned",
    "g": "return_premium",
    "kappa": "employer_contributions",
    "thD": "labour_tax_destination",
    "thO": "labour_tax_origin",
    "v": "consumption_tax_origin",
    "muE": "employer_surplus",
    "muO": "employer_surplus_origin",
    "phi": "displacement_share",
    "cD": "services_destination",
    "cO": "services_origin",
    "m": "remitted_share",
    "f": "remittance_fee",
    "CA": "course_cost_away",
    "CH": "course_cost_home",
    "CL": "language_cost",
    "CM": "moving_cost",
    "CR": "return_support_cost",
    "F0": "fixed_cost",
    "b": "stipend",
    "eta": "work_time_given_up",
    "lam": "earnings_repaid_share",
    "nlam": "repayment_years",
    "r": "discount_rate",
    "pi": "price_level_ratio",
    "V": "saving_per_placed",
}
"""Words of the vocabulary ``measure``, by the symbol's ASCII name."""

UNITS: Mapping[str, tuple[str, str]] = {
    "persons": ("persons", ""),
    "share": ("share", ""),
    "share per year": ("share", "year"),
    "years": ("years", ""),
    "ratio": ("ratio", ""),
    "money": ("money", "programme"),
    "money per person": ("money", "person"),
    "money per person and year": ("money", "person_year"),
    "money per placed person": ("money", "placed"),
    "money per person returned": ("money", "person_returned"),
}
"""The units of ``assumptions.yaml`` as words of the vocabularies ``unit`` and ``per``."""
