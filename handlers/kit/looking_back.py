"""What a status answer would have been about at the end of a day, from the entries recorded until then.

What things are called (people, an old action's number, an old KPI's version) never changes and comes from where it is kept;
what became of them comes from the record alone.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.hindsight import HEARD, Hindsight
from governance.vendors import Vendor
from handlers.kit.reporting import ACTIONS
from handlers.kit.requests import OpenActions, Report
from storage.audit import Extent
from storage.unit_of_work import UnitOfWork

HEARD_OF = [kind.__name__ for kind in HEARD]


def report_as_of(vendor: Vendor, day: date, zone: ZoneInfo, uow: UnitOfWork) -> Report | None:
    """The report of a vendor as it stood when the day ended in this zone; None when nothing was recorded of it yet.

    Without the outlook, the agenda and agreements that near their end, which are made for today.
    """
    end = _end(day, zone)
    entries = list(uow.audit.entries(_extent(vendor, day, zone)))
    if not entries and not uow.audit.count(Extent(vendor=vendor.id, until=end)):
        return None
    versions = {its.id: its for its in uow.kpis.versions([vendor.id])}
    known = Hindsight(versions=versions, numbers=uow.actions.numbers_of(vendor.id))
    for entry in entries:
        known.hear(entry.event, entry.happened_at, entry.person)
    return Report(
        vendor=vendor,
        at=end - timedelta(microseconds=1),
        zone=zone,
        readings=known.readings(day),
        breaches=known.open_breaches(),
        actions=_actions(known, day, uow),
        session=known.next_session(end),
    )


def length_until(vendor: Vendor, day: date, zone: ZoneInfo, uow: UnitOfWork) -> int:
    """How many entries have to be read for that."""
    return uow.audit.count(_extent(vendor, day, zone))


def _extent(vendor: Vendor, day: date, zone: ZoneInfo) -> Extent:
    return Extent(vendor=vendor.id, until=_end(day, zone), events=HEARD_OF)


def _end(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), zone)


def _actions(known: Hindsight, day: date, uow: UnitOfWork) -> OpenActions:
    found = known.open_actions()
    return OpenActions(
        count=len(found),
        late=sum(its.days_late(day) > 0 for its in found),
        first=found[:ACTIONS],
        owners=uow.people.some({its.owner_id for its in found[:ACTIONS]}),
    )
