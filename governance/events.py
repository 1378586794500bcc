"""Everything that can happen, in the past tense. Events are frozen and complete: the journal keeps them as they are,
and reactions need nothing else. Free text is typed `Words`: the chain hashes a salted commitment of it, never the text."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, ClassVar, NewType, get_args, get_type_hints

Words = NewType("Words", str)


class Door(StrEnum):
    """Through which door a change came."""

    SLASH = "slash command"
    MENTION = "mention"
    DIRECT = "direct message"
    BUTTON = "button"
    FORM = "form"
    SHORTCUT = "shortcut"
    REACTION = "reaction"
    HOME = "home"
    SLACK = "slack event"
    CLOCK = "clock"
    IMPORT = "import"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of all events. `subject_field` names the field that says what the event is about."""

    subject_field: ClassVar[str]

    @property
    def subject(self) -> str:
        """For instance `action:17`: the thing whose history this event belongs to."""
        return f"{self.subject_field}:{getattr(self, self.subject_field)}"


@dataclass(frozen=True, kw_only=True)
class WorkspaceSetUp(Event):
    subject_field = "workspace"
    workspace: int
    administrator: int


@dataclass(frozen=True, kw_only=True)
class PersonRecognised(Event):
    subject_field = "person"
    person: int
    name: Words
    role: str
    vendor: int | None


@dataclass(frozen=True, kw_only=True)
class StudyAdded(Event):
    subject_field = "study"
    study: int
    protocol: str
    title: Words


@dataclass(frozen=True, kw_only=True)
class VendorAdded(Event):
    subject_field = "vendor"
    vendor: int
    name: Words
    service: Words
    tier: int
    sponsor_lead: int | None
    vendor_lead: int | None


@dataclass(frozen=True, kw_only=True)
class VendorLinked(Event):
    subject_field = "vendor"
    vendor: int
    channel: str
    study: int | None


@dataclass(frozen=True, kw_only=True)
class ActionItemOpened(Event):
    subject_field = "action"
    action: int
    vendor: int | None
    study: int | None
    title: Words
    owner: int
    due_on: date
    source: str | None


@dataclass(frozen=True, kw_only=True)
class ActionItemClosed(Event):
    subject_field = "action"
    action: int
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class SessionScheduled(Event):
    subject_field = "session"
    session: int
    vendor: int
    study: int | None
    kind: str
    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    guests: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class KpiDefined(Event):
    subject_field = "definition"
    definition: int
    vendor: int
    study: int | None
    code: str
    version: int
    name: Words
    direction: str
    target: float
    red_limit: float


@dataclass(frozen=True, kw_only=True)
class ResultSubmitted(Event):
    subject_field = "result"
    result: int
    definition: int
    vendor: int
    study: int | None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    colour: str


@dataclass(frozen=True, kw_only=True)
class ResultRestated(Event):
    subject_field = "result"
    result: int
    replaces: int
    definition: int
    vendor: int
    period: date
    old: float | None
    new: float | None
    colour: str


@dataclass(frozen=True, kw_only=True)
class SlaBreached(Event):
    subject_field = "breach"
    breach: int
    vendor: int
    study: int | None
    definition: int
    result: int
    period: date


@dataclass(frozen=True, kw_only=True)
class HistoryImported(Event):
    subject_field = "workspace"
    workspace: int
    file_sha256: str
    lines: int
    used: int
    unusable: int


@dataclass(frozen=True, kw_only=True)
class DigestSubscribed(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int
    cron: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class DigestStopped(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int


@dataclass(frozen=True, kw_only=True)
class DigestQueued(Event):
    """A digest was written down to be posted; `late_by` is in minutes (0 unless the bot had been down)."""

    subject_field = "vendor"
    vendor: int
    channel: str
    colour: str
    late_by: int


KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}


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
    """The event again; free text that was erased reads "(erased)"."""
    kind: Any = KINDS[name]
    values = {
        field: texts.get(field, "(erased)") if field not in facts else _typed(facts[field], hint)
        for field, hint in _fields(kind).items()
    }
    event: Event = kind(**values)
    return event


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """An event class's fields and their types, in order; resolving the types is the slow part."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


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
