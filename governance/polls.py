"""Polls: up to three times that are put to everybody where too little is known of their calendars, and which of them is best."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from governance.calendar.board import Part
from governance.calendar.business_days import add_business_days
from governance.calendar.working_hours import WorkingHours
from governance.refusals import Refusal
from governance.sessions import Kind

DAYS_TO_ANSWER = 2  # business days of whoever asks
BEFORE_THE_FIRST = timedelta(hours=1)


class PollOver(Refusal):
    """This poll is over: {how}. Nothing was changed."""


class NotAsked(Refusal):
    """This poll does not ask you, so there is nothing to answer. Ask {person} if you should be there."""


class NotTheirPoll(Refusal):
    """The one who asked and the two account leads decide this poll. Please ask {person}."""


class SlotOver(Refusal):
    """That time has passed. Choose one that is still to come."""


class Says(StrEnum):
    """What somebody says to one of the times."""

    WORKS = "works"
    IF_MUST = "if I must"
    CANNOT = "can't"


class State(StrEnum):
    OPEN = "open"
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One of the times; `cost` is what the finder found it to cost, for ties."""

    starts_at: datetime
    cost: float


@dataclass(frozen=True, kw_only=True)
class Poll:
    """`slots` are numbered from 0; `guests` are person ids with their part, `answers` what they said to which slot."""

    id: int
    vendor_id: int
    kind: Kind
    title: str
    minutes: int
    zone: str
    called_by: int
    asked_at: datetime
    deadline: datetime
    state: State
    session: int | None = None
    told_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    guests: Mapping[int, Part] = field(default_factory=dict)
    answers: Mapping[tuple[int, int], Says] = field(default_factory=dict)

    def said(self, place: int, says: Says) -> list[int]:
        """Who says that to a slot, in the order of their ids."""
        return sorted(person for (person, of), its in self.answers.items() if of == place and its == says)

    def answers_of(self, person: int) -> dict[int, Says]:
        return {place: says for (who, place), says in self.answers.items() if who == person}

    @property
    def is_complete(self) -> bool:
        """Whether every guest has said something to every slot."""
        return all((person, place) in self.answers for person in self.guests for place in range(len(self.slots)))

    @property
    def unanswered(self) -> list[int]:
        """Guests who left a slot open."""
        return [who for who in sorted(self.guests) if len(self.answers_of(who)) < len(self.slots)]


def ranked(poll: Poll) -> list[int]:
    """The slots, best first: nobody needed who can't, then the most who say it works, the cheaper, the earlier."""
    return sorted(range(len(poll.slots)), key=lambda place: _order(poll, place))


def _order(poll: Poll, place: int) -> tuple[bool, int, float, datetime]:
    slot = poll.slots[place]
    return bool(missing(poll, place)), -len(poll.said(place, Says.WORKS)), slot.cost, slot.starts_at


def missing(poll: Poll, place: int) -> list[int]:
    """The chairs and required people who can't."""
    return [who for who in poll.said(place, Says.CANNOT) if poll.guests.get(who) is not Part.OPTIONAL]


def answers_by(asked_at: datetime, hours: WorkingHours) -> datetime:
    """Two business days on, at this time of day of whoever asks."""
    local = asked_at.astimezone(hours.zone)
    day = add_business_days(local.date(), DAYS_TO_ANSWER, hours.country)
    return datetime.combine(day, local.time(), hours.zone).astimezone(asked_at.tzinfo)


def deadline(asked_at: datetime, first: datetime, hours: WorkingHours) -> datetime:
    """When answers are due; sooner than usual where the first slot comes sooner."""
    return min(answers_by(asked_at, hours), max(first - BEFORE_THE_FIRST, asked_at))


def is_open(poll: Poll, now: datetime) -> bool:
    """Until it is decided, or its last slot has begun."""
    return poll.state is State.OPEN and any(now < slot.starts_at for slot in poll.slots)


def check_open(poll: Poll, now: datetime) -> None:
    if not is_open(poll, now):
        how = {State.BOOKED: "a time was chosen", State.CANCELLED: "it was cancelled"}
        raise PollOver(how=how.get(poll.state, "all its times have passed"))


def check_slot(poll: Poll, place: int, now: datetime) -> Slot:
    """A slot that is still to come."""
    slot = poll.slots[place] if 0 <= place < len(poll.slots) else None
    if slot is None or slot.starts_at <= now:
        raise SlotOver
    return slot


def news(poll: Poll, person: int, said: Mapping[int, Says]) -> Iterator[tuple[int, Says]]:
    """What of somebody's answers is new."""
    before = poll.answers_of(person)
    return ((place, says) for place, says in sorted(said.items()) if before.get(place) != says)


def may_decide(poll: Poll, person: int, leads: Collection[int | None]) -> bool:
    """Whoever asked, and the account leads of both sides."""
    return person == poll.called_by or person in leads
