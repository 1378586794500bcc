"""Files people sent, fetched from Slack. The token goes to Slack's own addresses only, however a link looks or leads on."""

import aiohttp
from yarl import URL

from bot.settings import Settings
from bot.verdicts import NotNow, backoff, retry_after
from storage.outbox import Letter

LARGEST = 5 << 20
MOST_HOPS = 4
REDIRECTS = (301, 302, 303, 307, 308)
SLACKS = (".slack.com", ".slack-gov.com")
NOT_GIVEN = "Slack would not give it to me"
ELSEWHERE = "it does not lie in Slack"


class CannotFetch(Exception):
    """Why a file cannot be had, in words that follow "I could not fetch it: "."""


async def fetch(link: str, letter: Letter, settings: Settings, largest: int = LARGEST) -> bytes:
    """The file's bytes, at most `largest` of them. Raises CannotFetch, or NotNow when it is worth trying again."""
    timeout = aiohttp.ClientTimeout(total=settings.slack_timeout)
    token = {"Authorization": f"Bearer {settings.slack_bot_token}"}
    async with aiohttp.ClientSession(timeout=timeout) as http:
        for _ in range(MOST_HOPS):
            address = _slacks(link, settings.slack_api_url)
            async with http.get(address, headers=token, allow_redirects=False) as answer:
                if answer.status not in REDIRECTS:
                    return await _content(answer, letter, largest)
                link = _onward(address, answer.headers.get("Location", ""))
    raise CannotFetch(NOT_GIVEN)


def _slacks(link: str, api_url: str) -> URL:
    """The link as an address, when that is one of Slack's: what is checked is what is asked."""
    try:
        its = URL(link)
        own = its.origin() == URL(api_url).origin()
    except ValueError:
        raise CannotFetch(ELSEWHERE) from None
    slacks = its.scheme == "https" and str(its.raw_host).endswith(SLACKS) and its.is_default_port()
    if its.user or its.password or not (own or slacks):
        raise CannotFetch(ELSEWHERE)
    return its


def _onward(address: URL, location: str) -> str:
    try:
        return str(address.join(URL(location)))
    except ValueError:
        raise CannotFetch(NOT_GIVEN) from None


async def _content(answer: aiohttp.ClientResponse, letter: Letter, largest: int) -> bytes:
    if answer.status == 429 or answer.status >= 500:
        seconds = retry_after(answer.headers) if answer.status == 429 else backoff(letter)
        raise NotNow(f"Slack answered {answer.status} to the download", seconds)
    # A page instead of the file is the one on which people sign in.
    if answer.status >= 400 or answer.content_type == "text/html":
        raise CannotFetch(NOT_GIVEN)
    content = await at_most(largest, answer)
    if content is None:
        raise CannotFetch(f"it is larger than {largest >> 20} MB")
    return content


async def at_most(largest: int, answer: aiohttp.ClientResponse) -> bytes | None:
    """What an answer brings, or None as soon as it is more than `largest` bytes."""
    content = bytearray()
    async for part in answer.content.iter_chunked(1 << 16):
        content += part
        if len(content) > largest:
            return None
    return bytes(content)
