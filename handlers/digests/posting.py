"""Posting a digest: to a channel, to a person, by mail; on time and once, its details in the thread."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.digests import Seen, period_name
from governance.events import DigestQueued, DigestStopped
from governance.kpis.readings import Reading, overall
from governance.kpis.results import ResultState
from governance.people import Person, sees
from governance.vendors import Vendor
from handlers.digests import places
from handlers.digests.composing import LATE_MINUTES, Told, body, depth_of, details, has_details, message
from handlers.digests.register import DIGEST, feature
from handlers.kit.blocks import as_text, without_marks
from handlers.kit.charts import Picture
from handlers.kit.letters import note
from handlers.kit.reporting import report_of
from handlers.kit.requests import Tick
from handlers.kit.trends import trend_picture
from storage.outbox import Kind
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

_EMOJI = re.compile(r":[a-z_]+: ")


@dataclass(frozen=True, kw_only=True)
class Going:
    """A digest on its way: where to, about whom, on whose clock, for which eyes; `words` say when it comes."""

    channel: str
    vendor: Vendor
    zone: ZoneInfo
    dark: bool = False
    reader: Person | None = None
    words: str = ""


@feature.when_due(DIGEST)
def post_due(schedule: Schedule, tick: Tick, uow: UnitOfWork) -> None:
    """Once per place, vendor and period; one that was missed comes once, and says that it is late."""
    if is_closed(schedule, uow):
        return
    going = going_of(schedule, uow)
    if going is None:
        uow.schedules.stop(schedule.id)
        uow.record(DigestStopped(schedule=schedule.id, channel=schedule.channel, vendor=schedule.vendor_id))
        return
    period = period_name(schedule.cron, going.zone, tick.due, schedule.country)
    post(going, tick.at, uow, once=key_of(going, period), late=late(tick))


def is_closed(schedule: Schedule, uow: UnitOfWork) -> bool:
    """Whether its channel cannot be written to now. Its digest pauses: none is kept for when it is back."""
    link = uow.vendors.link_of(schedule.channel) if places.is_channel(schedule.channel) else None
    return link is not None and link.closed is not None


def late(tick: Tick) -> int:
    """By how many minutes, where that is worth saying."""
    return tick.minutes_late if tick.minutes_late >= LATE_MINUTES else 0


def key_of(going: Going, period: str) -> str:
    return f"digest:{going.channel}:{going.vendor.id}:{period}"[:170]


def going_of(schedule: Schedule, uow: UnitOfWork) -> Going | None:
    """None where the person it was for no longer has to do with the vendor."""
    vendor, reader = uow.vendors.by_id(schedule.vendor_id), None
    if not places.is_channel(schedule.channel):
        reader = uow.people.by_id(schedule.set_up_by)
        if not sees(reader, vendor.id):
            return None
    words, zone = f"{schedule.words} ({schedule.zone})", ZoneInfo(schedule.zone)
    return Going(channel=schedule.channel, vendor=vendor, zone=zone, dark=schedule.dark, reader=reader, words=words)


def told_of(going: Going, at: datetime, uow: UnitOfWork) -> Told:
    """What there is to tell now, with the picture that goes with it."""
    before = uow.digests.last(going.channel, going.vendor.id)
    report = report_of(
        going.vendor,
        at,
        going.zone,
        uow,
        shown=before.standing if before else None,
        lines=depth_of(going.vendor).lines,
        public=places.is_channel(going.channel),
    )
    told = Told(report=report, before=before, reader=going.reader, words=going.words)
    return told.with_picture(drawn(told, going.dark))


def drawn(told: Told, dark: bool) -> Picture | None:
    """The trends that most need a look; none where nothing is new, or where the vendor's tier asks for less."""
    if told.quiet or not told.depth.panels:
        return None
    title = f"KPI trends of {told.report.vendor.name}"
    return trend_picture(title, told.report.trends, told.depth.panels, dark=dark)


def post(going: Going, at: datetime, uow: UnitOfWork, *, once: str, late: int = 0) -> None:
    """Writes the digest down to be said, and what it showed; nothing when it was written down before."""
    told = replace(told_of(going, at, uow), late=late)
    mailed = places.is_mail(going.channel)
    if not (_mail if mailed else _say)(going, told, once, uow):
        return
    colour = overall(told.report.readings).colour
    uow.digests.keep(
        channel=going.channel,
        vendor=going.vendor.id,
        at=at,
        colour=colour,
        standing=colours(told),
        shown=numbers(told),
        key="" if mailed else once,
        made=_made(going, told),
        posted=seen(told),
    )
    uow.record(DigestQueued(vendor=going.vendor.id, channel=going.channel, colour=colour, late_by=late))


def colours(told: Told) -> dict[int, str]:
    return {its.definition.id: str(its.colour) for its in told.report.readings}


def numbers(told: Told) -> dict[int, int]:
    """The results it shows, by definition."""
    return {its.definition.id: its.latest.id for its in told.report.readings if its.latest}


def seen(told: Told) -> dict[int, Seen]:
    """How it shows each KPI."""
    return {its.definition.id: seen_in(its) for its in told.report.readings}


def seen_in(reading: Reading) -> Seen:
    its = reading.latest
    if its is None or reading.awaited:
        return Seen(colour=str(reading.colour))
    disputed = its.state is ResultState.DISPUTED
    return Seen(colour=str(reading.colour), value=its.value, period=its.period, disputed=disputed)


def upload(told: Told, lane: str, once: str, uow: UnitOfWork) -> int | None:
    """The letter that uploads its picture, which the message follows."""
    if told.drawn is None:
        return None
    file = {"picture": told.drawn.to_json(), "name": "kpis.png", "title": told.drawn.title}
    return uow.outbox.put(Kind.FILE, lane, file, once=f"{once}:picture")


def _made(going: Going, told: Told) -> dict[str, object]:
    """What it takes to write it again."""
    whom = {"reader": going.reader.id if going.reader else None, "words": going.words}
    look = {"zone": going.zone.key, "dark": going.dark, "late": told.late, "thread": has_details(told)}
    return whom | look


def _say(going: Going, told: Told, once: str, uow: UnitOfWork) -> bool:
    lane, place = f"channel:{going.channel}", {"channel": going.channel}
    picture = upload(told, lane, once, uow)
    if uow.outbox.put(Kind.POST, lane, message(told, uow).payload() | place, once=once, follows=picture) is None:
        return False
    if thread := details(told, uow):
        reply = thread.payload() | place | {"thread_of": once}
        uow.outbox.put(Kind.POST, lane, reply, once=f"{once}:details")
    return True


def _mail(going: Going, told: Told, once: str, uow: UnitOfWork) -> bool:
    """The same in plain words; what the picture shows is told."""
    to, vendor = going.reader, going.vendor
    if to is None or to.mail is None:
        return False
    end = f'To end these mails, write "digest remove for {vendor.name} by mail" to Parley in Slack.'
    words = _EMOJI.sub("", without_marks(as_text(body(told, uow)))).replace("`", "") + f"\n{end}"
    day, colour = told.report.at.astimezone(told.report.zone), overall(told.report.readings).colour
    letter = note(
        to, subject=f"SLA digest: {vendor.name}, {day:%-d %B %Y}: {colour}", words=words, stamp=uow.at, about=once
    )
    return uow.outbox.put(Kind.MAIL, f"mail:{to.mail}", letter, once=once) is not None
