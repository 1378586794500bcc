"""A unit of work of one workspace reads nothing of another, and changes nothing there, whatever ids it is handed."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from governance import polls
from governance.actions import Draft, State
from governance.calendar.busy import Busy
from governance.calendars import Reading
from governance.escalations import Level, Outcome
from governance.events import Door
from governance.leaving import Kind as Kinds
from governance.meetings import Stage as OfferStage
from governance.rsvps import Says
from governance.sessions import Kind as SessionKind
from governance.vendors import Closed, Status
from storage.actions import Sought
from storage.database import Database
from storage.outbox import Kind
from storage.session_series import Meeting
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork, unit_of_work
from storage.uploads import Stage
from tests.cast import MONDAY
from tests.databases import KINDS
from tests.storage.asked_about_decisions import ABOUT_DECISIONS
from tests.storage.asked_about_kpis import ABOUT_KPIS
from tests.storage.asked_about_minutes import ABOUT_MINUTES, ONLY_ADD_TO_MINUTES
from tests.storage.asked_about_people import ABOUT_PEOPLE
from tests.storage.asked_about_records import ABOUT_RECORDS
from tests.storage.asked_about_results import ABOUT_RESULTS
from tests.storage.asked_about_sessions import ABOUT_SESSIONS
from tests.storage.filled import NUMBER, PERIOD, SECRET, Full, fill, foreign
from tests.storage.shared import one_for_all, taken_back

# Every public method of every repository, asked about what is theirs.
ASKED: dict[str, Callable[[UnitOfWork, Full], Any]] = (
    {
        "vendors.add": lambda uow, _: uow.vendors.add(
            name=SECRET.lower(), service="x", tier=1, status=Status.ACTIVE, sponsor_lead=None
        ),
        "vendors.set_leads": lambda uow, theirs: uow.vendors.set_leads(theirs.vendor, sponsor=1),
        "vendors.set_executive": lambda uow, theirs: uow.vendors.set_executive(theirs.vendor, 1, ours=True),
        "vendors.introduce": lambda uow, theirs: uow.vendors.introduce(theirs.vendor, MONDAY),
        "vendors.decided_by": lambda uow, theirs: uow.vendors.decided_by({theirs.person}),
        "vendors.everyone": lambda uow, _: uow.vendors.everyone(),
        "vendors.all_studies": lambda uow, _: uow.vendors.all_studies(),
        "vendors.some_studies": lambda uow, theirs: uow.vendors.some_studies({theirs.study}),
        "vendors.by_id": lambda uow, theirs: uow.vendors.by_id(theirs.vendor),
        "vendors.some": lambda uow, theirs: uow.vendors.some({theirs.vendor}),
        "vendors.named": lambda uow, _: uow.vendors.named(SECRET),
        "vendors.starting": lambda uow, _: uow.vendors.starting(SECRET[:3]),
        "vendors.names": lambda uow, _: uow.vendors.names(),
        "vendors.page": lambda uow, _: uow.vendors.page(0, 99),
        "vendors.count": lambda uow, _: uow.vendors.count() - 1,
        "vendors.link": lambda uow, theirs: uow.vendors.link(
            "C0NEW", theirs.vendor, study=None, zone=None, shared=False
        ),
        "vendors.link_of": lambda uow, _: uow.vendors.link_of(f"C{SECRET}"),
        "vendors.links_of": lambda uow, theirs: uow.vendors.links_of(theirs.vendor),
        "vendors.all_links": lambda uow, _: uow.vendors.all_links(),
        "leaving.holdings": lambda uow, theirs: uow.leaving.holdings(theirs.person),
        "leaving.hand_over": lambda uow, theirs: uow.leaving.hand_over(Kinds.ACTIONS, theirs.person, 1),
        "leaving.plan": lambda uow, theirs: uow.leaving.plan(theirs.person, MONDAY.date()),
        "leaving.vacate": lambda uow, theirs: uow.leaving.vacate(theirs.person),
        "leaving.part": lambda uow, theirs: uow.leaving.part(theirs.person),
        "leaving.forget": lambda uow, theirs: uow.leaving.forget(theirs.person),
        "leaving.start_anew": lambda uow, theirs: uow.leaving.start_anew(theirs.person),
        "leaving.done": lambda uow, theirs: uow.leaving.done(theirs.person),
        "leaving.leaving": lambda uow, _: uow.leaving.leaving(MONDAY.date()),
        "leaving.successors_of": lambda uow, theirs: uow.leaving.successors_of(theirs.person),
        "channels.keep": lambda uow, _: uow.channels.keep(f"C{SECRET}", closed=Closed.LEFT),
        "channels.keep_sharing": lambda uow, _: uow.channels.keep_sharing(
            f"C{SECRET}", shared=False, seen_shared=False, unshared_at=None
        ),
        "channels.keep_readers": lambda uow, _: uow.channels.keep_readers(
            f"C{SECRET}", ext_shared=True, reader_teams=["T0NEW"]
        ),
        "channels.newest": lambda uow, _: uow.channels.newest(f"C0{SECRET}") == f"C{SECRET}",
        "channels.linked_before": lambda uow, _: uow.channels.linked_before(f"C1{SECRET}"),
        "channels.move": lambda uow, _: uow.channels.move(f"C{SECRET}", "C0NEW"),
        "vendors.study": lambda uow, _: uow.vendors.study(SECRET),
        "vendors.add_study": lambda uow, _: uow.vendors.add_study(SECRET.lower(), "x"),
        "actions.add": lambda uow, theirs: uow.actions.add(
            Draft(title="x", owner_id=theirs.person, due_on=PERIOD), 1, MONDAY, state=State.PROPOSED, waits_on="sponsor"
        ),
        "actions.by_id": lambda uow, theirs: uow.actions.by_id(theirs.item),
        "actions.some": lambda uow, theirs: uow.actions.some({theirs.item}),
        "actions.numbered": lambda uow, _: uow.actions.numbered(2),
        "actions.made_from": lambda uow, _: uow.actions.made_from(SECRET),
        "actions.change": lambda uow, theirs: uow.actions.change(theirs.full_item, state=State.DONE),
        "actions.page": lambda uow, theirs: uow.actions.page(Sought(vendor=theirs.vendor, words=SECRET)),
        "actions.found": lambda uow, theirs: uow.actions.found(Sought(words=SECRET)),
        "actions.count": lambda uow, theirs: uow.actions.count(Sought(owner=theirs.person, closed_too=True)),
        "actions.count_by_side": lambda uow, theirs: uow.actions.count_by_side(theirs.vendor),
        "actions.in_number_order": lambda uow, theirs: uow.actions.in_number_order(
            Sought(vendor=theirs.vendor), after=0, most=9
        ),
        "actions.due_by": lambda uow, theirs: uow.actions.due_by([theirs.person], PERIOD),
        "actions.proposed_to": lambda uow, theirs: uow.actions.proposed_to([theirs.person], MONDAY),
        "actions.to_verify": lambda uow, theirs: uow.actions.to_verify([theirs.person]),
        "actions.overdue": lambda uow, _: uow.actions.overdue(PERIOD),
        "actions.all_promises": lambda uow, _: uow.actions.all_promises(),
        "actions.promised": lambda uow, theirs: uow.actions.promised([SECRET], [theirs.person]),
        "actions.evidence_of": lambda uow, theirs: uow.actions.evidence_of(theirs.item),
        "reminders.anyone_due": lambda uow, _: uow.reminders.anyone_due(MONDAY) and None,
        "reminders.due": lambda uow, _: uow.reminders.due(MONDAY, 99),
        "reminders.away": lambda uow, _: uow.reminders.away(PERIOD),
        "reminders.set_next": lambda uow, theirs: uow.reminders.set_next({theirs.person: MONDAY}),
        "reminders.snoozed": lambda uow, theirs: uow.reminders.snoozed([theirs.person]),
        "reminders.snoozes_over": lambda uow, theirs: [
            pair for pair in uow.reminders.snoozes_over(MONDAY, 9) if pair == (theirs.person, theirs.item)
        ],
        "reminders.news_of": lambda uow, theirs: uow.reminders.news_of([theirs.person]),
        "reminders.tell_news": lambda uow, theirs: uow.reminders.tell_news({theirs.person: PERIOD}, date(2100, 1, 1)),
        "reminders.end_snoozes": lambda uow, theirs: uow.reminders.end_snoozes([(theirs.person, theirs.item)]),
        "escalations.open_of": lambda uow, theirs: uow.escalations.open_of(theirs.item),
        "escalations.open_with": lambda uow, theirs: uow.escalations.open_with(
            {level: [theirs.vendor] for level in Level}
        ),
        "escalations.acknowledge": lambda uow, theirs: uow.escalations.acknowledge(theirs.step, 1, MONDAY),
        "escalations.end": lambda uow, theirs: uow.escalations.end(theirs.step, Outcome.DONE, MONDAY),
        "escalations.to_raise": lambda uow, _: uow.escalations.to_raise(PERIOD, 0, 99),
        "escalations.unacknowledged": lambda uow, theirs: uow.escalations.unacknowledged(MONDAY, 99),
        "uploads.by_id": lambda uow, theirs: uow.uploads.by_id(theirs.upload),
        "uploads.move": lambda uow, theirs: uow.uploads.move(theirs.upload, Stage.IMPORTING, Stage.DONE),
        "uploads.advance": lambda uow, theirs: uow.uploads.advance(theirs.upload, 0, 1),
        "uploads.forget_before": lambda uow, _: uow.uploads.forget_before(MONDAY + timedelta(days=1)) - 1,
        "sessions.by_id": lambda uow, theirs: uow.sessions.by_id(theirs.session),
        "sessions.numbered": lambda uow, _: uow.sessions.numbered(2),
        "sessions.held": lambda uow, theirs: uow.sessions.held(theirs.session),
        "sessions.next_of": lambda uow, theirs: uow.sessions.next_of(
            theirs.vendor, SessionKind.OPERATIONAL, MONDAY - timedelta(days=1)
        ),
        "sessions.on_now": lambda uow, theirs: uow.sessions.on_now(theirs.vendor) + uow.sessions.on_now(),
        "sessions.past": lambda uow, theirs: uow.sessions.past(theirs.vendor, MONDAY, MONDAY + timedelta(days=9)),
        "sessions.change": lambda uow, theirs: uow.sessions.change(theirs.full_session, title="changed"),
        "sessions.revise": lambda uow, theirs: uow.sessions.revise(theirs.full_session, title="changed"),
        "sessions.drop": lambda uow, theirs: uow.sessions.drop(theirs.full_session, [theirs.person]),
        "sessions.answer": lambda uow, theirs: uow.sessions.answer(
            theirs.full_session, theirs.person, Says.YES, MONDAY
        ),
        "sessions.answers": lambda uow, theirs: uow.sessions.answers(theirs.full_session),
        "sessions.unanswered": lambda uow, theirs: uow.sessions.unanswered(
            [theirs.person], MONDAY, MONDAY + timedelta(days=9)
        ),
        "sessions.of_series": lambda uow, theirs: uow.sessions.of_series(theirs.series.id),
        "sessions.replan": lambda uow, theirs: uow.sessions.replan(
            theirs.series, [(theirs.full_session, Meeting(planned_on=PERIOD, starts_at=MONDAY))]
        ),
        "sessions.change_all": lambda uow, theirs: uow.sessions.change_all([theirs.full_session], title="changed"),
        "sessions.need": lambda uow, theirs: uow.sessions.need(theirs.full_session, [theirs.person], optional=True),
        "sessions.drop_all": lambda uow, theirs: uow.sessions.drop_all([theirs.full_session], [theirs.person]),
        "sessions.answer_all": lambda uow, theirs: uow.sessions.answer_all(
            [theirs.full_session], theirs.person, Says.NO, MONDAY
        ),
        "sessions.answers_to": lambda uow, theirs: uow.sessions.answers_to([theirs.full_session])[
            theirs.full_session.id
        ],
        "sessions.between": lambda uow, _: uow.sessions.between(MONDAY, MONDAY + timedelta(days=9)),
        "sessions.published_of": lambda uow, theirs: uow.sessions.published_of([theirs.series.id]),
        "series.by_id": lambda uow, theirs: uow.series.by_id(theirs.series.id),
        "series.by_uid": lambda uow, theirs: uow.series.by_uid(theirs.series.uid),
        "series.some": lambda uow, theirs: uow.series.some([theirs.series.id]),
        "series.there_is": lambda uow, theirs: uow.series.there_is(
            theirs.vendor,
            theirs.series.first,
            *(getattr(theirs.series, its) for its in ("title", "rule", "clock", "zone")),
        ),
        "series.to_plan": lambda uow, _: uow.series.to_plan(PERIOD + timedelta(days=1), 9),
        "series.change": lambda uow, theirs: uow.series.change(theirs.series, title="changed"),
        "series.revise": lambda uow, theirs: uow.series.revise(theirs.series, title="changed"),
        "series.leave": lambda uow, theirs: uow.series.leave(theirs.series, [theirs.person], PERIOD),
        "series.drop": lambda uow, theirs: uow.series.drop(theirs.series, [theirs.person]),
        "sessions.expected": lambda uow, _: uow.sessions.expected(MONDAY, MONDAY + timedelta(days=9)),
        "sessions.published": lambda uow, theirs: uow.sessions.published(
            MONDAY, MONDAY + timedelta(days=9), guest=theirs.person, vendor=theirs.vendor
        ),
        "sessions.taken": lambda uow, theirs: uow.sessions.taken([theirs.person], MONDAY, MONDAY + timedelta(days=9)),
        "sessions.attended": lambda uow, theirs: uow.sessions.attended(theirs.vendor, MONDAY),
        "polls.by_id": lambda uow, theirs: uow.polls.by_id(theirs.poll.id),
        "polls.of_secret": lambda uow, theirs: uow.polls.of_secret(theirs.secret),
        "polls.answer": lambda uow, theirs: uow.polls.answer(theirs.poll, theirs.person, 0, polls.Says.WORKS, MONDAY),
        "polls.close": lambda uow, theirs: uow.polls.close(theirs.poll, polls.State.CANCELLED),
        "polls.led_to": lambda uow, theirs: uow.polls.led_to(theirs.poll, theirs.session),
        "polls.mark_told": lambda uow, theirs: uow.polls.mark_told(theirs.poll, MONDAY),
        "polls.to_tell": lambda uow, _: uow.polls.to_tell(MONDAY + timedelta(days=9)),
        "sessions.some": lambda uow, theirs: uow.sessions.some([theirs.session]),
        "rsvps.invited_under": lambda uow, _: uow.rsvps.invited_under(SECRET),
        "rsvps.newest": lambda uow, theirs: uow.rsvps.newest([theirs.session], theirs.person),
        "rsvps.doubt": lambda uow, theirs: uow.rsvps.doubt([theirs.full_session], theirs.person, Says.YES),
        "rsvps.doubted": lambda uow, theirs: len(uow.rsvps.doubted(theirs.full_session)),
        "rsvps.doubted_of": lambda uow, theirs: uow.rsvps.doubted_of([theirs.full_session], theirs.person, Says.NO),
        "rsvps.settle": lambda uow, theirs: uow.rsvps.settle([theirs.full_session], theirs.person),
        "meetings.known": lambda uow, _: uow.meetings.known(SECRET),
        "meetings.offered": lambda uow, theirs: uow.meetings.offered(theirs.offer.id),
        "meetings.doubtful": lambda uow, _: uow.meetings.doubtful() - 1,
        "meetings.taken": lambda uow, theirs: uow.meetings.taken(theirs.offer.adopted_id),
        "meetings.decide": lambda uow, theirs: uow.meetings.decide(theirs.offer, OfferStage.LEFT),
        "meetings.forget_before": lambda uow, _: uow.meetings.forget_before(MONDAY + timedelta(days=1)) - 1,
        "meetings.held": lambda uow, theirs: uow.meetings.held(theirs.offer.adopted_id),
        "meetings.move": lambda uow, theirs: uow.meetings.move([(theirs.full_session, foreign("x").times[0])]),
        "meetings.cancel": lambda uow, theirs: uow.meetings.cancel([theirs.full_session]),
        "meetings.rename": lambda uow, theirs: uow.meetings.rename([theirs.full_session], foreign("x")),
        "meetings.drop": lambda uow, theirs: uow.meetings.drop([theirs.full_session], [theirs.person]),
        "mailboxes.all": lambda uow, _: uow.mailboxes.all(),
        "mailboxes.named": lambda uow, _: uow.mailboxes.named(SECRET),
        "mailboxes.counts": lambda uow, _: uow.mailboxes.counts(),
        "mailboxes.was_read": lambda uow, _: uow.mailboxes.was_read("x", MONDAY),
        "mailboxes.is_in_trouble": lambda uow, _: uow.mailboxes.is_in_trouble("x", "y"),
        "mailboxes.count": lambda uow, _: uow.mailboxes.count("x"),
        "outbox.mailed": lambda uow, _: uow.outbox.mailed([f"<{SECRET}>"]),
        "sessions.coming": lambda uow, theirs: uow.sessions.coming(theirs.vendor, MONDAY),
        "sessions.coming_anywhere": lambda uow, _: uow.sessions.coming_anywhere(MONDAY),
        "calendars.of": lambda uow, theirs: uow.calendars.of(theirs.person),
        "calendars.remove": lambda uow, theirs: uow.calendars.remove(theirs.person),
        "calendars.give": lambda uow, theirs: uow.calendars.give(theirs.person, "https://x.example/") and None,
        "calendars.enrol": lambda uow, _: uow.calendars.enrol(["x"]),
        "calendars.due": lambda uow, theirs: uow.calendars.due(99).get(theirs.person),
        "calendars.keep": lambda uow, theirs: uow.calendars.keep(
            theirs.calendar, Reading(begins=MONDAY, ends=MONDAY, told=Busy()), MONDAY, told=True
        ),
        "calendars.busy_of": lambda uow, theirs: uow.calendars.busy_of(
            [theirs.person], MONDAY, MONDAY + timedelta(hours=1)
        ),
        "calendars.standing": lambda uow, _: uow.calendars.standing(),
        "vendors.links_of_some": lambda uow, theirs: uow.vendors.links_of_some({theirs.vendor})[theirs.vendor],
        "schedules.of_channel": lambda uow, _: uow.schedules.of_channel("digest", f"C{SECRET}"),
        "schedules.going_to": lambda uow, _: uow.schedules.going_to("digest", [f"C{SECRET}"]),
        "schedules.by_id": lambda uow, theirs: uow.schedules.by_id(theirs.schedule.id),
        "schedules.pause": lambda uow, theirs: uow.schedules.pause(theirs.schedule.id),
        "schedules.resume": lambda uow, theirs: uow.schedules.resume(theirs.schedule.id, MONDAY + timedelta(days=1)),
        "schedules.retime": lambda uow, theirs: uow.schedules.retime(theirs.schedule, "0 8 * * *", MONDAY),
        "schedules.of_channels": lambda uow, _: uow.schedules.of_channels("digest"),
        "schedules.all": lambda uow, _: uow.schedules.all("digest"),
        "schedules.stop": lambda uow, theirs: uow.schedules.stop(theirs.schedule.id),
        "schedules.put_off": lambda uow, theirs: uow.schedules.put_off(
            theirs.schedule, MONDAY + timedelta(days=1), "x"
        ),
        "schedules.move_on": lambda uow, theirs: uow.schedules.move_on(theirs.schedule, MONDAY + timedelta(days=1)),
        "feeds.of": lambda uow, theirs: uow.feeds.of(theirs.person, None),
        "feeds.all_of": lambda uow, theirs: uow.feeds.all_of(theirs.person),
        "feeds.by_secret": lambda uow, _: uow.feeds.by_secret(SECRET),
        "feeds.stop": lambda uow, theirs: uow.feeds.stop(theirs.feed),
        "feeds.note_reading": lambda uow, theirs: uow.feeds.note_reading(theirs.feed),
        "one_acts.by_secret": lambda uow, _: uow.one_acts.by_secret(SECRET),
        "one_acts.use": lambda uow, theirs: uow.one_acts.use(theirs.act, MONDAY),
        "one_acts.forget_before": lambda uow, _: uow.one_acts.forget_before(MONDAY + timedelta(days=30)) - 1,
        "inbox.let_in": lambda uow, _: not uow.inbox.let_in(SECRET, MONDAY),
        "inbox.keep_answer": lambda uow, _: uow.inbox.keep_answer(SECRET, "changed"),
        "inbox.answer_to": lambda uow, _: uow.inbox.answer_to(SECRET),
        "inbox.forget_before": lambda uow, _: uow.inbox.forget_before(MONDAY + timedelta(days=1)) - 1,
        "outbox.put": lambda uow, _: uow.outbox.put(Kind.POST, "channel:C0NEW", {}, once=SECRET) is None,
        "outbox.said": lambda uow, _: uow.outbox.said(SECRET),
        "outbox.given_up": lambda uow, _: sorted(uow.outbox.given_up([SECRET])),
        "outbox.dead": lambda uow, _: uow.outbox.dead(),
        "outbox.forget_lane": lambda uow, _: uow.outbox.forget_lane(f"channel:C{SECRET}", "gone"),
        "outbox.confirmed": lambda uow, _: uow.outbox.confirmed(f"channel:C{SECRET}", MONDAY),
        "outbox.refused": lambda uow, _: uow.outbox.refused(f"channel:C{SECRET}"),
        "outbox.forget_unconfirmed": lambda uow, _: uow.outbox.forget_unconfirmed(MONDAY + timedelta(days=1)),
        "outbox.waiting_in": lambda uow, _: uow.outbox.waiting_in(f"channel:C{SECRET}"),
        "outbox.let_go": lambda uow, _: uow.outbox.let_go(f"channel:C{SECRET}", MONDAY + timedelta(days=1)),
        "outbox.said_all": lambda uow, _: uow.outbox.said_all([SECRET, f"mail:{SECRET}"]),
        "outbox.take_back": lambda uow, _: uow.outbox.take_back(f"channel:C{SECRET}", SECRET[:3]),
        "outbox.hold": lambda uow, _: uow.outbox.hold(f"channel:C{SECRET}"),
        "outbox.waiting": lambda uow, _: sum(uow.outbox.waiting()),
        "outbox.forget_before": lambda uow, _: uow.outbox.forget_before(MONDAY + timedelta(days=1)) - 2,
    }
    | ABOUT_KPIS
    | ABOUT_MINUTES
    | ABOUT_RESULTS
    | ABOUT_PEOPLE
    | ABOUT_RECORDS
    | ABOUT_DECISIONS
    | ABOUT_SESSIONS
)
# These are handed whole values of ours and only add rows of ours.
ONLY_ADD = {
    "people.add",
    "confirmations.hold",
    "confirmations.join",
    "actions.add_evidence",
    "approvals.give",
    "actions.share_evidence",
    "escalations.add",
    "uploads.add",
    "reminders.snooze",
    "reminders.keep_news",
    "attendance.note",
    "notes.keep",
    "sessions.add",
    "sessions.add_all",
    "meetings.offer",
    "meetings.add",
    "meetings.invite",
    "sessions.invite",
    "sessions.invite_all",
    "series.add",
    "series.invite",
    "polls.add",
    "results.add",
    "expectations.plan",
    "excusals.propose",
    "tokens.add",
    "breaches.open",
    "agenda.add",
    "agreements.add",
    "bodies.add",
    "agenda.add_all",
    "agenda.carry_over",
    "agenda.keep_posted",
    "credits.keep_invoice",
    "credits.add",
    "decisions.add",
    "risks.add",
    "digests.keep",
    "schedules.set",
    "feeds.add",
    "channels.note_move",
    "leaving.name",
    "one_acts.add",
} | ONLY_ADD_TO_MINUTES
REPOSITORIES = (
    "people", "confirmations", "vendors", "channels", "leaving", "actions", "agenda", "attendance", "notes", "reminders", "escalations", "uploads", "sessions", "series", "polls", "rsvps", "decisions", "agreements", "bodies", "meetings",
    "mailboxes", "kpis", "terms", "results", "expectations", "cases", "excusals", "tokens", "breaches", "credits", "risks", "calendars", "digests", "schedules", "feeds", "one_acts", "approvals", "inbox", "outbox", "audit",
    "minutes", "turnarounds",
)  # fmt: skip


def rows_of(connection: Connection, workspace: int) -> dict[str, list[Any]]:
    """Everything a workspace has."""
    tables = [table for table in metadata.sorted_tables if "workspace" in table.c]
    return {
        table.name: sorted(map(repr, connection.execute(select(table).where(table.c.workspace == workspace))))
        for table in tables
    }


def test_every_method_of_every_repository_is_asked(database: Database, ours: int) -> None:
    with unit_of_work(database, ours, at=MONDAY, door=Door.SLASH) as uow:
        named = vars(uow).keys() & set(REPOSITORIES)
        methods = {
            f"{name}.{method}"
            for name in REPOSITORIES
            for method, _ in inspect.getmembers(getattr(uow, name), inspect.ismethod)
            if not method.startswith("_")
        }
        others = {name for name, its in vars(uow).items() if hasattr(its, "workspace") and name not in REPOSITORIES}
    assert named == set(REPOSITORIES)
    assert others == set()
    assert methods == ASKED.keys() | ONLY_ADD


@dataclass(frozen=True)
class TwoWorkspaces:
    """A database with a workspace of ours and a full one of somebody else's, and all rows of theirs."""

    database: Database
    mine: Full
    theirs: Full
    rows: dict[str, list[Any]]


@pytest.fixture(scope="module", params=KINDS)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoWorkspaces]:
    with ExitStack() as stack:
        database = Database(stack.enter_context(one_for_all(request, tmp_path_factory)))
        stack.callback(database.close)
        mine, theirs = fill(database, "Mine", 1.0), fill(database, SECRET, NUMBER)
        with database.read() as connection:
            rows = rows_of(connection, theirs.workspace)
        yield TwoWorkspaces(database, mine, theirs, rows)


@pytest.mark.parametrize("question", ASKED)
def test_nothing_of_another_workspace_is_read_or_changed(two: TwoWorkspaces, question: str) -> None:
    told: Any = None
    with unit_of_work(two.database, two.mine.workspace, at=MONDAY, door=Door.SLASH) as uow:
        try:
            with taken_back(uow):
                told = ASKED[question](uow, two.theirs)
                assert SECRET not in repr(told)
                assert str(NUMBER) not in repr(told)
                if isinstance(told, int | bool):
                    assert not told, "a count of theirs, or a change where they are"
                assert rows_of(uow.connection, two.theirs.workspace) == two.rows
        except (NoResultFound, IndexError, IntegrityError):
            assert told is None
