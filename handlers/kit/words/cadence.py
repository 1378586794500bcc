"""Cadences: how often a digest comes, in words and as a crontab for APScheduler."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from governance.refusals import Refusal
from handlers.kit.words.days import WEEKDAYS
from handlers.kit.words.phrases import nearest, shortened
from handlers.kit.words.times import NoTime, take_time

USUAL = time(9)
EVERY_MONTH_HAS = 28


class NoCadence(Refusal):
    """I cannot tell how often "{text}" is.{nearest} Write daily, weekdays, weekly Monday, monthly 3rd or monthly last,
    with a time after it if you like: weekly Monday 9:00."""


class NotEveryMonth(Refusal):
    """Not every month has a day {day}. Choose a day from 1st to 28th, or monthly last."""


class Kind(StrEnum):
    """The rhythms there are."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MONTHLY_LAST = "monthly last"


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """A rhythm: `cron` has five fields with weekday names, since APScheduler counts weekdays from Monday.

    `words` read like "weekly on Monday at 09:00", and `cadence` reads them back.
    """

    kind: Kind
    cron: str
    words: str


_DAILY = re.compile(r"(?:daily|every day)\b", re.IGNORECASE)
_WEEKDAYS = re.compile(r"(?:(?:on |every )?(?:weekdays?|working days?))\b", re.IGNORECASE)
_WEEKLY = re.compile(r"(?:weekly|every)(?: on)? (?P<day>mon|tue|wed|thu|fri|sat|sun)(?P<tail>[a-z]*)\b", re.IGNORECASE)
_LAST = re.compile(r"monthly(?: on)?(?: the)? last(?: day)?\b", re.IGNORECASE)
_MONTHLY = re.compile(
    r"monthly(?: on)?(?: the)? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w:.])(?! ?[ap]\.?m\b)", re.IGNORECASE
)
_STARTS = ("daily", "weekdays", *(f"weekly {day}" for day in WEEKDAYS), "monthly 1st", "monthly last")


def cadence(text: str) -> Cadence:
    """Read daily, weekdays, weekly <weekday>, monthly <n>th or monthly last, each with a time or at 9:00.

    Raises NoCadence, NotEveryMonth, or ImpossibleTime.
    """
    text = " ".join(text.split())
    if found := _LAST.match(text):
        return _made(Kind.MONTHLY_LAST, text, found, "last * *", "monthly on the last day")
    if found := _DAILY.match(text):
        return _made(Kind.DAILY, text, found, "* * *", "daily")
    if found := _WEEKDAYS.match(text):
        return _made(Kind.WEEKDAYS, text, found, "* * mon-fri", "weekdays")
    if found := _WEEKLY.match(text):
        return _weekly(text, found)
    if found := _MONTHLY.match(text):
        return _monthly(text, found)
    raise _unread(text)


def _weekly(text: str, found: re.Match[str]) -> Cadence:
    short = found["day"].lower()
    name = next(day for day in WEEKDAYS if day.lower().startswith(short))
    if not name.lower().startswith(short + found["tail"].lower()):
        raise _unread(text)
    return _made(Kind.WEEKLY, text, found, f"* * {short}", f"weekly on {name}")


def _monthly(text: str, found: re.Match[str]) -> Cadence:
    day = int(found["day"])
    if not 1 <= day <= EVERY_MONTH_HAS:
        raise NotEveryMonth(day=day)
    return _made(Kind.MONTHLY, text, found, f"{day} * *", f"monthly on the {_ordinal(day)}")


def _made(kind: Kind, text: str, found: re.Match[str], days: str, words: str) -> Cadence:
    at = _time_of(text, text[found.end() :].strip(" ,"))
    return Cadence(kind=kind, cron=f"{at.minute} {at.hour} {days}", words=f"{words} at {at:%H:%M}")


def _time_of(text: str, rest: str) -> time:
    if not rest:
        return USUAL
    try:
        at, rest = take_time(rest)
    except NoTime:
        raise _unread(text) from None
    if rest:
        raise _unread(text)
    return at


def _unread(text: str) -> NoCadence:
    close = nearest(text, _STARTS, most=1)
    meant = f" Did you mean {close[0]}?" if close and close[0].lower() != text.lower() else ""
    return NoCadence(text=shortened(text), nearest=meant)


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
