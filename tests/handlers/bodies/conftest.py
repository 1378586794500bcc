"""Helix with the usual bodies of tier 1, as the tests of what becomes of them begin."""

import pytest

from tests.cast import ALICE, DIRECT, VERA
from tests.running import Running

JOINT = "Joint operations meeting"


@pytest.fixture
def proposed(with_helix: Running) -> Running:
    """Alice has set the usual bodies up; Vera is asked."""
    with_helix.say("session body Helix", by=ALICE)
    with_helix.click("Set these up", by=ALICE)
    return with_helix


@pytest.fixture
def agreed(proposed: Running) -> Running:
    """Both companies have agreed to all four charters."""
    proposed.click("Agree to all", by=VERA, at=DIRECT[VERA])
    proposed.clock_moves(minutes=5)
    return proposed


def seat(parley: Running, by: str, body: str = "joint operations", **people: object) -> str:
    """Names somebody's own people of a body."""
    parley.say(f"session body Helix {body}", by=by, via="slash" if by == ALICE else "direct")
    parley.click("Name our people", by=by, at=None if by == ALICE else DIRECT[by])
    return parley.submit(by=by, **{"reason": "the team is new", **people})


def change(parley: Running, by: str, body: str = "joint operations", **values: str) -> str:
    """Proposes a change of a charter."""
    parley.say(f"session body Helix {body}", by=by, via="slash" if by == ALICE else "direct")
    parley.click("Propose a change", by=by, at=None if by == ALICE else DIRECT[by])
    return parley.submit(by=by, **{"reason": "prices rose", **values})


def deputies_field(parley: Running, by: str) -> str:
    """The field of the open form that asks who stands in for the first person there."""
    blocks = parley.sandbox.views(by)[-1]["blocks"]
    return next(its["block_id"] for its in blocks if its.get("block_id", "").startswith("deputies_of_"))
