"""What of the sessions waits on people: invitations they have not answered."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from governance.sessions import Session, answer_is_asked
from handlers.kit import shown
from handlers.kit.requests import Round, Waiting
from handlers.sessions.cards import buttons
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=21)  # over the longest run of holidays


@feature.waits_on_people(order=30)
def what_waits(round_: Round, uow: UnitOfWork) -> Mapping[int, Sequence[Waiting]]:
    """One question for all the people at once; the rule then decides."""
    found: dict[int, list[Waiting]] = {}
    for person, session in uow.sessions.unanswered(round_.people, round_.at, round_.at + AHEAD):
        if _is_asked(person, session, round_, uow):
            line = f"Will you come? *{session.reference}* {shown.session_line(session, _zone(person, round_, uow))}"
            (row,) = buttons(session)
            waiting = Waiting(
                vendor_id=session.vendor_id, study_id=session.study_id, line=line, buttons=tuple(row["elements"])
            )
            found.setdefault(person, []).append(waiting)
    return found


def _is_asked(person: int, session: Session, round_: Round, uow: UnitOfWork) -> bool:
    starts_on = session.starts_at.astimezone(_zone(person, round_, uow)).date()
    country = round_.countries[person]
    return any(answer_is_asked(starts_on, day, country) for day in round_.untold[person])


def _zone(person: int, round_: Round, uow: UnitOfWork) -> ZoneInfo:
    return round_.people[person].hours(uow.workspace.zone).zone
