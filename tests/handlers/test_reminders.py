"""Reminders: one message a person a day, at their nine o'clock, of what waits on them; none when there is nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running


def morning(parley: Running, day: int, hour: int = 9, minute: int = 0, month: int = 11) -> None:
    """It becomes this time in UTC, and the clock ticks."""
    parley.watch.set(datetime(2026, month, day, hour, minute, tzinfo=UTC))
    parley.tick("reminders")


@pytest.fixture
def reminding(with_helix: Running) -> Running:
    """Parley knows everybody, and when each of them first hears."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.tick("reminders")
    return with_helix


def messages(parley: Running, person: str) -> list[str]:
    """What Parley has written to somebody directly, the headings of it."""
    said = [message for message in parley.sandbox.messages(DIRECT[person]) if message["user"] != person]
    return [parley.read(message).splitlines()[0] for message in said]


def test_what_is_due_in_two_business_days_waits_on_its_owner_at_nine(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 27 Nov send the list", by=BOB, at=HELIX)
    reminding.say("action start A-1", by=VERA, via="direct")
    morning(reminding, 25, 9)
    assert reminding.heard(DIRECT[VERA]).endswith(
        "Parley, 09:00:\n"
        "  Northwind Bio: 1 thing waits on you\n"
        "  ===================================\n"
        "  A-1 send the list (due Fri 27 Nov)\n"
        "  [Done] [Snooze] [Reassign] [Open]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )


def test_the_day_itself_is_mentioned_and_the_day_between_is_not(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 27 Nov send the list", by=VERA, at=HELIX, via="mention")
    for day in (24, 25, 26, 27):
        morning(reminding, day)
    assert len(messages(reminding, VERA)) == 2
    assert "A-1 send the list (due today)" in reminding.heard(DIRECT[VERA])


def test_what_is_overdue_is_mentioned_the_next_business_day_then_weekly_until_done(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 27 Nov send the list", by=VERA, at=HELIX, via="mention")
    morning(reminding, 27, 9)
    before = len(messages(reminding, VERA))
    heard = []
    for day in range(28, 31):
        morning(reminding, day)
        heard.append(len(messages(reminding, VERA)) - before)
    for day in range(1, 8):
        morning(reminding, day, month=12)
        heard.append(len(messages(reminding, VERA)) - before)
    assert heard == [0, 0, 1, 1, 1, 1, 1, 1, 1, 2]  # Sat, Sun, Mon 30 Nov, ... Mon 7 Dec
    reminding.say("action done A-1", by=VERA, via="direct")
    before = len(messages(reminding, VERA))
    for day in range(8, 20):
        morning(reminding, day, month=12)
    assert len(messages(reminding, VERA)) == before


def test_one_message_however_often_the_clock_ticks(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 24 Nov send the list", by=VERA, at=HELIX, via="mention")
    for minute in range(0, 60, 5):
        morning(reminding, 24, 9, minute)
    assert messages(reminding, VERA).count("Northwind Bio: 1 thing waits on you") == 1


def test_nobody_hears_when_nothing_waits(reminding: Running) -> None:
    for day in (24, 25, 26, 27):
        morning(reminding, day)
    assert messages(reminding, VERA) == []


@pytest.mark.parametrize(("person", "hour"), [(ALICE, 8), (VERA, 9), (BOB, 14)])
def test_each_hears_at_nine_on_their_own_clock(reminding: Running, person: str, hour: int) -> None:
    reminding.say(f"action add <@{person}> 25 Nov call them", by=person, via="direct")
    before = len(messages(reminding, person))
    morning(reminding, 25, hour - 1, 55)
    assert len(messages(reminding, person)) == before
    morning(reminding, 25, hour, 0)
    assert messages(reminding, person)[before:] == ["Northwind Bio: 1 thing waits on you"]


def test_a_holiday_of_their_country_is_no_day_to_be_asked(reminding: Running) -> None:
    """Thursday 26 November 2026 is Thanksgiving: what is due on it is mentioned the day before."""
    reminding.say(f"action add <@{BOB}> 26 Nov call them", by=BOB, via="direct")
    before = len(messages(reminding, BOB))
    morning(reminding, 25, 14)
    assert len(messages(reminding, BOB)) == before + 1
    morning(reminding, 26, 14)
    assert len(messages(reminding, BOB)) == before + 1


def test_whoever_was_not_told_at_nine_is_told_the_same_working_day(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 24 Nov send the list", by=VERA, at=HELIX, via="mention")
    morning(reminding, 24, 13)
    assert messages(reminding, VERA) == ["Northwind Bio: 1 thing waits on you"]


def test_nobody_is_told_after_work(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 24 Nov send the list", by=VERA, at=HELIX, via="mention")
    morning(reminding, 24, 17)
    assert messages(reminding, VERA) == []
    morning(reminding, 25, 9)
    assert messages(reminding, VERA) == ["Northwind Bio: 1 thing waits on you"]


def test_what_was_put_to_somebody_waits_for_their_answer_the_next_morning(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 18 Dec send the list", by=BOB, at=HELIX)
    morning(reminding, 24)
    assert reminding.heard(DIRECT[VERA]).endswith(
        "  A-1 send the list (due Fri 18 Dec)\n  [Accept] [Done] [Snooze] [Reassign] [Open]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )
    reminding.click("Accept", by=VERA, at=DIRECT[VERA])
    morning(reminding, 25)
    assert len([line for line in messages(reminding, VERA) if "wait" in line]) == 1


def test_what_is_done_waits_on_the_one_who_verifies(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> friday mend it #audit", by=BOB, at=HELIX)
    reminding.say("action done A-1 https://x.example/report", by=VERA, via="direct")
    morning(reminding, 24, 14)
    assert reminding.heard(DIRECT[BOB]).endswith(
        "  Helix Clinical\n  @Vera Novak says this is done. Please look and verify it.\n"
        "  A-1 mend it (@Vera Novak, done, to be verified)\n  [Verify] [Not done yet] [Open]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )


def test_who_is_away_is_left_alone_and_their_deputy_hears_once(reminding: Running) -> None:
    reminding.say(f"action add <@{BOB}> 25 Nov call them", by=BOB, via="direct")
    reminding.say(f"action add <@{ALICE}> 25 Nov write it", by=ALICE, via="direct")
    said = reminding.say(f"me away until 27 Nov <@{ALICE}>", by=BOB)
    assert said.endswith("You are away until Fri 27 Nov; @Alice Moreau stands in for you.\n[Change my settings]")
    morning(reminding, 23, 9, 5)
    bobs = len(messages(reminding, BOB))
    for hour in (8, 14):
        morning(reminding, 25, hour)
    assert len(messages(reminding, BOB)) == bobs
    assert [line for line in messages(reminding, ALICE) if "wait" in line] == ["Northwind Bio: 2 things wait on you"]
    page = reminding.heard(DIRECT[ALICE])
    assert "For @Bob Tran, away until Fri 27 Nov:\n  A-1 call them (due today)" in page


def test_who_is_back_hears_again(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 25 Nov send it", by=VERA, at=HELIX, via="mention")
    reminding.say("me away until 27 Nov", by=VERA, via="direct")
    reminding.say("me back", by=VERA, via="direct")
    morning(reminding, 23, 9, 5)
    morning(reminding, 25)
    assert messages(reminding, VERA)[-1] == "Northwind Bio: 1 thing waits on you"


def test_an_own_time_is_kept(reminding: Running) -> None:
    reminding.say("me settings", by=BOB)
    reminding.submit(by=BOB, remind_at="11:30", works_from="08:00", works_to="16:00")
    morning(reminding, 23, 9, 5)
    reminding.say(f"action add <@{BOB}> 25 Nov call them", by=BOB, via="direct")
    before = len(messages(reminding, BOB))
    morning(reminding, 25, 14)
    assert len(messages(reminding, BOB)) == before
    morning(reminding, 25, 16, 30)
    assert len(messages(reminding, BOB)) == before + 1


def test_twelve_things_are_shown_and_the_others_counted(reminding: Running) -> None:
    for number in range(15):
        reminding.say(f"action add <@{VERA}> 24 Nov item {number}", by=VERA, via="direct")
    morning(reminding, 24)
    page = reminding.heard(DIRECT[VERA])
    assert "Northwind Bio: 15 things wait on you" in page
    assert "  [and 3 more]\n" in page


# --- snoozing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "when", "heard"),
    [
        ("an hour", datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "You asked to hear of this now:"),
        ("tomorrow", datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "Northwind Bio: 1 thing waits on you"),
        ("next week", datetime(2026, 11, 30, 9, 0, tzinfo=UTC), "Northwind Bio: 1 thing waits on you"),
    ],
)
def test_a_snoozed_item_is_quiet_and_then_heard_of_in_the_daily_message_where_that_comes_then(
    reminding: Running, span: str, when: datetime, heard: str
) -> None:
    reminding.say(f"action add <@{VERA}> 25 Nov send it", by=VERA, via="direct")
    reminding.watch.set(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    said = reminding.say(f"action snooze A-1 {span}", by=VERA, via="direct")
    assert said.startswith("I am quiet about A-1 until ")
    before = len(messages(reminding, VERA))
    reminding.watch.set(when - timedelta(minutes=1))
    reminding.tick("reminders")
    assert len(messages(reminding, VERA)) == before
    reminding.watch.set(when)
    reminding.tick("reminders")
    assert messages(reminding, VERA)[before:] == [heard]
    reminding.tick("reminders")
    assert messages(reminding, VERA)[before:] == [heard]


def test_snooze_in_the_daily_message_is_a_menu(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 24 Nov send it", by=VERA, via="direct")
    morning(reminding, 24)
    told = reminding.click("Snooze", by=VERA, at=DIRECT[VERA], choose="A-1 tomorrow")
    assert "I am quiet about A-1 until " in told


def test_a_snooze_of_something_done_ends_quietly(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 25 Nov send it", by=VERA, via="direct")
    reminding.say("action snooze A-1 hour", by=VERA, via="direct")
    reminding.say("action done A-1", by=VERA, via="direct")
    before = len(messages(reminding, VERA))
    morning(reminding, 23, 12)
    assert len(messages(reminding, VERA)) == before


def test_snooze_without_a_span_asks_for_how_long(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 25 Nov send it", by=VERA, via="direct")
    said = reminding.say("action snooze A-1", by=VERA, via="direct")
    assert said == "A-1 send it (due Wed 25 Nov)\nFor how long?\n[For an hour] [Until tomorrow] [Until next week]"


# --- what came up while nobody could hear it ---------------------------------------------------------------------------


def test_back_from_leave_the_first_message_has_all_that_came_up(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 27 Nov send the list", by=VERA, at=HELIX, via="mention")
    reminding.say("me away until 29 Nov", by=VERA, via="direct")
    for day in (24, 25, 26, 27):
        morning(reminding, day)
    before = len(messages(reminding, VERA))
    morning(reminding, 1, month=12)  # Tuesday; on Monday the bot was away too
    assert len(messages(reminding, VERA)) == before + 1
    assert "A-1 send the list (4 days late)" in reminding.heard(DIRECT[VERA])


def test_a_message_that_could_not_be_said_in_the_working_day_is_not_said_at_night_but_in_the_next(
    reminding: Running,
) -> None:
    reminding.say(f"action add <@{VERA}> 24 Nov send the list", by=VERA, at=HELIX, via="mention")
    reminding.sandbox.fault("chat.postMessage", error="service_unavailable", times=1)
    morning(reminding, 24, 9)
    assert messages(reminding, VERA) == []
    reminding.watch.set(datetime(2026, 11, 24, 23, tzinfo=UTC))
    reminding.rest()
    assert "1 thing waits on you" not in reminding.heard(DIRECT[VERA])
    morning(reminding, 25, 9)
    assert "A-1 send the list (1 day late)" in reminding.heard(DIRECT[VERA])
    morning(reminding, 26, 9)
    assert reminding.heard(DIRECT[VERA]).count("1 thing waits on you") == 1


def test_a_snooze_of_what_has_passed_to_somebody_else_offers_what_can_still_be_done(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> friday send the list #audit", by=BOB, at=HELIX)
    reminding.say("action snooze A-1 tomorrow", by=VERA, via="direct")
    reminding.say(f"action reassign A-1 <@{ALICE}>", by=BOB, at=HELIX)
    morning(reminding, 24)
    page = "A-1 send the list (@Alice Moreau, due Fri 27 Nov)\n  [Snooze] [Reassign] [Open]\n  I write once a day"
    assert page in reminding.heard(DIRECT[VERA])


def test_a_snooze_of_what_is_to_be_verified_offers_that(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> friday send the list #audit", by=BOB, at=HELIX)
    reminding.say("action done A-1 it is in the folder", by=VERA, via="direct")
    reminding.say("action snooze A-1 tomorrow", by=BOB, at=HELIX)
    morning(reminding, 24, 14)
    page = (
        "A-1 send the list (@Vera Novak, done, to be verified)\n  [Verify] [Not done yet] [Open]\n  I write once a day"
    )
    assert page in reminding.heard(DIRECT[BOB])


def test_an_invitation_nobody_answered_stands_in_the_same_message(reminding: Running) -> None:
    reminding.say("session schedule Helix 1 Dec 15:00 Europe/London", by=ALICE, at=HELIX)
    reminding.say(f"action add <@{VERA}> 26 Nov send the list", by=VERA, at=HELIX, via="mention")
    morning(reminding, 24)
    assert reminding.heard(DIRECT[VERA]).endswith(
        "Parley, 09:00:\n"
        "  Northwind Bio: 2 things wait on you\n"
        "  ===================================\n"
        "  A-1 send the list (due Thu 26 Nov)\n"
        "  [Done] [Snooze] [Reassign] [Open]\n"
        "  Will you come? S-1 Joint strategy session with Helix Clinical: Dec 1, 2026 at 15:00, 90 minutes\n"
        "  [I will come] [Perhaps] [I cannot] [Open]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )
    reminding.click("I will come", by=VERA, at=DIRECT[VERA])
    before = len(messages(reminding, VERA))
    morning(reminding, 27)
    assert "Will you come?" not in "".join(messages(reminding, VERA)[before:])
    assert "Will you come?" in reminding.heard(DIRECT[ALICE])


# --- all that waits, and news that came up out of hours ------------------------------------------------------------------


def test_a_lead_with_many_decisions_finds_all_of_them_on_home_and_behind_the_button(reminding: Running) -> None:
    for number in range(15):
        reminding.say(f"action add <@{BOB}> 24 Nov thing {number}", by=VERA, via="direct")
    reminding.watch.set(datetime(2026, 11, 27, 9, 10, tzinfo=UTC))
    reminding.tick("escalations")
    morning(reminding, 27, 9, 15)
    page = reminding.click("and 3 more", by=ALICE, at=DIRECT[ALICE])
    assert page.startswith("15 things wait on you")
    assert "A-1 thing 0 (@Bob Tran, 3 days late): what shall happen?" in page
    assert "A-15 thing 14" in reminding.click("Next page", by=ALICE)
    home = reminding.home(ALICE)
    assert "To decide or answer (15)" in home
    assert "A-1 thing 0 (@Bob Tran, 3 days late): what shall happen?" in home


def test_what_is_somebodys_who_is_away_and_invitations_are_on_the_deputys_home(reminding: Running) -> None:
    reminding.say(f"action add <@{BOB}> 25 Nov call them", by=BOB, via="direct")
    reminding.say(f"me away until 27 Nov <@{ALICE}>", by=BOB)
    home = reminding.home(ALICE)
    assert "To decide or answer (1)" in home
    assert "For @Bob Tran, away until Fri 27 Nov:\nA-1 call them (due Wed 25 Nov)" in home
    reminding.say("session schedule 1 Dec 15:00 review", by=VERA, at=HELIX, via="mention")
    assert "Will you come?" in reminding.home(ALICE)
    assert "Will you come?" in reminding.say("me waiting", by=ALICE)
    assert reminding.say("me waiting", by=CHARLIE, via="direct").startswith("You cannot")


def test_what_is_not_urgent_waits_for_the_daily_message_of_whoever_does_not_work_now(reminding: Running) -> None:
    reminding.say(f"action add <@{BOB}> 24 Nov call them", by=VERA, via="direct")
    reminding.watch.set(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))  # ten in the evening in New York
    before = len(messages(reminding, BOB))
    reminding.say("action due A-1 11 Dec the site is closed", by=VERA, via="direct")
    assert len(messages(reminding, BOB)) == before
    morning(reminding, 24, 14)
    assert len(messages(reminding, BOB)) == before + 1
    assert (
        "  @Vera Novak moved the date from Tue 24 Nov to Fri 11 Dec: the site is closed\n"
        "  A-1 call them (due Fri 11 Dec)"
    ) in reminding.heard(DIRECT[BOB])
    morning(reminding, 25, 14)
    assert len(messages(reminding, BOB)) == before + 1


def test_news_for_somebody_away_reaches_the_deputy_at_once_and_them_when_they_are_back(reminding: Running) -> None:
    reminding.say(f"action add <@{VERA}> 18 Dec send it", by=BOB, at=HELIX)
    reminding.say(f"me away until 25 Nov <@{ALICE}>", by=BOB)
    reminding.say("action block A-1 no access", by=VERA, via="direct")
    bobs = len(messages(reminding, BOB))
    assert "For @Bob Tran, away until Wed 25 Nov: @Vera Novak cannot go on: no access" in reminding.heard(DIRECT[ALICE])
    reminding.watch.set(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    reminding.say("action due A-1 21 Dec the site opens late", by=VERA, via="direct")
    morning(reminding, 25, 9)
    page = reminding.heard(DIRECT[ALICE])
    assert "  For @Bob Tran, away until today:\n" in page
    assert "@Vera Novak moved the date from Fri 18 Dec to Mon 21 Dec: the site opens late" in page
    assert len(messages(reminding, BOB)) == bobs
    morning(reminding, 27, 14)
    assert "@Vera Novak moved the date" in reminding.heard(DIRECT[BOB])


@pytest.mark.parametrize("span", ["next month", "next", "2 weeks", "until friday"])
def test_a_span_there_is_not_is_asked_back(reminding: Running, span: str) -> None:
    reminding.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    assert "For how long?" in reminding.say(f"action snooze A-1 {span}", by=VERA, via="direct")
