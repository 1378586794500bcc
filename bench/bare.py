"""The floors, each in a process of its own: Bolt that only acknowledges, and a client that only posts."""

import asyncio
import re
import sys
from typing import Any

FLOOR_PATH = "/healthz"


def serve(port: int, secret: str) -> None:
    """Bolt as Parley sets it up (async, Starlette, uvicorn, signatures checked), with a listener that only acknowledges."""
    import uvicorn
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0NORTH", bot_token="xoxb-none")

    async def only_ack(ack: AsyncAck) -> None:
        await ack()

    async def up(_request: Request) -> Response:
        return PlainTextResponse("ok")

    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.command(re.compile(".*"))(only_ack)
    handler = AsyncSlackRequestHandler(app)
    routes = [Route("/slack/events", handler.handle, methods=["POST"]), Route(FLOOR_PATH, up)]
    uvicorn.run(Starlette(routes=routes), port=port, log_config=None, access_log=False, server_header=False)


async def post(api_url: str, token: str, channels: list[str], count: int) -> None:
    """`chat.postMessage` and nothing else: one post at a time a channel, all channels at once."""
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])

        async def fill(channel: str, numbers: range) -> None:
            for number in numbers:
                await client.chat_postMessage(channel=channel, text=f"message {number}", unfurl_links=False)

        shares = [range(place, count, len(channels)) for place in range(len(channels))]
        await asyncio.gather(*(fill(*share) for share in zip(channels, shares, strict=True)))


def main(arguments: list[str]) -> Any:
    if arguments[0] == "serve":
        return serve(int(arguments[1]), arguments[2])
    return asyncio.run(post(arguments[1], arguments[2], arguments[3].split(","), int(arguments[4])))


if __name__ == "__main__":
    main(sys.argv[1:])
