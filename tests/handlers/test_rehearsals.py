"""A vendor is rehearsed with before it is introduced; then there is one welcome."""

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, MERIDIAN, VERA
from tests.running import Running

FRONT = "Rehearsal, for you alone. Once you have introduced me I say this"
NOT_YET = "Alice Moreau is still getting me ready for Helix Clinical and introduces me soon."


@pytest.fixture
def rehearsing(parley: Running) -> Running:
    """Helix is linked, and nobody has introduced Parley to it."""
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    return parley


def heard(parley: Running, place: str) -> list[str]:
    return [parley.read(message) for message in parley.sandbox.messages(place)]


def invited(parley: Running) -> list[str]:
    """Who has a mail."""
    return [str(mail["To"]) for mail in parley.sandbox.mails if "vera" in str(mail["To"])]


def test_a_linked_vendor_starts_in_rehearsal(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    said = parley.say("vendor link Helix Clinical", at=HELIX)
    assert "In rehearsal: Helix Clinical's people hear nothing yet." in said
    assert "[Introduce Parley]" in said
    assert heard(parley, HELIX) == []


def test_what_would_be_said_to_the_vendors_people_comes_to_their_manager(rehearsing: Running) -> None:
    rehearsing.say(f"action add <@{VERA}|vera> friday send the site list", by=BOB, at=HELIX)
    assert heard(rehearsing, HELIX) == []
    [card] = [one for one in heard(rehearsing, DIRECT[ALICE]) if FRONT in one]
    assert card == (
        f"{FRONT} in #helix-northwind:\n"
        "A-1 send the site list (@Vera Novak, due Fri 27 Nov)\n"
        "Asked by @Bob Tran.\n"
        "[Accept] [Decline] [Done] [Open]"
    )


def test_a_mail_is_told_of_and_not_sent(rehearsing: Running) -> None:
    rehearsing.say(f"session schedule Helix 1 dec 15:00 <@{VERA}|vera>", at=HELIX)
    assert invited(rehearsing) == []
    assert any(f"{FRONT} to vera@helix.example by mail:" in one for one in heard(rehearsing, DIRECT[ALICE]))
    assert any(f"{FRONT} in #helix-northwind:" in one for one in heard(rehearsing, DIRECT[ALICE]))


def test_the_vendors_people_are_told_kindly_that_it_is_too_early(rehearsing: Running) -> None:
    assert rehearsing.say("status", by=VERA, via="direct").startswith(NOT_YET)
    assert rehearsing.say("status", by=VERA, at=HELIX, via="mention").startswith(NOT_YET)
    assert rehearsing.home(VERA).startswith(NOT_YET)


def test_so_they_are_whatever_they_write(rehearsing: Running) -> None:
    assert rehearsing.say("help", by=VERA, via="direct").startswith(NOT_YET)
    assert rehearsing.say("what is this?", by=VERA, at=HELIX, via="mention").startswith(NOT_YET)


def test_nobody_can_be_polled_yet(rehearsing: Running) -> None:
    said = rehearsing.say("session poll Helix 60m")
    assert said == (
        "Helix Clinical's people do not know me yet, so I cannot ask them. Introduce me first: "
        "/vendor introduce Helix Clinical."
    )
    assert not any("Which times" in one for one in heard(rehearsing, DIRECT[ALICE]))


def test_introducing_welcomes_the_channel_once_with_one_thing_to_do(rehearsing: Running) -> None:
    rehearsing.say(f"action add <@{VERA}|vera> friday send the site list", at=HELIX)
    said = rehearsing.click("Introduce Parley")
    assert said == "Helix Clinical's people can work with me now. I say hello in #helix-northwind."
    [welcome] = heard(rehearsing, HELIX)
    assert welcome == (
        "Hello, I am Parley. @Alice Moreau has brought me here for the work of Helix Clinical. I keep the action items, sessions "
        "and SLA results of both companies. I keep what you type to me and links to messages, never the messages themselves.\n"
        "Anyone here can write @Parley status or @Parley help, here or to me directly, and press the buttons on my messages.\n"
        "One thing to do first: 1 action item waits for you. Please see whether that is right.\n"
        "[See them]"
    )
    assert "send the site list" in rehearsing.click("See them", by=VERA, at=HELIX)


def test_who_is_introduced_hears_for_themselves(rehearsing: Running) -> None:
    rehearsing.say("vendor introduce Helix")
    rehearsing.say(f"action add <@{VERA}|vera> friday send the site list", by=BOB, at=HELIX)
    assert any("send the site list" in one for one in heard(rehearsing, HELIX))
    assert not any(FRONT in one for one in heard(rehearsing, DIRECT[ALICE]))


def test_invitations_to_what_is_still_to_come_reach_the_vendors_guests_then(rehearsing: Running) -> None:
    rehearsing.say(f"session schedule Helix 1 dec 15:00 <@{VERA}|vera>", at=HELIX)
    rehearsing.clock_moves(hours=1)
    rehearsing.say("vendor introduce Helix")
    assert len(invited(rehearsing)) == 1


def test_nobody_is_introduced_twice(with_helix: Running) -> None:
    before = heard(with_helix, HELIX)
    said = with_helix.say("vendor introduce Helix")
    assert said == "Helix Clinical's people know me already. /vendor status Helix Clinical shows where you stand."
    assert heard(with_helix, HELIX) == before


def test_a_vendors_person_cannot_introduce(rehearsing: Running) -> None:
    assert rehearsing.say("vendor introduce", by=VERA, at=HELIX, via="mention").startswith(NOT_YET)


def test_another_channel_of_an_introduced_vendor_is_welcomed_at_once(with_helix: Running) -> None:
    said = with_helix.say("vendor link Helix Clinical", at=MERIDIAN)
    assert "In rehearsal" not in said
    assert heard(with_helix, MERIDIAN)[0].startswith("Hello, I am Parley.")
