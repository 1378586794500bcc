"""What Slack says of people and channels, copied into storage so that handlers never have to ask."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.acquaintances import meet, moved
from bot.threads import InThread
from governance.events import Door
from handlers.feeds import stop_all
from storage.database import Database
from storage.people import People
from storage.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger("parley.directory")

ASK_SECONDS = 1.5
# Of a linked channel so many people are met; Slack is asked about one at a time.
MOST_MEMBERS = 200
# Slack's words for somebody about whom there is nothing to know (any more).
GONE = {"user_not_found", "user_not_visible", "users_not_found"}
NOBODY: Mapping[str, str | None] = MappingProxyType({})
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
        self._known: set[tuple[str, str | None]] = set()

    async def acquaint(
        self, users: Iterable[str], *, fresh: bool = False, teams: Mapping[str, str | None] = NOBODY
    ) -> None:
        """Asks Slack about those nobody has asked about yet, all at once, and for a second and a half at most.

        Whoever Slack says nothing about stays unknown for this request; the next one asks again. `fresh` asks anyway, and so
        does a team (`teams`, by user) that is another than the one we know.
        """
        wanted = {user for user in users if fresh or (user, teams.get(user)) not in self._known}
        if not wanted or self.workspace is None:
            return
        strangers = wanted if fresh else wanted - await self.in_thread(lambda: self._learned(wanted, teams))
        if strangers:
            answers = await asyncio.gather(*(self._ask(user) for user in strangers))
            found = {user: facts for user, facts in zip(strangers, answers, strict=True) if facts}
            if found:
                await self.in_thread(lambda: self.keep_people(found))
                self._known |= {(user, teams.get(user)) for user in found}
        self._known |= {(user, teams.get(user)) for user in wanted - strangers}

    async def learn_channel(self, channel: str) -> list[str]:
        """Asks Slack whether a channel is shared with another company, and then who is in it: Slack user ids, 200 at most.

        Raises SlackApiError when it will not say; where Slack asks to slow down, those already met are not asked about again.
        """
        answer = await self.client.conversations_info(channel=channel)
        shared = bool((answer.get("channel") or {}).get("is_ext_shared"))
        await self.in_thread(lambda: self._keep_channel(channel, shared))
        return await self._meet_members(channel) if shared else []

    async def _meet_members(self, channel: str) -> list[str]:
        answer = await self.client.conversations_members(channel=channel, limit=MOST_MEMBERS)
        members = [str(user) for user in answer.get("members") or []][:MOST_MEMBERS]
        known = await self.in_thread(lambda: self._learned(set(members)))
        for user in (user for user in members if user not in known):
            try:
                its = (await self.client.users_info(user=user, include_locale=True)).get("user")
            except SlackApiError as trouble:
                if _why(trouble) in GONE:
                    continue
                raise
            if isinstance(its, dict):
                await self.in_thread(partial(self.keep_people, {user: its}))
        return members

    def keep_people(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps users as `users.info` and `user_change` describe them."""
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            for user, its in found.items():
                facts = facts_of(its)
                _claim(uow, user, facts)
                company = facts.get("slack_team"), facts.get("enterprise_id")
                if moved(uow.people.by_slack(user), *company, uow):
                    facts |= {"enterprise_id": company[1]}
                meet(uow, user, company[0], facts["name"], company[1])
                uow.people.learn(user, uow.at, facts)
                if its.get("deleted"):
                    stop_all(user, uow)
        self._known |= {(user, team) for user, its in found.items() for team in (None, its.get("team_id"))}

    def knows(self, user: str) -> bool:
        """Whether Parley knows this Slack user."""
        assert self.workspace is not None
        with self.database.read() as connection:
            return People(connection, self.workspace).by_slack(user) is not None

    def _keep_channel(self, channel: str, shared: bool) -> None:
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            uow.vendors.learn_channel(channel, shared=shared)

    def _learned(self, users: set[str], teams: Mapping[str, str | None] = NOBODY) -> set[str]:
        assert self.workspace is not None
        with self.database.read() as connection:
            found = People(connection, self.workspace).learned(users)
        return {user for user, team in found.items() if teams.get(user) in (None, team)}

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
    """Somebody known by mail only may be this one; a company's own Slack says which mail addresses are its people's.

    The company comes first: an address counts only in the Slack of the vendor whose person the sponsor named with it.
    """
    mail, team, enterprise = facts.get("mail"), facts.get("slack_team"), facts.get("enterprise_id")
    if not (mail and team):
        return
    ours = team == uow.workspace.team
    vendor = None if ours else uow.people.vendor_of_team(team, enterprise)
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
        "enterprise_id": (user.get("enterprise_user") or {}).get("enterprise_id") or user.get("enterprise_id"),
        "slack_admin": bool(user.get("is_admin") or user.get("is_owner")),
        "is_bot": bool(user.get("is_bot")),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _why(trouble: Exception) -> str:
    return str(trouble.response.get("error")) if isinstance(trouble, SlackApiError) else type(trouble).__name__
