"""Answering an invitation in Slack, for both companies: buttons on the announcement, or a line."""

from governance.events import SessionAnswered
from governance.people import Act
from governance.refusals import NotInvited
from governance.rsvps import Says
from governance.sessions import Session, check_coming
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.sessions.cards import buttons, described
from handlers.sessions.naming import take_session
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

_WORDS = {
    "yes": Says.YES,
    "accept": Says.YES,
    "coming": Says.YES,
    "come": Says.YES,
    "maybe": Says.MAYBE,
    "perhaps": Says.MAYBE,
    "tentative": Says.MAYBE,
    "no": Says.NO,
    "decline": Says.NO,
    "cannot": Says.NO,
}
_THANKS = {
    Says.YES: "Thank you: you are coming.",
    Says.MAYBE: "Thank you: you come perhaps.",
    Says.NO: "Thank you for saying so: you cannot come.",
}


@feature.command(
    "session answer", usage="[S-3] yes|maybe|no", summary="Say whether you come.", act=Act.ANSWER_FOR_ONESELF
)
def by_line(request: Request, uow: UnitOfWork) -> Reply:
    session, words = take_session(request.text, request, uow)
    says = next((_WORDS[word] for word in words.lower().split() if word in _WORDS), None)
    if says is None:
        return say(section(described(session, request.zone, uow)), *buttons(session))
    return _answered(session, says, request, uow)


@feature.button("session.answer", act=Act.ANSWER_FOR_ONESELF)
def by_button(request: Request, uow: UnitOfWork) -> Reply:
    session, says = take_session(request.ref, request, uow)
    return _answered(session, Says(says), request, uow)


def _answered(session: Session, says: Says, request: Request, uow: UnitOfWork) -> Reply:
    check_coming(session, request.at)
    if request.by.id not in session.guests:
        host = uow.people.by_id(session.called_by).name if session.called_by else "your account lead"
        raise NotInvited(reference=session.reference, person=host)
    if uow.sessions.answer(session, request.by.id, says, request.at):
        uow.record(SessionAnswered(session=session.id, person=request.by.id, says=says, sequence=session.sequence))
    return say(section(f"{_THANKS[says]}\n{described(session, request.zone, uow)}"))
