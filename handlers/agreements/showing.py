"""How agreements look: from when to when, and by when somebody must say that one ends or goes on. Both companies read them."""

from collections.abc import Mapping
from datetime import date

from governance.agreements import (
    Agreement,
)
from governance.people import Act, may
from governance.vendors import Study, Vendor
from handlers.agreements.register import feature
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    context,
    esc,
    header,
    one_way,
    section,
)
from handlers.kit.finding import the_vendor
from handlers.kit.replies import Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from storage.unit_of_work import UnitOfWork

PAGE = 20


@feature.command(
    "vendor agreements",
    usage="[vendor]",
    summary="The agreements with a vendor, and by when to say that one ends or goes on.",
    act=Act.SEE_AGREEMENTS,
)
def list_all(request: Request, uow: UnitOfWork) -> Reply:
    return list_page(the_vendor(request, uow, request.text, "/vendor agreements <vendor>"), request, uow)


def list_page(vendor: Vendor, request: Request, uow: UnitOfWork, lead: str = "") -> Say:
    found = uow.agreements.of_vendor(vendor.id)
    studies = uow.vendors.some_studies({its.study_id for its in found if its.study_id})
    keeps = may(request.by, Act.KEEP_AGREEMENTS)
    blocks = [section(lead)] if lead else []
    blocks.append(header(f"Agreements with {vendor.name if request.by.is_sponsors else uow.workspace.name}"))
    for its in found[:PAGE]:
        blocks += [section(_line(its, studies, request.today)), *(_buttons(its) if keeps else [])]
    if not found:
        blocks.append(section("None is kept here yet."))
    if len(found) > PAGE:
        blocks.append(context(f"and {plural(len(found) - PAGE, 'agreement')} that expire later"))
    again = button("Keep an agreement", "again", f'vendor agreement "{vendor.name}"')
    return say(*blocks, *([actions(again)] if keeps else []))


def _buttons(its: Agreement) -> list[Block]:
    change = button("Change", "agreement.change", its.id, label=f"Change {its.reference}")
    return [actions(change, button("End", "agreement.end", its.id, label=f"End {its.reference}"))]


def _line(its: Agreement, studies: Mapping[int, Study], today: date) -> str:
    until = f" to {day_words(its.expires_on)}" if its.expires_on else ", until somebody ends it"
    study = f" ({esc(studies[its.study_id].protocol)})" if its.study_id and its.study_id in studies else ""
    link = f"\n<{esc(its.link)}|Document>" if its.link else ""
    lead = f"*{its.reference} {esc(one_way(its.title))}*{study}: {its.kind}"
    due = f"\n{_due(its, today)}" if its.expires_on else ""
    return f"{lead}\nFrom {day_words(its.effective_on)}{until}{due}{link}"


def _due(its: Agreement, today: date) -> str:
    """By when to say what comes after it; in bold once it is time to talk about that."""
    notice = its.notice_on
    assert its.expires_on is not None
    assert notice is not None
    if its.expires_on < today:
        return f"*It expired on {day_words(its.expires_on)}, and nobody has said what comes after it*"
    if notice < today:
        return f"*The day to say whether it goes on was {day_words(notice)}*"
    words = f"Say by {day_words(notice)} whether it ends or goes on"
    return f"*{words}*" if its.is_expiring(today) else words


def day_words(day: date) -> str:
    return f"{day:%-d %B %Y}"
