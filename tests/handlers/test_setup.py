"""Setting Parley up: who may, once, and what everybody hears until then."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running

NOT_YET = "Parley has no administrator in this workspace yet. A Slack administrator types /vendor setup, once."


def test_a_slack_administrator_becomes_parleys_administrator(newcomer: Running) -> None:
    assert newcomer.say("vendor setup", by=ALICE) == (
        "You are Parley's administrator now. Next: add your first vendor, then link its channel.\n[Add a vendor] [Help]"
    )


@pytest.mark.parametrize("line", ["vendor list", "vendor status", "action add", "digest now", "help", "", "what"])
def test_until_then_every_command_says_so(newcomer: Running, line: str) -> None:
    assert newcomer.say(line, by=BOB) == NOT_YET


@pytest.mark.parametrize("via", ["mention", "direct"])
def test_until_then_every_other_door_says_so_too(newcomer: Running, via: str) -> None:
    assert newcomer.say("action list", by=VERA, at=HELIX, via=via) == NOT_YET


def test_who_is_no_slack_administrator_cannot_set_parley_up(newcomer: Running) -> None:
    words = "Only a Slack administrator of this workspace can set Parley up. Ask one of them to type /vendor setup."
    assert newcomer.say("vendor setup", by=BOB) == words
    assert newcomer.say("vendor list", by=BOB) == NOT_YET


def test_a_vendors_person_cannot_set_parley_up(newcomer: Running) -> None:
    said = newcomer.say("vendor setup", by=VERA, at=HELIX, via="mention")
    assert "You cannot set Parley up here." in said


def test_setting_up_twice_names_the_administrator(parley: Running) -> None:
    words = "Parley is already set up here. Its administrator is Alice Moreau; ask them for what you need."
    assert parley.say("vendor setup", by=ALICE) == words
    assert parley.say("vendor setup", by=BOB) == words


def test_when_slack_does_not_say_who_asks_nobody_is_appointed(newcomer: Running) -> None:
    newcomer.sandbox.fault("users.info", status=500)
    assert "Slack did not answer" in newcomer.say("vendor setup", by=ALICE)
    assert newcomer.say("vendor setup", by=ALICE).startswith("You are Parley's administrator now")


def test_setup_outlives_a_restart(parley: Running, start) -> None:
    again = start()
    assert again.say("vendor list", by=BOB).startswith("There are no vendors yet.")
