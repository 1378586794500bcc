"""Governance bodies: what is offered, by which rule their sessions can decide, and charters that lead nowhere twice."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.bodies import (
    SPONSOR,
    USUAL_CHARTER,
    Attendance,
    Attended,
    Body,
    Charter,
    Level,
    Meets,
    Part,
    Presence,
    Seat,
    chairs_at,
    deputies_of,
    offered,
    parties_of,
    places_taken,
    seats_that_count,
    short_of,
)
from governance.charters import (
    GoesInACircle,
    GoesUpToItself,
    NotACount,
    NotALimit,
    SitsAlready,
    StandsInAlready,
    check_deputies,
    check_way_up,
    seats_for,
    take_count,
    take_limit,
    take_matters,
    too_few,
)
from governance.people import Person, Role
from governance.quorum import Shortfall
from governance.sessions import Kind

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HELIX = "vendor:1"
# Northwind: chair 1, members 2 and 3, deputies 4 and 5 of the chair. Helix: chair 11, member 12, deputy 13 of the chair.
SEATS = (
    *seats_for(SPONSOR, [1], [2, 3], [(4, 1), (5, 1)]),
    *seats_for(HELIX, [11], [12], [(13, 11)]),
)
EVERYBODY = [1, 2, 3, 4, 5, 11, 12, 13, 98, 99]
PARTIES = {who: SPONSOR if who < 10 or who == 98 else HELIX for who in EVERYBODY}
somebody = some.sets(some.sampled_from(EVERYBODY))
charters = some.builds(
    Charter,
    of_sponsor=some.integers(1, 3),
    of_vendor=some.integers(1, 2),
    chairs=some.integers(0, 2),
    heads=some.integers(0, 5),
)


def body(charter: Charter | None = None, seats: Collection[Seat] = SEATS, kind: Kind = Kind.JOINT_OPERATIONS) -> Body:
    return Body(id=1, vendor_id=1, kind=kind, name="Joint operations", charter=charter, seats=tuple(seats))


def came(*lines: tuple[int, Presence, int | None]) -> Attendance:
    return Attendance(
        lines=tuple(
            Attended(session_id=1, person_id=who, how=how, for_id=other, noted_at=NOW) for who, how, other in lines
        )
    )


def short(
    its: Body | None, taken: Collection[int], there: Collection[int] = (), guests: Collection[int] = ()
) -> Shortfall:
    """What is missing when these places are taken."""
    counted = seats_that_count(its, guests, PARTIES, there)
    return short_of(its, 1, taken, counted, chairs_at(its, (1, 11)))


# --- deputies ------------------------------------------------------------------------------------------------------------


def test_a_deputy_counts_for_whom_they_stand_in() -> None:
    attendance = came((2, Presence.PRESENT, None), (13, Presence.DEPUTY, 11))
    assert attendance.counted() == {2, 11}
    assert short(body(USUAL_CHARTER), attendance.counted(), attendance.there()).is_quorate


def test_two_deputies_of_one_person_take_one_place_and_so_do_somebody_and_their_deputy() -> None:
    two = came((4, Presence.DEPUTY, 1), (5, Presence.DEPUTY, 1), (12, Presence.PRESENT, None))
    assert short(body(Charter(of_sponsor=2)), two.counted(), two.there()).parties == {SPONSOR: 1}
    both = came((1, Presence.PRESENT, None), (4, Presence.DEPUTY, 1), (12, Presence.PRESENT, None))
    assert short(body(Charter(of_sponsor=2)), both.counted(), both.there()).parties == {SPONSOR: 1}


def test_an_apology_takes_no_place() -> None:
    attendance = came((1, Presence.APOLOGY, None), (11, Presence.PRESENT, None))
    assert short(body(USUAL_CHARTER), attendance.counted(), attendance.there()).parties == {SPONSOR: 1}


@given(somebody)
def test_nobody_who_sits_nowhere_counts_in_a_body(coming: set[int]) -> None:
    inside = coming - {98, 99}
    its = body(USUAL_CHARTER)
    assert short(its, coming, coming) == short(its, inside, inside)


@given(somebody, charters)
def test_whoever_comes_takes_at_most_one_place_each_and_never_one_of_the_other_side(
    coming: set[int], charter: Charter
) -> None:
    its = body(charter)
    taken = places_taken(its, coming, {2: 4, 3: 4, 12: 13})
    assert taken <= its.members().keys()
    for party in (SPONSOR, HELIX):
        places = [who for who in taken if its.members()[who] == party]
        assert len(places) <= sum(PARTIES[who] == party for who in coming)


@given(somebody)
def test_a_deputy_takes_the_place_their_seat_is_for(coming: set[int]) -> None:
    taken = places_taken(body(), coming, {})
    assert taken == (coming & {1, 2, 3, 11, 12}) | ({1} if coming & {4, 5} else set()) | (
        {11} if 13 in coming else set()
    )


def test_whom_somebody_named_themselves_stands_in_where_the_body_names_nobody() -> None:
    assert places_taken(body(), {98}, {2: 98, 3: 98}) == {2}
    bob = Person(id=2, name="Bob", role=Role.MEMBER, deputy_id=98)
    assert deputies_of(bob, body()) == [98]
    assert deputies_of(replace(bob, id=1), body()) == [4, 5, 98]
    assert deputies_of(bob, None) == [98]


def test_who_only_reads_or_works_for_neither_makes_no_quorum() -> None:
    roles = {1: Role.QUALITY, 2: Role.MEMBER, 11: Role.VENDOR_MEMBER, 12: Role.STRANGER}
    people = [Person(id=who, name="x", role=role, vendor_id=1 if who == 11 else None) for who, role in roles.items()]
    assert parties_of(people) == {2: SPONSOR, 11: HELIX}
    assert seats_that_count(body(), (), parties_of(people), ()) == {2: SPONSOR, 11: HELIX}
    assert seats_that_count(None, (1, 2), parties_of(people), (11, 12)) == {2: SPONSOR, 11: HELIX}


# --- the rule ------------------------------------------------------------------------------------------------------------


@given(somebody, charters, somebody)
def test_a_quorum_has_so_many_of_each_party_whoever_was_invited(
    coming: set[int], charter: Charter, guests: set[int]
) -> None:
    """As the rule says it, without the code that works it out."""
    its, members = body(charter), {1: SPONSOR, 2: SPONSOR, 3: SPONSOR, 11: HELIX, 12: HELIX}
    here = coming & members.keys()
    ours, theirs = (sum(members[who] == party for who in here) for party in (SPONSOR, HELIX))
    chairs = len(here & {1, 11}) >= charter.chairs
    expected = ours >= charter.of_sponsor and theirs >= charter.of_vendor and chairs and len(here) >= charter.heads
    assert short(its, coming, coming, guests).is_quorate == expected


@given(somebody, somebody)
def test_without_a_body_both_parties_must_still_be_there(coming: set[int], guests: set[int]) -> None:
    here = coming & (guests | coming)
    sides = {PARTIES[who] for who in here}
    assert short(None, coming, coming, guests).is_quorate == (sides == {SPONSOR, HELIX} and bool(here & {1, 11}))


@given(charters, somebody, somebody)
def test_whoever_comes_too_never_costs_a_quorum(charter: Charter, coming: set[int], more: set[int]) -> None:
    its = body(charter)
    before, after = (short(its, places_taken(its, who, {})) for who in (coming, coming | more))
    assert after.is_quorate or not before.is_quorate


@pytest.mark.parametrize(
    ("charter", "coming", "missing"),
    [
        # Curis/Genentech: at least one representative of each party; nothing is said of chairs.
        (Charter(chairs=0), {2, 12}, {}),
        (Charter(chairs=0), {1, 2, 3}, {HELIX: 1}),
        # Ceres/ICS: four members, two of each party.
        (Charter(of_sponsor=2, of_vendor=2, chairs=0), {1, 2, 11, 12}, {}),
        (Charter(of_sponsor=2, of_vendor=2, chairs=0), {1, 2, 3, 11}, {HELIX: 1}),
        # looklearnlive: a substitute may come, and the member's place is taken by them.
        (Charter(of_sponsor=2, chairs=1), {2, 4, 12}, {}),
    ],
)
def test_the_quorums_of_public_charters(charter: Charter, coming: set[int], missing: dict[str, int]) -> None:
    its = body(charter)
    assert short(its, places_taken(its, coming, {})).parties == missing


def test_a_chair_and_eight_with_three_of_one_side_and_one_of_the_other() -> None:
    """HL7's technical steering committee, its groups as two parties."""
    seats = [*seats_for(SPONSOR, [1], range(2, 8), []), *seats_for(HELIX, [], range(11, 15), [])]
    its = body(Charter(of_sponsor=3, of_vendor=1, chairs=1, heads=8), seats)
    members = its.members()

    def lacking(coming: Collection[int]) -> Shortfall:
        return short_of(its, 1, coming, members, its.chairs())

    assert lacking([*range(1, 8), 11]).is_quorate
    assert lacking([*range(1, 7), 11]).heads == 1
    assert lacking([*range(2, 8), 11, 12]).chairs == 1
    assert lacking([1, 2, 11, 12, 13, 14]).parties == {SPONSOR: 1}
    assert lacking(range(1, 9)).parties == {HELIX: 1}


# --- what is offered -----------------------------------------------------------------------------------------------------

CADENCES = {
    1: {
        Kind.OPERATIONAL: Meets.WEEKLY,
        Kind.JOINT_OPERATIONS: Meets.MONTHLY,
        Kind.BUSINESS_REVIEW: Meets.QUARTERLY,
        Kind.JOINT_STRATEGY: Meets.HALF_YEARLY,
    },
    2: {Kind.JOINT_OPERATIONS: Meets.MONTHLY, Kind.JOINT_STRATEGY: Meets.HALF_YEARLY},
    3: {Kind.BUSINESS_REVIEW: Meets.YEARLY},
}


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_what_is_offered_meets_as_often_as_the_tier_asks(tier: int) -> None:
    """GOVERNANCE, sessions."""
    assert {kind: its.meets for kind, its in offered(tier)} == CADENCES[tier]


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_what_is_offered_goes_up_by_levels_and_limits_without_a_circle(tier: int) -> None:
    usual = offered(tier, "USD")
    bodies = [Body(id=n, vendor_id=1, kind=kind, name=kind, charter=its) for n, (kind, its) in enumerate(usual)]
    for (kind, its), above in zip(usual, [*(one for one, _ in usual[1:]), None], strict=True):
        assert its.escalates_to is above
        assert its.currency == "USD"
        check_way_up(kind, its.escalates_to, bodies)
    levels = [list(Level).index(its.level) for its in bodies]
    assert levels == sorted(levels)
    limits = [its.limit if its.limit is not None else Decimal("Infinity") for _, its in usual]
    assert limits == sorted(limits)


# --- charters ------------------------------------------------------------------------------------------------------------

kinds = some.sampled_from(list(Kind))


@given(some.lists(some.tuples(kinds, some.none() | kinds), max_size=12))
def test_no_way_up_ever_leads_back(wishes: list[tuple[Kind, Kind | None]]) -> None:
    """Whatever is asked for one after the other, what was let in has no circle."""
    bodies: dict[Kind, Body] = {}
    for kind, above in wishes:
        others = [its for its in bodies.values() if its.kind is not kind]
        try:
            check_way_up(kind, above, [*others, *([bodies[kind]] if kind in bodies else [])])
        except (GoesUpToItself, GoesInACircle):
            continue
        bodies[kind] = replace(body(kind=kind), charter=Charter(escalates_to=above))
    for its in bodies.values():
        seen, at = set[Kind](), its.kind
        while at in bodies and bodies[at].in_force.escalates_to:
            assert at not in seen
            seen.add(at)
            at = bodies[at].in_force.escalates_to or at


def test_a_proposal_that_waits_is_a_way_up_too() -> None:
    waiting = replace(body(kind=Kind.BUSINESS_REVIEW), proposed=Charter(escalates_to=Kind.OPERATIONAL))
    with pytest.raises(GoesInACircle, match="A business review goes up to an operational call in the end"):
        check_way_up(Kind.OPERATIONAL, Kind.BUSINESS_REVIEW, [waiting])


def test_where_fewer_are_named_than_the_rule_asks_it_says_so() -> None:
    assert too_few(body(), Charter(of_sponsor=4, of_vendor=2)) == {SPONSOR: (4, 3)}
    assert too_few(body(seats=()), Charter(of_sponsor=4)) == {}


def test_everybody_has_one_seat() -> None:
    assert [its.part for its in seats_for(SPONSOR, [1], [1, 2], [(2, 1), (4, 1), (5, 9)])] == [
        Part.CHAIR,
        Part.MEMBER,
        Part.DEPUTY,
    ]


def test_a_deputy_has_no_seat_of_their_own_and_stands_in_for_one() -> None:
    names = dict.fromkeys(range(9), "Bob")
    with pytest.raises(SitsAlready):
        check_deputies(seats_for(SPONSOR, [1], [2], [(2, 1)]), [(2, 1)], names)
    pairs = [(4, 1), (4, 2)]
    with pytest.raises(StandsInAlready):
        check_deputies(seats_for(SPONSOR, [1], [2], pairs), pairs, names)


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("", None),
        ("0", 0),
        ("50,000", 50_000),
        ("50 000.50", "50000.50"),
        ("1'000'000", 1_000_000),
        ("120000", 120_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(said: str, limit: object) -> None:
    assert take_limit(said) == (None if limit is None else Decimal(str(limit)))


@pytest.mark.parametrize("said", ["x", "-1", "1,00", "5e3", "1.234", "50.000", "٣", "9" * 13, "1,000,000,000,000,000"])
def test_what_is_no_amount_is_refused(said: str) -> None:
    with pytest.raises(NotALimit):
        take_limit(said)


@pytest.mark.parametrize("said", ["", "-1", "1.0", "٣", "six", "51", "1" * 9])
def test_what_is_no_count_is_refused(said: str) -> None:
    with pytest.raises(NotACount):
        take_count(said, 0, 50)


def test_matters_are_lines_each_once() -> None:
    assert take_matters(" protocol amendment \n\n• budget\nbudget\n") == ("protocol amendment", "budget")
