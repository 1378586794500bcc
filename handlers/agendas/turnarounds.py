"""Both companies' own turnaround: how many business days what waits for them usually waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from governance.calendar.business_days import business_days_between
from governance.calendar.working_hours import country_of
from governance.events import ActionItemClosed, ActionItemVerified
from governance.kpis.agreeing import party_of
from governance.kpis.definitions import Party
from governance.sessions import Session
from handlers.kit.words import plural
from storage.audit import Extent
from storage.turnarounds import Waited
from storage.unit_of_work import UnitOfWork

DAYS = 180
FEWEST = 3  # of which a median says something


def turnaround_rows(session: Session, zone: ZoneInfo, uow: UnitOfWork) -> list[list[str]]:
    """What was answered, and the median of the sponsor and of the vendor."""
    vendor, since = session.vendor_id, uow.at - timedelta(days=DAYS)
    kinds = [
        ("To accept or dispute results", uow.turnarounds.results(vendor, since)),
        ("To approve minutes", uow.turnarounds.minutes(vendor, since)),
        ("To verify actions that are done", _verified(vendor, since, uow)),
        ("To answer breaches", uow.turnarounds.breaches(vendor, since)),
    ]
    country = country_of(session.zone)
    return [
        [what, *(_median(found, party, zone, country) for party in (Party.SPONSOR, Party.VENDOR))]
        for what, found in kinds
    ]


def _median(found: Iterable[Waited], party: Party, zone: ZoneInfo, country: str | None) -> str:
    days = [_days(its, zone, country) for its in found if its.by is party]
    if len(days) < FEWEST:
        return f"not enough data ({len(days)})"
    middle = median(days)
    return f"{middle:g} {'business day' if middle == 1 else 'business days'} (of {len(days)})"


def _days(its: Waited, zone: ZoneInfo, country: str | None) -> int:
    return business_days_between(its.since.astimezone(zone).date(), its.until.astimezone(zone).date(), country)


def _verified(vendor: int, since: datetime, uow: UnitOfWork) -> Sequence[Waited]:
    """From the record: when each was done last before somebody verified it."""
    names = [ActionItemClosed.__name__, ActionItemVerified.__name__]
    entries = list(uow.audit.entries(Extent(vendor=vendor, events=names, since=since)))
    people = uow.people.some({its.person for its in entries if its.person})
    done: dict[int, datetime] = {}
    found = []
    for entry in entries:
        its = entry.event
        if isinstance(its, ActionItemClosed):
            done[its.action] = entry.happened_at
        elif isinstance(its, ActionItemVerified) and its.action in done and entry.person in people:
            by = party_of(people[entry.person])
            found.append(Waited(by=by, since=done[its.action], until=entry.happened_at))
    return found


def explained() -> str:
    return f"Median business days of the last {DAYS} days; {plural(FEWEST, 'answer')} at least."
