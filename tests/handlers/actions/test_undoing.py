"""The way back: Undo for ten minutes, reopening for some days, and who hears of it."""

import pytest

from tests.cast import AFTERNOON, BOB, DIRECT, HELIX, VERA
from tests.running import Running


@pytest.fixture
def asked(with_helix: Running) -> Running:
    """Bob has asked Vera for A-1."""
    with_helix.say(f"action add <@{VERA}> friday send the list", by=BOB, at=HELIX)
    return with_helix


def vera(parley: Running, words: str) -> str:
    """Vera writes to Parley directly, a minute later: her company has no slash commands."""
    parley.clock_moves(minutes=1)
    return parley.say(words, by=VERA, via="direct")


def bob(parley: Running, words: str) -> str:
    parley.clock_moves(minutes=1)
    return parley.say(words, by=BOB, at=HELIX)


def last(parley: Running, person: str) -> str:
    """The newest message in somebody's conversation with Parley."""
    return parley.read(parley.sandbox.messages(DIRECT[person])[-1])


def test_undo_brings_back_all_it_was_for_ten_minutes(asked: Running) -> None:
    vera(asked, "action block A-1 the depot is closed")
    vera(asked, "action done A-1")
    asked.clock_moves(minutes=9)
    said = vera(asked, "action undo A-1")
    assert said.startswith("A-1 send the list (@Vera Novak, due Fri 27 Nov, blocked: the depot is closed)")


def test_after_ten_minutes_it_is_reopened_with_a_reason_instead(asked: Running) -> None:
    vera(asked, "action done A-1")
    asked.clock_moves(minutes=11)
    assert vera(asked, "action undo A-1").startswith("Undo works for 10 minutes, and those are over.")
    bob(asked, "action reopen A-1")
    asked.submit(by=BOB, reason="two sites are missing")
    assert last(asked, VERA) == (
        "@Bob Tran opened this again: two sites are missing\nA-1 send the list (due Fri 27 Nov)\n[Done] [Open]"
    )


def test_the_undo_button_in_the_channel_takes_it_back_for_everybody(asked: Running) -> None:
    asked.click("Done", by=VERA, at=HELIX)
    asked.clock_moves(minutes=1)
    asked.click("Undo", by=VERA, at=HELIX)
    assert asked.heard(HELIX).endswith("  Asked by @Bob Tran.\n  [Accept] [Decline] [Done] [Open]")


def test_five_business_days_later_it_stays_closed(asked: Running) -> None:
    vera(asked, "action done A-1")
    asked.clock_moves(days=30)
    said = bob(asked, "action reopen A-1 not yet")
    assert said.startswith("A-1 was closed more than 5 business days ago and stays closed.")


def test_a_cancelled_action_comes_back_as_it_was(asked: Running) -> None:
    vera(asked, "action accept A-1")
    bob(asked, "action cancel A-1 the site has closed")
    assert "Accepted." in bob(asked, "action undo A-1")


@pytest.mark.parametrize("line", ["undo A-1", "reopen A-1 i want it", "reopen A-1"])
def test_what_was_cancelled_is_brought_back_by_the_side_that_asked_only(asked: Running, line: str) -> None:
    bob(asked, "action cancel A-1 the site has closed")
    said = vera(asked, f"action {line}")
    assert said.endswith("by Bob Tran's side only. Please ask Bob Tran.")
    assert vera(asked, "action show A-1").count("[Undo]") == 0
    assert "[Undo]" in bob(asked, "action show A-1")


def test_the_owner_hears_that_a_cancel_was_taken_back(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    bob(asked, "action cancel A-1 the site has closed")
    bob(asked, "action undo A-1")
    assert last(asked, VERA).startswith("@Bob Tran took the Cancel back, so this is open again.\nA-1 send the list")


def test_the_one_who_asked_hears_that_it_is_not_done_after_all(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    vera(asked, "action done A-1")
    vera(asked, "action undo A-1")
    assert last(asked, BOB).startswith("@Vera Novak took the Done back, so this is open again.\nA-1 send the list")
    vera(asked, "action done A-1")
    vera(asked, "action reopen A-1 a page is missing")
    assert last(asked, BOB).startswith("@Vera Novak opened this again: a page is missing\nA-1 send the list")


def test_when_undo_is_over_the_items_page_offers_to_reopen_it(asked: Running) -> None:
    vera(asked, "action done A-1")
    assert bob(asked, "action show A-1").endswith("[Undo]")
    asked.clock_moves(minutes=10)
    assert bob(asked, "action show A-1").endswith("[Reopen]")
    assert asked.click("Reopen", by=BOB).startswith("-- Reopen A-1 --")
    asked.clock_moves(days=60)
    assert bob(asked, "action show A-1").endswith("Done by @Vera Novak, Mon 23 Nov 2026.")
