"""The clock's part: what will fall due is planned, what is late climbs and is given up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from governance.events import Door, ResultNoLongerAwaited
from governance.kpis.definitions import Definition, Party
from governance.kpis.expectations import (
    BETWEEN,
    Due,
    Expectation,
    is_over,
    next_due,
)
from governance.vendors import Status, Vendor
from handlers.kit.measuring import versions_for
from handlers.kit.requests import Job, Tick
from handlers.results.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

ROUND = "results.plan"
VENDORS = 50  # in one transaction
SLICE = 200
NAMED = 20
GONE = frozenset({Status.CLOSED, Status.PROSPECTIVE})


@feature.every("results", "40 1 * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    uow.outbox.put(Kind.WORK, "work:results", {"work": ROUND}, once=f"results:{tick.due:%Y%m%d}")


@feature.work(ROUND, door=Door.CLOCK)
def make_round(job: Job) -> None:
    """Plans, then reminds. Begun again, it does nothing twice: what is done is written down with it."""
    after: int | None = 0
    while after is not None:
        after = _plan_slice(job, after)
    while _late_slice(job):
        pass


# --- planning ------------------------------------------------------------------------------------------------------------


def _plan_slice(job: Job, after: int) -> int | None:
    with job.unit_of_work() as uow:
        ids = uow.expectations.vendors_after(after, VENDORS)
        vendors = {its.id: its for its in uow.vendors.some(set(ids)).values() if its.status not in GONE}
        due = _due(uow.kpis.versions(vendors), uow.at.date())
        known = uow.results.current_in([its.definition.id for its in due], {its.period for its in due})
        missing = [its for its in due if (its.definition.id, its.period) not in known]
        uow.expectations.plan([_row(its, vendors[its.definition.vendor_id]) for its in missing])
    return ids[-1] if len(ids) == VENDORS else None


def _due(versions: Sequence[Definition], today: date) -> list[Due]:
    """What is to come of these KPIs, each by the version that holds for its period."""
    soon = {(its.key, due.period): due for its in versions if (due := next_due(its, today))}
    holds = versions_for(soon, versions)
    found = (next_due(its, today) for its in holds.values())
    return [due for due in found if due is not None and holds.get((due.definition.key, due.period)) is due.definition]


def _row(due: Due, vendor: Vendor) -> dict[str, Any]:
    its = due.definition
    lead = vendor.vendor_lead if its.reported_by is Party.VENDOR else vendor.sponsor_lead
    return {
        "definition_id": its.id,
        "vendor_id": its.vendor_id,
        "period": due.period,
        "due_on": due.due_on,
        "owner_id": its.reporter or lead,
        "next_reminder_on": due.due_on + timedelta(days=BETWEEN),
    }


# --- what is late --------------------------------------------------------------------------------------------------------


def _late_slice(job: Job) -> bool:
    with job.unit_of_work() as uow:
        today = uow.at.date()
        found = uow.expectations.late(today, SLICE)
        kpis = {its.id: its for its in uow.kpis.versions({one.vendor_id for one in found})} if found else {}
        gone = [its for its in found if not kpis[its.definition_id].is_in_force(its.period)]
        over = [its for its in found if its not in gone and is_over(its, today)]
        left = [its.id for its in found if its not in gone and its not in over]
        uow.expectations.remind(left, today + timedelta(days=BETWEEN))
        # What both companies have ended in the meantime is awaited no more, and nobody needs to hear of it.
        uow.expectations.give_up([its.id for its in (*over, *gone)], today)
        for its in over:
            uow.record(_given_up(its))
    return len(found) == SLICE


def _given_up(its: Expectation) -> ResultNoLongerAwaited:
    return ResultNoLongerAwaited(
        definition=its.definition_id, vendor=its.vendor_id, period=its.period, reminders=its.reminders
    )
