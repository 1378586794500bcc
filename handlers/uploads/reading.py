"""From the lines of a table to what they would add: each line is ready, here already, or unusable with its reason."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from governance.actions import Draft, State, open_item
from governance.kpis.definitions import Definition
from governance.kpis.numbers import value_of as value_from
from governance.kpis.periods import period_of
from governance.people import Person, sees
from governance.refusals import Refusal
from governance.vendors import TIERS, Vendor, name_key
from handlers.kit.columns import Kind, Matched
from handlers.kit.finding import may_own
from handlers.kit.words import Order, nearest, shortened, take_date
from storage.unit_of_work import UnitOfWork

CLOSED = frozenset(["done", "closed", "complete", "completed", "finished", "verified", "resolved"])
CANCELLED = frozenset(["cancelled", "canceled", "dropped", "withdrawn", "rejected"])
STARTED = frozenset(["in progress", "started", "ongoing", "underway", "wip"])
BLOCKED = frozenset(["blocked", "stuck"])
OPEN = frozenset(
    ["open", "new", "proposed", "accepted", "assigned", "to do", "todo", "not started", "pending", "planned"]
)
LONG_AGO = date(1900, 1, 1)


class CannotUse(Exception):
    """Why a line cannot be used, in a few words."""


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
    vendor: str
    definition: Definition
    study: str | None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None


Ready = VendorLine | PersonLine | ActionLine | ResultLine


@dataclass(frozen=True, kw_only=True)
class Unusable:
    """A line of the table that cannot be used; `number` as the spreadsheet shows it."""

    number: int
    why: str


@dataclass
class Book:
    """What is known already, looked up once for a whole table. `ours` is the key of the sponsor's own name."""

    by: Person
    ours: str
    today: date
    kind: Kind
    vendors: dict[str, Vendor]
    people: dict[str, list[Person]]
    studies: dict[str, int]
    known: set[tuple[object, ...]] = field(default_factory=set)
    in_this_file: set[tuple[object, ...]] = field(default_factory=set)
    kpis: dict[int, list[Definition]] = field(default_factory=dict)
    orders: Mapping[str, Order | None] = field(default_factory=dict)


def open_book(matched: Matched, by: Person, today: date, uow: UnitOfWork) -> Book:
    """Everything the lines may name, as far as it is the sender's to see."""
    vendors = {name_key(its.name): its for its in uow.vendors.everyone() if sees(by, its.id)}
    book = Book(
        by=by,
        ours=name_key(uow.workspace.name),
        today=today,
        kind=matched.kind,
        vendors=vendors,
        people=_called(uow.people.everyone(), by),
        studies={its.protocol.casefold(): its.id for its in uow.vendors.all_studies()},
        orders={name: _order(matched, at) for name, at in matched.columns.items() if name in _DATES},
    )
    if matched.kind is Kind.ACTIONS:
        book.known = {(title.casefold(), owner, due) for title, owner, due in uow.actions.all_promises()}
    if matched.kind is Kind.RESULTS:
        book.kpis = uow.kpis.definitions_of([its.id for its in vendors.values()])
    return book


def key_of(line: Ready) -> tuple[object, ...]:
    """What makes two lines the same thing."""
    if isinstance(line, ActionLine):
        return line.draft.title.casefold(), line.owner.id, line.draft.due_on
    if isinstance(line, ResultLine):
        return line.definition.id, line.period
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
    return isinstance(line, PersonLine) and line.mail.casefold() in book.people


# --- one reader a kind -------------------------------------------------------------------------------------------------


def _vendor_line(cells: Mapping[str, str], book: Book) -> VendorLine:
    name = _needed(cells, "name", "no name")
    tier = cells["tier"].casefold().removeprefix("tier").strip()
    if tier not in {str(number) for number in TIERS}:
        raise CannotUse(f'the tier "{shortened(cells["tier"], 20)}" is none of 1, 2 and 3')
    return VendorLine(name=name[:120], service=cells.get("service", "")[:120], tier=int(tier))


def _person_line(cells: Mapping[str, str], book: Book) -> PersonLine:
    mail = _needed(cells, "mail", "no mail address")
    if mail.count("@") != 1 or any(sign.isspace() for sign in mail):
        raise CannotUse(f'"{shortened(mail)}" is not a mail address')
    company = cells.get("vendor", "")
    vendor = _vendor(company, book) if company and name_key(company) != book.ours else None
    zone = cells.get("zone") or None
    name = _needed(cells, "name", "no name")[:200]
    return PersonLine(name=name, mail=mail, vendor=vendor.id if vendor else None, zone=_zone(zone) if zone else None)


def _action_line(cells: Mapping[str, str], book: Book) -> ActionLine:
    owner = _owner(_needed(cells, "owner", "no owner"), book)
    named = _vendor(cells["vendor"], book) if cells.get("vendor") else None
    own = next((its for its in book.vendors.values() if its.id == (owner.vendor_id or book.by.vendor_id)), None)
    vendor = named or own
    may_own(owner, vendor, book.by)
    due_on = _date(_needed(cells, "due", "no due date"), "due", book)
    opened_on, closed_on = (_past(name, cells, book) for name in ("opened", "closed"))
    if opened_on and closed_on and closed_on < opened_on:
        raise CannotUse("it is closed before it was opened")
    draft = open_item(Draft(title=_needed(cells, "title", "no title"), owner_id=owner.id, due_on=due_on), LONG_AGO)
    return ActionLine(
        draft=draft,
        owner=owner,
        vendor=vendor.id if vendor else None,
        study=book.studies.get(cells.get("study", "").casefold()),
        state=_state(cells),
        opened_on=opened_on,
        closed_on=closed_on,
    )


def _result_line(cells: Mapping[str, str], book: Book) -> ResultLine:
    vendor = _vendor(_needed(cells, "vendor", "no vendor"), book)
    definition = _kpi(_needed(cells, "kpi", "no KPI"), vendor, cells.get("study", ""), book)
    numerator, denominator, value = (_number(cells.get(name, "")) for name in ("numerator", "denominator", "value"))
    if value is None:
        value = value_from(numerator, denominator, definition.unit)
    if value is None and denominator is None:
        raise CannotUse("no value, and no numerator and denominator either")
    return ResultLine(
        vendor=vendor.name,
        definition=definition,
        study=cells.get("study") or None,
        period=period_of(_period(cells["period"], book), definition.frequency),
        numerator=numerator,
        denominator=denominator,
        value=value,
    )


READERS: dict[Kind, Callable[[Mapping[str, str], Book], Ready]] = {
    Kind.VENDORS: _vendor_line,
    Kind.PEOPLE: _person_line,
    Kind.ACTIONS: _action_line,
    Kind.RESULTS: _result_line,
}


# --- cells -------------------------------------------------------------------------------------------------------------

_DATES = ("due", "opened", "closed", "period")


def _needed(cells: Mapping[str, str], name: str, why: str) -> str:
    if not cells.get(name):
        raise CannotUse(why)
    return cells[name]


def _vendor(name: str, book: Book) -> Vendor:
    vendor = book.vendors.get(name_key(name))
    if vendor is None:
        raise CannotUse(f'there is no vendor "{shortened(name)}" that you can see{_near(name, book)}')
    return vendor


def _near(name: str, book: Book) -> str:
    close = nearest(name, [its.name for its in book.vendors.values()], most=1)
    return f"; {close[0]}, perhaps" if close else ""


def _owner(name: str, book: Book) -> Person:
    found = book.people.get(name.lstrip("@").casefold(), [])
    if len(found) != 1:
        raise CannotUse(f'{"nobody" if not found else "more than one person"} is called "{shortened(name)}"')
    return found[0]


def _called(everyone: list[Person], by: Person) -> dict[str, list[Person]]:
    """People by name, first name and mail address; a vendor's person sees the sponsor's people and their own."""
    found: dict[str, list[Person]] = {}
    for person in everyone:
        if person.is_sponsors or sees(by, person.vendor_id):
            for name in {person.name, person.name.split()[0] if person.name.split() else "", person.mail or ""} - {""}:
                found.setdefault(name.casefold(), []).append(person)
    return found


def _kpi(said: str, vendor: Vendor, study: str, book: Book) -> Definition:
    asked = book.studies.get(study.casefold())
    known = [its for its in book.kpis.get(vendor.id, []) if its.study_id == asked]
    found = next((its for its in known if said.casefold() in (its.code.casefold(), its.name.casefold())), None)
    if found is None:
        close = nearest(said, [its.name for its in known], most=1)
        raise CannotUse(f'{vendor.name} has no KPI "{shortened(said)}"' + (f"; {close[0]}, perhaps" if close else ""))
    return found


def _state(cells: Mapping[str, str]) -> State:
    said = cells.get("state", "").casefold()
    if said in CANCELLED:
        return State.CANCELLED
    if said in STARTED or said in BLOCKED:
        return State.BLOCKED if said in BLOCKED else State.IN_PROGRESS
    if said in CLOSED or (cells.get("closed") and not said):
        return State.DONE
    if said and said not in OPEN:
        raise CannotUse(f'I do not know the status "{shortened(said)}"')
    return State.PROPOSED


def _number(said: str) -> float | None:
    plain = said.replace(" ", "").replace("\u00a0", "").rstrip("%")
    if not plain:
        return None
    try:
        return float(plain.replace(",", "") if plain.count(",") and "." in plain else plain.replace(",", "."))
    except ValueError:
        raise CannotUse(f'"{shortened(said, 20)}" is no number') from None


def _period(said: str, book: Book) -> date:
    """A month as 2026-10 or Oct 2026, a quarter as Q3 2026 or 2026-Q3, or a day in it."""
    words = said.replace("-", " ").upper().split()
    year = next((int(word) for word in words if len(word) == 4 and word.isdigit()), None)
    quarter = next((int(word[1]) for word in words if len(word) == 2 and word[0] == "Q" and word[1] in "1234"), None)
    if year and quarter:
        return date(year, 3 * quarter - 2, 1)
    if year and len(words) == 2:
        month = next(word for word in words if word != str(year))
        return (
            date(year, int(month), 1)
            if month.isdigit() and 1 <= int(month) <= 12
            else _date(f"1 {said}", "period", book)
        )
    return _date(said, "period", book)


def _past(column: str, cells: Mapping[str, str], book: Book) -> date | None:
    """The day something happened, where the line says it."""
    if not cells.get(column):
        return None
    day = _date(cells[column], column, book)
    if day > book.today:
        raise CannotUse(f"it is {column} on a day that has not come yet")
    return day


def _date(said: str, column: str, book: Book) -> date:
    """A date as YYYY-MM-DD or in words; 03/04/2026 as the rest of its column reads, else not at all."""
    with suppress(ValueError):
        return date.fromisoformat(said[:10])
    return take_date(said, book.today, order=book.orders.get(column))[0]


def _order(matched: Matched, at: int) -> Order | None:
    """Whether a column writes the day or the month first: one date that can only be read one way tells."""
    for _, row in matched.lines:
        numbers = (row[at] if at < len(row) else "").replace("-", "/").split("/")
        if len(numbers) == 3 and all(number.strip().isdigit() for number in numbers) and len(numbers[0]) <= 2:
            if int(numbers[0]) > 12:
                return "dmy"
            if int(numbers[1]) > 12:
                return "mdy"
    return None


def _zone(said: str) -> str:
    from zoneinfo import available_timezones

    if said not in available_timezones():
        raise CannotUse(f'"{shortened(said)}" is not a time zone such as Europe/Warsaw')
    return said
