"""Defining a KPI and changing one, in a form or two; what is sent is proposed at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from governance.kpis.agreeing import check_begins, newest_in_force, pending, replaces_agreed
from governance.kpis.definitions import Definition, Direction, Lens
from governance.kpis.drafting import same
from governance.kpis.periods import Frequency
from governance.kpis.refusals import CodeTaken, NothingProposed
from governance.kpis.terms import EARLIEST
from governance.people import Act, sees
from governance.refusals import WhichVendor
from governance.vendors import Vendor
from handlers.kit.because import check_why
from handlers.kit.blocks import esc
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, Show, Wrong, about
from handlers.kit.requests import Request
from handlers.kpis.answers import Read, read
from handlers.kpis.book import Book, open_book
from handlers.kpis.catalogue import entry
from handlers.kpis.facts import names_for
from handlers.kpis.finding import take_kpi, the_book, the_version
from handlers.kpis.forms import FIRST, SECOND, Sketch, first_day, first_form, second_form
from handlers.kpis.proposing import propose_all, proposed
from handlers.kpis.register import feature
from storage.unit_of_work import UnitOfWork


@feature.command(
    "sla define",
    usage="[vendor]",
    summary="Define a KPI in a form; the other company is asked to agree.",
    act=Act.AGREE_KPIS,
)
def define(request: Request, uow: UnitOfWork) -> Reply:
    vendor = here(request, uow)
    if request.text:
        vendor, rest = take_vendor(request, uow, request.text)
        if vendor is None or rest:
            raise unknown_vendor(request, uow, request.text)
    return Show(form=first_form(sketch_of(request, uow, vendor), request.today), reopen=f"sla define {request.text}")


@feature.command(
    "sla propose",
    usage="[vendor] <code>",
    summary="Propose a change of a KPI, in a form filled with what holds now.",
    act=Act.AGREE_KPIS,
)
def propose_change(request: Request, uow: UnitOfWork) -> Reply:
    book, rest = the_book(request, uow, request.text, "/sla propose <vendor> <code>")
    key, _ = take_kpi(rest, book, request, uow, "/sla propose K14")
    versions = book.of(key)
    return _change(newest_in_force(versions) or versions[-1], book, request, uow, f"sla propose {request.text}")


@feature.button("sla.change", act=Act.AGREE_KPIS)
def change(request: Request, uow: UnitOfWork) -> Reply:
    book, version = the_version(request, uow)
    return _change(version, book, request, uow, f'sla propose "{book.vendor.name}" {version.code}')


def _change(version: Definition, book: Book, request: Request, uow: UnitOfWork, reopen: str) -> Reply:
    lead = f"*{esc(version.code)}* of *{esc(book.vendor.name)}*. What is agreed holds until the other company has agreed to this too."
    why = replaces_agreed(book.of(version.key))
    sketch = Sketch(its=version, vendor=book.vendor, study=version.study_id, of=version.id, lead=lead, asks_why=why)
    return Show(form=first_form(sketch, request.today), reopen=reopen)


def sketch_of(request: Request, uow: UnitOfWork, vendor: Vendor | None, **more: Any) -> Sketch:
    """For a new KPI of this vendor, in the channel's study; while no vendor is known, all are offered."""
    link = request.place.link
    study = link.study_id if link and vendor and link.vendor_id == vendor.id else None
    offered = uow.vendors.page(0, 100) if vendor is None and request.by.is_sponsors and not request.place.shared else ()
    if vendor is None and not offered:
        raise WhichVendor(usage="/sla define <vendor>")
    return Sketch(vendor=vendor, study=study, vendors=offered, **more)


# --- sent --------------------------------------------------------------------------------------------------------------


@feature.form(FIRST, act=Act.AGREE_KPIS)
def sent(request: Request, uow: UnitOfWork) -> Reply:
    """The next form where something more is to be said, else the proposal."""
    book, its = _read(request.values, request, uow)
    ticked = request.values.get("more") or []
    if ticked:  # what the second form asks for can still be put right there
        its.troubles = [trouble for trouble in its.troubles if trouble.field in _FIRST_FIELDS]
    if its.troubles:
        return Wrong(errors=its.errors(dict.fromkeys(_FIRST_FIELDS, ""), "more"))
    if not ticked:
        return _propose(its.draft, request.values, book, request, uow)
    memo = {"first": {name: request.values[name] for name in (*_FIRST_FIELDS, *_MEMO) if name in request.values}}
    return Show(form=second_form(its.draft, ticked, names_for(book, [its.draft], uow), memo))


_FIRST_FIELDS = (
    *("vendor", "code", "name", "question", "lens", "unit", "direction", "target", "red_limit", "numerator_words"),
    *("denominator_words", "smallest_denominator", "frequency", "grace_days", "effective_from", "why", "more"),
)
_MEMO = ("vendor_id", "study", "of", "pick")


@feature.form(SECOND, act=Act.AGREE_KPIS)
def sent_more(request: Request, uow: UnitOfWork) -> Reply:
    own = {name: value for name, value in request.values.items() if name != "first"}
    book, its = _read({**request.values["first"], **own}, request, uow)
    if its.troubles:
        return Wrong(errors=its.errors(own, next(iter(own))))
    with about(next(iter(own))):
        return _propose(its.draft, request.values["first"], book, request, uow)


def _read(values: Mapping[str, Any], request: Request, uow: UnitOfWork) -> tuple[Book, Read]:
    with about("vendor"):
        vendor = _vendor(values, request, uow)
    book = open_book(vendor, uow, to_write=True)
    base = _base(values, book, request)
    its = read(values, base, vendor, request.by, uow)
    with its.about("code"):
        _check_code(its.draft, values, book)
    with its.about("effective_from"):
        check_begins(its.draft, book.of(its.draft.key))
    return book, its


def _vendor(values: Mapping[str, Any], request: Request, uow: UnitOfWork) -> Vendor:
    chosen = str(values.get("vendor_id") or values.get("vendor") or "")
    found = uow.vendors.some({int(chosen)}) if chosen.isdigit() and sees(request.by, int(chosen)) else {}
    if not found:
        raise WhichVendor(usage="/sla define <vendor>")
    return found[int(chosen)]


def _base(values: Mapping[str, Any], book: Book, request: Request) -> Definition:
    """What the form began with: a version, an entry of the catalogue, or nothing."""
    version = next((its for its in book.kpis if its.id == values.get("of")), None)
    if version:
        return version
    picked = entry(str(values["pick"])) if values.get("pick") else None
    blank = picked.draft(book.vendor.id) if picked else blank_for(book.vendor.id)
    return replace(blank, study_id=values.get("study"), effective_from=first_day(None, request.today))


def blank_for(vendor: int) -> Definition:
    """A KPI about which nothing has been said."""
    words = {"code": "", "name": "", "question": "", "unit": "%", "clause": ""}
    kinds = {"lens": Lens.TIMELINESS, "direction": Direction.HIGHER, "frequency": Frequency.MONTHLY}
    numbers = {"target": 0.0, "red_limit": 0.0, "smallest_denominator": 0.0, "grace_days": 10, "version": 1}
    return Definition(id=0, vendor_id=vendor, effective_from=EARLIEST, **words, **kinds, **numbers)  # type: ignore[arg-type]


def _check_code(draft: Definition, values: Mapping[str, Any], book: Book) -> None:
    """A new KPI needs a code of its own, however it is spelled."""
    if values.get("of"):
        return
    alike = (
        its for its in book.kpis if its.code.casefold() == draft.code.casefold() and its.study_id == draft.study_id
    )
    taken = next((its for its in alike if its in book.waiting().kpis or newest_in_force([its])), None)
    if taken:
        raise CodeTaken(code=taken.code, name=taken.name)


def _propose(draft: Definition, values: Mapping[str, Any], book: Book, request: Request, uow: UnitOfWork) -> Reply:
    versions = book.of(draft.key)
    for known in (newest_in_force(versions), *pending(versions)):
        if known and same(known, draft):
            raise NothingProposed(name=draft.name)
    why = _why(draft, values, book)
    return proposed(propose_all([draft], book, request.by, uow, why=why), open_book(book.vendor, uow), uow)


def _why(draft: Definition, values: Mapping[str, Any], book: Book) -> str:
    """The reason, where what both companies agreed to would change. Raises WhyNeeded where it is missing."""
    said = str(values.get("why") or "")
    if not replaces_agreed(book.of(draft.key)):
        return ""
    return check_why(said, "the target could not be reached with fewer monitors", "why")
