"""Escalation: both leads are asked about what is overdue and decide; only what cannot wait climbs by itself."""

from datetime import UTC, datetime

import pytest

from governance.events import ActionItemEscalated, ActionItemHeld, EscalationAcknowledged, EscalationEnded
from storage.database import Database
from storage.journal import history
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running


def at(parley: Running, day: int, hour: int = 9, minute: int = 0, month: int = 12) -> None:
    """It becomes this time in UTC; what is overdue is looked at, then what waits on people is said."""
    parley.watch.set(datetime(2026, month, day, hour, minute, tzinfo=UTC))
    parley.tick("escalations")
    parley.tick("reminders")


@pytest.fixture
def late(with_helix: Running) -> Running:
    """A-1 of Vera, who leads Helix's side, was due on Friday 27 November; Alice leads Northwind's."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.tick("reminders")
    with_helix.say(f"action add <@{VERA}> 27 Nov send the list", by=BOB, at=HELIX)
    with_helix.say("action accept A-1", by=VERA, via="direct")
    return with_helix


def direct(parley: Running, person: str) -> str:
    return parley.heard(DIRECT[person])


def record(parley: Running, kind: type) -> list:
    """What the record says of A-1 in events of this kind."""
    database: Database = parley.database
    with database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "action:1")
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


def test_two_business_days_late_both_leads_are_asked_in_their_daily_message(late: Running) -> None:
    at(late, 30, month=11)  # Monday: one business day late
    assert "what shall happen?" not in direct(late, ALICE)
    at(late, 1, 8)
    at(late, 1, 9)
    assert direct(late, ALICE).endswith(
        "Parley, 08:00:\n"
        "  Northwind Bio: 1 thing waits on you\n"
        "  ===================================\n"
        "  Helix Clinical\n"
        "  A-1 send the list (@Vera Novak, 4 days late): what shall happen?\n"
        "  [New date] [Hold] [Escalate] [Open]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )
    assert "A-1 send the list (@Vera Novak, 4 days late): what shall happen?" in direct(late, VERA)
    assert [event.level for event in record(late, ActionItemEscalated)] == ["leads"]


def test_an_ordinary_item_never_climbs_by_itself(late: Running) -> None:
    for day in range(1, 22):
        at(late, day, 9)
    assert [event.level for event in record(late, ActionItemEscalated)] == ["leads"]


def test_the_leads_are_asked_again_every_five_business_days(late: Running) -> None:
    asked = []
    for day in range(1, 10):
        before = direct(late, ALICE).count("what shall happen?")
        at(late, day, 8)
        asked.append(direct(late, ALICE).count("what shall happen?") - before)
    assert asked == [1, 0, 0, 0, 0, 0, 0, 1, 0]  # Tue 1, ... Tue 8 December


def test_a_lead_of_the_vendor_escalates_with_a_reason_and_both_executives_hear_at_once(late: Running) -> None:
    late.say(f"vendor executive Helix <@{BOB}>", by=ALICE)
    at(late, 1)
    form = late.click("Escalate: A-1", by=VERA, at=DIRECT[VERA])
    assert form.startswith("-- Escalate A-1 --\nWhy do the executives have to know?: ")
    said = late.submit(by=VERA, reason="The site does not answer us")
    assert "@Bob Tran" in said
    assert direct(late, BOB).endswith(
        "  @Vera Novak asks you to decide: The site does not answer us\n"
        "  A-1 send the list (@Vera Novak, 4 days late)\n"
        "  [Acknowledge] [New date] [Step down] [Open]"
    )
    assert [event.outcome for event in record(late, EscalationEnded)] == ["escalated"]
    assert direct(late, ALICE).endswith(
        "  @Vera Novak asked the executives of both sides to decide: The site does not answer us\n"
        "  A-1 send the list (@Vera Novak, 4 days late)\n  [Open]"
    )


def test_an_executive_gives_it_back_to_the_leads_with_a_word(late: Running) -> None:
    late.say(f"vendor executive Helix <@{BOB}>", by=ALICE)
    at(late, 1)
    late.clock_moves(minutes=30)
    late.say("action escalate A-1 no answer for a week", by=VERA, via="direct")
    late.click("Step down: A-1", by=BOB, at=DIRECT[BOB])
    late.submit(by=BOB, reason="Please try their new manager first")
    at(late, 2)
    assert "what shall happen?\n  Please try their new manager first" in direct(late, VERA)
    assert [event.level for event in record(late, ActionItemEscalated)] == ["leads", "executives", "leads"]


def test_on_hold_nothing_is_asked_until_the_day_comes(late: Running) -> None:
    at(late, 1)
    late.watch.set(datetime(2026, 12, 1, 15, 0, tzinfo=UTC))
    said = late.say("action hold A-1 until 9 Dec the site is closed", by=VERA, via="direct")
    assert "on hold until Wed 9 Dec: the site is closed" in said
    assert "@Vera Novak put this on hold until Wed 9 Dec: the site is closed" in direct(late, BOB)
    before = direct(late, VERA).count("what shall happen?")
    for day in (2, 3, 4, 7, 8):
        at(late, day)
    assert direct(late, VERA).count("what shall happen?") == before
    at(late, 9)
    assert direct(late, VERA).count("what shall happen?") == before + 1
    assert [event.until.isoformat() for event in record(late, ActionItemHeld)] == ["2026-12-09"]
    assert [event.outcome for event in record(late, EscalationEnded)] == ["on hold"]


def test_hold_by_button_proposes_five_business_days_on(late: Running) -> None:
    at(late, 1)
    form = late.click("Hold: A-1", by=VERA, at=DIRECT[VERA])
    assert "Until when?: [2026-12-08]" in form
    late.submit(by=VERA, until="2026-12-08", reason="The site is closed")
    assert "on hold until" in late.say("action show A-1", by=VERA, via="direct")


def test_a_new_date_ends_it_and_keeps_the_old_one(late: Running) -> None:
    at(late, 1)
    late.click("New date: A-1", by=VERA, at=DIRECT[VERA])
    late.submit(by=VERA, due="2026-12-11", reason="The site answered late")
    shown = late.say("action show A-1", by=VERA, via="direct")
    assert "Due date moved from Fri 27 Nov to Fri 11 Dec by @Vera Novak, today: The site answered late" in shown
    assert [event.outcome for event in record(late, EscalationEnded)] == ["new date"]


def test_done_ends_it_and_nobody_is_asked_any_more(late: Running) -> None:
    at(late, 1)
    late.say("action done A-1", by=VERA, via="direct")
    before = direct(late, ALICE)
    for day in range(2, 12):
        at(late, day, 8)
    assert direct(late, ALICE) == before
    assert [event.outcome for event in record(late, EscalationEnded)] == ["done"]


def test_someone_else_is_told_whom_to_ask(late: Running) -> None:
    at(late, 1)
    assert late.say("action escalate A-1 now", by=BOB, at=HELIX) == (
        "What happens with A-1 is for Alice Moreau and Vera Novak to decide. Please ask them."
    )


def test_a_stranger_learns_nothing(late: Running) -> None:
    at(late, 1)
    assert "A-1" not in late.say("action hold A-1 until 9 Dec x", by=CHARLIE, via="direct").replace("action A-1", "")


@pytest.mark.parametrize("line", ["action acknowledge A-1", "action stepdown A-1 why"])
def test_what_waits_for_no_decision_says_so(late: Running, line: str) -> None:
    said = late.say(line, by=ALICE)
    assert said == "A-1 waits for nobody's decision. /action show A-1 shows how it stands."


# --- what cannot wait --------------------------------------------------------------------------------------------------


@pytest.fixture
def unsafe(with_helix: Running) -> Running:
    """A-1 of Bob is about participant safety and due on Friday 27 November."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.tick("reminders")
    with_helix.say(f"action add <@{BOB}> 27 Nov #safety review the case", by=BOB, at=HELIX)
    return with_helix


def test_what_is_about_safety_goes_to_both_leads_at_once_when_overdue(unsafe: Running) -> None:
    at(unsafe, 28, 4, 10, month=11)  # still Friday in New York, where Bob is
    assert "acknowledge" not in direct(unsafe, ALICE)
    at(unsafe, 28, 5, 10, month=11)
    for lead in (ALICE, VERA):
        assert direct(unsafe, lead).endswith(
            "  Please acknowledge: this is about safety and overdue.\n"
            "  A-1 Safety: review the case (@Bob Tran, 1 day late)\n"
            "  [Acknowledge] [New date] [Hold] [Escalate] [Open]"
        )


def test_not_acknowledged_for_a_day_it_goes_to_the_executives_by_itself(unsafe: Running) -> None:
    unsafe.say(f"vendor executive Helix <@{BOB}>", by=ALICE)
    at(unsafe, 28, 6, 10, month=11)
    at(unsafe, 29, 5, 10, month=11)
    assert [event.level for event in record(unsafe, ActionItemEscalated)] == ["leads"]
    at(unsafe, 29, 6, 10, month=11)
    assert [event.level for event in record(unsafe, ActionItemEscalated)] == ["leads", "executives"]
    assert "Please acknowledge: this is about safety and overdue, and nobody has for 24 hours." in direct(unsafe, BOB)
    assert direct(unsafe, ALICE).endswith(
        "  This went on to the executives of both sides: it is about safety, and 24 hours have passed.\n"
        "  A-1 Safety: review the case (@Bob Tran, 2 days late)\n  [Open]"
    )


def test_acknowledged_it_stays_with_the_leads_who_hear_of_it_daily(unsafe: Running) -> None:
    at(unsafe, 28, 6, 10, month=11)
    assert "Thank you." in unsafe.click("Acknowledge: A-1", by=VERA, at=DIRECT[VERA])
    for day in (29, 30):
        at(unsafe, day, 9, month=11)
    at(unsafe, 1)
    assert direct(unsafe, VERA).count("what shall happen?") == 2
    assert [event.level for event in record(unsafe, ActionItemEscalated)] == ["leads"]
    assert len(record(unsafe, EscalationAcknowledged)) == 1


def test_however_often_the_clock_ticks_each_step_is_taken_once(unsafe: Running) -> None:
    for minute in range(10, 60, 10):
        at(unsafe, 28, 6, minute, month=11)
    assert direct(unsafe, VERA).count("Please acknowledge") == 1
    assert len(record(unsafe, ActionItemEscalated)) == 1


# --- executives --------------------------------------------------------------------------------------------------------


def test_an_executive_of_another_vendor_is_refused(late: Running) -> None:
    late.say("vendor add Orion Labs, tier 2, Central laboratory")
    late.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    said = late.say(f"vendor executive Helix <@{CHARLIE}>")
    assert said.startswith("This person works for neither Helix Clinical nor us")


def test_naming_nobody_asks_for_the_executive(late: Running) -> None:
    assert late.say("vendor executive Helix") == "The executive is empty. Write /vendor executive <vendor> @person."


# --- deputies ----------------------------------------------------------------------------------------------------------


def test_the_deputy_of_a_lead_who_is_away_hears_at_once_and_decides(unsafe: Running) -> None:
    unsafe.say(f"me away until 10 Dec <@{BOB}>", by=ALICE)
    before = direct(unsafe, ALICE)
    at(unsafe, 28, 6, 10, month=11)
    assert direct(unsafe, ALICE) == before
    assert direct(unsafe, BOB).endswith(
        "  For @Alice Moreau, away until Thu 10 Dec: Please acknowledge: this is about safety and overdue.\n"
        "  A-1 Safety: review the case (@Bob Tran, 1 day late)\n"
        "  [Acknowledge] [New date] [Hold] [Escalate] [Open]"
    )
    assert "Thank you." in unsafe.click("Acknowledge: A-1", by=BOB, at=DIRECT[BOB])


def test_the_deputy_decides_only_while_the_lead_is_away(late: Running) -> None:
    at(late, 1)
    late.say(f"me away until 2 Dec <@{BOB}>", by=ALICE)
    assert "The reason" in late.say("action escalate A-1", by=BOB) or "Why" in late.say("action escalate A-1", by=BOB)
    late.watch.set(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert "is for Alice Moreau and Vera Novak to decide" in late.say("action escalate A-1", by=BOB)


# --- whose decision it is ------------------------------------------------------------------------------------------------


@pytest.fixture
def her_concern(with_helix: Running) -> Running:
    """A-1 of Vera, who leads Helix's side, is about participant safety and a day late."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.tick("reminders")
    with_helix.say(f"action add <@{VERA}> 24 Nov #safety report the event", by=BOB, at=HELIX)
    at(with_helix, 25, 9, 10, month=11)
    return with_helix


@pytest.mark.parametrize(
    "line", ["due A-1 31 Dec 2027 no time", "hold A-1 until 9 Dec no time", "acknowledge A-1", "due A-1"]
)
def test_whoever_is_late_with_what_cannot_wait_does_not_settle_it(her_concern: Running, line: str) -> None:
    said = her_concern.say(f"action {line}", by=VERA, via="direct")
    assert said == "What happens with A-1 is for Alice Moreau to decide. Please ask them."
    assert direct(her_concern, VERA).count("[Hold]") == 0
    at(her_concern, 26, 9, 10, month=11)
    assert [event.level for event in record(her_concern, ActionItemEscalated)] == ["leads", "executives"]


def test_the_other_lead_gives_what_cannot_wait_a_new_date(her_concern: Running) -> None:
    assert "due Tue 1 Dec" in her_concern.say("action due A-1 1 Dec the lab is closed", by=ALICE)
    assert [event.outcome for event in record(her_concern, EscalationEnded)] == ["new date"]


def test_while_leads_are_asked_nobody_else_moves_the_date(late: Running) -> None:
    late.say(f"action reassign A-1 <@{BOB}>", by=ALICE)
    at(late, 1)
    said = late.say("action due A-1 11 Dec I am busy", by=BOB)
    assert said == "What happens with A-1 is for Alice Moreau and Vera Novak to decide. Please ask them."
    assert "due Fri 11 Dec" in late.say("action due A-1 11 Dec he is busy", by=VERA, via="direct")


def test_what_is_with_the_executives_is_not_taken_back_by_a_lead(late: Running) -> None:
    late.say(f"vendor executive Helix <@{BOB}>", by=ALICE)
    late.say("vendor add Orion Labs, tier 2, Central laboratory")
    at(late, 1)
    late.say("action escalate A-1 no answer for a week", by=ALICE)
    said = late.say("action stepdown A-1 never mind", by=ALICE)
    assert said == "What happens with A-1 is for Bob Tran and Vera Novak to decide. Please ask them."


def test_nothing_rests_longer_than_twenty_business_days(late: Running) -> None:
    at(late, 1)
    said = late.say("action hold A-1 until 31 Dec 2099 later", by=VERA, via="direct")
    assert said == ("A-1 can rest until Thu 31 Dec at most. Give a day up to then, or move its date: action due A-1.")


def test_an_owner_who_is_also_lead_reads_of_the_item_once(late: Running) -> None:
    at(late, 1, 8)
    at(late, 1)
    page = direct(late, VERA).rpartition("Northwind Bio:")[2]
    assert page.count("A-1 send the list") == 1
    assert "what shall happen?" in page
