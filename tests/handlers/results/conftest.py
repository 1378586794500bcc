"""A partnership with KPIs that both companies have agreed on."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running


@pytest.fixture
def known(with_helix: Running) -> Running:
    """Everybody has been met, and Alice and Vera lead."""
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix
