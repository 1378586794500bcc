"""Seeing service credits: month by month, of one vendor or of all."""

import re

from governance.kpis.credits import Credit
from governance.people import Act, may
from governance.vendors import Vendor
from handlers.credits.approvals import given_to
from handlers.credits.cards import headline, standing
from handlers.credits.register import feature
from handlers.credits.working import unbilled, waits_of
from handlers.kit.blocks import Block, actions, button, context, esc, header, section
from handlers.kit.finding import here, the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

PAGE = 8
_PAGE = re.compile(r"(?:^|\s)(?:page\s+)?(\d{1,5})$", re.IGNORECASE)


@feature.command(
    "sla credits", usage="[vendor] [page]", summary="Service credits, the newest month first.", act=Act.SEE_CREDITS
)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    text = request.text.strip()
    page = _PAGE.search(text)
    vendor = _vendor(_PAGE.sub("", text).strip(), request, uow)
    if vendor is None and not request.by.is_sponsors:
        return say(section("There is no service credit."))
    one = vendor.id if vendor else None
    count = uow.credits.count(one)
    pages = max(1, -(-count // PAGE))
    number = min(max(1, int(page[1]) if page else 1), pages)
    credits = uow.credits.page(one, (number - 1) * PAGE, PAGE)
    vendors = uow.vendors.some({its.vendor_id for its in credits})
    whose = f" of {vendor.name}" if vendor else ""
    blocks = [
        header(f"Service credits{whose}: {count}"),
        *_unbilled(vendor, request, uow),
        *_lines(credits, vendors, uow),
    ]
    if number < pages:
        again = f'sla credits "{vendor.name}" {number + 1}' if vendor else f"sla credits {number + 1}"
        blocks.append(actions(button("Next page", "again", again)))
    return say(*blocks, *([context(f"Page {number} of {pages}")] if pages > 1 else []))


def _vendor(name: str, request: Request, uow: UnitOfWork) -> Vendor | None:
    return the_vendor(request, uow, name, "/sla credits <vendor>") if name else here(request, uow)


def _unbilled(vendor: Vendor | None, request: Request, uow: UnitOfWork) -> list[Block]:
    """For whoever keeps invoices: without one nothing is worked out, and nobody would notice."""
    months = unbilled(vendor.id, request.today, uow) if vendor and may(request.by, Act.KEEP_INVOICES) else []
    if vendor is None or not months:
        return []
    named = listing([f"{month:%B %Y}" for month in months])
    line = esc(f'/sla invoice "{vendor.name}" {months[0]:%Y-%m} <amount> <currency>')
    return [section(f"Something that gives a credit was red, and no invoice is kept: {named}. `{line}` keeps one.")]


def _lines(credits: list[Credit], vendors: dict[int, Vendor], uow: UnitOfWork) -> list[Block]:
    if not credits:
        return [section("There is none.")]
    approvals = given_to(credits, uow)
    return [
        section(
            f"{headline(its, vendors[its.vendor_id])}\n{standing(its, waits_of(its.vendor_id, its.month, uow), approvals.get(its.id))}",
            button=button("Open", "again", f"sla credit {its.reference}", label=f"Open {its.reference}"),
        )
        for its in credits
    ]
