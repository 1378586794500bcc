"""The SLA digest: one message that leads with what changed, posted on time, once, by the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from governance.calendar.cadences import next_fire
from governance.events import DigestQueued, DigestStopped, DigestSubscribed
from governance.kpis.colours import Colour
from governance.kpis.readings import overall
from governance.people import Act, sees
from governance.refusals import NotAVendorsChannel, UnknownSchedule
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, esc, header, picture, section
from handlers.kit.charts import Panel, Picture, alt_text
from handlers.kit.feature import Feature
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Report, Request, Tick
from handlers.kit.words import cadence, plural
from storage.outbox import Kind
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

feature = Feature("digests")

PERIODS = 12
PANELS = 6
_WORST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)
LATE_MINUTES = 10


@feature.command("digest now", summary="Post the SLA digest of this channel's vendor.", act=Act.READ_DIGESTS)
def now(request: Request, uow: UnitOfWork) -> Reply:
    vendor, channel = _of_here(request)
    _post(vendor, channel, request.zone, request.at, uow, once=f"digest:{channel}:{request.key}"[:200])
    return say(section(f"The digest of {esc(vendor.name)} is on its way."))


@feature.command(
    "digest subscribe",
    usage="<cadence>",
    summary="Post the digest here regularly: `/digest subscribe weekly monday 9:00`.",
    act=Act.SUBSCRIBE_DIGESTS,
)
def subscribe(request: Request, uow: UnitOfWork) -> Reply:
    vendor, channel = _of_here(request)
    rhythm = cadence(request.text or "weekly monday 9:00")
    link = request.place.link
    zone = ZoneInfo(link.zone) if link and link.zone else request.zone
    first = next_fire(rhythm.cron, zone, request.at)
    schedule = uow.schedules.set(
        what="digest",
        channel=channel,
        vendor_id=vendor.id,
        cron=rhythm.cron,
        words=rhythm.words,
        zone=zone.key,
        next_fire_at=first,
        by=request.by.id,
    )
    uow.record(
        DigestSubscribed(schedule=schedule.id, channel=channel, vendor=vendor.id, cron=rhythm.cron, zone=zone.key)
    )
    return say(
        section(
            f"The digest of *{esc(vendor.name)}* comes here {rhythm.words} ({zone.key}), first {shown.moment(first, zone)}."
        ),
        actions(button("Post one now", "again", "digest now"), button("Stop", "again", "digest stop")),
    )


@feature.command("digest stop", summary="Stop the digest of this channel.", act=Act.SUBSCRIBE_DIGESTS)
def stop(request: Request, uow: UnitOfWork) -> Reply:
    schedule = uow.schedules.of_channel("digest", request.place.channel or "")
    if schedule is None:
        raise UnknownSchedule
    uow.schedules.stop(schedule.id)
    uow.record(DigestStopped(schedule=schedule.id, channel=schedule.channel, vendor=schedule.vendor_id))
    return say(section("The digest no longer comes to this channel."))


@feature.command("digest list", summary="The digests that are posted regularly.", act=Act.SUBSCRIBE_DIGESTS)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    here_only = request.place.channel if request.place.shared else None
    found = [its for its in uow.schedules.all("digest") if here_only in (None, its.channel)]
    vendors = uow.vendors.some({its.vendor_id for its in found})
    lines = [
        f"<#{its.channel}>: *{esc(vendors[its.vendor_id].name)}*, {its.words} ({its.zone}), "
        f"next {shown.moment(its.next_fire_at, request.zone)}"
        for its in found[:30]
    ]
    return say(section("\n".join(lines) or "No digest is posted regularly yet. `/digest subscribe` starts one."))


@feature.when_due("digest")
def post_due(schedule: Schedule, tick: Tick, uow: UnitOfWork) -> None:
    """Once per channel and local time; one that was missed comes once, and says that it is late."""
    zone = ZoneInfo(schedule.zone)
    local = tick.due.astimezone(zone)
    vendor = uow.vendors.by_id(schedule.vendor_id)
    late = tick.minutes_late if tick.minutes_late >= LATE_MINUTES else 0
    once = f"digest:{schedule.channel}:{local:%Y-%m-%dT%H:%M}"
    _post(vendor, schedule.channel, zone, tick.at, uow, once=once, late=late)


# --- putting one together --------------------------------------------------------------------------------------------


def _of_here(request: Request) -> tuple[Vendor, str]:
    if request.place.vendor is None or request.place.channel is None or not sees(request.by, request.place.vendor.id):
        raise NotAVendorsChannel
    return request.place.vendor, request.place.channel


def _post(
    vendor: Vendor, channel: str, zone: ZoneInfo, at: datetime, uow: UnitOfWork, *, once: str, late: int = 0
) -> None:
    last = uow.digests.last(channel, vendor.id)
    readings = uow.kpis.readings([vendor.id], at.astimezone(zone).date())[vendor.id]
    report = Report(vendor=vendor, at=at, zone=zone, readings=readings, shown=last[1] if last else None)
    drawn = _picture(vendor, uow)
    lane = f"channel:{channel}"
    upload = None
    if drawn:
        file = {"picture": drawn.to_json(), "name": "kpis.png", "title": f"KPI trends of {vendor.name}"}
        upload = uow.outbox.put(Kind.FILE, lane, file, once=f"{once}:picture"[:200])
    message = _message(report, drawn, uow, since=last[0] if last else None, late=late)
    if uow.outbox.put(Kind.POST, lane, message.payload() | {"channel": channel}, once=once, follows=upload) is None:
        return
    verdict = overall(readings)
    colours = {reading.definition.id: str(reading.colour) for reading in readings}
    uow.digests.keep(channel=channel, vendor=vendor.id, at=at, colour=verdict.colour, standing=colours)
    uow.record(DigestQueued(vendor=vendor.id, channel=channel, colour=verdict.colour, late_by=late))


def _message(
    report: Report,
    drawn: Picture | None,
    uow: UnitOfWork,
    *,
    since: datetime | None,
    late: int,
) -> Message:
    from handlers import registry

    verdict = overall(report.readings)
    parts = [block for part in registry().report_sections() for block in part(report, uow)]
    blocks: list[Block] = [
        header(f"SLA digest: {report.vendor.name}"),
        section(shown.verdict(verdict)),
        section(_changes(report, since)),
        *parts,
    ]
    if drawn:
        blocks.append(picture(alt_text(drawn)))
    if late:
        blocks.append(context(f"This digest comes {_how_long(late)} late: I was not running when it was due."))
    return Message((*blocks, _buttons(report.vendor)))


def _how_long(minutes: int) -> str:
    if minutes < 120:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // 1440, "day")


def _changes(report: Report, since: datetime | None) -> str:
    """What is different from the digest before; one line when nothing is."""
    if since is None or report.shown is None:
        return "*Changes*\nThis is the first digest here."
    day = since.astimezone(report.zone)
    lines = [
        f"*{esc(reading.definition.name)}*: {_word(before)} → {shown.colour(reading.colour)}"
        for reading in report.readings
        if (before := report.shown.get(reading.definition.id)) != reading.colour
    ]
    if not lines:
        return f"*Changes*\nNone since {day:%-d %B}."
    return "\n".join([f"*Changes since {day:%-d %B}*", *lines[:10]])


def _word(colour: str | None) -> str:
    return shown.colour(Colour(colour)) if colour else "new"


def _buttons(vendor: Vendor) -> Block:
    return actions(
        button("All KPIs", "again", f'sla status "{vendor.name}"', style="primary"),
        button("Open actions", "again", "action list"),
        button("Add an action", "again", "action add"),
    )


def _picture(vendor: Vendor, uow: UnitOfWork) -> Picture | None:
    """The trends that most need a look: red and amber before green, then by name."""
    trends = [(its, results) for its, results in uow.kpis.trends(vendor.id, PERIODS) if results]
    trends.sort(key=lambda trend: (_WORST.index(trend[1][-1].colour), trend[0].name))
    panels = tuple(
        Panel(
            title=its.name,
            unit=its.unit,
            periods=tuple(f"{result.period:%Y-%m}" for result in results),
            values=tuple(result.value for result in results),
            colours=tuple(result.colour.value for result in results),
            target=its.target,
            red_limit=its.red_limit,
            direction=its.direction.value,
        )
        for its, results in trends[:PANELS]
    )
    return Picture(title=f"KPI trends of {vendor.name}", panels=panels) if panels else None
