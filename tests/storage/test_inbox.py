"""Each delivery is let in once, and its answer kept for whoever asks again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from storage import workspaces
from storage.database import Database
from tests.cast import MONDAY
from tests.storage.conftest import Opens


def test_a_key_is_let_in_once_and_its_answer_kept(work: Opens) -> None:
    with work() as uow:
        assert uow.inbox.let_in("cmd:1", MONDAY)
        uow.inbox.keep_answer("cmd:1", {"say": {"text": "Done"}})
    with work() as uow:
        assert not uow.inbox.let_in("cmd:1", MONDAY)
        assert uow.inbox.answer_to("cmd:1") == {"say": {"text": "Done"}}
        assert uow.inbox.let_in("cmd:2", MONDAY)
        assert uow.inbox.answer_to("cmd:2") is None


def test_of_deliveries_that_come_at_once_one_is_let_in(work: Opens) -> None:
    together = Barrier(3)

    def deliver(_number: int) -> bool:
        together.wait()
        with work() as uow:
            return uow.inbox.let_in("event:1", MONDAY)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(deliver, range(3))) == [False, False, True]


def test_a_key_whose_transaction_failed_may_come_again(work: Opens) -> None:
    try:
        with work() as uow:
            uow.inbox.let_in("event:1", MONDAY)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with work() as uow:
        assert uow.inbox.let_in("event:1", MONDAY)


def test_two_workspaces_do_not_share_keys(database: Database, work: Opens) -> None:
    with database.write() as connection:
        other = workspaces.create(connection, "Somewhere else")
    with work() as uow:
        assert uow.inbox.let_in("event:1", MONDAY)
        assert type(uow.inbox)(uow.connection, other).let_in("event:1", MONDAY)


def test_what_is_too_old_to_come_again_is_forgotten(work: Opens) -> None:
    with work() as uow:
        for day in range(5):
            uow.inbox.let_in(f"event:{day}", MONDAY + timedelta(days=day))
        assert uow.inbox.forget_before(MONDAY + timedelta(days=3)) == 3
        assert uow.inbox.let_in("event:0", MONDAY)
        assert not uow.inbox.let_in("event:3", MONDAY)
