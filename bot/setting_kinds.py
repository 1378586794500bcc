"""What the values of settings may be: each reads one from its text, or says with a ValueError what it must be."""

import ipaddress
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storage.database import BadDatabaseUrl, parse_url
from storage.keys import Keyring


def text(value: str) -> str:
    return value


def prefixed(*prefixes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value and not value.startswith(prefixes):
            raise ValueError(f"must begin with {' or '.join(prefixes)}")
        return value

    return read


def number(least: float, most: float, kind: Callable[[str], Any] = int) -> Callable[[str], Any]:
    def read(value: str) -> Any:
        try:
            number = kind(value)
        except ValueError:
            raise ValueError("must be a whole number" if kind is int else "must be a number") from None
        if not least <= number <= most:
            raise ValueError(f"must be between {least:g} and {most:g}")
        return number

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return value

    return read


def api_url(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https") or not value.endswith("/api/"):
        raise ValueError("must be an http(s) address that ends in /api/")
    return value


def web_url(value: str) -> str:
    if value and urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("must be an http(s) address")
    return value.rstrip("/")


def template(value: str) -> str:
    if not value:
        return value
    its = urlsplit(value)
    if its.scheme not in ("http", "https") or not its.hostname or "{" in its.netloc or "@" in its.netloc:
        raise ValueError("must be an http(s) address of a server by its name, without a password in it")
    if not any(place in its.path for place in ("{mail}", "{user}")):
        raise ValueError("must have {mail} or {user} in its path")
    return value


def domains(value: str) -> tuple[str, ...]:
    domains = tuple(word.lower().lstrip("@") for word in words(value))
    if not all(re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain) for domain in domains):
        raise ValueError("must be mail domains with commas between them, such as example.com,example.org")
    return domains


def yes_or_no(value: str) -> bool:
    return one_of("yes", "no")(value) == "yes"


def database(value: str) -> str:
    try:
        parse_url(value)
    except BadDatabaseUrl as trouble:
        raise ValueError(str(trouble)) from None
    return value


def keys(value: str) -> tuple[str, ...]:
    """What is wrong with a key is said without the key."""
    given = words(value)
    try:
        Keyring(given)
        if any(urlsafe_b64encode(urlsafe_b64decode(key)) != key.encode() for key in given):
            raise ValueError  # something stands behind the key, which the decoder would overlook
    except ValueError:
        raise ValueError(
            "must be keys made by `python -m bot keys new`, the newest first, with commas between them"
        ) from None
    return given


def mail(value: str) -> str:
    if value and (value.count("@") != 1 or "+" in value or any(c.isspace() for c in value)):
        raise ValueError("must be one plain mail address without a plus sign (Office 365 drops it from invites)")
    return value


def listening(value: str) -> str:
    """An address nobody from outside can reach: whoever hands mails in there is taken for the company's own mail server."""
    if not value:
        return value
    host, _, port = value.rpartition(":")
    try:
        inside = not ipaddress.ip_address(host.strip("[]")).is_global and host.strip("[]") not in ("0.0.0.0", "::")  # noqa: S104
    except ValueError:
        inside = False
    if not inside or not port.isdigit() or int(port) > 65535:
        raise ValueError("must be a private address and a port, such as 127.0.0.1:2525")
    return value


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip().lstrip("/") for word in value.split(",") if word.strip())


def emoji(value: str) -> str:
    name = value.strip(":").split("::")[0].lower()
    if not re.fullmatch(r"[\w+'-]+", name):
        raise ValueError("must be the name of one emoji, such as pushpin")
    return name


def clock(value: str) -> time:
    """A time on everybody's own clock, so it names no zone."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value)
    if not found:
        raise ValueError("must be a time such as 09:00")
    return time(int(found[1]), int(found[2]))


def days(value: str) -> tuple[int, ...]:
    try:
        return tuple(number(0, 30)(part.strip()) for part in value.split(","))
    except ValueError:
        raise ValueError("must be numbers from 0 to 30 with commas between them, such as 2,0") from None


def folder(text: str) -> Path:
    """A folder, which may not be there yet."""
    return Path(text).expanduser()
