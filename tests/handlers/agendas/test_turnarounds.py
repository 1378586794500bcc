"""Both companies' own turnaround: medians of business days, and honest where there is too little to say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from governance.events import ActionItemClosed, ActionItemVerified, Door
from governance.kpis.results import ResultState
from handlers.agendas.turnarounds import turnaround_rows
from storage.unit_of_work import unit_of_work
from tests.cast import HELIX, VERA
from tests.handlers.agendas.conftest import OCTOBER, owe
from tests.reports import Reports
from tests.running import Running

WARSAW = ZoneInfo("Europe/Warsaw")


def rows(parley: Running) -> dict[str, list[str]]:
    with unit_of_work(parley.database, 1, at=parley.watch(), door=Door.CLOCK) as uow:
        session = uow.sessions.by_id(1)
        assert session is not None
        return {what: medians for what, *medians in turnaround_rows(session, WARSAW, uow)}


def test_the_median_is_of_business_days_and_of_the_side_that_answered(planned: Running, reports: Reports) -> None:
    """The sponsor reports these numbers, so the vendor answers: on Tuesday, Wednesday, and the Monday after."""
    for month, day in ((8, 24), (9, 25), (10, 30)):
        result = reports.submit(OCTOBER.replace(month=month), 96)
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        reports.mark(result, state=ResultState.ACCEPTED, decided_by=2, decided_at=at)
    assert rows(planned)["To accept or dispute results"] == ["not enough data (0)", "2 business days (of 3)"]


def test_what_was_verified_is_told_from_the_record(planned: Running) -> None:
    owe(planned, 3)
    for hours, event in ((1, ActionItemClosed), (25, ActionItemVerified)):
        planned.clock_moves(hours=hours)
        with unit_of_work(planned.database, 1, at=planned.watch(), door=Door.BUTTON) as uow:
            uow.actor = uow.people.by_id(1)
            for action in (1, 2, 3):
                more = {"new": "done"} if event is ActionItemClosed else {}
                uow.record(event(action=action, old="accepted", **more))
    assert rows(planned)["To verify actions that are done"] == ["1 business day (of 3)", "not enough data (0)"]


def test_an_answered_breach_counts_for_who_is_measured(planned: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    planned.say("sla comment B-1 two monitors left", by=VERA, via="mention", at=HELIX)
    assert rows(planned)["To answer breaches"] == ["not enough data (0)", "not enough data (1)"]
