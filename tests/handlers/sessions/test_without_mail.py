"""Where no mail server is set, nobody is told that a mail is on its way."""

from collections.abc import Callable

import pytest

from tests.cast import ALICE, BOB, HELIX
from tests.running import Running

NO_MAIL = "I cannot send mail yet, so no calendar hears of this: please tell everybody yourself. Whoever runs me can set SMTP_HOST."


@pytest.fixture
def newcomer(start: Callable[..., Running]) -> Running:
    return start(SMTP_HOST="")


def says_so(said: str) -> bool:
    return NO_MAIL in said and "on their way" not in said and "calendar gets" not in said and "by mail" not in said


def test_a_session_is_scheduled_moved_and_cancelled_without_a_word_of_mail(with_helix: Running) -> None:
    said = with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert said.endswith(f"90 minutes\n{NO_MAIL}")
    assert says_so(said)
    with_helix.clock_moves(minutes=1)
    assert says_so(with_helix.say("session move S-1 2 Dec 15:00 the auditors come", at=HELIX))
    assert "Please answer again.\n" in with_helix.heard(HELIX)
    with_helix.clock_moves(minutes=1)
    assert says_so(with_helix.say("session cancel S-1 no need", at=HELIX))


def test_so_is_a_series(with_helix: Running) -> None:
    assert says_so(with_helix.say("session schedule Helix second Tuesday 15:00", at=HELIX))
    with_helix.clock_moves(minutes=1)
    assert says_so(with_helix.say("session move S-2 and later 13 Jan 15:00 the auditors come", at=HELIX))
    with_helix.clock_moves(minutes=1)
    assert says_so(with_helix.say("session cancel S-3 and later no need", at=HELIX))


def test_so_are_guests_more_and_fewer(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert says_so(with_helix.say(f"session invite S-1 <@{BOB}>", at=HELIX))
    assert says_so(with_helix.say(f"session drop S-1 <@{BOB}> because it is not theirs", at=HELIX))


def test_a_poll_is_put_in_the_channel_only(with_helix: Running) -> None:
    said = with_helix.say("session poll Helix 60m", at=HELIX)
    assert said.startswith("I have put 3 times to 2 people, in the channel. I write you when")
    said = with_helix.click("Confirm", by=ALICE) if "[Confirm]" in said else with_helix.click("Result", by=ALICE)
    assert says_so(with_helix.click("Confirm", by=ALICE))
