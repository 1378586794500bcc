"""Who is asked for which number and when, and what happens when it does not come."""

from datetime import UTC, date, datetime

import pytest

from governance.events import ResultNoLongerAwaited
from governance.kpis.periods import Frequency
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.measured import QUERIES, REPORTS, agreed, person
from tests.running import Running


def days(parley: Running, *dates: int, month: int = 12) -> None:
    """On each of these days the night's work, then the daily messages."""
    for day in dates:
        parley.clock_moves(datetime(2026, month, day, 1, 40, tzinfo=UTC))
        parley.tick("results")
        parley.clock_moves(datetime(2026, month, day, 15, 0, tzinfo=UTC))
        parley.tick("reminders")


def messages(parley: Running, who: str, since: int = 0) -> list[str]:
    """What somebody was told in their daily messages, the newest last."""
    told = parley.heard(DIRECT[who]).split("Parley, ")[1:]
    return [its for its in told if "waits on you" in its or "wait on you" in its][since:]


@pytest.fixture
def owed(known: Running) -> Running:
    """Vera and her side owe two numbers for November by 10 December; everybody is used to daily messages."""
    agreed(known, **REPORTS, vendor_owner=person(known, VERA))
    agreed(known, **QUERIES, vendor_owner=person(known, VERA))
    known.tick("reminders")
    return known


def test_three_business_days_before_its_owner_is_asked_in_their_one_message(owed: Running) -> None:
    days(owed, 4)
    assert messages(owed, VERA) == []
    days(owed, 7)
    (message,) = messages(owed, VERA)
    assert message == (
        "15:00:\n"
        "  Northwind Bio: 1 thing waits on you\n"
        "  ===================================\n"
        "  Results for November 2026: 2 KPIs, due Thu 10 Dec\n"
        "  Visit reports on time, Critical queries answered\n"
        "  [Submit November] [Need until ...]\n"
        "  I write once a day, at 09:00 your time. me settings changes that."
    )
    assert messages(owed, ALICE) == []


def test_the_button_opens_the_form_of_that_month(owed: Running) -> None:
    days(owed, 7)
    form = owed.click("Submit November", by=VERA, at=DIRECT[VERA])
    assert form.startswith("-- Results November 2026 --\nHelix Clinical, November 2026.")


def test_what_has_come_is_asked_for_no_more(owed: Running) -> None:
    days(owed, 7)
    owed.click("Submit November", by=VERA, at=DIRECT[VERA])
    owed.submit(by=VERA, n1="38", d1="40", n2="9", d2="10")
    heard = messages(owed, VERA)
    days(owed, 8, 10, 14, 17)
    assert messages(owed, VERA) == heard
    assert owed.say("me waiting", by=VERA, via="direct") == "Nothing waits on you."


def test_late_numbers_add_somebody_with_each_reminder_and_three_are_enough(owed: Running) -> None:
    owed.say("vendor lead Helix Clinical", by=ALICE)
    days(owed, 7, 10, 13, 14)
    assert "Results for November 2026: 2 KPIs, 4 days late" in messages(owed, VERA)[-1]
    assert messages(owed, ALICE) == []
    days(owed, 16, 17)
    assert "2 KPIs, 6 days late" in messages(owed, VERA)[-1]
    assert messages(owed, ALICE) == []
    days(owed, 18, 19, 20, 21)
    assert "Results for November 2026 of the vendor have not come: 2 KPIs, 11 days late" in messages(owed, ALICE)[-1]
    days(owed, 22)
    assert "I stop asking" not in owed.heard(DIRECT[ALICE]) + owed.heard(DIRECT[VERA])
    days(owed, 23)
    words = (
        "Results for November 2026: no number came for Visit reports on time and Critical queries answered after three reminders, "
        "so I stop asking and they stay grey. Please talk to each other; the number can still be sent at any time.\n"
    )
    assert f"  Helix Clinical\n  {words}  I write once a day" in messages(owed, ALICE)[-1]
    assert f"  {words}  [Submit November]\n  I write once a day" in messages(owed, VERA)[-1]
    before = [len(messages(owed, person)) for person in (ALICE, VERA)]
    days(owed, 24, 28, 31)
    assert [len(messages(owed, person)) for person in (ALICE, VERA)] == before
    with owed.database.read() as connection:
        given_up = [
            its for its in history(connection, 1, "definition:1") if isinstance(its.event, ResultNoLongerAwaited)
        ]
    assert [its.event.reminders for its in given_up if isinstance(its.event, ResultNoLongerAwaited)] == [3]


def test_that_nobody_is_asked_any_more_is_said_in_working_hours_and_not_at_night(owed: Running) -> None:
    days(owed, 7, 10, 13, 16, 19)
    owed.clock_moves(datetime(2026, 12, 22, 1, 40, tzinfo=UTC))
    before = owed.heard(DIRECT[ALICE])
    owed.tick("results")
    owed.clock_moves(datetime(2026, 12, 23, 4, 0, tzinfo=UTC))
    owed.tick("reminders")
    assert owed.heard(DIRECT[ALICE]) == before
    owed.clock_moves(datetime(2026, 12, 23, 9, 5, tzinfo=UTC))
    owed.tick("reminders")
    assert "I stop asking and they stay grey" in messages(owed, ALICE)[-1]


def test_a_lead_without_slack_reads_by_mail_that_nobody_is_asked_any_more(owed: Running) -> None:
    owed.send_file(ALICE, "p.csv", "Name,E-mail,Company\nNina Roe,nina@helix.example,Helix Clinical\n")
    owed.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    with owed.database.write() as connection:
        connection.exec_driver_sql("UPDATE vendors SET vendor_lead = (SELECT id FROM people WHERE name = 'Nina Roe')")
    days(owed, 7, 10, 13, 16, 19, 22, 23)
    bodies = [its.get_body(("plain",)) for its in owed.sandbox.mails if "nina@helix.example" in str(its["To"])]
    said = [" ".join(its.get_content().split()) for its in bodies if its]
    assert sum("so I stop asking and they stay grey" in one for one in said) == 1


def test_a_number_that_came_after_all_is_not_said_to_be_missing(owed: Running) -> None:
    days(owed, 7, 10, 13, 16, 19, 22)
    owed.say("sla submit November", by=VERA, at=HELIX, via="mention")
    owed.click("Open the form", by=VERA)
    owed.submit(by=VERA, n1="38", d1="40", n2="9", d2="10")
    days(owed, 23)
    assert "I stop asking" not in owed.heard(DIRECT[ALICE]) + owed.heard(DIRECT[VERA])


def test_what_both_companies_have_ended_is_asked_for_no_more(owed: Running) -> None:
    days(owed, 7)
    with owed.database.write() as connection:
        connection.exec_driver_sql("UPDATE kpi_definitions SET state = 'withdrawn'")
    heard = messages(owed, VERA)
    days(owed, 8, 10, 13, 14, 16, 19, 22)
    assert messages(owed, VERA) == heard
    assert "I stop asking" not in owed.heard(DIRECT[ALICE])


def test_the_ladder_stands_in_the_database_as_the_rule_says(owed: Running) -> None:
    """Due on the 10th: 12-13, 12-16, 12-19, then no more."""
    told = []
    for day in range(4, 30):
        days(owed, day)
        with owed.database.read() as connection:
            told.append(connection.exec_driver_sql("SELECT max(reminders) FROM kpi_expectations").scalar() or 0)
    assert [day for day, (before, now) in enumerate(zip([0, *told], told, strict=False), 4) if now > before] == [
        13,
        16,
        19,
    ]


def test_who_needs_until_another_day_is_left_alone_until_then(owed: Running) -> None:
    days(owed, 7)
    owed.say("sla need until Fri 18 Dec because the lab closes late", by=VERA, at=HELIX, via="mention")
    heard = len(messages(owed, VERA))
    days(owed, 8, 9, 10, 11, 14, 15, 16, 17)
    assert len(messages(owed, VERA)) == heard
    days(owed, 18)
    assert "2 KPIs, due today" in messages(owed, VERA)[-1]
    days(owed, 21)
    assert "2 KPIs, 3 days late" in messages(owed, VERA)[-1]


def test_the_deputy_hears_while_the_owner_is_away(known: Running) -> None:
    its = {**REPORTS, "reported_by": "sponsor", "measured": "sponsor"}
    agreed(known, **its, sponsor_owner=person(known, ALICE))
    known.say(f"me away until 31 Dec <@{BOB}|bob>", by=ALICE)
    known.tick("reminders")
    days(known, 7)
    assert messages(known, ALICE) == []
    assert "For @Alice Moreau, away until Thu 31 Dec:\n" in messages(known, BOB)[-1]
    assert "Results for November 2026: 1 KPI, due Thu 10 Dec" in messages(known, BOB)[-1]
    known.click("Submit November", by=BOB, at=DIRECT[BOB])
    assert "Thank you: 1 result" in known.submit(by=BOB, n1="9", d1="10")


def test_whoever_has_no_slack_is_asked_by_mail_once(known: Running) -> None:
    people = "Name,E-mail,Company\nNina Roe,nina@helix.example,Helix Clinical\n"
    known.send_file(ALICE, "p.csv", people)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    with known.database.read() as connection:
        nina = connection.exec_driver_sql("SELECT id FROM people WHERE mail = 'nina@helix.example'").scalar()
    agreed(known, **REPORTS, vendor_owner=nina)
    days(known, 4, 7, 8)
    mails = [mail for mail in known.sandbox.mails if "nina@helix.example" in str(mail["To"])]
    assert [mail["Subject"] for mail in mails] == ["Northwind Bio: 1 thing waits on you"]
    body = mails[0].get_body(("plain",))
    assert body is not None
    assert "Results for November 2026: 1 KPI, due Thu 10 Dec\r\nVisit reports on time\r\n" in body.get_content()
    assert "To answer, please write to Alice Moreau (alice@northwind.example)." in body.get_content()


def test_what_nobody_agreed_to_is_awaited_from_nobody(known: Running) -> None:
    agreed(known, **REPORTS, state="proposed", vendor_owner=person(known, VERA))
    agreed(known, **{**QUERIES, "effective_from": date(2027, 1, 1)}, vendor_owner=person(known, VERA))
    agreed(known, **{**QUERIES, "code": "Q3", "frequency": Frequency.QUARTERLY}, vendor_owner=person(known, VERA))
    known.tick("reminders")
    days(known, 7, 10)
    assert messages(known, VERA) == []


def test_results_nobody_answered_stand_in_the_next_days_message(known: Running) -> None:
    its = agreed(known, **REPORTS)
    known.tick("reminders")
    known.say("sla submit October", by=VERA, at=HELIX, via="mention")
    known.click("Open the form", by=VERA)
    known.submit(by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "40"})
    days(known, 24, month=11)
    assert "1 result waits to be accepted or disputed\n  [See them]" in messages(known, ALICE)[-1]
    assert known.click("See them", by=ALICE, at=DIRECT[ALICE]).startswith("1 result waits for your answer")
    before = len(messages(known, ALICE))
    days(known, 25, 26, month=11)
    assert len(messages(known, ALICE)) == before
