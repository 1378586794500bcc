"""Dates in the speaker's own language, read by `dateparser` and then held to our rules: nothing that is no date is taken for one."""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import import_module

LONGEST = 5  # words a date may have
DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)  # as the library's tables call them
# Before a weekday, or after it: that day of next week.
NEXT = frozenset(
    [
        "nächsten",
        "nächste",
        "nächster",
        "nächstes",
        "kommenden",
        "kommende",
        "prochain",
        "prochaine",
        "próximo",
        "próxima",
        "proximo",
        "proxima",
        "prossimo",
        "prossima",
        "przyszły",
        "przyszłą",
        "przyszły",
        "przyszła",
        "następny",
        "następną",
        "volgende",
        "volgend",
        "komende",
    ]
)
ARTICLES = frozenset(
    ["am", "an", "der", "den", "das", "le", "la", "el", "il", "lo", "na", "no", "a", "o", "w", "we", "op", "de"]
)
# Weekdays that are as often another word: "market", "week".
ALSO_WORDS = frozenset(["pazar", "minggu"])
# What makes a number of days or weeks a moment to come.
AHEAD = frozenset(["in", "dans", "en", "tra", "fra", "em", "daqui", "za", "over"])


# What leads a date that something is to be done by or on.
LEADS = {
    "de": frozenset(["am", "bis", "den", "dem", "der", "spätestens", "vor", "zum"]),
    "fr": frozenset(["avant", "d'ici", "d’ici", "le", "pour"]),
    "es": frozenset(["antes", "de", "del", "el", "hasta", "para"]),
    "it": frozenset(["entro", "il", "per"]),
    "pt": frozenset(["antes", "até", "de", "do", "na", "no", "o"]),
    "pl": frozenset(["do", "na", "w", "we"]),
    "nl": frozenset(["op", "tegen", "tot", "uiterlijk", "voor"]),
    "sv": frozenset(["före", "på", "senast", "till"]),
    "da": frozenset(["inden", "på", "senest", "til"]),
    "ru": frozenset(["до", "к"]),
}
# Words the library does not know in the case they stand in behind those.
NOMINATIVE = {
    "poniedziałku": "poniedziałek",
    "wtorku": "wtorek",
    "środy": "środa",
    "czwartku": "czwartek",
    "piątku": "piątek",
    "soboty": "sobota",
    "niedzieli": "niedziela",
    "понедельника": "понедельник",
    "вторника": "вторник",
    "среды": "среда",
    "четверга": "четверг",
    "пятницы": "пятница",
    "субботы": "суббота",
    "воскресенья": "воскресенье",
}
_WORD = re.compile(r"\S+")
_SHORT = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?!\d)")


def find_foreign_date(text: str, today: date, language: str) -> tuple[date, str, str] | None:
    """The first date behind a word that leads one, or written as 25.12.; what stands before it, and what follows."""
    leads = LEADS.get(language, frozenset())
    for begin in (found.start() for found in _WORD.finditer(text)):
        if text[begin].isdigit() or _first(text[begin:]) in leads:
            found = take_foreign_date(text[begin:], today, language)
            if found:
                return found[0], text[:begin].rstrip(" ,;:-"), found[1]
    return None


def take_foreign_date(text: str, today: date, language: str) -> tuple[date, str] | None:
    """The date at the front of `text` and the rest, as the longest run of words that is one; today or later.

    A word that leads a date may stand before it.
    """
    leads = LEADS.get(language, frozenset())
    while text:
        found = _take_short(text, today) or _take(text, today, language)
        if found or _first(text) not in leads:
            return found
        text = text.split(maxsplit=1)[1] if len(text.split(maxsplit=1)) > 1 else ""
    return None


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold() if text.strip() else ""


def _take_short(text: str, today: date) -> tuple[date, str] | None:
    """25.12. is the next such day; dots are day first everywhere."""
    found = _SHORT.match(text)
    if found is None:
        return None
    years = (today.year, today.year + 1)
    with suppress(ValueError):
        days = [date(year, int(found[2]), int(found[1])) for year in years]
        return next(day for day in days if day >= today), text[found.end() :].strip()
    return None


def _take(text: str, today: date, language: str) -> tuple[date, str] | None:
    words = text.split()[:LONGEST]
    for count in range(len(words), 0, -1):
        day = _read(_phrase(words[:count]), today, language)
        if day is not None:
            while count > 1 and _says_nothing(words[:count], today, day, language):
                count -= 1
            rest = text.split(maxsplit=count)
            return day, rest[count] if len(rest) > count else ""
    return None


def _phrase(words: Sequence[str]) -> str:
    plain = " ".join(words).strip(" ,;:").casefold()
    return " ".join(NOMINATIVE.get(word, word) for word in plain.split())


def _says_nothing(words: Sequence[str], today: date, day: date, language: str) -> bool:
    """Whether the last word is none of the date's: the library reads past an emoji, an "and", a number it has no use for.

    Such a word makes no difference whenever the date is said; a month does later in the year, a year once the day is over.
    """
    bases = (today, today + timedelta(days=100), day + timedelta(days=1))
    return all(_read(_phrase(words), base, language) == _read(_phrase(words[:-1]), base, language) for base in bases)


@lru_cache(maxsize=4096)
def _read(phrase: str, today: date, language: str) -> date | None:
    words = phrase.split()
    if not any(sign.isalpha() for sign in phrase) or any(sign in phrase for sign in "/:@<>"):
        return None
    if NEXT & set(words):
        return _next_week(words, today, language)
    if _is_cut_short(words, today, language):
        return None
    day = _parsed(phrase, today, language)
    if day is None or not _is_a_day(phrase, words, today, language):
        return None
    if _is_of_the_calendar(phrase, words):
        # The library takes what is today for next year's; yesterday it would have had it right.
        day = today if _on(phrase, today, -1, language) == today else day
        return day if day >= today else None
    day = day if day > today or _is_today(phrase, today, language) else day + timedelta(days=7)
    return day if day >= today else None


def _next_week(words: Sequence[str], today: date, language: str) -> date | None:
    """A weekday with "next": that day of the week after this one, as in English."""
    bare = [word for word in words if word not in NEXT and word not in ARTICLES]
    is_whole = len(bare) == 1 and bare[0] not in _abbreviations(language)
    weekday = _parsed(bare[0], today, language) if is_whole else None
    if weekday is None or _parsed(bare[0], today + timedelta(days=7), language) != weekday + timedelta(days=7):
        return None
    return today + timedelta(days=7 - today.weekday() + weekday.weekday())


def _is_cut_short(words: Sequence[str], today: date, language: str) -> bool:
    """Whether it leans on a weekday's abbreviation: "do", "mit" and "nie" are words. One with a dot, or beside a date, is none."""
    whole = [word for word in words if word not in _abbreviations(language)]
    if len(whole) == len(words):
        return False
    return not any(sign.isdigit() for word in whole for sign in word) or _read(" ".join(whole), today, language) is None


@cache
def _abbreviations(language: str) -> frozenset[str]:
    """What is short for a weekday, as far as that can be told: a few letters, or a piece of one of its other names."""
    info = import_module(f"dateparser.data.date_translation_data.{language}").info if _is_known(language) else {}
    names = [{form.casefold() for form in info.get(day, ())} for day in DAYS]
    return ALSO_WORDS.union(form for forms in names for form in forms if _is_short(form, forms))


def _is_short(form: str, forms: Collection[str]) -> bool:
    if len(form) < 4 and form.upper() != form and len(forms) > 1:  # three letters of an alphabet that has capitals
        return True
    return any(form in other and len(form) <= 0.75 * len(other) for other in forms)


def _is_a_day(phrase: str, words: Sequence[str], today: date, language: str) -> bool:
    """Not a month alone, and no bare "3 days" that nobody said are to come."""
    if _parsed(phrase, today, language, prefer="first") != _parsed(phrase, today, language, prefer="last"):
        return False
    if not _is_of_the_calendar(phrase, words):
        return True
    # A day of the calendar is the same on two days running; a span moves along with the day it is said on. Two pairs of
    # days, because on one day of the year, its own, even a day of the calendar becomes the next year's.
    pairs = ((0, 1), (-2, -1))
    return any(_on(phrase, today, one, language) == _on(phrase, today, other, language) for one, other in pairs)


def _is_of_the_calendar(phrase: str, words: Sequence[str]) -> bool:
    """Whether it is a day and a month, as far as its words tell: a number, and no "in" before it."""
    return any(sign.isdigit() for sign in phrase) and words[0] not in AHEAD


def _on(phrase: str, today: date, days: int, language: str) -> date | None:
    """What it means on another day."""
    return _parsed(phrase, today + timedelta(days=days), language)


def _is_today(phrase: str, today: date, language: str) -> bool:
    """Whether it names the day itself, as "today" does, or a date; not today's weekday, which means the one to come."""
    return _parsed(phrase, today + timedelta(days=1), language) in (today + timedelta(days=1), today)


def _parsed(phrase: str, today: date, language: str, *, prefer: str = "current") -> date | None:
    # Imported here: it takes a tenth of a second and 13 MB that workspaces of English speakers never need.
    import dateparser

    if not _is_known(language):
        return None
    found = dateparser.parse(
        phrase,
        languages=[language],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time(0)),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": prefer,
            "DATE_ORDER": "DMY",
        },
    )
    return found.date() if found and found.time() == time(0) else None


def _is_known(language: str) -> bool:
    from dateparser.data.languages_info import language_order

    return language in language_order
