"""The figures that are settings: which ones make sense."""

from datetime import UTC, date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.business_days import add_business_days
from governance.reminders import reason_to_remind
from governance.rules import USUAL, Rules

counts = st.integers(-3, 3000)


@given(st.lists(counts, max_size=3).map(tuple), counts, counts, counts, counts, counts)
def test_rules_are_refused_or_can_be_kept(
    before: tuple[int, ...], every: int, leads: int, reopen: int, hours: int, minutes: int
) -> None:
    try:
        its = Rules(
            remind_before=before,
            remind_late_every=every,
            leads_hear_after=leads,
            reopen_days=reopen,
            acknowledge_within_hours=hours,
            undo_minutes=minutes,
        )
    except ValueError:
        return
    assert all(n >= 0 for n in (*before, leads, reopen, hours, minutes))
    assert every >= 1
    monday = date(2026, 11, 23)
    reason_to_remind(monday, monday, "GB", its)
    reason_to_remind(monday, date(2026, 12, 14), "GB", its)
    for days in (*before, leads, reopen):
        add_business_days(monday, days, "GB")


@pytest.mark.parametrize(
    "wrong",
    [
        {"remind_before": (-1,)},
        {"remind_late_every": 0},
        {"leads_hear_after": -1},
        {"reopen_days": -1},
        {"acknowledge_within_hours": -1},
        {"undo_minutes": -1},
        {"reopen_days": 3000},
        {"remind_at": time(9, tzinfo=UTC)},
        {"remind_before": (0, 3000)},
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"are counted from|names no zone"):
        Rules(**wrong)  # type: ignore[arg-type]


def test_the_usual_rules_are_those_of_the_handbook() -> None:
    assert (USUAL.remind_before, USUAL.leads_hear_after, USUAL.reopen_days) == ((2, 0), 2, 5)
    assert (USUAL.remind_at.hour, USUAL.acknowledge_within_hours, USUAL.undo_minutes) == (9, 24, 10)
