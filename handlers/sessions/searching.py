"""A search for a time: everybody's hours and calendars laid out, and what the finder finds in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.calendar.availability import Availability, Grid
from governance.calendar.board import Invitee
from governance.calendar.fairness import Ledger, Weights
from governance.calendar.finder import Found, Option, Window, find
from governance.calendar.ledger import Attendee, Meeting, burdens_of
from governance.calendar.series_finder import FoundSeries, Year, find_series
from governance.people import Person
from governance.polls import answers_by
from handlers.kit import shown
from handlers.kit.words import listing
from handlers.sessions.calendars import calendars_of
from handlers.sessions.ledger import carried_by, names_of, side_of
from handlers.sessions.wishes import USUAL_SPAN, Wish
from storage.unit_of_work import UnitOfWork

A_YEAR = timedelta(days=365)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Search:
    """All that a search needs. `unread` are the people of whose calendar next to nothing is known."""

    wish: Wish
    people: Mapping[int, Person]
    invitees: tuple[Invitee, ...]
    unread: tuple[int, ...]
    ledger: Ledger
    weights: Weights
    names: Mapping[str, str]

    def mention(self, person: int) -> str:
        return shown.person(self.people[person])

    def burdens(self, start: datetime, coming: Collection[int]) -> dict[str, float]:
        """What a meeting then adds to the ledger of either side, through those who come."""
        there = [its for its in self.invitees if its.key in coming]
        people = tuple(Attendee(side=its.side, part=its.part, hours=its.hours) for its in there)
        return burdens_of(Meeting(starts_at=start, minutes=self.wish.minutes, people=people), self.weights)

    @property
    def unread_words(self) -> str:
        return listing([self.mention(person) for person in self.unread])


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was found; `asking` where calendars had to be taken as free to be asked, because too much is unknown."""

    found: Found
    asking: bool


def search_for(wish: Wish, uow: UnitOfWork) -> Search:
    return _search(wish, Grid.between(wish.begin, wish.end), uow)


def search_series(wish: Wish, uow: UnitOfWork) -> Search:
    """A year from the wished beginning on, with the weeks around it, since a meeting may be moved within its week."""
    return _search(wish, Grid.between(wish.begin - A_WEEK, wish.begin + A_YEAR + A_WEEK), uow)


def best_times(search: Search, uow: UnitOfWork, *, asking: bool = False) -> Outcome:
    """The three best; where too much is unknown, those that working hours and holidays allow, to be asked for."""
    outcome = Outcome(found=_find(search, uow, asking=asking), asking=asking)
    if outcome.found.options or not search.unread or asking:
        return outcome
    return Outcome(found=_find(search, uow, asking=True), asking=True)


def times_at(search: Search, starts: Sequence[datetime], uow: UnitOfWork) -> list[Option]:
    """What these very starts mean for everybody, as far as they can be at all."""
    length = timedelta(minutes=search.wish.minutes)
    windows = [Window(begin=start, end=start + length, not_before=uow.at) for start in sorted(starts)]
    return [option for window in windows for option in _in(search, window, asking=True).options]


def best_series(search: Search) -> FoundSeries:
    """Takes up to some seconds. Of a year nobody's calendar is known well, so unknown counts as free to be asked."""
    wish = search.wish
    assert wish.often
    begin = wish.begin.date()
    year = Year(begin=begin, end=begin + A_YEAR, weekly=wish.often.weekly, every=wish.often.every)
    return find_series(search.invitees, year, wish.minutes, search.weights, search.ledger, asking=True)


def _find(search: Search, uow: UnitOfWork, *, asking: bool) -> Found:
    """People get notice; where they are asked first, they get the time to answer besides."""
    answered = answers_by(uow.at, uow.actor.hours(uow.workspace.zone)) if asking and uow.actor else uow.at
    notice = answered + timedelta(hours=search.weights.notice_hours)
    return _in(search, Window(begin=search.wish.begin, end=search.wish.end, not_before=notice), asking=asking)


def _in(search: Search, window: Window, *, asking: bool) -> Found:
    return find(search.invitees, window, search.wish.minutes, search.weights, search.ledger, asking=asking)


def _search(wish: Wish, grid: Grid, uow: UnitOfWork) -> Search:
    calendars = calendars_of(wish.guests, grid, uow)
    return Search(
        wish=wish,
        people={person.id: person for person in wish.guests},
        invitees=tuple(_invitee(person, calendars[person.id], wish, uow) for person in wish.guests),
        unread=tuple(person.id for person in wish.guests if _is_unread(calendars[person.id], wish)),
        ledger=carried_by(wish.vendor, uow).ledger,
        weights=uow.rules.weights,
        names=names_of(wish.vendor, uow),
    )


def _invitee(person: Person, calendar: Availability, wish: Wish, uow: UnitOfWork) -> Invitee:
    hours = person.hours(uow.workspace.zone)
    return Invitee(key=person.id, side=side_of(person), part=wish.part(person), hours=hours, calendar=calendar)


def _is_unread(calendar: Availability, wish: Wish) -> bool:
    """Whether of the first weeks more is unknown than known: farther ahead no calendar is read."""
    first_weeks = calendar.grid.within(wish.begin, wish.begin + USUAL_SPAN)
    return 2 * (calendar.unknown & first_weeks).bit_count() > first_weeks.bit_count()
