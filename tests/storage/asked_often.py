"""What is asked so often that an index must answer it, and which."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from governance.actions import Origin
from governance.escalations import Level
from governance.sessions import Kind, Session, State
from storage import outbox, schedules
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork
from tests.cast import MONDAY
from tests.storage.filled import definition

TODAY = date(2026, 11, 23)
NEXT = Session(
    id=1, number=1, vendor_id=1, study_id=None, kind=Kind.OPERATIONAL, title="", starts_at=MONDAY, minutes=30, zone="UTC",
    state=State.SCHEDULED, uid="", sequence=0,
)  # fmt: skip

# The index is that of each statement, in order.
HOT: dict[str, tuple[Callable[[UnitOfWork], Any], list[str]]] = {
    "open actions of a vendor": (lambda uow: uow.actions.page(Sought(vendor=1)), ["ix_actions_open_by_vendor"]),
    "open actions of an owner": (lambda uow: uow.actions.page(Sought(owner=1)), ["ix_actions_open_by_owner"]),
    "what waits on a side": (lambda uow: uow.actions.page(Sought(waits_on="vendor")), ["ix_actions_open"]),
    "all open actions, a late page": (
        lambda uow: uow.actions.page(Sought(), first=400),
        ["ix_actions_open_by_due"],
    ),
    "all overdue actions": (lambda uow: uow.actions.page(Sought(due_before=TODAY)), ["ix_actions_open_by_due"]),
    "how many are overdue": (
        lambda uow: uow.actions.count(Sought(due_before=TODAY)),
        ["ix_actions_open_by_due|ix_actions_open_by_owner|ix_actions_open"],
    ),
    "what somebody has to do or to verify": (
        lambda uow: uow.actions.page(Sought(turn_of=1)),
        ["ix_actions_open_by_owner", "ix_actions_to_verify"],
    ),
    "invitations nobody answered": (
        lambda uow: uow.sessions.unanswered([1, 2], MONDAY, MONDAY + timedelta(days=21)),
        ["ix_sessions_workspace_starts_at|pk_session_guests|session_guests"],
    ),
    "what a guest's calendar shows": (
        lambda uow: uow.sessions.published(MONDAY, MONDAY + timedelta(days=396), guest=1),
        ["ix_session_guests_person_id_session_id|ix_sessions_workspace_starts_at"],
    ),
    "what a vendor's calendar shows": (
        lambda uow: uow.sessions.published(MONDAY, MONDAY + timedelta(days=396), vendor=1),
        ["ix_sessions_workspace_vendor_id_starts_at|ix_sessions_workspace_starts_at"],
    ),
    "minutes that wait for their scribe": (lambda uow: uow.minutes.drafts(), ["ix_minutes_unfiled"]),
    "actions on breaches": (lambda uow: uow.actions.of_origin(Origin.BREACH, [1]), ["ix_actions_by_origin"]),
    "the feed at an address": (
        lambda uow: uow.feeds.by_secret("0" * 64),
        ["uq_feeds_secret_hash|sqlite_autoindex_feeds_1"],
    ),
    "a link by its secret": (
        lambda uow: uow.one_acts.by_secret("0" * 64),
        ["uq_one_acts_secret_hash|sqlite_autoindex_one_acts_1"],
    ),
    "what was approved of a few things": (
        lambda uow: uow.approvals.of({"credit:1", "credit:2"}),
        ["ix_approvals_workspace_subject|ix_approvals_workspace_vendor_id"],
    ),
    "the newest code of a person": (
        lambda uow: uow.approvals.newest_code(1),
        ["ix_approval_codes_workspace_person_id_made_at|INTEGER PRIMARY KEY|pk_approval_codes"],
    ),
    "the action made from a message": (lambda uow: uow.actions.made_from("https://x"), ["ix_actions_source"]),
    "some actions by id": (lambda uow: uow.actions.some({1, 2}), ["INTEGER PRIMARY KEY|pk_actions"]),
    "what was put to people lately": (
        lambda uow: uow.actions.proposed_to([1, 2], MONDAY),
        ["ix_actions_open_by_owner"],
    ),
    "what the leads of some vendors decide": (
        lambda uow: uow.escalations.open_with({level: [1, 2] for level in Level}),
        ["ix_escalations_open_since|ix_actions_open_by_vendor|ix_actions_workspace_vendor_id_number"],
    ),
    "who is away": (lambda uow: uow.reminders.away(TODAY), ["ix_people_workspace_away_until"]),
    "some people by id": (lambda uow: uow.people.some({1, 2}), ["INTEGER PRIMARY KEY|pk_people"]),
    "the history of an action": (lambda uow: uow.history("action:1"), ["ix_journal_workspace_subject|pk_journal"]),
    "how much waits on each side": (lambda uow: uow.actions.count_by_side(), ["ix_actions_open"]),
    "overdue actions of a vendor": (
        lambda uow: uow.actions.count(Sought(vendor=1, due_before=TODAY)),
        ["ix_actions_open_by_vendor"],
    ),
    "what people have to do soon": (lambda uow: uow.actions.due_by([1, 2], TODAY), ["ix_actions_open_by_owner"]),
    "what people have to verify": (lambda uow: uow.actions.to_verify([1, 2]), ["ix_actions_to_verify"]),
    "words in titles": (lambda uow: uow.actions.found(Sought(words="site list")), ["actions_search"]),
    "words in a vendor's titles": (
        lambda uow: uow.actions.found(Sought(words="site list", vendor=1)),
        ["SCAN actions_search|ix_actions_workspace_vendor_id_number|ix_actions_open_by_vendor|actions_search"],
    ),
    "the step an item is at": (
        lambda uow: uow.escalations.open_of(1),
        ["uq_escalations_open|ix_escalations_workspace_action_id|ix_escalations_open_since"],
    ),
    "who hears now": (
        lambda uow: uow.reminders.due(MONDAY, 100),
        ["ix_people_workspace_next_reminder_at|uq_people_workspace_slack_user"],
    ),
    "snoozes that are over": (lambda uow: uow.reminders.snoozes_over(MONDAY, 100), ["ix_snoozes_workspace_until"]),
    "an action by number": (lambda uow: uow.actions.numbered(1), ["uq_actions_workspace_number"]),
    "a person by Slack id": (lambda uow: uow.people.by_slack("U0ALICE"), ["uq_people_workspace_slack_user"]),
    "whose channel": (lambda uow: uow.vendors.link_of("C0HELIX"), ["uq_channels_workspace_slack_id"]),
    "a vendor by name": (lambda uow: uow.vendors.named("Helix"), ["uq_vendors_workspace_name_key"]),
    "the next sessions": (
        lambda uow: uow.sessions.coming(1, MONDAY),
        ["ix_sessions_workspace_vendor_id_starts_at|ix_sessions_workspace_starts_at"],
    ),
    "the meetings of a series": (
        lambda uow: uow.sessions.of_series(1),
        ["uq_sessions_series_id_planned_on|sqlite_autoindex_sessions_"],
    ),
    "what begins soon": (
        lambda uow: uow.sessions.between(MONDAY, MONDAY + timedelta(days=9)),
        ["ix_sessions_workspace_starts_at"],
    ),
    "series to plan on": (
        lambda uow: uow.series.to_plan(TODAY, 50),
        ["ix_session_series_workspace_state_planned_until|ix_session_series_workspace_vendor_id"],
    ),
    "a series by its calendars' name": (
        lambda uow: uow.series.by_uid("x"),
        ["uq_session_series_uid|sqlite_autoindex_session_series_1"],
    ),
    "what the early and late hours were": (
        lambda uow: uow.sessions.attended(1, MONDAY),
        ["ix_sessions_workspace_vendor_id_starts_at|ix_sessions_workspace_starts_at"],
    ),
    "polls whose time is up": (lambda uow: uow.polls.to_tell(MONDAY), ["ix_polls_workspace_state_deadline"]),
    "whose page it is": (
        lambda uow: uow.polls.of_secret("x"),
        ["uq_poll_guests_secret|sqlite_autoindex_poll_guests_2"],
    ),
    "what was invited to under a uid": (
        lambda uow: uow.rsvps.invited_under("x@y"),
        ["uq_sessions_uid|uq_session_series_uid|sessions_1|INTEGER PRIMARY KEY|pk_sessions"],
    ),
    "whose address": (lambda uow: uow.people.by_mail({"a@b.example"}), ["ix_people_mail"]),
    "which of our mails is answered": (lambda uow: uow.outbox.mailed(["<1@x>"]), ["ix_outbox_mailed"]),
    "an adopted meeting": (lambda uow: uow.meetings.known("x"), ["uq_meetings_workspace_uid"]),
    "a delivery heard": (lambda uow: uow.inbox.answer_to("k"), ["pk_inbox"]),
    "a vendor's results": (
        lambda uow: uow.kpis.readings([1], TODAY),
        ["kpi_results|uq_kpi_results_current|ix_kpi_results_of_vendor"],
    ),
    "where all vendors stand": (
        lambda uow: uow.kpis.verdicts(TODAY),
        [
            "uq_kpi_results_current",
            "pk_kpi_definitions|INTEGER PRIMARY KEY|ix_kpi_definitions_state|uq_kpi_definitions",
        ],
    ),
    "what waits for some vendors' agreement": (
        lambda uow: uow.kpis.asked([1, 2]),
        ["ix_kpi_definitions_asked"],
    ),
    "all versions of a vendor's KPIs": (
        lambda uow: uow.kpis.versions([1]),
        ["kpi_definitions_1|uq_kpi_definitions|ix_kpi_definitions_code"],
    ),
    "the last version of a KPI": (
        lambda uow: uow.kpis.last_version(1, None, "K14"),
        ["kpi_definitions_1|uq_kpi_definitions|ix_kpi_definitions_code"],
    ),
    "the credit terms that wait": (lambda uow: uow.terms.asked([1]), ["credit_terms_1|uq_credit_terms"]),
    "open breaches": (lambda uow: uow.breaches.open_of(1), ["ix_breaches_workspace_vendor_id"]),
    "the open breach of a KPI": (
        lambda uow: uow.breaches.open_for(replace(definition(1, "x"), id=1)),
        ["ix_breaches_workspace_vendor_id|uq_breaches_open"],
    ),
    "the breach an action mends": (lambda uow: uow.breaches.of_action(1), ["ix_breaches_action"]),
    "breaches the channel is yet to hear of": (lambda uow: uow.breaches.untold(MONDAY, 50), ["ix_breaches_untold"]),
    "what the next session talks about": (
        lambda uow: uow.agenda.open_of(1),
        ["ix_agenda_items_workspace_vendor_id_done_at|uq_agenda_items_stems_from"],
    ),
    "a KPI's course": (
        lambda uow: uow.kpis.course(replace(definition(1, "x"), id=1)),
        ["uq_kpi_results_current|ix_kpi_results_of_vendor"],
    ),
    "what was red in a month": (
        lambda uow: uow.credits.missed_between(1, TODAY, TODAY),
        ["ix_kpi_results_of_vendor|uq_kpi_results_current"],
    ),
    "a month's credit": (
        lambda uow: uow.credits.of_month(1, TODAY),
        ["uq_service_credits_vendor_id|autoindex_service_credits"],
    ),
    "a month's invoice": (
        lambda uow: uow.credits.invoice_of(1, TODAY),
        ["uq_invoices_vendor_id|autoindex_invoices"],
    ),
    "the credit terms of a month": (
        lambda uow: uow.credits.terms_for(1, TODAY),
        ["uq_credit_terms_vendor_id|autoindex_credit_terms"],
    ),
    "a vendor's risks": (lambda uow: uow.risks.page(1, 0, 8), ["ix_risks_workspace_vendor_id_state"]),
    "the risk that came of a KPI": (
        lambda uow: uow.risks.listed_from("kpi:K14", 1, None),
        ["ix_risks_workspace_stems_from|ix_risks_workspace_vendor_id_state"],
    ),
    "the letter to take": (
        lambda uow: outbox.take(uow.connection, "channel:C0HELIX", MONDAY),
        ["ix_outbox_waiting"],
    ),
    "lanes that are due": (lambda uow: outbox.lanes_due(uow.connection), ["ix_outbox_waiting"]),
    "the newest digests about a vendor": (
        lambda uow: uow.digests.newest_about(1, MONDAY - timedelta(days=62)),
        ["ix_digests_workspace_vendor_id_channel_id"],
    ),
    "what waits for a vendor's or our agreement": (
        lambda uow: uow.kpis.proposed(1),
        ["uq_kpi_definitions_no_study|uq_kpi_definitions_workspace|ix_kpi_definitions_state|ix_kpi_definitions_code"],
    ),
    "one KPI of all vendors": (
        lambda uow: uow.kpis.compared("K14", TODAY),
        ["ix_kpi_definitions_code", "uq_kpi_results_current"],
    ),
    "one KPI of all vendors, begun or not": (lambda uow: uow.kpis.of_code("K14"), ["ix_kpi_definitions_code"]),
    "all that was reported for a KPI": (
        lambda uow: uow.kpis.results_of(1, [1, 2], TODAY - timedelta(days=430)),
        ["ix_kpi_results_of_vendor"],
    ),
    "the schedules of a person": (
        lambda uow: uow.schedules.going_to("digest", ["U0BOB", "mail:2"]),
        ["uq_schedules_workspace_what_channel_vendor_id"],
    ),
    "schedules that are due": (lambda uow: schedules.due(uow.connection, MONDAY), ["ix_schedules_due"]),
    "calendars to read now": (
        lambda uow: uow.calendars.due(10),
        ["ix_calendars_workspace_next_read_at"],
    ),
    "when some people are busy": (
        lambda uow: uow.calendars.busy_of([1, 2], MONDAY, MONDAY + timedelta(days=1)),
        [
            "INTEGER PRIMARY KEY|pk_calendars|ix_calendars_workspace_next_read_at",
            "pk_busy_spans|autoindex_busy_spans",
        ],
    ),
    "what is reported for a period": (
        lambda uow: uow.results.current_in([1, 2], [TODAY]),
        ["uq_kpi_results_current"],
    ),
    "the history of a result": (
        lambda uow: uow.results.of_period(1, [1, 2], TODAY),
        ["ix_kpi_results_of_vendor|ix_kpi_results_state"],
    ),
    "results nobody has answered": (
        lambda uow: uow.results.to_answer([1, 2], 99),
        ["ix_kpi_results_to_answer"],
    ),
    "results that become final": (
        lambda uow: uow.results.to_finish(MONDAY, 0, 99),
        ["ix_kpi_results_state|INTEGER PRIMARY KEY|pk_kpi_results|uq_kpi_results_current"],
    ),
    "what is late": (lambda uow: uow.expectations.late(TODAY, 99), ["ix_kpi_expectations_open"]),
    "what did not come of vendors": (
        lambda uow: uow.expectations.given_up_since([1, 2], TODAY),
        ["ix_kpi_expectations_missed|ix_kpi_expectations_workspace"],
    ),
    "the breaches that told one channel together": (
        lambda uow: uow.breaches.told_with(1),
        ["ix_breaches_told_with"],
    ),
    "what is breached of vendors somebody reported of": (
        lambda uow: uow.breaches.reported_since(1, MONDAY),
        ["ix_breaches_workspace_vendor_id", "ix_kpi_results_state|ix_kpi_results_of_vendor"],
    ),
    "what is awaited of vendors": (
        lambda uow: uow.expectations.of_vendors([1, 2]),
        ["ix_kpi_expectations_workspace|ix_kpi_expectations_open"],
    ),
    "what is awaited of people": (
        lambda uow: uow.expectations.of_owners([1, 2], [1]),
        ["ix_kpi_expectations_open|ix_kpi_expectations_workspace"],
    ),
    "the cases of a result": (
        lambda uow: uow.cases.of([(1, TODAY)]),
        ["uq_kpi_cases_definition_id|sqlite_autoindex_kpi_cases_1"],
    ),
    "the excusals of a result": (
        lambda uow: uow.excusals.of([(1, TODAY)]),
        ["ix_excusals_definition_id|ix_excusals_workspace"],
    ),
    "the token a program shows": (
        lambda uow: uow.tokens.by_hash(b"0" * 32),
        ["uq_ingest_tokens_token_hash|sqlite_autoindex_ingest_tokens_1|ix_ingest_tokens_workspace"],
    ),
    "a channel's last digest": (
        lambda uow: uow.digests.last("C0HELIX", 1),
        ["ix_digests_workspace_vendor_id_channel_id"],
    ),
    "decisions whose time is over": (lambda uow: uow.decisions.due(MONDAY), ["ix_decisions_waiting"]),
    "what members are asked by mail": (lambda uow: uow.decisions.circulated(), ["ix_decisions_waiting"]),
    "decisions of a vendor that wait": (
        lambda uow: uow.decisions.waiting(1),
        ["ix_decisions_workspace_vendor_id_state|ix_decisions_waiting"],
    ),
    "what a session decided": (lambda uow: uow.decisions.of_session(1), ["ix_decisions_session_id"]),
    "a decision by number": (lambda uow: uow.decisions.numbered(1), ["uq_decisions_workspace|autoindex_decisions"]),
    "the register of a vendor": (
        lambda uow: uow.decisions.page([1], "site list", 0, 8),
        ["ix_decisions_workspace_vendor_id_state|uq_decisions_workspace|autoindex_decisions"],
    ),
    "what a session's agenda can take up": (
        lambda uow: uow.agenda.waiting_for(NEXT, 60, missed_before=MONDAY),
        ["ix_agenda_items_workspace_vendor_id_done_at|uq_agenda_items_stems_from"],
    ),
    "how much that is": (
        lambda uow: uow.agenda.count_waiting(NEXT, missed_before=MONDAY),
        ["ix_agenda_items_workspace_vendor_id_done_at|uq_agenda_items_stems_from"],
    ),
    "what stands on a session's agenda": (lambda uow: uow.agenda.of_session(1), ["ix_agenda_items_session_id"]),
    "the agendas a vendor was shown": (
        lambda uow: uow.agenda.posted_for(1, MONDAY),
        ["ix_sessions_workspace_vendor_id_starts_at|posted_agendas_session_id|sqlite_autoindex_posted_agendas_1"],
    ),
    "what is disputed": (
        lambda uow: uow.results.disputed(1, 9),
        ["ix_kpi_results_disputed"],
    ),
}

DECISIONS = (
    "INSERT INTO decisions (workspace, number, vendor_id, state, question, options, evidence, outcome, rationale, words, "
    "authority, raised_by, raised_at, session_id, due_at) "
    "SELECT {workspace}, n, {vendor} + n % 40, CASE n % 200 WHEN 0 THEN 'circulated' ELSE 'in force' END, '', '', '', "
    "'x', '', ' x', '', (SELECT min(id) FROM people), now(), NULL, now() FROM generate_series(1, 2000) n"
)
