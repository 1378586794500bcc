"""What an import keeps, however its measurements are cut into portions."""

from datetime import date

from governance.kpis.definitions import Direction, Lens
from governance.kpis.periods import Frequency
from handlers.kit.importing import SLICE, Tally, keep, open_breaches, slices
from handlers.kit.mapping import Columns, Kpi, Mapping, Measurement
from tests.storage.conftest import Opens

ON_TIME = Kpi(
    code="OT",
    name="On time",
    question="",
    lens=Lens.TIMELINESS,
    unit="%",
    direction=Direction.HIGHER,
    target=95,
    red_limit=85,
    smallest_denominator=1,
    frequency=Frequency.MONTHLY,
    grace_days=10,
    clause="",
)
MAPPING = Mapping(
    file="m.toml",
    columns=Columns(vendor="Vendor", period="Month"),
    rate=None,
    dates=(),
    decimal=".",
    blanks=frozenset(),
    kpis=(ON_TIME,),
)


def month(number: int, value: float) -> Measurement:
    period = date(1990 + number // 12, number % 12 + 1, 1)
    return Measurement(
        kpi="OT", vendor="Helix", study=None, period=period, numerator=value, denominator=100, value=value, lines=1
    )


def bring_in(work: Opens, months: list[Measurement], *, reason: str = "") -> Tally:
    tally = Tally()
    for portion in slices(months):
        with work() as uow:
            keep(uow, MAPPING, portion, tally, reason=reason)
    with work() as uow:
        open_breaches(uow, tally)
    return tally


def test_an_old_red_result_at_the_edge_of_a_portion_is_no_breach(work: Opens) -> None:
    months = [month(number, 50 if number == SLICE - 1 else 99) for number in range(SLICE + 5)]
    assert bring_in(work, months).breaches == 0


def test_a_newest_red_result_is_a_breach_once(work: Opens) -> None:
    months = [month(number, 99) for number in range(SLICE)] + [month(SLICE, 50)]
    assert bring_in(work, months).breaches == 1
    again = bring_in(work, months)
    assert (again.breaches, again.results, again.unchanged) == (0, 0, SLICE + 1)


def test_a_changed_number_without_a_reason_is_left_as_it_is_and_named(work: Opens) -> None:
    bring_in(work, [month(1, 90)])
    tally = bring_in(work, [month(1, 96), month(2, 97)])
    assert (tally.restated, tally.results) == (0, 1)
    assert [its.figures.value for its in tally.unexplained] == [96]


def test_a_changed_number_restates_and_the_first_number_stays(work: Opens) -> None:
    bring_in(work, [month(1, 90)])
    tally = bring_in(work, [month(1, 96)], reason="Counted again")
    assert (tally.restated, tally.results) == (1, 0)
    with work() as uow:
        helix = uow.vendors.named("Helix")
        assert helix
        ((_, results),) = uow.kpis.trends(helix.id)
        assert [result.value for result in results] == [96]
        events = [entry.event for entry in uow.history(f"result:{results[0].id}")]
        assert [(event.old, event.new, str(event.reason)) for event in events] == [(90, 96, "Counted again")]
