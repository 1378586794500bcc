"""Public charters as golden vectors: each rule that others have published can be kept as a charter of ours, and none is forgotten."""

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from governance.bodies import Attendance, Attended, Body, Charter, Part, Presence, Seat, short_of
from governance.decisions import Beyond, State, amounts_in, beyond, carried_by_mail
from governance.quorum import QuorumRule, Shortfall, shortfall
from governance.sessions import Kind

VECTORS = json.loads((Path(__file__).parent / "charters_of_others.json").read_text())
SOURCES = [its["source"].partition(" (")[0] for its in (*VECTORS["quorum"], *VECTORS["decision_rights"])]
SPONSOR, VENDOR = "sponsor", "vendor:1"
AT = datetime(2026, 11, 23, tzinfo=UTC)


def body(charter: Charter, ours: int = 3, theirs: int = 3) -> Body:
    """People 1 to 9 are the sponsor's, from 11 on the vendor's; the first of each chairs."""
    seats = [(who, SPONSOR) for who in range(1, ours + 1)] + [(who, VENDOR) for who in range(11, 11 + theirs)]
    return Body(
        id=1,
        vendor_id=1,
        kind=Kind.EXECUTIVE_STEERING,
        name="JSC",
        charter=charter,
        seats=tuple(
            Seat(person_id=who, party=party, part=Part.CHAIR if who in (1, 11) else Part.MEMBER) for who, party in seats
        ),
    )


def short(its: Body, coming: Collection[int]) -> Shortfall:
    return short_of(its, 1, coming, its.members(), its.chairs())


def one_of_each_party_and_all_of_one_mind() -> None:
    """One or more of each party; one vote each, unanimous; what they cannot settle goes up. The executives' 30 days are theirs."""
    its = body(Charter(chairs=0, escalates_to=Kind.EXECUTIVE_STEERING))
    assert short(its, {3, 13}).is_quorate
    assert short(its, {1, 2, 3}).parties == {VENDOR: 1}
    assert carried_by_mail({1, 11}, (), its.members(), its.in_force, 1) is State.IN_FORCE
    assert carried_by_mail({1, 2, 11}, {13}, its.members(), its.in_force, 1) is State.REJECTED


def a_chair_and_eight_with_some_of_each_group() -> None:
    rule = QuorumRule(of_each_party=0, chairs=1, heads=8, of_party={"working group": 3, "national": 1})
    groups = {who: "working group" if who <= 4 else "national" if who == 5 else "member" for who in range(1, 13)}
    assert shortfall(range(1, 9), groups, (1,), rule).is_quorate
    assert shortfall(range(2, 10), groups, (1,), rule).chairs == 1
    assert shortfall(range(1, 8), groups, (1,), rule).heads == 1
    assert shortfall({1, 2, *range(5, 13)}, groups, (1,), rule).parties == {"working group": 1}
    assert shortfall({1, 2, 3, 4, *range(6, 13)}, groups, (1,), rule).parties == {"national": 1}


def two_of_each_party() -> None:
    its = body(Charter(of_sponsor=2, of_vendor=2, chairs=0), ours=2, theirs=2)
    assert short(its, {1, 2, 11, 12}).is_quorate
    assert short(its, {1, 2, 11}).parties == {VENDOR: 1}


def a_substitute_comes_and_the_member_was_not_there() -> None:
    """The list shows the member as not there. Unlike theirs, the place of the member counts for our quorum: that is what a body has
    deputies for. Three absences make nobody inactive here: `session review` shows how often sessions were quorate."""
    line = Attended(session_id=1, person_id=14, how=Presence.DEPUTY, for_id=11, noted_at=AT)
    its = Attendance(lines=(line,))
    assert its.there() == {14}
    assert its.counted() == {11}


def what_costs_nothing_and_moves_no_end_date() -> None:
    """A limit of nothing, and the end date reserved; how many days are 10 % of a plan no charter of ours can know."""
    its = body(Charter(limit=Decimal(0), currency="EUR", reserved=("end date",)))
    within = "extend work package 2 by eight days"
    assert beyond(its, within, amounts_in(within)) is None
    moved = "move the end date by a day"
    assert beyond(its, moved, amounts_in(moved)) == Beyond(matter="end date")
    costs = f"{within} for EUR 1"
    assert beyond(its, costs, amounts_in(costs)) == Beyond(amount=amounts_in("EUR 1")[0])


KEPT: dict[str, Callable[[], None]] = {
    "lawinsider.com/clause/joint-steering-committee": one_of_each_party_and_all_of_one_mind,
    "confluence.hl7.org TSC DMP addendum 2021, 5.1": a_chair_and_eight_with_some_of_each_group,
    "lawinsider.com/clause/collaboration-committee/_3": two_of_each_party,
    "looklearnlive.org coalition/meetings": a_substitute_comes_and_the_member_was_not_there,
    "ghiaa.org CEPI/Oxford agreement 2.4.5": what_costs_nothing_and_moves_no_end_date,
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_rule_of_a_public_charter_can_be_kept(source: str) -> None:
    KEPT[source]()
