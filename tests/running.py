"""A real Parley behind a real web server, and what people do with it. `say` is the suite's main verb."""

import asyncio
import os
import smtplib
import socket
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from bot.build import Parley, Parts
from bot.imports import import_kpis
from bot.manifest import EVENTS, slash_commands
from bot.settings import Settings, read_settings
from sandbox import forms, rendering
from sandbox.server import Ack, Sandbox
from storage import outbox
from tests.cast import ALICE, DIRECT, GOVERNANCE, MONDAY, PARLEY

T = TypeVar("T")
Json = dict[str, Any]


@dataclass
class Watch:
    """The clock of a test: it stands still until somebody moves it."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        """For the sandbox, which counts from the epoch."""
        return self.at.timestamp()

    def set(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)


class Front:
    """One web server for all tests of a worker, in a thread of its own; whichever Parley is being tested answers behind it."""

    def __init__(self) -> None:
        self.app: Any = None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._answer,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="front", daemon=True)
        self._started = threading.Event()

    def start(self) -> None:
        self._thread.start()
        self._started.wait(10)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs work on the server's loop and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._started.set()
        await self._server.serve(sockets=[self._socket])

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


class Running:
    """Parley running for one test, its workspace, and the hands of everybody in it.

    Nothing is said behind a test's back: what is written down goes out when `settle` drains it, after every act.
    """

    def __init__(self, parley: Parley, front: Front, sandbox: Sandbox, watch: Watch) -> None:
        self.parley = parley
        self.front = front
        self.sandbox = sandbox
        self.watch = watch
        self.database = parley.database
        self._stack = AsyncExitStack()

    # --- its life ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Runs the bot's lifespan on the front's loop, and lets people in at the front."""
        self.front.run(self._begin())
        self.front.app = self.parley.web
        settings = self.parley.settings
        self.sandbox.request_url = f"{self.front.url}/slack/events" if settings.slack_signing_secret else None
        commands = slash_commands(self.parley.house.registry, settings, None)
        self.sandbox.commands = [{"command": its["command"], "hint": its["usage_hint"]} for its in commands]
        self.sandbox.subscriptions = {"message.im" if event == "message" else event for event in EVENTS}

    def stop(self) -> None:
        self.front.run(self._stack.aclose())
        self.front.run(self.parley.mailroom.listener.stop())

    async def _begin(self) -> None:
        await self._stack.enter_async_context(self.parley.lifespan())
        # Kicks are noted and not followed: the test decides when lanes are drained.
        if self.parley.parts == OURS:
            self.parley.clock.scheduler.pause()
        async with asyncio.timeout(10):
            while self.parley.slack.bot_id is None and self.knows_slack:
                await asyncio.sleep(0.001)

    knows_slack = True

    # --- what people do ------------------------------------------------------------------------------------------------

    def say(
        self, words: str, by: str = ALICE, at: str | None = None, via: str = "slash", thread: str | None = None
    ) -> str:
        """Says a line of the grammar through one of the doors (slash, mention, direct); what the person reads for it."""
        if via == "slash":
            return self._answer(by, self.slash(words, by, at))
        place = DIRECT[by] if via == "direct" else at or GOVERNANCE
        line = f"<@{PARLEY}> {words}".rstrip() if via == "mention" else words
        return self.told(by, lambda: self.sandbox.message(by, place, line, thread_ts=thread))

    def note(self, words: str, by: str, at: str, thread: str) -> str:
        """Says something in a thread, without Parley's name; what the person is told in private for it."""
        return self.told(by, lambda: self.sandbox.message(by, at, words, thread_ts=thread))

    def slash(self, words: str, by: str = ALICE, at: str | None = None) -> Ack:
        """Types a slash command, the short one where there is one; Slack's view of the answer."""
        noun = words.partition(" ")[0]
        short = f"/{noun}" in [its["command"] for its in self.sandbox.commands or []]
        ack = self.sandbox.slash(by, at or GOVERNANCE, f"/{words}" if short else f"/parley {words}")
        self.settle()
        return ack

    def click(self, label: str, by: str = ALICE, at: str | None = None, choose: Any = None) -> str:
        """Presses the newest button that says `label`, in a channel or else on the person's own screens; what they then read."""
        screen, part = self._button(label, by, at)
        where = screen.get("ts") or screen.get("id")
        act = lambda: self.sandbox.click(  # noqa: E731
            by, at, where, part.element["action_id"], choose or part.element.get("value"), part.block["block_id"]
        )
        return self.told(by, act)

    def shortcut(self, by: str, at: str, ts: str, name: str = "create_action_item") -> str:
        return self.told(by, lambda: self.sandbox.shortcut(by, name, at, ts))

    def submit(self, by: str = ALICE, **values: Any) -> str:
        """Fills in the form that is open and sends it; the form with its errors, or what the person then reads."""
        view = self.sandbox.views(by)[-1]
        said = self.told(by, lambda: self.sandbox.submit(by, view["id"], values))
        return self.form(by) if self.sandbox.views(by) else said

    def told(self, by: str, act: Callable[[], Ack]) -> str:
        """Does something, lets Parley finish, and gives what this person was told in private because of it."""
        before = len(self.sandbox.ephemerals(by)), len(self._direct(by))
        ack = act()
        self.settle()
        if ack.view:
            return self.form(by)
        news = self.sandbox.ephemerals(by)[before[0] :] + self._direct(by)[before[1] :]
        return "\n\n".join(self.read(message) for message in news) or ack.trouble or ""

    def send_file(self, by: str, name: str, content: bytes | str, words: str = "") -> str:
        """Sends Parley a file in a direct message; what the person then reads."""
        data = content.encode() if isinstance(content, str) else content
        return self.told(by, lambda: self.sandbox.message(by, DIRECT[by], words, files=[(name, data)]))

    def mail(self, raw: bytes) -> str:
        """Hands Parley a mail as the company's mail server does; what Parley answers to that, by its code."""
        with smtplib.SMTP("127.0.0.1", self.mail_port()) as server:
            server.ehlo()
            server.mail("somebody@elsewhere.example")
            server.rcpt(self.parley.settings.smtp_from)
            code, words = server.data(raw)
        self.settle()
        return f"{code} {words.decode()}"

    def mail_port(self) -> int:
        """Where Parley listens for mail; it is the test's to begin, as all of the worker's work."""
        listener = self.parley.mailroom.listener
        if listener.server is None:
            self.front.run(listener.start())
        return listener.port

    def files_of(self, by: str) -> dict[str, bytes]:
        """The files Parley has sent somebody, by name."""
        with self.sandbox.workspace.hold():
            said = [its for its in self.sandbox.workspace.channels[DIRECT[by]].messages if its["user"] == PARLEY]
            files = [file for message in said for file in message.get("files", [])]
            return {file["name"]: self.sandbox.workspace.files[file["id"]].data or b"" for file in files}

    def meets(self, user: Json) -> None:
        """Parley hears of somebody, as Slack's user objects describe them."""
        self.parley.directory.keep_people({str(user["id"]): user})

    # --- what there is to read ----------------------------------------------------------------------------------------

    def heard(self, channel: str) -> str:
        """A conversation as a whole page, times in UTC."""
        return self.sandbox.as_text(channel)

    def form(self, by: str = ALICE) -> str:
        """The form on top of the person's screen, with what is wrong in it."""
        with self.sandbox.workspace.hold():
            return rendering.view_text(self.sandbox.workspace, self.sandbox.workspace.stack(by)[-1])

    def home(self, by: str) -> str:
        """Opens App Home and reads it."""
        self.sandbox.open_home(by)
        self.settle()
        return self.read(self.sandbox.home(by) or {})

    def read(self, message: Json) -> str:
        """The words of a message, a page or an ack."""
        with self.sandbox.workspace.hold():
            blocks = rendering.blocks_text(self.sandbox.workspace, message.get("blocks", []))
            return blocks or rendering.mrkdwn(self.sandbox.workspace, message.get("text", ""))

    def import_results(self, *lines: str, reason: str = "") -> int:
        """Brings KPI results in as the command line does: lines of `vendor,study,kpi,period,numerator,denominator,value`."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "results.csv"
            file.write_text("\n".join(["vendor,study,kpi,period,numerator,denominator,value", *lines]))
            return import_kpis(self.parley.settings, file, Path("examples/kpi_results.toml"), None, reason)

    # --- time and the outbox --------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Says everything that is to be said now, lane after lane, until nothing is left that could go out."""
        self.front.run(self._drain())

    async def _drain(self) -> None:
        while lanes := sorted(await self.parley.in_thread(self.parley.outbound.due)):
            for lane in lanes:
                await self.parley.outbound.drain(lane)

    def rest(self) -> None:
        """The pauses of all lanes are over (they are kept by the database's own clock), and what waited goes out."""
        with self.database.write() as connection:
            for (lane,) in connection.exec_driver_sql("SELECT lane FROM lanes").all():
                outbox.pause(connection, lane, -1.0)
        self.settle()

    def tick(self, name: str) -> None:
        """A tick of the timetable at this moment, and all that follows from it."""
        self.parley.house.tick(name, self.watch())
        self.settle()

    def clock_moves(self, to: datetime | None = None, **by: float) -> None:
        """Moves the clock, to a moment or by a timedelta's words; what fell due meanwhile happens, once."""
        self.watch.set(to or self.watch() + timedelta(**by))
        self.front.run(self.parley.clock.schedules_due())
        self.settle()

    # --- seldom needed ---------------------------------------------------------------------------------------------------

    def _answer(self, by: str, ack: Ack) -> str:
        if ack.view:
            return self.form(by)
        if ack.trouble:
            return ack.trouble
        return self.read(ack.body) if isinstance(ack.body, dict) else str(ack.body or "")

    def _direct(self, by: str) -> list[Json]:
        return [message for message in self.sandbox.messages(DIRECT[by]) if message["user"] == PARLEY]

    def _button(self, label: str, by: str, at: str | None) -> tuple[Json, Any]:
        for screen in self._screens(by, at):
            for part in forms.parts(screen.get("blocks", [])):
                texts = ((part.element.get(name) or {}).get("text") for name in ("text", "placeholder"))
                if label in (*texts, part.element.get("accessibility_label")):
                    return screen, part
        raise AssertionError(f"{by} sees no button {label!r}")

    def _screens(self, by: str, at: str | None) -> Iterator[Json]:
        if at:
            yield from reversed(self.sandbox.messages(at))
            return
        yield from reversed(self.sandbox.views(by))
        yield from reversed(self.sandbox.ephemerals(by))
        home = self.sandbox.home(by)
        if home:
            yield home
        yield from reversed(self._direct(by))


# What one test has had drawn, the next need not draw again.
PICTURES = str(Path(tempfile.gettempdir()) / f"parley-tests-pictures-{os.getuid()}")

# The key of every test that says nothing else, so that what one engine compiled serves the next.
KEY = "cGFybGV5LXRlc3RzLWtleS1vZi0zMi1ieXRlcy0hISE="

# The test is the worker, and the clock.
OURS = Parts(clock=False, worker=False)


def settings_for(url: str, sandbox: Sandbox, **more: str) -> Settings:
    """Settings as an environment would give them, for a Parley in the sandbox."""
    environment = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "PARLEY_KEYS": KEY,
        "SLACK_PACE": "0",
        "SLACK_TIMEOUT": "2",
        "DATABASE_URL": url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sandbox.smtp_port),
        "SMTP_FROM": "parley@northwind.example",
        "SMTP_TLS": "none",
        "MAIL_LISTEN": "127.0.0.1:0",
        "TRUSTED_MAIL_HOST": "mx.northwind.example",
        "PICTURE_CACHE": PICTURES,
    }
    return read_settings(environment | more, env_file=None)


@contextmanager
def running(
    url: str, front: Front, sandbox: Sandbox, watch: Watch, parts: Parts = OURS, **more: str
) -> Iterator[Running]:
    """A Parley for one test, from its first breath to its last."""
    its = Running(Parley(settings_for(url, sandbox, **more), parts, watch), front, sandbox, watch)
    its.start()
    try:
        yield its
    finally:
        its.stop()
