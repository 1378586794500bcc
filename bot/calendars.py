"""`/calendar/<secret>.ics`: what calendar programs fetch. An address that never was and one that was stopped look the same."""

import asyncio
import logging
from contextlib import suppress
from hashlib import sha256

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.house import House
from bot.pace import Paces
from governance.events import Door
from handlers import feeds
from storage.unit_of_work import reading, unit_of_work

log = logging.getLogger("parley.calendars")

TOO_BUSY = {"Retry-After": "60"}


class Calendars:
    """Answers calendar programs, two at a time, in threads of their own: nobody's acknowledgement waits behind a feed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.pace = Paces(house.now)
        self._two = asyncio.Semaphore(2)

    async def answer(self, request: Request) -> Response:
        wait = self.pace.wait(request, request.path_params["secret"])
        if wait:
            return PlainTextResponse("too many requests", 429, {"Retry-After": str(wait)})
        try:
            async with self._two:
                content = await asyncio.to_thread(self._content, request.path_params["secret"])
        except SQLAlchemyError as trouble:
            log.warning("a calendar could not be read: %s", type(trouble).__name__)
            return PlainTextResponse("try again later", 503, TOO_BUSY)
        return _as_asked(content, request.headers.get("if-none-match", "")) if content else _nothing()

    def _content(self, secret: str) -> bytes | None:
        house, at = self.house, self.house.now()
        if house.workspace is None:
            return None
        with reading(house.database, house.workspace, at=at, rules=house.rules) as uow:
            found = feeds.published(secret, uow)
        if found is None:
            return None
        feed, content = found
        if feed.is_read_anew(at):
            # The calendar is worth more than knowing when it was read.
            with (
                suppress(SQLAlchemyError),
                unit_of_work(house.database, house.workspace, at=at, door=Door.CALENDAR) as uow,
            ):
                uow.feeds.note_reading(feed)
        return content


def _as_asked(content: bytes, known: str) -> Response:
    """The calendar, or that it is the one the program has: the same sessions are the same bytes."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if tag in {its.strip().removeprefix("W/") for its in known.split(",")} or known.strip() == "*":
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar", headers=headers)


def _nothing() -> Response:
    return PlainTextResponse("not found", 404, {"Cache-Control": "private, no-cache"})
