"""Action items as people write them in a line: who, by when, what, in whichever order."""

import re
from contextlib import suppress
from datetime import date

from handlers.kit.requests import Request
from handlers.kit.words import NoDate, find_date, take_clear_date
from storage.unit_of_work import UnitOfWork

_TIME = re.compile(
    r"(?:(?:at|by|in the)\s+)?(\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\b\.?|\d{1,2}:\d\d\b|noon|midday|morning|afternoon|evening|EOD)"
    r"[\s,:;-]+(?=\S)",
    re.IGNORECASE,
)


def take_due(text: str, request: Request, uow: UnitOfWork) -> tuple[date | None, str]:
    """The date a line begins with, or ends with as in "... by friday", and the rest; None where neither does.

    None also where it could be either: begun in the speaker's own language, ended in English. Then the form asks.
    """
    country = request.by.hours(uow.workspace.zone).country
    with suppress(NoDate):
        return _with_its_time(*take_clear_date(text, request.today, country=country))
    found = find_date(text, request.today)
    ending = found if found and found[1] and text.startswith(found[1]) else None
    with suppress(NoDate):
        beginning = take_clear_date(text, request.today, language=request.by.locale)
        return (None, text) if ending else _with_its_time(*beginning)
    found = ending or find_date(text, request.today, language=request.by.locale)
    return found if found and found[1] else (None, text)


def _with_its_time(due_on: date, title: str) -> tuple[date, str]:
    """A time of day behind the date is no beginning of a title; it is kept at its end."""
    found = _TIME.match(title)
    rest = title[found.end() :] if found else ""
    return (due_on, f"{rest} ({found[1]})") if found and rest else (due_on, title)
