"""The outbox is the truth, the order and the record of what was said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from storage import outbox
from storage.database import Database
from storage.outbox import Kind, Letter
from tests.cast import MONDAY
from tests.storage.conftest import Opens

LANE = "channel:C0HELIX"


def put(work: Opens, *words: str, lane: str = LANE) -> list[int | None]:
    with work() as uow:
        return [uow.outbox.put(Kind.POST, lane, {"text": text}, once=text) for text in words]


def take(database: Database, lane: str = LANE) -> Letter | None:
    with database.write() as connection:
        return outbox.take(connection, lane, MONDAY)


def taken(database: Database, lane: str = LANE) -> Letter:
    letter = take(database, lane)
    assert letter is not None
    return letter


def settle(database: Database, letter: Letter, remote_id: str = "1.1") -> None:
    with database.write() as connection:
        outbox.settle(connection, letter, MONDAY, remote_id=remote_id)


def lease(database: Database, owner: str, seconds: float = 60, lane: str = LANE) -> bool:
    with database.write() as connection:
        return outbox.lease(connection, lane, owner, seconds)


def due(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(outbox.lanes_due(connection))


def test_what_was_queued_before_is_not_queued_again(work: Opens) -> None:
    (first,) = put(work, "hello")
    assert first is not None
    assert put(work, "hello") == [None]


def test_letters_leave_in_the_order_they_were_put(database: Database, work: Opens) -> None:
    words = [f"letter {number}" for number in range(12)]
    put(work, *words)
    put(work, "elsewhere", lane="channel:C0GOV")
    said = []
    while letter := take(database):
        said.append(letter.payload["text"])
        settle(database, letter)
    assert said == words
    assert due(database) == ["channel:C0GOV"]


def test_what_waits_is_taken_back_by_the_beginning_of_its_key_and_what_is_being_said_is_not(
    database: Database, work: Opens
) -> None:
    put(work, "panel:1:a", "panel:1:b", "panel:10:c", "panel_1:d", "other")
    put(work, "panel:1:elsewhere", lane="channel:C0GOV")
    assert taken(database).key == "panel:1:a"
    with work() as uow:
        uow.outbox.take_back(LANE, "panel:1:")
    said = []
    while letter := take(database):
        said.append(letter.key)
        settle(database, letter)
    assert said == ["panel:1:a", "panel:10:c", "panel_1:d", "other"]
    assert due(database) == ["channel:C0GOV"]


def test_a_letter_that_was_taken_and_not_settled_is_doubtful_the_next_time(database: Database, work: Opens) -> None:
    put(work, "hello")
    first, second = taken(database), taken(database)
    assert (first.doubtful, first.attempts) == (False, 1)
    assert (second.doubtful, second.attempts, second.tried_at) == (True, 2, MONDAY)


def test_a_letter_that_surely_did_not_arrive_is_not_doubtful(database: Database, work: Opens) -> None:
    put(work, "hello")
    letter = taken(database)
    with database.write() as connection:
        outbox.put_back(connection, letter, "slow down", certain=True)
    assert not taken(database).doubtful


def test_an_attempt_that_outlived_its_lease_has_no_say(database: Database, work: Opens) -> None:
    put(work, "hello")
    late, now = taken(database), taken(database)
    with database.write() as connection:
        assert not outbox.mark_try(connection, late, MONDAY)
        outbox.put_back(connection, late, "slow down", certain=True)
        outbox.give_up(connection, late, MONDAY, "refused")
        assert outbox.counts(connection) == (1, 1, 0)
        assert outbox.mark_try(connection, now, MONDAY + timedelta(seconds=9))
    again = taken(database)
    assert (again.doubtful, again.tried_at) == (True, MONDAY + timedelta(seconds=9))


def test_a_lease_lets_one_in(database: Database) -> None:
    assert lease(database, "a")
    assert not lease(database, "b")
    assert lease(database, "a")
    assert lease(database, "b", lane="channel:C0GOV")
    with database.write() as connection:
        outbox.release(connection, LANE, "b")
    assert not lease(database, "b")
    with database.write() as connection:
        outbox.release(connection, LANE, "a")
    assert lease(database, "b")


def test_a_lease_that_ran_out_is_anybodys(database: Database) -> None:
    assert lease(database, "the dead one", seconds=-0.5)
    assert lease(database, "b")
    assert not lease(database, "the dead one")


def test_of_many_that_ask_at_once_one_gets_the_lane(database: Database) -> None:
    together = Barrier(4)

    def ask(number: int) -> bool:
        together.wait()
        return lease(database, f"drain {number}")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ask, range(4))) == [False, False, False, True]


def test_a_pause_is_kept_by_the_databases_clock_and_holds_even_the_owner(database: Database, work: Opens) -> None:
    put(work, "hello")
    assert lease(database, "a")
    with database.write() as connection:
        outbox.pause(connection, LANE, 60)
        outbox.release(connection, LANE, "a")
    assert not lease(database, "a")
    assert due(database) == []
    with database.write() as connection:
        outbox.pause(connection, LANE, -0.1)
    assert due(database) == [LANE]
    assert lease(database, "a")


def test_lanes_somebody_holds_are_not_due(database: Database, work: Opens) -> None:
    put(work, "hello")
    put(work, "there", lane="channel:C0GOV")
    assert due(database) == ["channel:C0GOV", LANE]
    lease(database, "a")
    assert due(database) == ["channel:C0GOV"]
    lease(database, "a", seconds=-1)
    assert due(database) == ["channel:C0GOV", LANE]


def test_a_process_that_knows_it_is_alone_breaks_the_leases_of_the_dead(database: Database, work: Opens) -> None:
    put(work, "hello")
    lease(database, "the dead one")
    with database.write() as connection:
        outbox.break_leases(connection)
    assert due(database) == [LANE]
    assert lease(database, "a")


def test_a_dead_letter_never_blocks_its_lane(database: Database, work: Opens) -> None:
    put(work, "one", "two")
    with database.write() as connection:
        letter = outbox.take(connection, LANE, MONDAY)
        assert letter
        outbox.give_up(connection, letter, MONDAY, "is_archived")
    assert taken(database).payload == {"text": "two"}
    with work() as uow:
        assert uow.outbox.dead() == [(LANE, "post", "is_archived")]
        assert uow.outbox.waiting() == (1, 1)


def test_a_letter_knows_the_remote_id_of_the_one_it_follows(database: Database, work: Opens) -> None:
    with work() as uow:
        picture = uow.outbox.put(Kind.FILE, LANE, {"name": "trend"}, once="file")
        uow.outbox.put(Kind.POST, LANE, {"text": "see"}, once="post", follows=picture)
    settle(database, taken(database), remote_id="F123")
    letter = taken(database)
    assert (letter.kind, letter.follows, letter.followed_id) == (Kind.POST, picture, "F123")


def test_a_letter_whose_forerunner_died_goes_without(database: Database, work: Opens) -> None:
    with work() as uow:
        picture = uow.outbox.put(Kind.FILE, LANE, {"name": "trend"}, once="file")
        uow.outbox.put(Kind.POST, LANE, {"text": "see"}, once="post", follows=picture)
    with database.write() as connection:
        letter = outbox.take(connection, LANE, MONDAY)
        assert letter
        outbox.give_up(connection, letter, MONDAY, "could not be drawn")
    assert taken(database).followed_id is None


def test_a_unit_of_work_says_which_lanes_it_touched(work: Opens) -> None:
    with work() as uow:
        uow.outbox.put(Kind.POST, LANE, {}, once="a")
        uow.outbox.put(Kind.MAIL, "mail:vera@helix.example", {}, once="b")
        assert uow.touched_lanes == {LANE, "mail:vera@helix.example"}


def test_what_was_settled_long_ago_is_forgotten_and_what_waits_never_is(database: Database, work: Opens) -> None:
    put(work, "old", "waiting")
    put(work, "gone", lane="channel:C0GOV")
    lease(database, "a", lane="channel:C0GOV")
    with database.write() as connection:
        outbox.release(connection, "channel:C0GOV", "a")
    settle(database, taken(database))
    settle(database, taken(database, "channel:C0GOV"))
    with work() as uow:
        assert uow.outbox.forget_before(MONDAY) == 0
        assert uow.outbox.forget_before(MONDAY + timedelta(seconds=1)) == 2
        assert uow.outbox.waiting() == (1, 0)
    assert due(database) == [LANE]
