"""The digests that were posted: what each showed, so that the next one can say what changed, and a late result is known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from governance.digests import Digest, Update
from storage.tables import digests


@dataclass(frozen=True)
class Digests:
    """The digests of one workspace."""

    connection: Connection
    workspace: int

    def keep(
        self,
        *,
        channel: str,
        vendor: int,
        at: datetime,
        colour: str,
        standing: Mapping[int, str],
        shown: Mapping[int, int] | None = None,
        key: str = "",
        made: Mapping[str, Any] | None = None,
    ) -> int:
        """Keeps what a digest showed: the overall colour, each definition's colour and result."""
        values = {"channel": channel, "vendor_id": vendor, "queued_at": at, "colour": colour, "key": key}
        values |= {"standing": _named(standing), "shown": _named(shown or {}), "made": dict(made or {}), "updates": []}
        statement = insert(digests).values(workspace=self.workspace, **values).returning(digests.c.id)
        return int(self.connection.execute(statement).scalar_one())

    def last(self, channel: str, vendor: int, *, before: int | None = None) -> Digest | None:
        """The newest digest there about the vendor; `before` another one of them."""
        where = (digests.c.workspace == self.workspace) & (digests.c.channel == channel)
        query = select(digests).where(where, digests.c.vendor_id == vendor)
        query = query if before is None else query.where(digests.c.id < before)
        row = self.connection.execute(query.order_by(digests.c.id.desc()).limit(1)).one_or_none()
        return _digest(row) if row else None

    def newest_about(self, vendor: int, since: datetime) -> list[Digest]:
        """The newest digest about the vendor in each place that had one since then."""
        ours = (digests.c.workspace == self.workspace) & (digests.c.vendor_id == vendor)
        newest = select(func.max(digests.c.id)).where(ours, digests.c.queued_at >= since).group_by(digests.c.channel)
        rows = self.connection.execute(select(digests).where(ours, digests.c.id.in_(newest)).order_by(digests.c.id))
        return [_digest(row) for row in rows]

    def written_again(
        self,
        digest: int,
        *,
        colour: str,
        standing: Mapping[int, str],
        shown: Mapping[int, int],
        updates: Sequence[Update],
    ) -> None:
        """What it shows now, and what came in since it was posted."""
        told = [asdict(its) | {"day": its.day.isoformat()} for its in updates]
        values = {"colour": colour, "standing": _named(standing), "shown": _named(shown), "updates": told}
        ours = (digests.c.workspace == self.workspace) & (digests.c.id == digest)
        self.connection.execute(update(digests).where(ours).values(**values))


def _named(facts: Mapping[int, Any]) -> dict[str, Any]:
    """JSON names things by text only."""
    return {str(name): its for name, its in facts.items()}


def _digest(row: Row[Any]) -> Digest:
    return Digest(
        id=row.id,
        channel=row.channel,
        vendor_id=row.vendor_id,
        queued_at=row.queued_at,
        colour=row.colour,
        standing={int(name): its for name, its in row.standing.items()},
        shown={int(name): its for name, its in row.shown.items()},
        key=row.key,
        made=row.made,
        updates=tuple(Update(**its | {"day": date.fromisoformat(its["day"])}) for its in row.updates),
    )
