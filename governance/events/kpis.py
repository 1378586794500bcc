"""What happens to definitions."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


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
    content: Words | None = None


@dataclass(frozen=True, kw_only=True)
class KpiProposed(Event):
    """`says` is all that the version says, word for word as both companies read it. `reason` is why what was agreed changes."""

    subject_field = "definition"
    definition: int
    vendor: int
    study: int | None
    code: str
    version: int
    party: str
    name: Words
    says: Words
    direction: str
    target: float
    red_limit: float
    effective_from: date
    content: Words | None = None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class KpiAgreed(Event):
    """One side has agreed; `in_force` when the other had already."""

    subject_field = "definition"
    definition: int
    vendor: int
    code: str
    version: int
    party: str
    in_force: bool
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class KpiDeclined(Event):
    subject_field = "definition"
    definition: int
    vendor: int
    code: str
    version: int
    party: str
    reason: Words


@dataclass(frozen=True, kw_only=True)
class KpiWithdrawn(Event):
    """A proposal taken back, or with `ends_on` a KPI that ends."""

    subject_field = "definition"
    definition: int
    vendor: int
    code: str
    version: int
    party: str
    reason: Words
    ends_on: date | None
