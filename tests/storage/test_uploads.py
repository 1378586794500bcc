"""Files people sent: one stage after the other, each reached once, and nothing kept of what is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from governance.people import Role
from storage.unit_of_work import UnitOfWork
from storage.uploads import Stage, Upload
from tests.cast import BOB, MONDAY, NORTHWIND
from tests.storage.conftest import Opens


def received(uow: UnitOfWork, name: str = "a.csv") -> Upload:
    person = uow.people.meet(BOB, NORTHWIND, "Bob Tran", Role.MEMBER)
    return uow.uploads.add(person.id, name, MONDAY)


def importing(work: Opens) -> int:
    with work() as uow:
        upload = received(uow)
        uow.uploads.move(upload.id, Stage.READING, Stage.IMPORTING, content=b"rows", sha256="f" * 64, kind="actions")
    return upload.id


def test_a_file_that_was_received_is_to_be_read(work: Opens) -> None:
    with work() as uow:
        upload = received(uow)
    assert (upload.name, upload.state, upload.content, upload.done_lines) == ("a.csv", Stage.READING, None, 0)
    with work() as uow:
        assert uow.uploads.by_id(upload.id) == upload
        assert uow.uploads.by_id(upload.id + 1) is None


def test_a_stage_is_left_once(work: Opens) -> None:
    with work() as uow:
        upload = received(uow)
        assert uow.uploads.move(upload.id, Stage.READING, Stage.SHOWN, content=b"rows")
        assert not uow.uploads.move(upload.id, Stage.READING, Stage.SHOWN, content=b"others")
        kept = uow.uploads.by_id(upload.id)
    assert kept is not None
    assert (kept.state, kept.content) == (Stage.SHOWN, b"rows")


@pytest.mark.parametrize("end", [Stage.DONE, Stage.CANCELLED])
def test_of_what_is_over_no_content_is_kept(work: Opens, end: Stage) -> None:
    upload = importing(work)
    with work() as uow:
        assert uow.uploads.move(upload, Stage.IMPORTING, end, content=b"never mind")
        kept = uow.uploads.by_id(upload)
    assert kept is not None
    assert (kept.state, kept.content, kept.sha256) == (end, None, "f" * 64)


def test_an_import_advances_from_where_it_stands_only(work: Opens) -> None:
    upload = importing(work)
    with work() as uow:
        assert uow.uploads.advance(upload, 0, 100)
        assert not uow.uploads.advance(upload, 0, 100)
        assert uow.uploads.advance(upload, 100, 150)
        assert uow.uploads.move(upload, Stage.IMPORTING, Stage.DONE)
        assert not uow.uploads.advance(upload, 150, 200)


def test_of_two_attempts_at_the_same_lines_one_is_let_in(work: Opens) -> None:
    upload, together = importing(work), Barrier(2)

    def attempt(_: int) -> bool:
        together.wait(10)
        with work() as uow:
            return uow.uploads.advance(upload, 0, 100)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == [False, True]


def test_old_files_are_forgotten_read_or_not(work: Opens) -> None:
    old = importing(work)
    with work() as uow:
        received(uow)
    with work() as uow:
        assert uow.uploads.forget_before(MONDAY) == 0
        assert uow.uploads.forget_before(MONDAY + timedelta(seconds=1)) == 2
        assert uow.uploads.by_id(old) is None
