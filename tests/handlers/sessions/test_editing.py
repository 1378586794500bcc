"""Guests, title and link of a session: who is concerned gets a mail, answers stay."""

import icalendar
import pytest

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running


@pytest.fixture
def planned(with_helix: Running) -> Running:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=1)
    with_helix.click("I will come", by=VERA, at=HELIX)
    with_helix.clock_moves(minutes=1)
    return with_helix


def events(parley: Running, person: str) -> list[tuple[str, icalendar.Event]]:
    """Method and event of every calendar in somebody's mailbox, oldest first."""
    mails = [mail for mail in parley.sandbox.mails if person in str(mail["To"])]
    parts = [next(part for part in mail.walk() if part.get_content_type() == "text/calendar") for mail in mails]
    calendars = [icalendar.Calendar.from_ical(part.get_payload(decode=True)) for part in parts]
    return [(str(its["METHOD"]), its.walk("VEVENT")[0]) for its in calendars]


def test_a_new_guest_alone_gets_an_invite_and_answers_stay(planned: Running) -> None:
    said = planned.say(f"session invite S-1 <@{BOB}>", by=ALICE, at=HELIX)
    assert "Coming: @Vera Novak\nNot answered: @Alice Moreau and @Bob Tran" in said
    [(method, event)] = events(planned, "bob")
    assert (method, event["SEQUENCE"], len(event["ATTENDEE"])) == ("REQUEST", 0, 3)
    assert len(events(planned, "vera")) == 1


def test_who_is_taken_off_alone_gets_a_cancellation_newer_than_the_invite(planned: Running) -> None:
    planned.say(f"session invite S-1 <@{BOB}>", by=ALICE, at=HELIX)
    planned.clock_moves(minutes=1)
    said = planned.say(f"session drop S-1 <@{BOB}> because it is not theirs", by=ALICE, at=HELIX)
    assert "Bob" not in said
    assert "Coming: @Vera Novak" in said
    method, event = events(planned, "bob")[-1]
    assert (method, event["SEQUENCE"], str(event["ATTENDEE"])) == ("CANCEL", 1, "mailto:bob@northwind.example")
    assert len(events(planned, "vera")) == 1
    assert planned.say("session answer S-1 yes", by=BOB, at=HELIX).startswith("You are not among the guests of S-1")


def test_after_somebody_was_taken_off_a_move_is_newer_still(planned: Running) -> None:
    for line in (
        f"invite S-1 <@{BOB}>",
        f"drop S-1 <@{BOB}> because it is not theirs",
        "move S-1 2 Dec 10:00 the auditors come",
    ):
        planned.say(f"session {line}", by=ALICE, at=HELIX)
        planned.clock_moves(minutes=1)
    assert [event["SEQUENCE"] for _, event in events(planned, "vera")] == [0, 2]
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=ALICE, at=HELIX)


def test_the_form_changes_title_link_and_guests(planned: Running) -> None:
    form = planned.say("session edit S-1", by=ALICE, at=HELIX)
    assert form.startswith("-- Change S-1 --\nTitle: [Joint strategy session with Helix Clinical]\n")
    planned.submit(
        by=ALICE,
        title="Filing recovery",
        reason="It is about that",
        join_link="https://meet.example/1",
        people=[ALICE, VERA, BOB],
    )
    page = planned.heard(HELIX)
    assert ":calendar: @Alice Moreau changed S-1: Filing recovery, the link to join" in page
    assert ":calendar: S-1 Filing recovery: Dec 1, 2026 at 14:00, 90 minutes\n  Join" in page
    method, event = events(planned, "vera")[-1]
    assert (method, event["SEQUENCE"], str(event["SUMMARY"])) == ("REQUEST", 0, "Filing recovery")
    assert str(event["LOCATION"]) == "https://meet.example/1"
    assert len(events(planned, "bob")) == 1


def test_the_vendors_lead_changes_it_from_a_direct_message(planned: Running) -> None:
    planned.say("session edit S-1", by=VERA, via="direct")
    planned.click("Open the form", by=VERA, at=DIRECT[VERA])
    planned.submit(by=VERA, title="Filing recovery", reason="It is about that")
    assert "@Vera Novak changed S-1: Filing recovery." in planned.heard(HELIX)


def test_a_form_that_changes_nothing_says_so(planned: Running) -> None:
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    assert "! S-1 stays as it is: nothing in the form was changed." in planned.submit(by=ALICE)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"invite S-1 <@{VERA}>", "Vera Novak is a guest of S-1. Nothing was changed."),
        (f"drop S-1 <@{BOB}> because it is not theirs", "Bob Tran is no guest of S-1. Nothing was changed."),
        (f"invite S-1 <@{CHARLIE}>", "Charlie Reyes works for neither Helix Clinical nor us"),
        (
            f"drop S-1 <@{ALICE}> <@{VERA}> because it is not theirs",
            "Somebody has to come to S-1. Cancel it with /session cancel S-1 instead.",
        ),
        ("invite S-1", "Nobody is named. Write for instance /session invite S-1 @person; a mail address works too."),
        ("drop S-1", "Nobody is named. Write for instance /session drop S-1 @person; a mail address works too."),
        (f"invite S-1 optional <@{VERA}>", "Vera Novak is a guest of S-1. Nothing was changed."),  # a lead has to come
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_sent(planned: Running, line: str, words: str) -> None:
    before = len(planned.sandbox.mails)
    assert planned.say(f"session {line}", by=ALICE, at=HELIX).startswith(words)
    assert len(planned.sandbox.mails) == before


def test_an_old_form_changes_what_was_changed_in_it_and_leaves_what_others_did_meanwhile(planned: Running) -> None:
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    planned.say("session edit S-1", by=BOB, at=HELIX)
    planned.submit(by=BOB, join_link="https://meet.example/bob", people=[ALICE, VERA, BOB])
    planned.clock_moves(minutes=1)
    said = planned.submit(by=ALICE, title="Filing recovery", reason="It is about that")
    assert "S-1 Filing recovery" in said
    assert "Join" in said
    assert "@Bob Tran" in said
    assert len(events(planned, "bob")) == 2  # the invite and the new title, no cancellation


def test_an_old_form_does_not_overwrite_a_newer_title(planned: Running) -> None:
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    planned.say("session edit S-1", by=BOB, at=HELIX)
    planned.submit(by=BOB, title="Data review", reason="It is about that")
    form = planned.submit(by=ALICE, title="Filing recovery", reason="It is about that")
    assert "! S-1 was changed by somebody else a moment ago. Nothing of yours was kept; look at it again first." in form
    assert "Data review" in planned.say("session show S-1", at=HELIX)


def test_whoever_came_meanwhile_is_not_asked_twice_nor_taken_off(planned: Running) -> None:
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    planned.say(f"session invite S-1 <@{BOB}>", by=VERA, at=HELIX, via="mention")
    form = planned.submit(by=ALICE, people=[ALICE, VERA, BOB])
    assert "S-1 stays as it is" in form
    assert len(events(planned, "bob")) == 1


def test_a_guest_who_has_to_come_can_be_made_optional_and_back(planned: Running) -> None:
    planned.say(f"session invite S-1 <@{BOB}>", by=ALICE, at=HELIX)
    for line, role in ((f"optional <@{BOB}>", "OPT-PARTICIPANT"), (f"<@{BOB}>", "REQ-PARTICIPANT")):
        planned.clock_moves(minutes=1)
        assert planned.say(f"session invite S-1 {line}", by=ALICE, at=HELIX).startswith(
            "Invited. They alone get a mail.\n"
        )
        _, event = events(planned, "bob")[-1]
        assert {str(its): its.params["ROLE"] for its in event["ATTENDEE"]}["mailto:bob@northwind.example"] == role
    assert len(events(planned, "vera")) == 1
    said = planned.say(f"session invite S-1 <@{BOB}>", by=ALICE, at=HELIX)
    assert said == "Bob Tran is a guest of S-1. Nothing was changed."


def test_who_is_a_guest_already_gets_no_mail_because_somebody_new_does(planned: Running) -> None:
    planned.say(f"session invite S-1 <@{VERA}> optional <@{BOB}>", by=ALICE, at=HELIX)
    assert (len(events(planned, "bob")), len(events(planned, "vera")), len(events(planned, "alice"))) == (1, 1, 1)
