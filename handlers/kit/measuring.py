"""The one way to keep numbers, whichever door they come through: new ones are added, the same left alone, and changed ones restated
where somebody says why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from governance.events import ResultRestated, ResultSubmitted, Words
from governance.kpis.agreeing import party_of
from governance.kpis.colours import colour_of
from governance.kpis.definitions import IN_FORCE, Definition, Party, in_force
from governance.kpis.periods import following
from governance.kpis.results import Figures, Result, ResultDeed, figures_of, state_after
from governance.people import Person
from storage.unit_of_work import UnitOfWork

Key = tuple[int, int | None, str]  # a KPI, whatever its version
Place = tuple[Key, date]


@dataclass(frozen=True, kw_only=True)
class Number:
    """What is brought: the figures of a KPI in a period. `definition` is the version that holds then."""

    definition: Definition
    period: date
    figures: Figures
    unadjusted: float | None = None
    evidence: str = ""
    note: str = ""

    @property
    def place(self) -> Place:
        return self.definition.key, self.period


@dataclass(kw_only=True)
class Kept:
    """What became of the numbers: ids of new results, (old, new) of restated ones, how many were the same, and those that would
    restate what is reported without a reason, which were not kept."""

    new: list[int] = field(default_factory=list)
    restated: list[tuple[int, int]] = field(default_factory=list)
    unchanged: int = 0
    unexplained: list[Number] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """All that is news."""
        return [*self.new, *(new for _, new in self.restated)]


def keep(numbers: Sequence[Number], by: Person | None, uow: UnitOfWork, *, imported: bool = False) -> Kept:
    """Keeps them, a few statements for all. `by` is who reports; nobody where a machine or an import does.

    The note of a number that changes what is reported is the reason for it; without one it is not kept.
    """
    kept = Kept()
    if not numbers:
        return kept
    known = _known(numbers, uow, hold=True)
    new: list[Number] = []
    changed: list[tuple[Result, Number]] = []
    for number in {its.place: its for its in numbers}.values():
        before = known.get(number.place)
        if before is None:
            new.append(number)
        elif is_same(before, number):
            kept.unchanged += 1
        elif number.note:
            changed.append((before, number))
        else:
            kept.unexplained.append(number)
    _add(new, by, imported, kept, uow)
    _restate(changed, by, imported, kept, uow)
    uow.expectations.meet([(its.definition.id, its.period) for its in numbers], uow.at)
    return kept


def reported(numbers: Sequence[Number], uow: UnitOfWork) -> dict[Place, Result]:
    """What is reported already of the KPIs and periods of these numbers, under whichever version it was."""
    return _known(numbers, uow, hold=False) if numbers else {}


def is_same(before: Result, number: Number) -> bool:
    """Whether a number is the one reported; its value without excusals is compared where the number brings one."""
    return figures_of(before) == number.figures and number.unadjusted in (None, before.unadjusted)


def versions_for(keys: Collection[Place], versions: Iterable[Definition]) -> dict[Place, Definition]:
    """The version that holds for each KPI and period, where there is one."""
    of: dict[Key, list[Definition]] = {}
    for its in versions:
        of.setdefault(its.key, []).append(its)
    found = {(key, period): in_force(of.get(key, ()), period).get(key) for key, period in keys}
    return {place: its for place, its in found.items() if its is not None}


def earliest(versions: Iterable[Definition]) -> dict[Key, Definition]:
    """The first version of each KPI that ever held: what a history from before it is measured by."""
    ordered = sorted((its for its in versions if its.state in IN_FORCE), key=lambda its: its.version, reverse=True)
    return {its.key: its for its in ordered}


def reporter_of(result: Result, definition: Definition, people: Mapping[int, Person]) -> Party:
    """The side a number came from: its sender's, or where that is nobody the one that was agreed."""
    person = people.get(result.submitted_by or 0)
    return party_of(person) if person else definition.reported_by


# --- one by one --------------------------------------------------------------------------------------------------------


def _known(numbers: Sequence[Number], uow: UnitOfWork, *, hold: bool) -> dict[Place, Result]:
    vendors = {its.definition.vendor_id for its in numbers}
    keys = {its.definition.key for its in numbers}
    versions = {its.id: its for its in uow.kpis.versions(vendors) if its.key in keys}
    if hold:
        uow.results.hold(versions)
    current = uow.results.current_in(versions, {its.period for its in numbers})
    return {(versions[definition].key, period): result for (definition, period), result in current.items()}


def _facts(its: Number, by: Person | None, imported: bool, uow: UnitOfWork) -> dict[str, Any]:
    figures, definition = its.figures, its.definition
    return {
        "definition_id": definition.id,
        "vendor_id": definition.vendor_id,
        "study_id": definition.study_id,
        "period": its.period,
        **vars(figures),
        "unadjusted": its.unadjusted,
        "colour": colour_of(figures.value, figures.denominator, definition, figures.worst),
        "submitted_at": uow.at,
        "submitted_by": by.id if by else None,
        "imported": imported,
        "evidence": its.evidence,
        "note": its.note,
    }


def _add(new: Sequence[Number], by: Person | None, imported: bool, kept: Kept, uow: UnitOfWork) -> None:
    rows = [_facts(its, by, imported, uow) for its in new]
    kept.new = uow.results.add(rows)
    for ident, facts, its in zip(kept.new, rows, new, strict=True):
        event = ResultSubmitted(
            result=ident,
            definition=its.definition.id,
            vendor=its.definition.vendor_id,
            study=its.definition.study_id,
            period=its.period,
            numerator=its.figures.numerator,
            denominator=its.figures.denominator,
            value=its.figures.value,
            colour=facts["colour"],
            worst=its.figures.worst,
            evidence=Words(its.evidence) if its.evidence else None,
            unadjusted=facts["unadjusted"],
        )
        uow.record(event, happened_at=_over(its) if imported else None)


def _restate(
    changed: Sequence[tuple[Result, Number]], by: Person | None, imported: bool, kept: Kept, uow: UnitOfWork
) -> None:
    rows = [
        (before.id, _facts(its, by, imported, uow) | {"state": state_after(before, ResultDeed.RESTATE)})
        for before, its in changed
    ]
    successors = uow.results.restate(rows)
    kept.restated = [(before, new) for (before, _), new in zip(rows, successors, strict=True)]
    for new, (before, its), (_, facts) in zip(successors, changed, rows, strict=True):
        event = ResultRestated(
            result=new,
            replaces=before.id,
            definition=its.definition.id,
            vendor=its.definition.vendor_id,
            period=its.period,
            old=before.value,
            new=its.figures.value,
            colour=facts["colour"],
            reason=Words(its.note) if its.note else None,
            unadjusted=facts["unadjusted"],
        )
        uow.record(event)


def _over(its: Number) -> datetime:
    """When the period was over: the first moment after it."""
    day = following(its.period, its.definition.frequency)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
