"""A number that counts is disputed: its credit waits, and nobody decides on it; then it is worked out again, once, with the reason."""

from dataclasses import replace

import pytest

from governance.events import CreditAgreed, CreditConfirmed, CreditNotified, CreditWithdrawn
from governance.kpis.definitions import Party
from governance.kpis.results import ResultState
from tests.cast import ALICE, DIRECT, HELIX, VERA
from tests.credits import AGREED, C1, INVOICE, LINE, OCTOBER, PAYS, about_credits, last, record
from tests.reports import Reports
from tests.running import Running

DISPUTE = "sla dispute K14 2026-10 38 of 40 two reports waited for your review"
WAITS = "It waits on the disputed number of Visit reports on time (October 2026), and is worked out again when that is answered."
QUERIES = replace(PAYS, code="K15", name="Queries on time")


@pytest.fixture
def agreed(helix: Running, owed: Reports) -> Reports:
    helix.say("sla credit C-1 agree", by=VERA, via="direct")
    return owed


@pytest.fixture
def disputed(helix: Running, agreed: Reports) -> Reports:
    """The vendor had agreed, and disputes the number after all."""
    assert "Disputed." in helix.say(DISPUTE, by=VERA, via="direct")
    return agreed


def test_a_dispute_leaves_an_agreed_credit_as_it_is_and_tells_nobody(helix: Running, agreed: Reports) -> None:
    before = about_credits(helix, ALICE), about_credits(helix, VERA)
    helix.say(DISPUTE, by=VERA, via="direct")
    assert helix.say("sla credit C-1", at=HELIX) == f"{C1}\n{LINE}\nThe vendor agreed to it. {WAITS}\n{AGREED}"
    assert f"{C1}\nThe vendor agreed to it. {WAITS}" in helix.say("sla credits", at=HELIX)
    assert (about_credits(helix, ALICE), about_credits(helix, VERA)) == before
    assert [type(event) for event in record(helix)] == [CreditNotified, CreditAgreed]


def test_one_that_was_only_told_of_waits_too(helix: Running, owed: Reports) -> None:
    helix.say(DISPUTE, by=VERA, via="direct")
    assert helix.say("sla credit C-1", at=HELIX) == f"{C1}\n{LINE}\n{WAITS}"


def test_one_that_the_vendor_disputed_too_keeps_its_reason_and_both_are_asked_again(
    helix: Running, owed: Reports
) -> None:
    helix.say("sla credit C-1 dispute too high", by=VERA, via="direct")
    helix.say(DISPUTE, by=VERA, via="direct")
    assert helix.say("sla credit C-1", at=HELIX) == f"{C1}\n{LINE}\nThe vendor disputes it: too high. {WAITS}"
    helix.clock_moves(days=1)
    helix.say("sla accept K14 2026-10", by=VERA, via="direct")
    assert last(helix, ALICE).endswith(f"{C1}\n{LINE}\nThe vendor disputes it: too high\n[Waive] [Waive and sign]")


@pytest.mark.parametrize(
    ("by", "line", "deed"),
    [
        (VERA, "sla credit C-1 agree", "agreed to"),
        (VERA, "sla credit C-1 dispute too high", "disputed"),
        (ALICE, "sla credit C-1 waive never mind", "waived"),
    ],
)
def test_nobody_decides_on_it_before_the_dispute_is_answered(
    helix: Running, owed: Reports, by: str, line: str, deed: str
) -> None:
    helix.say(DISPUTE, by=VERA, via="direct")
    said = helix.say(line, by=by, at=HELIX, via="mention")
    assert (
        f"C-1 waits on the disputed number of Visit reports on time (October 2026), so it cannot be {deed} now." in said
    )
    assert "settle K14` ends the dispute" in said or "settle K14 ends the dispute" in said


def test_the_button_of_an_older_message_says_so_too(helix: Running, owed: Reports) -> None:
    helix.say(DISPUTE, by=VERA, via="direct")
    assert "C-1 waits on the disputed number" in helix.click("Agree to C-1", by=VERA, at=DIRECT[VERA])


@pytest.mark.parametrize("how", ["sla accept K14 2026-10", "sla settle K14 2026-10"])
def test_a_dispute_that_changes_nothing_leaves_an_agreed_credit_agreed(
    helix: Running, disputed: Reports, how: str
) -> None:
    before = about_credits(helix, ALICE), about_credits(helix, VERA)
    helix.say(how, by=VERA, via="direct")
    assert (
        helix.say("sla credit C-1", at=HELIX)
        == f"{C1}\n{LINE}\nThe vendor agreed to it.\n{AGREED}\n[Waive] [Waive and sign]"
    )
    assert (about_credits(helix, ALICE), about_credits(helix, VERA)) == before
    assert isinstance(record(helix)[-1], CreditConfirmed)


def test_one_that_nobody_had_decided_on_is_asked_for_again(helix: Running, owed: Reports) -> None:
    helix.say(DISPUTE, by=VERA, via="direct")
    helix.clock_moves(days=1)
    helix.say("sla accept K14 2026-10", by=VERA, via="direct")
    lead = "The dispute over Visit reports on time (October 2026) is over, and this credit stays as it was."
    assert last(helix, VERA) == (
        f"{lead}\n{C1}\n{LINE}\nPlease agree to it, or say what is wrong with it.\n[Agree] [Sign] [Dispute]"
    )
    assert last(helix, ALICE) == (
        f"{lead}\n{C1}\n{LINE}\nThe vendor is asked to agree to it; you can waive it.\n[Waive] [Waive and sign]"
    )
    assert "The vendor agreed to it." in helix.click("Agree to C-1", by=VERA, at=DIRECT[VERA])


def test_the_number_that_was_claimed_takes_it_away_and_both_read_why(helix: Running, disputed: Reports) -> None:
    helix.say("sla settle K14 2026-10", by=ALICE, at=HELIX)
    for person in (ALICE, VERA):
        assert last(helix, person).endswith(
            "C-1 Helix Clinical, October 2026: 2,000.00 EUR is not owed any more. It is withdrawn: Visit reports on time "
            "(October 2026) was restated from 79.5 % to 95 %, which is green, not red. The vendor had agreed to 2,000.00 EUR."
        )
    assert record(helix)[-1].reason.startswith("Visit reports on time (October 2026) was restated")


def test_another_amount_after_the_dispute_needs_agreement_again(helix: Running, disputed: Reports) -> None:
    """While it waits nothing is added to it; then all of it at once."""
    Reports(helix, QUERIES).submit(OCTOBER, 50)
    assert C1 in helix.say("sla credit C-1", at=HELIX)
    helix.say("sla accept K14 2026-10", by=VERA, via="direct")
    other = LINE.replace("Visit reports", "Queries")
    assert last(helix, VERA) == (
        "The service credit for October 2026 changed: 2,000.00 EUR → 4,000.00 EUR\n"
        "Queries on time (October 2026) is red: 50 %. The vendor had agreed to 2,000.00 EUR; "
        "the new amount needs agreement again.\n"
        f"C-1 Helix Clinical, October 2026: 4,000.00 EUR\n{other}\n{LINE}\nTogether: 4,000.00 EUR\n"
        "Please agree to it, or say what is wrong with it.\n[Agree] [Sign] [Dispute]"
    )
    assert "Visit reports" in helix.click("Agree to C-1", by=VERA, at=DIRECT[VERA])
    assert record(helix)[-1].amount == "4000.00"


def test_an_invoice_that_is_corrected_meanwhile_counts_afterwards(helix: Running, disputed: Reports) -> None:
    said = helix.say("sla invoice Helix 2026-10 50,000 EUR because a bill was missing")
    stands = f"The vendor agreed to it. {WAITS}\n{AGREED}"
    assert said == f"Kept: Helix Clinical, October 2026, 50,000.00 EUR.\n{C1}\n{LINE}\n{stands}"
    helix.say("sla accept K14 2026-10", by=VERA, via="direct")
    assert "changed: 2,000.00 EUR → 1,000.00 EUR\nThe invoice is 50,000.00 EUR, it was 100,000.00 EUR. " in last(
        helix, ALICE
    )


def test_it_waits_for_the_last_of_several_disputes(helix: Running, agreed: Reports) -> None:
    Reports(helix, QUERIES).submit(OCTOBER, 50)
    for code in ("K14", "K15"):
        helix.say(f"sla dispute {code} 2026-10 not so", by=VERA, via="direct")
    names = "the disputed numbers of Queries on time (October 2026) and Visit reports on time (October 2026)"
    assert f"It waits on {names}, and" in helix.say("sla credit C-1", at=HELIX)
    before = about_credits(helix, VERA)
    helix.say("sla accept K14 2026-10", by=VERA, via="direct")
    assert "It waits on the disputed number of Queries on time (October 2026), and" in helix.say(
        "sla credit C-1", at=HELIX
    )
    assert about_credits(helix, VERA) == before
    helix.say("sla accept K15 2026-10", by=VERA, via="direct")
    assert about_credits(helix, VERA) == before + 1


def test_the_vendors_own_green_number_is_disputed_by_the_sponsor(helix: Running, agreed: Reports) -> None:
    """What the sponsor claims would be red, so the month is not settled."""
    own = replace(PAYS, code="K16", name="Sites opened on time", reported_by=Party.VENDOR)
    Reports(helix, own).submit(OCTOBER, 100)
    helix.say("sla dispute K16 2026-10 50 % half of them were late", by=ALICE, at=HELIX)
    assert "waits on the disputed number of Sites opened on time (October 2026)" in helix.say(
        "sla credit C-1", at=HELIX
    )


def test_a_dispute_about_a_number_that_gives_nothing_either_way_holds_nothing_up(helix: Running, owed: Reports) -> None:
    Reports(helix, QUERIES).submit(OCTOBER, 90)
    helix.say("sla dispute K15 2026-10 96 % it was better", by=VERA, via="direct")
    assert "The vendor agreed to it." in helix.say("sla credit C-1 agree", by=VERA, via="direct")


def test_a_credit_that_begins_while_another_number_is_disputed_says_so_and_asks_nothing_yet(
    helix: Running, pays: Reports
) -> None:
    pays.mark(pays.submit(OCTOBER, 79.5), state=ResultState.DISPUTED)
    Reports(helix, QUERIES).submit(OCTOBER, 50)
    helix.say(INVOICE)
    assert last(helix, VERA) == (
        f"A service credit for October 2026\n{C1}\n{LINE.replace('Visit reports', 'Queries')}\n{WAITS}"
    )


def test_who_answers_an_older_message_agrees_only_to_what_it_said(helix: Running, owed: Reports) -> None:
    old = helix.sandbox.messages(DIRECT[VERA])[-1]
    Reports(helix, QUERIES).submit(OCTOBER, 50)
    button = next(part for block in old["blocks"] if block["type"] == "actions" for part in block["elements"])
    said = helix.told(
        VERA,
        lambda: helix.sandbox.click(VERA, DIRECT[VERA], old["ts"], button["action_id"], button["value"], None),
    )
    assert said.startswith("You answered 2,000.00 EUR. It has changed since, so nothing was decided:\nC-1 Helix")
    assert "It waits for the vendor to agree" in helix.say("sla credit C-1", at=HELIX)


def test_what_an_import_changed_without_a_word_is_not_agreed_to_unseen(helix: Running, owed: Reports) -> None:
    helix.import_results("Helix Clinical,,K14,2026-10,190,200,", reason="a late file")
    said = helix.say("sla credit C-1 agree", by=VERA, via="direct")
    assert "You answered 2,000.00 EUR. It has changed since, so nothing was decided:\n" in said
    assert "It is withdrawn: Visit reports on time (October 2026) was restated from 79.5 % to 95 %" in said
    assert [type(event) for event in record(helix)] == [CreditNotified, CreditWithdrawn]


def test_another_vendors_people_learn_nothing_of_what_it_waits_for(helix: Running, disputed: Reports) -> None:
    helix.say("vendor add Orion Labs, tier 2, Central laboratory <@U0CHARLIE|charlie>", at="C0ORION")
    assert "Visit" not in helix.say("sla credit C-1 agree", by="U0CHARLIE", via="direct")
