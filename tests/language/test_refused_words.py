"""Words and turns that a French or a Spanish text of ours does not use, with what it says instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from texts_in_print import prose, texts

pytestmark = pytest.mark.slow

_ALONE = (
    "".join(
        f"(?<!{word} )"
        for word in (
            "soins",
            "personnel",
            "Personnel",
            "examen",
            "diplôme",
            "recrutement",
            "Partenariat",
            "Apprentis",
            "postes",
            "programmes",
            "et",
            "et des",
            "ou",
            "ou un",
        )
    )
    + "(?<!(?:et|ou) [dl]’)"
)
REFUSED = {
    "fr": {
        r"collèges?": "établissement, institut: a collège is a school for children",
        r"(?<!lecture )(?:tel qu’)?imprim(?:e|ent|ons|ée?s?)": "publier, donner",
        _ALONE + "infirmiers?": "infirmières et infirmiers, personnel infirmier",
        r"(?:[Cc]e que|[Cc]ombien|[Cc]e qu’)[^.;:]* n’a pas été trouvé": "nous n’avons trouvé ni ... ni",
        r"(?:disent|dit) une? (?:croissance|baisse|hausse)": "témoigner de",
        r"tout du long": "sur toute la période",
        r"moins en trouvent": "ils sont moins nombreux à en trouver",
        r"toutes choses étant supposées": "toutes choses égales",
        r"(?:est|sont) soutenue?s?, (?:et )?non mesuré": "affirmé",
        r"[Ss]es pairs": "programmes comparables",
        r"[Pp]ar Projet": "par le projet",
        r"filières sur place et départ": "les filières « sur place » et « départ »",
        r"personnes au travail à": "à un travail à",
        r"(?:[Ii]l|partenariat|programme)(?: \w+)? a grandi": "a pris de l’ampleur",
        r"combien repartent": "combien retournent au pays",
        r"résultats obtenus": "chiffres de résultats",
        r"selon la moitié": "pour moitié",
        r"millions? [A-Z]{3}": "millions d’AUD",
        r"un point (?:chacune?|par personne)": "une marque, un carré: people are drawn as squares",
        r"\d{4}–\d{2}(?!\d)": "2011–2013",
        r"\d \d{3}(?!\d)": "a narrow space that does not break",
    },
    "es": {
        r"[Ll]o que ganan los (?:propios )?graduados se conoce": "los beneficios para",
        r"medio fracaso": "un fracaso en uno de los dos objetivos",
        r"Sections?|Box": "sección, recuadro",
        r"cifras? logradas?": "cifras de resultados",
        r"lo logrado|logrado (?:y|frente)": "alcanzado",
        r"[Nn]otas de política(?!s)": "notas de políticas",
        r"equivale por el momento": "es decir, hasta ese momento",
        r"muestra (?:qué|cuán) \w+": "muestra lo ... que es",
        r"qué poc[oa]s?": "lo poco que, cuán pocos",
        r"difieren en cuánto": "en qué medida",
        r"programa[^.]*quienes la gestionan|[Cc]inco preguntas para quienes la": "quienes lo gestionan",
        r"Instituto de Política|Centro para el Desarrollo Global": "the institution’s own name",
        r"[Pp]or Proyecto": "por el proyecto",
        r"un punto (?:cada un[oa]|por persona)": "una marca, un cuadrado: people are drawn as squares",
        r"asociaci(?:ón|ones) mundial(?:es)? de cualificaciones": "alianza mundial de competencias",
        r"[Uu]n nuevo informe|El informe (?:aconseja|constata|muestra)": "la nota",
        r"buques? noruegos? de registro": "de navegación",
        r"[Cc]ostos?|hotelería|visas?": "coste, hostelería, visado: one variety of Spanish",
        r"\d[ \u202f]\d{3}(?![ \u202f]?\d)(?<!\d[ \u202f]\d{3}[ \u202f]\d{3})": "no blank in four digits",
    },
}
"""By language: what is refused, as a regular expression of whole words, and what to say instead."""


def refused(text: str, lang: str) -> Iterator[str]:
    """What a text says that its language refuses, and what it could say."""
    for pattern, instead in REFUSED[lang].items():
        for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text):
            yield f"“{found[0]}”: {instead}"


@pytest.mark.parametrize("lang", sorted(REFUSED))
def test_no_text_uses_a_word_that_its_language_refuses(lang: str) -> None:
    assert [f"{place}: {said}" for place, text in texts(lang) for said in refused(text, lang)] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le collège dispense des cours"),
        ("fr", "les coûts tels qu’imprimés"),
        ("fr", "pour les infirmiers diplômés"),
        ("fr", "Ce que gagnent les stagiaires n’a pas été trouvé"),
        ("fr", "Plus de 350 millions AUD"),
        ("fr", "5 000 diplômés en 2011–13"),
        ("es", "muestra qué estrecha es la entrada"),
        ("es", "unas 3 577 personas, a un costo de 9500"),
        ("es", "según el Instituto de Política Migratoria, Section II"),
    ],
)
def test_the_search_finds_what_readers_found(lang: str, text: str) -> None:
    assert list(refused(prose(text), lang))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "du personnel infirmier, des infirmières et infirmiers, des soins infirmiers"),
        ("fr", "35\u202f000 AUD, de 2011 à 2013, en 2011–2013"),
        ("es", "3577 personas y 14\u202f000 más; el coste del visado"),
    ],
)
def test_the_search_leaves_good_words_alone(lang: str, text: str) -> None:
    assert list(refused(prose(text), lang)) == []
