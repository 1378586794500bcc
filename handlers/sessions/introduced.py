"""Guests of a vendor that has just been introduced: the invitations to what is still to come reach their mailboxes now."""

from governance.events import VendorIntroduced
from governance.session_series import SessionSeries
from governance.sessions import Session
from handlers.sessions.mailing import mail_alone, mail_series
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

WORDS = "You are invited. Parley keeps this meeting for both companies."
MOST = 500


@feature.on(VendorIntroduced)
def invite_their_guests(event: VendorIntroduced, uow: UnitOfWork) -> None:
    theirs = {its.id for its in uow.people.of_vendor(event.vendor)}
    coming = [its for its in uow.sessions.coming(event.vendor, uow.at, MOST) if not its.adopted]
    found = {its.series_id: uow.series.by_id(its.series_id) for its in coming if its.series_id}
    for series in filter(None, found.values()):
        mail_series(series, WORDS, uow, whom=theirs & set(series.guests))
    for session in coming:
        alone = theirs - _held(session, found.get(session.series_id or 0))
        mail_alone(session, WORDS, uow, whom=alone & set(session.guests))


def _held(session: Session, series: SessionSeries | None) -> set[int]:
    """The guests who have the meeting as one of its series."""
    return {who for who in session.guests if series and series.holds(who, session.planned_on)}
