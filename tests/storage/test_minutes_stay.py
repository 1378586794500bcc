"""What stands in minutes never changes, and minutes that were filed stay so: the databases themselves refuse it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Table, select, text
from sqlalchemy.exc import DBAPIError

from governance.approvals import Approval, Deed
from governance.events import Door
from governance.minutes import State, given_by_party
from storage.database import Database
from storage.minutes import digest
from storage.tables import minutes, minutes_addenda, minutes_versions
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.storage.filled import Full, approval, fill

STAY = (minutes, minutes_versions, minutes_addenda)
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def filed(database: Database) -> Full:
    full = fill(database, "Ours", 1.0)
    with unit_of_work(database, full.workspace, at=MONDAY, door=Door.SLASH) as uow:
        assert uow.minutes.change(full.minutes, state=State.FILED, filed_at=MONDAY)
    return full


def rows(database: Database) -> dict[str, list[Any]]:
    with database.read() as connection:
        return {its.name: list(connection.execute(select(its).order_by(its.c.id)).all()) for its in STAY}


def refused(database: Database, statement: str, **values: object) -> None:
    with pytest.raises(DBAPIError, match="minutes never change"), database.write() as connection:
        connection.execute(text(statement), values if ":value" in statement else {})


def tamperings(table: Table, name: str) -> list[str]:
    columns = ", ".join(its.name for its in table.columns)
    return [
        f"UPDATE {table.name} SET {name} = :value",
        f"DELETE FROM {table.name} WHERE {name} IS NOT NULL OR id > 0",
        (
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {table.name} WHERE true "
            f"ON CONFLICT (id) DO UPDATE SET {name} = :value"
        ),
    ]


def value_for(table: Table, name: str, value: int) -> object:
    kind = table.c[name].type.python_type if name != "content" else dict
    if name == "content":
        return '{"summary": "another"}'
    if kind is int:
        return value
    return "2020-02-02 02:02:02" if name.endswith("_at") else "2020-02-02" if name.endswith("_on") else str(value)


def test_whatever_is_tried_filed_minutes_neither_change_nor_go(database: Database, filed: Full) -> None:
    before = rows(database)
    assert [len(its) for its in before.values()] == [1, 1, 1]
    columns = [(table, its.name) for table in STAY for its in table.columns]

    @FEW
    @given(some.sampled_from(columns), some.integers(0, 2), some.integers(2, 9))
    def tried(column: tuple[Table, str], which: int, value: int) -> None:
        table, name = column
        refused(database, tamperings(table, name)[which], value=value_for(table, name, value))
        assert rows(database) == before

    tried()


def test_neither_is_a_table_emptied_nor_a_row_put_in_the_place_of_another(database: Database, filed: Full) -> None:
    before = rows(database)
    for table in STAY:
        names = [its.name for its in table.columns]
        same, other = ", ".join(names), ", ".join(["id + 7", *names[1:]])
        if database.is_sqlite:
            refused(database, f"INSERT OR REPLACE INTO {table.name} ({same}) SELECT {same} FROM {table.name}")
            refused(database, f"INSERT OR REPLACE INTO {table.name} ({same}) SELECT {other} FROM {table.name}")
        else:
            refused(database, f"TRUNCATE {table.name} CASCADE")
    assert rows(database) == before


def test_what_is_still_open_changes_but_no_version_of_it(database: Database) -> None:
    full = fill(database, "Ours", 1.0)
    refused(database, "UPDATE minutes_versions SET digest = 'x'")
    refused(database, "DELETE FROM minutes_versions")
    refused(database, "DELETE FROM minutes")
    with unit_of_work(database, full.workspace, at=MONDAY, door=Door.SLASH) as uow:
        second = uow.minutes.rewrite(full.minutes, {"summary": "another"}, full.person, MONDAY)
        assert second
        assert uow.minutes.rewrite(full.minutes, {"summary": "a third"}, full.person, MONDAY) is None
        assert [its.content["summary"] for its in uow.minutes.versions(second)] == ["Ours", "another"]
        assert uow.minutes.version(second).digest == digest({"summary": "another"})


def test_no_door_of_ours_changes_filed_minutes(database: Database, filed: Full) -> None:
    with unit_of_work(database, filed.workspace, at=MONDAY, door=Door.SLASH) as uow:
        now = uow.minutes.by_id(filed.minutes.id)
        assert now
        assert uow.minutes.change(now, state=State.DRAFT) is None
        assert uow.minutes.rewrite(now, {"summary": "x"}, filed.person, MONDAY) is None
        assert uow.minutes.unfiled() == uow.minutes.drafts() == uow.minutes.overdue(MONDAY.date()) == []


Given = list[tuple[str, int, bool]]


@given(
    some.lists(some.tuples(some.sampled_from(["sponsor", "vendor:1"]), some.integers(1, 3), some.booleans())),
    some.integers(1, 3),
)
def test_an_approval_counts_for_the_version_approved_and_no_other(given_: Given, version: int) -> None:
    def one(party: str, number: int, approves: bool) -> Approval:
        deed = Deed.APPROVED if approves else Deed.OBJECTED
        return replace(approval("minutes:1", 1, 1, "x"), party=party, version=f"{number} digest", deed=deed)

    counted = given_by_party([one(*its) for its in given_], f"{version} digest")
    assert counted.keys() == {party for party, number, approves in given_ if number == version and approves}
    assert given_by_party([one(*its) for its in given_], f"{version} other") == {}
