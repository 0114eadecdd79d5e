"""The countries that there are: ISO 3166-1 alpha-3, and Kosovo as XKX.

CLDR, which names them, also knows codes that were withdrawn (SUN, YUG, ANT), belong to nobody (AAA) or stand
for no country (ZZZ), and names those after the first successor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
"""

COUNTRIES = frozenset(_CODES.split())
CODE = re.compile("[A-Z]{3}")  # what a code of a country looks like, and one of a currency (ISO 4217)
_LANGUAGES = ("en", "fr", "es", "de")  # in which people who deliver tables name countries
_ALSO_CALLED = {
    "Burma": "MMR", "Czech Republic": "CZE", "Great Britain": "GBR", "Hong Kong": "HKG",
    "Iran (Islamic Republic of)": "IRN", "Ivory Coast": "CIV", "Macau": "MAC", "Macedonia": "MKD",
    "Palestine": "PSE", "Republic of Korea": "KOR", "Republic of Moldova": "MDA", "Russian Federation": "RUS",
    "Swaziland": "SWZ", "Syrian Arab Republic": "SYR", "The Gambia": "GMB", "The Netherlands": "NLD",
    "The Philippines": "PHL", "Turkey": "TUR", "UK": "GBR", "United Republic of Tanzania": "TZA",
    "United States of America": "USA", "Viet Nam": "VNM",
}  # fmt: skip
"""Names of one country only that CLDR has otherwise: of before, of the United Nations, and for short."""
_OPEN = frozenset({"congo", "NA"})  # of two countries; and what stands where nothing is known


def codes_of(text: str) -> str:
    """The codes of countries that are named in full, separated by semicolons; the text if one is not known.

    A code of two capitals (ISO 3166-1 alpha-2) is known as well.

    Examples
    --------
    >>> codes_of("India"), codes_of("Allemagne; KE"), codes_of("Turkey"), codes_of("Overseas")
    ('IND', 'DEU;KEN', 'TUR', 'Overseas')
    >>> codes_of("Congo")  # there are two
    'Congo'
    """
    names = [part.strip() for part in re.split("[;,/]", text)]
    codes = [
        name if name in COUNTRIES else _known().get(name) or _known().get(_folded(name), "") for name in names
    ]
    return ";".join(codes) if all(codes) else text


def _folded(name: str) -> str:
    return name.casefold().replace("’", "'")


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    """Codes by those of two capitals, and by names in small letters: those that CLDR has, and some more."""
    from babel import Locale
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    three = {two: code for code in COUNTRIES for two in aliases.get(code, ())[:1]} | {"XK": "XKX"}
    names = {
        _folded(name): three[two]
        for language in _LANGUAGES
        for two, name in Locale(language).territories.items()
        if two in three
    }
    also = {_folded(name): code for name, code in _ALSO_CALLED.items()}
    return {name: code for name, code in (three | names | also).items() if name not in _OPEN}
