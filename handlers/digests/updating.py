"""A result that comes after the digest: the message is written again where it stands, and a reply says what came in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from governance.digests import Digest, Seen, updates_of
from governance.events import (
    BreachChannelInformed,
    DigestUpdated,
    Door,
    Event,
    ResultAccepted,
    ResultDisputed,
    ResultRestated,
    ResultSettled,
    ResultSubmitted,
)
from governance.kpis.periods import following
from governance.kpis.readings import Reading, overall
from governance.kpis.results import ResultState
from handlers.digests import places
from handlers.digests.composing import Told, depth_of, details, message
from handlers.digests.posting import colours, drawn, numbers, seen_in, upload
from handlers.digests.register import feature
from handlers.kit.blocks import paragraphs
from handlers.kit.kpi_lines import kpi_line, more
from handlers.kit.replies import Message
from handlers.kit.reporting import report_of
from handlers.kit.requests import Job, Report
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

UPDATE = "digests.update"
# A message older than that is history; Slack's own record of it may be gone too.
RECENT = timedelta(days=62)
TOLD = 30

Changed = ResultSubmitted | ResultRestated | ResultDisputed | ResultAccepted | ResultSettled


@feature.on(ResultSubmitted)
@feature.on(ResultRestated)
@feature.on(ResultDisputed)
@feature.on(ResultAccepted)
@feature.on(ResultSettled)
def look_again(event: Changed, uow: UnitOfWork) -> None:
    """The last of those that came together speaks for all; an import says nothing."""
    if uow.door is Door.IMPORT or any(_is_like(other, event) for other in uow.unheard):
        return
    if isinstance(event, ResultAccepted) and event.old != ResultState.DISPUTED:
        return  # no digest says who accepted what
    payload, moment = {"work": UPDATE, "vendor": event.vendor}, f"{uow.at:%Y%m%dT%H%M%S%f}"
    once = f"digests:update:{event.result}:{type(event).__name__}:{moment}"
    uow.outbox.put(Kind.WORK, "work:digests", payload, once=once)


@feature.on(BreachChannelInformed)
def look_again_now_that_it_is_told(event: BreachChannelInformed, uow: UnitOfWork) -> None:
    """What the channel was yet to hear is no secret there any more."""
    breach = uow.breaches.by_id(event.breach)
    if breach:
        payload = {"work": UPDATE, "vendor": breach.vendor_id}
        uow.outbox.put(Kind.WORK, "work:digests", payload, once=f"digests:update:breach {breach.id}")


def _is_like(other: Event, event: Changed) -> bool:
    return isinstance(other, ResultSubmitted | ResultRestated | ResultSettled) and other.vendor == event.vendor


@feature.work(UPDATE, door=Door.CLOCK)
def write_again(job: Job) -> None:
    """Each place's newest digest in a transaction of its own; one that shows all there is stays as it is."""
    with job.unit_of_work() as uow:
        found = [its for its in uow.digests.newest_about(job.payload["vendor"], uow.at - RECENT) if its.key]
    for digest in found:
        with job.unit_of_work() as uow:
            if held := uow.digests.held(digest.id):
                _write(held, uow)


def _write(digest: Digest, uow: UnitOfWork) -> None:
    zone = ZoneInfo(digest.made["zone"])
    digest = digest if digest.posted else replace(digest, posted=_posted(digest, uow))
    told = _told(digest, zone, uow)
    over = _over_when_posted(digest, zone, told.report)
    late = [its for its in over if _is_other(its, digest)]
    if not late:
        return
    now = {its.definition.id: seen_in(its) for its in over}
    told = replace(told, updates=updates_of(digest.updates, digest.posted, now, uow.at))
    told = told.with_picture(drawn(told, digest.made["dark"]))
    _say(digest, told, late, uow)
    colour = overall(told.report.readings).colour
    uow.digests.written_again(digest, colour=colour, standing=colours(told), shown=numbers(told), updates=told.updates)
    changed = tuple(its.definition.id for its in late)
    uow.record(DigestUpdated(vendor=digest.vendor_id, channel=digest.channel, colour=colour, definitions=changed))


def _posted(digest: Digest, uow: UnitOfWork) -> dict[int, Seen]:
    """What one showed that is older than the keeping of it: its colours, and the results it named."""
    results = uow.results.some(set(digest.shown.values()))
    named = {its: results.get(digest.shown.get(its, 0)) for its in digest.standing}
    return {
        its: Seen(colour=digest.standing[its], value=result.value, period=result.period)
        if result and result.colour == digest.standing[its]
        else Seen(colour=digest.standing[its])
        for its, result in named.items()
    }


def _over_when_posted(digest: Digest, zone: ZoneInfo, report: Report) -> list[Reading]:
    """The KPIs whose newest number is of a period that was over when the digest was posted; what is withheld is not told of."""
    posted = digest.queued_at.astimezone(zone).date()
    return [
        its
        for its in report.readings
        if its.latest
        and its.definition.id not in report.withheld
        and following(its.latest.period, its.definition.frequency) <= posted
    ]


def _is_other(reading: Reading, digest: Digest) -> bool:
    """Its message shows another number, or does not know of a dispute as it is."""
    return _is_new(reading, digest) or _is_disputed(reading) != _showed_disputed(reading, digest)


def _is_new(reading: Reading, digest: Digest) -> bool:
    return reading.latest is not None and reading.latest.id not in digest.shown.values()


def _is_disputed(reading: Reading) -> bool:
    return seen_in(reading).disputed


def _showed_disputed(reading: Reading, digest: Digest) -> bool:
    showed = digest.showed(reading.definition.id)
    return showed is not None and showed.disputed


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
    once = f"{digest.key}:revision {digest.revision + 1}"
    payload = message(told, uow).payload() | place | {"of": digest.key}
    uow.outbox.put(Kind.UPDATE, lane, payload, once=once, follows=upload(told, lane, once, uow))
    if digest.made.get("thread") and (whole := details(told, uow)):
        again = whole.payload() | place | {"of": f"{digest.key}:details"}
        uow.outbox.put(Kind.UPDATE, lane, again, once=f"{once}:thread")
    if not (new := [its for its in late if _is_new(its, digest)]):
        return
    lines = [kpi_line(its) for its in new[:TOLD]] + more(len(new) - TOLD)
    reply = Message(tuple(paragraphs(["*Came in since*", *lines]))).payload() | place | {"thread_of": digest.key}
    uow.outbox.put(Kind.POST, lane, reply, once=f"{once}:details")
