"""Status: one answer, at once, with the colour's reason first."""

from tests.cast import BOB, CHARLIE, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.test_scorecards import REPORTS, SAFETY
from tests.running import Running


def test_a_vendor_without_anything_is_grey_and_says_what_is_missing(with_helix: Running) -> None:
    assert with_helix.say("vendor status", by=BOB, at=HELIX) == (
        "Helix Clinical\n==============\n:white_circle: Grey: no KPI has a current number.\n"
        "KPIs\nNone is defined yet.\nActions\nNone open.\n"
        "Next session\nNone is planned. session schedule plans one.\n"
        "[All KPIs] [Add an action] [Schedule a session]"
    )


def test_a_vendor_with_a_breach_an_action_and_a_session(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS, *SAFETY)
    with_helix.say(f"action add <@{VERA}> friday send the overdue reports", by=BOB, at=HELIX)
    with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert with_helix.say("vendor status", by=BOB, at=HELIX) == (
        "Helix Clinical\n==============\n"
        ":large_yellow_circle: Amber: Monitoring visit reports on time is red.\n"
        "KPIs: 2\n"
        ":red_circle: Red Monitoring visit reports on time, October 2026: "
        "79.5 %, worse than 95 % (target 95 % or more)\n"
        ":large_green_circle: Green: SUSAR reports on time\n"
        "Open breaches: 1\n:red_circle: Red B-1 Monitoring visit reports on time, since October 2026\n"
        "Actions: 1 open, 0 overdue\nA-1 send the overdue reports (@Vera Novak, due Fri 27 Nov)\n"
        "Next session\nJoint strategy session with Helix Clinical: Dec 1, 2026 at 14:00, 90 minutes\n"
        "On the agenda: B-1 Monitoring visit reports on time (October 2026)\n"
        "[All KPIs] [Add an action] [Schedule a session]"
    )


def test_status_is_the_same_through_every_door(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    said = with_helix.say("vendor status", by=BOB, at=HELIX)
    assert with_helix.say("vendor status Helix", by=BOB, at=GOVERNANCE) == said
    assert with_helix.say("status Helix", by=BOB, via="direct") == said
    assert with_helix.say("status", by=BOB, at=HELIX, via="mention") == said


def test_a_vendors_person_needs_no_name_in_a_direct_message(with_helix: Running) -> None:
    assert with_helix.say("status", by=VERA, via="direct").startswith("Helix Clinical\n")


def test_the_answer_travels_in_the_ack(with_helix: Running) -> None:
    ack = with_helix.slash("vendor status", by=BOB, at=HELIX)
    assert ack.body["response_type"] == "ephemeral"
    assert ack.body["blocks"][0]["text"]["text"] == "Helix Clinical"


def test_a_stranger_sees_no_status(with_helix: Running) -> None:
    assert "Helix" not in with_helix.say("status", by=CHARLIE, at=ORION, via="mention")


def test_a_place_without_a_vendor_asks_which(with_helix: Running) -> None:
    assert with_helix.say("vendor status", by=BOB, at=GOVERNANCE) == (
        "Which vendor? This channel is not linked to one, so name it: /vendor status <name>."
    )


def test_buttons_lead_on(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    with_helix.say("vendor status", by=BOB, at=HELIX)
    assert with_helix.click("All KPIs", by=BOB).startswith("KPIs of Helix Clinical")
    with_helix.say("vendor status", by=BOB, at=HELIX)
    assert with_helix.click("Add an action", by=BOB).startswith("-- Create action item --")
