"""One database for all tests of a file: each takes back what it wrote, so that the next one finds the same."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.unit_of_work import UnitOfWork


class TakenBack(Exception):
    """Raised at the end of what is to be taken back."""


@contextmanager
def taken_back(uow: UnitOfWork) -> Iterator[None]:
    """What is written inside does not last, whatever comes of it."""
    try:
        with uow.savepoint():
            yield
            raise TakenBack
    except TakenBack:
        pass


@contextmanager
def one_for_all(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated, empty database of the kind that the fixture's parameter names: its URL."""
    if request.param == "sqlite":
        place = folders.mktemp("one") / "parley.db"
        shutil.copyfile(request.getfixturevalue("migrated"), place)
        yield f"sqlite:///{place}"
        return
    with request.getfixturevalue("postgres_server").fresh() as url:
        yield url
