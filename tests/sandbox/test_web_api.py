"""The Web API's door: tokens, unknown methods, paging, who and where, faults and the record of calls."""

import http.client
import urllib.error

import pytest
from slack_sdk import WebClient

from tests.browser import BROWSER


def test_a_call_without_a_token_is_not_authed(sandbox):
    assert BROWSER.post(sandbox.api_url + "auth.test").json()["error"] == "not_authed"


def test_a_wrong_token_is_invalid_auth(sandbox, refusal):
    stranger = WebClient("xoxb-somebody", base_url=sandbox.api_url)
    assert refusal(stranger.auth_test)["error"] == "invalid_auth"


def test_the_token_may_stand_in_the_form(sandbox):
    answer = BROWSER.post(sandbox.api_url + "auth.test", data={"token": sandbox.bot_token}).json()
    assert answer["ok"]
    assert answer["bot_id"] == "B0PARLEY"


def test_a_socket_needs_the_app_token_and_nothing_else_takes_it(sandbox, client, refusal):
    app = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    assert refusal(client.apps_connections_open, app_token=sandbox.bot_token)["error"] == "not_allowed_token_type"
    assert refusal(app.auth_test)["error"] == "not_allowed_token_type"
    assert app.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://127.0.0.1:")


def test_an_unknown_method_is_said_to_be_unknown(client, refusal):
    assert refusal(client.api_call, api_method="chat.sing")["error"] == "unknown_method"


def test_json_and_form_say_the_same(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    block = '[{"type":"divider"}]'
    for sent in ({"json": {"channel": "C0GOV", "blocks": block}}, {"data": {"channel": "C0GOV", "blocks": block}}):
        assert BROWSER.post(sandbox.api_url + "chat.postMessage", headers=headers, **sent).json()["ok"]


def test_a_body_that_is_no_json_is_refused(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json"}
    answer = BROWSER.post(sandbox.api_url + "auth.test", headers=headers, content=b"{").json()
    assert answer == {"ok": False, "error": "invalid_json"}


def test_a_colleague_has_rank_zone_and_mail(client):
    alice = client.users_info(user="U0ALICE")["user"]
    assert (alice["is_admin"], alice["team_id"], alice["tz"]) == (True, "T0NORTH", "Europe/Warsaw")
    assert (alice["tz_label"], alice["tz_offset"]) == ("Central European Time", 3600)
    assert (alice["real_name"], alice["profile"]["email"]) == ("Alice Moreau", "alice@northwind.example")
    assert client.users_info(user="U0BOB")["user"]["is_admin"] is False


def test_an_outsider_has_another_team_and_no_rank(client):
    vera = client.users_info(user="U0VERA")["user"]
    assert (vera["team_id"], vera["is_stranger"]) == ("T0HELIX", False)
    assert "is_admin" not in vera


def test_an_outsider_who_shares_no_channel_is_a_stranger(sandbox, client):
    sandbox.workspace.channels["C0HELIX"].members.remove("U0VERA")
    assert client.users_info(user="U0VERA")["user"]["is_stranger"] is True


def test_nobody_is_user_not_found(client, refusal):
    assert refusal(client.users_info, user="U0NOBODY")["error"] == "user_not_found"


def test_people_come_in_pages(client):
    pages = [[user["id"] for user in page["members"]] for page in client.users_list(limit=2)]
    assert pages == [["U0ALICE", "U0BOB"], ["U0VERA", "U0CHARLIE"], ["U0PARLEY"]]


def test_a_wrong_cursor_or_limit_is_refused(client, refusal):
    assert refusal(client.users_list, cursor="elsewhere")["error"] == "invalid_cursor"
    assert refusal(client.users_list, limit=1001)["error"] == "invalid_limit"


def test_channel_members_of_all_companies_come_in_pages(client):
    pages = [page["members"] for page in client.conversations_members(channel="C0HELIX", limit=3)]
    assert pages == [["U0ALICE", "U0BOB", "U0VERA"], ["U0PARLEY"]]


def test_a_shared_channel_says_with_whom(client):
    helix = client.conversations_info(channel="C0HELIX")["channel"]
    assert helix["is_ext_shared"]
    assert helix["is_shared"]
    assert helix["is_member"]
    assert (helix["connected_team_ids"], helix["shared_team_ids"]) == (["T0HELIX"], ["T0NORTH", "T0HELIX"])
    assert client.conversations_info(channel="C0GOV")["channel"]["is_ext_shared"] is False


def test_a_channel_says_whether_it_is_archived_and_the_bot_is_in_it(client):
    assert client.conversations_info(channel="C0OLD")["channel"]["is_archived"]
    assert not client.conversations_info(channel="C0QUIET")["channel"]["is_member"]


def test_a_direct_conversation_names_its_person(client):
    direct = client.conversations_open(users="U0BOB", return_im=True)["channel"]
    assert (direct["id"], direct["is_im"], direct["user"]) == ("D0BOB", True, "U0BOB")


def test_channels_are_listed_by_type(client):
    channels = client.conversations_list(exclude_archived=True)["channels"]
    assert [c["id"] for c in channels] == ["C0HELIX", "C0ORION", "C0MERID", "C0GOV", "C0QUIET"]
    assert [c["id"] for c in client.conversations_list(types="im", limit=1)["channels"]] == ["D0ALICE"]


def test_the_bot_joins_an_open_channel_but_no_archived_one(client, refusal):
    client.conversations_join(channel="C0QUIET")
    assert client.chat_postMessage(channel="C0QUIET", text="hello")["ok"]
    assert refusal(client.conversations_join, channel="C0OLD")["error"] == "is_archived"


def test_team_and_bot_can_be_looked_up(client):
    assert client.team_info()["team"]["name"] == "Northwind Bio"
    assert client.bots_info(bot="B0PARLEY")["bot"]["user_id"] == "U0PARLEY"


def test_every_call_is_recorded_also_the_refused(sandbox, client, refusal, clock):
    client.auth_test()
    refusal(client.users_info, user="U0NOBODY")
    assert [(call.method, call.status, call.response["ok"]) for call in sandbox.calls()] == [
        ("auth.test", 200, True),
        ("users.info", 200, False),
    ]
    [call] = sandbox.calls("users.info")
    assert (call.args, call.at) == ({"user": "U0NOBODY"}, clock.now)


def test_a_fault_answers_500_as_often_as_asked(sandbox, client, refusal):
    sandbox.fault("auth.test", times=2)
    assert [refusal(client.auth_test)["status"] for _ in range(2)] == [500, 500]
    assert client.auth_test()["ok"]


def test_a_fault_can_be_a_rate_limit_or_an_error(sandbox, refusal, client):
    sandbox.fault("auth.test", status=429, retry_after=7)
    sandbox.fault("auth.test", error="account_inactive")
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    limited = BROWSER.post(sandbox.api_url + "auth.test", headers=headers)
    assert (limited.status_code, limited.headers["retry-after"], limited.json()["error"]) == (429, "7", "ratelimited")
    assert refusal(client.auth_test)["error"] == "account_inactive"


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_leaves_no_answer_whether_done_or_not(sandbox, client, when, posted):
    sandbox.fault("chat.postMessage", drop=when)
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        client.chat_postMessage(channel="C0GOV", text="once")
    assert len(sandbox.messages("C0GOV")) == posted
    assert client.chat_postMessage(channel="C0GOV", text="twice")["ok"]


def test_reset_goes_back_to_the_cast(sandbox, client):
    client.chat_postMessage(channel="C0GOV", text="gone soon")
    sandbox.fault("auth.test")
    sandbox.reset()
    assert sandbox.messages("C0GOV") == []
    assert sandbox.calls() == []
    assert client.auth_test()["ok"]


def test_other_hosts_than_loopback_are_refused():
    from sandbox.server import Sandbox

    with pytest.raises(ValueError, match="loopback"):
        Sandbox(host="0.0.0.0")


def test_a_page_elsewhere_cannot_reach_the_workspace_by_its_own_name(sandbox):
    assert BROWSER.get(sandbox.url + "/sandbox/mails", headers={"Host": "evil.example"}).status_code == 400
