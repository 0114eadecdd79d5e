"""The partnership model worked out a second way: as payments from one party to another, year by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from gspbrief.scenario.symbols import DOMAINS, PARTIES


def ledger(inputs: Mapping[str, object], rate: float) -> dict[str, float]:
    """Every party's account, worked out once more as payments from one to another, year by year."""
    a = {name: float(str(inputs[name])) for name in DOMAINS}
    share = cast(Mapping[str, Mapping[str, float]], inputs["share"])
    npv = dict.fromkeys((*PARTIES, "outside"), 0.0)
    away, home = a["alpha"] * a["N"], (1 - a["alpha"]) * a["N"]
    finish_a, finish_h = away * (1 - a["dA"]), home * (1 - a["dH"])
    courses = {"A": finish_a + a["chi"] * (away - finish_a), "H": finish_h + a["chi"] * (home - finish_h)}
    placed = a["p"] * finish_a
    stay, new = finish_a - placed, (1 - a["xi"]) * placed
    trained = a["eH"] * (a["uH"] * a["wS"] + (1 - a["uH"]) * a["w0"])
    returned = a["eR"] * (a["uR"] * (1 + a["g"]) * a["wS"] + (1 - a["uR"]) * a["w0"])
    untrained = a["e0"] * a["w0"]
    without = (1 - a["psi"]) * untrained + a["psi"] * trained

    for t in range(int(a["T"]) + 1):
        worth, k = (1 + rate) ** -t, t - int(a["tau"])

        def pay(payer: str, payee: str, money: float, worth: float = worth) -> None:
            npv[payer] -= money * worth
            npv[payee] += money * worth

        def earn(household: str, money: float, pay: Callable[[str, str, float], None] = pay) -> None:
            pay("outside", household, money)
            pay(household, "O", a["thO"] * money)
            pay(household, "O", a["v"] * (1 - a["thO"]) * money)
            pay("outside", "F", a["muO"] * money)

        def spend(kind: str, money: float, payee: str = "outside") -> None:
            for payer, part in share[kind].items():
                pay(payer, payee, part * money)

        if t == 0:
            spend("CA", a["CA"] * courses["A"])
            spend("CH", a["CH"] * courses["H"])
            spend("CL", a["CL"] * courses["A"])
            spend("F0", a["F0"])
            for track, count in courses.items():
                elsewhere = a["psi"] * a["sig"] * a["CH"] * count
                pay("outside", "O", a["gam"] * elsewhere)
                pay("outside", track, (1 - a["gam"]) * elsewhere)
        if k < 0:
            for track, count in courses.items():
                spend("b", a["b"] * count, track)
                pay(track, "O", a["v"] * a["b"] * count)
                would = (1 - a["psi"]) * untrained + a["psi"] * (1 - a["sig"]) * trained
                earn(track, -a["eta"] * would * count)
            continue
        if k == 0:
            spend("CM", a["CM"] * placed)
        abroad = new * (1 - a["h"]) ** k
        if k >= 1:
            spend("CR", a["CR"] * placed * ((1 - a["h"]) ** (k - 1) - (1 - a["h"]) ** k))
        junior = a["omega"] * a["wD"]
        gross = junior if k < a["J"] else a["l"] * a["wD"] + (1 - a["l"]) * junior
        net, displaced = (1 - a["thD"]) * gross, (a["phi"] if k < a["nZ"] else 0) * abroad
        filled = abroad - displaced
        pay("outside", "E", (1 + a["muE"]) * (1 + a["kappa"]) * gross * filled)
        pay("E", "D", (a["kappa"] + a["thD"]) * gross * filled)
        pay("E", "A", net * filled)
        pay("Z", "A", net * displaced)
        pay("D", "Z", a["beta"] * net * displaced)
        pay("D", "Z", a["vD"] * (1 - a["beta"]) * net * displaced)  # tax on what they no longer spend
        pay("D", "A", a["iota"] * a["kappa"] * gross * abroad)
        pay("Z", "D", a["iota"] * a["kappa"] * gross * displaced)
        pay("D", "outside", a["cD"] * abroad)
        pay("A", "D", a["vD"] * (1 - a["m"]) * net * abroad)
        pay("A", "outside", a["f"] * a["m"] * net * abroad)
        pay("A", "O", a["v"] * (1 - a["f"]) * a["m"] * net * abroad)
        if k < a["nlam"]:
            pay("A", "E", a["lam"] * gross * abroad)
        earn("A", stay * (trained - without) + (new - abroad) * returned - new * without)
        earn("H", finish_h * (trained - without))
        gone = (1 - a["psi"]) * (1 - (1 - a["hH"]) ** k) * (stay + finish_h)
        tax = a["thO"] + a["v"] * (1 - a["thO"])
        pay("O", "outside", tax * trained * gone)
        pay("F", "outside", a["muO"] * trained * gone)
        pay("outside", "O", a["cO"] * (abroad + gone))
    return npv
