"""A lead without Slack is asked by mail, and agrees or declines on a page."""

import pytest

from governance.events import CharterAgreed, CharterDeclined, Door
from tests.cast import ALICE, DIRECT
from tests.handlers.bodies.conftest import change
from tests.mailed import SITE, Begin, begun, link, page, press, record, text
from tests.running import Running
from tests.signing import kept


@pytest.fixture
def helix(start: Begin) -> Running:
    its = begun(start, PUBLIC_URL=SITE)
    its.say("session body Helix set up")
    return its


def test_one_link_agrees_to_all(helix: Running) -> None:
    path = link(helix, "Agree to all 4 charters")
    assert "Joint operations meeting, monthly: quorum 1 of each company and a chair" in text(page(helix, path))
    assert "Both companies have agreed now, so they are in force." in text(press(helix, path))
    entries = [entry for body in range(1, 5) for entry in record(helix, f"body:{body}", CharterAgreed)]
    assert [(its.door, its.party) for its in entries] == [(Door.PAGE, "vendor:1")] * 4
    assert [its.name for its in kept(helix)][-1] == "Nina Roe"
    assert "Nina Roe of Helix Clinical has agreed to the charter of" in helix.heard(DIRECT[ALICE])


def test_a_change_is_declined_with_a_reason(helix: Running) -> None:
    press(helix, link(helix, "Agree to all 4 charters"))
    change(helix, ALICE, limit="80,000")
    said = press(helix, link(helix, "Decline the charter of Joint operations meeting"), reason="It is too much for us.")
    assert "You declined version 2." in text(said)
    [entry] = record(helix, "body:2", CharterDeclined)
    assert entry.event.reason == "It is too much for us."
