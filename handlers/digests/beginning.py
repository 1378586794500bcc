"""The digest a vendor's channel gets without being asked: for tiers 1 and 2 monthly, when the results have come in."""

from zoneinfo import ZoneInfo

from governance.calendar.working_hours import country_of
from governance.digests import BY_ITSELF, USUAL_GRACE, after_results, goes_by_results, next_due, time_of
from governance.events import VendorLinked
from handlers.digests.register import DIGEST, feature, subscribed
from handlers.digests.wishes import AFTER_RESULTS
from handlers.kit.requests import Tick
from storage.unit_of_work import UnitOfWork


@feature.on(VendorLinked)
def begin(event: VendorLinked, uow: UnitOfWork) -> None:
    """On the channel's own clock; its first message says how to change that."""
    vendor, link = uow.vendors.by_id(event.vendor), uow.vendors.link_of(event.channel)
    if vendor.tier not in BY_ITSELF or link is None or uow.actor is None:
        return
    zone = ZoneInfo(link.zone or uow.workspace.zone)
    rhythm, country = after_results(_grace(uow, vendor.id)), country_of(zone.key)
    schedule = uow.schedules.set(
        what=DIGEST,
        channel=event.channel,
        vendor_id=vendor.id,
        cron=rhythm,
        words=AFTER_RESULTS.format(at=time_of(rhythm)),
        zone=zone.key,
        next_fire_at=next_due(rhythm, zone, uow.at, country),
        by=uow.actor.id,
        country=country,
    )
    uow.record(subscribed(schedule))


@feature.every("digests", "20 2 * * *")
def follow_the_results(tick: Tick, uow: UnitOfWork) -> None:
    """Where a vendor's results fall due on other days than they did, the digest that waits for them does too."""
    waiting = [its for its in uow.schedules.all(DIGEST) if goes_by_results(its.cron)]
    grace = uow.kpis.grace_days({its.vendor_id for its in waiting})
    for its in waiting:
        rhythm = after_results(grace.get(its.vendor_id, USUAL_GRACE), time_of(its.cron))
        if rhythm != its.cron:
            uow.schedules.retime(its, rhythm, next_due(rhythm, ZoneInfo(its.zone), tick.at, its.country))


def _grace(uow: UnitOfWork, vendor: int) -> int:
    return uow.kpis.grace_days([vendor]).get(vendor, USUAL_GRACE)
