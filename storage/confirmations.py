"""Confirmations: what people asked for before the sponsor confirmed them, and who is in which linked channel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from governance.people import Person
from storage.rows import values_of
from storage.tables import channel_members, channels, held_acts, people


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something a person asked for, as it arrived (JSON), and when."""

    id: int
    arrival: dict[str, Any]
    held_at: datetime


@dataclass(frozen=True)
class Confirmations:
    """What waits for a confirmation in one workspace."""

    connection: Connection
    workspace: int

    def hold(self, person: int, arrival: dict[str, Any], at: datetime) -> None:
        """Keeps what somebody asked for."""
        values = {"person_id": person, "arrival": arrival, "held_at": at}
        self.connection.execute(insert(held_acts).values(workspace=self.workspace, **values))

    def held(self, person: int) -> list[Held]:
        """What this person asked for, the oldest first."""
        query = select(held_acts).where(self._of(person)).order_by(held_acts.c.id)
        return values_of(Held, self.connection.execute(query))

    def counts(self, persons: Collection[int]) -> dict[int, int]:
        """How much is held of each of these people; those of whom nothing is are left out."""
        where = (held_acts.c.workspace == self.workspace) & held_acts.c.person_id.in_(persons)
        query = select(held_acts.c.person_id, func.count()).where(where).group_by(held_acts.c.person_id)
        return {row[0]: int(row[1]) for row in self.connection.execute(query)}

    def asked_for(self) -> set[int]:
        """The vendors in whose channels people of unknown companies are of whom something is held."""
        query = select(channels.c.vendor_id).distinct().select_from(held_acts)
        query = query.join(people, people.c.id == held_acts.c.person_id)
        query = query.join(channel_members, channel_members.c.person_id == people.c.id)
        query = query.join(channels, channels.c.slack_id == channel_members.c.channel)
        ours = [its.c.workspace == self.workspace for its in (held_acts, channel_members, channels)]
        return set(self.connection.execute(query.where(*ours, people.c.vendor_id.is_(None))).scalars())

    def forget(self, person: int, only: Collection[int] | None = None) -> None:
        """Drops what is held of a person: all of it, or these."""
        where = self._of(person) if only is None else self._of(person) & held_acts.c.id.in_(only)
        self.connection.execute(delete(held_acts).where(where))

    def forget_before(self, moment: datetime) -> int:
        """Drops what has been held since before the moment; how much that was."""
        where = (held_acts.c.workspace == self.workspace) & (held_acts.c.held_at < moment)
        return self.connection.execute(delete(held_acts).where(where)).rowcount

    def join(self, channel: str, persons: Collection[int]) -> None:
        """These people are in a channel."""
        if not persons:
            return
        rows = [{"workspace": self.workspace, "channel": channel, "person_id": person} for person in persons]
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        self.connection.execute(dialect.insert(channel_members).values(rows).on_conflict_do_nothing())

    def leave(self, channel: str, person: int) -> None:
        """This person is in a channel no longer."""
        where = (channel_members.c.workspace == self.workspace) & (channel_members.c.channel == channel)
        self.connection.execute(delete(channel_members).where(where, channel_members.c.person_id == person))

    def is_in(self, channels: Collection[str], person: int) -> bool:
        """Whether a person is in any of these channels, as far as Slack has said."""
        where = (channel_members.c.workspace == self.workspace) & channel_members.c.channel.in_(channels)
        query = select(channel_members.c.id).where(where, channel_members.c.person_id == person).limit(1)
        return self.connection.execute(query).first() is not None

    def members(self, channels: Collection[str]) -> list[Person]:
        """Who is in any of these channels, as far as Slack has said, by name."""
        here = (channel_members.c.workspace == self.workspace) & channel_members.c.channel.in_(channels)
        theirs = people.c.id.in_(select(channel_members.c.person_id).where(here))
        query = select(people).where((people.c.workspace == self.workspace) & theirs)
        return values_of(Person, self.connection.execute(query.order_by(people.c.name, people.c.id)))

    def _of(self, person: int) -> ColumnElement[bool]:
        return (held_acts.c.workspace == self.workspace) & (held_acts.c.person_id == person)
