"""The preview serves its site to this machine alone, whatever it is asked and by whom."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest

from gspbrief.commands.preview_server import CLIENTS, HOST, serve
from gspbrief.errors import ArgumentError

Ask = Callable[..., tuple[int, bytes]]
ADDRESSES = (
    "/../secret.txt", "/%2e%2e/secret.txt", "/aptc/../../secret.txt", "//secret.txt", "/link.txt",
    "/folder/secret.txt", "/link.html", "/circle", "/a%00", "/a%00.html", "/%ed%a0%80.html", "/%ff",
    "/\xff\xfe.css", "/" + "a" * 5000,
)  # fmt: skip


@dataclass
class Session:
    """What came of building."""

    built: int = 0
    busy: bool = False
    problem: str = ""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a page, and a file beside it that is none of it."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "site"
    (folder / "aptc").mkdir(parents=True)
    (folder / "aptc" / "index.html").write_text("<body><p>A brief</p></body>", encoding="utf-8")
    (folder / "brief.css").write_text("p {}", encoding="utf-8")
    return folder


@pytest.fixture
def port(site: Path) -> Iterator[int]:
    with serve(site, Session(problem="no such row"), 0) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def ask(port: int) -> Ask:
    """Sends a request as it is, and returns the status and the body of the answer."""

    def send(
        path: str | bytes, host: str = f"{HOST}:1", method: str = "GET", more: str = ""
    ) -> tuple[int, bytes]:
        line = path.encode() if isinstance(path, str) else path
        head = b"%s %s HTTP/1.0\r\nHost: %s\r\n%s\r\n" % (method.encode(), line, host.encode(), more.encode())
        with socket.create_connection((HOST, port), timeout=60) as client:
            client.sendall(head)
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        status, _, body = answer.partition(b"\r\n\r\n")
        return int(status.split()[1]), body

    return send


def test_a_page_is_served_with_the_script_that_follows_the_builds_and_other_files_as_they_are(
    ask: Ask,
) -> None:
    assert ask("/aptc/") == (200, b'<body><p>A brief</p><script src="/preview.js"></script></body>')
    assert ask("/aptc/index.html?a=1")[0] == 200
    assert b"/preview.json" in ask("/preview.js")[1]
    assert ask("/brief.css") == (200, b"p {}")


def test_the_page_can_ask_what_was_built(ask: Ask) -> None:
    assert json.loads(ask("/preview.json")[1]) == {"built": 0, "busy": False, "problem": "no such row"}


def test_a_page_that_is_not_built_yet_waits_for_it(ask: Ask) -> None:
    status, page = ask("/triple_win/")

    assert status == 200
    assert b"Not built yet" in page
    assert b'src="/preview.js"' in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_name_that_somebody_else_gave_this_machine_is_refused(ask: Ask, method: str) -> None:
    assert ask("/aptc/", "elsewhere.example:80", method)[0] == 403
    assert ask("/brief.css", "elsewhere.example", method)[0] == 403
    assert ask("/brief.css", "", method)[0] == 403
    assert ask("/brief.css", "localhost:80", method)[0] == 200


def test_a_page_of_another_origin_is_refused(ask: Ask) -> None:
    assert ask("/preview.json", more="Origin: https://elsewhere.example\r\n")[0] == 403
    assert ask("/preview.json", more="Origin: null\r\n")[0] == 403
    assert ask("/preview.json", more=f"Origin: http://{HOST}:1\r\n")[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_no_address_leads_out_of_the_site_or_into_an_error(
    site: Path, ask: Ask, path: str, method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (site / "link.txt").symlink_to(site.parent / "secret.txt")
    (site / "link.html").symlink_to(site.parent / "secret.txt")
    (site / "folder").symlink_to(site.parent)
    (site / "circle").symlink_to(site / "circle")

    status, body = ask(path, method=method)

    assert status in (200, 400, 404, 414)
    assert b"secret" not in body.replace(b"/secret.txt", b"")
    assert "Traceback" not in "".join(capfd.readouterr())


def test_other_methods_are_refused(ask: Ask) -> None:
    assert {ask("/", method=method)[0] for method in ("POST", "PUT", "DELETE", "TRACE")} == {501}


def test_clients_that_say_nothing_keep_nobody_out_for_long(
    ask: Ask, port: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gspbrief.commands.preview_server.Pages.timeout", 0.2)
    with contextlib.ExitStack() as silent:
        for _ in range(CLIENTS + 20):
            silent.enter_context(socket.create_connection((HOST, port), timeout=60)).sendall(b"GET /")
        while True:
            with contextlib.suppress(ConnectionError, IndexError):  # no place yet
                assert ask("/brief.css") == (200, b"p {}")
                break
    assert "Traceback" not in "".join(capfd.readouterr())


def test_fifty_clients_are_served_at_once(ask: Ask) -> None:
    answers: list[tuple[int, bytes]] = []
    clients = [Thread(target=lambda: answers.append(ask("/brief.css"))) for _ in range(50)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert answers == [(200, b"p {}")] * 50


def test_a_port_that_is_taken_is_named(site: Path, port: int) -> None:
    with pytest.raises(ArgumentError, match=f"port {port} cannot be used"):
        serve(site, Session(), port)
