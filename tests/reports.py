"""Bringing results in as people report them: by any door but the import, with all that follows from it."""

from datetime import date
from typing import Any

from sqlalchemy import update

from governance.events import Door, ResultRestated, ResultSubmitted
from governance.kpis.colours import colour_of
from governance.kpis.definitions import Definition, Direction, Lens, Party, Standing
from governance.kpis.numbers import value_of
from governance.kpis.periods import Frequency
from storage.tables import kpi_results
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.running import Running

REPORTS = Definition(
    id=0,
    vendor_id=1,
    code="K14",
    version=1,
    name="Visit reports on time",
    question="Are visit reports final within the days agreed?",
    lens=Lens.DELIVERY,
    unit="%",
    direction=Direction.HIGHER,
    target=95,
    red_limit=85,
    smallest_denominator=3,
    frequency=Frequency.MONTHLY,
    grace_days=10,
    clause="WO-3 4.2",
    effective_from=date(2026, 1, 1),
    reported_by=Party.SPONSOR,
    state=Standing.AGREED,
)


class Reports:
    """A KPI of a vendor, and the numbers that are reported for it month by month."""

    def __init__(self, parley: Running, definition: Definition = REPORTS) -> None:
        self.parley = parley
        with self._uow() as uow:
            self.definition = uow.kpis.define(definition)

    def submit(self, period: date, value: float, denominator: float = 200) -> int:
        """A new number, or another one for a period that has one; then everything is said. The result's id."""
        its = self.definition
        percent = its.unit.startswith("%")
        numerator = value * denominator / 100 if percent else value * denominator
        with self._uow() as uow:
            value = value_of(numerator, denominator, its.unit) or 0.0
            facts = self._facts(period, numerator, denominator, value, uow)
            before = uow.results.current_in([its.id]).get((its.id, period))
            if before is None:
                (ident,) = uow.results.add([facts])
                more = {"study": its.study_id, "value": value, "numerator": numerator, "denominator": denominator}
                uow.record(ResultSubmitted(result=ident, **self._event(facts), **more))
            else:
                (ident,) = uow.results.restate([(before.id, facts)])
                more = {"replaces": before.id, "old": before.value, "new": value}
                uow.record(ResultRestated(result=ident, **self._event(facts), **more))
            self._react(uow)
        self.parley.settle()
        return ident

    def mark(self, result: int, **values: Any) -> None:
        """What else is said of a result, such as that it is disputed."""
        with self._uow() as uow:
            uow.connection.execute(update(kpi_results).where(kpi_results.c.id == result).values(**values))

    def _facts(self, period: date, numerator: float, denominator: float, value: float, uow: UnitOfWork) -> dict:
        its = self.definition
        colour = colour_of(value, denominator, its)
        keys = {"definition_id": its.id, "vendor_id": its.vendor_id, "study_id": its.study_id, "period": period}
        numbers = {"numerator": numerator, "denominator": denominator, "value": value, "colour": colour}
        return keys | numbers | {"submitted_at": uow.at, "imported": False}

    def _event(self, facts: dict) -> dict:
        keys = {"definition": facts["definition_id"], "vendor": facts["vendor_id"], "period": facts["period"]}
        return keys | {"colour": facts["colour"]}

    def _react(self, uow: UnitOfWork) -> None:
        """What follows from what was recorded, as the house does it."""
        registry = self.parley.parley.house.registry
        while uow.unheard:
            event = uow.unheard.popleft()
            for react in registry.reactions_to(event):
                react(event, uow)

    def _uow(self) -> Any:
        house = self.parley.parley.house
        at, rules = self.parley.watch(), house.rules
        return unit_of_work(self.parley.database, house.workspace or 0, at=at, door=Door.FORM, rules=rules)
