"""One step of the ladder: raised, told, ended. What settles an item ends its step."""

from dataclasses import dataclass

from governance.actions import ActionItem
from governance.escalations import (
    Escalation,
    Level,
    Outcome,
    asked,
    deciders,
)
from governance.events import (
    ActionItemCancelled,
    ActionItemClosed,
    ActionItemEscalated,
    ActionItemHeld,
    DueDateMoved,
    EscalationEnded,
    Words,
)
from governance.vendors import Vendor
from handlers.escalations.register import feature
from handlers.kit import shown
from handlers.kit.action_rows import deed, open_it
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.deputies import day_of, hearers
from handlers.kit.news import on_behalf_of
from handlers.kit.replies import Message
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Case:
    """An item somebody decides on, its vendor, and the step it is at."""

    item: ActionItem
    vendor: Vendor | None
    step: Escalation | None


# --- raising and ending ------------------------------------------------------------------------------------------------


def raise_step(case: Case, level: Level, reason: str | None, uow: UnitOfWork) -> None:
    by = uow.actor.id if uow.actor else None
    step = uow.escalations.add(case.item.id, level, by=by, reason=reason, at=uow.at)
    if step is None:
        return
    why = Words(reason) if reason else None
    uow.record(ActionItemEscalated(action=case.item.id, escalation=step.id, level=level, reason=why))
    if is_urgent(step, case.item):
        _tell_at_once(case, step, uow)


def _tell_at_once(case: Case, step: Escalation, uow: UnitOfWork) -> None:
    """Those who are asked now hear now, at any hour, or their deputies do; the leads it has left hear where it went."""
    asked_now = asked(step.level, case.vendor, uow.workspace.administrator)
    leads = asked(Level.LEADS, case.vendor, uow.workspace.administrator) - asked_now
    owner = uow.people.by_id(case.item.owner_id)
    may = deciders(step, case.item, case.vendor, uow.workspace.administrator)
    people = uow.people.some(asked_now | leads)
    there = hearers(people.values(), uow)
    for asked_one in people.values():
        person = there[asked_one.id]
        if person.slack_user is None or (uow.actor and person.id == uow.actor.id):
            continue
        decides = asked_one.id in asked_now
        words = _request(step, case.item, uow) if decides else _news(step, case.item, uow)
        line = shown.action_line(case.item, owner, day_of(person, uow))
        text = section(f"{on_behalf_of(asked_one, person)}{words}\n{line}")
        row = actions(*(buttons(step, case.item) if asked_one.id in may else (open_it(case.item),)))
        payload = Message((text, row)).payload() | {"channel": person.slack_user}
        uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=f"escalation:{step.id}:{person.id}")


def _request(step: Escalation, item: ActionItem, uow: UnitOfWork) -> str:
    """What is asked of those who decide, and why it comes to them."""
    if step.raised_by is not None:
        return f"{shown.person(uow.actor)} asks you to decide: {esc(step.reason or '')}"
    if step.level is Level.EXECUTIVES:
        hours = uow.rules.acknowledge_within_hours
        return f"Please acknowledge: this is about {item.concern} and overdue, and nobody has for {hours} hours."
    return f"Please acknowledge: this is about {item.concern} and overdue."


def _news(step: Escalation, item: ActionItem, uow: UnitOfWork) -> str:
    """What the leads read, who have nothing to do now."""
    if step.raised_by is not None:
        return f"{shown.person(uow.actor)} asked the executives of both sides to decide: {esc(step.reason or '')}"
    hours = uow.rules.acknowledge_within_hours
    return f"This went on to the executives of both sides: it is about {item.concern}, and {hours} hours have passed."


def end(case: Case, outcome: Outcome, reason: str | None, uow: UnitOfWork) -> None:
    if case.step and uow.escalations.end(case.step.id, outcome, uow.at):
        why = Words(reason) if reason else None
        uow.record(
            EscalationEnded(
                action=case.item.id, escalation=case.step.id, level=case.step.level, outcome=outcome, reason=why
            )
        )


@feature.on(ActionItemClosed)
def done_ends_it(event: ActionItemClosed, uow: UnitOfWork) -> None:
    _over(event.action, Outcome.DONE, uow)


@feature.on(ActionItemCancelled)
def cancelling_ends_it(event: ActionItemCancelled, uow: UnitOfWork) -> None:
    _over(event.action, Outcome.CANCELLED, uow)


@feature.on(DueDateMoved)
def a_new_date_ends_it(event: DueDateMoved, uow: UnitOfWork) -> None:
    _over(event.action, Outcome.NEW_DATE, uow)


@feature.on(ActionItemHeld)
def holding_ends_it(event: ActionItemHeld, uow: UnitOfWork) -> None:
    _over(event.action, Outcome.HELD, uow)


def _over(action: int, outcome: Outcome, uow: UnitOfWork) -> None:
    item, step = uow.actions.by_id(action), uow.escalations.open_of(action)
    if item and step:
        end(Case(item=item, vendor=None, step=step), outcome, None, uow)


def buttons(step: Escalation, item: ActionItem) -> tuple[Block, ...]:
    def line(label: str, word: str) -> Block:
        return button(label, "again", f"action {word} {item.reference}", label=f"{label}: {item.reference}")

    acknowledge = () if step.acknowledged_at or not is_urgent(step, item) else (line("Acknowledge", "acknowledge"),)
    up_or_down = line("Escalate", "escalate") if step.level is Level.LEADS else line("Step down", "stepdown")
    hold = (line("Hold", "hold"),) if step.level is Level.LEADS else ()
    return (*acknowledge, deed("New date", "due", item), *hold, up_or_down, open_it(item))


def is_urgent(step: Escalation, item: ActionItem) -> bool:
    return bool(item.concern) or step.level is Level.EXECUTIVES


def line_of(case: Case, uow: UnitOfWork) -> str:
    return shown.action_line(case.item, uow.people.by_id(case.item.owner_id), uow.at.date())
