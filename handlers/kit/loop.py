"""The loop of a breach in one line, from end to end: red, talked about, acted on, verified, green again; or what it waits for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.actions import ActionItem, Origin, State
from governance.agenda import AgendaItem, Outcome
from governance.events import ActionItemVerified, Event, SlaBreachClosed, SlaBreachContinued, SlaBreachRecovered
from governance.kpis import breaches as ends
from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.periods import Frequency
from governance.sessions import Session
from handlers.kit.kpi_lines import name_of
from storage.audit import Extent
from storage.sessions import COMING
from storage.unit_of_work import UnitOfWork

ARROW = " → "
MOST = 3  # sessions or actions that are named
_UNSPOKEN = (Outcome.SETTLED, Outcome.WITHDRAWN, Outcome.CARRIED_OVER, Outcome.PARKED)
_EVENTS = (SlaBreachRecovered, SlaBreachContinued, SlaBreachClosed, ActionItemVerified)


@dataclass(frozen=True, kw_only=True)
class Loop:
    """What is known of one breach: the sessions that talked about it, the next that will, its actions, when each was verified,
    the period that was green, and whether a restatement ended it."""

    breach: Breach
    definition: Definition
    sessions: Sequence[Session]
    coming: Session | None
    actions: Sequence[ActionItem]
    verified: Mapping[int, datetime]
    green: date | None
    restated: bool

    @property
    def unverified(self) -> list[ActionItem]:
        """What is still to be done, the one that closes the breach first, then the first that is due."""
        left = [its for its in self.actions if its.state is not State.VERIFIED]
        return sorted(left, key=lambda its: (its.id != self.breach.action_id, its.due_on, its.number))

    @property
    def verified_at(self) -> datetime | None:
        """When the last of its actions was verified; once it is closed, the last of those that were."""
        if self.unverified and self.breach.is_open:
            return None
        return max((self.verified[its.id] for its in self.actions if its.id in self.verified), default=None)


def loop_lines(
    breaches: Sequence[tuple[Breach, Definition]], uow: UnitOfWork, zone: ZoneInfo, today: date
) -> dict[int, str]:
    """By breach its line, escaped: `Query resolution red (Jun) → session 14 Jul → A-41, A-42 → waits for A-42, due 24 Jul`. A few
    questions, however many breaches."""
    return {its.breach.id: ARROW.join(_parts(its, zone, today)) for its in loops_of(breaches, uow)}


def has_begun(line: str) -> bool:
    """Whether more has happened than that it is red; only then a short message has room for it."""
    return line.count(ARROW) > 1


def loops_of(breaches: Sequence[tuple[Breach, Definition]], uow: UnitOfWork) -> list[Loop]:
    if not breaches:
        return []
    points = uow.agenda.stemming_from({breach.stems for breach, _ in breaches})
    noted = {its.item_id for its in uow.notes.about_items([its.id for its in points])}
    items = _by_stem(points)
    places = {its.session_id for some in items.values() for its in some if its.session_id}
    sessions = uow.sessions.some(sorted(places)) if places else []
    actions = _actions([breach for breach, _ in breaches], uow)
    told = _told([breach for breach, _ in breaches], actions, uow)
    return [
        _loop(breach, definition, items.get(breach.stems, ()), noted, sessions, actions[breach.id], told)
        for breach, definition in breaches
    ]


def _loop(
    breach: Breach,
    definition: Definition,
    items: Sequence[AgendaItem],
    noted: Collection[int | None],
    sessions: Sequence[Session],
    actions: Sequence[ActionItem],
    told: Mapping[str, Sequence[tuple[Event, datetime]]],
) -> Loop:
    spoken = {its.session_id for its in items if its.outcome not in _UNSPOKEN or its.id in noted}
    waits = {its.session_id for its in items if its.is_open}
    past = told.get(breach.stems, ())
    verified = {its.id: told[f"action:{its.id}"][-1][1] for its in actions if f"action:{its.id}" in told}
    return Loop(
        breach=breach,
        definition=definition,
        sessions=[its for its in sessions if its.id in spoken and its.was_held],
        coming=next((its for its in sessions if its.id in waits and its.state in COMING), None),
        actions=actions,
        verified=verified,
        green=_green(event for event, _ in past),
        restated=any(
            isinstance(event, SlaBreachClosed) and event.outcome == ends.Outcome.RESTATED for event, _ in past
        ),
    )


def _green(past: Iterable[Event]) -> date | None:
    """The period that was green and has stayed so."""
    green = None
    for event in past:
        if isinstance(event, SlaBreachRecovered):
            green = event.period
        elif isinstance(event, SlaBreachContinued):
            green = None
    return green


def _by_stem(items: Iterable[AgendaItem]) -> dict[str, list[AgendaItem]]:
    found: dict[str, list[AgendaItem]] = {}
    for its in items:
        found.setdefault(its.stems_from, []).append(its)
    return found


def _actions(breaches: Sequence[Breach], uow: UnitOfWork) -> dict[int, list[ActionItem]]:
    """By breach all that were opened for it and not cancelled, in order of their numbers."""
    named = uow.actions.some({its.action_id for its in breaches if its.action_id})
    stemming = uow.actions.of_origin(Origin.BREACH, [its.id for its in breaches])
    found: dict[int, list[ActionItem]] = {}
    for breach in breaches:
        own = named.get(breach.action_id or 0)
        every = {its.id: its for its in [*stemming.get(breach.id, ()), *([own] if own else [])]}
        going = (its for its in every.values() if its.state is not State.CANCELLED)
        found[breach.id] = sorted(going, key=lambda its: its.number)
    return found


def _told(
    breaches: Sequence[Breach], actions: Mapping[int, Sequence[ActionItem]], uow: UnitOfWork
) -> dict[str, list[tuple[Event, datetime]]]:
    """What the record says of them, by subject, the first first; what this request records with it."""
    subjects = {its.stems for its in breaches} | {f"action:{its.id}" for some in actions.values() for its in some}
    extent = Extent(subjects=subjects, events=[its.__name__ for its in _EVENTS])
    found: dict[str, list[tuple[Event, datetime]]] = {}
    now = [(its.event, its.happened_at) for its in uow.entries if isinstance(its.event, _EVENTS)]
    for event, at in [*((its.event, its.happened_at) for its in uow.audit.entries(extent)), *now]:
        if event.subject in subjects:
            found.setdefault(event.subject, []).append((event, at))
    return found


# --- in words ------------------------------------------------------------------------------------------------------------


def _parts(its: Loop, zone: ZoneInfo, today: date) -> list[str]:
    parts = [f"{name_of(its.definition)} red ({_period(its.breach.period, its.definition, today)})"]
    days = list(dict.fromkeys(_day(one.starts_at.astimezone(zone).date(), today) for one in its.sessions))
    parts += [f"session{'s' if len(days) > 1 else ''} {', '.join(_last(days))}"] if days else []
    parts += [", ".join(_last([one.reference for one in its.actions]))] if its.actions else []
    parts += [f"verified {_day(its.verified_at.astimezone(zone).date(), today)}"] if its.verified_at else []
    parts += ["restated, not red any more"] if its.restated else []
    parts += [f"green ({_period(its.green, its.definition, today)})"] if its.green and not its.restated else []
    return parts + ([f"waits for {_awaited(its, zone, today)}"] if its.breach.is_open else [])


def _awaited(its: Loop, zone: ZoneInfo, today: date) -> str:
    """The next part that has not happened."""
    if its.unverified:
        first = its.unverified[0]
        if first.state is State.DONE:
            return f"{first.reference} to be verified"
        return f"{first.reference}, due {_day(first.due_on, today)}"
    if its.actions:
        return "a later result that is green"
    return f"session {_day(its.coming.starts_at.astimezone(zone).date(), today)}" if its.coming else "an action"


def _last(words: Sequence[str]) -> list[str]:
    """All, or of many the last ones."""
    return list(words) if len(words) <= MOST else ["…", *words[-MOST:]]


def _day(day: date, today: date) -> str:
    return f"{day:%-d %b}" if day.year == today.year else f"{day:%-d %b %Y}"


def _period(period: date, definition: Definition, today: date) -> str:
    short = f"{period:%b}" if definition.frequency is Frequency.MONTHLY else f"Q{(period.month + 2) // 3}"
    return short if period.year == today.year else f"{short} {period.year}"
