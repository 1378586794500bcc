"""What a body means for its sessions: who is invited, by which rule the quorum is forecast, who can stand in."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.bodies.conftest import JOINT, change, deputies_field, seat
from tests.newcomers import NINA_PATEL, hire
from tests.running import Running

NINA = NINA_PATEL.id


@pytest.fixture
def seated(agreed: Running) -> Running:
    """Bob is a member for Northwind, Nina stands in for Vera, who chairs for Helix."""
    hire(agreed, NINA_PATEL, HELIX)
    agreed.click("Yes, confirm", at=DIRECT[ALICE])
    seat(agreed, ALICE, chairs=[ALICE], members=[BOB])
    agreed.say("session body joint operations", by=VERA, via="direct")
    agreed.click(f"Name our people of {JOINT}", by=VERA, at=DIRECT[VERA])
    agreed.submit(by=VERA, reason="Vera travels", **{deputies_field(agreed, VERA): [NINA]})
    return agreed


def forecast(parley: Running) -> None:
    parley.clock_moves(to=datetime(2026, 12, 1, 8, 7, tzinfo=UTC))
    parley.tick("forecast")


def answer(parley: Running, words: str, by: str) -> None:
    parley.clock_moves(minutes=1)
    parley.say(f"session answer S-1 {words}", by=by, via="direct")


def test_a_session_that_names_nobody_invites_the_body(seated: Running) -> None:
    said = seated.say("session schedule Helix 3 Dec 15:00 joint operations meeting", at=HELIX)
    assert "Invites are on their way to @Alice Moreau, @Vera Novak and @Bob Tran." in said


def test_a_session_that_names_people_invites_those(seated: Running) -> None:
    said = seated.say(f"session schedule Helix 3 Dec 15:00 joint operations meeting <@{NINA}>", at=HELIX)
    assert "Invites are on their way to @Alice Moreau, @Vera Novak and @Nina Patel." in said


def test_another_kind_of_session_invites_its_own_body(seated: Running) -> None:
    said = seated.say("session schedule Helix 3 Dec 15:00 business review", at=HELIX)
    assert "Invites are on their way to @Alice Moreau and @Vera Novak." in said


def test_the_forecast_goes_by_the_charter_in_force(seated: Running) -> None:
    change(seated, ALICE, of_sponsor="2", heads="4")
    seated.click("Agree", by=VERA, at=DIRECT[VERA])
    seated.say("session schedule Helix 3 Dec 15:00 joint operations meeting", at=HELIX)
    answer(seated, "yes", ALICE)
    answer(seated, "yes", VERA)
    forecast(seated)
    assert (
        ":warning: S-1 has no quorum yet: 1 person of Northwind Bio and 2 more people must still say yes. Without it you can "
        "discuss, but not decide."
    ) in seated.heard(DIRECT[VERA])


def test_a_change_that_waits_changes_no_forecast(seated: Running) -> None:
    change(seated, ALICE, of_sponsor="2")
    seated.say("session schedule Helix 3 Dec 15:00 joint operations meeting", at=HELIX)
    answer(seated, "yes", ALICE)
    answer(seated, "yes", VERA)
    forecast(seated)
    assert ":white_check_mark: By the answers so far S-1 has its quorum." in seated.heard(DIRECT[ALICE])


def test_the_bodys_deputy_is_asked_and_counts_for_the_chair(seated: Running) -> None:
    seated.say("session schedule Helix 3 Dec 15:00 joint operations meeting", at=HELIX)
    answer(seated, "yes", BOB)
    answer(seated, "no", VERA)
    forecast(seated)
    assert "S-1 has no quorum yet: 1 person of Helix Clinical and a chair must still say yes." in seated.heard(
        DIRECT[ALICE]
    )
    said = seated.click("I will stand in", by=NINA, at=DIRECT[NINA])
    assert said.startswith("Thank you for standing in.")
    seated.say("session move S-1 7 dec 15:00 the auditors come", by=ALICE, at=HELIX)
    answer(seated, "yes", BOB)
    answer(seated, "yes", NINA)
    seated.clock_moves(to=datetime(2026, 12, 3, 8, 7, tzinfo=UTC))
    seated.tick("forecast")
    assert ":white_check_mark: By the answers so far S-1 has its quorum." in seated.heard(DIRECT[ALICE])


def test_somebody_who_sits_nowhere_makes_no_quorum(seated: Running) -> None:
    seated.say("session body joint operations", by=VERA, via="direct")
    seated.click("Name our people", by=VERA, at=DIRECT[VERA])
    seated.submit(by=VERA, reason="Nina has another study", **{deputies_field(seated, VERA): []})
    seated.say(f"session schedule Helix 3 Dec 15:00 joint operations meeting <@{NINA}>", at=HELIX)
    answer(seated, "yes", ALICE)
    answer(seated, "yes", NINA)
    forecast(seated)
    assert "S-1 has no quorum yet: 1 person of Helix Clinical must still say yes." in seated.heard(DIRECT[ALICE])
