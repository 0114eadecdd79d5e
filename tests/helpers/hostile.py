"""Text that means something to a program that reads it: each is to come out as the text that it is."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

TEXTS = (
    # What a browser would run, load or follow
    "<script>ran(1)</script>",
    '"><img src=x onerror=ran(2)>',
    "'><svg onload=ran(3)>",
    '<b title="><script>ran(4)</script>">bold</b>',
    "</script><script>ran(5)</script>",
    "</title></head><body onload=ran(6)>",
    '<a href="javascript:ran(7)" onmouseover="ran(7)">x</a>',
    "<javascript:ran(8)>",
    "[click](javascript:ran(9))",
    "[click](data:text/html,<script>ran(10)</script>)",
    "[click]( jAvAsCrIpT:ran(11))",
    "[click](vbscript:ran(12))",
    "![i](file:///etc/passwd)",
    "![i](http://127.0.0.1:9/x.png)",
    "<iframe src='file:///etc/passwd'></iframe>",
    '<iframe srcdoc="<script>parent.ran(16)</script>"></iframe>',
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<base href='http://127.0.0.1:9/'>",
    "<form action='http://127.0.0.1:9/'><button>go</button></form>",
    "<style>*{display:none}</style>",
    "<style>@import 'http://127.0.0.1:9/s.css';</style>",
    "<video src='http://127.0.0.1:9/v' autoplay></video>",
    "<object data='http://127.0.0.1:9/o'></object>",
    "<embed src='http://127.0.0.1:9/e'>",
    "<img alt=x src=x.png srcset='http://127.0.0.1:9/s 1x'>",
    "<link rel=preload as=fetch href='http://127.0.0.1:9/p'>",
    "<svg><image href='http://127.0.0.1:9/g'/><use href='http://127.0.0.1:9/u#a'/></svg>",
    "<svg><a xlink:href='javascript:ran(28)'><text>x</text></a></svg>",
    "<math><mtext><img src=x onerror=ran(29)></mtext></math>",
    "<details open ontoggle=ran(30)>x</details>",
    "<!-- c --> --> <![CDATA[ x ]]>",
    "</body></html>",
    "<!-- body -->",
    "&lt;script&gt; &amp; &#60; &nbsp; &copy",
    "//evil.example/x.js",
    "http://evil.example/ www.evil.example a@b.example",
    # What Markdown, Pandoc and Quarto would read
    "*b* _e_ **s** ~~d~~ H~2~O x^2^",
    r"\*not\* \<b\> C:\new \# x \\",
    "a `b` c ``d``",
    "```{=html} <script>ran(40)</script> ```",
    "`<script>ran(41)</script>`{=html}",
    '```{=typst} #read("/etc/passwd") ```',
    "{{< include /etc/passwd >}}",
    "{{< meta title >}} {{</* x */>}}",
    "[^1] ^[note] [@aptc] @mpi_2018 [-@mpi_2018]",
    "@tbl-x @fig-x @sec-x",
    ": caption {#tbl-zz}",
    "::: {.banner} x :::",
    '{#fig-x} {.class onclick="ran(49)"} [a]{.b}',
    "| a | b |",
    "# Heading ## not",
    "1. one 2) two - three + four > five",
    "--- ... -- -",
    "$x^2$ and $$y$$ \\(z\\) \\[w\\]",
    # What Jinja, Python and Vega would compute
    "{{ 7*7 }} {{ x }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{## gone ##} {# gone #}",
    "{label} {n} {0} %(x)s %s %TITLE% ${7*7} #{7*7} <%= 7*7 %>",
    'datum.x; warn("x"); event.constructor.constructor("ran(59)")()',
    "@measure:arrived",
    # What TeX and Typst would do
    "\\input{/etc/passwd} \\write18{id} % gone",
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": *',
    '#panic("x") #eval("1") <label> @ref',
    "/*x*/ //y",
    # What JSON and scripts would read
    "\\u003cscript\\u003eran(66)\\u003c/script\\u003e",
    '"}]}; ran(67); //',
    "a } b { c",
    # Letters that are hard to see or to set
    "z\u200bw\u200c\u200ds",
    "A\u0301\u0301\u0301\u0301",
    "x\u00a0y\u202fz\u2009.",
    "\u00ab x \u00bb \u2039y\u203a \u201cz\u201d",
    "\\",
)
LEAVES = frozenset({"http", "https", "mailto", "file", ""})
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d\u00ab\u00bb\u2039\u203a'\"]")
_MARKED = re.compile(r"Zq(\d+)q(.*?)qZ\1q", re.DOTALL)


def marked(number: int) -> str:
    """A text between marks by which it is found again."""
    return f"Zq{number}q{TEXTS[number]}qZ{number}q"


def found(text: str) -> Iterator[tuple[int, str]]:
    """The texts that stand in a page or a file, by number, as `alike` gives them."""
    for match in _MARKED.finditer(text):
        yield int(match[1]), alike(match[2])


def alike(text: str) -> str:
    """A text with what typography may change made the same.

    Each language has its own quotation marks and spaces inside them, headings have capitals, three dots are
    one sign, and the semicolons of a place in a source become commas, since citations are told apart by them;
    a comma may stand inside quotation marks.
    """
    plain = _QUOTES.sub('"', text).replace("\u2026", "...").replace(";", ",")
    return "".join(plain.split()).casefold().replace(',"', '",')


def text_columns(data: Path, table: str) -> list[str]:
    """The columns of a table that may hold any text."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [resource for resource in package["resources"] if resource["name"] == table]
    bound = {"id", "partnership", "source"}
    return [
        column["name"]
        for column in resource["schema"]["fields"]
        if column["type"] == "string"
        and not {"enum", "pattern"} & column.get("constraints", {}).keys()
        and column["name"] not in bound
    ]


def add_rows(data: Path, table: str, rows: Sequence[dict[str, str]]) -> None:
    """Add rows to a table: cells that are not given are blank, those of other tables are left out."""
    path = data / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writerows(rows)
