"""Finding the vendor and the body that a line, a button or a form is about. Who may not see a vendor's finds none."""

from governance.bodies import Body
from governance.charters import HasThatBody, NoSuchBody, UnknownBody, WhichKind
from governance.refusals import UnknownVendor, WhichVendor
from governance.sessions import Kind
from governance.vendors import Vendor
from handlers.bodies.book import Book, open_book
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import listing, nearest, shortened
from storage.unit_of_work import UnitOfWork

USAGE = "/session body <vendor>"
# What people call the kinds besides their names.
ALSO = {
    "joc": Kind.JOINT_OPERATIONS,
    "qbr": Kind.BUSINESS_REVIEW,
    "jsc": Kind.JOINT_STRATEGY,
    "esc": Kind.EXECUTIVE_STEERING,
}


def take_book(text: str, request: Request, uow: UnitOfWork) -> tuple[Book, str]:
    """The vendor at the front of a line, else the place's or the asker's own; and what follows."""
    vendor, rest = take_vendor(request, uow, text) if text else (None, "")
    vendor = vendor or here(request, uow)
    if vendor is None and text:
        raise unknown_vendor(request, uow, shortened(text))
    if vendor is None:
        raise WhichVendor(usage=USAGE)
    return open_book(vendor, uow), rest


def the_book(ident: object, request: Request, uow: UnitOfWork) -> Book:
    """The book of the vendor a button or a form is about."""
    found = uow.vendors.some({number_in(ident)})
    vendor: Vendor | None = next(iter(found.values()), None)
    if vendor is None or not sees_here(vendor.id, request):
        raise UnknownVendor(name="that", nearest="")
    return open_book(vendor, uow)


def the_body(ident: object, request: Request, uow: UnitOfWork) -> tuple[Book, Body]:
    """The body a button or a form is about, in its book."""
    its = uow.bodies.by_id(number_in(ident))
    if its is None or not sees_here(its.vendor_id, request):
        raise NoSuchBody
    return open_book(uow.vendors.by_id(its.vendor_id), uow), its


def number_in(said: object) -> int:
    """The number a button or a form names something by; 0, which nothing has, for anything else."""
    words = str(said)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def body_named(text: str, book: Book) -> Body:
    """The body that is called so, or the only one whose name has these words in it."""
    key = text.casefold().split()
    also = ALSO.get(text.casefold().strip())
    for fits in (_is_called, _has_in_it):
        found = [its for its in book.bodies if fits(its, key) or its.kind is also]
        if len(found) == 1:
            return found[0]
    raise UnknownBody(vendor=book.vendor.name, name=shortened(text), known=_known(text, book))


def is_called(text: str, book: Book) -> bool:
    """Whether this is the whole name of a body, whatever words stand in it."""
    return any(text.casefold().split() == its.name.casefold().split() for its in book.bodies)


def new_kind(text: str, book: Book) -> Kind:
    """The kind of body to set up. Raises WhichKind, or HasThatBody where there is one."""
    key = text.casefold().split()
    found = [kind for kind in Kind if key and all(word in kind.split() for word in key)]
    also = ALSO.get(text.casefold().strip())
    if also is None and len(found) != 1:
        raise WhichKind(said=shortened(text), kinds=listing(list(Kind), "or"))
    return check_new(also or found[0], book)


def check_new(kind: Kind, book: Book) -> Kind:
    its = book.of_kind(kind)
    if its:
        raise HasThatBody(vendor=book.vendor.name, name=its.name)
    return kind


def _is_called(body: Body, key: list[str]) -> bool:
    return key in (body.name.casefold().split(), body.kind.casefold().split())


def _has_in_it(body: Body, key: list[str]) -> bool:
    words = f"{body.name} {body.kind}".casefold().split()
    return all(any(its.startswith(word) for its in words) for word in key)


def _known(text: str, book: Book) -> str:
    """What it may have been, or what there is."""
    names = [its.name for its in book.bodies]
    near = nearest(text, names) or names
    return f" There is {listing(near)}." if near else ""
