"""Somebody's words are erased: their comments go and their name with them, what both companies approved stays."""

from sqlalchemy import select

from bot.erasing import erase_person
from storage import journal
from storage.database import Database
from storage.tables import approvals, minutes_versions
from tests.cast import ALICE, BOB, HELIX, VERA
from tests.everything import holds, kept
from tests.held import Held
from tests.running import Running


def test_comments_go_and_what_was_approved_stays(helix: Running, sent: Held) -> None:
    helix.say("session minutes S-1 comment c4n4ry-comment of mine", by=BOB, at=HELIX)
    helix.say("session minutes S-1 approve", by=ALICE, at=HELIX)
    helix.say("session minutes S-1 approve", by=VERA, at=HELIX, via="mention")
    settings = helix.parley.settings
    helix.stop()
    database = Database(settings.database_url)
    before = _essential(database)
    assert holds(kept(database), ("c4n4ry-comment", "Bob Tran")) == ["c4n4ry-comment", "Bob Tran"]
    assert erase_person(settings, BOB, "he asked for it", None, confirmed=True) == 0
    assert holds(kept(database), ("c4n4ry-comment", "Bob Tran")) == []
    assert _essential(database) == before
    with database.read() as connection:
        assert journal.verify(connection).broken is None
    database.close()


def _essential(database: Database) -> list:
    with database.read() as connection:
        return [list(connection.execute(select(its).order_by(its.c.id))) for its in (minutes_versions, approvals)]
