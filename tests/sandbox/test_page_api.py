"""What the browser page asks for, does, and is told."""

import threading

import httpx
import pytest

from tests.browser import BROWSER


@pytest.fixture
def page(sandbox):
    with httpx.Client(base_url=sandbox.url + "/sandbox", timeout=10, verify=False) as http:
        yield http


def act(page, me, kind, **fields):
    return page.post("/act", json={"as": me, "kind": kind, **fields}).json()


def test_the_state_is_what_this_person_may_know(sandbox, page):
    sandbox.commands = [{"command": "/vendor", "hint": "status"}]
    alice = page.get("/state", params={"as": "U0ALICE"}).json()
    vera = page.get("/state", params={"as": "U0VERA"}).json()
    assert (alice["me"], alice["company"], vera["company"]) == ("U0ALICE", "Northwind Bio", "Helix Clinical")
    assert (alice["commands"], vera["commands"]) == ([{"command": "/vendor", "hint": "status"}], [])
    assert [channel["id"] for channel in vera["channels"]] == ["C0HELIX", "D0VERA"]
    helix = alice["channels"][0]
    assert (helix["name"], helix["shared_with"], helix["member"]) == ("helix-northwind", ["Helix Clinical"], True)
    assert vera["channels"][0]["shared_with"] == ["Northwind Bio"]
    assert [one["name"] for one in alice["people"] if one["outsider"]] == ["Vera Novak", "Charlie Reyes"]


def test_a_conversation_shows_messages_and_ones_own_ephemerals(sandbox, page, client):
    sandbox.message("U0BOB", "C0HELIX", "hello")
    client.chat_postEphemeral(channel="C0HELIX", user="U0VERA", text="psst")
    shown = page.get("/conversation", params={"as": "U0VERA", "channel": "C0HELIX"}).json()["messages"]
    assert [(m["author"], m["company"], m["text"], m["ephemeral"], m["is_bot"]) for m in shown] == [
        ("Bob Tran", "Northwind Bio", "hello", False, False),
        ("Parley", "Northwind Bio", "psst", True, True),
    ]
    bobs = page.get("/conversation", params={"as": "U0BOB", "channel": "C0HELIX"}).json()["messages"]
    assert [m["text"] for m in bobs] == ["hello"]


def test_looking_at_a_conversation_is_reading_it(sandbox, page):
    def unread():
        channels = page.get("/state", params={"as": "U0VERA"}).json()["channels"]
        return channels[0]["unread"]

    sandbox.message("U0BOB", "C0HELIX", "hello")
    assert unread() == 1
    page.get("/conversation", params={"as": "U0VERA", "channel": "C0HELIX"})
    assert unread() == 0


def test_a_conversation_of_others_stays_closed(page):
    answer = page.get("/conversation", params={"as": "U0VERA", "channel": "C0ORION"})
    assert answer.status_code == 404
    assert page.get("/conversation", params={"as": "U0VERA"}).status_code == 404


def test_everything_a_person_can_do_can_be_done_from_the_page(page, bot, client):
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "blocks": [{"type": "divider"}],
        "notify_on_close": True,
    }

    def opens(heard):
        client.views_open(trigger_id=heard.fields["trigger_id"], view=view)
        return 200, "opened", {}

    bot.answers = opens
    ack = act(page, "U0ALICE", "slash", channel="C0GOV", text="/action add")
    assert (ack["status"], ack["body"], ack["view"]["type"]) == (200, "opened", "modal")
    bot.says("")
    [shown] = page.get("/views", params={"as": "U0ALICE"}).json()["stack"]
    assert (shown["errors"], shown["trouble"]) == ({}, None)
    assert act(page, "U0ALICE", "submit", view_id=shown["id"], values={})["status"] == 200
    ts = act(page, "U0ALICE", "message", channel="C0GOV", text="hi")["ts"]
    assert act(page, "U0ALICE", "react", channel="C0GOV", ts=ts, name="eyes")["status"] == 200
    assert act(page, "U0ALICE", "shortcut", callback_id="create_action_item", channel="C0GOV", ts=ts)["status"] == 200
    assert act(page, "U0ALICE", "home")["status"] == 200
    assert [heard.body[:8] for heard in bot.heard].count("payload=") == 2


def test_a_mistake_in_an_act_is_said_with_400(page):
    answer = page.post("/act", json={"as": "U0ALICE", "kind": "sing"})
    assert answer.status_code == 400
    assert "no act 'sing'" in answer.json()["body"]
    assert page.post("/act", json={"as": "U0ALICE", "kind": "click", "action_id": "x"}).status_code == 400


def test_acts_come_as_json_only(page):
    assert page.post("/act", data={"as": "U0ALICE", "kind": "home"}).status_code == 415


def test_home_mails_calls_faults_and_reset_are_there(sandbox, page, client):
    client.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": [{"type": "divider"}]})
    assert page.get("/home", params={"as": "U0ALICE"}).json()["view"]["type"] == "home"
    assert page.get("/home", params={"as": "U0BOB"}).json() == {"view": None}
    assert page.get("/mails").json() == {"mails": []}
    assert [call["method"] for call in page.get("/calls").json()["calls"]] == ["views.publish"]
    assert page.post("/faults", json={"method": "auth.test", "status": 503}).json() == {"ok": True}
    assert BROWSER.post(sandbox.api_url + "auth.test").status_code == 503
    assert page.post("/reset", json={}).json() == {"ok": True}
    assert page.get("/calls").json() == {"calls": []}


def test_an_uploaded_file_can_be_looked_at(sandbox, page, client):
    client.files_upload_v2(channel="C0GOV", filename="a.txt", content="words")
    [message] = page.get("/conversation", params={"as": "U0BOB", "channel": "C0GOV"}).json()["messages"]
    assert BROWSER.get(sandbox.url + message["files"][0]["url"]).text == "words"


def upload(page, me, name, data):
    content = {"content-type": "application/octet-stream"}
    return page.post("/upload", params={"as": me, "name": name}, content=data, headers=content)


def test_a_file_chosen_on_the_page_goes_with_a_message(sandbox, page, bot):
    file = upload(page, "U0BOB", "Résultats 1/2.csv", b"a,b\n").json()["file"]
    assert (file["name"], file["mimetype"], file["size"]) == ("Résultats 1/2.csv", "text/csv", 4)
    assert act(page, "U0BOB", "message", channel="D0BOB", text="", files=[file["id"]])["status"] == 200
    [heard] = bot.last.payload["event"]["files"]
    token = {"Authorization": f"Bearer {sandbox.bot_token}"}
    assert BROWSER.get(heard["url_private"], headers=token).content == b"a,b\n"
    [shown] = page.get("/conversation", params={"as": "U0BOB", "channel": "D0BOB"}).json()["messages"]
    assert (shown["text"], shown["blocks"], shown["files"]) == ("", [], [file])


def test_only_ones_own_files_can_be_sent(sandbox, page):
    file = upload(page, "U0BOB", "a.csv", b"a").json()["file"]
    answer = page.post("/act", json={"as": "U0VERA", "kind": "message", "channel": "D0VERA", "files": [file["id"]]})
    assert answer.status_code == 400
    assert sandbox.messages("D0VERA") == []


def test_an_upload_is_bytes_of_somebody_and_not_empty(page):
    assert page.post("/upload", params={"as": "U0BOB", "name": "a"}, data={"a": "b"}).status_code == 415
    assert upload(page, "U0NOBODY", "a.csv", b"a").json() == {"error": "no person 'U0NOBODY'"}
    assert "is empty" in upload(page, "U0BOB", "a.csv", b"").json()["error"]


def test_a_message_of_nothing_is_not_sent(sandbox, page):
    fields = {"as": "U0BOB", "kind": "message", "channel": "C0GOV", "text": " "}
    assert page.post("/act", json=fields).status_code == 400
    assert sandbox.messages("C0GOV") == []


def test_a_file_that_is_a_page_is_handed_out_to_keep_and_never_runs(sandbox, page):
    file = upload(page, "U0BOB", "a.html", b"<script>alert(1)</script>").json()["file"]
    headers = BROWSER.get(sandbox.url + file["url"]).headers
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''a.html"
    assert headers["content-security-policy"] == "sandbox"


def test_the_stream_tells_what_changed(sandbox, page):
    with page.stream("GET", "/stream") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": here"
        threading.Thread(target=sandbox.message, args=("U0BOB", "C0GOV", "hello")).start()
        told = [next(lines) for _ in range(3)]
    assert told[1:] == ["event: changed", 'data: {"what": "channel", "channel": "C0GOV"}']


def test_the_page_itself_is_served(sandbox, tmp_path):
    from sandbox.server import Sandbox

    (tmp_path / "index.html").write_text("<title>Slack, nearly</title>")
    (tmp_path / "page.js").write_text("// words")
    with Sandbox(page=tmp_path) as other:
        assert BROWSER.get(other.url + "/").text == "<title>Slack, nearly</title>"
        assert BROWSER.get(other.url + "/page/page.js").text == "// words"
