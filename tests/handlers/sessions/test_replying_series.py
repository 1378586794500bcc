"""Answers to meetings of a series: whichever of them a calendar names, or forgets to name."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from governance.events import Door
from storage.outbox import Kind
from storage.tables import outbox as letters
from storage.tables import session_series, sessions
from storage.unit_of_work import unit_of_work
from tests.answers import VERA_AT, counts, heard_by
from tests.cast import BOB, DIRECT, MONDAY, VERA
from tests.mails import calendar, mail, reply_event
from tests.running import Running

# --- series: rows as they stand once series are scheduled ------------------------------------------------------------------------


@pytest.fixture
def series(planned: Running) -> Running:
    """S-1 is the first of three Tuesdays, 15:00 in Warsaw, under one uid in the calendars."""
    house = planned.parley.house
    with unit_of_work(planned.database, house.workspace or 0, at=planned.watch(), door=Door.IMPORT) as uow:
        first = uow.sessions.numbered(1)
        assert first
        facts = {"workspace": uow.workspace.id, "vendor_id": 1, "kind": first.kind, "title": "Tuesdays", "minutes": 90}
        rule = {"first": date(2026, 12, 1), "clock": time(15), "zone": "Europe/Warsaw", "rule": "FREQ=WEEKLY;BYDAY=TU"}
        more = {"on_holiday": "skip", "uid": "series@parley", "sequence": 0, "asked_sequence": 0, "state": "scheduled"}
        values = facts | rule | more | {"planned_until": date(2026, 12, 15), "called_by": first.called_by}
        series = uow.connection.execute(
            session_series.insert().values(**values).returning(session_series.c.id)
        ).scalar()
        uow.connection.execute(
            sessions.update().values(series_id=series, planned_on=date(2026, 12, 1), title="Tuesdays")
        )
        for week in (1, 2):
            its = uow.sessions.add(
                vendor_id=1, study_id=None, kind=first.kind, title="Tuesdays", minutes=90, zone="Europe/Warsaw",
                starts_at=first.starts_at + timedelta(weeks=week), uid=f"one-{week}@parley", guests=first.guests,
                called_by=first.called_by,
            )  # fmt: skip
            planned_on = date(2026, 12, 1) + timedelta(weeks=week)
            uow.connection.execute(
                sessions.update().where(sessions.c.id == its.id).values(series_id=series, planned_on=planned_on)
            )
    return planned


def to_series(
    parley: Running, *instances: str, says: str = "ACCEPTED", headers: tuple = (), verified: bool = True
) -> None:
    events = [
        reply_event("series@parley", VERA_AT, says, stamp=MONDAY + timedelta(minutes=5), more=[line] if line else [])
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
    with series.database.write() as connection:
        moved = {"starts_at": datetime(2026, 12, 9, 9, tzinfo=UTC)}
        connection.execute(sessions.update().where(sessions.c.number == 2).values(**moved))
    to_series(series, "RECURRENCE-ID:20261208T140000Z")
    assert coming(series) == [False, True, False]


def test_a_time_the_series_never_had_is_no_meeting(series: Running) -> None:
    to_series(series, "RECURRENCE-ID:20261209T140000Z")
    assert coming(series) == [False, False, False]
    assert counts(series)["other_meeting"] == 1


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


def sent(parley: Running, message_id: str, **more: object) -> None:
    """A mail of ours about the series."""
    with unit_of_work(parley.database, parley.parley.house.workspace or 0, at=parley.watch(), door=Door.CLOCK) as uow:
        payload = {"uid": "series@parley", "to": VERA_AT, "changed": [], "only": None} | more
        letter = uow.outbox.put(Kind.MAIL, "mail:made", payload, once=message_id)
        values = {"state": "sent", "remote_id": message_id}
        uow.connection.execute(letters.update().where(letters.c.id == letter).values(**values))


def test_the_mail_that_is_answered_tells_that_all_were_meant(series: Running) -> None:
    sent(series, "<all@northwind.example>")
    to_series(series, "", headers=[("In-Reply-To", "<all@northwind.example>")])
    assert coming(series) == [True, True, True]


def test_the_mail_that_is_answered_tells_which_one_was_meant(series: Running) -> None:
    sent(series, "<one@northwind.example>", only="2026-12-08")
    to_series(series, "", headers=[("References", "<other@x> <one@northwind.example>")])
    assert coming(series) == [False, True, False]


def test_a_mail_about_the_rule_and_a_change_leaves_it_unclear(series: Running) -> None:
    sent(series, "<both@northwind.example>", changed=[{"planned": "2026-12-08"}])
    to_series(series, "", headers=[("In-Reply-To", "<both@northwind.example>")])
    assert coming(series) == [False, False, False]
    assert "[All that are to come] [Only S-1]" in heard_by(series, VERA)
