"""The clock: APScheduler drives the timetable, the schedules that people set, and the sweep of lanes.

Every firing has a name that is let in once, so a restart, a misfire or a second clock never makes anything be said twice.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.exc import SQLAlchemyError

from bot.engine import Engine
from bot.house import House
from bot.outbound import Outbound
from bot.processes import BEAT_SECONDS, Process
from bot.threads import InThread
from governance.calendar.cadences import last_fire
from handlers.kit.feature import Appointment
from storage import schedules

log = logging.getLogger("parley.clock")


class Clock:
    """Runs ticks in the executor, then kicks the lanes they filled."""

    def __init__(
        self, scheduler: AsyncIOScheduler, house: House, outbound: Outbound, engine: Engine, in_thread: InThread
    ) -> None:
        self.scheduler = scheduler
        self.house = house
        self.outbound = outbound
        self.engine = engine
        self.in_thread = in_thread
        self.process = Process(house.database)
        self.last_sweep: datetime | None = None

    def start(self, *, keeps_time: bool) -> None:
        """Starts the scheduler; `keeps_time` in the process that is the clock."""
        jobs: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        if keeps_time:
            self.scheduler.add_job(self._guarded(self.sweep), "interval", seconds=1, id="sweep", **jobs)
            self.scheduler.add_job(self._guarded(self.schedules_due), "interval", seconds=2, id="schedules", **jobs)
            for entry in self.house.registry.timetable.values():
                trigger = CronTrigger.from_crontab(entry.cron, timezone=UTC)
                tick = self._guarded(self._ticker(entry))
                self.scheduler.add_job(tick, trigger, id=entry.name, **jobs)
                # What was missed while down is caught up now; what was not is heard a second time, which does nothing.
                self.scheduler.add_job(tick, id=f"{entry.name} at start", **jobs)
        self.scheduler.add_job(self.beat, "interval", seconds=BEAT_SECONDS, id="beat", **jobs)
        self.scheduler.start()

    def stop(self) -> None:
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)

    async def beat(self) -> None:
        """Says that this process runs."""
        await self._guarded(self._in_a_thread(self.process.beat))()

    async def end(self) -> None:
        """Says that it does no more."""
        await self._guarded(self._in_a_thread(self.process.end))()

    def _in_a_thread(self, work: Callable[[], None]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.in_thread(work)

        return run

    async def sweep(self) -> None:
        """Lanes whose kick was lost, or whose pause is over."""
        await self.engine.kick(await self.in_thread(self.outbound.due))
        self.last_sweep = self.house.now()

    async def schedules_due(self) -> None:
        """What people asked for at this time; missed while down, it is done once and says that it is late."""
        await self.engine.kick(await self.in_thread(self._fire_schedules))

    def _fire_schedules(self) -> list[str]:
        with self.house.database.read() as connection:
            due = schedules.due(connection, self.house.now())
        lanes: list[str] = []
        for schedule in due:
            lanes += self.house.due(schedule)
        return lanes

    def _ticker(self, entry: Appointment) -> Callable[[], Awaitable[None]]:
        """A tick is named by the moment it was due, however late it comes."""

        async def tick() -> None:
            due = last_fire(entry.cron, ZoneInfo("UTC"), self.house.now())
            if due:
                await self.engine.kick(await self.in_thread(partial(self.house.tick, entry.name, due)))

        return tick

    def _guarded(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A database that is away for a while must not fill the log with stacks: the next second tries again."""

        async def run() -> None:
            try:
                await job()
            except SQLAlchemyError as trouble:
                log.warning("the clock could not reach the database: %s", type(trouble).__name__)

        return run
