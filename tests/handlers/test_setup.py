"""Setting Parley up: who may, once, and what everybody hears until then."""

from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running


def test_a_slack_administrator_becomes_parleys_administrator(newcomer: Running) -> None:
    assert newcomer.say("vendor setup", by=ALICE) == (
        "You are Parley's administrator now. Next: add your first vendor, then link its channel.\n[Add a vendor] [Help]"
    )
