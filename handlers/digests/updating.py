"""A result that comes after the digest: the message is written again where it stands, and a reply says what came in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from governance.digests import Digest, Update
from governance.events import BreachChannelInformed, DigestUpdated, Door, Event, ResultRestated, ResultSubmitted
from governance.kpis.periods import following
from governance.kpis.readings import Reading, overall
from governance.kpis.results import ResultState
from handlers.digests import places
from handlers.digests.composing import Told, depth_of, details, message
from handlers.digests.posting import colours, drawn, numbers, upload
from handlers.digests.register import feature
from handlers.kit.blocks import paragraphs
from handlers.kit.kpi_lines import kpi_line, more
from handlers.kit.replies import Message
from handlers.kit.reporting import report_of
from handlers.kit.requests import Job
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

UPDATE = "digests.update"
# A message older than that is history; Slack's own record of it may be gone too.
RECENT = timedelta(days=62)
TOLD = 30


@feature.on(ResultSubmitted)
@feature.on(ResultRestated)
def look_again(event: ResultSubmitted | ResultRestated, uow: UnitOfWork) -> None:
    """The last of those that came together speaks for all; an import says nothing."""
    if uow.door is Door.IMPORT or any(_is_like(other, event) for other in uow.unheard):
        return
    payload = {"work": UPDATE, "vendor": event.vendor}
    uow.outbox.put(Kind.WORK, "work:digests", payload, once=f"digests:update:{event.result}")


@feature.on(BreachChannelInformed)
def look_again_now_that_it_is_told(event: BreachChannelInformed, uow: UnitOfWork) -> None:
    """What the channel was yet to hear is no secret there any more."""
    breach = uow.breaches.by_id(event.breach)
    if breach:
        payload = {"work": UPDATE, "vendor": breach.vendor_id}
        uow.outbox.put(Kind.WORK, "work:digests", payload, once=f"digests:update:breach {breach.id}")


def _is_like(other: Event, event: ResultSubmitted | ResultRestated) -> bool:
    return isinstance(other, ResultSubmitted | ResultRestated) and other.vendor == event.vendor


@feature.work(UPDATE, door=Door.CLOCK)
def write_again(job: Job) -> None:
    """Each place's newest digest in a transaction of its own; one that shows all there is stays as it is."""
    with job.unit_of_work() as uow:
        found = [its for its in uow.digests.newest_about(job.payload["vendor"], uow.at - RECENT) if its.key]
    for digest in found:
        with job.unit_of_work() as uow:
            _write(digest, uow)


def _write(digest: Digest, uow: UnitOfWork) -> None:
    zone = ZoneInfo(digest.made["zone"])
    today, posted = uow.at.astimezone(zone).date(), digest.queued_at.astimezone(zone).date()
    told = _told(digest, zone, uow)
    late = [its for its in told.report.readings if _came_late(its, digest, posted, told.report.withheld)]
    if not late:
        return
    told = replace(told, updates=[*digest.updates, *(_update(its, today) for its in late)])
    told = told.with_picture(drawn(told, digest.made["dark"]))
    _say(digest, told, late, uow)
    colour = overall(told.report.readings).colour
    uow.digests.written_again(
        digest.id, colour=colour, standing=colours(told), shown=numbers(told), updates=told.updates
    )
    changed = tuple(its.definition.id for its in late)
    uow.record(DigestUpdated(vendor=digest.vendor_id, channel=digest.channel, colour=colour, definitions=changed))


def _came_late(reading: Reading, digest: Digest, posted: date, withheld: frozenset[int]) -> bool:
    """It has a number the digest did not show, of a period that was over when the digest was posted."""
    its, definition = reading.latest, reading.definition
    if its is None or definition.id in withheld or its.id in digest.shown.values():
        return False
    return following(its.period, definition.frequency) <= posted


def _update(reading: Reading, today: date) -> Update:
    its, latest = reading.definition, reading.latest
    again = latest is not None and latest.state is ResultState.RESTATED
    return Update(day=today, definition=its.id, name=its.name, colour=str(reading.colour), again=again)


def _told(digest: Digest, zone: ZoneInfo, uow: UnitOfWork) -> Told:
    """The same digest, as things stand now."""
    vendor, made = uow.vendors.by_id(digest.vendor_id), digest.made
    before = uow.digests.last(digest.channel, digest.vendor_id, before=digest.id)
    report = report_of(
        vendor,
        uow.at,
        zone,
        uow,
        shown=before.standing if before else None,
        lines=depth_of(vendor).lines,
        public=places.is_channel(digest.channel),
    )
    reader = uow.people.by_id(made["reader"]) if made["reader"] else None
    return Told(
        report=report, before=before, updates=digest.updates, reader=reader, late=made["late"], words=made["words"]
    )


def _say(digest: Digest, told: Told, late: Sequence[Reading], uow: UnitOfWork) -> None:
    lane, place = f"channel:{digest.channel}", {"channel": digest.channel}
    once = f"{digest.key}:update {len(told.updates)}"
    payload = message(told, uow).payload() | place | {"of": digest.key}
    uow.outbox.put(Kind.UPDATE, lane, payload, once=once, follows=upload(told, lane, once, uow))
    if digest.made.get("thread") and (whole := details(told, uow)):
        again = whole.payload() | place | {"of": f"{digest.key}:details"}
        uow.outbox.put(Kind.UPDATE, lane, again, once=f"{once}:thread")
    lines = [kpi_line(its) for its in late[:TOLD]] + more(len(late) - TOLD)
    reply = Message(tuple(paragraphs(["*Came in since*", *lines]))).payload() | place | {"thread_of": digest.key}
    uow.outbox.put(Kind.POST, lane, reply, once=f"{once}:details")
