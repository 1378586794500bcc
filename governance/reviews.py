"""Reviews: after a quarter, whether sessions were held, with a quorum and on time, and what came of what they decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from governance.actions import ActionItem
from governance.actions import State as ActionState
from governance.kpis.breaches import Breach
from governance.kpis.periods import Frequency, following, period_of, previous
from governance.minutes import ON_TIME, Minutes
from governance.refusals import Refusal
from governance.sessions import Kind, Session, State

OLD = 3  # sessions a point has been carried over, from which on somebody should look at it


class QuarterToCome(Refusal):
    """{quarter} has not begun yet. `session review` shows the last whole quarter, `session review this quarter` this one so far."""


class NotAQuarter(Refusal):
    """I do not know what to do with "{words}". Write a quarter like 2026-Q3, or `this quarter`."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A quarter, from its first moment to the moment it is over, or to now while it is not."""

    first: date
    begins: datetime
    ends: datetime
    is_over: bool

    @property
    def name(self) -> str:
        """`Q3 2026`."""
        return f"Q{(self.first.month + 2) // 3} {self.first.year}"


def span_of(first: date, now: datetime, zone: ZoneInfo) -> Span:
    """The quarter that begins on this day, in one company's time zone. Raises QuarterToCome."""
    midnight = datetime.combine(first, datetime.min.time(), zone)
    if midnight > now:
        raise QuarterToCome(quarter=f"Q{(first.month + 2) // 3} {first.year}")
    over = datetime.combine(following(first, Frequency.QUARTERLY), datetime.min.time(), zone)
    return Span(first=first, begins=midnight, ends=min(over, now), is_over=over <= now)


def last_whole(today: date) -> date:
    """The first day of the quarter before this one."""
    return previous(period_of(today, Frequency.QUARTERLY), Frequency.QUARTERLY)


def this_one(today: date) -> date:
    return period_of(today, Frequency.QUARTERLY)


# --- sessions ------------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Tally:
    """Of one kind of session: how many were planned and what became of them. `due`: whose minutes were to be approved by now."""

    planned: int = 0
    held: int = 0
    quorate: int = 0
    cancelled: int = 0
    on_time: int = 0
    due: int = 0
    in_time: int = 0

    @property
    def missed(self) -> int:
        """Neither held nor cancelled: nobody started them."""
        return self.planned - self.held - self.cancelled


def tallies(sessions: Iterable[Session], minutes: Mapping[int, Minutes], today: date) -> dict[Kind, Tally]:
    """By kind; a kind that had no session is left out."""
    found: dict[Kind, Tally] = {}
    for its in sessions:
        if its.state is not State.DRAFT:
            _count(its, minutes.get(its.id), today, found.setdefault(its.kind, Tally()))
    return found


def _count(its: Session, minutes: Minutes | None, today: date, tally: Tally) -> None:
    tally.planned += 1
    tally.held += its.was_held
    tally.quorate += its.state is State.HELD
    tally.cancelled += its.state is State.CANCELLED
    tally.on_time += its.was_held and began_on_time(its)
    if minutes and (minutes.filed_at or minutes.due_on < today):
        tally.due += 1
        tally.in_time += approved_in_time(minutes, ZoneInfo(its.zone))


def began_on_time(its: Session) -> bool:
    """At most a few minutes after it was planned."""
    return its.started_at is not None and its.started_at <= its.starts_at + timedelta(minutes=ON_TIME)


def approved_in_time(its: Minutes, zone: ZoneInfo) -> bool:
    return its.filed_at is not None and its.filed_at.astimezone(zone).date() <= its.due_on


# --- what came of them ---------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Promises:
    """Of one side's actions: how many were due, how many of them done by their day."""

    due: int = 0
    on_time: int = 0


def kept_by_party(
    items: Iterable[ActionItem], parties: Mapping[int, str], zone: ZoneInfo, today: date
) -> dict[str, Promises]:
    """By the party of their owner; what was cancelled, and what is not due yet, does not count."""
    found: dict[str, Promises] = {}
    for its in items:
        done = its.state in (ActionState.DONE, ActionState.VERIFIED)
        if its.state is ActionState.CANCELLED or not (done or its.due_on < today):
            continue
        kept = found.setdefault(parties.get(its.owner_id, ""), Promises())
        kept.due += 1
        kept.on_time += bool(done and its.closed_at and its.closed_at.astimezone(zone).date() <= its.due_on)
    return found


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Of breaches in a span: how many were opened and closed in it, and the days each closed one had been open."""

    opened: int
    closed: int
    still_open: int
    days: Sequence[int] = field(default_factory=tuple)

    @property
    def median(self) -> float:
        return median(self.days)


def closing_of(breaches: Sequence[Breach], span: Span) -> Closing:
    """A breach that is closed is green again, or its number was restated; both ended it."""
    closed = [its for its in breaches if its.closed_at and span.begins <= its.closed_at < span.ends]
    return Closing(
        opened=sum(span.begins <= its.opened_at < span.ends for its in breaches),
        closed=len(closed),
        still_open=sum(its.closed_at is None or its.closed_at >= span.ends for its in breaches),
        days=sorted((its.closed_at - its.opened_at).days for its in closed if its.closed_at),
    )
