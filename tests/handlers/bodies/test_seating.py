"""Naming people: each side its own, with deputies for somebody; who leaves is followed by their successor, or missed."""

import pytest

from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.bodies.conftest import JOINT, deputies_field, seat
from tests.newcomers import NINA_PATEL, hire
from tests.running import Running

NINA = NINA_PATEL.id


@pytest.fixture
def with_both(agreed: Running) -> Running:
    """Nina works for Helix, too."""
    hire(agreed, NINA_PATEL, HELIX)
    agreed.click("Yes, confirm", at=DIRECT[ALICE])
    return agreed


def test_the_form_asks_for_ones_own_side(agreed: Running) -> None:
    agreed.say("session body joint operations", by=VERA, via="direct")
    assert agreed.click(f"Name our people of {JOINT}", by=VERA, at=DIRECT[VERA]) == (
        "-- Name our people --\n"
        "Who chairs for Helix Clinical? (optional): [@Vera Novak]\n"
        "Who else is a member? (optional): [Choose people]\n"
        "Who stands in for Vera Novak? (optional): [Choose people]\n"
        "Why does it change?: [...]\n  Both companies can read it.\n"
        "[Save] [Cancel]"
    )


def test_a_side_names_its_people_and_the_other_hears(agreed: Running) -> None:
    said = seat(agreed, ALICE, chairs=[ALICE], members=[BOB])
    assert "Northwind Bio: chair @Alice Moreau; member @Bob Tran\n" in said
    assert (
        "  Northwind Bio has named its people in Joint operations meeting.\n"
        "  Northwind Bio: chair @Alice Moreau; member @Bob Tran\n"
        "  Why: the team is new\n  [Look]"
    ) in agreed.heard(DIRECT[VERA])
    assert "Reason: the team is new" in agreed.say("audit show Helix page 3")


def test_a_deputy_is_named_for_somebody(with_both: Running) -> None:
    with_both.say("session body joint operations", by=VERA, via="direct")
    with_both.click(f"Name our people of {JOINT}", by=VERA, at=DIRECT[VERA])
    said = with_both.submit(by=VERA, reason="Vera travels", **{deputies_field(with_both, VERA): [NINA]})
    assert "Helix Clinical: chair @Vera Novak; @Nina Patel stands in for @Vera Novak\n" in said


def test_whoever_is_named_anew_has_the_deputy_they_named_themselves(agreed: Running) -> None:
    agreed.say(f"me away until 24 nov <@{ALICE}>", by=BOB, via="direct")
    agreed.say("me back", by=BOB, via="direct")
    said = seat(agreed, ALICE, chairs=[BOB], members=[])
    assert "Northwind Bio: chair @Bob Tran; @Alice Moreau stands in for @Bob Tran\n" in said


def test_somebody_with_a_seat_stands_in_for_nobody(with_both: Running) -> None:
    seat(with_both, VERA, chairs=[VERA], members=[NINA])
    with_both.say("session body joint operations", by=VERA, via="direct")
    with_both.click(f"Name our people of {JOINT}", by=VERA, at=DIRECT[VERA])
    said = with_both.submit(by=VERA, reason="Vera travels", **{deputies_field(with_both, VERA): [NINA]})
    assert "Nina Patel has a seat of their own, so they cannot stand in for Vera Novak." in said


def test_nobody_names_the_other_companys_people(agreed: Running) -> None:
    said = seat(agreed, ALICE, chairs=[ALICE], members=[VERA])
    assert "Vera Novak is not of your company. Each side names its own people; Helix Clinical names theirs." in said
    assert "Helix Clinical: chair @Vera Novak\n" in agreed.say("session body Helix joint operations")


def test_nobody_sits_who_is_not_confirmed_or_only_reads(agreed: Running) -> None:
    hire(agreed, NINA_PATEL, HELIX)
    said = seat(agreed, VERA, chairs=[VERA], members=[NINA])
    assert "Nina Patel still waits to be confirmed, so they cannot have a seat yet." in said
    agreed.say(f"vendor people <@{BOB}> quality because of the audit")
    assert "Bob Tran reads and audits and changes nothing" in seat(agreed, ALICE, chairs=[ALICE], members=[BOB])


def test_the_same_list_again_changes_nothing_and_a_change_asks_why(agreed: Running) -> None:
    assert "Nothing in it is different from now" in seat(agreed, ALICE, chairs=[ALICE], members=[])
    assert "Why does it change?" in seat(agreed, ALICE, chairs=[ALICE], members=[BOB], reason="")
    assert "Bob" not in agreed.say("session body Helix joint operations")


def test_people_without_slack_can_be_named(agreed: Running) -> None:
    people = "name,email,company\nPat Doe,pat@helix.example,Helix Clinical\n"
    agreed.send_file(ALICE, "people.csv", people)
    agreed.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    agreed.say("session body joint operations", by=VERA, via="direct")
    form = agreed.click(f"Name our people of {JOINT}", by=VERA, at=DIRECT[VERA])
    assert "Members without Slack (optional)" in form
    options = next(its for its in agreed.sandbox.views(VERA)[-1]["blocks"] if its.get("block_id") == "members_unlisted")
    pat = options["element"]["options"][0]["value"]
    said = agreed.submit(by=VERA, members_unlisted=[pat], reason="Pat knows the sites")
    assert "Helix Clinical: chair @Vera Novak; member Pat Doe\n" in said


# --- somebody leaves -----------------------------------------------------------------------------------------------------


def test_a_chair_who_leaves_is_followed_by_the_successor(agreed: Running) -> None:
    seat(agreed, ALICE, chairs=[BOB], members=[ALICE])
    agreed.say(f"vendor leaving <@{BOB}|bob> 24 Nov")
    agreed.click("Name successors")
    agreed.submit(roles=ALICE)
    agreed.clock_moves(days=2)
    agreed.tick("leaving")
    assert "Northwind Bio: chair @Alice Moreau\n" in agreed.say("session body Helix joint operations")


def test_a_chair_without_a_successor_leaves_the_seat_free_and_the_list_says_who_is_missing(with_both: Running) -> None:
    seat(with_both, VERA, chairs=[NINA], members=[])
    with_both.say(f"vendor people <@{NINA}> nobody because she works elsewhere")
    assert "Free now: a seat in Joint operations meeting. session body names others." in with_both.heard(DIRECT[VERA])
    said = with_both.say("session body Helix")
    assert "Chairs: @Alice Moreau for Northwind Bio, nobody yet for Helix Clinical\n" in said
    assert "The quorum asks for 1 of Helix Clinical; nobody is named yet.\n" in said
