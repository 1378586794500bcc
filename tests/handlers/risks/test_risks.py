"""Early warning and risks at the front door: said once to both leads, decided by people of either company."""

from dataclasses import replace
from datetime import date

import pytest

from governance.events import EarlyWarningRaised, RiskActionOpened, RiskDiscarded, RiskDrafted, RiskKept
from storage.journal import history
from tests.cast import ALICE, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, PARLEY, VERA
from tests.reports import REPORTS, Reports
from tests.running import Running

DRAFT = (
    "score 16 of 25 (probability 4 x impact 4), a draft, to be decided on.\n"
    "Cause: Visit reports on time has missed its target three periods running: 93 %, then 91 %, then 79.5 %.\n"
    "Event: It misses the target again in November 2026.\n"
    "Effect: What the vendor agreed to about delivery is not kept (WO-3 4.2).\n"
)


def months(reports: Reports, *values: float, last: int = 10) -> None:
    """One number a month, the last in this month of 2026."""
    for month, value in enumerate(values, last + 1 - len(values)):
        reports.submit(date(2026, month, 1), value)


def direct(parley: Running, person: str) -> list[str]:
    return [parley.read(its) for its in parley.sandbox.messages(DIRECT[person]) if its["user"] == PARLEY]


def record(parley: Running, subject: str) -> list:
    with parley.database.read() as connection:
        return [entry.event for entry in history(connection, parley.parley.house.workspace or 0, subject)]


# --- early warning -------------------------------------------------------------------------------------------------------


def test_both_leads_are_warned_once_before_the_period_ends(helix: Running, reports: Reports) -> None:
    months(reports, 99, 97, 98, 95, 92, 88)
    [warning] = [words for words in direct(helix, VERA) if "November" in words]
    assert warning == (
        "Worth a look: Visit reports on time\n"
        "Visit reports on time has been amber for two periods running. "
        "November 2026: likely between 84.1 % and 91 %; about 1 in 5 that it misses the limit of 85 %.\n[All KPIs]"
    )
    assert direct(helix, ALICE)[-1].startswith("Worth a look: Helix Clinical: Visit reports on time\n")
    before = direct(helix, VERA)
    reports.submit(date(2026, 10, 1), 87)
    assert direct(helix, VERA) == before
    raised = [event for event in record(helix, "definition:1") if isinstance(event, EarlyWarningRaised)]
    assert raised[-1].period == date(2026, 11, 1)
    assert "Worth a look" not in helix.heard(HELIX)


def test_where_all_is_well_nobody_is_warned(helix: Running, reports: Reports) -> None:
    months(reports, 97, 98, 97, 98, 97, 98)
    assert not any("Worth a look" in words for words in direct(helix, ALICE))
    assert "Worth a look" not in helix.say("vendor status", at=HELIX)


def test_what_may_be_missed_stands_in_status_and_digest(helix: Running, reports: Reports) -> None:
    months(reports, 99, 97, 98, 95, 92, 88)
    for page in (helix.say("vendor status", at=HELIX), (helix.say("digest now", at=HELIX), helix.heard(HELIX))[1]):
        assert "Worth a look: 1" in page
        assert "November 2026: likely between" in page


def test_imported_history_warns_nobody(helix: Running) -> None:
    helix.import_results(*(f"Helix Clinical,,K14,2026-{month:02},{99 - 2 * month},100," for month in range(1, 8)))
    assert not any("Worth a look" in words for words in direct(helix, ALICE))


# --- risks ---------------------------------------------------------------------------------------------------------------


def test_the_third_miss_in_a_row_drafts_a_risk_and_an_action(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, last=9)
    assert "None is written down." in helix.say("risk list", at=HELIX)
    months(reports, 79.5)
    (words,) = [words for words in direct(helix, VERA) if "R-1" in words]
    assert words == (
        f"Please decide: is this a risk to keep?\nR-1: {DRAFT}"
        "Action I propose: Find out why Visit reports on time misses its target, and put it right.\n"
        "[Keep risk] [Discard] [Create action]"
    )
    assert any(f"R-1 (Helix Clinical): {DRAFT}" in words for words in direct(helix, ALICE))
    assert [type(event) for event in record(helix, "risk:1")] == [RiskDrafted]


def test_while_it_is_known_no_second_one_is_drafted(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, 92, 93, 91, 92, 90)
    assert "Risks of Helix Clinical: 1" in helix.say("risk list", at=HELIX)


def test_a_green_period_begins_the_count_anew(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, 97, 93, 91)
    assert "Risks of Helix Clinical: 0" in helix.say("risk list", at=HELIX)


def test_either_company_keeps_it_or_discards_it(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, 79.5)
    said = helix.click("Keep R-1", by=VERA, at=DIRECT[VERA])
    assert said.startswith("R-1: score 16 of 25 (probability 4 x impact 4), kept.")
    assert said.endswith("[Create action]")
    assert helix.say("risk discard R-1", by=ALICE) == (
        "R-1 is kept already, so it cannot be discarded. /risk show R-1 shows how it stands."
    )
    assert isinstance(record(helix, "risk:1")[-1], RiskKept)


def test_discarded_it_is_listed_no_more_and_can_be_brought_back(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, 79.5)
    assert helix.say("risk discard R-1 the monitors are back", by=VERA, at=HELIX, via="mention").startswith("R-1: ")
    assert record(helix, "risk:1")[-1] == RiskDiscarded(risk=1, vendor=1, reason="the monitors are back")
    assert "Risks of Helix Clinical: 0" in helix.say("risk list", at=HELIX)
    assert "kept" in helix.say("risk keep R-1", by=VERA, via="direct")


def test_acting_on_a_draft_keeps_it_and_the_other_company_verifies(helix: Running, reports: Reports) -> None:
    months(reports, 93, 91, 79.5)
    form = helix.click("Create an action for R-1", by=VERA, at=DIRECT[VERA])
    assert form.startswith("-- Action for R-1 --\nWhat is to be done?: [Find out why Visit reports on time misses")
    assert helix.submit(by=VERA).startswith("Added: A-1 Find out why")
    shown = helix.say("risk show R-1", by=ALICE)
    assert "kept." in shown
    assert "A-1 Find out why Visit reports on time misses its target, and put it right (@Vera Novak, due" in shown
    assert "From a risk: the side that asked verifies it." in helix.say("action show A-1", by=ALICE)
    assert isinstance(record(helix, "risk:1")[-1], RiskActionOpened)
    assert "Added: A-2" in helix.say(f"risk fix R-1 <@{VERA}> 9 Dec hire three", by=ALICE)


@pytest.mark.parametrize(
    "line", ["risk show R-1", "risk keep R-1", "risk discard R-1", f"risk fix R-1 <@{CHARLIE}> friday x"]
)
def test_to_another_vendors_people_a_risk_does_not_exist(helix: Running, reports: Reports, line: str) -> None:
    months(reports, 93, 91, 79.5)
    helix.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    helix.say("vendor introduce Orion Labs")
    said = helix.say(line, by=CHARLIE, via="direct")
    assert said.startswith("There is no risk R-1 that you can see.")
    assert helix.say("risk list", by=CHARLIE, via="direct").startswith("Risks of Orion Labs: 0")


def test_risks_of_all_vendors_come_with_their_names_the_highest_score_first(helix: Running) -> None:
    helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    months(Reports(helix, replace(REPORTS, vendor_id=2, name="Samples")), 93, 91, 90)
    months(Reports(helix), 93, 91, 79.5)
    said = helix.say("risk list", at=GOVERNANCE)
    assert said.startswith("Risks: 2\n========\nHelix Clinical: R-2 Visit reports on time has missed")
    assert "Orion Labs: R-1 Samples has missed" in said
    assert helix.say("risks list Orion", at=GOVERNANCE).startswith("Risks of Orion Labs: 1")


def test_names_are_only_words(helix: Running) -> None:
    nasty = "<!channel> <https://evil.example|x> *b*"
    months(Reports(helix, replace(REPORTS, name=nasty, clause=nasty)), 93, 91, 79.5)
    helix.say("risk show R-1", by=VERA, via="direct")
    helix.say("vendor status", by=VERA, via="direct")
    for person in (ALICE, VERA):
        for message in helix.sandbox.messages(DIRECT[person]):
            assert "<!channel" not in str(message.get("blocks"))
            assert "<https://evil" not in str(message.get("blocks"))
