"""What is no longer needed is forgotten at night, after as many days as the settings say; the record never is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select

from storage import journal, tables
from tests.cast import ALICE, BOB, HELIX, MONDAY, VERA
from tests.measured import REPORTS, agreed
from tests.running import Running

DAYS = {"KEEP_HEARD": "3", "KEEP_SAID": "20", "KEEP_FILES": "2", "KEEP_DRAFTS": "5"}
KEPT = {"inbox": 3, "outbox": 20, "uploads": 2, "kpi_drafts": 5}
USUAL = {"inbox": 30, "outbox": 90, "uploads": 7, "kpi_drafts": 90}


def filled(parley: Running) -> Running:
    """Something asked, said, sent and begun, all on Monday."""
    say = parley.say
    say("vendor setup", by=ALICE)
    say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    say("vendor link Helix Clinical", at=HELIX)
    say("vendor introduce Helix Clinical")
    for person in (ALICE, BOB, VERA):
        say("help", by=person, at=HELIX, via="mention")
    say(f"action add <@{VERA}|vera> friday send the list", by=BOB, at=HELIX)
    parley.send_file(BOB, "a.csv", "Action,Owner,Due\nCall the site,Vera Novak,2026-12-12\n")
    definition = agreed(parley, **REPORTS)
    say("sla submit October", by=VERA, at=HELIX, via="mention")
    parley.click("Open the form", by=VERA)
    parley.submit(by=VERA, **{f"n{definition.id}": "38", "keep": ["draft"]})
    return parley


def rows(parley: Running, name: str) -> int:
    """Of Monday; what the nights themselves leave is not counted."""
    table = tables.metadata.tables[name]
    when = {"inbox": "seen_at", "outbox": "settled_at", "uploads": "received_at", "kpi_drafts": "kept_at"}[name]
    query = select(func.count()).select_from(table).where(table.c[when] < MONDAY + timedelta(hours=1))
    with parley.database.read() as connection:
        return int(connection.execute(query).scalar_one())


def a_night(parley: Running, days: float) -> None:
    parley.watch.set(MONDAY + timedelta(days=days))
    parley.tick("retention")


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize(("settings", "kept"), [(DAYS, KEPT), ({}, USUAL)])
def test_it_is_there_until_its_days_are_over(
    start: Callable[..., Running], name: str, settings: dict[str, str], kept: dict[str, int]
) -> None:
    parley = filled(start(**settings))
    before = rows(parley, name)
    assert before > 0
    a_night(parley, kept[name] - 0.5)
    assert rows(parley, name) == before
    a_night(parley, kept[name] + 0.5)
    assert rows(parley, name) == 0


def test_the_record_is_kept_for_good(start: Callable[..., Running]) -> None:
    parley = filled(start(**DAYS))
    with parley.database.read() as connection:
        before = journal.verify(connection)
        texts = connection.execute(select(func.count()).select_from(tables.journal_texts)).scalar_one()
    a_night(parley, 4000)
    with parley.database.read() as connection:
        after = journal.verify(connection)
        assert connection.execute(select(func.count()).select_from(tables.journal_texts)).scalar_one() == texts
    assert (after.entries, after.heads, after.broken) == (before.entries, before.heads, None)
    assert "send the list" in parley.say("action show A-1", by=BOB, at=HELIX)


def test_what_waits_to_be_said_is_never_forgotten(start: Callable[..., Running]) -> None:
    parley = filled(start(**DAYS))
    with parley.database.write() as connection:
        connection.execute(delete(tables.outbox))
        letter = {
            "workspace": 1,
            "key": "k",
            "lane": "channel:C1",
            "kind": "post",
            "payload": {"channel": "C1", "text": "x"},
        }
        more = {"state": "todo", "attempts": 0, "queued_at": MONDAY}
        connection.execute(insert(tables.outbox).values(**letter, **more))
        parley.parley.house.workspace = 1
    parley.watch.set(MONDAY + timedelta(days=400))
    parley.parley.house.tick("retention", parley.watch())
    with parley.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.outbox)).scalar_one() == 1
