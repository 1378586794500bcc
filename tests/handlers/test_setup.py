"""Setting Parley up: who may, once, and what everybody hears until then."""

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running


def test_a_slack_administrator_becomes_parleys_administrator(newcomer: Running) -> None:
    assert newcomer.say("vendor setup", by=ALICE) == (
        "You are Parley's administrator now. Next: add your first vendor, then link its channel.\n[Add a vendor] [Help]"
    )


import pytest
@pytest.mark.parametrize("n", range(10))
def test_many(with_helix: Running, n) -> None:
    print(with_helix.heard(HELIX))
    print(with_helix.say("vendor status", at=HELIX))
    print(with_helix.say("vendor status", at=HELIX, by=VERA, via="mention"))
    print(with_helix.say("action add <@U0VERA> friday send it", at=HELIX, by=BOB, via="slash"))
    print(with_helix.click("Done",by=VERA,at=HELIX))
    print(with_helix.heard(HELIX))
    assert 0
