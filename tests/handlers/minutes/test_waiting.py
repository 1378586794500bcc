"""What time does to minutes: a draft goes to both by itself, whoever has to approve is reminded, and at last the chairs hear."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from governance.bodies import Charter, Standing
from governance.events import Door, MinutesCirculated, MinutesDelayed, MinutesFiled
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.handlers.minutes.test_editing import recorded
from tests.held import Held, schedule, usual
from tests.mailed import SITE, begun, link, mails, page, press, text, words
from tests.running import Running

ASKED = "Please approve the minutes of S-1 Weekly call, Tue 1 Dec (version 1, "


def moment(helix: Running, day: int, hour: int, minute: int = 0) -> None:
    """It becomes this time in UTC, and the clock looks at minutes and at what waits on people."""
    helix.watch.set(datetime(2026, 12, day, hour, minute, tzinfo=UTC))
    helix.tick("minutes")
    helix.tick("reminders")


def told(helix: Running, person: str) -> list[str]:
    """What Parley wrote to somebody directly."""
    return [helix.read(its) for its in helix.sandbox.messages(DIRECT[person]) if its["user"] == PARLEY]


def asked(helix: Running, person: str) -> int:
    return sum(ASKED in its for its in told(helix, person))


def test_a_draft_goes_to_both_by_itself_one_business_day_after_the_end(helix: Running, over: Held) -> None:
    moment(helix, 2, 14, 40)
    assert recorded(helix, MinutesCirculated) == []
    moment(helix, 2, 14, 45)
    (its,) = recorded(helix, MinutesCirculated)
    assert (its.person, its.door) == (None, Door.CLOCK)
    moment(helix, 3, 14, 45)
    assert len(recorded(helix, MinutesCirculated)) == 1
    assert "please approve version 1 by Tue 8 Dec" in helix.heard(HELIX)


def test_a_weekend_is_no_business_day(helix: Running) -> None:
    held = schedule(helix, "4 Dec 15:00")  # a Friday
    held.starts()
    held.ends()
    moment(helix, 6, 15)
    assert recorded(helix, MinutesCirculated) == []
    moment(helix, 7, 15)
    assert len(recorded(helix, MinutesCirculated)) == 1


def test_whoever_has_to_approve_is_reminded_every_business_day_until_they_have(helix: Running, sent: Held) -> None:
    moment(helix, 1, 15)
    for day in (2, 3):
        moment(helix, day, 9)
    assert (asked(helix, VERA), asked(helix, ALICE), asked(helix, BOB)) == (2, 2, 0)
    assert f"{ASKED}due Tue 8 Dec)" in told(helix, VERA)[-1]
    helix.click("Approve the minutes of S-1", by=VERA, at=DIRECT[VERA])
    for day in (4, 5, 6, 7):
        moment(helix, day, 9)
    assert (asked(helix, VERA), asked(helix, ALICE)) == (2, 4)
    helix.click("Approve the minutes of S-1", by=ALICE, at=DIRECT[ALICE])
    assert len(recorded(helix, MinutesFiled)) == 1
    moment(helix, 8, 9)
    assert asked(helix, ALICE) == 4


def test_after_the_last_day_the_chairs_of_both_hear_once_and_who_has_not_approved_is_asked(
    helix: Running, sent: Held
) -> None:
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    asks = (
        "Please approve the minutes of S-1 Weekly call, Tue 1 Dec, due Tue 8 Dec.\n"
        "Waits for Northwind Bio: @Alice Moreau.\n[Approve] [Open]"
    )
    tells = (
        "Minutes of S-1 Weekly call, Tue 1 Dec were to be approved by Tue 8 Dec, and are not yet.\n"
        "Waits for Northwind Bio: @Alice Moreau.\n[Open]"
    )
    moment(helix, 9, 7)
    assert asks not in told(helix, ALICE)
    for day in (9, 10):
        moment(helix, day, 8)
    assert [told(helix, who).count(asks) for who in (ALICE, VERA, BOB)] == [1, 0, 0]
    assert [told(helix, who).count(tells) for who in (ALICE, VERA, BOB)] == [0, 1, 0]
    (its,) = recorded(helix, MinutesDelayed)
    assert its.event.people == (1, 2)


def test_minutes_that_were_approved_in_time_trouble_nobody(helix: Running, sent: Held) -> None:
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    moment(helix, 14, 9)
    assert recorded(helix, MinutesDelayed) == []


def test_the_charter_says_how_many_days_there_are(helix: Running) -> None:
    held = usual(helix)
    with held.uow(ALICE) as uow:
        session = held.session(uow)
        body = uow.bodies.add(session.vendor_id, session.kind, "Strategy board", uow.at)
        assert body
        charter = uow.bodies.propose(Charter(body_id=body.id, minutes_days=2, proposed_by=1, proposed_at=uow.at))
        uow.bodies.answer(charter, Standing.AGREED, 2, uow.at)
    held.ends()
    assert "to approve by Thu 3 Dec." in helix.say("session minutes S-1 send", by=ALICE, at=HELIX)


@pytest.fixture
def with_nina(start: Callable[..., Running]) -> Running:
    """Helix's lead is Nina, who has no Slack."""
    return begun(start, PUBLIC_URL=SITE)


def test_who_has_no_slack_approves_by_a_link_in_their_mail(with_nina: Running) -> None:
    held = schedule(with_nina, people=[VERA])
    held.starts()
    held.attends(ALICE, VERA)
    held.ends()
    with_nina.say("session minutes S-1 send", by=ALICE, at=HELIX)
    with_nina.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    moment(with_nina, 1, 16)
    moment(with_nina, 2, 9)
    assert "Please approve the minutes of S-1 Weekly call, Tue 1 Dec (version 1, due Tue 8 Dec)" in words(
        mails(with_nina)[-1]
    )
    where = link(with_nina, "Approve the minutes of S-1")
    assert "Approve the minutes of S-1" in text(page(with_nina, where))
    assert "approved by both companies" in text(press(with_nina, where))
    assert len(recorded(with_nina, MinutesFiled)) == 1
    assert "It works once only." in text(page(with_nina, where))
