"""Service credits at the front door: from the invoice and what is red, line by line, to an agreement of both companies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.events import (
    CreditAgreed,
    CreditConfirmed,
    CreditDisputed,
    CreditNotified,
    CreditWaived,
    CreditWithdrawn,
    InvoiceKept,
)
from governance.kpis.periods import Frequency
from governance.kpis.results import ResultState
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.credits import AGREED, C1, INVOICE, LINE, OCTOBER, PAYS, last, record
from tests.reports import Reports
from tests.running import Running

WAIVED = (
    "Waived by Alice Moreau for Northwind Bio, 23 Nov 2026 10:00 Europe/Warsaw: "
    "I waive service credit C-1 of 2,000.00 EUR on Helix Clinical's invoice of October 2026, for Northwind Bio."
)


def test_the_invoice_is_kept_and_both_leads_see_the_arithmetic(helix: Running, pays: Reports) -> None:
    pays.submit(OCTOBER, 79.5)
    assert helix.say(INVOICE) == (
        f"Kept: Helix Clinical, October 2026, 100,000.00 EUR.\n{C1}\n{LINE}\n"
        "It waits for the vendor to agree or to dispute it."
    )
    assert last(helix, VERA) == (
        f"A service credit for October 2026\n{C1}\n{LINE}\nPlease agree to it, or say what is wrong with it.\n[Agree] [Sign] [Dispute]"
    )
    assert last(helix, ALICE) == (
        f"A service credit for October 2026\n{C1}\n{LINE}\nThe vendor is asked to agree to it; you can waive it.\n[Waive] [Waive and sign]"
    )
    assert [event.amount for event in record(helix, "vendor:1") if isinstance(event, InvoiceKept)] == ["100000.00"]
    assert "2,000" not in helix.heard(HELIX)


def test_a_result_that_comes_after_the_invoice_gives_it_too(helix: Running, pays: Reports) -> None:
    assert helix.say(INVOICE).endswith("No service credit follows from it.")
    pays.submit(OCTOBER, 79.5)
    assert C1 in last(helix, VERA) or C1 in helix.heard(DIRECT[VERA])


def test_what_is_above_the_cap_is_shown_and_not_owed(helix: Running, pays: Reports) -> None:
    pays.submit(OCTOBER, 79.5)
    Reports(helix, replace(PAYS, code="K15", name="Queries on time", credit_pool=100, credit_share=100)).submit(
        OCTOBER, 50
    )
    assert helix.say("sla invoice Helix oct 1000 eur") == (
        "Kept: Helix Clinical, October 2026, 1,000.00 EUR.\n"
        "C-1 Helix Clinical, October 2026: 100.00 EUR\n"
        "Queries on time (version 1, WO-3 4.2): 1,000.00 EUR x 10 % at risk x 100 % pool x 100 % share = 100.00 EUR\n"
        "Visit reports on time (version 1, WO-3 4.2): 1,000.00 EUR x 10 % at risk x 50 % pool x 40 % share = 20.00 EUR\n"
        "Together: 120.00 EUR\n"
        "Capped at what is at risk, 10 % of 1,000.00 EUR: 100.00 EUR\n"
        "It waits for the vendor to agree or to dispute it."
    )


@pytest.mark.parametrize("its", [{"credit_share": 0.0}, {"credit_pool": 0.0}])
def test_a_kpi_without_a_share_gives_none(helix: Running, pays: Reports, its: dict) -> None:
    Reports(helix, replace(PAYS, code="K15", **its)).submit(OCTOBER, 50)
    assert helix.say(INVOICE).endswith("No service credit follows from it.")


def test_without_terms_of_both_companies_the_invoice_is_kept_and_nothing_follows(helix: Running) -> None:
    Reports(helix, PAYS).submit(OCTOBER, 79.5)
    assert helix.say(INVOICE).endswith(
        "No credit terms that both companies agreed to hold for that month, so no credit follows."
    )


# --- deciding ------------------------------------------------------------------------------------------------------------


def test_the_vendor_agrees_and_the_sponsor_hears(helix: Running, owed: Reports) -> None:
    said = helix.click("Agree to C-1", by=VERA, at=DIRECT[VERA])
    assert said == f"{C1}\n{LINE}\nThe vendor agreed to it.\n{AGREED}"
    assert last(helix, ALICE) == (
        f"@Vera Novak agreed to this credit.\n{C1}\nThe vendor agreed to it.\n{AGREED}\n[Waive] [Waive and sign]"
    )
    assert [type(event) for event in record(helix)] == [CreditNotified, CreditAgreed]


def test_the_vendor_disputes_with_a_reason_and_the_sponsor_waives(helix: Running, owed: Reports) -> None:
    form = helix.click("Dispute C-1", by=VERA, at=DIRECT[VERA])
    assert form == "-- Dispute C-1 --\nWhat is wrong with it?: [...]\n  Both companies read this.\n[Dispute] [Cancel]"
    helix.submit(by=VERA, reason="The reports waited for your review.")
    assert last(helix, ALICE).startswith("@Vera Novak disputes this credit.")
    assert "The vendor disputes it: The reports waited for your review." in last(helix, ALICE)
    helix.click("Waive C-1", by=ALICE, at=DIRECT[ALICE])
    helix.submit(by=ALICE, reason="They did.")
    assert last(helix, VERA) == f"@Alice Moreau waived this credit.\n{C1}\nThe sponsor waived it: They did.\n{WAIVED}"
    assert [type(event) for event in record(helix)] == [CreditNotified, CreditDisputed, CreditWaived]


@pytest.mark.parametrize("via", ["direct", "mention"])
def test_the_vendor_can_type_it_all(helix: Running, owed: Reports, via: str) -> None:
    assert "The vendor disputes it: too high" in helix.say(
        "sla credit C-1 dispute too high", by=VERA, at=HELIX, via=via
    )
    assert "The vendor agreed to it." in helix.say("sla credit C-1 agree", by=VERA, at=HELIX, via=via)


def test_each_side_decides_only_what_is_its_own(helix: Running, owed: Reports) -> None:
    assert helix.say("sla credit C-1 agree", by=ALICE) == (
        "C-1 is to be agreed to by the vendor's side. /sla credit C-1 shows what you can do."
    )
    assert "by the sponsor's side" in helix.say("sla credit C-1 waive please", by=VERA, via="direct")
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    assert "C-1 is agreed, so it cannot be disputed now." in helix.say(
        "sla credit C-1 dispute no", by=VERA, via="direct"
    )


# --- what changes it -----------------------------------------------------------------------------------------------------


def test_restated_to_green_it_is_withdrawn_with_a_word(helix: Running, owed: Reports) -> None:
    owed.submit(OCTOBER, 96)
    words = "C-1 Helix Clinical, October 2026: 2,000.00 EUR is not owed any more. It is withdrawn"
    assert words in helix.heard(DIRECT[VERA])
    assert words in helix.heard(DIRECT[ALICE])
    assert isinstance(record(helix)[-1], CreditWithdrawn)
    assert "It is withdrawn" in helix.say("sla credits", at=HELIX)
    helix.clock_moves(minutes=1)
    owed.submit(OCTOBER, 70)
    assert "There is a service credit for October 2026 again" in helix.heard(DIRECT[ALICE])


def test_another_red_kpi_changes_it_and_asks_again(helix: Running, owed: Reports) -> None:
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    Reports(helix, replace(PAYS, code="K15", name="Queries on time")).submit(OCTOBER, 50)
    assert last(helix, VERA).startswith(
        "The service credit for October 2026 changed: 2,000.00 EUR → 4,000.00 EUR\n"
        "Queries on time (October 2026) is red: 50 %. "
        "The vendor had agreed to 2,000.00 EUR; the new amount needs agreement again.\n"
    )
    assert "C-1 Helix Clinical, October 2026: 4,000.00 EUR" in helix.say("sla credits", at=HELIX)
    assert "It waits for the vendor to agree" in helix.say("sla credit C-1", at=HELIX)


def test_restated_and_still_red_nothing_is_owed_anew_and_what_was_agreed_stays_so(
    helix: Running, owed: Reports
) -> None:
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    before = helix.heard(DIRECT[ALICE]).count("C-1")
    owed.submit(OCTOBER, 78)
    assert helix.say("sla credit C-1", at=HELIX) == (
        f"{C1}\n{LINE}\nThe vendor agreed to it.\n{AGREED}\n[Waive] [Waive and sign]"
    )
    assert helix.heard(DIRECT[ALICE]).count("C-1") == before
    assert isinstance(record(helix)[-1], CreditConfirmed)


def test_the_same_invoice_again_changes_nothing(helix: Running, owed: Reports) -> None:
    before = helix.heard(DIRECT[VERA])
    helix.say(INVOICE)
    assert helix.heard(DIRECT[VERA]) == before
    helix.say("sla invoice Helix 2026-10 50,000 EUR because a bill was missing")
    assert "1,000.00 EUR" in last(helix, VERA)


def test_what_is_in_dispute_waits(helix: Running, pays: Reports) -> None:
    pays.mark(pays.submit(OCTOBER, 79.5), state=ResultState.DISPUTED)
    assert helix.say(INVOICE).endswith(
        "No service credit follows from it yet. It waits on the disputed number of Visit reports on time (October 2026), "
        "and is worked out again when that is answered."
    )


def test_a_quarter_counts_against_its_last_month(helix: Running, pays: Reports) -> None:
    helix.clock_moves(days=60)
    quarterly = replace(PAYS, code="K20", name="Audits closed", frequency=Frequency.QUARTERLY)
    Reports(helix, quarterly).submit(OCTOBER, 50)
    assert "No service credit" in helix.say(INVOICE)
    assert "Audits closed" in helix.say("sla invoice Helix December 2026 100,000 EUR")


# --- what is wrong with a line, and who sees what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "The invoice is empty. Write /sla invoice <vendor> <month> <amount> <currency>."),
        ("Helix 2026-10 100,000.00", 'I found no amount of money in "100,000.00". Write a number and a currency'),
        ("Helix 2026-10 1e5 EUR", 'I found no amount of money in "1e5 EUR"'),
        ("Helix 2026-10 0 EUR", 'I found no amount of money in "0 EUR"'),
        ("Helix 2026-10 -5 EUR", 'I found no amount of money in "-5 EUR"'),
        ("Helix 2026-10 10,00 EUR", 'I found no amount of money in "10,00 EUR"'),
        ("Helix 2026-13 5 EUR", 'I found no month in "2026-13 5 EUR"'),
        ("Helix soon 5 EUR", 'I found no month in "soon 5 EUR"'),
        ("Helix 2026-12 5 EUR", "December 2026 has not begun. Give a month up to this one, such as 2026-11."),
        ("Helix 2026-10 5 USD", "The credit terms of Helix Clinical are in EUR, so an invoice in USD"),
        ("Nobody 2026-10 5 EUR", 'I know no vendor called "Nobody"'),
    ],
)
def test_a_line_that_cannot_be_used_says_why(helix: Running, pays: Reports, line: str, said: str) -> None:
    answer = helix.say(f"sla invoice {line}".strip(), at=GOVERNANCE)
    assert said in answer or (line.startswith("Nobody") and "Nobody" in answer)


def test_the_vendors_people_keep_no_invoices(helix: Running, pays: Reports) -> None:
    said = helix.say(INVOICE, by=VERA, via="direct")
    assert said == "You cannot keep invoices here. The sponsor's people can; please ask them."


@pytest.mark.parametrize("line", ["sla credit C-1", "sla credit C-1 agree", "sla credit C-1 dispute x", "sla credits"])
def test_another_vendors_people_learn_nothing(helix: Running, owed: Reports, line: str) -> None:
    helix.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    said = helix.say(line, by=CHARLIE, via="direct")
    assert "Helix" not in said
    assert "2,000" not in said


def test_all_vendors_credits_come_in_pages(helix: Running, owed: Reports) -> None:
    for month in range(1, 10):
        owed.submit(date(2026, month, 1), 70)
        helix.say(f"sla invoice Helix 2026-{month:02} 1000 EUR", at=GOVERNANCE)
    said = helix.say("sla credits", by=BOB, at=GOVERNANCE)
    assert said.startswith("Service credits: 10\n===================\nC-1 Helix Clinical, October 2026: 2,000.00 EUR")
    assert "Page 1 of 2" in said
    assert "January 2026: 20.00 EUR" in helix.say("sla credits 2", by=BOB, at=GOVERNANCE)


def test_reasons_and_names_are_only_words(helix: Running, pays: Reports) -> None:
    nasty = "<!channel> <https://evil.example|x> *b*"
    Reports(helix, replace(PAYS, code="K15", name=nasty, clause=nasty)).submit(OCTOBER, 50)
    helix.say(INVOICE)
    helix.click("Dispute C-1", by=VERA, at=DIRECT[VERA])
    helix.submit(by=VERA, reason=nasty)
    for person in (ALICE, VERA):
        for message in helix.sandbox.messages(DIRECT[person]):
            assert "<!channel" not in str(message.get("blocks"))
            assert "<https://evil" not in str(message.get("blocks"))


@pytest.fixture
def kept(pays: Reports) -> Callable[[], Decimal]:
    def amount() -> Decimal:
        with pays._uow() as uow:
            its = uow.credits.invoice_of(1, OCTOBER)
            assert its
            return its.amount

    return amount


@pytest.mark.parametrize("said", ["0.01", "999,999,999,999.99", "123456789.10", "100 000.5"])
def test_amounts_are_kept_to_the_cent(helix: Running, kept: Callable[[], Decimal], said: str) -> None:
    helix.say(f"sla invoice Helix 2026-10 {said} EUR")
    assert kept() == Decimal(said.replace(",", "").replace(" ", ""))


def test_the_line_of_a_study_names_it(helix: Running, pays: Reports) -> None:
    with pays._uow() as uow:
        study = uow.vendors.add_study("NW-302", "A study")
    Reports(helix, replace(PAYS, study_id=study.id)).submit(OCTOBER, 50)
    pays.submit(OCTOBER, 79.5)
    said = helix.say(INVOICE)
    assert "\nVisit reports on time (version 1, WO-3 4.2): " in said
    assert "\nVisit reports on time (NW-302) (version 1, WO-3 4.2): " in said


def test_no_credit_is_named(helix: Running, owed: Reports) -> None:
    said = helix.say("sla credit", by=VERA, via="direct")
    assert said == "Say which service credit, such as sla credit C-3. sla credits shows them."


def test_a_month_that_would_give_a_credit_and_has_no_invoice_is_named_to_the_sponsor(
    helix: Running, pays: Reports
) -> None:
    pays.submit(OCTOBER, 79.5)
    assert helix.say("sla credits", at=HELIX) == (
        "Service credits of Helix Clinical: 0\n====================================\n"
        "Something that gives a credit was red, and no invoice is kept: October 2026. "
        '/sla invoice "Helix Clinical" 2026-10 <amount> <currency> keeps one.\nThere is none.'
    )
    assert "invoice" not in helix.say("sla credits", by=VERA, via="direct")
    helix.say(INVOICE)
    assert "no invoice" not in helix.say("sla credits", at=HELIX)
