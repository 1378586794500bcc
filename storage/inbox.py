"""What was heard already: each delivery, click and tick is let in once, and its answer kept for whoever asks again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import inbox


@dataclass(frozen=True)
class Inbox:
    """The inbox of one workspace."""

    connection: Connection
    workspace: int

    def let_in(self, key: str, at: datetime) -> bool:
        """True the first time a key is seen. A second delivery waits here for the first one's transaction, then hears False."""
        row = {"workspace": self.workspace, "key": key, "seen_at": at}
        kind = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        # RETURNING and not the row count, which psycopg does not give for an INSERT.
        statement = kind.insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.key)
        return self.connection.execute(statement).scalar() is not None

    def keep_answer(self, key: str, answer: Any) -> None:
        """Keeps what was answered (JSON), so that a redelivery gets the same."""
        self.connection.execute(update(inbox).where(self._is(key)).values(answer=answer))

    def answer_to(self, key: str) -> Any:
        """What was answered the first time; None when nothing was."""
        return self.connection.execute(select(inbox.c.answer).where(self._is(key))).scalar()

    def forget_before(self, moment: datetime) -> int:
        """Drops what is too old to be delivered again; the number of rows dropped."""
        where = (inbox.c.workspace == self.workspace) & (inbox.c.seen_at < moment)
        return self.connection.execute(delete(inbox).where(where)).rowcount

    def _is(self, key: str) -> Any:
        return (inbox.c.workspace == self.workspace) & (inbox.c.key == key)
