"""What happens to an overdue promise that somebody asks about."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class ActionItemEscalated(Event):
    """Raised to the account leads or the executives; by nobody when it climbed by itself."""

    subject_field = "action"
    action: int
    escalation: int
    level: str
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class EscalationAcknowledged(Event):
    subject_field = "action"
    action: int
    escalation: int
    level: str


@dataclass(frozen=True, kw_only=True)
class EscalationEnded(Event):
    subject_field = "action"
    action: int
    escalation: int
    level: str
    outcome: str
    reason: Words | None
