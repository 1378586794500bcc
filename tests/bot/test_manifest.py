"""The manifest: what the registry registers is what Slack is told, no more and no less."""

import json
import re
from pathlib import Path

import pytest

from bot import inbound
from bot.manifest import CHANNEL_EVENTS, EVENTS, SCOPES, manifest
from bot.settings import read_settings
from handlers import registry
from handlers.kit.feature import WITHOUT_SHORT

HTTP = {"SLACK_SIGNING_SECRET": "s", "PUBLIC_URL": "https://parley.example.org"}
SOCKET = {"SLACK_APP_TOKEN": "xapp-1"}


def of(**environment: str) -> dict:
    return manifest(registry(), read_settings(environment, env_file=None))


def test_every_noun_has_its_short_command_and_parley_takes_them_all() -> None:
    commands = {its["command"]: its for its in of(**HTTP)["features"]["slash_commands"]}
    nouns = set(registry().nouns) - WITHOUT_SHORT
    assert set(commands) == {"/parley", *(f"/{noun}" for noun in nouns)}
    for noun in nouns:
        assert commands[f"/{noun}"]["usage_hint"].split("|") == [its.verb for its in registry().verbs(noun)]


def test_a_word_another_app_owns_can_be_left_out() -> None:
    commands = [its["command"] for its in of(SLACK_COMMANDS="action, /digest", **HTTP)["features"]["slash_commands"]]
    assert commands == ["/parley", "/action", "/digest"]


def test_every_shortcut_of_the_registry_is_told_and_no_other() -> None:
    told = {its["callback_id"]: its["name"] for its in of(**HTTP)["features"]["shortcuts"]}
    assert told == {name: its.title for name, its in registry().shortcuts.items()}
    assert told["create_action_item"] == "Create action item"


def test_every_event_parley_reads_is_subscribed_and_no_other() -> None:
    places = {"message.im", "message.channels", "message.groups"}
    read = inbound._EVENTS.keys() - {"message"} | places
    assert set(EVENTS) == read | {"user_change", "channel_id_changed", *CHANNEL_EVENTS}


def test_over_http_every_address_is_the_public_one() -> None:
    its = of(**HTTP)
    address = "https://parley.example.org/slack/events"
    assert {command["url"] for command in its["features"]["slash_commands"]} == {address}
    assert its["settings"]["event_subscriptions"]["request_url"] == address
    assert its["settings"]["interactivity"]["request_url"] == address
    assert its["settings"]["socket_mode_enabled"] is False


def test_in_socket_mode_there_is_no_address() -> None:
    its = of(**SOCKET)
    assert "http" not in json.dumps(its["features"])
    assert "request_url" not in json.dumps(its)
    assert its["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize("environment", [HTTP, SOCKET, {}], ids=["http", "socket", "neither"])
def test_it_keeps_to_slacks_limits(environment: dict[str, str]) -> None:
    its = of(**environment)
    display = its["display_information"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", display["background_color"])
    assert len(its["features"]["shortcuts"]) <= 10
    for command in its["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 0 < len(command["description"]) <= 2000
        assert len(command.get("usage_hint", "")) <= 1000
        assert command["should_escape"] is True
    for shortcut in its["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_every_scope_has_its_reason() -> None:
    assert of(**HTTP)["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert all(SCOPES.values())


def test_the_manifest_in_the_repository_is_this_one() -> None:
    kept = json.loads(Path("manifest.json").read_text())
    assert kept["features"]["slash_commands"] == of()["features"]["slash_commands"]
