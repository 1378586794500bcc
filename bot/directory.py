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

from bot.acquaintances import changes_company, is_elsewhere, meet, moves
from bot.arrivals import ChannelChange
from bot.threads import InThread
from governance.events import Door
from governance.vendors import Closed, Seen
from handlers.channels import look, notice, takes_new_id
from handlers.kit.parting import stop_feeds
from handlers.leaving.noticing import notice as notice_person
from storage.database import Database
from storage.outbox import Kind, Letter
from storage.people import People
from storage.unit_of_work import UnitOfWork, unit_of_work

log = logging.getLogger("parley.directory")

ASK_SECONDS = 1.5
# Of a linked channel so many people are met; Slack is asked about one at a time.
MOST_MEMBERS = 200
# Slack's words for somebody about whom there is nothing to know (any more).
GONE = {"user_not_found", "user_not_visible", "users_not_found"}
COMPANY = ("slack_team", "enterprise_id")
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
                self._known |= {(user, teams.get(user)) for user in found if (user, None) in self._known}
        self._known |= {(user, teams.get(user)) for user in wanted - strangers}

    async def learn_channel(self, channel: str) -> list[str]:
        """Asks Slack what a channel is now and, where another company shares it, who is in it: Slack user ids, 200 at most.

        Raises SlackApiError when it will not say; where Slack asks to slow down, those already met are not asked about again.
        """
        try:
            answer = await self.client.conversations_info(channel=channel)
            seen = seen_in(answer.get("channel") or {})
        except SlackApiError as trouble:
            if _why(trouble) != "channel_not_found":
                raise
            seen = Seen(closed=Closed.GONE)
        await self.in_thread(lambda: self._keep_channel(channel, seen))
        return await self._meet_members(channel) if seen.shared and not seen.closed else []

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

    def doubt_channel(self, change: ChannelChange) -> None:
        """Something may have become of a channel: where it is a vendor's, Slack is asked what."""
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            if change.was:
                takes_new_id(change.was, change.channel, uow, once=change.key)
            else:
                look(change.channel, uow, once=change.key)

    def doubt_person(self, letter: Letter) -> None:
        """Somebody could not be written to: Slack is asked whether they have left."""
        user = str(letter.payload.get("channel", ""))
        if not user.startswith(("U", "W")) or not self.knows(user):
            return
        with unit_of_work(self.database, letter.workspace, at=self.now(), door=Door.SLACK) as uow:
            once = f"learn:{letter.id}:{letter.attempts}"
            uow.outbox.put(Kind.LEARN, f"learn:{user}", {"user": user}, once=once)

    async def learn_person(self, user: str) -> None:
        """Asks Slack who somebody is now."""
        if found := await self._ask(user):
            await self.in_thread(lambda: self.keep_people({user: found}))

    def doubts(self, letter: Letter) -> bool:
        """Whether a letter that Slack refused waits until it is known what has become of its channel."""
        place = str(letter.payload.get("channel", ""))
        if letter.kind not in (Kind.POST, Kind.UPDATE) or not place.startswith(("C", "G")):
            return False
        with unit_of_work(self.database, letter.workspace, at=self.now(), door=Door.SLACK) as uow:
            return look(place, uow, once=f"{letter.id}:{letter.attempts}")

    def keep_people(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps users as `users.info` and `user_change` describe them."""
        assert self.workspace is not None
        away: set[str] = set()
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            for user, its in found.items():
                facts = facts_of(its)
                _claim(uow, user, facts)
                company = facts.get("slack_team"), facts.get("enterprise_id")
                guest = bool(facts.get("is_guest"))
                elsewhere = is_elsewhere(uow.people.by_slack(user), *company, uow, guest=guest)
                if moves(uow.people.by_slack(user), *company, uow, guest=guest):
                    facts |= {"enterprise_id": company[1]}
                if not elsewhere and changes_company(uow.people.by_slack(user), *company, uow):
                    facts |= {"enterprise_id": company[1]}
                meet(uow, user, company[0], facts["name"], company[1], guest=guest, told=True)
                person = uow.people.by_slack(user)
                if elsewhere:  # what they did for their company was done from its own
                    facts = {name: value for name, value in facts.items() if name not in COMPANY}
                uow.people.learn(user, uow.at, facts)
                gone = elsewhere or bool(its.get("deleted"))
                if person and (elsewhere or "deleted" in its):
                    notice_person(person, gone=gone, uow=uow)
                if person and gone:
                    stop_feeds(person, uow)
                if gone:
                    away.add(user)
        known = {(user, team) for user, its in found.items() for team in (None, its.get("team_id"))}
        self._known = {its for its in self._known | known if its[0] not in away}

    async def refresh(self, user: Mapping[str, Any]) -> None:
        """Keeps what `user_change` says. Whoever is said to have left or come back is asked about: events may come late."""
        turned = await self.in_thread(lambda: self._has_turned(user))
        asked = await self._ask(str(user["id"])) if turned else None
        await self.in_thread(lambda: self.keep_people({str(user["id"]): asked or user}))

    def _has_turned(self, user: Mapping[str, Any]) -> bool:
        assert self.workspace is not None
        with self.database.read() as connection:
            person = People(connection, self.workspace).by_slack(str(user["id"]))
        return person is not None and bool(user.get("deleted")) != (person.left_at is not None)

    def knows(self, user: str) -> bool:
        """Whether Parley knows this Slack user."""
        assert self.workspace is not None
        with self.database.read() as connection:
            return People(connection, self.workspace).by_slack(user) is not None

    def _keep_channel(self, channel: str, seen: Seen) -> None:
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            notice(channel, seen, uow)

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
    if not (mail and team) or facts.get("is_guest"):
        return
    ours = uow.workspace.owns(team, enterprise)
    vendor = None if ours else uow.people.vendor_of_team(team, enterprise)
    if ours or vendor:
        uow.people.claim(mail, user, team, sponsors=ours, vendor=vendor)


def facts_of(user: Mapping[str, Any]) -> dict[str, Any]:
    """What Parley keeps of a Slack user object: name, handle, mail, zone, team, whether they administer Slack, are a guest or an app."""
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
        "is_guest": _is_guest(user),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _is_guest(user: Mapping[str, Any]) -> bool | None:
    """Whether they are a guest in the Slack they use; None where Slack does not say."""
    said = [user[its] for its in ("is_restricted", "is_ultra_restricted") if its in user]
    return any(said) if said else None


def seen_in(channel: Mapping[str, Any]) -> Seen:
    """A channel as `conversations.info` describes it."""
    closed = None
    if channel.get("frozen_reason"):
        closed = Closed.GONE
    elif channel.get("is_archived"):
        closed = Closed.ARCHIVED
    elif channel.get("is_member") is False:
        closed = Closed.LEFT
    teams = {*map(str, channel.get("connected_team_ids") or ())} - {*map(str, channel.get("internal_team_ids") or ())}
    return Seen(closed=closed, shared=bool(channel.get("is_ext_shared")), teams=frozenset(teams))


def _why(trouble: Exception) -> str:
    return str(trouble.response.get("error")) if isinstance(trouble, SlackApiError) else type(trouble).__name__
