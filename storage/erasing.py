"""Taking a person's words out of every table, and out of what was said and heard. The chain of the record holds without them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    delete,
    false,
    literal,
    null,
    or_,
    select,
    update,
)

from governance.erasing import ERASED, RECORDS, Words, name_after
from governance.participants import texts_in
from governance.people import Person, Role
from storage import tables as t
from storage.facts import OldNamed
from storage.outbox import UNCONFIRMED, Kind, State

Some = TypeVar("Some")
SLICE = 500
SHORTEST, LONGEST = 4, 30  # of a text as it is looked for in messages, which may have cut it short

# Whose words stand in which columns, and what takes their place; rows about essential records are left alone below.
_WRITTEN: tuple[tuple[Table, Column[Any], dict[str, Any]], ...] = (
    (t.actions, t.actions.c.opened_by, {"title": ERASED, "words": "erased", "source": None}),
    (t.actions, t.actions.c.asked_by, {"title": ERASED, "words": "erased", "source": None}),
    (t.evidence, t.evidence.c.added_by, {"name": ERASED, "address": None}),
    (t.escalations, t.escalations.c.raised_by, {"reason": None}),
    (t.sessions, t.sessions.c.called_by, {"title": ERASED, "join_link": None}),
    (t.session_series, t.session_series.c.called_by, {"title": ERASED, "join_link": None}),
    (t.polls, t.polls.c.called_by, {"title": ERASED}),
    (t.agenda_items, t.agenda_items.c.added_by, {"title": ERASED}),
    (t.minutes_comments, t.minutes_comments.c.person_id, {"text": ERASED}),
    (t.ingest_tokens, t.ingest_tokens.c.made_by, {"label": ERASED}),
)
# What is theirs alone and of no use without them.
_THEIRS: tuple[Column[Any], ...] = (
    t.approval_codes.c.person_id,
    t.busy_spans.c.person_id,
    t.calendars.c.person_id,
    t.channel_members.c.person_id,
    t.held_acts.c.person_id,
    t.one_acts.c.person_id,
    t.kpi_drafts.c.person_id,
    t.news.c.person_id,
    t.snoozes.c.person_id,
    t.successors.c.person_id,
    t.successors.c.successor_id,
    t.uploads.c.person_id,
)
_FORGOTTEN = (
    "handle", "mail", "slack_user", "slack_team", "enterprise_id", "zone", "locale", "country", "learned_at", "works_from", "works_to", "remind_at",
    "away_from", "away_until", "deputy_id", "next_reminder_at", "reminded_on", "leaves_on", "vendor_id",
)  # fmt: skip


@dataclass(frozen=True)
class Erasing:
    """The words of one person of a workspace."""

    connection: Connection
    workspace: int
    person: Person
    at: datetime
    _needles: set[str] = field(default_factory=set, init=False)

    def found(self) -> Words:
        """What there is of them, before anything goes."""
        records = self._texts(gone=False)
        return Words(
            texts=len(self._texts(gone=True)),
            kept=len(records),
            open_items=self._numbers(t.actions, t.actions.c.opened_by, _open() & ~_is_record()),
            sessions=self._numbers(t.sessions, t.sessions.c.called_by, t.sessions.c.starts_at > self.at),
            owned=self._numbers(t.actions, t.actions.c.owner_id, _open()),
        )

    def needed_as(self) -> list[str]:
        """What of the workspace and its vendors hangs on them."""
        named = ("sponsor_lead", "vendor_lead", "sponsor_executive", "vendor_executive")
        query = select(t.vendors).where(t.vendors.c.workspace == self.workspace).order_by(t.vendors.c.name)
        rows = self.connection.execute(query).all()
        return [
            f"{'account lead' if name.endswith('lead') else 'executive'} of {row.name}"
            for row in rows
            for name in named
            if getattr(row, name) == self.person.id
        ]

    def erase(self) -> dict[int, str]:
        """Everything goes but the essential records, and what others wrote. By entry of the record the fields whose texts are
        gone, divided by commas: each has to be recorded in the same transaction."""
        self._remember_what_is_looked_for()
        gone = self._erase_texts()
        self._erase_columns()
        self._forget_what_was_said()
        self._forget_what_was_heard()
        self._forget_the_person()
        return gone

    # --- the record ------------------------------------------------------------------------------------------------------

    def _texts(self, *, gone: bool) -> list[tuple[int, str, str]]:
        """The texts of the record that are theirs, or are their name: (number, field, text)."""
        entry = t.journal.c
        theirs = (entry.person == self.person.id) & (entry.event.in_(RECORDS) | entry.subject.in_(_actions_on_record()))
        other = (entry.person == self.person.id) & entry.event.not_in(RECORDS)
        other &= entry.subject.not_in(_actions_on_record())
        named = (entry.event == "PersonRecognised") & (entry.subject == f"person:{self.person.id}")
        named |= (entry.event == "ThingTransferred") & (OldNamed(entry.body) == self.person.id)
        same = (t.journal_texts.c.workspace == entry.workspace) & (t.journal_texts.c.number == entry.number)
        columns = (t.journal_texts.c.number, t.journal_texts.c.field, t.journal_texts.c.text)
        query = select(*columns).join(t.journal, same).where(entry.workspace == self.workspace)
        rows = self.connection.execute(query.where(other | named if gone else theirs)).all()
        return [(row.number, row.field, row.text) for row in rows]

    def _erase_texts(self) -> dict[int, str]:
        gone: dict[int, list[str]] = {}
        for number, name, _ in self._texts(gone=True):
            its = t.journal_texts.c
            where = (its.workspace == self.workspace) & (its.number == number) & (its.field == name)
            self.connection.execute(delete(t.journal_texts).where(where))
            gone.setdefault(number, []).append(name)
        return {number: ",".join(sorted(names)) for number, names in sorted(gone.items())}

    # --- the tables ------------------------------------------------------------------------------------------------------

    def _erase_columns(self) -> None:
        # Why something is blocked or on hold has no author of its own: it is known by its words.
        texts = sorted({text for _, _, text in self._said} | {""})
        for portion in _slices(texts):
            where = self._of(t.actions) & t.actions.c.because.in_(portion) & ~_is_record()
            self.connection.execute(update(t.actions).where(where).values(because=ERASED))
        for table, author, values in _WRITTEN:
            where = self._of(table) & (author == self.person.id) & ~_kept_as_record(table)
            self.connection.execute(update(table).where(where).values(**values))
        offers = t.meeting_offers
        mine = self._of(offers) & (offers.c.sent_by == self.person.id)
        self.connection.execute(delete(offers).where(mine & (offers.c.state == "asked")))
        self.connection.execute(update(offers).where(mine).values(content={}))
        for column in _THEIRS:
            self.connection.execute(delete(column.table).where(column == self.person.id))
        self._erase_what_others_wait_for()

    def _erase_what_others_wait_for(self) -> None:
        """News of theirs that others have not heard yet, and what stood in mails to others above a link."""
        news, acts = t.news, t.one_acts
        told = self.connection.execute(select(news.c.id, news.c.words).where(self._of(news))).all()
        for portion in _slices([row.id for row in told if self._is_in(row.words)]):
            self.connection.execute(delete(news).where(news.c.id.in_(portion)))
        asked = self.connection.execute(select(acts.c.id, acts.c.title, acts.c.about).where(self._of(acts))).all()
        for portion in _slices([row.id for row in asked if self._is_in([row.title, row.about])]):
            blank = update(acts).where(acts.c.id.in_(portion)).values(title=ERASED, about=ERASED)
            self.connection.execute(blank)

    def _forget_the_person(self) -> None:
        its = self.person.id
        feeds = (t.feeds.c.person_id == its) & t.feeds.c.revoked_at.is_(None)
        tokens = (t.ingest_tokens.c.made_by == its) & t.ingest_tokens.c.revoked_at.is_(None)
        self.connection.execute(update(t.feeds).where(feeds).values(revoked_at=self.at))
        self.connection.execute(update(t.ingest_tokens).where(tokens).values(revoked_at=self.at))
        self.connection.execute(update(t.poll_guests).where(t.poll_guests.c.person_id == its).values(secret=None))
        self.connection.execute(update(t.people).where(t.people.c.deputy_id == its).values(deputy_id=None))
        values = dict.fromkeys(_FORGOTTEN) | {"name": name_after(its), "role": Role.STRANGER, "slack_admin": False}
        self.connection.execute(update(t.people).where(self._of(t.people), t.people.c.id == its).values(**values))

    # --- what was said and heard -----------------------------------------------------------------------------------------

    def _remember_what_is_looked_for(self) -> None:
        """Their names and addresses, and the beginnings of what they wrote, before any of it goes."""
        its = self.person
        self._said.extend(self._texts(gone=True))
        words = [its.name, its.mail, its.slack_user, *(text for _, _, text in self._said)]
        for table, author, values in _WRITTEN:
            names = [name for name in values if name in ("title", "name", "label", "reason", "text")]
            where = self._of(table) & (author == its.id) & ~_kept_as_record(table)
            for row in self.connection.execute(select(*(table.c[name] for name in names)).where(where)):
                words.extend(row)
        self._needles.update(word.strip()[:LONGEST].lower() for word in words if word and len(word.strip()) >= SHORTEST)

    def _forget_what_was_said(self) -> None:
        """Letters to them go, and what waits to be said and has something of theirs. Of what was said to others only the place
        is left where it stands: who was told what in answer to whom is not known any more."""
        letters, its = t.outbox, t.outbox.c
        to_them = or_(false(), *(its.lane == lane for lane in self.lanes()))
        here = self._of(letters) & (its.state != State.SENDING)
        self.connection.execute(delete(letters).where(here & to_them))
        self.connection.execute(delete(t.lanes).where(t.lanes.c.lane.in_(self.lanes()), t.lanes.c.owner.is_(None)))
        for row in self.connection.execute(select(its.id, its.kind, its.state, its.payload).where(here)).all():
            # By a mail that was sent its answers are known for what they are.
            is_over = row.state in (State.SENT, State.DEAD) and row.kind != Kind.MAIL
            if is_over:
                place = {name: row.payload[name] for name in ("channel",) if name in row.payload}
                self.connection.execute(update(letters).where(its.id == row.id).values(payload=place))
            elif self._is_in(row.payload):
                self.connection.execute(delete(letters).where(its.id == row.id))

    def lanes(self) -> list[str]:
        """Where letters to them wait."""
        its = self.person
        slack = [f"{kind}:{its.slack_user}" for kind in ("channel", "answer", "home")] if its.slack_user else []
        lanes = [*slack, *([f"mail:{its.mail}", f"mail:{its.mail.lower()}"] if its.mail else [])]
        return [*lanes, *(f"{UNCONFIRMED}{lane}" for lane in lanes)]

    def _forget_what_was_heard(self) -> None:
        """Whose request an answer was for is not known either. Those to programs have numbers only, and are asked for again."""
        heard = t.inbox
        answers = self._of(heard) & heard.c.key.not_like("ingest:%")
        if self.person.slack_user:
            theirs = self._of(heard) & heard.c.key.contains(self.person.slack_user, autoescape=True)
            self.connection.execute(delete(heard).where(theirs))
        self.connection.execute(update(heard).where(answers).values(answer=null()))

    def _is_in(self, value: object) -> bool:
        text = unescape("\n".join(texts_in(value))).lower()
        return any(needle in text for needle in self._needles)

    def _of(self, table: Table) -> ColumnElement[bool]:
        return table.c.workspace == self.workspace

    def _numbers(self, table: Table, who: Column[Any], more: ColumnElement[bool]) -> tuple[int, ...]:
        query = select(table.c.number).where(self._of(table), who == self.person.id, more).order_by(table.c.number)
        return tuple(self.connection.execute(query).scalars())

    _said: list[tuple[int, str, str]] = field(default_factory=list, init=False)


def _open() -> ColumnElement[bool]:
    return t.actions.c.waits_on.is_not(None)


def _is_record() -> ColumnElement[bool]:
    """Actions that stem from a breach, an audit or a risk put something right, and that they did is kept."""
    return t.actions.c.origin.is_not(None)


def _actions_on_record() -> Any:
    """As the record names them."""
    return select(literal("action:") + cast(t.actions.c.id, Text)).where(_is_record())


def _kept_as_record(table: Table) -> ColumnElement[bool]:
    if table is t.actions:
        return _is_record()
    if table in (t.evidence, t.escalations):
        return table.c.action_id.in_(select(t.actions.c.id).where(_is_record()))
    return t.agenda_items.c.stems_from != "" if table is t.agenda_items else false()


def _slices(these: Sequence[Some]) -> Iterable[Collection[Some]]:
    return (these[first : first + SLICE] for first in range(0, len(these), SLICE))
