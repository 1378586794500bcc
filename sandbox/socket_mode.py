"""Socket Mode: WebSocket connections that carry envelopes to the bot and bring its acks back."""

import asyncio
import secrets
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.deliveries import Answer
from sandbox.workspace import Json, Workspace

MOST_CONNECTIONS = 10


class SocketMode:
    """The open connections; a payload goes to any one of them, in turn."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.loop: asyncio.AbstractEventLoop | None = None
        self.connections: list[WebSocket] = []
        self._waiting: dict[str, Future[Json | None]] = {}
        self._turn = count()

    @property
    def is_connected(self) -> bool:
        """Whether a client is there."""
        return bool(self.connections)

    async def endpoint(self, socket: WebSocket) -> None:
        """One connection from hello to goodbye; its ticket works once."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self.ws.tickets or len(self.connections) >= MOST_CONNECTIONS:
            await socket.close(1008)
            return
        self.ws.tickets.discard(ticket)
        await socket.accept()
        self.connections.append(socket)
        try:
            await socket.send_json(self._hello())
            self.ws.changed("socket")
            await self._listen(socket)
        finally:
            self._leave(socket)

    def _leave(self, socket: WebSocket) -> None:
        if socket in self.connections:
            self.connections.remove(socket)
            self.ws.changed("socket")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self.ws.cast.app.id},
        }

    async def _listen(self, socket: WebSocket) -> None:
        while True:
            try:
                said = await socket.receive_json()
            except WebSocketDisconnect:
                return
            except ValueError:
                continue
            waiting = self._waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
            if waiting and not waiting.done():
                waiting.set_result(said.get("payload"))

    def deliver(self, kind: str, payload: Json, attempt: int, reason: str, timeout: float) -> Answer:
        """Send an envelope on one connection and wait up to `timeout` seconds for its ack."""
        envelope_id = secrets.token_hex(16)
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        acked: Future[Json | None] = Future()
        self._waiting[envelope_id] = acked
        started = time.monotonic()
        try:
            body, reason_why_not = self._exchange(envelope, acked, timeout)
        finally:
            del self._waiting[envelope_id]
        return Answer(0 if reason_why_not else 200, body, (time.monotonic() - started) * 1000, reason_why_not)

    def _exchange(self, envelope: Json, acked: "Future[Json | None]", timeout: float) -> tuple[Json | None, str | None]:
        try:
            self._run(self._next().send_json(envelope))
            return acked.result(timeout) or None, None
        except TooLate:
            return None, "timeout"
        except (RuntimeError, WebSocketDisconnect, IndexError):  # the client left just now
            return None, "connection_failed"

    def _next(self) -> WebSocket:
        connections = list(self.connections)
        return connections[next(self._turn) % max(1, len(connections))]

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every client to come back on a new connection; after anything but a `warning` the old one gets nothing.

        The client hangs up the old connection itself: closing it here as well makes the SDK's client connect twice.
        """
        for socket in list(self.connections):
            if reason != "warning":
                self._leave(socket)
            self._run(socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}))

    def _run(self, work: Coroutine[None, None, None]) -> None:
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(work, self.loop).result(5)
