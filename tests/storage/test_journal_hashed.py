"""What is hashed of the record: anybody can work it out again from what stands in the database."""

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import text

from governance.events import Door, VendorLinked
from storage.database import Database
from storage.tables import journal as lines
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.storage.test_journal import added, record, verified


def test_anybody_can_work_the_chain_out_from_the_database_and_the_readme_of_the_record(
    database: Database, ours: int
) -> None:
    """hash(n) = SHA-256(hash(n-1) + canonical line n); a text enters as SHA-256(salt + text)."""
    linked = VendorLinked(vendor=1, channel="C0HELIX", study=None)
    record(database, ours, added(1), linked)
    before = b"\0" * 32
    with database.read() as connection:
        rows = connection.execute(lines.select().order_by(lines.c.number)).mappings().all()
        texts = {
            (row.number, row.field): hashlib.sha256(bytes(row.salt) + row.text.encode()).hexdigest()
            for row in connection.execute(text("SELECT number, field, salt, text FROM journal_texts"))
        }
        salts = [bytes(salt) for salt in connection.scalars(text("SELECT salt FROM journal_texts"))]
    for row, event in zip(rows, (added(1), linked), strict=True):
        facts = {k: v for k, v in vars(event).items() if k not in ("name", "service")}
        mine = {field: digest for (number, field), digest in texts.items() if number == row["number"]}
        body = json.dumps({"facts": facts, "texts": mine}, sort_keys=True, separators=(",", ":"))
        when = "2026-11-23T09:00:00.000000+00:00"
        line = [
            ours,
            row["number"],
            type(event).__name__,
            "vendor:1",
            when,
            when,
            None,
            "parley",
            "slash command",
            body,
        ]
        before = hashlib.sha256(before + json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()).digest()
        assert (row["body"], bytes(row["hash"])) == (body, before)
    assert all(len(salt) == 16 for salt in salts)
    assert len(set(salts)) == len(salts) == 2


def test_a_body_holds_what_people_wrote_in_any_script_as_itself(database: Database, ours: int) -> None:
    record(database, ours, VendorLinked(vendor=1, channel="Łódź 🚀", study=None))
    with database.read() as connection:
        assert "Łódź 🚀" in connection.scalar(text("SELECT body FROM journal"))
    assert verified(database).broken is None


def test_a_moment_is_hashed_the_same_whichever_clock_it_was_read_from(database: Database, ours: int) -> None:
    warsaw = datetime.fromisoformat("2026-11-23T10:00:00+01:00")
    assert warsaw == MONDAY.astimezone(UTC)
    with unit_of_work(database, ours, at=MONDAY, door=Door.SLASH) as uow:
        uow.record(added(1), happened_at=warsaw)
    assert verified(database).broken is None
