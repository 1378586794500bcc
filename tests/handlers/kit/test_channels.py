"""One rule says which channel of a vendor a thing is told in, for agendas, sessions, decisions and minutes."""

from datetime import UTC, datetime

import pytest

from handlers.kit.channels import channel_for
from tests import mailed
from tests.acquainted import Acquainted
from tests.cast import ALICE, GOVERNANCE, HELIX, VERA
from tests.handlers.decisions.meeting import Meeting, begin
from tests.running import Running


def test_the_studys_channel_comes_first_then_one_of_no_study_and_of_these_what_both_read(
    acquainted: Acquainted,
) -> None:
    uow, helix = acquainted.uow, acquainted.helix
    one, other = uow.vendors.add_study("NW-301", "One"), uow.vendors.add_study("NW-302", "Other")
    assert channel_for(helix.id, one.id, uow) is None
    for channel, study, shared in (
        ("C0OTHER", other.id, True),
        ("C0OURS", None, False),
        ("C0BOTH", None, True),
        ("C0LATER", None, True),
        ("C0ONE", one.id, True),
    ):
        uow.vendors.link(channel, helix.id, study=study, zone=None, shared=shared)
    assert channel_for(helix.id, one.id, uow) == "C0ONE"
    assert channel_for(helix.id, None, uow) == "C0BOTH"
    assert channel_for(acquainted.orion.id, one.id, uow) is None


@pytest.fixture
def of_a_study(with_helix: Running) -> Running:
    """A session of a study that has a channel of its own beside that of the vendor."""
    with_helix.say("session schedule Helix 1 Dec 15:00 operational call", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=10)
    with mailed.uow(with_helix) as uow:
        study, session = uow.vendors.add_study("NW-301", "One"), uow.sessions.numbered(1)
        assert session
        uow.vendors.link(GOVERNANCE, session.vendor_id, study=study.id, zone=None, shared=True)
        uow.sessions.revise(session, study_id=study.id)
    return with_helix


def test_its_agenda_and_its_session_stand_in_the_studys_channel(of_a_study: Running) -> None:
    of_a_study.clock_moves(to=datetime(2026, 11, 30, 8, 11, tzinfo=UTC))
    of_a_study.tick("agendas")
    assert "  Agenda of S-1 Operational call" in of_a_study.heard(GOVERNANCE)
    assert "      The pre-read of S-1." in of_a_study.heard(GOVERNANCE)
    of_a_study.clock_moves(to=datetime(2026, 12, 1, 13, 55, tzinfo=UTC))
    of_a_study.say("session start S-1", by=ALICE, at=GOVERNANCE)
    of_a_study.click("Present", by=ALICE, at=GOVERNANCE)
    assert of_a_study.heard(GOVERNANCE).count(" is on. It is held in the thread below") == 1
    assert "is on." not in of_a_study.heard(HELIX)
    assert "Agenda of S-1" not in of_a_study.heard(HELIX)


def test_what_is_decided_by_mail_is_told_in_the_studys_channel(with_helix: Running) -> None:
    meeting: Meeting = begin(with_helix, present=(ALICE,))
    with meeting.uow() as uow:
        study, session = uow.vendors.add_study("NW-301", "One"), uow.sessions.numbered(1)
        assert session
        uow.vendors.link(GOVERNANCE, session.vendor_id, study=study.id, zone=None, shared=True)
        uow.sessions.revise(session, study_id=study.id)
    with_helix.say("session decide S-1 by mail use the new template", by=ALICE, at=HELIX)
    with_helix.click("Object", by=VERA, at="D0VERA")
    with_helix.submit(VERA, reason="our sites were not asked")
    assert "D-1 is not decided by mail" in with_helix.heard(GOVERNANCE)
