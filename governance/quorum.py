"""Quorum: a rule on parties, not on heads alone. A session without it can discuss and cannot decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class QuorumRule:
    """So many of each party (of some, another number), so many of the chairs, and so many heads in all."""

    of_each_party: int = 1
    chairs: int = 1
    heads: int = 0
    of_party: Mapping[str, int] = field(default_factory=dict)

    def asked_of(self, party: str) -> int:
        return self.of_party.get(party, self.of_each_party)


USUAL_RULE = QuorumRule()


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What is missing: heads by party (only those that are short), chairs, and heads in all."""

    parties: Mapping[str, int]
    chairs: int
    heads: int = 0

    @property
    def is_quorate(self) -> bool:
        return not (self.parties or self.chairs or self.heads)


def shortfall(
    coming: Collection[int], parties: Mapping[int, str], chairs: Collection[int], rule: QuorumRule = USUAL_RULE
) -> Shortfall:
    """How far those who come fall short. `parties` says for whom everybody invited comes; each of them counts once.

    Rule: at least `of_each_party` people of every party invited, `chairs` of the chairs and `heads` in all (GOVERNANCE, sessions; joint
    steering committees ask for "one or more representatives of each party", see Curis/Genentech).
    """
    counted = set(coming) & parties.keys()
    there = {party: sum(parties[who] == party for who in counted) for party in {*parties.values(), *rule.of_party}}
    short = {
        party: rule.asked_of(party) - count for party, count in sorted(there.items()) if count < rule.asked_of(party)
    }
    in_the_chair = len(counted & set(chairs))
    missing = max(0, min(rule.chairs, len(set(chairs))) - in_the_chair)
    return Shortfall(parties=short, chairs=missing, heads=max(0, rule.heads - len(counted)))
