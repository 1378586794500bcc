"""Agreeing with a code that is mailed to the person themselves: only that is called signing."""

from governance.approvals import Deed
from governance.kpis.refusals import NothingYouMayAnswer
from governance.people import Act
from handlers.kit.approving import ask_code, proven
from handlers.kit.replies import Reply, Wrong
from handlers.kit.requests import Request
from handlers.kpis.approvals import meant_by
from handlers.kpis.book import Batch, Book
from handlers.kpis.finding import take_kpi, the_batch, the_book
from handlers.kpis.register import feature
from handlers.kpis.replying import agree_to, as_agreed, to_answer, what_is_theirs
from storage.unit_of_work import UnitOfWork


@feature.command(
    "sla sign",
    usage="[vendor] <code>",
    summary="Agree to a version and sign it with a code that I mail to you.",
    act=Act.AGREE_KPIS,
)
def sign_by_line(request: Request, uow: UnitOfWork) -> Reply:
    book, rest = the_book(request, uow, request.text, "/sla sign <vendor> <code>", to_write=True)
    key, _ = take_kpi(rest, book, request, uow, "/sla sign K14")
    batch = Batch((to_answer(book.of(key), request.by),))
    return _ask(batch, book, request, uow, reopen=f"sla sign {request.text}")


@feature.button("sla.sign", act=Act.AGREE_KPIS)
def sign_by_button(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    return _ask(batch, book, request, uow, reopen=f'sla agreements "{book.vendor.name}"')


@feature.form("sla.sign", act=Act.AGREE_KPIS)
def sign(request: Request, uow: UnitOfWork) -> Reply:
    book, batch = the_batch(request, uow)
    theirs = _theirs(batch, book, request, uow)
    proof = proven(meant_by(theirs.all, request.by, Deed.AGREED, uow), request, uow)
    return proof if isinstance(proof, Wrong) else agree_to(theirs, book, request, uow, proof=proof)


def _ask(batch: Batch, book: Book, request: Request, uow: UnitOfWork, *, reopen: str) -> Reply:
    theirs = _theirs(batch, book, request, uow)
    meant = meant_by(theirs.all, request.by, Deed.AGREED, uow)
    return ask_code("sla.sign", meant, request, uow, memo={"ref": batch.ref}, reopen=reopen)


def _theirs(batch: Batch, book: Book, request: Request, uow: UnitOfWork) -> Batch:
    """What would be agreed to; raises what agreeing would, so that nobody is mailed a code for nothing."""
    if not batch:
        raise NothingYouMayAnswer
    theirs = what_is_theirs(batch, book, request)
    as_agreed(theirs, book, request, uow)
    return theirs
