"""Who hears of a breach when: both leads at once; the channel with a comment, a dispute, or when its time has come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from governance.events import (
    BreachActionOpened,
    BreachActionVerified,
    BreachChannelInformed,
    BreachLeadsInformed,
    Door,
    Event,
    FileImported,
    SessionEnded,
    SlaBreachClosed,
    SlaBreachCommented,
    SlaBreachContinued,
    SlaBreached,
    SlaBreachRecovered,
    SlaBreachRestated,
)
from governance.kpis.breaches import Breach, Outcome
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.people import Person
from governance.vendors import Link
from handlers.breaches.cards import lead_buttons, named, quoted
from handlers.breaches.cases import Case, case_of, cases_of, with_loops
from handlers.breaches.register import feature
from handlers.breaches.together import all_to_channel, all_to_lead, listed, numbers, outside, whose
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section
from handlers.kit.channels import link_for
from handlers.kit.leads import leads_of, tell_all, tell_leads
from handlers.kit.replies import Message
from handlers.kit.requests import Job, Tick
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

SLICE = 50
ROUND = "breaches.round"


# --- the leads ---------------------------------------------------------------------------------------------------------


@feature.on(SlaBreached)
def tell_the_leads_first(event: SlaBreached, uow: UnitOfWork) -> None:
    """All that one submission opened, in one message. Imports are silent, and of a file is told when all of it is there."""
    if uow.door in (Door.IMPORT, Door.FILE):
        return
    known = {its.event.breach for its in uow.entries if isinstance(its.event, BreachLeadsInformed)}
    opened = [its.event for its in uow.entries if isinstance(its.event, SlaBreached)]
    ids = {its.breach for its in opened if its.vendor == event.vendor and its.breach not in known}
    if event.breach in ids:
        _tell_opened(cases_of(uow.breaches.some(ids), uow), uow)


def _tell_opened(cases: Sequence[Case], uow: UnitOfWork) -> None:
    """Breaches of one vendor. What cannot wait goes to the channel in the same moment, behind the leads."""

    def write(lead: Person) -> Message:
        return all_to_lead(cases, lead, uow.workspace.name, _zone(lead, uow))

    first = cases[0]
    subject = _subject(first) if len(cases) == 1 else f"SLA breaches: {outside(cases)}"
    told = tell_leads(first.vendor, write, subject, uow, once=f"breach:{first.breach.id}:leads")
    for case in cases:
        uow.record(BreachLeadsInformed(breach=case.breach.id, people=told))
    tell_channel([case for case in cases if case.definition.cannot_wait], "cannot wait", uow)


@feature.on(SlaBreachContinued)
def tell_the_leads_it_goes_on(event: SlaBreachContinued, uow: UnitOfWork) -> None:
    """All that one submission made red again, in one message."""
    events = [its.event for its in uow.entries if isinstance(its.event, SlaBreachContinued)]
    if uow.door is not Door.FILE and events[0] is event:
        _tell_continued(events, uow)


def _tell_continued(events: Iterable[SlaBreachContinued], uow: UnitOfWork) -> None:
    by_breach = {its.breach: its for its in events}
    for cases in _by_vendor(cases_of(uow.breaches.some(by_breach), uow)):
        _tell_again(cases, by_breach, uow)


def _tell_again(cases: Sequence[Case], events: Mapping[int, SlaBreachContinued], uow: UnitOfWork) -> None:
    first = cases[0]
    once = f"breach:{first.breach.id}:again:{events[first.breach.id].result}"
    if len(cases) == 1:
        words = (
            f"*Red again: {esc(first.definition.name)}, {_value(first, events)}.*\n{named(first)} stays open for it."
        )
        _news(first, words, once, uow)
        return

    def line(case: Case) -> str:
        return f"{whose(case, cases, uow.workspace.name)}{named(case)}: {_value(case, events)}"

    def write(lead: Person) -> Message:
        head = section(f"*{esc(numbers(cases))} are red again.* Their breaches stay open.")
        return Message((head, *listed(cases, line, lambda case: lead_buttons(case, lead))))

    tell_leads(first.vendor, write, f"SLA breaches: {numbers(cases)} are red again", uow, once=once)


def _value(case: Case, events: Mapping[int, SlaBreachContinued]) -> str:
    its, what = events[case.breach.id], case.definition
    return f"{format_value(its.value, what.unit)} in {period_words(its.period, what.frequency)}"


@feature.on(FileImported)
def tell_of_a_file(event: FileImported, uow: UnitOfWork) -> None:
    """What a file opened and what it made red again, when all of it is there: it comes in by slices."""
    upload = uow.uploads.by_id(event.upload) if uow.door is Door.FILE else None
    if upload is None:
        return
    opened: list[Breach] = []
    again: list[SlaBreachContinued] = []
    for breach in uow.breaches.reported_since(upload.person_id, upload.received_at):
        past = _by_file(breach, upload.received_at, uow)
        if any(isinstance(its, SlaBreached) for its in past) and not _leads_know(breach, uow):
            opened.append(breach)
        again += [its for its in past if isinstance(its, SlaBreachContinued)][-1:]
    for cases in _by_vendor(cases_of(opened, uow)):
        _tell_opened(cases, uow)
    _tell_continued(again, uow)


def _by_file(breach: Breach, since: datetime, uow: UnitOfWork) -> list[Event]:
    """What a file did to a breach, in the slices before this transaction and in it."""
    before = [its.event for its in uow.history(breach.stems) if its.door == Door.FILE and its.recorded_at >= since]
    return before + [its.event for its in uow.entries if its.event.subject == breach.stems]


def _leads_know(breach: Breach, uow: UnitOfWork) -> bool:
    past = [its.event for its in uow.history(breach.stems)] + [its.event for its in uow.entries]
    return any(isinstance(its, BreachLeadsInformed) and its.breach == breach.id for its in past)


def _by_vendor(cases: Iterable[Case]) -> list[list[Case]]:
    groups: dict[int, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.vendor.id, []).append(case)
    return list(groups.values())


@feature.on(SlaBreachRestated)
def tell_the_leads_of_another_number(event: SlaBreachRestated, uow: UnitOfWork) -> None:
    if uow.door is Door.IMPORT:
        return
    case = _case(event.breach, uow)
    old, new = (format_value(value, case.definition.unit) for value in (event.old, event.new))
    words = f"{named(case)}: its number is {new} now, it was {old}. It is still red, so the breach stays open."
    _news(case, words, f"breach:{event.breach}:restated:{event.result}", uow)
    rewrite_channel(case, uow)


@feature.on(SlaBreachClosed)
def tell_that_it_is_closed(event: SlaBreachClosed, uow: UnitOfWork) -> None:
    """The leads hear; the channel's message says so where the channel ever heard of it."""
    if uow.door is Door.IMPORT:
        return
    case = _case(event.breach, uow)
    whys = {
        Outcome.MENDED: "its action is verified and the KPI is green again. Thank you both",
        Outcome.RESTATED: "the result was restated and is not red any more",
    }
    unheard = case.breach.channel_told_at is None and case.breach.channel_at is not None
    quiet = " The channel has not heard of it and will not." if unheard else ""
    words = f"{named(case)} is closed: {whys[Outcome(event.outcome)]}.{quiet}"
    _news(case, words, f"breach:{event.breach}:closed", uow, closed=True)
    rewrite_channel(case, uow)


def _news(case: Case, words: str, once: str, uow: UnitOfWork, *, closed: bool = False) -> None:
    open_it = actions(button("Open", "again", f"sla breach {case.breach.reference}"))

    def write(lead: Person) -> Message:
        return Message((section(words), open_it if closed else lead_buttons(case, lead)))

    tell_leads(case.vendor, write, _subject(case), uow, once=once)


# --- the channel -------------------------------------------------------------------------------------------------------


def announced_as(breach: int) -> str:
    """The name of the message that told the channel."""
    return f"breach:{breach}:channel"


def tell_channel(cases: Sequence[Case], because: str, uow: UnitOfWork) -> bool:
    """The channel of one vendor hears of them, once; False where it has heard of all, or where there is none."""
    return bool(cases) and bool(_tell_channel(cases, uow.vendors.links_of(cases[0].vendor.id), because, uow))


def _tell_channel(cases: Sequence[Case], links: Sequence[Link], because: str, uow: UnitOfWork) -> set[int]:
    """One message a channel; the breaches of which one heard now."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        link = link_for(links, case.breach.study_id)
        if link is not None and case.breach.channel_told_at is None and case.breach.is_open:
            groups.setdefault(link.channel, []).append(case)
    for channel, group in groups.items():
        first = group[0].breach.id
        payload = all_to_channel(group, uow.workspace.name).payload() | {"channel": channel}
        uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=announced_as(first))
        for case in group:
            uow.breaches.change(case.breach, channel_told_at=uow.at, told_with=first if len(group) > 1 else None)
            uow.record(BreachChannelInformed(breach=case.breach.id, channel=channel, because=because))
    return {case.breach.id for group in groups.values() for case in group}


def rewrite_channel(case: Case, uow: UnitOfWork) -> None:
    """The channel's message says how it stands now, with the others it tells of."""
    first = case.breach.told_with
    said = uow.outbox.said(announced_as(first or case.breach.id))
    if said is None:
        return
    channel, ts = said
    cases = cases_of(uow.breaches.told_with(first), uow) if first else [case]
    message = all_to_channel(with_loops(cases, ZoneInfo(uow.workspace.zone), uow), uow.workspace.name)
    payload = message.payload() | {"channel": channel, "ts": ts}
    words = sha256(message.text.encode()).hexdigest()[:12]
    once = f"breach:{case.breach.id}:rewrite:{uow.at:%Y%m%dT%H%M%S%f}:{words}"
    uow.outbox.put(Kind.UPDATE, f"channel:{channel}", payload, once=once)


@feature.on(SlaBreachCommented)
def tell_of_the_comment(event: SlaBreachCommented, uow: UnitOfWork) -> None:
    """With the comment of who is measured the channel hears of it; anything else the other company's lead reads."""
    case, by = _case(event.breach, uow), uow.actor
    if by is None:
        return
    if case.is_measured(by):
        if tell_channel([case], "comment", uow):
            return
        rewrite_channel(case, uow)
        if case.breach.channel_told_at is not None:
            return
    others = [lead for lead in leads_of(case.vendor, uow) if lead.party != by.party]
    words = f"{shown.person(by)} says to {named(case)}: {quoted(event.comment)}"

    def write(lead: Person) -> Message:
        return Message((section(words), lead_buttons(case, lead)))

    once = f"breach:{event.breach}:comment:{by.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_all(others, write, _subject(case), uow, once=once)


@feature.on(BreachActionOpened)
@feature.on(BreachActionVerified)
@feature.on(SlaBreachRecovered)
def show_how_far_it_is(event: BreachActionOpened | BreachActionVerified | SlaBreachRecovered, uow: UnitOfWork) -> None:
    if uow.door is not Door.IMPORT:
        rewrite_channel(_case(event.breach, uow), uow)


@feature.on(SessionEnded)
def show_that_it_was_talked_about(event: SessionEnded, uow: UnitOfWork) -> None:
    stems = {its.stems_from for its in uow.agenda.of_session(event.session)}
    ids = {int(its.partition(":")[2]) for its in stems if its.startswith("breach:")}
    for case in cases_of(uow.breaches.some(ids), uow) if ids else ():
        rewrite_channel(case, uow)


# --- the clock -----------------------------------------------------------------------------------------------------------


@feature.every("breaches", "*/5 * * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    if uow.breaches.untold(tick.at, 1):
        uow.outbox.put(Kind.WORK, "work:breaches", {"work": ROUND}, once=f"breaches:{tick.due:%Y%m%dT%H%M}")


@feature.work(ROUND, door=Door.CLOCK)
def make_round(job: Job) -> None:
    """Tells the channels whose time has come. Begun again, it tells nothing twice."""
    while _slice(job):
        pass


def _slice(job: Job) -> bool:
    with job.unit_of_work() as uow:
        due = [breach for breach, _ in uow.breaches.untold(uow.at, SLICE)]
        # The leads first, even where the file that opened it was cut off.
        for group in _by_vendor(cases_of([its for its in due if not _leads_know(its, uow)], uow)):
            _tell_opened(group, uow)
        cases = cases_of([its for its in uow.breaches.some([its.id for its in due]) if not its.channel_told_at], uow)
        links = uow.vendors.links_of_some({case.vendor.id for case in cases})
        for group in _by_vendor(cases):
            told = _tell_channel(group, links[group[0].vendor.id], "time", uow)
            for case in group:
                # Without a channel there is nothing to wait for.
                if case.breach.id not in told:
                    uow.breaches.change(case.breach, channel_at=None)
    return len(due) == SLICE


def _case(breach: int, uow: UnitOfWork) -> Case:
    found = uow.breaches.by_id(breach)
    assert found is not None
    return case_of(found, uow)


def _subject(case: Case) -> str:
    return f"SLA breach {case.breach.reference}: {case.definition.name}"


def _zone(person: Person, uow: UnitOfWork) -> ZoneInfo:
    return person.hours(uow.workspace.zone).zone
