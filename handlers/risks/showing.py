"""Seeing risks: drafts and kept ones, the highest score first, and one with its actions."""

import re

from governance.events import RiskActionOpened
from governance.people import Act
from governance.risks import Risk
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, header, paragraphs, section
from handlers.kit.finding import here, the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.risks.cards import buttons, described, line
from handlers.risks.deciding import take_risk
from handlers.risks.register import feature
from storage.unit_of_work import UnitOfWork

PAGE = 8
_PAGE = re.compile(r"(?:^|\s)(?:page\s+)?(\d{1,5})$", re.IGNORECASE)


@feature.command("risk show", usage="R-3", summary="One risk, with its actions.", act=Act.SEE_RISKS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.strip():
        return list_all(request, uow)
    risk, _ = take_risk(request.text, request, uow)
    vendor = uow.vendors.by_id(risk.vendor_id) if request.by.is_sponsors else None
    lines = [*described(risk, vendor), *_actions(risk, request, uow)]
    return say(*paragraphs(lines), *buttons(risk, request.by))


def _actions(risk: Risk, request: Request, uow: UnitOfWork) -> list[str]:
    """What is done against it, from the record."""
    past = uow.history(f"risk:{risk.id}")
    items = uow.actions.some({its.event.action for its in past if isinstance(its.event, RiskActionOpened)})
    people = uow.people.some({item.owner_id for item in items.values()})
    return [shown.action_line(item, people.get(item.owner_id), request.today) for item in items.values()]


@feature.command("risk list", usage="[vendor] [page]", summary="Risks, the highest score first.", act=Act.SEE_RISKS)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    text = request.text.strip()
    page = _PAGE.search(text)
    vendor = _vendor(_PAGE.sub("", text).strip(), request, uow)
    if vendor is None and not request.by.is_sponsors:
        return say(section("No risk is written down."))
    one = vendor.id if vendor else None
    count = uow.risks.count(one)
    pages = max(1, -(-count // PAGE))
    number = min(max(1, int(page[1]) if page else 1), pages)
    risks = uow.risks.page(one, (number - 1) * PAGE, PAGE)
    whose = f" of {vendor.name}" if vendor else ""
    blocks = [header(f"Risks{whose}: {count}"), *_lines(risks, {} if vendor else _names(risks, uow))]
    if number < pages:
        again = f'risk list "{vendor.name}" {number + 1}' if vendor else f"risk list {number + 1}"
        blocks.append(actions(button("Next page", "again", again)))
    return say(*blocks, *([context(f"Page {number} of {pages}")] if pages > 1 else []))


def _vendor(name: str, request: Request, uow: UnitOfWork) -> Vendor | None:
    return the_vendor(request, uow, name, "/risk list <vendor>") if name else here(request, uow)


def _names(risks: list[Risk], uow: UnitOfWork) -> dict[int, Vendor]:
    return uow.vendors.some({its.vendor_id for its in risks})


def _lines(risks: list[Risk], vendors: dict[int, Vendor]) -> list[Block]:
    if not risks:
        return [section("None is written down.")]
    return [
        section(
            line(its, vendors.get(its.vendor_id)),
            button=button("Open", "again", f"risk show {its.reference}", label=f"Open {its.reference}"),
        )
        for its in risks
    ]
