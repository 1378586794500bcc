"""Helix with a KPI of monitoring visit reports, and everybody known to Parley."""

import pytest

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.credits import INVOICE, OCTOBER, PAYS, a_tenth_at_risk
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


@pytest.fixture
def pays(helix: Running) -> Reports:
    """A tenth of Helix's invoices is at risk; visit reports that are red give 40 % of a pool of 50 %."""
    reports = Reports(helix, PAYS)
    a_tenth_at_risk(reports)
    return reports


@pytest.fixture
def owed(helix: Running, pays: Reports) -> Reports:
    """C-1: 2,000 for October."""
    pays.submit(OCTOBER, 79.5)
    helix.say(INVOICE)
    return pays
