"""The unit of work: one request, one transaction, one workspace. Only here is anything committed."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from governance.events import Door, Event, TextsErased, Words
from governance.people import Person
from governance.rules import USUAL, Rules
from storage import journal, workspaces
from storage.actions import Actions
from storage.agenda import Agenda
from storage.agreements import Agreements
from storage.approvals import Approvals
from storage.attendance import AttendanceLists, Notes
from storage.audit import Audit
from storage.bodies import Bodies
from storage.breaches import Breaches
from storage.calendars import Calendars
from storage.cases import Cases
from storage.channels import Channels
from storage.confirmations import Confirmations
from storage.credits import Credits
from storage.database import Database
from storage.decisions import Decisions
from storage.digests import Digests
from storage.escalations import Escalations
from storage.excusals import Excusals
from storage.expectations import Expectations
from storage.feeds import Feeds
from storage.inbox import Inbox
from storage.journal import Entry, Remembered
from storage.kpis import Kpis
from storage.leaving import Leaving
from storage.mailboxes import Mailboxes
from storage.meetings import Meetings
from storage.minutes import AllMinutes
from storage.one_acts import OneActs
from storage.outbox import Outbox
from storage.people import People
from storage.polls import Polls
from storage.rehearsals import Rehearsals
from storage.reminders import Reminders
from storage.results import Results
from storage.risks import Risks
from storage.rsvps import Rsvps
from storage.schedules import Schedules
from storage.session_series import AllSeries
from storage.sessions import Sessions
from storage.terms import Terms
from storage.tokens import Tokens
from storage.turnarounds import Turnarounds
from storage.uploads import Uploads
from storage.vendors import Vendors
from storage.workspaces import Workspace


@dataclass(kw_only=True)
class UnitOfWork:
    """What a handler may touch: the repositories of its own workspace, the record, and the outbox."""

    connection: Connection
    workspace: Workspace
    at: datetime
    door: Door
    actor: Person | None = None
    rules: Rules = USUAL
    entries: list[Entry] = field(default_factory=list)
    unheard: deque[Event] = field(default_factory=deque)
    touched_lanes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        ours = (self.connection, self.workspace.id)
        self.people = People(*ours)
        self.confirmations = Confirmations(*ours)
        self.leaving = Leaving(*ours, self.at)
        self.vendors = Vendors(*ours)
        self.channels = Channels(*ours)
        self.actions = Actions(*ours)
        self.approvals = Approvals(*ours)
        self.escalations = Escalations(*ours)
        self.reminders = Reminders(*ours)
        self.uploads = Uploads(*ours)
        self.sessions = Sessions(*ours, self.at)
        self.series = AllSeries(*ours)
        self.polls = Polls(*ours)
        self.rsvps = Rsvps(*ours)
        self.meetings = Meetings(*ours, self.at)
        self.mailboxes = Mailboxes(*ours)
        self.kpis = Kpis(*ours)
        self.terms = Terms(*ours)
        self.results = Results(*ours)
        self.expectations = Expectations(*ours)
        self.cases = Cases(*ours)
        self.excusals = Excusals(*ours)
        self.tokens = Tokens(*ours, self.at)
        self.turnarounds = Turnarounds(*ours)
        self.breaches = Breaches(*ours)
        self.agenda = Agenda(*ours)
        self.agreements = Agreements(*ours)
        self.bodies = Bodies(*ours)
        self.attendance = AttendanceLists(*ours)
        self.notes = Notes(*ours)
        self.decisions = Decisions(*ours)
        self.minutes = AllMinutes(*ours)
        self.credits = Credits(*ours)
        self.risks = Risks(*ours)
        self.calendars = Calendars(*ours, self.at)
        self.digests = Digests(*ours)
        self.feeds = Feeds(*ours, self.at)
        self.one_acts = OneActs(*ours)
        self.schedules = Schedules(*ours)
        self.audit = Audit(*ours)
        self.inbox = Inbox(*ours)
        self.outbox = Outbox(*ours, self.at, self.touched_lanes, Rehearsals(*ours))

    def record(self, event: Event, *, happened_at: datetime | None = None) -> None:
        """Puts an event on the record, in this transaction; whoever reacts to it hears it before the commit."""
        entry = Entry(
            event=event,
            happened_at=happened_at or self.at,
            person=self.actor.id if self.actor else None,
            party=self.actor.party if self.actor else "parley",
            door=self.door,
        )
        self.entries.append(entry)
        self.unheard.append(event)

    def history(self, subject: str) -> list[Remembered]:
        """All that is on the record about one thing (`action:17`), oldest first; not yet what this request records."""
        return journal.history(self.connection, self.workspace.id, subject)

    def erase(self, number: int, reason: str) -> str:
        """Erases the free texts of an entry of the record, and records that; their fields, empty where there were none."""
        fields = journal.erase(self.connection, self.workspace.id, number)
        if fields:
            self.record(TextsErased(entry=number, fields=fields, reason=Words(reason)))
        return fields

    def appoint(self, administrator: Person, *, keep_zone: bool = False) -> None:
        """Makes someone the administrator who is asked where nobody else is; the first one's zone becomes the workspace's."""
        zone = None if keep_zone else administrator.zone
        workspaces.appoint(self.connection, self.workspace.id, administrator.id, zone)
        self.workspace = replace(self.workspace, administrator=administrator.id, zone=zone or self.workspace.zone)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is taken back when it raises, and what was recorded with it."""
        entries, lanes = len(self.entries), set(self.touched_lanes)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            del self.entries[entries:]
            self.unheard.clear()
            self.touched_lanes.intersection_update(lanes)
            raise


@contextmanager
def unit_of_work(
    database: Database,
    workspace: int,
    *,
    at: datetime,
    door: Door,
    actor: Person | None = None,
    rules: Rules = USUAL,
) -> Iterator[UnitOfWork]:
    """One transaction. It commits when the block ends, the events chained to the record last; or nothing is kept."""
    with database.write() as connection:
        its = workspaces.the_one(connection, workspace)
        uow = UnitOfWork(connection=connection, workspace=its, at=at, door=door, actor=actor, rules=rules)
        yield uow
        journal.append(connection, workspace, uow.entries, at)


@contextmanager
def reading(database: Database, workspace: int, *, at: datetime, rules: Rules = USUAL) -> Iterator[UnitOfWork]:
    """One snapshot to read from, with the same repositories. Nothing is written in it."""
    with database.read() as connection:
        its = workspaces.the_one(connection, workspace)
        yield UnitOfWork(connection=connection, workspace=its, at=at, door=Door.CALENDAR, rules=rules)
