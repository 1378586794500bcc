"""`/sla catalogue`: looking through the catalogue, and taking KPIs out of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from governance.people import Act, may, who_can
from governance.refusals import NotYours, WhichVendor
from governance.vendors import Vendor
from handlers.kit.blocks import Block, actions, button, esc, paragraphs, section
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from handlers.kpis.book import Book, open_book
from handlers.kpis.catalogue import Entry, already, catalogue, entries, found, line, numbers
from handlers.kpis.defining import sketch_of
from handlers.kpis.facts import names_for
from handlers.kpis.forms import first_day, first_form
from handlers.kpis.proposing import propose_all
from handlers.kpis.register import feature
from handlers.kpis.telling import still_missing, titles, who_is_asked
from storage.unit_of_work import UnitOfWork

_ENROL = re.compile(r"enrol{1,2}\b[\s:]*", re.IGNORECASE)
_IDS = re.compile(r"(?:[A-Za-z]+\d+[\s,;]*(?:and\s+)?)+")
BUTTONS = 5


@feature.command(
    "sla catalogue",
    usage="[words | enrol K14, K21]",
    summary="KPIs others have published, with their sources; `enrol` takes them over.",
    act=Act.SEE_STATUS,
    also=(Act.AGREE_KPIS,),
)
def look(request: Request, uow: UnitOfWork) -> Reply:
    asked = _ENROL.match(request.text)
    if asked:
        return _enrol(request.text[asked.end() :], request, uow)
    its = found(request.text)
    if not its:
        return say(
            section(f"Nothing in the catalogue has all of these words: {esc(request.text)}. It has {_how_many()}.")
        )
    hint = "`sla catalogue enrol K14` opens one as a form; several at once are proposed together."
    lead = f"{plural(len(its), 'KPI')} of {len(catalogue())} in the catalogue. {hint}"
    return say(section(lead), *paragraphs(map(line, its)), *_buttons(its))


def _how_many() -> str:
    return f"{len(catalogue())} KPIs; `sla catalogue` lists them"


def _buttons(its: Sequence[Entry]) -> list[Block]:
    if len(its) > BUTTONS:
        return []
    return [actions(*(button(f"Enrol {one.id}", "sla.enrol", one.id) for one in its))]


@feature.button("sla.enrol", act=Act.AGREE_KPIS)
def enrol_one(request: Request, uow: UnitOfWork) -> Reply:
    return _form(entries(request.ref)[0], here(request, uow), request, uow)


def _enrol(text: str, request: Request, uow: UnitOfWork) -> Reply:
    if not may(request.by, Act.AGREE_KPIS):
        raise NotYours(deed=Act.AGREE_KPIS, who=who_can(Act.AGREE_KPIS, request.by))
    ids = _IDS.match(text)
    chosen = entries(ids[0] if ids else text)
    rest = text[ids.end() :].removeprefix("for ").strip() if ids else ""
    vendor = here(request, uow)
    if rest:
        vendor, behind = take_vendor(request, uow, rest)
        if vendor is None or behind:
            raise unknown_vendor(request, uow, rest)
    if len(chosen) == 1:
        return _form(chosen[0], vendor, request, uow)
    if vendor is None:
        raise WhichVendor(usage="/sla catalogue enrol K14, K21 <vendor>")
    return _several(chosen, vendor, request, uow)


def _form(its: Entry, vendor: Vendor | None, request: Request, uow: UnitOfWork) -> Reply:
    filled = its.draft(0)
    sketch = sketch_of(request, uow, vendor, its=filled, pick=its.id, numbers=its.has_numbers)
    return Show(form=first_form(sketch, request.today), reopen=f"sla catalogue enrol {its.id}")


def _several(chosen: Sequence[Entry], vendor: Vendor, request: Request, uow: UnitOfWork) -> Reply:
    """Those that have numbers are proposed together; each of the others is named with what is in its way."""
    book, sketch = open_book(vendor, uow, to_write=True), sketch_of(request, uow, vendor)
    left = {its.id: _in_the_way(its, book, sketch.study) for its in chosen}
    drafts = [
        replace(
            its.draft(vendor.id), study_id=sketch.study, effective_from=first_day(its.draft(vendor.id), request.today)
        )
        for its in chosen
        if not left[its.id]
    ]
    lines = [f"*{its.id} {esc(its.name)}* is not among them: {left[its.id]}." for its in chosen if left[its.id]]
    if not drafts:
        return say(*paragraphs(["Nothing was proposed.", *lines]))
    batch = propose_all(drafts, book, request.by, uow)
    now, turn = open_book(vendor, uow), still_missing(batch)
    asked = who_is_asked(now, turn, uow) if turn else ""
    lead = f"Proposed together: {titles(batch, names_for(now, batch.all, uow))}. {asked}"
    return say(*paragraphs([lead, *lines]))


def _in_the_way(its: Entry, book: Book, study: int | None) -> str:
    if already(its, book, study):
        return f"it is there already; `sla propose {its.id}` changes it"
    return "" if its.has_numbers else f"{numbers(its)}; `sla catalogue enrol {its.id}` opens it as a form"
