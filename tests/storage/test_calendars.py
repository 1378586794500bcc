"""What is kept of people's calendars: replaced whole by each reading, asked for many people in two queries."""

from datetime import timedelta

from sqlalchemy import event

from governance.calendar.busy import Busy, nothing_known
from governance.calendars import NO_CALENDAR, NOT_YET, Kind, Reading, time_to_read
from governance.people import Role
from storage.calendars import Standing
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.conftest import Opens

BEGINS, ENDS = time_to_read(MONDAY)
HOUR = timedelta(hours=1)
ADDRESS = "https://cal.example/a.ics"
ONE, OTHER = ((MONDAY, MONDAY + HOUR),), ((MONDAY + HOUR, MONDAY + 2 * HOUR),)


def person(uow: UnitOfWork, name: str, mail: str = "", role: Role = Role.MEMBER) -> int:
    return uow.people.add(name=name, mail=mail or f"{name}@northwind.example", role=role, vendor=None, zone=None)


def read(uow: UnitOfWork, whose: int, told: Busy) -> None:
    its = uow.calendars.of(whose)
    assert its
    reading = Reading(begins=BEGINS, ends=ENDS, told=told)
    assert uow.calendars.keep(its, reading, uow.at + HOUR, told=False)


def test_a_reading_takes_the_place_of_the_one_before(work: Opens) -> None:
    with work() as uow:
        vera = person(uow, "vera")
        uow.calendars.give(vera, ADDRESS)
        read(uow, vera, Busy(busy=ONE, tentative=OTHER))
        assert uow.calendars.busy_of([vera], BEGINS, ENDS) == {vera: Busy(busy=ONE, tentative=OTHER)}
        read(uow, vera, Busy(busy=OTHER, unknown=ONE, why="It is strange."))
        assert uow.calendars.busy_of([vera], BEGINS, ENDS) == {
            vera: Busy(busy=OTHER, unknown=ONE, why="It is strange.")
        }


def test_a_reading_begun_before_a_change_is_not_kept(work: Opens) -> None:
    with work() as uow:
        vera, reading = person(uow, "vera"), Reading(begins=BEGINS, ends=ENDS, told=Busy(busy=ONE))
        uow.calendars.give(vera, ADDRESS)
        old = uow.calendars.of(vera)
        assert old
        uow.calendars.remove(vera)
        uow.calendars.give(vera, "https://cal.example/other.ics")
        assert not uow.calendars.keep(old, reading, uow.at + HOUR, told=False)
        assert uow.calendars.busy_of([vera], *ONE[0]) == {vera: nothing_known(*ONE[0], NOT_YET)}
        new = uow.calendars.of(vera)
        assert new
        assert uow.calendars.keep(new, reading, uow.at + HOUR, told=False)
        assert not uow.calendars.keep(new, reading, uow.at + HOUR, told=False)


def test_another_address_or_none_forgets_what_the_first_one_told(work: Opens) -> None:
    with work() as uow:
        vera, bob = person(uow, "vera"), person(uow, "bob")
        for whose in (vera, bob):
            uow.calendars.give(whose, ADDRESS)
            read(uow, whose, Busy(busy=ONE))
        uow.calendars.give(vera, "https://cal.example/other.ics")
        assert uow.calendars.remove(bob)
        assert not uow.calendars.remove(bob)
        assert uow.calendars.busy_of([vera, bob], *ONE[0]) == {
            vera: nothing_known(*ONE[0], NOT_YET),
            bob: nothing_known(*ONE[0], NO_CALENDAR),
        }


def test_many_people_are_asked_for_in_two_queries(work: Opens, database: Database) -> None:
    with work() as uow:
        everyone = [person(uow, f"p{n}") for n in range(60)]
        for whose in everyone[:50]:
            uow.calendars.give(whose, ADDRESS)
            read(uow, whose, Busy(busy=ONE))
    asked: list[str] = []
    with work() as uow:
        event.listen(database.engine, "before_cursor_execute", lambda *its: asked.append(its[2]))
        told = uow.calendars.busy_of(everyone, *ONE[0])
    assert len([query for query in asked if query.startswith("SELECT") and "FROM journal" not in query]) == 2
    assert [its.busy for its in told.values()] == [ONE] * 50 + [()] * 10
    assert list(told) == everyone


def test_each_is_due_once_an_hour_the_longest_waiting_first(work: Opens) -> None:
    with work() as uow:
        people = [person(uow, f"p{n}") for n in range(3)]
        for whose in people[:2]:
            uow.calendars.give(whose, ADDRESS)
    with work(at=MONDAY + timedelta(minutes=30)) as uow:
        uow.calendars.give(people[2], ADDRESS)
        assert uow.calendars.due(9) == {}
    with work(at=MONDAY + 2 * HOUR) as uow:
        assert list(uow.calendars.due(2)) == people[:2]
        assert list(uow.calendars.due(2)) == people[2:]
        assert uow.calendars.due(2) == {}


def test_the_sponsors_people_in_its_domains_are_asked_for_at_its_server_and_nobody_else(work: Opens) -> None:
    with work() as uow:
        alice, shouting = person(uow, "alice"), person(uow, "bob", "BOB@Northwind.Example")
        posing = person(uow, "posing", role=Role.VENDOR_MEMBER)  # says so, and is the vendor's
        others = [
            person(uow, "x", mail) for mail in ("x@other.example", "x@evilnorthwind.example", "x@northwind.example.org")
        ]
        own = person(uow, "own")
        uow.calendars.give(own, ADDRESS)
        for _ in range(2):
            uow.calendars.enrol(["northwind.example"])
        kinds = {who: its and its.kind for who in (alice, shouting, own) for its in [uow.calendars.of(who)]}
        assert kinds == {alice: Kind.CALDAV, shouting: Kind.CALDAV, own: Kind.FEED}
        assert not any(uow.calendars.of(who) for who in (posing, *others))
        assert not uow.calendars.remove(alice)


def test_whoever_is_no_longer_of_a_domain_is_no_longer_asked_for(work: Opens) -> None:
    with work() as uow:
        alice, own = person(uow, "alice"), person(uow, "own")
        uow.calendars.give(own, ADDRESS)
        uow.calendars.enrol(["northwind.example"])
        for whose in (alice, own):
            read(uow, whose, Busy(busy=ONE))
        uow.calendars.enrol([])
        told = uow.calendars.busy_of([alice, own], *ONE[0])
        assert told == {alice: nothing_known(*ONE[0], NO_CALENDAR), own: Busy(busy=ONE)}


def test_how_reading_goes_is_counted_by_reason(work: Opens) -> None:
    with work() as uow:
        people = [person(uow, f"p{n}") for n in range(5)]
        for whose in people:
            uow.calendars.give(whose, ADDRESS)
        read(uow, people[0], Busy(busy=ONE))
        for whose, why in zip(people[1:4], ("Too slow.", "Not there.", "Too slow."), strict=True):
            read(uow, whose, nothing_known(BEGINS, ENDS, why))
        assert uow.calendars.standing() == Standing(read=1, not_yet=1, failing={"Not there.": 1, "Too slow.": 2})
