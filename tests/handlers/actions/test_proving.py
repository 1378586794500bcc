"""Files that prove something was done: both sides see them, the record has their digest, and what cannot be had is said."""

import hashlib

import pytest

from governance.events import EvidenceAdded, EvidenceShared
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, VERA
from tests.running import Running

REPORT = b"%PDF-1.7 all sites have signed"


@pytest.fixture
def audited(with_helix: Running) -> Running:
    with_helix.say(f"action add <@{VERA}> friday send the list #audit", by=BOB, at=HELIX)
    return with_helix


def record(parley: Running, kind: type) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "action:1")
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


def test_a_file_sent_directly_is_shown_in_the_thread_of_the_action(audited: Running) -> None:
    said = audited.send_file(VERA, "list.pdf", REPORT, "action done A-1")
    assert "Done by @Vera Novak. To be verified by @Bob Tran's side." in said
    assert audited.heard(HELIX).endswith(
        "    Parley, 09:00:\n      Evidence for A-1 send the list, from @Vera Novak.\n      [file: list.pdf]"
    )
    page = audited.say("action show A-1", by=BOB, at=HELIX)
    assert "Evidence: list.pdf" in page
    digest = hashlib.sha256(REPORT).hexdigest()
    assert f"Shown to both sides by @Vera Novak, today: list.pdf (SHA-256 {digest[:12]})" in page
    [event] = record(audited, EvidenceShared)
    assert event.sha256 == digest
    assert event.address.startswith("https://")


def test_a_file_in_the_form_is_shown_too(audited: Running) -> None:
    audited.say("action done A-1", by=VERA, via="direct")
    audited.click("Open the form", by=VERA, at=DIRECT[VERA])
    chosen = [audited.sandbox.upload(VERA, name, data) for name, data in (("scan.png", b"PNG"), ("list.pdf", REPORT))]
    audited.submit(by=VERA, files=chosen)
    page = audited.say("action show A-1", by=BOB, at=HELIX)
    assert "Evidence: scan.png\nEvidence: list.pdf\n" in page
    assert audited.heard(HELIX).count("Evidence for A-1") == 2


def test_a_file_for_what_began_in_an_internal_thread_is_shown_where_it_was_announced(with_helix: Running) -> None:
    ts = with_helix.sandbox.message(BOB, GOVERNANCE, "they must resend the site list").ts
    with_helix.say(f"action add <@{VERA}> friday resend it #audit", by=BOB, at=GOVERNANCE, via="mention", thread=ts)
    with_helix.send_file(VERA, "list.pdf", REPORT, "action done A-1")
    assert "Evidence for A-1 resend it" in with_helix.heard(HELIX)
    assert "Evidence for" not in with_helix.heard(GOVERNANCE)


def test_an_action_nobody_announced_shows_its_file_to_the_one_who_asked(parley: Running) -> None:
    parley.say(f"action add <@{BOB}> friday book the room", by=ALICE, at=GOVERNANCE)
    parley.send_file(BOB, "room.pdf", REPORT, "action done A-1")
    assert "Evidence for A-1 book the room, from @Bob Tran." in parley.heard(DIRECT[ALICE])


def test_what_is_ones_own_is_shown_to_nobody_else(parley: Running) -> None:
    parley.say(f"action add <@{BOB}> friday book the room", by=BOB, at=GOVERNANCE)
    parley.send_file(BOB, "room.pdf", REPORT, "action done A-1")
    assert "Evidence: room.pdf" in parley.say("action show A-1", by=BOB, at=GOVERNANCE)
    assert "Evidence for" not in parley.heard(GOVERNANCE)
    assert len(record(parley, EvidenceAdded)) == 1


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "it is empty"), (b"x" * ((25 << 20) + 1), "it is larger than 25 MB")]
)
def test_a_file_that_cannot_be_shown_is_said_and_the_action_stays_closed(
    audited: Running, content: bytes, why: str
) -> None:
    audited.send_file(VERA, "list.pdf", content, "action done A-1")
    assert audited.heard(DIRECT[VERA]).endswith(
        f"  I could not show list.pdf to the other side: {why}. A-1 stays closed. "
        "Please post the file in our channel, so that they can look at it."
    )
    assert record(audited, EvidenceShared) == []
    assert "done, to be verified" in audited.say("action list", by=BOB, at=HELIX)
