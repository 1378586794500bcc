"""What happens to meetings that are kept in somebody else's calendar."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class MeetingOffered(Event):
    """A calendar told of a meeting, or of a change to one: `method` as calendars call it. Nothing is taken over yet.

    `by` is who sent it, `verified` (0 or 1) whether that was shown.
    """

    subject_field = "meeting"
    meeting: int
    offer: int
    method: str
    title: Words
    by: int
    verified: int


@dataclass(frozen=True, kw_only=True)
class MeetingAdopted(Event):
    """It is held as sessions from now on, which its organiser's calendar keeps."""

    subject_field = "meeting"
    meeting: int
    offer: int
    vendor: int
    kind: str
    title: Words
    sessions: tuple[int, ...]
    guests: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """What its organiser changed was taken over: which sessions are new, at another time, off, or only named otherwise."""

    subject_field = "meeting"
    meeting: int
    offer: int
    added: tuple[int, ...]
    moved: tuple[int, ...]
    cancelled: tuple[int, ...]
    edited: tuple[int, ...]
    invited: tuple[int, ...]
    dropped: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Event):
    """Nothing was taken over."""

    subject_field = "meeting"
    meeting: int
    offer: int
