"""Deciding by mail: the members of a body are asked one by one, in Slack or by mail, and have five business days."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from governance.agenda import Outcome
from governance.calendar.business_days import add_business_days
from governance.calendar.working_hours import country_of
from governance.decisions import Decision, NobodyToAsk, State, carried_by_mail
from governance.events import DecisionCirculated, Words
from governance.people import Person
from governance.refusals import SessionOver
from governance.sessions import Session
from governance.sessions import State as SessionState
from handlers.decisions.answers import agree, settle, still_waits
from handlers.decisions.authority import where_else
from handlers.decisions.cards import sentence, until
from handlers.decisions.deciding import refer_on
from handlers.decisions.electing import Electorate, electorate_of
from handlers.decisions.keeping import conclude, note_down, raised
from handlers.decisions.telling import tell, told_as
from handlers.decisions.wishes import Wish
from handlers.kit.blocks import Block, actions, button, esc, paragraphs
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message, Reply, message
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

DAYS = 5  # business days to answer in
LAST_CLOCK = time(23, 59)


def ask_by_mail(wish: Wish, session: Session, request: Request, uow: UnitOfWork) -> Reply:
    """Asks everybody whose answer counts. Raises NobodyToAsk where no answers could carry it, and what `where_else` does."""
    session = uow.sessions.held(session.id) or session
    if session.state is SessionState.CANCELLED:
        raise SessionOver(reference=session.reference, stands="is cancelled")
    sitting, asked = sitting_of(session, uow), electorate_of(session, uow)
    if there := where_else(wish, session, sitting.body, uow):
        return refer_on(wish, there, sitting, request, uow)
    _check_possible(asked, uow)
    its = raised(State.CIRCULATED, wish, sitting, request, uow, due_at=_due(session, request.at))
    _record(its, asked, uow)
    conclude(wish.item, Outcome.NOTED, session, uow)
    note_down(its, request, uow)
    if asked.member_for(request.by.id):
        agree(its, asked, request.by, uow)
    _ask_each(its, asked, request.by, uow)
    its = settle(its, asked, uow)
    return tell(session, _asked(its, asked, uow), told_as(its), request, uow)


def _check_possible(asked: Electorate, uow: UnitOfWork) -> None:
    """Raises NobodyToAsk where it would not be decided though everybody agreed."""
    its = asked.charter
    all_of_them = asked.members
    if carried_by_mail(all_of_them, (), all_of_them, its, asked.session.vendor_id, asked.chairs) is not State.IN_FORCE:
        vendor = uow.vendors.by_id(asked.session.vendor_id)
        each = f"{max(1, its.of_sponsor)} of {uow.workspace.name} and {max(1, its.of_vendor)} of {vendor.name}"
        heads = f", {plural(its.heads, 'answer')} in all" if its.heads else ""
        raise NobodyToAsk(body=asked.name, rule=f"{each}{heads}")


def _due(session: Session, at: datetime) -> datetime:
    """The end of the fifth business day, where the session is."""
    zone = ZoneInfo(session.zone)
    day = add_business_days(at.astimezone(zone).date(), DAYS, country_of(session.zone))
    return datetime.combine(day, LAST_CLOCK, zone).astimezone(UTC)


def _record(its: Decision, asked: Electorate, uow: UnitOfWork) -> None:
    assert its.due_at is not None
    uow.record(
        DecisionCirculated(
            decision=its.id,
            vendor=its.vendor_id,
            study=its.study_id,
            session=its.session_id,
            body=its.body_id,
            outcome=Words(its.outcome),
            due_at=its.due_at,
            asked=tuple(sorted(asked.members)),
        )
    )


# --- what is said ----------------------------------------------------------------------------------------------------------


def _ask_each(its: Decision, asked: Electorate, by: Person, uow: UnitOfWork) -> None:
    """Everybody but who asks, whose answer is known."""
    already = asked.member_for(by.id)
    others = [person for person in asked.asked if person.id != already]

    def write(reader: Person) -> Message:
        return message(*paragraphs(question(its, asked, reader, by, uow)), actions(*answers(its)))

    subject = f"Please decide by mail: {its.reference}"
    tell_all(others, write, subject, uow, once=f"decision:{its.id}:ask")


def question(its: Decision, asked: Electorate, reader: Person, by: Person, uow: UnitOfWork) -> list[str]:
    """What somebody is asked, in lines."""
    zone = ZoneInfo(asked.session.zone)
    old = uow.decisions.by_id(its.supersedes) if its.supersedes else None
    whose = f" of {esc(uow.vendors.by_id(its.vendor_id).name)}" if reader.is_sponsors else ""
    return [
        f"*Please decide by mail, by {until(its, zone)}:* {sentence(its.outcome)}",
        *([f"The question: {sentence(its.question)}"] if its.question else []),
        *([f"Because {sentence(its.rationale)}"] if its.rationale else []),
        *([f"It would take the place of {old.reference}: {sentence(old.outcome)}"] if old else []),
        (
            f"It is *{its.reference}*, asked by {esc(by.name)} for {esc(asked.name)}{whose}. It is decided when enough of each company "
            "agree, a chair among them; one objection puts it on the next agenda."
        ),
    ]


def answers(its: Decision) -> tuple[Block, ...]:
    return (
        button("Agree", "decisions.answer", f"agree {its.id}", style="primary", label=f"Agree to {its.reference}"),
        button("Object", "decisions.answer", f"object {its.id}", label=f"Object to {its.reference}"),
    )


def _asked(its: Decision, asked: Electorate, uow: UnitOfWork) -> Message:
    """What the thread reads."""
    if its.state is not State.CIRCULATED:
        return message(*paragraphs([f"*{its.reference}* {sentence(its.outcome)} It is {its.state}."]))
    return still_waits(its, asked, uow)
