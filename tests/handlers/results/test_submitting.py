"""Submit June: one form for all that somebody reports, with a draft, and *Need until* instead of silence."""

from datetime import UTC, datetime

import pytest

from governance.events import ResultPostponed, ResultRestated, ResultSubmitted
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, ORION, VERA
from tests.measured import QUERIES, REPORTS, START_UP, agreed, person
from tests.running import Running


def opened(parley: Running, words: str = "sla submit October", by: str = VERA) -> str:
    parley.say(words, by=by, at=HELIX, via="mention")
    return parley.click("Open the form", by=by)


def test_one_form_asks_for_all_kpis_of_the_period_that_a_person_reports(known: Running) -> None:
    agreed(known, **REPORTS)
    agreed(known, **QUERIES)
    agreed(known, **{**REPORTS, "code": "S1", "name": "Review time", "reported_by": "sponsor", "measured": "sponsor"})
    assert opened(known) == (
        "-- Results October 2026 --\n"
        "Helix Clinical, October 2026. Leave empty what you do not have yet.\n"
        "Visit reports on time (target 95 % or more)\n"
        "Reports on time (optional): [...]\n"
        "Reports due (optional): [...]\n"
        "Evidence: Visit reports on time (optional): [https://]\n"
        "Note: Visit reports on time (optional): [...]\n"
        "Critical queries answered (target 95 % or more)\n"
        "Numerator: Critical queries answered (optional): [...]\n"
        "Denominator: Critical queries answered (optional): [...]\n"
        "Longest case in hours: Critical queries answered (optional): [...]\n"
        "Evidence: Critical queries answered (optional): [https://]\n"
        "Note: Critical queries answered (optional): [...]\n"
        "Not yet (optional): ( ) Keep it as a draft; I send it later\n"
        "[Submit] [Cancel]"
    )


def test_what_is_sent_is_kept_thanked_for_and_told_to_the_other_side(known: Running) -> None:
    its = agreed(known, **REPORTS)
    agreed(known, **QUERIES)
    opened(known)
    assert known.submit(
        by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "40", f"e{its.id}": "https://helix.example/r"}
    ) == (
        "Thank you: 1 result of Helix Clinical for October 2026.\n"
        ":large_green_circle: Green Visit reports on time, October 2026: 95 % (38 of 40), target 95 % or more\n"
        "1 KPI still without a number.\n"
        "[Submit the rest]"
    )
    assert known.heard(DIRECT[ALICE]).endswith(
        "  1 result of Helix Clinical: October 2026\n"
        "  Please accept or dispute; without a word they are final after five business days.\n"
        "  :large_green_circle: Green Visit reports on time, October 2026: 95 % (38 of 40), target 95 % or more\n"
        "  [Accept] [Dispute] [Open]"
    )
    assert "95 %" in known.say("sla status", at=HELIX)
    with known.database.read() as connection:
        (entry,) = history(connection, 1, "result:1")
    assert isinstance(entry.event, ResultSubmitted)
    assert (entry.event.value, entry.event.evidence, entry.party) == (95, "https://helix.example/r", "vendor:1")


def test_a_quarter_is_asked_for_in_the_form_of_the_month_it_ends_with(known: Running) -> None:
    agreed(known, **REPORTS)
    start_up = agreed(known, **START_UP)
    form = opened(known, "sla submit Q3")
    assert "Visit reports on time (target 95 % or more)" in form
    assert "Study start-up, Q3 2026 (target 28 weeks or less)\nStudy start-up, in weeks (optional): [...]" in form
    known.submit(by=VERA, **{f"v{start_up.id}": "27"})
    assert "27 weeks" in known.say("sla status", at=HELIX)


def test_what_cannot_be_read_is_said_under_its_field_and_nothing_typed_is_lost(known: Running) -> None:
    its = agreed(known, **REPORTS)
    opened(known)
    form = known.submit(by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "forty"})
    assert 'Reports due (optional): [...]\n  ! I read no number in "forty". Write it like 38, 92.5 or 1200.' in form
    again = opened(known)
    assert "Reports on time (optional): [38]" in again
    assert "Reports due (optional): [forty]" in again


def test_a_form_without_any_number_is_not_sent(known: Running) -> None:
    agreed(known, **REPORTS)
    opened(known)
    assert "  ! There is no number in the form yet." in known.submit(by=VERA)


def test_a_draft_is_kept_and_opens_as_it_was_left(known: Running) -> None:
    its = agreed(known, **REPORTS)
    opened(known)
    assert known.submit(by=VERA, **{f"n{its.id}": "38", "keep": ["draft"]}) == (
        "Kept as a draft: Helix Clinical, October 2026. Nothing was sent; the button opens it as you left it.\n"
        "[Submit October 2026]"
    )
    assert "No result" not in known.heard(DIRECT[ALICE])
    assert "Reports on time (optional): [38]" in known.click("Submit October 2026", by=VERA)
    known.submit(by=VERA, **{f"d{its.id}": "40"})
    with known.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM kpi_drafts").scalar() == 0
        assert connection.exec_driver_sql("SELECT value FROM kpi_results").scalar() == 95


def test_many_kpis_come_on_several_pages_and_are_sent_together(known: Running) -> None:
    ids = [agreed(known, **{**REPORTS, "code": f"K{n:02}", "name": f"Reports {n}"}).id for n in range(1, 26)]
    form = opened(known)
    assert "Helix Clinical, October 2026. Page 1 of 2. Leave empty what you do not have yet." in form
    assert form.endswith("[Next page] [Cancel]")
    second = known.submit(by=VERA, **{f"n{ids[0]}": "9", f"d{ids[0]}": "10"})
    assert "Page 2 of 2." in second
    assert second.endswith("[Submit] [Cancel]")
    said = known.submit(by=VERA, **{f"n{ids[-1]}": "19", f"d{ids[-1]}": "20"})
    assert said.startswith("Thank you: 2 results of Helix Clinical for October 2026.")
    assert "Reports 1, October 2026: 90 % (9 of 10)" in said
    assert "Reports 25, October 2026: 95 % (19 of 20)" in said


def test_a_number_that_changes_needs_a_word_and_keeps_the_first(known: Running) -> None:
    its = agreed(known, **REPORTS)
    opened(known)
    known.submit(by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "40"})
    assert "Reports on time (optional): [38]" in opened(known)
    form = known.submit(by=VERA, **{f"n{its.id}": "39"})
    assert "  ! It is reported already. Say here why it changes; the first number is kept." in form
    said = known.submit(by=VERA, **{f"t{its.id}": "One came by post"})
    assert "97.5 % (39 of 40), target 95 % or more (restated)" in said
    with known.database.read() as connection:
        (entry,) = history(connection, 1, "result:2")
        assert connection.exec_driver_sql("SELECT count(*) FROM kpi_results").scalar() == 2
    assert isinstance(entry.event, ResultRestated)
    assert (entry.event.old, entry.event.new, entry.event.reason) == (95, 97.5, "One came by post")


def test_the_same_numbers_again_change_nothing_and_tell_nobody(known: Running) -> None:
    its = agreed(known, **REPORTS)
    opened(known)
    known.submit(by=VERA, **{f"n{its.id}": "38", f"d{its.id}": "40"})
    heard = known.heard(DIRECT[ALICE])
    opened(known)
    assert known.submit(by=VERA) == "All of that was reported already; nothing was changed."
    assert known.heard(DIRECT[ALICE]) == heard


def test_the_version_of_the_period_measures_it(known: Running) -> None:
    agreed(known, **REPORTS, ends_on=None)
    its = agreed(known, **{**REPORTS, "version": 2, "target": 80.0, "effective_from": datetime(2026, 10, 1).date()})
    opened(known)
    assert "target 80 % or more" in known.submit(by=VERA, **{f"n{its.id}": "34", f"d{its.id}": "40"})
    assert "(target 95 % or more)" in opened(known, "sla submit September")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "sla submit November 2026",
            "November 2026 is not over yet. Its results can be reported from 1 December 2026 on.",
        ),
        ("sla submit 2025-06", "Nothing of Helix Clinical is yours to report for June 2025."),
        ("sla submit Junish", 'I do not know the period "Junish".'),
    ],
)
def test_what_cannot_be_reported_is_refused_with_the_reason(known: Running, words: str, said: str) -> None:
    agreed(known, **REPORTS)
    assert said in known.say(words, by=VERA, at=HELIX, via="mention")


def test_the_sponsors_own_kpis_are_reported_by_the_sponsor_and_told_to_the_vendor(known: Running) -> None:
    its = agreed(
        known, **{**REPORTS, "code": "S1", "name": "Review time", "reported_by": "sponsor", "measured": "sponsor"}
    )
    assert "Nothing of Helix Clinical is yours to report" in known.say(
        "sla submit October", by=VERA, at=HELIX, via="mention"
    )
    assert "Review time (target 95 % or more)" in known.say("sla submit Helix Clinical October", by=BOB)
    known.submit(by=BOB, **{f"n{its.id}": "38", f"d{its.id}": "40"})
    assert "Green Review time, October 2026: 95 % (38 of 40)" in known.heard(DIRECT[VERA])
    known.click("Dispute", by=VERA, at=DIRECT[VERA])
    known.submit(by=VERA, reason="You had 30 in time", numerator="30", denominator="40")
    assert "@Vera Novak disputes a number." in known.heard(DIRECT[BOB])


def test_another_vendor_does_not_exist_for_a_vendors_people(known: Running) -> None:
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    known.say("vendor link Orion Labs", at=ORION)
    known.say("vendor introduce Orion Labs")
    its = agreed(known, vendor="Orion Labs", **REPORTS)
    known.say("sla submit Orion Labs October", by=BOB)
    said = known.say("sla submit Orion Labs October", by=VERA, via="direct")
    assert said == known.say("sla submit Acme Labs October", by=VERA, via="direct").replace("Acme", "Orion")
    for line in (
        "sla result Orion Labs K14",
        "sla accept Orion Labs K14",
        "sla dispute K14 because",
        "sla need Orion Labs",
    ):
        assert str(its.name) not in known.say(line, by=VERA, via="direct")


# --- need until ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(known: Running) -> Running:
    """Early December: November's results are awaited from Vera by the 10th."""
    agreed(known, **REPORTS, vendor_owner=person(known, VERA))
    agreed(known, **QUERIES)
    known.tick("reminders")
    known.clock_moves(datetime(2026, 12, 7, 1, 40, tzinfo=UTC))
    known.tick("results")
    known.clock_moves(datetime(2026, 12, 7, 15, 0, tzinfo=UTC))
    known.tick("reminders")
    return known


def test_who_needs_longer_says_until_when_and_the_other_side_reads_it(asked: Running) -> None:
    assert asked.click("Need until ...", by=VERA, at=DIRECT[VERA]) == (
        "-- Need more time --\nUntil when do you need?: [Choose a day]\nWhy?: [...]\n  The other company reads this.\n[Tell them] [Cancel]"
    )
    assert asked.submit(by=VERA, until="2026-12-18", reason="The lab <!channel> closes late") == (
        "Noted: Fri 18 Dec for November 2026. The sponsor's account lead is told."
    )
    assert asked.heard(DIRECT[ALICE]).endswith(
        "  @Vera Novak needs until Fri 18 Dec for the results of Helix Clinical, November 2026: The lab <!channel> closes late\n"
        "  You need not do anything."
    )
    with asked.database.read() as connection:
        (entry,) = [its for its in history(connection, 1, "vendor:1") if isinstance(its.event, ResultPostponed)]
    assert isinstance(entry.event, ResultPostponed)
    assert (entry.event.until.isoformat(), entry.event.definitions) == ("2026-12-18", (1, 2))


def test_it_is_said_in_one_line_too(asked: Running) -> None:
    said = asked.say("sla need until Fri 18 Dec because the lab closes late", by=VERA, at=HELIX, via="mention")
    assert said == "Noted: Fri 18 Dec for November 2026. The sponsor's account lead is told."
    assert "the lab closes late" in asked.heard(DIRECT[ALICE])


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-12-07", "Give a day that is still to come."), ("2027-02-01", "10 January 2027 is the latest.")],
)
def test_a_day_that_does_not_help_is_refused_under_its_field(asked: Running, until: str, said: str) -> None:
    asked.click("Need until ...", by=VERA, at=DIRECT[VERA])
    assert said in asked.submit(by=VERA, until=until, reason="Because")


def test_where_nothing_is_awaited_there_is_nothing_to_put_off(asked: Running) -> None:
    said = asked.say("sla need June until Fri 18 Dec because", by=VERA, at=HELIX, via="mention")
    assert said == "Nothing of Helix Clinical is awaited from you for June 2026 now."
