"""Results: one number for one period, from expected to final. A restatement and a dispute keep both numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from governance.kpis.colours import Colour


class ResultState(StrEnum):
    """How far a result has come; "expected" is a period without one."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    FINAL = "final"
    RESTATED = "restated"


class ResultDeed(StrEnum):
    """What is done to a result; each value completes "it cannot be ..."."""

    ACCEPT = "accepted"
    DISPUTE = "disputed"
    SETTLE = "settled"
    FINISH = "made final"
    RESTATE = "restated"


_S = ResultState
# Deed by state: where it leads. What is not here cannot be done.
MOVES: dict[ResultDeed, dict[ResultState, ResultState]] = {
    ResultDeed.ACCEPT: {_S.SUBMITTED: _S.ACCEPTED, _S.RESTATED: _S.ACCEPTED, _S.DISPUTED: _S.ACCEPTED},
    ResultDeed.DISPUTE: {_S.SUBMITTED: _S.DISPUTED, _S.RESTATED: _S.DISPUTED, _S.ACCEPTED: _S.DISPUTED},
    ResultDeed.SETTLE: {_S.DISPUTED: _S.FINAL},
    ResultDeed.FINISH: {_S.SUBMITTED: _S.FINAL, _S.RESTATED: _S.FINAL, _S.ACCEPTED: _S.FINAL},
    ResultDeed.RESTATE: dict.fromkeys(ResultState, _S.RESTATED),
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number for one period; `period` is its first day, `colour` the one it had when it came in.

    `worst` is the longest single case (hours of the definition's clock), `unadjusted` the value before excusals were taken
    out (None where there were none). A dispute's own numbers stand in `claimed_*`, beside the ones disputed.
    """

    id: int
    definition_id: int
    vendor_id: int
    study_id: int | None = None
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    colour: Colour
    submitted_at: datetime
    imported: bool
    worst: float | None = None
    unadjusted: float | None = None
    state: ResultState = ResultState.SUBMITTED
    submitted_by: int | None = None
    evidence: str = ""
    note: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    disputed_by: int | None = None
    disputed_at: datetime | None = None
    dispute_reason: str = ""
    claimed_numerator: float | None = None
    claimed_denominator: float | None = None
    claimed_value: float | None = None
    replaced_by: int | None = None
