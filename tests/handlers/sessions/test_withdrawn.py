"""Whoever works for the vendor no longer has its sessions out of their calendar."""

from email.message import EmailMessage

import pytest

from tests.cast import ALICE, DIRECT, HELIX, NINA, VERA
from tests.newcomers import press
from tests.running import Running


@pytest.fixture
def invited(with_nina: Running) -> Running:
    """Nina is confirmed, and a guest of one meeting and of a series."""
    press(with_nina, "Yes, confirm")
    with_nina.say(f"session schedule Helix 1 Dec 15:00 <@{NINA}> <@{VERA}>", at=HELIX)
    with_nina.say(f"session schedule Helix second Tuesday 15:00 from 12 Jan <@{NINA}> <@{VERA}>", at=HELIX)
    return with_nina


def calendars(parley: Running, name: str) -> list[str]:
    """The subject of each mail to somebody that takes something out of their calendar."""
    return [str(its["Subject"]) for its in parley.sandbox.mails if name in str(its["To"]) and _is_cancel(its)]


def _is_cancel(mail: EmailMessage) -> bool:
    return any(
        "METHOD:CANCEL" in part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()
    )


def test_what_is_to_come_is_taken_out_of_their_calendar_and_of_nobody_elses(invited: Running) -> None:
    invited.say(f"vendor people <@{NINA}> nobody because she moved", by=ALICE, at=HELIX)
    assert len(calendars(invited, "nina")) == 2
    assert calendars(invited, "vera") == []
    for line in ("session show S-1", "session show S-2"):
        said = invited.say(line, at=HELIX)
        assert "Nina" not in said
        assert "Vera" in said


def test_the_reason_stands_in_the_record_of_the_session(invited: Running) -> None:
    invited.say(f"vendor people <@{NINA}> nobody because she moved", by=ALICE, at=HELIX)
    assert "she moved" in invited.say("audit show S-1", by=ALICE, at=DIRECT[ALICE])


def test_where_nobody_else_would_be_left_the_session_stays_for_others_to_cancel(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    with_nina.say(f"session schedule Helix 1 Dec 15:00 <@{NINA}>", at=HELIX)
    before = with_nina.say("session list", at=HELIX)
    assert "nobody" not in with_nina.say(f"vendor people <@{NINA}> nobody because she moved", by=ALICE, at=HELIX)
    assert with_nina.say("session list", at=HELIX) == before
