"""What the PDF of a pack says, in plain words: scope, roles over time, sessions, breaches to their closure, late entries, and
whether the record holds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.events import TextsErased
from governance.kpis.breaches import Breach
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.people import Person
from governance.sessions import State
from handlers.audit.material import Material, Scope
from handlers.kit.record import Told, moment_words, short_moment
from handlers.kit.words import plural, shortened
from storage.journal import Anchor, Verified

Json = dict[str, Any]
MOST_ROWS = 300  # of one table; the files have them all
STANDS = (
    "Action items, sessions, KPIs, results, breaches, credits and risks are shown as they stood when this was made; the files "
    "beside this one have them all, and journal.csv has every entry with its hash."
)
GONE = frozenset({State.CANCELLED, State.DRAFT})


def data(
    material: Material,
    told: Sequence[Told],
    roles: Sequence[Told],
    asker: Person,
    sponsor: str,
    at: datetime,
    zone: ZoneInfo,
) -> Json:
    """The data of the template, all but the verdict."""
    scope = material.scope
    return {
        "title": f"Audit pack: {scope.vendor.name}",
        "footer": f"{sponsor} and {scope.vendor.name}, made {moment_words(at, zone)}",
        "scope": _scope(scope, asker, sponsor, at, zone),
        "summary": _summary(material, told, at),
        "roles": _roles(roles),
        "parts": [
            _sessions(material, zone),
            _approvals(material, zone),
            _breaches(material, zone),
            _late(told),
            _erased(material, told),
        ],
    }


def verdict(found: Verified, head: Anchor, workspace: int) -> Json:
    """Whether the record holds, in words, and how that can be seen again."""
    digest = head.hash.hex()
    if found.broken:
        words = f"The record is BROKEN at entry {found.broken.number:,}: {found.broken.why}."
    else:
        words = f"The record is whole: all {head.number:,} entries follow from one another."
    return {
        "verdict": words,
        "head": f"The newest entry when this was made is number {head.number:,}. Its hash:",
        "hash": digest,
        "check": f"To check it: python -m bot audit verify --workspace {workspace} --anchor {head.number}:(this hash)",
    }


def _scope(scope: Scope, asker: Person, sponsor: str, at: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    study = f"{scope.study.protocol}; what is of no study holds for all and is in here too" if scope.study else "all"
    return [
        ("Sponsor", sponsor),
        ("Vendor", f"{scope.vendor.name}, {scope.vendor.service or 'service not stated'}, tier {scope.vendor.tier}"),
        ("Study", study),
        ("Days", f"{_day(scope.first)} to {_day(scope.last)}; days and times are those of {zone.key}"),
        ("Made for", f"{asker.name} ({asker.role}), {moment_words(at, zone)}"),
    ]


def _summary(material: Material, told: Sequence[Told], at: datetime) -> list[str]:
    planned = [its for its in material.sessions if its.state not in GONE]
    held = [its for its in planned if its.ends_at <= at]
    cancelled = sum(its.state is State.CANCELLED for its in material.sessions)
    closed = sum(its.closed_at is not None for its in material.breaches)
    told = [its for its in told if material.scope.holds(its.recorded_at)]
    late = sum(bool(its.late) for its in told)
    actions, results = material.actions, material.results
    are = {0: "none of them is late", 1: "1 of them is late"}.get(late, f"{late:,} of them are late")
    record = (
        f"The record has {plural(len(told), 'entry', 'entries')} of these days; {are} (recorded more than two business "
    )
    record += "days after it happened)."
    sessions = (
        f"{plural(len(planned), 'session')} planned, {len(held)} of them over by now; {cancelled or 'none'} cancelled."
    )
    rest = f"{plural(len(material.breaches), 'breach')}, {closed} closed. {plural(len(actions), 'action item')}, "
    rest += f"{sum(its.closed_at is not None for its in actions)} closed. {plural(len(results), 'KPI result')}, "
    rest += f"{sum(its.replaced_by is not None for its in results)} restated since, "
    rest += f"{sum(its.disputed_at is not None for its in results)} disputed at some time."
    return [record, sessions, rest, STANDS]


def _roles(roles: Sequence[Told]) -> Json:
    rows = [[_when(its), its.title, its.what, its.who, its.reason] for its in roles]
    note = "Who was given which role, from the beginning; lead and executive of this vendor."
    return _part("Roles over time", note, ("When", "What", "Old and new", "By", "Why"), (3, 3, 6, 3, 4), rows)


def _sessions(material: Material, zone: ZoneInfo) -> Json:
    rows = [
        [its.reference, short_moment(its.starts_at, zone), str(its.minutes), its.title, str(its.state)]
        for its in sorted(material.sessions, key=lambda its: its.starts_at)
    ]
    heads = ("Session", "When", "Minutes", "What", "State")
    return _part("Sessions planned and held", "", heads, (2, 5, 2, 8, 3), rows)


def _approvals(material: Material, zone: ZoneInfo) -> Json:
    rows = [
        [short_moment(its.given_at, zone), its.name, its.company, its.meaning, its.proof or "not signed"]
        for its in material.approvals
    ]
    note = "Who said yes, for whom and in which words. A signature is what the person proved themselves again for."
    return _part("Approvals", note, ("When", "By", "For", "Meaning", "Signed, proven by"), (3, 3, 3, 8, 4), rows)


def _breaches(material: Material, zone: ZoneInfo) -> Json:
    rows = [_breach(its, material, zone) for its in material.breaches]
    heads = ("Breach", "KPI and period", "Number and limit", "Opened", "Comment", "Action", "Closed")
    return _part("Breaches to their closure", "", heads, (2, 4, 4, 4, 5, 3, 4), rows)


def _breach(its: Breach, material: Material, zone: ZoneInfo) -> list[str]:
    kpi = material.kpi(its.definition_id)
    result = next((one for one in material.results if one.id == its.result_id), None)
    action = next((one for one in material.actions if one.id == its.action_id), None)
    value = format_value(result.value, kpi.unit) if result else "no number"
    return [
        its.reference,
        f"{kpi.code} {kpi.name}, {period_words(its.period, kpi.frequency)}",
        f"{value}, limit {format_value(kpi.red_limit, kpi.unit)}",
        short_moment(its.opened_at, zone),
        shortened(its.comment, 200),
        f"{action.reference}, {action.state}" if action else "none",
        short_moment(its.closed_at, zone) if its.closed_at else "open",
    ]


def _late(told: Sequence[Told]) -> Json:
    late = [its for its in told if its.late]
    rows = [[str(its.number), _when(its), short_moment(its.recorded_at, its.zone), its.title, its.who] for its in late]
    heads = ("Entry", "Happened", "Recorded", "What", "By")
    return _part("Late entries", "", heads, (2, 5, 5, 6, 4), rows)


def _erased(material: Material, told: Sequence[Told]) -> Json:
    """Which reads (erased), and who did that when and why."""
    found = [its for its, entry in zip(told, material.entries, strict=True) if isinstance(entry.event, TextsErased)]
    rows = [[str(its.number), short_moment(its.recorded_at, its.zone), its.what, its.who, its.reason] for its in found]
    note = "What reads (erased) in entries of these days, whenever it was erased, and what was erased in these days."
    return _part("Texts erased", note, ("Entry", "Recorded", "What", "By", "Why"), (2, 5, 5, 3, 5), rows)


def _part(title: str, note: str, heads: Sequence[str], widths: Sequence[int], rows: list[list[str]]) -> Json:
    cut = (
        f"The first {MOST_ROWS} of {len(rows):,}; the files beside this one have them all."
        if len(rows) > MOST_ROWS
        else ""
    )
    words = " ".join(filter(None, (note, cut)))
    return {"title": title, "note": words, "heads": list(heads), "widths": list(widths), "rows": rows[:MOST_ROWS]}


def _when(its: Told) -> str:
    return short_moment(its.happened_at, its.zone)


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
