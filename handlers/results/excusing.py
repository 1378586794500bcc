"""Excusals: one side proposes time that does not count, the other agrees or declines; then the result is counted anew."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from governance.actions import check_reason
from governance.events import ExcusalAgreed, ExcusalDeclined, ExcusalProposed, Words
from governance.kpis.agreeing import party_of
from governance.kpis.clocks import check_clock
from governance.kpis.definitions import Definition
from governance.kpis.excusals import Excusal, answered, check_span
from governance.kpis.result_refusals import ExcusalAnswered, UnknownCase, UnknownExcusal
from governance.people import Act, Person
from governance.refusals import Empty
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.approving import approve, ask_code, can_sign, proven, said_of
from handlers.kit.blocks import (
    Block,
    actions,
    cut,
    date_input,
    esc,
    field,
    one_way,
    paragraphs,
    section,
    text_input,
    time_input,
)
from handlers.kit.cases import count_anew
from handlers.kit.deputies import hearers
from handlers.kit.news import on_behalf_of
from handlers.kit.replies import Form, Reply, Show, Wrong, about, say
from handlers.kit.requests import Request
from handlers.kit.result_cards import cards, leads_of, line, send, tell_of
from handlers.kit.seeing import sees_here
from handlers.kit.words import take_date, take_time
from handlers.results.approvals import meant_by, subject_of
from handlers.results.naming import Named, take_kpi
from handlers.results.register import feature
from handlers.results.showing import excusal_line
from handlers.results.waiting import excusal_buttons
from storage.cases import Place
from storage.unit_of_work import UnitOfWork

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
USAGE = "/sla excuse <code> <subject> from <when> to <when> because <why>"
_PARTS = re.compile(
    r"(?P<subject>.+?)\s+from\s+(?P<begin>.+?)\s+(?:to|until)\s+(?P<end>.+?)\s+because\s+(?P<why>.+)", re.I | re.S
)


@feature.command(
    "sla excuse",
    usage="<code> <subject> from <when> to <when> because <why>",
    summary="Propose that time the other side held a case does not count in it.",
    act=Act.ANSWER_RESULTS,
)
def excuse_by_line(request: Request, uow: UnitOfWork) -> Reply:
    named = take_kpi(request, uow, request.text, USAGE)
    check_clock(named.definition)
    found = _PARTS.fullmatch(named.rest)
    if not found:
        return Show(form=_form(named), reopen=f"sla excuse {request.text}")
    begin, end = _moment(found["begin"], request), _moment(found["end"], request, end=True)
    return _propose(
        named, found["subject"].strip(' "“”'), (begin, end), check_reason(found["why"], "why"), request, uow
    )


def _moment(text: str, request: Request, *, end: bool = False) -> datetime:
    """A day and a time on the asker's clock, in the past; a day alone is its beginning, or its end, which may be now."""
    day, rest = take_date(text, request.today, language=request.by.locale)
    day = _past(day, text, request.today)
    clock, _ = take_time(rest) if rest else (None, "")
    if clock is None and end:
        return min(datetime.combine(day + timedelta(days=1), time(), request.zone), request.now)
    return datetime.combine(day, time(clock.hour, clock.minute) if clock else time(), request.zone)


def _past(day: date, text: str, today: date) -> date:
    """Dates are read ahead, but what is excused has been: without a year, the last such day."""
    if day <= today or _YEAR.search(text):
        return day
    if not any(character.isdigit() for character in text):  # a day of the week
        return day - timedelta(days=7)
    is_leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap else day.day)


def _form(named: Named) -> Form:
    blocks = (
        field(
            "subject",
            "Which case?",
            text_input(named.rest.partition(" from ")[0], most=200),
            hint="As it stands in your file of cases.",
        ),
        field("begin_day", "Held from: day", date_input()),
        field("begin_time", "Held from: time", time_input("09:00")),
        field("end_day", "Until: day", date_input()),
        field("end_time", "Until: time", time_input("17:00")),
        field(
            "reason", "Why does it not count?", text_input(lines=True, most=1000), hint="The other company reads this."
        ),
    )
    memo = {"definition": named.definition.id}
    return Form(name="excusal.propose", title="Excuse time", submit="Propose", blocks=blocks, memo=memo)


@feature.form("excusal.propose", act=Act.ANSWER_RESULTS)
def excuse_by_form(request: Request, uow: UnitOfWork) -> Reply:
    definition = uow.kpis.by_id(int(request.values["definition"]))
    if definition is None or not sees_here(definition.vendor_id, request):
        raise UnknownExcusal
    versions = [its for its in uow.kpis.versions([definition.vendor_id]) if its.key == definition.key]
    named = Named(vendor=uow.vendors.by_id(definition.vendor_id), versions=tuple(versions), rest="")
    with about("end_day"):
        span = (_picked("begin", request), _picked("end", request))
    with about("reason"):
        why = check_reason(request.required("reason"), "why")
    with about("subject"):
        return _propose(named, request.required("subject"), span, why, request, uow)


def _picked(which: str, request: Request) -> datetime:
    said = f"{request.required(f'{which}_day')}T{request.required(f'{which}_time')}"
    return datetime.fromisoformat(said).replace(tzinfo=request.zone)


def _propose(
    named: Named, subject: str, span: tuple[datetime, datetime], why: str, request: Request, uow: UnitOfWork
) -> Reply:
    if not subject:
        raise Empty(what="The case", hint="what it is called in your file of cases")
    found = uow.cases.named([its.id for its in named.versions], subject)
    if found is None:
        raise UnknownCase(name=named.definition.name, subject=cut(subject, 60))
    (definition, period), case = found
    check_span(case, *span, request.at)
    excusal = uow.excusals.propose(
        vendor_id=named.vendor.id,
        definition_id=definition,
        period=period,
        subject=case.subject,
        starts_at=span[0],
        ends_at=span[1],
        reason=why,
        proposed_by=request.by.id,
        proposed_at=request.at,
    )
    uow.record(_proposed(excusal))
    _ask(excusal, named, request, uow)
    people = {request.by.id: request.by}
    return say(section(f"Proposed; the other company answers.\n{excusal_line(excusal, people, request)}"))


def _proposed(its: Excusal) -> ExcusalProposed:
    return ExcusalProposed(
        excusal=its.id,
        definition=its.definition_id,
        vendor=its.vendor_id,
        period=its.period,
        case=Words(its.subject),
        starts_at=its.starts_at,
        ends_at=its.ends_at,
        reason=Words(its.reason),
    )


def _ask(its: Excusal, named: Named, request: Request, uow: UnitOfWork) -> None:
    """The account lead of the other side."""
    lead = f"{shown.person(request.by)} proposes that this does not count in *{esc(named.definition.name)}*"
    for who, hearer in _leads(named.vendor, request, uow):
        company = f" ({esc(named.vendor.name)})" if hearer.is_sponsors else ""
        words = (
            f"{on_behalf_of(who, hearer)}{lead}{company}:\n{excusal_line(its, {request.by.id: request.by}, request)}"
        )
        blocks: list[Block] = [section(words), actions(*excusal_buttons(its, signs=can_sign(hearer, uow)))]
        send(hearer, f"Time to be excused: {its.subject}", blocks, once=f"excusal:{its.id}:{who.id}", uow=uow)


def _leads(vendor: Vendor, request: Request, uow: UnitOfWork) -> list[tuple[Person, Person]]:
    leads = uow.people.some(set(leads_of(vendor, party_of(request.by).other, uow)))
    there = hearers(leads.values(), uow)
    return [(who, there[who.id]) for who in leads.values()]


# --- the answer ------------------------------------------------------------------------------------------------------------


@feature.button("excusal.agree", act=Act.ANSWER_RESULTS)
def agree(request: Request, uow: UnitOfWork) -> Reply:
    """The result is counted anew without the time, and restated by the side that reported it."""
    return _agree(_the_excusal(request.ref, request, uow), request, uow)


@feature.button("excusal.sign", act=Act.ANSWER_RESULTS)
def ask_to_sign(request: Request, uow: UnitOfWork) -> Reply:
    its = _the_excusal(request.ref, request, uow)
    _check(its, request, uow)
    meant = meant_by(its, _definition(its, uow), request.by, uow)
    return ask_code("excusal.sign", meant, request, uow, memo={"excusal": its.id}, reopen="me waiting")


@feature.form("excusal.sign", act=Act.ANSWER_RESULTS)
def sign(request: Request, uow: UnitOfWork) -> Reply:
    its = _the_excusal(str(request.values.get("excusal")), request, uow)
    _check(its, request, uow)
    proof = proven(meant_by(its, _definition(its, uow), request.by, uow), request, uow)
    return proof if isinstance(proof, Wrong) else _agree(its, request, uow, proof)


def _agree(proposed: Excusal, request: Request, uow: UnitOfWork, proof: str = "") -> Reply:
    its, definition = _answer(proposed, None, request, uow)
    uow.record(ExcusalAgreed(excusal=its.id, definition=its.definition_id, vendor=its.vendor_id, period=its.period))
    approve(meant_by(its, definition, request.by, uow), request.by, uow, proof=proof)
    place: Place = (its.definition_id, its.period)
    before = uow.results.current_in([its.definition_id], [its.period]).get(place)
    reporter = uow.people.by_id(before.submitted_by) if before and before.submitted_by else None
    kept = count_anew([place], [its.vendor_id], reporter, f"Excused: {its.subject}, {its.reason}", uow)
    tell_of(kept.ids, request.by, uow)
    _tell_proposer(its, definition, f"{shown.person(request.by)} agrees:", request, uow)
    now = cards(uow.results.some(kept.ids).values(), uow)
    lead = f"{'Signed' if proof else 'Agreed'}. The time no longer counts."
    return say(section("\n".join([lead, *(line(card) for card in now)])))


@feature.button("excusal.decline", act=Act.ANSWER_RESULTS)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    its = _the_excusal(request.ref, request, uow)
    _check(its, request, uow)
    blocks = (
        field("reason", "Why does it count?", text_input(lines=True, most=1000), hint="The other company reads this."),
    )
    return Show(
        form=Form(name="excusal.decline", title="Decline", submit="Decline", blocks=blocks, memo={"excusal": its.id})
    )


@feature.form("excusal.decline", act=Act.ANSWER_RESULTS)
def decline(request: Request, uow: UnitOfWork) -> Reply:
    its = _the_excusal(str(request.values.get("excusal")), request, uow)
    with about("reason"):
        why = check_reason(request.required("reason"), "why")
    its, definition = _answer(its, why, request, uow)
    uow.record(
        ExcusalDeclined(
            excusal=its.id, definition=its.definition_id, vendor=its.vendor_id, period=its.period, reason=Words(why)
        )
    )
    _tell_proposer(
        its, definition, f"{shown.person(request.by)} does not agree: {esc(one_way(cut(why, 300)))}", request, uow
    )
    return say(section("Declined. The time counts, and the other company reads why."))


def _the_excusal(ref: str, request: Request, uow: UnitOfWork) -> Excusal:
    its = uow.excusals.by_id(int(ref)) if ref.isdecimal() else None
    if its is None or not sees_here(its.vendor_id, request):
        raise UnknownExcusal
    return its


def _check(its: Excusal, request: Request, uow: UnitOfWork, why: str | None = None) -> Excusal:
    proposer = party_of(uow.people.by_id(its.proposed_by))
    return answered(its, proposer, party_of(request.by), request.by.id, request.at, why)


def _answer(its: Excusal, why: str | None, request: Request, uow: UnitOfWork) -> tuple[Excusal, Definition]:
    now = _check(its, request, uow, why)
    if not uow.excusals.answer(now):
        raise ExcusalAnswered(state="answered")
    return now, _definition(its, uow)


def _definition(its: Excusal, uow: UnitOfWork) -> Definition:
    definition = uow.kpis.by_id(its.definition_id)
    assert definition is not None
    return definition


def _tell_proposer(its: Excusal, definition: Definition, words: str, request: Request, uow: UnitOfWork) -> None:
    who = uow.people.by_id(its.proposed_by)
    hearer = hearers([who], uow)[who.id]
    text = f"{on_behalf_of(who, hearer)}{words}\n*{esc(definition.name)}*: {excusal_line(replace(its, answer=''), {who.id: who}, request)}"
    given = uow.approvals.of([subject_of(its)]).get(subject_of(its), ())
    blocks = paragraphs([text, *map(said_of, given)])
    send(hearer, f"Time to be excused: {its.subject}", blocks, once=f"excusal:{its.id}:{its.state}", uow=uow)
