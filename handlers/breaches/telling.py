"""Who hears of a breach when: both leads at once; the channel with a comment, a dispute, or when its time has come."""

from collections.abc import Sequence
from hashlib import sha256
from zoneinfo import ZoneInfo

from governance.events import (
    BreachActionOpened,
    BreachChannelInformed,
    BreachLeadsInformed,
    Door,
    SlaBreachClosed,
    SlaBreachCommented,
    SlaBreachContinued,
    SlaBreached,
    SlaBreachRestated,
)
from governance.kpis.breaches import Outcome
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.people import Person
from governance.vendors import Link
from handlers.breaches.cards import lead_buttons, named, quoted, to_channel, to_lead
from handlers.breaches.cases import Case, case_of, cases_of
from handlers.breaches.register import feature
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section
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
    """Imports are silent. What cannot wait goes to the channel in the same moment, behind them."""
    if uow.door is Door.IMPORT:
        return
    case = _case(event.breach, uow)

    def write(lead: Person) -> Message:
        return to_lead(case, lead, uow.workspace.name, _zone(lead, uow))

    told = tell_leads(case.vendor, write, _subject(case), uow, once=f"breach:{event.breach}:leads")
    uow.record(BreachLeadsInformed(breach=event.breach, people=told))
    if case.definition.cannot_wait:
        tell_channel(case, "cannot wait", uow)


@feature.on(SlaBreachContinued)
def tell_the_leads_it_goes_on(event: SlaBreachContinued, uow: UnitOfWork) -> None:
    case = _case(event.breach, uow)
    value = format_value(event.value, case.definition.unit)
    period = period_words(event.period, case.definition.frequency)
    words = f"*Red again: {esc(case.definition.name)}, {value} in {period}.*\n{named(case)} stays open for it."
    _news(case, words, f"breach:{event.breach}:again:{event.result}", uow)


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


def tell_channel(case: Case, because: str, uow: UnitOfWork) -> bool:
    """The vendor's channel hears of it, once; False where it has heard, or where there is none."""
    return _tell_channel(case, uow.vendors.links_of(case.vendor.id), because, uow)


def channel_of(links: Sequence[Link], study: int | None) -> Link | None:
    """The vendor's channel for a study: that study's, else one of no study; one that both companies read before others."""
    rank = {study: 0, None: 1}
    return min(links, key=lambda its: (rank.get(its.study_id, 2), not its.shared), default=None)


def _tell_channel(case: Case, links: Sequence[Link], because: str, uow: UnitOfWork) -> bool:
    link = channel_of(links, case.breach.study_id)
    if link is None or case.breach.channel_told_at is not None or not case.breach.is_open:
        return False
    uow.breaches.change(case.breach, channel_told_at=uow.at)
    payload = to_channel(case, uow.workspace.name).payload() | {"channel": link.channel}
    uow.outbox.put(Kind.POST, f"channel:{link.channel}", payload, once=announced_as(case.breach.id))
    uow.record(BreachChannelInformed(breach=case.breach.id, channel=link.channel, because=because))
    return True


def rewrite_channel(case: Case, uow: UnitOfWork) -> None:
    """The channel's message says how it stands now."""
    said = uow.outbox.said(announced_as(case.breach.id))
    if said is None:
        return
    channel, ts = said
    message = to_channel(case, uow.workspace.name)
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
        if tell_channel(case, "comment", uow):
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
def show_the_action(event: BreachActionOpened, uow: UnitOfWork) -> None:
    rewrite_channel(_case(event.breach, uow), uow)


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
        cases = cases_of([breach for breach, _ in uow.breaches.untold(uow.at, SLICE)], uow)
        links = uow.vendors.links_of_some({case.vendor.id for case in cases})
        for case in cases:
            # Without a channel there is nothing to wait for.
            if not _tell_channel(case, links[case.vendor.id], "time", uow):
                uow.breaches.change(case.breach, channel_at=None)
    return len(cases) == SLICE


def _case(breach: int, uow: UnitOfWork) -> Case:
    found = uow.breaches.by_id(breach)
    assert found is not None
    return case_of(found, uow)


def _subject(case: Case) -> str:
    return f"SLA breach {case.breach.reference}: {case.definition.name}"


def _zone(person: Person, uow: UnitOfWork) -> ZoneInfo:
    return person.hours(uow.workspace.zone).zone
