"""Quorum is a rule on parties: heads of one side never stand in for the other's."""

from hypothesis import given
from hypothesis import strategies as some

from governance.quorum import QuorumRule, shortfall

SPONSOR, HELIX = "sponsor", "vendor:1"
PARTIES = {1: SPONSOR, 2: SPONSOR, 3: SPONSOR, 11: HELIX, 12: HELIX}
CHAIRS = (1, 11)

people = some.sets(some.sampled_from(sorted(PARTIES)))


def test_one_of_each_party_and_a_chair_are_a_quorum() -> None:
    assert shortfall({1, 12}, PARTIES, CHAIRS).is_quorate


def test_many_of_one_party_are_none() -> None:
    short = shortfall({1, 2, 3}, PARTIES, CHAIRS)
    assert short.parties == {HELIX: 1}
    assert not short.is_quorate


def test_without_a_chair_there_is_none() -> None:
    short = shortfall({2, 12}, PARTIES, CHAIRS)
    assert (short.parties, short.chairs) == ({}, 1)


def test_two_of_each_party_as_a_collaboration_committee_asks_for() -> None:
    """Ceres/ICS: four members, two of each party."""
    rule = QuorumRule(of_each_party=2, chairs=0)
    assert shortfall({1, 2, 11, 12}, PARTIES, (), rule).is_quorate
    assert shortfall({1, 2, 11}, PARTIES, (), rule).parties == {HELIX: 1}


def test_a_chair_and_eight_with_three_of_one_group_and_one_of_another() -> None:
    """HL7's technical steering committee: a chair, and eight with three working groups' people and one national one."""
    rule = QuorumRule(of_each_party=0, chairs=1, heads=8, of_party={"working group": 3, "national": 1})
    members = {who: "working group" if who <= 4 else "national" if who == 5 else "member" for who in range(1, 13)}
    assert shortfall(range(1, 9), members, (1,), rule).is_quorate
    assert shortfall(range(1, 8), members, (1,), rule).heads == 1
    assert shortfall(range(2, 10), members, (1,), rule).chairs == 1
    assert shortfall({1, 2, *range(5, 13)}, members, (1,), rule).parties == {"working group": 1}
    assert shortfall({1, 2, 3, 4, *range(6, 13)}, members, (1,), rule).parties == {"national": 1}


@given(people, people)
def test_whoever_comes_too_never_costs_a_quorum(coming: set[int], more: set[int]) -> None:
    before, after = (shortfall(its, PARTIES, CHAIRS) for its in (coming, coming | more))
    assert after.is_quorate or not before.is_quorate


@given(people)
def test_a_quorum_has_somebody_of_everybody(coming: set[int]) -> None:
    sides = {PARTIES[who] for who in coming}
    is_quorate = sides == {SPONSOR, HELIX} and bool(coming & set(CHAIRS))
    assert shortfall(coming, PARTIES, CHAIRS).is_quorate == is_quorate


@given(people)
def test_somebody_who_was_not_invited_counts_for_nothing(coming: set[int]) -> None:
    assert shortfall(coming | {99}, PARTIES, CHAIRS) == shortfall(coming, PARTIES, CHAIRS)
