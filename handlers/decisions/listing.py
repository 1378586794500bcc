"""The register of decisions: the newest first, found by words, and one with all that is known of it."""

import re
from dataclasses import dataclass

from governance.decisions import Decision, State
from governance.people import Act
from governance.vendors import Vendor
from handlers.decisions.answers import given_to
from handlers.decisions.asking import answers
from handlers.decisions.cards import beside, changes, line, page
from handlers.decisions.register import feature
from handlers.decisions.wishes import take_decision
from handlers.kit.blocks import Block, actions, button, context, header, paragraphs, section
from handlers.kit.finding import here, take_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from storage.unit_of_work import UnitOfWork

PAGE = 8
_ONE = re.compile(r"^\s*D[-\u2010-\u2014]?\d{1,9}\s*$", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|\s)page\s+(\d{1,5})\s*$|^\s*(\d{1,5})\s*$", re.IGNORECASE)
_FIND = re.compile(r"^\s*find\b\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What of the register is asked for: a vendor's or of all, with these words, which page."""

    vendor: Vendor | None
    words: str
    page: int

    def line(self, number: int) -> str:
        """The same for another page, as it is typed."""
        vendor = f'"{self.vendor.name}" ' if self.vendor else ""
        find = f"find {self.words} " if self.words else ""
        return f"session decisions {vendor}{find}page {number}"


@feature.command(
    "session decisions",
    usage="[vendor] [find <words>] [page 2] | D-7",
    summary="The decisions there are, the newest first; or one with all that is known of it.",
    act=Act.SEE_DECISIONS,
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    if _ONE.match(request.text):
        return _show_one(request, uow)
    sought = _sought(request, uow)
    if sought.vendor is None and not request.by.is_sponsors:
        return say(section("No decision is on record."))
    return _show_page(sought, request, uow)


def _sought(request: Request, uow: UnitOfWork) -> Sought:
    vendor, rest = take_vendor(request, uow, request.text)
    found = _PAGE.search(rest)
    number = int(found[1] or found[2]) if found else 1
    words = _FIND.sub("", rest[: found.start()] if found else rest).strip()
    return Sought(vendor=vendor or here(request, uow), words=words, page=max(1, number))


def _show_page(sought: Sought, request: Request, uow: UnitOfWork) -> Reply:
    vendors = [sought.vendor.id] if sought.vendor else None
    study = request.place.link.study_id if request.place.link else None
    count = uow.decisions.count(vendors, sought.words, study)
    pages = max(1, -(-count // PAGE))
    number = min(sought.page, pages)
    found = uow.decisions.page(vendors, sought.words, (number - 1) * PAGE, PAGE, study)
    blocks = [header(_title(sought, count, request, uow)), *_lines(found, sought, request, uow)]
    if number < pages:
        blocks.append(actions(button("Next page", "again", sought.line(number + 1))))
    return say(*blocks, *([context(f"Page {number} of {pages}")] if pages > 1 else []))


def _title(sought: Sought, count: int, request: Request, uow: UnitOfWork) -> str:
    vendor = sought.vendor
    whose = f" with {vendor.name if request.by.is_sponsors else uow.workspace.name}" if vendor else ""
    words = f' that say "{sought.words}"' if sought.words else ""
    return f"Decisions{whose}{words}: {count}"


def _lines(found: list[Decision], sought: Sought, request: Request, uow: UnitOfWork) -> list[Block]:
    if not found:
        return [section("No decision says that." if sought.words else "No decision is on record.")]
    others = beside(found, uow)
    return [
        section(
            line(its, None if sought.vendor else others.vendors[its.vendor_id], others, request.zone),
            button=button("Open", "again", f"session decisions {its.reference}", label=f"Open {its.reference}"),
        )
        for its in found
    ]


def _show_one(request: Request, uow: UnitOfWork) -> Reply:
    its, _ = take_decision(request.text, request, uow)
    session = uow.sessions.by_id(its.session_id) if its.session_id else None
    lines = page(its, beside([its], uow), given_to(its, uow), session, request.zone, uow)
    return say(*paragraphs(lines), *_buttons(its))


def _buttons(its: Decision) -> list[Block]:
    """What can be done: who may is checked when it is pressed."""
    if its.state is State.CIRCULATED:
        return [actions(*answers(its))]
    return [changes(its)] if its.state is State.IN_FORCE else []
