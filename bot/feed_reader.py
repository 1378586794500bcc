"""Asks other people's calendars when they are busy. Whatever goes wrong out there, the answer is `unknown` and the bot lives.

A feed is fetched through `public_address` and read in a process of its own that has no secret of ours and little of anything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot import limited
from bot.public_address import PLAIN, PUBLIC, USUAL, Limits, NotFetched, Question, Reach, fetch
from governance.calendar.busy import Busy, nothing_known
from handlers.kit.feed_worker import Task, from_json

TOO_HARD = "The calendar is too much to read."
NO_ANSWER = "That address does not tell when people are busy."

STAMP = "%Y%m%dT%H%M%SZ"
FREE_BUSY_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="{begins}" end="{ends}"/>'
    "</C:free-busy-query>"
)


@dataclass(frozen=True)
class Window:
    """The time that is asked about, between two aware moments, and the zone of the person whose calendar it is."""

    begins: datetime
    ends: datetime
    zone: ZoneInfo

    def unknown(self, why: str) -> Busy:
        return nothing_known(self.begins.astimezone(UTC), self.ends.astimezone(UTC), why)


@dataclass(frozen=True)
class Effort:
    """What reading one feed may cost: seconds of processor time and bytes of memory, our parsers' own included."""

    seconds: int = 2
    memory: int = 256 << 20


MODEST = Effort()


async def read_address(
    link: str, window: Window, *, limits: Limits = USUAL, reach: Reach = PUBLIC, effort: Effort = MODEST
) -> Busy:
    """When the person is busy whose calendar feed (.ics) lies at an address."""
    try:
        content = await fetch(link, PLAIN, limits, reach)
    except NotFetched as trouble:
        return window.unknown(str(trouble))
    return await understand(content, window, effort)


async def ask_server(
    link: str, login: tuple[str, str], window: Window, *, limits: Limits = USUAL, reach: Reach = PUBLIC
) -> Busy:
    """When somebody is busy by a CalDAV server's free/busy report (RFC 4791 7.10) on the calendar at `link`."""
    try:
        content = await fetch(link, _free_busy_query(window, login), limits, reach)
    except NotFetched as trouble:
        return window.unknown(str(trouble))
    if b"BEGIN:VFREEBUSY" not in content.upper():
        return window.unknown(NO_ANSWER)
    return await understand(content, window)


def _free_busy_query(window: Window, login: tuple[str, str]) -> Question:
    begins, ends = (f"{moment.astimezone(UTC):{STAMP}}" for moment in (window.begins, window.ends))
    return Question(
        "REPORT",
        {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"},
        FREE_BUSY_QUERY.format(begins=begins, ends=ends).encode(),
        login,
    )


async def understand(content: bytes, window: Window, effort: Effort = MODEST) -> Busy:
    """What a feed says, read in a process that is killed when it takes more than its share."""
    moments = window.begins.timestamp(), window.ends.timestamp()
    task = Task(*moments, window.zone.key, effort.seconds, effort.memory)
    answer = await limited.answer_of("handlers.kit.feed_worker", task.line() + content)
    return window.unknown(TOO_HARD) if answer is None else from_json(answer)
