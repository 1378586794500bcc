"""KPIs that are not measured yet: agreed and beginning later, or proposed and waiting for a side. Nobody takes them for none."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from governance.kpis.agreeing import newest_in_force, pending, waits_for
from governance.kpis.definitions import Definition, Party, to_begin
from governance.vendors import Vendor
from handlers.kit.blocks import esc
from handlers.kit.kpi_lines import name_of
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

NAMED = 3
DAYS = 4


def lines_to_come(vendor: Vendor, today: date, uow: UnitOfWork) -> list[str]:
    """A line for each day on which something begins, and one for each side that something waits for."""
    versions = uow.kpis.versions([vendor.id])
    sides = {Party.VENDOR: vendor.name, Party.SPONSOR: uow.workspace.name}
    return [*_beginning(to_begin(versions, today)), *_proposed(versions, sides)]


def agreed_from(its: Definition) -> str:
    """Such as "agreed, in force from 1 December 2026"."""
    return f"agreed, in force from {its.effective_from:%-d %B %Y}"


def _beginning(later: Sequence[Definition]) -> list[str]:
    """In order of the day."""
    days = [list(group) for _, group in groupby(later, key=lambda its: its.effective_from)]
    lines = [f"{plural(len(its), 'KPI')} {agreed_from(its[0])}{_named(its)}" for its in days[:DAYS]]
    rest = sum(map(len, days[DAYS:]))
    return [*lines, f"{plural(rest, 'KPI')} agreed, in force later still"] if rest else lines


def _proposed(versions: Sequence[Definition], sides: dict[Party, str]) -> list[str]:
    """`3 KPIs and 1 change of a KPI are proposed and wait for Helix Clinical`."""
    held = {its.key for its in versions if newest_in_force([its])}
    lines = []
    for side, company in sides.items():
        asked = [its for its in pending(versions) if waits_for(its) is side]
        changes = sum(its.key in held for its in asked)
        counts = ((len(asked) - changes, "KPI", "KPIs"), (changes, "change of a KPI", "changes of KPIs"))
        what = listing([plural(count, one, many) for count, one, many in counts if count])
        verbs = ("is", "waits") if len(asked) == 1 else ("are", "wait")
        if asked:
            lines.append(f"{what} {verbs[0]} proposed and {verbs[1]} for {esc(company)}{_named(asked)}")
    return lines


def _named(some: Sequence[Definition]) -> str:
    """The names of a few, and of how many more."""
    names = [name_of(its) for its in some]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return f": {listing(names)}"
