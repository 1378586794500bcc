"""Whether somebody may come in: whichever door they use, it is asked here, in that moment, and nowhere else."""

from governance.people import Act, Person, Role, may, who_can
from governance.refusals import NotConfirmed, NotConfirmedYet, NotKnownYet, NotYours, Refusal
from handlers.kit.confirming import manager_name
from handlers.kit.rehearsing import not_introduced
from storage.unit_of_work import UnitOfWork


def check_entry(person: Person, act: Act, uow: UnitOfWork) -> None:
    """Raises NotConfirmed, NotConfirmedYet, NotIntroduced or NotYours where somebody may not do this now."""
    if why := why_not(person, act, uow):
        raise why


def why_not(person: Person, act: Act, uow: UnitOfWork) -> Refusal | None:
    """Why somebody may not do this now; None where they may."""
    if why := not_confirmed(person, uow) or not_introduced(person, uow):
        return why
    if person.left_at or not may(person, act):
        return NotYours(deed=act, who=who_can(act, person))
    return None


def not_confirmed(person: Person, uow: UnitOfWork) -> Refusal | None:
    """NotConfirmed for whom the sponsor has refused, NotConfirmedYet for who waits, NotKnownYet while Slack has not said who they
    are."""
    if person.role is Role.STRANGER and person.slack_user and person.slack_team is None:
        return NotKnownYet()
    whose = person.refused_for or person.vendor_id
    if whose is None or not (person.refused_for or person.awaits):
        return None
    vendor = uow.vendors.by_id(whose)
    refused = NotConfirmed if person.refused_for else NotConfirmedYet
    return refused(manager=manager_name(vendor, uow), vendor=vendor.name)


def check_known(person: Person, uow: UnitOfWork) -> None:
    """Raises what `not_confirmed` and then what `not_introduced` says: for what is asked without an act."""
    if why := not_confirmed(person, uow) or not_introduced(person, uow):
        raise why
