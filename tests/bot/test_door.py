"""The door at /slack/events: what cannot be Slack's gets a 4xx and never a 5xx; what is Slack's is done once."""

import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running

FORM = "application/x-www-form-urlencoded"
COMMAND = {
    "command": "/vendor",
    "text": "list",
    "team_id": "T0NORTH",
    "user_id": ALICE,
    "channel_id": HELIX,
    "trigger_id": "1.2.door",
    "response_url": "https://hooks.example/1",
}
EVENT = {
    "type": "event_callback",
    "team_id": "T0NORTH",
    "event_id": "Ev0DOOR",
    "event": {"type": "app_mention", "user": VERA, "text": "<@U0PARLEY> status", "channel": HELIX, "ts": "1.0"},
}
CLICK = {
    "type": "block_actions",
    "user": {"id": VERA, "team_id": "T0HELIX"},
    "team": {"id": "T0NORTH"},
    "container": {"type": "message", "message_ts": "1.0", "channel_id": HELIX},
    "actions": [{"type": "button", "action_id": "again#0", "block_id": "b", "value": "help", "action_ts": "1.1"}],
    "trigger_id": "1.2.click",
}
SUBMISSION = {
    "type": "view_submission",
    "user": {"id": BOB, "team_id": "T0NORTH"},
    "team": {"id": "T0NORTH"},
    "view": {
        "id": "V1",
        "type": "modal",
        "hash": "h",
        "callback_id": "action.add",
        "private_metadata": "{}",
        "state": {"values": {"title": {"value": {"type": "plain_text_input", "value": "x"}}}},
    },
}
SHORTCUT = {
    "type": "message_action",
    "callback_id": "create_action_item",
    "user": {"id": BOB},
    "team": {"id": "T0NORTH", "domain": "northwind"},
    "channel": {"id": HELIX},
    "message": {"ts": "1.0", "text": "hello"},
    "trigger_id": "1.2.shortcut",
}


class Knock:
    """Knocks at the door with anything at all."""

    def __init__(self, parley: Running, http: httpx.Client) -> None:
        self.parley = parley
        self.http = http

    def __call__(self, body: bytes | str, kind: str = FORM, stamp: int | None = None, **headers: str) -> httpx.Response:
        raw = body.encode() if isinstance(body, str) else body
        signed = {name.lower(): value for name, value in self.parley.sandbox.sign(raw, stamp).items()}
        given = {"content-type": kind, **signed} | {name.replace("_", "-"): its for name, its in headers.items()}
        return self.http.post("/slack/events", content=raw, headers=given)

    def command(self, **more: str) -> httpx.Response:
        return self(urlencode(COMMAND | more))

    def payload(self, payload: object) -> httpx.Response:
        return self(urlencode({"payload": json.dumps(payload)}))


@pytest.fixture
def knock(parley: Running) -> Iterator[Knock]:
    with httpx.Client(base_url=parley.front.url, timeout=30, verify=False) as http:
        yield Knock(parley, http)


def test_slacks_own_requests_come_in(knock: Knock) -> None:
    assert knock.command().json()["text"].startswith("There are no vendors yet.")
    assert knock(json.dumps(EVENT), "application/json").status_code == 200
    assert knock.payload(CLICK).status_code == 200
    assert knock(urlencode({"ssl_check": "1", "token": "x"})).status_code == 200


def test_the_challenge_is_answered(knock: Knock) -> None:
    assert knock.parley.sandbox.verify_request_url()


def test_a_bad_signature_is_turned_away(knock: Knock) -> None:
    assert knock(urlencode(COMMAND), x_slack_signature="v0=" + "0" * 64).status_code == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v1=abc", "nonsense", "v0=é", "v0=" + "f" * 10_000])
def test_a_strange_signature_is_turned_away(knock: Knock, signature: str) -> None:
    headers = {"content-type": FORM, **knock.parley.sandbox.sign(urlencode(COMMAND))}
    raw = [(name.encode(), value.encode()) for name, value in headers.items() if name != "X-Slack-Signature"]
    raw.append((b"x-slack-signature", signature.encode()))
    answer = knock.http.post("/slack/events", content=urlencode(COMMAND).encode(), headers=raw)
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize("seconds", [-3600, -301, 301, 3600])
def test_a_timestamp_out_of_time_is_turned_away(knock: Knock, seconds: int) -> None:
    assert knock(urlencode(COMMAND), stamp=int(time.time()) + seconds).status_code == 401


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "٣", "1" * 400, "1.5"])
def test_a_timestamp_that_is_none_is_turned_away(knock: Knock, stamp: str) -> None:
    raw = [(b"content-type", FORM.encode()), (b"x-slack-signature", b"v0=0")]
    raw.append((b"x-slack-request-timestamp", stamp.encode()))
    assert knock.http.post("/slack/events", content=b"a=b", headers=raw).status_code in (400, 401)


def test_without_slacks_headers_nothing_is_read(knock: Knock) -> None:
    assert knock.http.post("/slack/events", content=b"a=b").status_code == 401


def test_a_megabyte_is_the_most(knock: Knock) -> None:
    assert knock(b"text=" + b"a" * (1024 * 1024)).status_code == 413


def test_a_body_that_does_not_say_how_long_it_is_is_cut_off_too(knock: Knock) -> None:
    pieces = (b"a" * 65536 for _ in range(32))
    headers = {"content-type": FORM, **knock.parley.sandbox.sign(b"")}
    assert knock.http.post("/slack/events", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_post_is_answered(knock: Knock, method: str) -> None:
    assert knock.http.request(method, "/slack/events").status_code == 405


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/x", "/slack/interactive", "/.env"])
def test_there_is_no_other_path(knock: Knock, path: str) -> None:
    assert knock.http.post(path, content=b"").status_code in (404, 405)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "", "application/json"]
)
def test_a_form_under_another_name_is_turned_away(knock: Knock, kind: str) -> None:
    assert knock(urlencode(COMMAND), kind).status_code in (400, 415)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "1",
        '"text"',
        "[" * 100_000,
        '{"a":' * 50_000,
        "\ufeff{}",
        '{"type": "\ud800"}'.encode("utf-8", "surrogatepass"),
    ],
)
def test_json_that_is_no_object_is_turned_away(knock: Knock, body: str | bytes) -> None:
    assert 400 <= knock(body, "application/json").status_code < 500


@pytest.mark.parametrize("body", ["", "a=b", "payload=", "payload=[]", "payload={", "payload=null", "%ff%fe", "=&=&="])
def test_a_form_without_anything_in_it_is_turned_away(knock: Knock, body: str) -> None:
    assert 400 <= knock(body).status_code < 500


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": 7}},
        EVENT | {"event": {"type": "app_mention", "user": None}},
        EVENT | {"event": {"type": "app_mention", "user": {"id": "U1"}, "text": None}},
        EVENT | {"event": {"type": "app_home_opened", "user": VERA}},
        EVENT | {"event": {"type": "reaction_added", "user": VERA, "reaction": "pushpin", "item": None}},
        EVENT | {"event": {"type": "user_change", "user": {}}},
        EVENT | {"event_id": None},
    ],
)
def test_events_of_the_wrong_shape_never_end_in_a_fault(knock: Knock, payload: object) -> None:
    assert knock(json.dumps(payload), "application/json").status_code < 500


def changed(payload: dict[str, object]) -> st.SearchStrategy[object]:
    """The payload with one thing in it, at any depth, left out or replaced by anything."""
    paths = list(_paths(payload, ()))
    junk = st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.just([]), st.just({}), st.just([None])
    )
    return st.tuples(st.sampled_from(paths), st.one_of(st.just(...), junk)).map(lambda change: _with(payload, *change))


def _paths(value: object, path: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from _paths(inner, (*path, key))


def _with(payload: object, path: tuple[object, ...], junk: object) -> object:
    copied = json.loads(json.dumps(payload))
    place = copied
    for key in path[:-1]:
        place = place[key]
    if junk is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = junk
    return copied


quickly = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@quickly
@given(payload=st.one_of(changed(CLICK), changed(SUBMISSION), changed(SHORTCUT)))
def test_no_change_to_an_interaction_ends_in_a_fault(knock: Knock, payload: object) -> None:
    assert knock.payload(payload).status_code < 500


@quickly
@given(payload=changed(EVENT))
def test_no_change_to_an_event_ends_in_a_fault(knock: Knock, payload: object) -> None:
    assert knock(json.dumps(payload), "application/json").status_code < 500


@quickly
@given(name=st.sampled_from([*COMMAND]), value=st.one_of(st.none(), st.text(max_size=50)))
def test_no_change_to_a_command_ends_in_a_fault(knock: Knock, name: str, value: str | None) -> None:
    fields = {key: its for key, its in (COMMAND | {name: value}).items() if its is not None}
    assert knock(urlencode(fields, errors="surrogatepass")).status_code < 500


@quickly
@given(body=st.binary(max_size=200), kind=st.sampled_from([FORM, "application/json", "text/plain"]))
def test_no_bytes_at_all_end_in_a_fault(knock: Knock, body: bytes, kind: str) -> None:
    assert 200 <= knock(body, kind).status_code < 500


def test_a_command_delivered_twice_is_answered_the_same_and_done_once(knock: Knock) -> None:
    fields = {"text": "add Helix Clinical, tier 1, CRO", "trigger_id": "1.2.twice"}
    first, second = knock.command(**fields), knock.command(**fields)
    assert first.json() == second.json()
    assert knock.command(trigger_id="1.2.after").json()["text"].startswith("1 vendor")


def test_an_event_delivered_twice_is_answered_once(knock: Knock) -> None:
    for _ in range(3):
        assert knock(json.dumps(EVENT), "application/json", x_slack_retry_num="1").status_code == 200
    knock.parley.settle()
    assert len(knock.parley.sandbox.ephemerals(VERA)) == 1


def test_health_readiness_and_metrics_are_open_to_those_who_run_it(knock: Knock) -> None:
    assert knock.http.get("/healthz").text == "ok"
    assert knock.http.get("/readyz").json() == {"ready": True, "troubles": []}
    assert "parley_outbox_waiting 0.0" in knock.http.get("/metrics").text
