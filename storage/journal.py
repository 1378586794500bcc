"""The record: an append-only, hash-chained account of every change, one chain a workspace.

hash(n) = SHA-256(hash(n-1) + canonical line n). Free text enters the line as SHA-256(salt + text); salt and text stand in
a row that can be erased, and the chain still verifies where an entry says that it was. Whoever keeps an anchor, an entry's
number and hash of some day, finds out by it whether that day's record was cut or written anew.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, delete, func, insert, select, type_coerce, union, update
from sqlalchemy.dialects import postgresql, sqlite

from governance.events import ERASED, Event, TextsErased, read_back, write_down
from storage.tables import journal, journal_heads, journal_texts
from storage.types import Moment

GENESIS = bytes(32)
SALT_BYTES = 16
NO_TEXTS = '"texts":{}}'  # how a body ends that commits to none
UNREADABLE = "the entry cannot be read"
MISFITS = (TypeError, ValueError, AttributeError, LookupError, OverflowError)  # what values of the wrong kind lead to


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event about to be recorded, with who did it, for which party, through which door, and when it happened."""

    event: Event
    happened_at: datetime
    person: int | None
    party: str
    door: str


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """An entry read back from the record."""

    number: int
    event: Event
    happened_at: datetime
    recorded_at: datetime
    person: int | None
    party: str
    door: str
    hash: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What somebody kept of a record: the number of an entry, and the hash it had. No `workspace`: the only one there is."""

    number: int
    hash: bytes
    workspace: int | None = None


@dataclass(frozen=True, kw_only=True)
class Broken:
    """The first link of a chain that does not hold, and why."""

    workspace: int
    number: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a walk of the chains found. `heads` maps a workspace to its newest hash in hexadecimal."""

    entries: int
    heads: dict[int, str]
    broken: Broken | None


def append(connection: Connection, workspace: int, new: Sequence[Entry], recorded_at: datetime) -> None:
    """Chains the entries to the workspace's record. Locks the head, so it belongs last in a transaction."""
    if not new:
        return
    number, digest = _lock_head(connection, workspace)
    lines: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for entry in new:
        number += 1
        body, kept = _commit_to(workspace, number, entry.event)
        row = _row(workspace, number, entry, recorded_at, body)
        digest = row["hash"] = _link(digest, [row[name] for name in _HASHED])
        lines.append(row)
        texts += kept
    connection.execute(insert(journal), lines)
    if texts:
        connection.execute(insert(journal_texts), texts)
    connection.execute(
        update(journal_heads).where(journal_heads.c.workspace == workspace).values(number=number, hash=digest)
    )


def history(connection: Connection, workspace: int, subject: str) -> list[Remembered]:
    """All that happened to one thing, oldest first."""
    return entries(connection, workspace, journal.c.subject == subject)


def entries(
    connection: Connection, workspace: int, where: ColumnElement[bool], *, first: int = 0, most: int | None = None
) -> list[Remembered]:
    """What fits, oldest first, from the `first` (0-based) on."""
    query = select(journal).where((journal.c.workspace == workspace) & where).order_by(journal.c.number)
    rows = connection.execute(query.offset(first).limit(most)).all()
    texts = _texts(connection, workspace, [row.number for row in rows])
    return [_remembered(row, texts.get(row.number, {})) for row in rows]


def count(connection: Connection, workspace: int, where: ColumnElement[bool]) -> int:
    """How many entries fit."""
    query = select(func.count()).select_from(journal).where((journal.c.workspace == workspace) & where)
    return int(connection.execute(query).scalar_one())


def head(connection: Connection, workspace: int) -> Anchor:
    """The newest entry's number and hash; number 0 where nothing is recorded yet."""
    query = select(journal_heads.c.number, journal_heads.c.hash).where(journal_heads.c.workspace == workspace)
    row = connection.execute(query).one_or_none()
    return Anchor(workspace=workspace, number=row.number if row else 0, hash=row.hash if row else GENESIS)


def erase(connection: Connection, workspace: int, number: int) -> str:
    """Erases the free texts of an entry; their fields, divided by commas. An event has to say so in the same transaction."""
    where = (journal_texts.c.workspace == workspace) & (journal_texts.c.number == number)
    gone = connection.execute(delete(journal_texts).where(where).returning(journal_texts.c.field)).scalars()
    return ",".join(sorted(gone))


def verify(connection: Connection, anchors: Sequence[Anchor] = (), workspace: int | None = None) -> Verified:
    """Walks every chain, or one workspace's, from its first link, then looks for the anchors. Stops at what is broken first."""
    heads: dict[int, str] = {}
    walked = 0
    query = select(journal_heads).order_by(journal_heads.c.workspace)
    if workspace is not None:
        query = query.where(journal_heads.c.workspace == workspace)
    for head in connection.execute(query).all():
        try:
            seen, broken = _verify_chain(connection, head)
        except MISFITS:
            seen, broken = 0, _first_unreadable(connection, head.workspace)
        walked += seen
        if broken:
            return Verified(entries=walked, heads=heads, broken=broken)
        heads[head.workspace] = head.hash.hex()
    lost = filter(None, (_lost(connection, its) for its in anchors))
    broken = _first_without_a_head(connection, workspace) or next(lost, None)
    return Verified(entries=walked, heads=heads, broken=broken)


def _lost(connection: Connection, anchor: Anchor) -> Broken | None:
    """What became of the entry an anchor was taken from; None when it is there as it was."""
    workspace = anchor.workspace or connection.execute(select(func.min(journal.c.workspace))).scalar() or 1
    where = (journal.c.workspace == workspace) & (journal.c.number == anchor.number)
    found = connection.execute(select(journal.c.hash).where(where)).scalar()
    if found == anchor.hash:
        return None
    why = "it has another hash than the one that was kept: the record was written anew"
    why = "the record ends before it: its tail was cut" if found is None else why
    return Broken(workspace=workspace, number=anchor.number, why=why)


def _verify_chain(connection: Connection, head: Row[Any]) -> tuple[int, Broken | None]:
    """Reads the chain beside its texts, both in order, holding one entry at a time."""
    digest, expected = GENESIS, 0
    texts, missing = _Texts(connection, head.workspace), _Missing()
    for row in _stream(connection, head.workspace):
        expected += 1
        why = _trouble(row, expected, digest, texts, missing)
        if why:
            return expected, Broken(workspace=head.workspace, number=min(expected, row.number), why=why)
        digest = row.hash
    if (expected, digest) != (head.number, head.hash):
        why = f"the record ends at {expected}, its head says {head.number}: entries are missing or the head was changed"
        return expected, Broken(workspace=head.workspace, number=min(expected, head.number) + 1, why=why)
    stray = texts.stray()
    if stray is not None:
        return expected, Broken(workspace=head.workspace, number=stray, why="a text belongs to no entry of the record")
    if missing.numbers:
        why = "a text of it is gone, and no entry says that it was erased"
        return expected, Broken(workspace=head.workspace, number=min(missing.numbers), why=why)
    return expected, None


def _trouble(row: Row[Any], expected: int, digest: bytes, texts: "_Texts", missing: "_Missing") -> str | None:
    """Why this entry does not follow from the one before, or None."""
    if row.number != expected:
        return f"entry {expected} is missing"
    if _link(digest, row[:-1]) != row.hash:
        return "the entry was changed, or the one before it"
    return _trouble_with_texts(row, texts.of(row.number), missing)


def _trouble_with_texts(row: Row[Any], kept: "list[tuple[str, bytes, str]]", missing: "_Missing") -> str | None:
    """Why an entry's texts are not the ones it commits to, or None; what is gone is noted until something explains it."""
    if row.event != TextsErased.__name__ and row.body.endswith(_end_of_a_body(kept)):
        return None  # all there, and nothing else: reading every body would take a third of the walk
    body = _body(row.body)
    if body is None:
        return UNREADABLE
    commitments = body["texts"]
    for field, salt, text in kept:
        if not _is_salt(salt) or commitments.get(field) != _commitment(salt, text):
            return f"the text of '{field}' is not the one that was recorded"
    if len(kept) < len(commitments):
        missing.note(row.number, commitments.keys() - {field for field, _, _ in kept})
    if row.event == TextsErased.__name__:
        missing.explain(body["facts"])
    return None


def _end_of_a_body(kept: "list[tuple[str, bytes, str]]") -> str:
    """How a body ends that commits to these texts and to no others."""
    its = {field: _commitment(salt, text) if _is_salt(salt) else "" for field, salt, text in kept}
    return _canonical({"texts": its})[1:] if its else NO_TEXTS


def _body(text: str) -> dict[str, Any] | None:
    """What was hashed of an event; None when it is not what we write."""
    body = json.loads(text)
    shape = {name: type(its) for name, its in body.items()} if isinstance(body, dict) else {}
    return body if shape == {"facts": dict, "texts": dict} else None


class _Missing:
    """Texts that are gone, by entry, until an entry that follows says that they were erased."""

    def __init__(self) -> None:
        self.numbers: dict[int, set[str]] = {}

    def note(self, number: int, fields: set[str]) -> None:
        self.numbers[number] = fields

    def explain(self, facts: dict[str, Any]) -> None:
        left = self.numbers.pop(facts["entry"], set()) - set(facts["fields"].split(","))
        if left:
            self.note(facts["entry"], left)


class _Texts:
    """The free texts of a chain in order, read one entry ahead."""

    def __init__(self, connection: Connection, workspace: int) -> None:
        columns = (journal_texts.c.number, journal_texts.c.field, journal_texts.c.salt, journal_texts.c.text)
        query = select(*columns).where(journal_texts.c.workspace == workspace).order_by(journal_texts.c.number)
        self._rows = iter(connection.execute(query.execution_options(yield_per=1000)))
        self._next = next(self._rows, None)

    def of(self, number: int) -> list[tuple[str, bytes, str]]:
        """The texts of one entry: field, salt, text."""
        found = []
        while self._next is not None and self._next[0] == number:
            found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found

    def stray(self) -> int | None:
        return self._next.number if self._next is not None else None


def _stream(connection: Connection, workspace: int) -> Iterator[Row[Any]]:
    """The entries in order: what was hashed, then the hash."""
    query = select(*_linked(connection)).where(journal.c.workspace == workspace).order_by(journal.c.number)
    return iter(connection.execute(query.execution_options(yield_per=1000)))


def _first_unreadable(connection: Connection, workspace: int) -> Broken:
    """A value of the wrong kind (SQLite keeps any) stops a walk that reads many at once: look at them one by one."""
    number = 1
    for number in connection.execute(select(journal.c.number).where(journal.c.workspace == workspace)).scalars().all():
        entry = select(*_linked(connection)).where(journal.c.workspace == workspace, journal.c.number == number)
        try:
            row = connection.execute(entry).one()
            _link(GENESIS, row[:-1])
            json.loads(row.body)
        except MISFITS:
            break
    return Broken(workspace=workspace, number=number, why=UNREADABLE)


def _first_without_a_head(connection: Connection, only: int | None) -> Broken | None:
    """Entries of a workspace whose head is gone cannot be vouched for."""
    written = union(select(journal.c.workspace), select(journal_texts.c.workspace)).subquery()
    headless = select(written.c.workspace).where(written.c.workspace.not_in(select(journal_heads.c.workspace)))
    headless = headless if only is None else headless.where(written.c.workspace == only)
    workspace = connection.execute(headless.order_by(written.c.workspace).limit(1)).scalar()
    return None if workspace is None else Broken(workspace=workspace, number=1, why="the record has no head")


def _lock_head(connection: Connection, workspace: int) -> tuple[int, bytes]:
    """The newest number and hash, locked until commit: two writers reading it at once would fork the chain."""
    query = select(journal_heads.c.number, journal_heads.c.hash).where(journal_heads.c.workspace == workspace)
    head = connection.execute(query.with_for_update()).one_or_none()
    if head is None:
        # Two first writers at once: one waits here for the other, then reads what it wrote.
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        first = dialect.insert(journal_heads).values(workspace=workspace, number=0, hash=GENESIS)
        connection.execute(first.on_conflict_do_nothing())
        head = connection.execute(query.with_for_update()).one()
    return head.number, head.hash


def _row(workspace: int, number: int, entry: Entry, recorded_at: datetime, body: str) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "number": number,
        "event": type(entry.event).__name__,
        "subject": entry.event.subject,
        "happened_at": entry.happened_at,
        "recorded_at": recorded_at,
        "person": entry.person,
        "party": entry.party,
        "door": entry.door,
        "body": body,
    }


def _commit_to(workspace: int, number: int, event: Event) -> tuple[str, list[dict[str, Any]]]:
    """The body to hash, and the salted texts it commits to."""
    facts, texts = write_down(event)
    commitments: dict[str, str] = {}
    kept: list[dict[str, Any]] = []
    for field, text in texts.items():
        salt = secrets.token_bytes(SALT_BYTES)
        commitments[field] = _commitment(salt, text)
        kept.append({"workspace": workspace, "number": number, "field": field, "salt": salt, "text": text})
    return _canonical({"facts": facts, "texts": commitments}), kept


def _is_salt(salt: object) -> bool:
    """Of the right length: else the beginning of a text could move into it, and what is hashed of both would be the same."""
    return isinstance(salt, bytes) and len(salt) == SALT_BYTES


def _commitment(salt: bytes, text: str) -> str:
    return hashlib.sha256(salt + text.encode()).hexdigest()


_HASHED = ("workspace", "number", "event", "subject", "happened_at", "recorded_at", "person", "party", "door", "body")


def _linked(connection: Connection) -> list[ColumnElement[Any]]:
    """What is hashed, and the hash. SQLite gives moments as they are written there, since that is what it compares by: one
    written otherwise, though it means the same, would be in another place of every list."""
    columns: list[ColumnElement[Any]] = [*(journal.c[name] for name in _HASHED), journal.c.hash]
    if connection.dialect.name != "sqlite":
        return columns
    return [type_coerce(its, String) if isinstance(its.type, Moment) else its for its in columns]


def _link(previous: bytes, hashed: Sequence[Any]) -> bytes:
    """The next hash; `hashed` are the entry's values in the order of _HASHED."""
    workspace, number, event, subject, happened_at, recorded_at, *rest = hashed
    values = [workspace, number, event, subject, _utc(happened_at), _utc(recorded_at), *rest]
    return hashlib.sha256(previous + _canonical(values).encode()).digest()


@lru_cache(maxsize=1024)  # entries of one transaction share their moment
def _utc(moment: datetime | str) -> str:
    """A moment as it is hashed. What SQLite has written is taken sign by sign and never parsed: no two texts give the same."""
    if isinstance(moment, str):
        day, _, time = moment.partition(" ")
        return f"{day}T{time}+00:00"
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="microseconds")


# Made once: `json.dumps` makes an encoder a call where it is asked for more than its defaults.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _texts(connection: Connection, workspace: int, numbers: list[int]) -> dict[int, dict[str, str]]:
    where = (journal_texts.c.workspace == workspace) & journal_texts.c.number.in_(numbers)
    texts: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(journal_texts).where(where)):
        texts.setdefault(row.number, {})[row.field] = row.text
    return texts


def _remembered(row: Row[Any], texts: dict[str, str]) -> Remembered:
    body = json.loads(row.body)
    return Remembered(
        number=row.number,
        event=read_back(row.event, body["facts"], dict.fromkeys(body["texts"], ERASED) | texts),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        person=row.person,
        party=row.party,
        door=row.door,
        hash=row.hash,
    )
