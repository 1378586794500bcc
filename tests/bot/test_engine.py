"""One contract for both runners: the local one on SQLite and the queue on PostgreSQL. Each thing is said once, in order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot.build import Parley, Parts
from bot.engine import LocalEngine, QueueEngine
from governance.events import DigestQueued, Door
from governance.people import Role
from governance.vendors import Status
from sandbox.server import Sandbox
from storage import journal, outbox
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork, unit_of_work

from tests.cast import ALICE, GOVERNANCE, HELIX, MERIDIAN, MONDAY, NORTHWIND
from tests.running import Watch, settings_for

LANE = f"channel:{HELIX}"
Scenario = Callable[["Stage"], Coroutine[Any, Any, None]]


class Stage:
    """A Parley whose engine runs, and whose clock ticks only when a scenario says so."""

    def __init__(self, parley: Parley, slack: Sandbox, watch: Watch) -> None:
        self.parley = parley
        self.slack = slack
        self.watch = watch

    def work(self) -> Any:
        assert self.parley.house.workspace is not None
        return unit_of_work(self.parley.database, self.parley.house.workspace, at=self.watch(), door=Door.CLOCK)

    def put(self, *words: str, channel: str = HELIX) -> None:
        """Writes letters down; nobody is told."""
        with self.work() as uow:
            for text in words:
                payload = {"channel": channel, "text": text}
                uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=f"{channel}:{text}")

    async def kick(self, *lanes: str) -> None:
        await self.parley.engine.kick(lanes or [LANE])

    async def sweep(self) -> None:
        await self.parley.clock.sweep()

    async def until(self, happened: Callable[[], object]) -> None:
        """Lets the engine work until it happened."""
        async with asyncio.timeout(20):
            while not await self.parley.in_thread(happened):
                await asyncio.sleep(0.002)

    async def until_said(self) -> None:
        """Until nothing is left to say and nobody holds a lane."""
        await self.until(lambda: self.counts()[0] == 0 and self.resting())

    async def until_tried(self, method: str, times: int = 1) -> None:
        """Until a call was made and its lane was put down again."""
        await self.until(lambda: len(self.slack.calls(method)) >= times and self.resting())

    def resting(self) -> bool:
        with self.parley.database.read() as connection:
            held = "SELECT count(*) FROM lanes WHERE owner IS NOT NULL"
            return connection.exec_driver_sql(held).scalar_one() == 0

    def counts(self) -> tuple[int, int, int]:
        """Letters waiting, in doubt, dead."""
        with self.parley.database.read() as connection:
            return outbox.counts(connection)

    async def pause_is_over(self, lane: str = LANE) -> None:
        """Turns the database's clock past a pause, and sweeps as the clock does each second."""
        with self.parley.database.write() as connection:
            outbox.pause(connection, lane, -1.0)
        await self.sweep()

    async def doubt_is_old_enough(self) -> None:
        """A call that was cut off can land no more."""
        self.watch.set(self.watch() + timedelta(seconds=self.parley.settings.slack_timeout + 1))
        await self.pause_is_over()

    def said(self, channel: str = HELIX) -> list[str]:
        return [message["text"] for message in self.slack.messages(channel)]


@asynccontextmanager
async def alive(url: str, slack: Sandbox, watch: Watch, look_up: bool = True) -> AsyncIterator[Stage]:
    parley = Parley(settings_for(url, slack), Parts(clock=False), watch)
    parley.outbound.look_up = look_up
    async with parley.lifespan():
        await parley.introduce()
        yield Stage(parley, slack, watch)


@pytest.fixture
def on_stage(records_url: str, slack: Sandbox, watch: Watch) -> Callable[..., None]:
    """Runs a scenario against a living Parley on either runner."""

    def run(scenario: Scenario, look_up: bool = True) -> None:
        async def play() -> None:
            async with alive(records_url, slack, watch, look_up) as stage:
                await scenario(stage)

        asyncio.run(play())

    return run


def test_each_database_has_its_runner(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        expected = LocalEngine if stage.parley.database.is_sqlite else QueueEngine
        assert isinstance(stage.parley.engine, expected)

    on_stage(scenario)


def test_a_kicked_lane_is_drained_in_order(on_stage: Callable[..., None]) -> None:
    words = [f"letter {number}" for number in range(25)]

    async def scenario(stage: Stage) -> None:
        stage.put(*words)
        await stage.kick()
        await stage.until_said()
        assert stage.said() == words

    on_stage(scenario)


def test_lanes_do_not_wait_for_each_other(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", status=429, retry_after=60)
        stage.put("held back")
        await stage.kick()
        await stage.until_tried("chat.postMessage")
        stage.put("goes out", channel=GOVERNANCE)
        await stage.kick(LANE, f"channel:{GOVERNANCE}")
        await stage.until(lambda: stage.said(GOVERNANCE) == ["goes out"])
        assert stage.said() == []

    on_stage(scenario)


def test_a_lost_kick_is_made_good_by_the_sweep(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.put("one")
        stage.put("two", channel=MERIDIAN)
        assert sorted(stage.parley.outbound.due()) == [LANE, f"channel:{MERIDIAN}"]
        await stage.sweep()
        await stage.until_said()
        assert (stage.said(), stage.said(MERIDIAN)) == (["one"], ["two"])

    on_stage(scenario)


def test_repeated_and_simultaneous_kicks_do_no_harm(on_stage: Callable[..., None]) -> None:
    words = [f"letter {number}" for number in range(10)]

    async def scenario(stage: Stage) -> None:
        stage.put(*words)
        await asyncio.gather(*(stage.kick(LANE, LANE) for _ in range(10)))
        await stage.kick("channel:nobody", LANE)
        await stage.until_said()
        await stage.kick()
        await stage.sweep()
        await stage.until_said()
        assert stage.said() == words

    # Without the look-up, a second drain let in would show.
    on_stage(scenario, look_up=False)


def test_drains_of_one_lane_that_overlap_never_double(on_stage: Callable[..., None]) -> None:
    words = [f"letter {number}" for number in range(30)]

    async def scenario(stage: Stage) -> None:
        stage.put(*words)
        await asyncio.gather(*(stage.parley.outbound.drain(LANE) for _ in range(6)))
        await stage.sweep()
        await stage.until_said()
        assert stage.said() == words

    on_stage(scenario, look_up=False)


def test_two_processes_never_double(records_url: str, slack: Sandbox, watch: Watch) -> None:
    words = [f"letter {number}" for number in range(30)]

    async def play() -> None:
        async with alive(records_url, slack, watch, look_up=False) as stage:
            other = Parley(settings_for(records_url, slack), Parts(), watch)
            other.outbound.look_up = False
            stage.put(*words)
            drains = [its.outbound.drain(LANE) for its in (stage.parley, other) * 3]
            await asyncio.gather(*drains)
            await stage.sweep()
            await stage.until_said()
            other.executor.shutdown()
            other.database.close()
        assert stage.said() == words

    asyncio.run(play())


def test_slacks_retry_after_is_obeyed_and_the_order_kept(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", status=429, retry_after=30)
        stage.put("one", "two", "three")
        await stage.kick()
        await stage.until_tried("chat.postMessage")
        assert 29 < stage_pause(stage) <= 30
        await stage.kick()
        await stage.sweep()
        assert stage.parley.outbound.due() == []
        assert (len(stage.slack.calls("chat.postMessage")), stage.counts()) == (1, (3, 0, 0))
        await stage.pause_is_over()
        await stage.until_said()
        assert stage.said() == ["one", "two", "three"]

    on_stage(scenario)


def stage_pause(stage: Stage) -> float:
    """How long the lane still rests, in seconds, by the database's clock."""
    with stage.parley.database.read() as connection:
        now = connection.execute(outbox.select(outbox.now(connection))).scalar_one()
        until = connection.execute(outbox.select(outbox.lanes.c.not_before)).scalar_one()
    return float((until - now.astimezone(UTC)).total_seconds())


def test_a_storm_of_429_loses_nothing(on_stage: Callable[..., None]) -> None:
    words = [f"letter {number}" for number in range(5)]

    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", times=20, status=429, retry_after=1)
        stage.put(*words)
        await stage.kick()
        for storm in range(1, 21):
            await stage.until_tried("chat.postMessage", storm)
            await stage.pause_is_over()
        await stage.until_said()
        assert (stage.said(), stage.counts()) == (words, (0, 0, 0))

    on_stage(scenario)


async def lose_an_answer(stage: Stage) -> None:
    """The first of two letters arrives, and the connection breaks before Slack's answer does."""
    stage.slack.fault("chat.postMessage", drop="after")
    stage.put("one", "two")
    await stage.kick()
    await stage.until_tried("chat.postMessage")
    assert (stage.said(), stage.counts()) == (["one"], (2, 1, 0))


def test_a_message_whose_answer_was_lost_is_looked_up_and_not_said_twice(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        await lose_an_answer(stage)
        await stage.doubt_is_old_enough()
        await stage.until_said()
        assert stage.said() == ["one", "two"]
        assert len(stage.slack.calls("conversations.history")) == 1

    on_stage(scenario)


def test_without_the_look_up_it_would_be_said_twice(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        await lose_an_answer(stage)
        await stage.doubt_is_old_enough()
        await stage.until_said()
        assert stage.said() == ["one", "one", "two"]

    on_stage(scenario, look_up=False)


def test_a_call_that_was_cut_off_may_still_land_so_it_is_too_early_to_look(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        await lose_an_answer(stage)
        await stage.pause_is_over()
        await stage.until(lambda: stage.parley.outbound.due() == [] and stage.resting())
        assert stage.slack.calls("conversations.history") == []
        await stage.doubt_is_old_enough()
        await stage.until_said()
        assert stage.said() == ["one", "two"]

    on_stage(scenario)


TROUBLE_WITH_THE_LOOK_UP: dict[str, dict[str, Any]] = {
    "slowed down": {"status": 429, "retry_after": 1},
    "broken": {"status": 500},
    "in trouble": {"error": "internal_error"},
    "away": {"error": "service_unavailable"},
    "silent": {"drop": "before", "times": 2},  # a read is tried once more by the HTTP library
}


@pytest.mark.parametrize("trouble", TROUBLE_WITH_THE_LOOK_UP)
def test_a_look_up_that_fails_leaves_the_letter_in_doubt(on_stage: Callable[..., None], trouble: str) -> None:
    async def scenario(stage: Stage) -> None:
        await lose_an_answer(stage)
        stage.slack.fault("conversations.history", **TROUBLE_WITH_THE_LOOK_UP[trouble])
        await stage.doubt_is_old_enough()
        await stage.until_tried("conversations.history")
        assert stage.counts() == (2, 1, 0)
        await stage.pause_is_over()
        await stage.until_said()
        assert stage.said() == ["one", "two"]

    on_stage(scenario)


def test_a_message_slack_may_have_made_before_it_broke_is_looked_up(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", error="internal_error")
        stage.put("one")
        await stage.kick()
        await stage.until_tried("chat.postMessage")
        assert stage.counts() == (1, 1, 0)
        await stage.doubt_is_old_enough()
        await stage.until_said()
        assert (stage.said(), len(stage.slack.calls("conversations.history"))) == (["one"], 1)

    on_stage(scenario)


def test_a_direct_message_in_doubt_is_looked_for_where_it_lies(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", drop="after")
        stage.put("just for you", channel=ALICE)
        await stage.kick(f"channel:{ALICE}")
        await stage.until_tried("chat.postMessage")
        stage.watch.set(stage.watch() + timedelta(minutes=1))
        await stage.pause_is_over(f"channel:{ALICE}")
        await stage.until_said()
        assert stage.said("D0ALICE") == ["just for you"]
        (look,) = stage.slack.calls("conversations.history")
        assert look.args["channel"] == "D0ALICE"

    on_stage(scenario)


def test_what_slack_will_never_take_is_given_up_and_the_lane_goes_on(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", error="msg_too_long")
        stage.put("one", "two")
        await stage.kick()
        await stage.until_said()
        assert (stage.said(), stage.counts()) == (["two"], (0, 0, 1))
        with stage.work() as uow:
            assert uow.outbox.dead() == [(LANE, "post", "msg_too_long")]

    on_stage(scenario)


def test_what_a_killed_process_left_is_taken_up_when_its_lease_is_over(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.put("one", "two")
        with stage.parley.database.write() as connection:
            assert outbox.lease(connection, LANE, "the dead one", 60)
            assert outbox.take(connection, LANE, stage.watch())
        await stage.sweep()
        assert stage.parley.outbound.due() == []
        with stage.parley.database.write() as connection:
            outbox.lease(connection, LANE, "the dead one", -1)
        await stage.doubt_is_old_enough()
        await stage.until_said()
        assert stage.said() == ["one", "two"]

    on_stage(scenario)


# --- the clock ---------------------------------------------------------------------------------------------------------


def weekly_digest(uow: UnitOfWork, first: datetime) -> int:
    """A digest for Helix each Monday at 10 in Warsaw; the vendor."""
    alice = uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
    facts = {"service": "CRO", "tier": 1, "status": Status.ACTIVE, "sponsor_lead": alice.id}
    vendor = uow.vendors.add(name="Helix Clinical", **facts)
    assert vendor
    uow.vendors.link(HELIX, vendor.id, study=None, zone=None, shared=True)
    rhythm = {"cron": "0 10 * * mon", "words": "every Monday at 10:00", "zone": "Europe/Warsaw"}
    uow.schedules.set(
        what="digest", channel=HELIX, vendor_id=vendor.id, next_fire_at=first, by=alice.id, **rhythm
    )
    return vendor.id


def digests_queued(stage: Stage, vendor: int) -> list[DigestQueued]:
    assert stage.parley.house.workspace is not None
    with stage.parley.database.read() as connection:
        past = journal.history(connection, stage.parley.house.workspace, f"vendor:{vendor}")
    return [entry.event for entry in past if isinstance(entry.event, DigestQueued)]


def test_two_clocks_fire_a_schedule_once(records_url: str, slack: Sandbox, watch: Watch) -> None:
    async def play() -> None:
        async with alive(records_url, slack, watch) as stage:
            with stage.work() as uow:
                vendor = weekly_digest(uow, MONDAY)
            other = Parley(settings_for(records_url, slack), Parts(), watch)
            if isinstance(other.engine, QueueEngine):
                other.engine.works = False
                await other.engine.start()
            await asyncio.gather(*(its.clock.schedules_due() for its in (stage.parley, other) * 3))
            await stage.sweep()
            await stage.until_said()
            assert [event.late_by for event in digests_queued(stage, vendor)] == [0]
            assert len(stage.said()) == 1
            await other.engine.stop()
            other.executor.shutdown()
            other.database.close()

    asyncio.run(play())


def test_what_was_missed_while_down_comes_once_and_says_that_it_is_late(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        with stage.work() as uow:
            vendor = weekly_digest(uow, MONDAY)
        stage.watch.set(MONDAY + timedelta(days=16, hours=3))
        for _ in range(3):
            await stage.parley.clock.schedules_due()
        await stage.until_said()
        assert [event.late_by for event in digests_queued(stage, vendor)] == [(16 * 24 + 3) * 60]
        with stage.work() as uow:
            (schedule,) = uow.schedules.all("digest")
        assert schedule.next_fire_at == MONDAY + timedelta(days=21)
        (words,) = stage.said()
        assert "late" in words

    on_stage(scenario)


def test_nothing_fires_before_its_time(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        with stage.work() as uow:
            vendor = weekly_digest(uow, MONDAY + timedelta(seconds=1))
        await stage.parley.clock.schedules_due()
        assert digests_queued(stage, vendor) == []
        stage.watch.set(MONDAY + timedelta(seconds=1))
        await stage.parley.clock.schedules_due()
        assert len(digests_queued(stage, vendor)) == 1
        await stage.until_said()

    on_stage(scenario)
