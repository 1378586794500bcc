"""The cells of a table: what each says, read against what is known. Nothing is guessed."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.actions import State
from governance.kpis.definitions import Definition
from governance.people import Person, sees
from governance.vendors import Vendor, name_key
from handlers.kit.columns import Kind, Matched
from handlers.kit.figures import take_period
from handlers.kit.words import Order, nearest, shortened, take_date

CLOSED = frozenset(["done", "closed", "complete", "completed", "finished", "verified", "resolved"])
CANCELLED = frozenset(["cancelled", "canceled", "dropped", "withdrawn", "rejected"])
STARTED = frozenset(["in progress", "started", "ongoing", "underway", "wip"])
BLOCKED = frozenset(["blocked", "stuck"])
OPEN = frozenset(
    ["open", "new", "proposed", "accepted", "assigned", "to do", "todo", "not started", "pending", "planned"]
)


class CannotUse(Exception):
    """Why a line cannot be used, in a few words."""


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
    of_vendors: set[tuple[int, date]] = field(default_factory=set)
    orders: Mapping[str, Order | None] = field(default_factory=dict)


DATES = ("due", "opened", "closed", "period", "started", "stopped")
_CLOCK = re.compile(r"[T ]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?$")


def needed(cells: Mapping[str, str], name: str, why: str) -> str:
    if not cells.get(name):
        raise CannotUse(why)
    return cells[name]


def the_vendor(name: str, book: Book) -> Vendor:
    vendor = book.vendors.get(name_key(name))
    if vendor is None:
        raise CannotUse(f'there is no vendor "{shortened(name)}" that you can see{_near(name, book)}')
    return vendor


def _near(name: str, book: Book) -> str:
    close = nearest(name, [its.name for its in book.vendors.values()], most=1)
    return f"; {close[0]}, perhaps" if close else ""


def the_owner(name: str, book: Book) -> Person:
    found = book.people.get(name.lstrip("@").casefold(), [])
    if len(found) != 1:
        raise CannotUse(f'{"nobody" if not found else "more than one person"} is called "{shortened(name)}"')
    return found[0]


def called(everyone: list[Person], by: Person) -> dict[str, list[Person]]:
    """People by name, first name and mail address; a vendor's person sees the sponsor's people and their own."""
    found: dict[str, list[Person]] = {}
    for person in everyone:
        if person.is_sponsors or sees(by, person.vendor_id):
            for name in {person.name, person.name.split()[0] if person.name.split() else "", person.mail or ""} - {""}:
                found.setdefault(name.casefold(), []).append(person)
    return found


def vendor_of(cells: Mapping[str, str], book: Book) -> Vendor:
    """The vendor a line names; a vendor's own people need not name it."""
    own = next((its for its in book.vendors.values() if its.id == book.by.vendor_id), None)
    return own if own and not cells.get("vendor") else the_vendor(needed(cells, "vendor", "no vendor"), book)


def versions_of(said: str, vendor: Vendor, study: str, book: Book) -> list[Definition]:
    """All versions of a KPI that held, the oldest first."""
    asked = book.studies.get(study.casefold())
    known = [its for its in book.kpis.get(vendor.id, []) if its.study_id == asked]
    found = [its for its in known if said.casefold() in (its.code.casefold(), its.name.casefold())]
    if not found:
        close = nearest(said, [its.name for its in known], most=1)
        raise CannotUse(f'{vendor.name} has no KPI "{shortened(said)}"' + (f"; {close[0]}, perhaps" if close else ""))
    return [its for its in known if its.code == found[-1].code]


def state_of(cells: Mapping[str, str]) -> State:
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


def the_period(said: str, book: Book) -> date:
    """A month as 2026-10, Oct 2026 or October, a quarter as Q3 2026, 2026-Q3 or Q3, or a day in it."""
    named, rest = take_period(said, book.today)
    if named and not rest:
        return named[0]
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
            else the_date(f"1 {said}", "period", book)
        )
    return the_date(said, "period", book)


def past(column: str, cells: Mapping[str, str], book: Book) -> date | None:
    """The day something happened, where the line says it."""
    if not cells.get(column):
        return None
    day = the_date(cells[column], column, book)
    if day > book.today:
        raise CannotUse(f"it is {column} on a day that has not come yet")
    return day


def the_date(said: str, column: str, book: Book) -> date:
    """A date as YYYY-MM-DD or in words; 03/04/2026 as the rest of its column reads, else not at all."""
    with suppress(ValueError):
        return date.fromisoformat(said[:10])
    return take_date(said, book.today, order=book.orders.get(column))[0]


def order_of(matched: Matched, at: int) -> Order | None:
    """Whether a column writes the day or the month first: one date that can only be read one way tells."""
    for _, row in matched.lines:
        numbers = (row[at] if at < len(row) else "").replace("-", "/").split("/")
        if len(numbers) == 3 and all(number.strip().isdigit() for number in numbers) and len(numbers[0]) <= 2:
            if int(numbers[0]) > 12:
                return "dmy"
            if int(numbers[1]) > 12:
                return "mdy"
    return None


def the_moment(said: str, column: str, zone: ZoneInfo, book: Book) -> datetime:
    """A day and a time, on the clock's own zone where the file names none; a day alone is its beginning."""
    found = _CLOCK.search(said)
    day = the_date(said[: found.start()] if found else said, column, book)
    if not found:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    if int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise CannotUse(f'"{shortened(said, 20)}" is no time')
    offset = datetime.strptime(found["zone"].replace(":", ""), "%z").tzinfo if found["zone"] else zone
    return datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), tzinfo=offset)


def zone_of(said: str) -> str:
    from zoneinfo import available_timezones

    if said not in available_timezones():
        raise CannotUse(f'"{shortened(said)}" is not a time zone such as Europe/Warsaw')
    return said
