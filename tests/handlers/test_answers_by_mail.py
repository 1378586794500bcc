"""What people without Slack are asked by mail, and answer on a page: breaches, results, KPIs, credits, time to be excused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlalchemy import insert

from governance.events import CreditAgreed, CreditDisputed, Door, ExcusalDeclined, SlaBreachCommented
from storage.tables import credit_terms
from tests.cast import ALICE, DIRECT, HELIX, VERA
from tests.mailed import OCTOBER, SITE, Begin, begun, link, mails, morning, page, press, record, text, uow, words
from tests.measured import QUERIES, agreed
from tests.measured import REPORTS as MONTHLY
from tests.reports import REPORTS, Reports
from tests.running import Running
from tests.signing import kept


@pytest.fixture
def helix(start: Begin) -> Running:
    return begun(start, PUBLIC_URL=SITE)


# --- what else is asked by mail ----------------------------------------------------------------------------------------------


def test_a_lead_comments_on_a_breach(helix: Running) -> None:
    Reports(helix).submit(OCTOBER, 79.5)
    path = link(helix, "Comment on B-1")
    assert "What happened, and what do you do about it?" in text(page(helix, path))
    assert record(helix, "breach:1", SlaBreachCommented) == []
    said = press(helix, path, comment="Two monitors were ill; <b>both</b> are back.")
    assert "Thank you." in text(said)
    [entry] = record(helix, "breach:1", SlaBreachCommented)
    assert (entry.door, entry.party) == (Door.PAGE, "vendor:1")
    assert "Two monitors were ill; <b>both</b> are back." in helix.heard(HELIX)


def test_what_could_name_a_participant_is_not_taken(helix: Running) -> None:
    Reports(helix).submit(OCTOBER, 79.5)
    said = press(helix, link(helix, "Comment on B-1"), comment="Site 4 was late with patient J.S., born 12 March 1961.")
    assert "That looks like it could name a trial participant" in text(said)
    assert record(helix, "breach:1", SlaBreachCommented) == []


def test_a_form_without_what_it_needs_stays_open_with_what_was_typed(helix: Running) -> None:
    Reports(helix).submit(OCTOBER, 79.5)
    path = link(helix, "Comment on B-1")
    said = press(helix, path, comment="   ")
    assert 'class="wrong"' in said.text
    assert record(helix, "breach:1", SlaBreachCommented) == []
    assert "Thank you." in text(press(helix, path, comment="Two monitors were ill."))


def test_a_lead_disputes_a_number(helix: Running) -> None:
    Reports(helix).submit(OCTOBER, 79.5)
    said = press(helix, link(helix, "Dispute the number of B-1"), reason="Nine of them were not ours.")
    assert "Disputed." in text(said)
    assert "Nine of them were not ours." in helix.heard(HELIX)


def asked_for_results(helix: Running, *kpis: dict[str, str]) -> None:
    morning(helix, 30)
    with uow(helix) as its:
        nina = its.people.by_mail(["nina@helix.example"])["nina@helix.example"]
    for its in kpis:
        agreed(helix, **its, vendor_owner=nina.id)
    for day in (4, 7):
        helix.clock_moves(datetime(2026, 12, day, 1, 40, tzinfo=UTC))
        helix.tick("results")
        helix.clock_moves(datetime(2026, 12, day, 15, 0, tzinfo=UTC))
        helix.tick("reminders")


def test_results_are_sent_on_a_page(helix: Running) -> None:
    asked_for_results(helix, MONTHLY)
    path = link(helix, "Submit November")
    assert "Reports on time" in text(page(helix, path))
    assert "There is no number in the form yet." in text(press(helix, path))
    said = press(helix, path, n1="9", d1="10")
    assert "Thank you: 1 result" in text(said)
    assert "It works once only." in text(page(helix, path))


def test_results_that_are_left_are_sent_by_the_same_link(helix: Running) -> None:
    asked_for_results(helix, MONTHLY, {**MONTHLY, "code": "K15", "name": "Queries"})
    path = link(helix, "Submit November")
    said = text(press(helix, path, n1="9", d1="10"))
    assert "1 KPI still without a number." in said
    assert "Open the link again for the rest." in said
    helix.clock_moves(minutes=1)
    assert "Thank you: 1 result" in text(press(helix, path, n1="9", d1="10", n2="8", d2="10"))
    assert "It works once only." in text(page(helix, path))


def test_whoever_needs_longer_for_results_says_until_when(helix: Running) -> None:
    asked_for_results(helix, MONTHLY)
    path = link(helix, "Say until when you need for November")
    assert 'type="date"' in page(helix, path).text
    wrong = press(helix, path, until="soon", reason="The system is down.")
    assert "The system is down." in unescape(wrong.text)
    assert 'class="wrong"' in wrong.text
    said = press(helix, path, until="2026-12-15", reason="The system is down.")
    assert "Noted: Tue 15 Dec for November 2026." in text(said)
    assert "The system is down." in helix.heard(DIRECT[ALICE])


def test_a_proposed_kpi_is_agreed_to(helix: Running) -> None:
    propose(helix)
    said = press(helix, link(helix, "Agree"))
    assert "Agreed by both companies" in text(said)


def test_a_proposed_kpi_is_declined_with_a_reason(helix: Running) -> None:
    propose(helix)
    said = press(helix, link(helix, "Decline"), why="The target is out of reach.")
    assert "You declined" in text(said)
    assert "The target is out of reach." in helix.heard(DIRECT[ALICE])


def propose(parley: Running) -> None:
    parley.say("sla define", by=ALICE, at=HELIX)
    parley.submit(by=ALICE, code="K14", name="Reports on time", target="95", red_limit="85")


# --- credits, and time to be excused ---------------------------------------------------------------------------------------


@pytest.fixture
def owed(helix: Running) -> Running:
    """C-1: 2,000 for October."""
    reports = Reports(helix, replace(REPORTS, credit_pool=50, credit_share=40))
    terms = {"version": 1, "at_risk": 10, "currency": "EUR", "clause": "MSA 9", "effective_from": date(2026, 1, 1)}
    with uow(helix) as its:
        facts = {"workspace": its.workspace.id, "vendor_id": 1, "state": "agreed"}
        its.connection.execute(insert(credit_terms).values(**facts, **terms))
    reports.submit(OCTOBER, 79.5)
    helix.say("sla invoice Helix 2026-10 100,000.00 EUR")
    return helix


def test_a_credit_is_agreed_to(owed: Running) -> None:
    said = text(press(owed, link(owed, "Agree to C-1")))
    assert "2,000.00 EUR" in said
    [entry] = record(owed, "credit:1", CreditAgreed)
    assert (entry.door, entry.party) == (Door.PAGE, "vendor:1")
    assert "Nina Roe agreed to this credit." in owed.heard(DIRECT[ALICE])


def test_a_link_approves_and_does_not_sign(owed: Running) -> None:
    assert "Sign" not in "".join(words(its) for its in mails(owed))
    press(owed, link(owed, "Agree to C-1"))
    (its,) = [one for one in kept(owed) if one.subject == "credit:1"]
    assert (its.name, its.door, its.is_signed) == ("Nina Roe", "web page", False)
    said = owed.say("sla credit C-1", by=ALICE, at=HELIX)
    assert (
        "Agreed by Nina Roe for Helix Clinical, 23 Nov 2026 09:00 Europe/London: I agree to service credit C-1" in said
    )
    assert "Signed" not in said


def test_a_credit_is_disputed_with_a_reason(owed: Running) -> None:
    press(owed, link(owed, "Dispute C-1"), reason="The invoice is of September.")
    assert len(record(owed, "credit:1", CreditDisputed)) == 1
    assert "The invoice is of September." in owed.say("sla credit C-1", by=ALICE)


def test_time_to_be_excused_is_declined_with_a_reason(helix: Running) -> None:
    agreed(helix, **QUERIES)
    helix.send_file(VERA, "cases.csv", "KPI,Case,Started,Stopped\nQ2H,SITE-2,2026-10-06 15:00,2026-10-07 12:00\n")
    helix.click("Confirm", by=VERA, at=DIRECT[VERA])
    line = "sla excuse Q2H SITE-2 from 6 Oct 2026 15:30 to 7 Oct 2026 11:30 because you held it"
    assert "Proposed" in helix.say(line, by=ALICE, at=HELIX)
    said = text(press(helix, link(helix, "Decline SITE-2"), reason="We answered the same day."))
    assert "Declined." in said
    [entry] = record(helix, "excusal:1", ExcusalDeclined)
    assert (entry.door, entry.party) == (Door.PAGE, "vendor:1")
    assert "We answered the same day." in helix.heard(DIRECT[ALICE])
