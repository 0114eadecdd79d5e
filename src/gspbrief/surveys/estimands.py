"""What each method of estimating an effect estimates, and when it is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gspbrief.project.plain_texts import read_beside

Method = Literal["difference", "iv", "ols", "ipw", "aipw", "ipw_treated", "did"]
StandardError = Literal["classical", "HC1", "HC2", "HC3", "cluster"]

WEIGHTED: tuple[Method, ...] = ("ipw", "aipw", "ipw_treated")

ESTIMANDS: Mapping[Method, tuple[str, str]] = {
    name: (said["code"], said["words"]) for name, said in read_beside(__file__, "estimands.yaml").items()
}
