"""A session that is planned, for the tests of what happens to it."""

import pytest

from tests.cast import ALICE, HELIX
from tests.running import Running


@pytest.fixture
def planned(with_helix: Running) -> Running:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=10)
    return with_helix
