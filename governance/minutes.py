"""Minutes: what a session came to, drafted at once, approved by each party, and never changed again; corrections are addenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from governance.refusals import Refusal

LONGEST_COMMENT = 2000


class MinutesFiled(Refusal):
    """The minutes of {reference} are approved by both companies, so they stay as they are. Add a correction as an addendum."""


class NoMinutes(Refusal):
    """There are no minutes of {reference} yet. They are drafted when a chair ends the session."""


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
    asked_on: date | None = None
    chairs_told_at: datetime | None = None
    filed_at: datetime | None = None

    @property
    def stems(self) -> str:
        """What the record and the approvals call them."""
        return f"minutes:{self.id}"


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
