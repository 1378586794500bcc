"""How a decision looks: as it is told, as a line of the register, and as a page; and its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.approvals import Approval
from governance.bodies import Body
from governance.decisions import Amount, Decision, State
from governance.sessions import Kind, Session
from governance.vendors import Vendor
from handlers.decisions.authority import USUAL
from handlers.kit import shown
from handlers.kit.approving import said_of
from handlers.kit.blocks import Block, actions, button, cut, esc, one_way, paragraphs
from handlers.kit.replies import Message, message
from handlers.kit.sittings import item_words
from handlers.kit.words import lasting_words
from storage.unit_of_work import UnitOfWork

LINE = 200


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What decisions are shown with: vendors, bodies by vendor and kind, and the decisions that took their places, by id."""

    vendors: Mapping[int, Vendor] = field(default_factory=dict)
    bodies: Mapping[tuple[int, Kind], Body] = field(default_factory=dict)
    successors: Mapping[int, Decision] = field(default_factory=dict)

    def body_of(self, its: Decision) -> str:
        """The body it waits for."""
        assert its.goes_to is not None
        body = self.bodies.get((its.vendor_id, its.goes_to))
        return body.name if body else its.goes_to.capitalize()


def beside(decisions: Sequence[Decision], uow: UnitOfWork) -> Beside:
    """All of it at once."""
    vendors = {its.vendor_id for its in decisions}
    return Beside(
        vendors=uow.vendors.some(vendors),
        bodies={(its.vendor_id, its.kind): its for its in uow.bodies.of_vendors(vendors)},
        successors=uow.decisions.some({its.superseded_by for its in decisions if its.superseded_by}),
    )


# --- in words ------------------------------------------------------------------------------------------------------------


def words(text: str, most: int = 3000) -> str:
    """Somebody's words, escaped, in their own direction."""
    return esc(one_way(cut(text, most)))


def sentence(text: str) -> str:
    """Escaped, and ended like one."""
    said = words(text)
    return said if text.endswith((".", "!", "?", "…")) else f"{said}."


def standing(its: Decision, others: Beside, zone: ZoneInfo) -> str:
    """Where it stands, escaped, behind its reference: `is in force`, `waits for Joint strategy session`, `goes on as D-9`."""
    match its.state:
        case State.REFERRED:
            return f"waits for {esc(others.body_of(its))}"
        case State.CIRCULATED:
            return f"waits for answers by mail until {until(its, zone)}"
        case State.SUPERSEDED:
            return _superseded(its, others)
        case State.WITHDRAWN:
            return "is taken back"
        case _:
            return f"is {its.state}"


def shortly(its: Decision, others: Beside, zone: ZoneInfo) -> str:
    """The same beside other words: `in force`."""
    return standing(its, others, zone).removeprefix("is ")


def _superseded(its: Decision, others: Beside) -> str:
    """What was never decided itself was decided, or went on, as the other one."""
    later = others.successors.get(its.superseded_by or 0)
    reference = later.reference if later else "another"
    if its.decided_at:
        return f"is superseded by {reference}"
    return f"is decided as {reference}" if later is None or later.decided_at else f"goes on as {reference}"


def until(its: Decision, zone: ZoneInfo) -> str:
    """The last day for an answer."""
    assert its.due_at is not None
    day = its.due_at.astimezone(zone).date()
    return lasting_words(day, day)


def line(its: Decision, vendor: Vendor | None, others: Beside, zone: ZoneInfo) -> str:
    """`*D-7* 3 Jul 2026: Use the new template. Joint operations committee (charter 2). In force.`"""
    whose = f"{esc(vendor.name)}: " if vendor else ""
    by = f" {esc(_decider(its))}." if its.authority else ""
    stands = shortly(its, others, zone)
    text = sentence(cut(its.outcome, LINE))
    return f"{whose}*{its.reference}* {day_of(its, zone)}: {text}{by} {stands[:1].upper()}{stands[1:]}."


def day_of(its: Decision, zone: ZoneInfo) -> str:
    """The day it was decided, or was first spoken of."""
    at: datetime = its.decided_at or its.raised_at
    return f"{at.astimezone(zone):%-d %b %Y}"


def _decider(its: Decision) -> str:
    who = its.authority.partition(":")[0]
    return f"By {who}" if who.startswith(USUAL) else who


# --- as it is told -------------------------------------------------------------------------------------------------------


def made(its: Decision, old: Decision | None, uow: UnitOfWork, *, changeable: bool = True) -> Message:
    """What everybody reads of a decision that was made in a session."""
    item = uow.agenda.by_id(its.item_id) if its.item_id else None
    lines = [
        f"*{its.reference}* {words(its.outcome.removesuffix('.'))}{item_words(item)}.",
        *([f"Because {sentence(its.rationale)}"] if its.rationale else []),
        f"Decided by {esc(its.authority)}.",
        *([f"It takes the place of {old.reference}."] if old else []),
    ]
    return message(*paragraphs(lines), *([changes(its)] if changeable else []))


def changes(its: Decision) -> Block:
    return actions(
        button("Undo", "decisions.undo", its.reference, label=f"Undo {its.reference}"),
        button("Add detail", "decisions.detail", its.reference, label=f"Add detail to {its.reference}"),
    )


def page(
    its: Decision, others: Beside, given: Sequence[Approval], session: Session | None, zone: ZoneInfo, uow: UnitOfWork
) -> list[str]:
    """All of it, a line each."""
    old = uow.decisions.by_id(its.supersedes) if its.supersedes else None
    item = uow.agenda.by_id(its.item_id) if its.item_id else None
    who = uow.people.some({its.raised_by}).get(its.raised_by)
    pairs = [
        ("Question", words(its.question)),
        ("Options considered", words(its.options)),
        ("Decided", words(its.outcome)),
        ("Because", words(its.rationale)),
        ("Evidence", f"<{esc(its.evidence)}|{esc(cut(its.evidence, 100))}>" if its.evidence else ""),
        ("Amount", str(Amount(value=its.amount, currency=its.currency)) if its.amount and its.currency else ""),
        ("Authority", esc(its.authority)),
        ("Takes the place of", f"{old.reference}: {words(cut(old.outcome, LINE))}" if old else ""),
        ("Session", f"{session.reference} {words(session.title)}" if session else ""),
        ("Point", f"{item.position}. {words(item.title)}" if item else ""),
        ("Said by", f"{shown.person(who)}, {day_of(its, zone)}"),
        ("Message", f"<{its.source}|as it was said>" if its.source else ""),
    ]
    return [
        f"*{its.reference}* {standing(its, others, zone)}.",
        *(f"*{label}*: {text}" for label, text in pairs if text),
        *(said_of(one) for one in given),
    ]
