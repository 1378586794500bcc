"""The main job, from an empty workspace to a digest on time, as the people of both companies live it."""

from datetime import UTC, datetime

from storage import journal
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.running import Running


def test_the_main_job_from_door_to_door(newcomer: Running, capsys) -> None:
    parley = newcomer

    # Alice sets Parley up and brings the vendor in.
    assert "You are Parley's administrator now" in parley.say("vendor setup", by=ALICE)
    assert "-- Add a vendor --" in parley.click("Add a vendor")
    parley.submit(name="Helix Clinical", service="CRO", tier="1", vendor_lead=VERA)
    assert "belongs to Helix Clinical now" in parley.say("vendor link Helix", at=HELIX)
    assert "people can work with me now" in parley.click("Introduce Parley")
    assert "Alice Moreau has brought me here" in parley.heard(HELIX)

    # Bob turns Vera's message into an action item.
    promise = parley.sandbox.message(VERA, HELIX, "We will send the revised site list this week.")
    assert "We will send the revised site list this week." in parley.shortcut(BOB, HELIX, promise.ts)
    parley.submit(by=BOB, owner=VERA, due="2026-11-27")

    # A session is in everyone's calendar.
    parley.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    assert {mail["To"] for mail in parley.sandbox.mails} == {
        "Alice Moreau <alice@northwind.example>",
        "Vera Novak <vera@helix.example>",
    }

    # A year's results come in from a file, the bad line named.
    status = parley.import_results(
        "Helix Clinical,NW-301,K14,2026-09,38,40,",
        "Helix Clinical,NW-301,K14,2026-10,31,39,",
        "Helix Clinical,NW-301,K14,soon,31,39,",
    )
    assert status == 0
    assert "line 4:" in capsys.readouterr().out

    # The digest comes on time, with what is late.
    parley.say("digest subscribe weekly monday 9:00", by=ALICE, at=HELIX)
    parley.click("Subscribe", by=ALICE)
    parley.clock_moves(datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    page = parley.heard(HELIX).rpartition("SLA digest: Helix Clinical")[2]
    assert "Amber: Monitoring visit reports on time is red." in page
    assert "A-1 We will send the revised site list this week. (@Vera Novak, 3 days late)" in page
    assert "Joint strategy session with Helix Clinical: Dec 1, 2026 at 14:00" in page

    # Vera asks, and closes; both see the same.
    assert parley.say("status", by=VERA, at=HELIX, via="mention") == parley.say("vendor status", by=BOB, at=HELIX)
    assert "Done by @Vera Novak" in parley.say("action done A-1", by=VERA, at=HELIX, via="mention")
    assert "Actions\nNone open." in parley.say("vendor status", by=BOB, at=HELIX)
    assert parley.say("vendor doctor", by=BOB, at=HELIX).endswith("Failed\nNothing.")


def test_the_record_of_it_all_holds_together(with_helix: Running) -> None:
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.click("Done", by=VERA, at=HELIX)
    with with_helix.database.read() as connection:
        verified = journal.verify(connection)
    assert verified.broken is None
    assert verified.entries >= 6
