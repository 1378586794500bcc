"""A grey number is shown as the number it is, with why it has no colour; one that could have none is asked for in counts."""

from datetime import UTC, date, datetime

import pytest

from governance.kpis.definitions import Direction, Limits
from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, VERA
from tests.measured import REPORTS, START_UP, agreed
from tests.results import working
from tests.running import Running

FEW = "95 % (19 of 20) · too few to say (20, at least 30)"
TOLERATED = {
    "code": "K31",
    "name": "Rare",
    "unit": "%",
    "frequency": "monthly",
    "limits": Limits.QTL,
    "sigmas": 3.0,
    "target": 3.0,
    "red_limit": 3.0,
}
COUNTS = "Please give it as so many of so many, because at least 30 must be counted."


@pytest.fixture
def known(with_helix: Running) -> Running:
    """Everybody has been met; reports are judged when there are at least thirty."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    agreed(with_helix, **REPORTS, smallest_denominator=30.0)
    return with_helix


def opened(parley: Running, words: str) -> str:
    parley.say(words, by=VERA, at=HELIX, via="mention")
    return parley.click("Open the form", by=VERA)


def submitted(parley: Running, numerator: str, denominator: str, month: str = "October") -> str:
    opened(parley, f"sla submit {month}")
    return parley.submit(by=VERA, n1=numerator, d1=denominator)


def test_the_answer_after_submitting_says_why_it_is_grey(known: Running) -> None:
    assert f":white_circle: Grey Visit reports on time, October 2026: {FEW}, target 95 % or more" in submitted(
        known, "19", "20"
    )
    assert FEW in known.heard(DIRECT[ALICE])


@pytest.mark.parametrize("line", ["sla status", "sla show K14", "vendor status", "sla compare K14", "sla result K14"])
def test_every_page_shows_the_number_and_why(known: Running, line: str) -> None:
    submitted(known, "19", "20")
    said = known.say(f"{line} Helix" if line.endswith("status") else line, by=BOB, at=HELIX)
    said = known.heard(DIRECT[BOB]) if "compare" in line else said
    assert FEW in said
    assert "no number" not in said


def test_the_digest_and_its_agenda_show_it_too(known: Running) -> None:
    submitted(known, "19", "20")
    known.say("digest now", by=BOB, at=HELIX)
    told = known.heard(HELIX)
    assert f"Grey Visit reports on time, October 2026: {FEW} (target 95 % or more)" in told
    assert "95% in Oct 2026, not rated: too few to say (20, at least 30); target at least 95%." in told
    assert "Grey: no KPI can be judged yet." in told
    assert f"Visit reports on time: {FEW}" in known.click("Put on the agenda", by=BOB, at=HELIX)


def test_a_period_in_which_nothing_happened_is_not_called_a_missing_number(known: Running) -> None:
    assert "October 2026: 0 of 0 · nothing to count, target 95 % or more" in submitted(known, "0", "0")
    assert "October 2026: 0 of 0 · nothing to count (target 95 % or more)" in known.say(
        "sla status Helix", at=GOVERNANCE
    )


def test_a_late_number_beside_a_grey_one_says_what_the_grey_one_was(known: Running) -> None:
    submitted(known, "19", "20")
    known.clock_moves(datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert f"no number for November 2026; the last was {FEW} for October 2026" in known.say("sla status Helix")


def test_a_value_that_came_without_counts_says_so(known: Running) -> None:
    with working(known) as uow:
        facts = {"definition_id": 1, "vendor_id": 1, "study_id": None, "period": date(2026, 10, 1), "imported": True}
        numbers = {"numerator": None, "denominator": None, "value": 95.0, "colour": "grey"}
        uow.results.add([facts | numbers | {"submitted_at": uow.at}])
    assert "95 % · not said of how many (at least 30) (target" in known.say("sla status Helix")


def test_what_is_judged_has_no_reason_beside_it(known: Running) -> None:
    assert "95 % (38 of 40), target 95 % or more" in submitted(known, "38", "40")
    assert "·" not in known.say("sla status Helix")


# --- asked for in counts -------------------------------------------------------------------------------------------------


def test_restating_asks_for_counts_and_offers_no_value_alone(known: Running) -> None:
    submitted(known, "38", "40")
    form = opened(known, "sla restate K14")
    assert "Denominator (optional): [40]" in form
    assert "Or only a value" not in form
    assert "There is no number." in known.submit(by=VERA, numerator="", denominator="", reason="One was counted twice")


def test_a_value_may_stand_alone_where_nothing_must_be_counted(known: Running) -> None:
    agreed(known, **START_UP)
    opened(known, "sla submit September")
    assert "27.5 weeks" in known.submit(by=VERA, v2="27.5")
    assert "Or only a value" in opened(known, "sla restate K03")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"smallest_denominator": 30.0}, COUNTS),
        (
            {
                "smallest_denominator": 0.0,
                "limits": Limits.QTL,
                "sigmas": 3.0,
                "target": 3.0,
                "direction": Direction.LOWER,
            },
            "Please give it as so many of so many, because its tolerance limit depends on how many were counted.",
        ),
    ],
)
def test_a_file_with_a_value_alone_is_told_to_count(known: Running, facts: dict, said: str) -> None:
    agreed(known, **{**REPORTS, "code": "K99", "name": "Counted"} | facts)
    table = "Vendor,KPI,Period,Value\nHelix Clinical,K99,2026-10,3\nHelix Clinical,K14,2026-10,95\n"
    told = known.send_file(BOB, "r.csv", table)
    assert f"Line 2: {said.removesuffix('.')}\n" in told
    assert f"Line 3: {COUNTS.removesuffix('.')}\n" in told


def test_a_tolerance_limit_is_asked_for_in_counts(known: Running) -> None:
    agreed(known, **{**START_UP, **TOLERATED})
    assert "Denominator: Rare (optional)" in opened(known, "sla submit September")
    assert known.submit(by=VERA, n2="3", d2="100").splitlines()[1] == (
        ":large_yellow_circle: Amber Rare, September 2026: 3 % (3 of 100), "
        "tolerance limit: red from 8.12 %, amber from 3 %"
    )


def test_a_line_of_a_history_with_a_value_alone_is_named(known: Running, capsys: pytest.CaptureFixture[str]) -> None:
    known.import_results("Helix Clinical,,K14,2026-09,,,95", "Helix Clinical,,K14,2026-10,38,40,")
    assert (
        "line 2: Please give it as so many of so many, because at least 3 must be counted." in capsys.readouterr().out
    )
