"""Telling a story: writes an imported history down, each thing with the event that says so and the date it happened."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from governance.actions import Draft, State, first_state
from governance.calendar.cadences import last_fire, next_fire
from governance.events import (
    ActionItemClosed,
    ActionItemOpened,
    DigestQueued,
    DigestSubscribed,
    HistoryImported,
    PersonRecognised,
    SessionScheduled,
    StudyAdded,
    VendorAdded,
    VendorLinked,
    Words,
    WorkspaceSetUp,
)
from governance.kpis.definitions import Definition
from governance.kpis.readings import Reading, overall, reading_of
from governance.kpis.results import Result
from governance.people import Person, Role
from governance.refusals import Refusal
from governance.sessions import State as SessionState
from governance.vendors import Vendor
from handlers.kit.importing import Tally, keep, open_breaches
from handlers.kit.mapping import Columns, Mapping
from handlers.kit.story import Company, Meeting, Place, Promise, Someone, Story, Subscription
from storage.unit_of_work import UnitOfWork

MORNING = time(9, tzinfo=UTC)
NO_COLUMNS = Columns(vendor="", period="")


class AlreadyHere(Refusal):
    """{file}: {what} is here already, so this story cannot be told here again. Import it into a new database."""


@dataclass
class Teller:
    """Writes a story down, each thing with the event that says so and the date it happened."""

    uow: UnitOfWork
    story: Story
    people: dict[str, Person] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    studies: dict[str, int] = field(default_factory=dict)

    def tell(self) -> Tally:
        tally = Tally()
        for someone in self.story.people:
            self.people[someone.handle] = self._meet(someone)
        self._appoint()
        for protocol, title in self.story.studies.items():
            self._study(protocol, title)
        for company in self.story.vendors:
            self._vendor(company, tally)
        open_breaches(self.uow, tally)
        for promise in sorted(self.story.actions, key=lambda its: its.opened_on):
            self._action(promise)
        for meeting in sorted(self.story.sessions, key=lambda its: its.starts_at):
            self._session(meeting)
        for subscription in self.story.digests:
            self._digest(subscription)
        self.uow.record(self._imported(tally))
        return tally

    def _imported(self, tally: Tally) -> HistoryImported:
        its = self.story
        lines = tally.results + sum(map(len, (its.people, its.vendors, its.actions, its.sessions, its.digests)))
        return HistoryImported(
            workspace=self.uow.workspace.id, file_sha256=its.sha256, lines=lines, used=lines, unusable=0
        )

    def _when(self, day: date) -> datetime:
        """The morning of a day, never later than now."""
        return min(datetime.combine(day, MORNING), self.uow.at)

    # --- people and vendors ------------------------------------------------------------------------------------------

    def _meet(self, its: Someone) -> Person:
        """Those who act for a vendor are recognised with the vendor, who does not exist yet."""
        known = self.uow.people.by_slack(its.slack)
        role = Role.STRANGER if its.vendor else its.role
        person = known or self.uow.people.meet(its.slack, its.team, its.name, role)
        facts = {"name": its.name, "handle": its.handle, "mail": its.mail, "zone": its.zone, "slack_team": its.team}
        self.uow.people.learn(its.slack, self.uow.at, facts)
        if not its.vendor:
            self._recognise(its, person.id, None, self.story.began)
        return self.uow.people.by_id(person.id)

    def _recognise(self, its: Someone, person: int, vendor: int | None, on: date) -> None:
        self.uow.people.recognise(person, its.role, vendor)
        if vendor:
            self.uow.people.confirm(person, vendor, self._when(on), None)
        event = PersonRecognised(person=person, name=Words(its.name), role=its.role, vendor=vendor)
        self.uow.record(event, happened_at=self._when(on))

    def _appoint(self) -> None:
        if self.uow.workspace.administrator is not None:
            return
        administrator = self.people[self.story.administrator]
        self.uow.appoint(administrator)
        event = WorkspaceSetUp(workspace=self.uow.workspace.id, administrator=administrator.id)
        self.uow.record(event, happened_at=self._when(self.story.began))

    def _study(self, protocol: str, title: str) -> None:
        known = self.uow.vendors.study(protocol)
        study = known or self.uow.vendors.add_study(protocol, title)
        self.studies[protocol] = study.id
        if known is None:
            event = StudyAdded(study=study.id, protocol=protocol, title=Words(title))
            self.uow.record(event, happened_at=self._when(self.story.began))

    def _vendor(self, its: Company, tally: Tally) -> None:
        ours = self.people[its.sponsor_lead].id
        vendor = self.uow.vendors.add(
            name=its.name,
            service=its.service,
            tier=its.tier,
            status=its.status,
            sponsor_lead=ours,
            introduced_at=self._when(its.since),
        )
        if vendor is None:
            raise AlreadyHere(file=self.story.file, what=f"the vendor {its.name}")
        self.vendors[its.name] = vendor
        theirs = self.people[its.vendor_lead].id if its.vendor_lead else None
        event = VendorAdded(
            vendor=vendor.id,
            name=Words(its.name),
            service=Words(its.service),
            tier=its.tier,
            sponsor_lead=ours,
            vendor_lead=theirs,
        )
        self.uow.record(event, happened_at=self._when(its.since))
        self._staff(its, vendor, theirs)
        for place in its.places:
            self._link(place, vendor, its.since)
        self._results(its, tally)

    def _staff(self, its: Company, vendor: Vendor, lead: int | None) -> None:
        if lead:
            self.uow.vendors.set_leads(vendor.id, vendor_side=lead)
        for someone in self.story.people:
            if someone.vendor == its.name:
                person = self.people[someone.handle].id
                self._recognise(someone, person, vendor.id, its.since)
                self.people[someone.handle] = self.uow.people.by_id(person)

    def _link(self, its: Place, vendor: Vendor, on: date) -> None:
        if self.uow.vendors.link_of(its.slack):
            raise AlreadyHere(file=self.story.file, what=f"a vendor with the channel {its.slack}")
        study = self.studies[its.study] if its.study else None
        self.uow.vendors.link(its.slack, vendor.id, study=study, zone=its.zone, shared=its.shared)
        event = VendorLinked(vendor=vendor.id, channel=its.slack, study=study)
        self.uow.record(event, happened_at=self._when(on))

    def _results(self, its: Company, tally: Tally) -> None:
        kpis = tuple(trend.kpi for trend in its.trends)
        mapping = Mapping(
            file=self.story.file,
            columns=NO_COLUMNS,
            rate=None,
            dates=(),
            decimal=".",
            blanks=frozenset(),
            kpis=kpis,
        )
        keep(self.uow, mapping, [result for trend in its.trends for result in trend.results], tally)

    # --- actions, sessions, digests ------------------------------------------------------------------------------------

    def _action(self, its: Promise) -> None:
        opened_at, owner = self._when(its.opened_on), self.people[its.owner]
        draft = Draft(title=its.title, owner_id=owner.id, due_on=its.due_on)
        opener, vendor = self.people[its.opened_by].id, self.vendors[its.vendor].id
        state = first_state(owner.id, opener)
        side = "sponsor" if owner.is_sponsors else "vendor"
        item = self.uow.actions.add(draft, opener, opened_at, state=state, waits_on=side, vendor=vendor)
        event = ActionItemOpened(
            action=item.id,
            vendor=vendor,
            study=None,
            title=Words(item.title),
            owner=owner.id,
            due_on=item.due_on,
            source=None,
            number=item.number,
            opened_by=item.opened_by,
            state=item.state,
        )
        self.uow.record(event, happened_at=opened_at)
        if its.done_on:
            closed_at = self._when(its.done_on)
            self.uow.actions.change(
                item, state=State.DONE, waits_on=None, closed_at=closed_at, closed_by=owner.id, closed_from=item.state
            )
            closed = ActionItemClosed(action=item.id, old=item.state, new=State.DONE)
            self.uow.record(closed, happened_at=closed_at)

    def _session(self, its: Meeting) -> None:
        is_over = its.starts_at + timedelta(minutes=its.minutes) <= self.uow.at
        name = f"parley:{self.uow.workspace.id}:{self.story.sha256}:{its.vendor}:{its.starts_at.isoformat()}"
        session = self.uow.sessions.add(
            vendor_id=self.vendors[its.vendor].id,
            study_id=None,
            kind=its.kind,
            title=its.title,
            starts_at=its.starts_at,
            minutes=its.minutes,
            zone=its.zone,
            uid=f"{uuid5(NAMESPACE_URL, name)}@parley",
            guests=[self.people[guest].id for guest in its.guests],
            state=SessionState.HELD if is_over else SessionState.SCHEDULED,
        )
        event = SessionScheduled(
            session=session.id,
            vendor=session.vendor_id,
            study=None,
            kind=session.kind,
            title=Words(session.title),
            starts_at=session.starts_at,
            minutes=session.minutes,
            zone=session.zone,
            guests=session.guests,
        )
        self.uow.record(event, happened_at=self._when(its.scheduled_on))

    def _digest(self, its: Subscription) -> None:
        link = self.uow.vendors.link_of(its.channel)
        assert link is not None
        schedule = self.uow.schedules.set(
            what="digest",
            channel=its.channel,
            vendor_id=link.vendor_id,
            cron=its.rhythm.cron,
            words=its.rhythm.words,
            zone=its.zone,
            next_fire_at=next_fire(its.rhythm.cron, ZoneInfo(its.zone), self.uow.at),
            by=self.people[its.by].id,
        )
        event = DigestSubscribed(
            schedule=schedule.id, channel=its.channel, vendor=link.vendor_id, cron=schedule.cron, zone=its.zone
        )
        self.uow.record(event, happened_at=self._when(its.since))
        last = last_fire(its.rhythm.cron, ZoneInfo(its.zone), self.uow.at)
        if last and last.date() >= its.since:
            self._posted(its.channel, link.vendor_id, last)

    def _posted(self, channel: str, vendor: int, at: datetime) -> None:
        """The newest digest came before last month's results did, so that the next one has a change to tell."""
        this_month = self.uow.at.date().replace(day=1)
        readings = [_before_last_month(*trend, this_month) for trend in self.uow.kpis.trends(vendor, 36)]
        colour = overall(readings).colour
        standing = {reading.definition.id: str(reading.colour) for reading in readings}
        self.uow.digests.keep(channel=channel, vendor=vendor, at=at, colour=colour, standing=standing)
        self.uow.record(DigestQueued(vendor=vendor, channel=channel, colour=colour, late_by=0), happened_at=at)


def _before_last_month(definition: Definition, results: list[Result], this_month: date) -> Reading:
    end = this_month - timedelta(days=1)
    return reading_of(definition, [its for its in results if its.period < end.replace(day=1)], end)
