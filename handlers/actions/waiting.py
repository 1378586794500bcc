"""What of the action items waits on people today: due soon, due today, overdue, new, or done and to be verified."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from governance.actions import ActionItem
from governance.calendar.business_days import add_business_days, business_days_between
from governance.reminders import LONGEST_SILENCE, reason_to_remind
from handlers.actions.register import feature
from handlers.kit import shown
from handlers.kit.action_rows import owners_row, row_for
from handlers.kit.blocks import Block
from handlers.kit.requests import Round, Waiting
from storage.unit_of_work import UnitOfWork

FARTHEST_NEW = timedelta(days=14)  # over the longest run of holidays


@feature.waits_on_people(order=10)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """A few questions for all the people at once; the rules then decide item by item. What is news comes first."""
    snoozes = uow.reminders.snoozed(round_.people)
    found: dict[int, list[Waiting]] = {}
    told = set()
    for person, number, thing in _news(round_, uow):
        told.add((person, number))
        found.setdefault(person, []).append(thing)
    listed = (*_due(round_, uow), *_new(round_, uow), *_to_verify(round_, uow)) if round_.listed else ()
    for person, item, buttons in listed:
        if (person, item.id) not in told and (round_.whole or (person, item.id) not in snoozes):
            line = shown.own_action_line(item, round_.days[person])
            found.setdefault(person, []).append(_thing(item, line, buttons, listed=True))
    if round_.whole:
        return found
    over = [pair for pair, until in snoozes.items() if until <= round_.at]
    for person, thing in _heard_of_again(over, round_, uow):
        found.setdefault(person, []).append(thing)
    return found


def _heard_of_again(over: Sequence[tuple[int, int]], round_: Round, uow: UnitOfWork) -> Iterator[tuple[int, Waiting]]:
    """What they asked to hear of later and now is: it needs no message of its own."""
    items = uow.actions.some({item for _, item in over})
    owners = uow.people.some({item.owner_id for item in items.values()})
    for person, number in over:
        item, reader = items[number], round_.people[person]
        if item.waits_on:
            line = shown.line_for(reader, item, owners[item.owner_id], round_.days[person])
            yield person, _thing(item, line, row_for(item, reader))


def _thing(item: ActionItem, line: str, buttons: tuple[Block, ...], *, listed: bool = False) -> Waiting:
    return Waiting(
        vendor_id=item.vendor_id, study_id=item.study_id, line=line, buttons=buttons, item=item.id, listed=listed
    )


def _news(round_: Round, uow: UnitOfWork) -> Iterator[tuple[int, int, Waiting]]:
    """What came up while they did not work, item by item: the words of each, then how the item stands now."""
    words: dict[tuple[int, int], list[str]] = {}
    for its in uow.reminders.news_of(round_.people):
        if its.told_on is None or its.told_on in round_.untold[its.person_id]:
            words.setdefault((its.person_id, its.action_id), []).append(its.words)
    items = uow.actions.some({item for _, item in words})
    owners = uow.people.some({item.owner_id for item in items.values()})
    for (person, number), said in words.items():
        item, reader = items[number], round_.people[person]
        line = shown.line_for(reader, item, owners[item.owner_id], round_.days[person])
        yield person, number, _thing(item, "\n".join([*said, line]), row_for(item, reader))


Found = tuple[int, ActionItem, tuple[Block, ...]]


def _due(round_: Round, uow: UnitOfWork) -> list[Found]:
    """The overdue first."""
    return [
        (item.owner_id, item, owners_row(item))
        for item in uow.actions.due_by(round_.people, _horizon(round_, uow))
        if round_.whole or (not item.is_held(round_.days[item.owner_id]) and _is_mentioned(item, round_, uow))
    ]


def _is_mentioned(item: ActionItem, round_: Round, uow: UnitOfWork) -> bool:
    country = round_.countries[item.owner_id]
    return any(reason_to_remind(item.due_on, day, country, uow.rules) for day in round_.untold[item.owner_id])


def _horizon(round_: Round, uow: UnitOfWork) -> date:
    """The latest due date that can be mentioned: business days stretched by weekends and the longest holidays."""
    ahead = max(uow.rules.remind_before, default=0)
    return max(round_.days.values()) + timedelta(days=2 * ahead + FARTHEST_NEW.days)


def _new(round_: Round, uow: UnitOfWork) -> list[Found]:
    """What was put to them the business day before and waits for their yes or no."""
    return [
        (item.owner_id, item, owners_row(item))
        for item in uow.actions.proposed_to(round_.people, round_.at - FARTHEST_NEW - LONGEST_SILENCE)
        if _is_news(item, round_, uow)
    ]


def _is_news(item: ActionItem, round_: Round, uow: UnitOfWork) -> bool:
    """It was not among what is due."""
    if round_.whole:
        return item.due_on > _horizon(round_, uow)
    return _is_first_morning(item, round_, uow) and not _is_mentioned(item, round_, uow)


def _is_first_morning(item: ActionItem, round_: Round, uow: UnitOfWork) -> bool:
    opened, country = _day_of(item.opened_at, item.owner_id, round_, uow), round_.countries[item.owner_id]
    return add_business_days(opened, 1, country) in round_.untold[item.owner_id]


def _day_of(moment: datetime, person: int, round_: Round, uow: UnitOfWork) -> date:
    """The day it was where they are."""
    return moment.astimezone(round_.people[person].hours(uow.workspace.zone).zone).date()


def _to_verify(round_: Round, uow: UnitOfWork) -> list[Found]:
    """What they asked for and is done: the next business day, then as often as what is overdue."""
    found = []
    for item in uow.actions.to_verify(round_.people):
        assert item.closed_at is not None
        closed, country = _day_of(item.closed_at, item.opened_by, round_, uow), round_.countries[item.opened_by]
        ages = (business_days_between(closed, day, country) for day in round_.untold[item.opened_by])
        if round_.whole or any(age > 0 and (age - 1) % uow.rules.remind_late_every == 0 for age in ages):
            found.append((item.opened_by, item, row_for(item, round_.people[item.opened_by])))
    return found
