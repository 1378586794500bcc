"""Free/busy by CalDAV, asked of a real Radicale server."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.feed_reader import NO_ANSWER, Window, ask_server
from bot.public_address import NOT_PUBLIC, Reach
from governance.calendar.busy import Busy, Span
from tests.bot.caldav import caldav_server, fill
from tests.bot.elsewhere import OURS, feed, says, serving

VERA = ("vera", "pássword: 1")
WINDOW = Window(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC), ZoneInfo("Europe/Warsaw"))
WHOLE = ((WINDOW.begins, WINDOW.ends),)
EVENTS = {
    "weekly": ("DTSTART:20261103T100000Z", "DTEND:20261103T110000Z", "RRULE:FREQ=WEEKLY"),
    "maybe": ("DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", "STATUS:TENTATIVE"),
    "free": ("DTSTART:20261126T100000Z", "DTEND:20261126T110000Z", "TRANSP:TRANSPARENT"),
    "gone": ("DTSTART:20261126T120000Z", "DTEND:20261126T130000Z", "STATUS:CANCELLED"),
    "later": ("DTSTART:20261226T120000Z", "DTEND:20261226T130000Z"),
}


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Vera's calendar on a Radicale of its own, with the events above."""
    with caldav_server(tmp_path_factory.mktemp("radicale"), VERA) as server:
        fill(f"{server}/vera/busy/", VERA, EVENTS)
        yield f"{server}/vera/busy/"


def ask(url: str, login: tuple[str, str] = VERA, window: Window = WINDOW, reach: Reach = OURS) -> Busy:
    return asyncio.run(ask_server(url, login, window, reach=reach))


def hour(day: int, hour: int) -> Span:
    begins = datetime(2026, 11, day, hour, tzinfo=UTC)
    return begins, begins + timedelta(hours=1)


def test_a_server_tells_when_somebody_is_busy(calendar: str) -> None:
    assert ask(calendar) == Busy(busy=(hour(24, 10),), tentative=(hour(25, 10),))


def test_a_server_is_asked_in_utc_whatever_the_window_is_written_in(calendar: str) -> None:
    there = ZoneInfo("Asia/Kolkata")
    window = replace(WINDOW, begins=WINDOW.begins.astimezone(there), ends=WINDOW.ends.astimezone(there))
    assert ask(calendar, window=window) == ask(calendar)


def test_a_time_in_which_nothing_is_on_is_free(calendar: str) -> None:
    window = replace(WINDOW, begins=WINDOW.begins - timedelta(days=365), ends=WINDOW.begins - timedelta(days=360))
    assert ask(calendar, window=window) == Busy()


@pytest.mark.parametrize("login", [("vera", "wrong"), ("bob", VERA[1]), ("", "")])
def test_a_wrong_password_leaves_it_unknown_and_is_said(calendar: str, login: tuple[str, str]) -> None:
    its = ask(calendar, login)
    assert its.unknown == WHOLE
    assert its.why == "That address asks for a user name and password, and did not take what I have."


def test_a_calendar_that_is_not_there_is_unknown(calendar: str) -> None:
    its = ask(f"{calendar}nowhere/")
    assert its.unknown == WHOLE
    assert its.why
    assert its.why.startswith("That address answered with error")


def test_a_server_inside_a_private_network_is_asked_only_where_the_setting_says_so(calendar: str) -> None:
    assert ask(calendar, reach=Reach(plain_http=True)) == Busy(unknown=WHOLE, why=NOT_PUBLIC)


XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "BEGIN:VCALENDAR">]><a>&b;</a>'


@pytest.mark.parametrize("content", [feed(), XML, b""], ids=["a calendar without free/busy", "xml", "nothing"])
def test_an_answer_without_free_busy_is_unknown(content: bytes) -> None:
    async def run() -> Busy:
        async with serving(says(content)) as url:
            return await ask_server(url, VERA, WINDOW, reach=OURS)

    assert asyncio.run(run()) == Busy(unknown=WHOLE, why=NO_ANSWER)
