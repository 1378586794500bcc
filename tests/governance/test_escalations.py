"""Who is asked about what is overdue, who may decide, and what climbs without anybody's doing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.actions import OPEN, ActionItem, Concern, State
from governance.calendar.business_days import business_days_between
from governance.escalations import (
    Escalation,
    Level,
    Outcome,
    asked,
    climbs_by_itself,
    is_mentioned,
    leads_are_asked,
    may_decide,
)
from governance.people import Person, Role
from governance.reminders import wake
from governance.rules import Rules
from governance.vendors import Status, Vendor

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
USUAL = Rules()

ids = st.none() | st.integers(1, 6)
vendors = st.builds(
    Vendor,
    id=st.just(7),
    name=st.just("Helix"),
    service=st.just("CRO"),
    tier=st.just(1),
    status=st.just(Status.ACTIVE),
    sponsor_lead=ids,
    vendor_lead=ids,
    sponsor_executive=ids,
    vendor_executive=ids,
)
people = st.builds(
    Person,
    id=st.integers(1, 8),
    name=st.just("Somebody"),
    role=st.sampled_from(list(Role)),
    vendor_id=st.just(7),
)
concerns = st.none() | st.sampled_from(list(Concern))
countries = st.sampled_from([None, "GB", "US", "SA", "IL"])
moments = st.timedeltas(timedelta(0), timedelta(days=40)).map(lambda its: MONDAY + its)


def item(**facts: object) -> ActionItem:
    its: dict[str, object] = {
        "id": 1,
        "number": 1,
        "vendor_id": 7,
        "study_id": None,
        "title": "send the list",
        "owner_id": 3,
        "opened_by": 1,
        "due_on": FRIDAY,
        "state": State.ACCEPTED,
        "opened_at": MONDAY,
    }
    return ActionItem(**(its | facts))  # type: ignore[arg-type]


def step(level: Level = Level.LEADS, **facts: object) -> Escalation:
    its: dict[str, object] = {"id": 1, "action_id": 1, "reason": None, "raised_by": None, "raised_at": MONDAY}
    return Escalation(level=level, **(its | facts))  # type: ignore[arg-type]


# --- the ladder ----------------------------------------------------------------------------------------------------------


@given(
    st.sampled_from(list(Level)),
    concerns,
    st.none() | moments,
    st.none() | moments,
    moments,
    st.integers(0, 100),
)
@example(Level.LEADS, Concern.SAFETY, None, None, MONDAY + timedelta(hours=24), 24)
@example(Level.LEADS, Concern.SAFETY, None, None, MONDAY + timedelta(hours=24, microseconds=-1), 24)
def test_only_what_cannot_wait_climbs_by_itself_from_the_leads_and_when_nobody_acknowledged(
    level: Level,
    concern: Concern | None,
    acknowledged: datetime | None,
    ended: datetime | None,
    at: datetime,
    hours: int,
) -> None:
    its = step(level, acknowledged_at=acknowledged, ended_at=ended)
    waited = at - its.raised_at >= timedelta(hours=hours)
    climbs = climbs_by_itself(its, item(concern=concern), at, Rules(acknowledge_within_hours=hours))
    assert climbs == (concern is not None and level is Level.LEADS and not acknowledged and not ended and waited)


def test_what_cannot_wait_is_safety_data_integrity_and_unblinding() -> None:
    assert {str(concern) for concern in Concern} == {"safety", "data integrity", "unblinding"}


def test_there_are_two_levels_and_every_ending_has_a_name() -> None:
    assert list(Level) == [Level.LEADS, Level.EXECUTIVES]
    assert len({str(outcome) for outcome in Outcome}) == len(Outcome)


@settings(max_examples=200)
@given(
    st.sampled_from(list(State)),
    concerns,
    st.dates(FRIDAY - timedelta(days=5), FRIDAY + timedelta(days=40)),
    st.none() | st.dates(FRIDAY, FRIDAY + timedelta(days=40)),
    countries,
    st.integers(0, 10),
)
def test_the_leads_are_asked_about_what_is_open_overdue_and_not_on_hold(
    state: State, concern: Concern | None, today: date, held: date | None, country: str | None, after: int
) -> None:
    its = item(state=state, concern=concern, held_until=held)
    late = business_days_between(FRIDAY, today, country) >= after and today > FRIDAY
    due = today > FRIDAY if concern else late
    expected = state in OPEN and due and not (held and held > today)
    assert leads_are_asked(its, today, country, Rules(leads_hear_after=after)) == expected


@given(countries, concerns, st.integers(0, 10))
def test_once_overdue_enough_it_stays_so_until_something_is_done(
    country: str | None, concern: Concern | None, after: int
) -> None:
    its, rules = item(concern=concern), Rules(leads_hear_after=after)
    asked_on = [leads_are_asked(its, FRIDAY + timedelta(days=n), country, rules) for n in range(60)]
    assert asked_on == sorted(asked_on)
    assert asked_on[-1]


# --- who -----------------------------------------------------------------------------------------------------------------


@given(people, st.none() | vendors, ids)
def test_whoever_is_asked_may_decide_and_nobody_else_but_those_who_manage_vendors(
    person: Person, vendor: Vendor | None, administrator: int | None
) -> None:
    everyone = asked(Level.LEADS, vendor, administrator) | asked(Level.EXECUTIVES, vendor, administrator)
    manages = person.role in (Role.ADMINISTRATOR, Role.VENDOR_MANAGER)
    assert may_decide(person, vendor, administrator) == (person.id in everyone or manages)


@given(vendors, ids)
def test_those_who_are_named_are_asked_and_where_nobody_is_the_next_best(
    vendor: Vendor, administrator: int | None
) -> None:
    leads, executives = asked(Level.LEADS, vendor, administrator), asked(Level.EXECUTIVES, vendor, administrator)
    named = {vendor.sponsor_lead, vendor.vendor_lead, vendor.sponsor_executive, vendor.vendor_executive, administrator}
    assert leads | executives <= named - {None}
    assert {vendor.sponsor_lead, vendor.vendor_lead} - {None} <= leads
    assert {vendor.sponsor_executive, vendor.vendor_executive} - {None} <= executives
    assert not administrator or (leads and executives), "somebody is always asked"
    if leads:
        assert executives, "what the leads were asked goes on to somebody"


@pytest.mark.parametrize("level", Level)
def test_what_is_of_no_vendor_is_the_administrators(level: Level) -> None:
    assert asked(level, None, 4) == {4}
    assert asked(level, None, None) == set()


# --- when it stands in a daily message -----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    moments,
    st.sampled_from(["Europe/Warsaw", "America/New_York", "Pacific/Chatham", "Asia/Riyadh", "Pacific/Kiritimati"]),
    st.none() | st.times().map(lambda its: its.replace(second=0, microsecond=0)),
    st.integers(1, 8),
    concerns,
)
@example(MONDAY + timedelta(hours=9), "Europe/London", time(20), 5, None)  # raised after the last letter they can get
def test_a_decision_stands_in_the_first_message_after_it_was_raised_and_then_every_so_often(
    raised: datetime, zone: str, own: time | None, every: int, concern: Concern | None
) -> None:
    person = Person(id=1, name="Lead", role=Role.VENDOR_LEAD, vendor_id=7, zone=zone, remind_at=own)
    hours, rules = person.hours(zone), Rules(remind_late_every=every)
    its, local = step(raised_at=raised), raised.astimezone(hours.zone)
    letters, at = [], raised - timedelta(microseconds=1)
    while len(letters) < 40:
        at = wake(hours, rules, own, at)
        letters.append(at.astimezone(hours.zone).date())
    told = [day for day in letters if is_mentioned(its, item(concern=concern), person, day, zone, rules)]
    assert told[0] == letters[0], "the first message after it was raised"
    if concern:
        assert told == letters
        return
    since = [business_days_between(local.date(), day, hours.country) for day in told]
    assert all(count % every == 0 for count in since[1:])
    assert len(told) >= len(letters) // every - 1
