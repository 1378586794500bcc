"""The record read back and walked: what is found of it, what an anchor holds, and what is said of the first broken link."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from governance.events import CreditWithdrawn, Door, Event, TextsErased, VendorAdded, VendorLinked, Words
from governance.people import Person, Role
from storage import journal, workspaces
from storage.database import Database
from storage.journal import GENESIS, Anchor, Broken, Remembered, Verified
from storage.tables import journal as lines
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.storage.test_journal import added, behind_parleys_back, record, sql, verified

EARLIER = MONDAY - timedelta(days=3)
ALICE = Person(id=7, name="Alice", role=Role.ADMINISTRATOR)


@pytest.fixture
def five(database: Database, ours: int) -> int:
    """A record of five entries with two texts each; the workspace."""
    record(database, ours, *(added(vendor) for vendor in range(1, 6)))
    return ours


@pytest.fixture
def other(database: Database, five: int) -> int:
    """Another workspace, with a record of two entries."""
    with database.write() as connection:
        its = workspaces.create(connection, "Somewhere else")
    record(database, its, added(1), added(2))
    return its


def found(database: Database, workspace: int, where: Any, **page: int) -> list[Remembered]:
    with database.read() as connection:
        return journal.entries(connection, workspace, where, **page)


def walked(database: Database, *anchors: Anchor, workspace: int | None = None) -> Verified:
    with database.read() as connection:
        return journal.verify(connection, anchors, workspace)


def newest(database: Database, workspace: int) -> Anchor:
    with database.read() as connection:
        return journal.head(connection, workspace)


def tampered(database: Database, *statements: str) -> None:
    with behind_parleys_back(database) as connection:
        sql(*statements)(connection)


# --- read back -----------------------------------------------------------------------------------------------------------


def test_an_entry_is_read_back_whole_with_who_when_for_whom_and_by_which_door(database: Database, ours: int) -> None:
    with unit_of_work(database, ours, at=MONDAY, door=Door.MENTION, actor=ALICE) as uow:
        uow.record(added(1), happened_at=EARLIER)
    [entry] = found(database, ours, lines.c.number == 1)
    with database.read() as connection:
        kept = bytes(connection.scalar(text("SELECT hash FROM journal")))
    assert entry == Remembered(
        number=1,
        event=added(1),
        happened_at=EARLIER,
        recorded_at=MONDAY,
        person=7,
        party="sponsor",
        door="mention",
        hash=kept,
    )


def test_what_fits_is_found_in_order_from_any_place_and_no_more_than_asked_for(database: Database, five: int) -> None:
    every = lines.c.number > 0
    pages = {
        (0, None): [1, 2, 3, 4, 5],
        (0, 2): [1, 2],
        (2, 2): [3, 4],
        (4, 2): [5],
        (5, 2): [],
        (None, 2): [1, 2],
        (2, None): [3, 4, 5],
        (None, None): [1, 2, 3, 4, 5],
    }
    for (first, most), numbers in pages.items():
        page = {name: its for name, its in (("first", first), ("most", most)) if its is not None}
        assert [its.number for its in found(database, five, every, **page)] == numbers
    assert [its.number for its in found(database, five, lines.c.subject == "vendor:4")] == [4]
    assert [its.event for its in found(database, five, lines.c.number >= 4)] == [added(4), added(5)]


def test_one_workspace_reads_and_counts_its_own_alone(database: Database, five: int, other: int) -> None:
    with database.read() as connection:
        for where, ours, theirs in ((lines.c.number > 0, 5, 2), (lines.c.number > 1, 4, 1), (lines.c.number > 9, 0, 0)):
            assert journal.count(connection, five, where) == ours
            assert journal.count(connection, other, where) == theirs
    assert [its.event for its in found(database, other, lines.c.number > 0)] == [added(1), added(2)]
    assert [its.number for its in found(database, other, lines.c.subject == "vendor:5")] == []


def test_a_text_of_the_other_workspace_is_not_read_in_its_place(database: Database, five: int, other: int) -> None:
    tampered(database, f"DELETE FROM journal_texts WHERE workspace = {five} AND number = 2 AND field = 'name'")
    [entry] = found(database, five, lines.c.number == 2)
    assert isinstance(entry.event, VendorAdded)
    assert (entry.event.name, entry.event.service) == ("(erased)", "CRO")


def test_the_newest_entry_is_the_head_and_nothing_is_a_head_too(database: Database, five: int, other: int) -> None:
    with database.write() as connection:
        empty = workspaces.create(connection, "Nobody yet")
    assert newest(database, empty) == Anchor(workspace=empty, number=0, hash=GENESIS)
    for workspace, number in ((five, 5), (other, 2)):
        [last] = found(database, workspace, lines.c.number == number)
        assert newest(database, workspace) == Anchor(workspace=workspace, number=number, hash=last.hash)
    assert GENESIS == b"\0" * 32


def test_only_the_texts_of_that_entry_and_workspace_are_erased(database: Database, five: int, other: int) -> None:
    with database.write() as connection:
        assert journal.erase(connection, five, 2) == "name,service"
        assert journal.erase(connection, five, 99) == ""
        left = connection.execute(
            text("SELECT workspace, number, count(*) FROM journal_texts GROUP BY 1, 2 ORDER BY 1, 2")
        )
        assert [tuple(row) for row in left] == [
            *((five, number, 2) for number in (1, 3, 4, 5)),
            *((other, number, 2) for number in (1, 2)),
        ]


def test_a_text_that_need_not_have_been_there_reads_as_erased_once_it_was(database: Database, ours: int) -> None:
    gone = CreditWithdrawn(credit=1, vendor=1, month=MONDAY.date(), old="100", reason=Words("nothing is left"))
    record(database, ours, gone)
    with database.write() as connection:
        assert journal.erase(connection, ours, 1) == "reason"
    [entry] = found(database, ours, lines.c.number == 1)
    assert entry.event == replace(gone, reason=Words("(erased)"))


# --- anchors -----------------------------------------------------------------------------------------------------------------

CUT = "the record ends before it: its tail was cut"
ANEW = "it has another hash than the one that was kept: the record was written anew"


def test_an_anchor_of_any_entry_holds_while_the_record_grows(database: Database, five: int, other: int) -> None:
    anchors = [newest(database, five), newest(database, other)]
    record(database, five, added(6))
    assert walked(database, *anchors).broken is None
    assert walked(database).entries == 8


def test_a_tail_that_was_cut_is_found_by_whoever_kept_its_anchor(database: Database, five: int) -> None:
    kept = newest(database, five)
    tampered(
        database,
        "DELETE FROM journal WHERE number > 3",
        "DELETE FROM journal_texts WHERE number > 3",
        "UPDATE journal_heads SET number = 3, hash = (SELECT hash FROM journal WHERE number = 3)",
    )
    assert walked(database).broken is None
    assert walked(database, kept).broken == Broken(workspace=five, number=5, why=CUT)


@pytest.mark.parametrize("named", [True, False])
def test_a_record_that_was_written_anew_is_found_by_its_anchor(database: Database, five: int, named: bool) -> None:
    """Without a workspace an anchor is of the only one there is."""
    [third] = found(database, five, lines.c.number == 3)
    good = Anchor(workspace=five if named else None, number=3, hash=third.hash)
    bad = Anchor(workspace=five if named else None, number=3, hash=bytes(32))
    assert walked(database, good).broken is None
    assert walked(database, good, bad).broken == Broken(workspace=five, number=3, why=ANEW)


def test_an_anchor_is_looked_for_in_its_own_workspace(database: Database, five: int, other: int) -> None:
    theirs = newest(database, other)
    assert walked(database, theirs).broken is None
    ours = Anchor(workspace=five, number=theirs.number, hash=theirs.hash)
    assert walked(database, theirs, ours).broken == Broken(workspace=five, number=2, why=ANEW)


def test_an_anchor_without_a_workspace_is_of_the_first_that_has_a_record(database: Database, ours: int) -> None:
    with database.write() as connection:
        its, another = (workspaces.create(connection, name) for name in ("Somewhere else", "Elsewhere"))
    for workspace in (another, its):
        record(database, workspace, added(1), added(2))
    kept = newest(database, its)
    assert walked(database, Anchor(number=2, hash=kept.hash)).broken is None
    assert walked(database, Anchor(number=3, hash=kept.hash)).broken == Broken(workspace=its, number=3, why=CUT)
    assert its not in (1, ours)


def test_an_anchor_of_an_empty_record_tells_that_it_was_emptied(database: Database, ours: int) -> None:
    kept = Anchor(number=4, hash=bytes(32))
    assert walked(database, kept).broken == Broken(workspace=1, number=4, why=CUT)


def test_a_broken_link_is_told_before_a_lost_anchor(database: Database, five: int) -> None:
    tampered(database, "UPDATE journal SET party = 'x' WHERE number = 2")
    broken = walked(database, Anchor(workspace=five, number=1, hash=bytes(32))).broken
    assert broken
    assert broken.number == 2


# --- the walk ----------------------------------------------------------------------------------------------------------------


def test_a_walk_counts_what_it_has_seen_and_names_the_heads_that_hold(
    database: Database, five: int, other: int
) -> None:
    whole = walked(database)
    heads = {its: newest(database, its).hash.hex() for its in (five, other)}
    assert whole == Verified(entries=7, heads=heads, broken=None)
    tampered(database, f"UPDATE journal SET party = 'x' WHERE workspace = {other} AND number = 2")
    part = walked(database)
    assert (part.entries, part.heads) == (7, {five: heads[five]})
    tampered(database, f"UPDATE journal SET party = 'x' WHERE workspace = {five} AND number = 3")
    assert (walked(database).entries, walked(database).heads) == (3, {})


def test_one_workspaces_record_is_walked_alone(database: Database, five: int, other: int) -> None:
    tampered(database, f"UPDATE journal SET party = 'x' WHERE workspace = {five} AND number = 3")
    alone = walked(database, workspace=other)
    assert (alone.entries, alone.broken, list(alone.heads)) == (2, None, [other])
    broken = walked(database, workspace=five).broken
    assert broken
    assert (broken.workspace, broken.number) == (five, 3)


def test_a_record_without_a_head_is_told_of_its_own_workspace(database: Database, five: int, other: int) -> None:
    tampered(database, f"DELETE FROM journal_heads WHERE workspace = {other}")
    headless = Broken(workspace=other, number=1, why="the record has no head")
    assert walked(database).broken == headless
    assert walked(database, workspace=other).broken == headless
    assert walked(database, workspace=five).broken is None
    tampered(database, f"DELETE FROM journal_heads WHERE workspace = {five}")
    first = walked(database).broken
    assert first
    assert first.workspace == min(five, other)


def test_entries_without_a_text_need_their_head_as_others_do(database: Database, five: int) -> None:
    with database.write() as connection:
        its = workspaces.create(connection, "Somewhere else")
    record(database, its, VendorLinked(vendor=1, channel="C0HELIX", study=None))
    tampered(database, f"DELETE FROM journal_heads WHERE workspace = {its}")
    assert walked(database).broken == Broken(workspace=its, number=1, why="the record has no head")


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_moment_that_is_none_is_named_with_its_workspace_and_entry(database: Database, five: int, other: int) -> None:
    tampered(database, f"UPDATE journal SET happened_at = 'some day' WHERE workspace = {other} AND number = 2")
    changed = Broken(workspace=other, number=2, why="the entry was changed, or the one before it")
    assert walked(database).broken == changed
    assert walked(database, workspace=other).broken == changed
    assert walked(database, workspace=five).broken is None


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [1, 2])
def test_what_cannot_be_read_is_named_with_its_workspace_and_entry(
    database: Database, five: int, other: int, number: int
) -> None:
    """SQLite keeps a value of any kind in any column."""
    tampered(database, f"UPDATE journal SET body = x'00' WHERE workspace = {other} AND number = {number}")
    unreadable = Broken(workspace=other, number=number, why="the entry cannot be read")
    assert walked(database).broken == unreadable
    assert walked(database).entries == 5
    assert walked(database, workspace=other).broken == unreadable
    assert walked(database, workspace=five).broken is None


WHYS = {
    "an entry gone": ("DELETE FROM journal WHERE number = 3", 3, "entry 3 is missing"),
    "an entry moved ahead": ("UPDATE journal SET number = 0 WHERE number = 3", 0, "entry 1 is missing"),
    "a party": (
        "UPDATE journal SET party = 'x' WHERE number = 3",
        3,
        "the entry was changed, or the one before it",
    ),
    "a text reworded": (
        "UPDATE journal_texts SET text = 'x' WHERE number = 2 AND field = 'name'",
        2,
        "the text of 'name' is not the one that was recorded",
    ),
    "a text gone": (
        "DELETE FROM journal_texts WHERE number = 5 AND field = 'name'",
        5,
        "a text of it is gone, and no entry says that it was erased",
    ),
    "a text after the end": (
        "UPDATE journal_texts SET number = 9 WHERE number = 5",
        9,
        "a text belongs to no entry of the record",
    ),
    "the head behind": (
        "UPDATE journal_heads SET number = 4",
        5,
        "the record ends at 5, its head says 4: entries are missing or the head was changed",
    ),
    "the head ahead": (
        "UPDATE journal_heads SET number = 7",
        6,
        "the record ends at 5, its head says 7: entries are missing or the head was changed",
    ),
}


@pytest.mark.parametrize("what", WHYS)
def test_the_first_broken_link_says_why(database: Database, five: int, what: str) -> None:
    deed, number, why = WHYS[what]
    tampered(database, deed)
    assert verified(database).broken == Broken(workspace=five, number=number, why=why)


def test_the_first_of_several_texts_that_are_gone_is_named(database: Database, five: int) -> None:
    tampered(database, "DELETE FROM journal_texts WHERE number IN (2, 4)")
    broken = verified(database).broken
    assert broken
    assert broken.number == 2


# --- what an erasure explains ----------------------------------------------------------------------------------------------------


def erased(entry: int, fields: str) -> Event:
    return TextsErased(entry=entry, fields=fields, reason=Words("asked for"))


@pytest.mark.parametrize(
    ("events", "whole"),
    [
        ([erased(2, "name,service")], True),
        ([erased(2, "service,name,more")], True),
        ([erased(2, "name"), erased(2, "service")], True),
        ([erased(2, "name")], False),
        ([erased(3, "name,service")], False),
        ([erased(1, "name"), erased(2, "service,name")], True),
        ([], False),
    ],
)
def test_texts_that_are_gone_are_explained_field_by_field(
    database: Database, five: int, events: list[Event], whole: bool
) -> None:
    record(database, five, *events)
    tampered(database, "DELETE FROM journal_texts WHERE number = 2")
    assert (verified(database).broken is None) is whole
    if not whole:
        broken = verified(database).broken
        assert broken
        assert broken.number == 2


def test_an_erasure_explains_what_came_before_it_and_nothing_after(database: Database, ours: int) -> None:
    record(database, ours, erased(2, "name,service"), added(1))
    tampered(database, "DELETE FROM journal_texts WHERE number = 2")
    broken = verified(database).broken
    assert broken
    assert broken.number == 2
