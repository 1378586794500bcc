"""Files in Slack: what somebody sent comes in, what Parley shows goes up."""

from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import downloads
from bot.downloads import NOT_GIVEN, CannotFetch
from bot.inbound import readable
from bot.participants import harmless
from bot.settings import Settings
from bot.verdicts import NotNow, Refused, backoff, verdict_on
from storage.outbox import Letter


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file somebody sent: its name where Slack said it, its bytes, or why they cannot be had."""

    name: str | None
    content: bytes | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class Files:
    """Slack's files, for letters that bring or fetch one."""

    client: AsyncWebClient
    settings: Settings

    async def fetched(self, letter: Letter, largest: int = downloads.LARGEST) -> Fetched:
        """The file a letter names, of at most `largest` bytes. Raises NotNow when it is worth trying again."""
        its: dict[str, Any] = {}
        try:
            its = {} if letter.payload.get("url") else await self._described(letter)
            link = str(letter.payload.get("url") or its.get("url_private") or "")
            content = await downloads.fetch(link, letter, self.settings, largest)
        except CannotFetch as why:
            return Fetched(name=harmless(readable(its.get("name"))) or None, trouble=str(why))
        return Fetched(name=harmless(readable(its.get("name"))) or None, content=content)

    async def upload(self, letter: Letter, name: str, title: str, content: bytes) -> dict[str, str | None]:
        """Puts the bytes into Slack, shown nowhere yet; the file's id and title."""
        place = await self.client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=title[:1000])
        timeout = aiohttp.ClientTimeout(total=self.settings.slack_timeout)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(place["upload_url"], data=content) as answer,
        ):
            if answer.status >= 400:
                raise NotNow(f"Slack answered {answer.status} to the upload", backoff(letter))
        return {"id": str(place["file_id"]), "title": title}

    async def address(self, file: str) -> str:
        """Where people can look at a file."""
        answer = await self.client.files_info(file=file)
        return str((answer.get("file") or {}).get("permalink") or "")

    async def _described(self, letter: Letter) -> dict[str, Any]:
        """What Slack says of a file that came from another company's person: the message itself had its id only."""
        try:
            answer = await self.client.files_info(file=letter.payload["file"])
        except SlackApiError as trouble:
            verdict = verdict_on(trouble, letter)
            raise CannotFetch(NOT_GIVEN) if isinstance(verdict, Refused) else verdict from None
        file = answer.get("file") or {}
        if not file.get("url_private"):
            raise CannotFetch(NOT_GIVEN)
        return dict(file)
