"""The loop of a breach in one line: what has happened, from end to end, and what it waits for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from governance.agenda import Outcome
from governance.sessions import State
from handlers.kit.loop import loop_lines
from tests.cast import ALICE, HELIX, VERA
from tests.held import Held, schedule
from tests.reports import Reports
from tests.running import Running

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
RED = "Visit reports on time red (Oct)"


def line_of(helix: Running, by: str = ALICE) -> str:
    """The line on the page of B-1."""
    said = helix.say("sla breach B-1", by=by, at=HELIX, via="mention")
    return next(its for its in said.splitlines() if its.startswith(RED))


def fixes(helix: Running, due: str = "11 Dec") -> None:
    helix.say(f"sla fix B-1 @vera {due} train the monitors", by=VERA, at=HELIX, via="mention")


def talked(helix: Running, outcome: Outcome = Outcome.DISCUSSED, state: State = State.HELD) -> Held:
    held = schedule(helix)
    held.starts()
    held.attends(ALICE, VERA)
    held.talks_about("B-1", outcome, stems_from="breach:1")
    held.ends(state)
    return held


def test_the_line_grows_with_what_happens_and_says_what_it_waits_for(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    assert line_of(helix) == f"{RED} → waits for an action"
    talked(helix)
    assert line_of(helix) == f"{RED} → session 1 Dec → waits for an action"
    fixes(helix)
    assert line_of(helix, by=VERA) == f"{RED} → session 1 Dec → A-1 → waits for A-1, due 11 Dec"
    helix.say("action done A-1 trained", by=VERA, at=HELIX, via="mention")
    assert line_of(helix) == f"{RED} → session 1 Dec → A-1 → waits for A-1 to be verified"
    helix.clock_moves(days=2)
    helix.say("action verify A-1", by=ALICE)
    assert line_of(helix) == f"{RED} → session 1 Dec → A-1 → verified 3 Dec → waits for a later result that is green"
    helix.clock_moves(days=5)
    reports.submit(NOVEMBER, 97)
    assert line_of(helix) == f"{RED} → session 1 Dec → A-1 → verified 3 Dec → green (Nov)"


def test_before_anything_is_done_it_waits_for_the_session_that_will_talk_about_it(
    helix: Running, reports: Reports
) -> None:
    reports.submit(OCTOBER, 79.5)
    held = Held(helix, int(helix.say("session schedule Helix 1 Dec 15:00", at=HELIX).split("S-")[1][0]))
    held.talks_about("B-1", stems_from="breach:1")
    assert line_of(helix) == f"{RED} → waits for session 1 Dec"


def test_a_session_that_did_not_speak_of_it_is_no_part_of_it(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    talked(helix, Outcome.WITHDRAWN)
    assert "session" not in line_of(helix)


def test_an_inquorate_session_has_talked_about_it_too(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    talked(helix, state=State.INQUORATE)
    assert "session 1 Dec" in line_of(helix)


def test_a_number_that_is_restated_ends_the_line(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    reports.submit(OCTOBER, 96)
    assert line_of(helix) == f"{RED} → restated, not red any more"


def test_red_again_is_not_green(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, 97)
    assert line_of(helix) == f"{RED} → green (Nov) → waits for an action"
    helix.clock_moves(days=20)
    reports.submit(date(2026, 12, 1), 70)
    assert line_of(helix).endswith("→ waits for an action")
    assert "green" not in line_of(helix)


def test_the_list_the_channels_message_and_the_digest_have_it(helix: Running, reports: Reports) -> None:
    """A short message only once there is more to say than that it is red."""
    reports.submit(OCTOBER, 79.5)
    helix.say("sla comment B-1 Two monitors left.", by=VERA, via="direct")
    assert "waits for an action" not in helix.heard(HELIX)
    assert f"{RED} → waits for an action" in helix.say("sla breaches", at=HELIX)
    talked(helix)
    assert f"{RED} → session 1 Dec → waits for an action" in helix.heard(HELIX)
    fixes(helix)
    so_far = f"{RED} → session 1 Dec → A-1 → waits for A-1, due 11 Dec"
    assert so_far in helix.heard(HELIX)
    assert so_far in helix.say("vendor status Helix", by=ALICE)
    helix.say("action done A-1 trained", by=VERA, at=HELIX, via="mention")
    helix.say("action verify A-1", by=ALICE)
    assert "verified 1 Dec → waits for a later result that is green" in helix.heard(HELIX)


@contextmanager
def counted(helix: Running) -> Iterator[list[str]]:
    """Every statement of this block."""
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    engine = helix.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("many", [2, 30])
def test_many_lines_ask_as_few_questions_as_one(helix: Running, reports: Reports, many: int) -> None:
    reports.submit(OCTOBER, 79.5)
    talked(helix)
    fixes(helix)
    with Held(helix).uow() as uow:
        (pair,) = uow.breaches.open_of(1)
        with counted(helix) as said:
            loop_lines([pair] * many, uow, ZoneInfo("UTC"), uow.at.date() + timedelta(days=1))
    assert len(said) <= 8
