"""Setting Parley up: who may, once, and what everybody hears until then."""

from dataclasses import replace

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, NINA, VERA
from tests.newcomers import NINA_PATEL, hire
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


# --- when the administrator has left -----------------------------------------------------------------------------------


def leaves(parley: Running, who: str) -> None:
    parley.sandbox.deactivate(who)
    parley.settle()


def test_where_the_only_administrator_has_left_a_slack_administrator_is_the_next(with_helix: Running) -> None:
    with_helix.say(f"vendor people <@{BOB}> vendor manager")
    leaves(with_helix, ALICE)
    assert with_helix.say(f"vendor people <@{BOB}> administrator", by=BOB) == (
        "No administrator is left here. A Slack administrator of your workspace types /vendor setup, and is the next one."
    )
    assert "Only a Slack administrator" in with_helix.say("vendor setup", by=BOB)
    with_helix.sandbox.hire(replace(with_helix.sandbox.workspace.cast.people[BOB], admin=True))
    assert "administrator now" in with_helix.say("vendor setup", by=BOB)
    assert "Parley is already set up here. Its administrator is Bob Tran" in with_helix.say("vendor setup", by=BOB)


def test_what_the_lead_who_has_left_would_hear_a_vendor_manager_hears(with_helix: Running) -> None:
    with_helix.say(f"vendor people <@{BOB}> vendor manager")
    leaves(with_helix, ALICE)
    assert "Nobody is account lead of Helix Clinical now." in with_helix.heard(DIRECT[BOB])
    hire(with_helix, NINA_PATEL, HELIX)
    assert "@Nina Patel, who uses Helix Clinical's Slack, wants to work with me." in with_helix.heard(DIRECT[BOB])
    assert "Bob Tran confirms who works for Helix Clinical" in with_helix.say("status", by=NINA, via="direct")
    with_helix.sandbox.archive(HELIX)
    with_helix.settle()
    assert "is archived" in with_helix.heard(DIRECT[BOB])


def test_who_waits_is_asked_about_once_there_is_somebody_to_ask(with_helix: Running) -> None:
    leaves(with_helix, ALICE)
    hire(with_helix, NINA_PATEL, HELIX)
    with_helix.say("status", by=NINA, via="direct")
    with_helix.say(f"vendor lead Helix <@{BOB}>", by=BOB)
    with_helix.say("action list", by=NINA, via="direct")
    assert "@Nina Patel, who uses Helix Clinical's Slack, wants to work with me." in with_helix.heard(DIRECT[BOB])


def test_a_rehearsal_goes_to_who_is_there(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{BOB}|bob> <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    leaves(parley, BOB)
    parley.say(f"action add <@{VERA}|vera> friday send it", at=HELIX)
    assert "Rehearsal, for you alone." in parley.heard(DIRECT[ALICE])
