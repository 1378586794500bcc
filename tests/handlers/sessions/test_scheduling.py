"""Sessions: invites in the mailbox, one line in the channel, and every way to get a moment wrong."""

import email
import io

import icalendar
import pytest

from tests.cast import ALICE, BOB, CHARLIE, GOVERNANCE, HELIX, VERA
from tests.running import Running

WHEN = "Joint strategy session with Helix Clinical: Dec 1, 2026 at 14:00, 90 minutes"


def test_a_line_schedules_a_session_and_tells_the_channel(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    assert said == f"Scheduled as S-1: {WHEN}\nInvites are on their way to @Alice Moreau and @Vera Novak."
    assert with_helix.heard(HELIX).endswith(
        f"Parley, 09:00:\n  :calendar: S-1 {WHEN}\n  Not answered: @Alice Moreau and @Vera Novak\n"
        "  [I will come] [Perhaps] [I cannot] [Open]"
    )


def test_everyone_gets_an_invite_of_their_own(with_helix: Running) -> None:
    with_helix.say(f"session schedule Helix 1 Dec 15:00 45m Quarterly review <@{BOB}>", by=ALICE, at=HELIX)
    mails = with_helix.sandbox.mails
    assert sorted(mail["To"] for mail in mails) == [
        "Alice Moreau <alice@northwind.example>",
        "Bob Tran <bob@northwind.example>",
        "Vera Novak <vera@helix.example>",
    ]
    assert {mail["Subject"] for mail in mails} == {"Quarterly review"}
    invite = calendar_of(mails[0])
    event = invite.walk("VEVENT")[0]
    assert invite["METHOD"] == "REQUEST"
    assert event.decoded("DTSTART").isoformat() == "2026-12-01T15:00:00+01:00"
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).total_seconds() == 45 * 60
    assert event["ORGANIZER"] == "mailto:parley@northwind.example"


def test_all_invites_to_one_session_are_the_same_event(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    assert len({str(calendar_of(mail).walk("VEVENT")[0]["UID"]) for mail in with_helix.sandbox.mails}) == 1


def test_the_hour_is_the_askers_own(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00", by=BOB, at=GOVERNANCE)
    assert "Dec 1, 2026 at 20:00" in said  # 15:00 in New York


def test_a_zone_that_is_named_wins(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00 Europe/London", by=BOB, at=GOVERNANCE)
    assert "Dec 1, 2026 at 15:00" in said


def test_the_vendors_lead_may_schedule(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00", by=VERA, at=HELIX, via="mention")
    assert said.startswith("Scheduled as S-1: Joint strategy session with Helix Clinical: Dec 1, 2026 at 15:00")


def test_bare_schedule_opens_the_form(with_helix: Running) -> None:
    assert with_helix.say("session schedule", by=ALICE, at=HELIX) == (
        "-- Schedule a session --\nWith which vendor?: [Helix Clinical]\nWhat kind of session?: [Joint strategy session]\n"
        "On which day, or from which day on?: [Choose a day]\nAt what time?: [15:00]\nHow often?: [Once]\n"
        "How long?: [90 minutes]\n"
        "Who has to come? (optional): [Choose people]\n  Both account leads are invited in any case; choose nobody, and its governance body is invited, too.\n"
        "Who may come? (optional): [Choose people]\n"
        "People without Slack (optional): [pat@vendor.example, Kim Low]\n"
        "  Their mail addresses, or names I know. Write optional before those who need not come.\n"
        "Title (optional): [...]\nLink to join (optional): [https://]\n"
        "Another rhythm (optional): [every 3 weeks on Thursday]\n  What Outlook cannot hold is refused, with the nearest.\n"
        "Last day of the series (optional): [Choose a day]\n"
        "When the day is a holiday of somebody who comes: [Hold it on the working day before]\n"
        "On whose clock?: [Europe/Warsaw]\n  A series keeps its hour there, whatever clocks elsewhere do.\n"
        "Where calendars do not agree on that clock (optional): ( ) Schedule the next 12 as single meetings instead\n"
        "[Send invites] [Cancel]"
    )


def test_the_form_schedules_a_session(with_helix: Running) -> None:
    with_helix.say("session schedule", by=ALICE, at=HELIX)
    with_helix.submit(date="2026-12-01", people=[BOB], join_link="https://meet.example/helix")
    assert f":calendar: S-1 {WHEN}" in with_helix.heard(HELIX)
    assert len(with_helix.sandbox.mails) == 3
    assert "https://meet.example/helix" in with_helix.sandbox.mails[0].get_body(("plain",)).get_content()


def test_a_day_that_has_passed_is_said_under_the_field(with_helix: Running) -> None:
    with_helix.say("session schedule", by=ALICE, at=HELIX)
    form = with_helix.submit(date="2026-11-20")
    assert "  ! 20 November 2026 15:00 has passed. Give a moment that is still to come." in form


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("31 feb 15:00", "February"),
        ("1 Dec 25:00", "25"),
        ("1 Dec", "time"),
        ("20 Nov 2026 15:00", "has passed"),
        ("someday 15:00", "someday"),
    ],
)
def test_an_impossible_moment_is_named_and_nobody_is_invited(with_helix: Running, when: str, words: str) -> None:
    said = with_helix.say(f"session schedule Helix {when}", at=HELIX)
    assert words in said, said
    assert "Scheduled" not in said
    assert with_helix.sandbox.mails == []


@pytest.mark.parametrize("length", ["0m", "4m", "5000m", "9999999999m", "9h", "99999h"])
@pytest.mark.parametrize("when", ["1 Dec", "second Tuesday"])
def test_an_impossible_length_is_named_and_nobody_is_invited(with_helix: Running, when: str, length: str) -> None:
    said = with_helix.say(f"session schedule Helix {when} 15:00 {length}", at=HELIX)
    assert said == f'A session cannot last "{length}". Write a length from 5 minutes to 8 hours, such as 45m or 2h.'
    assert with_helix.sandbox.mails == []


def test_half_a_year_in_a_title_is_no_length(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00 Review of 2026 H1", at=HELIX)
    assert "Review of 2026 H1: Dec 1, 2026 at 14:00, 90 minutes" in said


@pytest.mark.parametrize("when", ["1 Dec", "second Tuesday"])
def test_a_city_after_the_time_is_asked_about(with_helix: Running, when: str) -> None:
    said = with_helix.say(f"session schedule Helix {when} 15:00 New York review 60m", at=HELIX)
    assert said == (
        "Is New York the city whose clock counts, or part of the title? Write America/New_York for its clock, or put the "
        "title in quotation marks.\n[On the clock of New York] [Part of the title]"
    )
    assert with_helix.sandbox.mails == []


def test_the_city_is_taken_as_its_clock_or_as_the_title(with_helix: Running) -> None:
    line = "session schedule Helix 1 Dec 15:00 New York review 60m"
    with_helix.say(line, at=HELIX)
    assert "New York review: Dec 1, 2026 at 14:00, 60 minutes" in with_helix.click("Part of the title")
    with_helix.say(line, at=HELIX)
    assert "review: Dec 1, 2026 at 20:00, 60 minutes" in with_helix.click("On the clock of New York")


def test_after_a_zone_a_city_is_a_title(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00 Europe/London Berlin audit", at=HELIX)
    assert "Berlin audit: Dec 1, 2026 at 15:00" in said


def test_an_hour_the_clocks_skip_is_said(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 28 March 2027 02:30", by=ALICE, at=HELIX)
    assert "Scheduled" not in said
    assert "02:30" in said or "2:30" in said, said


def test_an_unknown_vendor_is_met_with_the_nearest(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helx 1 Dec 15:00", at=GOVERNANCE)
    assert said == 'There is no vendor called "Helx". Did you mean Helix Clinical? /vendor list shows them all.'


def test_a_person_of_neither_side_is_not_invited(with_helix: Running) -> None:
    said = with_helix.say(f"session schedule Helix 1 Dec 15:00 <@{CHARLIE}>", at=HELIX)
    assert said.startswith("Charlie Reyes works for neither Helix Clinical nor us")
    assert with_helix.sandbox.mails == []


@pytest.mark.parametrize(
    "line", ["schedule Orion 1 Dec 15:00", "schedule Orion second Tuesday 15:00", "find Orion", "poll Orion 60m"]
)
def test_without_anybody_of_the_vendor_it_is_no_joint_session(parley: Running, line: str) -> None:
    parley.say("vendor add Orion Labs, tier 2, Central laboratory")
    assert parley.say(f"session {line} <@{BOB}>") == (
        "Nobody of Orion Labs is among the guests, and a joint session needs people of both companies. Add one of them, "
        "@person or a mail address; /vendor lead names the account leads, who are always invited."
    )
    assert parley.sandbox.mails == []


def test_the_form_says_so_at_the_people(parley: Running) -> None:
    parley.say("vendor add Orion Labs, tier 2, Central laboratory")
    parley.say("session schedule")
    form = parley.submit(date="2026-12-01", people=[BOB])
    assert "  ! Nobody of Orion Labs is among the guests" in form


def test_the_list_shows_what_is_to_come(with_helix: Running) -> None:
    assert with_helix.say("session list", at=HELIX) == "No session is planned.\n[Schedule a session]"
    with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert with_helix.say("session list", at=GOVERNANCE) == f"S-1 {WHEN}\n[Schedule a session]"
    with_helix.clock_moves(days=30)
    assert with_helix.say("session list", at=HELIX).startswith("No session is planned.")


def test_the_mail_server_refusing_for_good_is_told_by_the_doctor(with_helix: Running) -> None:
    with_helix.sandbox.fault("smtp", times=2, status=550, error="no such mailbox")
    with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert with_helix.sandbox.mails == []
    assert "no such mailbox" in with_helix.say("vendor doctor")


def test_the_mail_server_away_loses_no_invite(with_helix: Running) -> None:
    with_helix.sandbox.fault("smtp", times=2, drop="before")
    with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert with_helix.sandbox.mails == []
    with_helix.rest()
    assert len(with_helix.sandbox.mails) == 2


def calendar_of(mail: email.message.EmailMessage) -> icalendar.Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(io.BytesIO(part.get_payload(decode=True)).read())
