"""Whose role may be changed by whom: every refusal, and every change that is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.events import PersonRoleChanged
from governance.people import Person, Role
from governance.refusals import Refusal
from governance.roles import (
    LONGEST_REASON,
    AdministratorsOnly,
    LastAdministrator,
    MembersOnly,
    NotYourColleague,
    OneOfYours,
    OtherSidesRole,
    ReasonMissing,
    RoleAlready,
    WhoseMember,
    WorksForNobody,
    change_role,
    check_withdrawal,
)

OURS = (Role.ADMINISTRATOR, Role.VENDOR_MANAGER, Role.EXECUTIVE, Role.MEMBER, Role.QUALITY)
THEIRS = (Role.VENDOR_LEAD, Role.VENDOR_MEMBER)
WITHOUT_REASON = (Role.MEMBER, Role.VENDOR_MEMBER, Role.STRANGER)  # there is nothing to take away


def somebody(number: int, role: Role, vendor: int | None = None, team: str | None = None) -> Person:
    return Person(id=number, name=f"Person {number}", role=role, vendor_id=vendor, slack_team=team)


ALICE = somebody(1, Role.ADMINISTRATOR, team="T0NORTH")
ADAM = somebody(2, Role.ADMINISTRATOR, team="T0NORTH")
MIA = somebody(3, Role.VENDOR_MANAGER, team="T0NORTH")
BOB = somebody(4, Role.MEMBER, team="T0NORTH")
VERA = somebody(5, Role.VENDOR_LEAD, 7, "T0HELIX")


def changed(
    person: Person, new: Role, reason: str | None = "he asked", *, by: Person = ALICE, vendor: int | None = None
) -> PersonRoleChanged:
    return change_role(person, new, reason, by=by, vendor=vendor, administrators=[ALICE, ADAM])


def refused(kind: type[Refusal], *asked: object, **more: object) -> str:
    """What is said by a refusal of this kind."""
    with pytest.raises(kind) as found:
        changed(*asked, **more)  # type: ignore[arg-type]
    return str(found.value)


# --- what is let through ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("old", OURS)
@pytest.mark.parametrize("new", OURS)
def test_an_administrator_gives_every_role_of_ours_to_our_people(old: Role, new: Role) -> None:
    if new is not old:
        event = changed(somebody(9, old), new)
        assert event == PersonRoleChanged(person=9, vendor=None, old=old, new=new, reason="he asked")


@pytest.mark.parametrize("old", [*THEIRS, Role.STRANGER])
@pytest.mark.parametrize("new", THEIRS)
def test_a_manager_gives_every_role_of_theirs_to_their_people_and_to_strangers(old: Role, new: Role) -> None:
    event = changed(somebody(9, old, 7), new, by=MIA, vendor=8)
    assert event == PersonRoleChanged(person=9, vendor=8, old=old, new=new, reason="he asked")


def test_the_same_role_for_another_vendor_is_a_change() -> None:
    assert changed(somebody(9, Role.VENDOR_MEMBER, 7), Role.VENDOR_MEMBER, vendor=8).vendor == 8


def test_a_vendors_lead_names_their_own_companys_people_members() -> None:
    for nina in (somebody(9, Role.STRANGER, None, "T0HELIX"), somebody(9, Role.STRANGER, 7, "T0HELIX")):
        event = changed(nina, Role.VENDOR_MEMBER, None, by=VERA, vendor=7)
        assert event == PersonRoleChanged(person=9, vendor=7, old=Role.STRANGER, new=Role.VENDOR_MEMBER, reason=None)


# --- sides -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", Role)
def test_a_role_of_one_company_is_refused_to_people_of_the_other(new: Role) -> None:
    if new not in OURS:
        said = refused(OtherSidesRole, somebody(9, Role.MEMBER), new, vendor=7)
        assert said == f"Person 9 cannot be {new}: that is for people of the other company."
    if new not in THEIRS:
        refused(OtherSidesRole, somebody(9, Role.VENDOR_MEMBER, 7), new, vendor=7)
        refused(OtherSidesRole, somebody(9, Role.STRANGER), new, vendor=7)


@pytest.mark.parametrize("new", THEIRS)
def test_a_vendors_person_acts_for_a_vendor_that_is_named(new: Role) -> None:
    assert refused(WhoseMember, somebody(9, Role.STRANGER), new).startswith("For which vendor does Person 9 act?")


@pytest.mark.parametrize(
    "person",
    [
        somebody(9, Role.STRANGER, None, "T0ORION"),
        somebody(9, Role.STRANGER, 8, "T0HELIX"),
        somebody(9, Role.VENDOR_MEMBER, 8, "T0HELIX"),
        somebody(9, Role.STRANGER, 7),
        somebody(9, Role.MEMBER, None, "T0HELIX"),
    ],
    ids=["another company's Slack", "another vendor's", "a member of another", "no Slack", "the sponsor's"],
)
def test_a_vendors_lead_names_nobody_who_is_not_of_their_company(person: Person) -> None:
    refused(NotYourColleague, person, Role.VENDOR_MEMBER, by=VERA, vendor=7)


def test_two_people_without_slack_are_no_colleagues() -> None:
    lead = somebody(5, Role.VENDOR_LEAD, 7)
    refused(NotYourColleague, somebody(9, Role.STRANGER, 7), Role.VENDOR_MEMBER, by=lead, vendor=7)


@pytest.mark.parametrize("new", [role for role in Role if role is not Role.VENDOR_MEMBER])
def test_a_vendors_lead_gives_no_role_but_members(new: Role) -> None:
    refused(MembersOnly, somebody(9, Role.STRANGER, 7, "T0HELIX"), new, by=VERA, vendor=7)


def test_a_vendors_lead_takes_no_leads_role_away_not_even_their_own() -> None:
    refused(MembersOnly, VERA, Role.VENDOR_MEMBER, by=VERA, vendor=7)


# --- nothing to change, and why ----------------------------------------------------------------------------------------------


@given(some.sampled_from([*OURS, *THEIRS]))
def test_a_role_somebody_has_is_not_given_again(role: Role) -> None:
    vendor = 7 if role in THEIRS else None
    said = refused(RoleAlready, somebody(9, role, vendor), role, vendor=vendor)
    assert said == f"Person 9 is {role} already. Nothing was changed."


@pytest.mark.parametrize("old", Role)
@pytest.mark.parametrize("reason", [None, ""])
def test_what_is_taken_away_needs_a_reason_and_what_is_given_needs_none(old: Role, reason: str | None) -> None:
    vendor = None if old in OURS else 7
    new = next(role for role in (OURS if old in OURS else THEIRS) if role not in (old, Role.ADMINISTRATOR))
    if old in WITHOUT_REASON:
        assert changed(somebody(9, old, vendor), new, reason, vendor=vendor).reason is None
    else:
        said = refused(ReasonMissing, somebody(9, old, vendor), new, reason, vendor=vendor)
        assert said.startswith(f"Say why the role is taken away: `/vendor people @person {new} because ...`.")


@given(some.text(min_size=1, max_size=600))
def test_a_reason_is_kept_as_it_was_said_as_far_as_there_is_room(reason: str) -> None:
    assert changed(somebody(9, Role.MEMBER), Role.QUALITY, reason).reason == reason[:500]


# --- administrators ----------------------------------------------------------------------------------------------------------


def test_only_an_administrator_makes_somebody_administrator_or_takes_that_away() -> None:
    said = "Only an administrator can make somebody administrator, or take that away. Please ask Person 1, Person 2."
    assert refused(AdministratorsOnly, BOB, Role.ADMINISTRATOR, by=MIA) == said
    assert refused(AdministratorsOnly, ADAM, Role.MEMBER, by=MIA) == said
    assert changed(BOB, Role.ADMINISTRATOR).new is Role.ADMINISTRATOR
    assert changed(ADAM, Role.MEMBER).new is Role.MEMBER


def test_a_manager_changes_what_has_nothing_to_do_with_administrators() -> None:
    assert changed(BOB, Role.QUALITY, by=MIA).new is Role.QUALITY


def test_the_last_administrator_stays_one() -> None:
    with pytest.raises(LastAdministrator) as found:
        change_role(ALICE, Role.MEMBER, "I leave", by=ALICE, vendor=None, administrators=[ALICE])
    assert str(found.value).startswith("Person 1 is the only administrator.")
    assert change_role(BOB, Role.ADMINISTRATOR, "", by=ALICE, vendor=None, administrators=[ALICE]).person == BOB.id


# --- withdrawing ---------------------------------------------------------------------------------------------------------


def member(**facts: object) -> Person:
    return Person(**{"id": 9, "name": "Nina", "role": Role.VENDOR_MEMBER, "vendor_id": 1, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR_MANAGER, Role.EXECUTIVE, Role.MEMBER])
def test_the_sponsors_people_withdraw_anybody_of_a_vendor(role: Role) -> None:
    by = Person(id=1, name="Alice", role=role)
    for whom in (member(), member(role=Role.VENDOR_LEAD)):
        assert check_withdrawal(whom, "she moved", by=by) == "she moved"


def test_a_vendors_lead_withdraws_members_of_their_own_company() -> None:
    lead = member(id=2, role=Role.VENDOR_LEAD)
    assert check_withdrawal(member(), "she moved", by=lead) == "she moved"
    refused = (
        (member(role=Role.VENDOR_LEAD), MembersOnly),
        (member(vendor_id=2), NotYourColleague),
        (member(vendor_id=None, role=Role.STRANGER), NotYourColleague),
    )
    for whom, refusal in refused:
        with pytest.raises(refusal):
            check_withdrawal(whom, "she moved", by=lead)


def test_nobody_else_of_a_vendor_withdraws_anybody_nor_does_who_only_reads() -> None:
    with pytest.raises(MembersOnly):
        check_withdrawal(member(), "she moved", by=member(id=2))
    with pytest.raises(NotYourColleague):
        check_withdrawal(member(), "she moved", by=Person(id=1, name="Quentin", role=Role.QUALITY))


def test_our_own_people_and_those_of_no_vendor_are_not_withdrawn() -> None:
    by = Person(id=1, name="Alice", role=Role.MEMBER)
    with pytest.raises(OneOfYours, match="Bob is of your own company"):
        check_withdrawal(Person(id=3, name="Bob", role=Role.MEMBER), "he moved", by=by)
    with pytest.raises(WorksForNobody, match="Nina works for no vendor"):
        check_withdrawal(member(vendor_id=None, role=Role.STRANGER), "she moved", by=by)


@pytest.mark.parametrize("reason", [None, ""])
def test_withdrawing_needs_a_reason_of_which_is_kept_what_there_is_room_for(reason: str | None) -> None:
    by = Person(id=1, name="Alice", role=Role.MEMBER)
    with pytest.raises(ReasonMissing, match=r"`/vendor people @person nobody because \.\.\.`") as missing:
        check_withdrawal(member(), reason, by=by)
    assert missing.value.field == "reason"
    assert check_withdrawal(member(), "x" * (LONGEST_REASON + 1), by=by) == "x" * LONGEST_REASON
