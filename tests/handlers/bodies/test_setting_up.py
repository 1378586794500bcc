"""Setting up the usual bodies with one click, and the other company agreeing to all of them with another."""

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, ORION, VERA
from tests.handlers.bodies.conftest import JOINT
from tests.newcomers import NINA_PATEL, hire
from tests.running import Running
from tests.signing import kept, mailed

USUAL = (
    "• Operational call, weekly: quorum 1 of each company and a chair; may decide up to EUR 5,000\n"
    "• Joint operations meeting, monthly: quorum 1 of each company and a chair; may decide up to EUR 50,000\n"
    "• Business review, quarterly: quorum 1 of each company and a chair; may decide up to EUR 100,000\n"
    "• Joint strategy session, half-yearly: quorum 1 of each company and a chair; may decide whatever it costs\n"
)
UNTIL = "Until both companies have agreed, 1 of each company and a chair make a quorum, and there is no limit."
AGREED = (
    f"{JOINT}: tactical, meets monthly\n"
    "Chairs: @Alice Moreau for Northwind Bio, @Vera Novak for Helix Clinical\n"
    "Quorum: 1 of each company and a chair. May decide up to EUR 50,000\n"
    "Pre-read 5 business days before, minutes within 5 business days; goes up to Business review\n"
    "Charter version 1, agreed by both on 23 November 2026\n"
    "No session of it is planned\n"
    "[Open]"
)


def test_where_there_are_none_the_usual_ones_are_offered(with_helix: Running) -> None:
    assert with_helix.say("session body Helix", by=ALICE) == (
        "Helix Clinical has no governance bodies yet. These are usual for tier 1:\n"
        f"{USUAL}Set them up, and Helix Clinical is asked to agree. All of it can be changed later. {UNTIL}\n[Set these up]"
    )


def test_one_click_sets_them_up_and_asks_the_other_lead_once(with_helix: Running) -> None:
    with_helix.say("session body Helix", by=ALICE)
    said = with_helix.click("Set these up", by=ALICE)
    assert said.startswith(":white_check_mark: 4 bodies set up. @Vera Novak of Helix Clinical is asked to agree.\n")
    assert said.count("Version 1 waits for Helix Clinical to agree") == 4
    assert "[Agree" not in said
    assert with_helix.heard(DIRECT[VERA]).endswith(
        "  @Alice Moreau of Northwind Bio proposes how both companies meet:\n"
        f"  {USUAL.replace(chr(10), chr(10) + '  ')}"
        "Do you agree? You can look at each first, name your own people and propose changes.\n"
        "  [Agree to all] [Sign all] [Look at each]"
    )


def test_one_click_agrees_to_all_and_the_other_lead_hears(proposed: Running) -> None:
    said = proposed.click("Agree to all", by=VERA, at=DIRECT[VERA])
    names = "Operational call, Joint operations meeting, Business review and Joint strategy session"
    assert said.startswith(
        f":white_check_mark: Agreed: {names}. Both companies have agreed now, so they are in force.\n"
    )
    assert AGREED in said
    assert "has agreed to the charter of Operational call (version 1)" in proposed.heard(DIRECT[ALICE])
    assert [its.deed for its in kept(proposed)] == ["proposed"] * 4 + ["agreed"] * 4
    assert kept(proposed)[5].meaning == (
        "I agree to version 1 of the charter of Joint operations meeting with Helix Clinical, for Helix Clinical."
    )


def test_everybody_of_both_sides_may_look(agreed: Running) -> None:
    for by, via, other in (
        (VERA, "mention", "Northwind Bio"),
        (VERA, "direct", "Northwind Bio"),
        (BOB, "slash", "Helix Clinical"),
    ):
        said = agreed.say("session body", by=by, via=via, at=HELIX)
        assert said.startswith(f"Who meets with {other}\n")
        assert AGREED in said
        one = agreed.say("session body joint operations", by=by, via=via, at=HELIX)
        assert f"\nTactical level, with {other}\n" in one


def test_a_second_click_agrees_to_nothing_more(agreed: Running) -> None:
    said = agreed.click("Agree to all", by=VERA, at=DIRECT[VERA])
    assert said == "Nothing of this waits for your company any more. session body shows how it stands now."
    assert len(kept(agreed)) == 8


def test_the_side_that_proposed_cannot_agree_for_the_other(proposed: Running) -> None:
    said = proposed.say("session body Helix operational agree", by=BOB)
    assert said == "Your company proposed this, so Helix Clinical answers it. session body shows it when they have."
    proposed.say("session body Helix agree", by=ALICE)
    assert "agreed" not in [its.deed for its in kept(proposed)]


def test_the_vendors_lead_can_begin_and_the_sponsor_answers(with_helix: Running) -> None:
    offer = with_helix.say("session body", by=VERA, via="mention", at=HELIX)
    assert offer.startswith("Helix Clinical has no governance bodies yet. These are usual:\n")
    assert "tier" not in offer
    said = with_helix.click("Set these up", by=VERA)
    assert said.startswith(":white_check_mark: 4 bodies set up. @Alice Moreau of Northwind Bio is asked to agree.")
    assert with_helix.click("Agree to all", by=ALICE, at=DIRECT[ALICE]).startswith(":white_check_mark: Agreed")


def test_a_code_that_was_mailed_signs_all_of_them(proposed: Running) -> None:
    form = proposed.click("Sign all", by=VERA, at=DIRECT[VERA])
    assert form.count("I agree to version 1 of the charter of") == 4
    said = proposed.submit(by=VERA, code=mailed(proposed))
    assert said.startswith(":white_check_mark: Signed: Operational call")
    assert [its.is_signed for its in kept(proposed) if its.deed == "agreed"] == [True] * 4


def test_it_stands_in_the_daily_message_of_the_lead_who_is_asked(proposed: Running) -> None:
    proposed.tick("reminders")
    proposed.clock_moves(days=1)
    proposed.tick("reminders")
    assert (
        "Northwind Bio asks you to agree to the charters of Operational call, Joint operations meeting, Business review and "
        "Joint strategy session.\n  [Agree to all]"
    ) in proposed.heard(DIRECT[VERA])
    assert "asks you to agree" not in proposed.heard(DIRECT[ALICE])


def test_a_vendor_without_a_lead_is_said_to_have_none(parley: Running) -> None:
    parley.say("vendor add Orion, tier 3, Labs")
    parley.say("session body Orion")
    said = parley.click("Set these up")
    assert said.startswith(
        ":white_check_mark: 1 body set up. Orion has no account lead I could ask. vendor lead names one.\n"
    )
    assert "Chairs: @Alice Moreau for Northwind Bio, nobody yet for Orion" in said
    assert "The quorum asks for 1 of Orion; nobody is named yet." in said


def test_guests_of_coming_sessions_are_members_and_their_deputies_stand_in(with_helix: Running) -> None:
    hire(with_helix, NINA_PATEL, HELIX)
    with_helix.click("Yes, confirm", at=DIRECT[ALICE])
    with_helix.say(f"me away until 24 nov <@{BOB}>", by=ALICE, via="direct")
    with_helix.say("me back", by=ALICE, via="direct")
    with_helix.say(f"session schedule Helix 15 Dec 15:00 joint operations meeting <@{NINA_PATEL.id}>", at=HELIX)
    with_helix.say("session body Helix set up")
    said = with_helix.say("session body Helix joint operations")
    assert "Northwind Bio: chair @Alice Moreau; @Bob Tran stands in for @Alice Moreau\n" in said
    assert "Helix Clinical: chair @Vera Novak; member @Nina Patel\n" in said
    assert "Next: S-1 Dec 15, 2026 at 14:00" in said


def test_what_is_there_is_not_set_up_twice(agreed: Running) -> None:
    said = agreed.say("session body Helix set up")
    assert said == (
        "Helix Clinical has its usual bodies. session body Helix Clinical shows them; session body Helix Clinical new sets up "
        "another one."
    )


# --- who may -------------------------------------------------------------------------------------------------------------


DEEDS = ("set up", "new executive", "joint operations people", "joint operations change", "joint operations agree")


def test_quality_people_and_members_of_the_vendor_only_look(agreed: Running) -> None:
    hire(agreed, NINA_PATEL, HELIX)
    agreed.click("Yes, confirm", at=DIRECT[ALICE])
    agreed.say(f"vendor people <@{BOB}> quality because of the audit")
    refused = "You cannot say who meets and what they may decide here."
    for words in DEEDS:
        assert agreed.say(f"session body Helix {words}", by=BOB).startswith(refused)
        assert agreed.say(f"session body {words}", by=NINA_PATEL.id, via="mention", at=HELIX).startswith(refused)
    for person, via in ((BOB, "slash"), (NINA_PATEL.id, "mention")):
        said = agreed.say("session body joint operations", by=person, via=via, at=HELIX)
        assert JOINT in said
        assert "[Propose a change]" not in said
        assert "[Name our people]" not in said


def test_a_stranger_and_another_vendors_channel_see_nothing(agreed: Running) -> None:
    assert "chair" not in agreed.say("session body Helix", by=CHARLIE, via="direct")
    agreed.say("vendor add Orion, tier 2, Labs")
    agreed.say("vendor link Orion", at=ORION)
    assert "Vera" not in agreed.say("session body Helix", by=ALICE, at=ORION)


def test_a_name_that_is_no_body_is_answered_with_those_there_are(agreed: Running) -> None:
    assert agreed.say("session body Helix coffee").startswith(
        'Helix Clinical has no body called "coffee". There is Operational call, Joint operations meeting, Business review '
        "and Joint strategy session."
    )
