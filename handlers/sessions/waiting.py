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
    unanswered = uow.sessions.unanswered(round_.people, round_.at, round_.at + AHEAD, round_.most)
    often = calls_of(unanswered, uow)
    for person, session in unanswered:
        if session.id not in often and _is_asked(person, session, round_, uow):
            line = f"Will you come? *{session.reference}* {shown.session_line(session, _zone(person, round_, uow))}"
            (row,) = buttons(session)
            waiting = Waiting(
                vendor_id=session.vendor_id, study_id=session.study_id, line=line, buttons=tuple(row["elements"])
            )
            found.setdefault(person, []).append(waiting)
    return found


def calls_of(invited: Sequence[tuple[int, Session]], uow: UnitOfWork) -> set[int]:
    """Those of these sessions that are calls of every week: nobody is asked again each time."""
    series = uow.series.some({its.series_id for _, its in invited if its.series_id})
    often = {each for each, its in series.items() if its.comes_often}
    return {its.id for _, its in invited if its.series_id in often}


def _is_asked(person: int, session: Session, round_: Round, uow: UnitOfWork) -> bool:
    starts_on = session.starts_at.astimezone(_zone(person, round_, uow)).date()
    country = round_.countries[person]
    return round_.whole or any(answer_is_asked(starts_on, day, country) for day in round_.untold[person])


def _zone(person: int, round_: Round, uow: UnitOfWork) -> ZoneInfo:
    return round_.people[person].hours(uow.workspace.zone).zone
