"""Dates in words, read and written. A date that could mean two days is never guessed."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import Literal

from governance.calendar.business_days import add_business_days
from governance.refusals import Refusal
from handlers.kit.words.days import (
    MONTHS,
    WEEKDAYS,
    ImpossibleDate,
    build,
    full_words,
    full_year,
    last_day,
    monday,
    month_number,
    months_on,
    next_such,
    on_weekday,
    shifted,
    weekday_number,
)
from handlers.kit.words.languages import find_foreign_date, take_foreign_date
from handlers.kit.words.phrases import nearest, plural, shortened, tidy

Order = Literal["dmy", "mdy"]
Reader = Callable[[re.Match[str], date, Order | None], date]

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FRIDAY = 4
DATE_MISSING = "The date is missing. Write one like friday, 12 Dec, 2026-12-12 or in 3 days."


class NoDate(Refusal):
    """I found no date in "{text}".{nearest} Write one like friday, 12 Dec, 2026-12-12 or in 3 days."""


class AmbiguousDate(Refusal):
    """{text} could be {one} or {other}. Write one of these."""

    def __init__(self, *, text: str, one: str, other: str, tail: int = 0, kept: str = "") -> None:
        """`kept` are words of the text that are none of the date's where the first is meant."""
        super().__init__(text=text, one=one, other=other)
        self.tail = tail
        self.said, self.choices = text, ((one, f"{one}: {kept}" if kept else one), (other, other))


def take_date(text: str, today: date, *, order: Order | None = None, language: str | None = None) -> tuple[date, str]:
    """The date at the front of `text` and the rest. Without a year it is the next such day, today included.

    `order` says how 03/04/2026 is meant; without it such a date is refused, unless only one reading exists.
    `language` is the speaker's ("de-DE"): dates are read in English and in that.
    Raises NoDate, ImpossibleDate, WrongWeekday or AmbiguousDate.
    """
    text = text.strip()
    for pattern, reader, _ in _FORMS:
        if found := pattern.match(text):
            return reader(found, today, order), tidy(text[found.end() :])
    foreign = take_foreign_date(text, today, language.split("-")[0]) if language and _is_foreign(language) else None
    if foreign:
        return foreign[0], tidy(foreign[1])
    raise NoDate(text=shortened(text), nearest=_did_you_mean(text)) if text else NoDate(DATE_MISSING)


def take_clear_date(
    text: str, today: date, *, language: str | None = None, country: str | None = None
) -> tuple[date, str]:
    """The same, unless another date, an "or", a "-" or a "week" follows that may be meant as well: then AmbiguousDate.

    A colon ends a date: what follows it is not looked at. Business days are those of the `country`.
    """
    text = text.strip()
    if found := _BUSINESS_DAYS.match(text):
        return add_business_days(today, _counted(found["count"]), country), tidy(text[found.end() :])
    day, rest = take_date(text, today, language=language)
    said = text[: len(text) - len(rest)].rstrip() if rest else text
    if said.endswith(":"):
        return day, rest
    follows = _another(text[len(said.rstrip(" -\u2013\u2014;")) :], day, today, language)
    if follows is None:
        return day, rest
    other, left, joined = follows
    both = text[: len(text) - len(left)].rstrip()
    kept = "" if joined else both[len(said) :].strip()
    raise AmbiguousDate(text=both, kept=kept, tail=len(text), **_both(day, other))


def _another(rest: str, day: date, today: date, language: str | None) -> tuple[date, str, bool] | None:
    """Another date that begins what follows one, what is left then, and whether a word or a dash joins the two."""
    joint = _JOINTS.match(rest)
    after = rest[joint.end() :] if joint else rest.lstrip()
    if not joint and (found := _WEEK.match(after)):
        return shifted(day, days=7), after[found.end() :], False
    for pattern, reader, plain in _FORMS:
        if (found := pattern.match(after)) and (plain or joint) and not found["lead"]:
            return reader(found, today, None), after[found.end() :], bool(joint)
    its = language.split("-")[0] if language and _is_foreign(language) else None
    foreign = take_foreign_date(after, today, its) if its else None
    return (*foreign, bool(joint)) if foreign else None


def find_date(
    text: str, today: date, *, order: Order | None = None, language: str | None = None
) -> tuple[date, str] | None:
    """The date anywhere in `text` and the text without it; one after by, on or due goes before any other.

    In the speaker's own `language` only such a word makes one. A bare "sat", "3/4" or "the 12th" counts only after such a word. Raises what take_date raises, but not NoDate.
    """
    for found, reader in chain(_anywhere(text, led=True), _anywhere(text, led=False)):
        day = reader(found, today, order)
        before, after = text[: found.start()].rstrip(" ,;:-\u2013"), tidy(text[found.end() :])
        return day, f"{before} {after}".strip()
    foreign = find_foreign_date(text, today, language.split("-")[0]) if language and _is_foreign(language) else None
    return (foreign[0], f"{foreign[1]} {tidy(foreign[2])}".strip()) if foreign else None


def date_words(day: date, today: date) -> str:
    """Such as "today", "yesterday", "Fri 27 Nov", or "Fri 15 Jan 2027" in another year; take_date reads it back."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return near or lasting_words(day, today)


def lasting_words(day: date, today: date) -> str:
    """The same for what is still read on another day: never "today", and the same in every time zone."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}{year}"


def days_late_words(due: date, today: date) -> str:
    """Such as "3 days late", "due today" or "due Fri 27 Nov"."""
    late = (today - due).days
    return f"{plural(late, 'day')} late" if late > 0 else f"due {date_words(due, today)}"


def _is_foreign(language: str) -> bool:
    return not language.startswith("en")


def _anywhere(text: str, *, led: bool) -> Iterator[tuple[re.Match[str], Reader]]:
    for begun in (_LED_BEGINNING if led else _BEGINNING).finditer(text):
        start = begun.start()
        for pattern, reader, plain in _FORMS:
            found = pattern.match(text, start)
            if found and (bool(found["lead"]) if led else plain):
                yield found, reader
                break


def _did_you_mean(text: str) -> str:
    first = text.split(maxsplit=1)[0] if text else ""
    known = (*("today", "tomorrow"), *(day.lower() for day in WEEKDAYS))
    close = nearest(first, known, most=1, likeness=0.8) if len(first) > 3 else []
    return f" Did you mean {close[0]}?" if close else ""


# --- reading one form each: (match, today, order) -> date ---


def _named(found: re.Match[str], today: date, _: Order | None) -> date:
    near = {"today": 0, "tomorrow": 1, "yesterday": -1}
    return shifted(today, days=near.get(found["near"].lower(), 2))


def _weekday(found: re.Match[str], today: date, _: Order | None) -> date:
    ahead = (weekday_number(found["weekday"]) - today.weekday()) % 7
    match (found["which"] or "").lower():
        case "this" if "week" in found[0].lower():
            return shifted(monday(today), days=weekday_number(found["weekday"]))
        case "next":
            return shifted(monday(today), days=7 + weekday_number(found["weekday"]))
        case "this":
            return shifted(today, days=ahead)
        case _:
            return shifted(today, days=ahead or 7)


def _counted(said: str) -> int:
    said = said.lower()
    return 1 if said in ("a", "an") else COUNTS.index(said) + 1 if said in COUNTS else int(said)


def _span(found: re.Match[str], today: date, _: Order | None) -> date:
    count = _counted(found["count"])
    match found["unit"].lower().rstrip("s"):
        case "day":
            return shifted(today, days=count)
        case "week":
            return shifted(today, days=7 * count)
        case "month":
            return months_on(today, count)
        case _:
            return months_on(today, 12 * count)


def _next_start(found: re.Match[str], today: date, _: Order | None) -> date:
    if found["unit"].lower() == "week":
        return shifted(monday(today), days=7)
    return months_on(today, 1).replace(day=1)


def _end(found: re.Match[str], today: date, _: Order | None) -> date:
    later = (found["which"] or "").lower() == "next"
    match found["unit"].lower():
        case "week":
            friday = shifted(monday(today), days=FRIDAY)
            return shifted(friday, days=7) if later or friday < today else friday
        case "month":
            return last_day(months_on(today, int(later)))
        case "quarter":
            return last_day(months_on(today, 2 - (today.month - 1) % 3 + 3 * later))
        case _:
            return build(today.year + later, 12, 31)


def _day_and_month(found: re.Match[str], today: date, _: Order | None) -> date:
    day, month = int(found["day"]), month_number(found["month"])
    said = found["weekday"]
    if found["year"]:
        return on_weekday(build(full_year(found["year"]), month, day), said)
    coming = next_such(day, month, today)
    if said and coming.weekday() != weekday_number(said):
        # "Fri 20 Nov" two days later still means the one the weekday fits.
        this_year = next_such(day, month, date(today.year, 1, 1))
        return this_year if this_year.weekday() == weekday_number(said) else on_weekday(coming, said)
    return coming


def _year_first(found: re.Match[str], _: date, __: Order | None) -> date:
    return build(int(found["year"]), int(found["month"]), int(found["day"]))


def _dotted(found: re.Match[str], today: date, _: Order | None) -> date:
    return _day_month_year(found["one"], found["two"], found["year"], today)  # dots are day first everywhere


def _slashed(found: re.Match[str], today: date, order: Order | None) -> date:
    one, two, year = found["one"], found["two"], found["year"] or None
    if int(two) > 12 >= int(one):
        return _day_month_year(two, one, year, today)
    if order == "mdy" and int(one) <= 12:
        return _day_month_year(two, one, year, today)
    if order is None and one.lstrip("0") != two.lstrip("0") and 1 <= int(one) <= 12 and int(two):
        readings = (_day_month_year(one, two, year, today), _day_month_year(two, one, year, today))
        begin = found.start("one")
        tail = len(found.string) - begin
        raise AmbiguousDate(text=found.string[begin : found.end()], tail=tail, **_both(*readings))
    return _day_month_year(one, two, year, today)


def _day_alone(found: re.Match[str], today: date, _: Order | None) -> date:
    day = int(found["day"])
    if not 1 <= day <= 31:
        raise ImpossibleDate(day=f"day {day} of a month", instead="a day from 1 to 31")
    months = (months_on(today.replace(day=1), ahead) for ahead in range(4))
    coming = next(
        month.replace(day=day) for month in months if day <= last_day(month).day and month.replace(day=day) >= today
    )
    return on_weekday(coming, found["weekday"])


def _end_of_month(found: re.Match[str], today: date, _: Order | None) -> date:
    month = month_number(found["month"])
    year = int(found["year"]) if found["year"] else today.year + (month < today.month)
    return last_day(build(year, month, 1))


# --- date arithmetic that answers in sentences ---


def _both(one: date, other: date) -> dict[str, str]:
    return {"one": full_words(one), "other": full_words(other)}


def _day_month_year(day: str, month: str, year: str | None, today: date) -> date:
    if year is None:
        return next_such(int(day), int(month), today)
    return build(full_year(year), int(month), int(day))


# --- the forms, tried in this order; `plain` ones are dates even in the middle of a sentence ---

_WEEKDAY = r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_MONTH = (
    "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("Sep(?:", "Sep(?:t|") + r")\b\.?"
)
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>(?:19|20|21)\d\d))?"
_NAMED_DAY = rf"(?:(?P<weekday>{_WEEKDAY})\.?,? )?(?:the )?"
_COUNT = rf"(?P<count>\d{{1,6}}|an?|{'|'.join(COUNTS)})"
_NUMBERS = r"(?P<one>\d{1,2})%s(?P<two>\d{1,2})"


_LEAD = r"(?:(?:due|by|on|before|until|till|no\s+later\s+than)\b[\s:]*){1,2}"
_BUSINESS_DAYS = re.compile(
    rf"(?:{_LEAD})?in\s+{_COUNT.replace('1,6', '1,3')}\s+(?:business|working|work)\s+days?\b", re.IGNORECASE
)
_JOINTS = re.compile(r"[\s,]*(?:\b(?:or|to|until|till|through|oder|ou|lub|of|o)\b|[-\u2013\u2014/])\s*", re.IGNORECASE)
_WEEK = re.compile(r"week\b", re.IGNORECASE)
_FIRST_WORDS = (
    *("today", "tomorrow", "yesterday", "day after", "in", "the", "end", "next", "this"),
    *(name[:3] for name in (*WEEKDAYS, *MONTHS)),
)


def _beginning(lead: str) -> re.Pattern[str]:
    """Where a date may begin: one look at most words, instead of one for each of the forms below."""
    first = rf"(?={lead}(?:\d|{'|'.join(_FIRST_WORDS)}))"
    return re.compile(rf"(?<![\w./@#<'\u2019-])(?=\w){first}", re.IGNORECASE)


_BEGINNING, _LED_BEGINNING = _beginning(f"(?:{_LEAD})?"), _beginning(_LEAD)


def _form(pattern: str, reader: Reader, *, plain: bool = True) -> tuple[re.Pattern[str], Reader, bool]:
    lead = rf"(?P<lead>{_LEAD})?"
    spaced = pattern.replace(" ", r"\s+")
    ends = r"(?:(?<=\dT)|(?!['\u2019./-]?\w|:\d))"
    return re.compile(rf"{lead}(?:{spaced}){ends}", re.IGNORECASE), reader, plain


_FORMS = (
    _form(r"(?P<near>today|tomorrow|yesterday|(?:the )?day after tomorrow)", _named),
    _form(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:T(?=\d\d:))?", _year_first),
    _form(rf"{_NAMED_DAY}{_ORDINAL}(?: of)?\s*{_MONTH}{_YEAR}", _day_and_month),
    _form(rf"(?P<weekday>){_ORDINAL}-{_MONTH}-(?P<year>\d{{4}}|\d\d)", _day_and_month),
    _form(rf"{_NAMED_DAY}{_MONTH} (?:the )?{_ORDINAL}{_YEAR}", _day_and_month),
    _form(rf"{_NUMBERS % '[.]'}[.](?P<year>\d{{4}}|\d\d)", _dotted),
    _form(rf"{_NUMBERS % '[/-]'}[/-](?P<year>\d{{4}}|\d\d)", _slashed),
    _form(rf"{_NUMBERS % '/'}(?P<year>)", _slashed, plain=False),
    _form(rf"(?P<weekday>{_WEEKDAY}),? the (?P<day>\d{{1,2}})(?:st|nd|rd|th)", _day_alone),
    _form(rf"in {_COUNT} (?P<unit>days?|weeks?|months?|years?)", _span),
    _form(r"(?:the )?end of (?:the |this |(?P<which>next) )?(?P<unit>week|month|quarter|year)", _end),
    _form(rf"(?:the )?end of {_MONTH}{_YEAR}", _end_of_month),
    _form(rf"(?P<weekday>{_WEEKDAY}),? (?P<which>next|this) week", _weekday),
    _form(r"next (?P<unit>week|month)", _next_start),
    _form(r"(?:(?P<which>next|this) )?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _weekday),
    _form(rf"(?P<which>next|this) (?P<weekday>{_WEEKDAY})\.?", _weekday),
    _form(rf"(?P<which>)(?P<weekday>{_WEEKDAY})\.?", _weekday, plain=False),
    _form(r"(?P<weekday>)the (?P<day>\d{1,2})(?:st|nd|rd|th)", _day_alone, plain=False),
)
