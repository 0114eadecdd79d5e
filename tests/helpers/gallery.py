"""Pictures of briefs as readers see them: on a desk, on a phone, on paper (``make gallery``).

The briefs are built from the evidence as it is; Chromium shows the pages, poppler's ``pdftoppm`` the PDFs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser

from browsing import CHROMIUM, Visitor, chromium

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHOWN = {
    "mpi": {
        "triple_win": "many figures, some of them at odds",
        "deu_geo_2013_16": "small numbers with their intervals",
        "aptc": "a long record of training, and few who moved",
        "blue_birds": "a fact sheet",
    },
    "oecd": {
        "aptc": "the same evidence in the other style",
        "palim": "a pilot",
        "jpepa": "examinations and those who pass them",
        "blue_birds": "a fact sheet",
    },
}
HEIGHT, GAP = 560, 14  # pixels of a picture and between its parts
GROUND, EDGE = "#E6E8EA", "#C4C8CC"
QUALITY = 72  # of WebP: small, and text stays clear


def main() -> int:
    """Build the briefs, take their pictures, write the page that shows them."""
    if CHROMIUM is None or shutil.which("pdftoppm") is None:
        print("The gallery needs Chromium and pdftoppm (poppler-utils): nothing was changed", file=sys.stderr)
        return 1
    pictures = DOCS / "gallery"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    with chromium() as browser:
        for style, names in SHOWN.items():
            site = _built(style, list(names))
            for name in names:
                target = pictures / f"{style}-{name}.webp"
                _side_by_side(_views(browser, site / name)).save(target, quality=QUALITY, method=6)
    (DOCS / "gallery.md").write_text(_page(), encoding="utf-8")
    return 0


def _built(style: str, names: list[str]) -> Path:
    site = ROOT / "build" / "gallery" / style
    command = [sys.executable, "-m", "gspbrief", "build", *names, "--style", style, "--renderer", "embedded"]
    subprocess.run([*command, "--out", str(site)], cwd=ROOT, check=True)
    return site


def _views(browser: Browser, folder: Path) -> list[Image.Image]:
    """The page on a desk and on a phone, and up to three pages of the PDF."""
    visitor = Visitor(browser)
    page = folder / "index.html"
    desk = visitor.open(page, width=1280).screenshot()
    phone = visitor.open(page, width=375, device_scale_factor=2).screenshot()
    visitor.leave()
    return [*(Image.open(BytesIO(seen)) for seen in (desk, phone)), *_printed(folder / f"{folder.name}.pdf")]


def _printed(pdf: Path) -> list[Image.Image]:
    with TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", "100", "-l", "3", "-png", str(pdf), f"{folder}/page"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        return [Image.open(BytesIO(page.read_bytes())) for page in sorted(Path(folder).iterdir())]


def _side_by_side(views: list[Image.Image]) -> Image.Image:
    """The views at one height on one ground, each with an edge."""
    parts = [
        view.convert("RGB").resize(
            (round(view.width * HEIGHT / view.height), HEIGHT), Image.Resampling.LANCZOS
        )
        for view in views
    ]
    width = sum(part.width for part in parts) + GAP * (len(parts) + 1)
    whole = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for part in parts:
        whole.paste(Image.new("RGB", (part.width + 2, HEIGHT + 2), EDGE), (left - 1, GAP - 1))
        whole.paste(part, (left, GAP))
        left += part.width + GAP
    return whole


def _page() -> str:
    lines = [
        "# Gallery",
        "",
        "Briefs as readers see them: on a desk, on a phone, in print. Made by `make gallery`.",
    ]
    for style, names in SHOWN.items():
        lines += ["", f"## The style `{style}`"]
        for name, why in names.items():
            alt = (
                f"{name} in the style {style}: the page on a desk and on a phone, and the first printed pages"
            )
            lines += ["", f"**{name}**, {why}", "", f"![{alt}](gallery/{style}-{name}.webp)"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
