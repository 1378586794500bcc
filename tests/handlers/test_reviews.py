"""After a quarter: were sessions held, quorate and on time, what came of them, and how long breaches took to close."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.agenda import Outcome
from governance.bodies import Presence
from governance.sessions import State
from tests.cast import ALICE, BOB, CHARLIE, HELIX, ORION, VERA
from tests.held import Held, schedule
from tests.reports import Reports
from tests.running import Running


@pytest.fixture
def helix(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def at(helix: Running, day: int, month: int = 12, year: int = 2026) -> None:
    helix.watch.set(datetime(year, month, day, 9, tzinfo=UTC))


def session(helix: Running, day: str, state: State = State.HELD, late: int = 0) -> Held:
    held = schedule(helix, f"{day} 15:00")
    helix.watch.set(helix.watch() + timedelta(minutes=late))
    held.starts()
    held.attends(*((ALICE, VERA) if state is State.HELD else (ALICE,)), how=Presence.PRESENT)
    return held


def approves(helix: Running, number: int) -> None:
    helix.say(f"session minutes S-{number} send", by=ALICE, at=HELIX)
    helix.say(f"session minutes S-{number} approve", by=ALICE, at=HELIX)
    helix.say(f"session minutes S-{number} approve", by=VERA, at=HELIX, via="mention")


@pytest.fixture
def lived(helix: Running) -> Running:
    """A quarter: four sessions planned, three held, one of them without a quorum, one late; a breach opened."""
    Reports(helix).submit(date(2026, 10, 1), 79.5)
    first = session(helix, "1 Dec")
    first.decides("Use the second site")
    first.asks("Send the list", VERA, date(2026, 12, 4))
    first.asks("Pay the invoice", BOB, date(2026, 12, 4))
    point = first.talks_about("Travel rules", Outcome.CARRIED_OVER)
    first.ends()
    approves(helix, 1)
    helix.say("action done A-1 sent", by=VERA, at=HELIX, via="mention")
    session(helix, "8 Dec", late=12).ends()
    session(helix, "10 Dec", State.INQUORATE).ends(State.INQUORATE)
    helix.say("session schedule Helix 11 Dec 15:00", by=ALICE, at=HELIX)
    helix.say("session cancel S-4 because nobody can come", by=ALICE, at=HELIX)
    with first.uow() as uow:
        waits = [its for its in uow.agenda.open_of(1) if its.carried_from == point.id]
        for _ in range(2):
            waits = uow.agenda.carry_over(waits, None, uow.at)
    at(helix, 5, 1, 2027)
    return helix


def test_the_last_whole_quarter_in_plain_lines(lived: Running) -> None:
    assert lived.say("session review Helix", by=ALICE) == (
        "Q4 2026 with Helix Clinical\n"
        "===========================\n"
        "Sessions\n"
        "Joint strategy session: 4 planned, 3 held, 2 with a quorum, 2 on time, 1 cancelled, minutes approved in time: 1 of 3\n"
        "What came of them\n"
        "1 decision made\n"
        "Actions done on time: Northwind Bio 0 of 1, Helix Clinical 1 of 1\n"
        "Carried over 3 times or more: Travel rules\n"
        "Breaches\n"
        "1 opened, 0 closed, 1 still open\n"
        "Worth a look: 1 of 4 sessions was not held; perhaps another rhythm suits both better."
    )


def test_both_companies_read_the_same_under_the_name_of_the_other(lived: Running) -> None:
    theirs = lived.say("session review", by=VERA, at=HELIX, via="mention").splitlines()
    ours = lived.say("session review 2026-Q4", by=ALICE, at=HELIX).splitlines()
    assert theirs[0] == "Q4 2026 with Northwind Bio"
    assert ours[0] == "Q4 2026 with Helix Clinical"
    assert theirs[2:] == ours[2:]


QUARTERS = (
    ("this quarter", "Q1 2027 so far with Helix Clinical"),
    ("quarter", "Q1 2027 so far with Helix Clinical"),
    ("last quarter", "Q4 2026 with Helix Clinical"),
    ("2026-Q3", "Q3 2026 with Helix Clinical"),
    ("Q3 2026", "Q3 2026 with Helix Clinical"),
    ("q3", "Q3 2026 with Helix Clinical"),
    ("2026 q2", "Q2 2026 with Helix Clinical"),
)


def test_a_quarter_as_people_write_it(helix: Running) -> None:
    at(helix, 5, 1, 2027)
    for words, head in QUARTERS:
        said = helix.say(f"session review Helix {words}", by=ALICE)
        assert said.startswith(f"{head}\n")
        assert "None was planned." in said
        assert said.endswith("Worth a look: nothing stands out. Thank you both.")


def test_what_is_no_quarter_or_to_come_is_said_in_a_sentence(helix: Running) -> None:
    assert helix.say("session review Helix soon", by=ALICE).startswith('I do not know what to do with "soon".')
    assert helix.say("session review Helix 2027-Q2", by=ALICE).startswith("Q2 2027 has not begun yet.")
    assert "Which vendor" in helix.say("session review", by=ALICE, via="direct")
    assert "soon" in helix.say("session review soon", by=ALICE)


def test_a_breach_that_was_closed_says_how_long_it_took(helix: Running) -> None:
    reports = Reports(helix)
    reports.submit(date(2026, 10, 1), 79.5)
    helix.say("sla fix B-1 @vera friday train the monitors", by=VERA, at=HELIX, via="mention")
    helix.say("action done A-1 trained", by=VERA, at=HELIX, via="mention")
    helix.say("action verify A-1", by=ALICE)
    helix.clock_moves(days=15)
    reports.submit(date(2026, 11, 1), 97)
    at(helix, 5, 1, 2027)
    said = helix.say("session review Helix", by=ALICE)
    assert "1 opened, 1 closed (half of them within 15 days, the longest took 15), 0 still open" in said


def test_another_vendors_people_read_their_own_alone(lived: Running) -> None:
    lived.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    lived.say("vendor link Orion Labs", at=ORION)
    lived.say("vendor introduce Orion Labs")
    said = lived.say("session review", by=CHARLIE, via="direct")
    assert said.startswith("Q4 2026 with Northwind Bio\n==========================\nSessions\nNone was planned.\n")
    refused = lived.say("session review Helix", by=CHARLIE, via="direct")
    assert "Helix Clinical" not in refused
    assert "planned" not in refused
