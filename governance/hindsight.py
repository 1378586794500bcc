"""How a vendor stood on a day, told from the record alone: each entry recorded until then changes what was known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from governance.actions import ActionItem, State, first_state
from governance.events import (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemHeld,
    ActionItemOpened,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    DueDateMoved,
    Event,
    KpiAgreed,
    KpiDeclined,
    KpiDefined,
    KpiProposed,
    KpiWithdrawn,
    ResultAccepted,
    ResultDisputed,
    ResultFinal,
    ResultRestated,
    ResultSettled,
    ResultSubmitted,
    SessionCancelled,
    SessionEdited,
    SessionMoved,
    SessionScheduled,
    SessionsPlaced,
    SlaBreachClosed,
    SlaBreached,
    SlaBreachRestated,
    ThingTransferred,
)
from governance.kpis.breaches import Breach
from governance.kpis.colours import Colour
from governance.kpis.contents import definition_of
from governance.kpis.definitions import IN_FORCE, Definition, Standing, in_force
from governance.kpis.readings import Reading, reading_of
from governance.kpis.results import Result, ResultState
from governance.sessions import Kind, Session
from governance.sessions import State as SessionState

Key = tuple[int, int | None, str]


@dataclass
class Hindsight:
    """What was known. `versions` and `numbers` are for entries from before what a KPI says, and an action's number, stood
    in the record: neither ever changes."""

    versions: Mapping[int, Definition] = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)
    definitions: dict[int, Definition] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    breaches: dict[int, Breach] = field(default_factory=dict)
    actions: dict[int, ActionItem] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    person: int | None = None

    def hear(self, event: Event, at: datetime, person: int | None) -> None:
        """One entry: what happened, when, and who did it. Entries are to come in their order."""
        self.at, self.person = at, person
        if type(event) in HEARD:
            HEARD[type(event)](self, event)

    def readings(self, day: date) -> list[Reading]:
        """Each KPI in force with its newest numbers, in order of code."""
        order = sorted(self.definitions.values(), key=lambda its: (its.code, its.version))
        keys = {its.id: its.key for its in order}
        by_key: dict[Key, list[Result]] = {}
        for result in self.results.values():
            if result.definition_id in keys:
                by_key.setdefault(keys[result.definition_id], []).append(result)
        return [reading_of(its, by_key.get(key, ()), day) for key, its in in_force(order, day).items()]

    def open_breaches(self) -> list[tuple[Breach, Definition]]:
        """The oldest first, each with what was breached."""
        found = sorted((its for its in self.breaches.values() if its.is_open), key=lambda its: (its.opened_at, its.id))
        return [(its, self.definitions[its.definition_id]) for its in found]

    def open_actions(self) -> list[ActionItem]:
        """Those something is left to do for, the soonest due first."""
        waits = [its for its in self.actions.values() if its.is_open or its.awaits_verification]
        return sorted(waits, key=lambda its: (its.due_on, its.id))

    def next_session(self, at: datetime) -> Session | None:
        """The first that was still to come."""
        planned = [its for its in self.sessions.values() if its.state is SessionState.SCHEDULED and its.starts_at > at]
        return min(planned, key=lambda its: (its.starts_at, its.id), default=None)


# --- KPIs and results ----------------------------------------------------------------------------------------------------


def _defined(its: Hindsight, event: KpiDefined) -> None:
    its.definitions[event.definition] = _version(its, event.definition, event.content, Standing.IMPORTED)


def _proposed(its: Hindsight, event: KpiProposed) -> None:
    its.definitions[event.definition] = _version(its, event.definition, event.content, Standing.PROPOSED)


def _version(its: Hindsight, ident: int, content: str | None, state: Standing) -> Definition:
    if content and content.startswith("{"):
        return definition_of(content, ident, state)
    return replace(its.versions[ident], state=state, ends_on=None)


def _agreed(its: Hindsight, event: KpiAgreed) -> None:
    if event.in_force and event.definition in its.definitions:
        known = its.definitions[event.definition]
        its.definitions[event.definition] = replace(known, state=Standing.AGREED, effective_from=event.effective_from)


def _declined(its: Hindsight, event: KpiDeclined) -> None:
    _turn(its.definitions, event.definition, state=Standing.DECLINED)


def _withdrawn(its: Hindsight, event: KpiWithdrawn) -> None:
    """A proposal taken back; or, with a day, the end of a KPI in all its versions."""
    known = its.definitions.get(event.definition)
    if known is None:
        return
    if event.ends_on is None:
        its.definitions[known.id] = replace(known, state=Standing.WITHDRAWN)
        return
    for one in list(its.definitions.values()):
        if one.key == known.key and one.state in IN_FORCE and (one.ends_on is None or one.ends_on > event.ends_on):
            its.definitions[one.id] = replace(one, ends_on=event.ends_on)


def _submitted(its: Hindsight, event: ResultSubmitted) -> None:
    its.results[event.result] = _result(event, event.value, its.at, ResultState.SUBMITTED)


def _restated(its: Hindsight, event: ResultRestated) -> None:
    its.results.pop(event.replaces, None)
    its.results[event.result] = _result(event, event.new, its.at, ResultState.RESTATED)


def _result(event: ResultSubmitted | ResultRestated, value: float | None, at: datetime, state: ResultState) -> Result:
    return Result(
        id=event.result,
        definition_id=event.definition,
        vendor_id=event.vendor,
        period=event.period,
        numerator=None,
        denominator=None,
        value=value,
        colour=Colour(event.colour),
        submitted_at=at,
        imported=False,
        unadjusted=event.unadjusted,
        state=state,
    )


def _disputed(its: Hindsight, event: ResultDisputed) -> None:
    _turn(its.results, event.result, state=ResultState.DISPUTED, claimed_value=event.claimed)


def _accepted(its: Hindsight, event: ResultAccepted) -> None:
    _turn(its.results, event.result, state=ResultState.ACCEPTED)


def _settled(its: Hindsight, event: ResultSettled | ResultFinal) -> None:
    _turn(its.results, event.result, state=ResultState.FINAL)


# --- breaches ------------------------------------------------------------------------------------------------------------


def _breached(its: Hindsight, event: SlaBreached) -> None:
    its.breaches[event.breach] = Breach(
        id=event.breach,
        vendor_id=event.vendor,
        definition_id=event.definition,
        result_id=event.result,
        period=event.period,
        opened_at=its.at,
    )


def _breach_restated(its: Hindsight, event: SlaBreachRestated) -> None:
    _turn(its.breaches, event.breach, period=event.period, result_id=event.result)


def _breach_closed(its: Hindsight, event: SlaBreachClosed) -> None:
    _turn(its.breaches, event.breach, closed_at=its.at)


# --- action items --------------------------------------------------------------------------------------------------------


def _opened(its: Hindsight, event: ActionItemOpened) -> None:
    asker = event.opened_by or its.person or event.owner
    its.actions[event.action] = ActionItem(
        id=event.action,
        number=event.number or its.numbers.get(event.action, event.action),
        vendor_id=event.vendor,
        study_id=event.study,
        title=event.title,
        owner_id=event.owner,
        opened_by=asker,
        due_on=event.due_on,
        state=State(event.state) if event.state else first_state(event.owner, asker),
        opened_at=its.at,
        origin=event.origin,
        concern=event.concern,
    )


def _state(state: State, **more: Any) -> "Hearing":
    def hear(its: Hindsight, event: Any) -> None:
        _turn(its.actions, event.action, state=state, **more)

    return hear


def _item_declined(its: Hindsight, event: ActionItemDeclined) -> None:
    _turn(its.actions, event.action, state=State.PROPOSED, owner_id=event.handed_to)


def _blocked(its: Hindsight, event: ActionItemBlocked) -> None:
    _turn(its.actions, event.action, state=State.BLOCKED, because=event.reason)


def _unblocked(its: Hindsight, event: ActionItemUnblocked) -> None:
    _turn(its.actions, event.action, state=State(event.new), because=None)


def _reassigned(its: Hindsight, event: ActionItemReassigned) -> None:
    _turn(its.actions, event.action, state=State.PROPOSED, owner_id=event.new, **FREE)


def _moved(its: Hindsight, event: DueDateMoved) -> None:
    _turn(its.actions, event.action, due_on=event.new, held_until=None)


def _held(its: Hindsight, event: ActionItemHeld) -> None:
    _turn(its.actions, event.action, held_until=event.until, because=event.reason)


def _closed(its: Hindsight, event: ActionItemClosed) -> None:
    _turn(its.actions, event.action, state=State(event.new))


def _reopened(its: Hindsight, event: ActionItemReopened) -> None:
    _turn(its.actions, event.action, state=State(event.new), **FREE)


def _undone(its: Hindsight, event: ClosingUndone) -> None:
    freed = FREE if event.old == State.CANCELLED else {}
    _turn(its.actions, event.action, state=State(event.new), **freed)


def _transferred(its: Hindsight, event: ThingTransferred) -> None:
    """Whose an item is, since somebody left; of other things a status does not say whose they are."""
    noun, _, ident = event.thing.partition(":")
    if noun == "action":
        _turn(its.actions, int(ident), **{event.part: event.new})


# --- sessions ------------------------------------------------------------------------------------------------------------


def _scheduled(its: Hindsight, event: SessionScheduled) -> None:
    its.sessions[event.session] = _session(
        event.session, event.vendor, event.title, event.starts_at, event.minutes, event.zone
    )


def _placed(its: Hindsight, event: SessionsPlaced) -> None:
    for session, start in zip(event.sessions, event.starts, strict=True):
        if start:
            starts_at = datetime.fromtimestamp(start, UTC)
            its.sessions[session] = _session(session, event.vendor, event.title, starts_at, event.minutes, event.zone)
        else:
            its.sessions.pop(session, None)


def _session(ident: int, vendor: int, title: str, starts_at: datetime, minutes: int, zone: str) -> Session:
    return Session(
        id=ident,
        number=ident,
        vendor_id=vendor,
        study_id=None,
        kind=Kind.JOINT_STRATEGY,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        zone=zone,
        state=SessionState.SCHEDULED,
        uid="",
        sequence=0,
    )


def _session_moved(its: Hindsight, event: SessionMoved) -> None:
    _turn(its.sessions, event.session, starts_at=event.new, minutes=event.minutes, zone=event.zone)


def _session_edited(its: Hindsight, event: SessionEdited) -> None:
    _turn(its.sessions, event.session, title=event.title)


def _session_cancelled(its: Hindsight, event: SessionCancelled) -> None:
    its.sessions.pop(event.session, None)


# -------------------------------------------------------------------------------------------------------------------------


def _turn(known: dict[int, Any], ident: int, **values: Any) -> None:
    """What is known of one thing, changed; of what nothing is known nothing becomes known by that."""
    if ident in known:
        known[ident] = replace(known[ident], **values)


Hearing = Callable[[Hindsight, Any], None]
FREE: dict[str, Any] = {"held_until": None, "because": None}
HEARD: dict[type[Event], Hearing] = {
    KpiDefined: _defined,
    KpiProposed: _proposed,
    KpiAgreed: _agreed,
    KpiDeclined: _declined,
    KpiWithdrawn: _withdrawn,
    ResultSubmitted: _submitted,
    ResultRestated: _restated,
    ResultDisputed: _disputed,
    ResultAccepted: _accepted,
    ResultSettled: _settled,
    ResultFinal: _settled,
    SlaBreached: _breached,
    SlaBreachRestated: _breach_restated,
    SlaBreachClosed: _breach_closed,
    ActionItemOpened: _opened,
    ActionItemAccepted: _state(State.ACCEPTED),
    ActionItemDeclined: _item_declined,
    ActionItemStarted: _state(State.IN_PROGRESS),
    ActionItemBlocked: _blocked,
    ActionItemUnblocked: _unblocked,
    ActionItemReassigned: _reassigned,
    ThingTransferred: _transferred,
    DueDateMoved: _moved,
    ActionItemHeld: _held,
    ActionItemClosed: _closed,
    ActionItemVerified: _state(State.VERIFIED),
    ActionItemCancelled: _state(State.CANCELLED),
    ActionItemReopened: _reopened,
    ClosingUndone: _undone,
    SessionScheduled: _scheduled,
    SessionsPlaced: _placed,
    SessionMoved: _session_moved,
    SessionEdited: _session_edited,
    SessionCancelled: _session_cancelled,
}
