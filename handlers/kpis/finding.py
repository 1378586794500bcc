"""Finding what a line or a button is about. To whoever may not see it, it does not exist."""

import re

from governance.kpis.definitions import Definition
from governance.kpis.refusals import NothingYouMayAnswer, UnknownKpi, WhichKpi, WhichStudy
from governance.refusals import WhichVendor
from governance.vendors import Vendor
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import listing, nearest, shortened
from handlers.kpis.book import Batch, Book, ids_of, open_book
from storage.unit_of_work import UnitOfWork

Key = tuple[int, int | None, str]
_NUMBER = re.compile(r"#(\d{1,9})\b[\s,:]*")


def the_book(request: Request, uow: UnitOfWork, text: str, usage: str, *, to_write: bool = False) -> tuple[Book, str]:
    """The vendor named at the front of a text, or else the one nobody needs to name; and what follows.

    Where the text begins with one of that vendor's codes, it names no other vendor.
    """
    own = here(request, uow) or _vendor_of_number(text, request, uow)
    book = open_book(own, uow, to_write=to_write) if own else None
    if book and (not text or _starts_with_a_code(text, book)):
        return book, text
    vendor, rest = take_vendor(request, uow, text)
    if vendor and (own is None or vendor.id != own.id):
        return open_book(vendor, uow, to_write=to_write), rest
    if book is None:
        raise unknown_vendor(request, uow, text) if text else WhichVendor(usage=usage)
    return book, rest if vendor else text


def take_kpi(text: str, book: Book, request: Request, uow: UnitOfWork, usage: str) -> tuple[Key, str]:
    """The KPI whose code, with a study's number where several have it, stands at the front of a text; and what follows."""
    if not text:
        raise WhichKpi(usage=usage)
    found = _NUMBER.match(text)
    if found:
        version = next((its for its in book.kpis if its.id == int(found[1])), None)
        if version:
            return version.key, text[found.end() :]
    code = next((code for code in _codes(book) if _is_at_front(code, text)), None)
    if code is None:
        word = text.split()[0]
        near = nearest(word, _codes(book))
        raise UnknownKpi(code=shortened(word), nearest=f" Did you mean {listing(near, 'or')}?" if near else "")
    return _of_its_study(code, text[len(code) :].strip(" ,:"), book, uow)


def _of_its_study(code: str, rest: str, book: Book, uow: UnitOfWork) -> tuple[Key, str]:
    keys = list(dict.fromkeys(its.key for its in book.kpis if its.code == code))
    if len(keys) == 1 and keys[0][1] is None:
        return keys[0], rest
    studies = uow.vendors.some_studies({key[1] for key in keys if key[1]})
    for key in keys:
        protocol = studies[key[1]].protocol if key[1] else ""
        if protocol and _is_at_front(protocol, rest):
            return key, rest[len(protocol) :].strip(" ,:")
    if len(keys) == 1:
        return keys[0], rest
    names = [studies[key[1]].protocol if key[1] else "no study" for key in keys]
    raise WhichStudy(code=code, studies=listing(names))


def the_batch(request: Request, uow: UnitOfWork) -> tuple[Book, Batch]:
    """What a button is about, as it stands now, held until this transaction ends."""
    ref = str(request.values.get("ref") or request.ref)
    kpis, terms = ids_of(ref)
    vendor = _vendor_of(kpis, terms, uow)
    if vendor is None or not sees_here(vendor.id, request):
        raise NothingYouMayAnswer
    book = open_book(vendor, uow, to_write=True)
    return book, book.some(ref)


def the_version(request: Request, uow: UnitOfWork) -> tuple[Book, Definition]:
    """The one version of a KPI that a button or a form is about."""
    book, batch = the_batch(request, uow)
    if not batch.kpis:
        raise NothingYouMayAnswer
    return book, batch.kpis[0]


def _vendor_of(kpis: set[int], terms: set[int], uow: UnitOfWork) -> Vendor | None:
    found = uow.kpis.some(sorted(kpis)[:1]).values()
    vendors = {its.vendor_id for its in found} or {its.vendor_id for its in uow.terms.some(sorted(terms)[:1])}
    return uow.vendors.some(vendors).get(vendors.pop()) if vendors else None


def _vendor_of_number(text: str, request: Request, uow: UnitOfWork) -> Vendor | None:
    """`#12` names a version, so it names its vendor."""
    found = _NUMBER.match(text)
    vendor = _vendor_of({int(found[1])}, set(), uow) if found else None
    return vendor if vendor and sees_here(vendor.id, request) else None


def _codes(book: Book) -> list[str]:
    """The longest first, so that K1 is not taken for K14."""
    return sorted({its.code for its in book.kpis}, key=lambda code: (-len(code), code))


def _starts_with_a_code(text: str, book: Book) -> bool:
    return bool(_NUMBER.match(text)) or any(_is_at_front(code, text) for code in _codes(book))


def _is_at_front(word: str, text: str) -> bool:
    return text.casefold().startswith(word.casefold()) and not text[len(word) : len(word) + 1].strip(" ,:;")
