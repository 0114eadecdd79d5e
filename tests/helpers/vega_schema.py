"""What the schema of Vega-Lite holds against a chart; its references are resolved once for all charts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for


@cache
def _schema() -> Validator:
    schema = altair.load_schema()
    return validator_for(schema)(schema)


def breaches(chart: Mapping[str, Any]) -> list[str]:
    """What is wrong with a chart, each by its place in it."""
    return [f"{error.json_path}: {error.message:.200}" for error in _schema().iter_errors(dict(chart))]
