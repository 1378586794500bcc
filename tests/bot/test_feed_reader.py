"""Hostile calendars: each is `unknown` within 2 seconds of processor time and 256 MiB, while the bot goes on answering."""

import asyncio
import gzip
import resource
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from bot.feed_reader import STAMP, TOO_HARD, Effort, Window, read_address, understand
from bot.public_address import Limits
from governance.calendar.busy import Busy
from governance.calendars import time_to_read
from tests.bot.elsewhere import OURS, Answer, feed, says, serving
from tests.cast import MONDAY

WINDOW = Window(*time_to_read(MONDAY), ZoneInfo("Europe/Warsaw"))
WHOLE = ((WINDOW.begins, WINDOW.ends),)
LIMITS = Limits(seconds=5)


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def daily(number: int, *more: str) -> str:
    return event(f"UID:{number}", "DTSTART:20000101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", *more)


ONCE = event("UID:once", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z")
BUSY = ((datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)),)


@dataclass
class Read:
    """What reading took: the answer, the children's seconds of processor time, the loop's longest silence in seconds."""

    busy: Busy
    seconds: float
    silence: float


def read(answer: Answer, limits: Limits = LIMITS) -> Read:
    """Reads a feed so answered, while a small coroutine keeps looking at the clock."""

    async def run() -> Read:
        async with serving(answer) as url:
            before = _of_children()
            beats = asyncio.create_task(_longest_silence())
            busy = await read_address(f"{url}/a.ics", WINDOW, limits=limits, reach=OURS)
            beats.cancel()
            return Read(busy, _of_children() - before, await beats)

    return asyncio.run(run())


async def _longest_silence() -> float:
    loop = asyncio.get_running_loop()
    longest, last = 0.0, loop.time()
    try:
        while True:
            await asyncio.sleep(0.005)
            longest, last = max(longest, loop.time() - last), loop.time()
    except asyncio.CancelledError:
        return longest


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_feed_is_fetched_and_read() -> None:
    assert read(says(feed(ONCE))).busy == Busy(busy=BUSY)
    assert read(says(gzip.compress(feed(ONCE)), Content_Encoding="gzip")).busy == Busy(busy=BUSY)


# --- hostile in what it says ---------------------------------------------------------------------------------------------

ENDLESS = "20200101T000000Z"
HOSTILE = {
    "every second": feed(event("UID:1", f"DTSTART:{ENDLESS}", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"), ONCE),
    "every second of every day": feed(
        event("UID:1", f"DTSTART:{ENDLESS}", "RRULE:FREQ=DAILY;BYHOUR=0,1;BYMINUTE=0,1;BYSECOND=0,1"), ONCE
    ),
    "a zone that changes every second": feed(
        "BEGIN:VTIMEZONE", "TZID:Mars", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE",
        event("UID:1", "DTSTART;TZID=Mars:20261125T100000", "DURATION:PT1H"), ONCE,
    ),
    "20,000 events": feed(*(event(f"UID:{n}", "DTSTART:20261125T100000Z", "DURATION:PT1H") for n in range(20_000))),
    "20,000 lists": feed(*(daily(n, "EXDATE:" + "20010101T100000Z," * 9 + "20010101T100000Z") for n in range(9000))),
    "another scale": feed(event("UID:1", f"DTSTART:{ENDLESS}", "RRULE:RSCALE=CHINESE;FREQ=YEARLY"), ONCE),
    "a zone nobody knows": feed(event("UID:1", "DTSTART;TZID=Mars/Phobos:20261101T100000", "RRULE:FREQ=DAILY"), ONCE),
    "thousands without end": feed(*(daily(n) for n in range(9000))),
    "one that lasts for ever": feed(event("UID:1", "DTSTART:00010101T000000Z", "DURATION:P3000000D", "RRULE:FREQ=DAILY")),
    "deep": feed("BEGIN:VEVENT\r\n" * 9999 + "END:VEVENT\r\n" * 9998 + "END:VEVENT"),
    "no lines": b"BEGIN:VCALENDAR" + b":" * (4 << 20),
    "folds": b"BEGIN:VCALENDAR\r\nX:" + b"\r\n " * (1 << 20),
    "quotes": feed("BEGIN:VEVENT", "DTSTART" + ';A="' * 900_000, "END:VEVENT"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_feed_is_unknown_and_the_bot_goes_on(kind: str) -> None:
    its = read(says(HOSTILE[kind]))
    assert its.busy.why
    if kind == "a zone that changes every second":  # one meeting that is on that day, at whatever hour
        assert [last - first for first, last in its.busy.unknown] == [timedelta(hours=29)]
    else:
        assert its.busy.unknown == WHOLE
    assert its.seconds < 2.3  # the limit is 2; the process is told so after it began
    assert its.silence < 1


def test_the_limits_are_those_of_the_process_that_reads() -> None:
    too_hard = Busy(unknown=WHOLE, why=TOO_HARD)
    roomy, narrow = Effort(seconds=20, memory=96 << 20), Effort(seconds=20, memory=16 << 20)
    assert asyncio.run(understand(feed(ONCE), WINDOW, roomy)) == Busy(busy=BUSY)
    assert asyncio.run(understand(feed(ONCE), WINDOW, narrow)) == too_hard
    # 4 MB of text that become 145 MB of objects.
    greedy = event("UID:1", "DTSTART:20261125T100000Z", "EXDATE:" + ",".join(["20261125T100000Z"] * 250_000))
    assert asyncio.run(understand(feed(greedy), WINDOW, roomy)) == too_hard
    assert asyncio.run(understand(feed(ONCE), WINDOW, Effort(seconds=0))) == too_hard


def test_the_process_that_reads_brings_only_the_parsers_along() -> None:
    """The database's library alone would take a third of its seconds."""
    code = "import sys, handlers.kit.feed_worker, handlers.kit.feeds; print(*sys.modules)"
    brought = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "icalendar" in brought
    assert not {"sqlalchemy", "slack_sdk", "aiohttp"} & set(brought)


def test_a_long_life_in_meetings_is_not_hostile() -> None:
    """18,000 past meetings, 300 series and a description each: what a real calendar grows to."""
    begin = datetime(2008, 1, 1, tzinfo=UTC)
    days = [begin + timedelta(hours=8 * n) for n in range(18_000)]
    past = [
        event(f"UID:{day}", f"DTSTART:{day:{STAMP}}", f"DTEND:{day:{STAMP}}", f"DESCRIPTION:{'word ' * 20}")
        for day in days
    ]
    series = [
        event(f"UID:s{n}", "DTSTART;TZID=Europe/Warsaw:20250106T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO")
        for n in range(300)
    ]
    its = read(says(feed(*past, *series)))
    assert its.busy.unknown == ()
    assert len(its.busy.busy) == 14


# --- hostile in how it comes ---------------------------------------------------------------------------------------------


async def _fifty_megabytes(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(50):
        await answer.write(b" " * (1 << 20))
    return answer


async def _drip(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    while True:
        await answer.write(b"B")
        await asyncio.sleep(0.01)


async def _drip_before_the_headers(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        request.transport.write(b"X-%d: y\r\n" % number)
        await asyncio.sleep(0.01)
    return web.Response()


async def _leads_in(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"http://127.0.0.2:{request.url.port}/a.ics")


BOMB = gzip.compress(b"\0" * (50 << 20), compresslevel=1)
SLOW = Limits(seconds=0.3)
COMING = {
    "50 MB": (_fifty_megabytes, LIMITS, "What lies at that address is larger than 5 MB."),
    "a slow drip": (_drip, SLOW, "That address took too long to answer."),
    "slow headers": (_drip_before_the_headers, SLOW, "That address took too long to answer."),
    "a redirect to loopback": (_leads_in, LIMITS, "That address is inside a private network, where I do not go. It must be one that anybody can reach."),
    "a gzip bomb": (says(BOMB, Content_Encoding="gzip"), LIMITS, "What lies at that address is larger than 5 MB."),
}  # fmt: skip


@pytest.mark.parametrize("kind", COMING)
def test_what_comes_in_a_hostile_way_is_unknown_and_says_why(kind: str) -> None:
    answer, limits, why = COMING[kind]
    its = read(answer, limits)
    assert its.busy == Busy(unknown=WHOLE, why=why)
    assert its.silence < 1
