"""The forms in which a KPI is defined or changed: what every KPI has, and what few need in a second one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.actions import Concern
from governance.kpis.definitions import Clock, Definition, Direction, Lens, Limits, Party
from governance.kpis.drafting import LONGEST, has_clock
from governance.kpis.periods import Frequency, following, period_of
from governance.vendors import Vendor
from handlers.kit.blocks import (
    Block,
    checkboxes,
    choice,
    context,
    date_input,
    esc,
    field,
    person_input,
    section,
    text_input,
)
from handlers.kit.replies import Form
from handlers.kpis.facts import PERIOD, Names

FIRST, SECOND = "sla.define", "sla.define.more"
MORE = (
    ("people", "Whose work it is, who reports it, who answers for it"),
    ("clock", "A clock: from which event to which, in how many hours"),
    ("limits", "A quality tolerance limit (QTL) instead of a fixed one"),
    ("money", "A service credit"),
    ("contract", "Contract clause, source of the data, what cannot wait"),
)


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """What a form begins with: the version or catalogue entry it is filled with, whose it is, and where it came from.

    `of` is the version that would be changed, `pick` the entry of the catalogue; `vendors` are offered while none is known.
    Without `numbers` its target and limit are nobody's yet. It `asks_why` where it would change what both companies agreed to.
    """

    its: Definition | None = None
    vendor: Vendor | None = None
    study: int | None = None
    of: int | None = None
    pick: str = ""
    lead: str = ""
    vendors: Sequence[Vendor] = ()
    numbers: bool = True
    asks_why: bool = False

    def memo(self) -> dict[str, Any]:
        vendor = self.vendor.id if self.vendor else None
        return {"vendor_id": vendor, "study": self.study, "of": self.of, "pick": self.pick}


def first_form(sketch: Sketch, today: date) -> Form:
    """What every KPI has."""
    its, change = sketch.its, sketch.of is not None
    blocks = [
        *_heading(sketch),
        *_naming(its, change=change),
        *_measuring(its, numbers=sketch.numbers),
        *_dating(its, today),
        *(
            [field("why", "Why does it change?", text_input(lines=True, most=LONGEST_WHY), hint=_WHY)]
            if sketch.asks_why
            else []
        ),
    ]
    ticked = _set_already(its) if its else ()
    more = field("more", "What else should it say?", checkboxes(MORE, ticked), optional=True, hint=_HINT)
    title = "Change a KPI" if change else "Define a KPI"
    return Form(name=FIRST, title=title, submit="Propose it", blocks=(*blocks, more), memo=sketch.memo())


LONGEST_WHY = 300
_WHY = "The other company reads it before it agrees, and it stays on the record."
_HINT = "What you tick is asked in a second form first. What you leave out stays as it is."


def second_form(its: Definition, ticked: Sequence[str], names: Names, memo: dict[str, Any]) -> Form:
    """The parts that were ticked."""
    parts: dict[str, Callable[[], list[Block]]] = {
        "people": lambda: _people(its, names),
        "clock": lambda: _clock(its),
        "limits": lambda: _limits(its),
        "money": lambda: _money(its),
        "contract": lambda: _contract(its),
    }
    blocks = [block for name, part in parts.items() if name in ticked for block in part()]
    return Form(name=SECOND, title="The rest of the KPI", submit="Propose it", blocks=tuple(blocks), memo=memo)


def plain(number: float | None) -> str:
    """A number as people would write it, none of its digits lost."""
    return "" if number is None else repr(float(number)).removesuffix(".0")


def first_day(its: Definition | None, today: date) -> date:
    """The usual day for a version to begin: the first of the next period, after the one it changes."""
    frequency = its.frequency if its else Frequency.MONTHLY
    after = max(today, its.effective_from) if its and its.id else today
    return following(period_of(after, frequency), frequency)


# --- the first form ----------------------------------------------------------------------------------------------------


def _heading(sketch: Sketch) -> list[Block]:
    if sketch.lead:
        return [section(sketch.lead)]
    if sketch.vendor:
        return [context(f"For *{esc(sketch.vendor.name)}*. The other company agrees with one button.")]
    names = [(str(its.id), its.name) for its in sketch.vendors]
    return [field("vendor", "With which vendor?", choice(names))] if names else []


def _naming(its: Definition | None, *, change: bool) -> list[Block]:
    code = [] if change else [field("code", "Code", text_input(its.code if its else "", placeholder="K14", most=60))]
    lenses = [(lens, lens.capitalize()) for lens in Lens]
    return [
        *code,
        field("name", "Name", _text(its, "name", "Monitoring visit reports on time")),
        field("question", "Which question does it answer?", _text(its, "question", "", lines=True), optional=True),
        field("lens", "What is it about?", choice(lenses, its.lens if its else Lens.TIMELINESS)),
    ]


def _measuring(its: Definition | None, *, numbers: bool) -> list[Block]:
    better = ((Direction.HIGHER, "Higher is better"), (Direction.LOWER, "Lower is better"))
    known = its if numbers else None
    red = "" if its and its.limits is Limits.QTL else plain(known.red_limit if known else None)
    hint = "Green at the target or better, red beyond the red limit, amber between them."
    return [
        field("unit", "Unit", text_input(its.unit if its else "%", placeholder="%, days, hours", most=60)),
        field("direction", "Which way is better?", choice(better, its.direction if its else Direction.HIGHER)),
        field(
            "target", "Target", text_input(plain(known.target if known else None), placeholder="95", most=30), hint=hint
        ),
        field("red_limit", "Red limit", text_input(red, placeholder="85", most=30), optional=True, hint=_RED),
        field("numerator_words", "What is counted?", _text(its, "numerator_words", "reports in time"), optional=True),
        field("denominator_words", "Out of what?", _text(its, "denominator_words", "reports due"), optional=True),
        field(
            "smallest_denominator",
            "How many must there be at least?",
            text_input(plain(its.smallest_denominator if its else 0), most=30),
            optional=True,
            hint="Below that a result has no colour.",
        ),
    ]


_RED = "Leave it empty only with a quality tolerance limit."


def _dating(its: Definition | None, today: date) -> list[Block]:
    often = [(its, its.capitalize()) for its in Frequency]
    frequency = its.frequency if its else Frequency.MONTHLY
    grace = str(its.grace_days if its else 10)
    return [
        field("frequency", "How often?", choice(often, frequency)),
        field("grace_days", f"Days until the result of a {PERIOD[frequency]} is due", text_input(grace, most=10)),
        field("effective_from", "From which day on?", date_input(first_day(its, today).isoformat())),
    ]


def _set_already(its: Definition) -> list[str]:
    """The parts of a version that say something."""
    said = {
        "people": its.sponsor_owner
        or its.vendor_owner
        or its.measured is Party.SPONSOR
        or its.reported_by is Party.SPONSOR,
        "clock": has_clock(its),
        "limits": its.limits is Limits.QTL,
        "money": its.credit_share,
        "contract": its.clause or its.source or its.concern,
    }
    return [name for name, value in said.items() if value]


# --- the second form ---------------------------------------------------------------------------------------------------


def _people(its: Definition, names: Names) -> list[Block]:
    sides = [(party, names.sponsor if party is Party.SPONSOR else names.vendor.name) for party in Party]
    owners = (names.people.get(who or 0) for who in (its.sponsor_owner, its.vendor_owner))
    ours, theirs = (owner.slack_user if owner else None for owner in owners)
    return [
        field("measured", "Whose work is measured?", choice(sides, its.measured)),
        field("reported_by", "Who reports the numbers?", choice(sides, its.reported_by)),
        field(
            "sponsor_owner",
            f"Who answers for it at {names.sponsor}?",
            person_input(ours),
            optional=True,
        ),
        field(
            "vendor_owner",
            f"Who answers for it at {names.vendor.name}?",
            person_input(theirs),
            optional=True,
        ),
    ]


def _clock(its: Definition) -> list[Block]:
    kinds = ((Clock.CALENDAR, "Calendar time: every hour counts"), (Clock.BUSINESS, "Working time on working days"))
    return [
        field("clock", "Which time counts?", choice(kinds, its.clock)),
        field("start_event", "What starts the clock?", _text(its, "start_event", "draft report sent"), optional=True),
        field("stop_event", "What stops it?", _text(its, "stop_event", "report final"), optional=True),
        field("within", "In time within how many hours?", text_input(plain(its.within), most=30), optional=True),
        field(
            "outer_limit",
            "How many hours may no case take longer than?",
            text_input(plain(its.outer_limit), most=30),
            optional=True,
            hint="One case beyond it makes the result red.",
        ),
        field("clock_zone", "In which time zone?", text_input(its.clock_zone, placeholder="Europe/Warsaw", most=64)),
        field(
            "clock_country", "Whose holidays?", text_input(its.clock_country, placeholder="PL", most=8), optional=True
        ),
    ]


def _limits(its: Definition) -> list[Block]:
    kinds = (
        (Limits.FIXED, "Fixed: the red limit above"),
        (Limits.QTL, "Tolerance limit: depends on how many are counted"),
    )
    hint = "With a tolerance limit the target is the share that is expected; 3 is usual."
    sigmas = text_input(plain(its.sigmas if its.sigmas is not None else 3), most=30)
    return [
        field("limits", "Which limit?", choice(kinds, Limits.QTL)),
        field("sigmas", "Red from how many standard deviations?", sigmas, optional=True, hint=hint),
    ]


def _money(its: Definition) -> list[Block]:
    hint = "Invoice x at risk x pool x share, summed over a month's breaches and capped at what is at risk."
    return [
        field("credit_pool", "Pool, in per cent of what is at risk", text_input(plain(its.credit_pool), most=30)),
        field(
            "credit_share",
            "This KPI's share of the pool, in per cent",
            text_input(plain(its.credit_share), most=30),
            hint=hint,
        ),
    ]


def _contract(its: Definition) -> list[Block]:
    concerns = [("none", "It can wait for the channel"), *((its, its.capitalize()) for its in Concern)]
    return [
        field("clause", "Contract clause", _text(its, "clause", "WO-3 4.2"), optional=True),
        field("source", "Where do the data come from?", _text(its, "source", "CTMS"), optional=True),
        field("concern", "Is it about what cannot wait?", choice(concerns, its.concern or "none")),
    ]


def _text(its: Definition | None, name: str, placeholder: str, *, lines: bool = False) -> Block:
    return text_input(getattr(its, name) if its else "", placeholder=placeholder, lines=lines, most=LONGEST[name])
