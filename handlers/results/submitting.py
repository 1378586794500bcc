"""Submit June: one form for all that somebody reports of a vendor, with a draft that is kept; or *Need until*, with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from governance.actions import check_reason
from governance.events import ResultPostponed, Words
from governance.kpis.agreeing import party_of
from governance.kpis.definitions import Definition
from governance.kpis.expectations import BETWEEN, Expectation, check_until, closing_month
from governance.kpis.periods import Frequency, period_words
from governance.kpis.result_refusals import NoSuchResult, NotAwaited, UnknownPeriod
from governance.people import Act
from governance.refusals import Refusal
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, cut, date_input, esc, field, one_way, section, text_input
from handlers.kit.deputies import hearers
from handlers.kit.figures import closing_of, newest_over, take_period
from handlers.kit.finding import here, take_vendor, the_vendor
from handlers.kit.measuring import Number, keep
from handlers.kit.news import on_behalf_of
from handlers.kit.replies import Form, Reply, Show, Wrong, about, say
from handlers.kit.requests import Request
from handlers.kit.result_cards import cards, leads_of, line, send, tell_of
from handlers.kit.seeing import sees_here
from handlers.kit.words import at_most, lasting_words, plural, shortened, take_clear_date
from handlers.results.register import feature
from handlers.results.sheets import KEEP, Ask, Sheet, answers_in, changes_without_a_word, form_of, number_in, sheet_for
from storage.unit_of_work import UnitOfWork

SHOWN = 12
WHY_FIRST = "It is reported already. Say here why it changes; the first number is kept."


# --- the form ------------------------------------------------------------------------------------------------------------


@feature.command(
    "sla submit",
    usage="[vendor] [period]",
    summary="Report your KPIs of a month or quarter in one form; a draft is kept.",
    act=Act.REPORT_RESULTS,
)
def submit_by_line(request: Request, uow: UnitOfWork) -> Reply:
    vendor, closing, rest = _meant(request, uow, "/sla submit <vendor> [period]")
    if rest:
        raise UnknownPeriod(said=shortened(rest, 30))
    return _open(vendor, closing, request, uow)


@feature.button("result.submit", act=Act.REPORT_RESULTS)
def submit(request: Request, uow: UnitOfWork) -> Reply:
    return _open(*place_in(request.ref, request, uow), request, uow)


def _open(vendor: Vendor, closing: date, request: Request, uow: UnitOfWork) -> Reply:
    sheet = sheet_for(vendor, closing, request, uow)
    answers = uow.expectations.draft(vendor.id, request.by.id, closing)
    return Show(form=form_of(sheet, 0, answers), reopen=f'sla submit "{vendor.name}" {closing:%Y-%m}')


def _meant(request: Request, uow: UnitOfWork, usage: str) -> tuple[Vendor, date, str]:
    """The vendor and the month named, or else the one that is awaited, or was over last; and what follows."""
    named, rest = take_vendor(request, uow, request.text)
    vendor = named or here(request, uow) or the_vendor(request, uow, request.text, usage)
    said, rest = take_period(rest, request.today)
    closing = closing_of(said) if said else _awaited(vendor, request, uow)
    return vendor, closing, rest


def _awaited(vendor: Vendor, request: Request, uow: UnitOfWork) -> date:
    """What the asker's side owes longest."""
    definitions = {its.id: its for its in uow.kpis.versions([vendor.id])}
    mine = party_of(request.by)
    owed = [
        closing_month(its.period, definitions[its.definition_id].frequency)
        for its in uow.expectations.of_vendors([vendor.id])
        if definitions[its.definition_id].reported_by is mine
    ]
    over = [closing for closing in owed if closing <= newest_over(request.today, Frequency.MONTHLY)]
    return min(over, default=newest_over(request.today, Frequency.MONTHLY))


def place_in(ref: str, request: Request, uow: UnitOfWork) -> tuple[Vendor, date]:
    """The vendor and the month a button or a form is about. Raises NoSuchResult where they are not the asker's to see."""
    number, _, closing = ref.partition(":")
    if not number.isdecimal() or not sees_here(int(number), request):
        raise NoSuchResult
    vendors = uow.vendors.some({int(number)})
    if not vendors:
        raise NoSuchResult
    return vendors[int(number)], date.fromisoformat(closing)


def _place(request: Request, uow: UnitOfWork) -> tuple[Vendor, date]:
    return place_in(f"{request.values.get('vendor')}:{request.values.get('closing')}", request, uow)


@feature.form("result.submit", act=Act.REPORT_RESULTS)
def submitted(request: Request, uow: UnitOfWork) -> Reply:
    """Keeps what was typed whatever happens next; goes on to the next page, or sends all of them."""
    vendor, closing = _place(request, uow)
    sheet = sheet_for(vendor, closing, request, uow)
    pages, page = sheet.pages(), int(request.values.get("page") or 0)
    asks = pages[min(page, len(pages) - 1)]
    answers = {**uow.expectations.draft(vendor.id, request.by.id, closing), **answers_in(asks, request.values)}
    uow.expectations.keep_draft(vendor.id, request.by.id, closing, answers, request.at)
    if request.values.get(KEEP):
        return _kept_as_draft(sheet)
    errors = _errors(asks, answers)
    if errors:
        return Wrong(errors=errors)
    if page + 1 < len(pages):
        return Show(form=form_of(sheet, page + 1, answers))
    return _send(sheet, asks, answers, request, uow)


def _kept_as_draft(sheet: Sheet) -> Reply:
    again = button(f"Submit {sheet.words}", "result.submit", f"{sheet.vendor.id}:{sheet.closing}", style="primary")
    words = f"Kept as a draft: {esc(sheet.vendor.name)}, {sheet.words}. Nothing was sent; the button opens it as you left it."
    return say(section(words), actions(again))


def _errors(asks: Sequence[Ask], answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What is wrong, by field."""
    found: dict[str, str] = {}
    for ask in asks:
        number, trouble = _read(ask, answers.get(ask.ident, {}))
        if trouble is not None and trouble.field:
            found[trouble.field] = str(trouble)
        elif number is not None and changes_without_a_word(ask, number):
            found[f"t{ask.ident}"] = WHY_FIRST
    return found


def _read(ask: Ask, typed: Mapping[str, str]) -> tuple[Number | None, Refusal | None]:
    try:
        return number_in(ask, typed), None
    except Refusal as trouble:
        return None, trouble


def _send(sheet: Sheet, asks: Sequence[Ask], answers: Mapping[str, Any], request: Request, uow: UnitOfWork) -> Reply:
    read = [number_in(ask, answers.get(ask.ident, {})) for ask in sheet.asks]
    numbers = [number for number in read if number is not None]
    if not numbers:
        first = next(name for name in ("n", "v") if name == ("n" if asks[0].is_counted else "v"))
        return Wrong(
            errors={
                f"{first}{asks[0].ident}": "There is no number in the form yet. Fill one in, or keep it as a draft."
            }
        )
    kept = keep(numbers, request.by, uow)
    uow.expectations.drop_draft(sheet.vendor.id, request.by.id, sheet.closing)
    tell_of(kept.ids, request.by, uow)
    return say(*_thanks(sheet, kept.ids, len(sheet.asks) - len(numbers), uow))


def _thanks(sheet: Sheet, ids: Sequence[int], left: int, uow: UnitOfWork) -> list[Block]:
    if not ids:
        return [section("All of that was reported already; nothing was changed.")]
    found = cards(uow.results.some(ids).values(), uow)
    lead = f"Thank you: {plural(len(ids), 'result')} of {esc(sheet.vendor.name)} for {sheet.words}."
    blocks = [section("\n".join([lead, *at_most([line(its) for its in found], SHOWN)]))]
    if not left:
        return blocks
    rest = button("Submit the rest", "result.submit", f"{sheet.vendor.id}:{sheet.closing}")
    return [*blocks, section(f"{plural(left, 'KPI')} still without a number."), actions(rest)]


# --- need until ------------------------------------------------------------------------------------------------------------


@feature.command(
    "sla need",
    usage="[vendor] [period] <date> <why>",
    summary="Say until when you need for your results, and why, instead of silence.",
    act=Act.REPORT_RESULTS,
)
def need_by_line(request: Request, uow: UnitOfWork) -> Reply:
    vendor, closing, rest = _meant(request, uow, "/sla need <vendor> [period] <date> <why>")
    _owed(vendor, closing, request, uow)
    if not rest:
        return Show(form=_need_form(vendor, closing), reopen=f"sla need {request.text}".strip())
    day, why = take_clear_date(
        rest.removeprefix("until "),
        request.today,
        language=request.by.locale,
        country=request.by.hours(uow.workspace.zone).country,
    )
    if not why:
        return Show(form=_need_form(vendor, closing, day), reopen=f"sla need {request.text}")
    return _need(vendor, closing, day, check_reason(why.removeprefix("because "), "why"), request, uow)


@feature.button("result.need", act=Act.REPORT_RESULTS)
def need(request: Request, uow: UnitOfWork) -> Reply:
    vendor, closing = place_in(request.ref, request, uow)
    _owed(vendor, closing, request, uow)
    return Show(form=_need_form(vendor, closing))


def _need_form(vendor: Vendor, closing: date, day: date | None = None) -> Form:
    blocks = (
        field("until", "Until when do you need?", date_input(day.isoformat() if day else None)),
        field("reason", "Why?", text_input(lines=True, most=1000), hint="The other company reads this."),
    )
    memo = {"vendor": vendor.id, "closing": closing.isoformat()}
    return Form(name="result.need", title="Need more time", submit="Tell them", blocks=blocks, memo=memo)


@feature.form("result.need", act=Act.REPORT_RESULTS)
def need_by_form(request: Request, uow: UnitOfWork) -> Reply:
    vendor, closing = _place(request, uow)
    with about("reason"):
        why = check_reason(request.required("reason"), "why")
    with about("until"):
        return _need(vendor, closing, date.fromisoformat(request.required("until")), why, request, uow)


def _owed(vendor: Vendor, closing: date, request: Request, uow: UnitOfWork) -> list[tuple[Expectation, Definition]]:
    """What the asker's side owes for the periods that end with a month. Raises NotAwaited."""
    definitions = {its.id: its for its in uow.kpis.versions([vendor.id])}
    pairs = [(its, definitions[its.definition_id]) for its in uow.expectations.of_vendors([vendor.id])]
    mine = party_of(request.by)
    owed = [
        (its, what)
        for its, what in pairs
        if what.reported_by is mine and closing_month(its.period, what.frequency) == closing
    ]
    if not owed:
        raise NotAwaited(vendor=vendor.name, period=period_words(closing, Frequency.MONTHLY))
    theirs = [pair for pair in owed if pair[0].owner_id in (None, request.by.id)]
    return theirs or owed


def _need(vendor: Vendor, closing: date, until: date, why: str, request: Request, uow: UnitOfWork) -> Reply:
    owed = _owed(vendor, closing, request, uow)
    check_until(until, [its.due_on for its, _ in owed], request.today)
    uow.expectations.put_off([its.id for its, _ in owed], until, why, timedelta(days=BETWEEN))
    ids = tuple(sorted(its.definition_id for its, _ in owed))
    uow.record(ResultPostponed(vendor=vendor.id, period=closing, definitions=ids, until=until, reason=Words(why)))
    _tell_other_side(vendor, closing, until, why, request, uow)
    return say(
        section(
            f"Noted: {lasting_words(until, request.today)} for {period_words(closing, Frequency.MONTHLY)}. {_other(vendor, request)} is told."
        )
    )


def _other(vendor: Vendor, request: Request) -> str:
    return esc(vendor.name) if request.by.is_sponsors else "The sponsor's account lead"


def _tell_other_side(vendor: Vendor, closing: date, until: date, why: str, request: Request, uow: UnitOfWork) -> None:
    leads = uow.people.some(set(leads_of(vendor, party_of(request.by).other, uow)))
    there = hearers(leads.values(), uow)
    month = period_words(closing, Frequency.MONTHLY)
    for who in leads.values():
        words = (
            f"{on_behalf_of(who, there[who.id])}{shown.person(request.by)} needs until {lasting_words(until, request.today)} for the results of "
            f"{esc(vendor.name)}, {month}: {esc(one_way(cut(why, 500)))}\nYou need not do anything."
        )
        once = f"need:{vendor.id}:{closing}:{until}:{request.by.id}:{who.id}"
        send(there[who.id], f"Results of {vendor.name} for {month} come later", [section(words)], once=once, uow=uow)
