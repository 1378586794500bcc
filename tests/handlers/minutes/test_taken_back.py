"""A decision that is taken back after the session stands in the minutes no more, and both approve anew."""

from datetime import UTC, datetime

from governance.events import MinutesRewritten
from tests.cast import ALICE, HELIX, VERA
from tests.handlers.minutes.test_editing import recorded
from tests.running import Running


def test_what_is_taken_back_after_the_end_leaves_the_minutes_and_asks_again(helix: Running) -> None:
    helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    helix.clock_moves(datetime(2026, 12, 1, 13, 55, tzinfo=UTC))
    helix.say("session start", by=ALICE, at=HELIX)
    thread = next(its["ts"] for its in helix.sandbox.messages(HELIX) if " is on. " in helix.read(its))
    for person in (ALICE, VERA):
        helix.click("Present", by=person, at=HELIX)
    helix.note("decision: use the second site", by=VERA, at=HELIX, thread=thread)
    helix.say("session end S-1", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 send", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")

    helix.clock_moves(minutes=1)
    helix.click("Undo D-1", by=VERA, at=HELIX)

    page = helix.say("session minutes S-1", by=ALICE, at=HELIX)
    assert "Version 2" in page
    assert "Nothing was decided." in page
    assert "Waits for Helix Clinical: @Vera Novak (what was approved before is version 1)." in page
    [again] = recorded(helix, MinutesRewritten)
    assert again.event.reason == "D-1 was taken back."
    assert "Left out D-1" in helix.say("session minutes S-1 versions", by=ALICE, at=HELIX)
