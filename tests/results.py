"""Results that come in one by one, as people report them: on the record, heard by whoever reacts to it."""

from datetime import date
from typing import Any

from governance.events import Door, ResultRestated, ResultSubmitted
from governance.kpis.definitions import Definition
from governance.kpis.results import ResultState
from storage.unit_of_work import UnitOfWork
from tests.running import Running

NOVEMBER = date(2026, 11, 1)


def report(
    parley: Running, *codes: str, period: date = NOVEMBER, value: float, colour: str, of: str = "Helix Clinical",
    door: Door = Door.SLASH,
) -> None:  # fmt: skip
    """Reports the same value for some KPIs of a vendor, all in one request."""
    with working(parley, door) as uow:
        vendor = uow.vendors.named(of)
        assert vendor
        known = {its.code: its for its in uow.kpis.versions([vendor.id])}
        for code in codes:
            _add(known[code], period, value, colour, uow)
        parley.parley.house.react(uow)
    parley.settle()


def restate(parley: Running, code: str, *, period: date = NOVEMBER, value: float, colour: str) -> None:
    """Replaces the number of a KPI of Helix."""
    with working(parley) as uow:
        helix = uow.vendors.named("Helix Clinical")
        assert helix
        its = {its.code: its for its in uow.kpis.versions([helix.id])}[code]
        old = uow.results.current_in([its.id])[its.id, period]
        (new,) = uow.results.restate(
            [(old.id, _facts(its, period, value, colour, uow) | {"state": ResultState.RESTATED})]
        )
        uow.record(
            ResultRestated(
                result=new, replaces=old.id, definition=its.id, vendor=its.vendor_id, period=period, old=old.value,
                new=value, colour=colour,
            )
        )  # fmt: skip
        parley.parley.house.react(uow)
    parley.settle()


def working(parley: Running, door: Door = Door.SLASH) -> Any:
    """A unit of work as a request has it."""
    house = parley.parley.house
    assert house.workspace is not None
    return house._unit_of_work(house.workspace, parley.watch(), door)


def _add(its: Definition, period: date, value: float, colour: str, uow: UnitOfWork) -> None:
    (result,) = uow.results.add([_facts(its, period, value, colour, uow)])
    uow.record(
        ResultSubmitted(
            result=result, definition=its.id, vendor=its.vendor_id, study=its.study_id, period=period, numerator=None,
            denominator=None, value=value, colour=colour,
        )
    )  # fmt: skip


def _facts(its: Definition, period: date, value: float, colour: str, uow: UnitOfWork) -> dict[str, Any]:
    facts = {"definition_id": its.id, "vendor_id": its.vendor_id, "study_id": its.study_id, "period": period}
    numbers = {"numerator": None, "denominator": None, "value": value, "colour": colour}
    return facts | numbers | {"submitted_at": uow.at, "imported": False}
