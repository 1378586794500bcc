"""A story file: a workspace's people, vendors, KPI results, action items and sessions, with dates relative to today.

The format is described at the top of examples/story.toml. Every mistake is one sentence: where, what, what is allowed.
"""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from governance.kpis.numbers import value_of
from governance.kpis.periods import Frequency, period_of, previous
from governance.participants import find
from governance.people import VENDORS, Role
from governance.refusals import Refusal
from governance.sessions import USUAL_MINUTES, Kind
from governance.vendors import TIERS, Status
from handlers.kit.mapping import Kpi, MappingUnreadable, Measurement, WrongMapping
from handlers.kit.mapping.file import read_kpi
from handlers.kit.mapping.tables import Table
from handlers.kit.story_dates import Dates
from handlers.kit.words import Cadence, cadence, listing

MISSING = "-"
RESULTS = 'a list with, for each month, [numerator, denominator], a number, or "-" where none came in'


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person; `vendor` is the name of the vendor they act for, None on the sponsor's side."""

    handle: str
    name: str
    slack: str
    team: str
    mail: str
    zone: str
    role: Role
    vendor: str | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A Slack channel of a vendor; `study` is a protocol number."""

    slack: str
    shared: bool
    zone: str
    study: str | None


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A KPI with its results, oldest first; a period without one is left out."""

    kpi: Kpi
    results: tuple[Measurement, ...]


@dataclass(frozen=True, kw_only=True)
class Company:
    """A vendor with its channels and KPIs. Leads are handles."""

    name: str
    service: str
    tier: int
    status: Status
    since: date
    sponsor_lead: str
    vendor_lead: str | None
    places: tuple[Place, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An action item, open while `done_on` is None. Owner and opener are handles."""

    title: str
    vendor: str
    owner: str
    opened_by: str
    opened_on: date
    due_on: date
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A session, held when it lies behind. `starts_at` is aware, in the zone it is anchored in."""

    vendor: str
    kind: Kind
    title: str
    starts_at: datetime
    zone: str
    minutes: int
    guests: tuple[str, ...]
    scheduled_on: date


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A channel's regular digest."""

    channel: str
    rhythm: Cadence
    zone: str
    by: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything a story file tells. `studies` maps protocol numbers to titles."""

    file: str
    sha256: str
    administrator: str
    began: date
    studies: Mapping[str, str]
    people: tuple[Someone, ...]
    vendors: tuple[Company, ...]
    actions: tuple[Promise, ...]
    sessions: tuple[Meeting, ...]
    digests: tuple[Subscription, ...]


def read_story(path: Path, now: datetime) -> Story:
    """The story in a TOML file as it stands at `now` (aware). Raises WrongMapping or one of its kinds."""
    raw, values = _load(path)
    _check_participants(values, path.name, "the story")
    top = Table(values, file=path.name, place="the story")
    top.only("workspace", "study", "person", "vendor", "action", "session", "digest")
    return _Reader(top, Dates(now)).story(hashlib.sha256(raw).hexdigest())


def _load(path: Path) -> tuple[bytes, object]:
    try:
        raw = path.read_bytes()
        return raw, tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise MappingUnreadable(file=path.name, kind="TOML", why="there is no such file") from error
    except ValueError as error:
        raise MappingUnreadable(file=path.name, kind="TOML", why=" ".join(str(error).split()).rstrip(".")) from error


def _check_participants(value: object, file: str, place: str) -> None:
    """Nothing of a story is kept that could name a participant, and the first place that could is named."""
    found = find(value) if isinstance(value, str) else None
    if found:
        raise WrongMapping(file=file, trouble=f"{place} cannot be used: {found.why}")
    if isinstance(value, dict):
        for key, its in value.items():
            _check_participants(its, file, f"'{key}' in {place}")
    for number, its in enumerate(value, 1) if isinstance(value, list) else ():
        _check_participants(its, file, f"number {number} of {place}")


class _Reader:
    """Reads table by table; what is named must have been introduced before, so people come first."""

    def __init__(self, top: Table, dates: Dates) -> None:
        self.top, self.dates = top, dates
        self.studies = {its.text("protocol"): _study_title(its) for its in _each(top, "study")}
        names = [its.text("name", "the vendor's name") for its in _each(top, "vendor")]
        self.vendor_names = _no_two(top, names, "vendors have the name")
        self.people = tuple(self._someone(its) for its in _each(top, "person"))
        self.handles = _no_two(top, [who.handle for who in self.people], "people have the handle")
        self.vendors = tuple(self._company(its) for its in _each(top, "vendor"))
        every = [place.slack for vendor in self.vendors for place in vendor.places]
        self.channels = _no_two(top, every, "vendors have the channel")

    def story(self, sha256: str) -> Story:
        its = self.top.table("workspace", "a table [workspace]")
        its.only("administrator", "since")
        return Story(
            file=self.top.file,
            sha256=sha256,
            administrator=_known(its, "administrator", self.handles),
            began=self.dates.past(its, "since"),
            studies=self.studies,
            people=self.people,
            vendors=self.vendors,
            actions=tuple(self._promise(one) for one in _each(self.top, "action")),
            sessions=tuple(self._meeting(one) for one in _each(self.top, "session")),
            digests=tuple(self._subscription(one) for one in _each(self.top, "digest")),
        )

    def _someone(self, its: Table) -> Someone:
        its.only("handle", "name", "slack", "team", "mail", "zone", "role", "vendor")
        role = its.choice("role", Role)
        vendor = _known(its, "vendor", self.vendor_names) if "vendor" in its.values else None
        if (role in VENDORS) != (vendor is not None):
            raise its.wrong("vendor", "a vendor to a vendor lead or a vendor member, and to nobody else")
        return Someone(
            handle=its.text("handle", "a short name, such as 'alice'"),
            name=its.text("name"),
            slack=its.text("slack", "the Slack user id, such as 'U0ALICE'"),
            team=its.text("team", "the Slack team id, such as 'T0NORTH'"),
            mail=its.text("mail", "a mail address"),
            zone=self.dates.zone(its),
            role=role,
            vendor=vendor,
        )

    def _company(self, its: Table) -> Company:
        its.only("name", "service", "tier", "status", "since", "sponsor_lead", "vendor_lead", "channel", "kpi")
        tier, name = its.values.get("tier"), its.text("name")
        if tier not in TIERS or isinstance(tier, bool):
            raise its.wrong("tier", listing([str(one) for one in TIERS], "or"))
        return Company(
            name=name,
            service=its.text("service", "a kind of service, such as 'CRO'"),
            tier=int(its.number("tier")),
            status=its.choice("status", Status, Status.ACTIVE),
            since=self.dates.past(its, "since"),
            sponsor_lead=_known(its, "sponsor_lead", self.handles),
            vendor_lead=_known(its, "vendor_lead", self.handles) if "vendor_lead" in its.values else None,
            places=tuple(self._place(one) for one in _each(its, "channel", of=name)),
            trends=self._trends(its, name),
        )

    def _place(self, its: Table) -> Place:
        its.only("slack", "shared", "zone", "study")
        shared = its.values.get("shared", False)
        if not isinstance(shared, bool):
            raise its.wrong("shared", "true or false")
        study = _known(its, "study", self.studies) if "study" in its.values else None
        return Place(slack=its.text("slack"), shared=shared, zone=self.dates.zone(its), study=study)

    def _trends(self, its: Table, vendor: str) -> tuple[Trend, ...]:
        trends = tuple(self._trend(one, vendor) for one in _each(its, "kpi", of=vendor))
        _no_two(its, [trend.kpi.code for trend in trends], f"KPIs of {vendor} have the code")
        return trends

    def _trend(self, its: Table, vendor: str) -> Trend:
        described = {key: value for key, value in its.values.items() if key not in ("newest", "results")}
        kpi = read_kpi(Table(described, file=its.file, place=its.place))
        newest = self.dates.month(its, "newest")
        given = its.values.get("results")
        if not isinstance(given, list) or not given:
            raise its.wrong("results", RESULTS)
        periods = _back_from(period_of(newest, kpi.frequency), kpi.frequency)
        pairs = [(period, one) for period, one in zip(periods, reversed(given), strict=False) if one != MISSING]
        return Trend(kpi=kpi, results=tuple(_result(its, kpi, vendor, *pair) for pair in reversed(pairs)))

    def _promise(self, its: Table) -> Promise:
        its.only("title", "vendor", "owner", "opened_by", "opened", "due", "done")
        opened_on = self.dates.past(its, "opened")
        done_on = self.dates.past(its, "done") if "done" in its.values else None
        if done_on and done_on < opened_on:
            raise its.wrong("done", "a day from the day it was opened on")
        return Promise(
            title=its.text("title", "what is to be done"),
            vendor=_known(its, "vendor", self.vendor_names),
            owner=_known(its, "owner", self.handles),
            opened_by=_known(its, "opened_by", self.handles),
            opened_on=opened_on,
            due_on=self.dates.day(its, "due"),
            done_on=done_on,
        )

    def _meeting(self, its: Table) -> Meeting:
        its.only("vendor", "kind", "title", "starts", "zone", "minutes", "guests", "scheduled")
        vendor, kind = _known(its, "vendor", self.vendor_names), its.choice("kind", Kind)
        guests = its.texts("guests")
        unknown = next((guest for guest in guests if guest not in self.handles), None)
        if unknown:
            raise its.wrong("guests", f"people of the story: {listing(sorted(self.handles))}")
        return Meeting(
            vendor=vendor,
            kind=kind,
            title=its.text_or("title", f"{kind.capitalize()} with {vendor}"),
            starts_at=self.dates.moment(its, "starts"),
            zone=self.dates.zone(its),
            minutes=int(its.not_negative("minutes", USUAL_MINUTES[kind])),
            guests=guests,
            scheduled_on=self.dates.past(its, "scheduled"),
        )

    def _subscription(self, its: Table) -> Subscription:
        its.only("channel", "cadence", "zone", "by", "since")
        try:
            rhythm = cadence(its.text("cadence"))
        except Refusal as trouble:
            raise WrongMapping(file=its.file, trouble=f"'cadence' in {its.place}: {trouble}".rstrip(".")) from None
        return Subscription(
            channel=_known(its, "channel", self.channels),
            rhythm=rhythm,
            zone=self.dates.zone(its),
            by=_known(its, "by", self.handles),
            since=self.dates.past(its, "since"),
        )


# --- small readings ----------------------------------------------------------------------------------------------------


def _each(table: Table, key: str, *, of: str = "") -> list[Table]:
    """The tables [[key]], each knowing where it stands."""
    found = table.values.get(key, [])
    if not isinstance(found, list):
        raise table.wrong(key, f"one table [[{key}]] for each")
    name, owner = (f"vendor.{key}", f" of {of}") if of else (key, "")
    return [
        Table(one, file=table.file, place=f"[[{name}]] number {number}{owner}") for number, one in enumerate(found, 1)
    ]


def _study_title(its: Table) -> str:
    its.only("protocol", "title")
    return its.text("title")


def _known(its: Table, key: str, known: Collection[str]) -> str:
    allowed = f"one of {listing(sorted(known), 'or')}" if known else "nothing: the story has none"
    said = its.text(key, allowed)
    if said not in known:
        raise its.wrong(key, allowed)
    return said


def _no_two(top: Table, names: list[str], trouble: str) -> set[str]:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise WrongMapping(file=top.file, trouble=f"two {trouble} '{twice}'; each needs its own")
    return set(names)


def _back_from(period: date, frequency: Frequency) -> Iterator[date]:
    while True:
        yield period
        period = previous(period, frequency)


def _result(its: Table, kpi: Kpi, vendor: str, period: date, given: object) -> Measurement:
    numerator = denominator = value = None
    if isinstance(given, list) and len(given) == 2 and all(_is_number(one) for one in given):
        numerator, denominator = float(given[0]), float(given[1])
        value = value_of(numerator, denominator, kpi.unit)
    elif _is_number(given):
        value = float(str(given))
    else:
        raise its.wrong("results", RESULTS)
    return Measurement(
        kpi=kpi.code,
        vendor=vendor,
        study=None,
        period=period,
        numerator=numerator,
        denominator=denominator,
        value=value,
        lines=1,
    )


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)
