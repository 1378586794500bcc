"""What a vendor's sessions have to talk about: each point, what it stems from, and what came of it. No point vanishes: one that
nothing came of is carried over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.sessions import Kind

USUAL_MINUTES = 10
LEAST, MOST = 1, 240  # minutes of one point


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


def moved(items: Sequence[AgendaItem], item: int, to: int) -> list[int]:
    """The ids of all points in their new order when one goes to a place, counted from 1."""
    order = [its.id for its in items if its.id != item]
    place = min(max(to, 1), len(items)) - 1
    return [*order[:place], item, *order[place:]]
