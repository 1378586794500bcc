"""Agreeing to charters, one or all at once, perhaps with a mailed code; and declining one with a reason."""

from governance.approvals import Deed
from governance.bodies import Body, Charter, Standing
from governance.charters import NothingWaitsForYou, YoursToWaitFor
from governance.events import CharterAgreed, CharterDeclined, Words
from governance.people import Act
from handlers.bodies.approvals import meant_by
from handlers.bodies.book import Book, open_book
from handlers.bodies.naming import number_in, the_book
from handlers.bodies.register import feature
from handlers.bodies.showing import body_page, list_page, quoted
from handlers.bodies.telling import tell_of_answer
from handlers.kit.approving import approve, ask_code, proven
from handlers.kit.because import why_field, why_in
from handlers.kit.blocks import cut, esc, one_way, section
from handlers.kit.replies import Form, Reply, Say, Show, Wrong
from handlers.kit.requests import Request
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

Versions = list[tuple[Body, Charter]]

# --- agreeing ------------------------------------------------------------------------------------------------------------


@feature.button("body.agree", act=Act.KEEP_BODIES)
def agree_by_button(request: Request, uow: UnitOfWork) -> Reply:
    book, asked = _asked(request.ref, request, uow)
    return agree_to(asked, book, request, uow)


def agree_to(asked: list[int], book: Book, request: Request, uow: UnitOfWork, *, proof: str = "") -> Reply:
    """To those of these versions that still wait for the asker's side. `proof`: how they proved themselves, which signs it."""
    versions = to_answer(asked, book, request)
    for body, its in versions:
        if not uow.bodies.answer(its, Standing.AGREED, request.by.id, request.at):
            raise NothingWaitsForYou
        uow.record(CharterAgreed(body=body.id, vendor=book.vendor.id, version=its.version))
    approve(meant_by(versions, book.vendor, request.by, Deed.AGREED, uow), request.by, uow, proof=proof)
    did = "has signed the charter of {what}" if proof else "has agreed to the charter of {what}"
    tell_of_answer(versions, f"{did}. {_holds(versions)}", request.by, book, uow)
    return _answered(versions, _done(versions, signed=bool(proof)), book, request, uow)


def to_answer(asked: list[int], book: Book, request: Request) -> Versions:
    """Those of these versions that wait for the asker's side; raises YoursToWaitFor or NothingWaitsForYou where none does."""
    theirs = [pair for pair in book.waiting_for(request.by.party) if pair[1].id in asked]
    if theirs:
        return theirs
    if any(its.proposed and its.proposed.id in asked for its in book.bodies):
        raise YoursToWaitFor(company=book.other(request.by.party))
    raise NothingWaitsForYou


def _done(versions: Versions, *, signed: bool) -> str:
    names = listing([f"*{esc(one_way(body.name))}*" for body, _ in versions])
    lead = "Signed" if signed else "Agreed"
    return f":white_check_mark: {lead}: {names}. {_holds(versions)}"


def _holds(versions: Versions) -> str:
    return f"Both companies have agreed now, so {'it is' if len(versions) == 1 else 'they are'} in force."


def _answered(versions: Versions, words: str, book: Book, request: Request, uow: UnitOfWork) -> Say:
    """What was answered, and how it stands now."""
    now = open_book(book.vendor, uow)
    body = now.by_id(versions[0][0].id)
    if body and len(versions) == 1:
        return body_page(body, now, request, uow, words)
    return list_page(now, request, uow, words)


# --- signing -------------------------------------------------------------------------------------------------------------


@feature.button("body.sign", act=Act.KEEP_BODIES)
def sign_by_button(request: Request, uow: UnitOfWork) -> Reply:
    book, asked = _asked(request.ref, request, uow)
    versions = to_answer(asked, book, request)
    meant = meant_by(versions, book.vendor, request.by, Deed.AGREED, uow)
    reopen = f"session body {quoted(book)}"
    return ask_code("body.sign", meant, request, uow, memo={"ref": _ref(versions, book)}, reopen=reopen)


@feature.form("body.sign", act=Act.KEEP_BODIES)
def sign(request: Request, uow: UnitOfWork) -> Reply:
    book, asked = _asked(str(request.values.get("ref")), request, uow)
    versions = to_answer(asked, book, request)
    proof = proven(meant_by(versions, book.vendor, request.by, Deed.AGREED, uow), request, uow)
    return proof if isinstance(proof, Wrong) else agree_to(asked, book, request, uow, proof=proof)


# --- declining -----------------------------------------------------------------------------------------------------------


@feature.button("body.decline", act=Act.KEEP_BODIES)
def ask_why(request: Request, uow: UnitOfWork) -> Reply:
    book, asked = _asked(request.ref, request, uow)
    body, its = to_answer(asked, book, request)[0]
    return decline_form(body, its, book)


def decline_form(body: Body, its: Charter, book: Book) -> Show:
    stays = "What is in force stays in force." if body.charter else "The usual rule goes on to hold."
    lead = section(f"You decline version {its.version} of the charter of *{esc(one_way(body.name))}*. {stays}")
    form = Form(
        name="body.decline",
        title="Decline",
        submit="Decline",
        blocks=(lead, why_field()),
        memo={"ref": _ref([(body, its)], book)},
    )
    return Show(form=form, reopen=f"session body {quoted(book)} {body.kind} decline")


@feature.form("body.decline", act=Act.KEEP_BODIES)
def decline_by_form(request: Request, uow: UnitOfWork) -> Reply:
    book, asked = _asked(str(request.values.get("ref")), request, uow)
    body, its = to_answer(asked, book, request)[0]
    return decline(body, its, why_in(request), book, request, uow)


def decline(body: Body, its: Charter, reason: str, book: Book, request: Request, uow: UnitOfWork) -> Reply:
    if not uow.bodies.answer(its, Standing.DECLINED, request.by.id, request.at):
        raise NothingWaitsForYou
    uow.record(CharterDeclined(body=body.id, vendor=book.vendor.id, version=its.version, reason=Words(reason)))
    said = esc(one_way(cut(reason, 300)))
    tell_of_answer([(body, its)], f"declines the charter of {{what}}: {said}", request.by, book, uow)
    words = f"You declined version {its.version}. {esc(book.other(request.by.party))} hears why."
    return _answered([(body, its)], words, book, request, uow)


# --- what a button is about ----------------------------------------------------------------------------------------------


def _asked(ref: str, request: Request, uow: UnitOfWork) -> tuple[Book, list[int]]:
    """`<vendor> <charter>,<charter>`: exactly the versions that were read."""
    vendor, _, ids = ref.partition(" ")
    return the_book(vendor, request, uow), [number_in(its) for its in ids.split(",")]


def _ref(versions: Versions, book: Book) -> str:
    return f"{book.vendor.id} {','.join(str(its.id) for _, its in versions)}"
