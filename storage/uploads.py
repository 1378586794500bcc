"""Files people sent, kept only until they are read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage.rows import value_of
from storage.tables import uploads


class Stage(StrEnum):
    """How far a file has come."""

    READING = "reading"
    SHOWN = "shown"
    IMPORTING = "importing"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file somebody sent. `done_lines` of it are kept already; an import that was cut off goes on from there."""

    id: int
    person_id: int
    name: str
    state: Stage
    content: bytes | None = None
    sha256: str | None = None
    kind: str | None = None
    done_lines: int = 0
    received_at: datetime


@dataclass(frozen=True)
class Uploads:
    """The uploads of one workspace."""

    connection: Connection
    workspace: int

    def add(self, person: int, name: str, at: datetime) -> Upload:
        values = {"person_id": person, "name": name, "state": Stage.READING, "received_at": at}
        statement = insert(uploads).values(workspace=self.workspace, **values).returning(uploads)
        return value_of(Upload, self.connection.execute(statement).one())

    def by_id(self, upload: int) -> Upload | None:
        where = (uploads.c.workspace == self.workspace) & (uploads.c.id == upload)
        row = self.connection.execute(select(uploads).where(where)).one_or_none()
        return value_of(Upload, row) if row else None

    def move(self, upload: int, old: Stage, new: Stage, **values: Any) -> bool:
        """From one stage to the next; False when it is not at that stage (any more). What is over keeps no content."""
        if new in (Stage.DONE, Stage.CANCELLED):
            values["content"] = None
        where = (uploads.c.workspace == self.workspace) & (uploads.c.id == upload) & (uploads.c.state == old)
        return self.connection.execute(update(uploads).where(where).values(state=new, **values)).rowcount == 1

    def advance(self, upload: int, old: int, new: int) -> bool:
        """Lines up to this one are imported now; False when another attempt got there first. Call it before importing them."""
        where = (uploads.c.workspace == self.workspace) & (uploads.c.id == upload) & (uploads.c.done_lines == old)
        where &= uploads.c.state == Stage.IMPORTING
        return self.connection.execute(update(uploads).where(where).values(done_lines=new)).rowcount == 1

    def forget_before(self, moment: datetime) -> int:
        """Drops files received before the moment, read or not; how many."""
        old = (uploads.c.workspace == self.workspace) & (uploads.c.received_at < moment)
        return self.connection.execute(delete(uploads).where(old)).rowcount
