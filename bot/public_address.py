"""Fetches from addresses people gave us: public ones only, checked where the connection is made, within limits.

Names are looked up once, and the very address that was checked is the one connected to; redirects begin anew.
"""

import asyncio
import socket
import zlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from ssl import SSLContext
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.downloads import LARGEST, MOST_HOPS, REDIRECTS, at_most

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Beside what Python knows to be special. Of IPv6 only 2000::/3 is handed out, which leaves out mapped and NAT64 addresses.
GIVEN_OUT = ip_network("2000::/3")
SPECIAL = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",  # a cloud's own service, on an address that looks public
        "2001::/23",  # Teredo and others that carry an IPv4 address inside
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)

NOT_AN_ADDRESS = "That is not a web address I can use. It must begin with https://."
NAMES_A_PERSON = "The address has a user name or password in it. Please leave them out of the address."
NOT_PUBLIC = "That address is inside a private network, where I do not go. It must be one that anybody can reach."
NOT_REACHED = "I could not reach that address."
TOO_SLOW = "That address took too long to answer."
TOO_MANY_HOPS = "That address leads from one to the next without end."
ODDLY_PACKED = "That address answered in a way I cannot read."
ASKS_WHO = "That address asks for a user name and password, and did not take what I have."


class NotFetched(Exception):
    """Why nothing was fetched, as a sentence for people."""


class NotPublic(OSError):
    """A connection was about to be made to an address that is not public."""


@dataclass(frozen=True)
class Limits:
    """How much is fetched at most, in bytes after unpacking, and how long it may take with all redirects."""

    largest: int = LARGEST
    seconds: float = 20.0


@dataclass(frozen=True)
class Reach:
    """Where we go beside public addresses, for a company's own calendar server and for tests.

    `vouched` is the origin of a server that may lie anywhere and need not be asked by https. `look_up` finds names, and
    `trust` says whose certificates are good.
    """

    networks: tuple[Network, ...] = ()
    plain_http: bool = False
    vouched: URL | None = None
    look_up: AbstractResolver | None = None
    trust: SSLContext | None = None

    def allows(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self.networks)


@dataclass(frozen=True)
class Question:
    """What is asked of an address. Who we are (`login`) is told to the first host only, wherever it leads on to."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    login: tuple[str, str] | None = None

    def headers_for(self, same_host: bool) -> dict[str, str]:
        told = {"Authorization": _basic(*self.login)} if self.login and same_host else {}
        return {**self.headers, **told}


def _basic(name: str, password: str) -> str:
    return f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"


PLAIN = Question()
PUBLIC = Reach()
USUAL = Limits()


def is_public(address: Address) -> bool:
    """Whether anybody on the internet can reach the address, and no machine near us is meant by it."""
    if isinstance(address, IPv6Address) and address not in GIVEN_OUT:
        return False
    special = address.is_multicast or address.is_reserved or any(address in network for network in SPECIAL)
    return address.is_global and not special


async def fetch(link: str, question: Question = PLAIN, limits: Limits = USUAL, reach: Reach = PUBLIC) -> bytes:
    """What lies at an address. Raises NotFetched."""
    gate = _Gate(reach)
    try:
        async with asyncio.timeout(limits.seconds), _session(gate) as http:
            return await _follow(http, gate, _checked(link, reach), question, limits)
    except TimeoutError:
        raise NotFetched(TOO_SLOW) from None
    except (aiohttp.ClientError, OSError, ValueError):
        # What the library says of a failed connection does not always keep the reason.
        raise NotFetched(NOT_PUBLIC if gate.refused else NOT_REACHED) from None


class _Gate:
    """Makes the sockets of one fetch: there is no way to an address around it."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.refused = False
        self.asked: URL | None = None  # the origin that is asked now

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, where = info
        # A scope ("%eth0") names one of our own interfaces: only what is local has one.
        vouched = self.asked is not None and self.asked == self.reach.vouched
        if "%" in where[0] or not (vouched or self.reach.allows(ip_address(where[0]))):
            self.refused = True
            raise NotPublic(NOT_PUBLIC)
        return socket.socket(family, kind, protocol)


def _session(gate: _Gate) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        socket_factory=gate,
        resolver=gate.reach.look_up or aiohttp.ThreadedResolver(),
        ssl=gate.reach.trust or True,
        force_close=True,
        use_dns_cache=False,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"Accept-Encoding": "gzip", "User-Agent": "Parley"},
    )


def _checked(link: str | URL, reach: Reach) -> URL:
    """The link as an address to ask: what is checked is what is asked."""
    try:
        its = URL(link) if isinstance(link, str) else link
        # Calendar programs write webcal:// for a feed that lies at https://.
        its = its.with_scheme("https") if its.scheme in ("webcal", "webcals") else its
    except ValueError:
        raise NotFetched(NOT_AN_ADDRESS) from None
    if not its.raw_host or not (its.scheme == "https" or (its.scheme == "http" and _may_be_plain(its, reach))):
        raise NotFetched(NOT_AN_ADDRESS)
    if its.raw_user is not None or its.raw_password is not None:
        raise NotFetched(NAMES_A_PERSON)
    return its


def _may_be_plain(address: URL, reach: Reach) -> bool:
    return reach.plain_http or address.origin() == reach.vouched


async def _follow(http: aiohttp.ClientSession, gate: _Gate, address: URL, question: Question, limits: Limits) -> bytes:
    first = address.origin()
    for _ in range(MOST_HOPS):
        gate.asked = address.origin()
        headers = question.headers_for(same_host=address.origin() == first)
        async with http.request(
            question.method, address, headers=headers, data=question.body, allow_redirects=False
        ) as answer:
            if answer.status not in REDIRECTS:
                return await _content(answer, limits.largest)
            address = _checked(address.join(URL(answer.headers.get("Location", ""))), gate.reach)
    raise NotFetched(TOO_MANY_HOPS)


async def _content(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    if answer.status in (401, 403):
        raise NotFetched(ASKS_WHO)
    if answer.status != 200:
        raise NotFetched(f"That address answered with error {answer.status}.")
    packed = await at_most(largest, answer)
    if packed is None:
        raise NotFetched(too_large(largest))
    return _unpacked(packed, answer.headers.get("Content-Encoding", "identity").strip().lower(), largest)


def too_large(largest: int) -> str:
    return f"What lies at that address is larger than {largest >> 20} MB."


def _unpacked(packed: bytes, encoding: str, largest: int) -> bytes:
    """The content without its packing, never more than `largest` of it, however small it was packed."""
    if encoding in ("", "identity"):
        return packed
    if encoding not in ("gzip", "x-gzip"):
        raise NotFetched(ODDLY_PACKED)
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacking.decompress(packed, largest + 1)
    except zlib.error:
        raise NotFetched(ODDLY_PACKED) from None
    if len(content) > largest:
        raise NotFetched(too_large(largest))
    if not unpacking.eof:
        raise NotFetched(ODDLY_PACKED)
    return content
