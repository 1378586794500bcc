"""A schedule in a file, TOML or YAML: what is written is read back exactly, and each trouble has its path."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.actions import Concern
from governance.kpis.definitions import Clock, Direction, Lens, Limits, Party
from governance.kpis.drafting import tidy
from governance.kpis.periods import Frequency
from governance.kpis.schedules import Schedule, Scheduled, ScheduledTerms
from handlers.kpis.schedule_file import read_schedule, write_schedule

FORMATS = ("toml", "yaml")
texts = some.text(max_size=40).map(tidy)
words = texts.filter(bool)
numbers = some.floats(-1e9, 1e9).map(lambda number: number + 0.0)
hours = some.none() | numbers


@some.composite
def kpis(draw: some.DrawFn) -> Scheduled:
    limits = draw(some.sampled_from(Limits))
    target = draw(numbers)
    return Scheduled(
        code=draw(words),
        study=draw(texts),
        name=draw(words),
        question=draw(texts),
        lens=draw(some.sampled_from(Lens)),
        unit=draw(words),
        direction=draw(some.sampled_from(Direction)),
        target=target,
        red_limit=target if limits is Limits.QTL else draw(numbers),
        smallest_denominator=draw(numbers),
        numerator_words=draw(texts),
        denominator_words=draw(texts),
        frequency=draw(some.sampled_from(Frequency)),
        grace_days=draw(some.integers(0, 120)),
        measured=draw(some.sampled_from(Party)),
        reported_by=draw(some.sampled_from(Party)),
        sponsor_owner=draw(texts),
        vendor_owner=draw(texts),
        source=draw(texts),
        concern=draw(some.none() | some.sampled_from(Concern)),
        clause=draw(texts),
        effective_from=draw(some.dates()),
        ends_on=draw(some.none() | some.dates()),
        clock=draw(some.sampled_from(Clock)),
        start_event=draw(texts),
        stop_event=draw(texts),
        within=draw(hours),
        outer_limit=draw(hours),
        clock_zone=draw(words),
        clock_country=draw(some.sampled_from(["", "PL", "GB"])),
        limits=limits,
        sigmas=draw(hours),
        credit_pool=draw(numbers),
        credit_share=draw(numbers),
    )


def by_code(its: Scheduled) -> tuple[str, str]:
    return its.code.casefold(), its.study.casefold()


terms = some.builds(ScheduledTerms, at_risk=numbers, currency=texts, clause=texts, effective_from=some.dates())
schedules = some.builds(
    Schedule,
    vendor=texts,
    kpis=some.lists(kpis(), max_size=3, unique_by=by_code).map(tuple),
    credit=some.none() | terms,
)


@pytest.mark.parametrize("form", FORMATS)
@given(schedules)
def test_a_schedule_is_read_as_it_was_written(form: str, schedule: Schedule) -> None:
    found = read_schedule(f"schedule.{form}", write_schedule(schedule, form).encode())
    assert found.troubles == []
    assert found.schedule == schedule
