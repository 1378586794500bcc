"""What Parley puts on an agenda by itself: in which order, and what of it fits the session. What does not fit is counted in a point
that says so, never dropped."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum, StrEnum

from governance.agenda import AgendaItem, ItemKind, in_order
from governance.calendar.business_days import business_days_between, is_business_day

REST_MINUTES = 5
REST = "rest"  # a point that stands for others stems from `rest:<what>:<session>`
KINDS = (ItemKind.DECISION, ItemKind.DISCUSSION, ItemKind.INFORMATION)


class Group(StrEnum):
    """What is counted together where not all of it fits; the gravest first."""

    DECISIONS = "decisions"
    KPIS = "kpis"
    POINTS = "points"
    ACTIONS = "actions"
    AGREEMENTS = "agreements"
    ALL = "all"


# So many of each are points of their own, however long the session is.
MOST = {Group.DECISIONS: 8, Group.KPIS: 8, Group.POINTS: 12, Group.ACTIONS: 3, Group.AGREEMENTS: 3}
# One and many of what is counted.
NOUNS = {
    Group.DECISIONS: ("decision that waits", "decisions that wait"),
    Group.KPIS: ("breach or red KPI", "breaches and red KPIs"),
    Group.POINTS: ("point that waits", "points that wait"),
    Group.ACTIONS: ("overdue action item", "overdue action items"),
    Group.AGREEMENTS: ("agreement that expires", "agreements that expire"),
    Group.ALL: ("thing to talk about", "things to talk about"),
}


class Gravity(IntEnum):
    """How soon within its kind something is talked about."""

    CANNOT_WAIT = 0
    PEOPLES = 10  # what somebody put there, or what was carried over
    BREACH = 20
    RED = 30
    ACTION = 40
    AGREEMENT = 50
    REST = 90


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something to talk about: new, or `item`, a point that waits already. `link` is the command that shows what it stems from."""

    group: Group
    title: str
    stems: str = ""
    kind: ItemKind = ItemKind.DISCUSSION
    minutes: int = 10
    gravity: Gravity = Gravity.PEOPLES
    owner_id: int | None = None
    study_id: int | None = None
    link: str | None = None
    item: AgendaItem | None = None

    @property
    def rank(self) -> tuple[int, int]:
        return KINDS.index(self.kind), self.gravity


@dataclass(frozen=True)
class Fitted:
    """What becomes a point of its own, and how many of each group do not."""

    chosen: tuple[Proposal, ...]
    rest: Mapping[Group, int]
    rest_minutes: int = REST_MINUTES


def fitted(
    proposals: Iterable[Proposal],
    room: int,
    uncounted: Mapping[Group, int] | None = None,
    there: Mapping[Group, int] | None = None,
) -> Fitted:
    """What of these fits in so many minutes, in the order of the agenda; `uncounted`: how many more there are of a group, `there`:
    how many of it are points already.

    Room is kept for the points that stand for what does not fit. Where there is none for one of each group, one stands for all.
    """
    wanted, more = sorted(proposals, key=_first_served), Counter(uncounted or {})
    groups = len({its.group for its in wanted} | {group for group, count in more.items() if count})
    for kept in range(groups + 1):
        chosen = _served(wanted, room - kept * REST_MINUTES, Counter(there or {}))
        rest = more + Counter(its.group for its in wanted) - Counter(its.group for its in chosen)
        if len(rest) <= kept and kept * REST_MINUTES <= max(room, 0):
            return Fitted(_in_order(chosen), dict(rest))
    rest = more + Counter(its.group for its in wanted)
    alone = next(iter(rest)) if len(rest) == 1 else Group.ALL
    return Fitted((), {alone: rest.total()}, max(1, min(REST_MINUTES, room)))


def _served(wanted: Iterable[Proposal], room: int, count: Counter[Group]) -> list[Proposal]:
    chosen = []
    for its in wanted:
        if its.minutes <= room and count[its.group] < MOST[its.group]:
            chosen.append(its)
            count[its.group] += 1
            room -= its.minutes
    return chosen


def _first_served(its: Proposal) -> tuple[bool, int, int]:
    """What was carried over comes before what is new."""
    return not (its.item and its.item.carried), *its.rank


def _in_order(chosen: Iterable[Proposal]) -> tuple[Proposal, ...]:
    return tuple(sorted(chosen, key=lambda its: its.rank))


def rest_words(group: Group, count: int, beside: bool) -> str:
    """`31 more overdue action items`; without "more" where none of them has a point of its own (`beside`)."""
    return f"{count:,} {'more ' if beside else ''}{NOUNS[group][count != 1]}"


def placed(there: Sequence[AgendaItem], new: Sequence[AgendaItem], gravity: Mapping[str, Gravity]) -> list[int]:
    """The ids of all points in their order: those that are there stay as people put them, each new one goes before the first
    that is less grave."""
    order = in_order(there)
    for item in sorted(new, key=lambda its: _rank(its, gravity)):
        mine = _rank(item, gravity)
        at = next((place for place, its in enumerate(order) if _rank(its, gravity) > mine), len(order))
        order.insert(at, item)
    return [its.id for its in order]


def _rank(item: AgendaItem, gravity: Mapping[str, Gravity]) -> tuple[int, int]:
    usual = Gravity.REST if is_rest(item) else Gravity.PEOPLES
    return KINDS.index(item.kind), gravity.get(item.stems_from, usual)


_STEMS = {
    "decision": Group.DECISIONS,
    "breach": Group.KPIS,
    "result": Group.KPIS,
    "definition": Group.KPIS,
    "action": Group.ACTIONS,
    "agreement": Group.AGREEMENTS,
}


def group_of(item: AgendaItem) -> Group:
    """What it is counted with."""
    return _STEMS.get(item.stems_from.partition(":")[0], Group.POINTS)


def is_rest(item: AgendaItem) -> bool:
    """Whether it stands for others that did not fit."""
    return item.drawn and item.stems_from.startswith(f"{REST}:")


def rest_stems(group: Group, session: int) -> str:
    return f"{REST}:{group}:{session}"


# --- when it is posted ---------------------------------------------------------------------------------------------------


def agenda_is_due(starts_at: datetime, now: datetime, country: str | None, clock: time, days: int) -> bool:
    """Whether a session's agenda is posted now: from `clock` on, so many business days ahead or, where that was missed, on any
    business day since. Both moments are read on the session's own clock."""
    if now >= starts_at or not is_business_day(now.date(), country) or now.time() < clock:
        return False
    return business_days_between(now.date(), starts_at.date(), country) <= days
