"""One arrival, one transaction: heard before? who asks? which handler? its reactions, its answer; then one commit.

Refusals take back what the handler wrote and are said; faults take back everything and are apologised for, once.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from bot import apologies, held, notes, participants
from bot.acquaintances import who_asks
from bot.addresses import filled
from bot.arrivals import Answer, Arrival, Asks
from bot.entering import enter, gate
from bot.places import place_of, source_of
from governance.digests import next_due
from governance.events import Door
from governance.people import may
from governance.refusals import NotConfirmed, NotConfirmedYet, NotIntroduced, NotKnownYet, Refusal
from governance.rules import USUAL, Rules
from handlers.kit.blocks import VALUE, Block, actions, button, esc, section
from handlers.kit.bundles import Bundle
from handlers.kit.entering import check_known
from handlers.kit.feature import Command, Control, HomePart, Registry
from handlers.kit.grammar import Puzzled, parse
from handlers.kit.rehearsing import check_introduced
from handlers.kit.replies import Reply, Say, Show, Wrong, say
from handlers.kit.requests import Job, Request, Tick, Visit
from handlers.kit.usage import as_they_type, open_button, usage
from storage.database import Database
from storage.outbox import Kind
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

log = logging.getLogger("parley.house")
PUT_OFF = timedelta(minutes=10)


class House:
    """Everything between the doors and the database. Plain and synchronous: the doors call it in an executor."""

    def __init__(
        self, database: Database, registry: Registry, now: Callable[[], datetime], rules: Rules = USUAL
    ) -> None:
        self.database = database
        self.registry = registry
        self.now = now
        self.rules = rules
        self.workspace: int | None = None

    def hear(self, arrival: Arrival) -> Answer:
        """Answers an arrival. Raises only what will pass, and only for an event, which Slack sends again."""
        started, outcome = perf_counter(), "answered"
        try:
            answer = self._once(arrival)
            outcome = "repeated" if answer.repeated else outcome
        except Exception as error:  # noqa: BLE001 - whatever it is, `excuse` logs it and finds words for it
            outcome = "failed"
            answer = self.excuse(arrival, error)
        finally:
            _log_request(self._act(arrival), arrival, outcome, perf_counter() - started)
        return replace(answer, say=filled(answer.say, self.rules.addresses)) if answer.say else answer

    def due(self, schedule: Schedule) -> tuple[str, ...]:
        """Does what a schedule asks, once, and moves it on. The lanes that have something to say now."""
        at = self.now()
        try:
            then = next_due(schedule.cron, ZoneInfo(schedule.zone), at, schedule.country)
            with self._unit_of_work(schedule.workspace, at, Door.CLOCK) as uow:
                if uow.schedules.move_on(schedule, then):
                    self.registry.dues[schedule.what](schedule, Tick(due=schedule.next_fire_at, at=at), uow)
                    self.react(uow)
        except SQLAlchemyError:
            raise
        except Exception:  # noqa: BLE001 - logged where it is put off; the next schedule must not wait for this one
            self._put_off(schedule, at)
            return ()
        return tuple(uow.touched_lanes)

    def _put_off(self, schedule: Schedule, at: datetime) -> None:
        """What failed is tried again later, so that it holds up nothing else; `doctor` shows it meanwhile."""
        quote = apologies.reference()
        log.exception("fault %s in the %s of %s", quote, schedule.what, schedule.channel)
        with self._unit_of_work(schedule.workspace, at, Door.CLOCK) as uow:
            uow.schedules.put_off(schedule, at + PUT_OFF, f"it failed on my side, {quote} in the log")

    def tick(self, name: str, due: datetime) -> tuple[str, ...]:
        """An entry of the timetable. It is named by job and fire time, so two clocks and a restart do no harm."""
        if self.workspace is None:
            return ()
        at = self.now()
        with self._unit_of_work(self.workspace, at, Door.CLOCK) as uow:
            if uow.inbox.let_in(f"tick:{name}:{due.isoformat()}", at):
                self.registry.timetable[name].handler(Tick(due=due, at=at), uow)
                self.react(uow)
        return tuple(uow.touched_lanes)

    def visit(self, page: str, secret: str, values: Mapping[str, str] | None) -> tuple[str | None, tuple[str, ...]]:
        """A page of ours as HTML, None where there is none; and the lanes that have something to say now."""
        if self.workspace is None:
            raise apologies.StillStarting
        at = self.now()
        handler, its = self.registry.pages[page].handler, Visit(secret=secret, at=at, values=values)
        if values is None:
            with reading(self.database, self.workspace, at=at, rules=self.rules) as uow:
                return handler(its, uow), ()
        with self._unit_of_work(self.workspace, at, Door.PAGE) as uow:
            html = handler(its, uow)
            self.react(uow)
        return html, tuple(uow.touched_lanes)

    def tell(self, arrival: Arrival, words: str) -> tuple[str, ...]:
        """Says something to the one who asked, after their request was answered."""
        assert self.workspace is not None
        with self._unit_of_work(self.workspace, self.now(), arrival.door) as uow:
            _post_answer(replace(arrival, key=f"{arrival.key}:more"), say(section(words)), uow)
        return tuple(uow.touched_lanes)

    def is_linked(self, channel: str) -> bool:
        """Whether a channel belongs to a vendor."""
        if self.workspace is None:
            return False
        with reading(self.database, self.workspace, at=self.now()) as uow:
            return uow.vendors.link_of(channel) is not None

    def holds_session(self, arrival: Arrival) -> bool:
        """Whether it is said in the thread of a session that is on, or was until lately; anything else there is talk."""
        if self.workspace is None:
            return False
        with reading(self.database, self.workspace, at=self.now()) as uow:
            return notes.is_of_session(arrival, uow)

    def joined(self, user: str, channel: str, *, left: bool = False) -> tuple[str, ...]:
        """Somebody is in a vendor's channel now, or no longer; the lanes that have something to say of it."""
        assert self.workspace is not None
        with self._unit_of_work(self.workspace, self.now(), Door.SLACK) as uow:
            (held.left if left else held.joined)(user, channel, uow)
        return tuple(uow.touched_lanes)

    def work(self, workspace: int, payload: Mapping[str, Any], content: bytes | None = None) -> None:
        """Does a piece of work that was written down, in as many transactions as it takes."""
        its = self.registry.works[payload["work"]]
        its.handler(self._job(workspace, payload, its.door, content))

    def document(self, workspace: int, payload: Mapping[str, Any]) -> bytes | Bundle:
        """Makes a file that somebody is sent."""
        return self.registry.documents[payload["work"]](self._job(workspace, payload, Door.SLACK, None))

    def _job(self, workspace: int, payload: Mapping[str, Any], door: Door, content: bytes | None) -> Job:
        @contextmanager
        def one() -> Iterator[UnitOfWork]:
            with self._unit_of_work(workspace, self.now(), door) as uow:
                who = payload.get("person") or payload.get("sent_by")
                uow.actor = uow.people.by_id(who) if who else None
                yield uow
                self.react(uow)

        at = self.now()
        snapshot = partial(reading, self.database, workspace, at=at, rules=self.rules)
        return Job(payload=payload, at=at, unit_of_work=one, snapshot=snapshot, content=content)

    def sorry(self, workspace: int, person: int, once: str, words: str) -> None:
        """Tells somebody that what they waited for went wrong."""
        with self._unit_of_work(workspace, self.now(), Door.SLACK) as uow:
            user = uow.people.by_id(person).slack_user
            payload = say(section(esc(words))).message.payload() | {"channel": user}
            uow.outbox.put(Kind.POST, f"channel:{user}", payload, once=f"sorry:{once}"[:200], answers=True)

    def _unit_of_work(self, workspace: int, at: datetime, door: Door) -> AbstractContextManager[UnitOfWork]:
        return unit_of_work(self.database, workspace, at=at, door=door, rules=self.rules)

    def excuse(self, arrival: Arrival, error: Exception) -> Answer:
        """What is answered when something of ours went wrong. What will pass is raised again for an event: Slack repeats it."""
        if apologies.is_passing(error) and arrival.is_event:
            raise error
        return self._apologise(arrival, error)

    # --- one arrival ---------------------------------------------------------------------------------------------

    def _once(self, arrival: Arrival) -> Answer:
        if self.workspace is None:
            raise apologies.StillStarting
        with self._unit_of_work(self.workspace, self.now(), arrival.door) as uow:
            if not uow.inbox.let_in(arrival.key, uow.at):
                return Answer(**(uow.inbox.answer_to(arrival.key) or {}), repeated=True)
            request = self._request(arrival, uow)
            uow.actor = request.by
            answer = self._answer(arrival, request, uow)
            uow.inbox.keep_answer(arrival.key, answer.kept())
        return replace(answer, lanes=tuple(uow.touched_lanes))

    def _answer(self, arrival: Arrival, request: Request, uow: UnitOfWork) -> Answer:
        try:
            with uow.savepoint():
                reply = self._handle(arrival, request, uow)
                self.react(uow)
                return self._travel(arrival, request, reply, uow)
        except Refusal as refusal:
            if arrival.asks is Asks.REACTION:
                return Answer()  # an emoji is no question, so it gets no refusal
            words = as_they_type(str(refusal), request.by, direct=request.place.direct)
            return self._travel(arrival, request, _refused(arrival, refusal, words), uow)

    def _handle(self, arrival: Arrival, request: Request, uow: UnitOfWork) -> Reply:
        if arrival.asks is Asks.HOME:
            self._home(request, uow)
            return None
        if arrival.asks is Asks.NOTE:
            return notes.hear(arrival, request, self.registry, uow)
        entry, text = self._entry(arrival)
        participants.check(arrival, entry, uow)
        if entry is None:
            return None
        gate(uow, before_setup=not isinstance(entry, Puzzled) and entry.before_setup)
        if request.by.awaits:
            check_introduced(request.by, uow)
            return held.hold(arrival, request.by, uow)
        if isinstance(entry, Puzzled):
            check_known(request.by, uow)
            return usage(self.registry, entry, request.by)
        held.check_days(arrival, request)
        return enter(entry, replace(request, text=text), uow)

    def _entry(self, arrival: Arrival) -> tuple[Command | Control | Puzzled | None, str]:
        """Who answers this (None when it is nobody's business), and the text that is left for them."""
        kept = {
            Asks.BUTTON: self.registry.buttons,
            Asks.FORM: self.registry.forms,
            Asks.SHORTCUT: self.registry.shortcuts,
            Asks.REACTION: self.registry.emojis,
        }
        if arrival.asks is Asks.FILE:
            return self.registry.sent_file, ""
        if arrival.asks is not Asks.LINE:
            return kept[arrival.asks].get(arrival.name), arrival.text
        if not arrival.text and arrival.noun is None and self.registry.mention and arrival.door is Door.MENTION:
            return self.registry.mention, ""
        line = parse(self.registry, arrival.text, arrival.noun)
        if isinstance(line, Puzzled) and arrival.files:
            return self.registry.sent_file, ""  # a file with a few kind words, which are no command
        return (line, "") if isinstance(line, Puzzled) else (line.command, line.rest)

    def _act(self, arrival: Arrival) -> str:
        """What an arrival is called in the log: a name of ours, never a word of theirs."""
        if arrival.asks is not Asks.LINE:
            return arrival.name or arrival.asks
        line = parse(self.registry, arrival.text, arrival.noun)
        return "help" if isinstance(line, Puzzled) else line.command.name

    def react(self, uow: UnitOfWork) -> None:
        while uow.unheard:
            event = uow.unheard.popleft()
            for react in self.registry.reactions_to(event):
                react(event, uow)

    # --- who asks, and where -------------------------------------------------------------------------------------

    def _request(self, arrival: Arrival, uow: UnitOfWork) -> Request:
        by = who_asks(arrival, uow)
        return Request(
            key=arrival.key,
            at=uow.at,
            by=by,
            zone=ZoneInfo(by.zone or uow.workspace.zone),
            door=arrival.door,
            place=place_of(arrival, uow),
            ref=arrival.ref,
            values={**arrival.memo, **arrival.values},
            source=source_of(arrival),
            files=arrival.files,
        )

    def _home(self, request: Request, uow: UnitOfWork) -> None:
        """Everyone's Home is put together anew each time they open it."""
        try:
            check_known(request.by, uow)
            blocks = [block for part in self._home_parts(request) for block in part.handler(request, uow)][:100]
        except (NotIntroduced, NotConfirmed, NotConfirmedYet, NotKnownYet) as not_yet:
            blocks = [section(esc(not_yet))]
        payload = {"user": request.by.slack_user, "view": {"type": "home", "blocks": blocks}}
        uow.outbox.put(Kind.HOME, f"home:{request.by.slack_user}", payload, once=f"home:{request.key}")

    def _home_parts(self, request: Request) -> list[HomePart]:
        return [part for part in self.registry.home_parts() if may(request.by, part.act)]

    # --- how the answer travels ----------------------------------------------------------------------------------

    def _travel(self, arrival: Arrival, request: Request, reply: Reply, uow: UnitOfWork) -> Answer:
        if arrival.held_at:
            reply = held.later(arrival, reply, self.registry, uow)
        if isinstance(reply, Wrong):
            return Answer(errors=dict(reply.errors))
        if isinstance(reply, Show):
            if arrival.trigger is None and not arrival.in_ack:
                return self._travel(arrival, request, open_button(reply.reopen or arrival.text), uow)
            return Answer(view=as_view(reply, arrival))
        if isinstance(reply, Say) and arrival.said_in_ack:
            return Answer(say=reply.message.payload())
        if isinstance(reply, Say):
            _post_answer(arrival, reply, uow)
        return Answer()

    def _apologise(self, arrival: Arrival, error: Exception) -> Answer:
        """An apology, kept so that a redelivery gets the same one; when even that fails, it is only said."""
        quote = apologies.reference()
        log.error("fault %s", quote, exc_info=error, extra={"reference": quote, "key": arrival.key})
        words = apologies.for_a_fault(error, quote)
        reply = _refused(arrival, Refusal(words), words)
        said = Answer(errors=dict(reply.errors)) if isinstance(reply, Wrong) else Answer(say=reply.message.payload())
        if apologies.is_passing(error) or self.workspace is None:
            return said
        try:
            with self._unit_of_work(self.workspace, self.now(), arrival.door) as uow:
                if not uow.inbox.let_in(arrival.key, uow.at):
                    return Answer(**(uow.inbox.answer_to(arrival.key) or {}), repeated=True)
                said_later = held.later(arrival, reply, self.registry, uow) if arrival.held_at else reply
                if isinstance(said_later, Say) and not arrival.said_in_ack:
                    _post_answer(arrival, said_later, uow)
                uow.inbox.keep_answer(arrival.key, said.kept())
            return replace(said, lanes=tuple(uow.touched_lanes))
        except SQLAlchemyError:
            log.exception("the apology %s could not be kept", quote)
            return said


def as_view(reply: Show, arrival: Arrival) -> dict[str, Any]:
    """The form as Slack's modal; it remembers where it was opened."""
    form = reply.form
    memo = {"_channel": arrival.channel, "_thread": arrival.thread, **form.memo}
    return {
        "type": "modal",
        "callback_id": form.name,
        "title": {"type": "plain_text", "text": form.title[:24]},
        "submit": {"type": "plain_text", "text": form.submit[:24]},
        "close": {"type": "plain_text", "text": form.close},
        "private_metadata": json.dumps(memo, ensure_ascii=False),  # what people wrote has to fit in 3000 signs
        "blocks": list(form.blocks),
    }


def _refused(arrival: Arrival, refusal: Refusal, words: str) -> Say | Wrong:
    """A sentence; under a field when a form is open, so that nothing typed is lost."""
    field = refusal.field or next(iter(arrival.values), None)
    if arrival.asks is Asks.FORM and field:
        return Wrong(errors={field: words.replace("`", "")})  # Slack formats nothing there
    if arrival.asks is Asks.LINE and refusal.choices:
        return say(section(esc(words)), *_clear_lines(arrival, refusal))
    return say(section(esc(words)))


def _clear_lines(arrival: Arrival, refusal: Refusal) -> list[Block]:
    """What was said, once for each way to read it: a press says it clearly. A line too long for a button is typed again."""
    line = f"{arrival.noun} {arrival.text}" if arrival.noun else arrival.text
    begin = len(line) - refusal.tail if refusal.tail else line.find(refusal.said)
    end = begin + len(refusal.said)
    lines = [(label, f"{line[:begin]}{clear}{line[end:]}") for label, clear in refusal.choices]
    if not refusal.said or line[begin:end] != refusal.said or any(len(clear) > VALUE for _, clear in lines):
        return []
    return [actions(*(button(label, "again", clear) for label, clear in lines))]


def _post_answer(arrival: Arrival, reply: Say, uow: UnitOfWork) -> None:
    """An answer that cannot travel in the ack is a letter like any other."""
    payload, once = reply.message.payload(), f"answer:{arrival.key}"
    if reply.replace and arrival.message_ts and not arrival.message_hidden:
        payload |= {"channel": arrival.channel, "ts": arrival.message_ts}
        uow.outbox.put(Kind.UPDATE, f"channel:{arrival.channel}", payload, once=once)
    elif arrival.held_at:
        payload |= {"channel": arrival.user}
        uow.outbox.put(Kind.POST, f"channel:{arrival.user}", payload, once=once, answers=True)
    elif arrival.response_url:
        payload |= {"url": arrival.response_url, "replace_original": reply.replace, "response_type": "ephemeral"}
        uow.outbox.put(Kind.RESPONSE_URL, f"answer:{arrival.user}", payload, once=once)
    elif arrival.channel and not arrival.direct:
        payload |= {"channel": arrival.channel, "user": arrival.user}
        payload |= {"thread_ts": arrival.thread} if arrival.thread else {}
        uow.outbox.put(Kind.EPHEMERAL, f"answer:{arrival.user}", payload, once=once)
    else:
        channel = arrival.channel or arrival.user
        uow.outbox.put(Kind.POST, f"channel:{channel}", payload | {"channel": channel}, once=once, answers=True)


def _log_request(act: str, arrival: Arrival, outcome: str, seconds: float) -> None:
    facts = {"key": arrival.key, "person": arrival.user, "act": act, "door": arrival.door, "outcome": outcome}
    log.info("request", extra=facts | {"ms": round(seconds * 1000, 1)})
