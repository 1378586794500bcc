"""Blocks that Slack would refuse are refused, with a pointer to the place."""

import pytest


def plain(text="x"):
    return {"type": "plain_text", "text": text}


def section(**more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, **more}


def button(action_id="go", **more):
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def select(count, **more):
    options = [{"text": plain(f"Option {n}"), "value": f"v{n}"} for n in range(count)]
    return {"type": "static_select", "action_id": "pick", "options": options, **more}


def table(rows, columns):
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns for _ in range(rows)]}


WRONG = {
    "an unknown block": {"type": "sectoin"},
    "no type": {"text": plain()},
    "an empty section": {"type": "section"},
    "an empty text": {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
    "a text that is no object": {"type": "section", "text": "words"},
    "a text of 3,001 characters": {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},
    "a field of 2,001 characters": {"type": "section", "fields": [plain("x" * 2001)]},
    "11 fields": {"type": "section", "fields": [plain()] * 11},
    "a header in mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "a header of 151 characters": {"type": "header", "text": plain("x" * 151)},
    "26 buttons": actions(*(button(f"b{n}") for n in range(26))),
    "no buttons": actions(),
    "the same action_id twice in a block": actions(button(), button()),
    "a button of 76 characters": actions(button() | {"text": plain("x" * 76)}),
    "a button value of 2,001 characters": actions(button(value="x" * 2001)),
    "a button in an unknown style": actions(button(style="green")),
    "a button without text": actions({"type": "button", "action_id": "a"}),
    "an action_id of 256 characters": actions(button("x" * 256)),
    "an input where a button belongs": actions({"type": "plain_text_input", "action_id": "a"}),
    "11 things in a context": {"type": "context", "elements": [plain()] * 11},
    "an image without alt_text": {"type": "image", "image_url": "https://x.example/a.png"},
    "an image without a source": {"type": "image", "alt_text": "x"},
    "an image of a file that is not there": {"type": "image", "slack_file": {"id": "F0NONE"}, "alt_text": "x"},
    "a select without options": actions(select(0)),
    "a select with 101 options": actions(select(101)),
    "an initial option that is no option": actions(
        select(2, initial_option={"text": plain("Other"), "value": "other"})
    ),
    "a property only buttons have": actions(select(1, accessibility_label="Pick one")),
    "a placeholder of 151 characters": actions(select(1, placeholder=plain("x" * 151))),
    "an option of 76 characters": actions(select(1, options=[{"text": plain("x" * 76), "value": "v"}])),
    "an overflow of 6": actions({**select(6), "type": "overflow"}),
    "an incomplete confirm": actions(button(confirm={"title": plain()})),
    "a confirm title of 101 characters": actions(
        button(confirm={"title": plain("x" * 101), "text": plain(), "confirm": plain(), "deny": plain()})
    ),
    "an input without a label": {"type": "input", "element": {"type": "plain_text_input", "action_id": "a"}},
    "an input without an element": {"type": "input", "label": plain()},
    "a table of 101 rows": table(101, 2),
    "a table of 21 columns": table(2, 21),
    "a table with ragged rows": {"type": "table", "rows": [*table(1, 2)["rows"], *table(1, 3)["rows"]]},
    "an alert outside a modal": {"type": "alert", "text": plain()},
    "a rich_text of unknown parts": {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
    "a markdown block of 12,001 characters": {"type": "markdown", "text": "x" * 12_001},
    "a block_id of 256 characters": section(block_id="x" * 256),
}

RIGHT = {
    "a section with fields and a button": section(fields=[plain("a"), plain("b")], accessory=button(value="1")),
    "25 buttons": actions(*(button(f"b{n}") for n in range(25))),
    "a danger button with a confirm": actions(
        button(style="danger", confirm={"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()})
    ),
    "a select of 100": actions(select(100)),
    "pickers": actions(
        {"type": "users_select", "action_id": "u"},
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-12-01"},
        {"type": "timepicker", "action_id": "t", "timezone": "Europe/Warsaw"},
    ),
    "a context with an image": {
        "type": "context",
        "elements": [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "x"}, plain()],
    },
    "a table": table(100, 20),
    "rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    },
    "a header of 150 characters": {"type": "header", "text": plain("x" * 150)},
    "an input in a message": {
        "type": "input",
        "label": plain(),
        "element": {"type": "plain_text_input", "action_id": "a", "multiline": True, "max_length": 3000},
    },
}


@pytest.mark.parametrize("block", WRONG.values(), ids=WRONG.keys())
def test_slack_would_refuse(client, refusal, block):
    answer = refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks=[block])
    assert answer["error"] == "invalid_blocks"
    assert all("[json-pointer:/blocks/0" in message for message in answer["response_metadata"]["messages"])


@pytest.mark.parametrize("block", RIGHT.values(), ids=RIGHT.keys())
def test_slack_would_take(client, block):
    assert client.chat_postMessage(channel="C0GOV", text="x", blocks=[block])["ok"]


def test_a_message_has_50_blocks_at_most(client, refusal):
    assert client.chat_postMessage(channel="C0GOV", text="x", blocks=[{"type": "divider"}] * 50)["ok"]
    answer = refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks=[{"type": "divider"}] * 51)
    assert answer["response_metadata"]["messages"] == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_block_id_stands_once(client, refusal):
    twice = [section(block_id="a"), section(block_id="a")]
    assert refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks=twice)["error"] == "invalid_blocks"


def test_the_same_action_may_stand_in_several_blocks(client):
    rows = [section(accessory=button(value=str(n))) for n in range(2)]
    assert client.chat_postMessage(channel="C0GOV", text="x", blocks=rows)["ok"]


def test_one_table_a_message(client, refusal):
    assert refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks=[table(1, 1)] * 2)["error"] == (
        "invalid_blocks"
    )


def test_blocks_that_are_no_list_are_of_a_wrong_format(client, refusal):
    assert refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks="{")["error"] == "invalid_blocks_format"


def test_updates_and_ephemerals_are_checked_too(client, refusal):
    ts = client.chat_postMessage(channel="C0GOV", text="x")["ts"]
    wrong = [{"type": "section"}]
    assert refusal(client.chat_update, channel="C0GOV", ts=ts, text="x", blocks=wrong)["error"] == "invalid_blocks"
    told = refusal(client.chat_postEphemeral, channel="C0GOV", user="U0BOB", text="x", blocks=wrong)
    assert told["error"] == "invalid_blocks"


ODD = [
    {"type": ["section"]},
    {"type": "section", "text": {"type": "mrkdwn", "text": 7}},
    {"type": "section", "fields": [None]},
    {"type": "image", "alt_text": "x", "slack_file": []},
    {"type": "table", "rows": [{"type": "raw_text"}]},
    {"type": "table", "rows": [[{"type": []}]]},
    {"type": "actions", "elements": ["button"]},
    {"type": "actions", "elements": [{"type": "static_select", "options": [None]}]},
    {"type": "input", "label": {"type": "plain_text", "text": "x"}, "element": []},
    {"type": "container", "child_blocks": [None]},
]


@pytest.mark.parametrize("block", ODD, ids=str)
def test_even_the_oddest_shape_gets_an_answer_and_no_500(client, refusal, block):
    answer = refusal(client.chat_postMessage, channel="C0GOV", text="x", blocks=[block])
    assert (answer["status"], answer["error"]) == (200, "invalid_blocks")
