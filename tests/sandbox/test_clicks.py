"""Clicks on messages, shortcuts, the response_url, and what people of another company may do."""

import pytest

from tests.browser import BROWSER


def button(action_id, value):
    return {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": value}}


BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "One"}, "accessory": button("done", "1")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Two"}, "accessory": button("done", "2")},
    {
        "type": "actions",
        "elements": [
            {
                "type": "static_select",
                "action_id": "later",
                "options": [{"text": {"type": "plain_text", "text": "Tomorrow"}, "value": "1d"}],
            },
            {"type": "users_select", "action_id": "owner"},
        ],
    },
]


@pytest.fixture
def posted(client, bot):
    """A message with buttons in the channel shared with Helix."""
    return client.chat_postMessage(channel="C0HELIX", text="open items", blocks=BLOCKS)["ts"]


def test_a_click_carries_message_place_person_and_value(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "done", "2")
    payload = bot.last.payload
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": "U0BOB", "username": "bob", "name": "bob", "team_id": "T0NORTH"}
    assert payload["team"] == {"id": "T0NORTH", "domain": "northwind"}
    assert payload["channel"] == {"id": "C0HELIX", "name": "helix-northwind"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted,
        "channel_id": "C0HELIX",
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == posted
    assert payload["trigger_id"]
    assert payload["response_url"]
    assert (payload["api_app_id"], payload["is_enterprise_install"]) == ("A0PARLEY", False)
    [action] = payload["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("done", "2", "button")


def test_a_choice_carries_its_option_and_stays_in_the_messages_state(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "later", "Tomorrow")
    assert bot.last.payload["actions"][0]["selected_option"]["value"] == "1d"
    sandbox.click("U0BOB", "C0HELIX", posted, "owner", "U0VERA")
    payload = bot.last.payload
    assert payload["actions"][0]["selected_user"] == "U0VERA"
    [states] = payload["state"]["values"].values()
    assert states["later"]["selected_option"]["value"] == "1d"


def test_an_outsiders_click_carries_their_own_company(sandbox, bot, posted):
    assert sandbox.click("U0VERA", "C0HELIX", posted, "done", "1").status == 200
    payload = bot.last.payload
    assert payload["user"]["team_id"] == "T0HELIX"
    assert payload["team"] == {"id": "T0HELIX", "domain": "helix"}


def test_a_button_that_is_not_there_cannot_be_pressed(sandbox, posted):
    with pytest.raises(LookupError, match="no 'undo' here"):
        sandbox.click("U0BOB", "C0HELIX", posted, "undo")


def test_a_click_the_bot_does_not_ack_shows_trouble(sandbox, bot, posted):
    bot.says("", status=500)
    assert sandbox.click("U0BOB", "C0HELIX", posted, "done").trouble


def test_an_ephemeral_is_clicked_without_its_message_being_sent(sandbox, bot, client):
    client.chat_postEphemeral(channel="C0HELIX", user="U0VERA", text="yours", blocks=BLOCKS)
    sandbox.click("U0VERA", None, None, "done", "1")
    payload = bot.last.payload
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    BROWSER.post(payload["response_url"], json={"replace_original": True, "text": "done"})
    assert [e["text"] for e in sandbox.ephemerals("U0VERA")] == ["done"]
    BROWSER.post(payload["response_url"], json={"delete_original": True})
    assert sandbox.ephemerals("U0VERA") == []


def test_a_response_url_answers_the_person_unless_told_otherwise(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "done")
    url = bot.last.payload["response_url"]
    BROWSER.post(url, json={"text": "for you"})
    BROWSER.post(url, json={"text": "for all", "response_type": "in_channel"})
    assert [e["text"] for e in sandbox.ephemerals("U0BOB")] == ["for you"]
    assert [m["text"] for m in sandbox.messages("C0HELIX")] == ["open items", "for all"]


def test_a_response_url_replaces_or_deletes_what_was_clicked(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "done")
    url = bot.last.payload["response_url"]
    BROWSER.post(url, json={"replace_original": True, "text": "all done"})
    [message] = sandbox.messages("C0HELIX")
    assert (message["ts"], message["text"]) == (posted, "all done")
    assert "blocks" not in message
    BROWSER.post(url, json={"delete_original": True})
    assert sandbox.messages("C0HELIX") == []


def test_a_response_url_works_five_times(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "done")
    url = bot.last.payload["response_url"]
    answers = [BROWSER.post(url, json={"text": str(n)}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].text == "used_url"


def test_a_response_url_works_for_30_minutes(sandbox, bot, posted, clock):
    sandbox.click("U0BOB", "C0HELIX", posted, "done")
    url = bot.last.payload["response_url"]
    clock.advance(30 * 60)
    assert BROWSER.post(url, json={"text": "just in time"}).text == "ok"
    clock.advance(1)
    assert BROWSER.post(url, json={"text": "too late"}).text == "expired_url"


def test_a_response_url_checks_blocks_and_can_meet_a_fault(sandbox, bot, posted):
    sandbox.click("U0BOB", "C0HELIX", posted, "done")
    url = bot.last.payload["response_url"]
    assert BROWSER.post(url, json={"text": "x", "blocks": [{"type": "section"}]}).text == "invalid_blocks"
    sandbox.fault("response_url", status=503)
    assert BROWSER.post(url, json={"text": "x"}).status_code == 503
    assert [call.status for call in sandbox.calls("response_url")] == [400, 503]


def test_a_message_shortcut_carries_the_message(sandbox, bot):
    ts = sandbox.message("U0VERA", "C0HELIX", "we will send the list").ts
    sandbox.shortcut("U0BOB", "create_action_item", "C0HELIX", ts)
    payload = bot.last.payload
    assert (payload["type"], payload["callback_id"]) == ("message_action", "create_action_item")
    assert (payload["message_ts"], payload["message"]["text"]) == (ts, "we will send the list")
    assert payload["trigger_id"]
    assert payload["response_url"]
    assert payload["channel"]["id"] == "C0HELIX"


def test_a_global_shortcut_has_no_response_url(sandbox, bot):
    sandbox.shortcut("U0BOB", "my_items")
    assert bot.last.payload["type"] == "shortcut"
    assert "response_url" not in bot.last.payload


def test_outsiders_have_no_commands_and_no_shortcuts(sandbox, bot):
    ts = sandbox.message("U0BOB", "C0HELIX", "hello").ts
    command = sandbox.slash("U0VERA", "C0HELIX", "/action list")
    shortcut = sandbox.shortcut("U0VERA", "create_action_item", "C0HELIX", ts)
    assert (command.status, shortcut.status) == (0, 0)
    assert command.body == "/action is not a valid command."
    assert sandbox.ephemerals("U0VERA")[0]["text"] == command.body
    assert bot.heard == []


def test_outsiders_write_to_the_bot_directly(sandbox, bot):
    assert sandbox.message("U0VERA", "D0VERA", "status").status == 200
    payload = bot.last.payload
    assert payload["event"]["channel"] == "D0VERA"
    assert payload["event"]["user_team"] == "T0HELIX"
