"""A proposal says from when it holds if it is agreed now: never a day that cannot come true, before or after the answer."""

from datetime import UTC, datetime

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.kpis.conftest import Define
from tests.handlers.kpis.test_replying import last_message
from tests.measured import REPORTS, agreed
from tests.running import Running

WHY = "what is past or reported never changes"


def holds(parley: Running, channel: str = HELIX) -> str:
    """The line that says from when it holds, in the newest message that has one."""
    lines = [line.strip() for line in parley.heard(channel).splitlines()]
    return [line for line in lines if line.startswith("Holds from: ")][-1]


def test_a_start_in_the_past_is_said_to_be_impossible_when_it_is_proposed(with_helix: Running, define: Define) -> None:
    assert define(effective_from="2026-09-01") == (
        "Proposed: K14 Reports on time, version 1. Your side has agreed by proposing. "
        f"It cannot hold from 1 September 2026, because {WHY}: agreed now, it holds from 1 November 2026. "
        "@Vera Novak of Helix Clinical answers next; I have asked."
    )
    line = f"Holds from: 1 November 2026 if agreed by 30 November 2026; 1 September 2026 was asked for, but {WHY}"
    assert holds(with_helix) == holds(with_helix, DIRECT[VERA]) == line
    assert "It holds from 1 November 2026, not from 1 September 2026 as proposed" in with_helix.click(
        "Agree", by=VERA, at=HELIX
    )
    assert holds(with_helix) == "Holds from: 1 November 2026"
    assert last_message(with_helix, HELIX).startswith(
        "A KPI that @Alice Moreau proposed: agreed by both, in force from 1 November 2026."
    )


def test_a_start_that_can_be_kept_is_proposed_without_a_word_about_it(with_helix: Running, define: Define) -> None:
    assert "cannot hold" not in define(effective_from="2026-11-01")
    assert holds(with_helix) == "Holds from: 1 November 2026 if agreed by 30 November 2026"


def test_what_is_reported_already_moves_the_start_too(with_helix: Running, define: Define) -> None:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    agreed(with_helix, **{**REPORTS, "frequency": "quarterly"})
    with_helix.say("sla propose K14", by=ALICE, at=HELIX)
    said = with_helix.submit(by=ALICE, target="97", effective_from="2026-11-01", frequency="monthly", why="Sooner")
    assert "It cannot hold from 1 November 2026" in said
    assert "→ 1 January 2027 if agreed by 31 January 2027; 1 November 2026 was asked for" in holds(with_helix)


def test_the_card_follows_when_its_start_passes_while_it_waits(proposed: Running) -> None:
    assert holds(proposed) == "Holds from: 1 December 2026 if agreed by 31 December 2026"
    for moment in (datetime(2026, 12, 31, 22, 5, tzinfo=UTC), datetime(2027, 1, 1, 0, 5, tzinfo=UTC)):
        proposed.clock_moves(moment)
        proposed.tick("kpis.refresh")
    assert holds(proposed) == (
        f"Holds from: 1 January 2027 if agreed by 31 January 2027; 1 December 2026 was asked for, but {WHY}"
    )
    assert "[Agree] [Sign] [Decline] [Change]" in proposed.heard(HELIX)
    proposed.click("Agree", by=VERA, at=HELIX)
    assert holds(proposed) == "Holds from: 1 January 2027"


def updates(parley: Running) -> int:
    with parley.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE kind = 'update'").scalar() or 0)


def test_an_hour_in_which_nothing_passes_writes_nothing(proposed: Running) -> None:
    proposed.clock_moves(datetime(2026, 12, 15, 9, 5, tzinfo=UTC))
    proposed.tick("kpis.refresh")
    assert updates(proposed) == 0
    for hour in (1, 2, 3):
        proposed.clock_moves(datetime(2027, 1, 1, hour, 5, tzinfo=UTC))
        proposed.tick("kpis.refresh")
    assert updates(proposed) == 1


def test_whoever_reads_it_later_reads_the_start_it_would_have_then(proposed: Running) -> None:
    proposed.clock_moves(datetime(2027, 3, 17, 10, tzinfo=UTC))
    proposed.say("sla agreements", by=VERA, at=HELIX, via="mention")
    assert "Holds from: 1 March 2027 if agreed by 31 March 2027; 1 December 2026 was asked for" in proposed.click(
        "Read", by=VERA
    )


def test_a_whole_schedule_says_how_many_cannot_hold_as_asked(with_helix: Running) -> None:
    for person in (ALICE, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    kpi = (
        '[[kpi]]\ncode = "{}"\nname = "{}"\nlens = "quality"\nunit = "%"\ndirection = "higher"\ntarget = 95\n'
        "red_limit = 90\neffective_from = {}\n"
    )
    schedule = (
        'vendor = "Helix Clinical"\n' + kpi.format("Q1", "One", "2026-10-01") + kpi.format("Q2", "Two", "2027-01-01")
    )
    with_helix.send_file(ALICE, "helix.toml", schedule)
    with_helix.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert (
        f"1 of them cannot hold from the day that was asked for, because {WHY}: agreed now, it holds from 1 November 2026."
        in with_helix.heard(DIRECT[ALICE])
    )
