"""`session body`: what a line asks for, a vendor's bodies, one of them, or one of the things that can be done with it."""

import re

from governance.bodies import Body
from governance.charters import NothingWaitsForYou
from governance.people import Act
from handlers.bodies.answering import agree_to, decline, decline_form, to_answer
from handlers.bodies.book import Book, check_may_keep
from handlers.bodies.changing import change_form, new_form
from handlers.bodies.forming import set_up
from handlers.bodies.naming import body_named, is_called, new_kind, take_book
from handlers.bodies.register import feature
from handlers.bodies.seating import people_form
from handlers.bodies.showing import body_page, list_page, versions_page
from handlers.kit.because import check_why
from handlers.kit.replies import Reply
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

LOOKS = {"versions"}
_NEW = re.compile(r"^new\b\s*(.*)$", re.IGNORECASE | re.DOTALL)
_DEED = re.compile(
    r"(?:^|\s+)(agree|set up|people|change|versions|decline(?=\s|$))\b\s*(.*)$", re.IGNORECASE | re.DOTALL
)


@feature.command(
    "session body",
    usage="[vendor] [name [agree | decline <why> | people | change | versions]] | new <kind>",
    summary="Who meets with a vendor, by which charter, and what they may decide: `/session body Helix`.",
    act=Act.SEE_SESSIONS,
    also=(Act.KEEP_BODIES,),
)
def open_bodies(request: Request, uow: UnitOfWork) -> Reply:
    book, rest = take_book(request.text.strip(), request, uow)
    new = _NEW.match(rest)
    if new:
        check_may_keep(request.by)
        return new_form(new_kind(new[1], book), book)
    deed = None if is_called(rest, book) else _DEED.search(rest)
    if deed and deed[1].lower() not in LOOKS:
        check_may_keep(request.by)
    name = rest[: deed.start()].strip() if deed else rest.strip()
    if not name:
        return _of_all(deed[1].lower() if deed else "", book, request, uow)
    return _of_one(body_named(name, book), deed, book, request, uow)


def _of_all(deed: str, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    if deed == "set up":
        return set_up(book, request, uow)
    if deed == "agree":
        waiting = [its.id for _, its in book.waiting_for(request.by.party)]
        return agree_to(waiting, book, request, uow)
    return list_page(book, request, uow)


def _of_one(body: Body, deed: re.Match[str] | None, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    match deed[1].lower() if deed else "":
        case "agree":
            return agree_to(_proposed(body), book, request, uow)
        case "decline":
            return _decline(body, deed[2] if deed else "", book, request, uow)
        case "people":
            return people_form(body, book, request, uow)
        case "change":
            return change_form(body, book, uow)
        case "versions":
            return versions_page(body, book, uow)
    return body_page(body, book, request, uow)


def _decline(body: Body, why: str, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    theirs, its = to_answer(_proposed(body), book, request)[0]
    if not why.strip():
        return decline_form(theirs, its, book)
    return decline(theirs, its, check_why(why, "session body Joint operations decline ..."), book, request, uow)


def _proposed(body: Body) -> list[int]:
    if body.proposed is None:
        raise NothingWaitsForYou
    return [body.proposed.id]
