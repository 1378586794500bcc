"""A KPI as both companies agree on it: one version never changes; a change makes the next one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from governance.actions import Concern
from governance.kpis.periods import Frequency


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Lens(StrEnum):
    """What a KPI looks at."""

    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    RELATIONSHIP = "relationship"
    SAFETY = "safety"
    COMPLIANCE = "compliance"
    DELIVERY = "delivery"
    GOVERNANCE = "governance"


class Party(StrEnum):
    """A side of the partnership: who is measured, who reports, who has agreed."""

    SPONSOR = "sponsor"
    VENDOR = "vendor"

    @property
    def other(self) -> "Party":
        return Party.VENDOR if self is Party.SPONSOR else Party.SPONSOR


class Clock(StrEnum):
    """Which time counts between the start and the stop event."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Limits(StrEnum):
    """How the limits are read: agreed once, as a quality tolerance limit that depends on how many were looked at, or as a
    score that is bad when it is far from nought on either side."""

    FIXED = "fixed"
    QTL = "qtl"
    SCORE = "score"


class Standing(StrEnum):
    """How far both companies have come with a version. An imported one was measured before it was put to either."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    IMPORTED = "imported"


IN_FORCE = frozenset({Standing.AGREED, Standing.IMPORTED})


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of a KPI. Limits are in `unit`; the target counts as green, the red limit still as amber.

    `smallest_denominator` 0 asks for no denominator; `grace_days` are calendar days after the period's last day.
    `measured` is whose work it measures, `reported_by` the side that brings the numbers, `*_owner` who answers for them.

    With a clock: a case runs from `start_event` to `stop_event` and counts when it took at most `within` (hours of
    calendar time or of working time, by `clock`, in `clock_zone` and on working days of `clock_country`); `outer_limit` is
    the most that any single case may take, in the same hours: beyond it the result is red, whatever the percentage.

    With `limits` QTL: `target` is the expected proportion p (in `unit`, so in per cent when it begins with %) and the
    red limit is p + `sigmas` * sqrt(p(1-p)/n); `red_limit` is then not read. With `limits` SCORE the value is a z-score:
    amber from `target` away from nought, red from `red_limit`, on either side.

    `credit_pool` and `credit_share` are per cent (see governance.kpis.credits); 0 gives no credit.
    """

    id: int
    vendor_id: int
    study_id: int | None = None
    code: str
    version: int
    name: str
    question: str
    lens: Lens
    unit: str
    direction: Direction
    target: float
    red_limit: float
    smallest_denominator: float
    frequency: Frequency
    grace_days: int
    clause: str
    effective_from: date
    numerator_words: str = ""
    denominator_words: str = ""
    measured: Party = Party.VENDOR
    reported_by: Party = Party.VENDOR
    sponsor_owner: int | None = None
    vendor_owner: int | None = None
    source: str = ""
    concern: Concern | None = None
    clock: Clock = Clock.CALENDAR
    start_event: str = ""
    stop_event: str = ""
    within: float | None = None
    outer_limit: float | None = None
    clock_zone: str = "UTC"
    clock_country: str = ""
    limits: Limits = Limits.FIXED
    sigmas: float | None = None
    credit_pool: float = 0.0
    credit_share: float = 0.0
    state: Standing = Standing.IMPORTED
    proposed_by: int | None = None
    proposed_at: datetime | None = None
    sponsor_by: int | None = None
    sponsor_at: datetime | None = None
    vendor_by: int | None = None
    vendor_at: datetime | None = None
    # Why it takes the place of what was agreed; "" where nothing was.
    why: str = ""
    declined_why: str = ""
    ends_on: date | None = None

    @property
    def key(self) -> tuple[int, int | None, str]:
        """What all versions of a KPI share: vendor, study, code."""
        return self.vendor_id, self.study_id, self.code

    @property
    def reporter(self) -> int | None:
        """The person who answers for the numbers."""
        return self.vendor_owner if self.reported_by is Party.VENDOR else self.sponsor_owner

    @property
    def cannot_wait(self) -> bool:
        """Whether a red here is told to the channel at once: safety, data integrity, unblinding."""
        return self.lens is Lens.SAFETY or self.concern is not None

    def is_in_force(self, day: date) -> bool:
        """Whether both have agreed to it (or it was imported) and it holds on `day`; a later version may hold too."""
        return self.state in IN_FORCE and self.effective_from <= day and (self.ends_on is None or day < self.ends_on)


def in_force(versions: Iterable[Definition], day: date) -> dict[tuple[int, int | None, str], Definition]:
    """Of each KPI the version that holds on `day`: the highest that has begun. A period's is that of its first day."""
    begun = [its for its in versions if its.state in IN_FORCE and its.effective_from <= day]
    newest = {its.key: its for its in sorted(begun, key=lambda its: its.version)}
    return {key: its for key, its in newest.items() if its.is_in_force(day)}


def to_begin(versions: Iterable[Definition], day: date) -> list[Definition]:
    """Of each KPI that does not hold on `day` and will, the version it begins with; in order of that beginning, then code."""
    known = list(versions)
    held = in_force(known, day)
    later = [its for its in known if its.state in IN_FORCE and its.effective_from > day and its.key not in held]
    ahead = [its for its in later if its.ends_on is None or its.ends_on > its.effective_from]
    first = {its.key: its for its in sorted(ahead, key=lambda its: (its.effective_from, its.version), reverse=True)}
    return sorted(first.values(), key=lambda its: (its.effective_from, its.code, its.study_id or 0))
