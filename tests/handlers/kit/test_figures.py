"""Numbers and periods as people write them; what can be read in two ways is asked back."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.kpis.periods import Frequency
from governance.kpis.result_refusals import NotANumber, TwoWaysToRead, UnknownPeriod
from handlers.kit.figures import closing_of, newest_over, take_number, take_period, the_period

TODAY = date(2026, 11, 23)
MONTH, QUARTER = Frequency.MONTHLY, Frequency.QUARTERLY


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("38", 38),
        (" 92.5 % ", 92.5),
        ("92,5", 92.5),
        ("1,234,567.8", 1_234_567.8),
        ("1 200", 1200),
        ("12\u00a0500", 12500),
        ("-3", -3),
        ("0,125", 0.125),
        ("1234,5", 1234.5),
        ("", None),
        ("   ", None),
    ],
)
def test_a_number_is_read(said: str, number: float | None) -> None:
    assert take_number(said) == number


@pytest.mark.parametrize("said", ["forty", "nan", "inf", "1e999", "3 of 4", "0x1F", "--3", "1.2.3"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(NotANumber):
        take_number(said)


def test_a_number_that_may_be_a_thousand_times_another_is_asked_back() -> None:
    with pytest.raises(TwoWaysToRead, match=r'The number "1,234" could be 1234 or 1\.234\. Write one of these\.'):
        take_number("1,234")


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 4)))
def test_a_number_is_read_back_as_it_is_written(number: float) -> None:
    assert take_number(f"{number:.4f}") == pytest.approx(number)


@given(st.text(max_size=30))
def test_no_text_breaks_either(text: str) -> None:
    with suppress(NotANumber, TwoWaysToRead):
        assert isinstance(take_number(text), float | None)
    take_period(text, TODAY)


@pytest.mark.parametrize(
    ("said", "first", "frequency", "rest"),
    [
        ("June", date(2026, 6, 1), MONTH, ""),
        ("june 2025 why", date(2025, 6, 1), MONTH, "why"),
        ("Jun 2026", date(2026, 6, 1), MONTH, ""),
        ("Sept", date(2026, 9, 1), MONTH, ""),
        ("November", date(2025, 11, 1), MONTH, ""),  # this year's is not over
        ("2026-06", date(2026, 6, 1), MONTH, ""),
        ("2026-10, it is", date(2026, 10, 1), MONTH, "it is"),
        ("October 36/40 late", date(2026, 10, 1), MONTH, "36/40 late"),
        ("October 36 of 40", date(2026, 10, 1), MONTH, "36 of 40"),
        ("October 95 %", date(2026, 10, 1), MONTH, "95 %"),
        ("October 20 Jan they", date(2026, 10, 1), MONTH, "20 Jan they"),
        ("Q2", date(2026, 4, 1), QUARTER, ""),
        ("Q4", date(2025, 10, 1), QUARTER, ""),
        ("2026-Q2", date(2026, 4, 1), QUARTER, ""),
        ("q3 2026 they", date(2026, 7, 1), QUARTER, "they"),
    ],
)
def test_a_period_is_read(said: str, first: date, frequency: Frequency, rest: str) -> None:
    assert take_period(said, TODAY) == ((first, frequency), rest)


@pytest.mark.parametrize("said", ["because", "Dec 18 the lab", "maybe later", "18 Dec", "marching on", "2026-13", ""])
def test_what_is_no_period_is_left_alone(said: str) -> None:
    assert take_period(said, TODAY) == (None, said)


def test_a_whole_text_is_a_period_or_nothing() -> None:
    assert the_period("Q2 2026", TODAY) == (date(2026, 4, 1), QUARTER)
    with pytest.raises(UnknownPeriod, match='I do not know the period "June or so"'):
        the_period("June or so", TODAY)


def test_a_quarter_closes_with_its_last_month() -> None:
    assert closing_of((date(2026, 4, 1), QUARTER)) == date(2026, 6, 1)
    assert newest_over(TODAY, MONTH) == date(2026, 10, 1)
    assert newest_over(TODAY, QUARTER) == date(2026, 7, 1)
