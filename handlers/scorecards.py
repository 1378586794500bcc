"""Scorecards: where the KPIs of a vendor stand, what changed, what is breached."""

from collections.abc import Sequence

from governance.kpis.colours import Colour
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, change, overall
from governance.people import Act
from handlers.kit import shown
from handlers.kit.blocks import Block, esc, header, section
from handlers.kit.feature import Feature
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Report, Request
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

feature = Feature("scorecards")

TOLD_ONE_BY_ONE = 8
LINES = 20


@feature.command(
    "sla status", usage="[vendor]", summary="Every KPI of a vendor with its newest number.", act=Act.SEE_STATUS
)
def status(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, request.text, "/sla status <vendor>")
    readings = _worst_first(uow.kpis.readings([vendor.id], request.today)[vendor.id])
    pages = [readings[first : first + LINES] for first in range(0, len(readings), LINES)]
    verdict = overall(readings)
    return say(
        header(f"KPIs of {vendor.name}"),
        section(shown.verdict(verdict)),
        *[section("\n".join(_line(reading) for reading in page)) for page in pages[:10]],
    )


@feature.in_digest(order=10)
def standing(report: Report, uow: UnitOfWork) -> list[Block]:
    """What needs a look, one line each; what is well, in one line together."""
    readings = _worst_first(report.readings)
    if not readings:
        return [section("*KPIs*\nNone is defined yet.")]
    poor = [reading for reading in readings if reading.colour is not Colour.GREEN]
    well = [esc(reading.definition.name) for reading in readings if reading.colour is Colour.GREEN]
    lines = [_line(reading) for reading in poor[:TOLD_ONE_BY_ONE]]
    if len(poor) > TOLD_ONE_BY_ONE:
        lines.append(f"and {len(poor) - TOLD_ONE_BY_ONE} more; `sla status` shows all")
    if well:
        names = well if len(well) <= TOLD_ONE_BY_ONE else [*well[: TOLD_ONE_BY_ONE - 1], f"{len(well) - 7} more"]
        lines.append(f"{shown.colour(Colour.GREEN)}: {listing(names)}")
    return [section("\n".join([f"*KPIs*: {len(readings)}", *lines]))]


@feature.in_digest(order=20)
def breaches(report: Report, uow: UnitOfWork) -> list[Block]:
    """Breaches that are open, with since when."""
    found = uow.breaches.open_of(report.vendor.id)
    if not found:
        return []
    lines = [
        f"{shown.colour(Colour.RED)} *{esc(its.name)}*, since {period_words(breach.period, its.frequency)}"
        + (f" ({esc(its.clause)})" if its.clause else "")
        for breach, its in found[:TOLD_ONE_BY_ONE]
    ]
    return [section("\n".join([f"*Open breaches*: {len(found)}", *lines]))]


_ORDER = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


def _worst_first(readings: Sequence[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda reading: (_ORDER.index(reading.colour), reading.definition.name))


def _line(reading: Reading) -> str:
    """`Red *Query resolution*, October 2026: worse: 71 % after 80 % (target 90 % or more)`."""
    its, latest = reading.definition, reading.latest
    target = f"target {format_value(its.target, its.unit)} or {'more' if its.direction == 'higher' else 'less'}"
    when = f", {period_words(latest.period, its.frequency)}" if latest and not reading.awaited else ""
    last = ""
    if reading.awaited and latest:
        last = f"; the last was {format_value(latest.value, its.unit)} for {period_words(latest.period, its.frequency)}"
    return f"{shown.colour(reading.colour)} *{esc(its.name)}*{when}: {change(reading).words}{last} ({target})"
