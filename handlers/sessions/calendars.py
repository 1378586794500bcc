"""Whose calendar says what, laid on the finder's grid. What cannot be read is unknown, never free."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.calendar.availability import Availability, Grid, availability
from governance.calendar.busy import Busy, Span
from governance.people import Person
from storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)


def calendars_of(people: Sequence[Person], grid: Grid, uow: UnitOfWork) -> dict[int, Availability]:
    """Everybody's calendar, with the days they said they are away and the sessions they are invited to."""
    whose = {person.id for person in people}
    said = uow.calendars.busy_of(whose, grid.start, grid.end)
    sessions: dict[int, list[Span]] = {person: [] for person in whose}
    for person, begins, ends in uow.sessions.taken(whose, grid.start, grid.end):
        sessions[person].append((begins, ends))
    return {its.id: _laid_out(its, said[its.id], sessions[its.id], grid, uow) for its in people}


def _laid_out(person: Person, said: Busy, sessions: list[Span], grid: Grid, uow: UnitOfWork) -> Availability:
    return availability(
        grid,
        [(grid.start, grid.end)],
        busy=[*said.busy, *sessions, *_away(person, grid, person.hours(uow.workspace.zone).zone)],
        tentative=said.tentative,
        unknown=said.unknown,
    )


def _away(person: Person, grid: Grid, zone: ZoneInfo) -> list[Span]:
    """What they told of themselves with `me away`."""
    if person.away_until is None:
        return []
    begins = _midnight(person.away_from, zone) if person.away_from else grid.start
    return [(begins, _midnight(person.away_until + _DAY, zone))]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
