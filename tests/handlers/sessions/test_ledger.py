"""The ledger of early and late hours: who has had how many, and whose turn it is; the same for both companies."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, GOVERNANCE, HELIX, VERA
from tests.running import Running


@pytest.fixture
def late(with_helix: Running) -> Running:
    """Two sessions in Alice's evening, one of them in Vera's too, and one within everybody's hours."""
    for when in ("1 Dec 18:00", "8 Dec 18:00 60m", "9 Dec 11:00"):
        with_helix.say(f"session schedule Helix {when}", by=ALICE, at=HELIX)
    return with_helix


def test_it_says_who_had_how_many_and_whose_turn_it_is(late: Running) -> None:
    said = late.say("session ledger Helix", by=ALICE, at=GOVERNANCE)
    assert said == (
        "Early and late hours with Helix Clinical, in the last 12 months and in all that is scheduled:\n"
        "Northwind Bio: 2 of 3 sessions outside somebody's working hours; 69% of the burden (12.1).\n"
        "Helix Clinical: 2 of 3 sessions outside somebody's working hours; 31% of the burden (5.4).\n"
        "It is Helix Clinical's turn to have the next early or late hour.\n"
        "What lies back counts less. Whoever cannot come bears nothing.\n"
        "[Weights] [Find a time]"
    )


@pytest.mark.parametrize(("via", "at"), [("mention", HELIX), ("direct", None)])
def test_the_vendors_people_read_the_same(late: Running, via: str, at: str | None) -> None:
    ours = late.say("session ledger", by=ALICE, at=HELIX)
    assert late.say("session ledger", by=VERA, via=via, at=at) == ours


def test_whoever_cannot_come_bears_nothing(late: Running) -> None:
    for reference in ("S-1", "S-2"):
        late.say(f"session answer {reference} no", by=VERA, via="direct")
    said = late.say("session ledger", by=VERA, via="direct")
    assert "Helix Clinical: 0 of 3 sessions outside somebody's working hours; 0% of the burden (0.0).\n" in said
    assert "Northwind Bio: 2 of 3 sessions outside somebody's working hours; 100% of the burden (12.1).\n" in said


def test_what_is_cancelled_or_more_than_a_year_ago_counts_no_more(late: Running) -> None:
    late.say("session cancel S-2 nothing to decide", by=ALICE, at=HELIX)
    assert "Northwind Bio: 1 of 2 sessions" in late.say("session ledger", by=ALICE, at=HELIX)
    late.watch.set(datetime(2027, 12, 5, 9, 0, tzinfo=UTC))
    assert "Northwind Bio: 0 of 1 session outside" in late.say("session ledger", by=ALICE, at=HELIX)
    late.watch.set(datetime(2027, 12, 20, 9, 0, tzinfo=UTC))
    assert late.say("session ledger", by=ALICE, at=HELIX).startswith("There was no session in the last 12 months")


def test_the_side_that_bore_more_is_spared_in_what_is_proposed(late: Running) -> None:
    """Three hours fit into nobody's day: now the late ones are Vera's."""
    late.say("session schedule Helix 15 Dec 19:00", by=ALICE, at=HELIX)
    said = late.say("session find Helix 480m between 10 Dec and 10 Dec", by=ALICE, at=HELIX)
    first = said[said.index("1. ") : said.index("[Schedule this]")]
    assert "@Alice Moreau 09:00\n" in first
    assert "@Vera Novak 08:00 (outside working hours)\n" in first
    assert "So far Northwind Bio has carried " in first


def test_nothing_held_is_nothing_borne(with_helix: Running) -> None:
    said = with_helix.say("session ledger", by=VERA, via="direct")
    assert said == ("There was no session in the last 12 months and none is scheduled: nobody has borne anything yet.")
