"""Action items: added by a line, a form or from a message; listed, shown, closed; and every way to get one wrong."""

import pytest

from tests.cast import ALICE, BOB, CHARLIE, GOVERNANCE, HELIX, MERIDIAN, ORION, QUIET, VERA
from tests.running import Running


def test_a_line_adds_an_action_and_tells_its_owner_in_the_channel(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}|vera> friday send the revised site list", by=BOB, at=HELIX)
    assert said == "Added: A-1 send the revised site list (@Vera Novak, due Fri 27 Nov)\n[Done] [Open]"
    assert with_helix.heard(HELIX).endswith(
        "Parley, 09:00:\n  A-1 send the revised site list (@Vera Novak, due Fri 27 Nov)\n  Asked by @Bob Tran.\n  [Done] [Open]"
    )


@pytest.mark.parametrize("via", ["mention", "direct"])
def test_the_vendors_people_add_actions_through_their_own_doors(with_helix: Running, via: str) -> None:
    said = with_helix.say(f"action add <@{BOB}> tomorrow sign the amendment", by=VERA, at=HELIX, via=via)
    assert said.startswith("Added: A-1 sign the amendment (@Bob Tran, due tomorrow)")


def test_a_person_can_be_named_by_their_handle(with_helix: Running) -> None:
    said = with_helix.say("action add @vera friday send it", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 send it (@Vera Novak")


def test_an_ambiguous_person_is_asked_for_by_mention(with_helix: Running) -> None:
    second = {
        "id": "U0VERA2",
        "name": "vera.k",
        "real_name": "Vera Kowalska",
        "team_id": "T0NORTH",
        "tz": "Europe/Warsaw",
    }
    with_helix.meets(second)
    said = with_helix.say("action add @vera friday send it", by=BOB, at=HELIX)
    assert said.startswith("There is more than one vera: Vera Kowalska and Vera Novak.")


def test_an_unknown_person_is_met_with_the_nearest_names(with_helix: Running) -> None:
    said = with_helix.say("action add @verra friday send it", by=BOB, at=HELIX)
    assert said.startswith('I do not know anyone called "verra". Did you mean Vera Novak?')


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("31 feb", "February"),
        ("2026-13-45", "There is no month 13"),
        ("yesterday", "has passed"),
        ("1 Nov 2025", "has passed"),
        ("someday", "someday"),
    ],
)
def test_an_impossible_date_is_named_and_nothing_is_added(with_helix: Running, when: str, words: str) -> None:
    said = with_helix.say(f"action add <@{VERA}> {when} send it", by=BOB, at=HELIX)
    assert words in said, said
    assert "Nothing is open." in with_helix.say("action list", at=HELIX)


def test_bare_add_opens_the_form(with_helix: Running) -> None:
    assert with_helix.say("action add", by=BOB, at=HELIX) == (
        "-- Create action item --\nWhat is to be done?: [Send the revised site list]\n"
        "Who does it?: [Choose a person]\nBy when?: [Choose a day]\n[Create] [Cancel]"
    )


def test_outside_a_vendors_channel_the_form_asks_which_vendor(with_helix: Running) -> None:
    form = with_helix.say("action add", by=BOB, at=GOVERNANCE)
    assert "Which vendor is it about? (optional): [Choose]" in form


def test_the_form_adds_an_action(with_helix: Running) -> None:
    with_helix.say("action add", by=BOB, at=HELIX)
    with_helix.submit(by=BOB, title="Send the list", owner=VERA, due="2026-12-01")
    assert "A-1 Send the list (@Vera Novak, due Tue 1 Dec)" in with_helix.heard(HELIX)


def test_an_empty_form_stays_open(with_helix: Running) -> None:
    with_helix.say("action add", by=BOB, at=HELIX)
    form = with_helix.submit(by=BOB)
    assert form.count("! Please complete this required field.") == 3


def test_a_day_that_has_passed_is_said_under_the_field(with_helix: Running) -> None:
    with_helix.say("action add", by=BOB, at=HELIX)
    form = with_helix.submit(by=BOB, title="Send the list", owner=VERA, due="2026-11-01")
    assert "By when?: [Choose a day]\n  ! 1 November 2026 has passed. Give a day from today on." in form


def test_a_title_of_spaces_is_said_under_the_field(with_helix: Running) -> None:
    with_helix.say("action add", by=BOB, at=HELIX)
    form = with_helix.submit(by=BOB, title="  ", owner=VERA, due="2026-12-01")
    assert "What is to be done?: [Send the revised site list]\n  ! Please complete this required field." in form


def test_someone_of_neither_side_cannot_own_a_vendors_action(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{CHARLIE}> friday send it", by=ALICE, at=HELIX)
    assert said.startswith("Charlie Reyes works for neither Helix Clinical nor us")


def test_a_title_far_too_long_is_refused_with_its_length(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}> friday {'word ' * 700}", by=BOB, at=HELIX)
    assert "characters long. Keep it under" in said


def test_a_message_becomes_an_action_with_its_link_and_its_owner_hears_in_the_thread(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, HELIX, "Could Helix send the   revised list?").ts
    form = with_helix.shortcut(BOB, HELIX, ts)
    assert "What is to be done?: [Could Helix send the revised list?]" in form
    with_helix.submit(by=BOB, owner=VERA, due="2026-12-01")
    page = with_helix.heard(HELIX)
    assert "    Parley, 09:00:\n      A-1 Could Helix send the revised list? (@Vera Novak, due Tue 1 Dec)" in page
    assert "From this message." in with_helix.say("action show A-1", by=BOB, at=HELIX)


def test_the_shortcut_of_an_outsider_never_reaches_parley(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, HELIX, "Could Helix send it?").ts
    assert "not available to you" in with_helix.shortcut(VERA, HELIX, ts)


def test_done_by_line_closes_an_action(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    assert (
        with_helix.say("action done A-1", by=VERA, at=HELIX, via="mention")
        == "A-1 send it\n:white_check_mark: Done by @Vera Novak."
    )
    assert "Nothing is open." in with_helix.say("action list", at=HELIX)


def test_done_by_button_rewrites_the_message(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.click("Done", by=VERA, at=HELIX)
    assert with_helix.heard(HELIX).endswith(
        "Parley, 09:00: (edited)\n  A-1 send it\n  :white_check_mark: Done by @Vera Novak."
    )


def test_done_twice_says_so_and_changes_nothing(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.say("action done A-1", by=BOB, at=HELIX)
    assert with_helix.say("action done a-1", by=BOB, at=HELIX) == "A-1 is done already. Nothing was changed."


@pytest.mark.parametrize("reference", ["A-99", "99", "a-99", "A-999999999"])
def test_an_action_that_is_not_there_is_named(with_helix: Running, reference: str) -> None:
    number = reference.lower().removeprefix("a-")
    words = f"There is no action A-{number} that you can see. /action list shows the open ones."
    assert with_helix.say(f"action show {reference}", by=BOB, at=HELIX) == words


@pytest.mark.parametrize("reference", ["", "foo", "A-", "-1", "A-12345678901234567890"])
def test_what_is_no_reference_is_asked_for(with_helix: Running, reference: str) -> None:
    said = with_helix.say(f"action show {reference}", by=BOB, at=HELIX)
    assert said == "The reference is empty. Write which action, for instance A-17."


def test_the_list_shows_the_soonest_due_first_and_what_is_late(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> 1 Dec second", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}> friday first", by=BOB, at=HELIX)
    with_helix.clock_moves(days=7)
    assert with_helix.say("action list", by=BOB, at=HELIX) == (
        "Actions with Helix Clinical: 2 open items\n=========================================\n"
        "A-2 first (@Vera Novak, 3 days late)\n[Done]\n"
        "A-1 second (@Vera Novak, due tomorrow)\n[Done]\n[Add an action]"
    )


def test_a_long_list_pages(with_helix: Running) -> None:
    for number in range(11):
        with_helix.say(f"action add <@{VERA}> friday item {number}", by=BOB, at=HELIX)
    assert with_helix.say("action list", by=BOB, at=HELIX).endswith("Page 1 of 2\n[Next page] [Add an action]")
    assert "A-11 item 10" in with_helix.click("Next page", by=BOB)


def test_an_owner_in_an_unlinked_place_hears_directly(parley: Running) -> None:
    parley.say(f"action add <@{BOB}> friday book the room", by=ALICE, at=GOVERNANCE)
    assert "A-1 book the room (@Bob Tran, due Fri 27 Nov)" in parley.heard("D0BOB")


def test_an_action_for_oneself_needs_no_announcement(parley: Running) -> None:
    parley.say(f"action add <@{BOB}> friday book the room", by=BOB, at=GOVERNANCE)
    assert parley.heard("D0BOB") == "== Parley and Bob Tran =="


def test_no_action_of_one_vendor_is_seen_from_another(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say(f"action add <@{VERA}> friday CANARY", by=BOB, at=HELIX)
    for line in (
        "action list",
        "action list all",
        "action show A-1",
        "action done A-1",
        "vendor status",
        "session list",
    ):
        for via in ("mention", "direct"):
            assert "CANARY" not in with_helix.say(line, by=CHARLIE, at=ORION, via=via)
    assert "CANARY" in with_helix.say("action list", by=ALICE, at=MERIDIAN)


def test_in_a_channel_parley_is_not_in_a_command_still_answers(parley: Running) -> None:
    assert "0 open items" in parley.say("action list", by=BOB, at=QUIET)
