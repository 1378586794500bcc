"""Accepted, disputed in place, settled, final by itself, restated with a reason: both numbers always stay."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from governance.events import Event, ResultAccepted, ResultDisputed, ResultFinal, ResultSettled
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, ORION, VERA
from tests.measured import REPORTS, agreed
from tests.running import Running

Sends = Callable[..., int]
GREEN = ":large_green_circle: Green Visit reports on time, October 2026: 95 % (38 of 40), target 95 % or more"


@pytest.fixture
def reported(known: Running) -> Running:
    """Vera has reported 38 of 40 for October."""
    its = agreed(known, **REPORTS)
    known.say("sla submit October", by=VERA, at=HELIX, via="mention")
    known.click("Open the form", by=VERA)
    known.submit(by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "40"})
    return known


def events(parley: Running, result: int = 1) -> list[Event]:
    with parley.database.read() as connection:
        return [its.event for its in history(connection, 1, f"result:{result}")]


def state(parley: Running) -> list[str]:
    with parley.database.read() as connection:
        return list(connection.exec_driver_sql("SELECT state FROM kpi_results ORDER BY id").scalars())


def night(parley: Running, day: int, month: int = 11) -> None:
    parley.clock_moves(datetime(2026, month, day, 2, 20, tzinfo=UTC))
    parley.tick("results.finish")


# --- accepting -----------------------------------------------------------------------------------------------------------


def test_accepted_by_a_button_on_the_message_that_told_of_it(reported: Running) -> None:
    assert reported.click("Accept", by=ALICE, at=DIRECT[ALICE]) == f"Accepted.\n{GREEN} (accepted)"
    assert isinstance(events(reported)[-1], ResultAccepted)
    assert reported.click("Accept", by=ALICE, at=DIRECT[ALICE]) == (
        "This result is accepted, so it cannot be accepted. /sla result shows what can be done."
    )


@pytest.mark.parametrize(
    "line", ["sla accept K14", "sla accept k14 October", "sla accept visit reports on time 2026-10"]
)
def test_accepted_by_a_line(reported: Running, line: str) -> None:
    assert reported.say(line, by=BOB, at=HELIX) == f"Accepted.\n{GREEN} (accepted)"


def test_where_the_place_does_not_say_it_the_vendor_is_named(reported: Running) -> None:
    assert reported.say("sla accept K14", by=BOB).startswith("Which vendor?")
    assert reported.say("sla accept Helix Clinical K14", by=BOB) == f"Accepted.\n{GREEN} (accepted)"


def test_who_reported_does_not_accept_it_themselves(reported: Running) -> None:
    said = reported.say("sla accept K14", by=VERA, at=HELIX, via="mention")
    assert (
        said
        == "The number of Visit reports on time, October 2026 can be accepted by the other side only. Please ask them."
    )
    assert state(reported) == ["submitted"]


def test_without_a_code_all_that_waits_is_shown(reported: Running) -> None:
    assert reported.say("sla accept", by=ALICE) == (
        f"1 result waits for your answer\n==============================\n{GREEN}\n[Accept] [Dispute] [Open]"
    )
    assert reported.say("sla accept", by=VERA, via="direct") == "No result waits for your answer."


def test_many_are_accepted_at_once_and_one_of_them_disputed(known: Running) -> None:
    ids = [agreed(known, **{**REPORTS, "code": f"K{n:02}", "name": f"Reports {n}"}).id for n in range(1, 11)]
    known.say("sla submit October", by=VERA, at=HELIX, via="mention")
    known.click("Open the form", by=VERA)
    typed = {f"{letter}{its}": number for its in ids for letter, number in (("n", "10"), ("d", "10"))}
    known.submit(by=VERA, **typed)
    told = known.heard(DIRECT[ALICE])
    assert "  10 results of Helix Clinical: October 2026\n" in told
    assert told.endswith("  [Accept all 10] [Dispute one]")
    known.click("Dispute one", by=ALICE, at=DIRECT[ALICE], choose="3")
    known.submit(by=ALICE, reason="Site 7 is missing")
    assert known.click("Accept all 10", by=ALICE, at=DIRECT[ALICE]) == "Accepted: 9 results."
    assert state(known) == ["accepted"] * 2 + ["disputed"] + ["accepted"] * 7


# --- disputing -----------------------------------------------------------------------------------------------------------


def test_disputed_in_place_with_a_reason_and_a_number_of_their_own(reported: Running) -> None:
    assert reported.click("Dispute", by=ALICE, at=DIRECT[ALICE]) == (
        f"-- Dispute 95 % --\n{GREEN}\n"
        "Why is it not right?: [...]\n  Both companies read this.\n"
        "Numerator (optional): [...]\nDenominator (optional): [...]\n"
        "Or only a value (optional): [...]\n  Leave it empty when you give the two above.\n"
        "[Dispute] [Cancel]"
    )
    line = f"{GREEN}\nDisputed (the other side has 90 %): Two came <late>"
    assert reported.submit(by=ALICE, reason="Two came <late>", numerator="36", denominator="40") == (
        f"Disputed. The number stays as it was reported and says so; the other company is told.\n{line}"
    )
    assert reported.heard(DIRECT[VERA]).endswith(
        "  @Alice Moreau disputes a number. Restate it, use theirs, or talk to them:\n  "
        + line.replace("\n", "\n  ")
        + "\n  [Use their number] [Restate] [Open]"
    )
    event = events(reported)[-1]
    assert isinstance(event, ResultDisputed)
    assert (event.reason, event.claimed) == ("Two came <late>", 90)


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("sla dispute K14 October two came late", None),
        ("sla dispute K14 36 of 40: two came late", 90),
        ("sla dispute K14 October 36/40 two came late", 90),
        ("sla dispute K14 90 % two came late", 90),
        ("sla dispute K14 October 90 two came late", 90),
        ("sla dispute K14 90, two came late", 90),
    ],
)
def test_disputed_by_a_line(reported: Running, line: str, claimed: float | None) -> None:
    said = reported.say(line, by=BOB, at=HELIX)
    assert said.startswith("Disputed. The number stays")
    assert said.endswith(("): two came late", "Disputed: two came late"))
    event = events(reported)[-1]
    assert isinstance(event, ResultDisputed)
    assert event.claimed == claimed


def test_a_line_without_a_reason_opens_the_form(reported: Running) -> None:
    assert reported.say("sla dispute K14", by=BOB, at=HELIX).startswith("-- Dispute 95 % --")


def test_what_is_disputed_does_not_become_final_by_itself(reported: Running) -> None:
    reported.say("sla dispute K14 two came late", by=BOB, at=HELIX)
    night(reported, 31, 12)
    assert state(reported) == ["disputed"]


def test_a_dispute_is_taken_back(reported: Running) -> None:
    reported.say("sla dispute K14 two came late", by=BOB, at=HELIX)
    assert reported.say("sla accept K14", by=ALICE, at=HELIX) == f"Accepted.\n{GREEN} (accepted)"
    assert "@Alice Moreau took the dispute back and accepts:" in reported.heard(DIRECT[VERA])


# --- settling ------------------------------------------------------------------------------------------------------------


def test_settled_with_the_number_that_was_claimed(reported: Running) -> None:
    reported.say("sla dispute K14 36 of 40 two came late", by=ALICE, at=HELIX)
    assert reported.click("Use their number", by=VERA, at=DIRECT[VERA]) == (
        "Settled: their number stands now and is final; the first stays on the record.\n"
        ":large_yellow_circle: Amber Visit reports on time, October 2026: 90 % (36 of 40), target 95 % or more (final)"
    )
    assert state(reported) == ["disputed", "final"]
    event = events(reported)[-1]
    assert isinstance(event, ResultSettled)
    assert (event.value, event.replaced_by) == (90, 2)
    assert "@Vera Novak takes your number over. It is final:" in reported.heard(DIRECT[ALICE])
    assert "90 %" in reported.say("sla status", at=HELIX)


def test_settled_with_the_number_as_it_was(reported: Running) -> None:
    reported.say("sla dispute K14 two came late", by=ALICE, at=HELIX)
    assert reported.say("sla settle K14", by=ALICE, at=HELIX) == (
        f"Settled: the number stands and is final.\n{GREEN} (final)"
    )
    assert state(reported) == ["final"]


def test_without_a_number_of_theirs_there_is_none_to_take_over(reported: Running) -> None:
    reported.say("sla dispute K14 two came late", by=ALICE, at=HELIX)
    said = reported.say("sla settle K14", by=VERA, at=HELIX, via="mention")
    assert (
        said
        == "The other side has named no number of its own. Restate it with @Parley sla restate K14, or ask them for theirs."
    )


def test_settled_by_restating(reported: Running) -> None:
    reported.say("sla dispute K14 two came late", by=ALICE, at=HELIX)
    reported.click("Restate", by=VERA, at=DIRECT[VERA])
    assert reported.submit(by=VERA, numerator="37", denominator="40", reason="One did") == (
        "Restated; the first number stays on the record.\n"
        ":large_yellow_circle: Amber Visit reports on time, October 2026: 92.5 % (37 of 40), target 95 % or more (restated)"
    )
    assert "92.5 % (37 of 40), target 95 % or more (restated)\n  [Accept] [Dispute] [Open]" in reported.heard(
        DIRECT[ALICE]
    )
    assert state(reported) == ["disputed", "restated"]


# --- final, and after ------------------------------------------------------------------------------------------------------


def test_final_by_itself_five_business_days_after_it_came_in(reported: Running) -> None:
    night(reported, 27)
    assert state(reported) == ["submitted"]
    night(reported, 30)
    assert state(reported) == ["final"]
    assert isinstance(events(reported)[-1], ResultFinal)
    assert reported.say("sla dispute K14 late", by=BOB, at=HELIX) == (
        "This result is final, so it cannot be disputed. /sla result shows what can be done."
    )


def test_final_by_itself_five_business_days_after_it_was_accepted(reported: Running) -> None:
    reported.clock_moves(datetime(2026, 11, 25, 9, tzinfo=UTC))
    reported.say("sla accept K14", by=BOB, at=HELIX)
    night(reported, 1, 12)
    assert state(reported) == ["accepted"]
    night(reported, 2, 12)
    assert state(reported) == ["final"]


def test_the_night_over_again_says_nothing_twice(reported: Running) -> None:
    night(reported, 30)
    night(reported, 30)
    assert sum(isinstance(its, ResultFinal) for its in events(reported)) == 1


def test_what_is_final_is_restated_with_a_reason_and_shown_with_its_whole_history(reported: Running) -> None:
    night(reported, 30)
    reported.clock_moves(datetime(2026, 12, 1, 9, tzinfo=UTC))
    reported.say("sla restate K14 October", by=VERA, at=HELIX, via="mention")
    reported.click("Open the form", by=VERA)
    assert "Please complete this required field." in reported.submit(by=VERA, numerator="37")
    reported.submit(by=VERA, reason="One was counted twice")
    assert reported.say("sla result K14", by=BOB, at=HELIX) == (
        "Visit reports on time, October 2026\n===================================\n"
        ":large_yellow_circle: Amber Visit reports on time, October 2026: 92.5 % (37 of 40), target 95 % or more (restated)\n"
        "Reported by @Vera Novak Dec 1, 2026 at 09:00\n"
        "Note: One was counted twice\n"
        "Before\n"
        ":large_green_circle: Green 95 % (38 of 40), target 95 % or more. Reported by @Vera Novak Nov 23, 2026 at 09:00\n"
        "[Accept] [Dispute]\n"
        "Version 1 of K14"
    )


def test_nobody_restates_the_other_sides_number(reported: Running) -> None:
    said = reported.say("sla restate K14", by=BOB, at=HELIX)
    assert (
        said
        == "The number of Visit reports on time, October 2026 can be restated by the other side only. Please ask them."
    )


# --- which one is meant ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sla result", "Which KPI? Write its code: /sla result <code> [period]."),
        ("sla result K41", 'Helix Clinical has no KPI called "K41". Did you mean K14? /sla status shows all of them.'),
        ("sla result K14 September", "There is no result of Visit reports on time for September 2026 yet."),
    ],
)
def test_what_is_not_there_is_said(reported: Running, line: str, said: str) -> None:
    assert reported.say(line, by=BOB, at=HELIX) == said


def test_a_kpi_of_two_studies_asks_which(known: Running) -> None:
    agreed(known, study="NW-301", **REPORTS)
    agreed(known, study="NW-302", **REPORTS)
    assert known.say("sla result K14", at=HELIX) == (
        "K14 is measured in more than one study: NW-301 and NW-302. Write the study after the code."
    )
    assert known.say("sla result K14 NW-302 October", at=HELIX) == (
        "There is no result of Visit reports on time for October 2026 yet."
    )


def test_a_button_of_another_vendors_result_opens_nothing(reported: Running) -> None:
    """What a vendor's person presses is checked as what they type; in another vendor's channel nothing of Helix exists."""
    reported.say("vendor add Orion Labs, tier 2, Central laboratory")
    reported.say("vendor link Orion Labs", at=ORION)
    reported.say("vendor introduce Orion Labs")
    assert "Helix" not in reported.say("sla result K14", by=ALICE, at=ORION)
    assert "Orion" not in reported.say("sla result K14", by=VERA, via="direct")
