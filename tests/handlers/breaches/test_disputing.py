"""A red number in dispute: the channel hears with it, its credit waits, and what it comes to closes the breach or not."""

from datetime import date

from tests.cast import ALICE, DIRECT, HELIX, PARLEY, VERA
from tests.reports import Reports
from tests.running import Running

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def in_channel(parley: Running) -> list[str]:
    said = [its for its in parley.sandbox.messages(HELIX) if its["user"] == PARLEY]
    return [words for words in map(parley.read, said) if "B-1" in words]


def dispute(helix: Running, number: str = "") -> None:
    helix.click("Dispute the number of B-1", by=VERA, at=DIRECT[VERA])
    helix.submit(by=VERA, reason="Our count is 194 of 200.", value=number)


def test_with_the_vendors_dispute_the_channel_hears_at_once(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    dispute(helix)
    [words] = in_channel(helix)
    assert "Helix Clinical disputes the number: Our count is 194 of 200." in words
    story = helix.say("sla breach B-1", by=ALICE)
    assert "today: Disputed by @Vera Novak: Our count is 194 of 200." in story
    assert "today: #helix-northwind was told with the dispute." in story


def test_settled_with_the_vendors_number_the_breach_is_closed_as_restated(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    dispute(helix, "97")
    helix.clock_moves(minutes=5)
    helix.say("sla settle K14", by=ALICE, at=HELIX)
    assert "Closed: the result was restated and is not red any more" in helix.say(
        "sla breach B-1", by=VERA, via="direct"
    )
    assert in_channel(helix)[0].endswith("Closed: the number was restated and is not red any more.\n[Open]")


def test_a_green_number_closes_the_breach_when_its_dispute_is_over(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say(f"sla fix B-1 <@{VERA}> 7 Dec train the new monitors", by=VERA, via="direct")
    helix.say("action done A-1 https://helix.example/training", by=VERA, via="direct")
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, 97)
    helix.say("sla dispute K14 it was 98 %", by=VERA, via="direct")
    helix.say("action verify A-1", by=ALICE)
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)
    helix.clock_moves(minutes=5)
    helix.say("sla accept K14", by=VERA, via="direct")
    assert "None is open" in helix.say("sla breaches", at=HELIX)
