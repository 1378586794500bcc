"""Where a thousand vendors stand: overall colours from the database, beside the same computed over the raw numbers in DuckDB."""

import csv
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
from sqlalchemy import insert

from bench.report import Line
from bot.arrivals import Arrival, Asks
from bot.house import House
from governance.events import Door
from governance.kpis.definitions import Lens
from governance.kpis.periods import Frequency, period_of, previous
from governance.kpis.readings import DECISIVE, Verdict
from governance.people import Role
from governance.vendors import name_key
from handlers import registry
from storage import workspaces
from storage.database import Database
from storage.schema import migrate
from storage.statistics import tell
from storage.tables import kpi_definitions, kpi_results, vendors
from storage.unit_of_work import reading, unit_of_work

VENDORS = (250, 500, 1000)
KPIS, MONTHS, GRACE = 25, 36, 10
TARGET, RED, SMALLEST = 95.0, 85.0, 3
AIM_SECONDS, AIM_DIGEST_MS = 2.0, 30.0
DIGESTS = 60
AT_ONCE = 20  # vendors whose rows are written in one statement
MISSING = 0.01  # of the newest results


@dataclass(frozen=True)
class Took:
    """The median seconds of both, whether they agreed on every vendor's colour, and the seconds of digests."""

    vendors: int
    ours: float
    beside: float
    differ: int
    digests: Sequence[float]
    one_beside: float


def measure(folder: Path, counts: Sequence[int] = VENDORS, rounds: int = 5) -> list[Line]:
    """Each number of vendors in a database of its own; ours and the floor in turns."""
    taken = [_measure(folder, count, rounds) for count in counts]
    return [*(_line(taken[0], its) for its in taken), _digest_line(taken[-1])]


def _measure(folder: Path, count: int, rounds: int) -> Took:
    now = datetime.now(UTC)
    file, raw = folder / f"standing-{count}.db", folder / f"standing-{count}.csv"
    database = Database(f"sqlite:///{file}")
    workspace = _fill(database, raw, count, now)
    floor = duckdb.connect()
    floor.execute(f"CREATE TABLE raw AS SELECT * FROM read_csv('{raw}', header = true)")
    due = previous(period_of(now.date() - timedelta(days=GRACE), Frequency.MONTHLY), Frequency.MONTHLY)

    def ours() -> dict[int, Verdict]:
        with reading(database, workspace, at=now) as uow:
            return uow.kpis.verdicts(now.date())

    def theirs() -> dict[int, str]:
        return dict(floor.execute(_SAME, [due]).fetchall())

    differ = sum(its.colour != theirs()[vendor] for vendor, its in ours().items())
    mine, beside = [], []
    for _ in range(rounds):
        beside.append(_seconds(theirs))
        mine.append(_seconds(ours))
    one = [_seconds(lambda: floor.execute(_SAME.replace("FROM raw", "FROM raw WHERE vendor = 1"), [due]).fetchall())]
    digests = _digests(database, count)
    database.close()
    floor.close()
    file.unlink()
    raw.unlink()
    return Took(count, statistics.median(mine), statistics.median(beside), differ, digests, min(one))


def _line(least: Took, its: Took) -> Line:
    wrong = f", **{its.differ} vendors in another colour**" if its.differ else ", all in the same colours"
    growth = f"; x {its.ours / least.ours:.1f} for {its.vendors / least.vendors:.0f} times the vendors"
    return Line(
        f"Overall status of {its.vendors:,} vendors x {KPIS} KPIs x {MONTHS} months, from the database, each with its reason",
        f"median {its.ours:.2f} s",
        f"DuckDB, the colours alone from the raw numbers in its memory: {its.beside:.3f} s{wrong}",
        f"x {its.ours / its.beside:.1f}{growth if its is not least else ''}",
        f"< {AIM_SECONDS:g} s",
        its.ours < AIM_SECONDS and not its.differ,
    )


def _digests(database: Database, count: int) -> list[float]:
    """What the handler takes for the digest of one vendor after another, read and put into words; its transaction included."""
    house = House(database, registry(), lambda: datetime.now(UTC))
    house.workspace = 1
    seconds = []
    for number in range(DIGESTS):
        words = f"digest preview for Vendor {number % count + 1}"
        came = Arrival(
            key=f"bench:{number}", asks=Asks.LINE, door=Door.SLASH, team="T0NORTH", user="U0ALICE", user_team="T0NORTH",
            channel="D0ALICE", direct=True, text=words,
        )  # fmt: skip
        began = time.perf_counter()
        answer = house.hear(came)
        seconds.append(time.perf_counter() - began)
        assert f"SLA digest: Vendor {number % count + 1}" in str(answer.say), answer.say
    return seconds


def _digest_line(its: Took) -> Line:
    median = statistics.median(its.digests) * 1000
    return Line(
        f"The digest of one vendor of {its.vendors:,}, {KPIS} KPIs x {MONTHS} months, without its picture, in the handler",
        f"median {median:.1f}, max {max(its.digests) * 1000:.1f} ms",
        f"DuckDB, that vendor's colour alone: {its.one_beside * 1000:.1f} ms",
        f"x {median / its.one_beside / 1000:.1f}",
        f"median < {AIM_DIGEST_MS:g} ms",
        median < AIM_DIGEST_MS,
    )


# The rule of governance.kpis.readings.overall, as a data analyst would write it down.
_SAME = f"""
WITH newest AS (
  SELECT vendor, kpi, any_value(lens) AS lens, max(period) AS period, arg_max(good, period) AS good,
         arg_max(of_all, period) AS of_all FROM raw GROUP BY vendor, kpi
), coloured AS (
  SELECT vendor, lens, CASE
    WHEN period < ? OR of_all < {SMALLEST} THEN 'grey' WHEN 100.0 * good / of_all >= {TARGET} THEN 'green'
    WHEN 100.0 * good / of_all >= {RED} THEN 'amber' ELSE 'red' END AS colour FROM newest
), counted AS (
  SELECT vendor, count(*) FILTER (colour = 'red') AS red, count(*) FILTER (colour = 'amber') AS amber,
    count(*) FILTER (colour = 'grey') AS grey, count(*) FILTER (colour <> 'grey') AS known,
    count(*) FILTER (colour = 'red' AND lens IN ({", ".join(f"'{lens}'" for lens in DECISIVE)})) AS decisive
  FROM coloured GROUP BY vendor
)
SELECT vendor, CASE
  WHEN decisive > 0 OR (red >= 2 AND red * 4 >= known) THEN 'red'
  WHEN red > 0 OR (amber > 0 AND amber * 4 >= known) THEN 'amber'
  WHEN known = 0 OR grey > known THEN 'grey' ELSE 'green' END
FROM counted
"""


def _fill(database: Database, raw: Path, count: int, now: datetime) -> int:
    """Definitions and results, and the same numbers as a file of raw rows. The workspace's id."""
    migrate(database)
    with database.write() as connection:
        workspace = workspaces.welcome(connection, "T0NORTH", "Northwind Bio", "U0PARLEY").id
    months, chance = _months(now.date()), random.Random(11)
    with raw.open("w", newline="") as file, unit_of_work(database, workspace, at=now, door=Door.IMPORT) as uow:
        uow.appoint(uow.people.meet("U0ALICE", "T0NORTH", "Alice Moreau", Role.ADMINISTRATOR))
        sheet = csv.writer(file)
        sheet.writerow(["vendor", "kpi", "lens", "period", "good", "of_all"])
        uow.connection.execute(insert(vendors), [_vendor(workspace, number) for number in range(count)])
        for first in range(0, count, AT_ONCE):
            some = range(first, min(first + AT_ONCE, count))
            uow.connection.execute(insert(kpi_definitions), [its for v in some for its in _definitions(workspace, v)])
            rows = [row for vendor in some for row in _results(workspace, vendor, months, chance, now)]
            uow.connection.execute(insert(kpi_results), rows)
            sheet.writerows(_raw(row) for row in rows)
        tell(uow.connection)
    return workspace


def _months(today: date) -> list[date]:
    months = [previous(period_of(today, Frequency.MONTHLY), Frequency.MONTHLY)]
    while len(months) < MONTHS:
        months.append(previous(months[-1], Frequency.MONTHLY))
    return months


def _vendor(workspace: int, number: int) -> dict[str, object]:
    name = f"Vendor {number + 1}"
    return {
        "workspace": workspace,
        "name": name,
        "name_key": name_key(name),
        "service": "CRO",
        "tier": 1 + number % 3,
        "status": "active",
    }


def _lens(kpi: int) -> Lens:
    return list(Lens)[kpi % len(Lens)]


def _definitions(workspace: int, vendor: int) -> Iterator[dict[str, object]]:
    for kpi in range(KPIS):
        yield {
            "workspace": workspace,
            "vendor_id": vendor + 1,
            "code": f"K{kpi:02}",
            "version": 1,
            "name": f"{_lens(kpi).capitalize()} measure {kpi + 1}",
            "question": "Is the work done as agreed?",
            "lens": _lens(kpi),
            "unit": "%",
            "direction": "higher",
            "target": TARGET,
            "red_limit": RED,
            "smallest_denominator": SMALLEST,
            "frequency": "monthly",
            "grace_days": GRACE,
            "clause": f"Quality agreement, section {kpi + 1}",
            "effective_from": date(2020, 1, 1),
        }


def _results(
    workspace: int, vendor: int, months: Sequence[date], chance: random.Random, now: datetime
) -> Iterator[dict[str, object]]:
    """Every month of every KPI but a few of the newest, some counted among too few."""
    for kpi in range(KPIS):
        for period in months:
            if period == months[0] and chance.random() < MISSING:
                continue
            all_of_them = chance.choice((2, 40, 200, 200))
            good = min(all_of_them, round(chance.gauss(0.965, 0.05) * all_of_them))
            yield {
                "workspace": workspace,
                "definition_id": vendor * KPIS + kpi + 1,
                "vendor_id": vendor + 1,
                "period": period,
                "numerator": good,
                "denominator": all_of_them,
                "value": 100 * good / all_of_them,
                "colour": _colour(100 * good / all_of_them, all_of_them),
                "submitted_at": now,
                "imported": False,
            }


def _colour(value: float, count: int) -> str:
    if count < SMALLEST:
        return "grey"
    return "green" if value >= TARGET else "amber" if value >= RED else "red"


def _raw(row: dict[str, object]) -> list[object]:
    kpi = (int(str(row["definition_id"])) - 1) % KPIS
    return [row["vendor_id"], kpi, _lens(kpi), row["period"], row["numerator"], row["denominator"]]


def _seconds(work: Callable[[], object]) -> float:
    """As `timeit` measures: the garbage collector waits, whose turn depends on all that the process has seen before."""
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
    finally:
        gc.enable()
