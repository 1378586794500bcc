"""Finding what an audit is about. To whoever may not see it, it does not exist."""

import re
from dataclasses import dataclass

from governance import events
from governance.refusals import Refusal
from governance.vendors import Vendor
from handlers.kit.finding import take_vendor
from handlers.kit.kpi_naming import the_kpi
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import shortened
from storage.audit import Extent
from storage.unit_of_work import UnitOfWork

# Which of the sponsor's people and channels get what, and whom of theirs they took for whom, is not a vendor's to know.
SPONSORS_OWN = (
    *(events.DigestQueued, events.DigestSnoozed, events.DigestUpdated, events.DigestSubscribed, events.DigestStopped),
    *(events.DigestPaused, events.DigestResumed, events.FeedOpened, events.FeedStopped),
    *(events.PersonRecognised, events.PersonRoleChanged, events.PersonConfirmed, events.PersonRefused),
    events.PersonCompanyChanged,
)
USAGE = "/parley audit show <KPI> <vendor>"
_REFERENCE = re.compile(r"^\s*([ASBCRDG])[-\u2010-\u2014]?(\d{1,9})\s*$", re.IGNORECASE)


class NothingToAudit(Refusal):
    """There is no {reference} that you can see. Write A-17, S-3, D-7, B-4, C-2, R-1, G-3, a KPI's code or a vendor's name."""


class WhatToAudit(Refusal):
    """Whose history? Write `/parley audit show A-17`; S-3, D-7, B-4, C-2, R-1, G-3, a KPI's code and a vendor's name work too."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A thing that has a history: what it is called, whose it is, what of the record belongs to it."""

    name: str
    vendor: int | None
    extent: Extent


def the_subject(request: Request, uow: UnitOfWork) -> Subject:
    """What the text names. Raises the refusals above, and those for KPIs."""
    text = request.text.strip()
    if not text:
        raise WhatToAudit
    found = _REFERENCE.match(text)
    if found:
        its = _numbered(found[1].upper(), int(found[2]), uow)
        if its is None or not sees_here(its.vendor, request):
            raise NothingToAudit(reference=f"{found[1].upper()}-{found[2]}")
        return its
    vendor, rest = take_vendor(request, uow, text)
    return _whole(vendor, request) if vendor and not rest else _kpi(request, uow)


def _whole(vendor: Vendor, request: Request) -> Subject:
    """All that is theirs."""
    hidden = () if request.by.is_sponsors else tuple(its.__name__ for its in SPONSORS_OWN)
    return Subject(name=vendor.name, vendor=vendor.id, extent=Extent(vendor=vendor.id, without=hidden))


def _kpi(request: Request, uow: UnitOfWork) -> Subject:
    """All versions of a KPI, and all its results."""
    vendor, versions = the_kpi(request, uow, USAGE)
    results = uow.results.numbers_of([its.id for its in versions])
    about = [*(f"definition:{its.id}" for its in versions), *(f"result:{number}" for number in results)]
    name = f"{versions[0].code} {versions[-1].name}"
    return Subject(name=name, vendor=vendor.id, extent=Extent(subjects=about))


def _numbered(kind: str, number: int, uow: UnitOfWork) -> Subject | None:
    found = {"A": _action, "S": _session, "D": _decision, "B": _breach, "C": _credit, "R": _risk, "G": _agreement}
    return found[kind](number, uow)


def _action(number: int, uow: UnitOfWork) -> Subject | None:
    its = uow.actions.numbered(number)
    return _subject(f"{its.reference} {shortened(its.title, 80)}", its.vendor_id, f"action:{its.id}") if its else None


def _session(number: int, uow: UnitOfWork) -> Subject | None:
    """A meeting of a series has the series' history too."""
    its = uow.sessions.numbered(number)
    if its is None:
        return None
    series = [f"series:{its.series_id}"] if its.series_id else []
    return _subject(f"{its.reference} {shortened(its.title, 80)}", its.vendor_id, f"session:{its.id}", *series)


def _breach(number: int, uow: UnitOfWork) -> Subject | None:
    """With the result that is red."""
    its = uow.breaches.by_id(number)
    return _subject(its.reference, its.vendor_id, its.stems, f"result:{its.result_id}") if its else None


def _credit(number: int, uow: UnitOfWork) -> Subject | None:
    its = uow.credits.by_id(number)
    return _subject(its.reference, its.vendor_id, f"credit:{its.id}") if its else None


def _risk(number: int, uow: UnitOfWork) -> Subject | None:
    its = uow.risks.by_id(number)
    return _subject(its.reference, its.vendor_id, f"risk:{its.id}") if its else None


def _decision(number: int, uow: UnitOfWork) -> Subject | None:
    its = uow.decisions.numbered(number)
    return _subject(f"{its.reference} {shortened(its.outcome, 80)}", its.vendor_id, its.stems) if its else None


def _agreement(number: int, uow: UnitOfWork) -> Subject | None:
    its = uow.agreements.by_id(number)
    return _subject(f"{its.reference} {shortened(its.title, 80)}", its.vendor_id, its.stems) if its else None


def _subject(name: str, vendor: int | None, *about: str) -> Subject:
    return Subject(name=name, vendor=vendor, extent=Extent(subjects=about))
