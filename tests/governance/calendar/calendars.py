"""People with calendars for the tests of the finder, and the finder's rules said again the slow way, minute by minute."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from governance.calendar.availability import Grid, Span, availability
from governance.calendar.board import Invitee, Part
from governance.calendar.business_days import is_business_day
from governance.calendar.fairness import Weights
from governance.calendar.working_hours import WorkingHours

PLACES = {
    "Europe/Warsaw": "PL",
    "Europe/London": "GB",
    "America/New_York": "US",
    "America/Los_Angeles": "US",
    "Asia/Kolkata": "IN",
    "Australia/Sydney": "AU",
    "Asia/Riyadh": "SA",
}
QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


def moment(words: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weeks(begin: str, count: float) -> Grid:
    return Grid(moment(begin), round(count * 7 * 96))


def invitee(
    grid: Grid,
    key: int,
    zone: str = "Europe/Warsaw",
    side: str = "sponsor",
    part: Part = Part.REQUIRED,
    *,
    busy: Sequence[Span] = (),
    tentative: Sequence[Span] = (),
    unknown: Sequence[Span] = (),
) -> Invitee:
    known = [(grid.start, grid.end)]
    calendar = availability(grid, known, busy=busy, tentative=tentative, unknown=unknown)
    hours = WorkingHours(zone=ZoneInfo(zone), country=PLACES[zone])
    return Invitee(key=key, side=side, part=part, hours=hours, calendar=calendar)


@st.composite
def spans(draw: st.DrawFn, grid: Grid, most: int = 12) -> list[Span]:
    """Stretches of minutes, not of quarters, some of them across the edges of the grid."""
    edges = st.tuples(st.integers(-100, grid.slots * 15), st.integers(1, 8 * 60))
    return [
        (grid.start + first * MINUTE, grid.start + (first + length) * MINUTE)
        for first, length in draw(st.lists(edges, max_size=most))
    ]


@st.composite
def parties(draw: st.DrawFn, grid: Grid) -> list[tuple[Invitee, dict[str, list[Span]]]]:
    """Two sides with a chair each, and the spans each calendar was made of."""
    people = []
    for key in range(draw(st.integers(2, 6))):
        side = ("sponsor", "vendor")[key % 2]
        part = Part.CHAIR if key < 2 else draw(st.sampled_from([Part.REQUIRED, Part.OPTIONAL]))
        zone = draw(st.sampled_from(sorted(PLACES)))
        its = {name: draw(spans(grid)) for name in ("busy", "tentative", "unknown")}
        its["unknown"] = its["unknown"][:3]
        made = invitee(
            grid, key, zone, side, part, busy=its["busy"], tentative=its["tentative"], unknown=its["unknown"]
        )
        people.append((made, its))
    return people


def could_come(person: Invitee, taken: dict[str, list[Span]], start: datetime, minutes: int, weights: Weights) -> bool:
    """Asked of every minute of the meeting."""
    return all(_could(person, taken, start + n * MINUTE, weights) for n in range(minutes))


def _could(person: Invitee, taken: dict[str, list[Span]], at: datetime, weights: Weights) -> bool:
    local = at.astimezone(person.hours.zone)
    if not weights.earliest <= local.time() < weights.latest or not is_business_day(local.date(), person.hours.country):
        return False
    return not any(begin <= at < end for name in ("busy", "unknown") for begin, end in taken[name])
