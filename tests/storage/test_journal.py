"""The record: whatever is done to it behind Parley's back is found, and nothing can be done to it through the front."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from governance.events import ActionItemClosed, Door, Event, VendorAdded
from storage import journal, workspaces
from storage.database import Database
from storage.journal import Broken
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY

Deed = Callable[[Connection], None]


def added(vendor: int) -> VendorAdded:
    words = {"name": f"Vendor {vendor}", "service": "CRO"}
    return VendorAdded(vendor=vendor, tier=1, sponsor_lead=None, vendor_lead=None, **words)  # type: ignore[arg-type]


def record(database: Database, workspace: int, *events: Event) -> None:
    with unit_of_work(database, workspace, at=MONDAY, door=Door.SLASH) as uow:
        for event in events:
            uow.record(event)


@pytest.fixture
def five(database: Database, ours: int) -> int:
    """A record of five entries with two texts each; the workspace."""
    for vendor in range(1, 6):
        record(database, ours, added(vendor))
    return ours


@contextmanager
def behind_parleys_back(database: Database) -> Iterator[Connection]:
    """A transaction in which the guards are down, as for someone who owns the machine."""
    with database.write() as connection:
        if database.is_sqlite:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


def verified(database: Database) -> journal.Verified:
    with database.read() as connection:
        return journal.verify(connection)


def first_broken(database: Database) -> Broken:
    broken = verified(database).broken
    assert broken is not None
    return broken


def sql(*statements: str) -> Deed:
    def deed(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return deed


def into_the_salt(signs: int | None) -> Deed:
    """The beginning of a text, or all of it, moves into its salt: what is hashed of the two together is the same."""

    def deed(connection: Connection) -> None:
        where = "WHERE number = 2 AND field = 'name'"
        salt, words = connection.execute(text(f"SELECT salt, text FROM journal_texts {where}")).one()
        moved, left = words[:signs], words[len(words[:signs]) :]
        values = {"salt": bytes(salt) + moved.encode(), "left": left}
        connection.execute(text(f"UPDATE journal_texts SET salt = :salt, text = :left {where}"), values)

    return deed


COLUMNS = "event, subject, happened_at, recorded_at, person, party, door, body, hash"
OTHER_TIME = "'2020-02-02 02:02:02.000000'"

TAMPERINGS: dict[str, tuple[Deed, int]] = {
    "the event": (sql("UPDATE journal SET event = 'VendorLinked' WHERE number = 3"), 3),
    "the subject": (sql("UPDATE journal SET subject = 'vendor:9' WHERE number = 3"), 3),
    "when it happened": (sql(f"UPDATE journal SET happened_at = {OTHER_TIME} WHERE number = 3"), 3),
    "when it was recorded": (sql(f"UPDATE journal SET recorded_at = {OTHER_TIME} WHERE number = 3"), 3),
    "who did it": (sql("UPDATE journal SET person = 9 WHERE number = 3"), 3),
    "for whom": (sql("UPDATE journal SET party = 'vendor:9' WHERE number = 3"), 3),
    "the door": (sql("UPDATE journal SET door = 'clock' WHERE number = 3"), 3),
    "the facts": (sql("UPDATE journal SET body = replace(body, 'sponsor_lead', 'vendors_lead') WHERE number = 3"), 3),
    "the hash": (sql("UPDATE journal SET hash = (SELECT hash FROM journal WHERE number = 1) WHERE number = 3"), 3),
    "the first entry": (sql("UPDATE journal SET party = 'x' WHERE number = 1"), 1),
    "the last entry": (sql("UPDATE journal SET party = 'x' WHERE number = 5"), 5),
    "an entry deleted": (sql("DELETE FROM journal WHERE number = 3"), 3),
    "the first deleted": (sql("DELETE FROM journal WHERE number = 1"), 1),
    "an entry moved": (sql("UPDATE journal SET number = 9 WHERE number = 3"), 3),
    "a gap closed": (
        sql(
            "DELETE FROM journal WHERE number = 3",
            "UPDATE journal SET number = 3 WHERE number = 4",
            "UPDATE journal SET number = 4 WHERE number = 5",
        ),
        3,
    ),
    "an entry inserted": (
        sql(
            "UPDATE journal SET number = 6 WHERE number = 5",
            "UPDATE journal SET number = 5 WHERE number = 4",
            f"INSERT INTO journal (workspace, number, {COLUMNS}) SELECT workspace, 4, {COLUMNS} FROM journal WHERE number = 3",
        ),
        4,
    ),
    "an entry added": (
        sql(
            f"INSERT INTO journal (workspace, number, {COLUMNS}) SELECT workspace, 6, {COLUMNS} FROM journal WHERE number = 5"
        ),
        6,
    ),
    "two swapped": (
        sql(
            "UPDATE journal SET number = 9 WHERE number = 2",
            "UPDATE journal SET number = 2 WHERE number = 3",
            "UPDATE journal SET number = 3 WHERE number = 9",
        ),
        2,
    ),
    "the tail cut": (sql("DELETE FROM journal WHERE number > 3"), 4),
    "everything cut": (sql("DELETE FROM journal"), 1),
    "the head's number": (sql("UPDATE journal_heads SET number = 4"), 5),
    "the head's hash": (sql("UPDATE journal_heads SET hash = (SELECT hash FROM journal WHERE number = 4)"), 6),
    "the head gone": (sql("DELETE FROM journal_heads"), 1),
    "all but the texts gone": (sql("DELETE FROM journal", "DELETE FROM journal_heads"), 1),
    "a text reworded": (sql("UPDATE journal_texts SET text = 'Other' WHERE number = 2 AND field = 'name'"), 2),
    "a salt changed": (
        sql("UPDATE journal_texts SET salt = '0123456789abcdef' WHERE number = 2 AND field = 'name'"),
        2,
    ),
    "a text's beginning moved into its salt": (into_the_salt(3), 2),
    "a text moved into its salt whole": (into_the_salt(None), 2),
    "a text under another field": (
        sql(
            "DELETE FROM journal_texts WHERE number = 2 AND field = 'name'",
            "UPDATE journal_texts SET field = 'name' WHERE number = 2",
        ),
        2,
    ),
    "a text added to an entry": (
        sql(
            "INSERT INTO journal_texts (workspace, number, field, salt, text) "
            "SELECT workspace, number, 'title', salt, text FROM journal_texts WHERE number = 4 AND field = 'name'"
        ),
        4,
    ),
    "a text of no field": (sql("UPDATE journal_texts SET field = 'title' WHERE number = 4 AND field = 'name'"), 4),
    "a text after the end": (sql("UPDATE journal_texts SET number = 99 WHERE number = 4 AND field = 'name'"), 99),
    "a text before the beginning": (sql("UPDATE journal_texts SET number = 0 WHERE number = 4 AND field = 'name'"), 0),
}


def test_an_untouched_chain_verifies(database: Database, five: int) -> None:
    found = verified(database)
    assert (found.entries, found.broken, list(found.heads)) == (5, None, [five])


def test_an_empty_record_verifies(database: Database) -> None:
    assert verified(database) == journal.Verified(entries=0, heads={}, broken=None)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found_and_its_first_broken_link_named(database: Database, five: int, what: str) -> None:
    deed, number = TAMPERINGS[what]
    with behind_parleys_back(database) as connection:
        deed(connection)
    broken = first_broken(database)
    assert (broken.workspace, broken.number) == (five, number), broken.why


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["happened_at", "body", "hash", "number"])
def test_a_value_that_cannot_be_read_is_a_broken_link_too(database_url: str, column: str) -> None:
    database = Database(database_url)
    with database.write() as connection:
        workspace = workspaces.create(connection, "Northwind Bio")
    record(database, workspace, added(1), added(2), added(3))
    with behind_parleys_back(database) as connection:
        connection.execute(text(f"UPDATE journal SET {column} = 'rubbish' WHERE number = 2"))
    assert first_broken(database).number == 2
    database.close()


SAME_MOMENT = [
    "replace({column}, '2026-11-23 ', '2026-W48-1T')",  # sorts behind every day of its year
    "replace({column}, ' ', 'T')",
    "{column} || '+00:00'",
    "{column} || '000'",
    "substr({column}, 1, 19)",
    "' ' || {column}",
]


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("written", SAME_MOMENT)
@pytest.mark.parametrize("column", ["happened_at", "recorded_at"])
def test_a_moment_is_written_in_one_way_alone(database: Database, five: int, column: str, written: str) -> None:
    with behind_parleys_back(database) as connection:
        connection.execute(text(f"UPDATE journal SET {column} = {written.format(column=column)} WHERE number = 3"))
    assert first_broken(database).number == 3


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_field_whose_name_reads_like_two_hides_no_text(database: Database, five: int) -> None:
    with behind_parleys_back(database) as connection:
        connection.execute(text("DELETE FROM journal_texts WHERE number = 2 AND field = 'name'"))
        (body,) = connection.scalars(text("SELECT body FROM journal WHERE number = 2"))
        hashed = body.partition('"name":"')[2][:64]
        name = f'name":"{hashed}","service'
        assert name in body
        connection.execute(text("UPDATE journal_texts SET field = :name WHERE number = 2"), {"name": name})
    assert first_broken(database).number == 2


def test_a_later_break_does_not_hide_an_earlier_one(database: Database, five: int) -> None:
    with behind_parleys_back(database) as connection:
        sql("UPDATE journal SET party = 'x' WHERE number = 4", "UPDATE journal SET party = 'x' WHERE number = 2")(
            connection
        )
    assert first_broken(database).number == 2


def test_one_workspaces_break_is_told_of_that_workspace(database: Database, five: int) -> None:
    with database.write() as connection:
        other = workspaces.create(connection, "Somewhere else")
    record(database, other, added(1), added(2))
    with behind_parleys_back(database) as connection:
        connection.execute(text("UPDATE journal SET party = 'x' WHERE workspace = :w AND number = 2"), {"w": other})
    broken = first_broken(database)
    assert (broken.workspace, broken.number) == (other, 2)
    assert list(verified(database).heads) == [five]


def test_an_erased_text_leaves_the_chain_whole(database: Database, five: int) -> None:
    with unit_of_work(database, five, at=MONDAY, door=Door.COMMAND_LINE) as uow:
        assert uow.erase(2, "asked for by the person") == "name,service"
        assert uow.erase(2, "twice") == ""
    found = verified(database)
    assert (found.broken, found.entries) == (None, 6)
    with database.read() as connection:
        (entry,) = journal.history(connection, five, "vendor:2")
    assert isinstance(entry.event, VendorAdded)
    assert (entry.event.name, entry.event.tier) == ("(erased)", 1)


def test_every_text_erased_leaves_the_chain_whole(database: Database, five: int) -> None:
    for number in range(1, 7):
        with unit_of_work(database, five, at=MONDAY, door=Door.COMMAND_LINE) as uow:
            uow.erase(number, "the contract ended")
    with unit_of_work(database, five, at=MONDAY, door=Door.COMMAND_LINE) as uow:
        uow.erase(11, "the last reason but this one")
    assert verified(database).broken is None


def test_a_text_that_is_gone_without_a_word_is_found(database: Database, five: int) -> None:
    with database.write() as connection:
        connection.execute(text("DELETE FROM journal_texts WHERE number = 4 AND field = 'name'"))
    assert first_broken(database) == Broken(
        workspace=five, number=4, why="a text of it is gone, and no entry says that it was erased"
    )


def test_an_erasure_speaks_for_no_more_than_it_names(database: Database, five: int) -> None:
    with unit_of_work(database, five, at=MONDAY, door=Door.COMMAND_LINE) as uow:
        uow.erase(2, "asked for")
    with database.write() as connection:
        connection.execute(text("DELETE FROM journal_texts WHERE number = 3"))
    assert first_broken(database).number == 3


def test_no_free_text_stands_in_what_is_hashed(database: Database, five: int) -> None:
    with database.read() as connection:
        bodies = "".join(connection.scalars(text("SELECT body FROM journal")))
    assert "Vendor" not in bodies
    assert "CRO" not in bodies


def test_the_same_text_is_committed_to_differently_each_time(database: Database, ours: int) -> None:
    record(database, ours, added(1), added(1))
    with database.read() as connection:
        first, second = connection.scalars(text("SELECT body FROM journal ORDER BY number")).all()
    assert first != second


def test_the_history_of_one_thing_is_told_in_order_with_who_and_when(database: Database, ours: int) -> None:
    closed = ActionItemClosed(action=7, old="proposed", new="done")
    record(database, ours, added(7), closed, added(8))
    record(database, ours, added(7))
    with database.read() as connection:
        actions = journal.history(connection, ours, "action:7")
        vendors = journal.history(connection, ours, "vendor:7")
        others = journal.history(connection, ours + 1, "vendor:7")
    assert [entry.event for entry in actions] == [closed]
    assert [entry.number for entry in vendors] == [1, 4]
    assert (vendors[0].party, vendors[0].door, vendors[0].recorded_at) == ("parley", "slash command", MONDAY)
    assert others == []


REFUSED = [
    "UPDATE journal SET party = 'x'",
    "UPDATE journal SET number = 9 WHERE number = 5",
    "DELETE FROM journal WHERE number = 5",
    "UPDATE journal_texts SET text = 'x'",
    "DELETE FROM journal_heads",
]
REFUSED_BY_SQLITE = [
    *REFUSED,
    f"INSERT OR REPLACE INTO journal SELECT workspace, number, {COLUMNS} FROM journal WHERE number = 2",
    f"REPLACE INTO journal (workspace, number, {COLUMNS}) SELECT workspace, 2, {COLUMNS} FROM journal WHERE number = 3",
    "INSERT OR REPLACE INTO journal_texts SELECT workspace, number, field, salt, 'x' FROM journal_texts",
    "UPDATE OR REPLACE journal SET number = 2 WHERE number = 3",
]
REFUSED_BY_POSTGRESQL = [
    *REFUSED,
    "TRUNCATE journal",
    "TRUNCATE journal_heads",
    (
        f"INSERT INTO journal (workspace, number, {COLUMNS}) SELECT workspace, number, {COLUMNS} FROM journal "
        "ON CONFLICT (workspace, number) DO UPDATE SET party = 'x'"
    ),
    (
        "INSERT INTO journal_texts SELECT * FROM journal_texts "
        "ON CONFLICT (workspace, number, field) DO UPDATE SET text = 'x'"
    ),
]


def test_the_database_refuses_to_change_the_record(database: Database, five: int) -> None:
    for statement in REFUSED_BY_SQLITE if database.is_sqlite else REFUSED_BY_POSTGRESQL:
        with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
            connection.execute(text(statement))
    assert verified(database).broken is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_guards_need_no_setting_of_the_connection(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as connection:
        workspace = workspaces.create(connection, "Northwind Bio")
    record(database, workspace, *(added(vendor) for vendor in range(1, 6)))
    with closing(sqlite3.connect(str(database.file))) as bare:
        assert bare.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        for statement in REFUSED_BY_SQLITE:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                bare.execute(statement)
        with pytest.raises(sqlite3.OperationalError, match="no column named rowid"):
            bare.execute(
                f"INSERT OR REPLACE INTO journal (rowid, workspace, number, {COLUMNS}) "
                f"SELECT 1, 9, 9, {COLUMNS} FROM journal WHERE number = 3"
            )
        bare.commit()
    assert verified(database).broken is None
    database.close()


def test_writers_at_once_do_not_fork_the_chain(database: Database, ours: int) -> None:
    together = Barrier(4)

    def write(writer: int) -> None:
        together.wait()
        for number in range(10):
            record(database, ours, added(writer * 100 + number), added(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    found = verified(database)
    assert (found.entries, found.broken) == (80, None)


def test_the_first_entries_of_a_record_may_come_at_once(database: Database) -> None:
    for name in "abcde":
        with database.write() as connection:
            workspace = workspaces.create(connection, name)
        together = Barrier(3)

        def write(number: int, workspace: int = workspace, together: Barrier = together) -> None:
            together.wait()
            record(database, workspace, added(number))

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(write, range(3)))
    found = verified(database)
    assert (found.entries, found.broken) == (15, None)
