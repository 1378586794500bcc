"""Who calls `drain(lane)`: APScheduler in the one process on SQLite, Procrastinate's workers on PostgreSQL.

No truth lives here. A call that is lost, late, repeated or at once with another does no harm; a sweep each second
repairs what was lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

Drain = Callable[[str], Awaitable[None]]
SECONDS_BETWEEN_TRIES = 1.0
KICK_SECONDS = 1.0
log = logging.getLogger("parley.engine")


class Engine(Protocol):
    """Sees to it that lanes are drained some time soon."""

    async def start(self) -> None: ...

    async def kick(self, lanes: Iterable[str]) -> None:
        """These lanes have something to say."""

    async def stop(self) -> None: ...


class LocalEngine:
    """Everything in this process: one APScheduler job a lane."""

    def __init__(self, scheduler: AsyncIOScheduler, drain: Drain) -> None:
        self.scheduler = scheduler
        self.drain = drain

    async def start(self) -> None:
        """The scheduler is started by the clock."""

    async def kick(self, lanes: Iterable[str]) -> None:
        for lane in lanes:
            self.scheduler.add_job(
                self._drain,
                args=[lane],
                id=f"drain:{lane}",
                replace_existing=True,
                misfire_grace_time=None,
                max_instances=4,
            )

    async def _drain(self, lane: str) -> None:
        # Cancelled when the process stops: nothing failed, and nothing is lost that a log should tell of.
        with suppress(asyncio.CancelledError):
            await self.drain(lane)

    async def stop(self) -> None:
        """Drains under way end by themselves; what they leave half-said is looked up at the next start."""


class QueueEngine:
    """Procrastinate on PostgreSQL: any number of workers, woken by LISTEN/NOTIFY. `works` is False in a process that only kicks."""

    def __init__(self, url: str, drain: Drain, *, works: bool, concurrency: int = 20) -> None:
        import procrastinate

        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=5))
        self.works = works
        self.concurrency = concurrency
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False
        self._drain_task = self.app.task(name="drain", queue="lanes", pass_context=False)(drain)

    async def start(self) -> None:
        await self.app.open_async()
        if self.works:
            self._worker = asyncio.create_task(self._work())

    async def _work(self) -> None:
        """Procrastinate's worker ends when the database goes away for a while: begin again until told to stop."""
        from procrastinate.exceptions import ConnectorException

        while not self._stopping:
            try:
                await self._forget_the_dead()
                await self.app.run_worker_async(
                    queues=["lanes"],
                    concurrency=self.concurrency,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=2.0,
                )
            except ConnectorException as trouble:
                log.warning("the queue cannot be reached (%s); trying again", type(trouble).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _forget_the_dead(self) -> None:
        """Jobs that a killed worker left behind; their lanes are swept, so there is nothing to do again."""
        from procrastinate.jobs import Status

        for job in await self.app.job_manager.get_stalled_jobs(queue="lanes"):
            await self.app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    async def kick(self, lanes: Iterable[str]) -> None:
        from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

        try:
            async with asyncio.timeout(KICK_SECONDS):
                for lane in lanes:
                    # No `lock`: the lane's lease is the fence, and a lock would outlive a killed worker.
                    with suppress(AlreadyEnqueued):
                        await self._drain_task.configure(queueing_lock=lane).defer_async(lane=lane)
        except (ConnectorException, TimeoutError):
            # What is to be said is written down; the sweep will find it within a second. An ack may be waiting here.
            log.warning("a kick was lost: the queue cannot be reached")

    async def stop(self) -> None:
        self._stopping = True
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self.app.close_async()


def forget_lanes(connection: Connection, lanes: Sequence[str]) -> None:
    """No kick that nobody has followed yet names these lanes any more; the queue is PostgreSQL's."""
    if connection.dialect.name == "postgresql":
        kicks = "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s)"
        connection.exec_driver_sql(kicks, (list(lanes),))


def queue_schema(url: str) -> Any:
    """Procrastinate's own tables, created once. True when they were missing."""
    import procrastinate

    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=url))
    with app.open():
        found = app.connector.get_sync_connector().execute_query_one("SELECT to_regclass('procrastinate_jobs') AS jobs")
        if found["jobs"] is None:
            app.schema_manager.apply_schema()
        return found["jobs"] is None
