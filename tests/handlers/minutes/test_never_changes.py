"""Whatever people do after both approved, what they approved and who did stays the same."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from handlers import registry
from storage.database import Database
from storage.tables import approvals, minutes, minutes_versions
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.handlers.minutes.forged import press, submit
from tests.held import Held
from tests.running import Running

WORDS = (
    "edit",
    "send",
    "approve",
    "sign",
    "comment All wrong",
    "add Read 12 sites",
    "versions",
    "approve addendum 1",
    "scribe me",
)
ACTS = some.one_of(
    some.tuples(some.just("line"), some.sampled_from(WORDS)),
    some.tuples(some.just("button"), some.sampled_from([its for its in registry().buttons if "minutes." in its])),
    some.tuples(some.just("form"), some.sampled_from([its for its in registry().forms if "minutes." in its])),
)
FEW = settings(max_examples=20, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture])
PEOPLE = some.sampled_from((ALICE, BOB, VERA))


def approved(database: Database) -> list[Any]:
    """The minutes, every version and every approval of them, as they are kept."""
    with database.read() as connection:
        rows = [list(connection.execute(select(table).order_by(table.c.id))) for table in (minutes, minutes_versions)]
        mine = select(approvals).where(approvals.c.subject == "minutes:1").order_by(approvals.c.id)
        return [*rows, list(connection.execute(mine))]


def test_through_every_door_what_was_approved_stays(helix: Running, sent: Held) -> None:
    form = helix.say("session minutes S-1 edit", by=ALICE, at=HELIX)
    assert "In short" in form
    helix.say("session minutes S-1 approve", by=BOB, at=HELIX)
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    before = approved(helix.database)
    assert [len(its) for its in before] == [1, 1, 2]
    late = helix.submit(by=ALICE, summary="Too late", reason="x")  # the form was open before
    assert "they stay as they are" in late

    @FEW
    @given(some.lists(some.tuples(PEOPLE, ACTS), min_size=1, max_size=4))
    def tried(acts: list[tuple[str, tuple[str, str]]]) -> None:
        for who, (kind, name) in acts:
            if kind == "line":
                helix.say(f"session minutes S-1 {name}", by=who, at=HELIX, via="mention")
            elif kind == "button":
                press(helix, who, name, "S-1 1")
            else:
                submit(
                    helix, who, name, {"of": "S-1 1"}, summary="x", reason="x", comment="x", text="x", code="1234 5678"
                )
        helix.clock_moves(minutes=5)
        helix.tick("minutes")
        assert approved(helix.database) == before

    tried()
