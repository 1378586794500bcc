"""Exports: all that a person may see, as a file in their direct messages."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from governance.people import Act, Person
from governance.refusals import Refusal
from handlers.kit.blocks import section
from handlers.kit.feature import Feature
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Job, Request
from handlers.kit.seeing import all_they_see
from handlers.kit.words import shortened
from handlers.kit.workbooks import Cell, write_csv, write_xlsx
from storage.actions import Sought
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("exports")


class NotAnExport(Refusal):
    """I do not know what to do with "{words}". Type `action export`, and after it `csv` or `xlsx`, `mine` or `all`."""


FORMATS = {"xlsx": write_xlsx, "csv": write_csv}
PAGE = 1000
HEADER = (
    "Reference",
    "Title",
    "Owner",
    "Company",
    "Due",
    "State",
    "Days late",
    "Vendor",
    "Study",
    "Opened",
    "Closed",
    "Source link",
)


@feature.command(
    "action export",
    usage="[xlsx|csv] [mine|all]",
    summary="All action items you may see, as a file for you alone; `all` has the closed ones too.",
    act=Act.EXPORT_ACTIONS,
)
def export(request: Request, uow: UnitOfWork) -> Reply:
    words = request.text.lower().split()
    strange = [word for word in words if word not in (*FORMATS, "mine", "all")]
    if strange:
        raise NotAnExport(words=shortened(" ".join(strange)))
    form = "csv" if "csv" in words else "xlsx"
    sought = all_they_see(request)
    owner = request.by.id if "mine" in words else None
    name = f"actions {request.today} {request.at:%H%M%S}.{form}"
    document = {
        "work": "exports.actions",
        "person": request.by.id,
        "format": form,
        "vendor": sought.vendor,
        "owner": owner,
        "closed": "all" in words,
    }
    payload = {"document": document, "name": name, "title": name, "channel": request.by.slack_user}
    payload |= {"comment": "Here are the action items you asked for."}
    uow.outbox.put(Kind.FILE, f"channel:{request.by.slack_user}", payload, once=f"export:{request.key}"[:200])
    return say(section(f"*{name}* is on its way to you as a direct message."))


@feature.document("exports.actions")
def actions_file(job: Job) -> bytes:
    """Read a thousand at a time, each in a transaction of its own, so that nobody waits behind it."""
    asked = job.payload
    sought = Sought(vendor=asked["vendor"], owner=asked["owner"], closed_too=asked["closed"])
    return FORMATS[asked["format"]](HEADER, _rows(job, sought))


def _rows(job: Job, sought: Sought) -> Iterator[tuple[Cell, ...]]:
    after = 0
    while True:
        with job.unit_of_work() as uow:
            rows, after = _page(sought, after, uow)
        yield from rows
        if len(rows) < PAGE:
            return


def _page(sought: Sought, after: int, uow: UnitOfWork) -> tuple[list[tuple[Cell, ...]], int]:
    items = uow.actions.in_number_order(sought, after=after, most=PAGE)
    people = uow.people.some({item.owner_id for item in items})
    vendors = uow.vendors.some({item.vendor_id for item in items if item.vendor_id})
    companies = uow.vendors.some({person.vendor_id for person in people.values() if person.vendor_id})
    studies = uow.vendors.some_studies({item.study_id for item in items if item.study_id})
    today = _today(uow.actor, uow)
    rows: list[tuple[Cell, ...]] = [
        (
            item.reference,
            item.title,
            people[item.owner_id].name,
            companies[vendor].name if (vendor := people[item.owner_id].vendor_id) else uow.workspace.name,
            item.due_on,
            str(item.state),
            item.days_late(today),
            vendors[item.vendor_id].name if item.vendor_id else "",
            studies[item.study_id].protocol if item.study_id else "",
            item.opened_at.date(),
            item.closed_at.date() if item.closed_at else None,
            item.source or "",
        )
        for item in items
    ]
    return rows, items[-1].number if items else after


def _today(person: Person | None, uow: UnitOfWork) -> date:
    zone = (person.zone if person else None) or uow.workspace.zone
    return uow.at.astimezone(ZoneInfo(zone)).date()
