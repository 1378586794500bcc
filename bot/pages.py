"""Pages of ours on the web, each by a secret in its address: plain HTML, no script, nothing kept, nothing told to others."""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import parse_qsl

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.apologies import StillStarting
from bot.engine import Engine
from bot.house import House
from bot.one_acts import OneActs
from bot.pace import Paces
from bot.threads import InThread
from handlers.kit.pages import GONE

# By the secret and a form's answers: the page as HTML, and the lanes that have something to say.
Visits = Callable[[str, Mapping[str, str] | None], tuple[str | None, tuple[str, ...]]]
LARGEST = 200_000  # bytes of a form, which travels with what was typed into it
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # The address is the key: it must not be kept, indexed, or told to the next page.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}


class Pages:
    """One route for each page that features have, and one for links that do one thing once."""

    def __init__(self, house: House, engine: Engine, in_thread: InThread) -> None:
        self.house = house
        self.engine = engine
        self.in_thread = in_thread
        self.pace = Paces(house.now)

    def routes(self) -> list[BaseRoute]:
        visits: dict[str, Visits] = {page: partial(self.house.visit, page) for page in self.house.registry.pages}
        visits["act"] = OneActs(self.house).visit
        return [
            Route(f"/{page}/{{secret}}", partial(self._answer, visit), methods=["GET", "POST"])
            for page, visit in visits.items()
        ]

    async def _answer(self, visit: Visits, request: Request) -> Response:
        wait = self.pace.wait(request, request.path_params["secret"])
        if wait:
            return _sorry("Too many requests.", 429, {"Retry-After": str(wait)})
        values = None
        if request.method == "POST":
            body = await _body(request)
            if body is None:
                return _sorry("That is too long.", 413)
            values = _values(body)
        secret = request.path_params["secret"]
        try:
            html, lanes = await self.in_thread(partial(visit, secret, values))
        except (SQLAlchemyError, StillStarting):
            return _sorry("Please try again in a minute.", 503)
        await self.engine.kick(lanes)
        return HTMLResponse(html or GONE, status_code=200 if html else 404, headers=HEADERS)


def _sorry(words: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(words, status_code=status, headers={**HEADERS, **(more or {})})


async def _body(request: Request) -> bytes | None:
    """What was sent, None when it is too long for any form of ours."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return body


def _values(body: bytes) -> Mapping[str, str]:
    """The fields of a form; whatever else was sent has none."""
    return dict(parse_qsl(body.decode(errors="replace")))
