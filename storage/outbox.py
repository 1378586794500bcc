"""What is to be said: every message, mail and file is a row here first, said once, in order, one at a time per lane.

The rows are the truth, the order and the record. Whoever calls `take` some time soon, twice, late or at once with others,
does no harm: the lane's lease lets one in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Row, and_, case, delete, func, or_, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.dialects import postgresql, sqlite

from governance.people import VENDORS
from storage.rehearsals import Rehearsals
from storage.tables import lanes, outbox, people


class Kind(StrEnum):
    """The kinds of things that can be said, and where each goes."""

    POST = "post"
    UPDATE = "update"
    EPHEMERAL = "ephemeral"
    RESPONSE_URL = "response_url"
    HOME = "home"
    FILE = "file"
    MAIL = "mail"
    LEARN = "learn"
    WORK = "work"
    FETCH = "fetch"
    READ = "read"
    RELAY = "relay"
    HELD = "held"


class State(StrEnum):
    TODO = "todo"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


TO_OTHERS = (Kind.POST, Kind.UPDATE, Kind.FILE, Kind.MAIL)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
REHEARSED = "rehearsed"  # in a payload: to whom it would have gone
UNCONFIRMED = "unconfirmed:"  # before a lane: what waits there until its person is confirmed
# Whom a lane leads to: somebody who is there, who is not confirmed yet, who works for the vendor no longer, or who has left.
THERE, AWAITED, REFUSED, LEFT = range(4)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One row of the outbox. `doubtful` when it was found half-sent: it may have arrived already."""

    id: int
    workspace: int
    key: str
    lane: str
    kind: Kind
    payload: dict[str, Any]
    attempts: int
    doubtful: bool
    queued_at: datetime
    tried_at: datetime
    follows: int | None
    until: datetime | None = None
    followed_id: str | None = None


@dataclass(frozen=True)
class Outbox:
    """The outbox of one workspace, inside a unit of work."""

    connection: Connection
    workspace: int
    at: datetime
    touched: set[str]
    rehearsals: Rehearsals

    def put(
        self,
        kind: Kind,
        lane: str,
        payload: dict[str, Any],
        *,
        once: str,
        follows: int | None = None,
        until: datetime | None = None,
        answers: bool = False,
    ) -> int | None:
        """Queues a letter; None when its `once` key was queued before, so that nothing is said twice.

        Nothing is said to somebody who has left or works for the vendor no longer, and to who is not confirmed yet only then;
        what `answers` them is. One that could not be said `until` a moment is given up. One to a vendor that is not introduced
        yet goes to the vendor manager, and says to whom it would have gone.
        """
        whose = self._whose(lane) if kind in TO_OTHERS else THERE
        if whose == LEFT or (whose == REFUSED and not answers):
            return None
        manager = self.rehearsals.manager_for(lane) if kind in TO_OTHERS else None
        if manager:
            kind, lane, payload = _rehearsed(kind, lane, payload, manager)
        elif whose == AWAITED and not answers:
            lane = f"{UNCONFIRMED}{lane}"
            self.hold(lane)
        row = {
            "workspace": self.workspace,
            "key": once,
            "lane": lane,
            "kind": kind,
            "payload": payload,
            "state": State.TODO,
            "attempts": 0,
            "queued_at": self.at,
            "follows": follows,
            "until": until,
        }
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(outbox).values(row).on_conflict_do_nothing().returning(outbox.c.id)
        self.touched.add(lane)
        return self.connection.execute(statement).scalar()

    def said(self, once: str) -> tuple[str, str] | None:
        """Where in Slack a channel's message of this key stands, as channel and timestamp; None when it does not (any more)."""
        return self.said_all([once]).get(once)

    def said_all(self, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The same for several; those that stand nowhere are left out."""
        where = (outbox.c.workspace == self.workspace) & outbox.c.key.in_(keys) & (outbox.c.state == State.SENT)
        rows = self.connection.execute(select(outbox.c.key, outbox.c.payload, outbox.c.remote_id).where(where))
        found = {row.key: (str(row.payload["channel"]), str(row.remote_id)) for row in rows if row.remote_id}
        return {key: its for key, its in found.items() if not its[0].startswith(("U", "W"))}

    def mailed(self, message_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Those of our mails that had these Message-IDs, the newest first: what each was made of."""
        named = outbox.c.remote_id.in_(message_ids) & sql("kind = 'mail'")
        where = (outbox.c.workspace == self.workspace) & named
        return list(
            self.connection.execute(select(outbox.c.payload).where(where).order_by(outbox.c.id.desc())).scalars()
        )

    def given_up(self, keys: Sequence[str]) -> set[str]:
        """Those of these letters that were never said."""
        where = (outbox.c.workspace == self.workspace) & outbox.c.key.in_(keys) & (outbox.c.state == State.DEAD)
        return set(self.connection.execute(select(outbox.c.key).where(where)).scalars())

    def dead(self, most: int = 5) -> list[tuple[str, str, str]]:
        """The newest letters that were given up: (lane, kind, why)."""
        where = (outbox.c.workspace == self.workspace) & (outbox.c.state == State.DEAD)
        query = (
            select(outbox.c.lane, outbox.c.kind, outbox.c.error).where(where).order_by(outbox.c.id.desc()).limit(most)
        )
        return [(row.lane, row.kind, row.error or "") for row in self.connection.execute(query)]

    def forget_before(self, moment: datetime, *kinds: Kind) -> int:
        """Drops letters settled before the moment (of all kinds, or these), and idle lanes; the number of letters dropped."""
        settled = outbox.c.state.in_((State.SENT, State.DEAD)) & (outbox.c.settled_at < moment)
        settled &= outbox.c.kind.in_(kinds or tuple(Kind))
        dropped = self.connection.execute(delete(outbox).where(outbox.c.workspace == self.workspace, settled)).rowcount
        idle = lanes.c.owner.is_(None) & lanes.c.lane.not_in(select(outbox.c.lane))
        self.connection.execute(delete(lanes).where(idle))
        return dropped

    def forget_lane(self, lane: str, why: str) -> None:
        """What waits there is never said."""
        waits = self._waiting(outbox.c.lane == lane)
        gone = update(outbox).where(waits).values(state=State.DEAD, settled_at=self.at, error=why)
        self.connection.execute(gone)

    def take_back(self, lane: str, keys: str) -> None:
        """What waits there under keys that begin so is not said: what comes now takes its place."""
        waits = self._waiting((outbox.c.lane == lane) & outbox.c.key.startswith(keys, autoescape=True))
        self.connection.execute(delete(outbox).where(waits, outbox.c.state == State.TODO))

    def confirmed(self, lane: str, forget_before: datetime) -> None:
        """What waited until its person is confirmed goes out; of messages not those from before that moment."""
        waits = self._waiting(outbox.c.lane == f"{UNCONFIRMED}{lane}")
        self.connection.execute(
            delete(outbox).where(waits, outbox.c.queued_at < forget_before, outbox.c.kind != Kind.MAIL)
        )
        self.connection.execute(update(outbox).where(waits).values(lane=lane))
        self.touched.add(lane)

    def refused(self, lane: str) -> None:
        """What waits there, or waited until its person is confirmed, is never said."""
        self.connection.execute(delete(outbox).where(self._waiting(outbox.c.lane == f"{UNCONFIRMED}{lane}")))
        self.forget_lane(lane, "they do not work for the vendor")

    def forget_unconfirmed(self, before: datetime) -> None:
        """What has waited since before the moment for its person to be confirmed is never said."""
        old = outbox.c.lane.startswith(UNCONFIRMED) & (outbox.c.queued_at < before)
        self.connection.execute(delete(outbox).where(self._waiting(old)))

    def _waiting(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        waits = sql("state IN ('todo', 'sending')", type_=Boolean)
        return (outbox.c.workspace == self.workspace) & condition & waits

    def _whose(self, lane: str) -> int:
        """Whom this lane leads to; an address may be another's by now, and where one of them is there it is theirs."""
        way, _, place = lane.partition(":")
        if way == "channel" and place.startswith(("U", "W")):
            theirs = people.c.slack_user == place
        elif way == "mail":
            theirs = func.lower(people.c.mail) == place.lower()
        else:
            return THERE
        awaited = people.c.role.in_(VENDORS) & people.c.confirmed_at.is_(None) & people.c.slack_user.is_not(None)
        gone = (people.c.left_at.is_not(None), LEFT), (people.c.refused_for.is_not(None), REFUSED)
        query = select(func.min(case(*gone, (awaited, AWAITED), else_=THERE)))
        found = self.connection.execute(query.where(people.c.workspace == self.workspace, theirs)).scalar()
        return THERE if found is None else int(found)

    def hold(self, lane: str) -> None:
        """Nothing more is said there until it is let go: it would only be refused."""
        self._rest(lane, NEVER)

    def let_go(self, lane: str, forget_before: datetime) -> int:
        """It can be said again; what waited from before that moment is given up. How many letters are said now."""
        self._rest(lane, None)
        waits = self._waiting(outbox.c.lane == lane)
        old = update(outbox).where(waits, outbox.c.queued_at < forget_before)
        self.connection.execute(old.values(state=State.DEAD, settled_at=self.at, error="it waited for too long"))
        self.touched.add(lane)
        return int(self.connection.execute(select(func.count()).select_from(outbox).where(waits)).scalar_one())

    def waiting_in(self, lane: str) -> int:
        """How many letters wait there."""
        query = select(func.count()).select_from(outbox).where(self._waiting(outbox.c.lane == lane))
        return int(self.connection.execute(query).scalar_one())

    def _rest(self, lane: str, until: datetime | None) -> None:
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(lanes).values(lane=lane, not_before=until)
        kept = fresh.on_conflict_do_update(index_elements=["lane"], set_={"not_before": until})
        self.connection.execute(kept)

    def waiting(self) -> tuple[int, int]:
        """How many letters wait, and how many of those may or may not have arrived."""
        # What somebody is saying at this moment is not in doubt.
        left = or_(lanes.c.owner.is_(None), lanes.c.lease_until < now(self.connection))
        doubtful_one = case((and_(outbox.c.state == State.SENDING, left), 1), else_=0)
        query = (
            select(func.count(), func.coalesce(func.sum(doubtful_one), 0))
            .select_from(outbox)
            .outerjoin(lanes, lanes.c.lane == outbox.c.lane)
            .where(outbox.c.workspace == self.workspace)
            .where(sql("state IN ('todo', 'sending')"))
        )
        count, doubtful = self.connection.execute(query).one()
        return int(count), int(doubtful)


def _rehearsed(kind: Kind, lane: str, payload: dict[str, Any], manager: str) -> tuple[Kind, str, dict[str, Any]]:
    """The same letter to the vendor manager: a mail as words about it, a message outside of the thread it was meant for."""
    its = {name: value for name, value in payload.items() if name != "thread_ts"}
    whom = lane.partition(":")[2]
    if kind is Kind.MAIL:
        kind, its = Kind.POST, {"mail": payload}
    return kind, f"channel:{manager}", its | {"channel": manager, REHEARSED: whom}


def now(connection: Connection) -> Any:
    """The database's own clock: leases and pauses are compared by one clock even where many processes run."""
    if connection.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:%M:%f000", "now", type_=lanes.c.lease_until.type)
    return func.clock_timestamp(type_=lanes.c.lease_until.type)


def _after(connection: Connection, seconds: float) -> Any:
    if connection.dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:%M:%f000", "now", f"{seconds:+.3f} seconds", type_=lanes.c.lease_until.type)
    return func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def lease(connection: Connection, lane: str, owner: str, seconds: float) -> bool:
    """Takes or renews the lane for `owner`; False while somebody else has it or it must pause."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(lanes).values(lane=lane).on_conflict_do_nothing())
    clock = now(connection)
    free = or_(lanes.c.owner.is_(None), lanes.c.owner == owner, lanes.c.lease_until < clock)
    rested = or_(lanes.c.not_before.is_(None), lanes.c.not_before <= clock)
    statement = (
        update(lanes)
        .where(lanes.c.lane == lane, free, rested)
        .values(owner=owner, lease_until=_after(connection, seconds))
    )
    return connection.execute(statement).rowcount == 1


def take(connection: Connection, lane: str, at: datetime) -> Letter | None:
    """The lane's oldest waiting letter, marked `sending`; that mark, committed, is what a crash leaves behind."""
    query = (
        select(outbox).where(outbox.c.lane == lane, sql("state IN ('todo', 'sending')")).order_by(outbox.c.id).limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    tried_at = row.tried_at if row.state == State.SENDING else at
    marks = {"state": State.SENDING, "attempts": row.attempts + 1, "tried_at": tried_at}
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(**marks))
    return _letter(connection, row, tried_at)


def mark_try(connection: Connection, letter: Letter, at: datetime) -> bool:
    """A doubtful letter is about to be said again: this attempt is the one to wait out. False: somebody else took it."""
    return _write(connection, letter, tried_at=at)


def settle(connection: Connection, letter: Letter, at: datetime, *, remote_id: str | None = None) -> None:
    """The letter has arrived."""
    _write(connection, letter, state=State.SENT, settled_at=at, remote_id=remote_id, error=None)


def put_back(connection: Connection, letter: Letter, error: str, *, certain: bool) -> None:
    """To be tried again. `certain` when it surely did not arrive; otherwise it stays `sending`, to be looked up first."""
    _write(connection, letter, state=State.TODO if certain else State.SENDING, error=error)


def give_up(connection: Connection, letter: Letter, at: datetime, error: str) -> None:
    """The letter will never arrive; the reason is kept and shown. A dead letter never blocks its lane."""
    _write(connection, letter, state=State.DEAD, settled_at=at, error=error)


def _write(connection: Connection, letter: Letter, **values: Any) -> bool:
    """Only for the attempt this letter was taken for: one that outlived its lease has no say any more."""
    this_attempt = and_(outbox.c.id == letter.id, outbox.c.attempts == letter.attempts)
    return connection.execute(update(outbox).where(this_attempt).values(**values)).rowcount == 1


def pause(connection: Connection, lane: str, seconds: float) -> None:
    """Nothing more from this lane for so many seconds."""
    connection.execute(update(lanes).where(lanes.c.lane == lane).values(not_before=_after(connection, seconds)))


def release(connection: Connection, lane: str, owner: str) -> None:
    """Gives the lane back, if it is still ours."""
    mine = and_(lanes.c.lane == lane, lanes.c.owner == owner)
    connection.execute(update(lanes).where(mine).values(owner=None, lease_until=None))


def stands_at(connection: Connection, workspace: int, key: str, channel: str) -> str | None:
    """The remote id of the letter with this key; None when it was not said there, or is forgotten."""
    where = (outbox.c.workspace == workspace) & (outbox.c.key == key) & (outbox.c.state == State.SENT)
    row = connection.execute(select(outbox.c.payload, outbox.c.remote_id).where(where)).one_or_none()
    return row.remote_id if row and row.payload.get("channel") == channel else None


def lanes_due(connection: Connection) -> list[str]:
    """Lanes with something to say that nobody holds and that need not pause."""
    clock = now(connection)
    held = and_(lanes.c.owner.is_not(None), lanes.c.lease_until >= clock)
    query = (
        select(outbox.c.lane)
        .distinct()
        .outerjoin_from(outbox, lanes, lanes.c.lane == outbox.c.lane)
        .where(sql("state IN ('todo', 'sending')"))
        .where(or_(lanes.c.lane.is_(None), ~held), or_(lanes.c.not_before.is_(None), lanes.c.not_before <= clock))
    )
    return list(connection.execute(query).scalars())


def break_leases(connection: Connection) -> None:
    """For a process that knows it is alone: whoever held a lane is gone."""
    connection.execute(update(lanes).values(owner=None, lease_until=None))


def _letter(connection: Connection, row: Row[Any], tried_at: datetime) -> Letter:
    followed = None
    if row.follows is not None:
        followed = connection.execute(select(outbox.c.remote_id).where(outbox.c.id == row.follows)).scalar()
    return Letter(
        id=row.id,
        workspace=row.workspace,
        key=row.key,
        lane=row.lane,
        kind=Kind(row.kind),
        payload=row.payload,
        attempts=row.attempts + 1,
        doubtful=row.state == State.SENDING,
        queued_at=row.queued_at,
        tried_at=tried_at,
        follows=row.follows,
        until=row.until,
        followed_id=followed,
    )


def counts(connection: Connection) -> tuple[int, int, int]:
    """All workspaces: letters waiting, letters that may or may not have arrived, letters given up."""
    query = select(outbox.c.state, func.count()).where(outbox.c.state != State.SENT).group_by(outbox.c.state)
    found = {state: int(count) for state, count in connection.execute(query)}
    sending = found.get(State.SENDING, 0)
    return found.get(State.TODO, 0) + sending, sending, found.get(State.DEAD, 0)
