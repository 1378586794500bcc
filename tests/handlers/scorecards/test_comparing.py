"""All vendors in one KPI: the worst first, for the sponsor's people alone."""

import pytest

from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, VERA
from tests.running import Running

RESULTS = (
    "Helix Clinical,NW-301,K14,2026-10,31,39,",
    "Orion Labs,OR-1,K14,2026-10,39,40,",
    "Meridian,ME-1,K14,2026-10,36,40,",
    "Late Labs,LA-1,K14,2026-08,39,40,",
    "Worst Labs,WO-1,K14,2026-09,39,40,",
    "Worst Labs,WO-1,K14,2026-10,20,40,",
)

COMPARED = """Monitoring visit reports on time (K14), all vendors
===================================================
5 vendors: 2 red, 1 amber, 1 grey and 1 green.
:red_circle: Red Worst Labs in WO-1: 50 %, worse than 97.5 %, October 2026 (target 95 % or more)
:red_circle: Red Helix Clinical in NW-301: 79.5 %, the first number, October 2026 (target 95 % or more)
:large_yellow_circle: Amber Meridian in ME-1: 90 %, the first number, October 2026 (target 95 % or more)
:white_circle: Grey Late Labs in LA-1: no number for October 2026 (target 95 % or more)
:large_green_circle: Green Orion Labs in OR-1: 97.5 %, the first number, October 2026 (target 95 % or more)"""


@pytest.mark.parametrize("line", ["K14", "monitoring visit reports on time", "monitoring", "K14 1"])
def test_the_worst_first(with_helix: Running, line: str) -> None:
    with_helix.import_results(*RESULTS)
    assert with_helix.say(f"sla compare {line}", by=BOB, at=GOVERNANCE) == COMPARED


def test_in_a_shared_channel_it_goes_to_the_asker_alone(with_helix: Running) -> None:
    with_helix.import_results(*RESULTS)
    for via in ("slash", "mention"):
        said = with_helix.say("sla compare K14", by=BOB, at=HELIX, via=via)
        assert said.startswith("Other companies read here, so the comparison comes to you as a direct message.")
    assert with_helix.heard(DIRECT[BOB]).count("Worst Labs") == 2
    assert "Worst Labs" not in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    ("via", "line"), [("mention", "sla compare K14"), ("direct", "sla compare K14"), ("direct", "sla compare nonsense")]
)
def test_a_vendors_person_is_refused_and_learns_nothing(with_helix: Running, via: str, line: str) -> None:
    with_helix.import_results(*RESULTS)
    said = with_helix.say(line, by=VERA, at=HELIX, via=via)
    assert said == "You cannot compare vendors here. The sponsor's people can; please ask them."


def test_long_lists_have_pages(with_helix: Running) -> None:
    with_helix.import_results(*(f"Vendor {n:02},S-{n},K14,2026-10,{n},40," for n in range(3, 20)))
    first = with_helix.say("sla compare K14", by=ALICE, at=GOVERNANCE)
    assert first.count("Vendor ") == 15
    assert first.endswith("Page 1 of 2\n[Next page]")
    second = with_helix.click("Next page")
    assert second.count("Vendor ") == 2
    assert second.endswith("Page 2 of 2")


def test_what_nobody_has_is_said_with_what_is_near(with_helix: Running) -> None:
    with_helix.import_results(*RESULTS)
    said = with_helix.say("sla compare K15", at=GOVERNANCE)
    assert said == 'There is no KPI called "K15" here. Did you mean K14? /sla status shows them all.'
    said = with_helix.say("sla compare", at=GOVERNANCE)
    assert said == "Which KPI? Write its code or its name after the command: /sla compare <kpi>."
