"""Bringing KPI results in: from measurements to definitions, results and breaches, each on the record as imported.

An import says nothing in Slack; what it found stands in the next status and digest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from governance.events import KpiDefined, ResultRestated, ResultSubmitted, StudyAdded, VendorAdded, Words
from governance.kpis.colours import colour_of
from governance.kpis.definitions import Definition
from governance.kpis.periods import Frequency
from governance.kpis.results import Result
from governance.vendors import Status, name_key
from handlers.kit.breaching import look_at_all
from handlers.kit.mapping import Kpi, Mapping, Measurement
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


def slices(results: Sequence[Measurement]) -> Iterator[Sequence[Measurement]]:
    """The measurements in portions small enough for one transaction each."""
    for first in range(0, len(results), SLICE):
        yield results[first : first + SLICE]


def keep(uow: UnitOfWork, mapping: Mapping, portion: Sequence[Measurement], tally: Tally) -> None:
    """Keeps a portion: new results are added, changed ones restated, the same ones left alone."""
    definitions = _definitions(uow, mapping, portion, tally)
    known = uow.results.current_in([its.id for its in definitions.values()])
    new: list[dict[str, Any]] = []
    changed: list[tuple[Result, dict[str, Any]]] = []
    for one in portion:
        definition = definitions[_key(one)]
        facts, before = _facts(one, definition, uow.at), known.get((definition.id, one.period))
        if before is None:
            new.append(facts)
        elif _numbers(before) == (one.numerator, one.denominator, one.value):
            tally.unchanged += 1
        else:
            changed.append((before, facts))
    _add(uow, new, definitions.values(), tally)
    _restate(uow, changed, tally)
    tally.definitions |= {its.id for its in definitions.values()}


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
    found: dict[Key, Definition] = {}
    for key, one in first.items():
        vendor, study = vendors[key[0]], studies.get(one.study or "")
        known = uow.kpis.newest(vendor, study, one.kpi)
        found[key] = known or define(uow, kpis[one.kpi], vendor=vendor, study=study, effective_from=one.period)
    return found


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
    )
    uow.record(event, happened_at=_midnight(effective_from))
    return definition


# --- results and breaches ----------------------------------------------------------------------------------------------


def _facts(one: Measurement, definition: Definition, at: datetime) -> dict[str, Any]:
    return {
        "definition_id": definition.id,
        "vendor_id": definition.vendor_id,
        "study_id": definition.study_id,
        "period": one.period,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": one.value,
        "colour": colour_of(one.value, one.denominator, definition),
        "submitted_at": at,
        "imported": True,
    }


def _numbers(result: Result) -> tuple[float | None, float | None, float | None]:
    return result.numerator, result.denominator, result.value


def _add(uow: UnitOfWork, new: list[dict[str, Any]], definitions: Iterable[Definition], tally: Tally) -> None:
    frequencies = {its.id: its.frequency for its in definitions}
    for ident, facts in zip(uow.results.add(new), new, strict=True):
        event = ResultSubmitted(
            result=ident,
            definition=facts["definition_id"],
            vendor=facts["vendor_id"],
            study=facts["study_id"],
            period=facts["period"],
            numerator=facts["numerator"],
            denominator=facts["denominator"],
            value=facts["value"],
            colour=facts["colour"],
        )
        uow.record(event, happened_at=_end(facts["period"], frequencies[facts["definition_id"]]))
    tally.results += len(new)


def _restate(uow: UnitOfWork, changed: list[tuple[Result, dict[str, Any]]], tally: Tally) -> None:
    successors = uow.results.restate([(before.id, facts) for before, facts in changed])
    for ident, (before, facts) in zip(successors, changed, strict=True):
        event = ResultRestated(
            result=ident,
            replaces=before.id,
            definition=before.definition_id,
            vendor=before.vendor_id,
            period=before.period,
            old=before.value,
            new=facts["value"],
            colour=facts["colour"],
        )
        uow.record(event)
    tally.restated += len(changed)


def open_breaches(uow: UnitOfWork, tally: Tally) -> None:
    """A KPI whose newest result is red is breached; older reds are history, and were dealt with in their time.

    To be called when all portions are kept: half-way, an old result may look like the newest.
    """
    newest = uow.results.newest_results(sorted(tally.definitions))
    tally.breaches += look_at_all(newest, uow.kpis.some(tally.definitions), uow)


def _end(period: date, frequency: Frequency) -> datetime:
    """When a period was over: the first moment after it."""
    months = period.month - 1 + (1 if frequency is Frequency.MONTHLY else 3)
    return _midnight(date(period.year + months // 12, months % 12 + 1, 1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
