"""Tokens for programs: shown once and to one person alone, kept as a hash, revoked at any time."""

import re

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.running import Running


def test_a_token_is_shown_once_and_privately(known: Running) -> None:
    channel = known.heard(HELIX)
    said = known.say("sla token new nightly export", by=BOB, at=HELIX)
    assert re.fullmatch(
        r"With this token a program sends results of Helix Clinical:\nparley_[0-9a-f]{64}\n"
        r"I show it once, to you alone, and keep it nowhere\. Whoever has it can send results, so keep it to yourself\.\n"
        r"\[Revoke it\]",
        said,
    )
    assert known.heard(HELIX) == channel
    assert known.say("sla token list", by=BOB, at=HELIX) == (
        "Tokens of Helix Clinical\n1 nightly export: since Nov 23, 2026 at 09:00, never used, made by @Bob Tran"
    )


def test_nothing_kept_has_the_token_in_it(known: Running) -> None:
    known.say("sla token new nightly export", by=VERA, at=HELIX, via="mention")
    said = known.say("sla token new another", by=BOB, at=HELIX)
    known.say("sla token new third", by=VERA, via="direct")
    (secret,) = re.findall("parley_[0-9a-f]{64}", said)
    with known.database.read() as connection:
        for table in ("inbox", "outbox", "journal", "ingest_tokens", "journal_texts"):
            rows = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            assert "parley_" not in rows
            assert secret.removeprefix("parley_") not in rows


@pytest.mark.parametrize(("by", "at", "via"), [(VERA, HELIX, "mention"), (VERA, DIRECT[VERA], "direct")])
def test_the_vendors_lead_makes_one_too(known: Running, by: str, at: str, via: str) -> None:
    channel = known.heard(HELIX)
    assert "parley_" in known.say("sla token new our system", by=by, at=at, via=via)
    assert "parley_" not in known.heard(HELIX).removeprefix(channel)


def test_a_revoked_token_is_gone(known: Running) -> None:
    known.say("sla token new nightly export", by=BOB, at=HELIX)
    assert known.say("sla token revoke 1", by=ALICE, at=HELIX) == (
        "Revoked: the token for nightly export opens nothing any more."
    )
    assert known.say("sla token revoke 1", by=ALICE, at=HELIX) == (
        'There is no token "1" to revoke. /sla token list shows them.'
    )
    assert "No program can send results" in known.say("sla token list", by=BOB, at=HELIX)


def test_what_is_missing_is_asked_for(known: Running) -> None:
    assert known.say("sla token", by=BOB, at=HELIX).startswith("Write /sla token new <what it is for>")
    assert "The token's name is empty." in known.say("sla token new", by=BOB, at=HELIX)
