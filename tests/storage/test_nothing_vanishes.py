"""Whatever sessions are planned, drawn up, cancelled, missed or held: every point is open where the next session finds it, has an
outcome, or goes on as another one."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from governance.agenda import GOES_ON, AgendaItem, Outcome
from governance.events import Door
from governance.people import Role
from governance.sessions import Kind, Session, State
from governance.vendors import Status
from handlers.kit.agenda import NEVER_HELD
from handlers.kit.drawing_up import draw_up
from storage import workspaces
from storage.database import Database
from storage.rows import values_of
from storage.sessions import COMING
from storage.tables import agenda_items
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, MONDAY, NORTHWIND, PARLEY
from tests.storage.shared import taken_back

KINDS = (Kind.OPERATIONAL, Kind.JOINT_OPERATIONS)
kinds = some.sampled_from(KINDS)
which = some.integers(0, 7)
steps = some.one_of(
    some.tuples(some.just("plan"), kinds, some.integers(1, 20)),
    some.tuples(
        some.just("put"), some.one_of(some.none(), kinds), some.sampled_from(["", "breach:9", "audit:1", "audit:2"])
    ),
    some.tuples(some.just("put on"), which, some.sampled_from(["", "audit:1"])),
    some.tuples(some.just("draw"), which, some.none()),
    some.tuples(some.just("hold"), which, some.sampled_from(Outcome)),
    some.tuples(some.just("cancel"), which, some.none()),
    some.tuples(some.just("settle"), some.sampled_from(["audit:1", "audit:2"]), some.none()),
    some.tuples(some.just("wait"), some.integers(1, 9), some.none()),
)


@pytest.fixture(scope="module")
def database(migrated: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    place = tmp_path_factory.mktemp("vanish") / "parley.db"
    shutil.copyfile(migrated, place)
    its = Database(f"sqlite:///{place}")
    with its.write() as connection:
        workspaces.welcome(connection, NORTHWIND, "Northwind Bio", PARLEY)
    yield its
    its.close()


@dataclass
class World:
    """One vendor's sessions, and what is done with them; the clock goes on by itself with "wait"."""

    uow: UnitOfWork
    vendor: int = 0
    sessions: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        alice = self.uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
        self.vendor = self.uow.vendors.add(
            name="Helix", service="CRO", tier=1, status=Status.ACTIVE, sponsor_lead=alice.id
        ).id

    def session(self, number: int) -> Session | None:
        return self.uow.sessions.by_id(self.sessions[number % len(self.sessions)]) if self.sessions else None

    def do(self, name: str, first: Any, second: Any) -> None:
        {
            "plan": self.plan, "put": self.put, "put on": self.put_on, "draw": self.draw,
            "hold": self.hold, "cancel": self.cancel, "settle": self.settle, "wait": self.wait,
        }[name](first, second)  # fmt: skip

    def plan(self, kind: Kind, days: int) -> None:
        number = len(self.sessions)
        its = self.uow.sessions.add(
            vendor_id=self.vendor, study_id=None, kind=kind, title=str(kind), minutes=30, zone="Europe/Warsaw",
            starts_at=self.uow.at + timedelta(days=days, minutes=number), uid=f"s{number}", guests=[],
        )  # fmt: skip
        self.sessions.append(its.id)

    def put(self, kind: Kind | None, stems: str) -> None:
        self.uow.agenda.add(self.vendor, "x", self.uow.at, for_kind=kind, stems_from=stems)

    def put_on(self, number: int, stems: str) -> None:
        its = self.session(number)
        if its and its.state in COMING:
            self.uow.agenda.add(
                self.vendor, "x", self.uow.at, session=its.id, for_kind=its.kind, stems_from=stems, drawn=bool(stems)
            )

    def draw(self, number: int, _: None) -> None:
        if its := self.session(number):
            draw_up(its, self.uow)

    def hold(self, number: int, outcome: Outcome) -> None:
        """The first point comes to something, the others are carried over, as a session ends."""
        its = self.session(number)
        if its is None or its.state not in COMING or its.starts_at > self.uow.at:
            return
        first, *others = [*(one for one in self.uow.agenda.of_session(its.id) if one.is_open), None]
        if first and outcome in GOES_ON:
            self.uow.agenda.carry_over([first], its.kind, self.uow.at, outcome=outcome)
        elif first:
            self.uow.agenda.close(first, outcome, self.uow.at)
        self.uow.agenda.carry_over([one for one in others if one], its.kind, self.uow.at)
        self.uow.sessions.revise(its, state=State.HELD)

    def cancel(self, number: int, _: None) -> None:
        its = self.session(number)
        if its and its.state in COMING and its.starts_at > self.uow.at:
            self.uow.sessions.revise(its, state=State.CANCELLED)

    def settle(self, stems: str, _: None) -> None:
        self.uow.agenda.settle_all(self.vendor, [stems], self.uow.at)

    def wait(self, days: int, _: None) -> None:
        self.uow.at += timedelta(days=days)

    # --- what must be so -------------------------------------------------------------------------------------------------

    def items(self) -> list[AgendaItem]:
        return values_of(AgendaItem, self.uow.connection.execute(select(agenda_items)))

    def is_found(self, item: AgendaItem) -> bool:
        """Whether its session is still to come, or the next session of its kind takes it up."""
        session = self.uow.sessions.by_id(item.session_id) if item.session_id else None
        if session and session.state in COMING and session.starts_at + NEVER_HELD >= self.uow.at:
            return True
        far = self.uow.at + timedelta(days=99)
        after = Session(
            id=0, number=0, vendor_id=self.vendor, study_id=None, kind=self.kind_of(item, session), title="", minutes=30,
            starts_at=far, zone="UTC", state=State.SCHEDULED, uid="", sequence=0,
        )  # fmt: skip
        waiting = self.uow.agenda.waiting_for(after, 999, missed_before=self.uow.at - NEVER_HELD)
        return item.id in {its.id for its in waiting}

    @staticmethod
    def kind_of(item: AgendaItem, session: Session | None) -> Kind:
        return item.for_kind or (session.kind if session else Kind.OPERATIONAL)

    def went_on(self, item: AgendaItem, items: list[AgendaItem]) -> bool:
        """As its successor, or as one with the same thing that waited already."""
        return any(
            its.carried_from == item.id or (item.stems_from and its.stems_from == item.stems_from and its.id > 0)
            for its in items
            if its.id != item.id
        )


@settings(max_examples=40)
@given(some.lists(steps, min_size=4, max_size=25))
def test_every_point_is_open_somewhere_has_an_outcome_or_goes_on(
    database: Database, done: list[tuple[str, Any, Any]]
) -> None:
    with unit_of_work(database, 1, at=MONDAY, door=Door.SLASH) as uow, taken_back(uow):
        world, known = World(uow), set[int]()
        for step in done:
            world.do(*step)
            known |= {its.id for its in world.items()}
        found = world.items()
        assert {its.id for its in found} == known
        for its in found:
            assert its.is_open == (its.outcome is None)
            assert not its.is_open or world.is_found(its), its
            assert its.outcome not in GOES_ON or world.went_on(its, found), its
        uow.entries.clear()


@settings(max_examples=40)
@given(some.lists(steps, min_size=4, max_size=25))
def test_drawing_up_again_changes_nothing_and_what_is_drawn_fits(
    database: Database, done: list[tuple[str, Any, Any]]
) -> None:
    with unit_of_work(database, 1, at=MONDAY, door=Door.SLASH) as uow, taken_back(uow):
        world = World(uow)
        for step in done:
            world.do(*step)
        for ident in world.sessions:
            session = uow.sessions.by_id(ident)
            assert session is not None
            once = draw_up(session, uow)
            before = world.items()
            assert draw_up(session, uow) == once
            assert world.items() == before
            stems = [its.stems_from for its in once.items if its.stems_from and its.is_open]
            assert len(stems) == len(set(stems))
            places = [its.position for its in once.items if its.is_open]
            assert places == sorted(places)
        uow.entries.clear()


def test_a_long_wait_of_hundreds_of_points_loses_none(database: Database) -> None:
    """Only so many fit; the others are counted in a point that says so, and wait."""
    with unit_of_work(database, 1, at=MONDAY, door=Door.SLASH) as uow, taken_back(uow):
        world = World(uow)
        for _ in range(300):
            world.put(None, "")
        world.plan(Kind.JOINT_OPERATIONS, 3)
        session = world.session(0)
        assert session is not None
        drawn = draw_up(session, uow)
        assert [its.title for its in drawn.items] == ["x", "x", "298 more points that wait"]
        assert drawn.minutes == 25
        assert sum(its.is_open for its in world.items()) == 301
        uow.entries.clear()
