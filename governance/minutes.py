"""Minutes: what a session came to, drafted at once, approved by each party, and never changed again; corrections are addenda."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from governance.approvals import Approval, Deed
from governance.refusals import Empty, Refusal, TooLong

LONGEST_COMMENT = 2000
LONGEST_TEXT = 3000  # the summary, and what is said to one point
BY_ITSELF = 1  # business days after the end a draft goes to both companies, whoever sent it
ON_TIME = 5  # minutes a session may begin late


class FiledAlready(Refusal):
    """The minutes of {reference} are approved by both companies, so they stay as they are. Add a correction instead."""


class NoMinutes(Refusal):
    """There are no minutes of {reference} yet. They are drafted when a chair ends the session."""


class MinutesNotSent(Refusal):
    """The minutes of {reference} are still a draft, so there is nothing to approve yet. {scribe} sends them to both companies; by
    themselves they go one business day after the session."""


class MinutesSentAlready(Refusal):
    """The minutes of {reference} have gone to both companies already. `session minutes {reference}` shows who still has to approve."""


class MinutesNotFiled(Refusal):
    """The minutes of {reference} are not approved by both companies yet, so they need no correction: comment on them, or ask {scribe}
    to edit them."""


class NotTheirMinutes(Refusal):
    """These minutes are edited by their scribe, {scribe}, or by a chair. Press Comment, or write `session minutes {reference} comment
    ...`, and they read what should be different."""


class NotAChair(Refusal):
    """{deed} the minutes of {reference} is for {people}. You can comment on them."""


class MinutesMoved(Refusal):
    """Somebody changed the minutes of {reference} meanwhile, so nothing of yours was kept. Copy your words, open the form again and
    put them in."""


class NothingDifferent(Refusal):
    """Nothing is different from version {version}, so it stays. Change a text, or cancel."""


class NoAddendum(Refusal):
    """There is no correction {number} to the minutes of {reference}. `session minutes {reference}` shows those there are."""


class State(StrEnum):
    """How far minutes have come (GOVERNANCE, sessions)."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    COMMENTED = "commented"
    FILED = "filed"


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The minutes of one session as they stand: `version` is the newest one, `due_on` the day both are to have approved by."""

    id: int
    session_id: int
    vendor_id: int
    study_id: int | None = None
    state: State
    version: int
    scribe_id: int | None = None
    drafted_at: datetime
    due_on: date
    chairs_told_at: datetime | None = None
    filed_at: datetime | None = None

    @property
    def stems(self) -> str:
        """What the record and the approvals call them."""
        return f"minutes:{self.id}"

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None

    @property
    def waits(self) -> bool:
        """Whether both companies are asked to approve."""
        return self.state in (State.CIRCULATED, State.COMMENTED)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version, which never changes. `content` is all that is in it, in JSON's own types; `digest` its SHA-256."""

    id: int
    minutes_id: int
    version: int
    content: Mapping[str, Any]
    digest: str
    made_by: int | None
    made_at: datetime

    @property
    def approved_as(self) -> str:
        """The version an approval of it names, with what stands in it."""
        return f"{self.version} {self.digest}"


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody of either company said to a version."""

    id: int
    minutes_id: int
    version: int
    person_id: int
    text: str
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class Addendum:
    """A correction to minutes that were approved; it stands beside them for good."""

    id: int
    minutes_id: int
    number: int
    text: str
    person_id: int
    added_at: datetime

    @property
    def stems(self) -> str:
        return f"addendum:{self.id}"


def given_by_party(given: Iterable[Approval], version: str) -> dict[str, Approval]:
    """The first approval each party gave to exactly this version; what was given to another one does not count."""
    found: dict[str, Approval] = {}
    for its in given:
        if its.version == version and its.deed is Deed.APPROVED:
            found.setdefault(its.party, its)
    return found


def check_text(text: str, what: str, hint: str, most: int = LONGEST_COMMENT) -> str:
    """What somebody wrote, its lines kept. Raises Empty or TooLong."""
    said = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not said:
        raise Empty(what=what, hint=hint)
    if len(said) > most:
        raise TooLong(what=what, length=len(said), most=most)
    return said
