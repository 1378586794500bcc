"""Mailboxes that are read: how far, what stands in the way, and how many mails of which kind were heard."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.rows import value_of, values_of
from storage.tables import mailboxes, mails_counted


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A mailbox and how far it was read: the mails of its `validity` up to `uid`. `trouble` is why it cannot be read now."""

    name: str
    validity: int | None
    uid: int | None
    read_at: datetime | None
    trouble: str | None


@dataclass(frozen=True)
class Mailboxes:
    """The mailboxes of one workspace."""

    connection: Connection
    workspace: int

    def all(self) -> list[Mailbox]:
        query = select(mailboxes).where(mailboxes.c.workspace == self.workspace).order_by(mailboxes.c.name)
        return values_of(Mailbox, self.connection.execute(query))

    def named(self, name: str) -> Mailbox | None:
        where = (mailboxes.c.workspace == self.workspace) & (mailboxes.c.name == name)
        row = self.connection.execute(select(mailboxes).where(where)).one_or_none()
        return value_of(Mailbox, row) if row else None

    def was_read(self, name: str, at: datetime, validity: int | None = None, uid: int | None = None) -> None:
        """It could be read now, up to this mail."""
        self._keep(name, read_at=at, trouble=None, validity=validity, uid=uid)

    def is_in_trouble(self, name: str, trouble: str) -> None:
        """It cannot be read now, for this reason."""
        self._keep(name, trouble=trouble)

    def count(self, what: str) -> None:
        """One more mail of this kind."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(mails_counted).values(workspace=self.workspace, what=what, count=1)
        more = {"count": mails_counted.c.count + 1}
        self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "what"], set_=more))

    def counts(self) -> dict[str, int]:
        """How many mails of each kind were heard."""
        query = select(mails_counted).where(mails_counted.c.workspace == self.workspace).order_by(mails_counted.c.what)
        return {what: count for _, what, count in self.connection.execute(query)}

    def _keep(self, name: str, **values: object) -> None:
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        added = dialect.insert(mailboxes).values(workspace=self.workspace, name=name).on_conflict_do_nothing()
        self.connection.execute(added)
        where = (mailboxes.c.workspace == self.workspace) & (mailboxes.c.name == name)
        self.connection.execute(update(mailboxes).where(where).values(**values))
