"""A proposal whose start passes while it waits: its message in the channel says, that same hour, from when it would hold by now."""

from zoneinfo import ZoneInfo

from governance.events import Door
from governance.kpis.agreeing import asked_at
from governance.kpis.definitions import Standing
from handlers.kit.requests import Job, Tick
from handlers.kpis.book import Proposal, open_book
from handlers.kpis.register import feature
from handlers.kpis.starting import starts
from handlers.kpis.telling import refresh
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

ROUND = "kpis.refresh"


@feature.every("kpis.refresh", "5 * * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    if _passed(uow):
        uow.outbox.put(Kind.WORK, "work:kpis", {"work": ROUND}, once=f"{ROUND}:{tick.due:%Y%m%dT%H}")


@feature.work(ROUND, door=Door.CLOCK)
def refresh_all(job: Job) -> None:
    """A vendor a transaction. Begun again, it says nothing twice."""
    with job.unit_of_work() as uow:
        vendors = sorted({its.vendor_id for its in _passed(uow)})
    for vendor in vendors:
        with job.unit_of_work() as uow:
            _refresh(vendor, uow)


def _refresh(vendor: int, uow: UnitOfWork) -> None:
    book = open_book(uow.vendors.by_id(vendor), uow)
    moments = {asked_at(its) for its in _passed(uow) if its.vendor_id == vendor}
    for moment in sorted(its for its in moments if its):
        batch = book.asked_together(moment)
        if any(start.day > its.effective_from for its, start in starts(batch.all, book, uow).items()):
            refresh(batch, book, uow)


def _passed(uow: UnitOfWork) -> list[Proposal]:
    """What waits for an answer and was to hold by now."""
    vendors = [its.id for its in uow.vendors.everyone()]
    today = uow.at.astimezone(ZoneInfo(uow.workspace.zone)).date()
    asked: list[Proposal] = [*uow.kpis.asked(vendors), *uow.terms.asked(vendors)]
    return [its for its in asked if its.state is Standing.PROPOSED and its.effective_from < today]
