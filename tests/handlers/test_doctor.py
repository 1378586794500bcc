"""The doctor: what is connected, what is due next, what failed and why."""

from tests.cast import BOB, GOVERNANCE, HELIX, MERIDIAN, VERA
from tests.handlers.test_leaving import leaves
from tests.running import Running

NO_ANCHOR = (
    "Nobody gets the record's daily anchor, which shows later whether the record was changed. "
    "/vendor people @person quality names who does."
)


def test_it_says_that_nobody_gets_the_anchor_until_somebody_does(with_helix: Running) -> None:
    assert NO_ANCHOR in with_helix.say("vendor doctor", at=GOVERNANCE)
    with_helix.say(f"vendor people <@{BOB}> quality")
    assert NO_ANCHOR not in with_helix.say("vendor doctor", at=GOVERNANCE)
    leaves(with_helix, BOB)
    assert NO_ANCHOR in with_helix.say("vendor doctor", at=GOVERNANCE)


def test_a_healthy_parley_says_so(with_helix: Running) -> None:
    assert with_helix.say("vendor doctor", by=BOB, at=HELIX) == (
        "How Parley is doing\n===================\n"
        "Connected to Northwind Bio; 1 vendor known.\nNothing waits to be sent.\n"
        f"This channel belongs to Helix Clinical.\n{NO_ANCHOR}\n"
        "Due next\nDigest in #helix-northwind: Dec 14, 2026 at 08:00\nFailed\nNothing."
    )


def test_what_is_due_next_is_named(with_helix: Running) -> None:
    with_helix.say("digest subscribe weekly friday 9:00", at=HELIX)
    with_helix.click("Subscribe")
    assert "Due next\nDigest in #helix-northwind: Nov 27, 2026 at 08:00" in with_helix.say(
        "vendor doctor", at=GOVERNANCE
    )


def test_what_failed_is_named_with_its_reason_and_what_helps(with_helix: Running) -> None:
    with_helix.sandbox.fault("chat.postMessage", error="missing_scope")
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    with_helix.sandbox.remove_bot(HELIX)
    with_helix.settle()
    said = with_helix.say("vendor doctor", at=GOVERNANCE)
    assert said.endswith(
        "Failed\n#helix-northwind of Helix Clinical: I am not in it. Invite me: /invite @Parley.\n"
        "A post to #helix-northwind: a permission is missing. Install the app again from its manifest."
    )


def test_what_waits_is_counted(with_helix: Running) -> None:
    with_helix.sandbox.fault("chat.postMessage", status=429, retry_after=30)
    with_helix.say(f"action add <@{VERA}> friday send it", by=BOB, at=HELIX)
    assert "1 message waits to be sent." in with_helix.say("vendor doctor", at=GOVERNANCE)


def test_a_channel_without_a_vendor_is_told_how_to_get_one(with_helix: Running) -> None:
    said = with_helix.say("vendor doctor", by=BOB, at=MERIDIAN)
    assert "This channel is not linked to a vendor. /vendor link <vendor> links it." in said


def test_the_vendors_people_have_no_doctor(with_helix: Running) -> None:
    said = with_helix.say("vendor doctor", by=VERA, at=HELIX, via="mention")
    assert said.startswith("You cannot see what is connected and what failed here.")
