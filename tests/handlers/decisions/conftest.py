"""A session that is on, with Alice, Bob and Vera in the room."""

import pytest

from tests.handlers.decisions.meeting import Meeting, begin
from tests.running import Running


@pytest.fixture
def meeting(with_helix: Running) -> Meeting:
    return begin(with_helix)
