"""The ASGI application: Slack's door where a signing secret is set, and what those who run Parley look at."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.calendars import Calendars
from bot.door import Door
from bot.ingest import Ingest
from bot.outbound import Outbound
from bot.pages import Pages
from bot.slack import SlackDoor
from bot.threads import InThread
from storage.database import Database
from storage.outbox import counts

Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def application(
    *,
    slack: SlackDoor,
    database: Database,
    outbound: Outbound,
    calendars: Calendars,
    in_thread: InThread,
    lifespan: Lifespan,
) -> Starlette:
    """All paths this process answers."""

    async def healthz(_request: Request) -> Response:
        """The process is up."""
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        """The process can do its work: the database answers, and Slack has said who we are."""
        troubles = [] if slack.team else ["Slack has not said yet who we are"]
        try:
            await in_thread(lambda: _ask(database))
        except SQLAlchemyError as trouble:
            troubles.append(f"the database does not answer ({type(trouble).__name__})")
        return JSONResponse({"ready": not troubles, "troubles": troubles}, status_code=503 if troubles else 200)

    async def metrics(_request: Request) -> Response:
        try:
            waiting, doubtful, dead = await in_thread(lambda: _counts(database))
        except SQLAlchemyError:
            return PlainTextResponse("the database does not answer", status_code=503)
        return Response(_metrics(outbound, waiting, doubtful, dead), media_type=CONTENT_TYPE_LATEST)

    routes: list[BaseRoute] = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        Route("/calendar/{secret}.ics", calendars.answer),
        Route("/ingest/measurements", Ingest(slack.house, slack.engine, in_thread).answer, methods=["POST"]),
        *Pages(slack.house, slack.engine, in_thread).routes(),
    ]
    if slack.settings.slack_signing_secret:
        routes.append(Route("/slack/events", Door(slack.app).answer, methods=["POST"]))

    @asynccontextmanager
    async def around(_app: Starlette) -> AsyncIterator[None]:
        async with lifespan():
            yield

    web = Starlette(routes=routes, lifespan=around)
    web.router.redirect_slashes = False  # an address that is nearly one of ours is none
    return web


def _ask(database: Database) -> None:
    with database.read() as connection:
        connection.exec_driver_sql("SELECT 1")


def _counts(database: Database) -> tuple[int, int, int]:
    with database.read() as connection:
        return counts(connection)


class _Totals(Collector):
    """What this process has said so far."""

    def __init__(self, outbound: Outbound) -> None:
        self.outbound = outbound

    def collect(self) -> list[Metric]:
        sent = CounterMetricFamily("parley_letters_sent", "Messages, mails and files delivered by this process")
        died = CounterMetricFamily("parley_letters_died", "Letters given up by this process")
        sent.add_metric([], self.outbound.sent)
        died.add_metric([], self.outbound.died)
        return [sent, died]


def _metrics(outbound: Outbound, waiting: int, doubtful: int, dead: int) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Totals(outbound))
    for name, words, value in (
        ("parley_outbox_waiting", "Letters not delivered yet", waiting),
        ("parley_outbox_unknown", "Letters that may or may not have arrived", doubtful),
        ("parley_outbox_dead", "Letters given up", dead),
    ):
        Gauge(name, words, registry=registry).set(value)
    return generate_latest(registry)
