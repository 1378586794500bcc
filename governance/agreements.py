"""Agreements between the two companies: from when to when they hold, and by when somebody must say that they end or go on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from governance.refusals import Refusal

LONGEST_TITLE = 200
MOST_NOTICE = 1000  # days
AHEAD = timedelta(days=90)  # so long before the day of notice it is talked about


class UnknownAgreement(Refusal):
    """There is no agreement {reference} here. `vendor agreements` lists them."""


class ExpiresBeforeItBegins(Refusal):
    """The agreement would expire on {expires}, before it takes effect on {effective}. Change one of the days."""

    field = "expires"


class EndsLater(Refusal):
    """{reference} cannot be ended on {day}, which is still to come. Change the day it expires instead: `vendor agreement {reference}`."""

    field = "expires"


class NoticeNeedsAnEnd(Refusal):
    """Days of notice count back from the day it expires. Give that day, or leave the days of notice at 0."""

    field = "notice_days"


class NotADocument(Refusal):
    """The link "{link}" opens no document. Give one that begins with https://, or none."""


class NotDays(Refusal):
    """I cannot read "{said}" as a number of days. Write a whole number from 0 to {most}."""


class NothingIsNew(Refusal):
    """Nothing in it is different from now. Change something, or close the form."""


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


def take_notice(said: str) -> int:
    """Calendar days before it expires; none where nothing is said."""
    words = said.strip() or "0"
    if not (words.isascii() and words.isdigit() and len(words) < 6 and int(words) <= MOST_NOTICE):
        raise NotDays(said=words[:40], most=MOST_NOTICE)
    return int(words)


def take_document(said: str) -> str | None:
    """A link to where it is kept, or none."""
    link = said.strip()
    if link and not (link.startswith("https://") and len(link.split()) == 1 and not set(link) & set("<>|")):
        raise NotADocument(link=link[:80])
    return link or None


def check_days(effective: date, expires: date | None, notice: int) -> None:
    """Raises ExpiresBeforeItBegins or NoticeNeedsAnEnd."""
    if expires is None and notice:
        raise NoticeNeedsAnEnd
    if expires is not None and expires < effective:
        raise ExpiresBeforeItBegins(expires=f"{expires:%-d %B %Y}", effective=f"{effective:%-d %B %Y}")


def check_end(agreement: Agreement, day: date, today: date) -> None:
    """Raises EndsLater, or ExpiresBeforeItBegins."""
    if day > today:
        raise EndsLater(reference=agreement.reference, day=f"{day:%-d %B %Y}")
    check_days(agreement.effective_on, day, 0)
