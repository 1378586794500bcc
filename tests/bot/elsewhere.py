"""Web servers of other people, with a test's own answers, and the calendars they give out."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path
from socket import AF_INET, AF_INET6, AddressFamily

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.public_address import Reach

OURS = Reach((ip_network("127.0.0.1/32"),), plain_http=True)
# A key and a certificate of nobody's, for calendar.example.
CERTIFICATE = Path(__file__).with_name("calendar_example.pem")
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """A name server under the test's control: the answers in turn, the last one for ever."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        kind = AF_INET6 if ":" in address else AF_INET
        return [ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


def calendar_example() -> Reach:
    """The internet as far as a test needs it: every name leads to this machine, whose certificate is trusted."""
    trust = ssl.create_default_context(cafile=str(CERTIFICATE))
    return Reach(OURS.networks, look_up=Names("127.0.0.1"), trust=trust)


@asynccontextmanager
async def serving(answer: Answer, *, tls: bool = False) -> AsyncIterator[str]:
    """A web server of ours whose every path is answered so; with `tls` it is calendar.example."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
    await runner.setup()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls else None
    if context:
        context.load_cert_chain(CERTIFICATE)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield f"{'https://calendar.example' if tls else 'http://127.0.0.1'}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def says(content: bytes, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, headers={name.replace("_", "-"): its for name, its in headers.items()})

    return answer


def feed(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")).encode()
