"""For tests of what is remembered: a database of either kind and a workspace in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest

from governance.events import Door
from storage import workspaces
from storage.database import Database
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import MONDAY, NORTHWIND

Opens = Callable[..., AbstractContextManager[UnitOfWork]]


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    database = Database(records_url)
    yield database
    database.close()


@pytest.fixture
def ours(database: Database) -> int:
    """Our workspace's id."""
    with database.write() as connection:
        return workspaces.welcome(connection, NORTHWIND, "Northwind Bio", "U0PARLEY").id


@pytest.fixture
def work(database: Database, ours: int) -> Opens:
    """Opens a unit of work of ours, on Monday morning."""
    return partial(unit_of_work, database, ours, at=MONDAY, door=Door.SLASH)
