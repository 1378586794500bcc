"""The history of one thing from the record: when it happened and was recorded, who, for whom, how, old and new, and why."""

import re
from dataclasses import replace

from governance.people import Act
from handlers.audit.finding import the_subject
from handlers.audit.register import feature
from handlers.kit.blocks import actions, button, context, cut, esc, header, one_way, paragraphs
from handlers.kit.record import Told, short_moment, told_of
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

PAGE = 12
LONGEST = 700
_CHANNEL = re.compile(r"[CG][A-Z0-9]+")
_PAGE = re.compile(r"\s+page\s+(\d{1,5})$", re.IGNORECASE)


@feature.command(
    "audit show",
    usage="<item> [page <number>]",
    summary="What the record says of A-17, S-3, D-7, B-4, C-2, R-1, G-3, a KPI or a vendor, entry by entry.",
    act=Act.AUDIT,
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    number = _PAGE.search(request.text)
    named = _PAGE.sub("", request.text).strip()
    its = the_subject(replace(request, text=named), uow)
    count = uow.audit.count(its.extent)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, int(number[1]) if number else 1), pages)
    entries = uow.audit.page(its.extent, (page - 1) * PAGE, PAGE)
    lines = [_lines(entry) for entry in told_of(entries, {its.vendor} if its.vendor else set(), request.zone, uow)]
    blocks = [
        header(f"The record of {cut(its.name, 100)}"),
        *paragraphs(lines or ["Nothing is on the record about it."]),
    ]
    blocks.append(
        context(f"{plural(count, 'entry', 'entries')}, page {page} of {pages}. Times are those of {request.zone}.")
    )
    if pages > page:
        blocks.append(actions(button("Next page", "again", f"audit show {named} page {page + 1}")))
    return say(*blocks)


def _fact(label: str, value: str) -> str:
    """Channels by the name each reader knows."""
    words = f"<#{value}>" if label == "Channel" and _CHANNEL.fullmatch(value) else esc(one_way(cut(value, LONGEST)))
    return f"{label}: {words}" if label else words


def _lines(entry: Told) -> str:
    """One entry: a heading with when and what, then by whom and how, then old and new with the reason."""
    whose = f" for {entry.party}" if entry.party else ""
    parts = [
        f"*{short_moment(entry.happened_at, entry.zone)}: {entry.title}* (entry {entry.number:,})",
        f"By {esc(one_way(entry.who))}{esc(whose)}, {entry.door}",
    ]
    if entry.facts:
        parts.append("; ".join(_fact(label, value) for label, value in entry.facts))
    if entry.reason:
        parts.append(f"Reason: {esc(one_way(cut(entry.reason, LONGEST)))}")
    if entry.late:
        parts.append(f":clock3: *Recorded {short_moment(entry.recorded_at, entry.zone)}*, {entry.late}")
    return "\n".join(parts)
