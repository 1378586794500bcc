"""Two companies agree on a KPI."""

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, VERA
from tests.running import Running

KPI = {"code": "K14", "name": "Reports on time", "target": "95", "red_limit": "85"}


def test_x(with_helix: Running) -> None:
    print(with_helix.say("sla define", at=HELIX))
    print(with_helix.submit(**KPI))
    print(with_helix.heard(HELIX))
    print("DM", with_helix.heard(DIRECT[VERA]))
    print(with_helix.click("Agree", by=VERA, at=HELIX))
    print(with_helix.heard(HELIX))
    print("Alice", with_helix.heard(DIRECT[ALICE]))
    print(with_helix.say("sla propose K14", at=HELIX))
    print(with_helix.submit(target="97", more=["clock", "limits", "money", "people", "contract"]))
    print(with_helix.submit(start_event="x", stop_event="y", within="10"))
    print(with_helix.submit(start_event="x", stop_event="y", within="10", limits="fixed", sigmas=""))
    print(with_helix.heard(HELIX))
    print(with_helix.say("sla agreements", by=VERA, at=HELIX, via="mention"))
    print(with_helix.click("Decline", by=VERA, at=HELIX))
    print(with_helix.submit(by=VERA, why="too much"))
    print("Alice", with_helix.heard(DIRECT[ALICE]))
    print(with_helix.say("sla agreements", at=HELIX))
    print(with_helix.say("sla withdraw K14", at=HELIX))
    print(with_helix.say("sla agreements", at=HELIX))
    print(with_helix.say("sla catalogue deviations", at=HELIX))
    print(with_helix.say("sla catalogue enrol K14, K21, K03, K31", at=HELIX))
    print(with_helix.heard(HELIX))
    assert 0
