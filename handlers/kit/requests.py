"""What a handler is given: who asks, where, through which door, and what they said. Slack's payloads end before here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.events import Door
from governance.kpis import Reading
from governance.people import Person
from governance.refusals import NotFilledIn
from governance.vendors import Link, Vendor


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
class Report:
    """What a status answer or a digest is about: the vendor, where its KPIs stand.

    `shown` are the colours the last digest showed, by definition id.
    """

    vendor: Vendor
    at: datetime
    zone: ZoneInfo
    readings: Sequence[Reading]
    shown: Mapping[int, str] | None = None

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


@dataclass(frozen=True, kw_only=True)
class Tick:
    """The clock's call: the moment something was due, and the moment it is."""

    due: datetime
    at: datetime

    @property
    def minutes_late(self) -> int:
        return max(0, int((self.at - self.due).total_seconds() // 60))
