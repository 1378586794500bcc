"""The sandbox: a stand-in Slack workspace and mailbox on loopback, in a thread of its own."""

import asyncio
import contextlib
import copy
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn

from sandbox import acts, changes, rendering, screens
from sandbox.application import build
from sandbox.cast import Cast, Person, Team, load
from sandbox.connections import AbortableProtocol
from sandbox.deliveries import Answer, Courier
from sandbox.faults import Drop, Fault
from sandbox.mailbox import Mailbox
from sandbox.records import Ack, Call, Delivery
from sandbox.socket_mode import SocketMode
from sandbox.workspace import Clock, Json, Workspace

__all__ = ["Ack", "Call", "Delivery", "Sandbox"]


class Sandbox:
    """A workspace with people to act for and everything to see; safe to use from any thread.

    `clock` gives epoch seconds for timestamps and everything that expires; `ack_seconds` is how long (in real time)
    the bot may take to answer. With `redeliver_every` (real seconds) retries of events run by themselves.
    """

    def __init__(
        self,
        port: int = 0,
        clock: Clock | None = None,
        *,
        host: str = "127.0.0.1",
        smtp_port: int = 0,
        ack_seconds: float = 3.0,
        redeliver_every: float | None = None,
        cast: Cast | None = None,
        page: Path | None = None,
    ) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"the sandbox listens on loopback only, not on {host}")
        self.workspace = Workspace(cast or load(), clock)
        self._sockets = SocketMode(self.workspace)
        self._courier = Courier(self.workspace, self._sockets, ack_seconds)
        self._http, self._smtp = _listen(host, port), _listen(host, smtp_port)
        self.smtp_port: int = self._smtp.getsockname()[1]
        self.url = self.workspace.url = f"http://{host}:{self._http.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        app = self.workspace.cast.app
        self.bot_token, self.app_token, self.signing_secret = app.bot_token, app.app_token, app.signing_secret
        self._redeliver_every = redeliver_every
        config = uvicorn.Config(
            build(self, self._sockets, page),
            http=AbortableProtocol,
            log_level="error",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._ready = threading.Event()

    # The server's life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Serve; returns when the workspace and the mailbox answer."""
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Stop serving and free both ports."""
        self._server.should_exit = True
        self.workspace.changed("stopped")
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        loop = self._sockets.loop = asyncio.get_running_loop()
        mail = await loop.create_server(Mailbox(self.workspace).protocol, sock=self._smtp)
        redelivering = loop.create_task(self._redeliver()) if self._redeliver_every else None
        ready = loop.create_task(self._tell_ready())
        await self._server.serve(sockets=[self._http])
        for task in filter(None, (ready, redelivering)):
            task.cancel()
        mail.close()
        self._http.close()

    async def _tell_ready(self) -> None:
        while not self._server.started:
            await asyncio.sleep(0.005)
        self._ready.set()

    async def _redeliver(self) -> None:
        while True:
            await asyncio.sleep(self._redeliver_every or 1.0)
            with contextlib.suppress(RuntimeError):  # the interpreter is going down
                await asyncio.to_thread(self.redeliver_due)

    def reset(self) -> None:
        """Back to the cast: no messages, modals, files, calls, faults, mails or retries; the server stays."""
        self.workspace.reset()
        self._courier.retries.clear()

    # Where deliveries go

    @property
    def request_url(self) -> str | None:
        """Where HTTP deliveries go; None: to a Socket Mode client, if one is connected."""
        return self._courier.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._courier.request_url = url

    @property
    def ack_seconds(self) -> float:
        """How long (real seconds) the bot may take to answer a delivery; 3 as in Slack unless set."""
        return self._courier.ack_seconds

    @ack_seconds.setter
    def ack_seconds(self, seconds: float) -> None:
        self._courier.ack_seconds = seconds

    @property
    def commands(self) -> list[Json] | None:
        """The app's commands `[{command, hint}]`; None takes every command."""
        return self.workspace.commands

    @commands.setter
    def commands(self, commands: list[Json] | None) -> None:
        self.workspace.commands = commands

    @property
    def shortcuts(self) -> list[Json]:
        """The app's message shortcuts `[{callback_id, name}]`, for the page's menus."""
        return self.workspace.shortcuts

    @shortcuts.setter
    def shortcuts(self, shortcuts: list[Json]) -> None:
        self.workspace.shortcuts = shortcuts

    @property
    def subscriptions(self) -> set[str]:
        """The events the app listens to; change it as the manifest says."""
        return self.workspace.subscriptions

    @subscriptions.setter
    def subscriptions(self, events: set[str]) -> None:
        self.workspace.subscriptions = set(events)

    def sign(self, body: bytes | str, timestamp: int | None = None) -> dict[str, str]:
        """Slack's signature headers for a body, stamped with the real time unless told otherwise."""
        return self._courier.sign(body, timestamp)

    def verify_request_url(self) -> bool:
        """Whether the request URL answers Slack's challenge."""
        return self._courier.verify_request_url()

    def redeliver_due(self) -> list[Answer]:
        """Deliver again the events whose next try is due by the clock."""
        return self._courier.redeliver_due()

    def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask Socket Mode clients to come back on new connections; not with `warning`, which only says so."""
        self._sockets.disconnect(reason)

    @property
    def socket_connections(self) -> int:
        """How many Socket Mode connections are open."""
        return len(self._sockets.connections)

    # What people do

    def slash(self, user: str, channel: str, text: str) -> Ack:
        """Type a slash command."""
        return acts.slash(self._courier, user, channel, text)

    def message(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[acts.Upload] | None = None,
    ) -> Ack:
        """Write a message, with files as `(name, bytes)` or ids of uploads; its timestamp is the Ack's `ts`."""
        return acts.message(self._courier, user, channel, text, thread_ts, files)

    def upload(self, user: str, name: str, data: bytes) -> str:
        """Choose a file for a message or a file input; its id."""
        return acts.upload(self.workspace, user, name, data).id

    def click(
        self,
        user: str,
        channel: str | None,
        ts: str | None,
        action_id: str,
        value: Any = None,
        block_id: str | None = None,
    ) -> Ack:
        """Press a button or choose in a select. Without a channel: in the open modal, an ephemeral, or App Home."""
        return screens.click(self._courier, user, channel, ts, action_id, value, block_id)

    def submit(self, user: str, view_id: str, values: Json | None = None) -> Ack:
        """Fill in a modal by block_id and submit it."""
        return screens.submit(self._courier, user, view_id, values or {})

    def close(self, user: str, view_id: str) -> Ack:
        """Close a modal."""
        return screens.close(self._courier, user, view_id)

    def suggest(self, user: str, view_id: str, action_id: str, typed: str) -> Ack:
        """Type into an external select of a modal; the options offered are the Ack's body."""
        return screens.suggest(self._courier, user, view_id, action_id, typed)

    def shortcut(self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> Ack:
        """Use a message shortcut or, without a channel, a global one."""
        return acts.shortcut(self._courier, user, callback_id, channel, ts)

    def react(self, user: str, channel: str, ts: str, name: str) -> Ack:
        """Put an emoji on a message, or take it away again."""
        return acts.react(self._courier, user, channel, ts, name)

    def hire(self, person: Person) -> None:
        """Give somebody a Slack account, or another than they had; the next `reset` takes it back."""
        self.workspace.hire(person)

    def found(self, team: Team) -> None:
        """A company has this Slack workspace until the next reset: a new one, or another than before."""
        self.workspace.found(team)

    def join(self, user: str, channel: str) -> Ack:
        """Come into a channel."""
        return acts.join(self._courier, user, channel)

    def open_home(self, user: str) -> Ack:
        """Open the bot's App Home."""
        return acts.open_home(self._courier, user)

    def event(self, event: Json) -> Ack:
        """Deliver any event: the inner one, or a whole envelope of type `event_callback`."""
        return acts.raw_event(self._courier, event)

    # What becomes of channels and people

    def archive(self, channel: str, *, back: bool = False) -> Ack:
        """Archive a channel, or bring it back."""
        return changes.archive(self._courier, channel, back=back)

    def leave(self, user: str, channel: str) -> Ack:
        """Somebody leaves a channel, or is removed from it."""
        return changes.leave(self._courier, user, channel)

    def remove_bot(self, channel: str) -> Ack:
        """Remove the bot from a channel."""
        return changes.remove_bot(self._courier, channel)

    def delete_channel(self, channel: str) -> Ack:
        """Delete a channel for good."""
        return changes.delete(self._courier, channel)

    def share(self, channel: str, *teams: str) -> Ack:
        """Share a channel with these companies' teams and no others."""
        return changes.share(self._courier, channel, *teams)

    def change_id(self, old: str, new: str) -> Ack:
        """Give a channel another id."""
        return changes.change_id(self._courier, old, new)

    def deactivate(self, user: str, *, back: bool = False) -> Ack:
        """Deactivate a person's account, or bring it back."""
        return changes.deactivate(self._courier, user, back=back)

    # What there is to see

    def messages(self, channel: str) -> list[Json]:
        """All messages of a channel, oldest first, replies too, with blocks and metadata."""
        with self.workspace.hold():
            return copy.deepcopy(self.workspace.channels[channel].messages)

    def ephemerals(self, user: str) -> list[Json]:
        """What only this person was shown, oldest first, each with `channel`; Slack's own words come from USLACKBOT."""
        with self.workspace.hold():
            return copy.deepcopy([{"blocks": []} | e for e in self.workspace.ephemerals if e["to"] == user])

    def views(self, user: str) -> list[Json]:
        """The person's open modals, the visible one last, each with `errors` by block_id (key "": trouble)."""
        with self.workspace.hold():
            views = copy.deepcopy(self.workspace.stack(user))
            return [view | {"errors": dict(self.workspace.errors.get(view["id"], {}))} for view in views]

    def home(self, user: str) -> Json | None:
        """The person's App Home, once published."""
        with self.workspace.hold():
            return copy.deepcopy(self.workspace.homes.get(user))

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails received, oldest first."""
        with self.workspace.hold():
            return list(self.workspace.mails)

    def calls(self, method: str | None = None) -> list[Call]:
        """What the bot called, in order: Web API methods, `response_url`, `smtp`."""
        with self.workspace.hold():
            return [call for call in self.workspace.calls if method in (None, call.method)]

    @property
    def deliveries(self) -> list[Delivery]:
        """What the bot was sent, in order, with the status it answered."""
        with self.workspace.hold():
            return list(self.workspace.deliveries)

    def as_text(self, *where: str, zone: str = "UTC") -> str:
        """Channels (by id) and people (their ephemerals, modals and App Home) as readable text, times in `zone`."""
        with self.workspace.hold():
            return rendering.as_text(self.workspace, where, zone)

    def wait_until(self, happened: Callable[[], object], timeout: float = 5.0) -> bool:
        """Wait (real seconds) for something the bot does after its ack, looking at every change.

        `happened` may ask this object anything, but nothing over the network.
        """
        return self.workspace.wait_until(happened, timeout)

    # Trouble on order

    def fault(
        self,
        method: str,
        times: int = 1,
        status: int | None = None,
        retry_after: int | None = None,
        error: str | None = None,
        drop: Drop | None = None,
        hang: float = 0.0,
    ) -> None:
        """Make the next `times` calls of a method (or `response_url`, `smtp`, `*`) go wrong; by default with a 500.

        `drop="before"` hangs up undone, `"after"` does it and hangs up. `hang` does it and answers so many seconds late.
        """
        with self.workspace.hold():
            self.workspace.faults.add(Fault(method, times, status, retry_after, error, drop, hang))

    def limit_posts(self, per_second: float = 1) -> None:
        """Hold every channel to so many messages a second by the clock (429 with Retry-After); 0 lifts the limit."""
        with self.workspace.hold():
            self.workspace.posts_per_second = per_second


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.create_server((host, port), reuse_port=False)
    # Connections inherit it. Without it an answer's body waits 40 ms for the ack of its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
