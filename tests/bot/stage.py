"""A Parley whose engine runs for a test on either runner, and what a test does to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, timedelta
from typing import Any

from bot.build import Parley, Parts
from governance.events import Door
from sandbox.server import Sandbox
from storage import outbox
from storage.outbox import Kind
from storage.unit_of_work import unit_of_work
from tests.cast import HELIX
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

    def pause(self) -> float:
        """How long the lane still rests, in seconds, by the database's clock."""
        with self.parley.database.read() as connection:
            now = connection.execute(outbox.select(outbox.now(connection))).scalar_one()
            until = connection.execute(outbox.select(outbox.lanes.c.not_before)).scalar_one()
        return float((until - now.astimezone(UTC)).total_seconds())

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


async def play(scenario: Scenario, url: str, slack: Sandbox, watch: Watch, look_up: bool = True) -> None:
    """Plays a scenario against a living Parley."""
    async with alive(url, slack, watch, look_up) as stage:
        await scenario(stage)
