"""The digest a channel gets without being asked: by tier, when the results have come in, and it says how to change that."""

from datetime import UTC, datetime

import pytest

from tests.cast import HELIX, ORION
from tests.handlers.test_digests import digests
from tests.handlers.test_scorecards import SAFETY
from tests.running import Running

FOOT = (
    "It comes monthly, on the second business day after results fall due, at 09:00 (Europe/Warsaw). "
    "/digest subscribe weekly monday 9:00 changes that, /digest pause and /digest remove end it."
)


@pytest.mark.parametrize(("tier", "begins"), [(1, True), (2, True), (3, False)])
def test_tiers_one_and_two_have_one_from_the_beginning(parley: Running, tier: int, begins: bool) -> None:
    parley.say(f"vendor add Orion Labs, tier {tier}, Central laboratory")
    parley.say("vendor link Orion Labs", at=ORION)
    parley.say("vendor introduce Orion Labs")
    said = parley.say("digest list", at=ORION)
    assert said.startswith("Orion Labs here: monthly, on the second business day after results fall due") is begins


def test_the_first_says_how_to_change_that_and_the_second_does_not(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    with_helix.clock_moves(datetime(2026, 12, 14, 7, 59, tzinfo=UTC))
    assert digests(with_helix) == 0
    with_helix.clock_moves(datetime(2026, 12, 14, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 1
    assert with_helix.heard(HELIX).count(FOOT) == 1
    with_helix.clock_moves(datetime(2027, 1, 12, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 2
    assert with_helix.heard(HELIX).count(FOOT) == 1


def test_it_follows_the_day_results_fall_due_and_tells_of_no_month_twice(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    with_helix.clock_moves(datetime(2026, 12, 14, 8, 0, tzinfo=UTC))
    with with_helix.database.write() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE kpi_definitions SET grace_days = 15")
    with_helix.tick("digests")
    # November's would come on 17 December now, and has come.
    with_helix.clock_moves(datetime(2026, 12, 17, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 1
    with_helix.clock_moves(datetime(2027, 1, 19, 8, 0, tzinfo=UTC))
    assert digests(with_helix) == 2
