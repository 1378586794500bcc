"""How often a meeting comes, as people write it; what two people could read in two ways is asked back."""

import re
from datetime import date

from governance.calendar.recurrence import (
    BUSINESS_DAYS,
    LAST,
    LONGEST_MONTH_DAY,
    NAMES,
    ORDINALS,
    Recurrence,
    Unit,
    daily,
    monthly,
    monthly_business_day,
    monthly_on,
    refuse_two_a_month,
    weekly,
)
from governance.refusals import Refusal
from handlers.kit.words.phrases import listing, shortened


class NoRecurrence(Refusal):
    """I cannot tell how often "{text}" is. Write for instance weekly on Tuesday, every 2 weeks on Tuesday,
    second Tuesday, last business day, or every quarter, third Wednesday."""


class TwoRhythms(Refusal):
    """ "{text}" can mean two things: {first}, or {second}. Write one of the two."""


class WhichDay(Refusal):
    """On which day is "{text}" held? Write for instance {examples}."""


FILLERS = {"the", "on", "of", "a", "in", "at", "from"}
NUMBERS = {"other": 2, "two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12}
NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST}
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
ALONE = {
    "daily": "every 1 day",
    "weekly": "every 1 week",
    "fortnightly": "every 2 week",
    "monthly": "every 1 month",
    "quarterly": "every 1 quarter",
    "yearly": "every 1 year",
    "annually": "every 1 year",
    "each": "every",
    "working": "business",
    "workday": "business day",
    "workdays": "business day",
    "weekday": "business day",
    "weekdays": "business day",
}

_COUNT = rf"\d+(?:st|nd|rd|th)?|{'|'.join([*NUMBERS, *NTHS])}"
_PERIOD = re.compile(rf"\b(?:every (?:(?P<count>{_COUNT}) )?)?(?P<unit>day|week|month|quarter|year)s?\b")
_OTHER = re.compile(r"\bevery other\b")
_NTH = rf"(?:\d+(?:st|nd|rd|th)|{'|'.join(NTHS)})"
_NTH_DAY = re.compile(rf"(?P<nths>{_NTH}(?: (?:and )?{_NTH})*) (?P<day>business day|day|[a-z]+)")
# Of the first few it is not sure what is counted: "every 2nd" what?
_EVERY_NTH = re.compile(r"every ((?:[5-9]|[12]\d|3[01]))(?:st|nd|rd|th)")
_HALF_YEAR = re.compile(r"\b(?:every\s+)?half[\s-]?year(?:s|ly)?\b|\bsemi-?annually\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?:(?:of|in)\s+)?(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\byear(?:s|ly)?\b|\bannually\b", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(?:day )?(?P<day>\d+)(?:st|nd|rd|th)?(?: day)?")


def recurrence(text: str, on: date | None = None) -> Recurrence:
    """Read "weekly on Monday", "second Tuesday", "every quarter, third Wednesday" and the like, and all that `words` says.

    A bare "weekly" takes its day from `on`, the first day where it is known. Raises NoRecurrence, WhichDay, TwoRhythms, or
    NotRepeatable with the nearest that calendars hold.
    """
    try:
        return _recurrence(text, on)
    except Refusal as refusal:
        refusal.said = text.strip()
        raise


def take_month(text: str) -> tuple[int | None, str]:
    """The month a yearly rhythm names, and the rhythm without it: "every year, third Wednesday of March"."""
    found = _MONTH.search(text) if _YEARLY.search(text) else None
    return (_MONTHS.index(found[1][:3].lower()) + 1, _without(text, found)) if found else (None, text)


def _recurrence(text: str, on: date | None) -> Recurrence:
    said = _plain(text)
    unit, every, rest = _period(said)
    found = _read(unit, every, rest, on)
    if found is None and (choices := _days_to_choose(unit, every, rest, on)):
        raise _which_day(text, choices)
    if found is None:
        raise NoRecurrence(text=shortened(text))
    if unit is None and rest.startswith("every ") and len(found.weekdays) == 1 and (found.nth or 0) > 1:
        raise _two_rhythms(text, found)
    return found


def usual_recurrences() -> tuple[tuple[str, str], ...]:
    """The rhythms of governance meetings for a form's list: (what `recurrence` reads, what people see)."""
    usual = (
        *(weekly(1), weekly(1, every=2), monthly(2, 1), monthly_business_day(LAST), monthly_business_day(2)),
        *(monthly(3, 2, every=3), monthly(3, 2, every=6)),
    )
    return tuple(_choice(rhythm) for rhythm in usual)


def recurrences_from(day: date) -> tuple[tuple[str, str], ...]:
    """The rhythms that can begin on this day, for a form's list: (what `recurrence` reads, what people see)."""
    weekday = day.weekday()
    nths = [monthly(nth, weekday, every) for every in (1, 3, 6) for nth in ORDINALS]
    business = [monthly_business_day(nth, every) for every in (1, 3) for nth in ORDINALS]
    on_the_day = [monthly_on(number) for number in (*range(1, 29), LAST)]
    rhythms = [weekly(weekday), weekly(weekday, every=2), *nths, *business, *on_the_day]
    return tuple(_choice(rhythm) for rhythm in rhythms if rhythm.first_on_or_after(day) == day)


def _choice(rhythm: Recurrence) -> tuple[str, str]:
    words = rhythm.words()
    return words, words[:1].upper() + words[1:]


def _plain(text: str) -> str:
    """Small letters, without signs and filling words, long forms for short ones."""
    words = re.findall(r"[a-z]+|-?\d+(?:st|nd|rd|th)?", _HALF_YEAR.sub("every 6 months", text.lower()))
    return " ".join(ALONE.get(word, word) for word in words if word not in FILLERS)


def _period(said: str) -> tuple[Unit | None, int, str]:
    """The unit, how many of them, and what is left; no unit when none is named."""
    if re.search(r"\bbusiness day\b|\b(?:first|last|st|nd|rd|th) day\b|\d(?:st|nd|rd|th) day\b", said):
        found = re.search(_PERIOD.pattern.replace("day|week", "week"), said)
    else:
        found = _PERIOD.search(said)
    if not found:
        other = _OTHER.search(said)
        return (Unit.WEEK, 2, _without(said, other)) if other else (None, 1, said)
    every, rest = _number(found["count"] or "1"), _without(said, found)
    if found["unit"] in MONTHS_IN:
        return Unit.MONTH, every * MONTHS_IN[found["unit"]], rest
    return Unit(found["unit"]), every, rest


def _without(said: str, found: re.Match[str]) -> str:
    return " ".join((said[: found.start()] + said[found.end() :]).split())


def _number(word: str) -> int:
    return NUMBERS.get(word) or NTHS.get(word) or int(word.rstrip("stndrh"))


def _read(unit: Unit | None, every: int, rest: str, on: date | None) -> Recurrence | None:
    bare = rest.removeprefix("every ")
    if unit is Unit.DAY:
        return None if rest else daily(every)
    if unit is Unit.WEEK and on and not rest:
        return weekly(on.weekday(), every=every)
    if unit in (None, Unit.WEEK) and (days := _weekdays(bare)):
        return weekly(*days, every=every)
    if unit is None and (found := _EVERY_NTH.fullmatch(rest)):
        return monthly_on(int(found[1]))
    return None if unit is Unit.WEEK else _in_month(unit, every, bare)


def _days_to_choose(unit: Unit | None, every: int, rest: str, on: date | None) -> list[Recurrence]:
    """What a rhythm without its day can mean: on the first day, where that is known, or else the usual ones."""
    bare = rest.removeprefix("every ").strip()
    if unit is Unit.WEEK and not bare:
        return [weekly(day, every=every) for day in BUSINESS_DAYS]
    if unit is Unit.MONTH and len(days := _weekdays(bare)) == 1:
        return [monthly(nth, days[0], every) for nth in ORDINALS]
    if unit is not Unit.MONTH or bare:
        return []
    if on is None:
        return [monthly(1, 1, every), monthly_on(15, every), monthly_business_day(LAST, every)]
    weekday = monthly(nth if (nth := (on.day + 6) // 7) in ORDINALS else LAST, on.weekday(), every)
    return [weekday, monthly_on(on.day if on.day <= LONGEST_MONTH_DAY else LAST, every)]


def _which_day(text: str, choices: list[Recurrence]) -> WhichDay:
    words = [each.words() for each in choices]
    refusal = WhichDay(text=shortened(text.strip()), examples=listing(words, "or"))
    refusal.choices = tuple((word, word) for word in words)
    return refusal


def _weekdays(said: str) -> tuple[int, ...]:
    """All the weekdays named, or none where anything else is said."""
    if said in ("business day", "business days"):
        return BUSINESS_DAYS
    days = [_weekday(word) for word in said.split() if word not in ("and", "every")]
    return tuple(day for day in days if day is not None) if None not in days else ()


def _weekday(word: str) -> int | None:
    word = word.removesuffix("s") if word.endswith("days") else word
    named = (n for n, name in enumerate(NAMES) if len(word) >= 3 and name.lower().startswith(word))
    return next(named, None)


def _in_month(unit: Unit | None, every: int, said: str) -> Recurrence | None:
    if found := _NTH_DAY.fullmatch(said):
        nths = tuple(_number(word) for word in found["nths"].split() if word != "and")
        return _nth_day(nths, found["day"], every)
    if (found := _MONTH_DAY.fullmatch(said)) and unit:
        return monthly_on(int(found["day"]), every)
    return None


def _nth_day(nths: tuple[int, ...], day: str, every: int) -> Recurrence | None:
    weekday = _weekday(day)
    if weekday is not None and len(nths) > 1:
        raise refuse_two_a_month(nths, weekday)
    if weekday is not None:
        return monthly(nths[0], weekday, every)
    if len(nths) > 1:
        return None
    if day == "business day":
        return monthly_business_day(nths[0], every)
    return monthly_on(nths[0], every) if day == "day" else None


def _two_rhythms(text: str, found: Recurrence) -> TwoRhythms:
    fortnight = weekly(*found.weekdays, every=found.nth or 1)
    meant = (found.words(), fortnight.words())
    refusal = TwoRhythms(text=shortened(text), first=meant[0], second=meant[1])
    refusal.choices = tuple((words, words) for words in meant)
    return refusal
