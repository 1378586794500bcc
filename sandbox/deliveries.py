"""Deliveries to the bot: signed HTTP or a Socket Mode envelope, 3 seconds to answer, and Slack's retries of events."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from sandbox.records import Delivery
from sandbox.workspace import Json, Workspace

RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)
REDIRECTS = 2


@dataclass(frozen=True)
class Answer:
    """The bot's answer: `status` 0 and a `reason` in Slack's words when there was none within the time."""

    status: int
    body: Json | str | None = None
    ms: float = 0.0
    reason: str | None = None
    no_retry: bool = False

    @property
    def is_ack(self) -> bool:
        """Whether Slack takes this for an acknowledgement."""
        return 200 <= self.status < 300 and self.reason is None


class Socket(Protocol):
    """The Socket Mode side, as far as deliveries need it."""

    @property
    def is_connected(self) -> bool:
        """Whether an envelope could be sent now."""

    def deliver(self, kind: str, payload: Json, attempt: int, reason: str, timeout: float) -> Answer:
        """Send an envelope on any connection and wait for its ack."""


@dataclass(order=True)
class Retry:
    """An event to deliver again at `due` (the workspace's clock, epoch seconds)."""

    due: float
    payload: Json = field(compare=False)
    attempt: int = field(compare=False)
    reason: str = field(compare=False)


class Courier:
    """Carries payloads to the bot, by HTTP when there is a request_url, else by Socket Mode."""

    def __init__(self, workspace: Workspace, socket: Socket, ack_seconds: float = 3.0) -> None:
        self.workspace = workspace
        self.socket = socket
        self.ack_seconds = ack_seconds
        self.request_url: str | None = None
        self.retries: list[Retry] = []
        self._lock = threading.Lock()

    def command(self, fields: Json) -> Answer:
        """Deliver a slash command."""
        return self._deliver("slash_commands", fields)

    def interactive(self, payload: Json) -> Answer:
        """Deliver a click, a submission or a shortcut."""
        return self._deliver("interactive", payload)

    def event(self, payload: Json) -> Answer:
        """Deliver an event; one that is not acknowledged is put down for three more tries."""
        return self._try(Retry(0.0, payload, 0, ""))

    def redeliver_due(self) -> list[Answer]:
        """Deliver again every event whose time has come, oldest first, and say how it went."""
        with self._lock:
            now = self.workspace.clock()
            due = sorted(retry for retry in self.retries if retry.due <= now)
            self.retries = [retry for retry in self.retries if retry.due > now]
        return [self._try(retry) for retry in due]

    def _try(self, retry: Retry) -> Answer:
        answer = self._deliver("events_api", retry.payload, retry.attempt, retry.reason)
        if not answer.is_ack and not answer.no_retry and retry.attempt < len(RETRY_AFTER_SECONDS):
            due = self.workspace.clock() + RETRY_AFTER_SECONDS[retry.attempt]
            with self._lock:
                again = Retry(due, retry.payload, retry.attempt + 1, answer.reason or "http_error")
                self.retries.append(again)
        return answer

    def _deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        if self.request_url:
            answer = self._post(self.request_url, kind, payload, attempt, reason)
        elif self.socket.is_connected:
            answer = self.socket.deliver(kind, payload, attempt, reason, self.ack_seconds)
        else:
            answer = Answer(0, reason="connection_failed")
        record = Delivery(kind, payload, attempt, answer.status, answer.ms, self.workspace.clock())
        with self.workspace.hold():
            self.workspace.deliveries.append(record)
        return answer

    def _post(self, url: str, kind: str, payload: Json, attempt: int, reason: str) -> Answer:
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason}
        started = time.monotonic()
        answer = self._follow(url, body, headers | self.sign(body), REDIRECTS)
        ms = (time.monotonic() - started) * 1000
        if ms > self.ack_seconds * 1000:
            answer = Answer(0, reason="http_timeout")
        return Answer(answer.status, answer.body, ms, answer.reason, answer.no_retry)

    def _follow(self, url: str, body: bytes, headers: dict[str, str], redirects: int) -> Answer:
        try:
            status, got, raw = _request(url, body, headers, self.ack_seconds)
        except TimeoutError:
            return Answer(0, reason="http_timeout")
        except (OSError, http.client.HTTPException):
            return Answer(0, reason="connection_failed")
        if status in (301, 302, 307, 308):
            if not redirects:
                return Answer(status, reason="too_many_redirects")
            return self._follow(got.get("location", ""), body, headers, redirects - 1)
        is_ok = 200 <= status < 300
        no_retry = not is_ok and got.get("x-slack-no-retry") == "1"
        return Answer(status, decode(raw), reason=None if is_ok else "http_error", no_retry=no_retry)

    def sign(self, body: bytes | str, timestamp: int | None = None) -> dict[str, str]:
        """Slack's signature headers for a body. The stamp is the real time, since the bot compares it with its own."""
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        raw = body.encode() if isinstance(body, str) else body
        secret = self.workspace.cast.app.signing_secret.encode()
        digest = hmac.new(secret, b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def verify_request_url(self) -> bool:
        """Whether the request URL answers Slack's challenge, as it must before events are sent there."""
        challenge = self.workspace.new_id("")
        asked = {
            "type": "url_verification",
            "token": self.workspace.cast.app.verification_token,
            "challenge": challenge,
        }
        answer = self._post(self.request_url or "", "events_api", asked, 0, "")
        body = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.is_ack and body == challenge


def _request(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        response = connection.getresponse()
        return response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def encode(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body and content type of a payload as Slack posts it."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields: Any = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def decode(raw: bytes) -> Json | str | None:
    """An answer's body: JSON objects as they are, anything else as text, nothing as None."""
    text = raw.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    return value if isinstance(value, dict) else (text or None)
