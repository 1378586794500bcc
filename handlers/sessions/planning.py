"""Series go on: each night those whose meetings reach less than eleven months ahead are planned for twelve again."""

from datetime import timedelta

from governance.calendar.series import AHEAD, Instance
from governance.events import SeriesPlanned
from governance.session_series import SessionSeries, plan, planned_through
from handlers.kit.requests import Tick
from handlers.sessions.recurring import countries_of, held
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

ENOUGH = timedelta(days=AHEAD - 31)
MOST = 50  # in one night's transaction; whoever is left comes the next night, a month early


@feature.every("series", "20 2 * * *")
def plan_on(tick: Tick, uow: UnitOfWork) -> None:
    for series in uow.series.to_plan(tick.at.date() + ENOUGH, MOST):
        _plan_on(series, tick, uow)


def _plan_on(series: SessionSeries, tick: Tick, uow: UnitOfWork) -> None:
    """The meetings after the last one planned; calendars are told where they differ from the rule."""
    since = series.planned_until + timedelta(days=1)
    people = uow.people.some(set(series.guests)).values()
    found = plan(series.pattern, countries_of(people, uow), series.on_holiday, since=since, until=series.until)
    through = planned_through(tick.at.date(), series.until)
    new = [each for each in found if each.planned <= through]
    changed = any(_differs(each) for each in new)
    planned = uow.series.revise(series, bump=changed, planned_until=through)
    if planned:
        uow.sessions.add_all(series, held(series, new, tick.at))
        uow.record(SeriesPlanned(series=series.id, until=through, changed=changed, sequence=planned.sequence))


def _differs(its: Instance) -> bool:
    return its.day != its.planned
