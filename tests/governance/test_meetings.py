"""What a calendar tells anew of a meeting we hold, against the sessions there are: any telling, taken over, is no news any more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from governance.meetings import Meeting, Method, News, Time, news
from governance.sessions import Kind, Session, State

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLANNED = [NOW + timedelta(days=day) for day in range(-2, 6)]

times = some.builds(
    Time,
    planned=some.sampled_from(PLANNED),
    starts_at=some.sampled_from(PLANNED).map(lambda its: its + timedelta(minutes=30)),
    minutes=some.sampled_from([30, 60]),
    cancelled=some.booleans(),
)
tellings = some.builds(
    Meeting,
    uid=some.just("x"),
    method=some.sampled_from(Method),
    sequence=some.just(1),
    stamp=some.just(NOW),
    title=some.sampled_from(["Old", "New"]),
    zone=some.just("UTC"),
    organizer=some.just(""),
    attendees=some.just(()),
    times=some.lists(times, unique_by=lambda its: its.planned, max_size=5).map(tuple),
    whole=some.booleans(),
    repeats=some.just(True),
)


def session(number: int, starts_at: datetime, state: State, minutes: int = 30, title: str = "Old") -> Session:
    facts = {"id": number, "number": number, "vendor_id": 1, "study_id": None, "kind": Kind.OPERATIONAL, "zone": "UTC"}
    more = {"uid": str(number), "sequence": 0, "adopted_id": 1, "title": title, "state": state}
    return Session(**facts, **more, starts_at=starts_at, minutes=minutes)  # type: ignore[arg-type]


holdings = some.dictionaries(
    some.sampled_from(PLANNED),
    some.builds(
        session, some.integers(1, 99), some.sampled_from(PLANNED), some.sampled_from([State.SCHEDULED, State.CANCELLED])
    ),
)


def taken_over(held: dict[datetime, Session], meeting: Meeting, its: News) -> dict[datetime, Session]:
    """The sessions once a person has said yes."""
    moved = {session.id: time for session, time in its.moved}
    off = {session.id for session in its.cancelled}
    renamed = {session.id for session in its.renamed}
    after = {}
    for planned, one in held.items():
        time = moved.get(one.id)
        state = State.CANCELLED if one.id in off else one.state
        title = meeting.title if one.id in renamed else one.title
        starts_at, minutes = (time.starts_at, time.minutes) if time else (one.starts_at, one.minutes)
        after[time.planned if time else planned] = session(one.id, starts_at, state, minutes, title)
    new = {time.planned: session(1000 + n, time.starts_at, State.SCHEDULED, time.minutes, meeting.title)
           for n, time in enumerate(its.added)}  # fmt: skip
    return after | new


@given(holdings, tellings)
def test_what_was_taken_over_is_no_news_any_more(held: dict[datetime, Session], meeting: Meeting) -> None:
    held = {planned: session(n, its.starts_at, its.state) for n, (planned, its) in enumerate(held.items())}
    its = news(meeting, held, NOW)
    assert not news(meeting, taken_over(held, meeting, its), NOW)


@given(holdings, tellings)
def test_what_is_over_stays_as_it_was(held: dict[datetime, Session], meeting: Meeting) -> None:
    its = news(meeting, held, NOW)
    touched = [*(one for one, _ in its.moved), *its.cancelled, *its.renamed]
    assert all(one.starts_at > NOW and one.state is not State.CANCELLED for one in touched)
    assert all(time.starts_at > NOW for time in its.added)


@given(holdings, tellings)
def test_a_telling_of_some_touches_no_others(held: dict[datetime, Session], meeting: Meeting) -> None:
    its = news(meeting, held, NOW)
    if not meeting.whole:
        told = {held[time.planned].id for time in meeting.times if time.planned in held}
        assert {one.id for one in (*its.cancelled, *its.renamed)} <= told


@given(
    some.integers(1, 30).map(lambda every: timedelta(days=every)),
    some.integers(2, 9),
    some.integers(-14 * 24, 14 * 24).map(lambda hours: timedelta(hours=hours)),
)
def test_a_rule_that_moves_takes_its_meetings_along_in_order(every: timedelta, count: int, by: timedelta) -> None:
    starts = [NOW + timedelta(days=20) + number * every for number in range(count)]
    held = {at: session(number, at, State.SCHEDULED) for number, at in enumerate(starts)}
    times = tuple(Time(planned=at + by, starts_at=at + by, minutes=30) for at in starts)
    meeting = Meeting(
        uid="x", method=Method.REQUEST, sequence=1, stamp=NOW, title="Old", zone="UTC", organizer="", attendees=(),
        times=times, whole=True, repeats=True,
    )  # fmt: skip
    its = news(meeting, held, NOW)
    if not set(held) & {time.planned for time in times}:
        assert [(one.number, time.planned) for one, time in its.moved] == [
            (number, at + by) for number, at in enumerate(starts)
        ]
        assert not its.added and not its.cancelled  # noqa: PT018
    numbers = [one.number for one, _ in sorted(its.moved, key=lambda pair: pair[1].planned)]
    assert numbers == sorted(numbers)
