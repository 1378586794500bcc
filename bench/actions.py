"""Action items by the hundred thousand: how soon lists, search and Home are answered, and how long reminding everybody takes."""

import shutil
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench import items
from bench.ack import HOME_RATE
from bench.load import NONE, Latencies, Send, home, open_loop, saturate, slash
from bench.processes import Running, answering, bot, free_port
from bench.report import Line, percentile
from bot.arrivals import Arrival, Asks
from bot.house import House
from governance.events import Door
from handlers import registry
from handlers.actions.listing import PAGE
from handlers.reminders import ROUND
from sandbox.server import Sandbox
from storage.database import Database

COUNTS = (25_000, 50_000, 100_000)
AIM_MS, AIM_SECONDS = 50.0, 10.0
TURNS = 2
HOMES = 40
FAR_DOWN = 50  # a page, where there are so many
# From so much processor a second on, the bot is still busy with what its clock found at the start.
AT_REST = 0.05
LONGEST_REST = 120.0
EVERY = timedelta(minutes=5)  # the timetable of the reminders
POSTS = "SELECT lane, payload FROM outbox WHERE key LIKE 'remind:%'"

# What is typed, and what a good answer holds.
ASKED = {
    "`/action list`": ("/action list", "A-"),
    "`/action list mine`": ("/action list mine", "A-"),
    "`/action list overdue`": ("/action list overdue", "late"),
    "`/action list waiting on them`": ("/action list waiting on them", "A-"),
    "`/action list <page>`, one far down": ("/action list {page}", "Page {page} of"),
    f"`/action find {items.RARE}`, a rare word": (f"/action find {items.RARE}", "A-"),
    f"`/action find {items.COMMON}`, a word of every title": (f"/action find {items.COMMON}", "A-"),
    "`/action find risk lisbon`, two words": ("/action find risk lisbon", "A-"),
    "`/action show A-<number>`": ("/action show A-{shown}", "Opened"),
}


def measure(seeded: Path, folder: Path, counts: Sequence[int] = COUNTS, seconds: float = 2.0) -> list[Line]:
    """Each number of items in a copy of the seeded database; what people ask is asked of the largest."""
    plans, answers = [], []
    for count in counts:
        file = folder / f"actions-{count}.db"
        shutil.copy(seeded, file)
        items.fill(f"sqlite:///{file}", count)
        if count == counts[-1]:
            shutil.copy(file, folder / "actions-asked.db")
            answers = _ask(folder / "actions-asked.db", count, seconds)
        plans.append(_plan(file, count))
        file.unlink()
    return [*answers, *_planned(plans)]


# --- what people ask --------------------------------------------------------------------------------------------------


def _ask(file: Path, count: int, seconds: float) -> list[Line]:
    """Signed requests over HTTP, one after the other, to the real bot and to Bolt that only acknowledges, in turns.

    What the handler takes is less: the web server, the signature and the commit are in it too.
    """
    port, shown, page = free_port(), _an_open_item(file), _a_page_far_down(file)
    with Sandbox() as sandbox, bot(sandbox, f"sqlite:///{file}") as ours:
        secret = sandbox.signing_secret
        with answering(["-m", "bench.bare", "serve", str(port), secret], port, "/healthz") as bare:
            _rest(ours)
            floor = slash(bare.url, secret, lambda: ("/action list", ""))
            asked = {what: _typed(ours, secret, typed, shown, page) for what, typed in ASKED.items()}
            lines = [_line(what, count, *_in_turns(send, floor, seconds / TURNS)) for what, send in asked.items()]
            # Each Home that is asked for is also shown, by the same process: not one after the other, but as people come.
            opened = open_loop(home(ours.url, secret), HOME_RATE, seconds * 5)
            acknowledged = open_loop(floor, HOME_RATE, seconds * 5)
            at_the_door = _line(f"App Home, {HOME_RATE:g} requests/s, each shown as well", count, opened, acknowledged)
            lines.append(replace(at_the_door, aim="", met=None))
    return [*lines, _line("App Home, in the handler", count, _handled(file), acknowledged)]


def _handled(file: Path) -> Latencies:
    """What the handler takes for Home, its transaction and commit included: the same person opens it again and again."""
    database = Database(f"sqlite:///{file}")
    house = House(database, registry(), lambda: datetime.now(UTC))
    house.workspace = 1
    seconds: list[float] = []
    for number in range(HOMES):
        came = Arrival(
            key=f"bench:{number}", asks=Asks.HOME, door=Door.HOME, team="T0NORTH", user="U0ALICE", user_team="T0NORTH"
        )
        began = time.perf_counter()
        house.hear(came)
        seconds.append(time.perf_counter() - began)
    database.close()
    return Latencies(seconds, 0, sum(seconds))


def _typed(ours: Running, secret: str, typed: tuple[str, str], shown: int, page: int) -> Send:
    words, expected = (its.replace("{shown}", str(shown)).replace("{page}", str(page)) for its in typed)
    return slash(ours.url, secret, lambda: (words, expected))


def _in_turns(send: Send, floor: Send, seconds: float) -> tuple[Latencies, Latencies]:
    mine, theirs = NONE, NONE
    for _ in range(TURNS):
        theirs += saturate(floor, 1, seconds / 2)
        mine += saturate(send, 1, seconds)
    return mine, theirs


def _line(what: str, count: int, mine: Latencies, floor: Latencies) -> Line:
    wrong = f", {mine.bad} of {len(mine.seconds)} **answered wrongly**" if mine.bad else ""
    return Line(
        f"{what}, {count:,} action items",
        f"p50 {mine.ms(0.5):.1f}, p95 {mine.ms(0.95):.1f} ms{wrong}",
        f"bare Bolt: p50 {floor.ms(0.5):.1f}, p95 {floor.ms(0.95):.1f} ms",
        f"p50 x {mine.ms(0.5) / floor.ms(0.5):.1f}",
        f"p50 < {AIM_MS:g} ms",
        mine.ms(0.5) < AIM_MS and not mine.bad,
    )


def _an_open_item(file: Path) -> int:
    return int(_driver(file, "SELECT max(number) FROM actions WHERE waits_on IS NOT NULL AND closed_at IS NULL")[0][0])


def _a_page_far_down(file: Path) -> int:
    [[items_open]] = _driver(file, "SELECT count(*) FROM actions WHERE waits_on IS NOT NULL AND closed_at IS NULL")
    return min(FAR_DOWN, int(items_open) // PAGE)


def _rest(ours: Running) -> None:
    """Waits until the bot has done what its clock found to do when it started."""
    began, before = time.monotonic(), -1.0
    while ours.cpu() - before > AT_REST and time.monotonic() - began < LONGEST_REST:
        before = ours.cpu()
        time.sleep(1.0)


# --- reminding everybody ------------------------------------------------------------------------------------------------


@dataclass
class Planned:
    """A day of reminding: seconds it took, and of processor, the letters written, and how long each transaction held the database."""

    items: int
    open: int
    seconds: float = 0.0
    cpu: float = 0.0
    posts: int = 0
    people: int = 0
    floor: float = 0.0
    held: list[float] = field(default_factory=list)


def _plan(file: Path, count: int) -> Planned:
    """Every tick of a whole day, from the evening before, when nobody's moment is known yet; with a clock that is moved."""
    its = Planned(count, _driver(file, "SELECT count(*) FROM actions WHERE waits_on IS NOT NULL")[0][0])
    database = Database(f"sqlite:///{file}")
    _watch(database, its.held)
    at = _next_tuesday(datetime.now(UTC))
    clock = [at - EVERY]
    house = House(database, registry(), lambda: clock[0])
    house.workspace = 1
    began, worked = time.perf_counter(), time.process_time()
    while clock[0] < at + timedelta(days=1):
        if "work:reminders" in house.tick("reminders", clock[0]):
            house.work(1, {"work": ROUND})
        clock[0] += EVERY
    its.seconds, its.cpu = time.perf_counter() - began, time.process_time() - worked
    database.close()
    letters = _driver(file, POSTS)
    its.posts, its.people = len(letters), len({lane for lane, _ in letters})
    its.floor = _bare(file, letters)
    return its


def _next_tuesday(now: datetime) -> datetime:
    """Midnight, UTC. A Tuesday, so that it is a day of work and so was the day before."""
    days = (1 - now.weekday()) % 7 or 7
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def _watch(database: Database, held: list[float]) -> None:
    """Notes for how long each transaction lasted, in seconds."""
    began = [0.0]

    def begin(_connection: Any) -> None:
        began[0] = time.perf_counter()

    def end(_connection: Any) -> None:
        held.append(time.perf_counter() - began[0])

    event.listen(database.engine, "begin", begin)
    event.listen(database.engine, "commit", end)


def _bare(file: Path, letters: Sequence[tuple[str, str]]) -> float:
    """The driver alone: reads every open item once, and keeps the same letters in one transaction. In seconds."""
    began = time.perf_counter()
    connection = sqlite3.connect(file)
    connection.execute("SELECT * FROM actions WHERE waits_on IS NOT NULL ORDER BY owner_id, due_on").fetchall()
    connection.execute("CREATE TABLE letters (lane TEXT, payload TEXT)")
    connection.executemany("INSERT INTO letters VALUES (?, ?)", letters)
    connection.commit()
    connection.close()
    return time.perf_counter() - began


def _planned(plans: Sequence[Planned]) -> list[Line]:
    """One line a size; from the second on, how much longer it took than the smallest, beside how much more there was."""
    return [_plan_line(its, plans[0]) for its in plans]


def _plan_line(its: Planned, least: Planned) -> Line:
    doubled = "" if its.posts == its.people else f", {its.posts - its.people} **said twice**"
    more = f"; x {its.cpu / least.cpu:.1f} of processor for {its.items / least.items:g} times the items"
    return Line(
        f"Reminders of a whole day planned for everybody, {its.items:,} action items, {its.open:,} of them open",
        f"{its.seconds:.1f} s ({its.cpu:.1f} s of processor) for {its.posts:,} messages{doubled}, no transaction longer than "
        f"{max(its.held) * 1000:.0f} ms (p95 {percentile(its.held, 0.95) * 1000:.0f} ms)",
        f"the driver alone, reading the same items and keeping the same messages: {its.floor:.2f} s",
        f"x {its.seconds / its.floor:.0f}{more if its is not least else ''}",
        f"< {AIM_SECONDS:g} s",
        its.seconds < AIM_SECONDS and its.posts == its.people,
    )


def _driver(file: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
