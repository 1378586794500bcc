"""Numbers and periods as people write them. What can be read in two ways is never guessed."""

import re
from datetime import date
from math import isfinite

from governance.kpis.expectations import closing_month
from governance.kpis.periods import Frequency, following, period_of, previous
from governance.kpis.result_refusals import NotANumber, TwoWaysToRead, UnknownPeriod
from handlers.kit.words import shortened

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_QUARTER = re.compile(
    r"(?:(?P<year>[12]\d{3})\s*-?\s*)?q(?P<number>[1-4])(?:\s*-?\s*(?P<after>[12]\d{3}))?", re.IGNORECASE
)
_ISO_MONTH = re.compile(r"(?P<year>[12]\d{3})[-/](?P<month>0?[1-9]|1[0-2])(?:-\d\d)?(?![\d-])")
_NAMED = r"(?P<month>[a-z]{3,9})\.?(?:[\s-]+(?P<year>[12]\d{3}))?(?![a-z\d])"
_A_MONTH = "|".join(name[:3] for name in MONTHS)
# "December 18" is a day, but "December 36 of 40" and "December 20 Jan" are a month and what follows it.
_MONTH = re.compile(rf"{_NAMED}(?!\s+\d{{1,2}}(?![\d./%]|\s*(?:of\b|/|%)|\s+(?:{_A_MONTH})))", re.IGNORECASE)
_MONTH_FIRST = re.compile(_NAMED, re.IGNORECASE)

# A period as it was said: its first day, and how long it is where that was said too.
Said = tuple[date, Frequency]


def take_number(text: str) -> float | None:
    """The number a text is; None where it is empty. Raises NotANumber or TwoWaysToRead."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).rstrip("%")
    if not plain:
        return None
    if _EITHER.fullmatch(plain):
        raise TwoWaysToRead(said=text.strip(), one=plain.replace(",", ""), other=plain.replace(",", "."))
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain) or not isfinite(float(plain)):
        raise NotANumber(said=shortened(text.strip(), 20))
    return float(plain)


def take_period(text: str, today: date, *, no_day: bool = False) -> tuple[Said | None, str]:
    """The period at the front of a text, and what follows; without a year it is the newest that is over. None where there is none.

    With `no_day` no day can stand there, so that a number behind a month is a number.
    """
    text, month = text.strip(), _MONTH_FIRST if no_day else _MONTH
    for pattern, reader in ((_QUARTER, _quarter), (_ISO_MONTH, _iso_month), (month, _month)):
        if found := pattern.match(text):
            said = reader(found, today)
            if said:
                return said, text[found.end() :].lstrip(" ,;:")
    return None, text


def the_period(text: str, today: date) -> Said:
    """The period a whole text is. Raises UnknownPeriod."""
    said, rest = take_period(text, today)
    if said is None or rest:
        raise UnknownPeriod(said=shortened(text.strip(), 30))
    return said


def closing_of(said: Said) -> date:
    """The month in which what is meant ends."""
    return closing_month(*said)


def _quarter(found: re.Match[str], today: date) -> Said:
    month = 3 * int(found["number"]) - 2
    return _dated(found["year"] or found["after"], month, Frequency.QUARTERLY, today)


def _iso_month(found: re.Match[str], today: date) -> Said:
    return _dated(found["year"], int(found["month"]), Frequency.MONTHLY, today)


def _month(found: re.Match[str], today: date) -> Said | None:
    word = found["month"].lower()
    number = next((at for at, name in enumerate(MONTHS, 1) if name.startswith(word)), None)
    if word == "sept":
        number = 9
    return _dated(found["year"], number, Frequency.MONTHLY, today) if number else None


def _dated(year: str | None, month: int, frequency: Frequency, today: date) -> Said:
    if year:
        return date(int(year), month, 1), frequency
    this_year = date(today.year, month, 1)
    over = following(this_year, frequency) <= today
    return (this_year if over else date(today.year - 1, month, 1)), frequency


def newest_over(today: date, frequency: Frequency) -> date:
    """The newest period that is over."""
    return previous(period_of(today, frequency), frequency)
