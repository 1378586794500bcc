"""A link does its act until it is used or its time is over; what travels with a page is known again by its seal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from governance.feeds import Addresses
from governance.one_acts import OneAct, Standing

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LINK = OneAct(
    id=1, person_id=2, name="action.deed", ref="accept A-1", label="Accept", title="Accept A-1", about="", made_at=AT,
    expires_at=AT + timedelta(days=14),
)  # fmt: skip
OURS, OTHERS = Addresses(public_url="https://parley.example", key=b"ours"), Addresses(key=b"others")


def test_a_link_is_open_until_the_very_moment_it_ends() -> None:
    assert LINK.standing(LINK.expires_at - timedelta(microseconds=1)) is Standing.OPEN
    assert LINK.standing(LINK.expires_at) is Standing.EXPIRED


def test_one_that_was_used_says_so_even_when_its_time_is_over() -> None:
    assert replace(LINK, used_at=AT).standing(LINK.expires_at) is Standing.USED


def test_a_secret_has_256_bits_and_is_no_feeds() -> None:
    assert OURS.act("seed") == f"https://parley.example/act/{OURS.act_secret('seed')}"
    assert len(OURS.act_secret("seed")) == 64
    assert OURS.act_secret("seed") not in (OURS.secret("seed"), OTHERS.act_secret("seed"), OURS.sealed("seed"))


def test_a_seal_is_of_these_words_and_of_this_key() -> None:
    seal = OURS.sealed("1:words")
    assert OURS.is_sealed("1:words", seal)
    assert not OURS.is_sealed("2:words", seal)
    assert not OTHERS.is_sealed("1:words", seal)
    assert not OURS.is_sealed("1:words", "é")
