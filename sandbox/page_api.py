"""What the browser page asks for and does: JSON under /sandbox/, and a stream of what changed."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import page_views as show
from sandbox.acts import upload
from sandbox.forms import NoSuchThing
from sandbox.methods.files import describe
from sandbox.workspace import Json

if TYPE_CHECKING:
    from sandbox.server import Sandbox

HEARTBEAT_SECONDS = 15.0
BYTES = "application/octet-stream"


class PageApi:
    """The page's door; every act runs in a thread, so that the server never waits for the bot."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self.ws = sandbox.workspace
        self.acts: dict[str, Callable[[str, Json], Any]] = {
            "slash": lambda me, do: sandbox.slash(me, do["channel"], do["text"]),
            "message": self._message,
            "click": self._click,
            "submit": lambda me, do: sandbox.submit(me, do["view_id"], do.get("values") or {}),
            "close": lambda me, do: sandbox.close(me, do["view_id"]),
            "suggest": lambda me, do: sandbox.suggest(me, do["view_id"], do["action_id"], do.get("value") or ""),
            "shortcut": lambda me, do: sandbox.shortcut(me, do["callback_id"], do.get("channel"), do.get("ts")),
            "react": lambda me, do: sandbox.react(me, do["channel"], do["ts"], do["name"]),
            "home": lambda me, _: sandbox.open_home(me),
        }

    def _message(self, me: str, do: Json) -> Any:
        return self.sandbox.message(me, do["channel"], do["text"], do.get("thread_ts"), do.get("files"))

    def _click(self, me: str, do: Json) -> Any:
        where = do.get("view_id") or do.get("ts")
        return self.sandbox.click(me, do.get("channel"), where, do["action_id"], do.get("value"), do.get("block_id"))

    def routes(self) -> list[Route]:
        """The page's addresses."""
        return [
            Route("/sandbox/state", self._shown(lambda r: show.state(self.ws, r["as"]))),
            Route("/sandbox/conversation", self._shown(lambda r: show.conversation(self.ws, r["as"], r["channel"]))),
            Route("/sandbox/views", self._shown(lambda r: {"stack": show.stack(self.ws, r["as"])})),
            Route("/sandbox/home", self._shown(lambda r: {"view": self.ws.homes.get(r["as"])})),
            Route("/sandbox/mails", self._shown(lambda _: {"mails": show.mails(self.ws)})),
            Route("/sandbox/calls", self._shown(self._calls)),
            Route("/sandbox/stream", self.stream),
            Route("/sandbox/upload", self.upload, methods=["POST"]),
            Route("/sandbox/act", self._done(self._act), methods=["POST"]),
            Route("/sandbox/faults", self._done(self._fault), methods=["POST"]),
            Route("/sandbox/reset", self._done(self._reset), methods=["POST"]),
        ]

    def _shown(self, look: Callable[[Any], Json]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                with self.ws.hold():
                    return JSONResponse(look(request.query_params))
            except LookupError as missing:
                return JSONResponse({"error": str(missing)}, 404)

        return endpoint

    def _done(self, work: Callable[[Json], Any]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            if not request.headers.get("content-type", "").startswith("application/json"):
                # A form from another site could be posted without asking; JSON cannot.
                return JSONResponse({"error": "send JSON"}, 415)
            try:
                return JSONResponse(await run_in_threadpool(work, await request.json()))
            except (NoSuchThing, KeyError, TypeError, ValueError) as mistake:
                return JSONResponse({"status": 400, "body": str(mistake), "error": str(mistake)}, 400)

        return endpoint

    def _act(self, do: Json) -> Json:
        act = self.acts.get(str(do.get("kind")))
        if act is None:
            raise NoSuchThing(f"no act {do.get('kind')!r}, only {', '.join(self.acts)}")
        return asdict(act(do["as"], do))

    async def upload(self, request: Request) -> Response:
        """POST /sandbox/upload?as=<person>&name=<name> with the bytes: a file chosen for a message or a form."""
        if request.headers.get("content-type") != BYTES:
            # The same as for JSON: another site's form cannot send this.
            return JSONResponse({"error": f"send {BYTES}"}, 415)
        query, data = request.query_params, await request.body()
        try:
            file = upload(self.ws, query.get("as", ""), query.get("name") or "file", data)
        except (NoSuchThing, ValueError) as mistake:
            return JSONResponse({"error": str(mistake)}, 400)
        return JSONResponse({"file": show.shown_file(describe(self.ws, file))})

    def _calls(self, query: Any) -> Json:
        return {"calls": [asdict(call) for call in self.sandbox.calls(query.get("method"))]}

    def _fault(self, do: Json) -> Json:
        self.sandbox.fault(**do)
        return {"ok": True}

    def _reset(self, _do: Json) -> Json:
        self.sandbox.reset()
        return {"ok": True}

    async def stream(self, _request: Request) -> Response:
        """Server-sent events named `changed`, one for each thing that changed."""
        return StreamingResponse(self._news(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _news(self) -> AsyncIterator[str]:
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[Json]()

        def hear(news: Json) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, news)

        self.ws.listeners.append(hear)
        try:
            yield ": here\n\n"
            while True:
                news = await self._next(queue)
                if news.get("what") == "stopped":
                    return
                yield f"event: changed\ndata: {json.dumps(news)}\n\n" if news else ": still here\n\n"
        finally:
            self.ws.listeners.remove(hear)

    @staticmethod
    async def _next(queue: "asyncio.Queue[Json]") -> Json:
        try:
            return await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return {}
