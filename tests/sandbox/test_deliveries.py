"""What the bot is sent, how it is signed, how long Slack waits, and when it sends again."""

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.browser import BROWSER


def test_a_command_arrives_signed_and_in_slacks_fields(sandbox, bot):
    ack = sandbox.slash("U0ALICE", "C0HELIX", "/action add <@U0VERA|vera> friday send it")
    assert ack.status == 200
    verifier = SignatureVerifier(sandbox.signing_secret)
    assert verifier.is_valid_request(bot.last.body, bot.last.headers)
    fields = bot.last.fields
    assert fields.pop("trigger_id")
    assert fields.pop("response_url").startswith(sandbox.url)
    assert fields == {
        "token": "sandbox-verification-token",
        "team_id": "T0NORTH",
        "team_domain": "northwind",
        "channel_id": "C0HELIX",
        "channel_name": "helix-northwind",
        "user_id": "U0ALICE",
        "user_name": "alice",
        "command": "/action",
        "text": "add <@U0VERA|vera> friday send it",
        "api_app_id": "A0PARLEY",
        "is_enterprise_install": "false",
    }


def test_an_answer_in_the_ack_is_seen_by_the_person_alone(sandbox, bot):
    bot.says("noted")
    sandbox.slash("U0ALICE", "C0HELIX", "/action list")
    bot.says({"text": "also noted"})
    sandbox.slash("U0ALICE", "C0HELIX", "/action list")
    assert [e["text"] for e in sandbox.ephemerals("U0ALICE")] == ["noted", "also noted"]
    assert sandbox.messages("C0HELIX") == []


def test_an_answer_in_channel_is_seen_by_all(sandbox, bot):
    bot.says({"response_type": "in_channel", "text": "all hear this"})
    sandbox.slash("U0ALICE", "C0HELIX", "/action list")
    assert [m["text"] for m in sandbox.messages("C0HELIX")] == ["all hear this"]


@pytest.mark.parametrize(("status", "words"), [(500, "dispatch_failed"), (404, "dispatch_failed")])
def test_a_command_that_fails_is_said_to_fail(sandbox, bot, status, words):
    bot.says("", status=status)
    ack = sandbox.slash("U0ALICE", "C0HELIX", "/action list")
    assert (ack.status, ack.trouble) == (status, words)
    assert sandbox.ephemerals("U0ALICE")[-1]["text"] == f'/action failed with the error "{words}"'


def test_a_command_without_answer_in_time_shows_operation_timeout(sandbox, bot):
    sandbox.ack_seconds = 0.05
    bot.is_silent()
    ack = sandbox.slash("U0ALICE", "C0HELIX", "/action list")
    assert (ack.status, ack.trouble) == (0, "operation_timeout")


def test_a_command_answered_with_wrong_blocks_shows_invalid_blocks(sandbox, bot):
    bot.says({"text": "x", "blocks": [{"type": "section"}]})
    assert sandbox.slash("U0ALICE", "C0HELIX", "/action list").trouble == "invalid_blocks"


def test_only_the_apps_own_commands_are_valid_once_they_are_known(sandbox, bot):
    sandbox.commands = [{"command": "/vendor", "hint": ""}]
    assert sandbox.slash("U0ALICE", "C0GOV", "/vendor status").status == 200
    assert sandbox.slash("U0ALICE", "C0GOV", "/vender status").body == "/vender is not a valid command."
    assert len(bot.heard) == 1


def test_a_mention_arrives_as_an_event_in_its_envelope(sandbox, bot):
    ack = sandbox.message("U0ALICE", "C0MERID", "<@U0PARLEY> status")
    payload = bot.last.payload
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == ("event_callback", "T0NORTH", "A0PARLEY")
    assert payload["event_id"].startswith("Ev")
    assert payload["context_team_id"] == "T0NORTH"
    assert payload["authorizations"][0]["user_id"] == "U0PARLEY"
    assert payload["is_ext_shared_channel"] is False
    event = payload["event"]
    assert (event["type"], event["user"], event["channel"], event["ts"]) == (
        "app_mention",
        "U0ALICE",
        "C0MERID",
        ack.ts,
    )
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": "U0PARLEY"}


def test_a_shared_channel_is_named_as_such_with_the_authors_company(sandbox, bot):
    sandbox.message("U0VERA", "C0HELIX", "<@U0PARLEY> status")
    payload = bot.last.payload
    assert payload["is_ext_shared_channel"] is True
    assert (payload["event"]["user_team"], payload["event"]["source_team"]) == ("T0HELIX", "T0HELIX")


def test_a_direct_message_arrives_as_a_message_of_an_im(sandbox, bot):
    sandbox.message("U0BOB", "D0BOB", "status")
    event = bot.last.payload["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", "D0BOB")


def test_the_bot_does_not_hear_what_is_not_said_to_it(sandbox, bot):
    sandbox.message("U0BOB", "C0GOV", "just talking")
    sandbox.message("U0BOB", "C0QUIET", "<@U0PARLEY> are you here?")
    assert bot.heard == []


def test_a_file_written_to_the_bot_can_be_fetched_with_its_token(sandbox, bot):
    sandbox.message("U0BOB", "D0BOB", "results", files=[("kpis.csv", b"a,b\n1,2\n")])
    event = bot.last.payload["event"]
    assert event["subtype"] == "file_share"
    address = event["files"][0]["url_private_download"]
    fetched = BROWSER.get(address, headers={"Authorization": f"Bearer {sandbox.bot_token}"})
    assert fetched.content == b"a,b\n1,2\n"
    assert BROWSER.get(address).headers["content-type"].startswith("text/html")


def test_a_file_in_a_shared_channel_must_be_asked_about(sandbox, bot, client):
    sandbox.message("U0VERA", "C0HELIX", "<@U0PARLEY> results", files=[("kpis.csv", b"a")])
    [file] = bot.last.payload["event"]["files"]
    assert file["file_access"] == "check_file_info"
    assert client.files_info(file=file["id"])["file"]["name"] == "kpis.csv"


def test_a_reaction_and_its_removal_arrive(sandbox, bot):
    ts = sandbox.message("U0BOB", "C0HELIX", "send the list").ts
    sandbox.react("U0VERA", "C0HELIX", ts, "pushpin")
    sandbox.react("U0VERA", "C0HELIX", ts, "pushpin")
    kinds = [heard.payload["event"]["type"] for heard in bot.heard]
    assert kinds == ["reaction_added", "reaction_removed"]
    event = bot.heard[0].payload["event"]
    assert (event["reaction"], event["item_user"]) == ("pushpin", "U0BOB")
    assert event["item"] == {"type": "message", "channel": "C0HELIX", "ts": ts}


def test_opening_home_is_told_to_the_bot(sandbox, bot):
    sandbox.open_home("U0ALICE")
    event = bot.last.payload["event"]
    assert (event["type"], event["tab"], event["user"], event["channel"]) == (
        "app_home_opened",
        "home",
        "U0ALICE",
        "D0ALICE",
    )


def test_any_event_can_be_delivered_also_twice(sandbox, bot):
    sandbox.event({"type": "channel_archive", "channel": "C0GOV", "user": "U0ALICE"})
    first = bot.last.payload
    sandbox.event(first)
    assert bot.last.payload == first
    assert first["event"]["type"] == "channel_archive"


def test_an_event_not_acked_comes_again_at_once_after_a_minute_and_after_five(sandbox, bot, clock):
    bot.says("", status=500)
    sandbox.message("U0BOB", "D0BOB", "status")
    tries = [len(sandbox.redeliver_due())]
    tries.append(len(sandbox.redeliver_due()))
    for seconds in (60, 299, 1, 3600):
        clock.advance(seconds)
        tries.append(len(sandbox.redeliver_due()))
    assert tries == [1, 0, 1, 0, 1, 0]
    retries = [heard.headers.get("x-slack-retry-num") for heard in bot.heard]
    assert retries == [None, "1", "2", "3"]
    assert {heard.headers.get("x-slack-retry-reason") for heard in bot.heard[1:]} == {"http_error"}
    assert len({heard.payload["event_id"] for heard in bot.heard}) == 1


def test_a_retry_that_is_acked_is_the_last(sandbox, bot, clock):
    bot.says("", status=503)
    sandbox.message("U0BOB", "D0BOB", "status")
    bot.says("")
    assert [answer.status for answer in sandbox.redeliver_due()] == [200]
    clock.advance(3600)
    assert sandbox.redeliver_due() == []


def test_a_silent_bot_gets_the_event_again_for_its_timeout(sandbox, bot):
    sandbox.ack_seconds = 0.05
    bot.is_silent()
    assert sandbox.message("U0BOB", "D0BOB", "status").status == 0
    bot.says("")
    sandbox.redeliver_due()
    assert bot.last.headers["x-slack-retry-reason"] == "http_timeout"


def test_nobody_listening_is_a_failed_connection(sandbox, bot):
    address = sandbox.request_url
    sandbox.request_url = "http://127.0.0.1:9/slack/events"
    sandbox.message("U0BOB", "D0BOB", "status")
    sandbox.request_url = address
    sandbox.redeliver_due()
    assert bot.last.headers["x-slack-retry-reason"] == "connection_failed"


def test_the_bot_may_ask_for_no_retry(sandbox, bot):
    bot.says("", status=400, x_slack_no_retry="1")
    sandbox.message("U0BOB", "D0BOB", "status")
    assert sandbox.redeliver_due() == []


def test_commands_and_clicks_are_never_sent_again(sandbox, bot):
    bot.says("", status=500)
    sandbox.slash("U0ALICE", "C0GOV", "/action list")
    assert sandbox.redeliver_due() == []


def test_too_many_redirects_are_no_ack(sandbox, bot):
    bot.says("", status=307, Location=sandbox.request_url)
    sandbox.message("U0BOB", "D0BOB", "status")
    assert len(bot.heard) == 3
    bot.says("")
    sandbox.redeliver_due()
    assert bot.last.headers["x-slack-retry-reason"] == "too_many_redirects"


def test_the_request_url_must_say_the_challenge_back(sandbox, bot):
    assert sandbox.verify_request_url() is False
    bot.answers = lambda heard: (200, heard.payload["challenge"], {})
    assert sandbox.verify_request_url() is True
    bot.answers = lambda heard: (200, {"challenge": heard.payload["challenge"]}, {})
    assert sandbox.verify_request_url() is True


def test_every_delivery_is_recorded(sandbox, bot):
    sandbox.slash("U0ALICE", "C0GOV", "/action list")
    sandbox.message("U0BOB", "D0BOB", "status")
    assert [(d.kind, d.attempt, d.status) for d in sandbox.deliveries] == [
        ("slash_commands", 0, 200),
        ("events_api", 0, 200),
    ]


def test_nobody_writes_in_an_archived_channel_or_one_they_are_not_in(sandbox):
    with pytest.raises(LookupError, match="archived"):
        sandbox.message("U0ALICE", "C0OLD", "hello?")
    with pytest.raises(LookupError, match="not in"):
        sandbox.message("U0VERA", "C0ORION", "hello?")


def test_the_bot_is_invited_into_a_channel(sandbox, bot, client):
    assert sandbox.slash("U0ALICE", "C0QUIET", "/invite <@U0PARLEY|parley>").status == 200
    event = bot.last.payload["event"]
    assert (event["type"], event["user"], event["inviter"]) == ("member_joined_channel", "U0PARLEY", "U0ALICE")
    assert client.chat_postMessage(channel="C0QUIET", text="thank you")["ok"]
