"""`POST /ingest/measurements`: JSON that a program sends with a vendor's token. Checked at the door, kept in one transaction."""

import json
import logging
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.engine import Engine
from bot.house import House
from bot.pace import Paces
from bot.threads import InThread
from governance.events import Door
from handlers.results import ingesting
from handlers.results.ingesting import MOST_ROWS, Batch, NotLetIn, OtherBatch, RowsRefused
from storage.unit_of_work import unit_of_work

log = logging.getLogger("parley.ingest")

MOST_BYTES = 1024 * 1024
LONGEST_KEY = 200
LONGEST_TOKEN = 200
KEPT_NOWHERE = {"Cache-Control": "no-store"}


class TurnedAway(Exception):
    """A request that is not taken: the HTTP status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Ingest:
    """One path. What arrives waits in the executor like everything else that writes."""

    def __init__(self, house: House, engine: Engine, in_thread: InThread) -> None:
        self.house = house
        self.engine = engine
        self.in_thread = in_thread
        self.pace = Paces(house.now)

    async def answer(self, request: Request) -> Response:
        wait = self.pace.wait(request, request.headers.get("authorization", "")[: LONGEST_TOKEN + 20])
        if wait:
            return _sorry(429, "too many requests", {"Retry-After": str(wait)})
        try:
            batch = await _batch(request)
            said, lanes = await self.in_thread(partial(self._keep, batch))
        except TurnedAway as why:
            return _sorry(why.status, str(why), _challenge(why.status))
        except ClientDisconnect:
            return _sorry(400, "gone")
        except SQLAlchemyError as trouble:
            log.warning("measurements could not be kept: %s", type(trouble).__name__)
            return _sorry(503, "try again in a minute", {"Retry-After": "60"})
        await self.engine.kick(lanes)
        status = 422 if "errors" in said else 200
        return JSONResponse(said, status_code=status, headers=KEPT_NOWHERE)

    def _keep(self, batch: Batch) -> tuple[dict[str, Any], tuple[str, ...]]:
        """All of it or nothing. What is refused is rolled back with all that was written for it."""
        house = self.house
        if house.workspace is None:
            raise TurnedAway(503, "still starting; try again in a minute")
        at = house.now()
        try:
            with unit_of_work(house.database, house.workspace, at=at, door=Door.INGEST, rules=house.rules) as uow:
                said = ingesting.receive(batch, uow)
                house.react(uow)
        except RowsRefused as why:
            return {"errors": why.errors}, ()
        except NotLetIn as why:
            raise TurnedAway(401, str(why)) from None
        except OtherBatch as why:
            raise TurnedAway(409, str(why)) from None
        return said, tuple(uow.touched_lanes)


async def _batch(request: Request) -> Batch:
    token = _token(request.headers.get("authorization", ""))
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > LONGEST_KEY:
        raise TurnedAway(400, f"the Idempotency-Key is longer than {LONGEST_KEY} characters")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise TurnedAway(415, "the body is to be application/json")
    body = await _read(request)
    return Batch(token=token, key=key, digest=sha256(body).hexdigest(), rows=_rows(body))


def _token(header: str) -> str:
    kind, _, token = header.partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= LONGEST_TOKEN:
        raise TurnedAway(401, str(NotLetIn()))
    return token


async def _read(request: Request) -> bytes:
    """The body, as long as it is small: it is read in pieces, because its announced length may lie."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > MOST_BYTES:
        raise TurnedAway(413, f"more than {MOST_BYTES:,} bytes; send it in parts")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise TurnedAway(413, f"more than {MOST_BYTES:,} bytes; send it in parts")
    return bytes(body)


def _rows(body: bytes) -> list[Any]:
    try:
        said = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise TurnedAway(400, "the body is not JSON") from None
    rows = said.get("measurements") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not rows:
        raise TurnedAway(400, 'the body is to be {"measurements": [...]} with at least one')
    if len(rows) > MOST_ROWS:
        raise TurnedAway(413, f"more than {MOST_ROWS:,} measurements; send them in parts")
    return rows


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def _challenge(status: int) -> dict[str, str]:
    return {"WWW-Authenticate": "Bearer"} if status == 401 else {}


def _sorry(status: int, why: str, more: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status_code=status, headers={**KEPT_NOWHERE, **(more or {})})
