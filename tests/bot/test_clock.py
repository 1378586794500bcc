"""The clock on both runners: what people set to a time happens once, at its time or late, whoever's clock strikes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.build import Parley, Parts
from bot.engine import QueueEngine
from governance.events import DigestQueued
from governance.people import Role
from governance.vendors import Status
from sandbox.server import Sandbox
from storage import journal
from storage.unit_of_work import UnitOfWork
from tests.bot.stage import Stage, alive
from tests.cast import ALICE, HELIX, MONDAY, NORTHWIND
from tests.running import Watch, settings_for


def weekly_digest(uow: UnitOfWork, first: datetime) -> int:
    """A digest for Helix each Monday at 10 in Warsaw; the vendor."""
    alice = uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
    facts = {"service": "CRO", "tier": 1, "status": Status.ACTIVE, "sponsor_lead": alice.id}
    vendor = uow.vendors.add(name="Helix Clinical", introduced_at=first, **facts)
    assert vendor
    uow.vendors.link(HELIX, vendor.id, study=None, zone=None, shared=True)
    rhythm = {"cron": "0 10 * * mon", "words": "every Monday at 10:00", "zone": "Europe/Warsaw"}
    uow.schedules.set(what="digest", channel=HELIX, vendor_id=vendor.id, next_fire_at=first, by=alice.id, **rhythm)
    return vendor.id


def digests_queued(stage: Stage, vendor: int) -> list[DigestQueued]:
    assert stage.parley.house.workspace is not None
    with stage.parley.database.read() as connection:
        past = journal.history(connection, stage.parley.house.workspace, f"vendor:{vendor}")
    return [entry.event for entry in past if isinstance(entry.event, DigestQueued)]


def test_two_clocks_fire_a_schedule_once(records_url: str, slack: Sandbox, watch: Watch) -> None:
    async def both() -> None:
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

    asyncio.run(both())


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


def test_a_digest_that_fails_holds_up_no_other_and_is_tried_again_later(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        with stage.work() as uow:
            vendor = weekly_digest(uow, MONDAY)
            broken = uow.schedules.all("digest")[0]
            facts = {"vendor_id": vendor, "words": "", "zone": "Mars/Olympus", "cron": broken.cron}
            by = broken.set_up_by
            uow.schedules.set(
                what="digest", channel="C0BROKEN", next_fire_at=MONDAY - timedelta(hours=1), by=by, **facts
            )
        await stage.parley.clock.schedules_due()
        await stage.until_said()
        assert len(digests_queued(stage, vendor)) == 1
        with stage.work() as uow:
            late = uow.schedules.of_channel("digest", "C0BROKEN")
        assert late is not None
        assert late.next_fire_at == MONDAY + timedelta(minutes=10)
        assert late.trouble is not None

    on_stage(scenario)


def test_a_tick_missed_while_down_is_caught_up_once(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        with stage.work() as uow:
            uow.inbox.let_in("old", MONDAY - timedelta(days=40))
        tick = stage.parley.clock._ticker(stage.parley.house.registry.timetable["retention"])
        for _ in range(2):
            await tick()
        with stage.work() as uow:
            assert uow.inbox.let_in("old", MONDAY), "what is old is forgotten"
            assert not uow.inbox.let_in(f"tick:retention:{MONDAY:%Y-%m-%d}T03:15:00+00:00", MONDAY)

    on_stage(scenario)
