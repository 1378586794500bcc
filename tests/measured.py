"""KPIs that both companies have agreed on, for tests about their results."""

from datetime import date
from typing import Any

from governance.events import Door
from governance.kpis.definitions import Clock, Definition, Direction, Lens, Standing
from governance.kpis.periods import Frequency
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.running import Running

REPORTS = {
    "code": "K14",
    "name": "Visit reports on time",
    "numerator_words": "Reports on time",
    "denominator_words": "Reports due",
}
QUERIES = {
    "code": "Q2H",
    "name": "Critical queries answered",
    "clock": Clock.BUSINESS,
    "within": 2.0,
    "outer_limit": 4.0,
    "clock_zone": "Europe/Warsaw",
    "clock_country": "PL",
}
START_UP = {
    "code": "K03",
    "name": "Study start-up",
    "unit": "weeks",
    "direction": Direction.LOWER,
    "target": 28.0,
    "red_limit": 32.0,
    "frequency": Frequency.QUARTERLY,
    "smallest_denominator": 0.0,
}


def agreed(parley: Running, vendor: str = "Helix Clinical", study: str | None = None, **facts: Any) -> Definition:
    """Keeps a version that both companies have agreed on; 95 % or more of at least one, monthly, unless told otherwise."""
    usual: dict[str, Any] = {
        "version": 1,
        "question": "",
        "lens": Lens.TIMELINESS,
        "unit": "%",
        "direction": Direction.HIGHER,
        "target": 95.0,
        "red_limit": 90.0,
        "smallest_denominator": 1.0,
        "frequency": Frequency.MONTHLY,
        "grace_days": 10,
        "clause": "",
        "effective_from": date(2026, 1, 1),
        "state": Standing.AGREED,
    }
    assert parley.parley.house.workspace is not None
    with unit_of_work(parley.database, parley.parley.house.workspace, at=MONDAY, door=Door.IMPORT) as uow:
        its = uow.vendors.named(vendor)
        assert its is not None
        of_study = (uow.vendors.study(study) or uow.vendors.add_study(study, study)).id if study else None
        return uow.kpis.define(Definition(id=0, vendor_id=its.id, study_id=of_study, **{**usual, **facts}))


def person(parley: Running, slack_user: str) -> int:
    """Somebody's number."""
    assert parley.parley.house.workspace is not None
    with unit_of_work(parley.database, parley.parley.house.workspace, at=MONDAY, door=Door.IMPORT) as uow:
        its = uow.people.by_slack(slack_user)
        assert its is not None
        return its.id
