"""What the bot may say, where, how much, how fast, and how it is read again."""

import threading

import pytest


def test_a_message_is_stored_with_what_slack_adds(sandbox, client):
    answer = client.chat_postMessage(channel="C0GOV", text="hi", blocks=[{"type": "divider"}])
    [message] = sandbox.messages("C0GOV")
    assert (answer["channel"], answer["ts"], answer["message"]["text"]) == ("C0GOV", message["ts"], "hi")
    assert (message["user"], message["bot_id"], message["app_id"]) == ("U0PARLEY", "B0PARLEY", "A0PARLEY")
    assert message["blocks"][0]["block_id"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), ("C0QUIET", "not_in_channel"), ("C0OLD", "is_archived")],
)
def test_the_bot_cannot_post_where_it_is_not(client, refusal, channel, error):
    assert refusal(client.chat_postMessage, channel=channel, text="hi")["error"] == error


def test_a_persons_id_means_their_direct_conversation(client):
    assert client.chat_postMessage(channel="U0VERA", text="hi")["channel"] == "D0VERA"


def test_a_message_needs_words_and_not_too_many(client, refusal):
    assert refusal(client.api_call, api_method="chat.postMessage", json={"channel": "C0GOV"})["error"] == "no_text"
    assert refusal(client.chat_postMessage, channel="C0GOV", text="x" * 40_001)["error"] == "msg_too_long"


def test_timestamps_grow_even_when_the_clock_stands_still(client):
    stamps = [client.chat_postMessage(channel="C0GOV", text="hi")["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))


def test_replies_are_counted_on_the_message_they_answer(sandbox, client):
    root = client.chat_postMessage(channel="C0GOV", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0GOV", text="reply", thread_ts=root)["ts"]
    assert sandbox.messages("C0GOV")[0]["reply_count"] == 1
    assert [m["ts"] for m in client.conversations_replies(channel="C0GOV", ts=root)["messages"]] == [root, reply]
    assert [m["ts"] for m in client.conversations_history(channel="C0GOV")["messages"]] == [root]


def test_nobody_replies_to_a_message_that_is_not_there(client, refusal):
    assert refusal(client.chat_postMessage, channel="C0GOV", text="hm", thread_ts="1.0")["error"] == "thread_not_found"


def test_history_comes_newest_first_in_pages_within_its_bounds(client):
    stamps = [client.chat_postMessage(channel="C0GOV", text=str(n))["ts"] for n in range(5)]
    pages = [[m["text"] for m in p["messages"]] for p in client.conversations_history(channel="C0GOV", limit=2)]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    later = client.conversations_history(channel="C0GOV", oldest=stamps[2])["messages"]
    assert [m["text"] for m in later] == ["4", "3"]
    upto = client.conversations_history(channel="C0GOV", latest=stamps[1], inclusive=True)["messages"]
    assert [m["text"] for m in upto] == ["1", "0"]


def test_history_of_a_channel_without_the_bot_stays_closed(client, refusal):
    assert refusal(client.conversations_history, channel="C0QUIET")["error"] == "not_in_channel"


def test_metadata_is_only_read_when_asked_for(client):
    about = {"event_type": "parley_message", "event_payload": {"once": "abc"}}
    client.chat_postMessage(channel="C0GOV", text="hi", metadata=about)
    assert "metadata" not in client.conversations_history(channel="C0GOV")["messages"][0]
    told = client.conversations_history(channel="C0GOV", include_all_metadata=True)["messages"][0]
    assert told["metadata"] == about


@pytest.mark.parametrize(
    ("about", "error"),
    [
        ("words", "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"big": "y" * 16_000}}, "metadata_too_large"),
    ],
)
def test_metadata_of_the_wrong_shape_is_refused(client, refusal, about, error):
    assert refusal(client.chat_postMessage, channel="C0GOV", text="hi", metadata=about)["error"] == error


def test_the_bot_changes_its_own_messages_only(sandbox, client, refusal):
    ts = client.chat_postMessage(channel="C0GOV", text="old", blocks=[{"type": "divider"}])["ts"]
    client.chat_update(channel="C0GOV", ts=ts, text="new")
    [message] = sandbox.messages("C0GOV")
    assert message["text"] == "new"
    assert message["edited"]["user"] == "U0PARLEY"
    assert "blocks" not in message
    theirs = sandbox.message("U0ALICE", "C0GOV", "mine").ts
    assert refusal(client.chat_update, channel="C0GOV", ts=theirs, text="x")["error"] == "cant_update_message"
    assert refusal(client.chat_update, channel="C0GOV", ts="1.0", text="x")["error"] == "message_not_found"


def test_the_bot_takes_back_its_own_messages_only(sandbox, client, refusal):
    ts = client.chat_postMessage(channel="C0GOV", text="oops")["ts"]
    client.chat_delete(channel="C0GOV", ts=ts)
    assert sandbox.messages("C0GOV") == []
    theirs = sandbox.message("U0ALICE", "C0GOV", "mine").ts
    assert refusal(client.chat_delete, channel="C0GOV", ts=theirs)["error"] == "cant_delete_message"


def test_an_ephemeral_is_seen_by_one_person_of_that_channel(sandbox, client, refusal):
    client.chat_postEphemeral(channel="C0HELIX", user="U0VERA", text="psst")
    assert [(e["channel"], e["text"]) for e in sandbox.ephemerals("U0VERA")] == [("C0HELIX", "psst")]
    assert sandbox.ephemerals("U0ALICE") == []
    assert sandbox.messages("C0HELIX") == []
    outside = refusal(client.chat_postEphemeral, channel="C0HELIX", user="U0CHARLIE", text="psst")
    assert outside["error"] == "user_not_in_channel"


def test_a_message_has_an_address(client):
    ts = client.chat_postMessage(channel="C0GOV", text="hi")["ts"]
    link = client.chat_getPermalink(channel="C0GOV", message_ts=ts)["permalink"]
    assert link == f"https://northwind.slack.com/archives/C0GOV/p{ts.replace('.', '')}"


def test_the_limit_lets_one_message_a_second_into_each_channel(sandbox, client, refusal, clock):
    sandbox.limit_posts(1)
    client.chat_postMessage(channel="C0GOV", text="one")
    assert refusal(client.chat_postMessage, channel="C0GOV", text="two")["status"] == 429
    assert sandbox.calls("chat.postMessage")[-1].status == 429
    assert client.chat_postMessage(channel="C0HELIX", text="elsewhere")["ok"]
    clock.advance(1)
    assert client.chat_postMessage(channel="C0GOV", text="two")["ok"]


def test_the_bot_reacts_once_to_a_message(sandbox, client, refusal):
    ts = client.chat_postMessage(channel="C0GOV", text="hi")["ts"]
    client.reactions_add(channel="C0GOV", timestamp=ts, name="eyes")
    told = client.reactions_get(channel="C0GOV", timestamp=ts)["message"]["reactions"]
    assert told == [{"name": "eyes", "users": ["U0PARLEY"], "count": 1}]
    again = refusal(client.reactions_add, channel="C0GOV", timestamp=ts, name="eyes")
    assert again["error"] == "already_reacted"


def test_a_file_is_uploaded_shared_and_shown(sandbox, client):
    client.files_upload_v2(channel="C0GOV", filename="trend.png", content=b"PNG", title="Trend", alt_txt="A line")
    [message] = sandbox.messages("C0GOV")
    [file] = message["files"]
    assert (file["title"], file["alt_txt"], file["mimetype"], file["size"]) == ("Trend", "A line", "image/png", 3)
    assert client.files_info(file=file["id"])["file"]["channels"] == ["C0GOV"]
    blocks = [{"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "A line"}]
    assert client.chat_postMessage(channel="C0GOV", text="see", blocks=blocks)["ok"]


def test_a_file_without_bytes_is_not_there(client, refusal):
    asked = client.files_getUploadURLExternal(filename="a.csv", length=5)
    error = refusal(client.files_completeUploadExternal, files=[{"id": asked["file_id"]}])["error"]
    assert error == "file_not_found"


def test_many_may_talk_at_once(sandbox, client):
    def talk():
        for _ in range(10):
            client.chat_postMessage(channel="C0GOV", text="bot")
            sandbox.message("U0BOB", "C0GOV", "person")

    threads = [threading.Thread(target=talk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    stamps = [message["ts"] for message in sandbox.messages("C0GOV")]
    assert len(stamps) == 80
    assert stamps == sorted(set(stamps))


def test_what_a_person_marks_is_shown_in_its_style(sandbox):
    sandbox.message("U0BOB", "C0GOV", "please *read* this_file_name and `a * b`")
    [message] = sandbox.messages("C0GOV")
    assert message["text"] == "please *read* this_file_name and `a * b`"
    assert message["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "please "},
        {"type": "text", "text": "read", "style": {"bold": True}},
        {"type": "text", "text": " this_file_name and "},
        {"type": "text", "text": "a * b", "style": {"code": True}},
    ]
