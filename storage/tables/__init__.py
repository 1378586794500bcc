"""Every table. Each row carries its workspace; uniqueness and append-only are the database's job."""

from storage.tables.actions import actions, escalations, evidence, news, snoozes, uploads
from storage.tables.approvals import approval_codes, approvals
from storage.tables.base import OPEN, TO_VERIFY, metadata
from storage.tables.bodies import (
    agenda_items,
    agreements,
    attendance,
    bodies,
    body_seats,
    charters,
    decisions,
    minutes,
    minutes_addenda,
    minutes_comments,
    minutes_versions,
    posted_agendas,
    session_notes,
)
from storage.tables.breaches import breaches, credit_terms, digests, invoices, risks, service_credits
from storage.tables.calendars import busy_spans, calendars
from storage.tables.confirmations import channel_members, held_acts
from storage.tables.feeds import feeds
from storage.tables.kpis import (
    excusals,
    ingest_tokens,
    kpi_cases,
    kpi_definitions,
    kpi_drafts,
    kpi_expectations,
    kpi_results,
)
from storage.tables.mail import mailboxes, mails_counted, meeting_offers, meetings
from storage.tables.one_acts import one_acts
from storage.tables.people import channels, moved_channels, people, studies, successors, vendors, workspaces
from storage.tables.polls import poll_answers, poll_guests, poll_slots, polls
from storage.tables.record import inbox, journal, journal_heads, journal_texts, lanes, outbox, processes, schedules
from storage.tables.sessions import series_guests, session_guests, session_series, sessions

__all__ = [
    "OPEN",
    "TO_VERIFY",
    "actions",
    "agenda_items",
    "agreements",
    "approval_codes",
    "approvals",
    "attendance",
    "bodies",
    "body_seats",
    "breaches",
    "busy_spans",
    "calendars",
    "channel_members",
    "channels",
    "charters",
    "credit_terms",
    "decisions",
    "digests",
    "escalations",
    "evidence",
    "excusals",
    "feeds",
    "held_acts",
    "inbox",
    "ingest_tokens",
    "invoices",
    "journal",
    "journal_heads",
    "journal_texts",
    "kpi_cases",
    "kpi_definitions",
    "kpi_drafts",
    "kpi_expectations",
    "kpi_results",
    "lanes",
    "mailboxes",
    "mails_counted",
    "meeting_offers",
    "meetings",
    "metadata",
    "minutes",
    "minutes_addenda",
    "minutes_comments",
    "minutes_versions",
    "moved_channels",
    "news",
    "one_acts",
    "outbox",
    "people",
    "poll_answers",
    "poll_guests",
    "poll_slots",
    "polls",
    "posted_agendas",
    "processes",
    "risks",
    "schedules",
    "series_guests",
    "service_credits",
    "session_guests",
    "session_notes",
    "session_series",
    "sessions",
    "snoozes",
    "studies",
    "successors",
    "uploads",
    "vendors",
    "workspaces",
]
