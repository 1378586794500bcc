"""Slack or the database in trouble: a clear sentence, nothing lost, nothing doubled."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.build import Parts, TokenRefused
from bot.logs import WithoutSecrets
from sandbox.server import Sandbox
from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, VERA
from tests.databases import plain
from tests.running import Front, Running, Watch, running

ASK = f"action add <@{VERA}> friday send it"
SAID = "A-1 send it (@Vera Novak, due Fri 27 Nov)"


def heard_once(parley: Running) -> bool:
    return parley.heard(HELIX).count(SAID) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 503},
        {"status": 429, "retry_after": 30},
        {"error": "internal_error"},
        {"error": "ratelimited"},
        {"drop": "before"},
        {"drop": "after"},
    ],
    ids=str,
)
def test_what_slack_did_not_take_is_said_once_in_the_end(with_helix: Running, trouble: dict) -> None:
    with_helix.sandbox.fault("chat.postMessage", **trouble)
    assert with_helix.say(ASK, by=BOB, at=HELIX).startswith("Added: A-1")
    with_helix.watch.set(with_helix.watch().replace(hour=10))  # whatever may still have been on its way has arrived
    with_helix.rest()
    with_helix.rest()
    assert heard_once(with_helix)
    assert "Nothing waits to be sent." in with_helix.say("vendor doctor", at=GOVERNANCE)


def test_no_answer_in_time_is_looked_up_before_it_is_said_again(
    with_helix: Running, start: Callable[..., Running]
) -> None:
    impatient = start(SLACK_TIMEOUT="0.2")
    impatient.sandbox.fault("chat.postMessage", hang=0.5)
    impatient.say(ASK, by=BOB, at=HELIX)
    assert impatient.sandbox.calls("conversations.history") == []
    impatient.watch.set(impatient.watch().replace(hour=10))
    impatient.rest()
    assert len(impatient.sandbox.calls("conversations.history")) == 1
    assert heard_once(impatient)


def test_what_slack_refuses_for_good_does_not_hold_up_the_rest(with_helix: Running) -> None:
    with_helix.sandbox.fault("chat.postMessage", error="invalid_blocks")
    with_helix.say(ASK, by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}> friday and this", by=BOB, at=HELIX)
    assert SAID not in with_helix.heard(HELIX)
    assert "A-2 and this" in with_helix.heard(HELIX)


def test_messages_keep_their_order_when_the_first_must_wait(with_helix: Running) -> None:
    with_helix.sandbox.fault("chat.postMessage", status=429, retry_after=30)
    with_helix.say(ASK, by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}> friday and this", by=BOB, at=HELIX)
    assert "A-2" not in with_helix.heard(HELIX)
    with_helix.rest()
    page = with_helix.heard(HELIX)
    assert page.index("A-1 send it") < page.index("A-2 and this")


def test_a_form_slack_does_not_open_is_said_to_the_person(with_helix: Running) -> None:
    with_helix.sandbox.fault("views.open", status=500)
    said = with_helix.say("action add", by=BOB, at=HELIX)
    assert said == "Slack did not let me open the form in time. Nothing was changed; please try again."


def test_a_form_slack_does_not_open_after_a_click_is_said_too(with_helix: Running) -> None:
    with_helix.say("vendor status", by=BOB, at=HELIX)
    with_helix.sandbox.fault("views.open", error="expired_trigger_id")
    assert with_helix.click("Add an action", by=BOB).startswith("Slack did not let me open the form in time.")


def test_people_slack_says_nothing_about_can_still_use_what_needs_no_name(with_helix: Running) -> None:
    with_helix.sandbox.fault("users.info", times=3, drop="before")
    assert "0 open items" in with_helix.say("action list", by=BOB, at=HELIX)


def test_a_token_slack_refuses_is_one_clear_line(newcomer: Running) -> None:
    newcomer.sandbox.fault("auth.test", error="invalid_auth")
    with pytest.raises(TokenRefused) as refused:
        newcomer.front.run(newcomer.parley.introduce())
    assert (
        str(refused.value) == "SLACK_BOT_TOKEN is refused by Slack (invalid_auth). Copy it again from your app's page."
    )


@pytest.mark.parametrize("trouble", [{"status": 500}, {"drop": "before"}, {"status": 429, "retry_after": 1}], ids=str)
def test_slack_away_at_start_is_asked_again(newcomer: Running, trouble: dict) -> None:
    newcomer.sandbox.fault("auth.test", **trouble)
    assert newcomer.front.run(newcomer.parley.introduce()) is False
    assert newcomer.front.run(newcomer.parley.introduce()) is True


# --- the database ------------------------------------------------------------------------------------------------------


def test_a_database_that_is_busy_is_a_sentence_and_nothing_is_done(with_helix: Running) -> None:
    with with_helix.database.write() as elsewhere:
        if not with_helix.database.is_sqlite:
            elsewhere.execute(text("LOCK TABLE inbox"))
        ack = with_helix.sandbox.slash(BOB, HELIX, f"/{ASK}")
    assert ack.body["text"] == (
        "I am catching up and could not write that down. Nothing was changed; please try again in a moment."
    )
    assert "0 open items" in with_helix.say("action list", by=BOB, at=HELIX)


def test_an_event_while_the_database_is_busy_is_sent_again_by_slack_and_answered_once(with_helix: Running) -> None:
    with with_helix.database.write() as elsewhere:
        if not with_helix.database.is_sqlite:
            elsewhere.execute(text("LOCK TABLE inbox"))
        ack = with_helix.sandbox.message(VERA, HELIX, f"<@U0PARLEY> action add <@{BOB}> friday sign it")
    assert ack.status >= 500
    assert [answer.status for answer in with_helix.sandbox.redeliver_due()] == [200]
    with_helix.settle()
    assert with_helix.heard(HELIX).count("A-1 sign it") == 1


def test_a_database_that_is_gone_is_a_sentence_and_all_is_there_when_it_is_back(
    database_url: str, front: Front, slack: Sandbox, watch: Watch, tmp_path: Path
) -> None:
    with running(database_url, front, slack, watch) as parley:
        parley.say("vendor setup", by=ALICE)
        take_away(parley, tmp_path)
        ack = slack.slash(BOB, HELIX, "/action list")
        bring_back(parley, tmp_path)
        assert ack.body["text"] == (
            "I cannot reach my records just now. Nothing was changed; please try again in a few minutes."
        )
        assert "0 open items" in parley.say("action list", by=BOB, at=HELIX)


def take_away(parley: Running, tmp_path: Path) -> None:
    """SQLite's file moves away; PostgreSQL's database takes no connections."""
    parley.database.engine.dispose()
    if parley.database.is_sqlite:
        for file in tmp_path.glob("parley.db*"):
            if not file.name.endswith(".lock"):
                file.rename(tmp_path / f"gone-{file.name}")
        (tmp_path / "parley.db").mkdir()
    else:
        _connections(parley, allowed=False)


def bring_back(parley: Running, tmp_path: Path) -> None:
    if parley.database.is_sqlite:
        shutil.rmtree(tmp_path / "parley.db")
        for file in tmp_path.glob("gone-*"):
            file.rename(tmp_path / file.name.removeprefix("gone-"))
    else:
        _connections(parley, allowed=True)


def _connections(parley: Running, *, allowed: bool) -> None:
    name = parley.database.url.database
    office = plain(str(parley.database.url.set(database="postgres").render_as_string(hide_password=False)))
    with psycopg.connect(office, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(allowed).lower()}")  # type: ignore[arg-type]
        if not allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


# --- what is said about it ---------------------------------------------------------------------------------------------


def test_no_token_and_no_word_of_anybody_is_in_the_logs(with_helix: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "parley")
    with_helix.sandbox.fault("chat.postMessage", status=500)
    with_helix.say(f"action add <@{VERA}> friday CANARYWORD", by=BOB, at=HELIX)
    with_helix.say("action CANARYWORD", by=BOB, at=HELIX)
    with_helix.say("CANARYWORD", by=VERA, at=HELIX, via="mention")
    with_helix.say("vendor show CANARYWORD", by=ALICE, via="direct")
    lines = [
        WithoutSecrets().format(record) + str(vars(record))
        for record in caplog.records
        if record.name.startswith("parley")
    ]
    assert len(lines) >= 4
    whole = "\n".join(lines)
    assert "CANARYWORD" not in whole
    assert with_helix.sandbox.bot_token not in whole
    assert with_helix.sandbox.signing_secret not in whole


def test_one_line_a_request_with_person_act_and_duration(with_helix: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "parley.house")
    with_helix.say("vendor status", by=BOB, at=HELIX)
    (line,) = [record for record in caplog.records if record.getMessage() == "request"]
    assert (line.person, line.act, line.outcome) == (BOB, "vendor status", "answered")
    assert line.ms >= 0


def test_a_fault_of_ours_is_apologised_for_with_a_reference(
    with_helix: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with with_helix.database.write() as elsewhere:
        elsewhere.execute(text("UPDATE channels SET zone = 'Nowhere/Atlantis'"))
    said = with_helix.say("digest subscribe weekly friday 9:00", at=HELIX)
    assert said.startswith("Something went wrong on my side and nothing was changed. If it happens again, quote ")
    reference = said.split("quote ")[1].split()[0]
    assert any(getattr(record, "reference", None) == reference for record in caplog.records)


# --- Socket Mode ---------------------------------------------------------------------------------------------------------


def test_socket_mode_end_to_end(with_helix: Running, start: Callable[..., Running]) -> None:
    sandbox = with_helix.sandbox
    by_socket = start(SLACK_APP_TOKEN=sandbox.app_token, SLACK_SIGNING_SECRET="")
    assert sandbox.request_url is None
    assert sandbox.wait_until(lambda: sandbox.socket_connections)
    assert by_socket.say(ASK, by=BOB, at=HELIX).startswith("Added: A-1")
    assert heard_once(by_socket)
    by_socket.click("Done", by=VERA, at=HELIX)
    assert "Done by @Vera Novak." in by_socket.heard(HELIX)
    by_socket.say("action add", by=BOB, at=HELIX)
    by_socket.submit(by=BOB, title="By form", owner=VERA, due="2026-12-01")
    assert "A-2 By form" in by_socket.heard(HELIX)


def test_the_engine_says_it_without_being_asked(records_url: str, front: Front, slack: Sandbox, watch: Watch) -> None:
    """Everything in one process, as `serve` runs it: nobody settles anything here."""
    with running(records_url, front, slack, watch, parts=Parts()) as whole:
        slack.slash(ALICE, GOVERNANCE, "/vendor setup")
        slack.slash(ALICE, HELIX, "/vendor add Helix Clinical, tier 1, CRO")
        slack.slash(ALICE, HELIX, "/vendor link Helix Clinical")
        slack.slash(ALICE, HELIX, "/vendor introduce Helix Clinical")
        assert slack.wait_until(lambda: slack.messages(HELIX), 10)
        assert "has brought me here" in whole.heard(HELIX)
