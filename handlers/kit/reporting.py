"""What a status answer or a digest is about, read once: every part of it looks at the same numbers.

The account leads hear of a breach first. Until the channel has been told, what its people read together tells of the number
before it; whoever asks for themselves sees all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.kpis.breaches import Breach
from governance.kpis.definitions import Definition
from governance.kpis.readings import Reading, reading_of
from governance.kpis.results import Result
from governance.vendors import Vendor
from handlers.kit.agenda import agenda_of
from handlers.kit.requests import OpenActions, Report
from handlers.kit.studies import told_apart
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

PERIODS = 12
ACTIONS = 5


def report_of(
    vendor: Vendor,
    at: datetime,
    zone: ZoneInfo,
    uow: UnitOfWork,
    *,
    shown: Mapping[int, str] | None = None,
    lines: int = 8,
    public: bool = False,
    periods: int = PERIODS,
) -> Report:
    """How a vendor stands at a moment, on the calendar of a zone; `public` where a whole channel reads it. `periods`: so many
    results of each KPI."""
    today, found = at.astimezone(zone).date(), uow.breaches.open_of(vendor.id)
    measured = uow.kpis.trends(vendor.id, periods, today)
    named = told_apart([*(its for _, its in found), *(its for its, _ in measured)], uow)
    breaches = [(breach, named[its.id]) for breach, its in found]
    session = next(iter(uow.sessions.coming(vendor.id, at, most=1)), None)
    withheld = {its.definition_id: its.period for its, _ in breaches if public and _is_untold(its)}
    trends = [
        (named[its.id], [result for result in results if _may_be_told(result, withheld)]) for its, results in measured
    ]
    return Report(
        vendor=vendor,
        at=at,
        zone=zone,
        readings=[_reading(its, results, withheld, today) for its, results in trends],
        trends=trends,
        breaches=[pair for pair in breaches if not (public and _is_untold(pair[0]))],
        withheld=frozenset(withheld),
        shown=shown,
        lines=lines,
        public=public,
        actions=_actions(vendor, today, uow),
        session=session,
        agenda=agenda_of(session, uow) if session else (),
        agreements=uow.agreements.expiring([vendor.id], today),
    )


def _actions(vendor: Vendor, today: date, uow: UnitOfWork) -> OpenActions:
    items = uow.actions.page(Sought(vendor=vendor.id), most=ACTIONS)
    if not items:
        return OpenActions()
    return OpenActions(
        count=uow.actions.count(Sought(vendor=vendor.id)),
        late=uow.actions.count(Sought(vendor=vendor.id, due_before=today)),
        first=items,
        owners=uow.people.some({item.owner_id for item in items}),
    )


def _is_untold(breach: Breach) -> bool:
    return breach.channel_at is not None and breach.channel_told_at is None


def _may_be_told(result: Result, withheld: Mapping[int, date]) -> bool:
    since = withheld.get(result.definition_id)
    return since is None or result.period < since


def _reading(its: Definition, results: Sequence[Result], withheld: Mapping[int, date], today: date) -> Reading:
    """What is withheld is not late either."""
    reading = reading_of(its, results, today)
    return replace(reading, awaited=None) if its.id in withheld else reading
