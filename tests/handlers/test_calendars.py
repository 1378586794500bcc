"""A person lets Parley look at their calendar, by every door: it is read, kept private, unknown where it cannot be read."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from governance.calendar.busy import Busy, Spans
from governance.calendars import NO_CALENDAR, NOT_SO_FAR
from governance.events import Door
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.bot.elsewhere import calendar_example, feed, serving
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, MONDAY, VERA
from tests.running import Running

SECRET = "private-f00dcafe"
DAY = (MONDAY, MONDAY + timedelta(days=1))


def event(day: int, first: int, last: int, *more: str) -> str:
    times = f"DTSTART:202611{day}T{first:02}0000Z", f"DTEND:202611{day}T{last:02}0000Z"
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{day}{first}", *times, "SUMMARY:Dentist", *more, "END:VEVENT"))


def hours(day: int, first: int, last: int) -> Spans:
    return ((datetime(2026, 11, day, first, tzinfo=UTC), datetime(2026, 11, day, last, tzinfo=UTC)),)


EVERY_SECOND = feed(event(23, 10, 11), event(20, 8, 9, "RRULE:FREQ=SECONDLY"))
ON_MARS = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Mars/Phobos:20261124T080000\r\nDURATION:PT1H\r\nEND:VEVENT"
TOO_OFTEN = "The calendar has an entry that comes back more often than daily."


class Elsewhere:
    """Somebody's calendar at calendar.example; `meanwhile` happens while it is asked for."""

    def __init__(self, parley: Running) -> None:
        self.parley = parley
        self.content: bytes | None = feed(event(23, 10, 11))
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.meanwhile = lambda: None
        self.address = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.to_thread(self.meanwhile)
        self.at_once -= 1
        return web.Response(body=self.content) if self.content is not None else web.Response(status=404)


@pytest.fixture
def elsewhere(with_helix: Running) -> Iterator[Elsewhere]:
    its, stack = Elsewhere(with_helix), AsyncExitStack()
    with_helix.parley.outbound.calendars.reach = calendar_example()
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    its.address = with_helix.front.run(stack.enter_async_context(serving(its.answer, tls=True)))
    its.address += f"/{SECRET}/basic.ics"
    yield its
    with_helix.front.run(stack.aclose())


def work(parley: Running) -> AbstractContextManager[UnitOfWork]:
    assert parley.parley.house.workspace
    return unit_of_work(parley.database, parley.parley.house.workspace, at=parley.watch(), door=Door.CLOCK)


def known(parley: Running, person: str, begins: datetime = DAY[0], ends: datetime = DAY[1]) -> Busy:
    with work(parley) as uow:
        whose = uow.people.by_slack(person).id
        return uow.calendars.busy_of([whose], begins, ends)[whose]


def an_hour_passes(parley: Running, hours_: float = 1.1) -> None:
    """The clock goes on, and ticks."""
    parley.watch.set(parley.watch() + timedelta(hours=hours_))
    parley.tick("calendars")


# --- the whole way -----------------------------------------------------------------------------------------------------


def test_an_address_is_given_read_at_once_and_again_every_hour(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    said = parley.say(f"me calendar {elsewhere.address}", by=BOB)
    assert said.startswith("I am reading your calendar at calendar.example and tell you what came of it.")
    assert parley.heard(DIRECT[BOB]).endswith(
        "I can read your calendar at calendar.example: I know your time until 1 March 2027."
    )
    assert known(parley, BOB) == Busy(busy=hours(23, 10, 11))
    assert elsewhere.asked == [f"/{SECRET}/basic.ics"]
    parley.tick("calendars")
    assert len(elsewhere.asked) == 1
    elsewhere.content = feed(event(23, 14, 16))
    an_hour_passes(parley)
    assert known(parley, BOB) == Busy(busy=hours(23, 14, 16))
    assert parley.heard(DIRECT[BOB]).count("I can read your calendar") == 1


def test_beyond_what_is_read_and_after_a_day_without_reading_time_is_unknown(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    in_april = datetime(2027, 4, 1, tzinfo=UTC), datetime(2027, 4, 2, tzinfo=UTC)
    assert known(parley, BOB, *in_april) == Busy(unknown=(in_april,), why=NOT_SO_FAR)
    parley.watch.set(MONDAY + timedelta(hours=25))
    assert known(parley, BOB) == Busy(unknown=(DAY,), why="The calendar was last read more than a day ago.")


def test_whoever_gave_no_calendar_is_unknown(elsewhere: Elsewhere) -> None:
    assert known(elsewhere.parley, BOB) == Busy(unknown=(DAY,), why=NO_CALENDAR)


# --- every door ----------------------------------------------------------------------------------------------------------


def test_a_vendors_person_gives_it_in_a_direct_message(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    said = parley.say(f"me calendar <{elsewhere.address}>", by=VERA, via="direct")
    assert said.startswith("I am reading your calendar at calendar.example")
    assert "I can read your calendar at calendar.example" in parley.heard(DIRECT[VERA])
    assert known(parley, VERA) == Busy(busy=hours(23, 10, 11))


def test_a_vendors_person_gives_it_in_a_form(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    parley.say("me calendar", by=VERA, at=HELIX, via="mention")
    assert "Secret address in iCal format" in parley.click("Give the address", by=VERA)
    assert "is not an address I can read a calendar from" in parley.submit(by=VERA, address="http://10.0.0.1/")
    parley.submit(by=VERA, address=elsewhere.address.replace("https", "webcal"))
    assert known(parley, VERA) == Busy(busy=hours(23, 10, 11))


def test_a_mention_in_a_shared_channel_is_answered_privately_with_a_warning(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    before = [its["ts"] for its in parley.sandbox.messages(HELIX)]
    said = parley.say(f"me calendar <{elsewhere.address}>", by=VERA, at=HELIX, via="mention")
    assert "Everybody in this channel could read the address." in said
    (typed,) = [its for its in parley.sandbox.messages(HELIX) if its["ts"] not in before]
    assert typed["user"] == VERA
    assert "Everybody" not in parley.say(f"me calendar {elsewhere.address}", by=BOB)


def test_it_says_where_it_stands(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    assert parley.say("me calendar", by=BOB).startswith("I do not know when you are busy. Give me the address")
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    assert parley.say("me calendar", by=BOB).startswith(
        "I read your calendar at calendar.example. Last read: Nov 23, 2026 at 09:00. I know your time until 1 March 2027.\n"
        "I keep when you are busy, never what for, and show nobody your calendar."
    )
    elsewhere.content = feed(event(23, 10, 11), ON_MARS)
    an_hour_passes(parley)
    assert "Some of it is unknown: The calendar names a time zone that I do not know." in parley.say(
        "me calendar", by=BOB
    )
    elsewhere.content = None
    an_hour_passes(parley)
    said = parley.say("me calendar", by=BOB)
    assert "I could not read it (Nov 23, 2026 at 11:12): That address answered with error 404. Until I can," in said


def test_it_is_removed_by_a_line_or_a_button_and_nothing_is_left_of_it(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    assert parley.say("me calendar remove", by=BOB).startswith("You have not given me the address of a calendar")
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    assert parley.say("me calendar remove", by=BOB).startswith("I have forgotten your calendar")
    parley.say(f"me calendar {elsewhere.address}", by=VERA, via="direct")
    parley.say("me calendar", by=VERA, via="direct")
    assert "I have forgotten your calendar" in parley.click("Remove it", by=VERA, at=DIRECT[VERA])
    assert known(parley, BOB) == known(parley, VERA) == Busy(unknown=(DAY,), why=NO_CALENDAR)
    with parley.database.read() as connection:
        counts = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("calendars", "busy_spans")
        ]
    assert counts == [0, 0]
    an_hour_passes(parley)
    assert len(elsewhere.asked) == 2


@pytest.mark.parametrize(
    "said", ["http://cal.example/a.ics", "friday", "https://me:pw@cal.example/a", "https://[::1]/"]
)
def test_what_is_no_address_is_refused(with_helix: Running, said: str) -> None:
    assert with_helix.say(f"me calendar {said}", by=BOB).startswith(
        "That is not an address I can read a calendar from."
    )


# --- what cannot be read -----------------------------------------------------------------------------------------------


def test_a_hostile_feed_is_unknown_and_its_person_hears_so_once(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    elsewhere.content = EVERY_SECOND
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    for _ in range(3):
        an_hour_passes(parley, 25)
    assert len(elsewhere.asked) == 4
    (told,) = [line for line in parley.heard(DIRECT[BOB]).splitlines() if "I cannot read" in line]
    assert told.endswith(f"I cannot read your calendar at calendar.example: {TOO_OFTEN}")
    assert "Check the address and give it to me again, or remove it." in parley.heard(DIRECT[BOB])
    assert known(parley, BOB).unknown == (DAY,)
    elsewhere.content = feed(event(23, 10, 11))
    an_hour_passes(parley, 25)
    assert parley.heard(DIRECT[BOB]).count("I can read your calendar at calendar.example") == 1


def test_a_feed_that_fails_is_unknown_at_once_and_its_person_hears_after_three_failures_in_a_row(
    elsewhere: Elsewhere,
) -> None:
    parley = elsewhere.parley
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    elsewhere.content = None
    an_hour_passes(parley)
    assert known(parley, BOB) == Busy(unknown=(DAY,), why="That address answered with error 404.")
    an_hour_passes(parley)
    assert "I cannot read" not in parley.heard(DIRECT[BOB])
    for _ in range(4):
        an_hour_passes(parley, 25)
    assert parley.heard(DIRECT[BOB]).count("I cannot read your calendar at calendar.example") == 1
    assert "1 calendar cannot be read: That address answered with error 404." in parley.say("vendor doctor", by=ALICE)


def test_a_private_address_is_never_asked(with_helix: Running) -> None:
    with_helix.say("me calendar https://localhost/a.ics", by=BOB)
    assert "That address is inside a private network, where I do not go." in with_helix.heard(DIRECT[BOB])


# --- one reading at a time ---------------------------------------------------------------------------------------------


def test_a_reading_that_began_before_another_address_was_given_is_not_kept(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley

    def change() -> None:
        elsewhere.meanwhile = lambda: None
        with work(parley) as uow:
            uow.calendars.give(uow.people.by_slack(BOB).id, elsewhere.address.replace(SECRET, "other"))

    elsewhere.meanwhile = change
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    assert known(parley, BOB).why == "The calendar has not been read yet."
    assert "I can read" not in parley.heard(DIRECT[BOB])
    an_hour_passes(parley)
    assert elsewhere.asked == [f"/{SECRET}/basic.ics", "/other/basic.ics"]
    assert known(parley, BOB) == Busy(busy=hours(23, 10, 11))


def test_two_clocks_two_workers_and_a_killed_one_read_a_calendar_once_at_a_time(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    parley.watch.set(MONDAY + timedelta(hours=2))
    for _ in range(2):
        parley.parley.house.tick("calendars", parley.watch())
    parley.parley.house.tick("calendars", parley.watch() + timedelta(minutes=1))
    lanes = [lane for lane in parley.parley.outbound.due() if lane.startswith("calendar:")]

    async def two_workers() -> None:
        await asyncio.gather(*(parley.parley.outbound.drain(lane) for lane in lanes * 2))

    parley.front.run(two_workers())
    assert len(lanes) == 1
    assert (len(elsewhere.asked), elsewhere.most_at_once) == (2, 1)
    with (
        parley.database.write() as connection
    ):  # as a process leaves it that was killed before it wrote that it was done
        connection.exec_driver_sql("UPDATE outbox SET state = 'sending', settled_at = NULL WHERE kind = 'read'")
    parley.rest()
    assert len(elsewhere.asked) == 2
    assert parley.heard(DIRECT[BOB]).count("I can read your calendar") == 1


def test_letters_that_were_read_are_forgotten_the_next_night(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    parley.say(f"me calendar {elsewhere.address}", by=BOB)
    parley.watch.set(MONDAY + timedelta(hours=25))
    parley.tick("retention")
    with parley.database.read() as connection:
        kinds = {row.kind for row in connection.exec_driver_sql("SELECT kind FROM outbox")}
    assert "read" not in kinds
    assert "post" in kinds


# --- private -----------------------------------------------------------------------------------------------------------


def everything_kept(parley: Running) -> dict[str, str]:
    """All rows of all tables but the one place the address is for."""
    with parley.database.read() as connection:
        names = (
            "sqlite_master WHERE type = 'table'"
            if parley.database.is_sqlite
            else "pg_tables WHERE schemaname = 'public'"
        )
        column = "name" if parley.database.is_sqlite else "tablename"
        tables = [row[0] for row in connection.exec_driver_sql(f"SELECT {column} FROM {names}")]
        return {name: repr(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in tables}


EVERYBODY = (ALICE, BOB, VERA, CHARLIE)


def everything_said(parley: Running) -> str:
    """All that Parley has said to anybody, or told Slack."""
    own = [
        its
        for place in (*(DIRECT[person] for person in EVERYBODY), HELIX, GOVERNANCE)
        for its in parley.sandbox.messages(place)
        if its["user"] not in DIRECT
    ]
    return repr([own, [parley.sandbox.ephemerals(person) for person in EVERYBODY], parley.sandbox.calls()])


def test_the_address_is_in_no_record_log_or_answer(elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture) -> None:
    parley = elsewhere.parley
    with caplog.at_level(logging.DEBUG):
        for door in ("slash", "direct", "mention"):
            parley.say(f"me calendar {elsewhere.address}", by=BOB, at=HELIX, via=door)
        parley.say("me calendar", by=BOB)
        parley.click("Give another address", by=BOB, at=None)
        parley.submit(by=BOB, address=f"http://{SECRET}.example/")
        parley.submit(by=BOB, address=elsewhere.address)
        elsewhere.content = None
        for _ in range(4):
            an_hour_passes(parley, 25)
    kept = everything_kept(parley)
    # Where it is, it is encrypted.
    assert [name for name, rows in kept.items() if SECRET in rows] == []
    assert "calendar.example" in kept["journal_texts"]
    said = everything_said(parley)
    assert "calendar.example" in said
    assert SECRET not in said
    assert "views.open" in caplog.text
    assert SECRET not in caplog.text


def test_nobody_is_shown_anybody_elses_calendar(elsewhere: Elsewhere) -> None:
    parley = elsewhere.parley
    parley.say(f"me calendar {elsewhere.address}", by=VERA, via="direct")
    for line in (
        "me calendar",
        "me show",
        "vendor doctor",
        "vendor show Helix Clinical",
        "vendor status Helix Clinical",
    ):
        for person in (ALICE, BOB):
            said = parley.say(line, by=person)
            assert "calendar.example" not in said
            assert "Dentist" not in said
    assert "1 calendar can be read." in parley.say("vendor doctor", by=BOB)
    assert all("Dentist" not in rows for rows in everything_kept(parley).values())
