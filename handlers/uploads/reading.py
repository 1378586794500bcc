"""From the lines of a table to what they would add: each line is ready, here already, or unusable with its reason."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from governance.actions import Draft, State, open_item
from governance.kpis.clocks import Case, check_case, check_clock, period_of_case
from governance.kpis.definitions import IN_FORCE, Definition, Party, Standing
from governance.kpis.periods import Frequency, period_of, period_words
from governance.kpis.result_refusals import NotInForceThen
from governance.kpis.results import Figures, check_over, checked
from governance.people import Person, sees
from governance.refusals import Refusal
from governance.vendors import TIERS, name_key
from handlers.kit.columns import Kind, Matched
from handlers.kit.figures import take_number
from handlers.kit.finding import may_own
from handlers.kit.measuring import Number, versions_for
from handlers.kit.words import shortened
from handlers.uploads.cells import (
    DATES,
    Book,
    CannotUse,
    called,
    needed,
    order_of,
    past,
    state_of,
    the_date,
    the_moment,
    the_owner,
    the_period,
    the_vendor,
    vendor_of,
    versions_of,
    zone_of,
)
from storage.unit_of_work import UnitOfWork

LONG_AGO = date(1900, 1, 1)
MEASURED = (Kind.RESULTS, Kind.CASES)


@dataclass(frozen=True, kw_only=True)
class VendorLine:
    name: str
    service: str
    tier: int


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    name: str
    mail: str
    vendor: int | None
    zone: str | None


@dataclass(frozen=True, kw_only=True)
class ActionLine:
    draft: Draft
    owner: Person
    vendor: int | None
    study: int | None
    state: State
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    number: Number


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    definition: Definition
    period: date
    case: Case


Ready = VendorLine | PersonLine | ActionLine | ResultLine | CaseLine


@dataclass(frozen=True, kw_only=True)
class Unusable:
    """A line of the table that cannot be used; `number` as the spreadsheet shows it."""

    number: int
    why: str


def open_book(matched: Matched, by: Person, today: date, uow: UnitOfWork) -> Book:
    """Everything the lines may name, as far as it is the sender's to see."""
    vendors = {name_key(its.name): its for its in uow.vendors.everyone() if sees(by, its.id)}
    book = Book(
        by=by,
        ours=name_key(uow.workspace.name),
        today=today,
        kind=matched.kind,
        vendors=vendors,
        people=called(uow.people.everyone(), by),
        studies={its.protocol.casefold(): its.id for its in uow.vendors.all_studies()},
        orders={name: order_of(matched, at) for name, at in matched.columns.items() if name in DATES},
    )
    if matched.kind is Kind.ACTIONS:
        book.known = {(title.casefold(), owner, due) for title, owner, due in uow.actions.all_promises()}
    if matched.kind in MEASURED:
        for its in uow.kpis.versions([one.id for one in vendors.values()]):
            if its.state in IN_FORCE:
                book.kpis.setdefault(its.vendor_id, []).append(its)
    if matched.kind is Kind.RESULTS and by.is_sponsors:
        # What a vendor has reported is disputed, not overwritten.
        periods = {period for _, row in matched.lines for period in _periods(matched.cells(row), book)}
        book.of_vendors = uow.results.sent_by_vendors(book.kpis, periods) if periods else set()
    return book


def _periods(cells: Mapping[str, str], book: Book) -> set[date]:
    """The month and the quarter a line may be about."""
    with suppress(Refusal, CannotUse, ValueError):
        day = the_period(cells["period"], book)
        return {period_of(day, frequency) for frequency in Frequency}
    return set()


def key_of(line: Ready) -> tuple[object, ...]:
    """What makes two lines the same thing."""
    if isinstance(line, ActionLine):
        return line.draft.title.casefold(), line.owner.id, line.draft.due_on
    if isinstance(line, ResultLine):
        return line.number.place
    if isinstance(line, CaseLine):
        return line.definition.id, line.period, line.case.subject
    return (name_key(line.name),) if isinstance(line, VendorLine) else (line.mail.casefold(),)


def read_line(cells: Mapping[str, str], book: Book) -> Ready | None:
    """What a line would add; None when it is here already. Raises CannotUse."""
    try:
        line = READERS[book.kind](cells, book)
    except Refusal as refusal:
        raise CannotUse(str(refusal).partition(". ")[0].rstrip(".")) from None
    if key_of(line) in book.in_this_file:
        raise CannotUse("the same as a line above")
    if key_of(line) in book.known or _is_here(line, book):
        return None
    book.in_this_file.add(key_of(line))
    return line


def _is_here(line: Ready, book: Book) -> bool:
    if isinstance(line, VendorLine):
        return name_key(line.name) in book.vendors
    if not isinstance(line, PersonLine):
        return False
    known = book.people.get(line.mail.casefold(), [])
    return bool(known) and not any(its.awaits and its.vendor_id == line.vendor for its in known)


# --- one reader a kind -------------------------------------------------------------------------------------------------


def _vendor_line(cells: Mapping[str, str], book: Book) -> VendorLine:
    name = needed(cells, "name", "no name")
    tier = cells["tier"].casefold().removeprefix("tier").strip()
    if tier not in {str(number) for number in TIERS}:
        raise CannotUse(f'the tier "{shortened(cells["tier"], 20)}" is none of 1, 2 and 3')
    return VendorLine(name=name[:120], service=cells.get("service", "")[:120], tier=int(tier))


def _person_line(cells: Mapping[str, str], book: Book) -> PersonLine:
    mail = needed(cells, "mail", "no mail address")
    if mail.count("@") != 1 or any(sign.isspace() for sign in mail):
        raise CannotUse(f'"{shortened(mail)}" is not a mail address')
    company = cells.get("vendor", "")
    vendor = the_vendor(company, book) if company and name_key(company) != book.ours else None
    zone = cells.get("zone") or None
    name = needed(cells, "name", "no name")[:200]
    return PersonLine(name=name, mail=mail, vendor=vendor.id if vendor else None, zone=zone_of(zone) if zone else None)


def _action_line(cells: Mapping[str, str], book: Book) -> ActionLine:
    owner = the_owner(needed(cells, "owner", "no owner"), book)
    named = the_vendor(cells["vendor"], book) if cells.get("vendor") else None
    own = next((its for its in book.vendors.values() if its.id == (owner.vendor_id or book.by.vendor_id)), None)
    vendor = named or own
    may_own(owner, vendor, book.by)
    due_on = the_date(needed(cells, "due", "no due date"), "due", book)
    opened_on, closed_on = (past(name, cells, book) for name in ("opened", "closed"))
    if opened_on and closed_on and closed_on < opened_on:
        raise CannotUse("it is closed before it was opened")
    draft = open_item(Draft(title=needed(cells, "title", "no title"), owner_id=owner.id, due_on=due_on), LONG_AGO)
    return ActionLine(
        draft=draft,
        owner=owner,
        vendor=vendor.id if vendor else None,
        study=book.studies.get(cells.get("study", "").casefold()),
        state=state_of(cells),
        opened_on=opened_on,
        closed_on=closed_on,
    )


def _result_line(cells: Mapping[str, str], book: Book) -> ResultLine:
    definition, period = _kpi_and_period(cells, the_period(needed(cells, "period", "no period"), book), book)
    told = {name: take_number(cells.get(name, "")) for name in ("numerator", "denominator", "value", "worst")}
    figures = Figures(**told)
    if figures.is_empty:
        raise CannotUse("no value, and no numerator and denominator either")
    check_over(definition, period, book.today)
    if (definition.id, period) in book.of_vendors:
        raise CannotUse(f"the vendor has reported {definition.code} itself; dispute its number instead")
    number = Number(
        definition=definition,
        period=period,
        figures=checked(definition, figures),
        evidence=cells.get("evidence", "")[:1000],
        note=cells.get("note", "")[:1000],
    )
    return ResultLine(number=number)


def _case_line(cells: Mapping[str, str], book: Book) -> CaseLine:
    vendor = vendor_of(cells, book)
    versions = versions_of(needed(cells, "kpi", "no KPI"), vendor, cells.get("study", ""), book)
    zone = ZoneInfo(versions[-1].clock_zone)
    begun = the_moment(needed(cells, "started", "no start"), "started", zone, book)
    ended = the_moment(cells["stopped"], "stopped", zone, book) if cells.get("stopped") else None
    case = check_case(Case(subject=needed(cells, "subject", "no subject")[:200], started_at=begun, stopped_at=ended))
    definition = _version(versions, period_of_case(case, versions[-1]), book)
    check_clock(definition)
    return CaseLine(definition=definition, period=period_of_case(case, definition), case=case)


def _kpi_and_period(cells: Mapping[str, str], day: date, book: Book) -> tuple[Definition, date]:
    versions = versions_of(needed(cells, "kpi", "no KPI"), vendor_of(cells, book), cells.get("study", ""), book)
    period = period_of(day, versions[-1].frequency)
    return _version(versions, period, book), period


def _version(versions: list[Definition], period: date, book: Book) -> Definition:
    """The version that holds for a period; what was imported holds for its history too."""
    first = versions[0]
    found = versions_for([(first.key, period)], versions).get((first.key, period))
    if found is None and first.state is not Standing.IMPORTED:
        raise NotInForceThen(name=first.name, period=period_words(period, first.frequency))
    definition = found or first
    if definition.reported_by is Party.SPONSOR and not book.by.is_sponsors:
        raise CannotUse(f"{definition.code} is reported by the sponsor")
    return definition


READERS: dict[Kind, Callable[[Mapping[str, str], Book], Ready]] = {
    Kind.VENDORS: _vendor_line,
    Kind.PEOPLE: _person_line,
    Kind.ACTIONS: _action_line,
    Kind.RESULTS: _result_line,
    Kind.CASES: _case_line,
}
