"""Guests who have no Slack: named by their mail address or their name, in lines and forms, and told by mail."""

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.sessions.calendars import mails_to
from tests.running import Running

PEOPLE = "name,email,company\nPat Doe,pat@helix.example,Helix Clinical\nKim Low,kim@northwind.example,\n"


@pytest.fixture
def with_pat(with_helix: Running) -> Running:
    with_helix.send_file(ALICE, "people.csv", PEOPLE)
    with_helix.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    return with_helix


@pytest.mark.parametrize(
    "name",
    ["Pat Doe", "pat doe", "pat@helix.example", "PAT@helix.example", "<mailto:pat@helix.example|pat@helix.example>"],
)
def test_a_line_invites_them_by_address_or_name(with_pat: Running, name: str) -> None:
    said = with_pat.say(f"session schedule Helix 1 Dec 15:00 45m {name} Quarterly review", at=HELIX)
    assert said == (
        "Scheduled as S-1: Quarterly review: Dec 1, 2026 at 14:00, 45 minutes\n"
        "Invites are on their way to @Alice Moreau, @Vera Novak and Pat Doe."
    )
    assert len(mails_to(with_pat, "pat@helix.example")) == 1
    assert "Not answered: @Alice Moreau, @Vera Novak and Pat Doe" in with_pat.heard(HELIX)


def test_they_can_be_optional_and_in_a_series(with_pat: Running) -> None:
    line = f"session schedule Helix every second Tuesday of the month 15:00 <@{BOB}> optional Pat Doe, kim@northwind.example"
    said = with_pat.say(line, at=HELIX)
    assert "Pat Doe" in said, said
    [invite] = mails_to(with_pat, "pat@helix.example")
    roles = {str(its): its.params["ROLE"] for its in invite.walk("VEVENT")[0]["ATTENDEE"]}
    assert roles["mailto:pat@helix.example"] == roles["mailto:kim@northwind.example"] == "OPT-PARTICIPANT"
    assert roles["mailto:bob@northwind.example"] == "REQ-PARTICIPANT"


def test_an_address_nobody_has_is_refused_with_the_way_to_introduce_them(with_pat: Running) -> None:
    said = with_pat.say("session schedule Helix 1 Dec 15:00 pad@helix.example", at=HELIX)
    assert said == (
        "I know nobody of either company with the address pad@helix.example. Send me a file with their name, email and "
        "company in a direct message, then try again."
    )
    assert with_pat.sandbox.mails == []


def test_two_of_one_name_are_told_apart_by_their_addresses(with_pat: Running) -> None:
    with_pat.send_file(ALICE, "more.csv", "name,email,company\nPat Doe,pat.doe@northwind.example,\n")
    with_pat.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    said = with_pat.say("session schedule Helix 1 Dec 15:00 Pat Doe", at=HELIX)
    assert said == (
        "There is more than one Pat Doe: pat.doe@northwind.example and pat@helix.example. "
        "Write the address of the one you mean."
    )


def test_who_works_for_another_vendor_is_nobody_here(with_pat: Running) -> None:
    with_pat.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_pat.send_file(ALICE, "more.csv", "name,email,company\nOli Reed,oli@orion.example,Orion Labs\n")
    with_pat.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    said = with_pat.say("session schedule 1 Dec 15:00 oli@orion.example", by=VERA, via="direct")
    assert said.startswith("I know nobody of either company with the address oli@orion.example.")
    said = with_pat.say("session schedule 1 Dec 15:00 Oli Reed", by=VERA, via="direct")
    assert said.startswith(
        "Scheduled as S-1: Oli Reed: Dec 1, 2026 at 15:00"
    )  # a title: to Vera there is no such person


def test_they_are_invited_to_and_taken_off_what_is_planned(with_pat: Running) -> None:
    with_pat.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert "Pat Doe" in with_pat.say("session invite S-1 optional pat@helix.example", at=HELIX)
    with_pat.clock_moves(minutes=1)
    assert "Pat Doe" not in with_pat.say("session drop S-1 Pat Doe because it is not theirs", at=HELIX)
    assert [str(its["METHOD"]) for its in mails_to(with_pat, "pat@helix.example")] == ["REQUEST", "CANCEL"]


def test_a_name_nobody_has_is_no_guest(with_pat: Running) -> None:
    with_pat.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    said = with_pat.say("session invite S-1 Pad Doo", at=HELIX)
    assert said.startswith('I know nobody of either company called "Pad Doo".')


def test_the_form_that_schedules_takes_them(with_pat: Running) -> None:
    with_pat.say("session schedule", at=HELIX)
    form = with_pat.submit(date="2026-12-01", others="Pad Doo")
    assert '  ! I know nobody of either company called "Pad Doo".' in form
    with_pat.submit(date="2026-12-01", others="pat@helix.example, optional Kim Low")
    assert "Not answered: @Alice Moreau, @Vera Novak, Pat Doe and Kim Low" in with_pat.heard(HELIX)


def test_the_form_that_changes_shows_them_and_takes_them_off(with_pat: Running) -> None:
    with_pat.say("session schedule Helix 1 Dec 15:00 Pat Doe", at=HELIX)
    with_pat.clock_moves(minutes=1)
    assert "People without Slack (optional): [pat@helix.example]" in with_pat.say("session edit S-1", at=HELIX)
    with_pat.submit(others="kim@northwind.example", reason="Kim stands in")
    assert "Not answered: @Alice Moreau, @Vera Novak and Kim Low" in with_pat.heard(HELIX)
    assert str(mails_to(with_pat, "pat@helix.example")[-1]["METHOD"]) == "CANCEL"


def test_a_time_is_looked_for_with_them_and_the_filled_form_keeps_them(with_pat: Running) -> None:
    said = with_pat.say("session find Helix 60m in the next 2 weeks Pat Doe optional kim@northwind.example", at=HELIX)
    assert "Pat Doe" in said
    form = with_pat.click("Schedule this")
    assert "People without Slack (optional): [pat@helix.example optional kim@northwind.example]" in form


def test_they_are_asked_in_a_poll_by_mail(with_pat: Running) -> None:
    with_pat.say("session poll Helix 60m Pat Doe", at=HELIX)
    [mail] = [its for its in with_pat.sandbox.mails if "pat@helix.example" in its["To"]]
    assert mail["Subject"].startswith("Which times suit you?")
    assert "not yet: @Alice Moreau, @Vera Novak and Pat Doe" in with_pat.heard(HELIX)
