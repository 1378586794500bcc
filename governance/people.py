"""People, the parties they act for, and the one table of who may do what. Nothing else in the house decides permission."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.calendar.working_hours import WorkingHours, country_of


class Role(StrEnum):
    """What a person is to Parley. Everything a person does, they do for a party: the sponsor or one vendor."""

    ADMINISTRATOR = "administrator"
    VENDOR_MANAGER = "vendor manager"
    EXECUTIVE = "executive"
    MEMBER = "member"
    QUALITY = "quality"
    VENDOR_LEAD = "vendor lead"
    VENDOR_MEMBER = "vendor member"
    STRANGER = "stranger"


MANAGERS = frozenset({Role.ADMINISTRATOR, Role.VENDOR_MANAGER})
KEEPERS = MANAGERS | {Role.EXECUTIVE, Role.MEMBER}  # the sponsor's people who change things
READERS = frozenset({Role.QUALITY})  # those who read and audit, and change nothing but their own settings
SPONSORS = KEEPERS | READERS
VENDORS = frozenset({Role.VENDOR_LEAD, Role.VENDOR_MEMBER})
BOTH = SPONSORS | VENDORS
DOERS = KEEPERS | VENDORS


class Act(StrEnum):
    """What can be done; each value completes "You cannot ... here"."""

    READ_HELP = "read the help"
    SET_UP = "set Parley up"
    SEE_STATUS = "see a vendor's status"
    SEE_VENDORS = "see the list of vendors"
    KEEP_VENDORS = "add or link vendors"
    SEE_PEOPLE = "see who is known"
    KEEP_PEOPLE = "change people's roles"
    AUDIT = "see the record"
    PACK_RECORD = "take a vendor's record along"
    CONFIRM_PEOPLE = "confirm who works for a vendor"
    DIAGNOSE = "see what is connected and what failed"
    SEE_ACTIONS = "see action items"
    KEEP_ACTIONS = "add or close action items"
    ESCALATE_ACTIONS = "escalate action items or put them on hold"
    EXPORT_ACTIONS = "export action items"
    SEND_FILES = "send me files"
    KEEP_OWN_SETTINGS = "change your own settings"
    NAME_SUCCESSORS = "say that a colleague leaves"
    SEE_SESSIONS = "see sessions"
    ANSWER_FOR_ONESELF = "answer invitations"
    SCHEDULE_SESSIONS = "schedule sessions"
    READ_DIGESTS = "ask for a digest"
    POST_DIGESTS = "post a digest to a channel"
    AGREE_KPIS = "define KPIs or agree to them"
    SUBSCRIBE_DIGESTS = "subscribe a channel to digests"
    REPORT_RESULTS = "report results"
    ANSWER_RESULTS = "accept or dispute results"
    KEEP_TOKENS = "make tokens that send results"
    COMPARE_VENDORS = "compare vendors"
    PUT_ON_AGENDA = "put something on the agenda"
    SEE_BREACHES = "see breaches"
    ANSWER_BREACHES = "answer for breaches"
    KEEP_INVOICES = "keep invoices"
    SEE_CREDITS = "see service credits"
    ANSWER_CREDITS = "decide on service credits"
    SEE_RISKS = "see risks"
    KEEP_RISKS = "decide on risks"
    KEEP_BODIES = "say who meets and what they may decide"
    RUN_SESSIONS = "start or end sessions"
    NOTE_IN_SESSIONS = "note down what a session comes to"
    SEE_DECISIONS = "see decisions"
    SEE_MINUTES = "read minutes"
    KEEP_MINUTES = "edit or approve minutes"
    SEE_AGREEMENTS = "see agreements"
    KEEP_AGREEMENTS = "keep agreements"


ALLOWED: dict[Act, frozenset[Role]] = {
    Act.READ_HELP: frozenset(Role),
    Act.SET_UP: KEEPERS,
    # Reading: BOTH companies, of the sponsor's people also those who audit.
    Act.SEE_STATUS: BOTH,
    Act.SEE_VENDORS: SPONSORS,
    Act.SEE_PEOPLE: BOTH,
    Act.DIAGNOSE: SPONSORS,
    Act.SEE_ACTIONS: BOTH,
    Act.EXPORT_ACTIONS: BOTH,
    Act.SEE_SESSIONS: BOTH,
    Act.READ_DIGESTS: BOTH,
    Act.COMPARE_VENDORS: SPONSORS,
    Act.SEE_BREACHES: BOTH,
    Act.SEE_CREDITS: BOTH,
    Act.SEE_RISKS: BOTH,
    Act.SEE_DECISIONS: BOTH,
    Act.SEE_MINUTES: BOTH,
    Act.SEE_AGREEMENTS: BOTH,
    Act.AUDIT: BOTH,
    Act.PACK_RECORD: SPONSORS,
    # What is about oneself.
    Act.KEEP_OWN_SETTINGS: BOTH,
    Act.ANSWER_FOR_ONESELF: BOTH,
    # Changing: never those who audit.
    Act.KEEP_VENDORS: KEEPERS,
    Act.CONFIRM_PEOPLE: KEEPERS,
    Act.KEEP_PEOPLE: MANAGERS | {Role.VENDOR_LEAD},  # whose role follows from the person: governance.roles
    Act.NAME_SUCCESSORS: KEEPERS | {Role.VENDOR_LEAD},
    Act.KEEP_ACTIONS: DOERS,
    Act.ESCALATE_ACTIONS: DOERS,
    Act.SEND_FILES: DOERS,
    Act.SCHEDULE_SESSIONS: KEEPERS | {Role.VENDOR_LEAD},
    Act.POST_DIGESTS: DOERS,
    Act.SUBSCRIBE_DIGESTS: KEEPERS,
    Act.AGREE_KPIS: KEEPERS | {Role.VENDOR_LEAD},
    Act.REPORT_RESULTS: DOERS,
    Act.ANSWER_RESULTS: DOERS,
    Act.KEEP_TOKENS: KEEPERS | {Role.VENDOR_LEAD},
    Act.PUT_ON_AGENDA: DOERS,
    Act.ANSWER_BREACHES: DOERS,
    Act.KEEP_INVOICES: KEEPERS,
    Act.ANSWER_CREDITS: DOERS,  # what each side may decide follows from the credit: governance.kpis.credits.WHOSE
    Act.KEEP_RISKS: DOERS,
    Act.KEEP_BODIES: KEEPERS | {Role.VENDOR_LEAD},
    Act.RUN_SESSIONS: DOERS,  # its chairs: governance.bodies
    Act.NOTE_IN_SESSIONS: DOERS,
    Act.KEEP_MINUTES: DOERS,
    Act.KEEP_AGREEMENTS: KEEPERS,
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone Parley knows. `vendor_id` is the vendor they work for; None for the sponsor's people and for strangers."""

    id: int
    name: str
    role: Role
    vendor_id: int | None = None
    slack_user: str | None = None
    slack_team: str | None = None
    enterprise_id: str | None = None
    confirmed_at: datetime | None = None
    refused_for: int | None = None
    mail: str | None = None
    zone: str | None = None
    locale: str | None = None
    slack_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    country: str | None = None
    works_from: time | None = None
    works_to: time | None = None
    remind_at: time | None = None
    away_from: date | None = None
    away_until: date | None = None
    deputy_id: int | None = None
    next_reminder_at: datetime | None = None
    reminded_on: date | None = None
    left_at: datetime | None = None
    leaves_on: date | None = None

    @property
    def is_sponsors(self) -> bool:
        """Whether they act for the sponsor."""
        return self.role in SPONSORS

    @property
    def awaits(self) -> bool:
        """Whether nobody of the sponsor has confirmed yet that they work for the vendor whose Slack they use. Who has no Slack was
        named with their address, and nobody else comes by it."""
        return self.role in VENDORS and self.confirmed_at is None and self.slack_user is not None

    @property
    def is_gone(self) -> bool:
        """Whether their part has ended: they have left, or do not work for the vendor (any more)."""
        return self.left_at is not None or self.refused_for is not None

    @property
    def is_there(self) -> bool:
        """Whether they may hear of matters and take them over: nobody who is gone, of a vendor's people those confirmed."""
        return not self.is_gone and not self.awaits

    @property
    def side(self) -> str:
        """The company whose matters are theirs or were: the party, and of who works for a vendor no longer that vendor's."""
        return f"vendor:{self.refused_for}" if self.refused_for else self.party

    @property
    def party(self) -> str:
        """For the record: `sponsor`, `vendor:7` or `stranger`."""
        if self.is_sponsors:
            return "sponsor"
        return f"vendor:{self.vendor_id}" if self.vendor_id else "stranger"

    def is_away(self, day: date) -> bool:
        """Whether they said that they are away that day, the first and the last included; or are gone."""
        if self.is_gone:
            return True
        if self.away_until is None or day > self.away_until:
            return False
        return self.away_from is None or day >= self.away_from

    def hours(self, zone: str) -> WorkingHours:
        """When they work; `zone` is for those whose own is unknown. Their country's holidays, which their zone tells."""
        its = self.zone or zone
        return WorkingHours(
            zone=ZoneInfo(its),
            country=self.country or country_of(its),
            begin=self.works_from or WorkingHours.begin,
            end=self.works_to or WorkingHours.end,
        )


def may(person: Person, act: Act) -> bool:
    """Whether the table lets this person's role do this."""
    return person.role in ALLOWED[act]


def sees(person: Person, vendor_id: int | None) -> bool:
    """Whether a vendor's matters are theirs to see: all to the sponsor, only its own to a vendor, none to a stranger."""
    if person.is_sponsors:
        return True
    return vendor_id is not None and person.vendor_id == vendor_id


def who_can(act: Act, asker: Person | None = None) -> str:
    """For a refusal: who to ask."""
    roles = ALLOWED[act]
    if act is Act.SET_UP:
        return "A Slack administrator of the sponsor's workspace"
    if roles <= MANAGERS | VENDORS:
        return "An administrator, a vendor manager or the vendor's account lead"
    if asker is not None and asker.role in READERS:
        return "The account leads and their teams"
    if roles >= DOERS:
        return "The people named by the sponsor's account lead"
    return "The sponsor's people, or your account lead" if Role.VENDOR_LEAD in roles else "The sponsor's people"
