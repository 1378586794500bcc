"""One result with its whole history, and restating it: the first number stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from governance.approvals import Approval
from governance.kpis.agreeing import party_of
from governance.kpis.clocks import Case
from governance.kpis.colours import needs_counts
from governance.kpis.excusals import Excusal
from governance.kpis.numbers import format_value
from governance.kpis.results import (
    Figures,
    Result,
    ResultDeed,
    ResultState,
    check_side,
    checked,
    figures_of,
    state_after,
)
from governance.people import Act, Person
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    field,
    header,
    one_way,
    paragraphs,
    section,
    text_input,
)
from handlers.kit.figures import take_number
from handlers.kit.measuring import Number, keep
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.restating import reason_field, reason_in
from handlers.kit.result_cards import Card, figures, line, row_for, tell_of
from handlers.kit.words import plural
from handlers.results.answering import claimed_in, number_fields, plain
from handlers.results.approvals import subject_of
from handlers.results.naming import card_of, take_result, the_cards
from handlers.results.register import feature
from storage.unit_of_work import UnitOfWork

SHOWN = 12


@feature.command(
    "sla result",
    usage="<code> [period]",
    summary="One result with its whole history: who sent it, what was disputed, restated, excused.",
    act=Act.SEE_STATUS,
)
def show_by_line(request: Request, uow: UnitOfWork) -> Reply:
    card, _ = take_result(request, uow, request.text, "/sla result <code> [period]")
    return _page(card, request, uow)


@feature.button("result.show", act=Act.SEE_STATUS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(request, uow)[:1]
    return _page(card, request, uow)


def _page(card: Card, request: Request, uow: UnitOfWork) -> Reply:
    """Whatever was restated since is shown with what stands now."""
    every = _all_of(card, uow)
    current = card_of(every[-1], uow)
    place = (current.result.definition_id, current.result.period)
    excusals = uow.excusals.of([place]).get(place, [])
    people = uow.people.some(_named(every, excusals))
    approvals = uow.approvals.of(subject_of(its) for its in excusals)
    facts = _facts(current, people, request)
    return say(
        header(current.words),
        section("\n".join([line(current), *facts])),
        *_history(every, current, people, request),
        *_cases(uow.cases.of([place]).get(place, []), excusals, people, approvals, request),
        actions(*_row(current, request.by, excusals)),
        context(_where(current)),
    )


def _all_of(card: Card, uow: UnitOfWork) -> list[Result]:
    its = card.result
    versions = [one.id for one in uow.kpis.versions([its.vendor_id]) if one.key == card.definition.key]
    return uow.results.of_period(its.vendor_id, versions, its.period)


def _named(every: Iterable[Result], excusals: Iterable[Excusal]) -> set[int]:
    of_results = {who for its in every for who in (its.submitted_by, its.decided_by, its.disputed_by)}
    of_excusals = {who for its in excusals for who in (its.proposed_by, its.answered_by)}
    return {who for who in of_results | of_excusals if who}


def _facts(card: Card, people: dict[int, Person], request: Request) -> list[str]:
    its = card.result
    return [
        _reported(its, people, request),
        *([f"Evidence: {esc(one_way(cut(its.evidence, 500)))}"] if its.evidence else []),
        *([f"Note: {esc(one_way(cut(its.note, 500)))}"] if its.note else []),
    ]


def _reported(its: Result, people: dict[int, Person], request: Request) -> str:
    who = f" by {shown.person(people.get(its.submitted_by))}" if its.submitted_by else ""
    came = "Imported" if its.imported and not its.submitted_by else "Reported"
    decided = ""
    if its.decided_by and its.decided_at and its.state in (ResultState.ACCEPTED, ResultState.FINAL):
        decided = (
            f"; {its.state} by {shown.person(people.get(its.decided_by))} {shown.moment(its.decided_at, request.zone)}"
        )
    return f"{came}{who} {shown.moment(its.submitted_at, request.zone)}{decided}"


def _history(every: Sequence[Result], card: Card, people: dict[int, Person], request: Request) -> list[Block]:
    """The numbers before, the first one first, with what was said against them."""
    before = every[:-1]
    if not before:
        return []
    lines = ["*Before*"]
    for its in before[-SHOWN:]:
        lines.append(f"{shown.colour(its.colour)} {figures(its, card.definition)}. {_reported(its, people, request)}")
        if its.dispute_reason:
            lines.append(_dispute_line(its, card, people, request))
    return paragraphs(lines)


def _dispute_line(its: Result, card: Card, people: dict[int, Person], request: Request) -> str:
    claimed = (
        f", their number {format_value(its.claimed_value, card.definition.unit)}"
        if its.claimed_value is not None
        else ""
    )
    when = f" {shown.moment(its.disputed_at, request.zone)}" if its.disputed_at else ""
    return f"Disputed by {shown.person(people.get(its.disputed_by or 0))}{when}{claimed}: {esc(one_way(cut(its.dispute_reason, 300)))}"


def _cases(
    cases: Sequence[Case],
    excusals: Sequence[Excusal],
    people: dict[int, Person],
    approvals: Mapping[str, Sequence[Approval]],
    request: Request,
) -> list[Block]:
    if not cases:
        return []
    going_on = sum(case.stopped_at is None for case in cases)
    lines = [f"*Cases*: {plural(len(cases), 'case')}" + (f", {going_on} still going on" if going_on else "")]
    for its in excusals[:SHOWN]:
        lines += [excusal_line(its, people, request), *map(said_of, approvals.get(subject_of(its), ()))]
    return paragraphs(lines)


def excusal_line(its: Excusal, people: dict[int, Person], request: Request) -> str:
    """`Excused, agreed: SITE-7, from ... to ..., because ...`."""
    span = f"{shown.moment(its.starts_at, request.zone)} to {shown.moment(its.ends_at, request.zone)}"
    who = shown.person(people.get(its.proposed_by))
    why = f" ({esc(cut(its.answer, 200))})" if its.answer else ""
    return f"Excusal {its.state}{why}: *{esc(cut(its.subject, 80))}*, {span}, by {who}: {esc(one_way(cut(its.reason, 300)))}"


def _row(card: Card, reader: Person, excusals: Sequence[Excusal]) -> tuple[Block, ...]:
    waiting = [its for its in excusals if its.state == "proposed"][:4]
    answers = tuple(
        button(f"Agree: {cut(its.subject, 40)}", "excusal.agree", its.id)
        for its in waiting
        if its.proposed_by != reader.id
    )
    row = tuple(its for its in row_for(card, reader) if its["action_id"] != "result.show")
    return (*row, *answers) or (button("All KPIs", "again", "sla status"),)


def _where(card: Card) -> str:
    its = card.definition
    clause = f", {esc(its.clause)}" if its.clause else ""
    return f"Version {its.version} of {esc(its.code)}{clause}"


# --- restating -----------------------------------------------------------------------------------------------------------


@feature.command(
    "sla restate",
    usage="<code> [period]",
    summary="Correct a result your side has reported, with the reason; the first number stays.",
    act=Act.REPORT_RESULTS,
)
def restate_by_line(request: Request, uow: UnitOfWork) -> Reply:
    card, _ = take_result(request, uow, request.text, "/sla restate <code> [period]")
    return _restate_form(card, request, f"sla restate {request.text}")


@feature.button("result.restate", act=Act.REPORT_RESULTS)
def restate(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(request, uow)[:1]
    return _restate_form(card, request, "")


def _restate_form(card: Card, request: Request, line_: str) -> Reply:
    _check(card, request)
    its = card.result
    worst = (field("worst", "Longest case, in hours", text_input(plain(its.worst), most=40), optional=True),)
    blocks = (
        section(line(card)),
        *number_fields(figures_of(its), optional=True, alone=not needs_counts(card.definition)),
        *(worst if card.definition.outer_limit is not None else ()),
        field("evidence", "Evidence", text_input(its.evidence, placeholder="https://", most=1000), optional=True),
        reason_field(),
    )
    form = Form(
        name="result.restate", title="Restate a result", submit="Restate", blocks=blocks, memo={"result": str(its.id)}
    )
    return Show(form=form, reopen=line_)


def _check(card: Card, request: Request) -> None:
    state_after(card.result, ResultDeed.RESTATE)
    check_side(ResultDeed.RESTATE, card.reporter, party_of(request.by), card.words)


@feature.form("result.restate", act=Act.REPORT_RESULTS)
def restate_by_form(request: Request, uow: UnitOfWork) -> Reply:
    (card,) = the_cards(replace(request, ref=str(request.values.get("result"))), uow)[:1]
    _check(card, request)
    reason = reason_in(request)
    told = claimed_in(request)
    with about("worst"):
        worst = take_number(str(request.values.get("worst") or ""))
    with about("numerator"):
        now = checked(card.definition, Figures(**{**vars(told), "worst": worst}))
    number = Number(
        definition=card.definition,
        period=card.result.period,
        figures=now,
        evidence=str(request.values.get("evidence") or ""),
        note=reason,
    )
    kept = keep([number], request.by, uow)
    if not kept.restated:
        return say(section(f"The number is the same, so nothing was changed.\n{line(card)}"))
    tell_of(kept.ids, request.by, uow)
    return say(section(f"Restated; the first number stays on the record.\n{line(card_of(_new(kept.ids, uow), uow))}"))


def _new(ids: Sequence[int], uow: UnitOfWork) -> Result:
    return uow.results.some(ids)[ids[0]]
