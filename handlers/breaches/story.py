"""The story of a breach from the record: result, told, comment, action, verified, green again; each with its day."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from governance.events import (
    BreachActionOpened,
    BreachActionVerified,
    BreachChannelInformed,
    BreachLeadsInformed,
    Event,
    SlaBreachClosed,
    SlaBreachCommented,
    SlaBreachContinued,
    SlaBreachDisputed,
    SlaBreached,
    SlaBreachRecovered,
    SlaBreachRestated,
)
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from handlers.breaches.cards import quoted
from handlers.breaches.cases import Case
from handlers.kit import shown
from handlers.kit.requests import Request
from handlers.kit.words import date_words
from storage.journal import Remembered
from storage.unit_of_work import UnitOfWork

Teller = Callable[[Any, Case, dict[int, str]], str]

BECAUSE = {"comment": " with the comment", "dispute": " with the dispute", "cannot wait": ", because this cannot wait"}
ENDS = {
    "mended": "Closed: the action is verified and the KPI is green again",
    "restated": "Closed: the result was restated and is not red any more",
    "withdrawn": "Closed: the result was withdrawn",
}


def story(case: Case, request: Request, uow: UnitOfWork) -> list[str]:
    """One line an entry, oldest first: what, by whom, when."""
    past = uow.history(case.breach.stems)
    people = uow.people.some({entry.person for entry in past if entry.person and _has_author(entry.event)})
    names = {number: item.reference for number, item in uow.actions.some(set(_actions(past))).items()}
    lines = []
    for entry in past:
        what = TELLERS[type(entry.event)](entry.event, case, names)
        by = f" by {shown.person(people[entry.person])}" if entry.person in people and _has_author(entry.event) else ""
        day = date_words(entry.happened_at.astimezone(request.zone).date(), request.today)
        head, colon, words = what.partition(": ")
        lines.append(f"{day}: {head}{by}{colon}{words}{'' if colon and _ends(words) else '.'}")
    return lines


def recovered(case: Case, uow: UnitOfWork) -> bool:
    """Whether the record has a green result that came later."""
    return any(isinstance(entry.event, SlaBreachRecovered) for entry in uow.history(case.breach.stems))


def _ends(words: str) -> bool:
    return words.rstrip("\u2069").endswith((".", "!", "?", "…"))


def _has_author(event: Event) -> bool:
    """What somebody did; the rest follows by itself."""
    return isinstance(event, SlaBreachCommented | SlaBreachDisputed | BreachActionOpened | BreachActionVerified)


def _actions(past: Sequence[Remembered]) -> Iterator[int]:
    for entry in past:
        if isinstance(entry.event, BreachActionOpened | BreachActionVerified):
            yield entry.event.action


def _period(event: Any, case: Case) -> str:
    return period_words(event.period, case.definition.frequency)


def _breached(event: SlaBreached, case: Case, names: dict[int, str]) -> str:
    return f"{_period(event, case)} is red; the breach is open"


def _leads(event: BreachLeadsInformed, case: Case, names: dict[int, str]) -> str:
    return "Both account leads were told" if len(event.people) > 1 else "The account lead was told"


def _channel(event: BreachChannelInformed, case: Case, names: dict[int, str]) -> str:
    return f"<#{event.channel}> was told{BECAUSE.get(event.because, '')}"


def _commented(event: SlaBreachCommented, case: Case, names: dict[int, str]) -> str:
    return f"Commented: {quoted(event.comment)}"


def _disputed(event: SlaBreachDisputed, case: Case, names: dict[int, str]) -> str:
    return f"Disputed: {quoted(event.reason)}"


def _continued(event: SlaBreachContinued, case: Case, names: dict[int, str]) -> str:
    return f"{_period(event, case)} is red too, {format_value(event.value, case.definition.unit)}"


def _restated(event: SlaBreachRestated, case: Case, names: dict[int, str]) -> str:
    old, new = (format_value(value, case.definition.unit) for value in (event.old, event.new))
    return f"Restated from {old}; it stands for {_period(event, case)} now, {new}"


def _opened(event: BreachActionOpened, case: Case, names: dict[int, str]) -> str:
    return f"Action {names.get(event.action, '')} was created"


def _verified(event: BreachActionVerified, case: Case, names: dict[int, str]) -> str:
    return f"Action {names.get(event.action, '')} was verified"


def _recovered(event: SlaBreachRecovered, case: Case, names: dict[int, str]) -> str:
    return f"{_period(event, case)} is green, {format_value(event.value, case.definition.unit)}"


def _closed(event: SlaBreachClosed, case: Case, names: dict[int, str]) -> str:
    return ENDS[event.outcome]


TELLERS: dict[type[Event], Teller] = {
    SlaBreached: _breached,
    BreachLeadsInformed: _leads,
    BreachChannelInformed: _channel,
    SlaBreachCommented: _commented,
    SlaBreachDisputed: _disputed,
    SlaBreachContinued: _continued,
    SlaBreachRestated: _restated,
    BreachActionOpened: _opened,
    BreachActionVerified: _verified,
    SlaBreachRecovered: _recovered,
    SlaBreachClosed: _closed,
}
