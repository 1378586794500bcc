"""A Moment is an instant, whatever the database thinks of time zones; Money is exact, whatever it thinks of decimals."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.tables import inbox
from storage.types import Moment, Money


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    row = {"workspace": 1, "key": "k", "seen_at": datetime(2026, 11, 23, 9, 0)}
    with pytest.raises(StatementError, match="has no time zone"), database.write() as connection:
        connection.execute(insert(inbox).values(row))


def test_any_zone_goes_in_and_utc_comes_out(database: Database) -> None:
    warsaw = datetime(2026, 11, 23, 10, 0, 0, 123456, ZoneInfo("Europe/Warsaw"))
    with database.write() as connection:
        connection.execute(insert(inbox).values(workspace=1, key="k", seen_at=warsaw))
        came_out = connection.execute(select(inbox.c.seen_at)).scalar_one()
    assert (came_out, came_out.tzinfo) == (warsaw, UTC)
    assert came_out.hour == 9


def test_moments_are_compared_as_instants(database: Database) -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    with database.write() as connection:
        connection.execute(insert(inbox).values(workspace=1, key="k", seen_at=noon))
        tokyo = timezone(timedelta(hours=9))
        same = select(inbox.c.key).where(inbox.c.seen_at == noon.astimezone(tokyo))
        later = select(inbox.c.key).where(inbox.c.seen_at < datetime(2026, 7, 1, 20, 0, tzinfo=tokyo))
        assert connection.execute(same).scalars().all() == ["k"]
        assert connection.execute(later).scalars().all() == []


def test_nothing_stays_nothing() -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert Moment().process_bind_param(None, dialect) is None
        assert Moment().process_result_value(None, dialect) is None


@given(some.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=some.timezones()))
def test_an_instant_survives_both_databases(instant: datetime) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        bound = Moment().process_bind_param(instant, dialect)
        back = Moment().process_result_value(bound, dialect)
        assert back is not None
        assert back == instant.astimezone(UTC)
        assert back.tzinfo is UTC


@given(amount=some.decimals(0, Decimal(10) ** 12, places=2))
def test_an_amount_comes_back_to_the_cent(amount: Decimal) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        kept = Money().process_bind_param(amount, dialect)
        assert Money().process_result_value(kept, dialect) == amount
    assert Money().process_result_value(None, sqlite.dialect()) is None
