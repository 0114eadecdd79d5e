"""A notebook with its section is added by files of its own: none of the code, and no list, knows of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from gspbrief.brief.translations import accept
from gspbrief.language.languages import LANGUAGES
from project_copies import ALL_LANGUAGES, copy_few, run

pytestmark = pytest.mark.xdist_group("build")

MOST_FILES = 7
CELLS = {
    "parameters": 'partnership = "aptc"\ndata = "../data"\nout = "../build/results/aptc"',
    "load": "from gspbrief.evidence.reading import load\n"
    "from gspbrief.execution import results\n"
    "from gspbrief.findings.finding import Finding, Findings\n\n"
    "study = load(partnership, data)",
    "women": 'known = {"measure": "placement_rate", "unit": "share", "grade": "derived", "group": "women"}\n'
    'women = Finding(id="gender.placement_rate.women", value=0.61, n=120, partnership=partnership, **known)\n'
    "placed = Findings([women])\nplaced",
    "write": 'results.write("gender", study, placed, [], out);',
}
DECLARED = {"runs_for": "partnership", "section": {"order": 35, "needs": "placement_rate"}}
SKELETON = "## {{ self.asked() }} {#sec-gender}\n\n{{ self.placed() }}\n"
PASSAGES = {
    "en": ("Are women and men placed alike?", "Of the women, {{ gender.placement_rate }} were placed."),
    "fr": (
        "Place-t-on autant les femmes ?",
        "Des femmes, {{ gender.placement_rate }} ont été placées.",
    ),
    "es": ("¿Se coloca igual a las mujeres?", "De las mujeres se colocó a {{ gender.placement_rate }}."),
}


def notebook() -> str:
    title = {"cell_type": "markdown", "id": "question", "metadata": {}, "source": "# Are they placed alike?"}
    cells = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": {"tags": ["parameters"]} if name == "parameters" else {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for name, source in CELLS.items()
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"gspbrief": DECLARED, "kernelspec": kernel}
    return json.dumps({"cells": [title, *cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def passages(lang: str) -> str:
    asked, placed = PASSAGES[lang]
    return (
        '{% extends "_gender.qmd.j2" %}\n\n'
        f"{{% block asked %}}{asked}{{% endblock %}}\n{{% block placed %}}{placed}{{% endblock %}}\n"
    )


def contents(project: Path) -> dict[str, bytes]:
    parts = ("notebooks", "briefs", "data", "_extensions")
    return {str(path): path.read_bytes() for part in parts for path in (project / part).rglob("*.*")}


@pytest.mark.slow
def test_a_notebook_with_its_section_takes_no_more_than_seven_files(root: Path, tmp_path: Path) -> None:
    project = copy_few(root, tmp_path / "project", "aptc", leave=ALL_LANGUAGES)
    order = ("build", "aptc", "--format", "html", "--lang", ",".join(LANGUAGES), "--renderer", "embedded")
    assert run(project, *order).returncode == 0
    before = contents(project)

    (project / "notebooks" / "gender.ipynb").write_text(notebook(), encoding="utf-8")
    (project / "briefs" / "shared" / "_gender.qmd.j2").write_text(SKELETON, encoding="utf-8")
    for lang in LANGUAGES:
        (project / "briefs" / lang / "_gender.md.j2").write_text(passages(lang), encoding="utf-8")
        if lang != "en":
            accept(project / "briefs", lang, ["gender"])
    now = contents(project)
    assert len([path for path in now if now[path] != before.get(path)]) <= MOST_FILES

    told = run(project, "status", *order[1:])
    assert "notebooks/gender.ipynb" in told.stdout
    assert run(project, "check").returncode == 0
    assert "gender" in run(project, "run", "--help").stdout
    built = run(project, *order)
    assert built.returncode == 0, built.stderr

    site = project / "_site" / "aptc"
    assert 'id="women"' in (site / "gender.html").read_text(encoding="utf-8")
    results = json.loads((site / "results.json").read_text(encoding="utf-8"))
    assert "gender.placement_rate.women" in {finding["id"] for finding in results}
    for lang in LANGUAGES:
        page = html.parse(site / ("" if lang == "en" else lang) / "index.html")
        sections = [one for one in page.xpath("//main//@id") if one.startswith("sec-")]
        at = sections.index("sec-gender")
        assert sections[at - 1 : at + 2] == ["sec-outcomes", "sec-gender", "sec-decide"]
        (number,) = page.xpath("//main//*[@data-finding='gender.placement_rate.women'][not(ancestor::dl)]")
        (annexed,) = page.xpath(f"//*[@id='{number.get('href').removeprefix('#')}']")
        assert any(link.endswith("gender.html#women") for link in annexed.xpath(".//@href"))
    assert "Everything is up to date" in run(project, "status", *order[1:]).stdout
