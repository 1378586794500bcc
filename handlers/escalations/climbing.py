"""The clock's part: what is overdue is raised, what cannot wait climbs, and decisions wait in daily messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from governance.actions import ActionItem
from governance.escalations import (
    Escalation,
    Level,
    Outcome,
    asked,
    climbs_by_itself,
    deciders,
    is_mentioned,
    leads_are_asked,
)
from governance.events import (
    Door,
)
from governance.people import Person
from governance.vendors import Vendor
from handlers.escalations.register import feature
from handlers.escalations.steps import Case, buttons, end, raise_step
from handlers.kit import shown
from handlers.kit.blocks import esc
from handlers.kit.requests import Job, Round, Tick, Waiting
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

SLICE = 200
ROUND = "escalations.round"


# --- the clock -------------------------------------------------------------------------------------------------------


@feature.every("escalations", "10 * * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    uow.outbox.put(Kind.WORK, "work:escalations", {"work": ROUND}, once=f"escalations:{tick.due:%Y%m%dT%H%M}")


@feature.work(ROUND, door=Door.CLOCK)
def make_round(job: Job) -> None:
    """Raises what is overdue enough, then sends on what cannot wait and nobody acknowledged. Begun again, it raises nothing twice."""
    after: int | None = 0
    while after is not None:
        after = _raise_slice(job, after)
    while _climb_slice(job):
        pass


def _raise_slice(job: Job, after: int) -> int | None:
    with job.unit_of_work() as uow:
        # A day more than it is in UTC: east of it the day has begun.
        items = uow.escalations.to_raise(uow.at.date() + timedelta(days=1), after, SLICE)
        owners = uow.people.some({item.owner_id for item in items})
        overdue = [item for item in items if _is_overdue(item, owners[item.owner_id], uow)]
        vendors = uow.vendors.some({item.vendor_id for item in overdue if item.vendor_id})
        for item in overdue:
            raise_step(Case(item=item, vendor=vendors.get(item.vendor_id or 0), step=None), Level.LEADS, None, uow)
    return items[-1].id if len(items) == SLICE else None


def _is_overdue(item: ActionItem, owner: Person, uow: UnitOfWork) -> bool:
    hours = owner.hours(uow.workspace.zone)
    return leads_are_asked(item, uow.at.astimezone(hours.zone).date(), hours.country, uow.rules)


def _climb_slice(job: Job) -> bool:
    with job.unit_of_work() as uow:
        latest = uow.at - timedelta(hours=uow.rules.acknowledge_within_hours)
        steps = uow.escalations.unacknowledged(latest, SLICE)
        items = uow.actions.some({step.action_id for step in steps})
        vendors = uow.vendors.some({item.vendor_id for item in items.values() if item.vendor_id})
        for step in steps:
            item = items[step.action_id]
            if climbs_by_itself(step, item, uow.at, uow.rules):
                case = Case(item=item, vendor=vendors.get(item.vendor_id or 0), step=step)
                end(case, Outcome.ESCALATED, None, uow)
                raise_step(case, Level.EXECUTIVES, None, uow)
    return len(steps) == SLICE


# --- what waits on the leads and the executives ------------------------------------------------------------------------


@feature.waits_on_people(order=20)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """The decisions each of these people is asked for."""
    administrators = uow.workspace.administrator in round_.people
    vendors = round_.led(uow)
    theirs = {level: _asked_in(level, vendors.values(), round_, uow) for level in Level}
    steps = uow.escalations.open_with(theirs, and_none=administrators, most=round_.most)
    items = uow.actions.some({step.action_id for step in steps})
    owners = uow.people.some({item.owner_id for item in items.values()})
    found: dict[int, list[Waiting]] = {}
    for step in steps:
        item = items[step.action_id]
        for person in deciders(step, item, vendors.get(item.vendor_id or 0), uow.workspace.administrator):
            if person in round_.people and _is_told(step, item, person, round_, uow):
                found.setdefault(person, []).append(_waiting(step, item, owners[item.owner_id], round_.days[person]))
    return found


def _asked_in(level: Level, vendors: Iterable[Vendor], round_: Round, uow: UnitOfWork) -> set[int]:
    """The vendors in whose matters somebody of the round is asked at this level."""
    who, administrator = round_.people.keys(), uow.workspace.administrator
    return {its.id for its in vendors if asked(level, its, administrator) & who}


def _is_told(step: Escalation, item: ActionItem, person: int, round_: Round, uow: UnitOfWork) -> bool:
    who, zone = round_.people[person], uow.workspace.zone
    return round_.whole or any(is_mentioned(step, item, who, day, zone, uow.rules) for day in round_.untold[person])


def _waiting(step: Escalation, item: ActionItem, owner: Person, day: date) -> Waiting:
    why = f"\n{esc(step.reason)}" if step.reason else ""
    line = f"{shown.action_line(item, owner, day)}: what shall happen?{why}"
    return Waiting(
        vendor_id=item.vendor_id, study_id=item.study_id, line=line, buttons=buttons(step, item), item=item.id
    )
