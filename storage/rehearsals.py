"""Rehearsals: what would reach a vendor's channel or people before they are introduced goes to the vendor manager instead."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, ScalarSelect, case, func, select, text

from governance.people import MANAGERS
from storage.tables import channels, people, vendors, workspaces
from storage.tables.people import NOT_INTRODUCED

# What Slack calls a channel begins so; a person with U or W.
CHANNELS = ("C", "G")

_manager = people.alias("manager")
_administrator = people.alias("administrator")


@dataclass(frozen=True)
class Rehearsals:
    """The vendors of one workspace that nobody has introduced yet. In a unit of work each place is looked up once, and none where
    every vendor is introduced."""

    connection: Connection
    workspace: int
    _known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)
    _there_are: list[bool] = field(default_factory=list, compare=False, repr=False)

    def manager_for(self, lane: str) -> str | None:
        """The Slack user who hears instead of those this lane leads to; None where it leads to whom it should."""
        if lane not in self._known:
            self._known[lane] = self._manager_for(lane) if self._any() else None
        return self._known[lane]

    def _any(self) -> bool:
        if not self._there_are:
            query = select(vendors.c.id).where(vendors.c.workspace == self.workspace, text(NOT_INTRODUCED)).limit(1)
            self._there_are.append(self.connection.execute(query).first() is not None)
        return self._there_are[0]

    def _manager_for(self, lane: str) -> str | None:
        """The account lead of ours where they are there and in Slack, else Parley's administrator, else a vendor manager."""
        way, _, place = lane.partition(":")
        if way not in ("channel", "mail"):
            return None
        query = (
            select(func.coalesce(_there(_manager), _there(_administrator), self._keeper(), _administrator.c.slack_user))
            .select_from(vendors)
            .join(workspaces, workspaces.c.id == vendors.c.workspace)
            .outerjoin(_manager, _manager.c.id == vendors.c.sponsor_lead)
            .outerjoin(_administrator, _administrator.c.id == workspaces.c.administrator)
            .where(vendors.c.workspace == self.workspace, text(NOT_INTRODUCED))
        )
        if way == "channel" and place.startswith(CHANNELS):
            query = query.join(channels, channels.c.vendor_id == vendors.c.id)
            query = query.where(channels.c.workspace == self.workspace, channels.c.slack_id == place)
        else:
            theirs = people.c.slack_user == place if way == "channel" else func.lower(people.c.mail) == place.lower()
            query = query.join(people, people.c.vendor_id == vendors.c.id)
            query = query.where(people.c.workspace == self.workspace, theirs)
        return self.connection.execute(query.limit(1)).scalar()

    def _keeper(self) -> ScalarSelect[str]:
        kept = people.alias("keeper")
        where = (kept.c.workspace == self.workspace) & kept.c.role.in_(MANAGERS) & kept.c.left_at.is_(None)
        return select(func.min(kept.c.slack_user)).where(where).scalar_subquery()


def _there(its: Any) -> Any:
    """Where they are read in Slack, unless they have left."""
    return case((its.c.left_at.is_(None), its.c.slack_user))
