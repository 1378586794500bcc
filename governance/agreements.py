"""Agreements between the two companies: from when to when they hold, and by when somebody must say that they end or go on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from governance.refusals import Refusal

AHEAD = timedelta(days=90)  # so long before the day of notice it is talked about


class UnknownAgreement(Refusal):
    """There is no agreement {reference} here. `vendor agreements` lists them."""


class EndsBeforeItBegins(Refusal):
    """The agreement would expire on {expires}, before it takes effect on {effective}. Change one of the days."""

    field = "expires"


class AgreementKind(StrEnum):
    """GOVERNANCE, people and parties."""

    MASTER = "master services agreement"
    WORK_ORDER = "work order"
    QUALITY = "quality agreement"
    CHANGE_ORDER = "change order"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One agreement. It holds from `effective_on` to `expires_on`, both included; None: until somebody ends it. Whoever wants it to
    end or to go on says so `notice_days` calendar days before."""

    id: int
    vendor_id: int
    study_id: int | None = None
    kind: AgreementKind
    title: str
    effective_on: date
    expires_on: date | None = None
    notice_days: int = 0
    link: str | None = None
    kept_by: int | None = None
    kept_at: datetime
    ended_on: date | None = None

    @property
    def reference(self) -> str:
        """What people call it: G-3."""
        return f"G-{self.id}"

    @property
    def stems(self) -> str:
        return f"agreement:{self.id}"

    @property
    def notice_on(self) -> date | None:
        """The last day on which somebody can say that it ends or goes on."""
        return self.expires_on - timedelta(days=self.notice_days) if self.expires_on else None

    def is_expiring(self, day: date) -> bool:
        """Whether it is time to talk about what comes after it; also once it is over and nobody has said."""
        return self.ended_on is None and self.notice_on is not None and day >= self.notice_on - AHEAD
