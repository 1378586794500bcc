"""From when a version holds: what is past or reported keeps what was agreed for it, so an answer that comes late moves the start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from governance.kpis.agreeing import first_open, kept_until
from governance.kpis.definitions import Definition, Standing
from governance.kpis.terms import CreditTerms
from handlers.kpis.book import Book, Proposal
from storage.unit_of_work import UnitOfWork

Key = tuple[int, int | None, str]
WHY = "what is past or reported never changes"


@dataclass(frozen=True)
class Start:
    """The day a proposal holds from when it is agreed now, and the last day on which agreeing still gives that."""

    day: date
    until: date


def opens(its: Proposal, book: Book, newest: dict[Key, date]) -> Callable[[date], date]:
    """By the day on which it is agreed, the first day it can hold from."""
    if isinstance(its, CreditTerms):
        return following_month
    before, reported = book.before(its), newest.get(its.key)
    return lambda today: first_open(its, before, reported, today)


def starts(proposals: Iterable[Proposal], book: Book, uow: UnitOfWork) -> dict[Proposal, Start]:
    """Of those that wait for an answer."""
    waiting = [its for its in proposals if its.state is Standing.PROPOSED]
    today = uow.at.astimezone(ZoneInfo(uow.workspace.zone)).date()
    newest = newest_reported(waiting, book, uow)
    found: dict[Proposal, Start] = {}
    for its in waiting:
        opening = opens(its, book, newest)
        day = max(opening(today), its.effective_from)
        found[its] = Start(day, kept_until(day, opening, today))
    return found


def newest_reported(proposals: Iterable[Proposal], book: Book, uow: UnitOfWork) -> dict[Key, date]:
    """The newest period of each of these KPIs that has a result, under whichever version."""
    wanted = {its.key for its in proposals if isinstance(its, Definition)}
    keys = {its.id: its.key for its in book.kpis if its.key in wanted}
    newest: dict[Key, date] = {}
    for result in uow.results.newest_results(sorted(keys)) if keys else ():
        key = keys[result.definition_id]
        newest[key] = max(result.period, newest.get(key, result.period))
    return newest


def following_month(today: date) -> date:
    """Credit terms never reach into a month that has begun under others."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
