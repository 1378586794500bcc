"""Every KPI of a vendor with its newest number, and the same for status answers and digests, as short as they need it."""

from collections.abc import Sequence

from governance.kpis.colours import Colour
from governance.kpis.definitions import Party
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, overall
from governance.people import Act
from handlers.kit import shown
from handlers.kit.blocks import Block, esc, header, paragraphs, section
from handlers.kit.finding import the_vendor
from handlers.kit.kpi_lines import kpi_line, more, name_of, of_party
from handlers.kit.kpis_to_come import lines_to_come
from handlers.kit.loop import has_begun, loop_lines
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Report, Request
from handlers.kit.studies import readings_apart
from handlers.kit.words import listing
from handlers.scorecards.register import feature
from storage.unit_of_work import UnitOfWork

MOST = 150


@feature.command(
    "sla status", usage="[vendor]", summary="Every KPI of a vendor with its newest number.", act=Act.SEE_STATUS
)
def status(request: Request, uow: UnitOfWork) -> Reply:
    vendor = the_vendor(request, uow, request.text, "/sla status <vendor>")
    readings = readings_apart(uow.kpis.readings([vendor.id], request.today)[vendor.id], uow)
    return say(
        header(f"KPIs of {vendor.name}"),
        section(shown.verdict(overall(readings))),
        *_lines(of_party(readings, Party.VENDOR)),
        *_ours(of_party(readings, Party.SPONSOR), uow),
        *paragraphs(lines_to_come(vendor, request.today, uow)),
    )


@feature.in_digest(order=10)
def standing(report: Report, uow: UnitOfWork) -> list[Block]:
    """What needs a look, one line each; what is well, in one line together. Each side's work under its own heading."""
    later = lines_to_come(report.vendor, report.today, uow)
    if not report.readings:
        return paragraphs(["*KPIs*", *(later or ["None is defined yet."])])
    theirs, ours = (of_party(report.readings, party) for party in (Party.VENDOR, Party.SPONSOR))
    parts = [("*KPIs*", theirs), (_our_heading(uow), ours)]
    blocks = [
        block
        for heading, its in parts
        if its
        for block in paragraphs([f"{heading}: {len(its)}", *_standing(its, report.lines)])
    ]
    return [*blocks, *paragraphs(later)]


@feature.in_digest(order=20)
def breaches(report: Report, uow: UnitOfWork) -> list[Block]:
    """Breaches that are open, with since when and, where something has happened, how far they are."""
    found = report.breaches
    if not found:
        return []
    # Of a day that is past the record alone tells, and a loop is told of what is so now.
    of_now = found[: report.lines] if report.at == uow.at else ()
    loops = loop_lines(of_now, uow, report.zone, report.today)
    lines = [
        f"{shown.colour(Colour.RED)} {breach.reference} *{name_of(its)}*, since {period_words(breach.period, its.frequency)}"
        + (f" ({esc(its.clause)})" if its.clause else "")
        + (f"\n{loops[breach.id]}" if has_begun(loops.get(breach.id, "")) else "")
        for breach, its in found[: report.lines]
    ]
    return paragraphs([f"*Open breaches*: {len(found)}", *lines, *more(len(found) - report.lines)])


def _standing(readings: Sequence[Reading], most: int) -> list[str]:
    poor = [reading for reading in readings if reading.colour is not Colour.GREEN]
    well = [name_of(reading.definition) for reading in readings if reading.colour is Colour.GREEN]
    lines = [kpi_line(reading) for reading in poor[:most]]
    if len(poor) > most:
        lines.append(f"and {len(poor) - most} more; `sla status` shows all")
    names = well if len(well) <= most else [*well[: most - 1], f"{len(well) - most + 1} more"]
    return [*lines, f"{shown.colour(Colour.GREEN)}: {listing(names)}"] if well else lines


def _lines(readings: Sequence[Reading]) -> list[Block]:
    return paragraphs([*(kpi_line(reading) for reading in readings[:MOST]), *more(len(readings) - MOST)])


def _ours(readings: Sequence[Reading], uow: UnitOfWork) -> list[Block]:
    """The sponsor's own work, which the vendor's colour is not made of."""
    return [section(_our_heading(uow)), *_lines(readings)] if readings else []


def _our_heading(uow: UnitOfWork) -> str:
    return f"*{esc(uow.workspace.name)}'s own KPIs*"
