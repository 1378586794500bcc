"""A dispute of a red number is told like a comment; what it comes to is looked at when it ends."""

from governance.events import ResultAccepted, ResultDisputed, ResultSettled, SlaBreachDisputed
from handlers.breaches.cases import case_of
from handlers.breaches.register import feature
from handlers.breaches.telling import rewrite_channel, tell_channel
from handlers.kit.breaching import reconcile
from storage.unit_of_work import UnitOfWork


@feature.on(ResultDisputed)
def tell_of_the_dispute(event: ResultDisputed, uow: UnitOfWork) -> None:
    """With the dispute of whoever is measured the channel hears of the breach."""
    breach = uow.breaches.of_result(event.result)
    if breach is None:
        return
    uow.record(SlaBreachDisputed(breach=breach.id, result=event.result, reason=event.reason))
    case = case_of(breach, uow)
    theirs = uow.actor is not None and case.is_measured(uow.actor)
    if not (theirs and tell_channel([case], "dispute", uow)):
        rewrite_channel(case, uow)


@feature.on(ResultAccepted)
def look_when_it_is_accepted(event: ResultAccepted, uow: UnitOfWork) -> None:
    _look(event.definition, uow)


@feature.on(ResultSettled)
def look_when_it_is_settled(event: ResultSettled, uow: UnitOfWork) -> None:
    _look(event.definition, uow)


def _look(ident: int, uow: UnitOfWork) -> None:
    """A green number that was in dispute may close the breach now, and the channel's message says how it stands."""
    definition = uow.kpis.by_id(ident)
    breach = uow.breaches.open_for(definition) if definition else None
    if definition is None or breach is None:
        return
    reconcile(breach, definition, uow)
    still = uow.breaches.by_id(breach.id)
    if still and still.is_open:
        rewrite_channel(case_of(still, uow), uow)
