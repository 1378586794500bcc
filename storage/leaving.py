"""What is somebody's, wherever it is kept, and its handing over: one list of places, so that none is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, ColumnElement, Connection, Delete, Table, Update, delete, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.actions import VERIFIED_ORIGINS
from governance.leaving import Held, Holdings, Kind
from governance.people import Person
from storage.rows import values_of
from storage.tables import (
    actions,
    agenda_items,
    body_seats,
    kpi_definitions,
    kpi_expectations,
    meeting_offers,
    minutes,
    people,
    polls,
    risks,
    schedules,
    session_series,
    sessions,
    successors,
    vendors,
)
from storage.tables.people import LEAVING

LIVE_SESSIONS = ("draft", "scheduled", "confirmed")
LIVE_RISKS = ("draft", "open")
DEAD_KPIS = ("withdrawn", "declined")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A column in which somebody may stand; `named` is the column that names the thing."""

    kind: Kind
    noun: str
    table: Table
    column: Column[int]
    where: ColumnElement[bool]
    named: Column[int] | None = None


def places_of(at: datetime) -> Iterator[Place]:
    """Wherever somebody may stand who has something still to do; `at` is the moment from which sessions are still to come."""
    yield from _of_actions()
    yield from _of_kpis(at.date())
    yield from _of_sessions(at)
    yield from _of_roles()
    alive = risks.c.state.in_(LIVE_RISKS)
    yield Place(kind=Kind.RISKS, noun="risk", table=risks, column=risks.c.owner_id, where=alive)
    theirs = schedules.c.channel.startswith("C") | schedules.c.channel.startswith("G")
    yield Place(kind=Kind.DIGESTS, noun="schedule", table=schedules, column=schedules.c.set_up_by, where=theirs)


def _of_actions() -> Iterator[Place]:
    """What they have to do, and what they asked for and verify once it is done."""
    to_do = actions.c.waits_on.is_not(None) & actions.c.closed_at.is_(None)
    yield Place(kind=Kind.ACTIONS, noun="action", table=actions, column=actions.c.owner_id, where=to_do)
    asked = actions.c.waits_on.is_not(None) & actions.c.origin.in_(VERIFIED_ORIGINS)
    yield Place(kind=Kind.ASKED, noun="action", table=actions, column=actions.c.opened_by, where=asked)


def _of_kpis(day: date) -> Iterator[Place]:
    """What they answer for, and the results they were asked for already."""
    its = kpi_definitions.c
    alive = its.state.not_in(DEAD_KPIS) & (its.ends_on.is_(None) | (its.ends_on >= day))
    for column in (its.sponsor_owner, its.vendor_owner):
        yield Place(kind=Kind.KPIS, noun="definition", table=kpi_definitions, column=column, where=alive)
    awaited = kpi_expectations.c.met_at.is_(None) & kpi_expectations.c.given_up_on.is_(None)
    yield Place(
        kind=Kind.KPIS,
        noun="definition",
        table=kpi_expectations,
        column=kpi_expectations.c.owner_id,
        where=awaited,
        named=kpi_expectations.c.definition_id,
    )


def _of_sessions(at: datetime) -> Iterator[Place]:
    """What they called and is still to come, and the times they have asked for."""
    coming = sessions.c.state.in_(LIVE_SESSIONS) & (sessions.c.starts_at > at)
    yield Place(kind=Kind.SESSIONS, noun="session", table=sessions, column=sessions.c.called_by, where=coming)
    series, goes_on = session_series, session_series.c.state == "scheduled"
    yield Place(kind=Kind.SESSIONS, noun="series", table=series, column=series.c.called_by, where=goes_on)
    is_open = polls.c.state == "open"
    yield Place(kind=Kind.SESSIONS, noun="poll", table=polls, column=polls.c.called_by, where=is_open)
    points = agenda_items.c.done_at.is_(None)
    yield Place(
        kind=Kind.SESSIONS, noun="agenda_item", table=agenda_items, column=agenda_items.c.owner_id, where=points
    )
    unfiled = minutes.c.filed_at.is_(None)
    yield Place(kind=Kind.SESSIONS, noun="minutes", table=minutes, column=minutes.c.scribe_id, where=unfiled)
    offers, asked = meeting_offers, meeting_offers.c.state == "asked"
    yield Place(kind=Kind.SESSIONS, noun="offer", table=offers, column=offers.c.asked_of, where=asked)


def _of_roles() -> Iterator[Place]:
    """Whom they lead, decide for or stand in for."""
    for name in ("sponsor_lead", "vendor_lead", "sponsor_executive", "vendor_executive"):
        every = vendors.c.id.is_not(None)
        yield Place(kind=Kind.ROLES, noun="vendor", table=vendors, column=vendors.c[name], where=every)
    for column in (body_seats.c.person_id, body_seats.c.deputy_for):
        sits = body_seats.c.id.is_not(None)
        yield Place(
            kind=Kind.ROLES, noun="body", table=body_seats, column=column, where=sits, named=body_seats.c.body_id
        )
    there = people.c.left_at.is_(None)
    yield Place(kind=Kind.ROLES, noun="person", table=people, column=people.c.deputy_id, where=there)


@dataclass(frozen=True)
class Leaving:
    """Who leaves the workspace, what is theirs, and to whom it goes."""

    connection: Connection
    workspace: int
    at: datetime

    def holdings(self, person: int) -> Holdings:
        """All that is somebody's now, by kind."""
        found: dict[Kind, list[Held]] = {}
        for its in places_of(self.at):
            named = its.named if its.named is not None else its.table.c.id
            query = select(named).where(self._theirs(its, person)).order_by(its.table.c.id)
            for ident in self.connection.execute(query).scalars():
                held = Held(kind=its.kind, thing=f"{its.noun}:{ident}", part=its.column.name)
                found.setdefault(its.kind, []).append(held)
        return found

    def hand_over(self, kind: Kind, person: int, successor: int) -> None:
        """All of a kind that is one person's is another's; nobody stands in for themselves."""
        for its in places_of(self.at):
            if its.kind is kind:
                change = update(its.table).where(self._theirs(its, person)).values({its.column: successor})
                self.connection.execute(change)
        self._none_stands_in_for_themselves(successor)
        own = body_seats.c.workspace == self.workspace
        themselves = body_seats.c.deputy_for == body_seats.c.person_id
        self.connection.execute(delete(body_seats).where(own, themselves))

    def vacate(self, person: int) -> list[Held]:
        """They lead, decide and stand in nowhere any more, and are nobody's successor; where they did."""
        found: list[Held] = []
        for its in _of_roles():
            named = its.named if its.named is not None else its.table.c.id
            left: Delete | Update = update(its.table).values({its.column: None})
            # A seat with nobody in it, and a deputy of nobody, are none.
            left = delete(its.table) if its.table is body_seats else left
            rows = self.connection.execute(left.where(self._theirs(its, person)).returning(named))
            part = its.column.name
            found += [Held(kind=its.kind, thing=f"{its.noun}:{ident}", part=part) for ident in sorted(rows.scalars())]
        ours = (successors.c.workspace == self.workspace) & (successors.c.successor_id == person)
        self.connection.execute(delete(successors).where(ours))
        return found

    def part(self, person: int) -> bool:
        """Their part ends with their last day; False when it has."""
        where = (people.c.workspace == self.workspace) & (people.c.id == person) & people.c.parted_at.is_(None)
        return self.connection.execute(update(people).where(where).values(parted_at=self.at)).rowcount == 1

    def plan(self, person: int, last: date) -> None:
        """Their last day; what is theirs goes over at its end."""
        self._update(person, leaves_on=last, handed_at=None, parted_at=None)

    def forget(self, person: int) -> None:
        """They stay after all, or are back."""
        self._update(person, leaves_on=None, handed_at=None, parted_at=None)

    def start_anew(self, person: int) -> None:
        """Nobody is named to take over from them, and they do not leave."""
        where = (successors.c.workspace == self.workspace) & (successors.c.person_id == person)
        self.connection.execute(delete(successors).where(where))
        self.forget(person)

    def done(self, person: int) -> None:
        """What was theirs is handed over."""
        self._update(person, handed_at=self.at)

    def leaving(self, by: date) -> list[Person]:
        """Those whose last day is not later than this one, or who left before it, and whose matters are not handed over."""
        over = (people.c.leaves_on <= by) | people.c.left_at.is_not(None)
        where = (people.c.workspace == self.workspace) & literal_column(LEAVING) & over
        return values_of(Person, self.connection.execute(select(people).where(where).order_by(people.c.id)))

    def name(self, person: int, kind: Kind, successor: int) -> None:
        """To whom what they have of a kind goes."""
        values = {"workspace": self.workspace, "person_id": person, "kind": kind, "successor_id": successor}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(successors).values(**values)
        kept = fresh.on_conflict_do_update(index_elements=["person_id", "kind"], set_={"successor_id": successor})
        self.connection.execute(kept)

    def successors_of(self, person: int) -> dict[Kind, int]:
        """To whom each kind of what is theirs goes, as far as it was said."""
        where = (successors.c.workspace == self.workspace) & (successors.c.person_id == person)
        return {Kind(row.kind): row.successor_id for row in self.connection.execute(select(successors).where(where))}

    def _theirs(self, its: Place, person: int) -> ColumnElement[bool]:
        return (its.table.c.workspace == self.workspace) & (its.column == person) & its.where

    def _none_stands_in_for_themselves(self, person: int) -> None:
        themselves = (people.c.id == person) & (people.c.deputy_id == person)
        change = update(people).where(people.c.workspace == self.workspace, themselves)
        self.connection.execute(change.values(deputy_id=None))

    def _update(self, person: int, **values: object) -> None:
        where = (people.c.workspace == self.workspace) & (people.c.id == person)
        self.connection.execute(update(people).where(where).values(**values))
