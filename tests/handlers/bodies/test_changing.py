"""Changing a charter: a version never changes, a change makes the next one, and both must agree before it holds."""

from tests.cast import ALICE, DIRECT, HELIX, VERA
from tests.handlers.bodies.conftest import JOINT, change
from tests.running import Running
from tests.signing import kept

QUORUM = "• Quorum: 1 of each company and a chair → 1 of Northwind Bio, 2 of Helix Clinical and a chair"
LIMIT = "• May decide: up to EUR 50,000 → up to EUR 80,000; never about protocol amendment"


def test_a_change_is_proposed_with_a_reason_and_the_one_before_holds(agreed: Running) -> None:
    said = change(agreed, ALICE, limit="80,000", of_vendor="2", reserved="protocol amendment")
    assert said == (
        ":white_check_mark: Version 2 is proposed. @Vera Novak of Helix Clinical is asked to agree.\n"
        f"{JOINT}\n========================\n"
        "Tactical level, with Helix Clinical\n"
        "Northwind Bio: chair @Alice Moreau\n"
        "Helix Clinical: chair @Vera Novak\n"
        "\n"
        "Meets: monthly\n"
        "Quorum: 1 of each company and a chair\n"
        "What it decides: Corrective actions, resources and timelines of the studies.\n"
        "May decide: up to EUR 50,000\n"
        "Pre-read: 5 business days before\n"
        "Minutes: within 5 business days\n"
        "Goes up to: Business review\n"
        "No session of it is planned\n"
        "Charter version 1, agreed by both on 23 November 2026\n"
        "Version 2 waits for Helix Clinical to agree; until then the one before holds\n"
        "Proposed by @Alice Moreau\n"
        "Why: prices rose\n"
        f"{QUORUM}\n{LIMIT}\n"
        "[Name our people] [Propose a change] [Versions]"
    )
    assert agreed.heard(DIRECT[VERA]).endswith(
        "  @Alice Moreau of Northwind Bio proposes version 2 of the charter of Joint operations meeting.\n"
        f"  Why: prices rose\n  {QUORUM}\n  {LIMIT}\n"
        "  Do you agree? Until then the one before holds.\n"
        "  [Agree] [Sign] [Decline] [Look]"
    )


def test_the_other_side_agrees_and_it_holds_with_a_hint_that_too_few_are_named(agreed: Running) -> None:
    change(agreed, ALICE, limit="80,000", of_vendor="2")
    said = agreed.click("Agree", by=VERA, at=DIRECT[VERA])
    assert said.startswith(f":white_check_mark: Agreed: {JOINT}. Both companies have agreed now, so it is in force.")
    assert "The quorum asks for 2 of Helix Clinical; 1 is named so far." in said
    assert "May decide: up to EUR 80,000" in said
    assert "Charter version 2, agreed by both" in said


def test_the_other_side_declines_with_a_reason_and_the_old_one_holds(agreed: Running) -> None:
    change(agreed, ALICE, limit="")
    assert agreed.click("Decline", by=VERA, at=DIRECT[VERA]) == (
        "-- Decline --\nYou decline version 2 of the charter of Joint operations meeting. What is in force stays in force.\n"
        "Why?: [...]\n  Both companies can read it.\n[Decline] [Cancel]"
    )
    said = agreed.submit(by=VERA, reason="without a limit <nobody> knows the cost")
    assert said.startswith("You declined version 2. Northwind Bio hears why.")
    assert "Charter version 1, agreed by both" in said
    assert (
        "@Vera Novak of Helix Clinical declines the charter of Joint operations meeting (version 2): without a limit "
        "<nobody> knows the cost"
    ) in agreed.heard(DIRECT[ALICE])


def test_a_first_version_that_was_declined_is_proposed_anew_from_what_it_said(proposed: Running) -> None:
    proposed.say("session body operational decline we meet monthly", by=VERA, via="direct")
    said = proposed.say("session body Helix operational")
    assert "No charter is agreed yet\nUntil both companies have agreed" in said
    assert "Propose a change" in said
    said = change(proposed, ALICE, "operational", meets="monthly", reason="as Helix asks")
    assert "Version 2 waits for Helix Clinical to agree\n" in said
    assert "Quorum: 1 of each company and a chair\n" in said
    assert "May decide: up to EUR 5,000" in said


def test_by_a_line_too(agreed: Running) -> None:
    change(agreed, ALICE, limit="60,000")
    said = agreed.say("session body joint operations decline it is too much", by=VERA, via="mention", at=HELIX)
    assert said.startswith("You declined version 2.")
    change(agreed, ALICE, limit="55,000")
    assert ":white_check_mark: Agreed" in agreed.say("session body joint operations agree", by=VERA, via="direct")


def test_every_version_is_shown_with_who_agreed_when_and_why_it_changed(agreed: Running) -> None:
    change(agreed, ALICE, limit="80,000")
    agreed.say("session body joint operations decline too much for us", by=VERA, via="direct")
    change(agreed, VERA, limit="60,000", reason="this much is in our budget")
    agreed.click("Agree", by=ALICE, at=DIRECT[ALICE])
    agreed.say("session body Helix joint operations")
    said = agreed.click("Versions")
    assert said.startswith(
        "Charter of Joint operations meeting\n===================================\n"
        "Version 3: in force, agreed by both on 23 November 2026\n"
        "Why: this much is in our budget\n"
        "Proposed by Vera Novak for Helix Clinical, 23 Nov 2026 09:05 Europe/London: I propose version 3 of the charter of "
        "Joint operations meeting with Helix Clinical, and agree to it, for Helix Clinical.\n"
        "Agreed by Alice Moreau for Northwind Bio, 23 Nov 2026 10:05 Europe/Warsaw: I agree to version 3 of the charter of "
        "Joint operations meeting with Helix Clinical, for Northwind Bio.\n"
        "• May decide: up to EUR 50,000 → up to EUR 60,000\n"
        "Version 2: declined on 23 November 2026\n"
        "Why: prices rose\n"
    )
    assert (
        "Declined: too much for us\n• May decide: up to EUR 50,000 → up to EUR 80,000\nVersion 1: replaced, was agreed by both"
        in said
    )


def test_a_counter_proposal_takes_the_place_of_the_one_that_waited(agreed: Running) -> None:
    change(agreed, ALICE, limit="80,000")
    change(agreed, VERA, limit="70,000")
    assert "Nothing of this waits" in agreed.click("Agree", by=VERA, at=DIRECT[VERA])
    said = agreed.click("Agree", by=ALICE, at=DIRECT[ALICE])
    assert "May decide: up to EUR 70,000" in said
    assert "Version 2: gave way to the next one" in agreed.say(
        "session body joint operations versions", by=VERA, via="direct"
    )


def test_a_reason_is_asked_for(agreed: Running) -> None:
    agreed.say("session body Helix joint operations")
    agreed.click("Propose a change")
    assert "Why?" in agreed.submit(limit="80,000")
    assert len(kept(agreed)) == 8


WRONG = [
    ({"limit": "a lot"}, 'I cannot read "a lot" as an amount. Write it like 50,000 or 50,000.00, or leave it empty for no limit.'),
    ({"limit": "-5"}, 'I cannot read "-5" as an amount.'),
    ({"limit": "1,00"}, 'I cannot read "1,00" as an amount.'),
    ({"pre_read_days": "31"}, 'I cannot use "31" here. Write a whole number from 0 to 30.'),
    ({"minutes_days": "-1"}, 'I cannot use "-1" here.'),
    ({"of_vendor": "0"}, 'I cannot use "0" here. Write a whole number from 1 to 50.'),
    ({"of_sponsor": "two"}, 'I cannot use "two" here.'),
    ({"chairs": "1.5"}, 'I cannot use "1.5" here. Write a whole number from 0 to 50.'),
    ({"heads": "999"}, 'I cannot use "999" here.'),
    ({"reserved": "\n".join(f"matter {n}" for n in range(21))}, "Name at most 20 matters, a line each"),
    ({"name": "Business review"}, "Helix Clinical has a body called Business review already."),
    ({"escalates_to": "operational call"}, "An operational call goes up to a joint operations meeting in the end"),
    ({}, "Nothing in it is different from now"),
]  # fmt: skip


def test_what_cannot_be_is_said_under_its_field_and_nothing_is_proposed(agreed: Running) -> None:
    for values, trouble in WRONG:
        assert trouble in change(agreed, ALICE, **values)
    assert len(kept(agreed)) == 8


def test_a_proposal_that_waits_counts_for_the_circle_too(agreed: Running) -> None:
    change(agreed, ALICE, "strategy", escalates_to="executive steering committee")
    agreed.say("session body Helix new executive", by=VERA, via="direct")
    agreed.click("Open the form", by=VERA, at=DIRECT[VERA])
    said = agreed.submit(by=VERA, escalates_to="operational call")
    assert "goes up to an executive steering committee in the end" in said


def test_a_body_that_is_not_offered_can_be_set_up(agreed: Running) -> None:
    form = agreed.say("session body Helix new executive")
    assert "Name: [Executive steering committee]" in form
    assert "Why?" not in form
    said = agreed.submit(limit="1,000,000", meets="yearly")
    assert said.startswith(":white_check_mark: Version 1 is proposed. @Vera Novak of Helix Clinical is asked to agree.")
    assert "Version 1 waits for Helix Clinical to agree\nUntil both companies have agreed" in said
    assert "executive steering committee" in agreed.say("session body Helix new executive").lower()
    assert "has a body of that kind already" in agreed.say("session body Helix new executive")
    assert agreed.say("session body Helix new coffee").startswith(
        'What kind of body is "coffee"? It is one of: operational call'
    )


def test_another_name_holds_at_once_and_is_on_record(agreed: Running) -> None:
    said = change(agreed, ALICE, name="Joint operations committee (JOC)", reason="as the contract calls it")
    assert said.startswith("It is called Joint operations committee (JOC) now.")
    assert len(kept(agreed)) == 8
    record = agreed.say("audit show Helix page 3")
    assert "Body renamed" in record
    assert "as the contract calls it" in record
    assert "Joint operations committee (JOC)" in agreed.say("session body joc", by=VERA, via="direct")


def test_words_in_a_charter_format_nothing(agreed: Running) -> None:
    change(agreed, ALICE, decides="<!channel> *everything*", reserved="<@U0VERA> & budget", name="A <b> body")
    raw = str(agreed.sandbox.messages(DIRECT[VERA])[-1])
    assert "<!channel>" not in raw
    assert "<@U0VERA> &" not in raw
    assert "A &lt;b&gt; body" in raw
