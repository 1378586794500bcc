"""Who hears when what waits on them, and what they asked to be reminded of later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.people import SPONSORS, VENDORS, Person
from storage.rows import values_of
from storage.tables import news, people, snoozes

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class News:
    """Something about an item that a person has not heard yet, or in the message of the day it was `told_on`."""

    person_id: int
    action_id: int
    words: str
    told_on: date | None


@dataclass(frozen=True)
class Reminders:
    """The reminders of one workspace: of whoever is in Slack, or has a mail address."""

    connection: Connection
    workspace: int

    def anyone_due(self, at: datetime) -> bool:
        """Whether somebody is to hear something now, or nobody has worked out yet when they will."""
        somebody = self._reachable(select(people.c.id)).where(_is_due(at)).limit(1)
        something = select(snoozes.c.action_id).where(self._mine(), snoozes.c.until <= at).limit(1)
        found = (self.connection.execute(query).scalar() for query in (somebody, something))
        return any(one is not None for one in found)

    def due(self, at: datetime, most: int) -> list[Person]:
        """Those whose moment has come or is not known; locked, so that another process takes others."""
        query = self._reachable(select(people)).where(_is_due(at)).order_by(people.c.next_reminder_at, people.c.id)
        return values_of(Person, self.connection.execute(query.limit(most).with_for_update(skip_locked=True)))

    def away(self, since: date) -> list[Person]:
        """Those who are away on some day from `since` on."""
        return values_of(
            Person, self.connection.execute(self._reachable(select(people)).where(people.c.away_until >= since))
        )

    def set_next(self, moments: Mapping[int, datetime], told: Mapping[int, date] | None = None) -> None:
        """When each of these people hears next, and the day that those who were `told` have heard of now."""
        if not moments:
            return
        day = func.coalesce(bindparam("day", type_=people.c.reminded_on.type), people.c.reminded_on)
        statement = (
            update(people)
            .where(people.c.workspace == self.workspace, people.c.id == bindparam("who"))
            .values(next_reminder_at=bindparam("moment"), reminded_on=day)
        )
        rows = [{"who": who, "moment": moment, "day": (told or {}).get(who)} for who, moment in moments.items()]
        self.connection.execute(statement, rows)

    # --- news ------------------------------------------------------------------------------------------------------

    def keep_news(self, person: int, action: int, words: str, at: datetime) -> None:
        """For their next daily message."""
        row = {"person_id": person, "action_id": action, "words": words, "came_up_at": at}
        self.connection.execute(insert(news).values(workspace=self.workspace, **row))

    def news_of(self, persons: Iterable[int]) -> list[News]:
        """What there is for each of these people, the oldest first; some of it may have been told."""
        where = (news.c.workspace == self.workspace) & news.c.person_id.in_(list(persons))
        return values_of(News, self.connection.execute(select(news).where(where).order_by(news.c.id)))

    def tell_news(self, days: Mapping[int, date], forget_before: date) -> None:
        """All that each of these people had not heard they have now, on their day; what is long told is dropped."""
        ours = news.c.workspace == self.workspace
        statement = update(news).where(ours, news.c.person_id == bindparam("who"), news.c.told_on.is_(None))
        rows = [{"who": who, "day": day} for who, day in days.items()]
        if rows:
            self.connection.execute(statement.values(told_on=bindparam("day", type_=news.c.told_on.type)), rows)
        self.connection.execute(delete(news).where(ours, news.c.told_on < forget_before))

    # --- snoozes ---------------------------------------------------------------------------------------------------

    def snooze(self, person: int, action: int, until: datetime) -> None:
        """Quiet about this item until then; snoozing again changes it."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(snoozes).values(
            workspace=self.workspace, person_id=person, action_id=action, until=until
        )
        kept = fresh.on_conflict_do_update(index_elements=["person_id", "action_id"], set_={"until": until})
        self.connection.execute(kept)

    def snoozed(self, persons: Iterable[int]) -> dict[Pair, datetime]:
        """What each of these people asked not to hear of, as (person, item), and until when; some of it is over."""
        query = select(snoozes.c.person_id, snoozes.c.action_id, snoozes.c.until).where(self._mine())
        found = self.connection.execute(query.where(snoozes.c.person_id.in_(list(persons))))
        return {(row.person_id, row.action_id): row.until for row in found}

    def snoozes_over(self, at: datetime, most: int) -> list[Pair]:
        """What is to be heard of again now, as (person, item), the longest quiet first."""
        query = select(snoozes.c.person_id, snoozes.c.action_id).where(self._mine(), snoozes.c.until <= at)
        query = query.order_by(snoozes.c.until, snoozes.c.person_id, snoozes.c.action_id).limit(most)
        rows = self.connection.execute(query.with_for_update(skip_locked=True))
        return [(row.person_id, row.action_id) for row in rows]

    def end_snoozes(self, pairs: Iterable[Pair]) -> None:
        ended = list(pairs)
        if ended:
            which = tuple_(snoozes.c.person_id, snoozes.c.action_id).in_(ended)
            self.connection.execute(delete(snoozes).where(self._mine(), which))

    def _mine(self) -> ColumnElement[bool]:
        return snoozes.c.workspace == self.workspace

    def _reachable(self, query: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
        return query.where(
            people.c.workspace == self.workspace,
            people.c.slack_user.is_not(None) | people.c.mail.is_not(None),
            people.c.role.in_(SPONSORS)
            | (people.c.role.in_(VENDORS) & (people.c.confirmed_at.is_not(None) | people.c.slack_user.is_(None))),
            ~people.c.is_bot,
            people.c.left_at.is_(None),
        )


def _is_due(at: datetime) -> ColumnElement[bool]:
    return (people.c.next_reminder_at <= at) | people.c.next_reminder_at.is_(None)
