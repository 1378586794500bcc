"""Series: one rule in everybody's calendar on both sides, right after every change, over both changes of the clocks."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from governance.sessions import State
from storage.journal import history
from storage.tables import sessions
from tests.cast import ALICE, BOB, DIRECT, HELIX, ORION, VERA
from tests.handlers.sessions.calendars import READERS, Reader, kept_by, mails_to
from tests.running import Running

SECOND_TUESDAY = "session schedule Helix second tuesday 15:00 from 1 dec 60m joint operations meeting"
CITIES = (
    *("Europe/Warsaw", "America/New_York", "Europe/London"),
    *("Australia/Sydney", "Asia/Kolkata", "America/Los_Angeles"),
)


@pytest.fixture
def monthly(with_helix: Running) -> Running:
    with_helix.say(SECOND_TUESDAY, by=ALICE, at=HELIX)
    return with_helix


def after(parley: Running, words: str, by: str = ALICE) -> str:
    """What is said a minute later."""
    parley.clock_moves(minutes=1)
    return parley.say(words, by=by, at=HELIX, via="slash" if by != VERA else "mention")


def held(parley: Running) -> list[datetime]:
    """When meetings begin, as the database has it."""
    query = select(sessions.c.starts_at).where(sessions.c.state != State.CANCELLED).order_by(sessions.c.starts_at)
    with parley.database.read() as connection:
        return list(connection.execute(query).scalars())


def all_agree(parley: Running, *people: str, until: datetime = datetime(2027, 12, 1, tzinfo=UTC)) -> None:
    """Everybody's calendar has just the meetings that are held, whoever reads it."""
    for person in people:
        written = kept_by(parley, person)
        for reader in READERS:
            found = [at for at in reader(written) if at < until]
            assert found == [at for at in held(parley) if at < until], f"{person}, read by {reader.__name__}"


# --- scheduling ------------------------------------------------------------------------------------------------------------


def test_a_line_schedules_a_series_and_says_what_falls_on_holidays(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 11th monthly 15:00 from 1 dec 60m", by=ALICE, at=HELIX)
    assert said == (
        "Scheduled: Joint strategy session with Helix Clinical, the 11th of every month at 15:00 (Europe/Warsaw), 60 minutes.\n"
        "The first is S-1, Dec 11, 2026 at 14:00.\n"
        "13 are planned until 12 December 2027.\n"
        "• Sun 11 Apr 2027 moves to Fri 9 Apr (11 Apr: Sunday GB, Sunday PL)\n"
        "• Sun 11 Jul 2027 moves to Fri 9 Jul (11 Jul: Sunday GB, Sunday PL)\n"
        "• Sat 11 Sep 2027 moves to Fri 10 Sep (11 Sep: Saturday GB, Saturday PL)\n"
        "• Thu 11 Nov 2027 moves to Wed 10 Nov (11 Nov: National Independence Day PL)\n"
        "• Sat 11 Dec 2027 moves to Fri 10 Dec (11 Dec: Saturday GB, Saturday PL)\n"
        "Invites are on their way to @Alice Moreau and @Vera Novak."
    )


def test_the_channel_reads_one_message_that_both_companies_can_answer(monthly: Running) -> None:
    card = (
        ":calendar: Joint operations meeting with Helix Clinical: the second Tuesday of every month at 15:00 "
        "(Europe/Warsaw), 60 minutes.\n  12 meetings planned; the next is S-1, Dec 8, 2026 at 14:00.\n"
        "  Invited: @Alice Moreau and @Vera Novak\n  [I will come] [Perhaps] [I cannot] [Show them]"
    )
    assert monthly.heard(HELIX).endswith(card)
    said = monthly.click("I will come", by=VERA, at=HELIX)
    assert said.startswith(
        "Thank you. You are coming to each meeting of Joint operations meeting with Helix Clinical from now on."
    )
    for number in (1, 12):
        assert "Coming: @Vera Novak" in monthly.say(f"session show S-{number}", by=ALICE, at=HELIX)


def test_the_form_schedules_a_series(with_helix: Running) -> None:
    with_helix.say("session schedule", by=ALICE, at=HELIX)
    said = with_helix.submit(
        date="2026-12-01", repeat="the last business day of every month", on_holiday="skip", optional=[BOB]
    )
    assert "Scheduled" in said
    assert "• Thu 31 Dec 2026" not in said
    [first, *_] = mails_to(with_helix, "bob")
    rule = first.walk("VEVENT")[0]
    assert rule["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    roles = {str(its): its.params["ROLE"] for its in rule["ATTENDEE"]}
    assert roles["mailto:bob@northwind.example"] == "OPT-PARTICIPANT"
    assert roles["mailto:vera@helix.example"] == "REQ-PARTICIPANT"


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ("first and third tuesday", "Calendars cannot repeat"),
        ("5th business day", "The nearest that works: the fourth business day of every month"),
        ("every second tuesday", "can mean two things"),
        ("every month on the 31st", "Calendars cannot repeat"),
    ],
)
def test_what_outlook_cannot_hold_is_refused_with_the_nearest_that_works(
    with_helix: Running, rhythm: str, words: str
) -> None:
    assert words in with_helix.say(f"session schedule Helix {rhythm} 15:00", by=ALICE, at=HELIX)
    assert not with_helix.sandbox.mails


def test_the_nearest_is_a_press_away(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix every 31st 15:00", by=ALICE, at=HELIX)
    assert said.endswith("The nearest that works: the last day of every month.\n[the last day of every month]")
    said = with_helix.click("the last day of every month", by=ALICE)
    assert said.startswith(
        "Scheduled: Joint strategy session with Helix Clinical, the last day of every month at 15:00"
    )


def test_a_rhythm_without_its_day_is_asked_for_or_taken_from_the_first_day(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix weekly 15:00", by=ALICE, at=HELIX)
    assert said.startswith(
        'On which day is "weekly" held? Write for instance every week on Monday, every week on Tuesday,'
    )
    assert ", every week on Tuesday at 15:00" in with_helix.click("every week on Tuesday", by=ALICE)
    said = with_helix.say("session schedule Helix every 2 weeks 15:00 from 14 Jan", by=ALICE, at=HELIX)
    assert "every 2 weeks on Thursday at 15:00" in said
    said = with_helix.say("session schedule Helix monthly 15:00 from 12 Jan", by=ALICE, at=HELIX)
    assert said.endswith("[the second Tuesday of every month] [the 12th of every month]")


def test_a_yearly_series_has_the_month_that_was_named(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix every year, third Wednesday 15:00", by=ALICE, at=HELIX)
    assert said.startswith("In which month is it held, every year, on the third Wednesday?")
    said = with_helix.say("session schedule Helix every year, third Wednesday of March 15:00", by=ALICE, at=HELIX)
    assert "The first is S-1, Mar 17, 2027 at 14:00." in said
    said = with_helix.say("session schedule Helix every year on 3 March 16:00", by=ALICE, at=HELIX)
    assert "The first is S-3, Mar 3, 2027 at 15:00." in said
    said = with_helix.say("session schedule Helix yearly, third Wednesday 10:00 from 1 May", by=ALICE, at=HELIX)
    assert "The first is S-5, May 19, 2027 at 08:00." in said


def test_a_zone_no_calendar_rule_can_hold_is_refused_and_offered_as_single_meetings(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix second tuesday 15:00 Africa/Cairo from 1 dec", by=ALICE, at=HELIX)
    assert said.startswith(
        "Calendar programs do not agree on the clock of Africa/Cairo, so a series there would drift."
    )
    with_helix.click("Schedule the next 12 one by one", by=ALICE)
    assert len(held(with_helix)) == 12
    assert not [its for its in mails_to(with_helix, "vera") if "RRULE" in its.walk("VEVENT")[0]]
    all_agree(with_helix, "vera")


def test_the_form_says_so_at_the_zone_and_takes_single_meetings_instead(with_helix: Running) -> None:
    with_helix.say("session schedule", by=ALICE, at=HELIX)
    values = {"date": "2026-12-01", "repeat": "the second Tuesday of every month", "zone": "America/Santiago"}
    form = with_helix.submit(**values)
    at_the_zone = form.partition("On whose clock?: ")[2].partition("Where calendars do not agree")[0]
    assert "! Calendar programs do not agree on the clock of America/Santiago" in at_the_zone
    assert with_helix.sandbox.mails == []
    with_helix.submit(**values, singly=["singly"])
    assert len(held(with_helix)) == 12
    all_agree(with_helix, "vera")


def test_a_series_that_ends_before_it_begins_is_refused(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix weekly on monday 15:00 from 7 dec until 1 dec", by=ALICE, at=HELIX)
    assert (
        said
        == "The series would end on 1 December 2026, before its first meeting on 7 December 2026. Give a later last day."
    )


def test_a_rhythm_without_a_time_is_asked_for(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix second tuesday", by=ALICE, at=HELIX)
    assert said.startswith('The time is missing after "second tuesday".')


# --- every calendar, after every change --------------------------------------------------------------------------------------


@pytest.mark.parametrize("city", CITIES)
def test_every_reader_has_the_same_minutes_through_a_life_of_changes(with_helix: Running, city: str) -> None:
    parley = with_helix
    line = f"session schedule Helix weekly on wednesday 10:00 {city} from 1 dec until 24 nov 2027 <@{BOB}>"
    parley.say(line, by=ALICE, at=HELIX)
    everybody = ("alice", "vera", "bob")
    all_agree(parley, *everybody)
    for words in (
        f"session move S-3 17 dec 11:00 {city} the auditors come",
        "session cancel S-5 nobody is there",
        f"session move S-20 and later 22 apr 2027 09:30 {city} Thursdays suit us better",
        "session cancel S-30 summer",
        f"session move S-31 9 jul 2027 12:00 {city} a day later",
        "session cancel S-40 and later the study is over",
    ):
        said = after(parley, words)
        assert said.startswith(("Moved", "Cancelled")), said
        all_agree(parley, *everybody)


def test_a_series_moved_before_its_first_meeting_stays_the_same_series(monthly: Running) -> None:
    after(monthly, "session move S-1 and later 10 dec 16:00 Thursdays suit us better")
    first, second = (its.walk("VEVENT")[0] for its in mails_to(monthly, "vera"))
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2TH"
    all_agree(monthly, "alice", "vera")


def test_a_series_moved_later_ends_and_another_goes_on_that_names_it(monthly: Running) -> None:
    after(monthly, "session move S-4 and later 11 mar 2027 16:00 Thursdays suit us better")
    _, ended, new = (its.walk("VEVENT")[0] for its in mails_to(monthly, "vera"))
    assert ended["RRULE"].to_ical() == b"FREQ=MONTHLY;UNTIL=20270209T140000Z;BYDAY=2TU"
    assert new["RELATED-TO"] == ended["UID"] != new["UID"]
    assert "S-4 Joint operations meeting" in after(monthly, "session show S-4")  # keeps its number
    all_agree(monthly, "alice", "vera")


def test_a_meeting_that_would_pass_its_neighbour_becomes_a_single_one(monthly: Running) -> None:
    said = after(monthly, "session move S-2 10 feb 2027 15:00 the auditors come")
    assert said.startswith(
        "Calendars let S-2 not pass its neighbours in the series, so a single meeting takes its place.\nScheduled as S-13: "
    )
    all_agree(monthly, "alice", "vera")


def test_nothing_goes_back_behind_the_meeting_before(monthly: Running) -> None:
    said = after(monthly, "session move S-3 and later 11 jan 2027 15:00 earlier")
    assert said.startswith("The meeting before is on 12 January 2027")


def test_a_meeting_that_was_called_off_stays_so_when_the_series_moves(monthly: Running) -> None:
    after(monthly, "session cancel S-5 holidays")
    after(monthly, "session move S-3 and later 11 feb 2027 16:00 Thursdays suit us better")
    assert date(2027, 4, 8) not in [at.date() for at in held(monthly)]
    all_agree(monthly, "alice", "vera")


def test_the_form_asks_which_of_the_series(monthly: Running) -> None:
    assert after(monthly, "session move S-2").startswith("-- Move S-2 --\nWhich?: [Only this meeting]\n")
    monthly.submit(scope="later", date="2027-01-13", time="15:00", reason="Wednesdays")
    all_agree(monthly, "alice", "vera")
    assert "Jan 13, 2027" in after(monthly, "session show S-2")
    assert "Feb 10, 2027" in after(monthly, "session show S-3")


# --- guests and words --------------------------------------------------------------------------------------------------------


def test_somebody_comes_to_one_meeting_and_gets_a_single_one(monthly: Running) -> None:
    after(monthly, f"session invite S-2 <@{BOB}>")
    [only] = mails_to(monthly, "bob")
    assert "RRULE" not in only.walk("VEVENT")[0]
    assert not [its for its in mails_to(monthly, "vera")[1:] if str(its["METHOD"]) == "CANCEL"]
    all_agree(monthly, "alice", "vera")


def test_somebody_comes_from_a_meeting_on_and_has_only_those(monthly: Running) -> None:
    after(monthly, f"session invite S-3 and later optional <@{BOB}>")
    written = kept_by(monthly, "bob")
    for reader in READERS:
        assert [at for at in reader(written) if at.year == 2027 and at.month < 12] == held(monthly)[2:]
    all_agree(monthly, "alice", "vera")


def test_whoever_is_dropped_is_told_alone(monthly: Running) -> None:
    after(monthly, f"session invite S-1 and later <@{BOB}>")
    before = len(monthly.sandbox.mails)
    after(monthly, f"session drop S-1 and later <@{BOB}> because it is not theirs")
    [mail] = monthly.sandbox.mails[before:]
    assert "bob" in str(mail["To"])
    assert str(mails_to(monthly, "bob")[-1]["METHOD"]) == "CANCEL"
    assert READERS[0](kept_by(monthly, "bob")) == []
    all_agree(monthly, "alice", "vera")


def test_whoever_is_off_one_meeting_keeps_the_others(monthly: Running) -> None:
    after(monthly, f"session invite S-1 and later <@{BOB}>")
    after(monthly, f"session drop S-2 <@{BOB}> because it is not theirs")
    written = kept_by(monthly, "bob")
    expected = [at for number, at in enumerate(held(monthly)) if number != 1]
    for reader in READERS:
        assert [at for at in reader(written) if at < datetime(2027, 12, 1, tzinfo=UTC)] == expected
    after(monthly, "session move S-4 10 mar 2027 15:00 a day later")
    assert held(monthly)[1] not in READERS[0](kept_by(monthly, "bob"))


def test_a_new_title_and_link_reach_all_later_meetings_and_nobody_answers_again(monthly: Running) -> None:
    monthly.click("I will come", by=VERA, at=HELIX)
    after(monthly, "session edit S-2")
    monthly.submit(
        scope="later",
        reason="It is of both",
        title="Joint operations",
        join_link="https://meet.example/x",
        people=[ALICE, VERA],
    )
    calendar = mails_to(monthly, "vera")[-1].walk("VEVENT")[0]
    assert (calendar["SUMMARY"], calendar["LOCATION"]) == ("Joint operations", "https://meet.example/x")
    assert "Coming: @Vera Novak" in after(monthly, "session show S-3")
    assert "S-3 Joint operations: " in after(monthly, "session show S-3")


# --- people, permission, record, and time going by ----------------------------------------------------------------------------


def test_the_vendors_lead_does_all_of_it_by_mention_and_button(with_helix: Running) -> None:
    said = with_helix.say(SECOND_TUESDAY, by=VERA, at=HELIX, via="mention")
    assert said.startswith("Scheduled: Joint operations meeting with Helix Clinical")
    assert after(with_helix, "session cancel S-3 and later too many", by=VERA).startswith(
        "Cancelled, with all later ones"
    )
    all_agree(with_helix, "alice", "vera")


def test_the_button_of_another_vendors_series_does_nothing(monthly: Running) -> None:
    monthly.say("vendor add Orion Labs, tier 2, Central laboratory")
    monthly.say("vendor link Orion Labs", at=ORION)
    monthly.say("vendor introduce Orion Labs")
    assert "no session like that" not in monthly.heard(ORION)
    assert monthly.say("session list", by=ALICE, at=ORION).startswith("No session is planned.")


def test_what_is_done_to_a_series_is_on_the_record_with_its_reason(monthly: Running) -> None:
    after(monthly, "session move S-4 and later 11 mar 2027 16:00 Thursdays suit us better")
    with monthly.database.read() as connection:
        entries = [(its.event, its) for its in history(connection, monthly.parley.house.workspace or 0, "series:1")]
    assert [type(event).__name__ for event, _ in entries] == ["SeriesScheduled", "SeriesEnded"]
    assert entries[1][0].reason == "Thursdays suit us better"  # type: ignore[attr-defined]


def test_a_month_later_another_meeting_is_planned_and_calendars_hear_only_of_what_differs(monthly: Running) -> None:
    mails = len(monthly.sandbox.mails)
    monthly.clock_moves(to=datetime(2027, 1, 20, 2, 20, tzinfo=UTC))
    monthly.tick("series")
    assert held(monthly)[-1] == datetime(2028, 1, 11, 14, tzinfo=UTC)
    assert len(monthly.sandbox.mails) == mails
    monthly.tick("series")
    assert len(held(monthly)) == 14


def test_nobody_is_asked_each_week_about_a_weekly_call(with_helix: Running) -> None:
    with_helix.say("session schedule Helix weekly on friday 15:00 30m operational call", by=ALICE, at=HELIX)
    with_helix.clock_moves(to=datetime(2026, 11, 25, 8, tzinfo=UTC))
    with_helix.tick("reminders")
    assert "Will you come" not in with_helix.heard(DIRECT[ALICE])


@pytest.mark.parametrize("reader", READERS)
def test_the_readers_disagree_where_something_is_wrong(monthly: Running, reader: Reader) -> None:
    """The suite's own check: an hour off is seen."""
    wrong = kept_by(monthly, "vera").replace(b"T150000", b"T160000")
    assert [at for at in reader(wrong) if at.year < 2028] != held(monthly)


# --- seeing it -------------------------------------------------------------------------------------------------------------


def test_the_list_goes_on_page_by_page(monthly: Running) -> None:
    after(monthly, "session schedule Helix 1 Dec 10:00 Kick-off")
    said = monthly.say("session list", by=ALICE, at=HELIX)
    assert said.startswith("S-13 Kick-off: Dec 1, 2026 at 09:00, 90 minutes\nS-1 ")
    assert said.endswith("Page 1; more follow.\n[Next page] [Schedule a session]")
    assert said.count(" 60 minutes") == 9
    rest = monthly.click("Next page", by=ALICE)
    assert [line.split()[0] for line in rest.splitlines()] == ["S-10", "S-11", "S-12", "[Schedule"]
    assert monthly.say("session list Helix 2", by=ALICE, at=HELIX) == rest
    assert monthly.say("session list page 2", by=VERA, via="direct") == rest
    assert monthly.say("session list 3", by=ALICE, at=HELIX).startswith("No more sessions are planned.")


def test_show_them_shows_the_meetings_of_that_series(monthly: Running) -> None:
    after(monthly, "session schedule Helix 1 Dec 10:00 Kick-off")
    after(monthly, "session cancel S-2 no need")
    said = monthly.click("Show them", by=VERA, at=HELIX)
    assert [line.split()[0] for line in said.splitlines()][:3] == ["S-1", "S-3", "S-4"]
    assert "Kick-off" not in said
    assert monthly.click("Next page", by=VERA).startswith("S-12 ")
