"""What happens to the workspace and the people in it."""

from dataclasses import dataclass
from datetime import date

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class WorkspaceSetUp(Event):
    subject_field = "workspace"
    workspace: int
    administrator: int


@dataclass(frozen=True, kw_only=True)
class PersonRecognised(Event):
    subject_field = "person"
    person: int
    name: Words
    role: str
    vendor: int | None


@dataclass(frozen=True, kw_only=True)
class PersonRoleChanged(Event):
    """`vendor` is the one they act for from then on; None for the sponsor's people."""

    subject_field = "person"
    person: int
    vendor: int | None
    old: str
    new: str
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class PersonConfirmed(Event):
    """Somebody of the sponsor said that this person works for the vendor."""

    subject_field = "person"
    person: int
    vendor: int


@dataclass(frozen=True, kw_only=True)
class PersonRefused(Event):
    """Somebody of the sponsor said that this person does not work for the vendor."""

    subject_field = "person"
    person: int
    vendor: int


@dataclass(frozen=True, kw_only=True)
class PersonWithdrawn(Event):
    """This person, who worked for the vendor, does so no longer."""

    subject_field = "person"
    person: int
    vendor: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class PersonCompanyChanged(Event):
    """A vendor's person uses the Slack of another company now, so they are to be confirmed again."""

    subject_field = "person"
    person: int
    vendor: int


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Event):
    """They work no more for the company they worked for (None: the sponsor): they use another known one's Slack, or are a guest."""

    subject_field = "person"
    person: int
    vendor: int | None


@dataclass(frozen=True, kw_only=True)
class PersonSettingsChanged(Event):
    """What a person set for themselves; clock times as HH:MM."""

    subject_field = "person"
    person: int
    works_from: str
    works_to: str
    country: str | None
    remind_at: str | None
    away_from: date | None
    away_until: date | None
    deputy: int | None


@dataclass(frozen=True, kw_only=True)
class AwayPlanned(Event):
    subject_field = "person"
    person: int
    first: date | None
    last: date
    deputy: int | None


@dataclass(frozen=True, kw_only=True)
class AwayEnded(Event):
    subject_field = "person"
    person: int


@dataclass(frozen=True, kw_only=True)
class PersonDeparted(Event):
    """They are in Slack no more, or in another company's."""

    subject_field = "person"
    person: int


@dataclass(frozen=True, kw_only=True)
class PersonReturned(Event):
    subject_field = "person"
    person: int


@dataclass(frozen=True, kw_only=True)
class LeavingPlanned(Event):
    subject_field = "person"
    person: int
    last: date


@dataclass(frozen=True, kw_only=True)
class LeavingCancelled(Event):
    subject_field = "person"
    person: int


@dataclass(frozen=True, kw_only=True)
class LastDayPassed(Event):
    """Their last day is over, and with it their part."""

    subject_field = "person"
    person: int


@dataclass(frozen=True, kw_only=True)
class SuccessorNamed(Event):
    """For one kind of what is theirs: see governance.leaving.Kind."""

    subject_field = "person"
    person: int
    kind: str
    successor: int


@dataclass(frozen=True, kw_only=True)
class ThingTransferred(Event):
    """One thing (`action:17`, `definition:4`, `vendor:2`) that was one person's in some `part` is another's."""

    subject_field = "thing"
    thing: str
    part: str
    old: int
    new: int
    reason: Words

    @property
    def subject(self) -> str:
        return str(self.thing)


@dataclass(frozen=True, kw_only=True)
class PlaceVacated(Event):
    """Where somebody led, decided or stood in (`vendor:2`, `person:5`; `part` says as what), nobody does now."""

    subject_field = "thing"
    thing: str
    part: str
    old: int

    @property
    def subject(self) -> str:
        return str(self.thing)


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """What a person wrote and what was known of them is gone: so many texts of the record, and all that stood elsewhere."""

    subject_field = "person"
    person: int
    texts: int
    kept: int
    why: Words
