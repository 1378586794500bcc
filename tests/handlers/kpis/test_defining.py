"""A KPI is defined in a form, or in two; what is wrong stands under its field, and what is right is proposed."""

import re

import pytest

from governance.events import ApprovalGiven, KpiProposed
from storage.journal import history
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.kpis.conftest import Define
from tests.running import Running


def last_message(parley: Running, channel: str) -> str:
    return parley.read(parley.sandbox.messages(channel)[-1])


def test_the_form_asks_for_what_every_kpi_has(with_helix: Running) -> None:
    assert with_helix.say("sla define", at=HELIX) == (
        "-- Define a KPI --\n"
        "For Helix Clinical. The other company agrees with one button.\n"
        "Code: [K14]\n"
        "Name: [Monitoring visit reports on time]\n"
        "Which question does it answer? (optional): [...]\n"
        "What is it about?: [Timeliness]\n"
        "Unit: [%]\n"
        "Which way is better?: [Higher is better]\n"
        "Target: [95]\n"
        "  Green at the target or better, red beyond the red limit, amber between them.\n"
        "Red limit (optional): [85]\n"
        "  Leave it empty only with a quality tolerance limit.\n"
        "What is counted? (optional): [reports in time]\n"
        "Out of what? (optional): [reports due]\n"
        "How many must there be at least? (optional): [0]\n"
        "  Below that a result has no colour.\n"
        "How often?: [Monthly]\n"
        "Days until the result of a month is due: [10]\n"
        "From which day on?: [2026-12-01]\n"
        "What else should it say? (optional): ( ) Whose work it is, who reports it, who answers for it "
        "( ) A clock: from which event to which, in how many hours ( ) A quality tolerance limit (QTL) instead of a fixed one "
        "( ) A service credit ( ) Contract clause, source of the data, what cannot wait\n"
        "  What you tick is asked in a second form first. What you leave out stays as it is.\n"
        "[Propose it] [Cancel]"
    )


def test_what_is_sent_is_proposed_to_both_the_channel_and_the_lead(with_helix: Running, define: Define) -> None:
    assert define() == (
        "Proposed: K14 Reports on time, version 1. Your side has agreed by proposing. "
        "@Vera Novak of Helix Clinical answers next; I have asked."
    )
    card = (
        "@Alice Moreau proposes a KPI. Helix Clinical, do you agree?\n"
        "K14 Reports on time, version 1\n"
        "Target: 95 % or more\n"
        "Red: below 85 %\n"
        "How often: monthly, due 10 days after the month is over\n"
        "Whose work: Helix Clinical's; Helix Clinical reports it\n"
        "About: timeliness\n"
        "Holds from: 1 December 2026 if agreed by 31 December 2026\n"
        "[Agree] [Sign] [Decline] [Change]"
    )
    assert last_message(with_helix, HELIX) == card
    assert last_message(with_helix, DIRECT[VERA]) == card


def test_it_is_on_the_record_word_for_word(proposed: Running) -> None:
    with proposed.database.read() as connection:
        entry, approval = history(connection, 1, "definition:1")
    assert isinstance(entry.event, KpiProposed)
    assert (entry.event.code, entry.event.version, entry.event.party, entry.door) == ("K14", 1, "sponsor", "form")
    assert "Target: 95 % or more\nRed: below 85 %" in entry.event.says
    assert isinstance(approval.event, ApprovalGiven)
    assert approval.event.meaning == "I propose K14 Reports on time, version 1, and agree to it for Northwind Bio."


def test_the_rare_parts_come_in_a_second_form(with_helix: Running, define: Define) -> None:
    second = define(more=["people", "clock", "limits", "money", "contract"])
    assert second.startswith("-- The rest of the KPI --\nWhose work is measured?: [Helix Clinical]\n")
    said = with_helix.submit(
        sponsor_owner=BOB, vendor_owner=VERA, clock="business", start_event="visit ends", stop_event="report final",
        within="80", outer_limit="160", clock_zone="Europe/London", clock_country="gb", limits="fixed", sigmas="",
        credit_pool="50", credit_share="40 %", clause="WO-3 4.2", source="CTMS", concern="data integrity",
    )  # fmt: skip
    assert said.startswith("Proposed: K14 Reports on time, version 1.")
    assert last_message(with_helix, HELIX) == (
        "@Alice Moreau proposes a KPI. Helix Clinical, do you agree?\n"
        "K14 Reports on time, version 1\n"
        "Target: 95 % or more\n"
        "Red: below 85 %\n"
        "How often: monthly, due 10 days after the month is over\n"
        "Whose work: Helix Clinical's; Helix Clinical reports it\n"
        "Answers for it: @Vera Novak at Helix Clinical, @Bob Tran at Northwind Bio\n"
        "About: timeliness, cannot wait: data integrity\n"
        "Clock: working time in Europe/London, holidays of GB, from visit ends to report final\n"
        "In time: within 80 hours, and no case over 160\n"
        "Service credit: 40 % of a pool of 50 %\n"
        "Data from: CTMS\n"
        "Clause: WO-3 4.2\n"
        "Holds from: 1 December 2026 if agreed by 31 December 2026\n"
        "[Agree] [Sign] [Decline] [Change]"
    )


def test_a_tolerance_limit_needs_no_red_limit(with_helix: Running, define: Define) -> None:
    define(direction="lower", target="3", red_limit="", more=["limits"])
    with_helix.submit(sigmas="2")
    assert (
        "Amber: from 3 % on, the share that is expected\n"
        "Red: from the tolerance limit on, 2 standard deviations above, by how many are counted"
    ) in last_message(with_helix, HELIX)


@pytest.mark.parametrize(
    ("answers", "label", "words"),
    [
        ({"red_limit": "97"}, "Red limit", "When higher is better, the red limit is at the target or below it;"),
        ({"target": "101"}, "Target", "Nobody can reach 101 %. Give a target of 100 % or less."),
        ({"target": "high"}, "Target", 'I cannot read "high" as a number.'),
        ({"red_limit": ""}, "Red limit", "Please fill this in."),
        ({"grace_days": "2.5"}, "Days until the result", "2.5 grace days cannot be kept."),
        ({"code": "K 14!"}, "Code", 'The code "K 14!" cannot be kept.'),
        ({"smallest_denominator": "-3"}, "How many must", "That cannot be below zero."),
    ],
)
def test_what_is_wrong_stands_under_its_field(
    with_helix: Running, define: Define, answers: dict, label: str, words: str
) -> None:
    assert re.search(rf"^{label}.*\n(?:  .*\n)?  ! {re.escape(words)}", define(**answers), re.MULTILINE)
    assert "proposes" not in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    ("part", "answers", "words"),
    [
        ("clock", {"clock_zone": "Moon"}, '! I do not know the time zone "Moon".'),
        ("clock", {"clock_country": "XX"}, '! I do not know the holidays of "XX".'),
        (
            "clock",
            {"start_event": "a", "stop_event": "b", "within": "4", "outer_limit": "2"},
            "! The outer limit of 2 hours",
        ),
        ("clock", {"within": "4"}, "! A clock runs from one event to another."),
        ("limits", {"limits": "qtl"}, "! A tolerance limit is for what should stay rare."),
        ("money", {"credit_pool": "50", "credit_share": "400"}, "! 400 is no share in per cent."),
        ("money", {"credit_pool": "50"}, "! A service credit needs both the pool and this KPI's share of it."),
        ("people", {"sponsor_owner": VERA}, "! Vera Novak does not work for Northwind Bio."),
        ("people", {"vendor_owner": BOB}, "! Bob Tran does not work for Helix Clinical."),
    ],
)
def test_the_second_form_stays_open_too(
    with_helix: Running, define: Define, part: str, answers: dict, words: str
) -> None:
    define(more=[part])
    assert words in with_helix.submit(**answers)
    assert "proposes" not in with_helix.heard(HELIX)


def test_a_code_is_given_once(proposed: Running, define: Define) -> None:
    assert "! K14 is the code of Reports on time already." in define(code="k14", name="Other")


def test_a_change_shows_old_and_new_and_begins_later(proposed: Running) -> None:
    proposed.click("Agree", by=VERA, at=HELIX)
    form = proposed.say("sla propose K14", at=HELIX)
    assert "K14 of Helix Clinical. What is agreed holds until the other company has agreed to this too." in form
    assert "Target: [95]" in form
    assert "! K14" not in form
    assert "! Reports on time says exactly that already." in proposed.submit(why="The board asks for more")
    assert "! Reports on time has a version that holds from 1 December 2026." in proposed.submit(
        target="97", effective_from="2026-12-01"
    )
    proposed.submit(target="97", effective_from="2027-01-15", why="The board asks for more")
    assert last_message(proposed, HELIX) == (
        "@Alice Moreau proposes a change of a KPI. Helix Clinical, do you agree?\n"
        "K14 Reports on time, version 2\n"
        "Target: 95 % or more → 97 % or more\n"
        "Red: below 85 %\n"
        "How often: monthly, due 10 days after the month is over\n"
        "Whose work: Helix Clinical's; Helix Clinical reports it\n"
        "About: timeliness\n"
        "Holds from: 1 December 2026 → 15 January 2027 if agreed by 31 January 2027; the first result under it is that of February 2027\n"
        "Why it changes: The board asks for more\n"
        "[Agree] [Sign] [Decline] [Change]"
    )


def test_the_vendors_lead_defines_too_and_the_sponsors_lead_is_asked(with_helix: Running, define: Define) -> None:
    assert "@Alice Moreau of Northwind Bio answers next; I have asked." in define(by=VERA)
    assert "@Vera Novak proposes a KPI. Northwind Bio, do you agree?" in last_message(with_helix, DIRECT[ALICE])
    assert "Agreed by both companies" in with_helix.click("Agree", by=ALICE, at=HELIX)


def test_elsewhere_the_form_asks_which_vendor(with_helix: Running) -> None:
    assert "With which vendor?: [Choose]" in with_helix.say("sla define", at=GOVERNANCE)
    said = with_helix.submit(vendor="1", code="K1", name="One", target="95", red_limit="85")
    assert said.startswith("Proposed: K1 One, version 1.")
    assert "For Helix Clinical." in with_helix.say("sla define Helix", at=GOVERNANCE)


def test_whoever_is_of_neither_side_is_told_so(proposed: Running) -> None:
    proposed.say("vendor add Orion Labs, tier 2, Central laboratory", at=ORION)
    for line in ("sla define Helix", "sla agreements Helix", "sla agree Helix K14", "sla export Helix", "sla agree #1"):
        assert "K14" not in proposed.say(line, by=CHARLIE, at=ORION, via="mention").replace("Helix K14", "")


def test_without_a_lead_nobody_is_asked_privately_and_it_says_so(parley: Running) -> None:
    parley.say("vendor add Helix Clinical, tier 1, CRO", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    parley.say("sla define", at=HELIX)
    assert parley.submit(code="K1", name="One", target="95", red_limit="85").endswith(
        "Your side has agreed by proposing. Helix Clinical has no account lead I could ask. vendor lead names one."
    )
    assert "Helix Clinical, do you agree?" in parley.heard(HELIX)


def test_the_longest_answers_in_any_script_go_on_to_the_second_form(with_helix: Running, define: Define) -> None:
    longest = {"name": "ż" * 150, "question": "病" * 500, "numerator_words": "ü" * 300, "denominator_words": "é" * 300}
    assert define(**longest, more=["contract"]).startswith("-- The rest of the KPI --")
    assert len(with_helix.sandbox.views(ALICE)[-1]["private_metadata"]) < 3000
    assert with_helix.submit(clause="WO-3").startswith(f"Proposed: K14 {'ż' * 150}, version 1.")
