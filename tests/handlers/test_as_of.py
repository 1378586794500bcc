"""Status as of a day: what was known then, told from the record alone, however much has happened since."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, update

from governance.events import DueDateMoved, KpiDefined, Words
from governance.kpis.contents import content_of, definition_of
from governance.kpis.definitions import Clock, Limits, Party
from governance.kpis.periods import previous
from storage.tables import actions, breaches, kpi_results, session_guests, sessions
from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, MONDAY, VERA
from tests.reports import REPORTS, Reports
from tests.results import working
from tests.running import Running

EVENING = timedelta(hours=13, minutes=50)  # from 09:00 UTC: ten minutes before midnight in Warsaw
SAFETY = replace(REPORTS, code="K21", name="SUSAR reports on time", target=100, red_limit=98)


class Recorded(Reports):
    """A KPI whose first version is on the record, as an import puts it there."""

    def __init__(self, parley: Running, definition: Any) -> None:
        super().__init__(parley, definition)
        its = self.definition
        with working(parley) as uow:
            facts = {"direction": its.direction, "target": its.target, "red_limit": its.red_limit}
            uow.record(
                KpiDefined(
                    definition=its.id, vendor=its.vendor_id, study=None, code=its.code, version=1, name=Words(its.name),
                    content=Words(content_of(its)), **facts,
                )
            )  # fmt: skip


@pytest.fixture
def helix(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def lines(said: str) -> list[str]:
    """What a status answer says of how things stand; without its heading, its outlook, the agenda, loops and its buttons."""
    kept = said.splitlines()[2:]
    left_out = ("[", "On the agenda:", "As it was known at the end of that day")
    found = [line for line in kept if line.strip() and not line.startswith(left_out) and " → " not in line]
    if any(line.startswith("Worth a look") for line in found):
        first = next(place for place, line in enumerate(found) if line.startswith("Worth a look"))
        last = next(place for place, line in enumerate(found) if line.startswith("Actions"))
        found = found[:first] + found[last:]
    return found


def status(parley: Running) -> list[str]:
    return lines(parley.say("vendor status Helix", at=GOVERNANCE))


def as_of(parley: Running, day: date) -> list[str]:
    return lines(parley.say(f"vendor status Helix as of {day}", at=GOVERNANCE))


class History:
    """Days on which people do this and that, through the front door; the status of each day is taken as it ends."""

    def __init__(self, parley: Running, luck: Random) -> None:
        self.parley, self.luck = parley, luck
        self.kpis = [Recorded(parley, REPORTS), Recorded(parley, SAFETY)]
        self.answers: dict[date, list[str]] = {}
        self.actions = self.sessions = 0
        self.deeds = [
            self.open,
            *(self.act,) * 3,
            self.report,
            self.report,
            self.schedule,
            self.reschedule,
            self.dispute,
        ]

    def day(self) -> None:
        for _ in range(self.luck.randrange(4, 10)):
            self.luck.choice(self.deeds)()
        self.parley.watch.set(self.parley.watch().replace(hour=9, minute=0) + EVENING)
        self.answers[self.parley.watch().date()] = status(self.parley)
        self.parley.watch.set(
            self.parley.watch().replace(hour=9, minute=0) + timedelta(days=self.luck.choice([1, 1, 2, 4]))
        )

    def open(self) -> None:
        owner, days = self.luck.choice([VERA, BOB, ALICE]), self.luck.randrange(0, 6)
        due = (self.parley.watch() + timedelta(days=days)).date()
        said = self.parley.say(
            f"action add <@{owner}> {due} do thing {self.actions + 1}", by=self.luck.choice([ALICE, BOB]), at=HELIX
        )
        self.actions += "A-" in said

    def act(self) -> None:
        if not self.actions:
            return
        its, due = f"A-{self.luck.randrange(1, self.actions + 1)}", (self.parley.watch() + timedelta(days=3)).date()
        line = self.luck.choice(
            ["accept {}", "start {}", "block {} no data", "unblock {}", "done {} it is done", "cancel {} not needed",
             "reopen {} not done", "decline {} no time", "verify {}", "undo {}", f"due {{}} {due} because so",
             f"reassign {{}} <@{BOB}> he knows", f"hold {{}} {due} waits"]
        ).format(its)  # fmt: skip
        self.parley.say(f"action {line}", by=self.luck.choice([ALICE, BOB, VERA]), via="mention", at=HELIX)

    def report(self) -> None:
        kpi, period = self.luck.choice(self.kpis), date(2026, 10, 1)
        for _ in range(self.luck.randrange(0, 3)):
            period = previous(period, kpi.definition.frequency)
        kpi.submit(period, self.luck.choice([79.5, 88, 96, 99, 100]))

    def schedule(self) -> None:
        day = (self.parley.watch() + timedelta(days=self.luck.randrange(1, 9))).date()
        rhythm = self.luck.choice([f"{day} 14:00", f"{day} 14:00", f"weekly {day:%A} 15:00 from {day}"])
        self.parley.say(f"session schedule Helix {rhythm} 60m", at=HELIX)
        self.count_sessions()

    def reschedule(self) -> None:
        if not self.sessions:
            return
        its = f"S-{self.luck.randrange(1, min(self.sessions, 12) + 1)}{self.luck.choice(['', '', ' and later'])}"
        day = (self.parley.watch() + timedelta(days=self.luck.randrange(1, 9))).date()
        line = self.luck.choice([f"move {its} {day} 15:00 because of a clash", f"cancel {its} nobody can come"])
        self.parley.say(f"session {line}", at=HELIX)
        self.count_sessions()

    def count_sessions(self) -> None:
        with self.parley.database.read() as connection:
            self.sessions = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM sessions").scalar() or 0

    def dispute(self) -> None:
        line = self.luck.choice(
            [
                "dispute K14 October we count 171 of 200",
                "settle K14 October",
                "accept K14 October",
                "dispute K21 September 190 of 200",
            ]
        )
        self.parley.say(f"sla {line}", by=self.luck.choice([ALICE, VERA]), via="mention", at=HELIX)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.at_length)])
def test_what_was_said_on_each_day_is_told_again_later(helix: Running, seed: int) -> None:
    history = History(helix, Random(seed))
    for _ in range(8):
        history.day()
    assert {day: as_of(helix, day) for day in history.answers} == history.answers


def test_it_comes_from_the_record_and_not_from_todays_tables(helix: Running) -> None:
    history = History(helix, Random(7))
    for _ in range(4):
        history.day()
    history.open()
    with working(helix) as uow:
        uow.connection.execute(update(actions).values(due_on=date(2030, 1, 1), title="altered"))
        uow.connection.execute(update(kpi_results).values(value=1.0, colour="green"))
        uow.connection.execute(update(breaches).values(closed_at=MONDAY))
        uow.connection.execute(delete(session_guests))
        uow.connection.execute(update(sessions).values(starts_at=datetime(2030, 1, 1, tzinfo=UTC)))
    assert {day: as_of(helix, day) for day in history.answers} == history.answers


def test_what_was_recorded_later_was_not_known_then(helix: Running) -> None:
    kpi = Recorded(helix, REPORTS)
    kpi.submit(date(2026, 10, 1), 96)
    helix.clock_moves(days=2)
    kpi.submit(date(2026, 10, 1), 79.5)
    helix.say(f"action add <@{VERA}> friday explain it", at=HELIX)
    then = helix.say("vendor status Helix as of 2026-11-23", at=GOVERNANCE)
    assert then.startswith("Helix Clinical on 23 Nov 2026\n")
    assert "Green: 1 of 1 KPI is on target" in then
    assert "Actions\nNone open." in then
    assert "Open breaches" not in then
    assert "As it was known at the end of that day (Europe/Warsaw), from the record alone." in then
    assert "Open breaches: 1" in helix.say("vendor status Helix", at=GOVERNANCE)


def test_whose_an_item_is_since_somebody_left_is_told_again(helix: Running) -> None:
    helix.say(f"action add <@{BOB}> 4 Dec read the protocol", by=ALICE, at=HELIX)
    helix.sandbox.deactivate(BOB)
    helix.settle()
    helix.click("Name successors", at=DIRECT[ALICE])
    helix.submit(actions=ALICE)
    now = status(helix)
    assert "A-1 read the protocol (@Alice Moreau, due Fri 4 Dec)" in "\n".join(now)
    helix.clock_moves(days=1)
    assert as_of(helix, MONDAY.date()) == now


def test_a_long_record_is_read_by_a_worker_and_the_answer_comes_directly(helix: Running) -> None:
    helix.say(f"action add <@{VERA}> friday send it", at=HELIX)
    with working(helix) as uow:
        for _ in range(4001):
            uow.record(DueDateMoved(action=1, old=MONDAY.date(), new=date(2026, 12, 4), reason=Words("again")))
    helix.clock_moves(days=1)
    said = helix.say("vendor status Helix as of 23 Nov", at=GOVERNANCE)
    assert said == "Helix Clinical has a long record. The answer comes to you as a direct message."
    assert "Helix Clinical on 23 Nov 2026" in helix.heard(DIRECT[ALICE])
    assert "A-1 send it (@Vera Novak, due Fri 4 Dec)" in helix.heard(DIRECT[ALICE])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2026-11-23", "That day (today) is not over."),
        ("2026-01-05", "Nothing of Helix Clinical was on record by the end of 5 Jan 2026."),
        ("2026-11-22 please", 'I do not know what to do with "please".'),
    ],
)
def test_a_day_that_cannot_be_told_of_is_refused(helix: Running, said: str, words: str) -> None:
    assert helix.say(f"vendor status Helix as of {said}", at=GOVERNANCE).startswith(words)


def test_a_vendors_person_looks_back_at_their_own_vendor_only(helix: Running) -> None:
    helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    helix.clock_moves(days=1)
    assert "Helix Clinical on 23 Nov 2026" in helix.say("vendor status as of 2026-11-23", by=VERA, via="direct")
    assert "There is no vendor called" in helix.say("vendor status Orion as of 2026-11-23", by=VERA, via="direct")


def test_a_version_can_be_had_again_from_what_the_record_says_of_it() -> None:
    full = replace(
        REPORTS,
        clock=Clock.BUSINESS,
        within=2.0,
        outer_limit=4.0,
        limits=Limits.QTL,
        sigmas=2.5,
        measured=Party.SPONSOR,
    )
    assert definition_of(content_of(full), full.id, full.state) == full


def test_what_a_version_says_comes_from_its_row_where_the_record_is_older(helix: Running) -> None:
    kpi = Reports(helix, REPORTS)
    its = kpi.definition
    with working(helix) as uow:
        facts = {"direction": its.direction, "target": its.target, "red_limit": its.red_limit}
        uow.record(
            KpiDefined(
                definition=its.id, vendor=its.vendor_id, study=None, code=its.code, version=1, name=Words(its.name), **facts
            )
        )  # fmt: skip
    kpi.submit(date(2026, 10, 1), 79.5)
    now = status(helix)
    helix.clock_moves(days=1)
    assert as_of(helix, MONDAY.date()) == now
