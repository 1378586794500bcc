"""What stands before Bolt: whatever cannot be Slack's is turned away with a 4xx before anybody parses it further."""

import json
from collections.abc import Sequence
from urllib.parse import parse_qs

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.shapes import COMMAND, fits, is_slacks, is_writable

MOST_BYTES = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


class TurnedAway(Exception):
    """A request that is not Slack's: the HTTP status and a word why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Door:
    """`/slack/events`: checks the shape, lets Bolt check the signature, and hands the request over."""

    def __init__(self, app: AsyncApp) -> None:
        self.app = app

    async def answer(self, request: Request) -> Response:
        try:
            _check_headers(request)
            body = _text(await _read(request))
            _check_shape(request.headers.get("content-type", ""), body)
        except TurnedAway as why:
            return PlainTextResponse(str(why), status_code=why.status)
        except ClientDisconnect:
            return PlainTextResponse("gone", status_code=400)
        headers: dict[str, str | Sequence[str]] = {name: request.headers.getlist(name) for name in request.headers}
        answer = await self.app.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
        return Response(answer.body, answer.status, {name: values[0] for name, values in answer.headers.items()})


def _check_headers(request: Request) -> None:
    """A timestamp of digits and an ASCII signature: anything else makes the verifier raise instead of refuse."""
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise TurnedAway(401, "no usable timestamp")
    if not (signature and signature.isascii()):
        raise TurnedAway(401, "no usable signature")


async def _read(request: Request) -> bytes:
    """The body, as long as it is small: it is read in pieces, because its announced length may lie."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > MOST_BYTES:
        raise TurnedAway(413, "too large")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise TurnedAway(413, "too large")
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise TurnedAway(400, "not UTF-8") from None


def _check_shape(kind: str, body: str) -> None:
    """JSON is an object; a form has a command, or one payload that is an object."""
    if kind.startswith("application/json"):
        _object(body)
    elif kind.startswith(FORM):
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=100, errors="replace")
        if "payload" in fields:
            _object(fields["payload"][0])
        elif "ssl_check" not in fields:
            _command({name: its[0] for name, its in fields.items()})
    else:
        raise TurnedAway(415, "neither JSON nor a form")


def _command(fields: dict[str, str]) -> None:
    if not fits(fields, COMMAND):
        raise TurnedAway(400, "neither a command nor a payload")
    if not is_writable(fields):
        raise TurnedAway(400, "signs that no text has")


def _object(text: str) -> None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise TurnedAway(400, "not JSON") from None
    if not isinstance(found, dict):
        raise TurnedAway(400, "not a JSON object")
    if not is_slacks(found):
        raise TurnedAway(400, "not what Slack sends")
    if not is_writable(found):
        raise TurnedAway(400, "signs that no text has")
