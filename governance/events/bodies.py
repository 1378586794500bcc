"""What happens to governance bodies, on their agendas, in their sessions, and to what they decided."""

from dataclasses import dataclass
from datetime import datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class BodyFormed(Event):
    subject_field = "body"
    body: int
    vendor: int
    kind: str
    name: Words


@dataclass(frozen=True, kw_only=True)
class BodyRenamed(Event):
    subject_field = "body"
    body: int
    vendor: int
    name: Words
    old: Words
    reason: Words


@dataclass(frozen=True, kw_only=True)
class CharterProposed(Event):
    """`rule` is the quorum in words, `limit` what the body may decide by itself."""

    subject_field = "body"
    body: int
    vendor: int
    version: int
    rule: Words
    limit: Words
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class CharterAgreed(Event):
    subject_field = "body"
    body: int
    vendor: int
    version: int


@dataclass(frozen=True, kw_only=True)
class CharterDeclined(Event):
    subject_field = "body"
    body: int
    vendor: int
    version: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SeatsChanged(Event):
    """Who sits for one party from now on; a deputy is named in the same place as the person they stand in for."""

    subject_field = "body"
    body: int
    vendor: int
    party: str
    chairs: tuple[int, ...]
    members: tuple[int, ...]
    deputies: tuple[int, ...]
    deputised: tuple[int, ...]
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class AgendaItemAdded(Event):
    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    title: Words
    stems_from: str


@dataclass(frozen=True, kw_only=True)
class AgendaItemSettled(Event):
    """What it stems from is over, so it need not be talked about any more."""

    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    stems_from: str


@dataclass(frozen=True, kw_only=True)
class AgendaItemChanged(Event):
    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    title: Words
    kind: str
    owner: int | None
    minutes: int


@dataclass(frozen=True, kw_only=True)
class AgendaItemWithdrawn(Event):
    """Somebody took it off before anything came of it."""

    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class AgendaItemConcluded(Event):
    """What came of it in a session; one that was parked or carried over goes on as `successor`."""

    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    session: int
    outcome: str
    successor: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaItemReopened(Event):
    """What had come of it was taken back."""

    subject_field = "agenda_item"
    agenda_item: int
    vendor: int
    session: int


@dataclass(frozen=True, kw_only=True)
class AgendaPosted(Event):
    """Both companies were shown the agenda. `minutes` is what its points take together."""

    subject_field = "session"
    session: int
    vendor: int
    items: tuple[int, ...]
    minutes: int


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(Event):
    subject_field = "session"
    session: int
    vendor: int
    items: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SessionStarted(Event):
    subject_field = "session"
    session: int
    vendor: int
    channel: str | None


@dataclass(frozen=True, kw_only=True)
class AttendanceNoted(Event):
    """`how` is present, deputy, apology or, for whoever was taken off the list, absent; a deputy is there `for_person`."""

    subject_field = "session"
    session: int
    vendor: int
    person: int
    how: str
    for_person: int | None


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """`state` is held or inquorate."""

    subject_field = "session"
    session: int
    vendor: int
    state: str
    present: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NoteUndone(Event):
    """What was made of what somebody said was taken back; `thing` as the record names it."""

    subject_field = "session"
    session: int
    vendor: int
    thing: str


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """`authority` says in words what it was made with. `amount` as written: EUR 5,000."""

    subject_field = "decision"
    decision: int
    vendor: int
    study: int | None
    session: int | None
    body: int | None
    question: Words
    outcome: Words
    rationale: Words
    authority: Words
    amount: str | None
    supersedes: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionReferred(Event):
    """It was over a body's limits and waits for the next one."""

    subject_field = "decision"
    decision: int
    vendor: int
    study: int | None
    session: int | None
    body: int | None
    goes_to: str
    outcome: Words
    because: Words


@dataclass(frozen=True, kw_only=True)
class DecisionCirculated(Event):
    """Its members are asked by mail and message, until `due_at`."""

    subject_field = "decision"
    decision: int
    vendor: int
    study: int | None
    session: int | None
    body: int | None
    outcome: Words
    due_at: datetime
    asked: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionRejected(Event):
    """Somebody who was asked said no, or too few said yes in time."""

    subject_field = "decision"
    decision: int
    vendor: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class DecisionSuperseded(Event):
    subject_field = "decision"
    decision: int
    vendor: int
    by_decision: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class DecisionWithdrawn(Event):
    """It was taken back in the session it was made in."""

    subject_field = "decision"
    decision: int
    vendor: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class DecisionReinstated(Event):
    """What had taken its place, `withdrawn`, was taken back, so it stands again as it did before."""

    subject_field = "decision"
    decision: int
    vendor: int
    withdrawn: int
    state: str


@dataclass(frozen=True, kw_only=True)
class DecisionDetailed(Event):
    """What was written down beside what was decided, while its session's minutes were not approved."""

    subject_field = "decision"
    decision: int
    vendor: int
    question: Words
    options: Words
    evidence: Words
    rationale: Words
