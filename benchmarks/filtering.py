"""The measure of what a reader waits for who chooses: one filter over very many partnerships, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from gspbrief.language.formats import Format
from gspbrief.site.collection_pages import PAGES
from measuring import PROJECT, Entry, number
from pipeline import REPEATS

MANY = number("THOUSAND", 1000)
LIMITS = {
    MANY: 100.0,
    10 * MANY: 1000.0,
}  # milliseconds that a filter may take, by the number of partnerships
TABLES = {"explore": "destination", "known": "state"}  # with what is chosen

# From the change of a choice to the frame in which the table shows it.
_CHOOSE = """async ([name, values]) => {
    const select = document.querySelector(`form.chooser [name=${name}]`);
    const times = [];
    for (const value of values) {
        const start = performance.now();
        select.value = value;
        for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
        document.querySelector("main, body").getBoundingClientRect();
        await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
        times.push(performance.now() - start);
    }
    return times;
}"""
_VALUES = "name => [...document.querySelector(`form.chooser [name=${name}]`).options].map(one => one.value)"


def filters() -> Iterator[Entry]:
    """One choice on the page for exploring and on the evidence map, of a thousand and of ten thousand."""
    for name, choice in TABLES.items():
        for count, limit in LIMITS.items():
            yield Entry(
                measure=f"one filter of {count:,} partnerships on {name}.html, against a limit",
                value=_chosen(name, choice, count),
                baseline=limit,
                unit="milliseconds",
                what=f"from a choice of {choice} to the frame that shows it, in Chromium, median of all "
                f"values, each {REPEATS} times",
            )


def _chosen(name: str, choice: str, count: int) -> float:
    from browsing import chromium
    from many_partnerships import listings, publish

    values = PAGES[name](None, listings(PROJECT, count), Format("en"))  # type: ignore[arg-type]
    with TemporaryDirectory() as folder, chromium() as browser:
        page = browser.new_page()
        page.goto(publish(PROJECT, Path(folder), name, values).as_uri())
        wanted = page.evaluate(_VALUES, choice) * REPEATS
        return median(page.evaluate(_CHOOSE, [choice, wanted]))
