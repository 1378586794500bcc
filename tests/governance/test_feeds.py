"""Addresses of feeds: the same for the same seed, another for any other, none without the key; and who still sees something."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.feeds import READ_AGAIN, Addresses, Feed, fingerprint, may_read
from governance.people import BOTH, SPONSORS, Person, Role
from governance.rules import Rules

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
OURS = Addresses(public_url="https://parley.example", key=b"xoxb-a-token")
FEED = Feed(id=1, person_id=1, vendor_id=None, made_at=AT)


@given(some.text(max_size=40), some.text(max_size=40), some.binary(max_size=20))
def test_a_secret_follows_from_seed_and_key_and_from_nothing_less(one: str, other: str, key: bytes) -> None:
    assert OURS.secret(one) == OURS.secret(one)
    assert re.fullmatch("[0-9a-f]{64}", OURS.secret(one))
    assert (OURS.secret(one) == OURS.secret(other)) is (one == other)
    assert OURS.secret(one) != Addresses(key=key).secret(one)
    assert OURS.secret(one) not in (fingerprint(one), fingerprint(OURS.secret(one)))


def test_the_address_is_under_the_public_one_and_the_key_is_never_shown() -> None:
    assert OURS.of("seed") == f"https://parley.example/calendar/{OURS.secret('seed')}.ics"
    assert "xoxb" not in repr(Rules(addresses=OURS))


@given(some.integers(0, 200_000))
def test_a_reading_is_written_down_once_an_hour(seconds: int) -> None:
    last = Feed(id=1, person_id=1, vendor_id=None, made_at=AT, last_read_at=AT)
    assert FEED.is_read_anew(AT)
    assert last.is_read_anew(AT + timedelta(seconds=seconds)) is (seconds >= READ_AGAIN.total_seconds())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("works_for", [None, 7, 8])
def test_a_feed_shows_what_its_owner_may_see_today(role: Role, works_for: int | None) -> None:
    owner = Person(id=1, name="Vera", role=role, vendor_id=works_for)
    of_seven = Feed(id=1, person_id=1, vendor_id=7, made_at=AT)
    assert may_read(owner, FEED) is (role in BOTH)
    assert may_read(owner, of_seven) is (role in SPONSORS or (role in BOTH and works_for == 7))
