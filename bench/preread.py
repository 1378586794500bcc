"""A full pre-read: from the database to a PDF as the worker makes it, in a process of its own; its seconds and its memory."""

import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.report import Line
from bench.standing import TARGET
from bot import bindery
from bot.house import House
from governance.decisions import State as Decided
from governance.events import Door
from governance.kpis.definitions import Lens
from governance.kpis.periods import Frequency, period_of, previous
from governance.people import Role
from governance.sessions import Kind, Session
from governance.vendors import Status
from handlers import registry
from handlers.agendas.preread import document_of
from handlers.kit.bundles import Bundle
from handlers.kit.drawing_up import draw_up
from storage import workspaces
from storage.database import Database
from storage.schema import migrate
from storage.statistics import tell
from storage.tables import actions, agreements, breaches, decisions, kpi_definitions, kpi_results
from storage.unit_of_work import UnitOfWork, unit_of_work

KPIS, MONTHS, BREACHES, ACTIONS, DECISIONS = 25, 24, 40, 60, 30
AIM_SECONDS = 3.0
ZONE = "Europe/Warsaw"

# The least there is to do: the same process sets one line.
FLOOR = '#set page(paper: "a4")\n#let data = json(bytes(sys.inputs.data))\n#data.title'


def measure(folder: Path, rounds: int = 5) -> list[Line]:
    """The whole of it and the floor in turns, each PDF in a process of its own."""
    database = Database(f"sqlite:///{folder / 'preread.db'}")
    workspace, session = filled(database, KPIS, BREACHES, ACTIONS, DECISIONS)
    house = House(database, registry(), lambda: datetime.now(UTC))
    house.workspace = workspace
    gathered: list[float] = []
    whole: list[float] = []
    floor: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        its = house.document(workspace, document_of(session, ZONE))
        gathered.append(time.perf_counter() - began)
        assert isinstance(its, Bundle)
        pdf = asyncio.run(bindery.bound(its))
        whole.append(time.perf_counter() - began)
        began = time.perf_counter()
        asyncio.run(bindery.bound(Bundle(files={}, pdf="x", template=FLOOR, data={"title": "x"})))
        floor.append(time.perf_counter() - began)
        gc.collect()
    peak = _peak(its)
    database.close()
    return [_line(gathered, whole, floor, peak, len(pdf))]


def _line(gathered: list[float], whole: list[float], floor: list[float], peak: float, size: int) -> Line:
    median, beside = statistics.median(whole), statistics.median(floor)
    what = (
        f"A full pre-read in the worker ({KPIS} KPIs x {MONTHS} months, {BREACHES} breaches, {ACTIONS} actions, "
        f"{DECISIONS} decisions): read and set as a PDF of {size / 1024:.0f} KB"
    )
    return Line(
        what,
        f"median {median:.2f}, max {max(whole):.2f} s, of which reading {statistics.median(gathered) * 1000:.0f} ms; "
        f"the process that sets it takes {peak:.0f} MB at its peak",
        f"one line set in the same way: {beside:.2f} s",
        f"x {median / beside:.1f}",
        f"< {AIM_SECONDS:g} s",
        median < AIM_SECONDS,
    )


_CHILD = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "handlers.kit.typesetting"], input=sys.stdin.buffer.read(), capture_output=True, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak(its: Bundle) -> float:
    """The most memory the setting process has at once, in MB; told by a process that has no other child."""
    task = json.dumps({"template": its.template, "data": its.data}).encode()
    told = subprocess.run([sys.executable, "-c", _CHILD], input=task, capture_output=True, check=True).stdout
    return int(told) / (1024 if sys.platform != "darwin" else 1024 * 1024)


# --- the data -------------------------------------------------------------------------------------------------------------


def filled(
    database: Database, kpis: int, red: int, late: int, waiting: int, *, points: int = 0, agreed: int = 0
) -> tuple[int, Session]:
    """A vendor with a session in a week and so much of everything. The workspace's id and the session."""
    migrate(database)
    with database.write() as connection:
        workspace = workspaces.welcome(connection, "T0NORTH", "Northwind Bio", "U0PARLEY").id
    now = datetime.now(UTC)
    with unit_of_work(database, workspace, at=now, door=Door.IMPORT) as uow:
        alice = uow.people.meet("U0ALICE", "T0NORTH", "Alice Moreau", Role.ADMINISTRATOR)
        uow.appoint(alice)
        vendor = uow.vendors.add(
            name="Helix Clinical", service="CRO", tier=1, status=Status.ACTIVE, sponsor_lead=alice.id
        )
        facts: dict[str, Any] = {"workspace": workspace, "vendor_id": vendor.id}
        _measures(uow, facts, kpis, red, now)
        _many(uow, actions, (_action(facts, number, alice.id, now) for number in range(1, late + 1)))
        _many(uow, decisions, (_decision(facts, number, alice.id, now) for number in range(1, waiting + 1)))
        _many(uow, agreements, (_agreement(facts, number, alice.id, now) for number in range(agreed)))
        for number in range(points):
            uow.agenda.add(vendor.id, f"What about matter {number}?", now, by=alice.id)
        session = uow.sessions.add(
            vendor_id=vendor.id, study_id=None, kind=Kind.JOINT_OPERATIONS, title="Joint operations meeting with Helix",
            starts_at=now + timedelta(days=6), minutes=60, zone=ZONE, uid="bench", guests=[alice.id],
        )  # fmt: skip
        if not points:
            draw_up(session, uow)
        uow.entries.clear()  # the record is not what is measured
        tell(uow.connection)
    return workspace, session


def _many(uow: UnitOfWork, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    found = list(rows)
    for first in range(0, len(found), 500):
        uow.connection.execute(insert(table), found[first : first + 500])


def _measures(uow: UnitOfWork, facts: dict[str, Any], kpis: int, red: int, now: datetime) -> None:
    """KPIs with their months; so many breaches, one of each KPI open, the rest closed since."""
    months = _months(now.date())
    defined = uow.connection.execute(
        insert(kpi_definitions).returning(kpi_definitions.c.id), [_definition(facts, its) for its in range(kpis)]
    )
    ids = sorted(defined.scalars())
    rows = [_result(facts, its, month, place, now) for its in ids for place, month in enumerate(months)]
    _many(uow, kpi_results, iter(rows))
    newest = {its: number for number, its in enumerate(ids)}
    results = uow.results.newest_results(ids)
    opened = [_breach(facts, its, now, None) for its in results if newest[its.definition_id] < red]
    closed = [_breach(facts, its, now, now) for its in results[: max(0, red - len(opened))]]
    _many(uow, breaches, iter([*opened, *closed]))


def _months(today: date) -> list[date]:
    months = [previous(period_of(today, Frequency.MONTHLY), Frequency.MONTHLY)]
    while len(months) < MONTHS:
        months.insert(0, previous(months[0], Frequency.MONTHLY))
    return months


def _definition(facts: dict[str, Any], number: int) -> dict[str, Any]:
    its = {
        "code": f"K{number:04}",
        "version": 1,
        "name": f"Measure {number + 1} of the work done",
        "question": "Is it done?",
    }
    its |= {"lens": Lens.DELIVERY, "unit": "%", "direction": "higher", "target": TARGET, "red_limit": 85.0}
    its |= {"smallest_denominator": 3, "frequency": "monthly", "grace_days": 60, "clause": "WO 1"}
    return facts | its | {"effective_from": date(2020, 1, 1), "state": "agreed"}


def _result(facts: dict[str, Any], definition: int, month: date, place: int, now: datetime) -> dict[str, Any]:
    value = (
        70.0 + (definition * 7 + place * 5) % 15 if place == MONTHS - 1 else 80.0 + (definition * 3 + place * 7) % 20
    )
    colour = "red" if value < 85 else "amber" if value < TARGET else "green"
    its = {"definition_id": definition, "period": month, "numerator": value, "denominator": 100.0, "value": value}
    return facts | its | {"colour": colour, "submitted_at": now, "imported": False}


def _breach(facts: dict[str, Any], its: Any, now: datetime, closed: datetime | None) -> dict[str, Any]:
    when = {"opened_at": now - timedelta(days=20), "channel_told_at": now - timedelta(days=18), "closed_at": closed}
    return facts | {"definition_id": its.definition_id, "result_id": its.id, "period": its.period, **when}


def _action(facts: dict[str, Any], number: int, who: int, now: datetime) -> dict[str, Any]:
    title = f"Send the revised list of sites, part {number}"
    its = {"number": number, "title": title, "words": title.lower(), "owner_id": who, "opened_by": who}
    due = now.date() - timedelta(days=number % 90 + 1)
    return (
        facts
        | its
        | {"due_on": due, "state": "accepted", "opened_at": now - timedelta(days=100), "waits_on": "sponsor"}
    )


def _decision(facts: dict[str, Any], number: int, who: int, now: datetime) -> dict[str, Any]:
    done = number % 2 == 0
    its = {"number": number, "state": Decided.IN_FORCE if done else Decided.REFERRED, "question": f"Question {number}?"}
    its |= {"outcome": f"We go on with site {number}", "rationale": "", "options": "", "evidence": "", "words": ""}
    its |= {"authority": "", "raised_by": who, "raised_at": now - timedelta(days=9)}
    return facts | its | {"decided_at": now - timedelta(days=3) if done else None}


def _agreement(facts: dict[str, Any], number: int, who: int, now: datetime) -> dict[str, Any]:
    its = {"kind": "work order", "title": f"Work order {number}", "effective_on": date(2020, 1, 1), "notice_days": 30}
    return facts | its | {"expires_on": now.date() + timedelta(days=40 + number % 30), "kept_by": who, "kept_at": now}
