"""Helix with a KPI of monitoring visit reports, and everybody known to Parley."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.reports import Reports
from tests.running import Running


@pytest.fixture
def helix(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


@pytest.fixture
def reports(helix: Running) -> Reports:
    return Reports(helix)
