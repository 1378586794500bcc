"""What Parley puts on an agenda fits the session, is in order, loses nothing; and is posted some business days ahead."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.agenda import AgendaItem, ImpossibleMinutes, ItemKind, check_minutes, rearranged, take_kind
from governance.drawing_up import (
    MOST,
    REST_MINUTES,
    Gravity,
    Group,
    Proposal,
    agenda_is_due,
    fitted,
    placed,
    rest_words,
)

NINE = time(9)
groups = some.sampled_from([its for its in Group if its is not Group.ALL])
proposals = some.lists(
    some.builds(
        Proposal,
        group=groups,
        title=some.just("x"),
        kind=some.sampled_from(ItemKind),
        minutes=some.integers(1, 60),
        gravity=some.sampled_from(Gravity),
    ),
    max_size=40,
)


@given(proposals, some.integers(1, 480), some.dictionaries(groups, some.integers(0, 5000), max_size=3))
def test_it_fits_and_whatever_is_no_point_of_its_own_is_counted(
    wanted: list[Proposal], room: int, more: dict[Group, int]
) -> None:
    its = fitted(wanted, room, more)
    assert sum(one.minutes for one in its.chosen) + its.rest_minutes * len(its.rest) <= room
    assert len(its.chosen) + sum(its.rest.values()) == len(wanted) + sum(more.values())
    assert [one.rank for one in its.chosen] == sorted(one.rank for one in its.chosen)
    assert all(count <= MOST[group] for group, count in Counter(one.group for one in its.chosen).items())
    assert all(its.rest.values())


def test_where_there_is_no_room_at_all_one_minute_says_how_much_there_is() -> None:
    wanted = [Proposal(group=Group.KPIS, title="x"), Proposal(group=Group.ACTIONS, title="y")]
    assert fitted(wanted, -30) == fitted(wanted, 0)
    assert fitted(wanted, 0).rest == {Group.ALL: 2}
    assert fitted(wanted, 0).rest_minutes == 1


def test_what_fits_takes_no_room_for_a_rest() -> None:
    assert fitted([Proposal(group=Group.KPIS, title="x", minutes=10)], 10).rest == {}
    assert fitted([], 0) == fitted([], 60)


def test_what_was_carried_over_is_served_first() -> None:
    old = Proposal(group=Group.POINTS, title="old", kind=ItemKind.INFORMATION, item=item(1, carried=1))
    new = Proposal(group=Group.DECISIONS, title="new", kind=ItemKind.DECISION)
    assert [its.title for its in fitted([new, old], 10 + REST_MINUTES).chosen] == ["old"]


def test_the_rest_is_said_in_words() -> None:
    assert rest_words(Group.ACTIONS, 31, beside=True) == "31 more overdue action items"
    assert rest_words(Group.ACTIONS, 1, beside=False) == "1 overdue action item"


# --- the order -----------------------------------------------------------------------------------------------------------


def item(ident: int, kind: ItemKind = ItemKind.DISCUSSION, stems: str = "", **more: object) -> AgendaItem:
    facts = {"vendor_id": 1, "title": "x", "added_at": datetime(2026, 11, 23, tzinfo=UTC)}
    return AgendaItem(id=ident, kind=kind, stems_from=stems, **facts | more)  # type: ignore[arg-type]


def test_decisions_come_first_then_what_is_grave() -> None:
    new = [item(1, stems="action:1"), item(2), item(3, stems="breach:1"), item(4, ItemKind.DECISION)]
    gravity = {"action:1": Gravity.ACTION, "breach:1": Gravity.CANNOT_WAIT}
    assert placed([], new, gravity) == [4, 3, 2, 1]


def test_what_people_put_in_order_stays_so() -> None:
    there = [item(1, position=1), item(2, ItemKind.DECISION, position=2), item(3, position=3)]
    assert placed(there, [item(4, ItemKind.INFORMATION)], {}) == [1, 2, 3, 4]
    assert placed(there, [item(4, ItemKind.DECISION)], {}) == [4, 1, 2, 3]


@given(some.integers(1, 12), some.dictionaries(some.integers(1, 12), some.integers(1, 12), max_size=4))
def test_whoever_gives_places_loses_no_point(count: int, places: dict[int, int]) -> None:
    order = list(range(1, count + 1))
    assert sorted(rearranged(order, places)) == order
    assert rearranged(order, {its: its for its in places}) == order


def test_a_point_that_is_given_a_place_has_it() -> None:
    assert rearranged([1, 2, 3, 4], {4: 1}) == [4, 1, 2, 3]
    assert rearranged([1, 2, 3, 4], {1: 3}) == [2, 3, 1, 4]
    assert rearranged([1, 2, 3], {1: 2, 2: 1}) == [2, 1, 3]


# --- words ---------------------------------------------------------------------------------------------------------------


def test_a_kind_may_stand_in_front() -> None:
    assert take_kind("decision: who pays") == (ItemKind.DECISION, "who pays")
    assert take_kind("Information: the new sites") == (ItemKind.INFORMATION, "the new sites")
    assert take_kind("couriers: who pays") == (ItemKind.DISCUSSION, "couriers: who pays")


@pytest.mark.parametrize("said", ["0", "241", "ten", "-5", "1.5", "", "99999999"])
def test_minutes_are_a_number_that_makes_sense(said: str) -> None:
    with pytest.raises(ImpossibleMinutes):
        check_minutes(said)
    assert check_minutes(" 15 ") == 15


# --- when it is posted ---------------------------------------------------------------------------------------------------

WARSAW, NEW_YORK = ZoneInfo("Europe/Warsaw"), ZoneInfo("America/New_York")


def first_due(starts: datetime, country: str | None, days: int) -> datetime:
    """The first quarter of an hour in which it is due, on the session's own clock."""
    zone = starts.tzinfo
    now = (starts.astimezone(UTC) - timedelta(days=40)).replace(minute=0)
    while not agenda_is_due(starts, now.astimezone(zone), country, NINE, days):
        now += timedelta(minutes=15)
    return now.astimezone(zone)


@pytest.mark.parametrize(
    ("starts", "country", "days", "day"),
    [
        (datetime(2026, 12, 10, 15, tzinfo=WARSAW), "PL", 5, date(2026, 12, 3)),
        (datetime(2026, 12, 10, 15, tzinfo=WARSAW), "PL", 1, date(2026, 12, 9)),
        (datetime(2026, 12, 14, 15, tzinfo=WARSAW), "PL", 1, date(2026, 12, 11)),  # a Monday
        (datetime(2026, 12, 28, 9, tzinfo=WARSAW), "PL", 1, date(2026, 12, 23)),  # over Christmas
        (datetime(2026, 11, 30, 9, tzinfo=NEW_YORK), "US", 2, date(2026, 11, 25)),  # over Thanksgiving
        (
            datetime(2026, 3, 30, 15, tzinfo=WARSAW),
            "PL",
            1,
            date(2026, 3, 27),
        ),  # the clocks change on the Sunday between
        (datetime(2026, 10, 26, 15, tzinfo=WARSAW), "PL", 5, date(2026, 10, 19)),
        (datetime(2026, 12, 12, 15, tzinfo=WARSAW), "PL", 1, date(2026, 12, 10)),  # a Saturday
    ],
)
def test_it_is_due_at_nine_on_the_sessions_own_clock_so_many_business_days_ahead(
    starts: datetime, country: str, days: int, day: date
) -> None:
    its = first_due(starts, country, days)
    assert (its.date(), its.time()) == (day, NINE)


def test_one_that_was_missed_or_planned_late_is_due_until_it_begins() -> None:
    starts = datetime(2026, 12, 10, 15, tzinfo=WARSAW)
    assert agenda_is_due(starts, starts - timedelta(hours=2), "PL", NINE, 1)
    assert not agenda_is_due(starts, starts, "PL", NINE, 1)
    assert not agenda_is_due(starts, starts.replace(hour=8), "PL", NINE, 1)
