"""Stands between Parley and Slack: passes on calls of the Web API, and gives a test's own answers for files."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.browser import BROWSER

PASSED_ON = ("authorization", "content-type")


@dataclass(frozen=True)
class Said:
    """An answer instead of the file."""

    status: int = 200
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Host:
    """An HTTP host on this machine: the requests for files that reached it, as (path, headers)."""

    url: str = ""
    behind: str = ""
    answers: deque[Said] = field(default_factory=deque)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def tokens(self) -> list[str | None]:
        """The token each request for a file brought along."""
        return [headers.get("authorization") for _, headers in self.asked]


@contextmanager
def listening(behind: str = "") -> Iterator[Host]:
    """A host with the answers of a test for files; calls of the Web API go on to the one `behind` it."""
    host = Host(behind=behind)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            if self.path.startswith("/api/"):
                self._answer(_passed_on(host, "GET", self.path, headers, b""))
                return
            host.asked.append((self.path, headers))
            self._answer(host.answers.popleft() if host.answers else Said(404))

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            self._answer(_passed_on(host, "POST", self.path, headers, body))

        def _answer(self, said: Said) -> None:
            self.send_response(said.status)
            for name, value in (said.headers | {"Content-Length": str(len(said.content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.content)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def _passed_on(host: Host, method: str, path: str, headers: dict[str, str], body: bytes) -> Said:
    kept = {name: value for name, value in headers.items() if name in PASSED_ON}
    answer = BROWSER.request(method, f"{host.behind}{path}", headers=kept, content=body)
    names = ("content-type", "retry-after", "location")
    return Said(
        answer.status_code, answer.content, {name: answer.headers[name] for name in names if name in answer.headers}
    )
