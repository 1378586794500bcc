"""People Parley knows, of both companies; what it knows of them comes from Slack and from those who named them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.people import SPONSORS, VENDORS, Person, Role
from storage.rows import value_of, values_of
from storage.tables import people


@dataclass(frozen=True)
class People:
    """The people of one workspace."""

    connection: Connection
    workspace: int

    def by_id(self, person: int) -> Person:
        return self._one(people.c.id == person)

    def some(self, ids: set[int]) -> dict[int, Person]:
        """Several at once, by id."""
        if not ids:
            return {}
        return {person.id: person for person in self._all(people.c.id.in_(ids))}

    def by_slack(self, user: str) -> Person | None:
        """The person behind a Slack user id."""
        return next(iter(self._all(people.c.slack_user == user)), None)

    def of_slack(self, users: Collection[str]) -> dict[str, Person]:
        """Several at once, by their Slack user ids."""
        found = self._all(people.c.slack_user.in_(list(users))) if users else []
        return {its.slack_user: its for its in found if its.slack_user}

    def by_mail(self, addresses: Collection[str]) -> dict[str, Person]:
        """The people with these addresses, which are in lower case. Where two share one, the one who is in Slack and confirmed."""
        known = self._all(func.lower(people.c.mail).in_(list(addresses))) if addresses else []
        known.sort(key=lambda its: its.slack_user is not None and not its.awaits)
        return {its.mail.lower(): its for its in known if its.mail}

    def named(self, name: str) -> list[Person]:
        """Everyone whose handle, first name or whole name this is, without case."""
        wanted = name.casefold()
        full = func.lower(people.c.name)
        pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        first = full.like(f"{pattern} %", escape="\\")
        return self._all(
            ~people.c.is_bot
            & people.c.left_at.is_(None)
            & or_(full == wanted, func.lower(people.c.handle) == wanted, first)
        )

    def everyone(self) -> list[Person]:
        return self._all((people.c.role != Role.STRANGER) & ~people.c.is_bot)

    def administrators(self) -> list[Person]:
        """All of them, held until this transaction ends: two who take the role from each other at once take turns."""
        query = select(people).where(self._where(people.c.role == Role.ADMINISTRATOR)).order_by(people.c.id)
        return values_of(Person, self.connection.execute(query.with_for_update()))

    def with_role(self, role: Role) -> list[Person]:
        """The people who have this role, by name."""
        return self._all((people.c.role == role) & ~people.c.is_bot)

    def of_sponsor(self) -> list[Person]:
        """The sponsor's people, by name."""
        return self._all(people.c.role.in_(SPONSORS) & ~people.c.is_bot)

    def unlisted(self) -> list[Person]:
        """Those known by their mail address only: Slack's list does not have them."""
        return self._all(people.c.slack_user.is_(None) & people.c.role.in_(SPONSORS | VENDORS))

    def waiting(self, vendor: int | None = None) -> list[Person]:
        """Those who use a vendor's Slack (of all vendors, or one) and whom nobody has confirmed."""
        where = people.c.role.in_(VENDORS) & people.c.confirmed_at.is_(None) & people.c.slack_user.is_not(None)
        where &= ~people.c.is_bot & people.c.left_at.is_(None)
        return self._all(where & (people.c.vendor_id == vendor) if vendor else where)

    def refused(self, vendor: int) -> list[Person]:
        """Those who do not work for this vendor, as the sponsor said."""
        return self._all(people.c.refused_for == vendor)

    def of_vendor(self, vendor: int) -> list[Person]:
        """The people who act for this vendor."""
        return self._all(people.c.vendor_id == vendor)

    def meet(self, user: str, team: str | None, name: str, role: Role, vendor: int | None = None) -> Person:
        """Someone seen for the first time; when two doors see them at once, both get the same person."""
        values = {"slack_user": user, "slack_team": team, "name": name, "role": role, "vendor_id": vendor}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(people).values(workspace=self.workspace, **values)
        self.connection.execute(statement.on_conflict_do_nothing())
        return self._one(people.c.slack_user == user)

    def add(
        self,
        *,
        name: str,
        mail: str,
        role: Role,
        vendor: int | None,
        zone: str | None,
        confirmed_at: datetime | None = None,
        by: int | None = None,
    ) -> int:
        """Someone known by their mail address only, for now; their id. Of a vendor's people, who has confirmed them and when."""
        values = {"name": name, "mail": mail, "role": role, "vendor_id": vendor, "zone": zone}
        statement = (
            insert(people)
            .values(workspace=self.workspace, confirmed_at=confirmed_at, confirmed_by=by, **values)
            .returning(people.c.id)
        )
        return int(self.connection.execute(statement).scalar_one())

    def claim(self, mail: str, user: str, team: str, *, sponsors: bool, vendor: int | None) -> None:
        """Someone known by their mail address has come to Slack: the same person, if their company is the one we know."""
        roles = SPONSORS if sponsors else VENDORS
        where = (func.lower(people.c.mail) == mail.lower()) & people.c.slack_user.is_(None) & people.c.role.in_(roles)
        where &= people.c.vendor_id.is_not_distinct_from(vendor)
        taken = select(people.c.id).where(self._where(people.c.slack_user == user)).scalar_subquery()
        first = select(func.min(people.c.id)).where(self._where(where), ~exists(taken)).scalar_subquery()
        statement = update(people).where(self._where(people.c.id == first))
        self.connection.execute(statement.values(slack_user=user, slack_team=team))

    def recognise(self, person: int, role: Role, vendor: int | None) -> None:
        """What they are from now on, and for which vendor they act."""
        self._update(person, role=role, vendor_id=vendor)

    def confirm(self, person: int, vendor: int, at: datetime, by: int | None) -> None:
        """They work for this vendor, as somebody of the sponsor says."""
        role = case((people.c.role.in_(VENDORS), people.c.role), else_=Role.VENDOR_MEMBER)
        its = {"confirmed_at": at, "confirmed_by": by, "refused_for": None}
        self._update(person, role=role, vendor_id=vendor, **its)

    def refuse(self, person: int, vendor: int) -> None:
        """They do not work for this vendor: to Parley they are a stranger, until somebody confirms them."""
        its = {"confirmed_at": None, "confirmed_by": None, "refused_for": vendor}
        self._update(person, role=Role.STRANGER, vendor_id=None, **its)

    def release(self, person: int) -> None:
        """They work for nobody that is known; whoever recognises them next asks about them anew."""
        its = {"confirmed_at": None, "confirmed_by": None, "asked_at": None}
        self._update(person, role=Role.STRANGER, vendor_id=None, **its)

    def doubt(self, person: int) -> None:
        """They are to be confirmed again, and the vendor manager is to be asked again."""
        self._update(person, confirmed_at=None, confirmed_by=None, asked_at=None)

    def mark_asked(self, person: int, at: datetime) -> bool:
        """The vendor manager is asked about them now; False when that has happened."""
        where = self._where((people.c.id == person) & people.c.asked_at.is_(None))
        return self.connection.execute(update(people).where(where).values(asked_at=at)).rowcount == 1

    def vendor_of_team(self, team: str, enterprise: str | None = None) -> int | None:
        """The one vendor whose people come from this Slack team or organisation; None when there is none, or more than one.

        The account leads' company is the vendor's; where it has no lead, that of those who are confirmed, if it is one.
        """
        query = select(people.c.vendor_id, people.c.role).distinct()
        rows = self.connection.execute(query.where(self._where(_uses(team, enterprise) & _confirmed()))).all()
        led = {row.vendor_id for row in rows if row.role == Role.VENDOR_LEAD}
        found = led or self._of_one_company({row.vendor_id for row in rows}, team, enterprise)
        return found.pop() if len(found) == 1 else None

    def _of_one_company(self, vendors: set[int], team: str, enterprise: str | None) -> set[int]:
        """Those of these vendors all of whose confirmed people use this Slack: whoever works for a vendor from another company
        does not make that company the vendor's."""
        others = _confirmed() & people.c.slack_team.is_not(None) & ~_uses(team, enterprise)
        query = select(people.c.vendor_id).distinct().where(self._where(people.c.vendor_id.in_(vendors) & others))
        return vendors - set(self.connection.execute(query).scalars()) if vendors else vendors

    def companies(self, teams: Collection[str]) -> dict[str, int]:
        """Of these Slack teams and organisations those that a confirmed person of a vendor uses, with that vendor."""
        theirs = people.c.slack_team.in_(teams) | people.c.enterprise_id.in_(teams)
        query = select(people.c.slack_team, people.c.enterprise_id, people.c.vendor_id).distinct()
        rows = self.connection.execute(query.where(self._where(theirs & _confirmed()))).all()
        return {its: row.vendor_id for row in rows for its in (row.slack_team, row.enterprise_id) if its in teams}

    def learn(self, user: str, at: datetime, facts: dict[str, Any]) -> None:
        """Keeps what Slack says of a user: name, handle, mail, zone, slack_team, slack_admin."""
        where = self._where(people.c.slack_user == user)
        # In another zone their morning is another moment.
        moment = case((people.c.zone.is_distinct_from(facts.get("zone")), None), else_=people.c.next_reminder_at)
        values = facts | ({"next_reminder_at": moment} if "zone" in facts else {})
        self.connection.execute(update(people).where(where).values(learned_at=at, **values))

    def learned(self, users: set[str]) -> dict[str, str | None]:
        """Those of these Slack users whom Slack has been asked about and who are there still, with the team it said."""
        asked = people.c.learned_at.is_not(None) & people.c.left_at.is_(None)
        where = self._where(people.c.slack_user.in_(users) & asked)
        rows = self.connection.execute(select(people.c.slack_user, people.c.slack_team).where(where))
        return {row.slack_user: row.slack_team for row in rows}

    def keep_settings(self, person: int, **settings: Any) -> None:
        """What they set for themselves; when they next hear is worked out anew."""
        self._update(person, next_reminder_at=None, **settings)

    def set_left(self, person: int, at: datetime | None) -> None:
        """They are in Slack no more since then; None: they are back."""
        self._update(person, left_at=at)

    def _update(self, person: int, **values: Any) -> None:
        self.connection.execute(update(people).where(self._where(people.c.id == person)).values(**values))

    def _where(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (people.c.workspace == self.workspace) & condition

    def _one(self, condition: ColumnElement[bool]) -> Person:
        return value_of(Person, self.connection.execute(select(people).where(self._where(condition))).one())

    def _all(self, condition: ColumnElement[bool]) -> list[Person]:
        query = select(people).where(self._where(condition)).order_by(people.c.name, people.c.id)
        return values_of(Person, self.connection.execute(query))


def _confirmed() -> ColumnElement[bool]:
    """A vendor's people who are confirmed and whose Slack is their own company's."""
    return people.c.role.in_(VENDORS) & people.c.confirmed_at.is_not(None) & ~people.c.is_guest


def _uses(team: str, enterprise: str | None) -> ColumnElement[bool]:
    """Who uses this Slack team, or another of the same organisation."""
    organisations = [team, *([enterprise] if enterprise else [])]
    return (people.c.slack_team == team) | func.coalesce(people.c.enterprise_id, "").in_(organisations)
