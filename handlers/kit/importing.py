"""Bringing KPI results in: from measurements to definitions, results and breaches, each on the record as imported.

An import says nothing in Slack; what it found stands in the next status and digest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from governance.events import KpiDefined, StudyAdded, VendorAdded, Words
from governance.kpis.contents import content_of
from governance.kpis.definitions import IN_FORCE, Definition
from governance.kpis.results import Figures
from governance.vendors import Status, name_key
from handlers.kit import measuring
from handlers.kit.breaching import look_at_all
from handlers.kit.mapping import Kpi, Mapping, Measurement
from handlers.kit.measuring import Kept, Number, earliest, versions_for
from storage.unit_of_work import UnitOfWork

# So many results are kept in one transaction: it holds SQLite's only write lock, and people wait behind it.
SLICE = 200
UNKNOWN_TIER = 3

Key = tuple[str, str | None, str]


@dataclass
class Tally:
    """What an import came to."""

    vendors: list[str] = field(default_factory=list)
    results: int = 0
    restated: int = 0
    unchanged: int = 0
    breaches: int = 0
    definitions: set[int] = field(default_factory=set)
    news: list[int] = field(default_factory=list)
    unexplained: list[Number] = field(default_factory=list)


def slices(results: Sequence[Measurement]) -> Iterator[Sequence[Measurement]]:
    """The measurements in portions small enough for one transaction each."""
    for first in range(0, len(results), SLICE):
        yield results[first : first + SLICE]


def keep(uow: UnitOfWork, mapping: Mapping, portion: Sequence[Measurement], tally: Tally, *, reason: str = "") -> None:
    """Keeps a portion by the version of its period; a history from before the first version is measured by that one.

    `reason` says why those change that are reported already with another number; without it they are not kept.
    """
    definitions = _definitions(uow, mapping, portion, tally)
    versions = uow.kpis.versions({its.vendor_id for its in definitions.values()})
    places = {(definitions[_key(one)].key, one.period) for one in portion}
    holds, first = versions_for(places, versions), earliest(versions)
    numbers = []
    for one in portion:
        key = definitions[_key(one)].key
        figures = Figures(numerator=one.numerator, denominator=one.denominator, value=one.value)
        its = holds.get((key, one.period), first[key])
        numbers.append(Number(definition=its, period=one.period, figures=figures, note=reason))
    count(measuring.keep(numbers, None, uow, imported=True), numbers, tally)


def count(kept: Kept, numbers: Iterable[Number], tally: Tally) -> None:
    """Adds what was kept to the tally."""
    tally.results += len(kept.new)
    tally.restated += len(kept.restated)
    tally.unchanged += kept.unchanged
    tally.news += kept.ids
    tally.unexplained += kept.unexplained
    tally.definitions |= {its.definition.id for its in numbers}


# --- vendors, studies, definitions -----------------------------------------------------------------------------------


def _key(one: Measurement) -> Key:
    return name_key(one.vendor), one.study, one.kpi


def _definitions(
    uow: UnitOfWork, mapping: Mapping, portion: Sequence[Measurement], tally: Tally
) -> dict[Key, Definition]:
    """The definition each measurement belongs to; a vendor, study or KPI seen for the first time is added."""
    kpis = {kpi.code: kpi for kpi in mapping.kpis}
    first = {_key(one): one for one in reversed(portion)}
    vendors = _vendors(uow, first.values(), tally)
    studies = _studies(uow, {one.study for one in first.values() if one.study})
    known = _in_force_of(vendors.values(), uow)
    found: dict[Key, Definition] = {}
    for key, one in first.items():
        vendor, study = vendors[key[0]], studies.get(one.study or "")
        found[key] = known.get((vendor, study, one.kpi)) or define(
            uow, kpis[one.kpi], vendor=vendor, study=study, effective_from=one.period
        )
    return found


def _in_force_of(vendors: Iterable[int], uow: UnitOfWork) -> dict[tuple[int, int | None, str], Definition]:
    """The newest version of each KPI that is in force."""
    return {its.key: its for its in uow.kpis.versions(set(vendors)) if its.state in IN_FORCE}


def _vendors(uow: UnitOfWork, measured: Iterable[Measurement], tally: Tally) -> dict[str, int]:
    names = {name_key(one.vendor): one.vendor for one in measured}
    found: dict[str, int] = {}
    for key, name in names.items():
        vendor = uow.vendors.named(name)
        if vendor is None:
            vendor = uow.vendors.add(name=name, service="", tier=UNKNOWN_TIER, status=Status.ACTIVE, sponsor_lead=None)
            assert vendor is not None
            tally.vendors.append(name)
            uow.record(
                VendorAdded(
                    vendor=vendor.id,
                    name=Words(name),
                    service=Words(""),
                    tier=vendor.tier,
                    sponsor_lead=None,
                    vendor_lead=None,
                )
            )
        found[key] = vendor.id
    return found


def _studies(uow: UnitOfWork, protocols: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for protocol in sorted(protocols):
        study = uow.vendors.study(protocol)
        if study is None:
            study = uow.vendors.add_study(protocol, protocol)
            uow.record(StudyAdded(study=study.id, protocol=protocol, title=Words(protocol)))
        found[protocol] = study.id
    return found


def define(uow: UnitOfWork, kpi: Kpi, *, vendor: int, study: int | None, effective_from: date) -> Definition:
    """Keeps the first version of a vendor's KPI that is measured, whatever was proposed before, and records it."""
    version = uow.kpis.last_version(vendor, study, kpi.code) + 1
    facts = {"vendor_id": vendor, "study_id": study, "version": version, "effective_from": effective_from}
    draft = Definition(id=0, **facts, **vars(kpi))  # type: ignore[arg-type]
    definition = uow.kpis.define(draft)
    event = KpiDefined(
        definition=definition.id,
        vendor=vendor,
        study=study,
        code=definition.code,
        version=definition.version,
        name=Words(definition.name),
        direction=definition.direction,
        target=definition.target,
        red_limit=definition.red_limit,
        content=Words(content_of(definition)),
    )
    uow.record(event, happened_at=_midnight(effective_from))
    return definition


# --- breaches ---------------------------------------------------------------------------------------------------------


def open_breaches(uow: UnitOfWork, tally: Tally) -> None:
    """A KPI whose newest result is red is breached; older reds are history, and were dealt with in their time.

    To be called when all portions are kept: half-way, an old result may look like the newest.
    """
    newest = uow.results.newest_results(sorted(tally.definitions))
    tally.breaches += look_at_all(newest, uow.kpis.some(tally.definitions), uow)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
