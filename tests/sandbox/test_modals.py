"""Modals: how they open, what is checked before and after they are sent, and what each answer does to them."""

import pytest


def plain(text):
    return {"type": "plain_text", "text": text}


def field(block_id, kind="plain_text_input", *, optional=False, **element):
    element = {"type": kind, "action_id": f"{block_id}_in", **element}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "optional": optional, "element": element}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Action"), "submit": plain("Add"), "blocks": list(blocks), **more}


FORM = modal(field("what", max_length=20), field("note", optional=True), callback_id="add", private_metadata="ref-1")


@pytest.fixture
def trigger(sandbox, bot):
    """A fresh trigger_id of Alice's."""

    def pull(user="U0ALICE"):
        sandbox.slash(user, "C0GOV", "/action add")
        return bot.last.fields["trigger_id"]

    return pull


@pytest.fixture
def opened(client, trigger):
    """Alice's open form."""

    def open_it(view=FORM):
        return client.views_open(trigger_id=trigger(), view=view)["view"]["id"]

    return open_it


def test_a_trigger_id_works_once(client, refusal, trigger):
    trigger_id = trigger()
    assert client.views_open(trigger_id=trigger_id, view=FORM)["ok"]
    assert refusal(client.views_open, trigger_id=trigger_id, view=FORM)["error"] == "exchanged_trigger_id"


def test_a_trigger_id_works_for_three_seconds(client, refusal, trigger, clock):
    in_time, late = trigger(), trigger()
    clock.advance(3)
    assert client.views_open(trigger_id=in_time, view=FORM)["ok"]
    clock.advance(0.001)
    assert refusal(client.views_open, trigger_id=late, view=FORM)["error"] == "expired_trigger_id"


def test_an_invented_trigger_id_is_invalid(client, refusal):
    assert refusal(client.views_open, trigger_id="1.2.3", view=FORM)["error"] == "invalid_trigger_id"


def test_an_opened_view_knows_its_places(sandbox, client, trigger):
    view = client.views_open(trigger_id=trigger(), view=FORM)["view"]
    assert (view["team_id"], view["app_installed_team_id"], view["root_view_id"]) == ("T0NORTH", "T0NORTH", view["id"])
    assert (view["private_metadata"], view["callback_id"], view["hash"] != "") == ("ref-1", "add", True)
    assert [open_view["id"] for open_view in sandbox.views("U0ALICE")] == [view["id"]]


def test_the_ack_of_a_command_shows_the_modal_it_opened(sandbox, bot, client):
    def open_modal(heard):
        client.views_open(trigger_id=heard.fields["trigger_id"], view=FORM)
        return 200, "", {}

    bot.answers = open_modal
    assert sandbox.slash("U0ALICE", "C0GOV", "/action add").view["callback_id"] == "add"


WRONG = {
    "a title of 25 characters": FORM | {"title": plain("x" * 25)},
    "no title": {key: value for key, value in FORM.items() if key != "title"},
    "inputs without submit": {key: value for key, value in FORM.items() if key != "submit"},
    "101 blocks": modal(*[{"type": "divider"}] * 101),
    "private_metadata of 3,001 characters": FORM | {"private_metadata": "x" * 3001},
    "a callback_id of 256 characters": FORM | {"callback_id": "x" * 256},
    "a block of messages only": modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}),
    "a wrong input": modal(field("a", "number_input")),
    "no blocks": {"type": "modal", "title": plain("x")},
    "a home": FORM | {"type": "home"},
}


@pytest.mark.parametrize("view", WRONG.values(), ids=WRONG.keys())
def test_a_view_slack_would_not_open_spends_no_trigger(client, refusal, trigger, view):
    trigger_id = trigger()
    answer = refusal(client.views_open, trigger_id=trigger_id, view=view)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"]
    assert client.views_open(trigger_id=trigger_id, view=FORM)["ok"]


def test_a_view_over_250_kb_is_too_large(client, refusal, trigger):
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    assert refusal(client.views_open, trigger_id=trigger(), view=modal(*[section] * 90))["error"] == "view_too_large"


def test_three_modals_may_be_stacked(sandbox, client, refusal, opened, trigger):
    root = opened()
    pushed = [client.views_push(trigger_id=trigger(), view=FORM)["view"] for _ in range(2)]
    assert refusal(client.views_push, trigger_id=trigger(), view=FORM)["error"] == "push_limit_reached"
    assert [view["id"] for view in sandbox.views("U0ALICE")] == [root, *(view["id"] for view in pushed)]
    assert (pushed[1]["previous_view_id"], pushed[1]["root_view_id"]) == (pushed[0]["id"], root)


def test_an_update_needs_an_open_view_and_the_right_hash(sandbox, client, refusal, opened):
    view_id = opened()
    assert refusal(client.views_update, view_id=view_id, view=FORM, hash="old")["error"] == "hash_conflict"
    client.views_update(
        view_id=view_id, view=FORM | {"title": plain("Changed")}, hash=sandbox.views("U0ALICE")[0]["hash"]
    )
    assert sandbox.views("U0ALICE")[0]["title"]["text"] == "Changed"
    assert refusal(client.views_update, view_id="V0NONE", view=FORM)["error"] == "not_found"


def test_a_submission_carries_state_and_metadata(sandbox, bot, opened):
    sandbox.submit("U0ALICE", opened(), {"what": "send it"})
    payload = bot.last.payload
    assert (payload["type"], payload["user"]["team_id"], payload["response_urls"]) == ("view_submission", "T0NORTH", [])
    view = payload["view"]
    assert (view["private_metadata"], view["callback_id"]) == ("ref-1", "add")
    assert view["state"]["values"] == {
        "what": {"what_in": {"type": "plain_text_input", "value": "send it"}},
        "note": {"note_in": {"type": "plain_text_input", "value": None}},
    }


def test_an_outsiders_submission_carries_their_company_and_the_installing_one(sandbox, bot, client):
    blocks = [{"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}]
    ts = client.chat_postMessage(channel="C0HELIX", text="x", blocks=blocks)["ts"]
    sandbox.click("U0VERA", "C0HELIX", ts, "go")
    view = client.views_open(trigger_id=bot.last.payload["trigger_id"], view=FORM)["view"]
    sandbox.submit("U0VERA", view["id"], {"what": "mine"})
    payload = bot.last.payload
    assert (payload["team"]["id"], payload["user"]["team_id"]) == ("T0HELIX", "T0HELIX")
    assert payload["view"]["app_installed_team_id"] == "T0NORTH"


def test_every_kind_of_input_is_sent_in_its_own_shape(sandbox, bot, opened):
    options = [{"text": plain("Low"), "value": "low"}, {"text": plain("High"), "value": "high"}]
    kinds = {
        "static_select": ("High", {"selected_option": options[1]}, {"options": options}),
        "multi_static_select": (["low"], {"selected_options": [options[0]]}, {"options": options}),
        "checkboxes": (["low", "high"], {"selected_options": options}, {"options": options}),
        "radio_buttons": ("low", {"selected_option": options[0]}, {"options": options}),
        "users_select": ("U0VERA", {"selected_user": "U0VERA"}, {}),
        "multi_users_select": (["U0BOB"], {"selected_users": ["U0BOB"]}, {}),
        "conversations_select": ("C0GOV", {"selected_conversation": "C0GOV"}, {}),
        "channels_select": ("C0GOV", {"selected_channel": "C0GOV"}, {}),
        "datepicker": ("2026-12-04", {"selected_date": "2026-12-04"}, {}),
        "timepicker": ("15:00", {"selected_time": "15:00"}, {}),
        "datetimepicker": (1796126400, {"selected_date_time": 1796126400}, {}),
        "number_input": (3, {"value": "3"}, {"is_decimal_allowed": False}),
        "email_text_input": ("a@b.example", {"value": "a@b.example"}, {}),
        "url_text_input": ("https://b.example", {"value": "https://b.example"}, {}),
    }
    view = modal(*(field(kind, kind, **element) for kind, (_, _, element) in kinds.items()))
    sandbox.submit("U0ALICE", opened(view), {kind: value for kind, (value, _, _) in kinds.items()})
    values = bot.last.payload["view"]["state"]["values"]
    for kind, (_, shape, _) in kinds.items():
        assert values[kind][f"{kind}_in"] == {"type": kind} | shape


def test_what_a_form_starts_with_is_sent_unless_changed(sandbox, bot, opened):
    view = modal(field("what", initial_value="as before"), field("when", "datepicker", initial_date="2026-12-04"))
    sandbox.submit("U0ALICE", opened(view), {"when": "2026-12-05"})
    values = bot.last.payload["view"]["state"]["values"]
    assert values["what"]["what_in"]["value"] == "as before"
    assert values["when"]["when_in"]["selected_date"] == "2026-12-05"


@pytest.mark.parametrize(
    ("block", "value", "words"),
    [
        (field("a"), "", "Please complete this required field."),
        (field("a", min_length=3), "ab", "Please use at least 3 characters."),
        (field("a", max_length=3), "abcd", "Please use at most 3 characters."),
        (field("a", "number_input", is_decimal_allowed=False), "1.5", "Please enter a valid number."),
        (field("a", "number_input", is_decimal_allowed=True, max_value="9"), "9.5", "Please enter 9 or less."),
        (field("a", "email_text_input"), "nobody", "Please enter a valid email address."),
        (field("a", "multi_users_select", max_selected_items=1), ["U0BOB", "U0VERA"], "Please choose 1 at most."),
    ],
)
def test_slack_itself_stops_what_it_can_see_is_wrong(sandbox, bot, opened, block, value, words):
    view_id = opened(modal(block))
    heard = len(bot.heard)
    ack = sandbox.submit("U0ALICE", view_id, {"a": value})
    assert (ack.status, ack.body["errors"]) == (0, {"a": words})
    assert sandbox.views("U0ALICE")[0]["errors"] == {"a": words}
    assert len(bot.heard) == heard


def test_an_empty_answer_closes_the_modal(sandbox, bot, opened):
    view_id = opened()
    bot.says("")
    assert sandbox.submit("U0ALICE", view_id, {"what": "x"}).status == 200
    assert sandbox.views("U0ALICE") == []


def test_errors_keep_the_modal_open_and_what_was_typed(sandbox, bot, opened):
    view_id = opened()
    bot.says({"response_action": "errors", "errors": {"what": "Too vague."}})
    sandbox.submit("U0ALICE", view_id, {"what": "things", "note": "n"})
    assert sandbox.views("U0ALICE")[0]["errors"] == {"what": "Too vague."}
    bot.says("")
    sandbox.submit("U0ALICE", view_id, {"what": "the list"})
    assert bot.last.payload["view"]["state"]["values"]["note"]["note_in"]["value"] == "n"


TROUBLE = "We had some trouble connecting. Try again?"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "hm"}}, 200),
        ({"response_action": "errors", "errors": {}}, 200),
        ({"response_action": "sing"}, 200),
        ({"response_action": "update", "view": {"type": "modal"}}, 200),
        ("", 500),
    ],
    ids=["errors for no block", "no errors", "an unknown action", "a wrong view", "a fault"],
)
def test_an_answer_slack_cannot_follow_shows_trouble(sandbox, bot, opened, body, status):
    view_id = opened()
    bot.says(body, status=status)
    assert sandbox.submit("U0ALICE", view_id, {"what": "x"}).trouble == TROUBLE
    assert sandbox.views("U0ALICE")[0]["errors"] == {"": TROUBLE}


def test_no_answer_in_time_shows_trouble(sandbox, bot, opened):
    view_id = opened()
    sandbox.ack_seconds = 0.05
    bot.is_silent()
    assert sandbox.submit("U0ALICE", view_id, {"what": "x"}).trouble == TROUBLE


def test_an_update_replaces_and_a_push_covers_and_clear_takes_all_away(sandbox, bot, opened):
    view_id = opened()
    bot.says({"response_action": "update", "view": FORM | {"title": plain("Second")}})
    ack = sandbox.submit("U0ALICE", view_id, {"what": "x"})
    assert (ack.view["id"], ack.view["title"]["text"]) == (view_id, "Second")
    bot.says({"response_action": "push", "view": FORM | {"title": plain("Third")}})
    third = sandbox.submit("U0ALICE", view_id, {"what": "x"}).view["id"]
    assert len(sandbox.views("U0ALICE")) == 2
    bot.says({"response_action": "clear"})
    sandbox.submit("U0ALICE", third, {"what": "x"})
    assert sandbox.views("U0ALICE") == []


def test_closing_is_told_to_those_who_asked(sandbox, bot, opened):
    sandbox.close("U0ALICE", opened())
    assert "payload" not in bot.last.fields
    sandbox.close("U0ALICE", opened(FORM | {"notify_on_close": True}))
    assert bot.last.payload["type"] == "view_closed"
    assert bot.last.payload["is_cleared"] is False
    assert sandbox.views("U0ALICE") == []


def test_a_click_in_a_modal_carries_the_view_and_its_state(sandbox, bot, opened):
    buttons = {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": plain("More")}]}
    view_id = opened(modal(field("what", initial_value="so far"), buttons))
    sandbox.click("U0ALICE", None, None, "more")
    payload = bot.last.payload
    assert payload["container"] == {"type": "view", "view_id": view_id}
    assert payload["view"]["state"]["values"]["what"]["what_in"]["value"] == "so far"
    assert "response_url" not in payload


def test_an_external_select_is_asked_what_it_offers(sandbox, bot, opened):
    view_id = opened(modal(field("vendor", "external_select")))
    bot.says({"options": [{"text": plain("Helix"), "value": "v1"}]})
    options = sandbox.suggest("U0ALICE", view_id, "vendor_in", "hel").body["options"]
    assert (bot.last.payload["type"], bot.last.payload["value"]) == ("block_suggestion", "hel")
    bot.says("")
    sandbox.submit("U0ALICE", view_id, {"vendor": options[0]})
    state = bot.last.payload["view"]["state"]["values"]["vendor"]["vendor_in"]
    assert state["selected_option"]["value"] == "v1"


def test_a_chosen_conversation_brings_its_response_url(sandbox, bot, opened):
    view = modal(field("where", "conversations_select", response_url_enabled=True))
    sandbox.submit("U0ALICE", opened(view), {"where": "C0GOV"})
    [answer_to] = bot.last.payload["response_urls"]
    assert (answer_to["block_id"], answer_to["channel_id"]) == ("where", "C0GOV")


def test_home_is_published_and_clicked(sandbox, bot, client, refusal):
    buttons = {"type": "actions", "elements": [{"type": "button", "action_id": "help", "text": plain("Help")}]}
    view = {"type": "home", "blocks": [buttons]}
    first = client.views_publish(user_id="U0VERA", view=view)["view"]
    client.views_publish(user_id="U0VERA", view=view, hash=first["hash"])
    assert refusal(client.views_publish, user_id="U0VERA", view=view, hash="old")["error"] == "hash_conflict"
    sandbox.click("U0VERA", None, None, "help")
    assert bot.last.payload["view"]["type"] == "home"
    assert sandbox.home("U0VERA")["id"] == first["id"]
    assert sandbox.home("U0ALICE") is None


def test_a_file_input_holds_whole_files(sandbox, bot, opened):
    view_id = opened(modal(field("proof", "file_input", max_files=2), callback_id="done"))
    file = sandbox.upload("U0ALICE", "signed.pdf", b"%PDF")
    bot.says("")
    sandbox.submit("U0ALICE", view_id, {"proof": [file]})
    state = bot.last.payload["view"]["state"]["values"]["proof"]["proof_in"]
    assert state["type"] == "file_input"
    [its] = state["files"]
    assert (its["id"], its["name"], its["size"]) == (file, "signed.pdf", 4)
    assert its["url_private"].endswith(f"/files-pri/{file}/signed.pdf")
    assert its["permalink"] == f"https://northwind.slack.com/files/U0ALICE/{file}/signed.pdf"


def test_a_file_input_takes_so_many_files_and_no_more(sandbox, opened):
    view_id = opened(modal(field("proof", "file_input", max_files=1)))
    files = [sandbox.upload("U0ALICE", name, b"x") for name in ("a.pdf", "b.pdf")]
    assert sandbox.submit("U0ALICE", view_id, {"proof": files}).body["errors"] == {
        "proof": "Please add no more files than 1."
    }
    assert sandbox.submit("U0ALICE", view_id, {"proof": []}).body["errors"] == {
        "proof": "Please complete this required field."
    }
