"""Sessions: the meetings in which two companies steer their work, and the rules for putting one in the calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from governance.refusals import NotALink, SessionInThePast


class Kind(StrEnum):
    """The governance meetings, by level."""

    OPERATIONAL = "operational call"
    JOINT_OPERATIONS = "joint operations meeting"
    BUSINESS_REVIEW = "business review"
    JOINT_STRATEGY = "joint strategy session"
    EXECUTIVE_STEERING = "executive steering committee"


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    HELD = "held"
    INQUORATE = "inquorate"
    CANCELLED = "cancelled"


USUAL_MINUTES = {
    Kind.OPERATIONAL: 30,
    Kind.JOINT_OPERATIONS: 60,
    Kind.BUSINESS_REVIEW: 90,
    Kind.JOINT_STRATEGY: 90,
    Kind.EXECUTIVE_STEERING: 60,
}


@dataclass(frozen=True, kw_only=True)
class Session:
    """One meeting. `zone` is the IANA zone it is anchored in, `uid` its calendar identity for ever."""

    id: int
    vendor_id: int
    study_id: int | None
    kind: Kind
    title: str
    starts_at: datetime
    minutes: int
    zone: str
    state: State
    uid: str
    sequence: int
    join_link: str | None = None
    guests: tuple[int, ...] = ()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def check_link(link: str | None) -> str | None:
    """A link to join that every calendar program opens, or none."""
    link = (link or "").strip()
    if link and not (link.startswith("https://") and len(link.split()) == 1):
        raise NotALink(link=link)
    return link or None


def check_start(starts_at: datetime, now: datetime, words: str) -> datetime:
    """A start that is still to come."""
    if starts_at <= now:
        raise SessionInThePast(when=words)
    return starts_at
