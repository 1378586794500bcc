"""Seeing a digest again tomorrow: it comes to the person who asked, to nobody else."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.calendar.business_days import add_business_days
from governance.digests import USUAL_HOUR
from governance.events import DigestSnoozed
from governance.people import Act, sees
from governance.refusals import NotAVendorsChannel
from governance.vendors import Vendor
from handlers.digests import places
from handlers.digests.posting import going_of, key_of, late, post
from handlers.digests.register import AGAIN, feature
from handlers.kit import shown
from handlers.kit.blocks import esc, section
from handlers.kit.deputies import day_of
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request, Tick
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork


@feature.button("digests.snooze", act=Act.READ_DIGESTS)
def snooze(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow)
    hours = request.by.hours(uow.workspace.zone)
    day = add_business_days(day_of(request.by, uow), 1, hours.country)
    until = datetime.combine(day, USUAL_HOUR, hours.zone)
    uow.schedules.set(
        what=AGAIN,
        channel=places.directly(request.by),
        vendor_id=vendor.id,
        cron=f"{USUAL_HOUR.minute} {USUAL_HOUR.hour} * * *",
        words="once more",
        zone=hours.zone.key,
        next_fire_at=until,
        by=request.by.id,
    )
    uow.record(DigestSnoozed(vendor=vendor.id, until=until))
    return say(section(f"The digest of *{esc(vendor.name)}* comes to you again {shown.moment(until, hours.zone)}."))


@feature.when_due(AGAIN)
def come_again(schedule: Schedule, tick: Tick, uow: UnitOfWork) -> None:
    """Once, and as things stand then."""
    uow.schedules.stop(schedule.id)
    going = going_of(schedule, uow)
    if going:
        going = replace(going, words="")  # it comes once: there is nothing to change or to end
        day = tick.due.astimezone(ZoneInfo(schedule.zone)).date()
        post(going, tick.at, uow, once=key_of(going, f"again {day}"), late=late(tick))


def the_vendor(request: Request, uow: UnitOfWork) -> Vendor:
    """The vendor a digest's button is about, or the form it opened."""
    ref = str(request.values.get("vendor") or request.ref)
    vendor = uow.vendors.some({int(ref)}).get(int(ref)) if ref.isdigit() else None
    only = request.place.vendor.id if request.place.shared and request.place.vendor else None
    if vendor is None or not sees(request.by, vendor.id) or only not in (None, vendor.id):
        raise NotAVendorsChannel
    return vendor
