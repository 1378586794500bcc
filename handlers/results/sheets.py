"""The form of a vendor's results: all KPIs that one person reports for a period, on as many pages as Slack's limit asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.kpis.agreeing import party_of
from governance.kpis.colours import needs_counts
from governance.kpis.definitions import Definition, Party
from governance.kpis.expectations import period_in
from governance.kpis.periods import Frequency, period_words
from governance.kpis.result_refusals import NothingToReport
from governance.kpis.results import Figures, Result, check_over, checked, figures_of
from governance.people import Person
from governance.vendors import Vendor
from handlers.kit.blocks import Block, checkboxes, cut, esc, field, section, text_input
from handlers.kit.figures import take_number
from handlers.kit.kpi_lines import target_words
from handlers.kit.measuring import Number, versions_for
from handlers.kit.replies import Form, about
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

Answers = Mapping[str, Mapping[str, str]]  # by definition, then by the letter of its field

ROOM = 96  # blocks of a page, beside the head and the checkbox
KEEP = "keep"
FIGURES = ("n", "d", "v", "w")


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One KPI of the form: the version and period asked for, and what is reported already."""

    definition: Definition
    period: date
    before: Result | None = None

    @property
    def ident(self) -> str:
        return str(self.definition.id)

    @property
    def is_counted(self) -> bool:
        """Whether it is a part of a whole, which is asked for with both."""
        its = self.definition
        return needs_counts(its) or bool(its.denominator_words or its.numerator_words or its.within)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What somebody reports of a vendor for the periods that end with a month."""

    vendor: Vendor
    closing: date
    asks: tuple[Ask, ...]

    @property
    def words(self) -> str:
        return period_words(self.closing, Frequency.MONTHLY)

    def pages(self) -> list[tuple[Ask, ...]]:
        found: list[tuple[Ask, ...]] = [()]
        for ask in self.asks:
            used = sum(len(blocks_of(one, {})) for one in found[-1])
            if found[-1] and used + len(blocks_of(ask, {})) > ROOM:
                found.append(())
            found[-1] = (*found[-1], ask)
        return found


def sheet_for(vendor: Vendor, closing: date, request: Request, uow: UnitOfWork) -> Sheet:
    """The form somebody gets. Raises PeriodNotOver or NothingToReport."""
    party = party_of(request.by)
    versions = uow.kpis.versions([vendor.id])
    places = {
        (its.key, period)
        for its in versions
        if (period := period_in(closing, its.frequency)) and its.reported_by is party
    }
    holds = {place: its for place, its in versions_for(places, versions).items() if its.reported_by is party}
    mine = {place: its for place, its in holds.items() if _is_theirs(its, vendor, request.by, party)} or holds
    if not mine:
        raise NothingToReport(vendor=vendor.name, period=period_words(closing, Frequency.MONTHLY))
    for (_, period), its in mine.items():
        check_over(its, period, request.today)
    current = _reported(
        {its.id for its in versions}, {period for _, period in mine}, {its.id: its for its in versions}, uow
    )
    asks = [Ask(definition=its, period=place[1], before=current.get(place)) for place, its in mine.items()]
    return Sheet(vendor=vendor, closing=closing, asks=tuple(sorted(asks, key=lambda one: one.definition.code)))


def _is_theirs(its: Definition, vendor: Vendor, by: Person, party: Party) -> bool:
    lead = vendor.sponsor_lead if party is Party.SPONSOR else vendor.vendor_lead
    return (its.reporter or lead) == by.id


def _reported(
    ids: set[int], periods: set[date], versions: Mapping[int, Definition], uow: UnitOfWork
) -> dict[tuple[Any, date], Result]:
    found = uow.results.current_in(ids, periods)
    return {(versions[definition].key, period): its for (definition, period), its in found.items()}


# --- its blocks ----------------------------------------------------------------------------------------------------------


def form_of(sheet: Sheet, page: int, answers: Answers) -> Form:
    """One page of it, filled in with what was typed before, or else with what is reported already."""
    pages = sheet.pages()
    asks, last = pages[page], page == len(pages) - 1
    where = f" Page {page + 1} of {len(pages)}." if len(pages) > 1 else ""
    head = section(f"*{esc(sheet.vendor.name)}*, {sheet.words}.{where} Leave empty what you do not have yet.")
    parts = [block for ask in asks for block in blocks_of(ask, answers.get(ask.ident) or typed_before(ask))]
    draft = field(KEEP, "Not yet", checkboxes([("draft", "Keep it as a draft; I send it later")]), optional=True)
    memo = {"vendor": sheet.vendor.id, "closing": sheet.closing.isoformat(), "page": page}
    submit = "Submit" if last else "Next page"
    return Form(
        name="result.submit",
        title=cut(f"Results {sheet.words}", 24),
        submit=submit,
        blocks=(head, *parts, draft),
        memo=memo,
    )


def blocks_of(ask: Ask, typed: Mapping[str, str]) -> list[Block]:
    its = ask.definition
    special = "" if its.frequency is Frequency.MONTHLY else f", {period_words(ask.period, its.frequency)}"
    blocks = [section(f"*{esc(its.name)}*{special} ({target_words(its)})")]
    blocks += [_input(ask, letter, label, typed) for letter, label in _figures_asked(ask)]
    blocks.append(_input(ask, "e", f"Evidence: {its.name}", typed, placeholder="https://", most=1000))
    blocks.append(_input(ask, "t", f"Note: {its.name}", typed, most=1000, placeholder=_why(ask)))
    return blocks


def _figures_asked(ask: Ask) -> Iterator[tuple[str, str]]:
    its = ask.definition
    if ask.is_counted:
        yield "n", its.numerator_words or f"Numerator: {its.name}"
        yield "d", its.denominator_words or f"Denominator: {its.name}"
    else:
        yield "v", f"{its.name}, in {its.unit}"
    if its.outer_limit is not None:
        yield "w", f"Longest case in hours: {its.name}"


def _why(ask: Ask) -> str:
    return "Why it changed, where it did" if ask.before else ""


def _input(
    ask: Ask, letter: str, label: str, typed: Mapping[str, str], *, placeholder: str = "", most: int = 40
) -> Block:
    element = text_input(typed.get(letter, ""), placeholder=placeholder, most=most)
    return field(f"{letter}{ask.ident}", cut(label, 150), element, optional=True)


def typed_before(ask: Ask) -> dict[str, str]:
    """What is reported already, as it would be typed."""
    if ask.before is None:
        return {}
    its = figures_of(ask.before)
    numbers = {"n": its.numerator, "d": its.denominator, "v": its.value, "w": its.worst}
    typed = {letter: f"{number:.10g}" for letter, number in numbers.items() if number is not None}
    return typed | ({"e": ask.before.evidence} if ask.before.evidence else {})


# --- what was typed --------------------------------------------------------------------------------------------------------


def answers_in(asks: Sequence[Ask], values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What stands in a page's fields, of each KPI."""
    letters = (*FIGURES, "e", "t")
    return {
        ask.ident: {its: str(said).strip() for its in letters if (said := values.get(f"{its}{ask.ident}"))}
        for ask in asks
    }


def number_in(ask: Ask, typed: Mapping[str, str]) -> Number | None:
    """What somebody typed of a KPI; None where they left it empty. A refusal names its field."""
    told: dict[str, float | None] = {}
    for letter, name in zip(FIGURES, ("numerator", "denominator", "value", "worst"), strict=True):
        told[name] = _read(ask, letter, typed.get(letter, ""))
    shown = {letter for letter, _ in _figures_asked(ask)}
    figures = Figures(**{**told, "value": told["value"] if "v" in shown else None})
    if figures.is_empty and figures.worst is None:
        return None
    first = "n" if ask.is_counted else "v"
    with about(f"{first}{ask.ident}"):
        figures = checked(ask.definition, figures)
    return Number(
        definition=ask.definition,
        period=ask.period,
        figures=figures,
        evidence=typed.get("e", ""),
        note=typed.get("t", ""),
    )


def changes_without_a_word(ask: Ask, number: Number) -> bool:
    return ask.before is not None and figures_of(ask.before) != number.figures and not number.note


def _read(ask: Ask, letter: str, said: str) -> float | None:
    with about(f"{letter}{ask.ident}"):
        return take_number(said)
