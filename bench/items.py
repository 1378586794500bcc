"""Action items by the ten thousand: written in bulk into Parley's own tables, as a partnership of some years leaves them.

The openings of the open ones are on the record; the closed ones are there to be in the way, and have no history.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from governance.actions import State
from governance.escalations import Level
from governance.events import ActionItemOpened, Door, Words
from governance.people import Role
from storage import search
from storage.database import Database
from storage.tables import actions, escalations, people, vendors
from storage.unit_of_work import UnitOfWork, unit_of_work

OWNERS = 0.03  # people for an item: 3,000 for 100,000
CONFIRMED = datetime(2026, 1, 5, tzinfo=UTC)
SLICE = 1000  # rows in one transaction
OPEN_SHARE = 0.3
LATE_SHARE = 0.15  # of the open ones
ZONES = (
    "Europe/Warsaw",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Sydney",
)
# How often each state is: of what is open or to be verified, and of what is over.
OPEN_STATES = {State.PROPOSED: 25, State.ACCEPTED: 30, State.IN_PROGRESS: 35, State.BLOCKED: 5, State.DONE: 5}
CLOSED_STATES = {State.DONE: 75, State.VERIFIED: 13, State.CANCELLED: 12}

VERBS = ("Send", "Check", "Review", "Approve", "Update", "Translate", "File", "Reconcile", "Explain", "Archive")
KINDS = ("revised", "final", "missing", "signed", "new", "quarterly", "corrected", "draft")
THINGS = (
    "site list",
    "monitoring plan",
    "laboratory manual",
    "query report",
    "safety narrative",
    "enrolment forecast",
    "training record",
    "change order",
    "data transfer agreement",
    "protocol amendment",
    "risk assessment",
    "delegation log",
)
PLACES = ("Lisbon", "Kraków", "Osaka", "Boston", "Pune", "Leeds", "Lyon", "Perth", "Austin", "Ghent")
RARE = "quarantine"  # in one title of ten thousand
RARE_EVERY = 10_000
COMMON = "the"  # in nearly every title


@dataclass(frozen=True)
class Cast:
    """Who owns and asks: the ids of the sponsor's people, and of each vendor's."""

    sponsors: Sequence[int]
    vendors: Mapping[int, Sequence[int]]


def fill(url: str, count: int) -> None:
    """Adds people and `count` items to a seeded database; three in ten open, some overdue and with the account leads."""
    database, now = Database(url), datetime.now(UTC)
    with database.write() as connection:
        cast = _people(connection, max(2, round(count * OWNERS)))
    chance = random.Random(count)
    with unit_of_work(database, 1, at=now, door=Door.IMPORT) as uow:
        first = 1 + (uow.connection.execute(select(func.max(actions.c.id))).scalar() or 0)
    for begin in range(first, first + count, SLICE):
        numbers = range(begin, min(begin + SLICE, first + count))
        with unit_of_work(database, 1, at=now, door=Door.IMPORT) as uow:
            rows = [_item(number, cast, now, chance, rare=(number - first) % RARE_EVERY == 0) for number in numbers]
            _write(rows, uow)
    database.close()


def _people(connection: Connection, count: int) -> Cast:
    """Half of them the sponsor's, the others spread over the vendors, whose leads are the first of each side."""
    known = list(connection.execute(select(vendors.c.id).order_by(vendors.c.id)).scalars())
    rows = [_person(number, known) for number in range(count)]
    connection.execute(insert(people), rows)
    found = connection.execute(select(people.c.id, people.c.vendor_id).where(people.c.slack_user.like("U0OWNER%")))
    ids = [(row.id, row.vendor_id) for row in found]
    sponsors = [person for person, vendor in ids if vendor is None]
    of_vendor: dict[int, list[int]] = {}
    for person, vendor in ids:
        if vendor is not None:
            of_vendor.setdefault(vendor, []).append(person)
    for place, (vendor, theirs) in enumerate(of_vendor.items()):
        leads = {"sponsor_lead": sponsors[place % len(sponsors)], "vendor_lead": theirs[0]}
        connection.execute(update(vendors).where(vendors.c.id == vendor).values(**leads))
    return Cast(sponsors, of_vendor)


def _person(number: int, known: Sequence[int]) -> dict[str, Any]:
    vendor = known[number // 2 % len(known)] if number % 2 else None
    return {
        "workspace": 1,
        "name": f"Owner {number + 1}",
        "role": Role.VENDOR_MEMBER if vendor else Role.MEMBER,
        "vendor_id": vendor,
        "slack_user": f"U0OWNER{number}",
        "slack_team": f"T0VENDOR{vendor}" if vendor else "T0NORTH",
        "slack_admin": False,
        "zone": ZONES[number % len(ZONES)],
        "confirmed_at": CONFIRMED if vendor else None,
    }


# --- one item --------------------------------------------------------------------------------------------------------


def _item(number: int, cast: Cast, now: datetime, chance: random.Random, *, rare: bool) -> dict[str, Any]:
    vendor = chance.choice(list(cast.vendors))
    sides = {"vendor": chance.choice(cast.vendors[vendor]), "sponsor": chance.choice(cast.sponsors)}
    owners, askers = ("vendor", "sponsor") if chance.random() < 0.6 else ("sponsor", "vendor")
    is_open = chance.random() < OPEN_SHARE
    states = OPEN_STATES if is_open else CLOSED_STATES
    state = chance.choices(list(states), list(states.values()))[0]
    due_on = _due(now.date(), chance, is_open=is_open)
    closed = None if state in OPEN_STATES and state is not State.DONE else _some_day(due_on, now, chance)
    title = _title(chance, rare=rare)
    return {
        "id": number,
        "workspace": 1,
        "number": number,
        "vendor_id": vendor,
        "title": title,
        "words": search.plain(title),
        "owner_id": sides[owners],
        "opened_by": sides[askers],
        "due_on": due_on,
        "state": state,
        "waits_on": (askers if state is State.DONE else owners) if is_open else None,
        "origin": "audit" if state is State.VERIFIED or (is_open and state is State.DONE) else None,
        "opened_at": datetime.combine(due_on - timedelta(days=chance.randint(7, 60)), time(12), UTC),
        "closed_at": closed,
        "closed_by": sides[owners] if closed else None,
        "because": "It waits for the ethics committee." if state in (State.BLOCKED, State.CANCELLED) else None,
    }


def _title(chance: random.Random, *, rare: bool) -> str:
    what = f"{chance.choice(VERBS)} the {chance.choice(KINDS)} {chance.choice(THINGS)}"
    where = f"for site {chance.randint(100, 999)} in {chance.choice(PLACES)}"
    return f"{what} {where}" + (f", with the {RARE} notes" if rare else "")


def _due(today: date, chance: random.Random, *, is_open: bool) -> date:
    if not is_open:
        return today - timedelta(days=chance.randint(1, 900))
    late = chance.random() < LATE_SHARE
    return today + timedelta(days=-chance.randint(1, 40) if late else chance.randint(0, 120))


def _some_day(due_on: date, now: datetime, chance: random.Random) -> datetime:
    return min(now, datetime.combine(due_on - timedelta(days=chance.randint(-5, 5)), time(15), UTC))


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(rows: Sequence[dict[str, Any]], uow: UnitOfWork) -> None:
    """All at once; whoever is overdue for more than a day is with the account leads, as the clock would have it."""
    uow.connection.execute(insert(actions), rows)
    raised = list(_steps(rows, uow.at))
    if raised:
        uow.connection.execute(insert(escalations), raised)
    for row in rows:
        if row["waits_on"]:
            uow.record(_opened(row), happened_at=row["opened_at"])


def _steps(rows: Sequence[dict[str, Any]], at: datetime) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["waits_on"] and row["closed_at"] is None and row["due_on"] < at.date() - timedelta(days=1):
            raised = datetime.combine(row["due_on"] + timedelta(days=2), time(9), UTC)
            yield {"workspace": 1, "action_id": row["id"], "level": Level.LEADS, "raised_at": raised}


def _opened(row: dict[str, Any]) -> ActionItemOpened:
    return ActionItemOpened(
        action=row["id"],
        vendor=row["vendor_id"],
        study=None,
        title=Words(row["title"]),
        owner=row["owner_id"],
        due_on=row["due_on"],
        source=None,
        origin=row["origin"],
    )
