"""What time does to minutes: a draft goes to both by itself, whoever has to approve is reminded, and at last the chairs hear."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from governance.calendar.business_days import add_business_days
from governance.calendar.working_hours import country_of
from governance.events import MinutesDelayed
from governance.minutes import BY_ITSELF, Minutes, given_by_party
from governance.people import Person
from governance.sessions import Session
from handlers.kit.blocks import actions, paragraphs
from handlers.kit.leads import tell_all
from handlers.kit.replies import Message
from handlers.kit.requests import Round, Tick, Waiting
from handlers.kit.words import days_late_words
from handlers.minutes.approvers import Approvers, approvers_of
from handlers.minutes.editing import circulate
from handlers.minutes.naming import Kept, kept_of
from handlers.minutes.register import feature
from handlers.minutes.showing import approve_button, open_button
from handlers.minutes.words import called, day_words, named, waits_words
from storage.unit_of_work import UnitOfWork

AT = time(9)  # by the session's own clock, when the chairs hear
A_TICK = 20  # so many at once, so that nobody waits long behind it
MOST = 1000


@feature.every("minutes", "*/5 * * * *")
def look(tick: Tick, uow: UnitOfWork) -> None:
    drafts, late = uow.minutes.drafts(), uow.minutes.overdue(tick.at.date())
    sessions = {its.id: its for its in uow.sessions.some([one.session_id for one in [*drafts, *late]])}
    ripe = [its for its in drafts if goes_at(its, sessions[its.session_id]) <= tick.at][:A_TICK]
    for its in ripe:
        circulate(kept_of(its, sessions[its.session_id], uow), uow)
    for its in [its for its in late if told_at(its, sessions[its.session_id]) <= tick.at][:A_TICK]:
        _tell_chairs(kept_of(its, sessions[its.session_id], uow), uow)


def goes_at(its: Minutes, session: Session) -> datetime:
    """When a draft goes to both by itself: a business day after the end, by the clock on the session's wall."""
    zone = ZoneInfo(session.zone)
    ended = its.drafted_at.astimezone(zone)
    day = add_business_days(ended.date(), BY_ITSELF, country_of(session.zone))
    return datetime.combine(day, ended.time(), zone)


def told_at(its: Minutes, session: Session) -> datetime:
    """When the chairs hear that it is late: in the morning of the business day after."""
    day = add_business_days(its.due_on, 1, country_of(session.zone))
    return datetime.combine(day, AT, ZoneInfo(session.zone))


def _tell_chairs(kept: Kept, uow: UnitOfWork) -> None:
    """Once, those of both sides: those whose company has not approved are asked to, the others read the same."""
    changed = uow.minutes.change(kept.minutes, chairs_told_at=uow.at)
    if changed is None:
        return

    def write(chair: Person) -> Message:
        return _late(kept, uow, asked=chair.party not in kept.given)

    subject = f"Minutes of {kept.reference} wait for approval"
    told = tell_all(kept.approvers.everyone_asked(), write, subject, uow, once=f"minutes:{changed.id}:overdue")
    uow.record(MinutesDelayed(minutes=changed.id, vendor=changed.vendor_id, people=told))


def _late(kept: Kept, uow: UnitOfWork, *, asked: bool) -> Message:
    its, session = kept.minutes, kept.session
    due, ask = day_words(its.due_on, uow), f"Please approve the minutes of {called(session, uow)}"
    lead = f"{ask}, due {due}." if asked else f"{named(session, uow)} were to be approved by {due}, and are not yet."
    row = [approve_button(session, its)] if asked else []
    return Message((*paragraphs([lead, *waits_words(kept, uow)]), actions(*row, open_button(session))))


# --- whom they wait for --------------------------------------------------------------------------------------------------


@feature.waits_on_people(order=35)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """Minutes that somebody's company has not approved, every business day until it has."""
    open_ones = [its for its in uow.minutes.unfiled(most=MOST) if its.waits]
    sessions = {its.id: its for its in uow.sessions.some([one.session_id for one in open_ones])}
    approvers = approvers_of(list(sessions.values()), uow) if sessions else {}
    parties = _still(open_ones, approvers, uow)
    found: dict[int, list[Waiting]] = {}
    for its in open_ones:
        for party in parties[its.id]:
            for who in approvers[its.session_id].asked[party]:
                if who in round_.people:
                    found.setdefault(who, []).append(_waiting(its, sessions[its.session_id], who, round_, uow))
    return found


def _still(these: Collection[Minutes], approvers: Mapping[int, Approvers], uow: UnitOfWork) -> dict[int, list[str]]:
    """By minutes the parties that have not approved the version that counts."""
    given = uow.approvals.of([its.stems for its in these]) if these else {}
    newest = uow.minutes.approved_as(these)
    done = {its.id: given_by_party(given.get(its.stems, ()), newest[its.id]) for its in these}
    return {its.id: [one for one in approvers[its.session_id].parties if one not in done[its.id]] for its in these}


def _waiting(its: Minutes, session: Session, who: int, round_: Round, uow: UnitOfWork) -> Waiting:
    when = days_late_words(its.due_on, round_.days[who])
    line = f"Please approve the minutes of {called(session, uow)} (version {its.version}, {when})"
    return Waiting(
        vendor_id=its.vendor_id,
        study_id=its.study_id,
        line=line,
        buttons=(approve_button(session, its), open_button(session)),
    )
