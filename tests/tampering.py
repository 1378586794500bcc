"""What somebody who has the database itself can do to a record: one random thing at a time, the guards down."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage import journal as chain
from storage.tables import journal

Deed = Callable[["Tamperer"], str]
COLUMNS = (
    *("workspace", "number", "event", "subject", "happened_at", "recorded_at"),
    *("person", "party", "door", "body", "hash"),
)
TABLES = {
    "journal": COLUMNS,
    "journal_texts": ("workspace", "number", "field", "salt", "text"),
    "journal_heads": ("workspace", "number", "hash"),
}
KEYS = {
    "journal": ("workspace", "number"),
    "journal_texts": ("workspace", "number", "field"),
    "journal_heads": ("workspace",),
}


class Tamperer:
    """One tampering on one connection; `held` is the number of the entry that the anchor was taken from."""

    def __init__(self, connection: Connection, workspace: int, held: int, luck: Random) -> None:
        self.connection, self.workspace, self.held, self.luck = connection, workspace, held, luck

    def run(self, statement: str, **values: Any) -> list[Any]:
        result = self.connection.execute(text(statement), values)
        return list(result.all()) if result.returns_rows else []

    def dump(self) -> list[Any]:
        """Everything that is on record, as the database has it."""
        return [self.run(f"SELECT * FROM {table} ORDER BY {', '.join(KEYS[table])}") for table in TABLES]

    def numbers(self) -> list[int]:
        rows = self.run("SELECT number FROM journal WHERE workspace = :w ORDER BY number", w=self.workspace)
        return [number for (number,) in rows]

    def some(self, *, held: bool = False) -> int:
        """The number of an entry; of one the anchor holds, where that is asked for."""
        return self.luck.choice([number for number in self.numbers() if not held or number <= self.held])

    def value(self, table: str, column: str, where: str, **values: Any) -> Any:
        return self.run(f"SELECT {column} FROM {table} WHERE {where}", **values)[0][0]


def tamper(its: Tamperer) -> str:
    """Does one thing that changes what is on record; what it was."""
    before = its.dump()
    while True:
        point = its.connection.begin_nested()
        with suppress(DBAPIError):  # what even an unguarded database refuses
            said = its.luck.choice(DEEDS)(its)
            if its.dump() != before:
                point.commit()
                return said
        point.rollback()


# --- one value ----------------------------------------------------------------------------------------------------------


def edit_entry(its: Tamperer) -> str:
    column = its.luck.choice(COLUMNS)
    number = its.some()
    where = "workspace = :w AND number = :n"
    old = its.value("journal", column, where, w=its.workspace, n=number)
    new = other(its, column, old)
    its.run(f"UPDATE journal SET {column} = :new WHERE {where}", w=its.workspace, n=number, new=new)
    return f"{column} of entry {number} edited"


def edit_text(its: Tamperer) -> str:
    column = its.luck.choice(TABLES["journal_texts"])
    w, n, field = its.luck.choice(
        its.run("SELECT workspace, number, field FROM journal_texts WHERE workspace = :w", w=its.workspace)
    )
    where = "workspace = :w AND number = :n AND field = :f"
    new = other(its, column, its.value("journal_texts", column, where, w=w, n=n, f=field))
    its.run(f"UPDATE journal_texts SET {column} = :new WHERE {where}", w=w, n=n, f=field, new=new)
    return f"{column} of the text {field} of entry {n} edited"


def edit_head(its: Tamperer) -> str:
    column = its.luck.choice(TABLES["journal_heads"])
    where = "workspace = :w"
    new = other(its, column, its.value("journal_heads", column, where, w=its.workspace))
    its.run(f"UPDATE journal_heads SET {column} = :new WHERE {where}", w=its.workspace, new=new)
    return f"{column} of the head edited"


def other(its: Tamperer, column: str, old: Any) -> Any:
    """Another value of the same kind, close to the old one where that is harder to see."""
    if column in ("hash", "salt"):
        return flipped(bytes(old), its.luck)
    if column in ("workspace", "number"):
        return old + its.luck.choice([1000, 2000, 3000])
    if column == "person":
        return its.luck.choice([None, 7, 8, (old or 0) + 1])
    if column in ("happened_at", "recorded_at"):
        return str(old).replace("2026", its.luck.choice(["2025", "2024"]), 1)
    return reworded(str(old), its.luck)


def flipped(value: bytes, luck: Random) -> bytes:
    """One bit turned."""
    at = luck.randrange(len(value))
    return value[:at] + bytes([value[at] ^ 1 << luck.randrange(8)]) + value[at + 1 :]


def reworded(value: str, luck: Random) -> str:
    """One character more, less or another; of JSON, mostly still JSON."""
    at = luck.randrange(len(value)) if value else 0
    sign = luck.choice("xyz019 ")
    return luck.choice(
        [value[:at] + sign + value[at:], value[:at] + value[at + 1 :], value[:at] + sign + value[at + 1 :]]
    )


def misfit(its: Tamperer) -> str:
    """A value of a kind that no column of ours has: SQLite keeps any; PostgreSQL refuses it, so there it is a plain edit."""
    if its.connection.dialect.name != "sqlite":
        return edit_entry(its)
    table = its.luck.choice(list(TABLES))
    column = its.luck.choice(TABLES[table])
    keys = KEYS[table]
    row = its.luck.choice(
        its.run(f"SELECT {', '.join(keys)} FROM {table} WHERE workspace = :workspace", workspace=its.workspace)
    )
    where = " AND ".join(f"{key} = :{key}" for key in keys)
    new = its.luck.choice([b"\x00\xff", "rubbish", "", 3.5, -(2**62), "9999-99-99 00:00:00.000000"])
    its.run(f"UPDATE {table} SET {column} = :new WHERE {where}", new=new, **dict(zip(keys, row, strict=True)))
    return f"{column} of {table} is {new!r}"


def same_moment(its: Tamperer) -> str:
    """When something was recorded, written otherwise: SQLite compares what is written. PostgreSQL has one way alone."""
    if its.connection.dialect.name != "sqlite":
        return edit_entry(its)
    column, number = its.luck.choice(["happened_at", "recorded_at"]), its.some()
    where = "workspace = :w AND number = :n"
    old = str(its.value("journal", column, where, w=its.workspace, n=number))
    new = its.luck.choice([old.replace("2026-11-23 ", "2026-W48-1T"), old.replace(" ", "T"), f"{old}000", old[:19]])
    its.run(f"UPDATE journal SET {column} = :new WHERE {where}", w=its.workspace, n=number, new=new)
    return f"{column} of entry {number} written otherwise"


def forge_body(its: Tamperer) -> str:
    """What was hashed becomes JSON of another shape, and the chain is made to fit."""
    body, number = (
        its.luck.choice(["{}", "null", "[]", '{"facts":{},"texts":{}}', "rubbish", "1e999"]),
        its.some(held=True),
    )
    its.run("UPDATE journal SET body = :b WHERE workspace = :w AND number = :n", b=body, w=its.workspace, n=number)
    chained_anew(its)
    return f"the body of entry {number} is {body}, the chain made to fit"


# --- rows ---------------------------------------------------------------------------------------------------------------


def delete_entry(its: Tamperer) -> str:
    number = its.some()
    its.run("DELETE FROM journal WHERE workspace = :w AND number = :n", w=its.workspace, n=number)
    if its.luck.random() < 0.5:
        its.run("DELETE FROM journal_texts WHERE workspace = :w AND number = :n", w=its.workspace, n=number)
    return f"entry {number} deleted"


def delete_text(its: Tamperer) -> str:
    w, n, field = its.luck.choice(
        its.run("SELECT workspace, number, field FROM journal_texts WHERE workspace = :w", w=its.workspace)
    )
    its.run("DELETE FROM journal_texts WHERE workspace = :w AND number = :n AND field = :f", w=w, n=n, f=field)
    return f"the text {field} of entry {n} deleted"


def insert_entry(its: Tamperer) -> str:
    """A copy of one entry, between two others or at the end."""
    source, at = its.some(), its.luck.choice([*its.numbers(), its.numbers()[-1] + 1])
    shift(its, at)
    columns = ", ".join(name for name in COLUMNS if name not in ("workspace", "number"))
    source += source >= at
    its.run(
        f"INSERT INTO journal (workspace, number, {columns}) SELECT workspace, :at, {columns} FROM journal "
        "WHERE workspace = :w AND number = :n",
        w=its.workspace,
        n=source,
        at=at,
    )
    return f"entry {source} copied to {at}"


def shift(its: Tamperer, at: int) -> None:
    """Makes room for an entry."""
    for table in ("journal", "journal_texts"):
        for step in ("number + 100001", "number - 100000"):
            floor = at if "+" in step else 100000
            its.run(
                f"UPDATE {table} SET number = {step} WHERE workspace = :w AND number >= :at", w=its.workspace, at=floor
            )


def insert_text(its: Tamperer) -> str:
    number = its.luck.choice([0, its.some(), its.numbers()[-1] + 1])
    its.run(
        "INSERT INTO journal_texts (workspace, number, field, salt, text) VALUES (:w, :n, 'added', :s, 'words')",
        w=its.workspace,
        n=number,
        s=its.luck.randbytes(16),
    )
    return f"a text added to entry {number}"


def swap_entries(its: Tamperer) -> str:
    one, two = its.some(), its.some()
    for table in ("journal", "journal_texts") if its.luck.random() < 0.5 else ("journal",):
        for old, new in ((one, -1), (two, one), (-1, two)):
            its.run(
                f"UPDATE {table} SET number = :new WHERE workspace = :w AND number = :old",
                w=its.workspace,
                new=new,
                old=old,
            )
    return f"entries {one} and {two} swapped"


def swap_values(its: Tamperer) -> str:
    """The same column of two entries exchanged."""
    column, one, two = its.luck.choice(COLUMNS[2:]), its.some(), its.some()
    where = "workspace = :w AND number = :n"
    values = [its.value("journal", column, where, w=its.workspace, n=number) for number in (one, two)]
    for number, value in zip((two, one), values, strict=True):
        its.run(f"UPDATE journal SET {column} = :v WHERE {where}", w=its.workspace, n=number, v=value)
    return f"{column} of entries {one} and {two} swapped"


def swap_texts(its: Tamperer) -> str:
    """The texts of two entries exchanged, salts and all."""
    one, two = its.some(), its.some()
    for old, new in ((one, -1), (two, one), (-1, two)):
        its.run(
            "UPDATE journal_texts SET number = :new WHERE workspace = :w AND number = :old",
            w=its.workspace,
            new=new,
            old=old,
        )
    return f"texts of entries {one} and {two} swapped"


def move_boundary(its: Tamperer) -> str:
    """The beginning of a text, or all of it, moves into its salt: what is hashed of the two together stays the same."""
    pick = "SELECT number, field, salt, text FROM journal_texts WHERE workspace = :w AND text <> ''"
    number, field, salt, words = its.luck.choice(its.run(pick, w=its.workspace))
    signs = its.luck.choice([1, len(words), its.luck.randint(1, len(words))])
    its.run(
        "UPDATE journal_texts SET salt = :s, text = :t WHERE workspace = :w AND number = :n AND field = :f",
        s=bytes(salt) + words[:signs].encode(),
        t=words[signs:],
        w=its.workspace,
        n=number,
        f=field,
    )
    return f"{signs} signs of the text {field} of entry {number} moved into its salt"


# --- the whole chain ----------------------------------------------------------------------------------------------------


def cut_tail(its: Tamperer) -> str:
    """The head still says how many there were."""
    last = its.some() - 1
    cut(its, last)
    return f"cut after {last}"


def cut_tail_with_head(its: Tamperer) -> str:
    """As if it had never been: only the anchor remembers."""
    last = its.some(held=True) - 1
    cut(its, last)
    set_head(its)
    return f"cut after {last}, the head set back"


def cut(its: Tamperer, last: int) -> None:
    for table in ("journal", "journal_texts"):
        its.run(f"DELETE FROM {table} WHERE workspace = :w AND number > :last", w=its.workspace, last=last)


def set_head(its: Tamperer) -> None:
    """The head fits what is there; where nothing is, there is none."""
    its.run("DELETE FROM journal_heads WHERE workspace = :w", w=its.workspace)
    its.run(
        "INSERT INTO journal_heads (workspace, number, hash) SELECT workspace, number, hash FROM journal "
        "WHERE workspace = :w ORDER BY number DESC LIMIT 1",
        w=its.workspace,
    )


def forge(its: Tamperer) -> str:
    """One entry the anchor holds is edited, and every hash from there on worked out anew: by itself, the chain is whole."""
    column = its.luck.choice(["event", "subject", "person", "party", "door", "happened_at"])
    number = its.some(held=True)
    where = "workspace = :w AND number = :n"
    new = other(its, column, its.value("journal", column, where, w=its.workspace, n=number))
    its.run(f"UPDATE journal SET {column} = :new WHERE {where}", w=its.workspace, n=number, new=new)
    chained_anew(its)
    return f"{column} of entry {number} forged, the chain made to fit"


def forge_text(its: Tamperer) -> str:
    """A text is reworded, with its commitment and every hash that follows."""
    pick = "SELECT number, field, salt, text FROM journal_texts WHERE workspace = :w AND number <= :held"
    number, field, salt, words = its.luck.choice(its.run(pick, w=its.workspace, held=its.held))
    new = reworded(words, its.luck)
    where = "workspace = :w AND number = :n"
    body = json.loads(its.value("journal", "body", where, w=its.workspace, n=number))
    body["texts"][field] = hashlib.sha256(bytes(salt) + new.encode()).hexdigest()
    its.run(
        f"UPDATE journal_texts SET text = :new WHERE {where} AND field = :f",
        w=its.workspace,
        n=number,
        f=field,
        new=new,
    )
    its.run(f"UPDATE journal SET body = :b WHERE {where}", w=its.workspace, n=number, b=chain._canonical(body))
    chained_anew(its)
    return f"the text {field} of entry {number} forged, the chain made to fit"


def forge_without(its: Tamperer) -> str:
    """An entry is taken out, those behind it move up, and the chain is made to fit."""
    number = its.some(held=True)
    for table in ("journal", "journal_texts"):
        its.run(f"DELETE FROM {table} WHERE workspace = :w AND number = :n", w=its.workspace, n=number)
        for step, floor in (("number + 99999", number), ("number - 100000", 99999)):
            its.run(
                f"UPDATE {table} SET number = {step} WHERE workspace = :w AND number > :at", w=its.workspace, at=floor
            )
    chained_anew(its)
    return f"entry {number} taken out, the chain made to fit"


def chained_anew(its: Tamperer) -> None:
    digest = chain.GENESIS
    query = journal.select().where(journal.c.workspace == its.workspace).order_by(journal.c.number)
    for row in its.connection.execute(query).all():
        digest = chain._link(digest, [row._mapping[name] for name in chain._HASHED])
        its.run(
            "UPDATE journal SET hash = :h WHERE workspace = :w AND number = :n", h=digest, w=its.workspace, n=row.number
        )
    set_head(its)


def begin_again(its: Tamperer) -> str:
    """Everything of the workspace is gone, head and texts too."""
    for table in TABLES:
        its.run(f"DELETE FROM {table} WHERE workspace = :w", w=its.workspace)
    return "all of it gone"


DEEDS: Sequence[Deed] = (
    *(edit_entry, edit_entry, edit_entry, edit_text, edit_text, edit_head, misfit, same_moment),
    *(delete_entry, delete_text, insert_entry, insert_text, swap_entries, swap_values, swap_texts, move_boundary),
    *(cut_tail, cut_tail_with_head, forge, forge_text, forge_body, forge_without, begin_again),
)
