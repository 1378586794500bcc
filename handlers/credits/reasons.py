"""Why a credit is another than it was: the results that came in or were restated, the invoice, what is at risk."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from governance.kpis.credits import Credit, CreditState, Invoice, Missed, Part
from governance.kpis.definitions import Definition
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.results import Result
from governance.kpis.terms import CreditTerms
from handlers.credits.cards import amount_words, percent
from handlers.kit.studies import with_study
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

NAMED = 6

Place = tuple[int, date]  # a definition and a period


def named(its: Definition, result: Result) -> str:
    """Such as "Visit reports on time (October 2026)"."""
    return f"{its.name} ({period_words(result.period, its.frequency)})"


def disputed_numbers(waits: Sequence[Missed]) -> str:
    """Such as "the disputed number of Visit reports on time (October 2026)"; "" for none."""
    if not waits:
        return ""
    names = [named(*pair) for pair in waits]
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return f"the disputed {'number' if len(names) == 1 else 'numbers'} of {listing(names[:NAMED] + more)}"


def why_changed(known: Credit, invoice: Invoice, terms: CreditTerms, parts: Sequence[Part], uow: UnitOfWork) -> str:
    """In plain sentences: what changed, and what had been said to the amount before."""
    reasons = [*_by_money(known, invoice, terms), *_by_results(known.parts, parts, uow)]
    more = [f"and {len(reasons) - NAMED} more"] if len(reasons) > NAMED else []
    said = "; ".join(reasons[:NAMED] + more) or "it comes about otherwise now"
    return f"{said[0].upper()}{said[1:]}.{_what_was_said(known, is_owed=bool(parts))}"


def _what_was_said(known: Credit, *, is_owed: bool) -> str:
    again = "; the new amount needs agreement again." if is_owed else "."
    amount, why = amount_words(known.amount, known.currency), f": {known.reason}" if known.reason else "."
    return {
        CreditState.AGREED: f" The vendor had agreed to {amount}{again}",
        CreditState.DISPUTED: f" The vendor had disputed {amount}{why}",
        CreditState.WAIVED: f" The sponsor had waived {amount}{why}",
    }.get(known.state, "")


def _by_money(known: Credit, invoice: Invoice, terms: CreditTerms) -> Iterator[str]:
    was, now = amount_words(known.invoice, known.currency), amount_words(invoice.amount, invoice.currency)
    if known.parts and was != now:
        yield f"the invoice is {now}, it was {was}"
    if known.parts and known.at_risk != terms.at_risk:
        yield f"{percent(terms.at_risk)} of it is at risk, it was {percent(known.at_risk)}"


def _by_results(old: Sequence[Part], new: Sequence[Part], uow: UnitOfWork) -> Iterator[str]:
    results = uow.results.some({part.result for part in (*old, *new)})
    kpis = with_study(uow.kpis.some({its.definition_id for its in results.values()}).values(), uow)
    before, now = _placed(old, results), _placed(new, results)
    gone, come = [place for place in before if place not in now], [place for place in now if place not in before]
    replaced = uow.results.current_in({place[0] for place in gone}, {place[1] for place in gone}) if gone else {}
    for place in gone:
        yield _is_gone(kpis[place[0]], before[place], replaced.get(place))
    for place in come:
        its, result = kpis[place[0]], now[place]
        yield f"{named(its, result)} is red: {format_value(result.value, its.unit)}"


def _placed(parts: Iterable[Part], results: dict[int, Result]) -> dict[Place, Result]:
    found = [results[part.result] for part in parts if part.result in results]
    return {(its.definition_id, its.period): its for its in found}


def _is_gone(its: Definition, was: Result, now: Result | None) -> str:
    if now is None or now.id == was.id:
        return f"{named(its, was)} does not count any more"
    old, new = (format_value(one.value, its.unit) for one in (was, now))
    return f"{named(its, was)} was restated from {old} to {new}, which is {now.colour}, not red"
