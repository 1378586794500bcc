"""The clock's part: what will fall due is planned, what is late climbs and is given up."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from governance.events import Door, ResultNoLongerAwaited
from governance.kpis.definitions import Definition, Party
from governance.kpis.expectations import (
    BETWEEN,
    Due,
    Expectation,
    closing_month,
    is_over,
    next_due,
)
from governance.kpis.periods import Frequency, period_words
from governance.people import Person
from governance.vendors import Status, Vendor
from handlers.kit.blocks import esc, section
from handlers.kit.deputies import hearers
from handlers.kit.measuring import versions_for
from handlers.kit.requests import Job, Tick
from handlers.kit.result_cards import leads_of, send
from handlers.kit.words import listing
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
        _say_it_is_given_up(over, uow)
    return len(found) == SLICE


def _grouped(
    found: Iterable[Expectation], uow: UnitOfWork
) -> dict[tuple[int, int, date], list[tuple[Expectation, Definition]]]:
    every = list(found)
    definitions = {its.id: its for its in uow.kpis.versions({one.vendor_id for one in every})} if every else {}
    groups: dict[tuple[int, int, date], list[tuple[Expectation, Definition]]] = {}
    for its in every:
        what = definitions[its.definition_id]
        key = (its.owner_id or 0, its.vendor_id, closing_month(its.period, what.frequency))
        groups.setdefault(key, []).append((its, what))
    return groups


def _given_up(its: Expectation) -> ResultNoLongerAwaited:
    return ResultNoLongerAwaited(
        definition=its.definition_id, vendor=its.vendor_id, period=its.period, reminders=its.reminders
    )


def _say_it_is_given_up(over: Sequence[Expectation], uow: UnitOfWork) -> None:
    """Once, to both leads, in one message a vendor and month."""
    by_place: dict[tuple[int, date], list[tuple[Expectation, Definition]]] = {}
    for (_, vendor, closing), group in _grouped(over, uow).items():
        by_place.setdefault((vendor, closing), []).extend(group)
    vendors = uow.vendors.some({vendor for vendor, _ in by_place})
    leads = {its.id: {who for side in Party for who in leads_of(its, side, uow)} for its in vendors.values()}
    people = uow.people.some({who for group in leads.values() for who in group})
    there = hearers(people.values(), uow)
    for (vendor, closing), group in by_place.items():
        for who in leads[vendor]:
            _tell_given_up(there[who], vendors[vendor], closing, group, uow)


def _tell_given_up(
    person: Person, vendor: Vendor, closing: date, group: Sequence[tuple[Expectation, Definition]], uow: UnitOfWork
) -> None:
    month = period_words(closing, Frequency.MONTHLY)
    names = listing([esc(what.name) for _, what in group[:NAMED]])
    stays = "it stays" if len(group) == 1 else "they stay"
    words = (
        f"*{esc(vendor.name)}*, {month}: no number came for {names} after three reminders, so I stop asking and {stays} grey. "
        "Please talk to each other; the number can still be sent at any time."
    )
    once = f"given up:{vendor.id}:{closing}:{min(its.id for its, _ in group)}:{person.id}"
    send(person, f"No results of {vendor.name} for {month}", [section(words)], once=once, uow=uow)
