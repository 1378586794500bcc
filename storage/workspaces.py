"""Workspaces: the sponsors' Slack teams this database serves, each closed to the others."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, text, update

from storage.rows import value_of, values_of
from storage.tables import workspaces


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A sponsor's Slack team. `team` is empty until a connected bot has said which one it is."""

    id: int
    team: str | None
    name: str
    bot_user: str | None
    zone: str
    administrator: int | None
    enterprise: str | None = None

    def owns(self, team: str | None, enterprise: str | None = None) -> bool:
        """Whether a Slack team, of this organisation, is the sponsor's: the one that installed Parley, or another of the same one."""
        if team is None:
            return False
        return team == self.team or (self.enterprise is not None and self.enterprise in (team, enterprise))


def of_team(connection: Connection, team: str) -> Workspace | None:
    """The workspace of a Slack team."""
    row = connection.execute(select(workspaces).where(workspaces.c.team == team)).one_or_none()
    return value_of(Workspace, row) if row else None


def all_of_them(connection: Connection) -> list[Workspace]:
    """Every workspace, oldest first."""
    return values_of(Workspace, connection.execute(select(workspaces).order_by(workspaces.c.id)))


def the_one(connection: Connection, workspace: int) -> Workspace:
    """The workspace with this id."""
    return value_of(Workspace, connection.execute(select(workspaces).where(workspaces.c.id == workspace)).one())


def welcome(
    connection: Connection, team: str, name: str, bot_user: str | None, enterprise: str | None = None
) -> Workspace:
    """The workspace of the team a bot has connected to: known, claimed from an import that came first, or new."""
    if of_team(connection, team) is None:
        _claim(connection, team, name)
    facts = {"name": name, "bot_user": bot_user, "enterprise": enterprise}
    row = update(workspaces).where(workspaces.c.team == team).values(facts).returning(workspaces)
    return value_of(Workspace, connection.execute(row).one())


def _claim(connection: Connection, team: str, name: str) -> None:
    """Gives the team a workspace. Several processes meet a new team at once, and one at a time may do this."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE workspaces IN SHARE ROW EXCLUSIVE MODE"))
    if of_team(connection, team) is None:
        unclaimed = connection.execute(select(workspaces.c.id).where(workspaces.c.team.is_(None))).scalar()
        ident = unclaimed or create(connection, name)
        connection.execute(update(workspaces).where(workspaces.c.id == ident).values(team=team))


def create(connection: Connection, name: str) -> int:
    """A workspace no team has claimed yet."""
    values = {"name": name, "zone": "UTC"}
    return int(connection.execute(insert(workspaces).values(values).returning(workspaces.c.id)).scalar_one())


def appoint(connection: Connection, workspace: int, administrator: int, zone: str | None) -> None:
    """Makes a person Parley's administrator; the workspace keeps their time zone for what has none of its own."""
    values: dict[str, object] = {"administrator": administrator} | ({"zone": zone} if zone else {})
    connection.execute(update(workspaces).where(workspaces.c.id == workspace).values(values))
