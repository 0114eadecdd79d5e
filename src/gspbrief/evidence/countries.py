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


def codes_of(text: str) -> str:
    """The codes of countries that are named in full, separated by semicolons; the text if one is not known.

    Examples
    --------
    >>> codes_of("India"), codes_of("Allemagne; KEN"), codes_of("Overseas")
    ('IND', 'DEU;KEN', 'Overseas')
    """
    names = [part.strip() for part in re.split("[;,/]", text)]
    codes = [name if name in COUNTRIES else _by_name().get(name.casefold(), "") for name in names]
    return ";".join(codes) if all(codes) else text


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    """Codes by the names that CLDR has for countries, in small letters."""
    from babel import Locale
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    three = {two: code for code in COUNTRIES for two in aliases.get(code, ())[:1]} | {"XK": "XKX"}
    return {
        name.casefold(): three[two]
        for language in reversed(_LANGUAGES)
        for two, name in Locale(language).territories.items()
        if two in three
    }
