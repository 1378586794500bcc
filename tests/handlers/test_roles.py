"""Roles: who is known, who may change what somebody is, and that those who audit change nothing."""

import pytest

from governance.events import PersonRoleChanged
from governance.people import ALLOWED, READERS, Act, Role
from tests.answers import record
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, HELIX_TEAM, NINA, ORION, VERA
from tests.measured import person
from tests.newcomers import heard, press
from tests.results import working
from tests.running import Running

READING = {
    Act.READ_HELP, Act.SEE_STATUS, Act.SEE_VENDORS, Act.SEE_PEOPLE, Act.DIAGNOSE, Act.SEE_ACTIONS, Act.EXPORT_ACTIONS,
    Act.SEE_SESSIONS, Act.READ_DIGESTS, Act.COMPARE_VENDORS, Act.SEE_BREACHES, Act.SEE_CREDITS, Act.SEE_RISKS, Act.AUDIT,
    Act.PACK_RECORD, Act.SEE_DECISIONS, Act.SEE_MINUTES, Act.SEE_AGREEMENTS,
}  # fmt: skip
ONES_OWN = {Act.KEEP_OWN_SETTINGS, Act.ANSWER_FOR_ONESELF}


@pytest.fixture
def known(with_helix: Running) -> Running:
    """Everybody has been seen, Vera leads for Helix and Bob is a member."""
    for who in (BOB, VERA):
        with_helix.say("help", by=who, at=HELIX, via="mention")
    return with_helix


@pytest.fixture
def audited(known: Running) -> Running:
    """Bob reads and audits."""
    assert "is quality now" in known.say(f"vendor people <@{BOB}> quality")
    return known


# --- who may do what -----------------------------------------------------------------------------------------------------


def test_who_audits_may_read_everything_and_change_nothing_but_what_is_their_own() -> None:
    for role in READERS:
        assert {act for act in Act if role in ALLOWED[act]} == READING | ONES_OWN


def test_every_act_has_its_line_in_the_table() -> None:
    assert set(ALLOWED) == set(Act)


@pytest.mark.parametrize(
    "line",
    [
        f"action add <@{VERA}> friday send the list",
        f"vendor lead Helix <@{ALICE}> because of a handover",
        "session schedule Helix tuesday 10:00",
        "sla define",
        "digest subscribe weekly monday 9:00",
        "sla submit Helix",
        "risk keep R-1",
        f"vendor people <@{ALICE}> member because I say so",
    ],
)
def test_who_audits_is_told_who_can_change_it(audited: Running, line: str) -> None:
    said = audited.say(line, by=BOB, at=HELIX)
    assert said.startswith("You cannot ")
    assert " can; please ask them." in said


def test_who_audits_reads_what_the_sponsor_reads(audited: Running) -> None:
    assert "Helix Clinical" in audited.say("vendor status", by=BOB, at=HELIX)
    assert "Helix Clinical" in audited.say("vendor list", by=BOB, at=GOVERNANCE)
    assert "Nothing is open" in audited.say("action list", by=BOB, at=HELIX)


def test_a_digest_somebody_who_audits_asks_for_comes_to_them_alone(audited: Running) -> None:
    before = audited.heard(HELIX)
    audited.say("digest now", by=BOB, at=HELIX)
    assert audited.heard(HELIX) == before
    assert "Helix Clinical" in audited.heard(DIRECT[BOB])


def test_nothing_is_given_to_somebody_who_only_reads(audited: Running) -> None:
    said = "Bob Tran reads and audits and changes nothing, so nothing can be given to them. Choose somebody else."
    assert audited.say(f"action add <@{BOB}> friday sign it", at=HELIX) == said
    assert audited.say(f"vendor lead Helix <@{BOB}> because of a handover") == said
    assert audited.say(f"vendor executive Helix <@{BOB}>") == said


def test_who_audits_keeps_their_own_settings(audited: Running) -> None:
    assert "You are away" in audited.say("me away until friday", by=BOB)


# --- changing ------------------------------------------------------------------------------------------------------------


def test_a_role_that_is_given_needs_no_reason_and_is_on_the_record(known: Running) -> None:
    assert known.say(f"vendor people <@{BOB}> quality") == "@Bob Tran is quality now. Before: member."
    bob = person(known, BOB)
    (entry,) = record(known, PersonRoleChanged, f"person:{bob}")
    assert (entry.event.old, entry.event.new, entry.event.reason) == ("member", "quality", None)
    assert "@Alice Moreau made you quality in Parley. You read everything and audit the record" in known.heard(
        DIRECT[BOB]
    )


def test_a_role_that_is_taken_away_needs_a_reason(audited: Running) -> None:
    refused = audited.say(f"vendor people <@{BOB}> member")
    assert refused.startswith("Say why the role is taken away: /vendor people @person member because")
    said = audited.say(f"vendor people <@{BOB}> member because he runs trials again")
    assert said == "@Bob Tran is member now. Before: quality. The reason is on the record."
    entry = record(audited, PersonRoleChanged, f"person:{person(audited, BOB)}")[-1]
    assert entry.event.reason == "he runs trials again"


def test_a_role_can_be_chosen_in_a_form(known: Running) -> None:
    assert "From now on" in known.say(f"vendor people <@{BOB}>")
    assert "@Bob Tran is vendor manager now." in known.submit(by=ALICE, role="vendor manager")


def test_the_only_administrator_stays_one(known: Running) -> None:
    assert known.say(f"vendor people <@{ALICE}> member because I leave") == (
        "Alice Moreau is the only administrator. Make somebody else one first: /vendor people @person administrator."
    )


def test_an_administrator_who_leaves_is_followed_by_another(known: Running) -> None:
    known.say(f"vendor people <@{BOB}> administrator")
    assert "is member now" in known.say(f"vendor people <@{ALICE}> member because I leave")
    assert "is administrator already" in known.say(f"vendor people <@{BOB}> administrator", by=BOB)
    assert known.say("vendor setup").startswith("Parley is already set up here. Its administrator is Bob Tran")
    assert "only administrator" in known.say(f"vendor people <@{BOB}> quality because why not", by=BOB)


def test_a_vendor_manager_changes_roles_but_makes_nobody_administrator(known: Running) -> None:
    known.say(f"vendor people <@{BOB}> vendor manager")
    assert known.say(f"vendor people <@{BOB}> administrator", by=BOB) == (
        "Only an administrator can make somebody administrator, or take that away. Please ask Alice Moreau."
    )
    assert "Only an administrator" in known.say(f"vendor people <@{ALICE}> member because so", by=BOB)


def test_a_member_of_the_sponsor_changes_no_role(known: Running) -> None:
    assert known.say(f"vendor people <@{ALICE}> quality", by=BOB) == (
        "You cannot change people's roles here. An administrator, a vendor manager or the vendor's account lead can; "
        "please ask them."
    )


def test_a_strangers_company_is_said_by_the_channel(known: Running) -> None:
    known.say("help", by=CHARLIE, at=ORION, via="mention")
    said = known.say(f"vendor people <@{CHARLIE}> vendor member", at=GOVERNANCE)
    assert said.startswith("For which vendor does Charlie Reyes act? Write it in that vendor's channel")
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    known.say("vendor link Orion Labs", at=ORION)
    assert "is vendor member now" in known.say(f"vendor people <@{CHARLIE}> vendor member", at=ORION)
    assert "@Charlie Reyes: vendor member" in known.say("vendor people", at=ORION)


def test_roles_of_one_company_are_not_for_people_of_the_other(known: Running) -> None:
    assert "is for people of the other company" in known.say(f"vendor people <@{VERA}> quality because so")
    assert "is for people of the other company" in known.say(f"vendor people <@{BOB}> vendor member")


def test_who_leads_a_vendor_reads_only_when_another_leads(known: Running) -> None:
    known.say(f"vendor lead Helix <@{BOB}> because of a handover")
    assert known.say(f"vendor people <@{BOB}> quality").startswith(
        "Bob Tran is account lead or executive of Helix Clinical."
    )


def test_who_has_something_to_do_reads_only_when_somebody_else_has_it(known: Running) -> None:
    known.say(f"action add <@{BOB}> friday sign it", at=HELIX)
    assert known.say(f"vendor people <@{BOB}> quality") == (
        "Bob Tran has 1 open action item to do. Give them to somebody else first: /action reassign A-1 @person."
    )


def test_a_vendors_lead_names_a_colleague_nobody_recognised(known: Running) -> None:
    """A Slack team that serves two vendors recognises nobody by itself."""
    known.say("vendor add Helix Labs, tier 2, Central laboratory")
    with working(known) as uow:
        labs = uow.vendors.named("Helix Labs")
        assert labs
        other = uow.people.meet("U0WIM", HELIX_TEAM, "Wim Bos", Role.VENDOR_MEMBER, labs.id)
        nina = uow.people.meet("U0NINA", HELIX_TEAM, "Nina Roos", Role.STRANGER)
    said = known.say("vendor people <@U0NINA> vendor member", by=VERA, via="mention", at=HELIX)
    assert "is vendor member now. Before, I did not know them." in said
    assert "This person is not of your company" in known.say(
        "vendor people <@U0WIM> vendor member", by=VERA, via="mention", at=HELIX
    )
    with working(known) as uow:
        assert uow.people.by_id(nina.id).vendor_id == 1
        assert uow.people.by_id(other.id).vendor_id == labs.id
    assert "You can make people of your company vendor members." in known.say(
        f"vendor people <@{VERA}> vendor member", by=VERA, via="mention", at=HELIX
    )


def test_a_vendors_lead_names_members_of_their_own_company_only(known: Running) -> None:
    assert "This person is not of your company" in known.say(
        f"vendor people <@{CHARLIE}> vendor member", by=VERA, via="mention", at=HELIX
    )
    assert "This person is not of your company" in known.say(
        f"vendor people <@{BOB}> member", by=VERA, via="mention", at=HELIX
    )


# --- showing -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(known: Running) -> Running:
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    known.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    known.say("vendor link Orion Labs", at=ORION)
    return known


def test_the_sponsors_people_see_both_sides_by_role(two: Running) -> None:
    two.say(f"vendor people <@{BOB}> quality")
    assert two.say("vendor people Helix", at=GOVERNANCE).splitlines() == [
        "People of Helix Clinical",
        "=" * 24,
        "Helix Clinical, 1 person",
        "@Vera Novak: vendor lead and account lead",
        "Northwind Bio, 2 people",
        "@Alice Moreau: administrator and account lead",
        "@Bob Tran: quality",
        "/vendor people @person quality changes a role.",
    ]


def test_a_vendors_person_sees_their_own_people_and_the_sponsors_lead_only(two: Running) -> None:
    said = two.say("vendor people", by=VERA, via="direct")
    assert "@Vera Novak" in said
    assert "@Alice Moreau: account lead" in said
    assert "Bob" not in said
    assert "Charlie" not in said
    assert 'no vendor called "Orion"' in two.say("vendor people Orion", by=VERA, via="direct")


def test_in_a_shared_channel_only_its_vendor_has_people(two: Running) -> None:
    assert "Charlie" not in two.say("vendor people", by=ALICE, at=HELIX)
    assert 'no vendor called "Orion"' in two.say("vendor people Orion", by=ALICE, at=HELIX)


# --- confirmed, and refused ----------------------------------------------------------------------------------------------


def test_a_vendors_lead_does_not_undo_the_sponsors_no(with_nina: Running) -> None:
    press(with_nina, "No")
    before = heard(with_nina, DIRECT[NINA])
    assert with_nina.say(f"vendor people <@{NINA}> vendor member", by=VERA, via="direct") == (
        "The sponsor has told me that Nina Patel does not work for your company. If that is a mistake, please ask its account lead."
    )
    assert heard(with_nina, DIRECT[NINA]) == before
    assert with_nina.say("status", by=NINA, via="direct").startswith("Alice Moreau has told me that you do not work")


def test_whom_a_vendors_lead_names_the_sponsor_is_asked_about(known: Running) -> None:
    with working(known) as uow:
        uow.people.meet("U0ROOS", HELIX_TEAM, "Roos Bos", Role.STRANGER)
    said = known.say("vendor people <@U0ROOS> vendor member", by=VERA, via="mention", at=HELIX)
    assert said.endswith(
        "is vendor member now. Before, I did not know them. They wait until the sponsor has confirmed them."
    )
    assert "wants to work with me. Do they work for Helix Clinical?" in known.heard(DIRECT[ALICE])
    assert "vendor member, not confirmed yet" in known.say("vendor people Helix")


def test_whom_a_sponsors_manager_names_is_confirmed_with_that(with_nina: Running) -> None:
    press(with_nina, "No")
    with_nina.say(f"vendor people <@{NINA}> vendor member", at=HELIX)
    assert "You see your company's matters" in heard(with_nina, DIRECT[NINA])[-1]
    assert "Helix Clinical" in with_nina.say("status", by=NINA, at=HELIX, via="mention")
    assert "not confirmed" not in with_nina.say("vendor people Helix")


# --- what those who audit are told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["vendor add X, tier 2, lab", "session schedule Helix 1 Dec 15:00", "vendor confirm"])
def test_who_audits_is_sent_to_the_account_leads(audited: Running, line: str) -> None:
    assert audited.say(line, by=BOB, at=HELIX).endswith(" The account leads and their teams can; please ask them.")
