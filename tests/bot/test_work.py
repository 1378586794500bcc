"""Work in the background: cut off, it is begun again and does nothing twice; failed, whoever waits for it hears."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from governance.people import Role
from storage.outbox import Kind
from tests.bot.stage import Stage
from tests.cast import ALICE, BOB, DIRECT, HELIX, NORTHWIND, VERA
from tests.running import Running

ROWS, SLICE = 150, 100
TABLE = "Action,Owner,Due\n" + "".join(f"Item {n},Vera Novak,2026-12-12\n" for n in range(ROWS))
DONE = f"Imported {ROWS} action items from a.csv."


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def count(parley: Running, what: str) -> int:
    with parley.database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one())


def do(parley: Running, statement: str) -> None:
    with parley.database.write() as connection:
        connection.exec_driver_sql(statement)


def killed_while_at(parley: Running, kind: str) -> None:
    """As a process leaves it that was killed before it could write down that a letter was done."""
    do(parley, f"UPDATE outbox SET state = 'sending', settled_at = NULL, remote_id = NULL WHERE kind = '{kind}'")
    do(parley, "UPDATE lanes SET not_before = NULL, owner = NULL")


@contextmanager
def breaking_after_the_first_slice(parley: Running) -> Iterator[None]:
    """The database takes no more than a hundred items meanwhile."""
    what = "BEFORE INSERT ON actions FOR EACH ROW WHEN (NEW.number > 100)"
    if parley.database.is_sqlite:
        do(parley, f"CREATE TRIGGER full {what} BEGIN SELECT RAISE(ABORT, 'full'); END")
    else:
        do(parley, "CREATE FUNCTION full_up() RETURNS trigger AS 'BEGIN RAISE ''full''; END' LANGUAGE plpgsql")
        do(parley, f"CREATE TRIGGER full_up {what} EXECUTE FUNCTION full_up()")
    try:
        yield
    finally:
        do(parley, "DROP TRIGGER full" if parley.database.is_sqlite else "DROP FUNCTION full_up CASCADE")


def later(parley: Running) -> None:
    """What may still have been on its way has arrived."""
    parley.watch.set(parley.watch().replace(hour=10))
    parley.rest()
    parley.rest()


# --- begun again -------------------------------------------------------------------------------------------------------


def test_an_import_that_was_done_when_the_process_was_killed_is_not_done_twice(known: Running) -> None:
    known.send_file(BOB, "a.csv", TABLE)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert count(known, "actions") == ROWS
    killed_while_at(known, "work")
    later(known)
    assert count(known, "actions") == ROWS
    assert count(known, "outbox WHERE state = 'sending'") == 0
    assert known.heard(DIRECT[BOB]).count(DONE) == 1


def test_an_import_killed_after_its_first_slice_goes_on_and_counts_the_whole(known: Running) -> None:
    known.send_file(BOB, "a.csv", TABLE)
    with breaking_after_the_first_slice(known):
        known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert count(known, "actions") == SLICE
    killed_while_at(known, "work")
    later(known)
    assert count(known, "actions") == ROWS
    assert known.heard(DIRECT[BOB]).count(DONE) == 1
    assert count(known, "journal WHERE event = 'ActionItemOpened'") == ROWS


def test_a_file_being_read_when_the_process_was_killed_is_shown_once(known: Running) -> None:
    known.send_file(BOB, "a.csv", TABLE)
    killed_while_at(known, "fetch")
    later(known)
    assert known.heard(DIRECT[BOB]).count(f"a.csv: {ROWS} action items\n") == 1


def test_work_that_takes_longer_than_a_lease_is_not_begun_a_second_time(on_stage: Callable[..., None]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.parley.outbound.lease_seconds = 0.3
        stage.slack.fault("files.info", hang=1.0)
        with stage.work() as uow:
            person = uow.people.meet(BOB, NORTHWIND, "Bob", Role.MEMBER)
            upload = uow.uploads.add(person.id, "a.csv", uow.at)
            payload = {"work": "uploads.read", "file": "F0NONE", "url": "", "upload": upload.id, "person": person.id}
            uow.outbox.put(Kind.FETCH, "upload:1", payload, once="fetch:1")
        await stage.kick("upload:1")
        await stage.until(lambda: stage.resting() is False)
        while stage.counts()[0]:
            await stage.sweep()
            await asyncio.sleep(0.02)
        assert len(stage.slack.calls("files.info")) == 1

    on_stage(scenario)


# --- a file that Parley sends -------------------------------------------------------------------------------------------


def files_said(parley: Running, person: str) -> int:
    """How many times a file was shown to somebody."""
    return sum(len(its.get("files", [])) for its in parley.sandbox.messages(DIRECT[person]))


@pytest.mark.parametrize(
    "trouble",
    [
        {"drop": "after"},
        {"drop": "before"},
        {"status": 500},
        {"status": 429, "retry_after": 9},
        {"error": "ratelimited"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["files.completeUploadExternal", "files.getUploadURLExternal", "conversations.open"])
def test_an_export_is_shown_once_whatever_becomes_of_slacks_answer(known: Running, method: str, trouble: dict) -> None:
    known.sandbox.fault(method, **trouble)
    known.say("action export csv", by=BOB)
    later(known)
    later(known)
    assert files_said(known, BOB) == 1


def test_two_exports_one_of_them_in_doubt_are_two_files(known: Running) -> None:
    known.say("action export csv", by=BOB)
    known.watch.set(known.watch().replace(second=7))
    known.sandbox.fault("files.completeUploadExternal", drop="before")
    known.say("action export csv", by=BOB)
    later(known)
    assert files_said(known, BOB) == 2


def test_an_export_sent_when_the_process_was_killed_is_not_sent_twice(known: Running) -> None:
    known.say("action export csv", by=BOB)
    killed_while_at(known, "file")
    later(known)
    assert files_said(known, BOB) == 1
    assert count(known, "outbox WHERE state = 'sending'") == 0


def test_an_export_in_doubt_is_found_behind_hundreds_of_messages(known: Running) -> None:
    known.sandbox.fault("files.completeUploadExternal", drop="after")
    known.say("action export csv", by=BOB)
    with known.sandbox.workspace.hold():
        messages = known.sandbox.workspace.channels[DIRECT[BOB]].messages
        example = {"type": "message", "user": BOB, "text": "hello", "blocks": []}
        messages.extend(example | {"ts": known.sandbox.workspace.new_ts()} for _ in range(450))
    later(known)
    assert files_said(known, BOB) == 1
    assert len(known.sandbox.calls("conversations.history")) == 3


# --- what cannot be done -----------------------------------------------------------------------------------------------


def test_a_file_slack_refuses_for_good_is_apologised_for_by_its_name(known: Running) -> None:
    known.sandbox.fault("files.completeUploadExternal", error="invalid_channel")
    known.say("action export csv", by=BOB)
    known.settle()
    assert known.heard(DIRECT[BOB]).endswith(
        "I could not send you actions 2026-11-23 090000.csv. I am sorry; please ask me again. "
        "If it happens again, tell your administrator."
    )
    assert files_said(known, BOB) == 0


def test_work_that_fails_on_our_side_is_apologised_for_with_a_reference_and_asked_again_it_does_the_rest(
    known: Running, caplog: pytest.LogCaptureFixture
) -> None:
    known.send_file(BOB, "a.csv", TABLE)
    with breaking_after_the_first_slice(known):
        known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert count(known, "outbox WHERE state IN ('todo', 'sending')") == 0
    said = known.heard(DIRECT[BOB])
    assert said.count("I could not finish what you asked me for. I am sorry; please ask me again.") == 1
    quote = said.split("If it happens again, quote ")[1].split()[0]
    assert any(quote in record.getMessage() for record in caplog.records)
    assert f"a.csv: {ROWS - SLICE} action items, {SLICE} here already\n" in known.send_file(BOB, "a.csv", TABLE)
    known.click("Confirm", by=BOB, at=DIRECT[BOB])
    assert count(known, "actions") == ROWS


def test_work_nobody_waits_for_fails_without_a_word_to_anybody(known: Running) -> None:
    do(known, "UPDATE people SET zone = 'Nowhere/Atlantis', next_reminder_at = NULL WHERE slack_user = 'U0VERA'")
    before = [known.heard(DIRECT[person]) for person in (ALICE, BOB, VERA)]
    known.tick("reminders")
    assert count(known, "outbox WHERE kind = 'work' AND state = 'dead'") == 1
    assert [known.heard(DIRECT[person]) for person in (ALICE, BOB, VERA)] == before
