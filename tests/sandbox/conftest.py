"""A running sandbox on a clock that only moves when told, and a small bot that records what it hears."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_sdk import WebClient

from sandbox.server import Sandbox


@dataclass
class Clock:
    """Epoch seconds, moved by hand: Tuesday 2026-12-01 12:00 UTC at the start of every test."""

    start: float = 1_796_126_400.0
    now: float = 1_796_126_400.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Heard:
    """One request the bot got."""

    headers: dict[str, str]
    body: str

    @property
    def fields(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def payload(self) -> dict[str, Any]:
        """The JSON of an event or of an interaction."""
        return json.loads(self.fields["payload"] if self.body.startswith("payload=") else self.body)


@dataclass
class Bot:
    """Answers every delivery as told: `answers` is called with what was heard and returns (status, body, headers)."""

    heard: list[Heard] = field(default_factory=list)
    answers: Callable[[Heard], tuple[int, Any, dict[str, str]]] = lambda heard: (200, "", {})
    release: threading.Event = field(default_factory=threading.Event)

    def says(self, body: Any, status: int = 200, **headers: str) -> None:
        self.answers = lambda heard: (status, body, {key.replace("_", "-"): value for key, value in headers.items()})

    def is_silent(self) -> None:
        """No answer until the test is over."""
        self.answers = lambda heard: (self.release.wait(10), (200, "", {}))[1]

    @property
    def last(self) -> Heard:
        return self.heard[-1]


class Handler(BaseHTTPRequestHandler):
    bot: Bot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        heard = Heard({key.lower(): value for key, value in self.headers.items()}, body)
        self.bot.heard.append(heard)
        status, answer, headers = self.bot.answers(heard)
        raw = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        try:
            self.send_response(status)
            for key, value in {"Content-Length": str(len(raw)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            pass  # the sandbox gave up waiting

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def _sandbox(_clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(clock=_clock) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def _bot_server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock(_clock: Clock) -> Clock:
    _clock.now = _clock.start
    return _clock


@pytest.fixture
def sandbox(_sandbox: Sandbox, clock: Clock) -> Iterator[Sandbox]:
    _sandbox.reset()
    yield _sandbox
    _sandbox.request_url, _sandbox.commands, _sandbox.ack_seconds = None, None, 3.0


@pytest.fixture
def bot(sandbox: Sandbox, _bot_server: ThreadingHTTPServer) -> Iterator[Bot]:
    bot = Handler.bot = Bot()
    sandbox.request_url = f"http://127.0.0.1:{_bot_server.server_address[1]}/slack/events"
    yield bot
    bot.release.set()


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def refusal() -> Callable[..., dict[str, Any]]:
    """Call a Web API method that must be refused, and give the answer back."""
    from slack_sdk.errors import SlackApiError

    def refused(method: Callable[..., Any], **args: Any) -> dict[str, Any]:
        with pytest.raises(SlackApiError) as caught:
            method(**args)
        return {**caught.value.response.data, "status": caught.value.response.status_code}

    return refused
