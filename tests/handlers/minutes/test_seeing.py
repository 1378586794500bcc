"""Minutes are for both companies and for nobody else; whoever audits reads them and changes nothing."""

import pytest

from handlers import registry
from tests.cast import ALICE, BOB, CHARLIE, HELIX, ORION, VERA
from tests.handlers.minutes.forged import press, submit
from tests.held import Held
from tests.running import Running

WORDS = ("", "pdf", "versions", "edit", "send", "comment x", "approve", "sign", "add x", f"scribe <@{BOB}|bob>")
BUTTONS = tuple(its for its in registry().buttons if its.startswith("minutes."))
FORMS = tuple(its for its in registry().forms if its.startswith("minutes."))
NOT_THERE = "There is no session S-1"


@pytest.fixture
def two_vendors(helix: Running, sent: Held) -> Running:
    helix.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    helix.say("vendor link Orion Labs", at=ORION)
    helix.say("vendor introduce Orion Labs")
    return helix


def test_to_another_vendors_people_and_in_its_channel_the_session_does_not_exist(two_vendors: Running) -> None:
    for word in WORDS:
        line = f"session minutes S-1 {word}".strip()
        answers = [
            two_vendors.say(line, by=CHARLIE, via="direct"),
            two_vendors.say(line, by=CHARLIE, at=ORION, via="mention"),
            two_vendors.say(line, by=ALICE, at=ORION),
        ]
        for said in answers:
            assert said.startswith(NOT_THERE), said
            assert "Weekly call" not in said


def test_their_list_has_none_of_it(two_vendors: Running) -> None:
    said = two_vendors.say("session minutes", by=CHARLIE, via="direct")
    assert said == "There are no minutes with Northwind Bio yet. They are drafted when a chair ends a session."
    assert "S-1 Weekly call" in two_vendors.say("session minutes", by=BOB)


def test_each_company_reads_the_name_of_the_other_above_the_list(helix: Running, sent: Held) -> None:
    assert helix.say("session minutes", by=BOB, at=HELIX).startswith("The last minutes with Helix Clinical\n")
    theirs = helix.say("session minutes", by=VERA, at=HELIX, via="mention")
    assert theirs.startswith("The last minutes with Northwind Bio\n")


def test_what_they_forge_finds_nothing(two_vendors: Running) -> None:
    for name in BUTTONS:
        told = press(two_vendors, CHARLIE, name, "S-1 1")
        assert NOT_THERE in told, name
        assert "Weekly call" not in told
    for name in FORMS:
        told = submit(two_vendors, CHARLIE, name, {"of": "S-1 1"}, summary="x", comment="x", text="x", code="1234 5678")
        assert NOT_THERE in told, name


def test_whoever_audits_reads_and_changes_nothing(two_vendors: Running) -> None:
    two_vendors.say(f"vendor people <@{BOB}> quality")
    page = two_vendors.say("session minutes S-1", by=BOB, at=HELIX)
    assert page.endswith("[PDF] [Versions]")
    assert "is on its way to you" in two_vendors.say("session minutes S-1 pdf", by=BOB, at=HELIX)
    for word in WORDS[3:]:
        said = two_vendors.say(f"session minutes S-1 {word}", by=BOB, at=HELIX)
        assert said.startswith("You cannot edit or approve minutes here."), said
    assert "You cannot edit or approve minutes here." in two_vendors.click("Approve", by=BOB, at=HELIX)


def test_a_session_without_minutes_says_when_there_are(helix: Running) -> None:
    helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    assert helix.say("session minutes S-1", by=VERA, at=HELIX, via="mention") == (
        "There are no minutes of S-1 yet. They are drafted when a chair ends the session."
    )


def test_a_vendor_there_is_not_is_asked_back(helix: Running) -> None:
    assert "vendor" in helix.say("session minutes Nobody", by=ALICE).lower()
