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

from bot.arrivals import ChannelChange
from bot.house import meet
from bot.threads import InThread
from governance.events import Door
from governance.people import Person, Role
from governance.vendors import Closed, Seen
from handlers.channels import look, moved, notice
from handlers.feeds import stop_all
from handlers.leaving.noticing import notice as notice_person
from storage.database import Database
from storage.outbox import Kind, Letter
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
        """Asks Slack what a channel is now, and who shares it. Raises SlackApiError when it will not say."""
        try:
            answer = await self.client.conversations_info(channel=channel)
            seen = seen_in(answer.get("channel") or {})
        except SlackApiError as trouble:
            if trouble.response.get("error") != "channel_not_found":
                raise
            seen = Seen(closed=Closed.GONE)
        await self.in_thread(lambda: self._keep_channel(channel, seen))

    def doubt_channel(self, change: ChannelChange) -> None:
        """Something may have become of a channel: where it is a vendor's, Slack is asked what."""
        assert self.workspace is not None
        with unit_of_work(self.database, self.workspace, at=self.now(), door=Door.SLACK) as uow:
            if change.was:
                moved(change.was, change.channel, uow, once=change.key)
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
                meet(uow, user, facts.get("slack_team"), facts["name"])
                person = uow.people.by_slack(user)
                elsewhere = person is not None and _is_elsewhere(person, facts.get("slack_team"), uow)
                if elsewhere:
                    del facts["slack_team"]  # what they did for their company was done from its own
                uow.people.learn(user, uow.at, facts)
                if person and (elsewhere or "deleted" in its):
                    notice_person(person, gone=elsewhere or bool(its["deleted"]), uow=uow)
                if its.get("deleted") or elsewhere:
                    stop_all(user, uow)
                    away.add(user)
        self._known = (self._known | set(found)) - away

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


def _is_elsewhere(person: Person, team: str | None, uow: UnitOfWork) -> bool:
    """Whether their Slack team is another company's; one that Parley knows nothing of says nothing."""
    if team is None or person.role is Role.STRANGER:
        return False
    if person.is_sponsors:
        return team != uow.workspace.team
    return team == uow.workspace.team or uow.people.vendor_of_team(team) not in (None, person.vendor_id)


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


def seen_in(channel: Mapping[str, Any]) -> Seen:
    """A channel as `conversations.info` describes it."""
    closed = None
    if channel.get("frozen_reason"):
        closed = Closed.GONE
    elif channel.get("is_archived"):
        closed = Closed.ARCHIVED
    elif channel.get("is_member") is False:
        closed = Closed.LEFT
    teams = channel.get("connected_team_ids") or ()
    return Seen(closed=closed, shared=bool(channel.get("is_ext_shared")), teams=frozenset(map(str, teams)))


def _why(trouble: Exception) -> str:
    return str(trouble.response.get("error")) if isinstance(trouble, SlackApiError) else type(trouble).__name__
