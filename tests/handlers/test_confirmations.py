"""A sponsor's person confirms who works for a vendor; what people ask for before that is held, and done once it has happened."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, MERIDIAN, NINA, OMAR, ORION_TEAM, VERA
from tests.newcomers import (
    ASKED,
    HOLD,
    NINA_PATEL,
    OMAR_DIAZ,
    changes_profile,
    events,
    heard,
    held,
    hire,
    press,
    questions,
)
from tests.running import Running

# --- all at once, when a channel is linked ---------------------------------------------------------------------------


@pytest.fixture
def linked(parley: Running) -> Running:
    """Helix's channel is linked while Nina of Helix and Omar of another company are in it."""
    hire(parley, NINA_PATEL, HELIX)
    hire(parley, OMAR_DIAZ, HELIX)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    return parley


def test_whoever_links_a_channel_is_asked_once_who_of_it_works_for_the_vendor(linked: Running) -> None:
    assert heard(linked, DIRECT[ALICE])[-1] == (
        "2 people of another company are in #helix-northwind. Please confirm who works for Helix Clinical. Until then I hold "
        "what they ask me for.\n[Confirm people]"
    )
    assert len([words for words in heard(linked, DIRECT[ALICE]) if "Please confirm" in words]) == 1


def test_the_form_has_chosen_who_uses_the_account_leads_slack_and_names_the_others_company(linked: Running) -> None:
    assert press(linked, "Confirm people") == (
        "-- Confirm people --\n"
        "Who works for Helix Clinical?: [Nina Patel, Helix Clinical's Slack]\n"
        "  Chosen already: who uses the Slack of their account lead. Take out whom you do not know.\n"
        "[Confirm] [Cancel]"
    )
    [menu] = linked.sandbox.views(ALICE)[-1]["blocks"]
    names = [option["text"]["text"] for option in menu["element"]["options"]]
    assert names == ["Nina Patel, Helix Clinical's Slack", "Omar Diaz, another company's Slack (T0ORION)"]


def test_the_form_confirms_those_chosen_and_nobody_else(linked: Running) -> None:
    press(linked, "Confirm people")
    said = linked.submit()
    assert said == "@Nina Patel works for Helix Clinical, as you have confirmed."
    linked.say("vendor introduce Helix")
    assert "Helix Clinical" in linked.say("status", by=NINA, at=HELIX, via="mention")
    assert linked.say("status", by=OMAR, at=HELIX, via="mention") == HOLD
    assert events(linked, "PersonConfirmed") == 2  # Nina, and the account lead whom Alice named


def test_somebody_of_another_company_can_be_chosen_on_purpose(linked: Running) -> None:
    press(linked, "Confirm people")
    nina, omar = (option["value"] for option in linked.sandbox.views(ALICE)[-1]["blocks"][0]["element"]["options"])
    assert linked.submit(people=[nina, omar]) == (
        "@Nina Patel and @Omar Diaz work for Helix Clinical, as you have confirmed."
    )
    assert press(linked, "Confirm people").startswith("Nobody waits to be confirmed for Helix Clinical.")


def test_a_form_cannot_confirm_somebody_who_works_for_another_vendor_by_now(linked: Running) -> None:
    press(linked, "Confirm people")
    _, omar = (option["value"] for option in linked.sandbox.views(ALICE)[-1]["blocks"][0]["element"]["options"])
    linked.say("vendor add Orion Labs, tier 2, Central laboratory")
    linked.say(f"vendor lead Orion Labs <@{OMAR}>")
    said = linked.submit(people=[omar])
    assert "Nobody waits to be confirmed for Helix Clinical." in said


def test_nobody_is_asked_about_a_channel_of_those_who_are_confirmed(with_helix: Running) -> None:
    assert not any("Please confirm" in words for words in heard(with_helix, DIRECT[ALICE]))


def test_learning_who_is_in_a_channel_goes_on_after_slack_asked_to_slow_down(parley: Running) -> None:
    hire(parley, NINA_PATEL, HELIX)
    hire(parley, OMAR_DIAZ, HELIX)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.sandbox.fault("users.info", times=1, status=429, retry_after=30)
    parley.say("vendor link Helix Clinical", at=HELIX)
    assert not any("Please confirm" in words for words in heard(parley, DIRECT[ALICE]))
    parley.rest()
    assert heard(parley, DIRECT[ALICE])[-1].startswith("2 people of another company are in #helix-northwind.")


# --- later comers, one by one ----------------------------------------------------------------------------------------


def test_whoever_comes_into_the_channel_later_is_asked_about_once(with_nina: Running) -> None:
    assert questions(with_nina) == [ASKED]
    with_nina.say("status", by=NINA, at=HELIX, via="mention")
    with_nina.say("action list", by=NINA, via="direct")
    assert questions(with_nina) == [ASKED]


def test_a_line_is_held_with_thanks_and_does_nothing(with_nina: Running) -> None:
    assert with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention") == HOLD
    assert "No open" in with_nina.say("action list", at=HELIX) or "read it" not in with_nina.say(
        "action list", at=HELIX
    )
    assert held(with_nina) == 1


@pytest.mark.parametrize("line", ["status", "help", "action list", "what is this?"])
def test_what_would_only_be_read_is_held_too(with_nina: Running, line: str) -> None:
    assert with_nina.say(line, by=NINA, at=HELIX, via="mention") == HOLD


def test_home_tells_who_confirms_and_nothing_of_the_vendor(with_nina: Running) -> None:
    assert with_nina.home(NINA) == (
        "Alice Moreau confirms who works for Helix Clinical, and you are next. Until then I hold what you ask me for."
    )
    assert held(with_nina) == 0


def test_once_confirmed_everything_held_is_done_in_order_and_answered_directly(with_nina: Running) -> None:
    with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    with_nina.say("action list all", by=NINA, via="direct")
    assert press(with_nina, "Yes, confirm") == ""  # it stands in the place of the question
    assert questions(with_nina) == []
    assert heard(with_nina, DIRECT[ALICE])[-1].startswith(
        "@Nina Patel works for Helix Clinical, as you have confirmed. I do now what they asked for meanwhile: 2 things."
    )
    first, added, listed = heard(with_nina, DIRECT[NINA])[-3:]
    assert (
        first == "Alice Moreau has confirmed that you work for Helix Clinical. What you asked me for meanwhile follows."
    )
    assert added.startswith("Asked Nov 23, 2026 at 09:00: action add @Bob Tran friday read it.\nAdded: A-1 read it")
    assert "A-1 read it" in listed
    assert held(with_nina) == 0
    assert "Asked by @Nina Patel" in with_nina.heard(HELIX)


def test_what_is_done_another_day_says_that_days_are_read_anew(with_nina: Running) -> None:
    with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    with_nina.clock_moves(days=3)
    press(with_nina, "Yes, confirm")
    assert "Days in it are read as of today." in heard(with_nina, DIRECT[NINA])[-1]


def test_the_same_wish_is_held_once(with_nina: Running) -> None:
    for _ in range(3):
        with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    assert held(with_nina) == 1


def test_a_click_is_held_and_done_later(with_nina: Running) -> None:
    with_nina.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    assert with_nina.click("Accept", by=NINA, at=HELIX) == HOLD
    assert "Accepted." not in with_nina.heard(HELIX)
    press(with_nina, "Yes, confirm")
    assert "Accepted." in with_nina.heard(HELIX)


def test_a_click_that_opens_a_form_becomes_a_button_that_opens_it(with_nina: Running) -> None:
    with_nina.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    assert with_nina.click("Decline", by=NINA, at=HELIX) == HOLD
    press(with_nina, "Yes, confirm")
    assert heard(with_nina, DIRECT[NINA])[-1] == (
        "Asked Nov 23, 2026 at 09:00: Decline.\nA form asks for the rest.\n[Open the form]"
    )
    assert press(with_nina, "Open the form", NINA).startswith("-- ")
    with_nina.submit(by=NINA, reason="Not ours")
    assert "Back with @Bob Tran" in with_nina.heard(HELIX)


def test_a_form_that_was_open_when_its_company_changed_is_held_and_done_later(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    with_nina.say("action add", by=NINA, at=HELIX, via="mention")
    with_nina.click("Open the form", by=NINA)
    with_nina.parley.directory.keep_people({NINA: {"id": NINA, "team_id": "T0ELSE", "real_name": "Nina Patel"}})
    with_nina.submit(by=NINA, title="From Nina", owner=BOB, due="2026-12-01")
    assert held(with_nina) == 1
    assert "From Nina" not in with_nina.heard(HELIX)
    with_nina.parley.directory.keep_people({NINA: {"id": NINA, "team_id": "T0HELIX", "real_name": "Nina Patel"}})
    press(with_nina, "Yes, confirm")
    assert "From Nina" in with_nina.heard(HELIX)


def test_a_held_form_with_a_mistake_says_it_and_what_was_filled_in(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    with_nina.say("action add", by=NINA, at=HELIX, via="mention")
    with_nina.click("Open the form", by=NINA)
    with_nina.parley.directory.keep_people({NINA: {"id": NINA, "team_id": "T0ELSE", "real_name": "Nina Patel"}})
    with_nina.submit(by=NINA, title="From Nina", owner=BOB, due="2026-11-24")
    with_nina.clock_moves(days=4)
    press(with_nina, "Yes, confirm")
    said = heard(with_nina, DIRECT[NINA])[-1]
    assert "has passed" in said
    assert "From Nina" in said
    assert "[Open the form]" in said


def test_done_once_even_when_the_act_and_its_letter_come_twice_with_a_restart_between(
    with_nina: Running, start: Callable[..., Running]
) -> None:
    with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    said = with_nina.sandbox.deliveries[-1].payload
    press(with_nina, "Yes, confirm")
    with with_nina.database.write() as connection:  # as a crash before the letter was settled leaves it
        connection.exec_driver_sql("UPDATE outbox SET state = 'sending', settled_at = NULL WHERE kind = 'held'")
    again = start()
    again.rest()
    again.sandbox.event(said)
    again.settle()
    assert "1 open item" in again.say("action list", at=HELIX)


def test_twenty_things_are_held_at_most_and_the_oldest_is_forgotten_with_words(with_nina: Running) -> None:
    for number in range(20):
        with_nina.say(f"action show A-{number + 1}", by=NINA, via="direct")
    said = with_nina.say("status", by=NINA, via="direct")
    assert said == f"{HOLD}\nI hold 20 things for you at most, so I have forgotten the oldest: action show A-1."
    assert held(with_nina) == 20


def test_what_may_not_be_done_is_refused_when_its_time_comes(with_nina: Running) -> None:
    assert with_nina.say("vendor list", by=NINA, via="direct") == HOLD
    press(with_nina, "Yes, confirm")
    assert (
        "You cannot see the list of vendors here. The sponsor's people can; please ask them."
        in (heard(with_nina, DIRECT[NINA])[-1])
    )


# --- no --------------------------------------------------------------------------------------------------------------


def test_no_forgets_what_was_held_and_tells_them_kindly(with_nina: Running) -> None:
    with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    press(with_nina, "No")
    assert held(with_nina) == 0
    assert heard(with_nina, DIRECT[NINA])[-1] == (
        "Alice Moreau has told me that you do not work for Helix Clinical, so I have not done what you asked me for and keep "
        "nothing of it. If that is a mistake, your company's account lead can ask Alice Moreau."
    )
    assert "A-1" not in with_nina.heard(HELIX)
    assert events(with_nina, "PersonRefused") == 1


def test_who_was_refused_stays_so_until_somebody_confirms_them(with_nina: Running) -> None:
    press(with_nina, "No")
    told = (
        "Alice Moreau has told me that you do not work for Helix Clinical. If that is a mistake, your company's account lead "
        "can ask Alice Moreau."
    )
    assert with_nina.say("status", by=NINA, at=HELIX, via="mention") == told
    assert with_nina.home(NINA) == told
    assert questions(with_nina) == []
    assert "@Nina Patel: you said no.\n[Confirm]" in with_nina.say("vendor confirm Helix")
    with_nina.click("Confirm")
    assert "Helix Clinical" in with_nina.say("status", by=NINA, at=HELIX, via="mention")


def test_an_account_lead_who_is_refused_after_a_change_is_named_as_missing(with_nina: Running) -> None:
    vera = with_nina.sandbox.workspace.cast.people[VERA]
    changes_profile(with_nina, replace(vera, team=ORION_TEAM))
    with_nina.say("status", by=VERA, at=HELIX, via="mention")
    press(with_nina, "No")
    assert (
        "They were its account lead; /vendor lead Helix Clinical @person names another."
        in (heard(with_nina, DIRECT[ALICE])[-1])
    )


# --- who waits -------------------------------------------------------------------------------------------------------


def test_who_waits_is_shown_to_the_sponsors_people(with_nina: Running) -> None:
    with_nina.say("action list", by=NINA, via="direct")
    assert with_nina.say("vendor confirm", by=BOB) == (
        "1 person waits for Helix Clinical\n=================================\n"
        "@Nina Patel uses Helix Clinical's Slack. 1 thing they asked for is held.\n[Yes, confirm] [No]"
    )


def test_where_nobody_waits_that_is_said(with_helix: Running) -> None:
    assert with_helix.say("vendor confirm") == (
        "Nobody waits to be confirmed. I write to the account lead when somebody new wants to work with me."
    )


def test_a_vendors_person_confirms_nobody(with_nina: Running) -> None:
    said = with_nina.say("vendor confirm", by=VERA, at=HELIX, via="mention")
    assert said == "You cannot confirm who works for a vendor here. The sponsor's people can; please ask them."


def test_old_buttons_are_checked_at_the_click(with_nina: Running) -> None:
    with_nina.say("vendor confirm", by=BOB)
    with_nina.click("Yes, confirm", by=BOB)
    assert press(with_nina, "Yes, confirm") == (
        "Nina Patel does not wait for Helix Clinical any more. Nothing was changed; /vendor confirm shows who waits."
    )
    assert "does not wait" in press(with_nina, "No")
    assert events(with_nina, "PersonConfirmed") == 2


def test_an_action_can_be_given_to_somebody_who_waits_and_they_hear_of_it(with_nina: Running) -> None:
    assert "Added: A-1" in with_nina.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    assert "A-1 send the plan (@Nina Patel" in with_nina.heard(HELIX)
    assert with_nina.say("action list", by=NINA, via="direct") == HOLD


# --- who is in none of the vendor's channels any more ------------------------------------------------------------------

GONE = (
    "@Nina Patel is in none of Helix Clinical's channels any more. Do they still work for Helix Clinical? Until you say no, I go "
    "on as before.\n[Yes, they do] [No longer]"
)


@pytest.fixture
def confirmed(with_nina: Running) -> Running:
    """Nina is confirmed, and in one of Helix's two channels."""
    press(with_nina, "Yes, confirm")
    with_nina.say("vendor link Helix Clinical", at=MERIDIAN)
    return with_nina


def leaves(parley: Running, who: str, channel: str = HELIX) -> None:
    parley.sandbox.leave(who, channel)
    parley.settle()


def test_the_manager_is_asked_about_who_has_left_the_vendors_last_channel(confirmed: Running) -> None:
    confirmed.sandbox.join(NINA, MERIDIAN)
    confirmed.settle()
    leaves(confirmed, NINA)
    assert GONE not in heard(confirmed, DIRECT[ALICE])
    leaves(confirmed, NINA, MERIDIAN)
    assert heard(confirmed, DIRECT[ALICE])[-1] == GONE
    assert press(confirmed, "Yes, they do") == ""
    assert heard(confirmed, DIRECT[ALICE])[-1] == "@Nina Patel works for Helix Clinical still, as you say."
    assert confirmed.say("status", by=NINA, via="direct").startswith("Helix Clinical")


def test_whoever_works_for_the_vendor_no_longer_can_do_nothing_more(confirmed: Running) -> None:
    leaves(confirmed, NINA)
    press(confirmed, "No longer")
    assert heard(confirmed, DIRECT[ALICE])[-1] == (
        "@Nina Patel works for Helix Clinical no longer, as you say. I do nothing for them. /vendor confirm Helix Clinical is the "
        "way back."
    )
    assert "you do not work for Helix Clinical" in confirmed.say("status", by=NINA, via="direct")


def test_nobody_is_asked_about_our_own_people_and_those_who_wait(with_nina: Running) -> None:
    before = heard(with_nina, DIRECT[ALICE])
    leaves(with_nina, NINA)
    leaves(with_nina, BOB)
    assert heard(with_nina, DIRECT[ALICE]) == before
