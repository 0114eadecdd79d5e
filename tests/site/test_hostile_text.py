"""Text from data comes out as text: on every page of a build, in a real browser, in print, in notebooks."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from filelock import FileLock
from lxml import etree, html

from gspbrief.brief.addresses import document_name
from gspbrief.brief.frontmatter import unmarked
from gspbrief.brief.markdown import escape
from gspbrief.brief.publication import Publication
from gspbrief.evidence.reading import read_partnerships
from gspbrief.findings import plain_cells
from gspbrief.language.formats import Format
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.notebook_html import harmless, notebook_html
from gspbrief.site.pages import page
from hostile import LEAVES, TEXTS, add_rows, alike, found, marked, text_columns
from pdf_text import pages_of
from project_copies import ALL_LANGUAGES, copy_project, keep_few, run
from published_sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

SUBJECT, ALL = "africarecruit", ("en", "fr", "es")
EACH = 12  # which partnerships are kept: pages about all are heavy where those are many
TABS = 8  # pages that are open at a time
MANY = 20  # pages in one folder: a row of the same, one for each partnership
ROW = {"partnership": SUBJECT, "value": "5", "bound": "exact", "source": "mpi_2018"}
FIGURE = {**ROW, "status": "achieved", "grade": "published", "confidence": "high", "evidence_root": "x"}
TABLES: dict[str, dict[str, str]] = {
    "migration": {**FIGURE, "measure": "enrolled", "unit": "persons"},
    "costs": {**FIGURE, "measure": "funding_total", "unit": "money", "currency": "EUR", "per": "programme"},
    "outcomes": {**FIGURE, "measure": "employed", "unit": "persons"},
    "design": {**ROW, "feature": "abroad_stage", "confidence": "high", "value": "", "bound": ""},
}
# Names of elements that no page has but by a text that was not taken as one.
# Some that mean nothing in TeX, and name no place on somebody's machine, which `check` refuses in a source.
TEX = re.compile(r"[\\{}$%#&~^_]|--|``|file:")
CITED = tuple(number for number, text in enumerate(TEXTS) if not TEX.search(text))[::4]
MARKS = TEXTS.index("A" + "\u0301" * 4)  # pdftotext tells a letter with several marks several times
_TO_THE_END = """async () => {
    for (const chart of document.querySelectorAll(".chart")) {  // drawn anew once it is near
        chart.scrollIntoView();
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
    }
    window.scrollTo(0, document.body.scrollHeight);
}"""
STRANGE = ("iframe", "object", "embed", "base", "video", "audio", "style", "portal", "frame", "applet")


def _spoil_names(data: Path) -> None:
    """Give each partnership hostile names, so that each text is part of one."""
    path = data / "partnerships.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), list(reader.fieldnames or [])
    for number, row in enumerate(rows):
        said = " ".join(map(marked, range(number, len(TEXTS), len(rows))))
        row.update(name=f"Name {said}", short_name=f"Short {said}", note=said)
        if row["id"] == SUBJECT:
            three, others = (" ".join(map(marked, texts)) for texts in ((3, 4, 41), (37, 55, 69)))
            row.update(name=three, short_name=others, note=marked(number))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _spoil_sources(data: Path) -> None:
    """Add a source for each text that means nothing in TeX, as title, author, note and more."""
    fields = ("title", "author", "institution", "annotation", "note", "via", "address", "number")
    with (data / "sources.bib").open("a", encoding="utf-8") as file:
        for number in CITED:
            said = ", ".join(f"{name} = {{{{{marked(number)}}}}}" for name in fields)
            file.write(
                f"@report{{h{number}, {said}, year = {{2011}}, kind = {{press}}, readdepth = {{full}}}}\n"
            )


def _spoil_descriptions(data: Path) -> None:
    """Give tables, columns and assumptions hostile words, and names more room."""
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8").replace('"maxLength": 40', '"maxLength": 4000'))
    for number, resource in enumerate(package["resources"]):
        resource["description"] = marked(number)
        for place, column in enumerate(resource["schema"]["fields"]):
            column["description"] = marked((number + place) % len(TEXTS))
    package.update(title=marked(4), description=marked(60))
    path.write_text(json.dumps(package), encoding="utf-8")
    path = data / "assumptions.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    spoilt = (
        re.sub(r'why: "[^"]*"', lambda _, n=n: f"why: {json.dumps(marked(n % len(TEXTS)))}", line)
        for n, line in enumerate(lines)
    )
    path.write_text("".join(spoilt), encoding="utf-8")


def _spoil(project: Path) -> None:
    data = project / "data"
    alone = [name for name, here in read_partnerships(data).items() if not here.parent]
    keep_few(project, SUBJECT, *alone[::EACH])
    _spoil_descriptions(data)
    _spoil_sources(data)
    _spoil_names(data)
    for table, cells in TABLES.items():
        rows = [
            {
                **cells,
                "id": f"{SUBJECT}.{table}.h{number}",
                "source": f"h{number}" if number in CITED else "mpi_2018",
                **dict.fromkeys(text_columns(data, table), marked(number)),
            }
            for number in range(0, len(TEXTS), 1 if table in ("migration", "design") else 7)
        ]
        add_rows(data, table, rows)
    add_rows(
        data,
        "revisions",
        [{"date": "2026-11-21", "partnership": SUBJECT, "what": marked(n), "why": marked(4)} for n in (0, 3)],
    )
    publication = project / "briefs" / "publication.yaml"
    said = {
        "author": [f"Author {marked(1)}", f"Writer {marked(62)}"],
        "series": f"Series {marked(3)}",
        "licence": marked(8),
        "licence_url": "https://example.org/licence",
        "address": "https://example.org/site",
        "about": marked(9),
        "contact": marked(10),
        "place": marked(30),
        "funder": marked(42),
        "issue": marked(60),
        "doi": f"10.1000/{marked(61)}",
    }
    lines = (f"{name}: {json.dumps(text)}\n" for name, text in said.items())
    publication.write_text("".join(lines) + "date: 2026-11-21\n", encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(root: Path, sites: Sites) -> Path:
    """A site whose every text from data is hostile, in three languages."""
    project = sites.run / "hostile"
    with FileLock(sites.run / "hostile.lock"):
        if not (project / "_site" / "index.html").is_file():
            shutil.rmtree(project, ignore_errors=True)
            project.mkdir(parents=True)
            copy_project(root, project, ALL_LANGUAGES)
            _spoil(project)
            settings = (
                "--format",
                "html,pdf,docx",
                "--lang",
                "en,fr,es",
                "--jobs",
                "1",
                "--renderer",
                "embedded",
            )
            built = run(project, "build", SUBJECT, *settings)
            assert built.returncode == 0, built.stdout + built.stderr
    return project / "_site"


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def _kinds_of_pages(site: Path) -> list[Path]:
    """The pages, of those that lie together and are alike a few: a browser takes its time for each."""
    alike_pages: dict[Path, list[Path]] = defaultdict(list)
    for path in _pages(site):
        alike_pages[path.parent].append(path)
    own = {path for pages in alike_pages.values() for path in pages if SUBJECT in path.as_posix()}
    return sorted(own.union(*(pages if len(pages) < MANY else pages[:3] for pages in alike_pages.values())))


def test_every_text_of_the_data_comes_out_as_text_on_every_page(hostile: Path) -> None:
    seen: dict[str, set[int]] = {}
    wrong = []  # what a notebook prints of an object is as Python writes it, with two backslashes for one
    for path in _pages(hostile):
        tree = html.parse(str(path)).getroot()
        name = path.relative_to(hostile).as_posix()
        for data in tree.xpath("//script[@type='application/json']"):  # as the script of the page reads it
            data.text = "\n".join(_strings(json.loads(data.text)))
        for number, text in found(tree.text_content()):
            seen.setdefault(name, set()).add(number)
            if text not in (alike(TEXTS[number]), alike(repr(TEXTS[number])[1:-1])):
                wrong.append(f"{name}: {TEXTS[number]!r} became {text!r}")
        wrong += [f"{name}: holds <{e.tag}>" for tag in STRANGE for e in tree.iter(tag)]
        wrong += [
            f"{name}: {e.tag} {n}" for e in tree.iter() for n, _ in e.items() if n.lower().startswith("on")
        ]
    everything = set(range(len(TEXTS)))

    assert not wrong, "\n".join(wrong[:40])
    assert seen[f"data/rows/{SUBJECT}.html"] == everything
    assert seen[f"{SUBJECT}/migration.html"] == everything
    for lang in ("", "fr/", "es/"):
        assert seen[f"{SUBJECT}/{lang}index.html"] == everything


def test_every_attribute_of_a_page_holds_a_text_as_it_is(hostile: Path) -> None:
    wrong, count = [], 0
    for path in _pages(hostile):
        for element in html.parse(str(path)).getroot().iter():
            for name, value in element.items() if isinstance(element.tag, str) else ():
                for number, text in found(value):
                    count += 1
                    if text != alike(TEXTS[number]):
                        wrong.append(f"{path.name}: {element.tag} {name}: {TEXTS[number]!r} became {text!r}")

    assert count
    assert not wrong, "\n".join(wrong[:40])


def test_nothing_of_it_runs_loads_or_leads_away_in_a_browser(hostile: Path, browser: Browser) -> None:
    troubles, asked = [], defaultdict["Page", list[str]](list)
    context = browser.new_context(reduced_motion="reduce")  # else a page glides to its end for a second
    context.add_init_script(
        "window.done = []; window.ran = number => window.done.push(number); window.alert = ran"
    )
    # The same for all: a new one finds the letters of all scripts anew, a second each.
    tabs = [context.new_page() for _ in range(TABS)]
    for tab in tabs:
        tab.on("request", lambda request, tab=tab: asked[tab].append(request.url))
        tab.on("dialog", lambda dialog: dialog.dismiss())
        tab.on("framenavigated", lambda frame, tab=tab: asked[tab].append(frame.url))
    pages = _kinds_of_pages(hostile)
    for start in range(0, len(pages), TABS):
        opened = list(zip(tabs, pages[start : start + TABS], strict=False))
        for tab, path in opened:
            tab.goto(path.resolve().as_uri())
            tab.evaluate(_TO_THE_END)
        tab.wait_for_timeout(150)  # the last one's; the others have had longer
        for tab, path in opened:
            ran = tab.evaluate("window.done")
            schemes = tab.eval_on_selector_all(
                "a[href], area[href]", "all => [...new Set(all.map(a => new URL(a.href, location).protocol))]"
            )
            name = path.relative_to(hostile).as_posix()
            troubles += [f"{name} ran {ran}"] if ran else []
            troubles += [
                f"{name} asked for {url}"
                for url in asked[tab]
                if not url.startswith(hostile.resolve().as_uri())
            ]
            troubles += [f"{name} links to {s}" for s in schemes if s.rstrip(":") not in LEAVES]
        asked.clear()
    context.close()

    assert not troubles, "\n".join(troubles[:40])


def _strings(value: object) -> Iterator[str]:
    """Every text in what a JSON file holds, names of entries too."""
    if isinstance(value, str):
        yield value
    for part in (
        (*value.keys(), *value.values())
        if isinstance(value, dict)
        else value
        if isinstance(value, list)
        else ()
    ):
        yield from _strings(part)


def _misread(texts: Iterable[str]) -> tuple[set[int], list[str]]:
    """Which of the hostile texts stand in some texts, and those that do so otherwise than they were given."""
    seen, wrong = set(), []
    for number, text in (one for said in texts for one in found(said)):
        seen.add(number)
        if text != alike(TEXTS[number]):
            wrong.append(f"{TEXTS[number]!r} became {text!r}")
    return seen, wrong


def test_files_for_programs_hold_the_texts_as_they_are(hostile: Path) -> None:
    seen: dict[str, set[int]] = {}
    for path in hostile.rglob("*"):
        name = path.relative_to(hostile).as_posix()
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                texts = [cell for row in csv.reader(file) for cell in row]
        elif path.suffix == ".json":
            texts = list(_strings(json.loads(path.read_text(encoding="utf-8"))))
        elif path.suffix == ".bib" and path.name != "citation.bib":  # where a name's TeX is escaped
            texts = [path.read_text(encoding="utf-8")]
        else:
            continue
        seen[name], wrong = _misread(texts)
        assert not wrong, f"{name}: {wrong[:5]}"
    everything = set(range(len(TEXTS)))

    assert (
        seen["data/migration.csv"] == seen["data/design.csv"] == seen[f"{SUBJECT}/results.json"] == everything
    )
    assert seen[f"{SUBJECT}/citation.json"] >= {37, 55, 69}
    assert seen["ro-crate-metadata.json"]
    assert seen["data/datapackage.json"]
    assert seen[f"{SUBJECT}/fr/references.json"] == seen[f"{SUBJECT}/references.bib"] == {*CITED}
    bib = (hostile / SUBJECT / "citation.bib").read_text(encoding="utf-8")
    assert bib.count("{") == bib.count("}")
    assert "\\input{" not in bib


def test_what_a_card_shows_is_text(hostile: Path) -> None:
    for lang in ALL:
        card = hostile.parent / "build" / "woven" / SUBJECT / lang / "card.json"
        seen, wrong = _misread(_strings(json.loads(card.read_text(encoding="utf-8"))))
        assert {37, 55, 69} <= seen
        assert not wrong


@pytest.mark.parametrize("lang", ALL)
def test_a_document_for_word_holds_the_texts_and_runs_and_fetches_nothing(hostile: Path, lang: str) -> None:
    texts, away = [], []
    with zipfile.ZipFile(hostile / SUBJECT / document_name(SUBJECT, lang, "docx")) as document:
        for name in document.namelist():
            assert not re.search(r"vba|embed|activeX|altChunk|afchunk", name)
            if name.endswith((".xml", ".rels")):
                part = etree.fromstring(document.read(name))
                texts += ["".join(p.itertext("{*}t")) for p in part.iter("{*}p")]
                fields = [field.text or "" for field in part.iter("{*}instrText")]
                assert not [field for field in fields if re.search("DDE|INCLUDE|LINK |QUOTE|MACRO", field)]
                away += [one.get("Target") for one in part.iter("{*}Relationship") if one.get("TargetMode")]
    seen, wrong = _misread(texts)

    assert seen == set(range(len(TEXTS)))
    assert not wrong
    assert {address.partition(":")[0] for address in away} <= {"http", "https", "mailto"}


@pytest.mark.parametrize("lang", ALL)
def test_a_printed_sheet_holds_what_it_has_room_for_and_runs_and_fetches_nothing(
    hostile: Path, lang: str
) -> None:
    path = hostile / SUBJECT / document_name(SUBJECT, lang, "pdf")
    seen = set()
    for number, text in found("".join(pages_of(path))):
        seen.add(number)
        if number != MARKS:
            assert _unbroken(text) == _unbroken(alike(TEXTS[number]))
    with pikepdf.open(path) as document:
        acts = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/URI" in one
        ]
        active = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary)
            and {"/JS", "/JavaScript", "/Launch", "/AA", "/EmbeddedFile"} & set(one.keys())
        ]
    addresses = {str(one["/URI"]).partition(":")[0] for one in acts}

    assert len(seen) > 8
    assert not active
    assert addresses <= {"http", "https", "mailto"}


@pytest.fixture(scope="module")
def renderer(root: Path) -> Iterator[EmbeddedRenderer]:
    pandoc = EmbeddedRenderer(root / "build" / "fonts")
    yield pandoc
    pandoc.close()


@pytest.mark.parametrize("text", TEXTS)
def test_what_the_page_of_a_notebook_says_of_itself_is_text(
    root: Path, tmp_path: Path, renderer: EmbeddedRenderer, text: str
) -> None:
    said = {name: f"{name} {text}" for name in ("title", "description", "name")}
    publication = Publication(series=f"series {text}", date="2026-11-21")
    known = {"id": "aptc-costs", "style": "mpi", "version": "1", "site_root": "../", "back": "Back"}
    more = {"notebook": "costs", "partnership": "aptc", "simulated": False, "body": ""}
    values = {**said, **known, **more, "publication": publication}
    source = page(root, "notebook", tmp_path / "aptc" / "notebook", **values)
    target = tmp_path / "costs.html"
    renderer.render(Job(source=source, target=target, format="html"))
    tree = html.parse(str(target)).getroot()
    (heading,) = tree.xpath("//h1")
    (head,) = tree.xpath("//title")
    described = tree.xpath("//meta[@name='description' or @name='twitter:description']/@content")

    assert alike(heading.text_content()) == alike(said["title"])
    assert alike(head.text) == alike(f"title {text} · series {text}")
    assert {alike(one) for one in described} == {alike(said["description"])}
    assert alike(tree.xpath("//span[@class='series-name']")[0].text_content()) == alike(f"series {text}")
    assert alike(said["name"]) in alike(tree.xpath("//main")[0].text_content())
    assert not [e for e in tree.xpath("//main//*") if e.tag in STRANGE]


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_that_was_escaped_is_the_text_again(text: str) -> None:
    assert unmarked(escape(text)) == unmarked(escape(" ".join(text.split(" "))))
    assert alike(unmarked(escape(text))) == alike(text)
    assert unmarked(f"[{escape(text)}](<a\\_b.html>){{.x}}") == unmarked(escape(text))


def test_a_printed_document_holds_the_texts(tmp_path: Path, renderer: EmbeddedRenderer) -> None:
    printable = [number for number in range(len(TEXTS)) if number != MARKS]
    folder = tmp_path / "aptc" / "en"
    folder.mkdir(parents=True)
    front = {"title": str(escape(TEXTS[3])), "lang": "en", "author": [str(escape(TEXTS[62]))]}
    front["published"] = "November 2026"
    house = {
        "style": "mpi",
        "series": str(escape(TEXTS[61])),
        "description": str(escape(TEXTS[4])),
        "kind": "x",
        "words": Format("en").frame,
    }
    head = json.dumps({**front, "gspbrief": house})[:-1] + ", date: 2026-11-21}"
    lines = "\n\n".join(escape(marked(number)) for number in printable)
    source = folder / "index.qmd"
    source.write_text(f"---\n{head}\n---\n\n## Text\n\n{lines}\n", encoding="utf-8")
    target = tmp_path / "aptc.pdf"
    renderer.render(Job(source=source, target=target, format="pdf"))
    printed = {number: _unbroken(text) for number, text in found("".join(pages_of(target)))}

    assert printed == {number: _unbroken(alike(TEXTS[number])) for number in printable}


def _unbroken(text: str) -> str:
    """A text without blanks of any width, and without hyphens, of which a broken line has more."""
    return re.sub(r"[\s\u00ad\u200b-\u200d\u2010-]", "", text)


def _notebook(*outputs: dict[str, Any], markdown: str = "x") -> Any:
    import nbformat

    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.from_dict(output) for output in outputs])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown), cell])


def _result(**data: str) -> dict[str, Any]:
    kinds = {name.replace("_", "/", 1).replace("__", "+"): content for name, content in data.items()}
    return {
        "output_type": "execute_result",
        "metadata": {"text/html": {"isolated": True}},
        "data": kinds,
        "execution_count": 1,
    }


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_of_a_table_in_a_notebook_is_text(text: str) -> None:
    table = plain_cells.table(["a", text], [[text, "z"], ["y", text]])
    tree = html.fromstring(notebook_html(_notebook(_result(text_markdown=table, text_plain=text))))

    assert [alike(cell.text_content()) for cell in tree.iter("td", "th")] == [
        "a", alike(text), alike(text), "z", "y", alike(text),
    ]  # fmt: skip
    assert not any(len(cell) for cell in tree.iter("td", "th"))


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_a_cell_puts_out_as_html_or_markdown_nothing_of_it_can_run(text: str) -> None:
    outputs = (
        _result(text_html=f"<table><tr><td>{text}</td></tr></table>", text_plain="x"),
        _result(text_markdown=text, text_plain="x"),
        _result(application_javascript=text, text_plain=text),
        {"output_type": "stream", "name": "stdout", "text": text},
    )
    document = _notebook(
        *(harmless(_notebook(one).cells[1].outputs[0]) for one in outputs), markdown=f"a {text}"
    )
    tree = html.fromstring(f"<main>{notebook_html(document)}</main>")

    assert not [e.tag for e in tree.iter("script", "meta", "link", "form", "math", "input", *STRANGE)]
    assert not [n for e in tree.iter() for n, _ in e.items() if n.lower().startswith("on")]
    links = tree.xpath("//a/@href")
    assert {link.partition(":")[0].strip().lower() for link in links if ":" in link} <= {
        "http",
        "https",
        "mailto",
    }


def test_a_frame_stays_a_table() -> None:
    import pandas as pd

    shown = pd.DataFrame({"a": ["<script>ran(1)</script>"], "b": [2]})._repr_html_()
    document = _notebook(harmless(_notebook(_result(text_html=shown, text_plain="x")).cells[1].outputs[0]))
    tree = html.fromstring(notebook_html(document))

    assert [cell.text_content() for cell in tree.iter("td")] == ["<script>ran(1)</script>", "2"]
    assert "dataframe" in tree.xpath("//table/@class")[0]
    assert not list(tree.iter("style", "script"))
