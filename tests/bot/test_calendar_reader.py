"""The sponsor's people are asked for at its own calendar server, a real Radicale, where the settings say so."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.calendar_reader import NO_MAIL, server_address
from governance.calendar.busy import Busy, Span
from governance.calendars import NO_CALENDAR
from governance.events import Door
from governance.people import Role
from storage.unit_of_work import unit_of_work
from tests.bot.caldav import caldav_server, fill
from tests.cast import ALICE, BOB, DIRECT, HELIX, MONDAY, VERA
from tests.running import Running

ACCOUNT = ("parley", "sérvice: 1")
ALICES = ("alice", "her own")
DAY = (MONDAY, MONDAY + timedelta(days=1))
ELEVEN: Span = (datetime(2026, 11, 23, 11, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC))
EVENTS = {"once": ("DTSTART:20261123T110000Z", "DTEND:20261123T120000Z", "SUMMARY:Dentist")}
NOT_THERE = "That address answered with error 404."


@dataclass
class Company:
    """A Parley that asks its company's server, on which Alice has a calendar and Bob has none."""

    parley: Running
    server: str

    def known(self, user: str) -> Busy:
        house = self.parley.parley.house
        assert house.workspace
        with unit_of_work(self.parley.database, house.workspace, at=self.parley.watch(), door=Door.CLOCK) as uow:
            person = uow.people.by_slack(user)
            assert person
            return uow.calendars.busy_of([person.id], *DAY)[person.id]

    def add(self, mail: str) -> int:
        """Somebody known by their mail address only, as a file brings them."""
        house = self.parley.parley.house
        assert house.workspace
        with unit_of_work(self.parley.database, house.workspace, at=self.parley.watch(), door=Door.CLOCK) as uow:
            return uow.people.add(name="Somebody", mail=mail, role=Role.MEMBER, vendor=None, zone=None)

    def told(self, person: str) -> str:
        return self.parley.heard(DIRECT[person])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with caldav_server(tmp_path_factory.mktemp("radicale"), ACCOUNT, ALICES, rights="authenticated") as url:
        fill(f"{url}/alice/own/", ALICES, EVENTS)
        yield url


def settings(server: str, **more: str) -> dict[str, str]:
    return {
        "CALDAV_URL": f"{server}/{{user}}/own/",
        "CALDAV_USER": ACCOUNT[0],
        "CALDAV_PASSWORD": ACCOUNT[1],
        "CALDAV_DOMAINS": "Northwind.example, northwind.example.org",
        "CALDAV_PRIVATE": "yes",
    } | more


@pytest.fixture
def company(start: Callable[..., Running], server: str) -> Company:
    parley = start(**settings(server))
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    for person in (ALICE, BOB, VERA):
        parley.say("help", by=person, at=HELIX, via="mention")
    return Company(parley, server)


def test_the_companys_people_are_asked_for_by_the_clock(company: Company) -> None:
    company.parley.tick("calendars")
    assert company.known(ALICE) == Busy(busy=(ELEVEN,))
    assert company.known(BOB) == Busy(unknown=(DAY,), why=NOT_THERE)
    assert company.known(VERA) == Busy(unknown=(DAY,), why=NO_CALENDAR)
    said = company.parley.say("me calendar", by=ALICE)
    assert said.startswith("I ask your company's calendar server when you are busy. Last read: Nov 23, 2026 at 09:00.")
    assert "calendar server" not in company.parley.say("me calendar", by=VERA, via="direct")


def test_a_server_that_fails_is_the_administrators_matter_and_nobody_is_written_to(company: Company) -> None:
    before = company.told(BOB)
    for _ in range(5):
        company.parley.tick("calendars")
        company.parley.watch.set(company.parley.watch() + timedelta(hours=25))
    assert company.told(BOB) == before
    said = company.parley.say("vendor doctor", by=ALICE)
    assert "1 calendar can be read.\n1 calendar cannot be read: That address answered with error 404." in said


def test_who_is_asked_for_there_cannot_remove_it_and_a_calendar_of_ones_own_goes_first(company: Company) -> None:
    parley = company.parley
    parley.tick("calendars")
    assert parley.say("me calendar remove", by=ALICE).startswith("You have not given me the address of a calendar")
    parley.say("me calendar https://calendar.invalid/a.ics", by=ALICE)
    assert company.known(ALICE).busy == ()
    parley.watch.set(parley.watch() + timedelta(minutes=1))
    parley.tick("calendars")
    assert parley.say("me calendar", by=ALICE).startswith("I read your calendar at calendar.invalid.")
    parley.say("me calendar remove", by=ALICE)
    parley.watch.set(parley.watch() + timedelta(minutes=1))
    parley.tick("calendars")
    assert company.known(ALICE) == Busy(busy=(ELEVEN,))


def test_what_people_type_never_leads_into_the_private_network_nor_to_the_server_itself(company: Company) -> None:
    port = company.server.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost"):
        company.parley.say(f"me calendar https://{host}:{port}/alice/own/", by=BOB)
        assert (
            company.known(BOB).why
            == "That address is inside a private network, where I do not go. It must be one that anybody can reach."
        )


def test_without_the_setting_that_vouches_a_private_server_is_not_asked(
    start: Callable[..., Running], server: str
) -> None:
    secure = settings(server.replace("http", "https"), CALDAV_PRIVATE="no")
    its = Company(start(**secure), server)
    its.parley.say("vendor setup", by=ALICE)
    its.parley.tick("calendars")
    assert str(its.known(ALICE).why).startswith("That address is inside a private network")


def test_whoever_was_asked_for_is_forgotten_when_the_server_is_no_longer_set(
    company: Company, start: Callable[..., Running]
) -> None:
    company.parley.tick("calendars")
    company.parley = start()
    company.parley.watch.set(company.parley.watch() + timedelta(minutes=1))
    company.parley.tick("calendars")
    assert company.known(ALICE) == Busy(unknown=(DAY,), why=NO_CALENDAR)


def test_a_mail_address_leads_to_its_own_calendar_and_nowhere_else(company: Company) -> None:
    template = "https://cal.example/dav/{mail}/of/{user}/"
    assert (
        server_address(template, "vera.o'hara+x@a.example")
        == "https://cal.example/dav/vera.o%27hara%2Bx@a.example/of/vera.o%27hara%2Bx/"
    )
    for mail in (
        "",
        "alice",
        "..@a.example",
        ".@a.example",
        "a/../b@a.example",
        "a?b@a.example",
        "a#@a.example",
        "a%2f@a.example",
        "a b@a.example",
    ):
        assert server_address(template, mail) is None
    company.add("..@northwind.example")
    company.parley.tick("calendars")
    assert f"1 calendar cannot be read: {NO_MAIL}" in company.parley.say("vendor doctor", by=ALICE)


def test_the_password_is_in_no_record_log_or_answer(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        company.parley.tick("calendars")
    assert company.known(ALICE).busy
    with company.parley.database.read() as connection:
        kept = repr(
            [
                connection.exec_driver_sql(f"SELECT * FROM {name}").all()
                for name in ("outbox", "calendars", "journal_texts", "inbox")
            ]
        )
    assert ACCOUNT[1] not in kept + caplog.text + repr(company.parley.sandbox.calls())
