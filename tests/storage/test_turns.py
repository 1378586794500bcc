"""Writers of one process take turns: whoever waited longest is next, and nobody waits for ever."""

from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from storage.database import Database
from storage.turns import Queue


def test_the_one_who_waited_longest_is_next() -> None:
    turns, seen = Queue(), list[int]()

    def write(number: int) -> None:
        with turns.turn(10):
            seen.append(number)

    threads = [Thread(target=write, args=[number]) for number in range(5)]
    with turns.turn(10):
        for place, thread in enumerate(threads, 1):
            thread.start()
            while turns.waiting < place:
                Event().wait(0.001)
    with turns.turn(10):
        seen.append(99)  # who just had it stands behind those who waited
    for thread in threads:
        thread.join(10)
    assert seen == [0, 1, 2, 3, 4, 99]


def test_nobody_waits_longer_than_they_said() -> None:
    turns = Queue()
    with turns.turn(1), pytest.raises(WaitedTooLong, match="timeout"), turns.turn(0.01):
        pass
    with turns.turn(0.01):
        pass


def test_a_writer_that_fails_gives_its_turn_back() -> None:
    turns = Queue()
    with pytest.raises(KeyError), turns.turn(1):
        raise KeyError
    with turns.turn(0.01):
        pass


def test_a_request_that_comes_during_long_work_waits_for_one_slice_only(tmp_path: Path) -> None:
    """Slices follow each other without a pause; SQLite alone would keep the request waiting until it is refused."""
    database = Database(f"sqlite:///{tmp_path}/parley.db")
    slices, stop, asked = [0], Event(), Event()

    def work() -> None:
        while not stop.is_set():
            with database.write():
                slices[0] += 1
                Event().wait(0.01)
                asked.set()

    thread = Thread(target=work)
    thread.start()
    asked.wait(10)
    before = slices[0]
    with database.write():
        after = slices[0]
    stop.set()
    thread.join(10)
    database.close()
    assert after - before <= 2
