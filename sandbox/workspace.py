"""The workspace's memory: channels, messages, modals, files, and what has to expire.

Every reader and writer holds `lock`; every change is told through `changed`, which also wakes whoever waits.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sandbox.cast import Cast, Person, Team
from sandbox.faults import Faults
from sandbox.records import Call, Delivery

Json = dict[str, Any]
Clock = Callable[[], float]

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
DEFAULT_EVENTS = frozenset(
    {"app_mention", "message.im", "app_home_opened", "reaction_added", "reaction_removed", "member_joined_channel"}
)


class Refused(Exception):
    """Slack says no: an error code and whatever else the answer carries."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra
        if messages:
            self.extra |= {"errors": messages, "response_metadata": {"messages": [f"[ERROR] {m}" for m in messages]}}


@dataclass
class Channel:
    """A channel or (with `im_user`) a person's direct conversation with the bot; messages oldest first."""

    id: str
    name: str
    members: list[str]
    shared_with: tuple[str, ...] = ()
    archived: bool = False
    im_user: str | None = None
    messages: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def find(self, ts: str | None) -> Json | None:
        """The message with this timestamp, if it is still there."""
        return next((m for m in reversed(self.messages) if m["ts"] == ts), None)


@dataclass
class Trigger:
    """A trigger_id someone's act gave to the bot."""

    user: str
    at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """A response_url: who acted where, on which message, and how often it was used."""

    user: str
    channel: str
    at: float
    message_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


@dataclass
class File:
    """An uploaded file; `data` is None until the bytes have arrived."""

    id: str
    name: str
    size: int
    user: str
    created: int
    title: str
    alt: str = ""
    data: bytes | None = None
    shared_in: list[str] = field(default_factory=list)


class Workspace:
    """All state of the stand-in workspace behind one lock."""

    def __init__(self, cast: Cast, clock: Clock | None = None) -> None:
        self.cast = cast
        self.clock: Clock = clock or time.time
        self.lock = threading.RLock()
        self.url = ""
        self.listeners: list[Callable[[Json], None]] = []
        self.commands: list[Json] | None = None
        self.shortcuts: list[Json] = []
        self.subscriptions: set[str] = set(DEFAULT_EVENTS)
        self._moved = threading.Condition(self.lock)
        self._used_ts: set[int] = set()
        self._first = dict(cast.people), dict(cast.teams)
        self.reset()

    def reset(self) -> None:
        """Back to the cast. Ids and timestamps given out before are never given out again."""
        with self.lock:
            people, teams = self._first
            self.cast.people.clear()
            self.cast.people.update(people)
            self.cast.teams.clear()
            self.cast.teams.update(teams)
            self.channels = {place.id: self._channel(place.id) for place in self.cast.places.values()}
            self.channels |= {p.dm: self._direct(p.id, p.dm) for p in self.cast.people.values()}
            self.ephemerals: list[Json] = []
            self.views: dict[str, Json] = {}
            self.stacks: dict[str, list[str]] = {}
            self.homes: dict[str, Json] = {}
            self.typed: dict[str, Json] = {}
            self.errors: dict[str, dict[str, str]] = {}
            self.tickets: set[str] = set()
            self.triggers: dict[str, Trigger] = {}
            self.response_urls: dict[str, ResponseUrl] = {}
            self.files: dict[str, File] = {}
            self.mails: list[Any] = []
            self.deactivated: set[str] = set()
            self.calls: list[Call] = []
            self.deliveries: list[Delivery] = []
            self.faults = Faults()
            self.posts_per_second = 0.0
            self.last_post: dict[str, float] = {}
            self._last_ts = 0
        self.changed("reset")

    def hire(self, person: Person) -> None:
        """Somebody has a Slack account until the next reset: a new one, or another than before."""
        with self.lock:
            self.cast.people[person.id] = person
            self.channels.setdefault(person.dm, self._direct(person.id, person.dm))
        self.changed("hire")

    def found(self, team: Team) -> None:
        """A company has this Slack workspace until the next reset: a new one, or another than before."""
        with self.lock:
            self.cast.teams[team.id] = team
        self.changed("hire")

    def _channel(self, channel_id: str) -> Channel:
        place = self.cast.places[channel_id]
        return Channel(place.id, place.name, list(place.members), place.shared_with, place.archived)

    def _direct(self, user: str, dm: str) -> Channel:
        return Channel(dm, "directmessage", [user, self.cast.app.bot_user], im_user=user)

    # Telling and waiting

    def changed(self, what: str, **where: str | None) -> None:
        """Tell the page and wake the waiting that something of this kind changed."""
        news = {"what": what} | {key: value for key, value in where.items() if value}
        for listener in list(self.listeners):
            listener(news)
        with self._moved:
            self._moved.notify_all()

    def wait_until(self, happened: Callable[[], object], timeout: float = 5.0) -> bool:
        """Wait (real seconds) until `happened()` is true, looking again at every change; False when it never was.

        The lock is held while looking, so `happened` must not talk to the sandbox over the network.
        """
        with self._moved:
            return bool(self._moved.wait_for(happened, timeout))

    # Names and stamps

    def new_id(self, prefix: str) -> str:
        """An id that was never used, also not before a reset, so that the bot may remember what it has seen."""
        return prefix + secrets.token_hex(5).upper()

    def new_ts(self) -> str:
        """A message timestamp: the clock in microseconds, later than every other since the reset, and unique."""
        stamp = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        while stamp in self._used_ts:
            stamp += 1
        self._used_ts.add(stamp)
        self._last_ts = stamp
        return f"{stamp // 1_000_000}.{stamp % 1_000_000:06d}"

    # What expires

    def new_trigger(self, user: str) -> str:
        """A trigger_id for this person's act, good for one use within 3 seconds."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, self.clock())
        return trigger_id

    def spend_trigger(self, trigger_id: str) -> str:
        """The person behind the trigger_id; refused when it is unknown, spent or late."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() - trigger.at > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, user: str, channel: str, ts: str | None = None, *, ephemeral: bool = False) -> str:
        """A URL where the bot may answer this act five times within 30 minutes."""
        token = secrets.token_hex(12)
        self.response_urls[token] = ResponseUrl(user, channel, self.clock(), ts, ephemeral)
        return f"{self.url}/actions/{self.cast.home_team.id}/{token}"

    def spend_response_url(self, token: str) -> ResponseUrl:
        """The act behind the URL; refused when it is unknown (`expired_url`), late or used up (`used_url`)."""
        answer = self.response_urls.get(token)
        if answer is None or self.clock() - answer.at > RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if answer.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        answer.uses += 1
        return answer

    # Finding

    def channel(self, channel_id: str) -> Channel:
        """The channel the bot asked for; a person's id means their direct conversation."""
        found = self.channels.get(channel_id)
        if found is None and channel_id in self.cast.people:
            found = self.channels[self.cast.people[channel_id].dm]
        if found is None or not self.bot_sees(found):
            raise Refused("channel_not_found")
        return found

    def bot_sees(self, channel: Channel) -> bool:
        """The bot finds public channels and its own direct conversations."""
        return channel.im_user is None or self.cast.app.bot_user in channel.members

    def can_post(self, channel_id: str) -> Channel:
        """The channel, when the bot may write there."""
        channel = self.channel(channel_id)
        if channel.archived:
            raise Refused("is_archived")
        if self.cast.app.bot_user not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def is_shared(self, channel: Channel) -> bool:
        """Whether someone of another company is in here through Slack Connect."""
        return bool(channel.shared_with) or (channel.im_user is not None and self.cast.is_outsider(channel.im_user))

    def stack(self, user: str) -> list[Json]:
        """The person's open modals, the visible one last."""
        return [self.views[view_id] for view_id in self.stacks.get(user, [])]

    def all_messages(self) -> Iterator[tuple[Channel, Json]]:
        """Every message with its channel."""
        return ((channel, message) for channel in self.channels.values() for message in channel.messages)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock for a group of reads or writes that belong together."""
        with self.lock:
            yield
