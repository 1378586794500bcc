"""Entries of the record in plain words: what happened, when and when it was recorded, by whom, old and new, and why."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from governance.actions import ActionItem
from governance.bodies import Body
from governance.calendar.working_hours import WorkingHours, country_of
from governance.decisions import Decision
from governance.events import Event
from governance.kpis.definitions import Definition
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.people import Person
from governance.record import days_between, is_late
from governance.sessions import Session
from governance.vendors import Study
from handlers.kit.words import listing, plural
from storage.journal import Remembered
from storage.unit_of_work import UnitOfWork

Fact = tuple[str, str]

PEOPLE = {
    *("owner", "handed_to", "administrator", "person", "sponsor_lead", "vendor_lead", "deputy", "by", "opened_by"),
    *("people", "guests", "invited", "dropped"),
    *("present", "asked", "chairs", "members", "deputies", "deputised", "for_person"),
}
SESSIONS = {"session", "successor", "sessions", "added", "moved", "cancelled", "edited"}
DEFINITIONS = {"definition", "definitions"}
DECISIONS = {"decision", "by_decision", "supersedes", "withdrawn"}
# What an entry is about is said by its heading, but for these, of which a vendor's record has many.
SAID = {"decision", "body", "agenda_item", "agreement"}
NUMBERS = {"value", "claimed", "low", "high", "worst"}
# What only the machine needs, or the heading says already.
SILENT = {
    *("vendor", "workspace", "sequence", "batch", "evidence", "escalation", "offer", "meeting", "slot"),
    *(
        "terms",
        "excusal",
        "upload",
        "feed",
        "schedule",
        "series",
        "singles",
        "poll",
        "cron",
        "replaces",
        "about",
        "deed",
    ),
    *("replaced_by", "token", "reason", "old", "new", "follows", "direction", "content", "starts", "number"),
}
LABELS = {
    "opened_by": "Asked by",
    "due_on": "Due",
    "says": "Answer",
    "in_force": "In force",
    "stems_from": "Stems from",
    "sha256": "SHA-256",
    "proof": "Signed, proven by",
    "agenda_item": "Point",
    "items": "On it",
    "by_decision": "By",
    "supersedes": "Takes the place of",
    "withdrawn": "Taken back",
    "thing": "What",
    "for_person": "For",
    "deputised": "In place of",
    "how": "Noted",
    "digest": "SHA-256",
}
TITLES = {
    "SlaBreached": "Breach opened",
    "KpiProposed": "KPI version proposed",
    "KpiAgreed": "KPI version agreed",
    "KpiDeclined": "KPI version declined",
    "KpiWithdrawn": "KPI withdrawn",
    "KpiDefined": "KPI brought in by an import",
    "ActionItemClosed": "Action item done",
    "BreachLeadsInformed": "Account leads told of the breach",
    "BreachChannelInformed": "Vendor's channel told of the breach",
    "ResultFinal": "Result final",
    "DigestQueued": "Digest posted",
    "SessionsPlaced": "Meetings planned",
    "TextsErased": "Free texts of an entry erased",
    "ClosingUndone": "Closing taken back",
    "InvoiceKept": "Invoice kept",
    "CreditNotified": "Service credit worked out",
    "ThingTransferred": "Handed over",
    "AgendaItemAdded": "Put on the agenda",
    "AgendaItemSettled": "Taken off the agenda, being settled",
    "AgendaItemWithdrawn": "Taken off the agenda",
    "AgendaItemChanged": "Point of the agenda changed",
    "AgendaItemConcluded": "Point of the agenda concluded",
    "AgendaItemReopened": "Point of the agenda open again",
    "SeatsChanged": "Seats of a body changed",
    "NoteUndone": "Note taken back",
    "DecisionReferred": "Decision sent to another body",
    "DecisionCirculated": "Decision asked by mail",
    "DecisionWithdrawn": "Decision taken back",
    "DecisionReinstated": "Decision stands again",
    "DecisionDetailed": "Detail added to a decision",
    "MinutesRewritten": "Minutes edited",
    "MinutesFiled": "Minutes approved by both companies",
    "MinutesCirculated": "Minutes sent to both companies",
    "MinutesDelayed": "Chairs told that minutes wait for approval",
    "AddendumAdded": "Correction added to minutes",
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STEM = re.compile(r"^(action|breach|risk|credit|agreement|decision|session|body|agenda_item):(\d{1,18})$")
# Whose old and new are people.
HANDED = {"ActionItemReassigned", "PlaceVacated", "ThingTransferred", "VendorExecutiveNamed", "VendorLeadNamed"}
PREFIX = {"breach": "B-", "risk": "R-", "credit": "C-", "agreement": "G-"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry in words; moments in `zone`. `days` are the business days between happening and recording."""

    number: int
    title: str
    happened_at: datetime
    recorded_at: datetime
    days: int
    who: str
    party: str
    door: str
    facts: tuple[Fact, ...]
    reason: str
    zone: ZoneInfo

    @property
    def late(self) -> str:
        """What is said of a late entry; empty for any other."""
        return (
            f"late entry: recorded {plural(self.days, 'business day')} after it happened" if is_late(self.days) else ""
        )

    @property
    def what(self) -> str:
        """The facts in one line."""
        return "; ".join(f"{label}: {value}" if label else value for label, value in self.facts)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the numbers in entries are called. Of other vendors there is nothing in it."""

    sponsor: str
    zone: ZoneInfo
    vendors: dict[int, str]
    people: dict[int, Person]
    actions: dict[int, ActionItem]
    sessions: dict[int, Session]
    definitions: dict[int, Definition]
    studies: dict[int, Study]
    hours: WorkingHours
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    bodies: Mapping[int, Body] = field(default_factory=dict)
    points: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def callers(self) -> Mapping[str, Callable[[Any], str]]:
        """By field, what calls its numbers by their names."""
        found: dict[str, Callable[[Any], str]] = dict.fromkeys(PEOPLE, self.person)
        found |= dict.fromkeys(SESSIONS, self.session) | dict.fromkeys(DEFINITIONS, self.kpi)
        found |= dict.fromkeys(DECISIONS, self.decision)
        found |= {"action": self.action, "body": self.body, "agenda_item": self.point, "party": self.party}
        return found | {"breach": "B-{}".format, "agreement": "G-{}".format}

    def party(self, party: str) -> str:
        """The company an entry was made for; a side of the vendor this is about has no number."""
        kind, _, number = party.partition(":")
        if kind == "vendor" and number:
            return self.vendors.get(int(number), "another company")
        if kind == "vendor":
            return listing(sorted(self.vendors.values())) or "the vendor"
        return {"sponsor": self.sponsor, "parley": "Parley itself"}.get(kind, "nobody known")

    def person(self, number: int | None) -> str:
        who = self.people.get(number or 0)
        return who.name if who else ("nobody" if number is None else f"person {number}")

    def action(self, number: int) -> str:
        return self.actions[number].reference if number in self.actions else f"action {number}"

    def session(self, number: int) -> str:
        return self.sessions[number].reference if number in self.sessions else f"session {number}"

    def decision(self, number: int) -> str:
        return self.decisions[number].reference if number in self.decisions else f"decision {number}"

    def body(self, number: int) -> str:
        return self.bodies[number].name if number in self.bodies else f"body {number}"

    def point(self, number: int) -> str:
        return self.points.get(number) or f"point {number}"

    def kpi(self, number: int) -> str:
        its = self.definitions.get(number)
        return f"{its.code} version {its.version}" if its else f"KPI {number}"

    def period(self, period: date, definition: int | None) -> str:
        its = self.definitions.get(definition or 0)
        return period_words(period, its.frequency) if its else _day(period)

    def number(self, value: float | None, definition: int | None) -> str:
        its = self.definitions.get(definition or 0)
        return format_value(value, its.unit if its else "")


def told_of(entries: Sequence[Remembered], vendors: Collection[int], zone: ZoneInfo, uow: UnitOfWork) -> list[Told]:
    """Entries in words, for a reader in this zone who may know of these vendors."""
    names = names_for(entries, vendors, zone, uow)
    return [tell(entry, names) for entry in entries]


def names_for(entries: Sequence[Remembered], vendors: Collection[int], zone: ZoneInfo, uow: UnitOfWork) -> Names:
    """All names that these entries need, looked up at once."""
    events = [entry.event for entry in entries]
    people = _numbers(events, PEOPLE) | _swapped(events) | {entry.person for entry in entries if entry.person}
    points = uow.agenda.some(_numbers(events, {"agenda_item"}) | _stems(events, "agenda_item"))
    return Names(
        sponsor=uow.workspace.name,
        zone=zone,
        # The sponsor's days, not the reader's: what is late is late for everybody.
        hours=WorkingHours(zone=ZoneInfo(uow.workspace.zone), country=country_of(uow.workspace.zone)),
        vendors={its.id: its.name for its in uow.vendors.some(set(vendors)).values()},
        people=uow.people.some(people),
        actions=uow.actions.some(_numbers(events, {"action"}) | _stems(events, "action")),
        sessions={
            its.id: its for its in uow.sessions.some(list(_numbers(events, SESSIONS) | _stems(events, "session")))
        },
        definitions=uow.kpis.some(_numbers(events, DEFINITIONS)),
        studies=uow.vendors.some_studies(_numbers(events, {"study"})),
        decisions=uow.decisions.some(_numbers(events, DECISIONS) | _stems(events, "decision")),
        bodies={its.id: its for its in uow.bodies.of_vendors(set(vendors))},
        points={its.id: its.title for its in points.values()},
    )


def tell(entry: Remembered, names: Names) -> Told:
    """One entry in words."""
    who = names.person(entry.person) if entry.person else names.party(entry.party)
    reason = getattr(entry.event, "reason", None)
    return Told(
        number=entry.number,
        title=title_of(type(entry.event)),
        happened_at=entry.happened_at.astimezone(names.zone),
        recorded_at=entry.recorded_at.astimezone(names.zone),
        days=days_between(entry.happened_at, entry.recorded_at, names.hours),
        who=who,
        party=names.party(entry.party) if entry.person else "",
        door=entry.door,
        facts=tuple(_facts(entry.event, names)),
        reason=reason or "",
        zone=names.zone,
    )


def title_of(kind: type[Event]) -> str:
    """Such as "Due date moved"."""
    words = _CAPITAL.sub(" ", kind.__name__).lower()
    return TITLES.get(kind.__name__) or f"{words[:1].upper()}{words[1:]}".replace("Sla ", "").capitalize()


# --- facts -------------------------------------------------------------------------------------------------------------


def _facts(event: Any, names: Names) -> Iterator[Fact]:
    if hasattr(event, "new"):
        yield "", _change(event, names)
    elif getattr(event, "old", None) is not None:
        yield "Before", _worded("old", event.old, event, names)
    for its in fields(event):
        value = getattr(event, its.name)
        if its.name in SILENT or _is_said(its.name, event) or value in (None, "", ()):
            continue
        yield LABELS.get(its.name, its.name.replace("_", " ").capitalize()), _worded(its.name, value, event, names)


def _is_said(name: str, event: Any) -> bool:
    """Whether the heading says it, or the title beside it."""
    if name == "agenda_item" and hasattr(event, "title"):
        return True
    return name == event.subject_field and name not in PEOPLE | SAID | {"entry"}


def _change(event: Any, names: Names) -> str:
    """Old and new; of what had no old value kept, the new one alone."""
    new = _worded("new", event.new, event, names)
    return f"{_worded('old', event.old, event, names)} → {new}" if hasattr(event, "old") else f"Now {new}"


def _worded(name: str, value: Any, event: Any, names: Names) -> str:
    if name == "items":
        return plural(len(value), "point")
    if isinstance(value, tuple):
        return listing([_worded(name, one, event, names) for one in value])
    definition = getattr(event, "definition", None)
    if name in ("old", "new"):
        return _swap(value, definition, event, names)
    if name == "successor" and hasattr(event, "agenda_item"):
        return "on a later agenda"
    if name in names.callers:
        return names.callers[name](value)
    if name in NUMBERS:
        return names.number(value, definition)
    return _plainly(name, value, definition, names)


def _swap(value: Any, definition: int | None, event: Any, names: Names) -> str:
    if type(event).__name__ in HANDED:
        return names.person(value)
    if isinstance(value, float) or (value is None and definition):
        return names.number(value, definition)
    return _moment(value, names)


def _plainly(name: str, value: Any, definition: int | None, names: Names) -> str:
    match name:
        case "study":
            return names.studies[value].protocol if value in names.studies else f"study {value}"
        case "period" | "month":
            return names.period(value, definition) if name == "period" else f"{value:%B %Y}"
        case "stems_from" | "thing":
            return _stem(value, names)
        case "part":
            return str(value).removesuffix("_id").replace("_", " ")
    return _moment(value, names)


def _moment(value: Any, names: Names) -> str:
    if isinstance(value, datetime):
        return moment_words(value, names.zone)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else _day(value) if isinstance(value, date) else str(value)


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """A moment to the minute, with its zone: what is on record is not "tomorrow"."""
    return f"{short_moment(at, zone)} {zone.key}"


def short_moment(at: datetime, zone: ZoneInfo) -> str:
    """The same where the zone is said beside it."""
    return f"{at.astimezone(zone):%-d %b %Y %H:%M}"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _stem(value: str, names: Names) -> str:
    found = _STEM.match(value)
    if not found:
        return value
    called = {"action": names.action, "decision": names.decision, "session": names.session}
    called |= {"body": names.body, "agenda_item": names.point}
    its = called.get(found[1])
    return its(int(found[2])) if its else f"{PREFIX[found[1]]}{found[2]}"


# --- what is named in them ---------------------------------------------------------------------------------------------


def _numbers(events: Iterable[Any], names: set[str]) -> set[int]:
    """Every number that stands in these fields."""
    values = (getattr(event, name, None) for event in events for name in names)
    found = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    return {one for one in found if isinstance(one, int)}


def _swapped(events: Iterable[Any]) -> set[int]:
    handed = [event for event in events if type(event).__name__ in HANDED]
    return {who for event in handed for who in (event.old, getattr(event, "new", None)) if who}


def _stems(events: Iterable[Any], kind: str) -> set[int]:
    """The numbers of all things of this kind that something stems from, or was made of."""
    named = (str(getattr(event, name, "")) for event in events for name in ("stems_from", "thing"))
    found = (_STEM.match(its) for its in named)
    return {int(its[2]) for its in found if its and its[1] == kind}
