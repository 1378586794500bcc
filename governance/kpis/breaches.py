"""Breaches: a red result, recorded at once, and closed only by an action that is verified and a later result that is green."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A red result that has been recorded; open until `closed_at`.

    The leads hear of it at once; the channel at `channel_at` at the latest (a moment in the channel's zone, two business
    days on; at once for what cannot wait), or with the vendor's comment, whichever comes first (`channel_told_at`).
    """

    id: int
    vendor_id: int
    study_id: int | None = None
    definition_id: int
    result_id: int
    period: date
    opened_at: datetime
    closed_at: datetime | None = None
    channel_at: datetime | None = None
    channel_told_at: datetime | None = None
    comment: str = ""
    commented_by: int | None = None
    commented_at: datetime | None = None
    action_id: int | None = None
    closed_by_result: int | None = None
