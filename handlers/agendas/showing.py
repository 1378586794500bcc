"""Seeing an agenda: drawn up as it stands now, by whoever asks."""

import re

from governance.agenda import NotForAnAgenda
from governance.people import Act
from handlers.agendas.adding import add
from handlers.agendas.cards import agenda_blocks
from handlers.agendas.naming import take_session
from handlers.agendas.register import feature
from handlers.kit.drawing_up import draw_up
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import shortened
from storage.unit_of_work import UnitOfWork

_PAGE = re.compile(r"(?:page\s+)?(\d{1,4})", re.IGNORECASE)


@feature.command(
    "session agenda",
    usage="[S-3] [add <what to talk about>] [page]",
    summary="What the next session talks about; add to it.",
    act=Act.SEE_SESSIONS,
    also=(Act.PUT_ON_AGENDA,),
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    session, rest = take_session(request.text, request, uow)
    word, _, words = rest.partition(" ")
    if word.lower() == "add":
        return add(session, words.strip(), request, uow)
    page = _PAGE.fullmatch(rest)
    if rest and not page:
        raise NotForAnAgenda(words=shortened(rest))
    drawn = draw_up(session, uow)
    return say(*agenda_blocks(drawn, request.zone, uow, max(1, int(page[1])) if page else 1))
