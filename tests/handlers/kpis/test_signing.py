"""Signing a version of a KPI, or all that was proposed together, with a code mailed to whoever signs."""

from collections.abc import Callable

import pytest

from tests.cast import ALICE, DIRECT, HELIX, VERA
from tests.handlers.kpis.conftest import Define
from tests.handlers.kpis.test_replying import last_message
from tests.running import Running
from tests.signing import kept, letters, mailed

MEANING = "I agree to K14 Reports on time, version 1, for Helix Clinical."


def test_it_is_in_force_and_the_card_says_who_signed(proposed: Running) -> None:
    assert f"as Vera Novak for Helix Clinical:\n{MEANING}\n" in proposed.click("Sign", by=VERA, at=HELIX)
    assert proposed.submit(by=VERA, code=mailed(proposed)) == (
        "Signed. Agreed by both companies: K14 Reports on time, version 1. It holds from 1 December 2026."
    )
    signed = (
        "Signed by Vera Novak (vendor lead) for Helix Clinical, 23 Nov 2026 09:00 Europe/London, "
        f"proven by a code mailed to v***@helix.example: {MEANING}"
    )
    assert last_message(proposed, HELIX).endswith(signed)
    assert signed in proposed.say("sla show K14", by=ALICE, at=HELIX)
    assert [(its.deed, its.is_signed) for its in kept(proposed)] == [("proposed", False), ("agreed", True)]


def test_a_line_signs_too(proposed: Running) -> None:
    proposed.say("sla sign K14", by=VERA, at=HELIX, via="mention")
    proposed.click("Open the form", by=VERA)
    assert len(letters(proposed, "vera")) == 1
    assert proposed.submit(by=VERA, code=mailed(proposed)).startswith("Signed. Agreed by both companies")


def test_all_at_once_is_one_code_and_a_sentence_for_each(proposed: Running, define: Define) -> None:
    proposed.say("sla catalogue enrol K15, K16", at=HELIX)
    form = proposed.click("Sign all 2", by=VERA, at=HELIX)
    assert form.count("\nI agree to K1") == 2
    said = proposed.submit(by=VERA, code=mailed(proposed))
    assert said.startswith("Signed. Agreed by both companies")
    assert [its.is_signed for its in kept(proposed) if its.deed == "agreed"] == [True, True]


def test_the_side_that_proposed_is_mailed_nothing(proposed: Running) -> None:
    words = "Your side has agreed to Reports on time already; the other company answers next."
    assert proposed.click("Sign", by=ALICE, at=HELIX) == words
    assert letters(proposed, "alice") == []


def test_a_code_for_a_version_that_was_replaced_signs_nothing(proposed: Running) -> None:
    proposed.click("Sign", by=VERA, at=HELIX)
    proposed.say("sla propose K14", at=HELIX)
    proposed.submit(target="96")
    said = proposed.submit(by=VERA, code=mailed(proposed))
    assert "Reports on time has a newer version by now, version 2." in said
    assert [its.person_id for its in kept(proposed) if its.deed == "agreed"] == []


def test_signing_is_offered_beside_agreeing(proposed: Running) -> None:
    assert "[Agree] [Sign] [Decline] [Change]" in proposed.heard(HELIX)
    assert "[Agree] [Sign] [Decline] [Change]" in proposed.heard(DIRECT[VERA])
    assert "[Agree] [Decline] [Look]" in proposed.say("me waiting", by=VERA, via="direct")


class TestWithoutAMailServer:
    @pytest.fixture
    def newcomer(self, start: Callable[..., Running]) -> Running:
        return start(SMTP_HOST="")

    def test_nobody_is_offered_to_sign_and_whoever_asks_reads_why(self, proposed: Running) -> None:
        assert "[Agree] [Decline] [Change]" in proposed.heard(HELIX)
        assert proposed.say("sla sign K14", by=VERA, at=HELIX, via="mention") == (
            "This workspace has not told me how to send mail, so nothing can be signed with a mailed code. You can still agree to it."
        )
