"""Quorum: a rule on parties, not on heads alone. A session without it can discuss and cannot decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class QuorumRule:
    """So many of each party, and so many of the chairs."""

    of_each_party: int = 1
    chairs: int = 1


USUAL_RULE = QuorumRule()


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What is missing: heads by party (only those that are short), and chairs."""

    parties: Mapping[str, int]
    chairs: int

    @property
    def is_quorate(self) -> bool:
        return not self.parties and not self.chairs


def shortfall(
    coming: Collection[int], parties: Mapping[int, str], chairs: Collection[int], rule: QuorumRule = USUAL_RULE
) -> Shortfall:
    """How far those who come fall short. `parties` says for whom everybody invited comes; each of them counts once.

    Rule: at least `of_each_party` people of every party invited and `chairs` of the chairs (GOVERNANCE, sessions; joint
    steering committees ask for "one or more representatives of each party", see Curis/Genentech).
    """
    heads = {party: sum(parties.get(who) == party for who in set(coming)) for party in set(parties.values())}
    short = {party: rule.of_each_party - count for party, count in sorted(heads.items()) if count < rule.of_each_party}
    there = len(set(coming) & set(chairs) & parties.keys())
    return Shortfall(parties=short, chairs=max(0, min(rule.chairs, len(set(chairs))) - there))
