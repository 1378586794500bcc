"""What of the agreements waits on people: each side's lead hears of what the other has proposed, day by day."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from governance.kpis.agreeing import asked_at, waits_for
from governance.kpis.definitions import Definition, Party
from governance.kpis.terms import CreditTerms
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.blocks import button, esc
from handlers.kit.requests import Round, Waiting
from handlers.kit.words import plural
from handlers.kpis.book import Batch, Book, Proposal
from handlers.kpis.facts import title
from handlers.kpis.register import feature
from handlers.kpis.telling import answers
from storage.unit_of_work import UnitOfWork


@feature.waits_on_people(order=40)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """A few questions for all the people at once."""
    administrator = uow.workspace.administrator
    vendors = round_.led(uow)
    asked: list[Proposal] = [*uow.kpis.asked(vendors), *uow.terms.asked(vendors)] if vendors else []
    found: dict[int, list[Waiting]] = {}
    for batch in _together(asked):
        vendor = vendors[batch.all[0].vendor_id]
        lead = _lead(vendor, waits_for(batch.all[0]), administrator)
        if lead in round_.people:
            found.setdefault(lead, []).append(_thing(batch, vendor, round_.people[lead], uow))
    return found


def _lead(vendor: Vendor, side: Party | None, administrator: int | None) -> int:
    """Who answers for a side; 0 for nobody."""
    return (vendor.vendor_lead if side is Party.VENDOR else vendor.sponsor_lead or administrator) or 0


def _together(asked: Iterable[Proposal]) -> list[Batch]:
    """What was proposed to the same side at the same moment is one thing that waits."""
    order = sorted(asked, key=_asking)
    groups = (list(group) for _, group in groupby(order, key=_asking))
    return [
        Batch(
            tuple(its for its in group if isinstance(its, Definition)),
            tuple(its for its in group if isinstance(its, CreditTerms)),
        )
        for group in groups
    ]


def _asking(its: Proposal) -> tuple[int, str, str]:
    return its.vendor_id, f"{asked_at(its)}", f"{waits_for(its)}"


def _thing(batch: Batch, vendor: Vendor, reader: Person, uow: UnitOfWork) -> Waiting:
    proposer = uow.workspace.name if reader.vendor_id else vendor.name
    look = button("Look", "again", f'sla agreements "{vendor.name}"')
    if len(batch.all) == 1:
        line = f"{esc(proposer)} asks you to agree to {title(batch.all[0])}."
        buttons = (*answers(batch, Book(vendor, (), ()))[:2], look)
    else:
        line = f"{esc(proposer)} asks you to agree to {plural(len(batch.all), 'proposal')}."
        buttons = (look,)
    study = batch.kpis[0].study_id if batch.kpis else None
    return Waiting(vendor_id=vendor.id, study_id=study, line=line, buttons=buttons)
