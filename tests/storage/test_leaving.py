"""Nobody who leaves owns anything afterwards: every column that names a person is handed over, or tells what was."""

from sqlalchemy import Column, update

from governance.events import Door
from governance.leaving import Kind
from storage.database import Database
from storage.leaving import places_of
from storage.tables import metadata
from storage.unit_of_work import unit_of_work
from tests.cast import MONDAY
from tests.storage.filled import fill

# What somebody did, or what is about them alone: it stays theirs.
STAYS = {
    "actions": {"asked_by", "closed_by"},
    "approval_codes": {"person_id"},
    "approvals": {"person_id"},
    "breaches": {"commented_by"},
    "busy_spans": {"person_id"},
    "calendars": {"person_id"},
    "channel_members": {"person_id"},
    "credit_terms": {"proposed_by", "sponsor_by", "vendor_by"},
    "escalations": {"raised_by", "acknowledged_by"},
    "evidence": {"added_by"},
    "agenda_items": {"added_by", "outcome_by"},
    "agreements": {"kept_by"},
    "attendance": {"person_id", "for_id", "noted_by"},
    "charters": {"proposed_by", "answered_by"},
    "decisions": {"raised_by"},
    "minutes_addenda": {"person_id"},
    "minutes_comments": {"person_id"},
    "minutes_versions": {"made_by"},
    "session_notes": {"person_id"},
    "sessions": {"started_by"},
    "excusals": {"proposed_by", "answered_by"},
    "feeds": {"person_id"},
    "held_acts": {"person_id"},
    "ingest_tokens": {"made_by"},
    "invoices": {"kept_by"},
    "kpi_definitions": {"proposed_by", "sponsor_by", "vendor_by"},
    "kpi_drafts": {"person_id"},
    "kpi_results": {"submitted_by", "decided_by", "disputed_by"},
    "meeting_offers": {"sent_by"},
    "news": {"person_id"},
    "one_acts": {"person_id"},
    "people": {"confirmed_by"},
    "poll_answers": {"person_id"},
    "poll_guests": {"person_id"},
    "risks": {"decided_by"},
    "series_guests": {"person_id"},
    "service_credits": {"changed_by"},
    "session_guests": {"person_id"},
    "snoozes": {"person_id"},
    "successors": {"person_id", "successor_id"},
    "uploads": {"person_id"},
    "workspaces": {"administrator"},
}
ENDS = ("_by", "_owner", "_lead", "_executive", "deputy_id", "owner_id", "administrator")


def names_a_person(column: Column[object]) -> bool:
    """By its foreign key, or by its name: some have no key."""
    if any(its.target_fullname == "people.id" for its in column.foreign_keys):
        return True
    return column.name.endswith(ENDS) and column.name not in ("replaced_by", "reported_by", "superseded_by")


def test_no_column_that_names_a_person_is_forgotten() -> None:
    handed = {(its.table.name, its.column.name) for its in places_of(MONDAY)}
    stays = {(table, column) for table, columns in STAYS.items() for column in columns}
    found = {
        (table.name, column.name) for table in metadata.sorted_tables for column in table.c if names_a_person(column)
    }
    assert found == handed | stays
    assert not handed & stays


def test_whatever_stood_on_somebody_stands_on_nobody_who_left(database: Database) -> None:
    full = fill(database, "Mine", 1.0)
    with unit_of_work(database, full.workspace, at=MONDAY, door=Door.SLASH) as uow:
        bob = uow.people.add(
            name="Bob", mail="bob@x.example", role=uow.people.by_id(full.person).role, vendor=None, zone=None
        )
        for its in places_of(MONDAY):
            ours = its.table.c.workspace == full.workspace
            uow.connection.execute(update(its.table).where(ours).values({its.column: bob}))
        before = uow.leaving.holdings(bob)
        assert {Kind.ACTIONS, Kind.KPIS, Kind.ROLES, Kind.SESSIONS} <= before.keys()
        for kind in Kind:
            uow.leaving.hand_over(kind, bob, full.person)
        assert uow.leaving.holdings(bob) == {}
        after = uow.leaving.holdings(full.person)
        assert before.keys() == after.keys()
