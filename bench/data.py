"""The data everything is measured on: vendors with years of KPI results, written through Parley's own storage, on the record."""

import itertools
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bench.report import Line
from governance.actions import Draft, first_state, side
from governance.events import ActionItemOpened, Door, SessionScheduled, VendorLinked, Words, WorkspaceSetUp
from governance.kpis.definitions import Direction, Lens
from governance.kpis.periods import Frequency, period_of, previous
from governance.people import Person, Role
from governance.sessions import USUAL_MINUTES, Kind
from handlers.kit.importing import Tally, keep, open_breaches, slices
from handlers.kit.mapping import Columns, Kpi, Mapping, Measurement
from storage import workspaces
from storage.database import Database
from storage.schema import migrate
from storage.unit_of_work import UnitOfWork, unit_of_work

FIRST = ("Alder", "Birch", "Cedar", "Dalia", "Elm", "Fir", "Ginkgo", "Hazel", "Iris", "Juniper")
SECOND = ("Biometrics", "Clinical", "Imaging", "Labs", "Logistics", "Trials")
THIRD = ("Asia", "Europe", "Iberia", "Nordic", "Pacific")
OPEN_ACTIONS = 5  # a vendor
OWNERS = 20  # share them
CHANNEL = "C0HELIX"  # where the first vendor lives


@dataclass(frozen=True)
class Size:
    """How much there is."""

    vendors: int = 300
    kpis: int = 25
    months: int = 24

    @property
    def results(self) -> int:
        return self.vendors * self.kpis * self.months


def seed(url: str, size: Size) -> Line:
    """Fills a fresh database; the line says what is in it and how long that took."""
    database = Database(url)
    migrate(database)
    began = time.perf_counter()
    now = datetime.now(UTC)
    with database.write() as connection:
        workspace = workspaces.welcome(connection, "T0NORTH", "Northwind Bio", "U0PARLEY").id
    with unit_of_work(database, workspace, at=now, door=Door.COMMAND_LINE) as uow:
        alice = _set_up(uow)
    tally = _results(database, workspace, now, size)
    with unit_of_work(database, workspace, at=now, door=Door.IMPORT, actor=alice) as uow:
        promises = _promises(uow, alice, names(size))
        _link(uow, names(size)[0])
    seconds = time.perf_counter() - began
    database.close()
    return Line(
        f"Data: {size.vendors} vendors x {size.kpis} KPIs x {size.months} months, with {promises} open actions, "
        f"{size.vendors} sessions to come and {tally.breaches} open breaches, all on the record",
        f"{tally.results:,} results kept in {seconds:.0f} s ({tally.results / seconds:,.0f} a second)",
    )


def names(size: Size) -> list[str]:
    """The vendors' names."""
    parts = (FIRST, SECOND, THIRD)
    return [" ".join(words) for words in itertools.islice(itertools.product(*parts), size.vendors)]


# --- results ---------------------------------------------------------------------------------------------------------


def _results(database: Database, workspace: int, now: datetime, size: Size) -> Tally:
    tally, mapping = Tally(), _mapping(size)
    for portion in slices(list(_measured(mapping, now.date(), size))):
        with unit_of_work(database, workspace, at=datetime.now(UTC), door=Door.IMPORT) as uow:
            keep(uow, mapping, portion, tally)
    with unit_of_work(database, workspace, at=datetime.now(UTC), door=Door.IMPORT) as uow:
        open_breaches(uow, tally)
    return tally


def _mapping(size: Size) -> Mapping:
    kpis = tuple(_kpi(number) for number in range(size.kpis))
    columns = Columns(vendor="Vendor", period="Month")
    return Mapping(file="bench", columns=columns, rate=None, dates=(), decimal=".", blanks=frozenset(), kpis=kpis)


def _kpi(number: int) -> Kpi:
    lens = list(Lens)[number % len(Lens)]
    return Kpi(
        code=f"K{number:02}",
        name=f"{lens.capitalize()} measure {number + 1}",
        question="Is the work done as agreed?",
        lens=lens,
        unit="%",
        direction=Direction.HIGHER,
        target=95,
        red_limit=85,
        smallest_denominator=3,
        frequency=Frequency.MONTHLY,
        grace_days=10,
        clause=f"Quality agreement, section {number + 1}",
    )


def _measured(mapping: Mapping, today: date, size: Size) -> Iterator[Measurement]:
    """One in about 50 is red, so that there are open breaches."""
    chance = random.Random(7)
    for vendor in names(size):
        for kpi in mapping.kpis:
            for period in _months(today, size.months):
                good = min(200, round(chance.gauss(193, 11)))
                yield Measurement(
                    kpi=kpi.code,
                    vendor=vendor,
                    study=None,
                    period=period,
                    numerator=good,
                    denominator=200,
                    value=good / 2,
                    lines=1,
                )


def _months(today: date, count: int) -> Sequence[date]:
    months = [previous(period_of(today, Frequency.MONTHLY), Frequency.MONTHLY)]
    while len(months) < count:
        months.append(previous(months[-1], Frequency.MONTHLY))
    return months[::-1]


# --- people, promises, sessions --------------------------------------------------------------------------------------


def _set_up(uow: UnitOfWork) -> Person:
    alice = uow.people.meet("U0ALICE", "T0NORTH", "Alice Moreau", Role.ADMINISTRATOR)
    uow.appoint(alice)
    uow.record(WorkspaceSetUp(workspace=uow.workspace.id, administrator=alice.id))
    return alice


def _colleague(uow: UnitOfWork, number: int) -> Person:
    return uow.people.meet(f"U0BENCH{number}", "T0NORTH", f"Colleague {number + 1}", Role.VENDOR_MANAGER)


def _promises(uow: UnitOfWork, alice: Person, vendors: Sequence[str]) -> int:
    """Open actions, a few overdue, and a session to come, for every vendor. How many actions there are."""
    owners = [alice, *(_colleague(uow, number) for number in range(OWNERS - 1))]
    for number, name in enumerate(vendors):
        vendor = uow.vendors.named(name)
        assert vendor is not None
        uow.vendors.introduce(vendor.id, uow.at)
        for place in range(OPEN_ACTIONS):
            due = uow.at.date() + timedelta(days=place * 9 - 12 + number % 7)
            _open_action(
                uow, owners[(number + place) % len(owners)], vendor.id, f"Send the revised plan {place + 1}", due
            )
        _schedule(uow, alice, vendor.id, uow.at + timedelta(days=3 + number % 40))
    return OPEN_ACTIONS * len(vendors)


def _open_action(uow: UnitOfWork, owner: Person, vendor: int, title: str, due: date) -> None:
    """As somebody's own line would open it."""
    item = uow.actions.add(
        Draft(title=title, owner_id=owner.id, due_on=due),
        owner.id,
        uow.at,
        state=first_state(owner.id, owner.id),
        waits_on=side(owner),
        vendor=vendor,
    )
    event = ActionItemOpened(
        action=item.id, vendor=vendor, study=None, title=Words(title), owner=owner.id, due_on=due, source=None
    )
    uow.record(event)


def _schedule(uow: UnitOfWork, guest: Person, vendor: int, starts_at: datetime) -> None:
    kind = Kind.JOINT_OPERATIONS
    session = uow.sessions.add(
        vendor_id=vendor,
        study_id=None,
        kind=kind,
        title="Joint operations meeting",
        starts_at=starts_at,
        minutes=USUAL_MINUTES[kind],
        zone="Europe/Warsaw",
        uid=f"bench-{vendor}@parley",
        guests=[guest.id],
    )
    event = SessionScheduled(
        session=session.id,
        vendor=vendor,
        study=None,
        kind=kind,
        title=Words(session.title),
        starts_at=starts_at,
        minutes=session.minutes,
        zone=session.zone,
        guests=session.guests,
    )
    uow.record(event)


def _link(uow: UnitOfWork, name: str) -> None:
    vendor = uow.vendors.named(name)
    assert vendor is not None
    uow.vendors.link(CHANNEL, vendor.id, study=None, zone="Europe/Warsaw", shared=True)
    uow.record(VendorLinked(vendor=vendor.id, channel=CHANNEL, study=None))
