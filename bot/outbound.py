"""The only caller of Slack's Web API and of SMTP: drains the outbox, a lane at a time, each letter once.

A letter is marked `sending` in a commit of its own before anything is said. Found so after a crash or a dropped
connection, it is looked up first: its message carries a hash of its key, and the conversation's history shows it.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import apologies, bindery, held, mail_reader
from bot.addresses import filled
from bot.calendar_reader import CalendarReader
from bot.directory import Directory
from bot.files import Files
from bot.house import House
from bot.messages import fingerprint, with_picture, with_place
from bot.pictures import Studio
from bot.post_office import PostOffice
from bot.response_urls import answer_at
from bot.settings import Settings
from bot.threads import InThread
from bot.verdicts import NO_CHANNEL, NO_PERSON, NotNow, Refused, Trouble, Unknown, verdict_on
from handlers.kit.rehearsing import rehearsed
from storage import outbox
from storage.database import Database
from storage.outbox import Kind, Letter

log = logging.getLogger("parley.outbound")

EVENT_TYPE = "parley_said"
# A letter is given up when it was tried this often and is this old.
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(days=1)
WAIT_HERE = 1.5
ASK_FIRST = 60.0
# Files that prove something: scans and slides are large, and only one is held at a time.
LARGEST_SHOWN = 25 << 20

Find = Callable[[Letter], Awaitable[str | None]]


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
    house: House
    look_up: bool = True
    lease_seconds: float = 0.0
    sent: int = 0
    died: int = 0

    def __post_init__(self) -> None:
        self.lease_seconds = self.lease_seconds or 2 * self.settings.slack_timeout + 5
        self._files = Files(self.client, self.settings)
        self._studio = Studio(self.settings.picture_cache)
        self.calendars = CalendarReader(self.database, self.settings, self.now, self.in_thread)
        self._how: dict[Kind, Callable[[Letter], Awaitable[str | None]]] = {
            Kind.POST: self._post,
            Kind.UPDATE: self._update,
            Kind.EPHEMERAL: self._ephemeral,
            Kind.RESPONSE_URL: self._answer,
            Kind.HOME: self._home,
            Kind.FILE: self._file,
            Kind.MAIL: self._mail,
            Kind.LEARN: self._learn,
            Kind.WORK: self._work,
            Kind.FETCH: self._fetch,
            Kind.READ: self._read,
            Kind.RELAY: self._relay,
            Kind.HELD: self._held_act,
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
                async with self._held(lane, owner):
                    remote_id = await self._deliver(letter)
                done = letter
            except Trouble as trouble:
                if not isinstance(await self.in_thread(partial(self._trouble, lane, owner, letter, trouble)), Refused):
                    return

    @asynccontextmanager
    async def _held(self, lane: str, owner: str) -> AsyncIterator[None]:
        """The lane stays ours while a letter takes longer than a lease lasts, as work and files may."""
        renewing = asyncio.create_task(self._renew(lane, owner))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, lane: str, owner: str) -> None:
        while True:
            await asyncio.sleep(self.lease_seconds / 3)
            with suppress(SQLAlchemyError):
                await self.in_thread(partial(self._lease, lane, owner))

    def _lease(self, lane: str, owner: str) -> None:
        with self.database.write() as connection:
            outbox.lease(connection, lane, owner, self.lease_seconds)

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
            if not outbox.lease(connection, lane, owner, self.lease_seconds):
                return None, None
            letter = outbox.take(connection, lane, self.now())
            if letter is None:
                outbox.release(connection, lane, owner)
            return letter, None

    def _trouble(self, lane: str, owner: str, letter: Letter, trouble: Trouble) -> Trouble:
        """A refused letter is dead and its lane goes on; any other waits for its time. What it was taken for."""
        if str(trouble) in NO_PERSON:
            self.directory.doubt_person(letter)
        if str(trouble) in NO_CHANNEL and self.directory.doubts(letter):
            trouble = NotNow(
                str(trouble), ASK_FIRST
            )  # it is held, or goes on, when Slack has said what the channel is now
        over = isinstance(trouble, Refused) or self._tried_enough(letter)
        with self.database.write() as connection:
            if over:
                outbox.give_up(connection, letter, self.now(), str(trouble))
                self.died += 1
            else:
                # "Not now" to a look-up says nothing of the letter: what was in doubt stays in doubt.
                certain = isinstance(trouble, NotNow) and not letter.doubtful
                outbox.put_back(connection, letter, str(trouble), certain=certain)
                outbox.pause(connection, lane, trouble.seconds)
            if not isinstance(trouble, Refused):
                outbox.release(connection, lane, owner)
        log.warning("a %s (letter %s): %s", letter.kind, letter.id, trouble, extra={"attempts": letter.attempts})
        if over:
            self._apologise(letter, trouble)
        return trouble

    def _apologise(self, letter: Letter, trouble: Trouble) -> None:
        """Whoever waits for a file or for work of ours hears that it will not come."""
        asked = letter.payload.get("document") or letter.payload
        if asked.get("work") and asked.get("person"):
            words = apologies.for_what_failed(letter.payload.get("name"), getattr(trouble, "quote", None))
            self.house.sorry(letter.workspace, asked["person"], letter.key, words)

    def _tried_enough(self, letter: Letter) -> bool:
        """Slack may be away for hours, which is no reason to forget what was to be said."""
        return letter.attempts >= MOST_ATTEMPTS and self.now() - letter.queued_at > LONGEST_WAIT

    # --- the outside -----------------------------------------------------------------------------------------------

    async def _deliver(self, letter: Letter) -> str | None:
        """Says it; its remote id. Raises NotNow, Unknown or Refused."""
        payload = filled(rehearsed(letter.payload), self.house.rules.addresses)
        letter = replace(letter, payload=payload)
        try:
            letter = await self.in_thread(partial(with_place, letter, self.database))
            return await self._how[letter.kind](letter)
        except Exception as trouble:  # every one of them becomes a verdict, the unplanned are logged there
            if isinstance(trouble, Trouble) or apologies.is_passing(trouble):
                raise  # a database that is away says nothing of the letter, which stays in doubt until it is back
            raise verdict_on(trouble, letter) from None

    async def _post(self, letter: Letter) -> str | None:
        if letter.doubtful and (found := await self._arrived(letter, self._find)):
            return found
        if letter.until and self.now() > letter.until:
            raise Refused(f"it was to be said until {letter.until:%-d %B %Y %H:%M} UTC")
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": fingerprint(letter)}}
        message = with_picture(letter)
        if message.get("thread_ts"):
            message["channel"] = await self._place(letter)  # a thread lies in the conversation, not with the person
        answer = await self.client.chat_postMessage(
            **message, metadata=metadata, unfurl_links=False, unfurl_media=False
        )
        return str(answer.get("ts"))

    async def _arrived(self, letter: Letter, find: Find) -> str | None:
        """What shows that a doubtful letter has arrived; None when it did not and is ours to say again."""
        self._wait_out(letter)
        found = await self._landed(letter, find) if self.look_up else None
        if not found:
            await self._mark_try(letter)
        return found

    def _wait_out(self, letter: Letter) -> None:
        """A call that was cut off may still land for as long as a call may take: too early to look."""
        seconds = (letter.tried_at - self.now()).total_seconds() + self.settings.slack_timeout
        if seconds > 0:
            raise Unknown("the first attempt may still arrive", seconds)

    async def _mark_try(self, letter: Letter) -> None:
        """From now on it may arrive."""
        if not await self.in_thread(lambda: self._is_still_ours(letter)):
            raise Unknown("somebody else is at it")

    def _is_still_ours(self, letter: Letter) -> bool:
        with self.database.write() as connection:
            return outbox.mark_try(connection, letter, self.now())

    async def _landed(self, letter: Letter, find: Find) -> str | None:
        """What the look-up found; where Slack refuses to let us look, a person has to."""
        try:
            return await find(letter)
        except SlackApiError as trouble:
            verdict = verdict_on(trouble, letter)
            if isinstance(verdict, Refused):
                verdict = Refused(f"it may have arrived, and Slack would not let me look ({verdict})")
            raise verdict from None

    async def _find(self, letter: Letter) -> str | None:
        """The timestamp of the message, if it has landed."""
        async for message in self._said_since(letter):
            said = (message.get("metadata") or {}).get("event_payload") or {}
            if said.get("key") == fingerprint(letter):
                return str(message["ts"])
        return None

    async def _find_file(self, name: str, letter: Letter) -> str | None:
        """The id of the file, if it has landed."""
        async for message in self._said_since(letter):
            for file in message.get("files") or []:
                if file.get("name") == name:
                    return str(file["id"])
        return None

    async def _said_since(self, letter: Letter) -> AsyncIterator[dict[str, Any]]:
        """The messages where a letter goes, since it was written down."""
        oldest = str(letter.queued_at.timestamp() - 60)
        thread = letter.payload.get("thread_ts")
        ask: dict[str, Any] = {"channel": await self._place(letter), "oldest": oldest, "limit": 200}
        cursor = None
        while True:
            call = self.client.conversations_replies if thread else self.client.conversations_history
            more = {"ts": thread} if thread else {}
            answer = await call(**ask, **more, include_all_metadata=True, cursor=cursor)
            for message in answer.get("messages") or []:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _place(self, letter: Letter) -> str:
        """Where the message is to be found: one to a person lies in their direct conversation."""
        place = str(letter.payload["channel"])
        if not place.startswith(("U", "W")):
            return place
        answer = await self.client.conversations_open(users=place)
        return str(answer["channel"]["id"])

    async def _update(self, letter: Letter) -> str | None:
        """One that was cut off may still land: it is waited out, so that it never lands over a newer one."""
        if letter.doubtful:
            self._wait_out(letter)
            await self._mark_try(letter)
        await self.client.chat_update(**with_picture(letter) | {"channel": await self._place(letter)})
        return str(letter.payload["ts"])

    async def _ephemeral(self, letter: Letter) -> str | None:
        await self.client.chat_postEphemeral(**with_picture(letter))
        return None

    async def _answer(self, letter: Letter) -> str | None:
        await answer_at(letter, self.settings.slack_timeout)
        return None

    async def _home(self, letter: Letter) -> str | None:
        await self.client.views_publish(user_id=letter.payload["user"], view=letter.payload["view"])
        return None

    async def _file(self, letter: Letter) -> str | None:
        """Draws a picture and uploads it for a message that follows; unshared, so doing it twice shows nothing twice."""
        if "document" in letter.payload:
            return await self._document(letter)
        content = await self._studio.draw(letter.payload["picture"])
        name, title = letter.payload["name"], letter.payload["title"]
        file = await self._files.upload(letter, name, title, content)
        await self.client.files_completeUploadExternal(files=[file])
        return str(file["id"])

    async def _document(self, letter: Letter) -> str | None:
        """A file for somebody, made when it is sent. One that may have arrived is looked for before it is sent again."""
        return await self._shown(letter, letter.payload["name"], await bindery.made(self.house, letter))

    async def _mail(self, letter: Letter) -> str | None:
        attached = await bindery.made(self.house, letter) if "document" in letter.payload else None
        return await self.post_office.send(letter.payload, attached)

    async def _work(self, letter: Letter) -> str | None:
        """In a thread of its own: it may take long, and nobody's answer waits behind it."""
        await asyncio.to_thread(self.house.work, letter.workspace, letter.payload)
        return None

    async def _fetch(self, letter: Letter) -> str | None:
        """Fetches a file somebody sent, then does the work it is for; the work hears why when it cannot be had."""
        its = await self._files.fetched(letter)
        payload = letter.payload | {"name": its.name, "trouble": its.trouble}
        if its.content is not None and self.house.registry.works[letter.payload["work"]].calendar:
            payload["read"] = await mail_reader.read_calendar(its.content, self.now())
        await asyncio.to_thread(self.house.work, letter.workspace, payload, its.content)
        return None

    async def _read(self, letter: Letter) -> str | None:
        """Reads somebody's calendar, then does the work of keeping what it told."""
        if found := await self.calendars.read(letter):
            await asyncio.to_thread(self.house.work, letter.workspace, *found)
        return None

    async def _relay(self, letter: Letter) -> str | None:
        """Shows a file somebody sent to others, then does the work it is for, with the address the others can open."""
        its = await self._files.fetched(letter, LARGEST_SHOWN)
        name = its.name or letter.payload["name"] or "file"
        shown = await self._shown(letter, name, its.content) if its.content else None
        address = await self._files.address(shown) if shown else None
        trouble = its.trouble or (None if its.content else "it is empty")
        payload = letter.payload | {"name": name, "trouble": trouble, "address": address}
        await asyncio.to_thread(self.house.work, letter.workspace, payload, its.content)
        return shown

    async def _shown(self, letter: Letter, name: str, content: bytes) -> str:
        """The id of a file in the conversation it is for; looked for first when it may be there already."""
        if letter.doubtful and (found := await self._arrived(letter, partial(self._find_file, name))):
            return found
        channel, comment = await self._place(letter), letter.payload["comment"]
        file = await self._files.upload(letter, name, letter.payload.get("title") or name, content)
        await self._mark_try(letter)  # making it may have taken long; only from here on can anybody see it
        thread = {"thread_ts": letter.payload["thread_ts"]} if letter.payload.get("thread_ts") else {}
        await self.client.files_completeUploadExternal(
            files=[file], channel_id=channel, initial_comment=comment, **thread
        )
        return str(file["id"])

    async def _learn(self, letter: Letter) -> str | None:
        """Learns of a person; or of a channel and of who is in it, then does the work that is for."""
        if user := letter.payload.get("user"):
            await self.directory.learn_person(user)
            return None
        members = await self.directory.learn_channel(letter.payload["channel"])
        if members and "work" in letter.payload:
            await asyncio.to_thread(self.house.work, letter.workspace, letter.payload | {"members": members})
        return None

    async def _held_act(self, letter: Letter) -> str | None:
        """What somebody asked for before they were confirmed goes in at the front door now, once under the letter's key."""
        act = held.due(letter.key, letter.payload)
        await self.in_thread(partial(self.house.hear, act))
        return None


def utc_now() -> datetime:
    """The clock; only this floor reads it."""
    return datetime.now(UTC)
