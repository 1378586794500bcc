"""Answers to meetings of a series: whichever of them a calendar names, or forgets to name."""

from datetime import timedelta

import pytest

from governance.events import Door, SeriesAnswered
from storage.outbox import Kind
from storage.tables import outbox as letters
from storage.unit_of_work import unit_of_work
from tests.answers import VERA_AT, counts, heard_by, invite, record
from tests.cast import ALICE, BOB, DIRECT, HELIX, MONDAY, VERA
from tests.mails import calendar, mail, reply_event
from tests.running import Running


@pytest.fixture
def series(with_helix: Running) -> Running:
    """Three Tuesdays, 15:00 in Warsaw."""
    with_helix.say("session schedule Helix every Tuesday 15:00 from 1 Dec until 15 Dec Tuesdays", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=10)
    return with_helix


def to_series(
    parley: Running,
    *instances: str,
    says: str = "ACCEPTED",
    headers: tuple = (),
    verified: bool = True,
    sequence: int = 0,
) -> None:
    uid = invite(parley)[0]
    stamp = MONDAY + timedelta(minutes=9)
    events = [
        reply_event(uid, VERA_AT, says, stamp=stamp, sequence=sequence, more=[line] if line else [])
        for line in instances
    ]
    parley.mail(mail(calendar(*events), sender=VERA_AT, headers=headers, verified=verified))


def coming(parley: Running) -> list[bool]:
    return ["Coming: @Vera Novak" in parley.say(f"session show S-{number}", by=BOB) for number in (1, 2, 3)]


def test_google_answers_several_meetings_at_once_in_utc(series: Running) -> None:
    to_series(series, "RECURRENCE-ID:20261208T140000Z", "RECURRENCE-ID:20261215T140000Z")
    assert coming(series) == [False, True, True]


def test_exchange_names_the_meeting_in_a_zone_of_its_own(series: Running) -> None:
    to_series(series, "RECURRENCE-ID;TZID=W. Europe Standard Time:20261208T150000")
    assert coming(series) == [False, True, False]


def test_a_meeting_that_was_moved_is_still_known_by_its_planned_time(series: Running) -> None:
    series.say("session move S-2 9 Dec 10:00 the room is taken", by=ALICE, at=HELIX)
    to_series(series, "RECURRENCE-ID:20261208T140000Z", sequence=1)
    assert coming(series) == [False, True, False]


def test_an_answer_to_one_meetings_earlier_time_is_asked_again_for_that_one_alone(series: Running) -> None:
    series.say("session move S-2 9 Dec 10:00 the room is taken", by=ALICE, at=HELIX)
    to_series(series, "RECURRENCE-ID:20261208T140000Z", "RECURRENCE-ID:20261215T140000Z", sequence=0)
    assert coming(series) == [False, False, True]
    assert "You answered Yes to an earlier time." in heard_by(series, VERA)


def test_a_time_the_series_never_had_is_no_meeting(series: Running) -> None:
    to_series(series, "RECURRENCE-ID:20261209T140000Z")
    assert coming(series) == [False, False, False]
    assert counts(series)["other_meeting"] == 1


def test_an_unverified_answer_to_one_meeting_is_asked_back_for_that_one(series: Running) -> None:
    to_series(series, "RECURRENCE-ID:20261208T140000Z", verified=False)
    assert "By mail, unverified: @Vera Novak (Yes)" in series.say("session show S-2", by=BOB)
    assert "A calendar answered in your name: Yes." in heard_by(series, VERA)
    assert coming(series) == [False, False, False]


def test_an_answer_that_names_no_meeting_is_asked_back(series: Running) -> None:
    to_series(series, "")
    assert coming(series) == [False, False, False]
    assert heard_by(series, VERA).endswith(
        ":calendar: Your calendar answered Yes to Tuesdays, without saying to which meeting of it.\n"
        "  The next is S-1 Tuesdays: Dec 1, 2026 at 14:00, 90 minutes\n  [All that are to come] [Only S-1]"
    )
    series.click("All that are to come", by=VERA, at=DIRECT[VERA])
    assert coming(series) == [True, True, True]


def test_only_the_next_one_was_meant(series: Running) -> None:
    to_series(series, "")
    series.click("Only S-1", by=VERA, at=DIRECT[VERA])
    assert coming(series) == [True, False, False]


def test_the_invite_that_is_answered_tells_that_all_were_meant(series: Running) -> None:
    to_series(series, "", headers=[("In-Reply-To", invite(series)[1])])
    assert coming(series) == [True, True, True]
    (entry,) = record(series, SeriesAnswered, "series:1")
    assert (entry.door, entry.event.says) == (Door.MAIL, "yes")


def test_the_mail_that_is_answered_tells_which_one_was_meant(series: Running) -> None:
    with unit_of_work(series.database, series.parley.house.workspace or 0, at=series.watch(), door=Door.CLOCK) as uow:
        payload = {"uid": invite(series)[0], "to": VERA_AT, "changed": [], "only": "2026-12-08"}
        letter = uow.outbox.put(Kind.MAIL, "mail:made", payload, once="made")
        values = {"state": "sent", "remote_id": "<one@northwind.example>"}
        uow.connection.execute(letters.update().where(letters.c.id == letter).values(**values))
    to_series(series, "", headers=[("References", "<other@x> <one@northwind.example>")])
    assert coming(series) == [False, True, False]


def test_a_mail_about_the_rule_and_a_change_leaves_it_unclear(series: Running) -> None:
    series.say("session move S-2 9 Dec 10:00 the room is taken", by=ALICE, at=HELIX)
    to_series(series, "", headers=[("In-Reply-To", invite(series)[1])], sequence=1)
    assert coming(series) == [False, False, False]
    assert "[All that are to come] [Only S-1]" in heard_by(series, VERA)
