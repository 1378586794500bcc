"""The digests that were posted: what each showed, so that the next one can say what changed, and a late result is known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from governance.digests import Digest, Seen, Update
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
        posted: Mapping[int, Seen] | None = None,
    ) -> int:
        """Keeps what a digest showed: the overall colour, each definition's colour and result."""
        made = {**(made or {}), "posted": _named({its: _plain(seen) for its, seen in (posted or {}).items()})}
        values = {"channel": channel, "vendor_id": vendor, "queued_at": at, "colour": colour, "key": key}
        values |= {"standing": _named(standing), "shown": _named(shown or {}), "made": made, "updates": []}
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

    def held(self, digest: int) -> Digest | None:
        """As it is now; until this transaction ends nobody else writes it again, so that what is written last is the newest."""
        ours = (digests.c.workspace == self.workspace) & (digests.c.id == digest)
        row = self.connection.execute(select(digests).where(ours).with_for_update()).one_or_none()
        return _digest(row) if row else None

    def written_again(
        self,
        digest: Digest,
        *,
        colour: str,
        standing: Mapping[int, str],
        shown: Mapping[int, int],
        updates: Sequence[Update],
    ) -> None:
        """What it shows now, and what came in since it was posted."""
        told = [
            {
                "definition": its.definition,
                "was": _plain(its.was) if its.was else None,
                "now": _plain(its.now),
                "at": its.at.isoformat(),
            }
            for its in updates
        ]
        posted = _named({its: _plain(seen) for its, seen in digest.posted.items()})
        made = {**digest.made, "posted": posted, "revision": digest.revision + 1}
        values = {"colour": colour, "standing": _named(standing), "shown": _named(shown), "updates": told, "made": made}
        ours = (digests.c.workspace == self.workspace) & (digests.c.id == digest.id)
        self.connection.execute(update(digests).where(ours).values(**values))


def _named(facts: Mapping[int, Any]) -> dict[str, Any]:
    """JSON names things by text only."""
    return {str(name): its for name, its in facts.items()}


def _plain(seen: Seen) -> dict[str, Any]:
    return asdict(seen) | {"period": seen.period.isoformat() if seen.period else None}


def _seen(its: Mapping[str, Any]) -> Seen:
    return Seen(**{**its, "period": date.fromisoformat(its["period"]) if its["period"] else None})


def _update(its: Mapping[str, Any]) -> Update:
    was = _seen(its["was"]) if its["was"] else None
    return Update(definition=its["definition"], was=was, now=_seen(its["now"]), at=datetime.fromisoformat(its["at"]))


def _digest(row: Row[Any]) -> Digest:
    made = dict(row.made)
    posted, revision = made.pop("posted", {}), made.pop("revision", 0)
    return Digest(
        id=row.id,
        channel=row.channel,
        vendor_id=row.vendor_id,
        queued_at=row.queued_at,
        colour=row.colour,
        standing={int(name): its for name, its in row.standing.items()},
        shown={int(name): its for name, its in row.shown.items()},
        key=row.key,
        made=made,
        posted={int(name): _seen(its) for name, its in posted.items()},
        revision=revision,
        updates=tuple(_update(its) for its in row.updates if "now" in its),
    )
