"""What every event is, and how the journal writes one down. Free text is typed `Words`: the chain hashes a salted
commitment of it, never the text."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, ClassVar, NewType, get_args, get_type_hints

Words = NewType("Words", str)
ERASED = "(erased)"  # what a free text reads that is gone


class Door(StrEnum):
    """Through which door a change came."""

    SLASH = "slash command"
    MENTION = "mention"
    DIRECT = "direct message"
    BUTTON = "button"
    FORM = "form"
    SHORTCUT = "shortcut"
    REACTION = "reaction"
    THREAD = "session's thread"
    HOME = "home"
    SLACK = "slack event"
    CLOCK = "clock"
    IMPORT = "import"
    FILE = "file of results"
    MAIL = "mail"
    COMMAND_LINE = "command line"
    CALENDAR = "calendar feed"
    PAGE = "web page"
    INGEST = "measurements over HTTP"


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of all events. `subject_field` names the field that says what the event is about."""

    subject_field: ClassVar[str]

    @property
    def subject(self) -> str:
        """For instance `action:17`: the thing whose history this event belongs to."""
        return f"{self.subject_field}:{getattr(self, self.subject_field)}"


def write_down(event: Event) -> tuple[dict[str, Any], dict[str, str]]:
    """An event as what the journal keeps: `(facts, texts)`, facts in JSON's own types, free text apart."""
    facts: dict[str, Any] = {}
    texts: dict[str, str] = {}
    kind: Any = type(event)
    for name, hint in _fields(kind).items():
        value = getattr(event, name)
        if _is_words(hint) and value is not None:
            texts[name] = value
        else:
            facts[name] = _plain(value)
    return facts, texts


def read_back(name: str, facts: dict[str, Any], texts: dict[str, str]) -> Event:
    """The event again; free text that was erased reads "(erased)", and what was not yet recorded then keeps its default."""
    kind: Any = kinds()[name]
    values = {
        field: _typed(facts[field], hint) if field in facts else texts.get(field, ERASED)
        for field, hint in _fields(kind).items()
        if field in facts or field in texts or (_is_words(hint) and field not in _defaults(kind))
    }
    event: Event = kind(**values)
    return event


@cache
def kinds() -> dict[str, type[Event]]:
    """Every kind of event by its name."""
    return {kind.__name__: kind for kind in Event.__subclasses__()}


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """An event class's fields and their types, in order; resolving the types is the slow part."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@cache
def _defaults(kind: Any) -> frozenset[str]:
    """The fields that an event recorded long ago may lack."""
    return frozenset(its.name for its in dataclasses.fields(kind) if its.default is not dataclasses.MISSING)


@cache
def _is_words(hint: Any) -> bool:
    return hint is Words or Words in get_args(hint)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, hint: Any) -> Any:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if value is None:
        return None
    if datetime in kinds:
        return datetime.fromisoformat(value)
    if date in kinds:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
