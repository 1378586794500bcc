"""Early warning: what the last periods say about the running one, said once to both leads, and in every digest."""

from governance.events import Door, EarlyWarningRaised, ResultRestated, ResultSubmitted, Words
from governance.kpis.definitions import Definition
from governance.kpis.forecasts import MOST, Outlook, outlook
from governance.people import Person
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.leads import tell_leads
from handlers.kit.replies import Message
from handlers.kit.requests import Report
from handlers.risks.register import feature
from storage.unit_of_work import UnitOfWork

IN_DIGEST = 4


@feature.on(ResultSubmitted)
def look_ahead(event: ResultSubmitted, uow: UnitOfWork) -> None:
    """Imports are silent; what they brought is looked at with the next number, and stands in the digest."""
    if uow.door is not Door.IMPORT:
        _look(event.definition, uow)


@feature.on(ResultRestated)
def look_ahead_again(event: ResultRestated, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        _look(event.definition, uow)


def _look(ident: int, uow: UnitOfWork) -> None:
    definition = uow.kpis.by_id(ident)
    found = outlook(definition, uow.kpis.course(definition, MOST)) if definition else None
    if definition and found:
        _warn(definition, found, uow)


def _warn(definition: Definition, found: Outlook, uow: UnitOfWork) -> None:
    """Once a KPI and period, whatever numbers come in meanwhile."""
    vendor = uow.vendors.by_id(definition.vendor_id)

    def write(reader: Person) -> Message:
        whose = f"{esc(vendor.name)}: " if reader.is_sponsors else ""
        words = f"*Worth a look: {whose}{esc(definition.name)}*\n{esc(found.words)}"
        return Message((section(words), actions(button("All KPIs", "again", f'sla status "{vendor.name}"'))))

    kpi = f"{definition.vendor_id}:{definition.study_id or 0}:{definition.code}"
    subject = f"Early warning: {definition.name}"
    if tell_leads(vendor, write, subject, uow, once=f"warning:{kpi}:{found.period:%Y-%m}"):
        _record(definition, found, uow)


def _record(definition: Definition, found: Outlook, uow: UnitOfWork) -> None:
    its = found.forecast
    uow.record(
        EarlyWarningRaised(
            definition=definition.id,
            vendor=definition.vendor_id,
            period=found.period,
            low=its.low if its else None,
            high=its.high if its else None,
            odds=its.odds if its else None,
            words=Words(found.words),
        )
    )


@feature.in_digest(order=25)
def ahead(report: Report, uow: UnitOfWork) -> list[Block]:
    """What may miss its limit before the period ends; nothing where all looks well."""
    found = [its for definition, results in report.trends if (its := outlook(definition, list(results)[-MOST:]))]
    if not found:
        return []
    found.sort(key=lambda its: (-(its.forecast.odds if its.forecast else 0.5), its.definition.name))
    most = min(report.lines, IN_DIGEST)
    lines = [f"*{esc(its.definition.name)}*: {esc(its.words)}" for its in found[:most]]
    more = [f"and {len(found) - most} more"] if len(found) > most else []
    return [section("\n".join([f"*Worth a look*: {len(found)}", *lines, *more]))]
