"""Action items: added by a line, a form or from a message; listed, shown, closed; and every way to get one wrong."""

import pytest

from tests.cast import AFTERNOON, ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, PARLEY, QUIET, VERA
from tests.running import Running


def test_a_line_adds_an_action_and_tells_its_owner_in_the_channel(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}|vera> friday send the revised site list", by=BOB, at=HELIX)
    assert said == ("Added: A-1 send the revised site list (@Vera Novak, due Fri 27 Nov)\n[Cancel it] [Open]")
    assert with_helix.heard(HELIX).endswith(
        "Parley, 09:00:\n  A-1 send the revised site list (@Vera Novak, due Fri 27 Nov)\n  Asked by @Bob Tran.\n"
        "  [Accept] [Decline] [Done] [Open]"
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
    ],
)
def test_an_impossible_date_is_named_and_nothing_is_added(with_helix: Running, when: str, words: str) -> None:
    said = with_helix.say(f"action add <@{VERA}> {when} send it", by=BOB, at=HELIX)
    assert words in said, said
    assert "Nothing is open." in with_helix.say("action list", at=HELIX)


def test_bare_add_opens_the_form(with_helix: Running) -> None:
    assert with_helix.say("action add", by=BOB, at=HELIX) == (
        "-- Create action item --\nWhat is to be done?: [Send the revised site list]\n"
        "Who does it?: [Choose a person]\nBy when?: [Choose a day]\n"
        "Does it need special care? (optional): ( ) From an SLA breach: the other side verifies it "
        "( ) From an audit: the other side verifies it ( ) From a risk: the other side verifies it "
        "( ) Participant safety: climbs by itself when overdue ( ) Data integrity: climbs by itself when overdue "
        "( ) Unblinding: climbs by itself when overdue\n"
        "[Create] [Cancel]"
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


def test_an_owner_in_an_unlinked_place_hears_directly(parley: Running) -> None:
    parley.watch.set(AFTERNOON)
    parley.say(f"action add <@{BOB}> friday book the room", by=ALICE, at=GOVERNANCE)
    assert parley.heard("D0BOB").endswith(
        "  @Alice Moreau asks you to do this.\n  A-1 book the room (due Fri 27 Nov)\n  [Accept] [Decline] [Done] [Open]"
    )


def test_an_action_for_oneself_needs_no_announcement(parley: Running) -> None:
    parley.say(f"action add <@{BOB}> friday book the room", by=BOB, at=GOVERNANCE)
    assert parley.heard("D0BOB") == "== Parley and Bob Tran =="


def test_in_a_channel_parley_is_not_in_a_command_still_answers(parley: Running) -> None:
    assert "0 open items" in parley.say("action list", by=BOB, at=QUIET)


def test_what_is_asked_for_in_a_thread_is_announced_in_that_thread(with_helix: Running) -> None:
    root = with_helix.sandbox.message(BOB, HELIX, "The freezer at site 12 is warm.").ts
    with_helix.say(f"action add <@{BOB}> tomorrow call site 12", by=VERA, at=HELIX, via="mention", thread=root)
    assert with_helix.heard(HELIX).endswith(
        "    Parley, 09:00:\n      A-1 call site 12 (@Bob Tran, due Tue 24 Nov)\n      Asked by @Vera Novak.\n"
        "      [Accept] [Decline] [Done] [Open]"
    )
    assert "From this message." in with_helix.say("action show A-1", by=BOB, at=HELIX)


def test_a_button_opens_the_form_for_people_without_slash_commands(with_helix: Running) -> None:
    with_helix.say("", by=VERA, at=HELIX, via="mention")
    assert with_helix.click("Add an action", by=VERA).startswith("-- Create action item --")
    with_helix.submit(by=VERA, title="Sign the amendment", owner=BOB, due="2026-12-01")
    assert "A-1 Sign the amendment (@Bob Tran, due Tue 1 Dec)" in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("send the list by friday", "Fri 27 Nov"),
        ("in 2 weeks send the list", "Mon 7 Dec"),
        ("end of month send the list", "Mon 30 Nov"),
        ("2026-12-24 send the list", "Thu 24 Dec"),
    ],
)
def test_dates_are_written_in_many_ways(with_helix: Running, line: str, due: str) -> None:
    said = with_helix.say(f"action add <@{VERA}> {line}", by=BOB, at=HELIX)
    assert said.startswith(f"Added: A-1 send the list (@Vera Novak, due {due})")


def test_a_date_that_could_be_two_days_is_asked_back_and_a_button_answers(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}> 3/4/2027 send the list", by=BOB, at=HELIX)
    assert said.endswith("[3 April 2027] [4 March 2027]")
    said = with_helix.click("4 March 2027", by=BOB)
    assert said.startswith("Added: A-1 send the list (@Vera Novak, due Thu 4 Mar 2027)")


def test_a_date_is_read_in_the_speakers_own_language(with_helix: Running) -> None:
    german = {"id": ALICE, "name": "alice", "real_name": "Alice Moreau", "team_id": "T0NORTH", "locale": "de-DE"}
    with_helix.meets(german)
    said = with_helix.say(f"action add <@{VERA}> nächsten Freitag die Liste senden", by=ALICE, at=HELIX)
    assert said.startswith("Added: A-1 die Liste senden (@Vera Novak, due Fri")


def test_marks_say_where_it_comes_from_and_what_cannot_wait(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{VERA}> friday #safety #audit report the case", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 Safety: report the case (@Vera Novak")
    assert "From an audit: the side that asked verifies it." in with_helix.say("action show A-1", by=BOB, at=HELIX)


def test_a_message_that_has_its_action_already_shows_it_and_offers_another(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, HELIX, "Could Helix send the list?").ts
    with_helix.shortcut(BOB, HELIX, ts)
    with_helix.submit(by=BOB, owner=VERA, due="2026-12-01")
    said = with_helix.shortcut(ALICE, HELIX, ts)
    assert said == (
        "This message has its action item already:\n"
        "A-1 Could Helix send the list? (@Vera Novak, due Tue 1 Dec)\n[Open] [Create another]"
    )
    form = with_helix.click("Create another", by=ALICE)
    assert form.startswith("-- Create action item --\nWhat is to be done?: [Could Helix send the list?]")


@pytest.mark.parametrize("me", ["me", "@me", "Me"])
def test_me_is_whoever_says_it(with_helix: Running, me: str) -> None:
    said = with_helix.say(f"action add {me} friday sign the contract", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 sign the contract (@Bob Tran, due Fri 27 Nov)")


# --- dates in other languages ------------------------------------------------------------------------------------------


def speaks(parley: Running, who: str, locale: str) -> None:
    """Slack says which language somebody uses it in."""
    names = {BOB: ("bob", "Bob Tran", "T0NORTH"), VERA: ("vera", "Vera Novak", "T0HELIX")}
    name, real, team = names[who]
    parley.meets({"id": who, "name": name, "real_name": real, "team_id": team, "locale": locale})


def test_english_words_that_are_short_for_a_weekday_elsewhere_leave_the_date_alone(with_helix: Running) -> None:
    speaks(with_helix, BOB, "de-DE")
    said = with_helix.say("action add @vera do the source data checks by friday", by=BOB, at=HELIX)
    assert said.startswith("Added: A-1 do the source data checks (@Vera Novak, due Fri 27 Nov)")


def test_a_title_in_ones_own_language_is_no_date(with_helix: Running) -> None:
    speaks(with_helix, BOB, "de-DE")
    form = with_helix.say("action add @vera die Liste senden", by=BOB, at=HELIX)
    assert "What is to be done?: [die Liste senden]" in form
    assert "By when?: [Choose a day]" in form
    with_helix.say("action add @vera friday send it", by=BOB, at=HELIX)
    assert "I found no date" in with_helix.say("action due A-1 mit Verspätung", by=BOB, at=HELIX)


def test_a_line_that_begins_with_a_foreign_date_and_ends_with_an_english_one_is_asked_about(
    with_helix: Running,
) -> None:
    speaks(with_helix, BOB, "de-DE")
    form = with_helix.say("action add @vera morgen report due by friday", by=BOB, at=HELIX)
    assert "What is to be done?: [morgen report due by friday]" in form
    assert "By when?: [Choose a day]" in form


# --- where an item is announced ----------------------------------------------------------------------------------------


def test_in_a_channel_nobody_has_linked_yet_nothing_of_a_vendors_is_said(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(ALICE, ORION, "please compare with what you did last year").ts
    with_helix.shortcut(ALICE, ORION, ts)
    with_helix.submit(by=ALICE, title="Helix secret: fix the audit finding", owner=VERA, due="2026-12-01")
    with_helix.say(f"action add <@{VERA}> friday another secret", by=ALICE, at=ORION, via="mention", thread=ts)
    assert "Parley, " not in with_helix.heard(ORION)
    assert with_helix.heard(HELIX).count("secret") == 2


def test_what_begins_in_an_internal_thread_is_announced_where_its_owner_reads(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, GOVERNANCE, "they must resend the site list").ts
    with_helix.say(f"action add <@{VERA}> friday resend it", by=BOB, at=GOVERNANCE, via="mention", thread=ts)
    assert "A-1 resend it (@Vera Novak, due Fri 27 Nov)" in with_helix.heard(HELIX)
    assert "A-1 resend it" not in with_helix.heard(GOVERNANCE)


def test_in_an_internal_channel_of_the_vendor_its_people_are_told_elsewhere(with_helix: Running) -> None:
    with_helix.say("vendor link Helix Clinical", by=ALICE, at=GOVERNANCE)
    ts = with_helix.sandbox.message(BOB, GOVERNANCE, "they must resend the site list").ts
    with_helix.say(f"action add <@{VERA}> friday resend it", by=BOB, at=GOVERNANCE, via="mention", thread=ts)
    assert "A-1 resend it" in with_helix.heard(HELIX)
    with_helix.say(f"action add <@{ALICE}> friday think it over", by=BOB, at=GOVERNANCE, via="mention", thread=ts)
    assert "A-2 think it over" in with_helix.heard(GOVERNANCE)
    assert "A-2 think it over" not in with_helix.heard(HELIX)


def test_a_vendors_person_without_a_channel_hears_directly(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=GOVERNANCE)
    parley.say("vendor introduce Helix Clinical")
    ts = parley.sandbox.message(BOB, GOVERNANCE, "they must resend the site list").ts
    parley.say(f"action add <@{VERA}> friday resend it", by=BOB, at=GOVERNANCE, via="mention", thread=ts)
    assert "A-1 resend it" in parley.heard(DIRECT[VERA])


def test_the_message_in_the_channel_names_the_day_itself_and_is_true_on_every_later_day(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> tomorrow send it", by=BOB, at=HELIX)
    assert "A-1 send it (@Vera Novak, due Tue 24 Nov)" in with_helix.heard(HELIX)
    with_helix.clock_moves(days=12)
    with_helix.say("action accept A-1", by=VERA, at=HELIX, via="mention")
    assert "A-1 send it (@Vera Novak, due Tue 24 Nov)\n  Asked by @Bob Tran. Accepted." in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("friday next week send the list", "send the list (@Vera Novak, due Fri 4 Dec)"),
        ("send the list before friday", "send the list (@Vera Novak, due Fri 27 Nov)"),
        ("send the list until friday", "send the list (@Vera Novak, due Fri 27 Nov)"),
        ("tomorrow morning send the list", "send the list (morning) (@Vera Novak, due tomorrow)"),
        ("friday 5pm send the list", "send the list (5pm) (@Vera Novak, due Fri 27 Nov)"),
        ("friday at 17:00 send the list", "send the list (17:00) (@Vera Novak, due Fri 27 Nov)"),
        ("friday morning", "morning (@Vera Novak, due Fri 27 Nov)"),
    ],
)
def test_no_word_of_the_date_is_left_in_the_title(with_helix: Running, line: str, item: str) -> None:
    said = with_helix.say(f"action add @vera {line}", by=BOB, at=HELIX)
    assert said.startswith(f"Added: A-1 {item}")


def test_two_dates_are_asked_back_with_a_button_for_each(with_helix: Running) -> None:
    said = with_helix.say("action add @vera friday or monday send it", by=BOB, at=HELIX, via="mention")
    assert said.startswith("friday or monday could be 27 November 2026 or 30 November 2026. Write one of these.")
    assert with_helix.click("30 November 2026", by=BOB).startswith("Added: A-1 send it (@Vera Novak, due Mon 30 Nov)")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Please resend the list. Patient 001-023 was in it twice.\nThanks", "Please resend the list."),
        ("\n Please resend the list, v2.1 of site no. 12\nmore", "Please resend the list, v2.1 of site no. 12"),
        ("word " * 600, f"{'word ' * 29}word\u2026"),
    ],
)
def test_a_messages_first_sentence_is_the_title_and_the_rest_is_not_copied(
    with_helix: Running, text: str, title: str
) -> None:
    ts = with_helix.sandbox.message(BOB, HELIX, text).ts
    assert f"What is to be done?: [{title}]\n" in with_helix.shortcut(BOB, HELIX, ts)


def test_a_line_may_break_behind_any_word(with_helix: Running) -> None:
    said = with_helix.say("action add\n@vera friday send it", by=BOB, at=HELIX, via="mention")
    assert said.startswith("Added: A-1 send it (@Vera Novak, due Fri 27 Nov)")
    assert "A-1 send it" in with_helix.say("action\nlist", by=BOB, at=HELIX, via="mention")


# --- lines too long for a button ---------------------------------------------------------------------------------------


def test_a_line_too_long_for_a_button_is_not_cut_in_the_middle_of_a_word(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{BOB}> {'word ' * 450}", by=VERA, via="direct")
    assert said == (
        "A few things are missing. The form asks for them. Your text is too long to carry over: please paste it there."
        "\n[Open the form]"
    )
    assert "What is to be done?: [Send the revised site list]" in with_helix.click(
        "Open the form", by=VERA, at=DIRECT[VERA]
    )
    said = with_helix.say(f"action add <@{BOB}> 03/04 {'word ' * 450}", by=VERA, via="direct")
    assert said == "03/04 could be 3 April 2027 or 4 March 2027. Write one of these."


def test_the_date_that_was_unclear_is_made_clear_and_nothing_else(with_helix: Running) -> None:
    with_helix.say("action add @vera compare visit 03/04 data by 03/04", by=BOB, at=HELIX, via="mention")
    said = with_helix.click("3 April 2027", by=BOB)
    assert said.startswith("Added: A-1 compare visit 03/04 data (@Vera Novak, due Sat 3 Apr 2027)")


# --- who and when in other orders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("@Vera Novak friday send it", "send it (@Vera Novak, due Fri 27 Nov)"),
        ("@vera novak friday send it", "send it (@Vera Novak, due Fri 27 Nov)"),
        ("friday @vera send it", "send it (@Vera Novak, due Fri 27 Nov)"),
        (f"friday <@{VERA}> send it", "send it (@Vera Novak, due Fri 27 Nov)"),
        ("@vera in 5 business days send it", "send it (@Vera Novak, due Tue 1 Dec)"),  # Thursday is Thanksgiving
        ("@vera day after tomorrow send it", "send it (@Vera Novak, due Wed 25 Nov)"),
    ],
)
def test_a_line_is_understood_however_it_is_put(with_helix: Running, line: str, item: str) -> None:
    said = with_helix.say(f"action add {line}", by=BOB, at=HELIX)
    assert said.startswith(f"Added: A-1 {item}"), said


def test_an_app_owns_nothing(with_helix: Running) -> None:
    said = with_helix.say(f"action add <@{PARLEY}> friday send it", by=BOB, at=HELIX)
    assert said == "Parley is an app and can promise nothing. Choose a person."
    assert "Parley" not in with_helix.say("action add @parly friday send it", by=BOB, at=HELIX)


def test_a_vendors_person_does_not_learn_who_works_for_another_vendor(with_helix: Running) -> None:
    add = f"action add <@{CHARLIE}> friday send it"
    before = with_helix.say(add, by=VERA, via="direct")
    assert before.startswith("This person works for neither Helix Clinical nor us")
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor introduce Orion Labs")
    assert with_helix.say(add, by=VERA, via="direct") == before
