"""One KPI whole, as both companies read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.actions import Concern
from governance.kpis.definitions import Clock, Direction, Limits, Party, Standing
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, MONDAY, ORION, VERA
from tests.handlers.test_scorecards import REPORTS, SAFETY
from tests.results import restate, working
from tests.running import Running

SHOWN = """Monitoring visit reports on time (K14)
======================================
:red_circle: Red Monitoring visit reports on time, October 2026: 76.9 %, worse than 95 % (target 95 % or more)
What it means
Are visit reports final within the days agreed?
Judged: green from 95 % up, amber down to 85 %, red below.
With fewer than 3 to count it is grey: too few to say.
Measures the work of Helix Clinical; Helix Clinical reports it, monthly, within 10 days after the month.
Versions
Version 1, from 1 September 2026: green from 95 % up, amber down to 85 %, red below; \
brought in with a file, agreed to by neither yet
Results
:red_circle: Red October 2026: 76.9 %; restated; first reported as 79.5 %
:large_green_circle: Green September 2026: 95 % (38 of 40)
Breaches
B-1 October 2026: open
Trend
Helix Clinical. Monitoring visit reports on time: 76.9% in Oct 2026, off target, down from 95% in Sep 2026; \
target at least 95%."""

AGREED = """What it means
Are queries resolved quickly?
Counted: queries resolved in time, of all queries.
Judged: green from 95 % up, amber down to 90 %, red below.
Clock: from opened to closed within 48 hours, in working time (Europe/Warsaw, working days of PL); \
no single case over 96 hours.
Measures the work of Northwind Bio; Helix Clinical reports it, quarterly, within 1 day after the quarter.
Source: EDC
Clause: MSA 4.2
Service credit: 40 % of a pool of 50 % of what is at risk.
Versions
Version 2, from 1 October 2026: green from 95 % up, amber down to 90 %, red below; proposed, \
agreed to by @Alice Moreau for Northwind Bio on 23 November 2026
Version 1, from 1 July 2026: green from 90 % up, red below; agreed by @Alice Moreau for Northwind Bio on \
21 November 2026 and @Vera Novak for Helix Clinical on 22 November 2026
Results
None yet.
Breaches
None."""


def agreed(parley: Running) -> None:
    """A KPI of the sponsor's own work with a clock: one version both signed, and a proposal."""
    parley.import_results(*REPORTS)
    parley.say("help", by=VERA, at=HELIX, via="mention")
    with working(parley) as uow:
        helix, alice, vera = uow.vendors.named("Helix Clinical"), uow.people.by_slack(ALICE), uow.people.by_slack(VERA)
        assert helix
        assert alice
        assert vera
        its = next(its for its in uow.kpis.versions([helix.id]) if its.code == "K14")
        words = {"question": "Are queries resolved quickly?", "numerator_words": "queries resolved in time"}
        clock = {"start_event": "opened", "stop_event": "closed", "within": 48.0, "outer_limit": 96.0}
        new = replace(
            its, code="Q1", name="Query resolution", study_id=None, **words, denominator_words="all queries",  # type: ignore[arg-type]
            clock=Clock.BUSINESS, clock_zone="Europe/Warsaw", clock_country="PL", **clock, source="EDC", clause="MSA 4.2",  # type: ignore[arg-type]
            measured=Party.SPONSOR, frequency="quarterly", grace_days=1, credit_pool=50.0, credit_share=40.0,  # type: ignore[arg-type]
            smallest_denominator=0.0, effective_from=date(2026, 7, 1), target=90.0, red_limit=90.0,
        )  # fmt: skip
        signed = {"sponsor_by": alice.id, "sponsor_at": MONDAY - timedelta(days=2), "state": Standing.AGREED}
        uow.kpis.define(replace(new, **signed, vendor_by=vera.id, vendor_at=MONDAY - timedelta(days=1)))  # type: ignore[arg-type]
        proposed = {"sponsor_by": alice.id, "sponsor_at": MONDAY, "state": Standing.PROPOSED, "version": 2}
        uow.kpis.define(replace(new, **proposed, target=95.0, effective_from=date(2026, 10, 1)))  # type: ignore[arg-type]


def test_a_kpi_whole(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    restate(with_helix, "K14", period=date(2026, 10, 1), value=76.9, colour="red")
    assert with_helix.say("sla show K14", at=HELIX) == SHOWN


def test_what_both_agreed_to_and_what_is_proposed(with_helix: Running) -> None:
    agreed(with_helix)
    said = with_helix.say("sla show query resolution", by=VERA, at=HELIX, via="mention")
    # The version that holds today is the one both have signed; a proposal does not hold.
    assert said.partition("What it means")[2].startswith("\nAre queries resolved quickly?")
    assert "Judged: green from 90 % up, red below." in said
    page = "What it means" + said.partition("What it means")[2]
    assert page == AGREED.replace(
        "green from 95 % up, amber down to 90 %, red below.\nClock", "green from 90 % up, red below.\nClock"
    )


def test_the_picture_follows_to_the_asker_alone(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    with_helix.say("sla show K14", by=BOB, at=HELIX)
    assert with_helix.read(with_helix.sandbox.ephemerals(BOB)[-1]).startswith("[image: Helix Clinical. Monitoring")
    with_helix.say("sla show K14 Helix", by=BOB, at=GOVERNANCE)
    assert "[image: Helix Clinical. Monitoring" in with_helix.heard(DIRECT[BOB])
    assert "[image" not in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    "line",
    ["K14", "k14", "monitoring visit reports on time", "Monitoring visit", "K14 Helix", "K14 for Helix Clinical"],
)
def test_a_kpi_is_found_by_code_or_name(with_helix: Running, line: str) -> None:
    with_helix.import_results(*REPORTS, *SAFETY)
    assert with_helix.say(f"sla show {line}", at=HELIX).startswith("Monitoring visit reports on time (K14)")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Which KPI? Write its code or its name after the command: /sla show <kpi> <vendor>."),
        ("K15 Helix", 'There is no KPI called "K15" here. Did you mean K14? /sla status shows them all.'),
        ("K14", "Which vendor? This channel is not linked to one, so name it: /sla show <kpi> <vendor>."),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(with_helix: Running, line: str, said: str) -> None:
    with_helix.import_results(*REPORTS)
    assert with_helix.say(f"sla show {line}", at=GOVERNANCE) == said


def test_in_several_studies_the_others_are_a_press_away(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS, "Helix Clinical,NW-302,K14,2026-10,40,40,")
    assert with_helix.say("sla show K14", at=HELIX).endswith("[In NW-302]")
    assert "Green October 2026: 100 % (40 of 40)" in with_helix.click("In NW-302")


def test_a_vendors_person_learns_nothing_of_another_vendors(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    with_helix.import_results(*REPORTS)
    for line in ("sla show K14", "sla show K14 Helix Clinical", "sla show K14 for Helix"):
        said = with_helix.say(line, by=CHARLIE, at=ORION, via="mention")
        assert said.startswith("There is no KPI called")
        assert "79.5" not in said


def test_the_sponsors_own_stand_apart_and_colour_nobody(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    agreed(with_helix)
    with working(with_helix) as uow:
        its = next(its for its in uow.kpis.versions([1]) if its.code == "Q1" and its.version == 1)
        facts = {
            "definition_id": its.id,
            "vendor_id": 1,
            "study_id": None,
            "period": date(2026, 7, 1),
            "imported": False,
        }
        uow.results.add(
            [facts | {"numerator": 1, "denominator": 2, "value": 50.0, "colour": "red", "submitted_at": uow.at}]
        )
    with_helix.watch.set(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    said = with_helix.say("sla status", at=HELIX)
    assert said.endswith(
        "\nNorthwind Bio's own KPIs\n"
        ":red_circle: Red Query resolution, Q3 2026: 50 %, the first number (target 90 % or more)\n"
        "1 change of a KPI is proposed and waits for Helix Clinical: Query resolution"
    )
    assert "Query resolution" not in said.splitlines()[2]
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert "  Northwind Bio's own KPIs: 1\n  :red_circle: Red Query resolution" in with_helix.heard(HELIX)


def test_a_limit_that_depends_on_the_number_looked_at_and_a_two_part_target() -> None:
    from handlers.scorecards.defining import limits_words
    from tests.storage.filled import definition

    its = replace(
        definition(1, "x"), limits=Limits.QTL, sigmas=3.0, target=5.0, direction=Direction.LOWER, concern=Concern.SAFETY
    )
    assert limits_words(its) == (
        "green below 5 %, amber from 5 %, red from the quality tolerance limit, which lies 3 standard deviations above 5 %, "
        "by how many were looked at"
    )
