"""From results to breaches: a red one opens it at once, another red one carries it on, a green one helps to close it."""

from zoneinfo import ZoneInfo

from governance.calendar.working_hours import country_of
from governance.events import (
    ActionItemVerified,
    BreachActionVerified,
    Door,
    ResultRestated,
    ResultSubmitted,
    SlaBreachContinued,
)
from governance.kpis.breaches import Breach, channel_hears_at
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition
from handlers.breaches.register import feature
from handlers.kit.breaching import open_breach, reconcile
from handlers.kit.channels import link_for
from storage.unit_of_work import UnitOfWork


@feature.on(ResultSubmitted)
def look_at_a_new_number(event: ResultSubmitted, uow: UnitOfWork) -> None:
    """What an import brings is looked at when all of it is there."""
    if uow.door is not Door.IMPORT:
        _look(event, uow, was_red=False)


@feature.on(ResultRestated)
def look_at_another_number(event: ResultRestated, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        replaced = uow.breaches.results([event.replaces]).get(event.replaces)
        _look(event, uow, was_red=replaced is not None and replaced.colour is Colour.RED)


@feature.on(ActionItemVerified)
def look_whether_that_mends_it(event: ActionItemVerified, uow: UnitOfWork) -> None:
    breach = uow.breaches.of_action(event.action)
    definition = uow.kpis.by_id(breach.definition_id) if breach and breach.is_open else None
    if breach and definition:
        uow.record(BreachActionVerified(breach=breach.id, action=event.action))
        reconcile(breach, definition, uow)


def _look(event: ResultSubmitted | ResultRestated, uow: UnitOfWork, *, was_red: bool) -> None:
    definition = uow.kpis.by_id(event.definition)
    breach = uow.breaches.open_for(definition) if definition else None
    if definition is None:
        return
    if breach:
        _carry_on(event, breach, uow, was_red=was_red)
        reconcile(breach, definition, uow)
    elif event.colour == Colour.RED and not was_red and not _is_history(event, definition, uow):
        _open(event, definition, uow)  # a red one that was dealt with stays so, whatever its number


def _is_history(event: ResultSubmitted | ResultRestated, definition: Definition, uow: UnitOfWork) -> bool:
    """A file may hold years; of a KPI's numbers in it only the newest is news."""
    return uow.door is Door.FILE and uow.kpis.course(definition, 1)[-1].period > event.period


def _carry_on(event: ResultSubmitted | ResultRestated, breach: Breach, uow: UnitOfWork, *, was_red: bool) -> None:
    """A further red period belongs to the breach that is open."""
    if event.colour != Colour.RED or was_red or event.period == breach.period:
        return
    value = event.value if isinstance(event, ResultSubmitted) else event.new
    uow.record(
        SlaBreachContinued(
            breach=breach.id, definition=event.definition, result=event.result, period=event.period, value=value
        )
    )


def _open(event: ResultSubmitted | ResultRestated, definition: Definition, uow: UnitOfWork) -> None:
    result = uow.breaches.results([event.result])[event.result]
    link = link_for(uow.vendors.links_of(definition.vendor_id), definition.study_id)
    channel_at = None
    if link:
        zone = link.zone or uow.workspace.zone
        channel_at = channel_hears_at(definition, uow.at, ZoneInfo(zone), country_of(zone), uow.rules)
    open_breach(result, definition, uow, channel_at=channel_at)
