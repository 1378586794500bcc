"""Bolt, wired once: every payload goes to the house, every answer into the ack. Socket Mode and HTTP share it."""

import asyncio
import logging
import re
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import apologies, inbound
from bot.arrivals import Answer, Arrival, Asks
from bot.directory import UNREACHABLE, Directory
from bot.engine import Engine
from bot.house import House
from bot.settings import Settings
from bot.threads import InThread
from handlers.kit.grammar import Puzzled, parse

log = logging.getLogger("parley.slack")
EVERYTHING = re.compile(".*")
FORM_SECONDS = 2.0
READ_SECONDS = 1.0
# The reaction control that the emoji of the settings stands for.
OFFER = "action.offer"


class SlackDoor:
    """Slack's side of the house: who we are there, and how arrivals come in."""

    def __init__(
        self,
        settings: Settings,
        client: AsyncWebClient,
        house: House,
        directory: Directory,
        engine: Engine,
        in_thread: InThread,
    ) -> None:
        self.settings = settings
        self.client = client
        self.house = house
        self.directory = directory
        self.engine = engine
        self.in_thread = in_thread
        self.bot_user: str | None = None
        self.bot_id: str | None = None
        self.team: str | None = None
        self.address = ""
        self.app = self._bolt()

    def _bolt(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            """What `auth.test` said once at start; Bolt's own would ask Slack inside every request."""
            return AuthorizeResult(
                enterprise_id=None,
                team_id=self.team,
                bot_user_id=self.bot_user,
                bot_id=self.bot_id,
                bot_token=self.settings.slack_bot_token,
            )

        app = AsyncApp(
            client=self.client,
            # The SDK would read the environment for what is not given; ours is read in one place.
            signing_secret=self.settings.slack_signing_secret or "none",
            authorize=authorize,
            process_before_response=True,
            logger=logging.getLogger("slack_bolt"),
        )
        app.command(EVERYTHING)(self._command)
        app.action(EVERYTHING)(self._click)
        app.view_submission(EVERYTHING)(self._form)
        app.view_closed(EVERYTHING)(_thanks)
        app.message_shortcut(EVERYTHING)(self._shortcut)
        app.event(EVERYTHING)(self._event)
        return app

    # --- one listener a kind of payload --------------------------------------------------------------------------

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await self._hear(inbound.from_command(body))
        await ack(**inbound.command_ack(answer))

    async def _form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await self._hear(inbound.from_form(body))
        await ack(**inbound.form_ack(answer))

    async def _click(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        arrival = inbound.from_click(body)
        if arrival:
            await self._hear(arrival)
        await ack()

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._hear(inbound.from_shortcut(body))
        await ack()

    async def _event(self, body: dict[str, Any]) -> None:
        event = body.get("event") or {}
        if event.get("type") == "user_change" and isinstance(event.get("user"), dict):
            await self._refresh(event["user"])
            return
        if change := inbound.channel_change(body, self.bot_user):
            await self.in_thread(lambda: self.directory.doubt_channel(change))
            await self.engine.kick([f"learn:{change.channel}"])
            return
        if event.get("type") in ("member_joined_channel", "member_left_channel") and isinstance(event.get("user"), str):
            left = event["type"] == "member_left_channel"
            await self._joined(event["user"], str(event.get("channel")), left=left)
            return
        arrival = inbound.from_event(body, self.bot_user)
        if arrival and arrival.asks is Asks.REACTION:
            if arrival.name.split("::")[0] != self.settings.action_emoji:
                return
            arrival = replace(arrival, name=OFFER)
        if arrival and arrival.thread and arrival.channel and arrival.message_ts:
            # What is asked for in a thread is answered for in that thread.
            link = inbound.permalink(self.address, arrival.channel, arrival.message_ts, arrival.thread)
            arrival = replace(arrival, message_link=link)
        if arrival:
            await self._hear(arrival)

    # --- one way for all -------------------------------------------------------------------------------------------

    async def _hear(self, arrival: Arrival) -> Answer:
        """Meets the people, asks the house in an executor, wakes the outbox, opens the form."""
        answer = await self._answer(arrival)
        if answer.say and not arrival.in_ack and not answer.lanes and arrival.response_url:
            await self._say_anyway(arrival.response_url, answer.say)
        if answer.lanes:
            await self.engine.kick(answer.lanes)
        if answer.view and not answer.repeated and arrival.asks is not Asks.FORM:
            return await self._open(arrival, answer.view)
        return answer

    async def _answer(self, arrival: Arrival) -> Answer:
        if arrival.asks is Asks.NOTE and not await self.in_thread(lambda: self.house.holds_session(arrival)):
            return Answer()  # talk: of whoever says it, or is named in it, nothing is learnt
        if arrival.asks is Asks.BUTTON and self._reads_message(arrival.name):
            arrival = await self._with_message(arrival)
        try:
            await self.directory.acquaint(
                inbound.people_in(arrival),
                fresh=self._must_ask(arrival),
                teams={arrival.user: arrival.user_team},
            )
        except SQLAlchemyError as trouble:
            # The house would meet the same trouble, after as long a wait again.
            return await self.in_thread(partial(self.house.excuse, arrival, trouble))
        return await self.in_thread(lambda: self.house.hear(arrival))

    def _must_ask(self, arrival: Arrival) -> bool:
        if arrival.asks is not Asks.LINE:
            return False
        line = parse(self.house.registry, arrival.text, arrival.noun)
        return not isinstance(line, Puzzled) and line.command.ask_slack

    def _reads_message(self, name: str) -> bool:
        control = self.house.registry.buttons.get(name)
        return control is not None and control.reads_message

    async def _with_message(self, arrival: Arrival) -> Arrival:
        """The arrival with the message its button is about, read for this request only; without its text where Slack is slow."""
        channel, _, rest = arrival.ref.partition(":")
        if channel != arrival.channel:
            return arrival  # the button stands where its message does: no other conversation is read for a click
        ts, _, thread = rest.partition(":")
        found: dict[str, Any] = {}
        try:
            async with asyncio.timeout(READ_SECONDS):
                answer = await self.client.conversations_replies(
                    channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=10
                )
            found = next((its for its in answer.get("messages") or [] if its.get("ts") == ts), {})
        except UNREACHABLE as trouble:
            log.warning("a message could not be read: %s", type(trouble).__name__)
        thread = str(found.get("thread_ts") or thread or ts)
        link = inbound.permalink(self.address, channel, ts, thread)
        text = inbound.readable(found.get("text"))
        return replace(
            arrival, channel=channel, thread=thread, message_ts=ts, message_text=text, message_link=link, direct=False
        )

    async def _open(self, arrival: Arrival, view: dict[str, Any]) -> Answer:
        """Opens a form after the commit. When Slack will not, the person is told and nothing is lost."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                await self.client.views_open(trigger_id=str(arrival.trigger), view=view)
        except UNREACHABLE as trouble:
            why = trouble.response.get("error") if isinstance(trouble, SlackApiError) else type(trouble).__name__
            log.warning("a form could not be opened: %s", why)
            if not arrival.in_ack:
                lanes = await self.in_thread(lambda: self.house.tell(arrival, apologies.NO_FORM))
                await self.engine.kick(lanes)
            return Answer(say={"text": apologies.NO_FORM})
        return Answer()

    async def _say_anyway(self, response_url: str, words: dict[str, Any]) -> None:
        """Where not even an apology could be written down, the one who clicked is told at once, if Slack lets us."""
        try:
            async with asyncio.timeout(FORM_SECONDS), aiohttp.ClientSession() as http:
                await http.post(response_url, json={**words, "replace_original": False})
        except UNREACHABLE as trouble:
            log.warning("an apology could not be said: %s", type(trouble).__name__)

    async def _joined(self, user: str, channel: str, *, left: bool) -> None:
        """Somebody has come into a vendor's channel, or left it: whoever works for the vendor is to be confirmed."""
        if user != self.bot_user and await self.in_thread(lambda: self.house.is_linked(channel)):
            await self.directory.acquaint([user])
            await self.engine.kick(await self.in_thread(lambda: self.house.joined(user, channel, left=left)))

    async def _refresh(self, user: dict[str, Any]) -> None:
        """Someone changed their profile: keep it, if they are somebody we know."""
        known = await self.in_thread(lambda: self.directory.knows(str(user.get("id"))))
        if known:
            await self.directory.refresh(user)


async def _thanks(ack: AsyncAck) -> None:
    await ack()
