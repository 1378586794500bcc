"""The door of the Web API: tokens, ordered faults, one answer per call, and every call recorded."""

import asyncio
import copy
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import arguments
from sandbox.arguments import Args
from sandbox.connections import hang_up
from sandbox.faults import Fault
from sandbox.methods import METHODS
from sandbox.methods.chat import TooFast
from sandbox.methods.files import mimetype
from sandbox.methods.registry import Method
from sandbox.records import Call
from sandbox.response_urls import respond
from sandbox.workspace import Json, Refused, Workspace

NOTHING_RUNS = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
NOT_FOUND = PlainTextResponse("Not found", 404)


class Silence(Response):
    """No answer: the connection was closed already."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send nothing."""


class WebApi:
    """Answers the bot's HTTP calls on the workspace's behalf."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws

    async def call(self, request: Request) -> Response:
        """POST /api/<method>."""
        name = request.path_params["method"]
        try:
            args = await arguments.read(request)
        except Refused as refusal:
            return self._answer(name, Args(), 200, {"ok": False, "error": refusal.error} | refusal.extra)
        token = arguments.token(request, args)
        return await self._with_faults(request, name, args, lambda: self._carry_out(name, args, token))

    async def response_url(self, request: Request) -> Response:
        """POST /actions/<team>/<token>: an answer to something a person did."""
        token = request.path_params["token"]
        try:
            args = await arguments.read(request)
        except Refused as refusal:
            return PlainTextResponse(refusal.error, 400)
        return await self._with_faults(request, "response_url", args, lambda: self._respond(token, args))

    async def upload(self, request: Request) -> Response:
        """POST /upload/<file>: the bytes, raw or as a form's file."""
        data = await _bytes(request)
        with self.ws.hold():
            file = self.ws.files.get(request.path_params["file"])
            if file is None or file.data is not None:
                return NOT_FOUND
            if len(data) != file.size:
                return PlainTextResponse(f"expected {file.size} bytes, got {len(data)}", 400)
            file.data = data
        return PlainTextResponse(f"OK - {len(data)}")

    async def private_file(self, request: Request) -> Response:
        """GET /files-pri/<file>/<name>, with the bot's token; without it Slack shows a page to sign in."""
        if arguments.token(request, Args()) != self.ws.cast.app.bot_token:
            return Response("<!DOCTYPE html><title>Sign in</title>", media_type="text/html")
        return self.file(request.path_params["file"])

    def file(self, file_id: str) -> Response:
        """The bytes of a file; only pictures are shown in place, and nothing in a file may run as a page of ours."""
        with self.ws.hold():
            file = self.ws.files.get(file_id)
        if file is None or file.data is None:
            return NOT_FOUND
        kind = mimetype(file)
        way = "inline" if kind.startswith("image/") else "attachment"
        headers = {"Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name, safe='')}"}
        return Response(file.data, media_type=kind, headers=headers | NOTHING_RUNS)

    async def _with_faults(self, request: Request, name: str, args: Args, work: Callable[[], Response]) -> Response:
        with self.ws.hold():
            fault = self.ws.faults.take(name)
            response = self._faulty(name, args, fault) if fault and fault.refuses else work()
        if fault and fault.hang:
            await asyncio.sleep(fault.hang)
        if fault and fault.drop:
            await hang_up(request)
            return Silence()
        return response

    def _faulty(self, name: str, args: Args, fault: Fault) -> Response:
        status = 0 if fault.drop == "before" else fault.status or 200
        error = fault.error or ("ratelimited" if status == 429 else "internal_error")
        headers = {"Retry-After": str(fault.retry_after or 1)} if status == 429 else {}
        return self._answer(name, args, status, {"ok": False, "error": error}, headers)

    def _carry_out(self, name: str, args: Args, token: str | None) -> Response:
        method = METHODS.get(name)
        try:
            if method is None:
                raise Refused("unknown_method", req_method=name)
            self._check_token(method, token)
            return self._answer(name, args, 200, {"ok": True} | method.work(self.ws, args))
        except TooFast as refusal:
            wait = {"Retry-After": str(refusal.seconds)}
            return self._answer(name, args, 429, {"ok": False, "error": refusal.error}, wait)
        except Refused as refusal:
            return self._answer(name, args, 200, {"ok": False, "error": refusal.error} | refusal.extra)

    def _check_token(self, method: Method, token: str | None) -> None:
        app = self.ws.cast.app
        if method.token == "none":
            return
        if not token:
            raise Refused("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise Refused("invalid_auth")
        if token != (app.app_token if method.token == "app" else app.bot_token):
            raise Refused("not_allowed_token_type")

    def _respond(self, token: str, args: Args) -> Response:
        try:
            respond(self.ws, self.ws.spend_response_url(token), args)
        except Refused as refusal:
            status = 404 if refusal.error in ("used_url", "expired_url") else 400
            self._record("response_url", args, status, {"ok": False, "error": refusal.error} | refusal.extra)
            return PlainTextResponse(refusal.error, status)
        self._record("response_url", args, 200, {"ok": True})
        return PlainTextResponse("ok")

    def _answer(
        self, name: str, args: Args, status: int, body: Json, headers: dict[str, str] | None = None
    ) -> Response:
        self._record(name, args, status, body)
        return JSONResponse(body, status or 200, headers)

    def _record(self, name: str, args: Args, status: int, body: Json) -> None:
        with self.ws.hold():
            call = Call(name, copy.deepcopy(dict(args)), status, copy.deepcopy(body), self.ws.clock())
            self.ws.calls.append(call)
        self.ws.changed("call")


async def _bytes(request: Request) -> bytes:
    content_type, body = request.headers.get("content-type", ""), await request.body()
    if content_type.startswith("multipart/form-data"):
        return next((data for _, data in arguments.multipart(content_type, body)), b"")
    return body
