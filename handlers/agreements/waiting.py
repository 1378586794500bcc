"""Agreements that near their end: one line in status and digest, and once a week in the daily message of both account leads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from governance.agreements import (
    Agreement,
)
from governance.calendar.business_days import add_business_days
from governance.people import Person
from governance.vendors import Vendor
from handlers.agreements.register import feature
from handlers.agreements.showing import day_words
from handlers.kit.blocks import (
    Block,
    button,
    esc,
    one_way,
    section,
)
from handlers.kit.requests import Report, Round, Waiting
from storage.unit_of_work import UnitOfWork

IN_MESSAGE = 3


@feature.in_digest(order=35)
def near_their_end(report: Report, uow: UnitOfWork) -> list[Block]:
    """One line, about the first; nothing where there is nothing."""
    if not report.agreements:
        return []
    first, *others = sorted(report.agreements, key=lambda its: its.notice_on or date.max)
    beside = f" ({len(others)} more to talk about)" if others else ""
    return [section(f"*Agreements*: {brief(first, report.today)}{beside}")]


def brief(its: Agreement, today: date) -> str:
    assert its.expires_on is not None
    assert its.notice_on is not None
    name = f"{its.reference} {esc(one_way(its.title))}"
    if its.expires_on < today:
        return f"{name} expired on {day_words(its.expires_on)}"
    when = (
        f"say by {day_words(its.notice_on)}"
        if its.notice_on >= today
        else f"the day to say was {day_words(its.notice_on)}"
    )
    return f"{name} expires on {day_words(its.expires_on)}; {when} whether it goes on"


@feature.waits_on_people(order=45)
def what_to_say(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """Both account leads hear of it once a week, on the first day of it that they work."""
    vendors = round_.led(uow)
    found = _by_vendor(uow.agreements.expiring(vendors, uow.at.date())) if vendors else {}
    told: dict[int, list[Waiting]] = {}
    for vendor, agreements in found.items():
        for lead in _leads(vendors[vendor], uow) & round_.people.keys():
            if round_.whole or _is_told(lead, round_):
                told.setdefault(lead, []).append(_thing(agreements, vendors[vendor], round_.people[lead], round_, uow))
    return told


def _by_vendor(agreements: Iterable[Agreement]) -> dict[int, list[Agreement]]:
    found: dict[int, list[Agreement]] = {}
    for its in agreements:
        found.setdefault(its.vendor_id, []).append(its)
    return found


def _leads(vendor: Vendor, uow: UnitOfWork) -> set[int]:
    return {who for who in (vendor.sponsor_lead or uow.workspace.administrator, vendor.vendor_lead) if who}


def _is_told(person: int, round_: Round) -> bool:
    days, country = round_.untold[person], round_.countries[person]
    return any(add_business_days(day - timedelta(days=day.weekday()), 0, country) == day for day in days)


def _thing(its: Sequence[Agreement], vendor: Vendor, reader: Person, round_: Round, uow: UnitOfWork) -> Waiting:
    other = vendor.name if reader.is_sponsors else uow.workspace.name
    lines = [brief(one, round_.days[reader.id]) for one in its[:IN_MESSAGE]]
    more = [f"and {len(its) - IN_MESSAGE} more"] if len(its) > IN_MESSAGE else []
    line = "\n".join([f"Talk with {esc(other)} about what comes after:", *lines, *more])
    look = button("Agreements", "again", f'vendor agreements "{vendor.name}"')
    return Waiting(vendor_id=vendor.id, study_id=None, line=line, buttons=(look,))
