"""Reviews: after a quarter, whether sessions were held, and what came of what they decided."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from governance.agenda import AgendaItem
from governance.decisions import State as DecisionState
from governance.notes import NoteKind
from governance.people import Act
from governance.refusals import WhichVendor
from governance.reviews import (
    OLD,
    Closing,
    NotAQuarter,
    Promises,
    Span,
    Tally,
    closing_of,
    kept_by_party,
    last_whole,
    span_of,
    tallies,
    this_one,
)
from governance.sessions import Kind, Session
from governance.vendors import Vendor
from handlers.kit.blocks import cut, esc, header, one_way, paragraphs
from handlers.kit.feature import Feature
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural, shortened
from storage.unit_of_work import UnitOfWork

feature = Feature("reviews")

USAGE = "/session review <vendor> 2026-Q3"
MOST = 1000  # points that are looked through
NAMED = 3
ENOUGH = 0.8  # of the actions; fewer done on time is worth a look
EARLIEST = 2000
_ISO = re.compile(
    r"(?:(?P<year>\d{4})[-\s]?Q(?P<quarter>[1-4])|Q(?P<first>[1-4])(?:\s+(?P<behind>\d{4}))?)$", re.IGNORECASE
)
_WORDS = re.compile(r"(?:(?P<which>this|last)\s+)?quarter(?:\s+so far)?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Review:
    """All that one is made of."""

    vendor: Vendor
    span: Span
    tallies: Mapping[Kind, Tally]
    names: Mapping[Kind, str]
    decided: int
    referred: int
    kept: Mapping[str, Promises]
    closing: Closing
    old: Sequence[AgendaItem]


@feature.command(
    "session review",
    usage="[vendor] [2026-Q3 | this quarter]",
    summary="After a quarter: sessions held, decisions, actions on time, breaches and how long to green.",
    act=Act.SEE_SESSIONS,
)
def review(request: Request, uow: UnitOfWork) -> Reply:
    """The last whole quarter, or the one that is named."""
    zone = ZoneInfo(uow.workspace.zone)
    today = request.at.astimezone(zone).date()
    vendor, rest = take_vendor(request, uow, request.text)
    first = _quarter(rest, today, request, uow, named=vendor is not None)
    vendor = vendor or here(request, uow)
    if vendor is None:
        raise WhichVendor(usage=USAGE)
    its = _review(vendor, span_of(first, request.at, zone), zone, today, uow)
    so_far = "" if its.span.is_over else " so far"
    other = vendor.name if request.by.is_sponsors else uow.workspace.name
    return say(header(f"{its.span.name}{so_far} with {other}"), *paragraphs(_lines(its, uow)))


def _quarter(text: str, today: date, request: Request, uow: UnitOfWork, *, named: bool) -> date:
    """The first day of the quarter that is meant."""
    words = text.strip()
    if not words:
        return last_whole(today)
    if found := _ISO.match(words):
        year, number = found["year"] or found["behind"], int(found["quarter"] or found["first"])
        if year and int(year) < EARLIEST:
            raise NotAQuarter(words=shortened(words))
        first = date(int(year or today.year), number * 3 - 2, 1)
        # Without a year the newest that has begun.
        return first if year or first <= today else first.replace(year=today.year - 1)
    if found := _WORDS.match(words):
        return last_whole(today) if (found["which"] or "").lower() == "last" else this_one(today)
    raise NotAQuarter(words=shortened(words)) if named else unknown_vendor(request, uow, words)


def _review(vendor: Vendor, span: Span, zone: ZoneInfo, today: date, uow: UnitOfWork) -> Review:
    a_moment = timedelta(seconds=1)
    sessions = uow.sessions.past(vendor.id, span.begins - a_moment, span.ends - a_moment)
    ids = [its.id for its in sessions]
    minutes = uow.minutes.of_sessions(ids)
    made = [its for its in uow.decisions.since(vendor.id, span.begins) if its.state is not DecisionState.REJECTED]
    return Review(
        vendor=vendor,
        span=span,
        tallies=tallies(sessions, minutes, today),
        names={its.kind: its.name for its in uow.bodies.of_vendor(vendor.id)},
        decided=sum(its.decided_at is not None and its.decided_at < span.ends for its in made),
        referred=sum(its.state is DecisionState.REFERRED for its in uow.decisions.of_sessions(ids)),
        kept=_kept(sessions, zone, today, uow),
        closing=closing_of(uow.breaches.within(vendor.id, span.begins, span.ends), span),
        old=[its for its in uow.agenda.open_of(vendor.id, MOST) if its.carried >= OLD],
    )


def _kept(sessions: Sequence[Session], zone: ZoneInfo, today: date, uow: UnitOfWork) -> dict[str, Promises]:
    notes = uow.notes.of_sessions([its.id for its in sessions])
    items = uow.actions.some({its.thing_id for its in notes if its.kind is NoteKind.ACTION})
    owners = uow.people.some({its.owner_id for its in items.values()})
    parties = {who: its.side for who, its in owners.items()}
    return kept_by_party(items.values(), parties, zone, today)


# --- in words ------------------------------------------------------------------------------------------------------------


def _lines(its: Review, uow: UnitOfWork) -> list[str]:
    sessions = [_tally(its.names.get(kind, str(kind).capitalize()), tally) for kind, tally in its.tallies.items()]
    companies = {"sponsor": uow.workspace.name, f"vendor:{its.vendor.id}": its.vendor.name}
    lines = ["*Sessions*", *(sessions or ["None was planned."])]
    lines += ["*What came of them*", _decided(its), _actions(its, companies), *_old(its)]
    return [*lines, "*Breaches*", _breaches(its.closing), f"*Worth a look:* {_worth_a_look(its)}"]


def _tally(name: str, its: Tally) -> str:
    parts = [f"{its.planned} planned", f"{its.held} held"]
    parts += [f"{its.quorate} with a quorum", f"{its.on_time} on time"] if its.held else []
    parts += [f"{its.cancelled} cancelled"] if its.cancelled else []
    parts += [f"{its.missed} not started"] if its.missed else []
    parts += [f"minutes approved in time: {its.in_time} of {its.due}"] if its.due else []
    return f"{esc(name)}: {', '.join(parts)}"


def _decided(its: Review) -> str:
    referred = f", {its.referred} referred to another body" if its.referred else ""
    return f"{plural(its.decided, 'decision')} made{referred}"


def _actions(its: Review, companies: Mapping[str, str]) -> str:
    parts = [
        f"{esc(company)} {its.kept[party].on_time} of {its.kept[party].due}"
        for party, company in companies.items()
        if party in its.kept
    ]
    return f"Actions done on time: {', '.join(parts)}" if parts else "No action from a session was due"


def _old(its: Review) -> list[str]:
    if not its.old:
        return []
    names = [esc(one_way(cut(one.title, 80))) for one in its.old[:NAMED]]
    more = [f"{len(its.old) - NAMED} more"] if len(its.old) > NAMED else []
    return [f"Carried over {OLD} times or more: {listing([*names, *more])}"]


def _breaches(its: Closing) -> str:
    if not (its.opened or its.closed or its.still_open):
        return "None. Good."
    took = (
        f" (half of them within {plural(round(its.median), 'day')}, the longest took {max(its.days)})"
        if its.days
        else ""
    )
    return f"{its.opened} opened, {its.closed} closed{took}, {its.still_open} still open"


def _worth_a_look(its: Review) -> str:
    """One thing, the one that weighs most; about the work and nobody's fault."""
    return next(_found(its), "nothing stands out. Thank you both.")


def _found(its: Review) -> Iterator[str]:
    every = its.tallies.values()
    planned, held = sum(one.planned for one in every), sum(one.held for one in every)
    if planned and held < planned * ENOUGH:
        verb = "was" if planned - held == 1 else "were"
        yield f"{planned - held} of {plural(planned, 'session')} {verb} not held; perhaps another rhythm suits both better."
    if held > (quorate := sum(one.quorate for one in every)):
        yield f"{held - quorate} of {plural(held, 'session')} could not decide; a deputy for each chair would help."
    due, on_time = sum(one.due for one in its.kept.values()), sum(one.on_time for one in its.kept.values())
    if due and on_time < due * ENOUGH:
        yield f"{due - on_time} of {plural(due, 'action')} came after their day; are the dates what people can promise?"
    if its.old:
        yield f"{plural(len(its.old), 'point')} waited for three sessions or more; decide them, or take them off."
    if its.closing.still_open:
        yield f"{plural(its.closing.still_open, 'breach')} still open; `sla breaches` shows what each waits for."
    minutes, in_time = sum(one.due for one in every), sum(one.in_time for one in every)
    if in_time < minutes:
        yield f"{minutes - in_time} of {plural(minutes, 'set')} of minutes came late; an approval takes one click."
