"""Whose role may be changed by whom. The sponsor's managers keep the roles of all; a vendor's lead names its own members."""

from governance.events import PersonRoleChanged, Words
from governance.people import MANAGERS, SPONSORS, VENDORS, Person, Role
from governance.refusals import Refusal

PLAIN = frozenset({Role.MEMBER, Role.VENDOR_MEMBER, Role.STRANGER})
LONGEST_REASON = 500


class OtherSidesRole(Refusal):
    """{person} cannot be {role}: that is for people of the other company."""


class NotYourColleague(Refusal):
    """This person is not of your company in Slack, so you cannot name them. Ask the sponsor's account lead."""


class MembersOnly(Refusal):
    """You can make people of your company vendor members. Other roles are the sponsor's to give; ask its account lead."""


class AdministratorsOnly(Refusal):
    """Only an administrator can make somebody administrator, or take that away. Please ask {people}."""


class LastAdministrator(Refusal):
    """{person} is the only administrator. Make somebody else one first: `/vendor people @person administrator`."""


class StillAsked(Refusal):
    """{person} is account lead or executive of {vendors}. Name another first: `/vendor lead <vendor> @person`, or `/vendor executive`."""


class StillOwns(Refusal):
    """{person} has {items} to do. Give them to somebody else first: `/action reassign {first} @person`."""


class WhoseMember(Refusal):
    """For which vendor does {person} act? Write it in that vendor's channel, or name them lead: `/vendor lead <vendor> @person`."""


class SaidNotTo(Refusal):
    """{manager} has told me that {person} does not work for {vendor}, so nothing was changed. If that is a mistake, the sponsor's
    people can confirm them: `/vendor confirm {vendor}`."""


class RoleAlready(Refusal):
    """{person} is {role} already. Nothing was changed."""


class ReasonMissing(Refusal):
    """Say why the role is taken away: `/vendor people @person {role} because ...`. The reason goes on the record."""

    field = "reason"


def change_role(
    person: Person, new: Role, reason: str | None, *, by: Person, vendor: int | None, administrators: list[Person]
) -> PersonRoleChanged:
    """The change, if `by` may make it; `vendor` is the one the person is to act for. Raises the refusals above."""
    _check_side(person, new, by)
    if new in VENDORS and vendor is None:
        raise WhoseMember(person=person.name)
    if person.role is new and person.vendor_id == vendor:
        raise RoleAlready(person=person.name, role=new)
    if Role.ADMINISTRATOR in (person.role, new):
        _check_administrators(person, by, administrators)
    if person.role not in PLAIN and not reason:
        raise ReasonMissing(role=new)
    why = Words(reason[:LONGEST_REASON]) if reason else None
    return PersonRoleChanged(person=person.id, vendor=vendor, old=person.role, new=new, reason=why)


def _check_side(person: Person, new: Role, by: Person) -> None:
    if by.role not in MANAGERS:
        _check_lead(person, new, by)
    sponsors = person.role in SPONSORS
    if new not in (SPONSORS if sponsors else VENDORS):
        raise OtherSidesRole(person=person.name, role=new)


def _check_lead(person: Person, new: Role, by: Person) -> None:
    """A vendor's lead names members among the people of their own company, which is what Slack says it is."""
    colleague = person.slack_team is not None and person.slack_team == by.slack_team
    if person.vendor_id not in (None, by.vendor_id) or not colleague or person.is_sponsors:
        raise NotYourColleague
    if new is not Role.VENDOR_MEMBER or person.role is Role.VENDOR_LEAD:
        raise MembersOnly


def _check_administrators(person: Person, by: Person, administrators: list[Person]) -> None:
    if by.role is not Role.ADMINISTRATOR:
        raise AdministratorsOnly(people=", ".join(its.name for its in administrators))
    if [its.id for its in administrators] == [person.id]:
        raise LastAdministrator(person=person.name)
