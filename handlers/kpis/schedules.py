"""A schedule held against what is agreed: what is new in it, what it changes, what is as it was, and what cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.kpis.agreeing import check_begins, newest_in_force, pending
from governance.kpis.definitions import Definition, Standing
from governance.kpis.drafting import same, tidied, troubles
from governance.kpis.schedules import SHARED, Schedule, Scheduled, ScheduledTerms, scheduled, scheduled_terms
from governance.kpis.terms import CreditTerms
from governance.kpis.terms import troubles as terms_troubles
from governance.people import Person, sees
from governance.refusals import Refusal
from governance.vendors import Study
from handlers.kit.words import plural
from handlers.kpis.book import Book
from handlers.kpis.schedule_file import PATHS, Found, Trouble
from storage.unit_of_work import UnitOfWork


@dataclass
class Understood:
    """What a schedule would propose, and what is wrong with the rest of it."""

    book: Book
    new: list[Definition] = field(default_factory=list)
    changed: list[Definition] = field(default_factory=list)
    unchanged: int = 0
    terms: CreditTerms | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def drafts(self) -> list[Definition]:
        return [*self.new, *self.changed]

    @property
    def proposes(self) -> bool:
        return bool(self.drafts or self.terms)

    def words(self) -> str:
        """Such as `12 KPIs: 3 new, 1 changed, 8 unchanged; new credit terms`."""
        count = len(self.drafts) + self.unchanged
        parts = f"{len(self.new)} new, {len(self.changed)} changed, {self.unchanged} unchanged"
        terms = "; new credit terms" if self.terms else ""
        bad = f"; {plural(len(self.troubles), 'thing')} to mend" if self.troubles else ""
        return f"{plural(count, 'KPI')}: {parts}{terms}{bad}"


@dataclass(frozen=True)
class Known:
    """The people and studies a schedule may name."""

    by_mail: Mapping[str, Person]
    by_slack: Mapping[str, Person]
    by_name: Mapping[str, Sequence[Person]]
    studies: Mapping[str, Study]


class NobodyLikeThat(Refusal):
    """I know nobody of {company} as {said}. Give a mail address, a Slack mention or a full name."""


class NoSuchStudy(Refusal):
    """I know no study {said}."""


def understand(found: Found, book: Book, by: Person, uow: UnitOfWork) -> Understood:
    """Every KPI of the file held against the newest version agreed or proposed."""
    its = Understood(book, troubles=list(found.troubles))
    known = _known(book, by, uow)
    for place, one in zip(found.places, found.schedule.kpis, strict=True):
        _sort_in(one, place, known, its, uow)
    if found.schedule.credit:
        _sort_in_terms(found.schedule.credit, its)
    return its


def _sort_in(one: Scheduled, place: str, known: Known, its: Understood, uow: UnitOfWork) -> None:
    wrong: list[Refusal] = []
    draft = _draft(one, known, its.book, wrong, uow)
    versions = its.book.of(draft.key)
    there = [newest_in_force(versions), *pending(versions)]
    if not wrong and any(version and _as_it_is(version, draft) for version in there):
        its.unchanged += 1
        return
    wrong += [] if wrong else [*troubles(draft), *_too_early(draft, versions)]
    its.troubles += [Trouble(f"{place}.{PATHS.get(bad.field or 'code', bad.field)}", str(bad)) for bad in wrong]
    if not wrong:
        (its.changed if newest_in_force(versions) else its.new).append(draft)


def _as_it_is(version: Definition, draft: Definition) -> bool:
    """A file that says nothing of the end leaves it as it is."""
    return same(version, draft) and draft.ends_on in (None, version.ends_on)


def _draft(one: Scheduled, known: Known, book: Book, wrong: list[Refusal], uow: UnitOfWork) -> Definition:
    facts: dict[str, Any] = {name: getattr(one, name) for name in SHARED}
    study = known.studies.get(one.study.casefold()) if one.study else None
    if one.study and study is None:
        wrong.append(_about("study", NoSuchStudy(said=one.study)))
    for name, company, ours in (("sponsor_owner", uow.workspace.name, True), ("vendor_owner", book.vendor.name, False)):
        said = getattr(one, name)
        owner = _person(said, known, ours=ours) if said else None
        facts[name] = owner.id if owner else None
        if said and owner is None:
            wrong.append(_about(name, NobodyLikeThat(company=company, said=said)))
    facts |= {"vendor_id": book.vendor.id, "study_id": study.id if study else None}
    facts["code"] = _as_known(one.code, facts["study_id"], book)
    return tidied(Definition(id=0, version=1, state=Standing.PROPOSED, **facts))


def _as_known(code: str, study: int | None, book: Book) -> str:
    """The code as it was spelled before."""
    alike = (its.code for its in book.kpis if its.study_id == study and its.code.casefold() == code.casefold())
    return next(alike, code)


def _too_early(draft: Definition | CreditTerms, versions: Sequence[Definition | CreditTerms]) -> list[Refusal]:
    try:
        check_begins(draft, versions)
    except Refusal as refusal:
        return [refusal]
    return []


def _sort_in_terms(one: ScheduledTerms, its: Understood) -> None:
    facts = {"vendor_id": its.book.vendor.id, "version": 1, "state": Standing.PROPOSED}
    draft = CreditTerms(id=0, **vars(one), **facts)  # type: ignore[arg-type]
    there = [newest_in_force(its.book.terms), *pending(its.book.terms)]
    if any(version and version.facts == draft.facts for version in there):
        return
    wrong = [*terms_troubles(draft), *_too_early(draft, its.book.terms)]
    its.troubles += [Trouble(f"credit.{bad.field}", str(bad)) for bad in wrong]
    its.terms = None if wrong else draft


def _about(name: str, refusal: Refusal) -> Refusal:
    refusal.field = name
    return refusal


# --- people and studies by name ----------------------------------------------------------------------------------------


def _known(book: Book, by: Person, uow: UnitOfWork) -> Known:
    """Those of both sides; whoever else there is does not exist here."""
    people = [its for its in uow.people.everyone() if its.is_sponsors or its.vendor_id == book.vendor.id]
    seen = [its for its in people if its.is_sponsors or sees(by, its.vendor_id)]
    by_name: dict[str, list[Person]] = {}
    for person in seen:
        by_name.setdefault(person.name.casefold(), []).append(person)
    return Known(
        by_mail={its.mail.casefold(): its for its in reversed(seen) if its.mail},
        by_slack={its.slack_user: its for its in seen if its.slack_user},
        by_name=by_name,
        studies={its.protocol.casefold(): its for its in uow.vendors.all_studies()},
    )


def _person(said: str, known: Known, *, ours: bool) -> Person | None:
    """By mail, by mention (<@U123>), or by a name that is one person's on that side."""
    key = said.casefold().removeprefix("mailto:")
    slack = said.strip("<@>").partition("|")[0]
    named = [its for its in known.by_name.get(key.removeprefix("@"), ()) if its.is_sponsors is ours]
    one = known.by_mail.get(key) or known.by_slack.get(slack) or (named[0] if len(named) == 1 else None)
    return one if one and one.is_sponsors is ours else None


def schedule_of(book: Book, uow: UnitOfWork) -> Schedule:
    """What is agreed with a vendor now, as a schedule."""
    today = uow.at.date()
    kpis = [tidied(its) for its in book.in_force(today)]
    people = uow.people.some({who for its in kpis for who in (its.sponsor_owner, its.vendor_owner) if who})
    studies = uow.vendors.some_studies({its.study_id for its in kpis if its.study_id})
    terms = newest_in_force(book.terms)
    listed = [
        scheduled(
            its,
            study=studies[its.study_id].protocol if its.study_id else "",
            sponsor_owner=_address(people.get(its.sponsor_owner or 0)),
            vendor_owner=_address(people.get(its.vendor_owner or 0)),
        )
        for its in kpis
    ]
    credit = scheduled_terms(terms) if terms else None
    return Schedule(vendor=book.vendor.name, kpis=tuple(listed), credit=credit)


def _address(person: Person | None) -> str:
    if person is None:
        return ""
    return person.mail or (f"<@{person.slack_user}>" if person.slack_user else person.name)
