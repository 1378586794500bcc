"""Links in mails that do one thing once, found by the hash of the secret in their address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from governance.one_acts import OneAct
from storage.rows import value_of
from storage.tables import one_acts


@dataclass(frozen=True)
class OneActs:
    """The links of one workspace."""

    connection: Connection
    workspace: int

    def add(self, acts: Sequence[Mapping[str, Any]]) -> None:
        """New ones, each as the fields of a `OneAct` but its id, with the `secret_hash`."""
        if acts:
            self.connection.execute(insert(one_acts), [{"workspace": self.workspace, **its} for its in acts])

    def by_secret(self, secret_hash: str) -> OneAct | None:
        """The one whose secret has this hash, locked until the end of the transaction: two presses come one after the other."""
        where = (one_acts.c.workspace == self.workspace) & (one_acts.c.secret_hash == secret_hash)
        row = self.connection.execute(select(one_acts).where(where).with_for_update()).one_or_none()
        return value_of(OneAct, row) if row else None

    def use(self, act: OneAct, at: datetime) -> bool:
        """It is done now; False when it was before."""
        where = (one_acts.c.workspace == self.workspace) & (one_acts.c.id == act.id) & one_acts.c.used_at.is_(None)
        return self.connection.execute(update(one_acts).where(where).values(used_at=at)).rowcount == 1

    def forget_before(self, moment: datetime) -> int:
        """Drops those that ended before the moment; how many."""
        where = (one_acts.c.workspace == self.workspace) & (one_acts.c.expires_at < moment)
        return self.connection.execute(delete(one_acts).where(where)).rowcount
