"""Calendar feeds, found by the hash of the secret in their address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.feeds import Feed
from storage.rows import value_of, values_of
from storage.tables import feeds


@dataclass(frozen=True)
class Feeds:
    """The feeds of one workspace."""

    connection: Connection
    workspace: int
    at: datetime

    def add(self, person: int, vendor: int | None, secret_hash: str) -> Feed | None:
        """A new feed of somebody's own, or of a vendor for them; None where they have one already."""
        values = {"person_id": person, "vendor_id": vendor, "secret_hash": secret_hash, "made_at": self.at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(feeds).values(workspace=self.workspace, **values).on_conflict_do_nothing()
        row = self.connection.execute(statement.returning(feeds)).one_or_none()
        return value_of(Feed, row) if row else None

    def of(self, person: int, vendor: int | None) -> Feed | None:
        """Somebody's own feed, or theirs of this vendor."""
        return self._one((feeds.c.person_id == person) & feeds.c.vendor_id.is_not_distinct_from(vendor))

    def all_of(self, person: int) -> list[Feed]:
        """All feeds that somebody has."""
        query = select(feeds).where(self._live(feeds.c.person_id == person)).order_by(feeds.c.id)
        return values_of(Feed, self.connection.execute(query))

    def by_secret(self, secret_hash: str) -> Feed | None:
        """The feed whose secret has this hash; None when there is none or it is stopped, which takes equally long.

        How long the look-up takes tells of the hash at most, and nobody can choose a secret for the hash it has: so there
        is nothing to compare in constant time.
        """
        return self._one(feeds.c.secret_hash == secret_hash)

    def stop(self, feed: Feed) -> bool:
        """Its address leads nowhere from now on; False when it did not any more."""
        statement = update(feeds).where(self._live(feeds.c.id == feed.id)).values(revoked_at=self.at)
        return self.connection.execute(statement).rowcount == 1

    def note_reading(self, feed: Feed) -> None:
        """A program has read it just now."""
        where = (feeds.c.workspace == self.workspace) & (feeds.c.id == feed.id)
        self.connection.execute(update(feeds).where(where).values(last_read_at=self.at))

    def _one(self, condition: ColumnElement[bool]) -> Feed | None:
        row = self.connection.execute(select(feeds).where(self._live(condition))).one_or_none()
        return value_of(Feed, row) if row else None

    def _live(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (feeds.c.workspace == self.workspace) & feeds.c.revoked_at.is_(None) & condition
