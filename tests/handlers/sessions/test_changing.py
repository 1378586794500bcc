"""Answering, moving and cancelling a session: by both companies, in Slack, in every calendar, and on the record."""

import icalendar
import pytest

from governance.events import SessionAnswered, SessionCancelled, SessionMoved
from storage.journal import history
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running

WHEN = "S-1 Joint strategy session with Helix Clinical: Dec 1, 2026 at 14:00, 90 minutes"


@pytest.fixture
def planned(with_helix: Running) -> Running:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=1)
    return with_helix


def vera(parley: Running, words: str) -> str:
    parley.clock_moves(minutes=1)
    return parley.say(words, by=VERA, via="direct")


def record(parley: Running, kind: type) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "session:1")
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


def calendars(parley: Running, person: str) -> list[icalendar.Calendar]:
    """What lies in somebody's mailbox, oldest first."""
    mails = [mail for mail in parley.sandbox.mails if person in str(mail["To"])]
    parts = [next(part for part in mail.walk() if part.get_content_type() == "text/calendar") for mail in mails]
    return [icalendar.Calendar.from_ical(part.get_payload(decode=True)) for part in parts]


# --- answers ---------------------------------------------------------------------------------------------------------


def test_the_vendors_person_answers_with_a_button_and_the_channel_sees_who_comes(planned: Running) -> None:
    said = planned.click("I will come", by=VERA, at=HELIX)
    assert said.startswith("Thank you: you are coming.\n")
    assert planned.heard(HELIX).endswith(
        f"Parley, 09:00: (edited)\n  :calendar: {WHEN}\n  Coming: @Vera Novak\n  Not answered: @Alice Moreau\n"
        "  [I will come] [Perhaps] [I cannot] [Open]"
    )
    assert [event.says for event in record(planned, SessionAnswered)] == ["yes"]


@pytest.mark.parametrize(("words", "head"), [("yes", "Coming"), ("maybe", "Perhaps"), ("no", "Cannot come")])
def test_a_line_answers_too(planned: Running, words: str, head: str) -> None:
    assert f"{head}: @Vera Novak" in vera(planned, f"session answer S-1 {words}")


def test_an_answer_can_be_changed_and_the_same_again_is_no_news(planned: Running) -> None:
    for words in ("yes", "yes", "no"):
        vera(planned, f"session answer S-1 {words}")
    assert [event.says for event in record(planned, SessionAnswered)] == ["yes", "no"]
    assert "Cannot come: @Vera Novak" in vera(planned, "session show S-1")


def test_without_a_reference_the_only_session_to_come_is_meant(planned: Running) -> None:
    assert "Coming: @Vera Novak" in vera(planned, "session answer yes")
    planned.say("session schedule Helix 8 Dec 15:00", by=ALICE, at=HELIX)
    assert vera(planned, "session answer yes").startswith("Which session? Write its reference, for instance S-3")


def test_somebody_who_was_not_invited_is_told_whom_to_ask(planned: Running) -> None:
    said = planned.say("session answer S-1 yes", by=BOB, at=HELIX)
    assert said == "You are not among the guests of S-1, so there is nothing to answer. Ask Alice Moreau to invite you."


def test_to_another_vendor_it_does_not_exist(planned: Running) -> None:
    planned.say("vendor add Orion Labs, tier 2, Central laboratory")
    planned.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    planned.say("vendor introduce Orion Labs")
    for line in ("answer S-1 yes", "show S-1", "move S-1 2 dec 10:00 because", "cancel S-1 because"):
        assert planned.say(f"session {line}", by=CHARLIE, via="direct").startswith("There is no session S-1")


# --- moving ------------------------------------------------------------------------------------------------------------


def test_moved_it_asks_again_and_every_calendar_gets_the_change(planned: Running) -> None:
    vera(planned, "session answer yes")
    planned.say("session move S-1 2 Dec 10:00 the auditors come on Tuesday", by=ALICE, at=HELIX)
    page = planned.heard(HELIX)
    assert (
        "  :calendar: @Alice Moreau moved S-1 Joint strategy session with Helix Clinical from Dec 1, 2026 at 14:00 to "
        "Dec 2, 2026 at 09:00: the auditors come on Tuesday\n"
        "  Please answer again; your calendars get the change by mail.\n"
        "  [I will come] [Perhaps] [I cannot] [Open]"
    ) in page
    assert "Not answered: @Alice Moreau and @Vera Novak" in vera(planned, "session show S-1")
    first, second = calendars(planned, "vera")
    before, after = first.walk("VEVENT")[0], second.walk("VEVENT")[0]
    assert (second["METHOD"], before["UID"]) == ("REQUEST", after["UID"])
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART").isoformat() == "2026-12-02T10:00:00+01:00"
    [event] = record(planned, SessionMoved)
    assert (event.sequence, event.reason) == (1, "the auditors come on Tuesday")


@pytest.mark.parametrize(
    ("line", "when", "reason"),
    [
        ("16:00 because of lunch", "Dec 1, 2026 at 15:00", "because of lunch"),
        ("to 3 Dec 16:00 because of lunch", "Dec 3, 2026 at 15:00", "because of lunch"),
        ("to 16:30 Europe/London, the room is free", "Dec 1, 2026 at 16:30", "the room is free"),
        ("tomorrow because of lunch", "Nov 24, 2026 at 14:00", "because of lunch"),
        ("to 8 Jun 2027 because of lunch", "Jun 8, 2027 at 13:00", "because of lunch"),  # the hour is kept in Warsaw
    ],
)
def test_a_time_alone_keeps_the_day_and_a_day_alone_the_hour(
    planned: Running, line: str, when: str, reason: str
) -> None:
    said = planned.say(f"session move S-1 {line}", by=ALICE, at=HELIX)
    assert when in said, said
    assert [event.reason for event in record(planned, SessionMoved)] == [reason]


def test_the_form_for_the_reason_has_the_time_that_was_written(planned: Running) -> None:
    form = planned.say("session move S-1 to 16:00", by=ALICE, at=HELIX)
    assert form.startswith("-- Move S-1 --\nTo which day?: [2026-12-01]\nAt what time (Europe/Warsaw)?: [16:00]")


def test_neither_a_day_nor_a_time_is_said(planned: Running) -> None:
    said = planned.say("session move S-1 because of lunch", by=ALICE, at=HELIX)
    assert said.startswith('I found no date in "because of lunch".')


def test_the_form_moves_it(planned: Running) -> None:
    vera(planned, "session show S-1")
    planned.click("Move", by=VERA, at=DIRECT[VERA])
    assert planned.form(VERA).startswith(
        "-- Move S-1 --\nTo which day?: [2026-12-01]\nAt what time (Europe/London)?: [14:00]"
    )
    assert "! 1 November 2026 14:00 has passed." in planned.submit(by=VERA, date="2026-11-01", reason="later")
    planned.submit(by=VERA, date="2026-12-03", reason="later")
    assert "Dec 3, 2026 at 14:00" in vera(planned, "session show S-1")


def test_a_move_to_where_it_is_changes_nothing(planned: Running) -> None:
    said = planned.say("session move S-1 1 Dec 15:00 because", by=ALICE, at=HELIX)
    assert said == "S-1 begins then already. Nothing was changed."
    assert len(calendars(planned, "vera")) == 1


# --- cancelling --------------------------------------------------------------------------------------------------------


def test_cancelled_it_leaves_every_calendar_and_says_why(planned: Running) -> None:
    form = planned.say("session cancel S-1", by=ALICE, at=HELIX)
    assert form.startswith("-- Cancel S-1 --\nWhy is it cancelled?: [...]")
    planned.submit(by=ALICE, reason="nothing to decide")
    page = planned.heard(HELIX)
    assert f":calendar: {WHEN}\n  Cancelled." in page
    assert page.endswith(
        ":calendar: @Alice Moreau cancelled S-1 Joint strategy session with Helix Clinical on Dec 1, 2026 at 14:00: "
        "nothing to decide"
    )
    cancel = calendars(planned, "vera")[-1]
    event = cancel.walk("VEVENT")[0]
    assert (cancel["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert cancel.walk("VTIMEZONE")
    assert "S-1" not in planned.say("session list", by=ALICE, at=HELIX)
    assert [event.reason for event in record(planned, SessionCancelled)] == ["nothing to decide"]


@pytest.mark.parametrize("line", ["answer S-1 yes", "move S-1 3 Dec 10:00 because", "cancel S-1 because"])
def test_what_is_cancelled_or_has_begun_stays_as_it_is(planned: Running, line: str) -> None:
    planned.say("session cancel S-1 nothing to decide", by=ALICE, at=HELIX)
    said = planned.say(f"session {line}", by=ALICE, at=HELIX)
    assert said == "S-1 is cancelled. Nothing was changed."
    planned.say("session schedule Helix 2 Dec 15:00", by=ALICE, at=HELIX)
    planned.clock_moves(days=20)
    said = planned.say(f"session {line.replace('S-1', 'S-2').replace('3 Dec', '3 Jan')}", by=ALICE, at=HELIX)
    assert said == "S-2 has begun already. Nothing was changed."


def test_an_unknown_session_is_named(planned: Running) -> None:
    assert planned.say("session show S-99", by=ALICE, at=HELIX).startswith("There is no session S-99 that you can see.")
