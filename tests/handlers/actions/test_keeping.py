"""Keeping action items: every verb by both sides, with its reason, its evidence, and its way back."""

import pytest

from tests.cast import AFTERNOON, ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running


@pytest.fixture
def asked(with_helix: Running) -> Running:
    """Bob has asked Vera for A-1."""
    with_helix.say(f"action add <@{VERA}> friday send the list", by=BOB, at=HELIX)
    return with_helix


@pytest.fixture
def audited(with_helix: Running) -> Running:
    """Bob has asked Vera for A-1 after an audit, so his side verifies it."""
    with_helix.say(f"action add <@{VERA}> friday send the list #audit", by=BOB, at=HELIX)
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


# --- the owner's side ------------------------------------------------------------------------------------------------


def test_the_owner_accepts_and_the_channels_message_says_so(asked: Running) -> None:
    assert vera(asked, "action accept A-1") == (
        "A-1 send the list (@Vera Novak, due Fri 27 Nov)\nAsked by @Bob Tran. Accepted.\n[Done] [Open]"
    )
    assert asked.heard(HELIX).endswith(
        "Parley, 09:00: (edited)\n  A-1 send the list (@Vera Novak, due Fri 27 Nov)\n"
        "  Asked by @Bob Tran. Accepted.\n  [Done] [Open]"
    )


def test_only_the_owners_side_accepts(asked: Running) -> None:
    said = bob(asked, "action accept A-1")
    assert said == "A-1 can be accepted by Vera Novak's side only. Please ask Vera Novak."


def test_declining_asks_for_the_reason_and_hands_it_back_to_the_one_who_asked(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    asked.click("Decline", by=VERA, at=HELIX)
    assert asked.form(VERA) == (
        "-- Decline A-1 --\nWhy can it not be done?: [...]\n"
        "  It goes back to the one who asked, with your reason.\n[Decline] [Back]"
    )
    asked.submit(by=VERA, reason="the sites have not answered")
    assert last(asked, BOB) == (
        "@Vera Novak cannot do this: the sites have not answered\n"
        "A-1 send the list (due Fri 27 Nov)\n[Reassign] [Cancel it] [Open]"
    )
    assert asked.heard(HELIX).endswith(
        "  A-1 send the list (@Bob Tran, due Fri 27 Nov)\n"
        "  Back with @Bob Tran, who asked for it: do it, give it to somebody else, or cancel it.\n"
        "  [Accept] [Done] [Open]"
    )


def test_nobody_declines_what_they_asked_of_themselves(with_helix: Running) -> None:
    with_helix.say(f"action add <@{BOB}> friday sign it", by=BOB, at=HELIX)
    said = bob(with_helix, "action decline A-1 no time")
    assert said.startswith("A-1 is yours and you asked for it yourself. Give it to somebody")


def test_what_keeps_it_from_being_done_is_told_to_the_one_who_asked(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    said = vera(asked, "action block A-1 the depot is closed")
    assert said.startswith("A-1 send the list (@Vera Novak, due Fri 27 Nov, blocked: the depot is closed)")
    assert last(asked, BOB).startswith("@Vera Novak cannot go on: the depot is closed\nA-1 send the list")
    assert "In progress." in vera(asked, "action unblock A-1")
    assert vera(asked, "action unblock A-1").startswith("A-1 is in progress, so it cannot be unblocked.")


def test_a_reason_is_asked_for_where_no_form_can_be_opened(asked: Running) -> None:
    assert vera(asked, "action block A-1").startswith("A few things are missing.")
    assert asked.click("Open the form", by=VERA, at=DIRECT[VERA]).startswith("-- Block A-1 --")
    assert "! Please complete this required field." in asked.submit(by=VERA, reason="")
    asked.submit(by=VERA, reason="the depot is closed")
    assert "blocked: the depot is closed" in vera(asked, "action list mine")


# --- either side -----------------------------------------------------------------------------------------------------


def test_given_to_somebody_else_the_new_owner_hears_and_is_asked_to_accept(asked: Running) -> None:
    bob(asked, "action reassign A-1 <@U0ALICE> she has the contacts")
    assert last(asked, ALICE) == (
        "@Bob Tran asks you to do this. she has the contacts\n"
        "A-1 send the list (due Fri 27 Nov)\n[Accept] [Decline] [Done] [Open]"
    )
    assert "Given from @Vera Novak to @Alice Moreau by @Bob Tran, today: she has the contacts" in bob(
        asked, "action show A-1"
    )


def test_the_reassign_button_asks_for_the_person(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    vera(asked, "action list mine")
    asked.click("Reassign", by=VERA, at=DIRECT[VERA])
    assert asked.form(VERA).startswith("-- Reassign A-1 --\nWho does it from now on?: [Choose a person]")
    asked.submit(by=VERA, owner=BOB)
    assert last(asked, BOB).startswith("@Vera Novak asks you to do this.")


def test_an_action_goes_to_neither_another_vendor_nor_nobody(asked: Running) -> None:
    assert bob(asked, f"action reassign A-1 <@{CHARLIE}>").startswith("Charlie Reyes works for neither Helix Clinical")
    assert bob(asked, "action reassign A-1 @nobody").startswith('I do not know anyone called "nobody".')
    assert "@Vera Novak" in bob(asked, "action show A-1").splitlines()[0]


def test_a_new_date_keeps_the_old_one_and_the_reason_and_the_other_hears(asked: Running) -> None:
    asked.watch.set(AFTERNOON)
    said = vera(asked, "action due A-1 2 dec the ethics board meets late")
    assert said.startswith("A-1 send the list (@Vera Novak, due Wed 2 Dec)")
    words = "from Fri 27 Nov to Wed 2 Dec"
    assert f"@Vera Novak moved the date {words}: the ethics board meets late" in last(asked, BOB)
    history = bob(asked, "action show A-1")
    assert f"Due date moved {words} by @Vera Novak, today: the ethics board meets late" in history


def test_a_new_date_needs_a_reason_and_a_day_to_come(asked: Running) -> None:
    assert vera(asked, "action due A-1 yesterday because").endswith("has passed. Give a day from today on.")
    assert bob(asked, "action due A-1 2 dec").startswith("-- New date for A-1 --\nBy when?: [2026-12-02]\nWhy?: [...]")
    assert "! 1 November 2026 has passed" in asked.submit(by=BOB, due="2026-11-01", reason="later")
    asked.submit(by=BOB, due="2026-12-03", reason="later")
    assert "due Thu 3 Dec" in bob(asked, "action show A-1")


def test_what_changes_nothing_is_said_and_not_recorded(asked: Running) -> None:
    vera(asked, "action start A-1")
    assert bob(asked, f"action reassign A-1 <@{VERA}>") == "A-1 is Vera Novak's already. Nothing was changed."
    assert bob(asked, "action due A-1 friday sooner") == "A-1 is due then already. Nothing was changed."
    assert "In progress." in bob(asked, "action show A-1")


# --- done, and back ----------------------------------------------------------------------------------------------------


def test_done_by_line_closes_an_action(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    assert (
        with_helix.say("action done A-1", by=VERA, at=HELIX, via="mention")
        == "A-1 send it\n:white_check_mark: Done by @Vera Novak.\n[Undo] [Open]"
    )
    assert "Nothing is open." in with_helix.say("action list", at=HELIX)


def test_done_by_button_rewrites_the_message(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.click("Done", by=VERA, at=HELIX)
    assert with_helix.heard(HELIX).endswith(
        "Parley, 09:00: (edited)\n  A-1 send it\n  :white_check_mark: Done by @Vera Novak.\n  [Undo] [Open]"
    )


def test_done_twice_says_so_and_changes_nothing(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.say("action done A-1", by=BOB, at=HELIX)
    assert with_helix.say("action done a-1", by=BOB, at=HELIX) == "A-1 is done already. Nothing was changed."


# --- evidence and verification -----------------------------------------------------------------------------------------


def test_a_link_and_words_show_that_it_is_done(asked: Running) -> None:
    vera(asked, "action done A-1 https://helix.example/list.pdf signed by all sites")
    page = bob(asked, "action show A-1")
    assert "Evidence: https://helix.example/list.pdf\nEvidence: signed by all sites\n" in page


def test_a_file_sent_with_the_words_is_the_evidence(asked: Running) -> None:
    said = asked.send_file(VERA, "list.pdf", b"%PDF-1.7 list", "action done A-1")
    assert "Done by @Vera Novak." in said
    assert "Evidence: list.pdf" in bob(asked, "action show A-1")


def test_what_is_verified_is_closed_with_evidence_only(audited: Running) -> None:
    audited.watch.set(AFTERNOON)
    assert vera(audited, "action done A-1").startswith("A few things are missing.")
    form = audited.click("Open the form", by=VERA, at=DIRECT[VERA])
    assert form.startswith("-- Close A-1 --\nA link to what was done (optional): [https://]")
    assert (
        "! A-1 is verified by the side that asked, so show what was done: a link, a file or a few words."
        in audited.submit(by=VERA)
    )
    said = audited.submit(by=VERA, link="https://helix.example/list.pdf", note="all sites signed")
    assert said == (
        "A-1 send the list\n:white_check_mark: Done by @Vera Novak. To be verified by @Bob Tran's side.\n[Undo] [Open]"
    )
    assert last(audited, BOB) == (
        "@Vera Novak says this is done. Please look and verify it.\n"
        "A-1 send the list (@Vera Novak, done, to be verified)\n[Verify] [Not done yet] [Open]"
    )


def test_the_side_that_asked_verifies_and_nobody_else(audited: Running) -> None:
    audited.watch.set(AFTERNOON)
    vera(audited, "action done A-1 https://helix.example/list.pdf")
    refused = vera(audited, "action verify A-1")
    assert refused == "A-1 can be verified by Bob Tran's side only. Please ask Bob Tran."
    audited.click("Verify", by=BOB, at=DIRECT[BOB])
    assert "Done by @Vera Novak. Verified." in bob(audited, "action show A-1")
    assert bob(audited, "action reopen A-1 no").startswith("A-1 is verified, so it cannot be reopened.")


def test_not_done_yet_opens_it_again_with_the_reason_however_late(audited: Running) -> None:
    audited.watch.set(AFTERNOON)
    vera(audited, "action done A-1 https://helix.example/list.pdf")
    audited.clock_moves(days=42)
    audited.click("Not done yet", by=BOB, at=DIRECT[BOB])
    audited.submit(by=BOB, reason="two sites are missing")
    assert last(audited, VERA).startswith("@Bob Tran opened this again: two sites are missing")


def test_the_sponsor_cannot_close_for_the_vendor_what_it_is_to_verify(audited: Running) -> None:
    said = bob(audited, "action done A-1 https://northwind.example/x")
    assert said == "A-1 can be closed as done by Vera Novak's side only. Please ask Vera Novak."


def test_the_vendor_asks_and_verifies_too(with_helix: Running) -> None:
    with_helix.say(f"action add <@{BOB}> friday pay the audit fee #audit", by=VERA, at=HELIX, via="mention")
    bob(with_helix, "action done A-1 https://northwind.example/paid")
    assert "Verified." in vera(with_helix, "action verify A-1")


# --- cancel --------------------------------------------------------------------------------------------------------------


def test_the_side_that_asked_cancels_with_a_reason_and_the_owner_hears(asked: Running) -> None:
    assert vera(asked, "action cancel A-1 too much").endswith("by Bob Tran's side only. Please ask Bob Tran.")
    assert bob(asked, "action cancel A-1") == (
        "-- Cancel A-1 --\nWhy is it no longer needed?: [...]\n  The owner reads this.\n[Cancel it] [Back]"
    )
    asked.submit(by=BOB, reason="the site has closed")
    assert last(asked, VERA) == (
        "@Bob Tran no longer needs this: the site has closed\nA-1 send the list (cancelled)\n[Open]"
    )
    assert asked.heard(HELIX).endswith(
        "  A-1 send the list\n  :heavy_multiplication_x: Cancelled by @Bob Tran: the site has closed\n  [Undo] [Open]"
    )


# --- whatever is wrong -----------------------------------------------------------------------------------------------------


def test_two_people_at_once_are_not_both_told_that_they_did_it(asked: Running) -> None:
    asked.click("Done", by=BOB, at=HELIX)
    said = vera(asked, "action start A-1")
    assert said == "A-1 is done already. Nothing was changed."


def test_a_reason_far_too_long_is_refused_with_its_length(asked: Running) -> None:
    said = bob(asked, f"action cancel A-1 {'because ' * 200}")
    assert said == "The reason is 1599 characters long. Keep it under 1000."


def test_the_page_of_an_item_offers_all_that_can_be_done_with_it(asked: Running) -> None:
    page = vera(asked, "action show A-1")
    assert page.endswith("[Accept] [Decline] [Done]\n[Snooze] [Reassign] [New date] [Block]")


def test_nobody_is_offered_what_only_the_other_side_can_do(audited: Running) -> None:
    assert bob(audited, "action show A-1").endswith("\n[Snooze] [Reassign] [New date] [Cancel it]")
    assert "[Accept]" not in bob(audited, "action list")
    vera(audited, "action done A-1 https://helix.example/list.pdf")
    assert vera(audited, "action show A-1").endswith("[Undo]")
    assert "[Verify]" not in vera(audited, "action list")
    assert "[Verify] [Not done yet] [Open]" in bob(audited, "action list")


@pytest.mark.parametrize("reference", ["A-99", "99", "a-99", "A-999999999"])
def test_an_action_that_is_not_there_is_named(with_helix: Running, reference: str) -> None:
    number = reference.lower().removeprefix("a-")
    words = f"There is no action A-{number} that you can see. /action list shows the open ones."
    assert with_helix.say(f"action show {reference}", by=BOB, at=HELIX) == words


@pytest.mark.parametrize("reference", ["foo", "A-", "-1", "A-12345678901234567890"])
def test_what_is_no_reference_says_so(with_helix: Running, reference: str) -> None:
    said = with_helix.say(f"action show {reference}", by=BOB, at=HELIX)
    assert (
        said == f'"{reference}" names no action item. Write its reference, for instance A-17; /action list shows them.'
    )


@pytest.mark.parametrize("verb", ["show", "done", "accept", "decline", "due", "reassign", "cancel", "verify", "undo"])
def test_a_verb_alone_shows_ones_own_items_to_choose_from(with_helix: Running, verb: str) -> None:
    with_helix.say(f"action add <@{BOB}> friday send it", by=BOB, at=HELIX)
    said = with_helix.say(f"action {verb}", by=BOB, at=HELIX)
    assert said.startswith("Your actions: 1 open item\n")
    assert "A-1 send it (@Bob Tran, due Fri 27 Nov)" in said


def test_what_a_side_cannot_do_is_refused_before_a_reason_is_asked_for(audited: Running) -> None:
    assert vera(audited, "action cancel A-1").startswith("A-1 can be cancelled by Bob Tran's side only.")
    assert bob(audited, "action decline A-1").startswith("A-1 can be declined by Vera Novak's side only.")
    assert bob(audited, "action done A-1").startswith("A-1 can be closed as done by Vera Novak's side only.")
    vera(audited, "action done A-1 all of it is in the folder")
    for word in ("due", "block", "reassign"):
        assert "A-1 is done" in vera(audited, f"action {word} A-1")


def test_what_somebody_asked_of_themselves_after_an_audit_is_verified_by_the_lead_of_their_side(
    with_helix: Running,
) -> None:
    with_helix.say(f"action add <@{BOB}> friday sign it #audit", by=BOB, at=HELIX)
    bob(with_helix, "action done A-1 signed today")
    assert last(with_helix, ALICE).endswith("[Verify] [Not done yet] [Open]")
    assert "[Verify]" not in bob(with_helix, "action list mine")
    assert "Verified." in with_helix.click("Verify", by=ALICE, at=DIRECT[ALICE])


def test_whoever_has_no_slash_commands_reads_what_they_can_type(asked: Running) -> None:
    assert vera(asked, "action show A-9").endswith("that you can see. action list shows the open ones.")
    said = asked.say("action show A-9", by=VERA, at=HELIX, via="mention")
    assert said.endswith("that you can see. @Parley action list shows the open ones.")
    assert "/" not in vera(asked, "action help").partition("action list")[0]
    assert "/action list shows" in bob(asked, "action show A-9")


@pytest.mark.parametrize("reference", ["A1", "a1", "#1", "A\u20131", "A\u20111", "1"])
def test_a_reference_is_understood_however_it_is_written(asked: Running, reference: str) -> None:
    assert vera(asked, f"action show {reference}").startswith("A-1 send the list")
