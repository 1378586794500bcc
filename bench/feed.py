"""A calendar feed with thousands of sessions: from the database to bytes, beside icalendar writing the same events it already holds."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
from sqlalchemy import insert

from bench.report import Line
from governance.events import Door
from governance.feeds import fingerprint
from governance.people import Role
from governance.sessions import Kind, State
from governance.vendors import Status
from handlers import feeds
from storage import workspaces
from storage.database import Database
from storage.schema import migrate
from storage.tables import session_guests, sessions
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

EVENTS, VENDORS, YEAR = 10_000, 20, 365
SECRET = "bench"
AIM_SECONDS = 1.0
ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Australia/Sydney")


def measure(folder: Path, count: int = EVENTS, rounds: int = 7) -> list[Line]:
    """One person who is invited to all of them; ours and the floor in turns."""
    at = datetime.now(UTC)
    database = Database(f"sqlite:///{folder / 'feed.db'}")
    migrate(database)
    with database.write() as connection:
        workspace = workspaces.welcome(connection, "T0NORTH", "Northwind Bio", "U0PARLEY").id
    with unit_of_work(database, workspace, at=at, door=Door.COMMAND_LINE) as uow:
        _fill(uow, count)

    def ours() -> bytes:
        with reading(database, workspace, at=at) as uow:
            found = feeds.published(SECRET, uow)
        return found[1] if found else b""

    calendar = icalendar.Calendar.from_ical(ours())
    mine, floor = [], []
    for _ in range(rounds):
        floor.append(_seconds(calendar.to_ical))
        mine.append(_seconds(ours))
    database.close()
    return [_line(len(calendar.events), count, mine, floor, len(ours()))]


def _line(written: int, count: int, mine: list[float], floor: list[float], size: int) -> Line:
    wrong = "" if written == count else f", **{written:,} of them written**"
    return Line(
        f"A calendar feed of {count:,} sessions, from the database to {size / 1e6:.1f} MB of bytes{wrong}",
        f"median {statistics.median(mine):.2f}, max {max(mine):.2f} s",
        f"icalendar's `to_ical()` of the same events, made before: {statistics.median(floor):.2f} s",
        f"x {statistics.median(mine) / statistics.median(floor):.2f}",
        f"< {AIM_SECONDS:g} s",
        max(mine) < AIM_SECONDS and written == count,
    )


def _fill(uow: UnitOfWork, count: int) -> None:
    person = uow.people.meet("U0ALICE", "T0NORTH", "Alice Moreau", Role.ADMINISTRATOR)
    for number in range(VENDORS):
        uow.vendors.add(name=f"Vendor {number}", service="CRO", tier=1, status=Status.ACTIVE, sponsor_lead=person.id)
    vendors = [vendor.id for vendor in uow.vendors.everyone()]
    kinds = list(Kind)
    rows = [
        {
            "workspace": uow.workspace.id,
            "number": number + 1,
            "vendor_id": vendors[number % VENDORS],
            "kind": kinds[number % len(kinds)],
            "title": f"Joint operations meeting {number}, site list; enrolment",
            "starts_at": uow.at + timedelta(days=1, minutes=number * YEAR * 1440 // count),
            "minutes": 60,
            "zone": ZONES[number % len(ZONES)],
            "state": State.SCHEDULED,
            "uid": f"bench-{number}@parley",
            "sequence": number % 3,
            "join_link": f"https://meet.example/{number}",
            "changed_at": uow.at,
        }
        for number in range(count)
    ]
    uow.connection.execute(insert(sessions), rows)
    ids = [its.id for its in uow.sessions.published(uow.at, uow.at + timedelta(days=YEAR + 2))]
    uow.connection.execute(insert(session_guests), [{"session_id": its, "person_id": person.id} for its in ids])
    uow.feeds.add(person.id, None, fingerprint(SECRET))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
