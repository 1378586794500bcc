"""Polls: which time is best, who decides, until when, and what is news."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.board import Part
from governance.calendar.business_days import business_days_between
from governance.calendar.working_hours import WorkingHours
from governance.polls import (
    Poll,
    PollOver,
    Says,
    Slot,
    SlotOver,
    State,
    answers_by,
    check_open,
    check_slot,
    deadline,
    is_open,
    may_decide,
    missing,
    news,
    ranked,
)
from governance.sessions import Kind
from tests.cast import MONDAY

PEOPLE = range(1, 6)
PLACES = range(3)


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    slots = [
        Slot(starts_at=MONDAY + timedelta(hours=hours), cost=cost)
        for hours, cost in draw(
            st.lists(
                st.tuples(st.integers(48, 500), st.sampled_from([0.0, 0.5, 2.0])), min_size=1, max_size=3, unique=True
            )
        )
    ]
    guests = {who: draw(st.sampled_from(Part)) for who in PEOPLE}
    pairs = [(who, place) for who in PEOPLE for place in range(len(slots))]
    answers = {pair: draw(st.sampled_from(Says)) for pair in pairs if draw(st.booleans())}
    return poll_of(slots, guests, answers)


def poll_of(slots: list[Slot], guests: dict[int, Part], answers: dict[tuple[int, int], Says]) -> Poll:
    return Poll(
        id=1, vendor_id=1, kind=Kind.JOINT_STRATEGY, title="x", minutes=60, zone="Europe/Warsaw", called_by=1,
        asked_at=MONDAY, deadline=MONDAY + timedelta(days=2), state=State.OPEN, slots=tuple(slots), guests=guests,
        answers=answers,
    )  # fmt: skip


# --- which is best ------------------------------------------------------------------------------------------------------


@given(polls())
def test_every_slot_is_ranked_once_and_one_without_a_cant_of_those_needed_goes_before_any_with(poll: Poll) -> None:
    order = ranked(poll)
    assert sorted(order) == list(range(len(poll.slots)))
    lacking = [bool(missing(poll, place)) for place in order]
    assert lacking == sorted(lacking)


@given(polls())
def test_among_slots_alike_the_more_that_it_works_for_then_the_cheaper_then_the_earlier(poll: Poll) -> None:
    for better, worse in pairwise(ranked(poll)):
        if bool(missing(poll, better)) != bool(missing(poll, worse)):
            continue
        works = [len(poll.said(place, Says.WORKS)) for place in (better, worse)]
        assert works[0] >= works[1]
        if works[0] == works[1]:
            one, other = poll.slots[better], poll.slots[worse]
            assert (one.cost, one.starts_at) < (other.cost, other.starts_at)


@given(polls(), st.sampled_from(PEOPLE), st.sampled_from(PLACES))
def test_one_more_that_it_works_for_never_makes_a_slot_worse(poll: Poll, who: int, place: int) -> None:
    if place >= len(poll.slots):
        return
    happier = replace(poll, answers={**poll.answers, (who, place): Says.WORKS})
    assert ranked(happier).index(place) <= ranked(poll).index(place)


@given(polls(), st.permutations(PEOPLE))
def test_who_answered_first_does_not_matter(poll: Poll, order: list[int]) -> None:
    mixed = dict(sorted(poll.answers.items(), key=lambda pair: order.index(pair[0][0])))
    assert ranked(replace(poll, answers=mixed)) == ranked(poll)


def test_an_optional_persons_cant_does_not_rule_a_slot_out() -> None:
    slots = [Slot(starts_at=MONDAY + timedelta(days=n), cost=1.0) for n in (3, 4)]
    guests = {1: Part.CHAIR, 2: Part.OPTIONAL}
    answers = {(1, 0): Says.WORKS, (2, 0): Says.CANNOT, (1, 1): Says.CANNOT, (2, 1): Says.WORKS}
    poll = poll_of(slots, guests, answers)
    assert ranked(poll) == [0, 1]
    assert (missing(poll, 0), missing(poll, 1)) == ([], [1])


# --- complete, and what is news ------------------------------------------------------------------------------------------


@given(polls())
def test_complete_means_that_nobody_is_unanswered(poll: Poll) -> None:
    assert poll.is_complete == (not poll.unanswered)
    assert poll.is_complete == (len(poll.answers) == len(PEOPLE) * len(poll.slots))


@given(polls(), st.dictionaries(st.sampled_from(PLACES), st.sampled_from(Says)))
def test_only_what_was_not_said_already_is_news(poll: Poll, said: dict[int, Says]) -> None:
    new = dict(news(poll, 1, said))
    after = replace(poll, answers={**poll.answers, **{(1, place): says for place, says in new.items()}})
    assert dict(news(after, 1, said)) == {}
    assert all(after.answers_of(1)[place] is says for place, says in said.items())


# --- until when ----------------------------------------------------------------------------------------------------------


HOURS = st.builds(
    WorkingHours,
    zone=st.sampled_from(
        [ZoneInfo(its) for its in ("Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Australia/Sydney")]
    ),
    country=st.sampled_from([None, "PL", "US", "IN", "AU"]),
    begin=st.just(time(9)),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, HOURS)
def test_people_have_two_business_days_at_the_same_time_of_day_whatever_the_clocks_do(
    at: datetime, hours: WorkingHours
) -> None:
    then = answers_by(at, hours)
    asked, due = at.astimezone(hours.zone), then.astimezone(hours.zone)
    assert business_days_between(asked.date(), due.date(), hours.country) == 2
    gap = due.replace(tzinfo=None).time() != asked.time()
    assert not gap or abs(then - at) < timedelta(days=15)  # only where the clocks skip that time of day
    assert then > at + timedelta(hours=46)


@given(MOMENTS, st.integers(0, 400), HOURS)
def test_answers_are_due_before_the_first_slot_and_not_before_they_are_asked_for(
    at: datetime, hours_ahead: int, hours: WorkingHours
) -> None:
    first = at + timedelta(hours=hours_ahead)
    due = deadline(at, first, hours)
    assert at <= due <= max(at, first - timedelta(hours=1))


# --- open, over, whose ---------------------------------------------------------------------------------------------------


@given(polls(), st.integers(0, 700))
def test_a_poll_is_open_while_one_of_its_times_is_still_to_come(poll: Poll, hours: int) -> None:
    now = MONDAY + timedelta(hours=hours)
    to_come = any(slot.starts_at > now for slot in poll.slots)
    assert is_open(poll, now) == to_come
    assert not is_open(replace(poll, state=State.BOOKED), now)
    for place, slot in enumerate(poll.slots):
        if slot.starts_at > now:
            assert check_slot(poll, place, now) == slot
        else:
            with pytest.raises(SlotOver):
                check_slot(poll, place, now)


@pytest.mark.parametrize(
    ("state", "hours", "words"),
    [
        (State.BOOKED, 0, "This poll is over: a time was chosen. Nothing was changed."),
        (State.CANCELLED, 0, "This poll is over: it was cancelled. Nothing was changed."),
        (State.OPEN, 100, "This poll is over: all its times have passed. Nothing was changed."),
    ],
)
def test_what_is_over_says_how(state: State, hours: int, words: str) -> None:
    poll = poll_of([Slot(starts_at=MONDAY + timedelta(hours=48), cost=0.0)], {1: Part.CHAIR}, {})
    with pytest.raises(PollOver) as refusal:
        check_open(replace(poll, state=state), MONDAY + timedelta(hours=hours))
    assert str(refusal.value) == words


def test_a_place_that_is_none_is_no_slot() -> None:
    poll = poll_of([Slot(starts_at=MONDAY + timedelta(hours=48), cost=0.0)], {1: Part.CHAIR}, {})
    for place in (-1, 1):
        with pytest.raises(SlotOver):
            check_slot(poll, place, MONDAY)


def test_whoever_asked_and_both_leads_decide_and_nobody_else() -> None:
    poll = poll_of([Slot(starts_at=MONDAY, cost=0.0)], {1: Part.CHAIR}, {})
    assert [who for who in (1, 2, 3, 4) if may_decide(poll, who, (2, None))] == [1, 2]
