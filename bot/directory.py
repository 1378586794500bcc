"""What Slack says of people and channels, copied into storage so that handlers never have to ask."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.house import meet
from bot.threads import InThread
from governance.events import Door
from handlers.feeds import stop_all
from storage.database import Database
from storage.people import People
from storage.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger("parley.directory")

ASK_SECONDS = 1.5
UNREACHABLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Directory:
    """Makes the acquaintance of people before a handler needs to know them, once each."""

    def __init__(
        self, database: Database, client: AsyncWebClient, now: Callable[[], datetime], in_thread: InThread
    ) -> None:
        self.database = database
        self.client = client
        self.now = now
        self.in_thread = in_thread
        self.workspace: int | None = None
        self._known: set[str] = set()

    async def acquaint(self, users: Iterable[str], *, fresh: bool = False) -> None:
        """Asks Slack about those nobody has asked about yet, all at once, and for a second and a half at most.

        Whoever Slack says nothing about stays unknown for this request; the next one asks again. `fresh` asks anyway.
        """
        wanted = {user for user in users if fresh or user not in self._known}
        if not wanted or self.workspace is None:
            return
        strangers = wanted if fresh else wanted - await self.in_thread(lambda: self._learned(wanted))
        if strangers:
            answers = await asyncio.gather(*(self._ask(user) for user in strangers))
            found = {user: facts for user, facts in zip(strangers, answers, strict=True) if facts}
            if found:
                await self.in_thread(lambda: self.keep_people(found))
        self._known |= wanted - strangers

    async def learn_channel(self, channel: str) -> None:
        """Asks Slack whether a channel is shared with another company. Raises SlackApiError when it will not say."""
        answer = await self.client.conversations_info(channel=channel)
        shared = bool((answer.get("channel") or {}).get("is_ext_shared"))
        await self.in_thread(lambda: self._keep_channel(channel, shared))

    def keep_people(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps users as `users.info` and `user_change` describe them."""
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            for user, its in found.items():
                facts = facts_of(its)
                _claim(uow, user, facts)
                meet(uow, user, facts.get("slack_team"), facts["name"])
                uow.people.learn(user, uow.at, facts)
                if its.get("deleted"):
                    stop_all(user, uow)
        self._known |= set(found)

    def knows(self, user: str) -> bool:
        """Whether Parley knows this Slack user."""
        assert self.workspace is not None
        with self.database.read() as connection:
            return People(connection, self.workspace).by_slack(user) is not None

    def _keep_channel(self, channel: str, shared: bool) -> None:
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            uow.vendors.learn_channel(channel, shared=shared)

    def _learned(self, users: set[str]) -> set[str]:
        assert self.workspace is not None
        with self.database.read() as connection:
            return People(connection, self.workspace).learned(users)

    async def _ask(self, user: str) -> Mapping[str, Any] | None:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                answer = await self.client.users_info(user=user, include_locale=True)
        except UNREACHABLE as trouble:
            log.warning("Slack did not say who %s is: %s", user, _why(trouble))
            return None
        found = answer.get("user")
        return found if isinstance(found, dict) else None


def _claim(uow: UnitOfWork, user: str, facts: Mapping[str, Any]) -> None:
    """Somebody known by mail only may be this one; a company's own Slack says which mail addresses are its people's."""
    mail, team = facts.get("mail"), facts.get("slack_team")
    if not (mail and team):
        return
    ours = team == uow.workspace.team
    vendor = None if ours else uow.people.vendor_of_team(team)
    if ours or vendor:
        uow.people.claim(mail, user, team, sponsors=ours, vendor=vendor)


def facts_of(user: Mapping[str, Any]) -> dict[str, Any]:
    """What Parley keeps of a Slack user object: name, handle, mail, zone, team, whether they administer Slack or are an app."""
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or user.get("name") or user["id"]
    facts = {
        "name": name,
        "handle": user.get("name") or name,
        "mail": profile.get("email"),
        "zone": user.get("tz") if user.get("tz") in available_timezones() else None,
        "locale": user.get("locale"),
        "slack_team": user.get("team_id"),
        "slack_admin": bool(user.get("is_admin") or user.get("is_owner")),
        "is_bot": bool(user.get("is_bot")),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _why(trouble: Exception) -> str:
    return str(trouble.response.get("error")) if isinstance(trouble, SlackApiError) else type(trouble).__name__
