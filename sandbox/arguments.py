"""The arguments of one Web API call, whether they came as JSON, as a form or in the query."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.workspace import Json, Refused

T = TypeVar("T")
MOST_PER_PAGE = 1000


class Args(dict[str, Any]):
    """Arguments by name, with the readings Slack allows of each."""

    def text(self, name: str) -> str:
        """A required string."""
        value = self.get(name)
        if value in (None, ""):
            raise Refused("invalid_arguments", messages=[f"missing required field: {name}"])
        return str(value)

    def number(self, name: str) -> int:
        """A required whole number, also as digits in a form."""
        try:
            return int(self.text(name))
        except ValueError:
            raise Refused("invalid_arguments", messages=[f"must be an integer: {name}"]) from None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, also as `true` or `1` in a form."""
        value = self.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes")

    def blob(self, name: str, otherwise: str) -> Any:
        """A JSON value, also as a string of JSON; what is not JSON is refused with the error `otherwise`."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refused(otherwise) from None

    def page(self, rows: Sequence[T], default: int = 100) -> tuple[list[T], str]:
        """The rows of the asked page (`limit`, `cursor`) and the cursor of the next one, empty at the end."""
        start = self._cursor()
        end = start + self.limit(default)
        following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(rows) else ""
        return list(rows[start:end]), following

    def limit(self, default: int) -> int:
        """How many rows a page may have, 1 to 1000."""
        try:
            limit = int(self.get("limit") or default)
        except (TypeError, ValueError):
            raise Refused("invalid_limit") from None
        if not 1 <= limit <= MOST_PER_PAGE:
            raise Refused("invalid_limit")
        return limit

    def _cursor(self) -> int:
        try:
            word, _, start = base64.b64decode(str(self.get("cursor") or ""), validate=True).decode().partition(":")
            return int(start) if word == "next" else self._no_cursor()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise Refused("invalid_cursor") from None

    def _no_cursor(self) -> int:
        if self.get("cursor"):
            raise ValueError(self["cursor"])
        return 0


def paged(key: str, rows: list[Any], following: str, **more: Any) -> Json:
    """One page in Slack's shape."""
    return {key: rows, **more, "response_metadata": {"next_cursor": following}}


async def read(request: Request) -> Args:
    """All arguments of the request; a JSON body that is none is refused as `invalid_json`."""
    args = Args(request.query_params)
    content_type, body = request.headers.get("content-type", ""), await request.body()
    if content_type.startswith("application/json"):
        args.update(_json_object(body))
    elif content_type.startswith("multipart/form-data"):
        args.update({name: data.decode("utf-8", "replace") for name, data in multipart(content_type, body)})
    else:
        args.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return args


def multipart(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The fields of a multipart form by name; a form is made like a mail, so the mail parser reads it."""
    form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=HTTP)
    for part in form.iter_parts():
        data = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and isinstance(data, bytes):
            yield name, data


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def token(request: Request, args: Args) -> str | None:
    """The token from the Authorization header or, failing that, the arguments (from which it is taken out)."""
    from_args = args.pop("token", None)
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else from_args
