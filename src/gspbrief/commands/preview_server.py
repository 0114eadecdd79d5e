"""Serves a site to this machine alone, each page with a script that loads it again when it changed."""

from __future__ import annotations

import json
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

from gspbrief.errors import ArgumentError

HOST = "127.0.0.1"
NAMES = {HOST, "localhost"}  # by which this machine may be asked
STATE, RENEWING = "/preview.json", "/preview.js"  # no script may stand in a page itself
SCRIPT = Path(__file__).with_name("preview.js")
CLIENTS = 64  # served at one time
PATIENCE = 30  # seconds for a client to say what it wants, or to take what it is given


class Watched(Protocol):
    """What came of building: how often it went well, whether it goes on, what the last time was wrong."""

    built: int
    busy: bool
    problem: str


def serve(site: Path, session: Watched, port: int) -> ThreadingHTTPServer:
    """A server of a folder, bound to a port but not started.

    Raises
    ------
    ArgumentError
        If the port is taken.
    """
    try:
        return Server((HOST, port), partial(Pages, session, directory=str(site)))
    except OSError as error:
        raise ArgumentError(
            f"port {port} cannot be used: {error.strerror}", where="--port", todo="Give another, or 0"
        ) from error


class Server(ThreadingHTTPServer):
    """A server with a limit on the clients that it serves at one time; others are sent away."""

    request_queue_size = 2 * CLIENTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._places = BoundedSemaphore(CLIENTS)
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a client, if there is a place."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a client, and give its place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, *_: Any) -> None:
        """Say in a line what went wrong; a client that goes away, or takes nothing, is none of our errors."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"gspbrief: the preview could not answer: {error!r}", file=sys.stderr)


class Pages(SimpleHTTPRequestHandler):
    """Answers one client."""

    timeout = PATIENCE

    def __init__(self, session: Watched, *args: object, **kwargs: object) -> None:
        self._session = session
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def parse_request(self) -> bool:
        """Whether the request is answered: not if a page elsewhere gave this machine one of its names."""
        if not super().parse_request():
            return False
        origin = self.headers.get("Origin", "").rpartition("//")[2]
        asked = [self.headers.get("Host", ""), *([origin] if origin else [])]
        if all(name.rsplit(":", 1)[0] in NAMES for name in asked):
            return True
        self.send_error(403, "Only this machine is served")
        return False

    def translate_path(self, path: str) -> str:
        """The file of an address; none outside the site, wherever links lead."""
        site = Path(self.directory).resolve()
        try:
            file = Path(super().translate_path(path)).resolve()
        except (ValueError, OSError, RuntimeError):  # a NUL, half a character, a link in a circle
            return ""
        slash = "/" if path.partition("?")[0].endswith("/") else ""
        return f"{file}{slash}" if file.is_relative_to(site) else ""

    def do_GET(self) -> None:
        """Answer one request."""
        name = self.translate_path(self.path)
        file = Path(name) / "index.html" if name.endswith("/") else Path(name)
        if self.path == STATE:
            state = {name: getattr(self._session, name) for name in ("built", "busy", "problem")}
            self._answer(json.dumps(state), "application/json")
        elif self.path == RENEWING:
            self._answer(SCRIPT.read_text(encoding="utf-8"), "text/javascript")
        elif name and file.suffix == ".html":
            self._answer(self._with_script(file), "text/html")
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Keep browsers from keeping what is about to change."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""

    def _answer(self, text: str, kind: str) -> None:
        content = text.encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @staticmethod
    def _with_script(file: Path) -> str:
        try:
            page = file.read_text(encoding="utf-8")
        except OSError:
            page = '<!DOCTYPE html><html lang="en"><title>Preview</title><body>Not built yet.</body></html>'
        body, end, rest = page.rpartition("</body>")
        return f'{body}<script src="{RENEWING}"></script>{end}{rest}'
