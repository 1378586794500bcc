"""What both companies agreed to or were told changes with a reason, which stays on the record; a sentence asks for it kindly."""

from typing import Any

import pytest

from governance.events import (
    DigestPaused,
    DigestStopped,
    GuestsDropped,
    InvoiceKept,
    KpiProposed,
    KpiWithdrawn,
    SessionEdited,
    VendorExecutiveNamed,
    VendorLeadNamed,
)
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.measured import REPORTS, agreed
from tests.running import Running

ASKED = "Both companies know it as it is, so please say why it changes, for instance: "


def newest(parley: Running, subject: str, kind: type) -> Any:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, subject)
    return [its.event for its in entries if isinstance(its.event, kind)][-1]


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def test_another_account_lead_is_named_with_the_reason(known: Running) -> None:
    said = known.say(f"vendor lead Helix <@{BOB}>", by=ALICE, at=HELIX)
    assert said.startswith(f'{ASKED}/vendor lead "Helix Clinical" @person because their predecessor has another job.')
    assert known.say(f"vendor lead Helix <@{ALICE}>", by=ALICE, at=HELIX).startswith("@Alice Moreau leads")
    known.say(f"vendor lead Helix <@{BOB}> because Alice is on leave", by=ALICE, at=HELIX)
    assert newest(known, "vendor:1", VendorLeadNamed).reason == "Alice is on leave"
    assert "Reason: Alice is on leave" in known.say("audit show Helix", by=ALICE, at=HELIX)


def test_another_executive_is_named_with_the_reason_and_the_first_without(known: Running) -> None:
    assert "hears for our side" in known.say(f"vendor executive Helix <@{BOB}>", by=ALICE, at=HELIX)
    assert known.say(f"vendor executive Helix <@{ALICE}>", by=ALICE, at=HELIX).startswith(ASKED)
    known.say(f"vendor executive Helix <@{ALICE}> because Bob retires", by=ALICE, at=HELIX)
    its = newest(known, "vendor:1", VendorExecutiveNamed)
    assert its.reason == "Bob retires"
    assert its.old not in (None, its.person)


def test_an_invoice_is_corrected_with_the_reason(known: Running) -> None:
    known.say("sla invoice Helix 2026-10 100,000.00 EUR", by=ALICE, at=HELIX)
    said = known.say("sla invoice Helix 2026-10 90,000 EUR", by=ALICE, at=HELIX)
    line = '/sla invoice "Helix Clinical" 2026-10 90,000.00 EUR because two bills were missing'
    assert said == f"{ASKED}{line}. The reason goes on the record."
    assert newest(known, "vendor:1", InvoiceKept).amount == "100000.00"
    assert known.say("sla invoice Helix 2026-10 100,000.00 EUR", by=ALICE, at=HELIX).startswith("Kept")
    known.say("sla invoice Helix 2026-10 90,000 EUR because a bill came twice", by=ALICE, at=HELIX)
    its = newest(known, "vendor:1", InvoiceKept)
    assert (its.old, its.amount, its.reason) == ("100000.00 EUR", "90000.00", "a bill came twice")


@pytest.mark.parametrize("by", [ALICE, VERA])
def test_a_kpi_changes_with_the_reason_whoever_proposes_it(known: Running, by: str) -> None:
    agreed(known, **REPORTS)
    known.say("sla propose K14", by=by, at=HELIX, via="mention")
    assert "Why does it change?: [...]" in known.click("Open the form", by=by)
    known.submit(by=by, target="97", effective_from="2027-02-01", why="The <board> asks for more")
    assert "Why it changes: The <board> asks for more" in known.heard(HELIX)
    assert newest(known, "definition:2", KpiProposed).reason == "The <board> asks for more"


def test_a_kpi_ends_with_the_reason(known: Running) -> None:
    agreed(known, **REPORTS)
    assert known.say("sla withdraw K14", by=ALICE, at=HELIX).startswith(f"{ASKED}/sla withdraw K14 1 Dec 2026 because")
    known.say("sla withdraw K14 because the work is done", by=ALICE, at=HELIX)
    assert newest(known, "definition:1", KpiWithdrawn).reason == "the work is done"
    assert "has ended a KPI: the work is done" in known.heard(DIRECT[VERA])


def test_a_session_has_another_title_or_fewer_guests_with_the_reason(known: Running) -> None:
    known.say(f"session schedule Helix 1 Dec 15:00 <@{BOB}>", by=ALICE, at=HELIX)
    assert known.say(f"session drop S-1 <@{BOB}>", by=ALICE, at=HELIX).startswith(f"{ASKED}/session drop S-1 @person")
    known.say("session edit S-1", by=ALICE, at=HELIX)
    assert f"! {ASKED}we split it in two." in known.submit(by=ALICE, title="Filing recovery")
    known.submit(by=ALICE, title="Filing recovery", reason="The rest is over")
    its = newest(known, "session:1", SessionEdited)
    assert (its.title, its.reason) == ("Filing recovery", "The rest is over")
    assert its.old.startswith("Joint")
    known.say(f"session drop S-1 <@{BOB}> because it is not his work", by=VERA, at=HELIX, via="mention")
    assert newest(known, "session:1", GuestsDropped).reason == "it is not his work"


def test_a_channels_digest_rests_or_ends_with_the_reason_and_ones_own_without(known: Running) -> None:
    assert known.say("digest pause", by=ALICE, at=HELIX).startswith(f"{ASKED}/digest pause because")
    known.say("digest pause because of the holidays", by=ALICE, at=HELIX)
    assert newest(known, "schedule:1", DigestPaused).reason == "of the holidays"
    known.click("Remove", by=ALICE)
    known.submit(by=ALICE, reason="We read the board")
    assert newest(known, "schedule:1", DigestStopped).reason == "We read the board"
    known.say("digest subscribe weekly monday 9:00", by=VERA, via="direct")
    known.click("Subscribe", by=VERA, at=DIRECT[VERA])
    assert known.say("digest remove", by=VERA, via="direct").endswith("comes no more.")
