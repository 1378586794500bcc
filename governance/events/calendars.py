"""What happens to the calendars people let Parley look at. An address is a secret: only its host is on the record."""

from dataclasses import dataclass

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class CalendarLinked(Event):
    subject_field = "person"
    person: int
    host: Words


@dataclass(frozen=True, kw_only=True)
class CalendarRemoved(Event):
    subject_field = "person"
    person: int
