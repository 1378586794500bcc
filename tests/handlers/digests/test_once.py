"""A digest is posted once per place and period: through restarts, two clocks, clock changes, and a Slack that answers late."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.build import Parley, Parts
from bot.engine import QueueEngine
from governance.digests import after_results, next_due
from sandbox.server import Sandbox
from tests.bot.stage import Stage, alive
from tests.bot.test_clock import digests_queued, weekly_digest
from tests.cast import HELIX, MONDAY
from tests.handlers.test_digests import digests, subscribe
from tests.handlers.test_scorecards import REPORTS
from tests.running import Running, Watch, settings_for

WARSAW = ZoneInfo("Europe/Warsaw")


def strikes(parley: Running, *moments: tuple[int, ...]) -> list[int]:
    """How many digests there are after the clock has struck at each of these moments (UTC), three times each."""
    found = []
    for moment in moments:
        for _ in range(3):
            parley.clock_moves(datetime(*moment, tzinfo=UTC))  # type: ignore[misc, arg-type]
        found.append(digests(parley))
    return found


def test_half_past_two_on_the_night_that_has_none(with_helix: Running) -> None:
    """28 March 2027: at 01:00 UTC the clocks in Warsaw go from 02:00 to 03:00."""
    with_helix.watch.set(datetime(2027, 3, 27, 12, 0, tzinfo=UTC))
    subscribe(with_helix, "daily 2:30")
    assert strikes(
        with_helix, (2027, 3, 28, 0, 59), (2027, 3, 28, 1, 29), (2027, 3, 28, 1, 30), (2027, 3, 28, 2, 30), (2027, 3, 29, 0, 29)
    ) == [0, 0, 1, 1, 1]  # fmt: skip
    assert strikes(with_helix, (2027, 3, 29, 0, 30)) == [2]


def test_half_past_two_on_the_night_that_has_two(with_helix: Running) -> None:
    """31 October 2027: at 01:00 UTC the clocks in Warsaw go from 03:00 back to 02:00."""
    with_helix.watch.set(datetime(2027, 10, 30, 12, 0, tzinfo=UTC))
    subscribe(with_helix, "daily 2:30")
    assert strikes(
        with_helix, (2027, 10, 31, 0, 29), (2027, 10, 31, 0, 30), (2027, 10, 31, 1, 30), (2027, 10, 31, 2, 30)
    ) == [0, 1, 1, 1]  # fmt: skip
    assert strikes(with_helix, (2027, 11, 1, 1, 30)) == [2]


def test_a_restart_in_the_doubled_hour_posts_nothing_twice(with_helix: Running, start: Callable[..., Running]) -> None:
    with_helix.watch.set(datetime(2027, 10, 30, 12, 0, tzinfo=UTC))
    subscribe(with_helix, "daily 2:30")
    assert strikes(with_helix, (2027, 10, 31, 0, 30)) == [1]
    assert strikes(start(), (2027, 10, 31, 0, 45), (2027, 10, 31, 1, 30)) == [1, 1]


@pytest.mark.parametrize(
    "trouble", [{"drop": "after"}, {"drop": "before"}, {"status": 500}, {"status": 429, "retry_after": 5}]
)
def test_whatever_slack_does_with_it_it_stands_there_once(with_helix: Running, trouble: dict[str, object]) -> None:
    with_helix.import_results(*REPORTS)
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.sandbox.fault("chat.postMessage", **trouble)
    with_helix.clock_moves(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    with_helix.watch.set(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    with_helix.rest()
    with_helix.rest()
    assert digests(with_helix) == 1
    assert with_helix.heard(HELIX).count("All KPIs\n") == 1


def test_what_slack_refuses_for_good_brings_no_details_and_the_doctor_tells(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.sandbox.fault("chat.postMessage", error="missing_scope")
    with_helix.clock_moves(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert "All KPIs" not in with_helix.heard(HELIX)
    said = with_helix.say("vendor doctor", at=HELIX)
    assert "A post to #helix-northwind: a permission is missing. Install the app again from its manifest." in said
    assert "A post to #helix-northwind: the message it belongs to was not said" in said


def test_a_slack_that_answers_late_and_a_restart(with_helix: Running, start: Callable[..., Running]) -> None:
    """It has posted the digest and says so too late; Parley is started anew meanwhile."""
    subscribe(with_helix, "weekly friday 9:00")
    impatient = start(SLACK_TIMEOUT="0.2")
    impatient.sandbox.fault("chat.postMessage", hang=0.5)
    impatient.clock_moves(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    again = start()
    again.clock_moves(minutes=30)
    again.rest()
    assert digests(again) == 1


def test_two_clocks_and_a_channel_whose_results_are_waited_for(records_url: str, slack: Sandbox, watch: Watch) -> None:
    """Two processes on one database strike at once, three times each, at the moment and after it."""

    async def both() -> None:
        async with alive(records_url, slack, watch) as stage:
            vendor = waiting_for_results(stage)
            other = Parley(settings_for(records_url, slack), Parts(), watch)
            if isinstance(other.engine, QueueEngine):
                other.engine.works = False
                await other.engine.start()
            for minutes in (0, 1, 60):
                watch.set(datetime(2026, 12, 14, 8, 0, tzinfo=UTC) + timedelta(minutes=minutes))
                await asyncio.gather(*(its.clock.schedules_due() for its in (stage.parley, other) * 3))
            await stage.sweep()
            await stage.until_said()
            assert len(digests_queued(stage, vendor)) == 1
            assert len(stage.said()) == 1
            await other.engine.stop()
            other.executor.shutdown()
            other.database.close()

    asyncio.run(both())


def waiting_for_results(stage: Stage) -> int:
    """Helix's channel, with a digest two business days after results fall due; the vendor."""
    with stage.work() as uow:
        vendor = weekly_digest(uow, MONDAY)
        (schedule,) = uow.schedules.all("digest")
        uow.schedules.retime(schedule, after_results(10), next_due(after_results(10), WARSAW, MONDAY, "PL"))
    return vendor
