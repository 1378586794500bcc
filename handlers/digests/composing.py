"""A digest as people read it: what changed and what waits first, then where things stand; one line when nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from governance.digests import DEPTHS, Depth, Digest, Seen, Update
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition, Party
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.readings import Reading, overall
from governance.kpis.results import ResultState
from governance.people import Person
from governance.vendors import Vendor
from handlers.digests.waiting import what_waits
from handlers.kit import shown
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    header,
    one_way,
    paragraphs,
    picture,
    section,
)
from handlers.kit.charts import Picture, alt_text
from handlers.kit.kpi_lines import kpi_line, more, of_party
from handlers.kit.replies import Message
from handlers.kit.requests import Report
from handlers.kit.trends import WORST_FIRST
from handlers.kit.usage import as_they_type
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

LATE_MINUTES = 10
DISPUTE = "result.dispute"
LONGEST_LIST = 60
NAME = 80


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that one digest is made of: where things stand, what the one before showed, and what came in since it was posted."""

    report: Report
    before: Digest | None = None
    updates: Sequence[Update] = ()
    reader: Person | None = None  # None where a whole channel reads
    late: int = 0
    words: str = ""  # when it comes, for the first one
    drawn: Picture | None = None

    @property
    def depth(self) -> Depth:
        return depth_of(self.report.vendor)

    def with_picture(self, drawn: Picture | None) -> "Told":
        return replace(self, drawn=drawn)

    @property
    def quiet(self) -> bool:
        """Nothing is new since the one before."""
        return self.before is not None and not self.updates and not _recoloured(self) and not new_numbers(self)


def depth_of(vendor: Vendor) -> Depth:
    """As deep as the vendor matters."""
    return DEPTHS[vendor.tier]


def message(told: Told, uow: UnitOfWork) -> Message:
    """The whole message, its buttons last."""
    blocks = [*body(told, uow), _buttons(told)]
    if told.before is None and told.words:
        blocks.append(context(_how_to_change(told)))
    return Message(tuple(blocks))


def body(told: Told, uow: UnitOfWork) -> list[Block]:
    """What there is to read, without the buttons."""
    verdict = shown.verdict(overall(told.report.readings))
    late = (
        [context(f"This digest comes {how_long(told.late)} late: I was not running when it was due.")]
        if told.late
        else []
    )
    if told.quiet:
        return [
            section(f"*{esc(told.report.vendor.name)}*: {_nothing_new(told)} {verdict}"),
            *_waiting(told, uow),
            *late,
        ]
    return [
        header(f"SLA digest: {told.report.vendor.name}"),
        section("\n".join([verdict, *_updated(told)])),
        section(_changes(told)),
        *_waiting(told, uow),
        *_parts(told.report, uow),
        *([picture(alt_text(told.drawn))] if told.drawn else []),
        *late,
    ]


def has_details(told: Told) -> bool:
    """Whether there is more to say in the thread: not where nothing is new, nor where the vendor's tier asks for less."""
    return told.depth.thread and not told.quiet and bool(told.report.readings)


def details(told: Told, uow: UnitOfWork) -> Message | None:
    """Every KPI, for the thread."""
    theirs, ours = (of_party(told.report.readings, party) for party in (Party.VENDOR, Party.SPONSOR))
    if not has_details(told):
        return None
    lines = [kpi_line(reading) for reading in theirs[:LONGEST_LIST]] + more(len(theirs) - LONGEST_LIST)
    lines += [f"*{esc(uow.workspace.name)}'s own KPIs*"] if ours else []
    lines += [kpi_line(reading) for reading in ours[:LONGEST_LIST]] + more(len(ours) - LONGEST_LIST)
    return Message(tuple(paragraphs(["*All KPIs*", *lines])))


def new_numbers(told: Told) -> list[Reading]:
    """The KPIs whose newest result the digest before did not show."""
    known = set(told.before.shown.values()) if told.before else set()
    return [its for its in told.report.readings if its.latest and its.latest.id not in known]


def how_long(minutes: int) -> str:
    if minutes < 120:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // 1440, "day")


# --- its parts -------------------------------------------------------------------------------------------------------


def _parts(report: Report, uow: UnitOfWork) -> list[Block]:
    """What the features tell, each in its place."""
    from handlers import registry

    return [block for part in registry().report_sections() for block in part(report, uow)]


def _waiting(told: Told, uow: UnitOfWork) -> list[Block]:
    lines = what_waits(told.report, told.reader, uow)
    return [section("\n".join(lines))] if lines else []


def _nothing_new(told: Told) -> str:
    assert told.before is not None
    return f"nothing new since {_day(told.before.queued_at, told)}."


def _changes(told: Told) -> str:
    """What is different from the digest before, each KPI that has another colour in a line."""
    if told.before is None:
        return "*Changes*\nThis is the first digest here."
    lines = [
        f"*{_name(reading.definition.name)}*: {_colour(old)} → {shown.colour(reading.colour)}"
        for reading, old in _recoloured(told)
    ]
    lines = lines[: told.depth.lines] + more(len(lines) - told.depth.lines)
    same = len(new_numbers(told)) - len(lines)
    since = _day(told.before.queued_at, told)
    if not lines:
        return f"*Changes since {since}*\nNo colour has changed. New numbers: {plural(same, 'KPI')}."
    return "\n".join([f"*Changes since {since}*", *lines])


def _recoloured(told: Told) -> list[tuple[Reading, str | None]]:
    """Each KPI that stands otherwise than the digest before showed it, the worst first, with the colour it had there."""
    if told.before is None:
        return []
    was = told.before.standing
    found = [(its, was.get(its.definition.id)) for its in told.report.readings]
    changed = [(its, old) for its, old in found if old != its.colour]
    return sorted(changed, key=lambda pair: (WORST_FIRST.index(pair[0].colour), pair[0].definition.name))


def _updated(told: Told) -> list[str]:
    """`Updated 9 Jun 13:00: eTMF filing: Grey, no number → Green 97 %`, a line a minute; the newest where there are many."""
    kpis = {its.definition.id: its.definition for its in told.report.readings}
    updates = [its for its in told.updates if its.definition in kpis]
    newest = updates[-told.depth.lines :]
    lines = []
    for minute, group in groupby(newest, key=lambda its: its.at.replace(second=0, microsecond=0)):
        said = "; ".join(_turn(its, kpis[its.definition]) for its in group)
        lines.append(f"*Updated {shown.moment(minute, told.report.zone)}*: {said}")
    return lines + more(len(updates) - len(newest))


def _turn(its: Update, kpi: Definition) -> str:
    was = _seen(its.was, kpi, its.now.period) if its.was else "new"
    return f"{_name(kpi.name)}: {was} → {_seen(its.now, kpi, None if its.was is None else its.was.period)}"


def _seen(its: Seen, kpi: Definition, beside: date | None) -> str:
    """With its period, where the number beside it is of another one."""
    value = "no number" if its.value is None else esc(format_value(its.value, kpi.unit))
    apart = its.period and beside and its.period != beside
    when = f" for {period_words(its.period, kpi.frequency)}" if its.period and apart else ""
    return f"{shown.colour(Colour(its.colour))}, {value}{when}{', disputed' if its.disputed else ''}"


def _buttons(told: Told) -> Block:
    vendor = told.report.vendor
    row = [button("Open", "again", f'sla status "{vendor.name}"', style="primary", label=f"All KPIs of {vendor.name}")]
    if dispute := _dispute(told.report.readings):
        row.append(dispute)
    return actions(
        *row,
        button("Add an action", "again", "action add"),
        button("Put on the agenda", "digests.agenda", vendor.id),
        button("Snooze", "digests.snooze", vendor.id, label="Snooze: to me again tomorrow"),
    )


def _dispute(readings: Sequence[Reading]) -> Block | None:
    """About the worst number that can still be disputed, where somebody answers for disputes."""
    from handlers import registry

    open_ = [its for its in readings if its.latest and its.latest.state is ResultState.SUBMITTED]
    poor = [its for its in open_ if its.colour in (Colour.RED, Colour.AMBER)]
    worst = min(poor, key=lambda its: (WORST_FIRST.index(its.colour), its.definition.name), default=None)
    if DISPUTE not in registry().buttons or worst is None or worst.latest is None:
        return None
    return button("Dispute", DISPUTE, worst.latest.id, label=f"Dispute {cut(worst.definition.name, 60)}")


def _how_to_change(told: Told) -> str:
    lines = "`/digest subscribe weekly monday 9:00` changes that, `/digest pause` and `/digest remove` end it."
    words = lines if told.reader is None else as_they_type(lines, told.reader, direct=True)
    return f"It comes {esc(told.words)}. {words}"


def _colour(its: str | None) -> str:
    return shown.colour(Colour(its)) if its else "new"


def _name(its: str) -> str:
    return esc(one_way(cut(its, NAME)))


def _day(at: datetime, told: Told) -> str:
    return f"{at.astimezone(told.report.zone):%-d %B}"


def preview(told: Told, uow: UnitOfWork, *, by_mail: bool = False) -> list[Block]:
    """The same for the eyes of one person, who sees its picture in words; a mail has none."""
    blocks = [block for block in body(told, uow) if block["type"] != "image"]
    words = [context(f"With a picture: {esc(alt_text(told.drawn))}")] if told.drawn and not by_mail else []
    return [divider(), *blocks, *words, divider()]
