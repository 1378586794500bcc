"""A breach as results come in, by any door: opened, carried on, and closed. What is said about it is said elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from governance.events import SlaBreachClosed, SlaBreached, SlaBreachRecovered, SlaBreachRestated
from governance.kpis.breaches import Breach, Outcome, has_recovered, is_mended, stands_for
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition
from governance.kpis.periods import period_words
from governance.kpis.results import Result
from handlers.kit.agenda import put_on_agenda, take_off_agenda
from storage.unit_of_work import UnitOfWork

COURSE = 24  # so many periods back it is looked for what came later


def open_breach(
    result: Result, definition: Definition, uow: UnitOfWork, *, channel_at: datetime | None = None
) -> Breach | None:
    """The breach of a red result; None while one of the same KPI is open, whatever its version."""
    return None if uow.breaches.open_for(definition) else _open(result, definition, channel_at, uow)


def look_at_all(newest: Sequence[Result], definitions: Mapping[int, Definition], uow: UnitOfWork) -> int:
    """What the newest results of many KPIs come to, when all of them are there; how many breaches were opened."""
    by_kpi = {definitions[its.definition_id].key: its for its in sorted(newest, key=lambda its: its.period)}
    going_on = uow.breaches.open_in({its.vendor_id for its in newest})
    stood_for = uow.breaches.results({breach.result_id for breach, _ in going_on})
    for breach, definition in going_on:
        if stood_for[breach.result_id].replaced_by or has_recovered(breach, by_kpi.get(definition.key)):
            reconcile(breach, definition, uow)
    known = {definition.key for _, definition in going_on}
    red = [its for key, its in by_kpi.items() if its.colour is Colour.RED and key not in known]
    return sum(_open(its, definitions[its.definition_id], None, uow) is not None for its in red)


def _open(result: Result, definition: Definition, channel_at: datetime | None, uow: UnitOfWork) -> Breach | None:
    ident = uow.breaches.open(result=result, at=uow.at, channel_at=channel_at)
    if ident is None:
        return None
    facts = {"vendor": result.vendor_id, "study": result.study_id, "definition": result.definition_id}
    uow.record(SlaBreached(breach=ident, result=result.id, period=result.period, **facts))  # type: ignore[arg-type]
    breach = Breach(
        id=ident,
        vendor_id=result.vendor_id,
        study_id=result.study_id,
        definition_id=result.definition_id,
        result_id=result.id,
        period=result.period,
        opened_at=uow.at,
        channel_at=channel_at,
    )
    put_on_agenda(breach.vendor_id, title(breach, definition), breach.stems, uow)
    return breach


def title(breach: Breach, definition: Definition) -> str:
    """What it is called on an agenda."""
    return f"{breach.reference} {definition.name} ({period_words(breach.period, definition.frequency)})"


# --- as results come in ------------------------------------------------------------------------------------------------


def reconcile(breach: Breach, definition: Definition, uow: UnitOfWork) -> None:
    """Brings an open breach up to date with the results and with its action; harmless to repeat."""
    course = uow.kpis.course(definition, COURSE)
    its = uow.breaches.results([breach.result_id])[breach.result_id]
    still = _follow(breach, definition, its, course, uow) if its.replaced_by else breach
    newest = course[-1] if course else None
    if still is None or newest is None or not has_recovered(still, newest):
        return
    _note_recovery(still, newest, uow)
    action = uow.actions.by_id(still.action_id) if still.action_id else None
    if is_mended(still, action, newest):
        close(still, Outcome.MENDED, newest.id, uow)


def close(breach: Breach, outcome: Outcome, result: int | None, uow: UnitOfWork) -> None:
    """It is over, and need not be talked about any more."""
    if uow.breaches.change(breach, closed_at=uow.at, closed_by_result=result) is None:
        return
    uow.record(SlaBreachClosed(breach=breach.id, outcome=outcome, result=result, action=breach.action_id))
    take_off_agenda(breach.vendor_id, breach.stems, uow)


def _follow(
    breach: Breach, definition: Definition, replaced: Result, course: Sequence[Result], uow: UnitOfWork
) -> Breach | None:
    """Its result was restated: it goes on with the new number or with a later red one; None when nothing is red any more.

    A number taken away closes nothing: no data is never good news.
    """
    now = next((result for result in course if result.period == breach.period), None)
    goes_on = now if now and now.colour is Colour.RED else stands_for(breach, course)
    if goes_on is None and (now is None or now.colour is Colour.GREY):
        return breach
    if goes_on is None:
        close(breach, Outcome.RESTATED, now.id if now else None, uow)
        return None
    changed = uow.breaches.change(breach, result_id=goes_on.id, period=goes_on.period)
    uow.record(
        SlaBreachRestated(
            breach=breach.id,
            definition=definition.id,
            result=goes_on.id,
            replaces=replaced.id,
            period=goes_on.period,
            old=replaced.value,
            new=goes_on.value,
        )
    )
    return changed


def _note_recovery(breach: Breach, newest: Result, uow: UnitOfWork) -> None:
    """Once a result, whoever looks again."""
    known = {its.event.result for its in uow.history(breach.stems) if isinstance(its.event, SlaBreachRecovered)}
    known |= {its.event.result for its in uow.entries if isinstance(its.event, SlaBreachRecovered)}
    if newest.id in known:
        return
    uow.record(
        SlaBreachRecovered(
            breach=breach.id,
            definition=newest.definition_id,
            result=newest.id,
            period=newest.period,
            value=newest.value,
        )
    )
