"""What a handler is given: who asks, where, through which door, and what they said. Slack's payloads end before here."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.actions import ActionItem
from governance.agreements import Agreement
from governance.events import Door
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.readings import Reading
from governance.kpis.results import Result
from governance.people import Person
from governance.refusals import NotFilledIn
from governance.sessions import Session
from governance.vendors import Link, Vendor
from handlers.kit.blocks import Block
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is said. `vendor` is the one the channel belongs to; in a shared channel only that one exists."""

    channel: str | None = None
    thread: str | None = None
    direct: bool = False
    link: Link | None = None
    vendor: Vendor | None = None

    @property
    def shared(self) -> bool:
        """Whether people of another company read here."""
        return self.link is not None and self.link.shared


@dataclass(frozen=True, kw_only=True)
class Source:
    """The Slack message something is about: its channel and timestamp, and its text while the request lasts."""

    channel: str
    ts: str
    text: str = ""
    permalink: str | None = None


UNNAMED = "your file"  # what a file is called until Slack has said its name


@dataclass(frozen=True, kw_only=True)
class FileRef:
    """A file somebody sent: what Slack calls it and where it can be fetched with the bot's token; `size` in bytes."""

    id: str
    name: str
    mimetype: str = ""
    size: int = 0
    url: str = ""
    permalink: str | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One thing one person asks. `key` is unique to it: what it says is said once under that key."""

    key: str
    at: datetime
    by: Person
    zone: ZoneInfo
    door: Door
    place: Place = field(default_factory=Place)
    text: str = ""
    ref: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    source: Source | None = None
    files: tuple[FileRef, ...] = ()

    def required(self, name: str) -> str:
        """A field's answer; a form that comes without it stays open and says so under the field."""
        answer = self.values.get(name)
        if not (isinstance(answer, str) and answer.strip()):
            refusal = NotFilledIn()
            refusal.field = name
            raise refusal
        return answer.strip()

    @property
    def now(self) -> datetime:
        """This moment on the asker's clock."""
        return self.at.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The day on the asker's calendar."""
        return self.now.date()


@dataclass(frozen=True, kw_only=True)
class OpenActions:
    """A vendor's open action items: how many, how many of them late, the first few with their owners by id."""

    count: int = 0
    late: int = 0
    first: Sequence[ActionItem] = ()
    owners: Mapping[int, Person] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a status answer or a digest is about: the vendor, where its KPIs stand.

    `shown` are the colours the last digest showed, by definition id; `lines` is how long a list may become.
    `trends` are the KPIs with their newest results, oldest first; `breaches` the open ones. In a `public` one nothing stands
    that the vendor's channel is yet to hear: `withheld` are the definitions of which something is left out.
    `session` is the next one, `agenda` the line about what it has to talk about; `agreements` are those that near their end.
    """

    vendor: Vendor
    at: datetime
    zone: ZoneInfo
    readings: Sequence[Reading]
    trends: Sequence[tuple[Definition, Sequence[Result]]] = ()
    breaches: Sequence[tuple[Breach, Definition]] = ()
    withheld: frozenset[int] = frozenset()
    shown: Mapping[int, str] | None = None
    lines: int = 8
    public: bool = False
    actions: OpenActions = OpenActions()
    session: Session | None = None
    agenda: Sequence[str] = ()
    agreements: Sequence[Agreement] = ()

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


@dataclass(frozen=True, kw_only=True)
class Round:
    """The people who hear now what waits on them, by id; for each the day it is, and whose holidays count.

    `untold` are the business days whose message they have not had, oldest first, today the last: more than today after
    leave, or when a message could not be said. With `most` all that waits on them is asked for, not what a
    message mentions; at most so many of each kind.
    Without `listed`, what stands in their list of action items anyway is left out.
    """

    people: Mapping[int, Person]
    days: Mapping[int, date]
    countries: Mapping[int, str | None]
    untold: Mapping[int, Sequence[date]]
    at: datetime
    most: int | None = None
    listed: bool = True
    _led: list[Mapping[int, Vendor]] = field(default_factory=list, compare=False, repr=False)

    def led(self, uow: UnitOfWork) -> Mapping[int, Vendor]:
        """The vendors these people decide for, the administrator where there is no lead; looked up once a round."""
        if not self._led:
            asks = uow.workspace.administrator in self.people
            self._led.append(uow.vendors.decided_by(set(self.people), unled_too=asks))
        return self._led[0]

    @property
    def whole(self) -> bool:
        """Whether all that waits is asked for."""
        return self.most is not None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits on a person: a line of formatted text and its buttons. `item` is the action
    item it is about; `listed`: it is in their own list of those."""

    vendor_id: int | None
    study_id: int | None
    line: str
    buttons: tuple[Block, ...] = ()
    item: int | None = None
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work outside any request: each `unit_of_work()` is one short transaction, so that nobody waits behind a long one.

    A job that was cut off is begun again, so it must be harmless to repeat. `content` is the file that was fetched for it.
    `snapshot()` is for what only reads, however long it takes: nobody waits behind it, and all of it is of one moment.
    """

    payload: Mapping[str, Any]
    at: datetime
    unit_of_work: Callable[[], AbstractContextManager[UnitOfWork]]
    snapshot: Callable[[], AbstractContextManager[UnitOfWork]]
    content: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody opens a page of ours by the secret in its address; `values` are a form's answers, None when they only look."""

    secret: str
    at: datetime
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Tick:
    """The clock's call: the moment something was due, and the moment it is."""

    due: datetime
    at: datetime

    @property
    def minutes_late(self) -> int:
        return max(0, int((self.at - self.due).total_seconds() // 60))
