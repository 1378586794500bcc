"""How a breach looks: to the leads, in the channel, in a list; always with the number, the limit, the version and the clause."""

from zoneinfo import ZoneInfo

from governance.actions import State
from governance.kpis.colours import Colour
from governance.kpis.definitions import Definition, Limits
from governance.kpis.numbers import format_value
from governance.kpis.periods import period_words
from governance.kpis.results import Result
from governance.people import Person
from handlers.breaches.cases import Case
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way, section
from handlers.kit.kpi_lines import target_words
from handlers.kit.loop import has_begun
from handlers.kit.replies import Message

WORDS = 1000


def against(definition: Definition, result: Result) -> str:
    """The number against the limit: "79.5 %, the limit is 85 % (target 95 % or more)"."""
    return f"{esc(format_value(result.value, definition.unit))}, {_limit(definition, result)}"


def agreed(definition: Definition) -> str:
    """What it was agreed as: "version 2, clause WO-3 4.2"."""
    clause = f", clause {esc(definition.clause)}" if definition.clause else ""
    return f"version {definition.version}{clause}"


def named(case: Case) -> str:
    """Reference, KPI and period."""
    its = case.definition
    return f"*{case.breach.reference}* {esc(its.name)}, {period_words(case.breach.period, its.frequency)}"


def _limit(its: Definition, result: Result) -> str:
    if result.worst is not None and its.outer_limit is not None and result.worst > its.outer_limit:
        hours = f"{format_value(result.worst, 'hours')}; at most {format_value(its.outer_limit, 'hours')}"
        return f"but the longest case took {hours} are agreed"
    if its.limits is not Limits.FIXED:
        return target_words(its, result.denominator)
    return f"the limit is {esc(format_value(its.red_limit, its.unit))} ({target_words(its)})"


# --- to the leads ------------------------------------------------------------------------------------------------------


def to_lead(case: Case, reader: Person, sponsor: str, zone: ZoneInfo) -> Message:
    """What is asked of a lead first, then what it is about."""
    what = f"{esc(case.definition.name)} is red for {period_words(case.breach.period, case.definition.frequency)}"
    whose = "" if case.is_measured(reader) else f"{esc(case.side(sponsor))}: "
    ask = _ask(case, reader)
    facts = f"{against(case.definition, case.result)}. Agreed as {agreed(case.definition)}."
    text = f"*{ask}{whose}{what}.*\n{facts}\n{who_hears(case, reader, sponsor, zone)}"
    return Message((section(f"{shown.colour(Colour.RED).split()[0]} {text}"), lead_buttons(case, reader)))


def _ask(case: Case, reader: Person) -> str:
    if not case.is_measured(reader):
        return ""
    return f"Please comment on this{', or dispute the number' if case.can_dispute(reader) else ''}: "


def who_hears(case: Case, reader: Person, sponsor: str, zone: ZoneInfo, what: str = "it") -> str:
    """When the channel will know."""
    at = case.breach.channel_at
    if at is None:
        return f"No channel is linked to {esc(case.vendor.name)}, so only the account leads read this."
    if case.definition.cannot_wait:
        return f"The channel hears of {what} now, because this cannot wait."
    whose = "your" if case.is_measured(reader) else f"{esc(case.side(sponsor))}'s"
    return f"The channel hears of {what} with {whose} comment, or else on {shown.moment(at, zone)}."


def lead_buttons(case: Case, reader: Person) -> Block:
    """Both comment and open actions; whoever did not send the number can dispute it."""
    ref = case.breach.reference
    comment = button("Comment", "breach.comment", ref, label=f"Comment on {ref}")
    if case.is_measured(reader):
        comment |= {"style": "primary"}
    dispute = (dispute_button(case),) if case.can_dispute(reader) else ()
    return actions(comment, *dispute, *action_buttons(case), open_button(case))


def dispute_button(case: Case) -> Block:
    return button("Dispute", "result.dispute", case.result.id, label=f"Dispute the number of {case.breach.reference}")


def action_buttons(case: Case) -> tuple[Block, ...]:
    """The action there is, or a way to make one."""
    ref = case.breach.reference
    if case.action is None or case.action.state is State.CANCELLED:
        return (button("Create action", "breach.action", ref, label=f"Create an action for {ref}"),)
    its = case.action.reference
    return (button(its, "again", f"action show {its}", label=f"Open {its}"),)


def open_button(case: Case) -> Block:
    ref = case.breach.reference
    return button("Open", "again", f"sla breach {ref}", label=f"Open {ref}")


# --- to the channel ----------------------------------------------------------------------------------------------------


def to_channel(case: Case, sponsor: str) -> Message:
    """What the channel reads, and what that message becomes later."""
    return Message((section(channel_line(case, sponsor)), channel_buttons(case)))


def channel_line(case: Case, sponsor: str, *, brief: bool = False) -> str:
    """How it stands; `brief` where it need not be said that nobody has said anything."""
    mark = shown.colour(Colour.RED).split()[0] if case.breach.is_open else ":white_check_mark:"
    lines = [f"{mark} {named(case)}: {against(case.definition, case.result)}. Agreed as {agreed(case.definition)}."]
    lines += [said(case, sponsor)] if case.breach.comment or case.is_disputed or not brief else []
    lines += _action_line(case) + ([case.loop] if has_begun(case.loop) else [])
    return "\n".join(lines if case.breach.is_open else [*lines, f"Closed: {_why_closed(case)}."])


def channel_buttons(case: Case) -> Block:
    if not case.breach.is_open:
        return actions(open_button(case))
    comment = button("Comment", "breach.comment", case.breach.reference, label=f"Comment on {case.breach.reference}")
    return actions(comment, *action_buttons(case), open_button(case))


def _why_closed(case: Case) -> str:
    if case.action and case.action.state is State.VERIFIED:
        return "its action is verified and the KPI is green again"
    return "the number was restated and is not red any more"


def said(case: Case, sponsor: str) -> str:
    """What the company that is measured says to it."""
    side = esc(case.side(sponsor))
    if case.is_disputed:
        return f"{esc(case.disputer(sponsor))} disputes the number: {quoted(case.result.dispute_reason)}"
    if case.breach.comment:
        return f"{side} says: {quoted(case.breach.comment)}"
    return f"{side} has not commented yet."


def quoted(words: str) -> str:
    return esc(one_way(cut(words, WORDS)))


def _action_line(case: Case) -> list[str]:
    if case.action is None or case.action.state is State.CANCELLED:
        return []
    return [f"Action: {shown.what(case.action)} ({case.action.state})"]


# --- in a list -----------------------------------------------------------------------------------------------------------


def line(case: Case, *, whose: bool) -> str:
    """One line of the list; with `whose` the vendor's name first."""
    vendor = f"{esc(case.vendor.name)}: " if whose else ""
    words = f"{vendor}{named(case)}: {against(case.definition, case.result)}. {waits_for(case, recovered=False)}"
    return f"{words}\n{case.loop}" if case.loop else words


def waits_for(case: Case, *, recovered: bool) -> str:
    """What is still missing until it is closed."""
    if not case.breach.is_open:
        return "Closed."
    green = "" if recovered else " and a later result that is green"
    if case.action is None or case.action.state is State.CANCELLED:
        return f"To close it: an action that is verified{green}."
    if case.action.state is not State.VERIFIED:
        return f"To close it: {case.action.reference} done and verified{green}."
    return f"To close it: a later result that is green; {case.action.reference} is verified."
