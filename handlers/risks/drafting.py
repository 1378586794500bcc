"""A third miss in a row drafts a risk and the action that should follow, and puts both to both leads."""

from governance.events import Door, ResultRestated, ResultSubmitted, RiskDrafted, Words
from governance.kpis.definitions import Definition
from governance.kpis.forecasts import MISSES, MOST, forecast, misses
from governance.people import Person
from governance.risks import Risk, of_misses, remedy, stems_from
from handlers.kit.blocks import esc, paragraphs
from handlers.kit.leads import tell_leads
from handlers.kit.replies import Message
from handlers.risks.cards import buttons, described
from handlers.risks.register import feature
from storage.unit_of_work import UnitOfWork


@feature.on(ResultSubmitted)
def count_the_misses(event: ResultSubmitted, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        _look(event.definition, uow)


@feature.on(ResultRestated)
def count_the_misses_again(event: ResultRestated, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        _look(event.definition, uow)


def _look(ident: int, uow: UnitOfWork) -> None:
    """At every third miss in a row, unless the risk is known already."""
    definition = uow.kpis.by_id(ident)
    if definition is None:
        return
    course = uow.kpis.course(definition, MOST)
    missed = misses(definition, course)
    if not missed or len(missed) % MISSES:
        return
    if uow.risks.listed_from(stems_from(definition), definition.vendor_id, definition.study_id):
        return
    risk = uow.risks.add(of_misses(definition, missed, forecast(definition, course)), uow.at)
    uow.record(_drafted(risk))
    _put_to_leads(risk, definition, uow)


def _put_to_leads(risk: Risk, definition: Definition, uow: UnitOfWork) -> None:
    vendor = uow.vendors.by_id(risk.vendor_id)

    def write(reader: Person) -> Message:
        lines = [
            "*Please decide: is this a risk to keep?*",
            *described(risk, vendor if reader.is_sponsors else None),
            f"*Action I propose*: {esc(remedy(definition))}.",
        ]
        return Message((*paragraphs(lines), *buttons(risk, reader)))

    tell_leads(vendor, write, f"Risk {risk.reference}: {definition.name}", uow, once=f"risk:{risk.id}:drafted")


def _drafted(risk: Risk) -> RiskDrafted:
    return RiskDrafted(
        risk=risk.id,
        vendor=risk.vendor_id,
        study=risk.study_id,
        stems_from=risk.stems_from,
        cause=Words(risk.cause),
        event=Words(risk.event),
        effect=Words(risk.effect),
        probability=risk.probability,
        impact=risk.impact,
    )
