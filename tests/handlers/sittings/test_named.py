"""A session is named in the same ways wherever it is named; unnamed it is the one that is on."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, HELIX
from tests.handlers.sittings.room import Room
from tests.running import Running

FORMS = ("S-1", "s1", "S 1?", "S\u20111", "s\u20131", "S\u22121")
ASKED = ("session show {}", "session agenda {}", "session decide {}", "session minutes {}", "session start {}")


@pytest.mark.parametrize("line", ASKED)
def test_in_every_form(on: Room, line: str) -> None:
    said = {its: on.parley.say(line.format(its), by=ALICE, at=HELIX) for its in FORMS}
    assert len(set(said.values())) == 1, said
    assert not said["S-1"].startswith(("There is no session", "Which session"))


def test_where_several_are_on_one_is_to_be_named_for_a_decision_as_for_the_end(on: Room) -> None:
    on.parley.say("session schedule Helix 1 Dec 15:10", by=ALICE, at=HELIX)
    on.parley.watch.set(datetime(2026, 12, 1, 14, 10, tzinfo=UTC))
    on.parley.say("session start S-2", by=ALICE, at=HELIX)
    for line in ("session end", "session decide use the new form"):
        said = on.parley.say(line, by=ALICE, at=HELIX)
        assert said == "More than one session is on: S-1 and S-2. Write which one, such as S-1.", line
    assert on.parley.say("session end s2", by=ALICE, at=HELIX).startswith("S-2 has ended")


def test_without_a_vendor_the_session_is_asked_for(with_helix: Running) -> None:
    assert with_helix.say("session decide use it", by=BOB, via="direct").startswith("Which session?")
