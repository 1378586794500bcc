"""What a pre-read says, in plain words: agenda, KPI trends, breaches to their closure, actions, decisions, turnaround."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance.actions import ActionItem, State
from governance.decisions import Decision
from governance.kpis.colours import Colour
from governance.kpis.definitions import Direction
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading
from governance.kpis.results import Result, short_words
from governance.people import Person
from governance.sessions import Session
from handlers.agendas.cards import carried_words, minutes_line
from handlers.agendas.turnarounds import explained, turnaround_rows
from handlers.kit.agenda import withheld_of
from handlers.kit.blocks import without_marks
from handlers.kit.drawing_up import Drawn, agenda_of_session
from handlers.kit.loop import loop_lines
from handlers.kit.record import moment_words
from handlers.kit.reporting import report_of
from handlers.kit.requests import Report
from handlers.kit.trends import WORST_FIRST
from handlers.kit.words import days_late_words, plural
from storage.actions import Sought
from storage.unit_of_work import UnitOfWork

Json = dict[str, Any]
MONTHS, BEFORE = 24, timedelta(days=90)
MOST_KPIS, MOST_ROWS = 40, 100
COLOURS = {Colour.GREEN: "green", Colour.AMBER: "amber", Colour.RED: "red", Colour.GREY: "grey"}


def data(session: Session, zone: ZoneInfo, uow: UnitOfWork) -> Json:
    """The data of the template."""
    vendor, since = uow.vendors.by_id(session.vendor_id), last_held(session, uow)
    report = report_of(vendor, uow.at, zone, uow, public=True, periods=MONTHS)
    drawn, withheld = agenda_of_session(session, uow), withheld_of(vendor.id, uow).stems
    guests = uow.people.some({*session.guests, *(its.owner_id for its in drawn.items if its.owner_id)})
    kpis = _kpis(report)
    return {
        "title": f"Pre-read: {session.title}",
        "footer": f"{uow.workspace.name} and {vendor.name}, made {moment_words(uow.at, zone)}",
        "head": _head(session, guests, zone, uow.workspace.name, vendor.name),
        "planned": minutes_line(drawn),
        "agenda": _agenda(drawn, guests),
        "kpis": kpis[:MOST_KPIS],
        "kpis_more": _more(len(kpis) - MOST_KPIS, "KPI"),
        "since": f"since {_day(since.astimezone(zone).date())}",
        "breaches": _breaches(report, session, since, zone, uow),
        **_actions(report.today, vendor.id, withheld, since, uow),
        "decisions": [_decision(its) for its in uow.decisions.since(vendor.id, since)[-MOST_ROWS:]],
        "waiting": [_decision(its) for its in uow.decisions.waiting(vendor.id)[:MOST_ROWS]],
        "turnaround": turnaround_rows(session, zone, uow),
        "sides": [uow.workspace.name, vendor.name],
        "explained": explained(),
    }


def last_held(session: Session, uow: UnitOfWork) -> datetime:
    """When the session before of this kind began; a quarter ago where there was none."""
    past = uow.sessions.past(session.vendor_id, uow.at - 4 * BEFORE, min(uow.at, session.starts_at))
    held = [its.starts_at for its in past if its.kind is session.kind and its.id != session.id and its.was_held]
    return max(held, default=uow.at - BEFORE)


def _head(
    session: Session, people: Mapping[int, Person], zone: ZoneInfo, sponsor: str, vendor: str
) -> list[tuple[str, str]]:
    theirs = [people[who].name for who in session.guests if who in people and not people[who].is_sponsors]
    ours = [people[who].name for who in session.guests if who in people and people[who].is_sponsors]
    return [
        ("Session", f"{session.reference}, {session.kind}"),
        ("When", f"{moment_words(session.starts_at, zone)}, {plural(session.minutes, 'minute')}"),
        (sponsor, ", ".join(ours) or "nobody yet"),
        (vendor, ", ".join(theirs) or "nobody yet"),
    ]


def _agenda(drawn: Drawn, people: Mapping[int, Person]) -> list[list[str]]:
    return [
        [
            str(its.position),
            its.title + (f" (carried over {carried_words(its.carried)})" if its.carried else ""),
            its.kind.capitalize(),
            people[its.owner_id].name if its.owner_id in people and its.owner_id else "",
            str(its.minutes),
        ]
        for its in drawn.items
    ]


def _more(count: int, noun: str) -> str:
    return f"{plural(count, f'more {noun}')} not shown." if count > 0 else ""


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


# --- KPIs -----------------------------------------------------------------------------------------------------------------------


def _kpis(report: Report) -> list[Json]:
    """Those first that most need a look."""
    stands = {its.definition.id: its for its in report.readings}
    known = [(stands[its.id], results) for its, results in report.trends if results]
    known.sort(key=lambda its: (WORST_FIRST.index(its[0].colour), its[0].definition.name))
    return [_kpi(reading, results) for reading, results in known]


def _kpi(reading: Reading, results: Sequence[Result]) -> Json:
    its, newest = reading.definition, results[-1]
    late = f"; no number for {period_words(reading.awaited, its.frequency)} yet" if reading.awaited else ""
    better = "or more" if its.direction is Direction.HIGHER else "or less"
    return {
        "name": its.name,
        "colour": COLOURS[reading.colour],
        "words": f"{reading.colour.capitalize()}: {short_words(newest, its)} in {period_words(newest.period, its.frequency)}{late}",
        "aim": f"target {format_value(its.target, its.unit)} {better}",
        "span": f"{period_words(results[0].period, its.frequency)} to {period_words(newest.period, its.frequency)}",
        **_line(results, its.target),
    }


def _line(results: Sequence[Result], target: float) -> Json:
    """The course in a box one wide and one high: each point with its colour, the height of the target."""
    values = [its.value for its in results if its.value is not None]
    low, high = min([*values, target]), max([*values, target])
    reach, wide = (high - low) or 1.0, max(len(results) - 1, 1)
    points = [
        [round(place / wide, 4), round((its.value - low) / reach, 4), COLOURS[its.colour]]
        for place, its in enumerate(results)
        if its.value is not None
    ]
    return {"points": points, "target": round((target - low) / reach, 4)}


# --- breaches, actions, decisions ---------------------------------------------------------------------------------------------


def _breaches(report: Report, session: Session, since: datetime, zone: ZoneInfo, uow: UnitOfWork) -> list[list[str]]:
    """Each from red to green in one line; those that are open, then those closed since the last session."""
    closed = [one for one in uow.breaches.closed_since(session.vendor_id, since) if not one[0].was_never_told]
    found = [*report.breaches, *closed][:MOST_ROWS]
    lines = loop_lines(found, uow, zone, report.today)
    return [[its.reference, without_marks(lines[its.id])] for its, _ in found]


def _actions(today: date, vendor: int, withheld: frozenset[str], since: datetime, uow: UnitOfWork) -> Json:
    """Those overdue first, as they come by due date; then those done since the last session."""
    of_it = Sought(vendor=vendor)
    found = [its for its in uow.actions.page(of_it, most=MOST_ROWS) if f"action:{its.id}" not in withheld]
    done = [its for its in uow.actions.closed_since(vendor, since, MOST_ROWS) if its.state is not State.CANCELLED]
    owners = uow.people.some({its.owner_id for its in (*found, *done)})
    there_are = uow.actions.count(of_it) if len(found) == MOST_ROWS else len(found)
    return {
        "actions": [_action(its, owners, today) for its in found],
        "actions_more": _more(there_are - len(found), "open action item"),
        "overdue": f"{plural(len(found), 'open action item')} below, {sum(bool(its.days_late(today)) for its in found)} overdue.",
        "done": [[its.reference, its.title, _name(its, owners), str(its.state)] for its in done],
    }


def _action(its: ActionItem, owners: Mapping[int, Person], today: date) -> list[str]:
    due = _day(its.due_on) + (f", {days_late_words(its.due_on, today)}" if its.days_late(today) else "")
    return [its.reference, its.title, _name(its, owners), due]


def _name(its: ActionItem, owners: Mapping[int, Person]) -> str:
    return owners[its.owner_id].name if its.owner_id in owners else ""


def _decision(its: Decision) -> list[str]:
    when = _day(its.decided_at.date()) if its.decided_at else f"waits since {_day(its.raised_at.date())}"
    return [its.reference, its.outcome, str(its.state), when]
