"""Accepting, disputing and settling; and what becomes final by itself. Both numbers of a dispute stay."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from governance.actions import check_reason
from governance.events import Door, ResultAccepted, ResultDisputed, ResultFinal, ResultSettled, Words
from governance.kpis.agreeing import party_of
from governance.kpis.numbers import format_value
from governance.kpis.result_refusals import NoNumberClaimed, ResultChanged
from governance.kpis.results import Figures, Result, ResultDeed, ResultState, check_side, checked, final_on, state_after
from governance.people import Act, Person
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, cut, esc, field, header, section, text_input
from handlers.kit.deputies import hearers
from handlers.kit.figures import take_number
from handlers.kit.finding import here, take_vendor
from handlers.kit.measuring import Number, keep
from handlers.kit.news import on_behalf_of
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Job, Request, Tick
from handlers.kit.result_cards import Card, cards, leads_of, line, listed, row_for, send
from handlers.kit.seeing import shared_with
from handlers.kit.words import plural
from handlers.results.naming import card_of, take_result, the_cards
from handlers.results.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

FINISH = "results.finish"
SLICE = 200
LISTED = 40
_NUMBER = r"[-+]?(?:\d[\d.,]*)?\d"


# --- accepting -----------------------------------------------------------------------------------------------------------


@feature.command(
    "sla accept",
    usage="[code] [period]",
    summary="Accept a result of the other company; without a code, see those that wait for you.",
    act=Act.ANSWER_RESULTS,
)
def accept_by_line(request: Request, uow: UnitOfWork) -> Reply:
    named, rest = take_vendor(request, uow, request.text)
    if not rest.strip():
        return _those_that_wait(named or here(request, uow), request, uow)
    card, _ = take_result(request, uow, request.text, "/sla accept <code> [period]")
    return _accept([card], request, uow)


@feature.button("result.accept", act=Act.ANSWER_RESULTS)
def accept(request: Request, uow: UnitOfWork) -> Reply:
    return _accept(the_cards(request, uow), request, uow)


def _those_that_wait(vendor: Vendor | None, request: Request, uow: UnitOfWork) -> Reply:
    vendors = [vendor.id] if vendor else [its.id for its in uow.vendors.everyone()] if request.by.is_sponsors else []
    if shared_with(request) is not None and vendor is None:
        vendors = []
    mine = party_of(request.by)
    found = [its for its in cards(uow.results.to_answer(vendors, LISTED), uow) if its.reporter is not mine]
    if not found:
        return say(section("No result waits for your answer."))
    verb = "waits" if len(found) == 1 else "wait"
    return say(header(f"{plural(len(found), 'result')} {verb} for your answer"), *listed(found, request.by))


def _accept(found: Sequence[Card], request: Request, uow: UnitOfWork) -> Reply:
    moves = [(its.result, _allowed(its, ResultDeed.ACCEPT, request)) for its in found if len(found) == 1 or _open(its)]
    facts = {"decided_by": request.by.id, "decided_at": request.at}
    uow.results.move_all(moves, **facts)
    for result, _ in moves:
        uow.record(ResultAccepted(**_about(result), old=result.state))
    if len(found) == 1 and found[0].result.state is ResultState.DISPUTED:
        now = _after(found[0], moves[0][1])
        tell_reporter(now, f"{shown.person(request.by)} took the dispute back and accepts:", request, uow)
    if len(found) == 1:
        return say(section(f"Accepted.\n{line(_after(found[0], moves[0][1]))}"))
    return say(section(f"Accepted: {plural(len(moves), 'result')}."))


def _open(card: Card) -> bool:
    return card.can(ResultDeed.ACCEPT) and card.result.state is not ResultState.DISPUTED


def _after(card: Card, state: ResultState) -> Card:
    return replace(card, result=replace(card.result, state=state))


def _allowed(card: Card, deed: ResultDeed, request: Request) -> ResultState:
    """The state a deed leads to, or the refusal: by the table first, then by whose side it is."""
    state = state_after(card.result, deed)
    check_side(deed, card.reporter, party_of(request.by), card.words)
    return state


def _about(result: Result) -> dict[str, Any]:
    ours = {"definition": result.definition_id, "vendor": result.vendor_id, "period": result.period}
    return {"result": result.id, **ours}


# --- disputing -----------------------------------------------------------------------------------------------------------


@feature.command(
    "sla dispute",
    usage="<code> [period] [your number] <why>",
    summary="Say that a result is not right, and why; both numbers stay.",
    act=Act.ANSWER_RESULTS,
)
def dispute_by_line(request: Request, uow: UnitOfWork) -> Reply:
    card, rest = take_result(request, uow, request.text, "/sla dispute <code> [period] <why>")
    _allowed(card, ResultDeed.DISPUTE, request)
    claimed, why = _claim(rest, card.definition.unit)
    if not why:
        return Show(form=_dispute_form(card), reopen=f"sla dispute {request.text}")
    return _dispute(card, claimed, check_reason(why, "why"), request, uow)


@feature.button("result.dispute", act=Act.ANSWER_RESULTS)
def dispute(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(request, uow)[:1]
    _allowed(card, ResultDeed.DISPUTE, request)
    return Show(form=_dispute_form(card))


@feature.form("result.dispute", act=Act.ANSWER_RESULTS)
def dispute_by_form(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(replace(request, ref=str(request.values.get("result"))), uow)[:1]
    with about("reason"):
        why = check_reason(request.required("reason"), "why")
    return _dispute(card, claimed_in(request), why, request, uow)


def claimed_in(request: Request) -> Figures:
    """The number of their own that somebody gave in a form, if any."""
    told: dict[str, float | None] = {}
    for name in ("numerator", "denominator", "value"):
        with about(name):
            told[name] = take_number(str(request.values.get(name) or ""))
    return Figures(**told)


def _claim(text: str, unit: str) -> tuple[Figures, str]:
    """A number of their own at the front of a line: `38 of 40 ...`, `95 % ...`, `9 days ...` or `9 ...`."""
    named = re.escape(unit.removesuffix("s")) + "s?" if unit else "%"
    of_two = rf"\s*(?:/|of)\s*(?P<second>{_NUMBER})"
    found = re.match(rf"(?P<first>{_NUMBER})(?:{of_two}|\s*%|\s*{named})?(?=[\s,:;]|$)[\s,:;]*", text, re.IGNORECASE)
    if not found:
        return Figures(), text
    first, rest = take_number(found["first"]), text[found.end() :]
    if found["second"]:
        return Figures(numerator=first, denominator=take_number(found["second"])), rest
    return Figures(value=first), rest


def _of_as_many(claimed: Figures, card: Card) -> Figures:
    """A value alone is claimed of as many as were counted, or it would be of too few to say."""
    if claimed.value is None or claimed.denominator is not None:
        return claimed
    return replace(claimed, denominator=card.result.denominator)


def _dispute(card: Card, claimed: Figures, why: str, request: Request, uow: UnitOfWork) -> Reply:
    state = _allowed(card, ResultDeed.DISPUTE, request)
    with about("numerator"):
        theirs = Figures() if claimed.is_empty else checked(card.definition, _of_as_many(claimed, card))
    facts = {
        "disputed_by": request.by.id,
        "disputed_at": request.at,
        "dispute_reason": why,
        "claimed_numerator": theirs.numerator,
        "claimed_denominator": theirs.denominator,
        "claimed_value": theirs.value,
    }
    _move(card.result, state, uow, **facts)
    uow.record(ResultDisputed(**_about(card.result), reason=Words(why), claimed=theirs.value))
    now = replace(card, result=replace(card.result, state=state, dispute_reason=why, claimed_value=theirs.value))
    tell_reporter(
        now, f"{shown.person(request.by)} disputes a number. Restate it, use theirs, or talk to them:", request, uow
    )
    return say(
        section(f"Disputed. The number stays as it was reported and says so; the other company is told.\n{line(now)}")
    )


def _move(result: Result, state: ResultState, uow: UnitOfWork, **facts: object) -> None:
    if not uow.results.move(result, state, **facts):
        raise ResultChanged


def _dispute_form(card: Card) -> Form:
    said = format_value(card.result.value, card.definition.unit)
    blocks = (
        section(line(card)),
        field("reason", "Why is it not right?", text_input(lines=True, most=1000), hint="Both companies read this."),
        *number_fields(None, optional=True),
    )
    memo = {"result": str(card.result.id)}
    return Form(name="result.dispute", title=cut(f"Dispute {said}", 24), submit="Dispute", blocks=blocks, memo=memo)


def number_fields(figures: Figures | None, *, optional: bool, alone: bool = True) -> tuple[Block, ...]:
    """Numerator and denominator, or, where that may stand `alone`, a value."""
    its = figures or Figures()
    return tuple(
        field(name, label, text_input(plain(number), most=40), optional=optional, hint=hint)
        for name, label, number, hint in (
            ("numerator", "Numerator", its.numerator, ""),
            ("denominator", "Denominator", its.denominator, ""),
            (
                "value",
                "Or only a value",
                None if its.denominator else its.value,
                "Leave it empty when you give the two above.",
            ),
        )
        if alone or name != "value"
    )


def plain(number: float | None) -> str:
    """A number as it is typed."""
    return "" if number is None else f"{number:.10g}"


# --- settling ------------------------------------------------------------------------------------------------------------


@feature.command(
    "sla settle",
    usage="<code> [period]",
    summary="End a dispute: who reported takes the other number over, who disputed lets the first stand.",
    act=Act.ANSWER_RESULTS,
)
def settle_by_line(request: Request, uow: UnitOfWork) -> Reply:
    card, _ = take_result(request, uow, request.text, "/sla settle <code> [period]")
    return _settle(card, request, uow)


@feature.button("result.settle", act=Act.ANSWER_RESULTS)
def settle(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(request, uow)[:1]
    return _settle(card, request, uow)


def _settle(card: Card, request: Request, uow: UnitOfWork) -> Reply:
    state = state_after(card.result, ResultDeed.SETTLE)
    if party_of(request.by) is card.reporter:
        return _take_over(card, request, uow)
    _move(card.result, state, uow, decided_by=request.by.id, decided_at=request.at)
    uow.record(ResultSettled(**_about(card.result), value=card.result.value))
    now = _after(card, state)
    tell_reporter(now, f"{shown.person(request.by)} lets the number stand. It is final:", request, uow)
    return say(section(f"Settled: the number stands and is final.\n{line(now)}"))


def _take_over(card: Card, request: Request, uow: UnitOfWork) -> Reply:
    """The number that was claimed takes the place of the first, which stays on the record, and is final: both want it."""
    its = card.result
    if its.claimed_value is None:
        raise NoNumberClaimed(code=card.definition.code)
    claimed = Figures(
        numerator=its.claimed_numerator, denominator=its.claimed_denominator, value=its.claimed_value, worst=its.worst
    )
    number = Number(
        definition=card.definition, period=its.period, figures=claimed, evidence=its.evidence, note=its.dispute_reason
    )
    kept = keep([number], request.by, uow)
    if not kept.restated:
        raise ResultChanged
    new = uow.results.some([kept.restated[0][1]])[kept.restated[0][1]]
    _move(new, state_after(new, ResultDeed.FINISH), uow, decided_by=request.by.id, decided_at=request.at)
    uow.record(ResultSettled(**_about(its), value=new.value, replaced_by=new.id))
    uow.record(ResultFinal(**_about(new), old=new.state))
    now = card_of(replace(new, state=ResultState.FINAL), uow)
    _tell_disputer(now, its, request, uow)
    return say(section(f"Settled: their number stands now and is final; the first stays on the record.\n{line(now)}"))


# --- telling the one who reported, or disputed -----------------------------------------------------------------------------


def tell_reporter(card: Card, words: str, request: Request, uow: UnitOfWork) -> None:
    """Whoever sent the number; where that was nobody, the account lead of the side it came from."""
    vendor = uow.vendors.by_id(card.result.vendor_id)
    who = (card.result.submitted_by,) if card.result.submitted_by else leads_of(vendor, card.reporter, uow)
    _tell(set(who), card, vendor, words, request, uow)


def _tell_disputer(card: Card, before: Result, request: Request, uow: UnitOfWork) -> None:
    who = {before.disputed_by} if before.disputed_by else set()
    vendor = uow.vendors.by_id(before.vendor_id)
    _tell(who, card, vendor, f"{shown.person(request.by)} takes your number over. It is final:", request, uow)


def _tell(ids: set[int], card: Card, vendor: Vendor, words: str, request: Request, uow: UnitOfWork) -> None:
    people = uow.people.some(ids)
    for who in people.values():
        hearer = hearers([who], uow)[who.id]
        if hearer.id != request.by.id:
            company = f" · {esc(vendor.name)}" if hearer.is_sponsors else ""
            blocks = [
                section(f"{on_behalf_of(who, hearer)}{words}\n{line(card)}{company}"),
                actions(*row_for(card, hearer)),
            ]
            once = f"result:{card.result.id}:{card.result.state}:{who.id}:{uow.at:%Y%m%dT%H%M%S%f}"
            send(hearer, card.words, blocks, once=once, uow=uow)


# --- final by itself -------------------------------------------------------------------------------------------------------


@feature.every("results.finish", "20 2 * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    uow.outbox.put(Kind.WORK, "work:results", {"work": FINISH}, once=f"results.finish:{tick.due:%Y%m%d}")


@feature.work(FINISH, door=Door.CLOCK)
def finish(job: Job) -> None:
    """Slice by slice; begun again, it finds what is left."""
    after: int | None = 0
    while after is not None:
        after = _finish_slice(job, after)


def _finish_slice(job: Job, after: int) -> int | None:
    with job.unit_of_work() as uow:
        # Five business days are five days at least.
        found = uow.results.to_finish(uow.at - timedelta(days=5), after, SLICE)
        countries = _countries(found, uow)
        today = uow.at.date()
        over = [its for its in found if final_on(its, countries.get(its.vendor_id), today)]
        uow.results.move_all([(its, state_after(its, ResultDeed.FINISH)) for its in over])
        for its in over:
            uow.record(ResultFinal(**_about(its), old=its.state))
    return found[-1].id if len(found) == SLICE else None


def _countries(found: Sequence[Result], uow: UnitOfWork) -> dict[int, str | None]:
    """Whose holidays count: those of the vendor's account lead, or else of the sponsor's."""
    vendors = uow.vendors.some({its.vendor_id for its in found})
    leads = {its.id: its.vendor_lead or its.sponsor_lead for its in vendors.values()}
    people = uow.people.some({lead for lead in leads.values() if lead})
    return {vendor: _country(people.get(lead or 0), uow) for vendor, lead in leads.items()}


def _country(person: Person | None, uow: UnitOfWork) -> str | None:
    return person.hours(uow.workspace.zone).country if person else None
