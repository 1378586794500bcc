"""What a pack is made of: all that is one vendor's in some days, read from one snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from governance.actions import ActionItem
from governance.approvals import Approval
from governance.events import (
    PersonErased,
    PersonRecognised,
    PersonRefused,
    PersonRoleChanged,
    PersonWithdrawn,
    PlaceVacated,
    ThingTransferred,
    VendorExecutiveNamed,
    VendorLeadNamed,
)
from governance.kpis.breaches import Breach
from governance.kpis.credits import Credit
from governance.kpis.definitions import Definition
from governance.kpis.periods import following
from governance.kpis.results import Result
from governance.kpis.terms import CreditTerms
from governance.people import Person
from governance.risks import Risk
from governance.rsvps import Says
from governance.sessions import Session
from governance.vendors import Study, Vendor
from storage.audit import Extent
from storage.journal import Remembered
from storage.unit_of_work import UnitOfWork

MOST_CREDITS = 10_000
NAMINGS = (VendorLeadNamed, VendorExecutiveNamed, PlaceVacated, ThingTransferred)
ROLES = (PersonErased, PersonRecognised, PersonRoleChanged, PersonRefused, PersonWithdrawn)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose record, of which study, from which moment up to which; the days as they were asked for."""

    vendor: Vendor
    study: Study | None
    first: date
    last: date
    since: datetime
    until: datetime

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment < self.until

    def overlaps(self, begun: datetime, ended: datetime | None) -> bool:
        """Whether what lasted from one moment to another (or still does) was there in these days."""
        return begun < self.until and (ended is None or ended >= self.since)


@dataclass(frozen=True, kw_only=True)
class Material:
    """All of it. `people` are those named in any of it."""

    scope: Scope
    entries: list[Remembered]
    roles: list[Remembered]
    actions: list[ActionItem]
    sessions: list[Session]
    answers: dict[int, dict[int, Says | None]]
    definitions: dict[int, Definition]
    results: list[Result]
    breaches: list[Breach]
    credits: list[Credit]
    terms: list[CreditTerms]
    risks: list[Risk]
    approvals: list[Approval]
    people: dict[int, Person]
    studies: dict[int, Study]

    def person(self, number: int | None) -> str:
        who = self.people.get(number or 0)
        return who.name if who else ""

    def protocol(self, study: int | None) -> str:
        return self.studies[study].protocol if study in self.studies else ""

    def kpi(self, definition: int) -> Definition:
        return self.definitions[definition]


def gather(scope: Scope, uow: UnitOfWork) -> Material:
    """Reads it all. Nothing of another vendor is ever asked for."""
    vendor, study = scope.vendor.id, scope.study.id if scope.study else None
    extent = Extent(vendor=vendor, study=study, since=scope.since, until=scope.until)
    others = uow.audit.of_other_studies(vendor, study) if study else frozenset()
    entries = [its for its in uow.audit.entries(extent) if not _is_of_others(its.event, study, others)]
    sessions = [its for its in uow.audit.all_of(Session, vendor, study) if scope.holds(its.starts_at)]
    answers = uow.sessions.answers_to(sessions) if sessions else {}
    things = _things(scope, vendor, study, uow)
    people = uow.people.some(set(_people(entries, answers, things)) | _asked(scope.vendor, uow))
    return Material(
        scope=scope,
        entries=entries,
        roles=_roles(people, scope, uow),
        sessions=sessions,
        answers=answers,
        people=people,
        studies={its.id: its for its in uow.vendors.all_studies()},
        **things,
    )


def _things(scope: Scope, vendor: int, study: int | None, uow: UnitOfWork) -> Any:
    """What was there in these days, by its name in Material."""
    definitions = {its.id: its for its in uow.audit.all_of(Definition, vendor, study)}
    breaches = [its for its in uow.audit.all_of(Breach, vendor, study) if scope.overlaps(its.opened_at, its.closed_at)]
    red = {its.result_id for its in breaches}
    results = uow.audit.all_of(Result, vendor, study)
    actions = uow.audit.all_of(ActionItem, vendor, study)
    months = (scope.first.replace(day=1), scope.last)
    return {
        "definitions": definitions,
        "breaches": breaches,
        "results": [its for its in results if its.id in red or _is_in(its, definitions, scope)],
        "actions": [its for its in actions if scope.overlaps(its.opened_at, its.closed_at)],
        "credits": [its for its in uow.credits.page(vendor, 0, MOST_CREDITS) if months[0] <= its.month <= months[1]],
        "terms": uow.audit.all_of(CreditTerms, vendor, None),
        "approvals": _approvals(scope, vendor, study, uow),
        "risks": [its for its in uow.audit.all_of(Risk, vendor, study) if its.drafted_at < scope.until],
    }


def _approvals(scope: Scope, vendor: int, study: int | None, uow: UnitOfWork) -> list[Approval]:
    given = uow.approvals.of_vendor(vendor, scope.since, scope.until)
    return [its for its in given if study is None or its.study_id in (None, study)]


def _asked(vendor: Vendor, uow: UnitOfWork) -> set[int]:
    """The vendor's people, those who were withdrawn, and who leads or hears for either side."""
    leads = {vendor.sponsor_lead, vendor.vendor_lead, vendor.sponsor_executive, vendor.vendor_executive}
    theirs = [*uow.people.of_vendor(vendor.id), *uow.people.refused(vendor.id)]
    return {its for its in leads if its} | {its.id for its in theirs}


def _is_in(result: Result, definitions: dict[int, Definition], scope: Scope) -> bool:
    """Whether a result's period has a day in these days."""
    definition = definitions.get(result.definition_id)
    if definition is None or result.period > scope.last:
        return False
    return following(result.period, definition.frequency) > scope.first


def _roles(people: dict[int, Person], scope: Scope, uow: UnitOfWork) -> list[Remembered]:
    """Who got which role, or was withdrawn, and who was named lead or executive or is no longer, from the beginning: what held in
    these days began before."""
    kinds = [kind.__name__ for kind in ROLES]
    about = Extent(subjects=[f"person:{number}" for number in people], events=kinds, until=scope.until)
    named = Extent(subjects=[f"vendor:{scope.vendor.id}"], events=[its.__name__ for its in NAMINGS], until=scope.until)
    found = [its for its in uow.audit.entries(about) if _is_of(its, scope)]
    return sorted([*found, *uow.audit.entries(named)], key=lambda its: its.number)


def _is_of(entry: Remembered, scope: Scope) -> bool:
    """What somebody was to another vendor is not told here."""
    return getattr(entry.event, "vendor", None) in (None, scope.vendor.id)


def _is_of_others(event: Any, study: int | None, others: frozenset[str]) -> bool:
    """Whether what is said of the vendor as a whole is about things of other studies alone."""
    if study and getattr(event, "study", None) not in (None, study):
        return True
    named = {f"definition:{its}" for its in getattr(event, "definitions", ())}
    named |= {f"session:{its}" for its in getattr(event, "sessions", ())}
    return bool(named) and named <= others


_NAMES_PEOPLE = (
    *("owner_id", "opened_by", "closed_by", "sponsor_owner", "vendor_owner", "proposed_by", "sponsor_by", "vendor_by"),
    *("submitted_by", "decided_by", "disputed_by", "commented_by", "changed_by"),
)


def _people(entries: list[Remembered], answers: dict[int, dict[int, Says | None]], things: Any) -> Iterator[int]:
    """Everybody who is named in any of it, by id."""
    yield from (entry.person for entry in entries if entry.person)
    yield from (person for guests in answers.values() for person in guests)
    for kept in things.values():
        for one in kept.values() if isinstance(kept, dict) else kept:
            yield from (who for name in _NAMES_PEOPLE if (who := getattr(one, name, None)))
