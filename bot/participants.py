"""What could name a trial participant is turned away here, before a handler or the database sees any of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from bot.arrivals import Arrival, Asks
from governance import participants
from governance.events import Door
from governance.participants import Finding, NamesAParticipant
from handlers.kit.feature import Command, Control
from handlers.kit.grammar import Puzzled
from handlers.kit.participants import colleagues
from storage.unit_of_work import UnitOfWork

# What was written to us where others, or Slack, keep it.
IN_SLACK = (Door.MENTION, Door.DIRECT, Door.SHORTCUT, Door.THREAD)
STILL_THERE = " What you wrote still stands in Slack; please delete it there."


def check(arrival: Arrival, entry: Command | Control | Puzzled | None, uow: UnitOfWork) -> None:
    """Raises NamesAParticipant, about the field it stands in where it came in a form."""
    for field, text in _said(arrival, entry):
        found = _found(text, uow)
        if found:
            raise _refusal(found, field, arrival)


def check_answers(answers: Mapping[str, object], uow: UnitOfWork) -> None:
    """The same for what somebody filled in on a page of ours."""
    for field, its in answers.items():
        for found in filter(None, (_found(text, uow) for text in participants.texts_in(its))):
            refusal = found.refusal()
            refusal.field = field
            raise refusal


def _said(arrival: Arrival, entry: Command | Control | Puzzled | None) -> Iterator[tuple[str | None, str]]:
    """Every text of an arrival. The message a button stands under is our own, unless it asks for another one to be read."""
    yield None, arrival.text
    yield None, arrival.ref
    yield from ((None, file.name) for file in arrival.files)
    yield from ((field, text) for field, its in arrival.values.items() for text in participants.texts_in(its))
    yield from ((None, text) for text in participants.texts_in(arrival.memo))
    if arrival.asks is not Asks.BUTTON or (isinstance(entry, Control) and entry.reads_message):
        yield None, arrival.message_text


def _found(text: str, uow: UnitOfWork) -> Finding | None:
    found = participants.find(text)
    known = colleagues(uow) if found and found.name else frozenset[str]()
    found = participants.find(text, known) if known else found
    line = participants.line_of(text, known) if found else None
    return replace(found, what=f"{found.what}, line {line}") if found and line else found


def _refusal(found: Finding, field: str | None, arrival: Arrival) -> NamesAParticipant:
    refusal = found.refusal()
    if arrival.door in IN_SLACK:
        refusal = NamesAParticipant(f"{refusal}{STILL_THERE}")
    refusal.field = field
    return refusal


def harmless(name: str | None) -> str | None:
    """A file's name, or what kind of file it is where its name could name a participant."""
    return f"file{PurePath(name).suffix}" if name and participants.find(name) else name
