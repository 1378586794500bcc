"""Finding a time: by line, mention, message and form, for both companies; what is proposed, why, and what it leads to."""

import pytest
from sqlalchemy import select

from storage.tables import outbox
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.running import Running

UNSEEN = (
    ":grey_question: I cannot see the calendars of @Alice Moreau and @Vera Novak, so these times know only their working "
    "hours and holidays. Ask everyone before you decide.\n"
    "me calendar <address> shares a calendar with me; I only ever say when somebody is busy.\n"
)


@pytest.fixture
def with_orion(with_helix: Running) -> Running:
    """Besides, Orion Labs with Charlie."""
    with_helix.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    return with_helix


# --- one meeting ---------------------------------------------------------------------------------------------------------


def test_the_whole_answer_to_a_line(with_helix: Running) -> None:
    slot = (
        "Northwind Bio (1 of 1 needed): @Alice Moreau 11:00\nHelix Clinical (1 of 1 needed): @Vera Novak 10:00\n"
        "Within everybody's working hours. Nobody has had early or late hours so far, nor would they now.\n"
        "[Schedule this]\n"
    )
    assert with_helix.say("session find Helix", by=ALICE, at=HELIX) == (
        f"Three times for Helix Clinical, 60 minutes, the best first.\n{UNSEEN}"
        f"1. Nov 26, 2026 at 10:00\n{slot}2. Nov 27, 2026 at 10:00\n{slot}3. Nov 30, 2026 at 10:00\n{slot}"
        "[Ask everyone] [Weights]"
    )


def test_it_is_told_in_private_only(with_helix: Running) -> None:
    before = with_helix.heard(HELIX)
    with_helix.say("session find Helix", by=ALICE, at=HELIX)
    with_helix.say("session find", by=VERA, via="mention", at=HELIX)
    assert with_helix.heard(HELIX) == f"{before}\n\nVera Novak, 09:00:\n  @Parley session find"


@pytest.mark.parametrize(("via", "at"), [("mention", HELIX), ("direct", None)])
def test_the_vendors_lead_finds_a_time_too(with_helix: Running, via: str, at: str | None) -> None:
    said = with_helix.say("session find Helix 45m next week", by=VERA, via=via, at=at)
    assert said.startswith("Three times for Helix Clinical, 45 minutes, the best first.\n")
    assert "1. Nov 30, 2026 at 10:00\n" in said


def test_who_is_outside_working_hours_is_told_with_the_time_on_their_own_clock(with_helix: Running) -> None:
    with_helix.say(f"vendor lead Helix <@{BOB}> because of a handover", at=HELIX)  # of New York
    said = with_helix.say("session find Helix between 30 Nov and 30 Nov 120m", by=BOB, at=HELIX)
    assert "Northwind Bio (1 of 1 needed): @Bob Tran 09:30\n" in said
    assert "Helix Clinical (1 of 1 needed): @Vera Novak 16:30 (outside working hours)\n" in said
    assert "Outside the working hours of 1 of 2. The first early or late hours of the year: 100% of them Helix" in said
    with_helix.say("session schedule Helix 1 Dec 19:30 Europe/London", by=BOB, at=HELIX)
    late = with_helix.say(f"session find Helix between 30 Nov and 30 Nov <@{ALICE}> 180m", by=BOB, at=HELIX)
    assert "@Alice Moreau 14:15 (outside working hours), @Bob Tran 08:15 (outside working hours)\n" in late
    assert (
        "Outside the working hours of 2 of 3. So far Helix Clinical has carried 100% of the early and late hours; "
        "this one would make it 97%.\n"
    ) in late


def test_a_holiday_is_named_and_whoever_need_not_come_is_told_as_missing(with_helix: Running) -> None:
    said = with_helix.say(f"session find Helix between 26 Nov and 26 Nov optional <@{BOB}>", by=ALICE, at=HELIX)
    assert "Northwind Bio (1 of 1 needed): @Alice Moreau 11:00\n" in said
    assert said.count("Cannot: @Bob Tran (holiday: Thanksgiving Day)\n") == 3


def test_who_is_away_is_busy(with_helix: Running) -> None:
    with_helix.say("me away until 4 Dec", by=VERA, via="direct")
    said = with_helix.say("session find Helix", by=ALICE, at=HELIX)
    assert "1. Dec 7, 2026 at 10:00\n" in said
    said = with_helix.say("session find Helix between 30 Nov and 4 Dec", by=ALICE, at=HELIX)
    assert "times @Vera Novak: busy\n" in said


def test_when_nothing_fits_the_reasons_are_counted_and_what_would_help_is_said(with_helix: Running) -> None:
    said = with_helix.say("session find Helix between 28 Nov and 29 Nov", by=ALICE, at=HELIX)
    assert said == (
        "Nothing fits: I tried 189 starts.\n"
        "189 times @Alice Moreau: weekend or holiday (PL)\n"
        "188 times @Vera Novak: weekend or holiday (GB)\n"
        "1 time @Vera Novak: night\n"
        "What would help: look further (in the next 8 weeks), or make it shorter.\n"
        "I cannot see the calendars of @Alice Moreau and @Vera Novak. "
        "me calendar <address> shares a calendar with me; I only ever say when somebody is busy."
    )


def test_who_alone_is_in_the_way_and_could_be_left_out_is_named(with_helix: Running) -> None:
    with_helix.say("me away until 4 Dec", by=BOB, via="direct")
    said = with_helix.say(f"session find Helix between 30 Nov and 4 Dec <@{BOB}>", by=ALICE, at=HELIX)
    assert "more starts: name them after the word optional." in said
    assert said.count("Without @Bob Tran there would be ") == 1


def test_sooner_than_the_notice_nothing_is_proposed(with_helix: Running) -> None:
    said = with_helix.say("session find Helix between today and 24 Nov", by=ALICE, at=HELIX)
    assert "times: too soon for the notice people get\n" in said


# --- schedule this -------------------------------------------------------------------------------------------------------


def test_schedule_this_opens_the_form_filled_in_and_nobody_is_invited_before_it_is_sent(with_helix: Running) -> None:
    with_helix.say(f"session find Helix 60m <@{BOB}> in the next 4 weeks", by=ALICE, at=HELIX)
    form = with_helix.click("Schedule number 2", by=ALICE)
    for line in (
        "With which vendor?: [Helix Clinical]",
        "On which day, or from which day on?: [2026-11-30]",
        "At what time?: [15:30]",
        "How long?: [60 minutes]",
        "Who has to come? (optional): [@Alice Moreau, @Vera Novak, @Bob Tran]",
        "On whose clock?: [Europe/Warsaw]",
    ):
        assert f"{line}\n" in form
    assert with_helix.sandbox.mails == []
    assert "Dec 1" not in with_helix.submit(title="Recovery plan")
    assert "Recovery plan: Nov 30, 2026 at 14:30, 60 minutes" in with_helix.heard(HELIX)
    assert len(with_helix.sandbox.mails) == 3


def test_the_vendors_lead_schedules_from_a_direct_message(with_helix: Running) -> None:
    with_helix.say("session find 30m", by=VERA, via="direct")
    form = with_helix.click("Schedule this", by=VERA, at=DIRECT[VERA])
    assert "At what time?: [10:00]\n" in form
    with_helix.submit(by=VERA)
    assert ":calendar: S-1 Joint strategy session with Helix Clinical" in with_helix.heard(HELIX)


# --- the form --------------------------------------------------------------------------------------------------------------


def test_without_a_word_the_form_asks_and_finds(with_helix: Running) -> None:
    assert with_helix.say("session find", by=ALICE, at=HELIX) == (
        "-- Find a time --\nWith which vendor?: [Helix Clinical]\nHow long?: [60 minutes]\n"
        "Who else has to come? (optional): [Choose people]\n  Both account leads have to come in any case.\n"
        "Who may come? (optional): [Choose people]\n"
        "People without Slack (optional): [pat@vendor.example, Kim Low]\n"
        "  Their mail addresses, or names I know. Write optional before those who need not come.\n"
        "How far ahead?: [4 weeks]\n"
        "From which day on? (optional): [Choose a day]\n  Empty: from now on.\nHow often?: [Once]\n"
        "What kind of session?: [Joint strategy session]\n[Find] [Cancel]"
    )
    said = with_helix.submit(people=[BOB], minutes="90", begin="2026-12-07", weeks="2")
    assert said.startswith("Three times for Helix Clinical, 90 minutes, the best first.\n")
    assert "1. Dec 7, 2026 at 14:15\n" in said


def test_the_vendors_lead_gets_the_form_by_a_button(with_helix: Running) -> None:
    with_helix.say("session find", by=VERA, via="mention", at=HELIX)
    assert with_helix.click("Open the form", by=VERA).startswith(
        "-- Find a time --\nWith which vendor?: [Helix Clinical]"
    )
    assert with_helix.submit(by=VERA).startswith("Three times for Helix Clinical")


# --- what cannot be ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Helix wibble", 'I do not know what "wibble" means here.'),
        ("Helx", 'There is no vendor called "Helx". Did you mean Helix Clinical?'),
        (
            "Helix between 1 Feb and 30 May",
            "I look at eight weeks at most, and 1 February 2027 to 30 May 2027 is more.",
        ),
        (
            "Helix between 1 Dec and 1 Nov",
            "I look at eight weeks at most, and 1 December 2026 to 1 November 2027 is more.",
        ),
        (
            "Helix every 0 weeks",
            "I find series that come every 1 to 26 weeks or every 1 to 6 months, not every 0 weeks.",
        ),
        (
            "Helix every 0 months",
            "I find series that come every 1 to 26 weeks or every 1 to 6 months, not every 0 months.",
        ),
        (
            "Helix every 99 weeks",
            "I find series that come every 1 to 26 weeks or every 1 to 6 months, not every 99 weeks.",
        ),
        (
            "Helix every 60 months",
            "I find series that come every 1 to 26 weeks or every 1 to 6 months, not every 60 months.",
        ),
        (
            "Helix every 3 quarters",
            "I find series that come every 1 to 26 weeks or every 1 to 6 months, not every 9 months.",
        ),
        ("Helix at 2026-13-01T10:00Z", 'I do not know what "at 2026-13-01T10:00Z" means here.'),
        ("Helix at 2026-02-30T10:00Z", 'I do not know what "at 2026-02-30T10:00Z" means here.'),
        ("Helix at 2026-12-01T25:00Z", 'I do not know what "at 2026-12-01T25:00Z" means here.'),
        ("Helix 0m", 'A session cannot last "0m"'),
        ("Helix 25h", 'A session cannot last "25h"'),
        ("Helix 99999999999m", 'A session cannot last "99999999999m"'),
        ("Helix between 5 Dec and 1 Dec", "That time is over before it begins."),
        ("Helix between 5 Nov 2026 and 9 Nov 2026", "That time is over before it begins."),
        (f"Helix <@{CHARLIE}>", "Charlie Reyes works for neither Helix Clinical nor us"),
        ("Helix from 31 feb", "There is no 31 February"),
    ],
)
def test_what_is_not_understood_is_said(with_helix: Running, line: str, words: str) -> None:
    assert with_helix.say(f"session find {line}", by=ALICE, at=HELIX).startswith(words)


def test_another_vendors_people_and_channels_know_nothing_of_helix(with_orion: Running) -> None:
    for said in (
        with_orion.say("session find Helix", by=CHARLIE, via="direct"),
        with_orion.say("session find Helix", by=CHARLIE, via="mention", at=ORION),
        with_orion.say("session find Helix", by=ALICE, at=ORION),
        with_orion.say("session poll Helix", by=CHARLIE, via="direct"),
        with_orion.say("session ledger Helix", by=CHARLIE, via="direct"),
    ):
        assert said.startswith('There is no vendor called "Helix"')
        assert "Clinical" not in said
    named = with_orion.say(f"session find Helix <@{CHARLIE}>", by=VERA, via="mention", at=HELIX)
    assert named.startswith("This person works for neither Helix Clinical nor us")
    assert "Orion" not in with_orion.say("session find", by=VERA, via="direct")


def test_a_vendors_plain_member_may_not_look(with_helix: Running) -> None:
    with_helix.say(f"vendor lead Helix <@{ALICE}> because of a handover", at=HELIX)
    said = with_helix.say("session find Helix", by=CHARLIE, via="direct")
    assert said.startswith("You cannot schedule sessions here.")


# --- series --------------------------------------------------------------------------------------------------------------


def found(parley: Running, by: str) -> str:
    """The newest direct message."""
    return parley.read(parley._direct(by)[-1])


def test_the_whole_answer_for_a_series_comes_as_a_direct_message(with_helix: Running) -> None:
    said = with_helix.say("session find Helix 60m monthly", by=ALICE, at=HELIX)
    assert (
        said
        == "I look through a year from 23 November 2026 on, every month, and write you what I find in a direct message."
    )
    answer = found(with_helix, ALICE)
    assert answer.startswith(
        "Series for Helix Clinical, every month, 60 minutes, over a year with its holidays and changes of clocks, the best "
        "first.\n:grey_question: I cannot see the calendars of @Alice Moreau and @Vera Novak, so only working hours and "
        "holidays are counted.\n"
    )
    assert answer.count("[Schedule this series]") == 3
    assert (
        "1. the last Tuesday of every month, 10:00 Europe/London, from 24 November 2026\n"
        "Northwind Bio: @Alice Moreau 11:00\nHelix Clinical: @Vera Novak 10:00\n"
        "12 meetings; none has to be moved.\nWithin everybody's working hours, all year.\n"
    ) in answer


def test_moved_and_left_out_meetings_are_named_with_the_reason(with_helix: Running) -> None:
    said = with_helix.say("session find Helix every week", by=VERA, via="direct")
    assert "every week, and write you" in said
    answer = found(with_helix, VERA)
    assert "52 meetings, " in answer or "53 meetings, " in answer
    assert "@Alice Moreau (holiday: " in answer
    assert " left out" in answer


def test_everybodys_clock_is_told_for_the_weeks_when_the_clocks_change_apart(with_helix: Running) -> None:
    with_helix.say(f"session find Helix every quarter <@{BOB}>", by=ALICE, at=HELIX)
    assert "4 meetings" in found(with_helix, ALICE)
    with_helix.say(f"session find Helix every 2 weeks <@{BOB}>", by=ALICE, at=HELIX)
    assert "@Alice Moreau 14:30 or 15:30, @Bob Tran 09:30\n" in found(with_helix, ALICE)


def test_schedule_this_series_opens_the_form_filled_in_with_kind_rhythm_and_guests(with_helix: Running) -> None:
    with_helix.say(f"session find Helix operational call 75m monthly optional <@{BOB}>", by=ALICE, at=HELIX)
    form = with_helix.click("Schedule this series", by=ALICE, at=DIRECT[ALICE])
    for line in (
        "With which vendor?: [Helix Clinical]",
        "What kind of session?: [Operational call]",
        "On which day, or from which day on?: [2026-11-24]",
        "At what time?: [10:00]",
        "How often?: [Once]",
        "How long?: [75 minutes]",
        "Who may come? (optional): [@Bob Tran]",
        "Another rhythm (optional): [the last Tuesday of every month]",
        "On whose clock?: [Europe/London]",
    ):
        assert f"{line}\n" in form, form
    assert with_helix.sandbox.mails == []
    with_helix.submit()
    assert "Operational call with Helix Clinical" in with_helix.heard(HELIX)
    assert {mail["To"].split("<")[1] for mail in with_helix.sandbox.mails} == {
        "alice@northwind.example>",
        "vera@helix.example>",
        "bob@northwind.example>",
    }


def test_the_same_series_is_not_scheduled_twice(with_helix: Running) -> None:
    with_helix.say("session find Helix 60m every 2 weeks from 1 Dec", by=ALICE, at=HELIX)
    form = with_helix.click("Schedule this series", by=ALICE, at=DIRECT[ALICE])
    assert "How often?: [Every 2 weeks on Tuesday]\n" in form
    with_helix.submit()
    mails = len(with_helix.sandbox.mails)
    with_helix.click("Schedule this series", by=ALICE, at=DIRECT[ALICE])
    form = with_helix.submit()
    assert (
        "! Joint strategy session with Helix Clinical is scheduled already at this rhythm. /session list shows its "
        "meetings; give it another title if you mean a second series."
    ) in form
    assert len(with_helix.sandbox.mails) == mails


def test_a_series_asked_for_is_answered_once_however_often_the_work_is_done(with_helix: Running) -> None:
    with_helix.say("session find Helix monthly", by=ALICE, at=HELIX)
    before = with_helix.heard(DIRECT[ALICE])
    with with_helix.database.read() as connection:
        query = select(outbox.c.payload).where(outbox.c.lane.startswith("work:series:"))
        job = connection.execute(query).scalar_one()
    with_helix.parley.house.work(with_helix.parley.house.workspace or 0, job)
    with_helix.settle()
    assert with_helix.heard(DIRECT[ALICE]) == before


def test_a_series_nobody_can_come_to_says_so(with_helix: Running) -> None:
    with_helix.say("me away until 1 Dec 2027", by=VERA, via="direct")
    with_helix.say("session find Helix monthly", by=ALICE, at=HELIX)
    assert found(with_helix, ALICE).startswith("No series fits Helix Clinical, every month, 60 minutes: I tried ")


# --- the weights -----------------------------------------------------------------------------------------------------------


def test_the_weights_are_shown_each_with_its_meaning(with_helix: Running) -> None:
    with_helix.say("session find Helix", by=ALICE, at=HELIX)
    shown = with_helix.click("Weights", by=ALICE)
    assert "07:00 no meeting before this time on anybody's clock, unless they work then (FIND_EARLIEST)\n" in shown
    assert "1 how much it counts who has borne more so far; 0: not at all (FIND_FAIRNESS)\n" in shown
    assert with_helix.say("session weights", by=VERA, via="direct") == shown


def test_the_weights_are_settings(start: object) -> None:
    parley: Running = start(FIND_EARLIEST="09:30", FIND_NOTICE="100", FIND_FAIRNESS="2.5")  # type: ignore[operator]
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    shown = parley.say("session weights", at=GOVERNANCE)
    assert "100 hours of notice people get at least (FIND_NOTICE)\n" in shown
    assert "2.5 how much it counts who has borne more so far" in shown
    assert "1. Nov 30, 2026 at 10:00\n" in parley.say("session find Helix", at=GOVERNANCE)
