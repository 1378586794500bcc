"""One contract for both runners: the local one on SQLite and the queue on PostgreSQL. Each thing is said once, in order."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.build import Parley, Parts
from bot.engine import LocalEngine, QueueEngine
from sandbox.server import Sandbox
from storage import outbox
from tests.bot.stage import LANE, Stage, alive, play
from tests.cast import ALICE, GOVERNANCE, MERIDIAN
from tests.running import Watch, settings_for


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


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_database_that_cuts_every_connection_costs_a_kick_at_most(
    database_url: str, slack: Sandbox, watch: Watch
) -> None:
    async def scenario(stage: Stage) -> None:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        stage.put("one")
        with stage.parley.database.write() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        await stage.kick()
        stage.put("two")
        for _ in range(3):
            await stage.sweep()
        await stage.until_said()
        assert stage.said() == ["one", "two"]

    asyncio.run(play(scenario, database_url, slack, watch))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_worker_whose_queue_was_away_begins_again(
    database_url: str, slack: Sandbox, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(stage: Stage, before: str, after: str) -> None:
        with stage.parley.database.write() as connection:
            connection.exec_driver_sql(
                "SET LOCAL lock_timeout = '20s'"
            )  # the workers look into that table all the time
            connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")

    async def scenario(stage: Stage) -> None:
        rename(stage, "procrastinate_jobs", "away")
        try:
            stage.put("one")
            await stage.kick()
            await stage.until(lambda: "trying again" in caplog.text)
        finally:
            rename(stage, "away", "procrastinate_jobs")
        await stage.sweep()
        await stage.until_said()
        assert stage.said() == ["one"]

    asyncio.run(play(scenario, database_url, slack, watch))


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

    async def both() -> None:
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

    asyncio.run(both())


def test_slacks_retry_after_is_obeyed_and_the_order_kept(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.slack.fault("chat.postMessage", status=429, retry_after=30)
        stage.put("one", "two", "three")
        await stage.kick()
        await stage.until_tried("chat.postMessage")
        assert 29 < stage.pause() <= 30
        await stage.kick()
        await stage.sweep()
        assert stage.parley.outbound.due() == []
        assert (len(stage.slack.calls("chat.postMessage")), stage.counts()) == (1, (3, 0, 0))
        await stage.pause_is_over()
        await stage.until_said()
        assert stage.said() == ["one", "two", "three"]

    on_stage(scenario)


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
