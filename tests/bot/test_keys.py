"""Secrets in the database: unreadable without a key, taken to a new key, and one clear sentence where a key is missing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import alembic.command
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot import keys as tool
from bot.reports import doctor
from bot.settings import BadSetting, Settings, read_settings, require_keys
from governance.events import Door
from governance.people import Role
from storage import keys, processes, workspaces
from storage.database import Database
from storage.keys import Keyring, KeysNeeded, WrongKeys
from storage.outbox import Kind
from storage.schema import alembic_config
from storage.tables import calendars, inbox, outbox
from storage.unit_of_work import unit_of_work
from tests.cast import BOB, HELIX, MONDAY, VERA
from tests.everything import holds, logged, raw
from tests.running import KEY, Running

ROOT = Path(__file__).parents[2]
ADDRESS = "https://calendar.example/ical/vera/private-c4n4ry/basic.ics"
CANARIES = ("private-c4n4ry", "answer-c4n4ry", "letter-c4n4ry")
NEW = Fernet.generate_key().decode()
LETTERS = 7


@pytest.fixture(autouse=True)
def everybody_else_has_their_key_again() -> Iterator[None]:
    yield
    keys.hold((KEY,))


def filled(url: str, *its: str) -> Database:
    """A database with secrets in every place, as a Parley with these keys keeps it."""
    keys.hold(its)
    database = Database(url)
    with database.write() as connection:
        workspace = workspaces.create(connection, "Northwind")
    with unit_of_work(database, workspace, at=MONDAY, door=Door.CLOCK) as uow:
        vera = uow.people.meet(VERA, None, "Vera", Role.MEMBER, None)
        uow.calendars.give(vera.id, ADDRESS)
        for number in range(LETTERS):
            uow.inbox.let_in(f"k{number}", MONDAY)
            uow.inbox.keep_answer(f"k{number}", {"say": {"text": f"{CANARIES[1]} {number} ü"}})
            uow.outbox.put(Kind.POST, "l", {"channel": "C1", "text": f"{CANARIES[2]} {number} ü"}, once=f"k{number}")
        uow.inbox.let_in("nothing", MONDAY)
    return database


def read(database: Database) -> list[object]:
    with database.read() as connection:
        found = [connection.execute(select(column)).scalars().all() for column in COLUMNS]
    return [found[0][0], *sorted((value for values in found[1:] for value in values), key=str)]


COLUMNS = (calendars.c.address, inbox.c.answer, outbox.c.payload)


def settings(url: str, *its: str) -> Settings:
    return read_settings({"DATABASE_URL": url, "PARLEY_KEYS": ",".join(its)}, env_file=None)


def parley(url: str, *words: str, keys: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    """`python -m bot`, as an administrator runs it."""
    ours = {"DATABASE_URL": url, "PARLEY_KEYS": keys, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=os.environ | ours | more,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_secret_is_nowhere_in_the_database_and_read_back_the_same(database_url: str) -> None:
    database = filled(database_url, KEY)
    assert holds(raw(database), CANARIES) == []
    text = str(read(database))
    assert holds(text, CANARIES) == list(CANARIES)
    assert text.count("ü") == 2 * LETTERS
    assert ADDRESS in text


def test_without_keys_it_is_kept_as_it_is(database_url: str) -> None:
    assert holds(raw(filled(database_url)), CANARIES) == list(CANARIES)


# --- another key ---------------------------------------------------------------------------------------------------------


def test_rotation_takes_everything_to_the_newest_key_and_the_old_one_can_go(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = filled(database_url, KEY)
    before = read(database)
    assert tool.rotate(settings(database_url, NEW, KEY)) == 0
    assert capsys.readouterr().out == (
        "15 secrets went under the newest key; 15 are under it now.\n"
        "The older keys can be taken out of PARLEY_KEYS, once every Parley runs with the newest one in front.\n"
    )
    keys.hold((NEW,))
    assert read(database) == before
    keys.hold((KEY,))
    with pytest.raises(WrongKeys):
        read(database)


def test_a_rotation_that_was_cut_off_is_run_again_and_both_keys_read_meanwhile(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = filled(database_url, KEY)
    before = read(database)
    keys.hold((NEW, KEY))
    with database.write() as connection:
        assert keys.relock(connection, 4) == 4
    assert read(database) == before
    with database.read() as connection:
        assert keys.standing(connection) == keys.Standing(newest=4, older=11)
    tool.rotate(settings(database_url, NEW, KEY))
    tool.rotate(settings(database_url, NEW))
    said = capsys.readouterr().out.splitlines()
    assert [its for its in said if "went" in its] == [
        "11 secrets went under the newest key; 15 are under it now.",
        "0 secrets went under the newest key; 15 are under it now.",
    ]
    assert read(database) == before


def test_rotation_encrypts_what_was_kept_before_there_were_keys(database_url: str) -> None:
    database = filled(database_url)
    before = read(database)
    tool.rotate(settings(database_url, KEY))
    assert holds(raw(database), CANARIES) == []
    assert read(database) == before


def test_what_changes_during_rotation_is_not_taken_back(database_url: str) -> None:
    database = filled(database_url, KEY)
    keys.hold((NEW, KEY))
    with database.write() as connection:
        connection.execute(calendars.update().values(address="https://calendar.example/another.ics"))
        keys.relock(connection)
    assert read(database)[0] == "https://calendar.example/another.ics"


def test_the_migration_encrypts_what_is_there(database_url: str) -> None:
    database = filled(database_url)
    before = read(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0022'")
    with pytest.raises(KeysNeeded, match="Make a key with `python -m bot keys new`"):
        lock_secrets(database)
    keys.hold((KEY,))
    lock_secrets(database)
    assert holds(raw(database), CANARIES) == []
    assert read(database) == before


def lock_secrets(database: Database) -> None:
    """The migration that does, and none of those after it."""
    with database.write() as connection:
        alembic.command.upgrade(alembic_config(connection), "0023")
    database.empty_log()


# --- one clear sentence --------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_one_sentence_and_no_stack(database_url: str) -> None:
    filled(database_url, KEY).close()
    for command in (["serve"], ["doctor"], ["keys", "rotate"]):
        done = parley(database_url, *command, keys=NEW, SLACK_API_URL="http://127.0.0.1:9/api/")
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr
        said = done.stderr.splitlines()[-1] if command != ["doctor"] else done.stdout
        assert "under a key that is not in PARLEY_KEYS" in said
        assert holds(done.stdout + done.stderr, (*CANARIES, KEY, NEW)) == []


def test_nothing_is_served_where_secrets_would_be_kept_in_clear(tmp_path: Path) -> None:
    for command in (["serve"], ["import", "story", "examples/story.toml"]):
        done = parley(f"sqlite:///{tmp_path}/parley.db", *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "PARLEY_KEYS is missing: Parley keeps secrets, such as the addresses of people's calendars, encrypted only. "
            "Make a key with `python -m bot keys new`, put it in .env as PARLEY_KEYS=..., and keep a copy in a safe place.\n"
        )
    assert not (tmp_path / "parley.db").exists()


def test_a_new_key_is_printed_alone_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.new() == 0
    key = capsys.readouterr().out.strip()
    require_keys(settings("sqlite:///x.db", key))
    assert Keyring((key,)).open(Keyring((key,)).lock("ü")) == "ü"


@pytest.mark.parametrize("given", ["short", f"{KEY},c4n4ry", f"{KEY}c4n4ry", f"{KEY[:-2]}!="])
def test_what_is_no_key_is_named_without_being_shown(given: str) -> None:
    with pytest.raises(BadSetting) as trouble:
        settings("sqlite:///x.db", given)
    assert str(trouble.value) == (
        "PARLEY_KEYS must be keys made by `python -m bot keys new`, the newest first, with commas between them"
    )


def test_keys_and_settings_do_not_show_themselves() -> None:
    assert KEY not in repr(settings("sqlite:///x.db", KEY))
    assert KEY not in repr(Keyring((KEY,)))


def test_a_secret_that_was_tampered_with_is_not_believed() -> None:
    ring = Keyring((KEY,))
    kept = ring.lock("secret")
    with pytest.raises(WrongKeys):
        ring.open(kept[:-4] + "AAAA")


# --- beside those that run ------------------------------------------------------------------------------------------------


def rows(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM processes").scalar() or 0)


def test_nothing_goes_under_a_key_that_a_running_parley_does_not_have(with_helix: Running) -> None:
    url = with_helix.parley.settings.database_url
    with pytest.raises(tool.OldKeysRun) as refusal:
        tool.rotate(settings(url, NEW, KEY))
    assert str(refusal.value) == (
        "1 process of Parley runs without the newest key, and could read nothing that goes under it. "
        "Put it in front of PARLEY_KEYS everywhere, restart Parley, and run this again."
    )
    keys.hold((KEY,))
    assert "A-1" in with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with with_helix.database.read() as connection:
        assert keys.standing(connection).unknown == 0


def test_rotation_goes_on_beside_a_parley_with_the_newest_key(with_helix: Running) -> None:
    assert rows(with_helix.database) == 1
    assert tool.rotate(settings(with_helix.parley.settings.database_url, KEY)) == 0


def test_a_parley_that_ended_is_waited_for_by_nobody(with_helix: Running) -> None:
    url = with_helix.parley.settings.database_url
    with_helix.stop()
    assert tool.rotate(settings(url, NEW, KEY)) == 0


def test_one_that_was_killed_is_not_waited_for_long(database_url: str) -> None:
    database = filled(database_url, KEY)
    now = datetime.now(UTC)
    with database.write() as connection:
        processes.beat(connection, "killed", now - timedelta(minutes=4))
        keys.hold((NEW, KEY))
        assert processes.without_newest_key(connection, now) == 1
        processes.beat(connection, "another", now)
        assert processes.without_newest_key(connection, now) == 1
        assert processes.without_newest_key(connection, now + timedelta(minutes=2)) == 0


# --- from the front door --------------------------------------------------------------------------------------------------


def test_a_calendars_address_and_where_answers_go_are_read_by_nobody(
    with_helix: Running, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    with_helix.say("help", by=VERA, at=HELIX, via="mention")
    with_helix.say(f"me calendar <{ADDRESS}>", by=VERA, via="direct")
    with_helix.say("", by=VERA, at=HELIX, via="mention")
    with_helix.click("Help", by=VERA)
    with with_helix.database.read() as connection:
        payloads = connection.execute(select(outbox.c.payload)).scalars().all()
        address = connection.execute(select(calendars.c.address)).scalar_one()
    assert address == ADDRESS
    urls = [its["url"] for its in payloads if "url" in its]
    assert urls
    asyncio.run(doctor(with_helix.parley.settings))
    said = capsys.readouterr().out
    assert "Secrets: " in said
    assert "not encrypted" not in said
    for text in (raw(with_helix.database), logged(caplog), said):
        assert holds(text, ["private-c4n4ry", *urls]) == []
