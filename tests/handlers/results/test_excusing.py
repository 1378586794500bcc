"""A file of cases is counted on the KPI's clock; time the other side held the work does not count once both agree."""

import pytest

from governance.events import ApprovalGiven, ExcusalAgreed, ExcusalDeclined, ExcusalProposed
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.measured import QUERIES, REPORTS, agreed
from tests.running import Running
from tests.signing import kept, mailed

CASES = """KPI,Case,Started,Stopped
Q2H,SITE-1,2026-10-05 09:00,2026-10-05 10:30
Q2H,SITE-2,2026-10-06 15:00,2026-10-07 12:00
Q2H,SITE-3,2026-10-08T08:00Z,2026-10-08T09:00:00+0000
"""
EXCUSE = "sla excuse Q2H SITE-2 from 6 Oct 2026 15:30 to 7 Oct 2026 11:30 because you held the <answer>"
SPAN = "SITE-2, Oct 6, 2026 at 14:30 to Oct 7, 2026 at 10:30, by @Vera Novak: you held the <answer>"


@pytest.fixture
def counted(known: Running) -> Running:
    agreed(known, **QUERIES)
    known.send_file(VERA, "cases.csv", CASES)
    known.click("Confirm", by=VERA, at=DIRECT[VERA])
    return known


def test_the_cases_come_to_a_percentage_and_a_longest_case(counted: Running) -> None:
    assert "Imported 3 cases from cases.csv." in counted.heard(DIRECT[VERA])
    assert (
        "  :red_circle: Red Critical queries answered, October 2026: 66.7 % (2 of 3), longest 5 hours, limit 4 hours, "
        "target 95 % or more\n  [Accept] [Dispute] [Open]"
    ) in counted.heard(DIRECT[ALICE])


def test_lines_that_cannot_be_counted_are_named(known: Running) -> None:
    agreed(known, **QUERIES)
    agreed(known, **REPORTS)
    table = (
        "KPI,Ticket,Opened,Closed\n"
        "Q2H,A,2026-10-05 09:00,2026-10-04 09:00\n"
        "Q2H,B,2026-10-05 25:00,\n"
        "Q2H,C,soon,\n"
        "K14,D,2026-10-05 09:00,\n"
        "Q9,E,2026-10-05 09:00,\n"
        "Q2H,F,2026-10-05 09:00,\n"
        "Q2H,F,2026-10-05 09:00,\n"
        "Q2H,G,2024-10-05 09:00,\n"
    )
    assert known.send_file(VERA, "c.csv", table).partition("anything.\n\n")[2] == (
        "c.csv: 1 case, 7 lines unusable\n"
        "Kpi ← KPI, Subject ← Ticket, Started ← Opened, Stopped ← Closed\n"
        "Line 2: It ended before it began\n"
        'Line 3: "2026-10-05 25:00" is no time\n'
        'Line 4: I found no date in "soon"\n'
        "Line 5: Visit reports on time has no agreed time that a case may take, so cases cannot be counted\n"
        'Line 6: Helix Clinical has no KPI "Q9"\n'
        "Line 8: the same as a line above\n"
        "Line 9: Critical queries answered was not agreed for October 2024\n"
        "[Confirm] [Cancel]"
    )


def test_a_newer_file_brings_the_cases_up_to_date_and_restates(counted: Running) -> None:
    counted.send_file(VERA, "more.csv", "KPI,Case,Started,Stopped\nQ2H,SITE-4,2026-10-09 09:00,2026-10-09 10:00\n")
    counted.click("Confirm", by=VERA, at=DIRECT[VERA])
    assert "75 % (3 of 4)" in counted.say("sla result Q2H", by=BOB, at=HELIX)


def test_one_side_proposes_and_the_other_agrees(counted: Running) -> None:
    assert counted.say(EXCUSE, by=VERA, at=HELIX, via="mention") == (
        f"Proposed; the other company answers.\nExcusal proposed: {SPAN}"
    )
    assert counted.heard(DIRECT[ALICE]).endswith(
        "  @Vera Novak proposes that this does not count in Critical queries answered (Helix Clinical):\n"
        f"  Excusal proposed: {SPAN}\n  [Agree] [Sign] [Decline]"
    )
    # Behind it stands that the breach is over: the result is not red any more.
    assert counted.click("Agree", by=ALICE, at=DIRECT[ALICE]).startswith(
        "Agreed. The time no longer counts.\n"
        ":large_green_circle: Green Critical queries answered, October 2026: 100 % (3 of 3), 66.7 % without the excused time "
        "taken out, longest 1.5 hours, limit 4 hours, target 95 % or more (restated)"
    )
    assert f"@Alice Moreau agrees:\n  Critical queries answered: Excusal agreed: {SPAN}" in counted.heard(DIRECT[VERA])
    with counted.database.read() as connection:
        kinds = [type(its.event) for its in history(connection, 1, "excusal:1")]
    assert kinds == [ExcusalProposed, ExcusalAgreed, ApprovalGiven]


def test_both_numbers_and_the_excusal_are_shown(counted: Running) -> None:
    counted.say(EXCUSE, by=VERA, at=HELIX, via="mention")
    counted.click("Agree", by=ALICE, at=DIRECT[ALICE])
    assert counted.say("sla result Q2H October", by=VERA, at=HELIX, via="mention") == (
        "Critical queries answered, October 2026\n=======================================\n"
        ":large_green_circle: Green Critical queries answered, October 2026: 100 % (3 of 3), 66.7 % without the excused time "
        "taken out, longest 1.5 hours, limit 4 hours, target 95 % or more (restated)\n"
        "Reported by @Vera Novak Nov 23, 2026 at 09:00\n"
        "Note: Excused: SITE-2, you held the <answer>\n"
        "Before\n"
        ":red_circle: Red 66.7 % (2 of 3), longest 5 hours, limit 4 hours, target 95 % or more. "
        "Reported by @Vera Novak Nov 23, 2026 at 09:00\n"
        "Cases: 3 cases\n"
        f"Excusal agreed: {SPAN}\n"
        "Agreed by Alice Moreau for Northwind Bio, 23 Nov 2026 10:00 Europe/Warsaw: I agree that 6 Oct 2026 16:30 to "
        "7 Oct 2026 12:30 Europe/Warsaw does not count in SITE-2 (Q2H Critical queries answered, October 2026), "
        "for Northwind Bio.\n"
        "[Restate]\n"
        "Version 1 of Q2H"
    )


def test_who_declines_says_why_and_nothing_changes(counted: Running) -> None:
    counted.say(EXCUSE, by=VERA, at=HELIX, via="mention")
    assert counted.click("Decline", by=ALICE, at=DIRECT[ALICE]).startswith("-- Decline --\nWhy does it count?")
    assert counted.submit(by=ALICE, reason="We answered at once") == (
        "Declined. The time counts, and the other company reads why."
    )
    assert "@Alice Moreau does not agree: We answered at once" in counted.heard(DIRECT[VERA])
    assert "66.7 % (2 of 3)" in counted.say("sla result Q2H", by=BOB, at=HELIX)
    assert (
        counted.click("Agree", by=ALICE, at=DIRECT[ALICE]) == "This excusal is declined already. Nothing was changed."
    )
    with counted.database.read() as connection:
        assert isinstance(history(connection, 1, "excusal:1")[-1].event, ExcusalDeclined)


def test_nobody_agrees_to_their_own_excusal(counted: Running) -> None:
    counted.say(EXCUSE.replace("you held", "we held"), by=BOB, at=HELIX)
    assert "[Agree] [Sign] [Decline]" in counted.heard(DIRECT[VERA])
    counted.say("sla result Q2H", by=VERA, at=HELIX, via="mention")
    counted.click("Agree", by=VERA, at=DIRECT[VERA])
    assert "100 % (3 of 3)" in counted.say("sla result Q2H", by=BOB, at=HELIX)
    # What the sponsor agreed to for the vendor's number is still the vendor's to restate, and the sponsor's to accept.
    assert "[Accept] [Dispute]" in counted.say("sla result Q2H", by=BOB, at=HELIX)


def test_days_without_a_year_are_days_that_have_been(counted: Running) -> None:
    counted.say(EXCUSE.replace(" 2026", ""), by=VERA, at=HELIX, via="mention")
    assert SPAN in counted.say("sla result Q2H", by=BOB, at=HELIX)


def test_the_form_asks_for_what_is_missing(counted: Running) -> None:
    form = counted.say("sla excuse Q2H SITE-2", by=BOB, at=HELIX)
    assert form.startswith("-- Excuse time --\nWhich case?: [SITE-2]")
    days = {"begin_day": "2026-10-06", "begin_time": "15:00", "end_day": "2026-10-07", "end_time": "08:00"}
    assert counted.submit(by=BOB, **days, reason="We were slow").startswith("Proposed; the other company answers.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (EXCUSE.replace("SITE-2", "SITE-9"), 'Critical queries answered has no case called "SITE-9".'),
        (
            EXCUSE.replace("6 Oct", "6 Sep").replace("7 Oct", "7 Sep"),
            "That time is not within the life of SITE-2. It ran from ",
        ),
        (EXCUSE.replace("7 Oct 2026 11:30", "6 Oct 2026 09:00"), "That time is not within the life of SITE-2."),
        ("sla excuse K14 A from 6 Oct 2026 to 7 Oct 2026 because", "Visit reports on time has no agreed time"),
    ],
)
def test_what_cannot_be_excused_is_refused(counted: Running, line: str, said: str) -> None:
    agreed(counted, **REPORTS)
    assert said in counted.say(line, by=VERA, at=HELIX, via="mention")


# --- results from a file ---------------------------------------------------------------------------------------------------


def test_a_file_of_results_goes_the_same_way_as_the_form(known: Running) -> None:
    agreed(known, **REPORTS)
    said = known.send_file(VERA, "r.csv", "KPI,Period,Numerator,Denominator\nK14,October,38,40\nK14,November,1,2\n")
    assert "r.csv: 1 KPI result, 1 line unusable" in said
    assert "Line 3: " in said
    known.click("Confirm", by=VERA, at=DIRECT[VERA])
    assert "95 % (38 of 40), target 95 % or more\n  [Accept] [Dispute] [Open]" in known.heard(DIRECT[ALICE])
    known.send_file(VERA, "r.csv", "KPI,Period,Numerator,Denominator,Note\nK14,2026-10,37,40,One was late\n")
    known.click("Confirm", by=VERA, at=DIRECT[VERA])
    shown = known.say("sla result K14", by=BOB, at=HELIX)
    assert "92.5 % (37 of 40), target 95 % or more (restated)" in shown
    assert "Note: One was late" in shown


def test_what_the_vendor_reported_is_disputed_and_not_overwritten_by_a_file(known: Running) -> None:
    agreed(known, **REPORTS)
    known.send_file(VERA, "r.csv", "KPI,Period,Numerator,Denominator\nK14,October,38,40\n")
    known.click("Confirm", by=VERA, at=DIRECT[VERA])
    said = known.send_file(BOB, "r.csv", "Vendor,KPI,Period,Numerator,Denominator\nHelix Clinical,K14,October,30,40\n")
    assert "Line 2: the vendor has reported K14 itself; dispute its number instead" in said


def test_the_sponsors_kpis_are_not_the_vendors_to_report(known: Running) -> None:
    agreed(known, **{**REPORTS, "reported_by": "sponsor"})
    said = known.send_file(VERA, "r.csv", "KPI,Period,Numerator,Denominator\nK14,October,38,40\n")
    assert "Line 2: K14 is reported by the sponsor" in said


def test_the_other_side_signs_with_a_mailed_code(counted: Running) -> None:
    counted.say(EXCUSE, by=VERA, at=HELIX, via="mention")
    form = counted.click("Sign: SITE-2", by=ALICE, at=DIRECT[ALICE])
    assert "as Alice Moreau for Northwind Bio:\nI agree that 6 Oct 2026 16:30 to 7 Oct 2026 12:30 Europe/Warsaw" in form
    said = counted.submit(by=ALICE, code=mailed(counted, "alice"))
    assert said.startswith("Signed. The time no longer counts.")
    (its,) = [one for one in kept(counted) if one.subject == "excusal:1"]
    assert its.proof == "a code mailed to a***@northwind.example"
    assert "Signed by Alice Moreau (administrator) for Northwind Bio" in counted.heard(DIRECT[VERA])
    assert "Signed by Alice Moreau" in counted.say("sla result Q2H October", by=VERA, at=HELIX, via="mention")


def test_nobody_signs_their_own_excusal(counted: Running) -> None:
    counted.say(EXCUSE, by=VERA, at=HELIX, via="mention")
    counted.sandbox.mails.clear()
    with counted.database.write() as connection:
        connection.exec_driver_sql("UPDATE excusals SET proposed_by = 1")
    assert "the other company answers it" in counted.click("Sign: SITE-2", by=ALICE, at=DIRECT[ALICE])
    assert counted.sandbox.mails == []
