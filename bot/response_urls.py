"""The address Slack gives with a request, where answers to it go for half an hour."""

import aiohttp

from bot.verdicts import NotNow, Refused, backoff
from storage.outbox import Letter


async def answer_at(letter: Letter, seconds: float) -> None:
    """Says it there; Slack has so many seconds. Raises NotNow when Slack is busy, Refused when the time is over."""
    body = {key: value for key, value in letter.payload.items() if key != "url"}
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.post(letter.payload["url"], json=body) as answer,
    ):
        if answer.status == 429 or answer.status >= 500:
            raise NotNow(f"Slack answered {answer.status}", backoff(letter))
        if answer.status >= 400:
            raise Refused(f"Slack answered {answer.status}: the time to answer is over")
