"""The states of an action item: whatever is tried in whatever order, only what the table allows happens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance.actions import (
    LONGEST_REASON,
    LONGEST_TITLE,
    MOVES,
    OPEN,
    VERIFIED_ORIGINS,
    ActionItem,
    Deed,
    Draft,
    Origin,
    State,
    check_due,
    check_reason,
    check_reopen,
    check_side,
    check_undo,
    first_state,
    open_item,
    side,
    state_after,
    waits_on,
)
from governance.calendar.business_days import business_days_between
from governance.calendar.working_hours import WorkingHours
from governance.people import Person, Role
from governance.refusals import Refusal
from governance.rules import Rules

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
USUAL = Rules()

# Spelled out a second time, from GOVERNANCE: what may follow what, whoever does it. Taking an item over is accepting it.
PROPOSED, ACCEPTED, STARTED, BLOCKED = State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS, State.BLOCKED
DONE, VERIFIED, CANCELLED = State.DONE, State.VERIFIED, State.CANCELLED
ALLOWED: dict[State, set[State]] = {
    PROPOSED: {PROPOSED, ACCEPTED, STARTED, BLOCKED, DONE, CANCELLED},
    ACCEPTED: {PROPOSED, ACCEPTED, STARTED, BLOCKED, DONE, CANCELLED},
    STARTED: {PROPOSED, ACCEPTED, STARTED, BLOCKED, DONE, CANCELLED},
    BLOCKED: {PROPOSED, ACCEPTED, STARTED, BLOCKED, DONE, CANCELLED},
    DONE: {PROPOSED, ACCEPTED, STARTED, BLOCKED, VERIFIED},
    VERIFIED: set(),
    CANCELLED: {PROPOSED, ACCEPTED, STARTED, BLOCKED},
}

BOB = Person(id=1, name="Bob", role=Role.MEMBER)
ALICE = Person(id=2, name="Alice", role=Role.ADMINISTRATOR)
VERA = Person(id=3, name="Vera", role=Role.VENDOR_LEAD, vendor_id=7)
VIC = Person(id=4, name="Vic", role=Role.VENDOR_MEMBER, vendor_id=7)
OTTO = Person(id=5, name="Otto", role=Role.VENDOR_LEAD, vendor_id=8)
NOBODY = Person(id=6, name="Nobody", role=Role.STRANGER)
PEOPLE = {person.id: person for person in (BOB, ALICE, VERA, VIC)}

insiders = st.sampled_from(list(PEOPLE.values()))
origins = st.none() | st.sampled_from(list(Origin))
deeds = st.lists(st.tuples(st.sampled_from(list(Deed)), insiders, st.integers(0, 400)), max_size=40)


def hours(country: str | None) -> WorkingHours:
    """Of somebody in Greenwich."""
    return WorkingHours(zone=ZoneInfo("UTC"), country=country)


def item(owner: Person = VERA, asker: Person = BOB, **facts: object) -> ActionItem:
    its: dict[str, object] = {
        "id": 1,
        "number": 1,
        "vendor_id": 7,
        "study_id": None,
        "title": "send the list",
        "owner_id": owner.id,
        "opened_by": asker.id,
        "due_on": date(2026, 11, 27),
        "state": first_state(owner.id, asker.id),
        "opened_at": MONDAY,
    }
    return ActionItem(**(its | facts))  # type: ignore[arg-type]


def closed(state: State, at: datetime = MONDAY, **facts: object) -> ActionItem:
    return item(state=state, closed_at=at, closed_by=VERA.id, closed_from=State.ACCEPTED, **facts)


def done_to(its: ActionItem, deed: Deed, by: Person, at: datetime) -> ActionItem:
    """The item after a deed, checked as every door checks it, or the refusal."""
    owner, asker = PEOPLE[its.owner_id], PEOPLE[its.opened_by]
    check_side(its, deed, by, owner, asker)
    state = state_after(its, deed)
    if deed is Deed.UNDO:
        check_undo(its, at, USUAL)
    if deed is Deed.REOPEN:
        check_reopen(its, at, hours(None), USUAL)
    if deed in (Deed.FINISH, Deed.CANCEL):
        return replace(its, state=state, closed_at=at, closed_by=by.id, closed_from=its.state)
    if deed in (Deed.UNDO, Deed.REOPEN):
        return replace(its, state=state, closed_at=None, closed_by=None, closed_from=None)
    return replace(its, state=state, owner_id=asker.id if deed is Deed.DECLINE else its.owner_id)


# --- whatever is tried ---------------------------------------------------------------------------------------------------


@given(insiders, insiders, origins, deeds)
def test_no_sequence_of_deeds_leads_to_a_state_the_table_does_not_allow(
    owner: Person, asker: Person, origin: Origin | None, tried: list[tuple[Deed, Person, int]]
) -> None:
    its, at = item(owner, asker, origin=origin), MONDAY
    for deed, by, minutes in tried:
        at += timedelta(minutes=minutes)
        try:
            after = done_to(its, deed, by, at)
        except Refusal:
            continue
        assert after.state in ALLOWED[its.state]
        assert after.is_open == (after.closed_at is None)
        assert after.state is not State.VERIFIED or after.needs_verification
        its = after


@given(st.sampled_from(list(State)), st.sampled_from(list(Deed)), origins)
def test_a_deed_the_table_does_not_know_is_refused_in_a_sentence(
    state: State, deed: Deed, origin: Origin | None
) -> None:
    its = item(state=state, origin=origin, closed_from=State.ACCEPTED)
    if state in MOVES[deed] and (deed is not Deed.VERIFY or its.needs_verification):
        assert state_after(its, deed) in ALLOWED[state]
        return
    with pytest.raises(Refusal, match=r"A-1 .*\."):
        state_after(its, deed)


@pytest.mark.parametrize("deed", Deed)
def test_what_is_verified_stays_verified(deed: Deed) -> None:
    with pytest.raises(Refusal):
        state_after(closed(State.VERIFIED, origin=Origin.AUDIT), deed)


def test_every_state_is_reached_and_every_deed_is_in_the_table() -> None:
    assert set(MOVES) == set(Deed)
    assert {state for moves in MOVES.values() for state in moves.values()} == set(State)


@given(st.sampled_from(sorted(OPEN)), st.sampled_from([Deed.FINISH, Deed.CANCEL]), origins)
def test_undo_leads_back_to_where_it_was_closed_from(state: State, deed: Deed, origin: Origin | None) -> None:
    before = item(ALICE, BOB, state=state, origin=origin)
    after = done_to(done_to(before, deed, ALICE, MONDAY), Deed.UNDO, BOB, MONDAY)
    assert after == before


def test_what_people_promised_themselves_is_accepted_when_it_is_reopened() -> None:
    assert state_after(closed(State.CANCELLED, owner=BOB, asker=BOB), Deed.REOPEN) is State.ACCEPTED
    assert state_after(closed(State.CANCELLED, owner=VERA, asker=BOB), Deed.REOPEN) is State.PROPOSED


# --- whose deed it is ----------------------------------------------------------------------------------------------------


@given(insiders, insiders, insiders, st.sampled_from(list(Deed)), origins)
def test_the_owners_side_works_and_the_askers_side_judges(
    by: Person, owner: Person, asker: Person, deed: Deed, origin: Origin | None
) -> None:
    its = item(owner, asker, origin=origin)
    works = {Deed.ACCEPT, Deed.DECLINE, Deed.START, Deed.BLOCK, Deed.UNBLOCK}
    theirs = deed in works and by.party != owner.party
    theirs = theirs or (deed in (Deed.VERIFY, Deed.CANCEL) and by.party != asker.party)
    theirs = theirs or (deed is Deed.VERIFY and by.id == owner.id)
    theirs = theirs or (deed is Deed.FINISH and origin in VERIFIED_ORIGINS and by.party != owner.party)
    if theirs:
        with pytest.raises(Refusal):
            check_side(its, deed, by, owner, asker)
    else:
        check_side(its, deed, by, owner, asker)


@given(st.sampled_from([OTTO, NOBODY]), insiders, insiders)
def test_another_vendor_does_neither_the_work_nor_the_judging(by: Person, owner: Person, asker: Person) -> None:
    for deed in (Deed.ACCEPT, Deed.DECLINE, Deed.START, Deed.BLOCK, Deed.UNBLOCK, Deed.VERIFY, Deed.CANCEL):
        with pytest.raises(Refusal):
            check_side(item(owner, asker), deed, by, owner, asker)


@given(st.sampled_from(list(State)), insiders, insiders, st.booleans())
def test_somebody_acts_next_until_nothing_is_left_to_do(
    state: State, owner: Person, asker: Person, verified: bool
) -> None:
    waited_for = waits_on(state, owner, asker, needs_verification=verified)
    if state in OPEN:
        assert waited_for == side(owner)
    elif state is State.DONE and verified:
        assert waited_for == side(asker)
    else:
        assert waited_for is None


# --- how long it can be taken back ---------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.timedeltas(timedelta(0), timedelta(hours=2)))
@example(10, timedelta(minutes=10))
@example(10, timedelta(minutes=10, microseconds=1))
def test_undo_lasts_as_long_as_the_rules_say_and_no_longer(minutes: int, later: timedelta) -> None:
    rules = Rules(undo_minutes=minutes)
    if later <= timedelta(minutes=minutes):
        check_undo(closed(State.DONE), MONDAY + later, rules)
    else:
        with pytest.raises(Refusal, match=f"{minutes} minutes"):
            check_undo(closed(State.DONE), MONDAY + later, rules)


@given(
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(1, 10),
    st.integers(0, 40),
    st.sampled_from([None, "GB", "PL", "US", "SA", "IL", "JP"]),
)
def test_reopening_lasts_some_business_days(day: date, most: int, later: int, country: str | None) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    its, at, today = closed(State.DONE, noon), noon + timedelta(days=later), day + timedelta(days=later)
    past = business_days_between(day, today, country)
    if past > most:
        with pytest.raises(Refusal, match=f"{most} business days"):
            check_reopen(its, at, hours(country), Rules(reopen_days=most))
    elif past < most or later == 0:
        check_reopen(its, at, hours(country), Rules(reopen_days=most))


def test_the_days_for_reopening_are_counted_where_the_asker_is() -> None:
    thursday_there = datetime(2026, 11, 25, 12, tzinfo=UTC)  # one in the morning in Auckland
    there = WorkingHours(zone=ZoneInfo("Pacific/Auckland"))
    check_reopen(closed(State.DONE, thursday_there), datetime(2026, 12, 3, 10, tzinfo=UTC), there, Rules(reopen_days=5))
    with pytest.raises(Refusal):
        check_reopen(
            closed(State.DONE, thursday_there), datetime(2026, 12, 3, 12, tzinfo=UTC), there, Rules(reopen_days=5)
        )


@given(st.integers(0, 2000))
def test_what_waits_for_verification_can_be_reopened_however_late(later: int) -> None:
    check_reopen(closed(State.DONE, origin=Origin.BREACH), MONDAY + timedelta(days=later), hours("GB"), USUAL)


# --- what is opened ------------------------------------------------------------------------------------------------------


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
@example("\u2028", date(2026, 1, 1), date(2026, 1, 1))
def test_what_is_opened_has_a_title_in_one_line_and_is_due_from_today_on(title: str, due: date, today: date) -> None:
    draft = Draft(title=title, owner_id=1, due_on=due)
    if due < today or not title.split():
        with pytest.raises(Refusal):
            open_item(draft, today)
        return
    fit = open_item(draft, today)
    assert fit.title.split() == title.split()
    assert fit.title.splitlines() == [fit.title]
    assert open_item(fit, today) == fit
    assert check_due(due, today) == due


@pytest.mark.parametrize("length", [1, LONGEST_TITLE, LONGEST_TITLE + 1])
def test_a_title_may_be_three_thousand_signs_long(length: int) -> None:
    draft = Draft(title="x" * length, owner_id=1, due_on=MONDAY.date())
    if length > LONGEST_TITLE:
        with pytest.raises(Refusal, match=r"3,?000"):
            open_item(draft, MONDAY.date())
    else:
        assert open_item(draft, MONDAY.date()).title == draft.title


@given(st.text(max_size=40), st.sampled_from([0, LONGEST_REASON, LONGEST_REASON + 1]))
def test_a_reason_says_something_in_one_line(text: str, more: int) -> None:
    said = text + "x" * more
    plain = " ".join(said.split())
    if plain and len(plain) <= LONGEST_REASON:
        assert check_reason(said, "why") == plain
        return
    with pytest.raises(Refusal):
        check_reason(said, "why")


@given(st.sampled_from(list(State)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_only_what_is_open_is_late(state: State, today: date) -> None:
    its = item(state=state)
    assert its.days_late(today) == (max(0, (today - its.due_on).days) if state in OPEN else 0)
