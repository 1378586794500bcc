"""Hanging up on a caller: uvicorn's HTTP protocol, with a way to close a connection without an answer."""

import asyncio
from typing import ClassVar

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol


class AbortableProtocol(H11Protocol):
    """Remembers the transport of every open connection by the caller's address."""

    open: ClassVar[dict[tuple[str, int], asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport while the connection is open."""
        super().connection_made(transport)
        if self.client:
            self.open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the transport."""
        if self.client:
            self.open.pop(self.client, None)
        super().connection_lost(exc)


async def hang_up(request: Request) -> None:
    """Close the caller's connection at once, as a broken network would."""
    transport = AbortableProtocol.open.get((request.client.host, request.client.port)) if request.client else None
    if transport is not None:
        transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
