"""The history of an action item in words, from the record."""

from collections.abc import Callable, Sequence
from typing import Any

from governance.events import (
    ActionItemAccepted,
    ActionItemBlocked,
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemDeclined,
    ActionItemEscalated,
    ActionItemHeld,
    ActionItemOpened,
    ActionItemReassigned,
    ActionItemReopened,
    ActionItemSnoozed,
    ActionItemStarted,
    ActionItemUnblocked,
    ActionItemVerified,
    ClosingUndone,
    DueDateMoved,
    EscalationAcknowledged,
    EscalationEnded,
    Event,
    EvidenceAdded,
    EvidenceShared,
    ThingTransferred,
)
from governance.people import Person
from handlers.kit import shown
from handlers.kit.blocks import cut, esc
from handlers.kit.requests import Request
from handlers.kit.words import date_words
from storage.journal import Remembered
from storage.unit_of_work import UnitOfWork

Teller = Callable[[Any, dict[int, Person], Request], str]
REASON = 300
LEVELS = {"leads": "the account leads", "executives": "the executives"}


def history_lines(past: Sequence[Remembered], request: Request, uow: UnitOfWork) -> list[str]:
    """One line an entry, oldest first: what, by whom, when, why."""
    people = uow.people.some({who for entry in past for who in _people_of(entry)})
    return [_line(entry, people, request) for entry in past]


def _people_of(entry: Remembered) -> set[int]:
    event: Any = entry.event
    if isinstance(event, ActionItemReassigned | ThingTransferred):
        named = {event.old, event.new}
    elif isinstance(event, ActionItemDeclined):
        named = {event.owner, event.handed_to}
    else:
        named = set()
    return named | ({entry.person} if entry.person else set())


def _line(entry: Remembered, people: dict[int, Person], request: Request) -> str:
    day = date_words(entry.happened_at.astimezone(request.zone).date(), request.today)
    by = f" by {shown.person(people.get(entry.person))}" if entry.person else ""
    what = TELLERS[type(entry.event)](entry.event, people, request)
    what, colon, why = what.partition(": ")
    return f"{what}{by}, {day}{colon}{why}." if not why else f"{what}{by}, {day}: {why}"


def _plain(words: str) -> Teller:
    def tell(event: Any, people: dict[int, Person], request: Request) -> str:
        return words

    return tell


def _with_reason(words: str) -> Teller:
    def tell(event: Any, people: dict[int, Person], request: Request) -> str:
        return f"{words}{_why(event.reason)}"

    return tell


def _why(reason: str | None) -> str:
    return f": {esc(cut(reason, REASON))}" if reason else ""


def _moved(event: DueDateMoved, people: dict[int, Person], request: Request) -> str:
    old, new = date_words(event.old, request.today), date_words(event.new, request.today)
    return f"Due date moved from {old} to {new}{_why(event.reason)}"


def _reassigned(event: ActionItemReassigned | ThingTransferred, people: dict[int, Person], request: Request) -> str:
    old, new = shown.person(people.get(event.old)), shown.person(people.get(event.new))
    return f"Given from {old} to {new}{_why(event.reason)}"


def _handed_over(event: ThingTransferred, people: dict[int, Person], request: Request) -> str:
    words = _reassigned(event, people, request)
    return words if event.part == "owner_id" else words.replace("Given", "To be verified by another: given", 1)


def _held(event: ActionItemHeld, people: dict[int, Person], request: Request) -> str:
    return f"Put on hold until {date_words(event.until, request.today)}{_why(event.reason)}"


def _snoozed(event: ActionItemSnoozed, people: dict[int, Person], request: Request) -> str:
    return f"Snoozed until {date_words(event.until.astimezone(request.zone).date(), request.today)}"


def _escalated(event: ActionItemEscalated, people: dict[int, Person], request: Request) -> str:
    return f"Raised to {LEVELS.get(event.level, event.level)}{_why(event.reason)}"


def _acknowledged(event: EscalationAcknowledged, people: dict[int, Person], request: Request) -> str:
    return f"Acknowledged for {LEVELS.get(event.level, event.level)}"


def _ended(event: EscalationEnded, people: dict[int, Person], request: Request) -> str:
    return f"No longer with {LEVELS.get(event.level, event.level)} ({esc(event.outcome)}){_why(event.reason)}"


def _shown(event: EvidenceAdded, people: dict[int, Person], request: Request) -> str:
    return f"Evidence added: {esc(cut(event.name, REASON))}"


def _shared(event: EvidenceShared, people: dict[int, Person], request: Request) -> str:
    return f"Shown to both sides: {esc(cut(event.name, REASON))} (SHA-256 {event.sha256[:12]})"


TELLERS: dict[type[Event], Teller] = {
    ActionItemOpened: _plain("Opened"),
    ActionItemAccepted: _plain("Accepted"),
    ActionItemDeclined: _with_reason("Declined"),
    ActionItemStarted: _plain("Started"),
    ActionItemBlocked: _with_reason("Blocked"),
    ActionItemUnblocked: _plain("Unblocked"),
    ActionItemReassigned: _reassigned,
    ThingTransferred: _handed_over,
    DueDateMoved: _moved,
    ActionItemHeld: _held,
    ActionItemSnoozed: _snoozed,
    EvidenceAdded: _shown,
    EvidenceShared: _shared,
    ActionItemClosed: _plain("Done"),
    ActionItemVerified: _plain("Verified"),
    ActionItemCancelled: _with_reason("Cancelled"),
    ActionItemReopened: _with_reason("Reopened"),
    ClosingUndone: _plain("Undone"),
    ActionItemEscalated: _escalated,
    EscalationAcknowledged: _acknowledged,
    EscalationEnded: _ended,
}
