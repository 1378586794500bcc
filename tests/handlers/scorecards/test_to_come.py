"""What was agreed and begins later, and what is proposed, is told of wherever somebody asks where the KPIs stand."""

from datetime import UTC, date, datetime

import pytest

from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, VERA
from tests.measured import REPORTS, START_UP, agreed
from tests.running import Running

DECEMBER = {"effective_from": date(2026, 12, 1)}
FROM = "1 KPI agreed, in force from 1 December 2026: Visit reports on time"
TWELVE = "12 KPIs agreed, in force from 1 December 2026: Visits 10, Visits 11 and 10 more"


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def propose(parley: Running, **answers: object) -> None:
    parley.say("sla define", by=ALICE, at=HELIX)
    parley.submit(by=ALICE, **{"code": "K77", "name": "Reports", "target": "95", "red_limit": "85", **answers})


def test_twelve_that_begin_next_month_are_named_everywhere(known: Running) -> None:
    for number in range(10, 22):
        agreed(known, **{**REPORTS, "code": f"V{number}", "name": f"Visits {number}"}, **DECEMBER)
    assert known.say("sla status", at=HELIX) == (
        f"KPIs of Helix Clinical\n======================\n:white_circle: Grey: no KPI has a current number.\n{TWELVE}"
    )
    assert f"KPIs\n{TWELVE}\nActions" in known.say("vendor status", at=HELIX)
    known.say("digest now", by=BOB, at=HELIX)
    assert f"  KPIs\n  {TWELVE}\n" in known.heard(HELIX)
    assert "None is defined yet" not in known.heard(HELIX)


def test_what_is_measured_comes_first_and_each_day_has_a_line(known: Running) -> None:
    agreed(known, **START_UP)
    agreed(known, **REPORTS, **DECEMBER)
    agreed(known, **{**REPORTS, "code": "K15", "name": "Letters"}, effective_from=date(2027, 1, 1))
    assert known.say("sla status", at=HELIX).endswith(
        f"(target 28 weeks or less)\n{FROM}\n1 KPI agreed, in force from 1 January 2027: Letters"
    )
    known.clock_moves(datetime(2026, 12, 1, 9, tzinfo=UTC))
    said = known.say("sla status", at=HELIX)
    assert FROM not in said
    assert "Grey Visit reports on time: no number yet (target 95 % or more)" in said


def test_a_change_that_begins_later_is_no_kpi_that_is_missing(known: Running) -> None:
    agreed(known, **REPORTS)
    agreed(known, **{**REPORTS, "version": 2}, **DECEMBER)
    assert "in force from" not in known.say("sla status", at=HELIX)


def test_what_is_proposed_says_whom_it_waits_for(known: Running) -> None:
    propose(known)
    waits = "1 KPI is proposed and waits for Helix Clinical: Reports"
    for by in (ALICE, VERA):
        assert known.say("sla status", by=by, at=HELIX, via="mention").endswith(waits)
    assert f"KPIs\n{waits}\n" in known.say("vendor status", at=HELIX)
    propose(known, code="K78", name="Letters")
    agreed(known, **REPORTS)
    known.say("sla propose K14", by=ALICE, at=HELIX)
    known.submit(by=ALICE, target="97", effective_from="2026-12-01", why="A new plan")
    known.say("sla withdraw K77 because it is over", by=ALICE, at=HELIX)
    assert known.say("sla status", at=HELIX).endswith(
        "1 KPI and 1 change of a KPI are proposed and wait for Helix Clinical: Visit reports on time and Letters"
    )
    known.say("sla decline K14 no", by=VERA, at=HELIX, via="mention")
    known.say("sla decline K78 no", by=VERA, at=HELIX, via="mention")
    assert "proposed" not in known.say("sla status", at=HELIX)


def test_what_the_vendor_proposed_waits_for_the_sponsor(known: Running) -> None:
    known.say("sla define", by=VERA, at=HELIX, via="mention")
    known.click("Open the form", by=VERA)
    known.submit(by=VERA, code="K79", name="Payments", target="95", red_limit="85")
    assert "1 KPI is proposed and waits for Northwind Bio: Payments" in known.say("sla status", at=HELIX)


def test_one_kpi_that_is_not_in_force_yet_says_from_when_or_whom_it_waits_for(known: Running) -> None:
    agreed(known, **REPORTS, **DECEMBER)
    propose(known)
    assert "\nVisit reports on time: agreed, in force from 1 December 2026 (target 95 % or more)\n" in (
        known.say("sla show K14", at=HELIX)
    )
    assert "\nReports: proposed, waits for Helix Clinical (target 95 % or more)\n" in known.say(
        "sla show K77", at=HELIX
    )


def test_vendors_that_are_to_begin_stand_in_the_comparison(known: Running) -> None:
    agreed(known, **REPORTS, **DECEMBER)
    assert known.say("sla compare K14", by=BOB, at=GOVERNANCE) == (
        "Visit reports on time (K14), all vendors\n========================================\n"
        "1 vendor; it is in force with none of them yet.\n"
        "Helix Clinical: agreed, in force from 1 December 2026 (target 95 % or more)"
    )
    known.import_results("Orion Labs,OR-1,K14,2026-10,39,40,")
    assert known.say("sla compare K14", by=BOB, at=GOVERNANCE).splitlines()[2:] == [
        "1 vendor: 1 green.",
        ":large_green_circle: Green Orion Labs in OR-1: 97.5 %, the first number, October 2026 (target 95 % or more)",
        "Helix Clinical: agreed, in force from 1 December 2026 (target 95 % or more)",
    ]
    assert "no more vendors with K14" in known.say("sla compare K14 2", by=BOB, at=GOVERNANCE)
    known.say("sla compare K14", by=BOB, at=HELIX)
    assert "agreed, in force from 1 December 2026" in known.heard(DIRECT[BOB])
