"""`import schedule`: a vendor's KPIs and credit terms from one file, held against what is agreed, and proposed with --confirm."""

from pathlib import Path

from bot.imports import workspace_for
from bot.keys import open_database
from bot.outbound import utc_now
from bot.settings import Settings
from governance.events import Door
from governance.kpis.refusals import NobodyToPropose
from governance.people import Person
from governance.refusals import UnknownVendor
from governance.vendors import Vendor
from handlers.kit.blocks import without_marks
from handlers.kpis.book import open_book
from handlers.kpis.receiving import (
    asks_why,
    check_size,
    propose_schedule,
    proposed_words,
    vendor_of,
    what_is_new,
    what_is_wrong,
)
from handlers.kpis.schedule_file import read_schedule
from handlers.kpis.schedules import understand
from storage.unit_of_work import UnitOfWork, unit_of_work


def import_schedule(
    settings: Settings, file: Path, vendor: str | None, number: int | None, *, confirmed: bool, reason: str = ""
) -> int:
    """Shows what it understood; proposes it for the sponsor, in the administrator's name, once that is confirmed.

    0, or 1 when the file has something to mend. What is to be said is said by the bot that is running, or the next one.
    """
    found = read_schedule(file.name, file.read_bytes())
    database = open_database(settings)
    try:
        workspace = workspace_for(database, number)
        with unit_of_work(database, workspace, at=utc_now(), door=Door.COMMAND_LINE) as uow:
            by = uow.actor = _administrator(uow)
            whose = vendor_of(found, file.name, by, uow, _named(vendor, uow))
            its = understand(found, open_book(whose, uow), by, uow)
            check_size(found, its, file.name, uow)
            _tell(f"{file.name} for {whose.name}, {its.words()}", *what_is_new(its, uow), *what_is_wrong(its))
            if its.proposes and confirmed and asks_why(its) and not reason:
                _tell("It changes what both companies agreed to. Say why with --reason; the other company reads it.")
            elif its.proposes and confirmed:
                _tell(proposed_words(propose_schedule(found, whose, by, uow, why=reason), whose, uow))
            elif its.proposes:
                _tell("Nothing is proposed yet. Run it again with --confirm to propose what is new or changed.")
    finally:
        database.close()
    return 1 if its.troubles else 0


def _administrator(uow: UnitOfWork) -> Person:
    if uow.workspace.administrator is None:
        raise NobodyToPropose
    return uow.people.by_id(uow.workspace.administrator)


def _named(name: str | None, uow: UnitOfWork) -> Vendor | None:
    vendor = uow.vendors.named(name) if name else None
    if name and vendor is None:
        raise UnknownVendor(name=name, nearest="")
    return vendor


def _tell(*lines: str) -> None:
    for line in lines:
        print(without_marks(line).replace("`", ""))
