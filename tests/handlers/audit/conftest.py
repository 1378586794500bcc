"""Two vendors with something of everything: Helix is audited, Orion must not be heard of there."""

from datetime import date

import pytest

from tests.cast import ALICE, BOB, CHARLIE, GOVERNANCE, HELIX, ORION, VERA
from tests.reports import Reports
from tests.running import Running

CANARY = "canaryword"
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def helix(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


@pytest.fixture
def busy(helix: Running) -> Running:
    """A session, a red result with its breach and a comment, an action that was moved and done; and a vendor nobody may hear of."""
    helix.say("session schedule Helix 1 Dec 14:00 for 90m", at=HELIX)
    Reports(helix).submit(OCTOBER, 79.5)
    helix.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    helix.say(f"action add <@{VERA}> 4 Dec send the revised site list", by=BOB, at=HELIX)
    helix.say("action due A-1 11 Dec because the site was closed", by=BOB, at=HELIX)
    helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    helix.say("vendor link Orion Labs", at=ORION)
    helix.say(f"action add <@{CHARLIE}> 4 Dec {CANARY} of Orion", by=ALICE, at=ORION)
    helix.say(f"action add <@{ALICE}> 4 Dec {CANARY} of ours", by=ALICE, at=GOVERNANCE)
    return helix
