"""The only place that constructs: from settings to a running Parley, whole or in parts."""

import asyncio
import fcntl
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.blots import keep_out
from bot.calendars import Calendars
from bot.clock import Clock
from bot.directory import UNREACHABLE, Directory
from bot.engine import Engine, LocalEngine, QueueEngine
from bot.house import House
from bot.keys import open_database
from bot.mailroom import Mailroom
from bot.outbound import Outbound, utc_now
from bot.post_office import PostOffice
from bot.settings import Settings
from bot.slack import SlackDoor
from bot.web import application
from handlers import registry
from storage import outbox, processes, workspaces
from storage.database import Database

log = logging.getLogger("parley.build")
T = TypeVar("T")

# SQLite has one writer: one thread serialises it without a fight. PostgreSQL gets a small pool.
SQLITE_THREADS, POSTGRESQL_THREADS = 1, 8


class AlreadyRunning(RuntimeError):
    """Another Parley is using this database file. Stop it first; several processes need PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


class TokenRefused(RuntimeError):
    """SLACK_BOT_TOKEN is refused by Slack ({error}). Copy it again from your app's page."""

    def __init__(self, error: str) -> None:
        super().__init__((type(self).__doc__ or "").format(error=error))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Which parts of Parley this process is."""

    web: bool = True
    worker: bool = True
    clock: bool = True


class Parley:
    """A built Parley. `lifespan` runs it: inside the web server, or alone for a worker or the clock."""

    def __init__(self, settings: Settings, parts: Parts = Parts(), now: Callable[[], datetime] = utc_now) -> None:
        keep_out(settings)
        self.settings = settings
        self.parts = parts
        self.refused = False
        self.database = open_database(settings)
        threads = SQLITE_THREADS if self.database.is_sqlite else POSTGRESQL_THREADS
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="parley")
        self.client = AsyncWebClient(
            token=settings.slack_bot_token,
            base_url=settings.slack_api_url,
            timeout=max(1, round(settings.slack_timeout)),
            # The SDK's default re-sends a post whose answer was lost, which says it twice.
            retry_handlers=[],
        )
        self.house = House(self.database, registry(), now, settings.rules)
        self.directory = Directory(self.database, self.client, now, self.in_thread)
        self.outbound = Outbound(
            database=self.database,
            client=self.client,
            directory=self.directory,
            post_office=PostOffice(settings),
            settings=settings,
            now=now,
            in_thread=self.in_thread,
            house=self.house,
        )
        scheduler = AsyncIOScheduler(timezone="UTC")
        self.engine: Engine = self._engine(scheduler)
        self.mailroom = Mailroom(settings, self.house, self.engine, self.in_thread)
        self.clock = Clock(scheduler, self.house, self.outbound, self.engine, self.in_thread)
        self.slack = SlackDoor(settings, self.client, self.house, self.directory, self.engine, self.in_thread)
        self.web: Starlette = application(
            slack=self.slack,
            database=self.database,
            outbound=self.outbound,
            calendars=Calendars(self.house),
            in_thread=self.in_thread,
            lifespan=self.lifespan,
        )

    def _engine(self, scheduler: AsyncIOScheduler) -> Engine:
        if self.database.is_sqlite:
            return LocalEngine(scheduler, self.outbound.drain)
        url = self.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return QueueEngine(url, self.outbound.drain, works=self.parts.worker)

    def in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        """Runs plain, synchronous work in the executor."""
        return asyncio.get_running_loop().run_in_executor(self.executor, work)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Everything this process does, from here until the block ends."""
        lock = _lock(self.database.file) if self.database.is_sqlite else None
        if lock:
            await self.in_thread(self._alone)
        timeout = aiohttp.ClientTimeout(total=self.settings.slack_timeout)
        self.client.session = aiohttp.ClientSession(
            timeout=timeout
        )  # kept alive: a connection a call costs more than the call
        await self.clock.beat()
        await self.engine.start()
        self.clock.start(keeps_time=self.parts.clock)
        connecting = asyncio.create_task(self._connect())
        connecting.add_done_callback(self._give_up)
        try:
            async with self.mailroom.working() if self.parts.worker else nullcontext():
                yield
        finally:
            connecting.cancel()
            self.clock.stop()
            await self.engine.stop()
            await asyncio.gather(connecting, return_exceptions=True)
            await self.clock.end()
            await self.client.session.close()
            self.executor.shutdown(wait=True)
            self.database.close()
            if lock:
                lock.close()

    def _give_up(self, connecting: "asyncio.Task[None]") -> None:
        """A token that Slack refuses will not get better: the process ends with one clear line."""
        trouble = None if connecting.cancelled() else connecting.exception()
        if isinstance(trouble, TokenRefused):
            self.refused = True
            log.error(str(trouble))
            signal.raise_signal(signal.SIGTERM)
        elif trouble:
            log.error("connecting to Slack failed", exc_info=trouble)

    def _alone(self) -> None:
        """The lock says nobody else runs: leases of a process that was killed are void, and so is what it said of itself."""
        with self.database.write() as connection:
            outbox.break_leases(connection)
            processes.end_all(connection)

    # --- who we are in Slack ---------------------------------------------------------------------------------------

    async def _connect(self) -> None:
        """Asks Slack who we are, once; then, in Socket Mode, opens the sockets."""
        await self.in_thread(self._remember)
        seconds = 0.5
        while not await self.introduce():
            await asyncio.sleep(seconds)
            seconds = min(seconds * 2, 30)
        if self.settings.socket_mode and self.parts.web:
            await self._open_sockets()

    async def introduce(self) -> bool:
        """One `auth.test`. False when Slack did not answer; raises TokenRefused when it will not have us."""
        try:
            said = await self.client.auth_test()
        except SlackApiError as trouble:
            error = str(trouble.response.get("error") if isinstance(trouble.response.data, dict) else "")
            if error in ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"):
                raise TokenRefused(error) from None
            log.warning("Slack answered auth.test with %s", error or trouble.response.status_code)
            return False
        except UNREACHABLE as trouble:
            log.warning("Slack cannot be reached (%s)", type(trouble).__name__)
            return False
        team = str(said.get("team_id") or "")
        its = team, str(said.get("team") or team), said.get("user_id"), said.get("enterprise_id")
        await self.in_thread(lambda: self._welcome(*its))
        self.slack.bot_id, self.slack.address = said.get("bot_id"), str(said.get("url") or "")
        log.info("connected to Slack", extra={"team": team})
        return True

    def _welcome(self, team: str, name: str, bot_user: str | None, enterprise: str | None) -> None:
        with self.database.write() as connection:
            self._settle(workspaces.welcome(connection, team, name, bot_user, enterprise))

    def _remember(self) -> None:
        """Until Slack answers, we are who we were: with one workspace in the database there is no doubt."""
        with self.database.read() as connection:
            known = [its for its in workspaces.all_of_them(connection) if its.team]
        if len(known) == 1:
            self._settle(known[0])

    def _settle(self, workspace: workspaces.Workspace) -> None:
        self.slack.team, self.slack.bot_user = workspace.team, workspace.bot_user
        self.house.workspace = self.directory.workspace = workspace.id

    async def _open_sockets(self) -> None:
        from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

        handler: Any = AsyncSocketModeHandler(self.slack.app, self.settings.slack_app_token, web_client=self.client)
        try:
            await handler.connect_async()
            log.info("Socket Mode is connected")
            await asyncio.Event().wait()
        finally:
            await handler.close_async()


def refuse_second(database: Database) -> None:
    """Raises AlreadyRunning at once where another process serves this SQLite file."""
    if database.is_sqlite:
        _lock(database.file).close()


def _lock(path: Path | None) -> IO[str]:
    """Holds the lock file beside an SQLite database for as long as this process serves it."""
    assert path is not None
    held = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held open for as long as the process serves
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise AlreadyRunning from None
    return held
