"""App Home and the bare mention: never blank, and only what is theirs."""

from tests.cast import ALICE, BOB, CHARLIE, HELIX, VERA
from tests.running import Running


def test_home_of_a_workspace_not_set_up_says_what_to_do_first(newcomer: Running) -> None:
    assert newcomer.home(ALICE).startswith(
        "Parley has no administrator here yet. A Slack administrator types /vendor setup, once."
    )


def test_home_shows_what_waits_on_the_person_and_on_each_side(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{BOB}> friday sign it", by=VERA, at=HELIX, via="mention")
    assert with_helix.home(VERA) == (
        "[My items] [Add an action] [Submit results] [Status] [Sessions] [Help]\n"
        "Vendors\n=======\nHelix Clinical: :white_circle: Grey: no KPI has a current number.\n"
        "Your actions (1)\n================\nA-1 send it (due Fri 27 Nov)\n[Accept] [Done] [Snooze] [Reassign] [Open]\n"
        "Waiting on Northwind Bio (1)\n============================\nA-2 sign it (@Bob Tran, due Fri 27 Nov)\n"
        "Waiting on us (1)\n=================\nA-1 send it (@Vera Novak, due Fri 27 Nov)\n"
        "Next sessions\n=============\nNone is planned.\n"
        "You work 9:00 to 17:00 (Europe/London), with the holidays of GB. "
        "I write to you at 9:00 when something waits on you.\n[Change my settings]\n"
        "@Parley help, in our channel or in a direct message, shows all that you can do. "
        "I keep what you type to me, never the messages around it."
    )


def test_home_counts_what_it_does_not_show(with_helix: Running) -> None:
    for number in range(7):
        with_helix.say(f"action add <@{VERA}> friday item {number}", by=BOB, at=HELIX)
    page = with_helix.home(BOB)
    assert "Waiting on vendors (7)\n" in page
    assert page.count("item ") == 5
    assert "A-7 item 6" in with_helix.click("Show all", by=BOB)


def test_what_is_to_be_verified_waits_on_the_one_who_asked(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it #audit", by=BOB, at=HELIX)
    with_helix.say("action done A-1 https://helix.example/list.pdf", by=VERA, via="direct")
    page = with_helix.home(BOB)
    assert "Your actions (1)\n" in page
    assert "A-1 send it (@Vera Novak, done, to be verified)\n[Verify] [Not done yet] [Open]" in page
    assert "Your actions (0)\n" in with_helix.home(VERA)


def test_done_in_home_closes_the_action(with_helix: Running) -> None:
    with_helix.say(f"action add <@{BOB}> friday sign it", by=ALICE, at=HELIX)
    with_helix.home(BOB)
    with_helix.click("Done", by=BOB)
    assert "None of them is open. Good." in with_helix.home(BOB)


def test_a_stranger_sees_an_empty_home(with_helix: Running) -> None:
    page = with_helix.home(CHARLIE)
    assert "Helix" not in page
    assert page.startswith("No vendor is yours to see yet. Ask the sponsor's account lead to name you.\n")


def test_a_bare_mention_is_answered_with_buttons(with_helix: Running) -> None:
    said = with_helix.say("", by=VERA, at=HELIX, via="mention")
    assert said == "What would you like to see?\n[My items] [Add an action] [Submit results] [Status] [Sessions] [Help]"
    assert with_helix.click("Status", by=VERA).startswith("Helix Clinical\n")


def test_opening_home_again_puts_it_together_anew(with_helix: Running) -> None:
    before = with_helix.home(BOB)
    with_helix.say(f"action add <@{BOB}> friday sign it", by=ALICE, at=HELIX)
    assert with_helix.home(BOB) != before


def test_long_titles_full_of_signs_lose_neither_owner_nor_date(with_helix: Running) -> None:
    for number in range(5):
        with_helix.say(f"action add <@{VERA}> friday {number} {'&<' * 400}", by=BOB, at=HELIX)
    assert with_helix.home(BOB).count("(@Vera Novak, due Fri 27 Nov)") == 5
    assert with_helix.say("vendor status", by=BOB, at=HELIX).count("(@Vera Novak, due Fri 27 Nov)") == 5


def test_a_title_that_turns_the_direction_of_text_does_not_turn_what_follows(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send \u202eevil", by=BOB, at=HELIX)
    with_helix.say(f"action add <@{VERA}> friday שלח את הרשימה", by=BOB, at=HELIX)
    page = with_helix.say("action list", by=BOB, at=HELIX)
    assert "A-1 send evil (@Vera Novak" in page
    assert "A-2 \u2068שלח את הרשימה\u2069 (@Vera Novak" in page
