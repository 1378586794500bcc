"""Answers to invitations: what a calendar's reply may change, and what has to be asked back. After RFC 5546, 2.1.4, 2.1.5
and 3.2.3, and after what calendars really send."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class Says(StrEnum):
    """What somebody answers."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as it came. `instance` is the planned start of the one meeting of a series that it is about, as an aware
    moment, or as a day where the calendar named only that; None is the whole series, or a calendar that forgot to say."""

    uid: str
    mail: str
    says: Says | None
    sequence: int
    stamp: datetime
    instance: datetime | date | None = None
    organizer: str | None = None
    proposes: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What was sent under a uid: from whom, to whom, and since which `sequence` an answer still means the same meeting.

    `sequences` has that number for each planned start of a series, and for None, which is the series or the single
    meeting. `is_series` says which. Addresses are in lower case.
    """

    uid: str
    organizer: str
    guests: frozenset[str]
    sequences: Mapping[datetime | None, int]
    is_series: bool = False


class Verdict(StrEnum):
    """What becomes of an answer."""

    COUNTS = "counts"
    PROPOSES = "proposes another time"
    ONE_OR_ALL = "does not say which meeting of the series it is about"
    OLD_TIME = "answers an earlier time of the meeting"
    SUPERSEDED = "is older than the answer we have"
    UNINVITED = "is from somebody who was not invited"
    OTHER_MEETING = "is about a meeting we do not know"
    UNVERIFIED = "cannot be shown to come from its sender"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An answer's verdict, and the planned start it is about (None: the series or the single meeting)."""

    verdict: Verdict
    about: datetime | None = None


def judge(
    answer: Answer, invitation: Invitation, newest: Mapping[datetime | None, tuple[int, datetime]], *, verified: bool
) -> Judged:
    """What an answer may change. `newest` has (sequence, stamp) of this guest's last answer for each planned start.

    `verified` says that the mail is shown to come from the guest. Nobody's answer is believed otherwise.
    """
    if not _is_ours(answer, invitation):
        return Judged(verdict=Verdict.OTHER_MEETING)
    if answer.mail not in invitation.guests:
        return Judged(verdict=Verdict.UNINVITED)
    try:
        about = _about(answer.instance, invitation)
    except LookupError:
        return Judged(verdict=Verdict.OTHER_MEETING)
    return Judged(verdict=_verdict(answer, about, invitation, newest.get(about), verified=verified), about=about)


def leveled(answer: Answer, invitation: Invitation) -> Answer:
    """The answer under the sequence that asked last, where it names a later one: all sequences since then ask the same,
    and which of two answers is newer only their stamps tell. A line in Slack has no sequence of its own at all."""
    try:
        asked = invitation.sequences[_about(answer.instance, invitation)]
    except LookupError:
        return answer
    return replace(answer, sequence=min(answer.sequence, asked))


def _is_ours(answer: Answer, invitation: Invitation) -> bool:
    """Exchange leaves the organizer out; one that is there must be us."""
    return answer.uid == invitation.uid and answer.organizer in (None, invitation.organizer)


def _verdict(
    answer: Answer,
    about: datetime | None,
    invitation: Invitation,
    newest: tuple[int, datetime] | None,
    *,
    verified: bool,
) -> Verdict:
    if not verified:
        return Verdict.UNVERIFIED
    if answer.sequence < invitation.sequences[about]:
        return Verdict.OLD_TIME
    if newest and (answer.sequence, answer.stamp) <= newest:
        return Verdict.SUPERSEDED
    if answer.proposes:
        return Verdict.PROPOSES
    return Verdict.ONE_OR_ALL if about is None and invitation.is_series else Verdict.COUNTS


def _about(instance: datetime | date | None, invitation: Invitation) -> datetime | None:
    """The planned start that is meant, compared as an instant; LookupError when there is none such."""
    if instance is None:
        return None
    for start in invitation.sequences:
        if start is not None and _same(instance, start):
            return start
    raise LookupError(instance)


def _same(instance: datetime | date, start: datetime) -> bool:
    if isinstance(instance, datetime):
        return instance == start
    return instance == start.date()  # in the zone the series is anchored in, which is what calendars write
