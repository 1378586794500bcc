"""Somebody's part ends: withdrawn with a reason, or by their last day. What they had stops, and nothing of theirs is lost."""

import re
from zoneinfo import ZoneInfo

import pytest

from governance.events import ActionItemAccepted, PersonWithdrawn, PlaceVacated
from handlers.kit.record import names_for, tell
from tests import mailed
from tests.browser import BROWSER
from tests.cast import ALICE, BOB, DIRECT, HELIX, NINA, VERA
from tests.mailed import Begin, record
from tests.newcomers import HOLD, NINA_PATEL, events, heard, hire, press
from tests.running import Running

GONE = (
    "Alice Moreau has told me that you do not work for Helix Clinical. If that is a mistake, your company's account lead can "
    "ask Alice Moreau."
)
KIND = (
    "Alice Moreau has told me that you no longer work on the matters of Helix Clinical and Northwind Bio, so I write to you "
    "about them no more. Thank you for your work."
)
DONE = (
    "@Nina Patel no longer works for Helix Clinical and hears nothing more of it. The reason is on the record. "
    "/vendor confirm Helix Clinical is the way back."
)


@pytest.fixture
def colleagues(with_nina: Running) -> Running:
    """Nina is confirmed, and works for Helix beside Vera."""
    press(with_nina, "Yes, confirm")
    return with_nina


def person(parley: Running, user: str) -> int:
    with mailed.uow(parley) as uow:
        its = uow.people.by_slack(user)
    assert its
    return its.id


# --- withdrawn -----------------------------------------------------------------------------------------------------------


def test_a_sponsors_person_says_with_a_reason_that_somebody_works_for_a_vendor_no_longer(colleagues: Running) -> None:
    nina = person(colleagues, NINA)
    assert colleagues.say(f"vendor people <@{NINA}> nobody because she moved to another client") == DONE
    assert heard(colleagues, DIRECT[NINA])[-1] == KIND
    assert colleagues.say("status", by=NINA, at=HELIX, via="mention") == GONE
    [entry] = record(colleagues, f"person:{nina}", PersonWithdrawn)
    assert entry.event.reason == "she moved to another client"
    assert "Nina" not in colleagues.say("vendor people Helix")
    with mailed.uow(colleagues) as uow:
        told = tell(entry, names_for([entry], [1], ZoneInfo("UTC"), uow))
    assert (told.title, told.who, told.what, told.reason) == (
        "Person withdrawn",
        "Alice Moreau",
        "Person: Nina Patel",
        "she moved to another client",
    )


def test_any_of_the_sponsors_people_may_and_a_reason_is_needed(colleagues: Running) -> None:
    said = colleagues.say(f"vendor people <@{NINA}> nobody", by=BOB)
    assert said.startswith("Say why the role is taken away: /vendor people @person nobody because ...")
    assert colleagues.say(f"vendor people <@{NINA}> nobody because she moved", by=BOB) == DONE


def test_the_button_beside_who_is_confirmed_asks_why(colleagues: Running) -> None:
    listed = colleagues.say("vendor confirm Helix", by=BOB)
    assert "@Nina Patel\n[No longer]\n@Vera Novak\n[No longer]" in listed
    assert "Why?" in colleagues.click("No longer", by=BOB)
    assert colleagues.submit(by=BOB, reason="she moved") == DONE
    assert "@Nina Patel: you said no.\n[Confirm]" in colleagues.say("vendor confirm Helix", by=BOB)
    colleagues.click("Confirm", by=BOB)
    assert "Helix Clinical" in colleagues.say("status", by=NINA, at=HELIX, via="mention")


def test_an_old_button_ends_nothing_twice(colleagues: Running) -> None:
    colleagues.say("vendor confirm Helix", by=BOB)
    colleagues.click("No longer", by=BOB)
    colleagues.say(f"vendor people <@{NINA}> nobody because she moved")
    said = colleagues.submit(by=BOB, reason="she moved")
    assert "Nina Patel does not work for Helix Clinical any more. Nothing was changed" in said
    assert events(colleagues, "PersonWithdrawn") == 1


def test_the_form_of_a_role_has_it_too(colleagues: Running) -> None:
    colleagues.say(f"vendor people <@{NINA}>")
    assert "Say why the role is taken away" in colleagues.submit(role="stranger")
    assert colleagues.submit(role="stranger", reason="she moved") == DONE


def test_a_vendors_lead_says_it_of_its_members_only(colleagues: Running) -> None:
    def say(line: str) -> str:
        return colleagues.say(f"vendor people {line}", by=VERA, via="direct")

    assert "is not of your company" in say(f"<@{BOB}> nobody because so")
    assert "You can make people of your company vendor members." in say(f"<@{VERA}> nobody because so")
    assert say(f"<@{NINA}> nobody because she moved").startswith("@Nina Patel no longer works for Helix Clinical")
    assert colleagues.say("status", by=NINA, at=HELIX, via="mention") == GONE


def test_a_sponsors_own_people_are_not_withdrawn(colleagues: Running) -> None:
    said = colleagues.say(f"vendor people <@{BOB}> nobody because so")
    assert said.startswith("Bob Tran is of your own company, and whoever uses its Slack can work with me.")


def test_what_has_nobody_now_is_told_to_the_vendor_manager(colleagues: Running) -> None:
    colleagues.say(f"vendor executive Helix <@{NINA}>")
    colleagues.say(f"vendor lead Helix <@{NINA}> because it is her turn")
    colleagues.say(f"me away until 12 Dec <@{NINA}>", by=VERA, via="direct")
    colleagues.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    colleagues.say(f"vendor people <@{NINA}> nobody because she moved", by=BOB)
    assert heard(colleagues, DIRECT[ALICE])[-1] == (
        "Nina Patel no longer works for Helix Clinical. 1 action item is theirs. Nobody is account lead of Helix Clinical, "
        "executive for Helix Clinical and deputy of Vera Novak now. /vendor lead and /vendor executive name others.\n[Name successors]"
    )
    assert "Nina" not in colleagues.say("vendor show Helix")
    assert events(colleagues, "PlaceVacated") == 3
    assert [its.event.part for its in record(colleagues, "vendor:1", PlaceVacated)] == [
        "vendor_lead",
        "vendor_executive",
    ]
    before = heard(colleagues, DIRECT[NINA])
    colleagues.say("action escalate A-1 because it is late", at=HELIX)
    assert heard(colleagues, DIRECT[NINA]) == before


def test_what_is_theirs_can_be_given_to_a_colleague(colleagues: Running) -> None:
    colleagues.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    colleagues.say(f"vendor people <@{NINA}> nobody because she moved")
    assert "Who does the action items?" in colleagues.click("Name successors", at=DIRECT[ALICE])
    assert "cannot take this over" in colleagues.submit(actions=BOB)
    assert "is handed over" in colleagues.submit(actions=VERA)
    assert "A-1" in colleagues.say("action list mine", by=VERA, via="direct")


def test_who_was_named_as_successor_is_no_longer(colleagues: Running) -> None:
    colleagues.say(f"action add <@{VERA}> friday send the plan", by=BOB, at=HELIX)
    colleagues.say("me leaving on 24 Nov", by=VERA, via="direct")
    colleagues.click("Name successors", by=VERA, at=DIRECT[VERA])
    colleagues.submit(by=VERA, actions=NINA)
    colleagues.say(f"vendor people <@{NINA}> nobody because she moved")
    colleagues.clock_moves(days=2)
    colleagues.tick("leaving")
    assert "nobody is named yet to take over 1 action item" in "\n".join(heard(colleagues, DIRECT[ALICE]))
    assert "A-1" not in heard(colleagues, DIRECT[NINA])[-1]


def test_tokens_feeds_and_digests_of_ones_own_end(start: Begin) -> None:
    parley = _with_nina(start)
    feed = re.search(rf"{mailed.SITE}(/\S+?)[\s>|]", parley.say("me feed", by=NINA, via="direct") + " ")
    assert feed
    parley.say("digest subscribe weekly friday 9:00 for Helix", by=NINA, via="direct")
    parley.click("Subscribe", by=NINA, at=DIRECT[NINA])
    assert BROWSER.get(parley.front.url + feed[1]).status_code == 200
    parley.say(f"vendor people <@{NINA}> nobody because she moved")
    assert BROWSER.get(parley.front.url + feed[1]).status_code == 404
    assert events(parley, "DigestStopped") == 1


def _with_nina(start: Begin) -> Running:
    parley = start(PUBLIC_URL=mailed.SITE)
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    hire(parley, NINA_PATEL, HELIX)
    press(parley, "Yes, confirm")
    return parley


# --- without Slack ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_mail(start: Begin) -> Running:
    """Nina Roe has no Slack, and A-1 to do; she has read of it by mail."""
    parley = mailed.begun(start, PUBLIC_URL=mailed.SITE)
    mailed.morning(parley, 23)
    mailed.given(parley)
    mailed.morning(parley, 24)
    return parley


def test_who_has_no_slack_is_withdrawn_and_thanked_by_mail(by_mail: Running) -> None:
    path = mailed.link(by_mail, "Accept A-1")
    said = by_mail.say("vendor people @Nina Roe nobody because so")
    assert said.startswith("Nina Roe no longer works for Helix Clinical")
    last = mailed.mails(by_mail)[-1]
    assert last["Subject"] == "Your work on Helix Clinical"
    assert "Thank you for your work." in mailed.words(last)
    assert "you do not work for Helix Clinical" in mailed.text(mailed.press(by_mail, path))
    assert record(by_mail, "action:1", ActionItemAccepted) == []
    assert "Nina Roe: you said no.\n[Confirm]" in by_mail.say("vendor confirm Helix")
    by_mail.click("Confirm")
    assert "Accepted." in mailed.text(mailed.press(by_mail, path))


def test_who_has_no_slack_has_left_when_their_last_day_is_over(by_mail: Running) -> None:
    path = mailed.link(by_mail, "Accept A-1")
    by_mail.say("vendor leaving @Nina Roe 24 Nov")
    mailed.morning(by_mail, 26)
    by_mail.tick("leaving")
    assert "You cannot" in mailed.text(mailed.press(by_mail, path))
    assert record(by_mail, "action:1", ActionItemAccepted) == []
    count = len(mailed.mails(by_mail))
    mailed.morning(by_mail, 27)
    assert len(mailed.mails(by_mail)) == count
    assert "Nina Roe has left.\n[Back again]" in by_mail.say("vendor confirm Helix")
    by_mail.click("Back again")
    assert "Accepted." in mailed.text(mailed.press(by_mail, path))


# --- the last day ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def last_day_over(start: Begin) -> Running:
    parley = _with_nina(start)
    parley.say(f"action add <@{NINA}> friday send the plan", by=BOB, at=HELIX)
    parley.say(f"vendor executive Helix <@{NINA}>")
    parley.say(f"vendor leaving <@{NINA}> 24 Nov")
    parley.clock_moves(days=2)
    for _ in range(2):
        parley.tick("leaving")
    return parley


ASKED = (
    "Nina Patel's last day was 24 November 2026. Do they still work for Helix Clinical? Until you say so, I hold what they ask "
    "me for.\n[No longer] [They still do]"
)


def test_after_their_last_day_what_they_ask_for_is_held_and_the_manager_is_asked_once(last_day_over: Running) -> None:
    assert heard(last_day_over, DIRECT[ALICE]).count(ASKED) == 1
    assert last_day_over.say("action accept A-1", by=NINA, via="direct") == HOLD
    assert len([words for words in heard(last_day_over, DIRECT[ALICE]) if "Do they" in words]) == 1
    assert any("Nobody is executive for Helix Clinical now." in words for words in heard(last_day_over, DIRECT[ALICE]))


def test_who_still_works_there_goes_on_and_is_not_asked_about_again(last_day_over: Running) -> None:
    last_day_over.say("action accept A-1", by=NINA, via="direct")
    press(last_day_over, "They still do")
    assert "Accepted." in heard(last_day_over, DIRECT[NINA])[-1]
    last_day_over.clock_moves(days=1)
    last_day_over.tick("leaving")
    assert "A-1" in last_day_over.say("action list mine", by=NINA, via="direct")


def test_who_is_gone_is_withdrawn_with_a_reason(last_day_over: Running) -> None:
    assert "Why?" in press(last_day_over, "No longer")
    assert "no longer works for Helix Clinical" in last_day_over.submit(reason="her contract ended")
    assert last_day_over.say("status", by=NINA, via="direct") == GONE
