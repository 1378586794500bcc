"""What a vendor's sessions have to talk about: each point, what it stems from, and what came of it. No point vanishes: one that
nothing came of is carried over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.refusals import Empty, Refusal, TooLong
from governance.sessions import Kind

USUAL_MINUTES = 10
LEAST, MOST = 1, 240  # minutes of one point
LONGEST_TITLE = 150


class AgendaOver(Refusal):
    """{reference} is over, so its agenda stays as it is. `session agenda` shows that of the next session."""


class NoAgenda(Refusal):
    """No session with {vendor} is planned, so there is no agenda yet. `session schedule` plans one."""


class UnknownPoint(Refusal):
    """That point is not on the agenda (any more). `session agenda` shows what is."""


class NotYoursToTakeOff(Refusal):
    """Only whoever put "{title}" there, a chair or an account lead takes it off; please ask one of them."""


class ImpossibleMinutes(Refusal):
    """A point takes 1 to 240 minutes. Give a whole number, such as 10."""

    field = "minutes"


class NotForAnAgenda(Refusal):
    """I do not know what to do with "{words}". Write `session agenda`, or `session agenda add` and what you want to talk about."""


class ItemKind(StrEnum):
    """What is asked of the people in the room."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"


class Outcome(StrEnum):
    """What came of a point. `SETTLED`: what it stems from was settled elsewhere; `WITHDRAWN`: somebody took it off."""

    DECIDED = "decided"
    DISCUSSED = "discussed"
    NOTED = "noted"
    PARKED = "parked"
    CARRIED_OVER = "carried over"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


# A point with one of these goes on as another one, for the next session.
GOES_ON = frozenset({Outcome.PARKED, Outcome.CARRIED_OVER})


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One point; `stems_from` as the record names it (`breach:4`). Without a session it is for the next one; where `for_kind` is
    named, for the next one of that kind. `position` is its place on the session's agenda, from 1; 0 where it has none yet.
    `drawn`: Parley put it there, and takes it off when what it stems from is settled. `carried` counts how often it was carried
    over, `carried_from` is the point it was."""

    id: int
    vendor_id: int
    session_id: int | None = None
    study_id: int | None = None
    for_kind: Kind | None = None
    kind: ItemKind = ItemKind.DISCUSSION
    title: str
    owner_id: int | None = None
    minutes: int = USUAL_MINUTES
    position: int = 0
    link: str | None = None
    stems_from: str = ""
    drawn: bool = False
    added_by: int | None = None
    added_at: datetime
    outcome: Outcome | None = None
    outcome_by: int | None = None
    done_at: datetime | None = None
    carried_from: int | None = None
    carried: int = 0

    @property
    def stems(self) -> str:
        """What the record calls it."""
        return f"agenda_item:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """As they stand on the agenda: by place, those without one behind, the oldest first."""
    return sorted(items, key=lambda its: (its.position == 0, its.position, its.id))


def planned_minutes(items: Iterable[AgendaItem]) -> int:
    """What all of it takes."""
    return sum(its.minutes for its in items)


def under_discussion(items: Iterable[AgendaItem]) -> AgendaItem | None:
    """The point a session has come to: the first that nothing has come of yet."""
    return next((its for its in in_order(items) if its.is_open), None)


def check_title(title: str) -> str:
    """What is to be talked about, in one line."""
    words = " ".join(title.split())
    if not words:
        raise Empty(what="The point", hint="what you want to talk about")
    if len(words) > LONGEST_TITLE:
        raise TooLong(what="The point", length=len(words), most=LONGEST_TITLE)
    return words


def check_minutes(said: str) -> int:
    """How long a point takes."""
    minutes = int(said) if said.strip().isdecimal() and len(said.strip()) < 5 else 0
    if not LEAST <= minutes <= MOST:
        raise ImpossibleMinutes
    return minutes


def take_kind(title: str) -> tuple[ItemKind, str]:
    """`decision: who pays` is a decision about who pays; without such a word it is a discussion."""
    word, colon, rest = title.partition(":")
    kind = next((its for its in ItemKind if its == word.strip().lower()), None)
    return (kind, rest.strip()) if kind and colon else (ItemKind.DISCUSSION, title.strip())


def rearranged(order: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """The ids in their new order, where some were given a place (from 1); the others keep theirs among each other."""
    changed = {item: place for item, place in places.items() if item in order and order.index(item) + 1 != place}
    new = [its for its in order if its not in changed]
    for item, place in sorted(changed.items(), key=lambda its: (its[1], order.index(its[0]))):
        new.insert(place - 1, item)
    return new
