"""The digests there are: listed, paused, resumed, removed; one's own by everybody, a channel's by the sponsor."""

from datetime import UTC, datetime

from tests.bot.test_strangers import click_of, deliver
from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.digests.test_subscribing import alone
from tests.handlers.test_digests import digests, subscribe
from tests.running import Running

LISTED = """Helix Clinical in #helix-northwind: monthly, on the second business day after results fall due, at 09:00 \
(Europe/Warsaw, not on days off), next Dec 14, 2026 at 08:00
[Pause] [Remove]
Helix Clinical to you directly: daily at 08:00 (America/New_York), next Nov 23, 2026 at 13:00
[Pause] [Remove]"""


def test_everybody_sees_the_channels_and_their_own(with_helix: Running) -> None:
    alone(with_helix, "daily 8:00 for Helix", BOB)
    assert sorted(with_helix.say("digest list", by=BOB, at=GOVERNANCE).splitlines()) == sorted(LISTED.splitlines())
    assert "daily" not in with_helix.say("digest list", by=ALICE, at=GOVERNANCE)


def test_to_a_vendors_person_the_channels_have_no_buttons(with_helix: Running) -> None:
    said = with_helix.say("digest list", by=VERA, at=HELIX, via="mention")
    assert said.startswith("Helix Clinical here: monthly")
    assert "[" not in said
    said = with_helix.say("digest remove", by=VERA, at=HELIX, via="mention")
    assert said == "You cannot remove a channel's digest here. The sponsor's people can; please ask them."


def test_a_paused_one_rests_and_comes_again(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    paused = "The digest of Helix Clinical here is paused.\n[Resume] [Remove]"
    assert with_helix.say("digest pause because of the holidays", at=HELIX) == paused
    with_helix.clock_moves(datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 0
    assert with_helix.say("digest list", at=HELIX).startswith(
        "Helix Clinical here: weekly on Friday at 09:00 (Europe/Warsaw, not on days off), paused\n[Resume] [Remove]"
    )
    assert with_helix.click("Resume") == (
        "The digest of Helix Clinical here comes weekly on Friday at 09:00 again, next Dec 4, 2026 at 08:00."
    )
    with_helix.clock_moves(datetime(2026, 12, 4, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 1
    assert "late" not in with_helix.heard(HELIX)


def test_what_is_not_paused_cannot_be_resumed(with_helix: Running) -> None:
    said = with_helix.say("digest resume", at=HELIX)
    assert said == "That digest is not paused. /digest list shows when it comes."
    with_helix.say("digest pause because of the holidays", at=HELIX)
    assert with_helix.say("digest pause because of the holidays", at=HELIX) == (
        "That digest is paused already. /digest resume lets it come again."
    )
    assert with_helix.say("digest pause", by=VERA, via="direct").startswith("There is no digest to pause here.")


def test_of_two_of_ones_own_the_line_says_which(with_helix: Running) -> None:
    alone(with_helix, "weekly monday 9:00", VERA)
    alone(with_helix, "daily 9:00 by mail", VERA)
    said = with_helix.say("digest remove", by=VERA, via="direct")
    assert said.startswith("There is more than one digest you could mean: Helix Clinical to you by mail or ")
    said = with_helix.say("digest remove by mail", by=VERA, via="direct")
    assert said == "The digest of Helix Clinical to you by mail comes no more."
    said = with_helix.say("digest remove", by=VERA, via="direct")
    assert said == "The digest of Helix Clinical to you directly comes no more."


def test_nobody_removes_what_is_somebody_elses(with_helix: Running) -> None:
    alone(with_helix, "weekly monday 9:00", VERA)
    with with_helix.database.read() as connection:
        hers = connection.exec_driver_sql("SELECT id FROM schedules WHERE channel = 'U0VERA'").scalar_one()
    with_helix.say("vendor add Orion Labs, tier 1, Central laboratory")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    deliver(with_helix, click_of(with_helix, BOB, "T0NORTH", "digests.remove", str(hers)))
    assert "weekly on Monday" in with_helix.say("digest list", by=VERA, via="direct")
