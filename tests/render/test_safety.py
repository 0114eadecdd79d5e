"""A page loads nothing from elsewhere, runs nothing of its own, and leads only where a link may lead."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from browsing import serving
from gspbrief.brief.markdown import link
from gspbrief.brief.publication import read_publication
from gspbrief.errors import EvidenceError, RenderError
from gspbrief.evidence.checks import check as check_evidence
from gspbrief.evidence.sources import is_on_the_web, read_bibliography
from gspbrief.render import Job
from gspbrief.render.safety import check, is_linked
from published_sites import A_BRIEF

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("pages")

JOB = Job(source=Path("aptc/en/index.qmd"), target=Path("index.html"), format="html")
POLICY = "Content-Security-Policy"
ELSEWHERE = (
    "http://127.0.0.1:9/x",
    "//127.0.0.1:9/x",
    "https:/127.0.0.1:9/x",
    " http://127.0.0.1:9/x",
    "ht\ntp://a/",
)
LOADS = (
    '<script src="{}"></script>',
    '<link rel="stylesheet" href="{}">',
    '<link rel="preload" as="fetch" href="{}">',
    '<link rel="icon" href="{}">',
    '<link rel="alternate stylesheet" href="{}">',
    '<img src="{}" alt="x">',
    '<img src="x.png" srcset="y.png 1x, {} 2x" alt="x">',
    '<picture><source srcset="{}"><img src="x.png" alt="x"></picture>',
    '<video src="{}"></video>',
    '<video poster="{}"></video>',
    '<audio><source src="{}"></audio>',
    '<track src="{}">',
    '<input type="image" src="{}">',
    '<body background="{}">',
    '<svg><image href="{}"/></svg>',
    '<svg><image xlink:href="{}"/></svg>',
    '<svg><use href="{}#a"/></svg>',
    '<svg><rect fill="url({}#a)"/></svg>',
    "<svg><rect filter='url(\"{}#a\")'/></svg>",
    '<svg><feImage href="{}"/></svg>',
    '<svg><script href="{}"></script></svg>',
    '<p style="background: url({})">x</p>',
    "<p style=\"background: URL( '{}' )\">x</p>",
    '<style>@import "{}";</style>',
    "<style>p {{ background: url({}) }}</style>",
    '<form action="{}"></form>',
    '<button formaction="{}">x</button>',
    '<a href="x.html" ping="{}">x</a>',
    '<html manifest="{}">',
)
REFUSED = (
    "<script>run()</script>",
    '<script type="module">run()</script>',
    '<img src="x" alt="x" onerror="run()">',
    "<svg onload=run()></svg>",
    '<p ONCLICK="run()">x</p>',
    '<iframe src="x.html"></iframe>',
    '<iframe srcdoc="x"></iframe>',
    '<object data="x"></object>',
    '<embed src="x">',
    '<base href="x/">',
    '<meta http-equiv="refresh" content="0;url=x.html">',
    '<meta http-equiv=" Refresh" content="5">',
    '<svg><a href="x"><animate attributeName="href" to="javascript:run()"/></a></svg>',
    "<svg><foreignObject><p>x</p></foreignObject></svg>",
    '<p style="background: \\75rl(x)">(</p>',
    '<a href="javascript:run()">x</a>',
    '<a href=" java\tscript:run()">x</a>',
    '<a href="&#1;javascript:run()">x</a>',
    '<a href="JAVASCRIPT:run()">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="vbscript:run()">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="blob:x">x</a>',
    '<a href="http://[x">x</a>',
    '<svg><a xlink:href="javascript:run()"><text>x</text></a></svg>',
    '<map><area href="javascript:run()" alt="x"></map>',
)
SOUND = (
    '<script src="../assets/brief.js" defer></script><link rel="stylesheet" href="../assets/brief.css">',
    '<script type="application/json">{"a": "</p>"}</script>',
    '<link rel="canonical" href="https://example.org/"><link rel="alternate" hreflang="fr" href="fr/a.html">',
    '<meta property="og:image" content="https://example.org/card.png">',
    '<a href="https://example.org/?a=b:c#d">x</a><a href="mailto:a@example.org">x</a>',
    '<a href="../a.html#c:d">x</a>',
    '<a href="a.html?b=c:d">x</a><a href="">x</a>',
    '<img src="data:image/png;base64,AAAA" alt="x"><img src="x.png" srcset="x.png 1x, y.png 2x" alt="x">',
    '<svg><rect fill="url(#a)" clip-path="url(\'#b\')"/><use href="#a"/></svg>',
    '<p title="url(http://x) on onclick= javascript:" data-x="http://x">javascript:x</p>',
    '<form role="search"><input type="search"></form>',
)  # fmt: skip


def _page(part: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><main>{part}</main></body></html>'
    )


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("load", LOADS)
def test_whatever_loads_from_elsewhere_is_refused(load: str, address: str) -> None:
    part = load.format(address)
    with pytest.raises(RenderError, match="loads from elsewhere"):
        check(part if load.startswith(("<html", "<body")) else _page(part), JOB)


@pytest.mark.parametrize("part", REFUSED)
def test_whatever_runs_or_leads_away_is_refused(part: str) -> None:
    with pytest.raises(RenderError, match="the page"):
        check(_page(part), JOB)


@pytest.mark.parametrize("part", SOUND)
def test_what_lies_beside_the_page_and_links_that_may_be_are_taken(part: str) -> None:
    check(_page(part), JOB)  # raises what it refuses


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://a.example/", True), ("HTTP://a.example", True), ("mailto:a@b.example", True),
        ("a/b.html", True), ("#a:b", True), ("?a=b:c", True), ("/a:b", True), ("javascript:x", False),
        ("\x00javascript:x", False), ("java\nscript:x", False), ("ftp://a.example", False), ("a:b", False),
    ],
)  # fmt: skip
def test_links_lead_to_the_web_to_mail_and_beside_the_page(address: str, linked: bool) -> None:
    assert is_linked(address) is linked


@pytest.mark.parametrize(
    "address",
    ["javascript:x", "data:text/html,x", "https://a.example/\nx", "file:///x", "a b", "x:y", "https://a b"],
)
def test_an_address_that_is_none_is_printed_as_text(address: str) -> None:
    assert link("words", address) == "words"


ENTRY = """@misc{zz, title={A title}, author={{Some org}}, year={2011}, kind={official}, readdepth={excerpt},
url={%s}}"""


@pytest.mark.parametrize(
    "address", ["javascript:run()", "data:text/html,x", "www.example.org", "https://a b", "ftp://a"]
)
def test_a_source_with_an_address_that_is_not_on_the_web_is_a_problem(tmp_path: Path, address: str) -> None:
    path = tmp_path / "sources.bib"
    path.write_text(ENTRY % address, encoding="utf-8")

    with pytest.raises(EvidenceError, match=r"sources\.bib, line 1, url: entry zz has"):
        read_bibliography(path)


def test_an_address_on_the_web_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "sources.bib"
    path.write_text(ENTRY % "https://example.org/a?b=c#d", encoding="utf-8")

    assert read_bibliography(path)["zz"].url == "https://example.org/a?b=c#d"
    assert is_on_the_web("HTTP://example.org")


@pytest.mark.parametrize("name", ["address", "licence_url"])
def test_the_publication_s_own_addresses_are_looked_at_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / "publication.yaml"
    path.write_text(f"date: 2026-11-21\n{name}: 'javascript:run()'\n", encoding="utf-8")

    with pytest.raises(EvidenceError, match=rf"publication\.yaml, {name}: javascript:run"):
        read_publication(path)


@pytest.mark.parametrize("keys", [["text"], ["a", "h-a"]])
def test_a_source_named_as_a_part_of_the_page_is_a_problem(evidence: Path, keys: list[str]) -> None:
    path = evidence / "sources.bib"
    entries = "\n".join(re.sub("zz", key, ENTRY % "https://example.org", count=1) for key in keys)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{entries}\n", encoding="utf-8")
    (found,) = check_evidence(evidence)

    assert (found.file, found.what) == ("sources.bib", f"{keys[-1]!r} is an id of the page that shows it")


def test_a_partnership_named_as_a_part_of_the_page_is_a_problem(
    evidence: Path, spoil: Callable[..., int]
) -> None:
    row = spoil("partnerships", "africarecruit", id="text")
    problems = [problem for problem in check_evidence(evidence) if "id of the page" in problem.what]

    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("partnerships.csv", row, "id")
    ]


def test_every_page_carries_the_policy_and_no_script_of_its_own(sample: Path) -> None:
    policies = set()
    for path in sorted(sample.rglob("*.html")):
        tree = html.parse(str(path))
        (policy,) = tree.xpath(f"//meta[@http-equiv='{POLICY}']/@content")
        policies.add(policy)
        early = tree.xpath(f"//meta[@http-equiv='{POLICY}']/preceding::*[@src or @href]")
        assert not early, path
        assert not tree.xpath("//script[not(@src) and not(@type='application/json')]"), path

    (policy,) = policies
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


@pytest.fixture(scope="module")
def copied(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample in which pages may be spoilt: others look at the sample meanwhile."""
    return Path(shutil.copytree(sample, tmp_path_factory.mktemp("copied") / "site"))


@pytest.fixture
def served(copied: Path) -> Iterator[str]:
    with serving(copied) as address:
        yield address


INJECTED = (
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    "<a id=away href='javascript:window.ran = 3'>x</a>"
    "<svg onload='window.ran = 4'></svg><iframe srcdoc='<script>parent.ran = 5</script>'></iframe>"
    "<script src='data:text/javascript,window.ran=6'></script><img src='http://127.0.0.1:9/x.png'>"
    "<base href='http://127.0.0.1:9/'>"
)


@pytest.mark.parametrize("where", ["disk", "server"])
@pytest.mark.parametrize(
    "name", ["index.html", f"data/rows/{A_BRIEF}.html", f"{A_BRIEF}/index.html", f"{A_BRIEF}/costs.html"]
)
def test_a_script_that_got_into_a_page_does_not_run(
    copied: Path, served: str, browser: Browser, where: str, name: str
) -> None:
    text = (copied / name).read_text(encoding="utf-8")
    spoilt = copied / name.replace(".html", ".spoilt.html")
    spoilt.write_text(text.replace("</main>", f"{INJECTED}</main>"), encoding="utf-8")
    try:
        page = browser.new_page()
        got: list[str] = []
        page.on("requestfinished", lambda request: got.append(request.url))
        base = copied.resolve().as_uri() if where == "disk" else served
        page.goto(f"{base}/{spoilt.relative_to(copied).as_posix()}")
        page.evaluate("document.getElementById('away').click()")
        page.wait_for_timeout(200)

        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.baseURI").startswith(base)
        assert all(url.startswith((base, "data:")) for url in got)
        page.close()
    finally:
        spoilt.unlink()


def test_from_a_server_too_the_explorer_computes_and_charts_are_alive(served: str, browser: Browser) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{served}/model/index.html")
    page.locator(".explorer").wait_for()
    page.locator("#fig-model-drivers").scroll_into_view_if_needed()
    page.locator("#fig-model-drivers [data-live] svg:visible").wait_for()

    assert not [text for text in said if "policy" in text.casefold()]
    page.close()


def test_the_documentation_gives_servers_the_policy_of_the_pages(root: Path) -> None:
    frame = (root / "_extensions" / "gspbrief" / "brief.html").read_text(encoding="utf-8")
    (policy,) = html.fromstring(frame).xpath(f"//meta[@http-equiv='{POLICY}']/@content")
    documented = re.findall(
        rf'add_header {POLICY} "([^"]+)"', (root / "docs" / "deploy.md").read_text("utf-8")
    )

    assert documented == [policy.replace(" file:", "")]
