"""The record: how fast entries are chained, and how fast the whole chain is walked, beside hashing alone."""

import hashlib
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bench.processes import spent_by
from bench.report import Line
from governance.events import Door, ResultSubmitted
from storage import journal
from storage.database import Database
from storage.journal import Entry
from storage.tables import journal as entries

AIM = 50_000
SLICE = 200  # entries a transaction, as an import writes them
APPENDED = 10_000


def measure(seeded: str, other: str, env: dict[str, str], repeat: int) -> list[Line]:
    """`seeded` is walked; `other`, a copy, is added to."""
    return [_append(Database(other)), *_verify(Database(seeded), env, repeat)]


def _append(database: Database) -> Line:
    at = datetime.now(UTC)
    event = ResultSubmitted(
        result=1,
        definition=1,
        vendor=1,
        study=None,
        period=date(2026, 1, 1),
        numerator=191.0,
        denominator=200.0,
        value=95.5,
        colour="green",
    )
    entry = Entry(event=event, happened_at=at, person=1, party="northwind", door=Door.IMPORT)
    began = time.perf_counter()
    for _ in range(APPENDED // SLICE):
        with database.write() as connection:
            journal.append(connection, 1, [entry] * SLICE, at)
    seconds = time.perf_counter() - began
    database.close()
    return Line(f"Record: entries appended, {SLICE} a transaction", f"{APPENDED / seconds:,.0f} entries/s")


def _verify(database: Database, env: dict[str, str], repeat: int) -> list[Line]:
    with database.read() as connection:
        found = journal.verify(connection)
        assert found.broken is None
        worked = time.process_time()
        walk = statistics.median(_seconds(lambda: journal.verify(connection)) for _ in range(repeat))
        worked = (time.process_time() - worked) / repeat
        lines = [_bytes(row) for row in connection.execute(entries.select().order_by(entries.c.number))]
    database.close()
    floor = statistics.median(_seconds(lambda: _hash(lines)) for _ in range(repeat))
    whole = spent_by(["-m", "bot", "audit", "verify"], env)
    rate = found.entries / walk
    return [
        Line(
            f"Record: {found.entries:,} entries verified, median of {repeat}",
            f"{rate:,.0f} entries/s ({found.entries / worked:,.0f} a second of processor)",
            f"SHA-256 alone over about as many bytes: {len(lines) / floor:,.0f}/s",
            f"x {rate * floor / len(lines):.2f}",
            f">= {AIM:,} entries/s",
            rate >= AIM,
        ),
        Line("`python -m bot audit verify`, the whole process", whole.words()),
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bytes(row: Sequence[Any]) -> bytes:
    """About what the chain hashes: the entry without its hash."""
    return json.dumps([str(value) for value in row[:-1]]).encode()


def _hash(lines: list[bytes]) -> None:
    digest = bytes(32)
    for line in lines:
        digest = hashlib.sha256(digest + line).digest()
