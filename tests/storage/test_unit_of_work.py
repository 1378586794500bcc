"""One request, one transaction: the change, its event and its message are kept together, or none of them is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import NoResultFound

from governance.events import ActionItemClosed, Door, StudyAdded, Words
from governance.people import Person, Role
from storage import journal
from storage.database import Database
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.cast import ALICE, MONDAY, NORTHWIND
from tests.storage.conftest import Opens

TABLES = ("studies", "journal", "journal_texts", "outbox", "inbox")


def kept(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def add_study(uow: UnitOfWork, protocol: str = "NW-101") -> None:
    study = uow.vendors.add_study(protocol, "A study")
    uow.record(StudyAdded(study=study.id, protocol=protocol, title=Words("A study")))
    uow.outbox.put(Kind.POST, f"channel:{protocol}", {"text": "A study is here"}, once=f"study:{protocol}")


def add_study_and_fail(uow: UnitOfWork, protocol: str = "NW-101") -> None:
    with uow.savepoint():
        add_study(uow, protocol)
        raise ZeroDivisionError


NOTHING = dict.fromkeys(TABLES, 0)
ONE = {"studies": 1, "journal": 1, "journal_texts": 1, "outbox": 1, "inbox": 0}


def test_the_change_its_event_and_its_message_are_kept_together(database: Database, work: Opens) -> None:
    with work() as uow:
        add_study(uow)
        assert kept(database) == NOTHING
    assert kept(database) == ONE


def test_nothing_is_kept_when_it_raises(database: Database, work: Opens) -> None:
    with pytest.raises(ZeroDivisionError), work() as uow:
        add_study_and_fail(uow)
    assert kept(database) == NOTHING


def test_nothing_is_kept_when_the_record_cannot_be_written(database: Database, work: Opens) -> None:
    def work_that_cannot_be_recorded() -> None:
        with work() as uow:
            add_study(uow)
            uow.record(ActionItemClosed(action=1, old="open", new=object()))  # type: ignore[arg-type]

    with pytest.raises(TypeError):
        work_that_cannot_be_recorded()
    assert kept(database) == NOTHING


def test_a_savepoint_drops_what_was_written_inside_and_keeps_the_rest(database: Database, work: Opens) -> None:
    with work() as uow:
        uow.inbox.let_in("the request", MONDAY)
        with pytest.raises(ZeroDivisionError):
            add_study_and_fail(uow)
        uow.inbox.keep_answer("the request", {"say": "no"})
        assert (uow.entries, list(uow.unheard), uow.touched_lanes) == ([], [], set())
    assert kept(database) == {**NOTHING, "inbox": 1}


def test_what_came_before_a_savepoint_is_not_dropped_with_it(database: Database, work: Opens) -> None:
    with work() as uow:
        add_study(uow)
        uow.unheard.clear()
        with pytest.raises(ZeroDivisionError):
            add_study_and_fail(uow, "NW-102")
        assert uow.touched_lanes == {"channel:NW-101"}
    assert kept(database) == ONE


def test_a_savepoint_that_goes_well_keeps_everything(database: Database, work: Opens) -> None:
    with work() as uow, uow.savepoint():
        add_study(uow)
    assert kept(database) == ONE


def test_the_record_says_who_did_it_for_whom_and_through_which_door(database: Database, ours: int, work: Opens) -> None:
    with work() as uow:
        alice = uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
    earlier = MONDAY.replace(year=2025)
    with unit_of_work(database, ours, at=MONDAY, door=Door.IMPORT, actor=alice) as uow:
        uow.record(ActionItemClosed(action=1, old="proposed", new="done"), happened_at=earlier)
    with database.read() as connection:
        (entry,) = journal.history(connection, ours, "action:1")
    assert (entry.person, entry.party, entry.door) == (alice.id, "sponsor", "import")
    assert (entry.happened_at, entry.recorded_at) == (earlier, MONDAY)


def test_a_vendors_person_acts_for_their_vendor(database: Database, ours: int) -> None:
    vera = Person(id=7, name="Vera", role=Role.VENDOR_LEAD, vendor_id=3)
    with unit_of_work(database, ours, at=MONDAY, door=Door.MENTION, actor=vera) as uow:
        uow.record(ActionItemClosed(action=1, old="proposed", new="done"))
        assert uow.entries[0].party == "vendor:3"


def test_it_opens_for_a_workspace_that_exists(database: Database, ours: int) -> None:
    with pytest.raises(NoResultFound), unit_of_work(database, ours + 1, at=MONDAY, door=Door.SLASH):
        raise AssertionError("nobody lives there")


def test_the_administrator_is_remembered_with_their_zone(work: Opens) -> None:
    with work() as uow:
        alice = uow.people.meet(ALICE, NORTHWIND, "Alice Moreau", Role.ADMINISTRATOR)
        uow.people.learn(ALICE, MONDAY, {"zone": "Europe/Warsaw"})
        uow.appoint(uow.people.by_id(alice.id))
    with work() as uow:
        assert (uow.workspace.administrator, uow.workspace.zone) == (alice.id, "Europe/Warsaw")
