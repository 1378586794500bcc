"""`sla agreements`: whose turn it is with what, what is in force, what was declined."""

from tests.cast import ALICE, GOVERNANCE, HELIX, VERA
from tests.handlers.kpis.conftest import Define
from tests.running import Running


def test_each_side_reads_what_waits_for_whom(proposed: Running, define: Define) -> None:
    define(by=VERA, code="K15", name="Deviations")
    assert proposed.say("sla agreements", at=HELIX) == (
        "Agreed KPIs with Helix Clinical\n"
        "===============================\n"
        "Waiting for you: 1\n"
        "K15 Deviations, version 1: waits for Northwind Bio\n"
        "[Agree] [Decline] [Read]\n"
        "Waiting for Helix Clinical: 1\n"
        "K14 Reports on time, version 1: waits for Helix Clinical\n"
        "[Read] [Take it back]"
    )
    theirs = proposed.say("sla agreements", by=VERA, at=HELIX, via="mention")
    assert theirs.startswith("Agreed KPIs with Northwind Bio\n")
    assert "Waiting for you: 1\nK14 Reports on time" in theirs


def test_what_is_in_force_and_what_was_declined(proposed: Running, define: Define) -> None:
    proposed.click("Agree", by=VERA, at=HELIX)
    define(code="K15", name="Deviations")
    proposed.say("sla decline K15 no", by=VERA, at=HELIX, via="mention")
    proposed.import_results("Helix Clinical,,K21,2026-10,10,10,")
    assert proposed.say("sla agreements", at=HELIX) == (
        "Agreed KPIs with Helix Clinical\n"
        "===============================\n"
        "Imported, agreed by nobody yet: 1\n"
        "K21 SUSAR reports on time, version 1: imported, agreed by nobody yet\n"
        "[Agree] [Read]\n"
        "In force: 1\n"
        "K14 Reports on time, version 1: agreed by both, in force from 1 December 2026\n"
        "[Export the schedule] [Change one of them]\n"
        "Declined: 1\n"
        "K15 Deviations, version 1: declined: no\n[Read]"
    )


def test_a_proposal_is_taken_back_with_a_button(proposed: Running) -> None:
    proposed.say("sla agreements", by=VERA, at=HELIX, via="mention")
    proposed.say("sla agreements", by=ALICE, at=HELIX, via="mention")
    assert proposed.click("Take it back", by=ALICE) == (
        "You took K14 Reports on time, version 1 back. What was in force before stays."
    )
    assert "waits for" not in proposed.say("sla agreements", at=HELIX)


def test_reading_shows_all_of_a_version(proposed: Running) -> None:
    proposed.say("sla agreements", by=VERA, at=HELIX, via="mention")
    assert proposed.click("Read", by=VERA) == (
        "K14 Reports on time, version 1: waits for Helix Clinical\n"
        "Target: 95 % or more\n"
        "Red: below 85 %\n"
        "How often: monthly, due 10 days after the month is over\n"
        "Whose work: Helix Clinical's; Helix Clinical reports it\n"
        "About: timeliness\n"
        "Holds from: 1 December 2026 if agreed by 31 December 2026\n"
        "[Agree] [Sign] [Decline] [Change]"
    )


def test_many_at_once_have_one_button_for_all_and_stay_inside_slacks_limits(with_helix: Running) -> None:
    ids = ", ".join(f"K{number:02}" for number in (1, 2, 6, 7, 8, 10, 11, 13, 14, 15, 16, 17, 19, 20, 21, 22, 24, 25))
    with_helix.say(f"sla catalogue enrol {ids}", at=HELIX)
    said = with_helix.say("sla agreements", by=VERA, at=HELIX, via="mention")
    assert "Waiting for you: 18" in said
    assert "and 14 more\n[Agree to all 18]" in said
    assert "and 16 more. Each holds from its own day, the first from 1 December 2026." in with_helix.click(
        "Agree to all 18", by=VERA
    )
    assert "In force: 18" in with_helix.say("sla agreements", at=HELIX)


def test_without_a_vendor_the_sponsor_reads_where_something_waits(proposed: Running, define: Define) -> None:
    define(by=VERA, code="K15", name="Deviations")
    assert proposed.say("sla agreements", at=GOVERNANCE) == "Helix Clinical: 1 proposal waiting for you, 1 for them"
    proposed.say("sla agree Helix K15", at=GOVERNANCE)
    assert proposed.say("sla agreements", at=GOVERNANCE) == "Helix Clinical: 0 proposals waiting for you, 1 for them"


def test_before_anything_is_agreed_it_says_how_to_begin(with_helix: Running) -> None:
    assert with_helix.say("sla agreements", at=HELIX) == (
        "Agreed KPIs with Helix Clinical\n"
        "===============================\n"
        "Nothing has been agreed yet. sla define or sla catalogue begins."
    )


def test_what_is_in_force_is_changed_and_exported_from_there(proposed: Running) -> None:
    proposed.click("Agree", by=VERA, at=HELIX)
    proposed.say("sla agreements", by=VERA, at=HELIX, via="mention")
    assert "K14 of Helix Clinical. What is agreed holds until" in proposed.click(
        "Change one of them", by=VERA, choose="1"
    )
    assert "is on its way to you as a direct message." in proposed.click("Export the schedule", by=VERA)
    (file,) = proposed.files_of(VERA).values()
    assert file.startswith(b'vendor = "Helix Clinical"\n\n[[kpi]]\ncode = "K14"\n')
