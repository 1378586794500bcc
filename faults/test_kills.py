"""kill -9 at random moments while a thousand messages go out: none lost, none doubled, each channel in order."""

import random
import time
from collections import Counter
from pathlib import Path

from bot.outbound import utc_now
from faults.conftest import LETTERS, Place, fleet_for
from faults.fleet import Fleet, free_port, wait_for
from governance.events import Door
from storage import outbox, workspaces
from storage.database import Database
from storage.outbox import Kind
from storage.unit_of_work import unit_of_work

MOST_KILLS = 25


class Story:
    """A thousand letters and what became of them."""

    def __init__(self, database: Database, place: Place) -> None:
        self.database = database
        self.place = place
        self.doubted = 0
        self.started = time.monotonic()
        with database.write() as connection:
            self.workspace = workspaces.welcome(connection, "T0NORTH", "Northwind Bio", "U0PARLEY").id

    def write(self, numbers: range) -> None:
        """Puts letters in through the real outbox, channel after channel."""
        with unit_of_work(self.database, self.workspace, at=utc_now(), door=Door.IMPORT) as uow:
            for number in numbers:
                channel = self.place.channels[number % len(self.place.channels)]
                payload = {"channel": channel, "text": str(number)}
                uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=f"letter:{number}")

    def look(self) -> int:
        """How many letters wait; notes how many a kill left half-said."""
        with self.database.read() as connection:
            waiting, doubtful, dead = outbox.counts(connection)
        assert dead == 0
        self.doubted += doubtful
        return waiting

    def waiting(self) -> int:
        """How many letters are still to be said."""
        with self.database.read() as connection:
            return outbox.counts(connection)[0]

    def tell(self, what: str, kills: int) -> None:
        """Counts what arrived, prints it, and holds it to the promise."""
        said = {channel: self.place.said(channel) for channel in self.place.channels}
        arrived = Counter(int(words) for texts in said.values() for words in texts)
        doubled, lost = sum(arrived.values()) - len(arrived), LETTERS - len(arrived)
        out_of_order = [channel for channel, texts in said.items() if sorted(texts, key=int) != texts]
        seconds = time.monotonic() - self.started
        print(
            f"{what}: {kills} kills, {self.doubted} letters found half-said, {len(arrived)} delivered, "
            f"{doubled} doubled, {lost} lost, {len(out_of_order)} channels out of order, {seconds:.0f} s"
        )
        assert (doubled, lost, out_of_order) == (0, 0, [])


def test_a_bot_on_sqlite_killed_again_and_again_says_each_thing_once(
    place: Place, sqlite_url: str, tmp_path: Path, chance: random.Random
) -> None:
    fleet = fleet_for(place, sqlite_url, tmp_path, free_port())
    fleet.run("migrate")
    database = Database(sqlite_url)
    story = Story(database, place)
    story.write(range(LETTERS // 2))
    try:
        fleet.start("serve", "serve")
        _let_live(story, chance)
        story.write(range(LETTERS // 2, LETTERS))  # beside the running bot, as an import would
        while fleet.kills < MOST_KILLS and story.waiting():
            fleet.kill("serve")
            story.look()
            fleet.start("serve")
            _let_live(story, chance)
        wait_for(lambda: not story.waiting(), 60, "the rest is said")
    finally:
        fleet.stop()
    story.tell("SQLite, one process", fleet.kills)
    database.close()


def _let_live(story: Story, chance: random.Random) -> None:
    """One life in five ends before the bot is up; the others end at some moment of its work."""
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0.2, 1.5))
        return
    before = story.waiting()
    wait_for(lambda: story.waiting() < before or not before, 20, "the bot is at work")
    time.sleep(chance.uniform(0.0, 0.5))


def test_three_workers_on_postgresql_killed_in_turn_say_each_thing_once(
    place: Place, postgres_url: str, tmp_path: Path, chance: random.Random
) -> None:
    port = free_port()
    fleet = fleet_for(place, postgres_url, tmp_path, port)
    fleet.run("migrate")
    database = Database(postgres_url)
    story = Story(database, place)
    try:
        _start_all(fleet)
        wait_for(lambda: fleet.is_ready(port), 30, "the web process is ready")
        story.write(range(LETTERS // 2))
        for first in range(LETTERS // 2, LETTERS, 50):
            _kill_some(fleet, story, chance)
            story.write(range(first, first + 50))
        while fleet.kills < MOST_KILLS and story.waiting():
            _kill_some(fleet, story, chance)
        wait_for(lambda: not story.waiting(), 90, "the rest is said")
    finally:
        fleet.stop()
    story.tell("PostgreSQL, three workers, web and clock", fleet.kills)
    database.close()


def _start_all(fleet: Fleet) -> None:
    for name, command in (("web", "web"), ("clock", "clock"), ("w1", "worker"), ("w2", "worker"), ("w3", "worker")):
        fleet.start(name, command)


def _kill_some(fleet: Fleet, story: Story, chance: random.Random) -> None:
    time.sleep(chance.uniform(0.1, 1.2))
    name = chance.choice(("w1", "w2", "w3", "w1", "w2", "w3", "web", "clock"))
    fleet.kill(name)
    story.look()
    fleet.start(name)
