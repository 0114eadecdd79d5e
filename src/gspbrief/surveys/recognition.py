"""Which meaning a column of an unknown survey has, and how its answers are coded: a guess, said to be one.

Names of columns are looked for in English, French, Spanish and German; answers by the words that people use.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from gspbrief.surveys.description import OwnColumn
from gspbrief.surveys.identifiers import plain, words_of
from gspbrief.surveys.meanings import MEANINGS, MONTH, NUMBER, SAID, TEXT, WHOLE, YES_NO

CALLED: Mapping[str, str] = {  # the first that fits counts
    "person": r"(.* )?(id|pid|uid|caseid|identifiant|identificador|kennung)( .*)?"
    r"|((n|no|nr|num|numero|code|codigo) )?(person\w*|respondent|repondant|encuestado|graduate|beneficiaire"
    r"|beneficiario|participante?)( (no|nr|number|code|num|numero))?",
    "wave": r"(wave|round|vague|tour|ronda|ola|welle|runde|phase|passage)( \w+)?",
    "group": r"(group|groupe|grupo|gruppe|treatment|treated|traitement|tratamiento|offered|arm|bras)( \w+)?",
    "track": r"(track|filiere|volet|via|modalidad|zweig|piste|parcours)( \w+)?",
    "cohort": r"(cohort\w*|promotion|kohorte|jahrgang|annee (de )?(candidature|promotion))( \w+)?",
    "cluster": r"(cluster|center|centre|centro|zentrum|training (center|centre)|centre formation|school|ecole"
    r"|institut\w*|ausbildungszentrum)( \w+)?",
    "female": r"(sex|sexe|sexo|gender|genre|genero|geschlecht|female|femme|mujer|frau|woman)( \w+)?",
    "age": r"(age|edad|alter)( (at|a|in|years|annees|anos|jahre)?.*)?",
    "schooling": r"(schooling|years? (of )?(schooling|education)|annees (d )?(etudes|scolarite|ecole)"
    r"|anos (de )?(estudios?|escolaridad)|schuljahre|education years)( \w+)?",
    "applied": r".*(appli(ed|cation)|candidature|solicitud|postulacion|bewerb).*",
    "enrolled": r".*(enrol\w*|inscri\w*|debut formation|start training|matricul\w*|ausbildungsbeginn).*",
    "graduated": r".*(graduat\w*|diplom\w*|fin formation|graduacion|titulacion|egreso|abschluss).*",
    "departed": r".*(depart\w*|left country|emigra\w*|salida|partida|ausreise|migration date).*",
    "returned": r".*(return\w*|retour|regreso|retorno|rueckkehr|ruckkehr).*",
    "changed": r".*(left trade|changed? (trade|occupation)|changement metier|cambio oficio|berufswechsel).*",
    "observed": r"(observed|interview date|date (interview|enquete|entretien|entrevista|encuesta)"
    r"|fecha (entrevista|encuesta)|interviewdatum|observe jusqu a)( \w+)?",
    "answered": r"(answered|responded|response|reponse|repondu|respondio|respuesta|antwort|interviewed)",
    "work": r"(work|travail|lieu (de )?travail|(lugar )?(de )?trabajo|arbeit|arbeitsort|work place)( \w+)?",
    "employed": r"(employed|employment|emploi|occupe|empleo|empleado|beschaftigt|a un emploi|en emploi"
    r"|has job|job|works)( \w+)?",
    "skilled": r"(skilled|uses? skills?|skill use|competence|utilise competences?|usa (su )?oficio"
    r"|dans le metier|qualifi\w*)( \w+)?",
    "earnings": r"(earnings|salary|wage|pay|income|salaire|revenu|remuneration|salario|sueldo|ingresos?|lohn"
    r"|gehalt|einkommen|verdienst)( .*)?",
    "remittances": r"(remittances?|remitted|transferts?|envois?( d)?( argent)?|remesas?|ruecksendungen"
    r"|ueberweisungen|uberweisungen|money sent)( .*)?",
    "weight": r"(weight|poids|ponderation|peso|ponderacion|gewicht|facteur expansion|pond|wgt)( \w+)?",
}
_WORDS: Mapping[str, Mapping[str, str]] = {  # what answers are called, by what they mean
    "female": {
        "1": "f|female|woman|women|femme|femenino|mujer|w|weiblich|frau|feminin|fille",
        "0": "m|male|man|men|homme|masculino|hombre|h|mannlich|mann|masculin|garcon|v|varon",
    },
    "group": {
        "1": "treated|treatment|offered|offer|beneficiaire|traite|traitement|beneficiario|tratamiento"
        "|tratado|yes|oui|si|ja|t|retenu|gagnant",
        "0": "control|comparison|not offered|temoin|comparaison|controle|comparacion|kontrolle|vergleich"
        "|no|non|nein|c|non retenu",
    },
    "track": {
        "away": "away|abroad|etranger|mobilite|exterior|extranjero|ausland",
        "home": "home|local|pays|national|nacional|inland|sur place",
        "none": "none|aucun|aucune|ninguno|ninguna|keine|keiner",
    },
    "work": {
        "abroad": "abroad|a l etranger|etranger|extranjero|en el extranjero|exterior|im ausland|ausland",
        "home": "home|at home|au pays|local|pays|en el pais|inland|im inland|domestic",
        "training": "training|in training|en formation|formation|formacion|en formacion|in ausbildung",
        "none": "none|no work|unemployed|sans emploi|chomage|aucun|desempleado|sin empleo|arbeitslos|inactif",
    },
}
_YES = {"1": "1|yes|y|oui|o|si|s|ja|j|true|vrai|x", "0": "0|no|n|non|nein|false|faux"}
_BLANK = {
    "", "na", "n a", "nd", "n d", "ns", "nsp", "nr", "ne sait pas", "no sabe", "no contesta", "weiss nicht",
    "dont know", "don t know", "refused", "refus", "sans reponse", "keine angabe", "k a", "missing", "null",
    "none",
}  # fmt: skip
DATES = (
    "%Y-%m",
    "%Y-%m-%d",
    "%m/%Y",
    "%m.%Y",
    "%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%Y/%m",
)
MOST_CODES = 20


def meaning(name: str, taken: Iterable[str]) -> str:
    """What a column with such a name most likely means; empty if nothing says."""
    said, used = " ".join(words_of(name)), set(taken)
    if name in MEANINGS and name not in used:
        return name
    for known, pattern in CALLED.items():
        if known not in used and re.fullmatch(pattern, said):
            return known
    return ""


def coded(name: str, column: str, entries: Sequence[str]) -> tuple[OwnColumn, list[str]]:
    """How a column of some meaning is read, and what is unsure about that."""
    texts = sorted({text.strip() for text in entries} - {""})
    kind = MEANINGS[name].kind
    blank = tuple(text for text in texts if _blank(text, kind))
    texts = [text for text in texts if text not in blank]
    if name in ("person", "cluster"):
        return OwnColumn(column=column, blank=blank), []
    if kind == MONTH:
        return _dated(name, column, texts, blank)
    if kind in (YES_NO, TEXT):
        return _worded(name, column, texts, blank)
    decimal = "," if any(re.fullmatch(r"-?\d+,\d+", text) for text in texts) else "."
    wrong = [text for text in texts if not _number(text, decimal)]
    own = OwnColumn(column=column, blank=blank, decimal=decimal)
    unsure = [_question(column, name, wrong[:3])] if wrong else []
    if kind == NUMBER and any(re.fullmatch(r"-?\d{1,3}[.,]\d{3}", text) for text in texts):
        unsure.append(f"{column}: is the mark in {_first(texts)!r} one of decimals or of thousands?")
    if kind == WHOLE and wrong and len(texts) <= MOST_CODES:
        return OwnColumn(column=column, blank=blank, codes=_numbered(texts)), [
            f"{column}: are its answers in this order: {', '.join(texts)}?"
        ]
    return own, unsure


def _dated(name: str, column: str, texts: list[str], blank: tuple[str, ...]) -> tuple[OwnColumn, list[str]]:
    fitting = [form for form in DATES if texts and all(_is_date(text, form) for text in texts)]
    own = OwnColumn(column=column, blank=blank, date=fitting[0] if fitting else "%Y-%m")
    if not fitting:
        return own, [_question(column, name, texts[:3])]
    if "%d/%m/%Y" in fitting and "%m/%d/%Y" in fitting:
        return own, [f"{column}: which is the day in {texts[0]!r}? If it is the second, date is '%m/%d/%Y'"]
    return own, []


def _worded(name: str, column: str, texts: list[str], blank: tuple[str, ...]) -> tuple[OwnColumn, list[str]]:
    words = _WORDS.get(name, _YES)
    codes = {text: code for text in texts if (code := _code(text, words) or _code(text, _simple(name)))}
    unknown = [text for text in texts if text not in codes]
    plain_codes = all(text == code for text, code in codes.items())
    own = OwnColumn(column=column, blank=blank, codes={} if plain_codes else codes)
    if name == "female" and set(texts) & {"1", "2"} and "2" in texts:
        return own, [f"{column}: is 1 or 2 for women? Write codes: {{'1': ..., '2': ...}}"]
    return own, [_question(column, name, unknown[:5])] if unknown else []


def _simple(name: str) -> Mapping[str, str]:
    return _YES if MEANINGS[name].kind == YES_NO else {word: word for word in MEANINGS[name].allowed}


def _code(text: str, words: Mapping[str, str]) -> str:
    said = plain(text, digits=True)
    return next((code for code, known in words.items() if said in known.split("|")), "")


def _question(column: str, name: str, texts: Sequence[str]) -> str:
    kind = MEANINGS[name].allowed or {YES_NO: ("1", "0"), MONTH: ("a month",)}.get(MEANINGS[name].kind, ())
    answer = f": {', '.join(kind)} or blank" if kind else ""
    said = ", ".join(map(repr, texts)) or "it has no entries"
    return f"{column}, taken for {SAID[name]}: what does {said} mean{answer}?"


def _blank(text: str, kind: str) -> bool:
    said = plain(text, digits=True)
    return said in _BLANK and not (kind == TEXT and said == "none")


def _numbered(texts: Sequence[str]) -> dict[str, str]:
    return {text: str(place) for place, text in enumerate(texts)}


def _number(text: str, decimal: str) -> bool:
    with suppress(ValueError):
        float(text.replace(decimal, "."))
        return True
    return False


def _is_date(text: str, form: str) -> bool:
    with suppress(ValueError):
        return 1950 <= dt.datetime.strptime(text, form).year <= 2100
    return False


def _first(texts: Sequence[str]) -> str:
    return next(text for text in texts if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", text))
