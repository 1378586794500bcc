"""KPIs of several studies that have one name: each with its study's protocol behind it, so that people can tell them apart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from governance.kpis.definitions import Definition
from governance.kpis.readings import Reading
from storage.unit_of_work import UnitOfWork


def told_apart(kpis: Iterable[Definition], uow: UnitOfWork) -> dict[int, Definition]:
    """The KPIs of a vendor by id, as they are shown beside one another."""
    found = list(kpis)
    studies: dict[str, set[int | None]] = defaultdict(set)
    for its in found:
        studies[its.name].add(its.study_id)
    shared = [its for its in found if len(studies[its.name]) > 1]
    return {its.id: its for its in found} | with_study(shared, uow)


def with_study(kpis: Iterable[Definition], uow: UnitOfWork) -> dict[int, Definition]:
    """Each with its study, where it is of one: `Visit reports on time (NW-301)`."""
    found = list(kpis)
    studies = uow.vendors.some_studies({its.study_id for its in found if its.study_id})
    return {
        its.id: replace(its, name=f"{its.name} ({studies[its.study_id].protocol})") if its.study_id else its
        for its in found
    }


def readings_apart(readings: Iterable[Reading], uow: UnitOfWork) -> list[Reading]:
    found = list(readings)
    named = told_apart([its.definition for its in found], uow)
    return [replace(its, definition=named[its.definition.id]) for its in found]
