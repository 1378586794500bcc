"""Fetching from addresses people gave us: nothing near us is reached by any spelling, detour or trick, and nothing is endless."""

import asyncio
import gzip
import socket
from ipaddress import ip_address

import pytest
from aiohttp import web
from yarl import URL

from bot.public_address import NOT_PUBLIC, Limits, NotFetched, Question, Reach, fetch, is_public
from tests.bot.elsewhere import OURS, Answer, Names, serving

SMALL = Limits(largest=10_000, seconds=5)


def fetched(answer: Answer, question: Question = Question(), limits: Limits = SMALL) -> bytes:  # noqa: B008
    async def run() -> bytes:
        async with serving(answer) as url:
            return await fetch(f"{url}/a.ics", question, limits, OURS)

    return asyncio.run(run())


def refused(link: str, reach: Reach = Reach(), limits: Limits = SMALL) -> str:  # noqa: B008
    with pytest.raises(NotFetched) as trouble:
        asyncio.run(fetch(link, limits=limits, reach=reach))
    return str(trouble.value)


# --- where we do not go --------------------------------------------------------------------------------------------------

NEAR_US = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "192.88.99.1", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1", "2001:db8::1", "3fff::1", "fe80::1", "fec0::1", "fd00:ec2::254",
    "ff02::1", "100::1", "5f00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", NEAR_US)
def test_no_address_near_us_is_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.15.0.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0",
        "[fe80::1%25lo]",
        "[fe80::1%25eth0]",
    ],
)
def test_no_spelling_of_this_machine_is_reached(host: str) -> None:
    asked: list[str] = []

    async def tells(request: web.Request) -> web.StreamResponse:
        asked.append(request.host)
        return web.Response(text="here")

    async def run() -> None:
        async with serving(tells) as url:
            await fetch(url.replace("127.0.0.1", host), limits=SMALL, reach=Reach(plain_http=True))

    with pytest.raises(NotFetched, match=r"inside a private network|could not reach"):
        asyncio.run(run())
    assert asked == []
    if host in ("127.0.0.1", "[::1]", "localhost"):  # the library takes other spellings for no address at all
        assert refused(f"https://{host}/a.ics") == NOT_PUBLIC


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    assert refused("https://calendar.example.com/a.ics", Reach(look_up=Names(address))) == NOT_PUBLIC


def test_a_name_that_changes_its_mind_after_the_check_is_refused_where_we_would_connect() -> None:
    """The second look-up leads elsewhere (DNS rebinding): what is checked is each address a socket is made for."""

    async def leads_back(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"http://again.example.com:{request.url.port}/b.ics")

    async def run() -> None:
        async with serving(leads_back) as url:
            reach = Reach(OURS.networks, plain_http=True, look_up=Names("127.0.0.1", "127.0.0.2"))
            await fetch(url.replace("127.0.0.1", "calendar.example.com"), limits=SMALL, reach=reach)

    with pytest.raises(NotFetched, match="inside a private network"):
        asyncio.run(run())


@pytest.mark.parametrize("to", ["https://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "https://[::1]/"])
def test_a_redirect_to_a_private_address_is_refused(to: str) -> None:
    async def leads_in(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": to})

    with pytest.raises(NotFetched, match="inside a private network"):
        fetched(leads_in)


def test_the_server_that_was_vouched_for_is_asked_and_leads_nowhere_near_us() -> None:
    """The same machine at another port is another server, also when the one vouched for leads there."""
    asked: list[str] = []

    async def tells(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(text="here")

    async def run() -> None:
        async with serving(tells) as elsewhere:

            async def leads(request: web.Request) -> web.StreamResponse:
                to = {"/home": "/here", "/away": f"{elsewhere}/away", "/secure": elsewhere.replace("http", "https")}
                return (
                    web.Response(status=307, headers={"Location": to[request.path]})
                    if request.path in to
                    else web.Response(text="here")
                )

            async with serving(leads) as url:
                reach = Reach(vouched=URL(url).origin())
                assert await fetch(f"{url}/home", limits=SMALL, reach=reach) == b"here"
                for path, why in (("/away", "must begin with https"), ("/secure", "inside a private network")):
                    with pytest.raises(NotFetched, match=why):
                        await fetch(f"{url}{path}", limits=SMALL, reach=reach)
                with pytest.raises(NotFetched, match="must begin with https"):
                    await fetch(f"{elsewhere}/", limits=SMALL, reach=reach)

    asyncio.run(run())
    assert asked == []


def test_a_redirect_from_https_to_plain_http_or_to_a_file_is_refused() -> None:
    for to in ("file:///etc/passwd", "ftp://example.com/a.ics", "gopher://example.com/"):

        async def leads_off(request: web.Request, to: str = to) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": to})

        with pytest.raises(NotFetched, match="must begin with https"):
            fetched(leads_off)


def test_redirects_are_followed_but_not_for_ever_and_take_the_login_no_further_than_its_host() -> None:
    asked: list[tuple[str, str, str | None]] = []

    async def leads_on(request: web.Request) -> web.StreamResponse:
        asked.append((request.method, request.path, request.headers.get("Authorization")))
        return web.Response(status=307, headers={"Location": f"{request.path}x"})

    question = Question("REPORT", body=b"<a/>", login=("vera", "secret"))
    with pytest.raises(NotFetched, match="without end"):
        fetched(leads_on, question)
    login = "Basic dmVyYTpzZWNyZXQ="
    assert asked == [("REPORT", f"/a.ics{'x' * n}", login) for n in range(4)]

    async def run() -> None:
        async def tells(request: web.Request) -> web.StreamResponse:
            asked.append((request.method, request.path, request.headers.get("Authorization")))
            return web.Response(text="here")

        async with serving(tells) as elsewhere:

            async def leads_there(request: web.Request) -> web.StreamResponse:
                return web.Response(status=307, headers={"Location": f"{elsewhere}/b.ics"})

            async with serving(leads_there) as url:
                assert await fetch(url, question, SMALL, OURS) == b"here"

    asyncio.run(run())
    assert asked[-1] == ("REPORT", "/b.ics", None)


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/a.ics",
        "ftp://example.com/",
        "file:///etc/passwd",
        "//example.com/",
        "a.ics",
        "",
        "https://",
        "https://[::1",
        "https:///a",
        "https://example.com:99999/",
    ],
)
def test_what_is_no_https_address_is_refused_in_words(link: str) -> None:
    assert refused(link) == "That is not a web address I can use. It must begin with https://."


@pytest.mark.parametrize(
    "link", ["https://vera:secret@example.com/", "https://vera@example.com/", "https://:x@example.com/"]
)
def test_an_address_with_a_password_in_it_is_refused(link: str) -> None:
    assert refused(link).startswith("The address has a user name or password in it.")


# --- what comes back -----------------------------------------------------------------------------------------------------


def test_what_lies_there_is_fetched_plain_or_packed_and_nothing_of_ours_is_sent() -> None:
    seen: dict[str, str] = {}

    async def packed(request: web.Request) -> web.StreamResponse:
        seen.update(request.headers)
        return web.Response(body=gzip.compress(b"here"), headers={"Content-Encoding": "gzip", "Set-Cookie": "a=b"})

    async def plain(request: web.Request) -> web.StreamResponse:
        return web.Response(text="here")

    assert fetched(packed) == fetched(plain) == b"here"
    assert set(seen) <= {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "asks for a user name"),
        (403, "asks for a user name"),
        (404, "error 404"),
        (500, "error 500"),
        (204, "error 204"),
    ],
)
def test_an_answer_that_is_none_is_said_in_words(status: int, why: str) -> None:
    async def fails(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    with pytest.raises(NotFetched, match=why):
        fetched(fails)


def test_packing_we_did_not_ask_for_and_packing_that_is_broken_are_refused() -> None:
    for encoding, body in (("br", b"here"), ("gzip", b"here"), ("gzip", gzip.compress(b"here" * 99)[:-9])):

        async def oddly(request: web.Request, encoding: str = encoding, body: bytes = body) -> web.StreamResponse:
            return web.Response(body=body, headers={"Content-Encoding": encoding})

        with pytest.raises(NotFetched, match="in a way I cannot read"):
            fetched(oddly)


def test_nobody_there_is_said_in_words() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert refused(f"http://127.0.0.1:{free.getsockname()[1]}/", OURS) == "I could not reach that address."
