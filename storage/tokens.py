"""Who may send a vendor's measurements over HTTP. Tokens are kept as hashes only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.tokens import Token
from storage.rows import value_of, values_of
from storage.tables import ingest_tokens

_ITS = ingest_tokens.c


@dataclass(frozen=True)
class Tokens:
    """The tokens of one workspace."""

    connection: Connection
    workspace: int
    at: datetime

    def add(self, vendor: int, label: str, token_hash: bytes, by: int) -> Token | None:
        """A new token; None where there is this one already."""
        values = {"vendor_id": vendor, "label": label, "token_hash": token_hash, "made_by": by, "made_at": self.at}
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(ingest_tokens).values(workspace=self.workspace, **values).on_conflict_do_nothing()
        row = self.connection.execute(statement.returning(ingest_tokens)).one_or_none()
        return value_of(Token, row) if row else None

    def by_hash(self, token_hash: bytes) -> Token | None:
        """The token that has this hash; None when there is none or it was revoked, which takes equally long."""
        where = self._live(_ITS.token_hash == token_hash)
        row = self.connection.execute(select(ingest_tokens).where(where)).one_or_none()
        return value_of(Token, row) if row else None

    def of_vendor(self, vendor: int) -> list[Token]:
        """The tokens that work, the oldest first."""
        query = select(ingest_tokens).where(self._live(_ITS.vendor_id == vendor)).order_by(_ITS.id)
        return values_of(Token, self.connection.execute(query))

    def made_by(self, person: int) -> list[Token]:
        """The tokens that somebody made and that work, the oldest first."""
        query = select(ingest_tokens).where(self._live(_ITS.made_by == person)).order_by(_ITS.id)
        return values_of(Token, self.connection.execute(query))

    def revoke(self, token: Token) -> bool:
        """It opens nothing from now on; False when it did not any more."""
        statement = update(ingest_tokens).where(self._live(_ITS.id == token.id)).values(revoked_at=self.at)
        return self.connection.execute(statement).rowcount == 1

    def note_use(self, token: Token) -> None:
        ours = (_ITS.workspace == self.workspace) & (_ITS.id == token.id)
        self.connection.execute(update(ingest_tokens).where(ours).values(used_at=self.at))

    def _live(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (_ITS.workspace == self.workspace) & _ITS.revoked_at.is_(None) & condition
