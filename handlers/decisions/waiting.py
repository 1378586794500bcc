"""Decisions that wait: a reminder to who has not answered, an end when the time is over, a line in every digest."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from governance.calendar.business_days import business_days_between
from governance.decisions import Decision
from handlers.decisions.answers import reject
from handlers.decisions.asking import answers
from handlers.decisions.cards import beside, sentence, shortly, until
from handlers.decisions.electing import Electorate, asked_in
from handlers.decisions.register import feature
from handlers.kit.blocks import Block, cut, esc, section
from handlers.kit.requests import Report, Round, Tick, Waiting
from storage.unit_of_work import UnitOfWork

REMINDED_AFTER = 2  # business days
IN_DIGEST = 4
SHORT = 100
NOT_IN_TIME = "Not enough answers in time"


@feature.every("decisions", "*/15 * * * *")
def time_is_up(tick: Tick, uow: UnitOfWork) -> None:
    due = uow.decisions.due(tick.at)
    asked = asked_in(due, uow)
    for its in due:
        if its.id in asked:
            reject(its, asked[its.id], NOT_IN_TIME, uow)


# --- reminders -----------------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=19)
def still_asked(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """What each of these people has been asked by mail and not answered."""
    decisions = uow.decisions.circulated()
    if not decisions:
        return {}
    asked, given = asked_in(decisions, uow), uow.approvals.of([its.stems for its in decisions])
    found: dict[int, list[Waiting]] = {}
    for its in decisions:
        answered = asked[its.id].answers(given.get(its.stems, [])) if its.id in asked else {}
        for member in asked[its.id].members if its.id in asked else ():
            if member in round_.people and member not in answered and _is_told(its, member, round_):
                found.setdefault(member, []).append(_waiting(its, asked[its.id]))
    return found


def _is_told(its: Decision, member: int, round_: Round) -> bool:
    """From the second business day on, daily; they were asked by a message of its own."""
    return round_.whole or any(_is_late(its, day, member, round_) for day in round_.untold[member])


def _is_late(its: Decision, day: date, member: int, round_: Round) -> bool:
    return business_days_between(its.raised_at.date(), day, round_.countries[member]) >= REMINDED_AFTER


def _waiting(its: Decision, asked: Electorate) -> Waiting:
    zone = ZoneInfo(asked.session.zone)
    line = f"*To decide by mail, by {until(its, zone)}*: *{its.reference}* {sentence(cut(its.outcome, 200))}"
    return Waiting(vendor_id=its.vendor_id, study_id=its.study_id, line=line, buttons=answers(its))


# --- the digest ------------------------------------------------------------------------------------------------------------


@feature.in_digest(order=45)
def what_waits(report: Report, uow: UnitOfWork) -> list[Block]:
    """What is to be decided elsewhere or by mail; nothing where nothing waits."""
    waiting = uow.decisions.waiting(report.vendor.id)
    if not waiting:
        return []
    others = beside(waiting, uow)
    most = min(report.lines, IN_DIGEST)
    named = [
        f"*{its.reference}* {esc(cut(its.outcome, SHORT))} ({shortly(its, others, report.zone)})"
        for its in waiting[:most]
    ]
    more = [f"and {len(waiting) - most} more"] if len(waiting) > most else []
    return [section(f"*Decisions that wait*: {'; '.join([*named, *more])}.")]
