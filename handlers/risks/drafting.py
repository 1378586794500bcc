"""A third miss in a row drafts a risk and the action that should follow, and puts both to both leads."""

from governance.events import Door, FileImported, ResultRestated, ResultSubmitted, RiskDrafted
from governance.kpis.definitions import Definition
from governance.kpis.forecasts import MISSES, MOST, forecast, misses
from governance.people import Person
from governance.risks import Risk, of_misses, remedy, stems_from
from handlers.kit.blocks import esc, paragraphs
from handlers.kit.leads import tell_leads
from handlers.kit.replies import Message
from handlers.kit.risks import draft_risk
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
    draft_risk(of_misses(definition, missed, forecast(definition, course)), uow)


@feature.on(RiskDrafted)
def put_it_to_the_leads(event: RiskDrafted, uow: UnitOfWork) -> None:
    """Behind the breach that came with it; what a file drafted, when all of it is there."""
    risk = uow.risks.by_id(event.risk) if uow.door is not Door.FILE else None
    if risk:
        _put_to_leads(risk, uow)


@feature.on(FileImported)
def put_those_of_a_file_to_the_leads(event: FileImported, uow: UnitOfWork) -> None:
    upload = uow.uploads.by_id(event.upload) if uow.door is Door.FILE else None
    for risk in uow.risks.drafted_since(upload.received_at) if upload else ():
        _put_to_leads(risk, uow)


def the_kpi(risk: Risk, uow: UnitOfWork) -> Definition | None:
    """The KPI it stems from, as it is agreed now."""
    kind, _, code = risk.stems_from.partition(":")
    return uow.kpis.newest(risk.vendor_id, risk.study_id, code) if kind == "kpi" else None


def _put_to_leads(risk: Risk, uow: UnitOfWork) -> None:
    """Once, whoever drafted it."""
    vendor, definition = uow.vendors.by_id(risk.vendor_id), the_kpi(risk, uow)
    if definition is None:
        return

    def write(reader: Person) -> Message:
        lines = [
            "*Please decide: is this a risk to keep?*",
            *described(risk, vendor if reader.is_sponsors else None),
            f"*Action I propose*: {esc(remedy(definition))}.",
        ]
        return Message((*paragraphs(lines), *buttons(risk, reader)))

    tell_leads(vendor, write, f"Risk {risk.reference}: {definition.name}", uow, once=f"risk:{risk.id}:drafted")
