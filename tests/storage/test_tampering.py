"""Random tamperings (`make tampering`: a thousand of them), each by somebody who has the database and the guards down: yesterday's anchor finds them all."""

import os
from collections import Counter
from random import Random

import pytest
from sqlalchemy import Connection

from governance.events import ActionItemOpened, Door, Words
from storage import journal
from storage.database import Database
from storage.journal import Anchor
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.storage.test_journal import added, behind_parleys_back, record
from tests.tampering import DEEDS, Tamperer, tamper

SHARE = {"sqlite": 1, "postgres": 5}
HOW_MANY = int(os.environ.get("TAMPERINGS", "100"))
YESTERDAY, TODAY = 24, 6


@pytest.fixture
def anchored(database: Database, ours: int) -> Anchor:
    """A record of yesterday, the anchor that was mailed, and some entries of today; another workspace has one too."""
    with database.write() as connection:
        from storage import workspaces

        other = workspaces.create(connection, "Somewhere else")
    record(database, other, *(added(vendor) for vendor in range(4)))
    _day(database, ours, YESTERDAY)
    with database.read() as connection:
        anchor = journal.head(connection, ours)
    _day(database, ours, TODAY)
    return anchor


def _day(database: Database, workspace: int, entries: int) -> None:
    for number in range(entries // 2):
        with unit_of_work(database, workspace, at=MONDAY, door=Door.SLASH) as uow:
            uow.record(added(number))
            opened = {
                "vendor": 1,
                "study": None,
                "owner": number,
                "due_on": MONDAY.date(),
                "source": None,
                "origin": None,
            }
            uow.record(
                ActionItemOpened(action=number, title=Words(f"send list {number}"), concern=None, batch=None, **opened)
            )


def test_every_tampering_is_found_by_yesterdays_anchor(database: Database, anchored: Anchor) -> None:
    kind = "sqlite" if database.is_sqlite else "postgres"
    assert anchored.workspace is not None
    missed, done = [], Counter()
    with behind_parleys_back(database) as connection:
        for seed in range(HOW_MANY // SHARE[kind]):
            what, found = _tampered(connection, anchored, seed)
            done[what.split(" of ")[0].split()[0]] += 1
            if found is None:
                missed.append(f"{seed}: {what}")
    assert missed == []
    assert sum(done.values()) == HOW_MANY // SHARE[kind]


def _tampered(connection: Connection, anchor: Anchor, seed: int) -> tuple[str, journal.Broken | None]:
    """What was done, and what verify finds; then it is taken back."""
    point = connection.begin_nested()
    try:
        what = tamper(Tamperer(connection, anchor.workspace or 0, anchor.number, Random(seed)))
        return what, journal.verify(connection, [anchor]).broken
    finally:
        point.rollback()


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("deed", ["cut_tail_with_head", "forge", "forge_text", "forge_without", "begin_again"])
def test_what_the_chain_alone_cannot_show_the_anchor_does(database: Database, anchored: Anchor, deed: str) -> None:
    (its,) = {its for its in DEEDS if its.__name__ == deed}
    for seed in range(20):
        with behind_parleys_back(database) as connection:
            point = connection.begin_nested()
            its(Tamperer(connection, anchored.workspace or 0, anchored.number, Random(seed)))
            assert journal.verify(connection).broken is None
            assert journal.verify(connection, [anchored]).broken is not None
            point.rollback()


def test_an_untouched_record_holds_its_anchor(database: Database, anchored: Anchor) -> None:
    with database.read() as connection:
        assert journal.verify(connection, [anchored]).broken is None
