"""Where the meetings of a series stand, for the record: what a rule says is not where each of them was on some day."""

from collections.abc import Iterable
from itertools import groupby

from governance.events import (
    MeetingAdopted,
    MeetingChanged,
    SeriesEdited,
    SeriesEnded,
    SeriesMoved,
    SeriesPlanned,
    SeriesScheduled,
    SessionsPlaced,
    Words,
)
from governance.sessions import Session, State
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork


@feature.on(SeriesScheduled)
@feature.on(SeriesPlanned)
@feature.on(SeriesMoved)
@feature.on(SeriesEnded)
@feature.on(SeriesEdited)
def place_series(
    event: SeriesScheduled | SeriesPlanned | SeriesMoved | SeriesEnded | SeriesEdited, uow: UnitOfWork
) -> None:
    _place(uow.sessions.of_series(event.series), uow)


@feature.on(MeetingAdopted)
@feature.on(MeetingChanged)
def place_adopted(event: MeetingAdopted | MeetingChanged, uow: UnitOfWork) -> None:
    _place(uow.meetings.held(event.meeting).values(), uow)


def _place(sessions: Iterable[Session], uow: UnitOfWork) -> None:
    """Those still to come, and those that are cancelled; what is over stays where it was."""
    coming = sorted((its for its in sessions if its.starts_at > uow.at), key=lambda its: (_alike(its), its.id))
    for (title, minutes, zone, vendor), alike in groupby(coming, _alike):
        these = list(alike)
        uow.record(
            SessionsPlaced(
                vendor=vendor,
                title=Words(title),
                minutes=minutes,
                zone=zone,
                sessions=tuple(its.id for its in these),
                starts=tuple(0 if its.state is State.CANCELLED else int(its.starts_at.timestamp()) for its in these),
            )
        )


def _alike(its: Session) -> tuple[str, int, str, int]:
    return its.title, its.minutes, its.zone, its.vendor_id
