"""Approvals are added and never change or go; a code is one person's, once, for one thing, for ten minutes and five tries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from governance.approvals import GOOD_FOR, TRIES
from storage.database import Database
from storage.tables import approvals
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import approval, fill, mailed_code

Opens = Callable[..., AbstractContextManager[UnitOfWork]]
COLUMNS = [its.name for its in approvals.columns]
BOTH = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows(database: Database) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(approvals.select().order_by(approvals.c.id)).all())


def refused(database: Database, statement: str, **values: object) -> None:
    with pytest.raises(DBAPIError, match="an approval never changes"), database.write() as connection:
        connection.execute(text(statement), values)


def tamperings(name: str) -> list[str]:
    every = ", ".join(COLUMNS)
    return [
        f"UPDATE approvals SET {name} = :value",
        f"UPDATE approvals SET {name} = :value WHERE id = (SELECT max(id) FROM approvals)",
        f"DELETE FROM approvals WHERE {name} = :value OR id > 0",
        f"INSERT INTO approvals ({every}) SELECT {every} FROM approvals WHERE true ON CONFLICT (id) DO UPDATE SET {name} = :value",
    ]


@pytest.fixture
def three(database: Database) -> Database:
    """Three approvals of somebody's."""
    full = fill(database, "Ours", 1.0)
    with database.write() as connection:
        row = {"workspace": full.workspace} | {
            its: getattr(approval("credit:1", full.vendor, full.person, "x"), its)
            for its in COLUMNS
            if its not in ("id", "workspace")
        }
        connection.execute(approvals.insert(), [row, row])
    return database


def test_whatever_is_tried_no_approval_changes_or_goes(three: Database) -> None:
    before = rows(three)
    assert len(before) == 3

    @BOTH
    @given(some.sampled_from(COLUMNS), some.integers(0, 3), some.integers(1, 9))
    def tried(name: str, which: int, value: int) -> None:
        numbers = ("id", "workspace", "vendor_id", "study_id", "person_id")
        other = "2020-02-02 02:02:02" if name == "given_at" else value if name in numbers else str(value)
        refused(three, tamperings(name)[which], value=other)
        assert rows(three) == before

    tried()


def test_neither_is_the_table_emptied_nor_a_row_put_in_the_place_of_another(three: Database) -> None:
    before = rows(three)
    if three.is_sqlite:
        names = ", ".join(COLUMNS)
        refused(three, f"INSERT OR REPLACE INTO approvals ({names}) SELECT {names} FROM approvals")
        refused(three, "UPDATE OR REPLACE approvals SET id = 1 WHERE id = 2")
    else:
        refused(three, "TRUNCATE approvals")
        refused(three, "TRUNCATE approvals CASCADE")
    assert rows(three) == before


def test_they_are_given_back_as_they_were_given(database: Database, ours: int, work: Opens) -> None:
    with work() as uow:
        person = uow.people.meet("U0VERA", "T0HELIX", "Vera", "vendor lead", None)  # type: ignore[arg-type]
        vendor = uow.vendors.add(name="Helix", service="CRO", tier=1, status="active", sponsor_lead=None)  # type: ignore[arg-type]
        assert vendor
        its = approval("credit:7", vendor.id, person.id, "x")
        uow.approvals.give([its, replace(its, subject="terms:2")])
    with work() as uow:
        found = uow.approvals.of(["credit:7", "terms:2", "credit:8"])
        assert found.keys() == {"credit:7", "terms:2"}
        assert replace(found["credit:7"][0], id=0) == its
        assert len(uow.approvals.of_vendor(vendor.id, MONDAY, MONDAY + timedelta(seconds=1))) == 2
        assert uow.approvals.of_vendor(vendor.id, MONDAY - timedelta(days=1), MONDAY) == []


def test_a_person_has_one_code_at_a_time_and_it_ends_once(database: Database, ours: int, work: Opens) -> None:
    with work() as uow:
        person = uow.people.meet("U0VERA", "T0HELIX", "Vera", "vendor lead", None)  # type: ignore[arg-type]
        uow.approvals.open_code(mailed_code(person.id, "first"))
        first = uow.approvals.newest_code(person.id)
        uow.approvals.open_code(mailed_code(person.id, "second"))
        second = uow.approvals.newest_code(person.id)
        assert first
        assert second
        assert (second.binding, second.tries_left) == ("second", TRIES)
        assert not uow.approvals.end_code(first, MONDAY)
        assert uow.approvals.end_code(second, MONDAY)
        assert not uow.approvals.end_code(second, MONDAY)
        ended = uow.approvals.newest_code(person.id)
        assert ended
        assert not ended.is_open(MONDAY)
        assert uow.approvals.codes_since(person.id, MONDAY - timedelta(hours=1)) == (2, MONDAY)


@given(some.integers(-600, 1200), some.integers(0, TRIES), some.booleans())
def test_a_code_is_open_for_ten_minutes_and_five_tries_until_it_is_used(seconds: int, tries: int, used: bool) -> None:
    code = replace(mailed_code(1, "x"), tries_left=tries, ended_at=MONDAY if used else None)
    its = code.is_open(MONDAY + timedelta(seconds=seconds))
    assert its == (not used and tries > 0 and timedelta(seconds=seconds) < GOOD_FOR)
