"""Answers to meetings of a series: whichever of them a calendar names, or forgets to name."""

from datetime import timedelta

import pytest

from governance.events import Door, SeriesAnswerDoubted, SeriesAnswered
from storage.outbox import Kind
from storage.tables import outbox as letters
from storage.tables import people
from storage.unit_of_work import unit_of_work
from tests.answers import VERA_AT, counts, heard_by, invite, record
from tests.cast import ALICE, BOB, DIRECT, HELIX, MONDAY, VERA
from tests.mails import calendar, mail, reply_event
from tests.running import Running

BOB_AT = "bob@northwind.example"


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
    minutes: int = 9,
    message: str = "1",
) -> None:
    uid = invite(parley)[0]
    stamp = MONDAY + timedelta(minutes=minutes)
    events = [
        reply_event(uid, VERA_AT, says, stamp=stamp, sequence=sequence, more=[line] if line else [])
        for line in instances
    ]
    name = f"<{message}@their.example>"
    parley.mail(mail(calendar(*events), sender=VERA_AT, headers=headers, verified=verified, message_id=name))


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


# --- a meeting that was sent alone, and one that fell away -------------------------------------------------------------------


@pytest.fixture
def alone(series: Running) -> Running:
    """Bob is invited to S-2 alone."""
    series.say(f"session invite S-2 <@{BOB}>", by=ALICE, at=HELIX)
    series.clock_moves(minutes=1)
    return series


@pytest.mark.parametrize("named", [True, False])
def test_a_guest_of_one_meeting_alone_answers_by_mail(alone: Running, named: bool) -> None:
    uid, message = invite(alone, BOB_AT)
    its = reply_event(uid, BOB_AT, stamp=MONDAY + timedelta(minutes=11))
    alone.mail(mail(calendar(its), sender=BOB_AT, headers=[("In-Reply-To", message)] if named else []))
    assert "Coming: @Bob Tran" in alone.say("session show S-2", by=ALICE)
    assert "to which meeting" not in heard_by(alone, BOB)


def test_an_answer_to_the_series_counts_though_one_meeting_had_been_cancelled_before_it_moved(series: Running) -> None:
    series.say("session cancel S-2 nobody is there", by=ALICE, at=HELIX)
    series.say("session move S-1 and later 2 Dec 15:00 Wednesdays", by=ALICE, at=HELIX)
    to_series(series, "", headers=[("In-Reply-To", invite(series)[1])], sequence=2, minutes=10)
    assert coming(series) == [True, False, True]
    to_series(series, "RECURRENCE-ID:20261216T140000Z", says="DECLINED", sequence=2, minutes=11, message="2")
    assert coming(series) == [True, False, False]


def test_an_answer_to_a_series_whose_next_meeting_is_cancelled_is_for_the_others(series: Running) -> None:
    mail_answered = invite(series)[1]
    series.say("session cancel S-1 nobody is there", by=ALICE, at=HELIX)
    to_series(series, "", headers=[("In-Reply-To", mail_answered)])
    assert coming(series) == [False, True, True]


def test_an_answer_to_what_is_left_of_a_series_that_goes_on_elsewhere_counts(series: Running) -> None:
    uid, message = invite(series)
    series.say("session cancel S-3 nobody is there", by=ALICE, at=HELIX)
    series.say("session move S-2 and later 9 Dec 15:00 Wednesdays", by=ALICE, at=HELIX)
    its = reply_event(uid, VERA_AT, stamp=MONDAY + timedelta(minutes=12))
    series.mail(mail(calendar(its), sender=VERA_AT, headers=[("In-Reply-To", message)]))
    assert coming(series) == [True, False, False]


# --- to all of it, each judged by itself -----------------------------------------------------------------------------------


def test_what_was_said_later_in_slack_stays_when_an_older_mail_answers_to_all(series: Running) -> None:
    series.say("session answer S-2 no", by=VERA, at=HELIX, via="mention")
    to_series(series, "", headers=[("In-Reply-To", invite(series)[1])])
    assert coming(series) == [True, False, True]
    assert "Cannot come: @Vera Novak" in series.say("session show S-2", by=BOB)


def test_a_time_the_guest_never_saw_is_asked_again_when_a_mail_answers_to_all(series: Running) -> None:
    mail_answered = invite(series)[1]
    series.say("session move S-2 9 Dec 10:00 the room is taken", by=ALICE, at=HELIX)
    to_series(series, "", headers=[("In-Reply-To", mail_answered)])
    assert coming(series) == [True, False, True]
    assert heard_by(series, VERA).endswith(
        ":calendar: You answered Yes to earlier times. These are at other times now. Will you come?\n"
        "  S-2 Tuesdays: Dec 9, 2026 at 09:00, 90 minutes\n  [I will come] [Perhaps] [I cannot] [Open]"
    )


def test_a_series_that_was_moved_as_a_whole_is_asked_again_as_a_whole(series: Running) -> None:
    mail_answered = invite(series)[1]
    series.say("session move S-1 and later 2 Dec 15:00 Wednesdays", by=ALICE, at=HELIX)
    to_series(series, "", headers=[("In-Reply-To", mail_answered)])
    assert coming(series) == [False, False, False]
    assert "  S-3 Tuesdays: Dec 16, 2026 at 14:00, 90 minutes\n  [I will come]" in heard_by(series, VERA)
    series.click("I will come", by=VERA, at=DIRECT[VERA])
    assert coming(series) == [True, True, True]


def test_what_has_begun_meanwhile_is_not_answered_by_an_older_mail(series: Running) -> None:
    mail_answered = invite(series)[1]
    series.clock_moves(to=MONDAY + timedelta(days=9))
    to_series(series, "", headers=[("In-Reply-To", mail_answered)])
    assert coming(series) == [False, True, True]


# --- to all of it, unverified ----------------------------------------------------------------------------------------------


def test_an_unverified_answer_to_all_is_asked_back_for_all(series: Running) -> None:
    to_series(series, "", verified=False)
    assert heard_by(series, VERA).endswith(
        ":email: A calendar answered in your name to all meetings of Tuesdays that are to come: Yes. "
        "I could not verify that it was yours. Is that right?\n"
        "  [Yes, that is my answer] [Only to S-1] [Perhaps] [I cannot]"
    )
    assert "By mail, unverified: @Vera Novak (Yes)" in series.say("session show S-3", by=BOB)
    series.click("Yes, that is my answer", by=VERA, at=DIRECT[VERA])
    assert coming(series) == [True, True, True]
    assert [its.event.says for its in record(series, SeriesAnswerDoubted, "series:1")] == ["yes"]


@pytest.mark.parametrize(("label", "counts_now"), [("Take it as their answer", True), ("Ignore", False)])
def test_for_a_guest_without_slack_whoever_called_the_series_decides(
    series: Running, label: str, counts_now: bool
) -> None:
    with unit_of_work(series.database, series.parley.house.workspace or 0, at=series.watch(), door=Door.CLOCK) as uow:
        [vera] = uow.people.by_mail({VERA_AT}).values()
        uow.connection.execute(people.update().where(people.c.id == vera.id).values(slack_user=None))
    to_series(series, "", verified=False)
    series.click(label, by=ALICE, at=DIRECT[ALICE])
    shown = series.say("session show S-3", by=ALICE)
    assert ("Coming: Vera Novak" in shown) is counts_now
    assert "unverified" not in shown
