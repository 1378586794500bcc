"""When a session ends its minutes are there: drafted at once from what was noted, shown where it was held, handed to the scribe."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.calendar.business_days import add_business_days
from governance.calendar.working_hours import country_of
from governance.events import MinutesDrafted, SessionEnded
from handlers.kit.sittings import Sitting, sitting_of
from handlers.minutes.content import content_of
from handlers.minutes.naming import kept_of
from handlers.minutes.register import feature
from handlers.minutes.telling import hand_to_scribe, show_draft
from storage.unit_of_work import UnitOfWork


@feature.on(SessionEnded)
def draft(event: SessionEnded, uow: UnitOfWork) -> None:
    """Once a session."""
    session = uow.sessions.by_id(event.session)
    assert session is not None
    if uow.minutes.of_session(session.id):
        return
    sitting = sitting_of(session, uow)
    content = content_of(sitting, event.state, uow)
    ended = session.ended_at or uow.at
    due = due_on(ended, session.zone, sitting.charter.minutes_days)
    its = uow.minutes.draft(session, content, uow.at, scribe=_scribe(sitting), due_on=due)
    kept = kept_of(its, session, uow)
    uow.record(
        MinutesDrafted(
            minutes=its.id,
            vendor=its.vendor_id,
            session=session.id,
            version=1,
            digest=kept.version.digest,
            due_on=due,
        )
    )
    show_draft(kept, uow)
    hand_to_scribe(kept, uow)


def due_on(ended: datetime, zone: str, days: int) -> date:
    """The day both are to have approved by: so many business days of the session's own place after its end."""
    return add_business_days(ended.astimezone(ZoneInfo(zone)).date(), days, country_of(zone))


def _scribe(sitting: Sitting) -> int | None:
    """Whoever started it, else its chair."""
    return sitting.session.started_by or next(iter(sitting.chairs), None)
