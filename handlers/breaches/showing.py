"""Seeing breaches: those that are open, and one with its whole story."""

import re

from governance.people import Act
from governance.vendors import Vendor
from handlers.breaches.cards import (
    action_buttons,
    against,
    agreed,
    dispute_button,
    line,
    named,
    said,
    waits_for,
)
from handlers.breaches.cases import Case, cases_of, take_case, with_loops
from handlers.breaches.register import feature
from handlers.breaches.story import recovered, story
from handlers.kit.blocks import Block, actions, button, context, esc, header, paragraphs, section
from handlers.kit.finding import here, the_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

PAGE = 8
_PAGE = re.compile(r"(?:^|\s)(?:page\s+)?(\d{1,5})$", re.IGNORECASE)


@feature.command("sla breach", usage="B-4", summary="One breach with its whole story.", act=Act.SEE_BREACHES)
def show(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.strip():
        return list_open(request, uow)
    taken, _ = take_case(request.text, request, uow)
    (case,) = with_loops([taken], request.zone, uow)
    facts = [
        named(case) + (f" ({esc(case.vendor.name)})" if request.by.is_sponsors else ""),
        f"{against(case.definition, case.result)}. Agreed as {agreed(case.definition)}.",
        said(case, uow.workspace.name),
        waits_for(case, recovered=recovered(case, uow)),
        case.loop,
    ]
    return say(
        section("\n".join(facts)),
        *paragraphs(["*Story*", *story(case, request, uow)]),
        *_buttons(case, request),
    )


def _buttons(case: Case, request: Request) -> list[Block]:
    """What the reader's side can do."""
    if not case.breach.is_open:
        return [actions(*action_buttons(case))] if case.action else []
    ref = case.breach.reference
    comment = button("Comment", "breach.comment", ref, label=f"Comment on {ref}")
    dispute = (dispute_button(case),) if case.can_dispute(request.by) else ()
    return [actions(comment, *dispute, *action_buttons(case))]


@feature.command(
    "sla breaches", usage="[vendor] [page]", summary="The open breaches, the oldest first.", act=Act.SEE_BREACHES
)
def list_open(request: Request, uow: UnitOfWork) -> Reply:
    text = request.text.strip()
    page = _PAGE.search(text)
    vendor = _vendor(_PAGE.sub("", text).strip(), request, uow)
    if vendor is None and not request.by.is_sponsors:
        return say(section("No breach is open."))
    count = uow.breaches.count(vendor.id if vendor else None)
    pages = max(1, -(-count // PAGE))
    number = min(max(1, int(page[1]) if page else 1), pages)
    found = uow.breaches.page(vendor.id if vendor else None, (number - 1) * PAGE, PAGE)
    cases = with_loops(cases_of([breach for breach, _ in found], uow), request.zone, uow)
    whose = f" of {vendor.name}" if vendor else ""
    blocks = [header(f"Open breaches{whose}: {count}"), *_lines(cases, request, named=vendor is None)]
    if pages > number:
        again = f'sla breaches "{vendor.name}" {number + 1}' if vendor else f"sla breaches {number + 1}"
        blocks.append(actions(button("Next page", "again", again)))
    return say(*blocks, *([context(f"Page {number} of {pages}, {plural(count, 'breach')}")] if pages > 1 else []))


def _vendor(name: str, request: Request, uow: UnitOfWork) -> Vendor | None:
    """The vendor that is named, or the place's; none where a sponsor's person asks for all."""
    return the_vendor(request, uow, name, "/sla breaches <vendor>") if name else here(request, uow)


def _lines(cases: list[Case], request: Request, *, named: bool) -> list[Block]:
    if not cases:
        return [section("None is open. Good.")]
    blocks: list[Block] = []
    for case in cases:
        ref = case.breach.reference
        open_it = button("Open", "again", f"sla breach {ref}", label=f"Open {ref}")
        blocks.append(section(line(case, whose=named), button=open_it))
    return blocks
