"""Who somebody is: known, recognised by their company's Slack, or a stranger. Never told by a name or a mail address alone."""

from dataclasses import replace

from bot.arrivals import Arrival
from governance.events import PersonCompanyChanged
from governance.people import SPONSORS, VENDORS, Person, Role
from handlers.kit.parting import stop_feeds
from handlers.leaving.moving import move_away
from storage.unit_of_work import UnitOfWork


def who_asks(arrival: Arrival, uow: UnitOfWork) -> Person:
    """The person behind an arrival. What they may do follows from the team Slack signed for, never from a name."""
    known, team = meet(uow, arrival.user, arrival.user_team), arrival.user_team
    person = comes_to(known, arrival, uow) if known.role is Role.STRANGER else as_of_now(known)
    if (
        person.role in SPONSORS
        and person.slack_team
        and not uow.workspace.owns(person.slack_team, person.enterprise_id)
    ):
        return replace(person, role=Role.STRANGER)
    if team in (None, person.slack_team, uow.workspace.team) or _is_of_our_organisation(person, uow):
        return person  # where Slack says no more than who installed Parley, it says nothing of a vendor's person
    if person.role in SPONSORS:
        return replace(person, role=Role.STRANGER)
    if person.role in VENDORS and person.enterprise_id is None and not _is_of(person, team, None, uow):
        return replace(person, confirmed_at=None)  # for this act; the door has asked Slack, which says otherwise
    return person


def comes_to(person: Person, arrival: Arrival, uow: UnitOfWork) -> Person:
    """Somebody of an unknown company who acts in a vendor's channel may be of that vendor: for this act they wait to be confirmed
    for it. Otherwise they stay a stranger, to whom nothing can be given."""
    if person.refused_for or person.left_at or person.is_bot or not is_outsider(person, uow):
        return person
    link = uow.vendors.link_of(arrival.channel) if arrival.channel and not arrival.direct else None
    if link is None:
        return person
    return replace(person, role=Role.VENDOR_MEMBER, vendor_id=link.vendor_id)


def is_outsider(person: Person, uow: UnitOfWork) -> bool:
    """Whether they use another company's Slack, or ours as a guest, as far as Slack has said."""
    return person.slack_team is not None and (
        person.is_guest or not uow.workspace.owns(person.slack_team, person.enterprise_id)
    )


def _is_of_our_organisation(person: Person, uow: UnitOfWork) -> bool:
    """Who may act from any of its workspaces; the door has asked Slack, which says so."""
    return person.enterprise_id is not None and person.enterprise_id == uow.workspace.enterprise


def as_of_now(person: Person) -> Person:
    """Who has left may do nothing, whatever they were."""
    return replace(person, role=Role.STRANGER) if person.left_at else person


def meet(
    uow: UnitOfWork,
    user: str,
    team: str | None,
    name: str | None = None,
    enterprise: str | None = None,
    *,
    guest: bool = False,
    told: bool = False,
) -> Person:
    """A person by Slack user id: known, recognised by their company, or a stranger until somebody says who they are.

    A vendor's people who are recognised so wait until the sponsor has confirmed them. Whose guest somebody is says nothing.
    Only where Slack was asked who they are (`told`) is somebody one of the sponsor's people: a delivery may name the team that
    installed Parley for anybody.
    """
    person = uow.people.by_slack(user)
    team = team if told or team != uow.workspace.team else None
    if person is None:
        role, vendor = _by_company(uow, team, enterprise, guest=guest)
        return uow.people.meet(user, team, name or user, role, vendor)
    if person.role is not Role.STRANGER or person.refused_for:
        return person
    its = (team, enterprise) if told and team else (person.slack_team or team, enterprise or person.enterprise_id)
    role, vendor = _by_company(uow, *its, guest=guest or person.is_guest)
    if role is Role.STRANGER:
        return person
    uow.people.recognise(person.id, role, vendor)
    return replace(person, role=role, vendor_id=vendor)


def is_elsewhere(
    person: Person | None, team: str | None, enterprise: str | None, uow: UnitOfWork, *, guest: bool = False
) -> bool:
    """Whether somebody uses the Slack of another company that is known, as Slack says. Then they have left their own."""
    if person is None or team is None or person.role not in (*SPONSORS, *VENDORS):
        return False
    ours = uow.workspace.owns(team, enterprise)
    if person.role in VENDORS:
        return ours and not guest
    return not ours and not (person.enterprise_id and person.enterprise_id in (team, enterprise))


def moves(person: Person | None, team: str | None, enterprise: str | None, uow: UnitOfWork, *, guest: bool) -> bool:
    """Whether somebody is of their company no more, and so a stranger from now on: a vendor's person who uses the Slack of
    another vendor, and one of the sponsor's who is its guest by now."""
    if person is None or not (_joins_another_vendor(person, team, enterprise, uow) or (guest and person.is_sponsors)):
        return False
    move_away(person, uow)
    return True


def _joins_another_vendor(person: Person, team: str | None, enterprise: str | None, uow: UnitOfWork) -> bool:
    """A consultant whose own company becomes a vendor has not moved."""
    if team in (None, person.slack_team) or uow.workspace.owns(team, enterprise) or person.role not in VENDORS:
        return False
    if person.enterprise_id and person.enterprise_id in (team, enterprise):
        return False
    return uow.people.vendor_of_team(team, enterprise) not in (None, person.vendor_id)


def changes_company(person: Person | None, team: str | None, enterprise: str | None, uow: UnitOfWork) -> bool:
    """Whether a vendor's person uses a Slack now that is no company's we know. Then they are to be confirmed again."""
    if person is None or person.role not in VENDORS or team is None or person.slack_team in (None, team):
        return False
    if _is_of(person, team, enterprise, uow):
        return False
    uow.record(PersonCompanyChanged(person=person.id, vendor=person.vendor_id or 0))
    uow.people.doubt(person.id)
    stop_feeds(person, uow)
    return True


def _is_of(person: Person, team: str, enterprise: str | None, uow: UnitOfWork) -> bool:
    """Whether a team is one of the company somebody works for: the vendor's, or another of the same organisation."""
    if person.enterprise_id and person.enterprise_id in (team, enterprise):
        return True
    return uow.people.vendor_of_team(team, enterprise) == person.vendor_id


def _by_company(uow: UnitOfWork, team: str | None, enterprise: str | None, *, guest: bool) -> tuple[Role, int | None]:
    if team is None or guest:
        return Role.STRANGER, None
    if uow.workspace.owns(team, enterprise):
        return Role.MEMBER, None
    vendor = uow.people.vendor_of_team(team, enterprise)
    return (Role.VENDOR_MEMBER, vendor) if vendor else (Role.STRANGER, None)
