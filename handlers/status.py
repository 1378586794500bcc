"""Status: one answer to "where do we stand with this vendor?", at once."""

import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from governance.events import Door
from governance.kpis.readings import overall
from governance.people import Act
from governance.refusals import Refusal
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, esc, header, section
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.looking_back import length_until, report_as_of
from handlers.kit.replies import Reply, say
from handlers.kit.reporting import report_of
from handlers.kit.requests import Job, Request
from handlers.kit.words import date_words, shortened, take_date
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("status")

TOLD = 12
READ_AT_ONCE = 4000  # entries: some tenths of a second
LOOK_BACK = "status.as_of"
AS_OF = re.compile(r"(?:^|\s+)as of\s+(.+)$", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")


class MoreThanADay(Refusal):
    """I do not know what to do with "{words}". Write for instance `/vendor status Helix as of 2026-09-30`."""


class NotOverYet(Refusal):
    """That day ({day}) is not over. `/vendor status` says how it stands now; `as of` takes a day that is over."""


class NothingKnownThen(Refusal):
    """Nothing of {vendor} was on record by the end of {day}. Give a later day."""


@feature.command(
    "vendor status",
    usage="[name] [as of <date>]",
    summary="Where a vendor stands: colour, KPIs, actions, session; or where it stood at the end of a day.",
    act=Act.SEE_STATUS,
)
def status(request: Request, uow: UnitOfWork) -> Reply:
    from handlers import registry

    past = AS_OF.search(request.text)
    if past:
        return _as_of(past[1], replace(request, text=request.text[: past.start()]), uow)
    vendor = the_vendor(request, uow, request.text, "/vendor status <name>")
    report = report_of(vendor, request.at, request.zone, uow)
    parts = [block for part in registry().report_sections() for block in part(report, uow)]
    return say(
        header(vendor.name),
        section(shown.verdict(overall(report.readings))),
        *parts,
        actions(
            button("All KPIs", "again", f'sla status "{vendor.name}"'),
            button("Add an action", "again", "action add"),
            button("Schedule a session", "again", f'session schedule "{vendor.name}"'),
        ),
    )


def _as_of(said: str, request: Request, uow: UnitOfWork) -> Reply:
    """The same as it was known at the end of a day, from the record alone; a long record is read by a worker."""
    vendor = the_vendor(request, uow, request.text, "/vendor status <name> as of <date>")
    day = _day(said, request)
    if length_until(vendor, day, request.zone, uow) <= READ_AT_ONCE:
        return say(*_then(vendor, day, request.zone, uow))
    payload = {"work": LOOK_BACK, "person": request.by.id, "vendor": vendor.id, "day": day.isoformat()}
    payload |= {"zone": request.zone.key, "key": request.key}
    uow.outbox.put(Kind.WORK, f"work:{LOOK_BACK}", payload, once=f"{LOOK_BACK}:{request.key}"[:200])
    return say(section(f"*{esc(vendor.name)}* has a long record. The answer comes to you as a direct message."))


@feature.work(LOOK_BACK, door=Door.SLACK)
def look_back(job: Job) -> None:
    """Read from a snapshot, so that nobody waits behind it; said in a short transaction of its own."""
    its = job.payload
    with job.snapshot() as uow:
        vendor = uow.vendors.by_id(its["vendor"])
        blocks = _then(vendor, date.fromisoformat(its["day"]), ZoneInfo(its["zone"]), uow)
    with job.unit_of_work() as uow:
        user = uow.people.by_id(its["person"]).slack_user
        payload = say(*blocks).message.payload() | {"channel": user}
        uow.outbox.put(Kind.POST, f"channel:{user}", payload, once=f"told:{LOOK_BACK}:{its['key']}"[:200])


def _day(said: str, request: Request) -> date:
    """A day that is over; without a year the last such day."""
    day, rest = take_date(said, request.today, language=request.by.locale)
    if rest:
        raise MoreThanADay(words=shortened(rest))
    if day > request.today and not YEAR.search(said):
        leaps = (day.month, day.day) == (2, 29)
        day = day.replace(year=day.year - (4 if leaps else 1))
    if day >= request.today:
        raise NotOverYet(day=date_words(day, request.today))
    return day


def _then(vendor: Vendor, day: date, zone: ZoneInfo, uow: UnitOfWork) -> list[Block]:
    from handlers import registry

    report = report_as_of(vendor, day, zone, uow)
    if report is None:
        raise NothingKnownThen(vendor=vendor.name, day=f"{day:%-d %b %Y}")
    parts = [block for part in registry().report_sections() for block in part(report, uow)]
    return [
        header(f"{vendor.name} on {day:%-d %b %Y}"),
        section(shown.verdict(overall(report.readings))),
        *parts,
        context(f"As it was known at the end of that day ({zone.key}), from the record alone."),
        actions(button("As it is now", "again", f'vendor status "{vendor.name}"')),
    ]


@feature.on_home(order=10, act=Act.SEE_STATUS)
def where_vendors_stand(request: Request, uow: UnitOfWork) -> list[Block]:
    """The colour of each vendor the person may see, the most important first."""
    if request.by.is_sponsors:
        vendors = uow.vendors.page(0, TOLD)
    else:
        vendors = [uow.vendors.by_id(request.by.vendor_id)] if request.by.vendor_id else []
    if not vendors:
        return [header("Vendors"), section("No vendor is yours to see yet. `help` says what you can do.")]
    verdicts = uow.kpis.verdicts(request.today, [vendor.id for vendor in vendors])
    lines = [f"*{esc(its.name)}*: {shown.verdict(verdicts.get(its.id) or overall([]))}" for its in vendors]
    return [header("Vendors"), section("\n".join(lines))]
