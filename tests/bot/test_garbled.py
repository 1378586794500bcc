"""Requests that Slack signed and that are not what Slack sends: whatever stands where something else belongs, none ends in a fault."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from tests.bot.test_door import CLICK, COMMAND, EVENT, SHORTCUT, SUBMISSION, Knock, _paths, _with
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.running import Running

FILE = {
    "id": "F1",
    "name": "a.csv",
    "mimetype": "text/csv",
    "size": 7,
    "url_private": "https://files.example/1",
    "permalink": "x",
}
VIEW = SUBMISSION["view"]
INPUTS = {
    "title": {"value": {"type": "plain_text_input", "value": "x"}},
    "owner": {"value": {"type": "users_select", "selected_user": VERA}},
    "others": {"value": {"type": "multi_users_select", "selected_users": [BOB]}},
    "kind": {"value": {"type": "static_select", "selected_option": {"value": "a", "text": {"text": "A"}}}},
    "marks": {"value": {"type": "checkboxes", "selected_options": [{"value": "a"}]}},
    "due": {"value": {"type": "datepicker", "selected_date": "2026-12-04"}},
    "files": {"value": {"type": "file_input", "files": [FILE]}},
}
RICH: dict[str, dict[str, object]] = {
    "mention": EVENT | {"authorizations": [{"team_id": "T0NORTH", "user_id": "U0PARLEY", "is_bot": True}], "context_team_id": "T0NORTH"},
    "message": EVENT
    | {
        "event": {
            "type": "message", "user": VERA, "channel": DIRECT[VERA], "channel_type": "im", "text": "help", "ts": "1.0",
            "team": "T0HELIX", "files": [FILE], "blocks": [{"type": "rich_text", "elements": []}],
        }
    },
    "reaction": EVENT
    | {
        "event": {
            "type": "reaction_added", "user": BOB, "reaction": "pushpin",
            "item": {"type": "message", "channel": HELIX, "ts": "1.0"}, "item_user": VERA, "event_ts": "1.1",
        }
    },
    "home": EVENT | {"event": {"type": "app_home_opened", "user": ALICE, "tab": "home", "channel": DIRECT[ALICE]}},
    "renamed": EVENT | {"event": {"type": "channel_id_changed", "old_channel_id": HELIX, "new_channel_id": "C1"}},
    "joined": EVENT | {"event": {"type": "member_joined_channel", "user": VERA, "channel": HELIX, "inviter": BOB, "team": "T0HELIX"}},
    "person": EVENT
    | {
        "event": {
            "type": "user_change",
            "user": {"id": VERA, "team_id": "T0HELIX", "deleted": False, "tz": "UTC", "profile": {"real_name": "Vera", "email": "v@x"}},
        }
    },
    "click": CLICK
    | {
        "response_url": "https://hooks.example/1", "api_app_id": "A1", "channel": {"id": HELIX, "name": "helix"},
        "message": {"ts": "1.0", "text": "hello", "blocks": []}, "state": {"values": INPUTS}, "response_urls": [],
        "enterprise": {"id": "E1"}, "is_enterprise_install": False,
    },
    "submission": SUBMISSION
    | {
        "response_urls": [{"response_url": "https://hooks.example/1", "block_id": "b", "action_id": "a", "channel_id": HELIX}],
        "api_app_id": "A1", "trigger_id": "1.2.3", "enterprise": {"id": "E1"}, "is_enterprise_install": False,
        "view": {
            **(VIEW if isinstance(VIEW, dict) else {}),
            "team_id": "T0NORTH", "app_installed_team_id": "T0NORTH", "state": {"values": INPUTS},
            "private_metadata": json.dumps({"_channel": HELIX, "_thread": "1.0"}), "root_view_id": "V1", "bot_id": "B1",
        },
    },
    "closed": {**SUBMISSION, "type": "view_closed", "is_cleared": False, "response_urls": []},
    "shortcut": SHORTCUT | {"response_url": "https://hooks.example/1", "message_ts": "1.0", "enterprise": {"id": "E1"}},
    "global": {**SHORTCUT, "type": "shortcut"},
    "options": {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "v", "user": {"id": BOB}, "team": {"id": "T0NORTH"}},
}  # fmt: skip
# A lone half of a character, what PostgreSQL cannot keep, and every type.
JUNK = (
    "\ud800",
    "a\udc00b",
    "\x00",
    "",
    "x" * 3000,
    7,
    -1.5,
    10**30,
    True,
    None,
    [],
    {},
    [None],
    [[]],
    {"a": {}},
    [7],
    [{}],
)


@pytest.fixture
def knock(parley: Running) -> Iterator[Knock]:
    # A line of its own for each request: a kept one may be closed at the moment it is used again.
    with httpx.Client(base_url=parley.front.url, timeout=30, verify=False, headers={"connection": "close"}) as http:
        yield Knock(parley, http)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", RICH)
def test_nothing_in_the_place_of_anything_ends_in_a_fault(knock: Knock, name: str) -> None:
    bad = [(path, junk) for path, junk in _changes(RICH[name]) if _sent(knock, _with(RICH[name], path, junk)) >= 500]
    assert "\n".join(map(repr, bad)) == ""


def test_no_half_of_a_character_in_a_command_ends_in_a_fault(knock: Knock) -> None:
    for name in COMMAND:
        for junk in ("\ud800", "\x00", "", "x" * 3000):
            assert knock(urlencode(COMMAND | {name: junk}, errors="surrogatepass")).status_code < 500


def test_half_of_a_character_is_not_what_slack_sends(knock: Knock) -> None:
    answer = knock(json.dumps(EVENT | {"event_id": "\ud800"}), "application/json")
    assert (answer.status_code, answer.text) == (400, "signs that no text has")


def _changes(payload: object) -> Iterator[tuple[tuple[object, ...], object]]:
    """One after the other: each place with some of the junk, so that every kind of junk stands in every sort of place."""
    for number, path in enumerate(_paths(payload, ())):
        yield from ((path, junk) for at, junk in enumerate(JUNK) if at < 2 or at % 3 == number % 3)


def _sent(knock: Knock, payload: object) -> int:
    is_event = isinstance(payload, dict) and "event" in payload
    answer = knock(json.dumps(payload), "application/json") if is_event else knock.payload(payload)
    return answer.status_code
