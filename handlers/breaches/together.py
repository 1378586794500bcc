"""Several breaches in one message: what one submission opened, to each lead; what is told at one time, to the channel."""

from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from governance.kpis.colours import Colour
from governance.kpis.periods import period_words
from governance.people import Person
from handlers.breaches.cards import (
    against,
    agreed,
    channel_buttons,
    channel_line,
    lead_buttons,
    named,
    to_channel,
    to_lead,
    who_hears,
)
from handlers.breaches.cases import Case
from handlers.kit import shown
from handlers.kit.blocks import Block, button, esc, section
from handlers.kit.replies import Message
from handlers.kit.words import listing

MOST = 23  # a line and its buttons each; with the head, a deputy's line and "and more" within Slack's 50 blocks
PERIODS = 3


def outside(cases: Sequence[Case]) -> str:
    """`3 numbers of Helix Clinical for October 2026 are outside what was agreed`."""
    return f"{numbers(cases)} for {_periods(cases)} are outside what was agreed"


def numbers(cases: Sequence[Case]) -> str:
    return f"{len(cases)} numbers of {cases[0].vendor.name}"


def _periods(cases: Iterable[Case]) -> str:
    ordered = sorted({(its.breach.period, its.definition.frequency) for its in cases})
    words = list(dict.fromkeys(period_words(*its) for its in ordered))
    return listing(words) if len(words) <= PERIODS else "several periods"


def listed(cases: Sequence[Case], line: Callable[[Case], str], buttons: Callable[[Case], Block]) -> list[Block]:
    """A line and its buttons each, as many as a message holds; the rest is a button away."""
    blocks = [block for case in cases[:MOST] for block in (section(line(case)), buttons(case))]
    if len(cases) <= MOST:
        return blocks
    see = button("See all", "again", f'sla breaches "{cases[0].vendor.name}"')
    return [*blocks, section(f"and {len(cases) - MOST} more", button=see)]


def whose(case: Case, cases: Sequence[Case], sponsor: str) -> str:
    """Whose work it is, where a message tells of both companies'."""
    return f"{esc(case.side(sponsor))}: " if len({its.definition.measured for its in cases}) > 1 else ""


# --- to a lead ---------------------------------------------------------------------------------------------------------


def all_to_lead(cases: Sequence[Case], reader: Person, sponsor: str, zone: ZoneInfo) -> Message:
    """One alone as ever; several under what they have in common."""
    if len(cases) == 1:
        return to_lead(cases[0], reader, sponsor, zone)
    hears = {case.breach.id: who_hears(case, reader, sponsor, zone, "each") for case in cases}
    shared = len(set(hears.values())) == 1

    def line(case: Case) -> str:
        facts = f"{against(case.definition, case.result)}. Agreed as {agreed(case.definition)}."
        heard = "" if shared else f"\n{who_hears(case, reader, sponsor, zone)}"
        return f"{whose(case, cases, sponsor)}{named(case)}: {facts}{heard}"

    head = [f"{_red()} *{esc(outside(cases))}.*", _ask(cases, reader), hears[cases[0].breach.id] if shared else ""]
    blocks = listed(cases, line, lambda case: lead_buttons(case, reader))
    return Message((section("\n".join(its for its in head if its)), *blocks))


def _ask(cases: Sequence[Case], reader: Person) -> str:
    mine = [case for case in cases if case.is_measured(reader)]
    if not mine:
        return ""
    which = "each" if len(mine) == len(cases) else "those of yours"
    return (
        f"Please comment on {which}{', or dispute its number' if all(its.can_dispute(reader) for its in mine) else ''}."
    )


# --- to the channel ----------------------------------------------------------------------------------------------------


def all_to_channel(cases: Sequence[Case], sponsor: str) -> Message:
    """What the channel reads, and what that message becomes later."""
    if len(cases) == 1:
        return to_channel(cases[0], sponsor)

    def line(case: Case) -> str:
        return f"{whose(case, cases, sponsor)}{channel_line(case, sponsor, brief=True)}"

    silent = not any(case.breach.comment or case.is_disputed for case in cases)
    quiet = (
        f"\n{esc(cases[0].side(sponsor))} has not commented yet."
        if silent and not whose(cases[0], cases, sponsor)
        else ""
    )
    head = section(f"*{esc(outside(cases))}.*{quiet}")
    return Message((head, *listed(cases, line, channel_buttons)))


def _red() -> str:
    return shown.colour(Colour.RED).split()[0]
