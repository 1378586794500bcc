"""The only caller of Slack's Web API and of SMTP: drains the outbox, a lane at a time, each letter once.

A letter is marked `sending` in a commit of its own before anything is said. Found so after a crash or a dropped
connection, it is looked up first: its message carries a hash of its key, and the conversation's history shows it.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import apologies, pictures
from bot.directory import Directory
from bot.post_office import PostOffice, Undeliverable, Unreachable
from bot.settings import Settings
from bot.threads import InThread
from storage import outbox
from storage.database import Database
from storage.outbox import Kind, Letter

log = logging.getLogger("parley.outbound")

EVENT_TYPE = "parley_said"
# Slack's words for "not now": the same call may well succeed later.
PASSING = {"ratelimited", "service_unavailable", "request_timeout", "team_added_to_org"}
# Slack's words for "something broke here": some of it may have been done all the same.
DOUBTFUL = {"internal_error", "fatal_error"}
# A letter is given up when it was tried this often and is this old.
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(days=1)
LONGEST_BACKOFF = 300.0
WAIT_HERE = 1.5


class Trouble(Exception):
    """Why a letter was not settled; `seconds` until it is worth trying again."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotNow(Trouble):
    """It surely did not arrive."""


class Unknown(Trouble):
    """It may or may not have arrived: look it up before saying it again."""


class Refused(Trouble):
    """It will never arrive."""


@dataclass
class Outbound:
    """Drains lanes. Any number may run, in any number of processes: a lane's lease lets one in."""

    database: Database
    client: AsyncWebClient
    directory: Directory
    post_office: PostOffice
    settings: Settings
    now: Callable[[], datetime]
    in_thread: InThread
    look_up: bool = True
    sent: int = 0
    died: int = 0

    def __post_init__(self) -> None:
        self._how: dict[Kind, Callable[[Letter], Awaitable[str | None]]] = {
            Kind.POST: self._post,
            Kind.UPDATE: self._update,
            Kind.EPHEMERAL: self._ephemeral,
            Kind.RESPONSE_URL: self._answer,
            Kind.HOME: self._home,
            Kind.FILE: self._file,
            Kind.MAIL: self._mail,
            Kind.LEARN: self._learn,
        }

    async def drain(self, lane: str) -> None:
        """Says what the lane has to say, in order, until it is empty, must pause, or somebody else has it."""
        owner = secrets.token_hex(8)  # one a call: two drains in one process are strangers to each other
        done: Letter | None = None
        remote_id: str | None = None
        while True:
            letter, rest = await self.in_thread(partial(self._next, lane, owner, done, remote_id))
            done = remote_id = None
            if letter is None and rest is not None and rest <= WAIT_HERE:
                await asyncio.sleep(rest)
                continue
            if letter is None:
                return
            try:
                remote_id = await self._deliver(letter)
                done = letter
            except Trouble as trouble:
                await self.in_thread(partial(self._trouble, lane, owner, letter, trouble))
                if not isinstance(trouble, Refused):
                    return

    def due(self) -> list[str]:
        """Lanes somebody should drain now: what lost kicks and crashes left."""
        with self.database.read() as connection:
            return outbox.lanes_due(connection)

    # --- the database's side ---------------------------------------------------------------------------------------

    def _next(
        self, lane: str, owner: str, done: Letter | None, remote_id: str | None
    ) -> tuple[Letter | None, float | None]:
        """Settles the letter before, then takes the next. Without one: how long the lane must rest, None when it is done."""
        with self.database.write() as connection:
            if done is not None:
                outbox.settle(connection, done, self.now(), remote_id=remote_id)
                self.sent += 1
                if done.kind is Kind.POST and self.settings.slack_pace:
                    outbox.pause(connection, lane, self.settings.slack_pace)
                    outbox.release(connection, lane, owner)
                    return None, self.settings.slack_pace
            if not outbox.lease(connection, lane, owner, 2 * self.settings.slack_timeout + 5):
                return None, None
            letter = outbox.take(connection, lane, self.now())
            if letter is None:
                outbox.release(connection, lane, owner)
            return letter, None

    def _trouble(self, lane: str, owner: str, letter: Letter, trouble: Trouble) -> None:
        """A refused letter is dead and its lane goes on; any other waits for its time."""
        with self.database.write() as connection:
            if isinstance(trouble, Refused) or self._tried_enough(letter):
                outbox.give_up(connection, letter, self.now(), str(trouble))
                self.died += 1
            else:
                # "Not now" to a look-up says nothing of the letter: what was in doubt stays in doubt.
                certain = isinstance(trouble, NotNow) and not letter.doubtful
                outbox.put_back(connection, letter, str(trouble), certain=certain)
                outbox.pause(connection, lane, trouble.seconds)
            if not isinstance(trouble, Refused):
                outbox.release(connection, lane, owner)
        log.warning("a %s to %s: %s", letter.kind, lane, trouble, extra={"attempts": letter.attempts})

    def _tried_enough(self, letter: Letter) -> bool:
        """Slack may be away for hours, which is no reason to forget what was to be said."""
        return letter.attempts >= MOST_ATTEMPTS and self.now() - letter.queued_at > LONGEST_WAIT

    # --- the outside -----------------------------------------------------------------------------------------------

    async def _deliver(self, letter: Letter) -> str | None:
        """Says it; its remote id. Raises NotNow, Unknown or Refused."""
        try:
            return await self._how[letter.kind](letter)
        except (Trouble, SQLAlchemyError):
            raise  # a database that is away says nothing of the letter, which stays in doubt until it is back
        except Exception as trouble:  # noqa: BLE001 - every one of them becomes a verdict, the unplanned are logged there
            raise _verdict(trouble, letter) from None

    async def _post(self, letter: Letter) -> str | None:
        if letter.doubtful:
            self._wait_out(letter)
            found = await self._landed(letter) if self.look_up else None
            if found:
                return found
            if not await self.in_thread(lambda: self._try_again(letter)):
                raise Unknown("somebody else is at it")
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": fingerprint(letter)}}
        answer = await self.client.chat_postMessage(
            **_with_picture(letter), metadata=metadata, unfurl_links=False, unfurl_media=False
        )
        return str(answer.get("ts"))

    def _wait_out(self, letter: Letter) -> None:
        """A call that was cut off may still land for as long as a call may take: too early to look."""
        seconds = (letter.tried_at - self.now()).total_seconds() + self.settings.slack_timeout
        if seconds > 0:
            raise Unknown("the first attempt may still arrive", seconds)

    def _try_again(self, letter: Letter) -> bool:
        with self.database.write() as connection:
            return outbox.mark_try(connection, letter, self.now())

    async def _landed(self, letter: Letter) -> str | None:
        """What the look-up found; where Slack refuses to let us look, a person has to."""
        try:
            return await self._find(letter)
        except SlackApiError as trouble:
            verdict = _verdict(trouble, letter)
            if isinstance(verdict, Refused):
                verdict = Refused(f"it may have arrived, and Slack would not let me look ({verdict})")
            raise verdict from None

    async def _find(self, letter: Letter) -> str | None:
        """The timestamp of the message, if it has landed."""
        oldest = str(letter.queued_at.timestamp() - 60)
        thread = letter.payload.get("thread_ts")
        ask: dict[str, Any] = {"channel": await self._place(letter), "oldest": oldest, "limit": 200}
        cursor = None
        while True:
            call = self.client.conversations_replies if thread else self.client.conversations_history
            more = {"ts": thread} if thread else {}
            answer = await call(**ask, **more, include_all_metadata=True, cursor=cursor)
            for message in answer.get("messages") or []:
                said = (message.get("metadata") or {}).get("event_payload") or {}
                if said.get("key") == fingerprint(letter):
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def _place(self, letter: Letter) -> str:
        """Where the message is to be found: one to a person lies in their direct conversation."""
        place = str(letter.payload["channel"])
        if not place.startswith(("U", "W")):
            return place
        answer = await self.client.conversations_open(users=place)
        return str(answer["channel"]["id"])

    async def _update(self, letter: Letter) -> str | None:
        await self.client.chat_update(**letter.payload)
        return str(letter.payload["ts"])

    async def _ephemeral(self, letter: Letter) -> str | None:
        await self.client.chat_postEphemeral(**letter.payload)
        return None

    async def _answer(self, letter: Letter) -> str | None:
        body = {key: value for key, value in letter.payload.items() if key != "url"}
        timeout = aiohttp.ClientTimeout(total=self.settings.slack_timeout)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(letter.payload["url"], json=body) as answer,
        ):
            if answer.status == 429 or answer.status >= 500:
                raise NotNow(f"Slack answered {answer.status}", _backoff(letter))
            if answer.status >= 400:
                raise Refused(f"Slack answered {answer.status}: the time to answer is over")
        return None

    async def _home(self, letter: Letter) -> str | None:
        await self.client.views_publish(user_id=letter.payload["user"], view=letter.payload["view"])
        return None

    async def _file(self, letter: Letter) -> str | None:
        """Draws a picture and uploads it for a message that follows; unshared, so doing it twice shows nothing twice."""
        content = await pictures.draw(letter.payload["picture"])
        name, title = letter.payload["name"], letter.payload["title"]
        place = await self.client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=title[:1000])
        timeout = aiohttp.ClientTimeout(total=self.settings.slack_timeout)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(place["upload_url"], data=content) as answer,
        ):
            if answer.status >= 400:
                raise NotNow(f"Slack answered {answer.status} to the upload", _backoff(letter))
        await self.client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": title}])
        return str(place["file_id"])

    async def _mail(self, letter: Letter) -> str | None:
        return await self.post_office.send(letter.payload)

    async def _learn(self, letter: Letter) -> str | None:
        await self.directory.learn_channel(letter.payload["channel"])
        return None


def fingerprint(letter: Letter) -> str:
    """What any member may read in the message's metadata: a hash of the key, not the key."""
    return hashlib.sha256(f"{letter.workspace}:{letter.key}".encode()).hexdigest()[:32]


def _with_picture(letter: Letter) -> dict[str, Any]:
    """The message with its uploaded picture in place; without it, when the upload was given up."""
    payload = dict(letter.payload)
    if letter.follows is None:
        return payload
    blocks = []
    for block in payload["blocks"]:
        if block.get("slack_file", {}).get("id") == "FOLLOWS":
            if letter.followed_id:
                blocks.append(block | {"slack_file": {"id": letter.followed_id}})
            continue
        blocks.append(block)
    return payload | {"blocks": blocks}


def _verdict(trouble: Exception, letter: Letter) -> Trouble:
    """What went wrong outside, as what it means for the letter."""
    if isinstance(trouble, SlackApiError):
        return _slacks_verdict(trouble, letter)
    if isinstance(trouble, aiohttp.ClientConnectorError | ConnectionRefusedError):
        return NotNow("Slack cannot be reached", _backoff(letter))
    if isinstance(trouble, aiohttp.ClientError | TimeoutError | OSError):
        return Unknown(f"no answer came ({type(trouble).__name__})", _backoff(letter))
    if isinstance(trouble, Unreachable):
        return NotNow(str(trouble), _backoff(letter))
    if isinstance(trouble, Undeliverable | pictures.NotDrawn):
        return Refused(str(trouble))
    # A letter of ours that cannot even be tried must not hold its lane for ever.
    quote = apologies.reference()
    log.error("fault %s in a %s to %s", quote, letter.kind, letter.lane, exc_info=trouble)
    return Refused(f"something went wrong on my side ({type(trouble).__name__}, {quote} in the log)")


def _slacks_verdict(trouble: SlackApiError, letter: Letter) -> Trouble:
    """What Slack's refusal means for the letter."""
    response = trouble.response
    error = str(response.get("error") if isinstance(response.data, dict) else response.status_code)
    if response.status_code == 429 or error == "ratelimited":
        return NotNow("Slack asked to slow down", _retry_after(response.headers))
    if response.status_code >= 500 or error in DOUBTFUL:
        # An error page may hide a message that landed.
        return Unknown(f"Slack answered {error}", _backoff(letter))
    if error in PASSING:
        return NotNow(f"Slack answered {error}", _backoff(letter))
    if error == "invalid_blocks" and letter.followed_id and letter.attempts < 4:
        return NotNow("Slack is still preparing the picture", 2.0)
    return Refused(error)


def _retry_after(headers: Any) -> float:
    text = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(text) if text.replace(".", "", 1).isdigit() else 30.0


def _backoff(letter: Letter) -> float:
    return float(min(2**letter.attempts, LONGEST_BACKOFF))


def utc_now() -> datetime:
    """The clock; only this floor reads it."""
    return datetime.now(UTC)
